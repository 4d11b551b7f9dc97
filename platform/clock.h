#ifndef CLASSBELL_PLATFORM_CLOCK_H_
#define CLASSBELL_PLATFORM_CLOCK_H_

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/time.h"

namespace classbell::platform {

// Why the clock may be acted upon, or why not.
enum class Trust : std::uint8_t {
  kKernel,      // adjtimex: something (NTP, PTP) keeps the clock synchronised.
  kTimesync,    // systemd-timesyncd has set it since boot.
  kRtc,         // It was set from a battery-backed clock that still agrees with it.
  kConfirmed,   // An independent time (see confirm()) agreed with it.
  kBelowFloor,  // Not trusted: earlier than is possible, whatever the sources say.
  kNone,        // Not trusted: no source vouches for it.
};
std::string_view trust_name(Trust trust);  // "kernel", "timesyncd", "rtc", "confirmed", "below-floor", "none"

// The system's clock and whether it may be acted upon. Used from the loop's thread alone; nothing blocks.
class Clock {
 public:
  // The time.
  virtual Now now() = 0;

  // What now() last went by. For the status, the LCD (E-CLK) and `check`.
  virtual Trust trust() const = 0;

  // An independent time that was right just now: the middle of the second that a vendor's Date header names. Within 2 s
  // of the clock it makes the clock trusted until that is stepped. 10 min or more away it is reported by skew(). now()
  // goes on from it while the clock is not trusted, until none has said the same within 2 s for five minutes.
  virtual void confirm(Milliseconds utc_elsewhere) = 0;

  // By how much the clock is ahead (negative: behind) of the last independent time, where that is 10 min or more: it
  // makes every signature fail. Forgotten when the clock is stepped.
  virtual std::optional<Milliseconds> skew() const = 0;

  // How often the clock was stepped by more than a second.
  virtual std::uint64_t steps() const = 0;

  // Readable when somebody set the clock; settle() makes it unreadable again and has the next now() look the sources
  // up.
  virtual int descriptor() const = 0;
  virtual void settle() = 0;

 protected:
  ~Clock() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_CLOCK_H_
