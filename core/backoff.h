#ifndef CLASSBELL_CORE_BACKOFF_H_
#define CLASSBELL_CORE_BACKOFF_H_

#include <algorithm>

#include "core/random.h"
#include "core/time.h"

namespace classbell {

inline constexpr Milliseconds kBackoffMax = 30 * kSecond;

// The pause before attempt `failures` + 1 of something that may wait: 1 s, doubled up to `most`, of which the upper
// half is random so that terminals that failed together do not come back together.
inline Milliseconds backoff(int failures, Random& random, Milliseconds most = kBackoffMax) {
  const Milliseconds whole = std::min(most, kSecond << std::clamp(failures - 1, 0, 5));
  return whole / 2 + random.below(whole / 2 + 1);
}

// The pause before the next attempt of something that is due now: a twentieth of how late it is already, never under
// 250 ms nor over 2 s, of which the upper half is random. Who has waited ten seconds is served within half of one.
inline Milliseconds urgent_backoff(Milliseconds late, Random& random) {
  const Milliseconds whole = std::clamp<Milliseconds>(late / 20, 250, 2 * kSecond);
  return whole / 2 + random.below(whole / 2 + 1);
}

}  // namespace classbell

#endif  // CLASSBELL_CORE_BACKOFF_H_
