#ifndef CLASSBELL_CORE_RANDOM_H_
#define CLASSBELL_CORE_RANDOM_H_

#include <cstdint>

namespace classbell {

// Spreads terminals apart in time; not for secrets. SplitMix64: any seed will do, equal seeds give equal runs.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  // A number in [0, below); 0 when `below` is not positive.
  std::int64_t below(std::int64_t below) {
    if (below <= 0) return 0;
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    z ^= z >> 31U;
    return static_cast<std::int64_t>(z % static_cast<std::uint64_t>(below));
  }

 private:
  std::uint64_t state_;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_RANDOM_H_
