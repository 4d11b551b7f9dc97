#ifndef CLASSBELL_TESTS_PLATFORM_MONO_H_
#define CLASSBELL_TESTS_PLATFORM_MONO_H_

#include <time.h>

#include "core/time.h"

// The loop's clock (CLOCK_MONOTONIC), for the tests that time it.
namespace classbell::platform {

inline double now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

// So many ms from now, as a deadline.
inline Milliseconds mono(double in_ms = 0) { return static_cast<Milliseconds>(now_ms() + in_ms); }

}  // namespace classbell::platform

#endif  // CLASSBELL_TESTS_PLATFORM_MONO_H_
