#ifndef CLASSBELL_CORE_TIME_H_
#define CLASSBELL_CORE_TIME_H_

#include <cstdint>

namespace classbell {

using Milliseconds = std::int64_t;

inline constexpr Milliseconds kSecond = 1000;
inline constexpr Milliseconds kMinute = 60 * kSecond;
inline constexpr Milliseconds kHour = 60 * kMinute;
inline constexpr Milliseconds kDay = 24 * kHour;
inline constexpr Milliseconds kNever = INT64_MAX;

// A wall clock that was set, or is that of a boot, has so long to be set right before what it alone says is final.
inline constexpr Milliseconds kClockSettles = kHour;

// The time as the shell hands it to each step; the core reads no clock.
struct Now {
  Milliseconds mono;  // Since boot or any fixed point; never steps back. Timeouts, holds and heartbeats count in it.
  Milliseconds utc;   // Since 1970, as the system has it; may step at any moment. Lessons count in it.
  bool trusted;       // Whether `utc` may be acted upon (see clock.h).
  Milliseconds elsewhere_utc = 0;  // What a vendor's clock says, while ours is not trusted; 0: nothing is known of it.

  // What a vendor is asked by, and its signatures are made with: it judges them by its own clock. It is the likelier
  // one, so a screen counts by it.
  Milliseconds vendor_utc() const { return elsewhere_utc != 0 ? elsewhere_utc : utc; }
  // Whether anything at all vouches for that.
  bool is_known() const { return trusted || elsewhere_utc != 0; }
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_TIME_H_
