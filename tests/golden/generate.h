#ifndef CLASSBELL_TESTS_GOLDEN_GENERATE_H_
#define CLASSBELL_TESTS_GOLDEN_GENERATE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "vendors/value.h"

// Seeded cases: the same seed makes the same cases on every machine.
namespace classbell::golden {

// CLASSBELL_SEED, or a fixed one.
std::uint64_t seed();

class Random {
 public:
  explicit Random(std::uint64_t stream) : state_(seed()) { state_ = next() ^ (stream * 0xD1B54A32D192ED03ULL); }

  std::uint64_t next();  // splitmix64
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(next() % bound); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Pool>
  const auto& pick(const Pool& pool) {
    return pool[below(pool.size())];
  }

 private:
  std::uint64_t state_;
};

// Any bytes, NUL included.
std::string random_bytes(Random& random, std::size_t size_max);
// Valid UTF-8: ASCII, Chinese, emoji, what URLs, JSON and PHP treat specially, control characters.
std::string random_text(Random& random, std::size_t characters_max);
// A key that a PHP array may hold: words, integers, and what looks like a number without being one.
std::string random_key(Random& random);
// `count` different keys.
std::vector<std::string> random_keys(Random& random, std::size_t count);

struct Shape {
  bool form = false;  // Keys as PHP keeps them within brackets (and at the top: as a variable's name).
  bool reals = true;
  int depth_max = 4;
};
vendors::Value random_scalar(Random& random, const Shape& shape);
// An object, nested.
vendors::Value random_tree(Random& random, const Shape& shape);

}  // namespace classbell::golden

#endif  // CLASSBELL_TESTS_GOLDEN_GENERATE_H_
