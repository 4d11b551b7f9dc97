#ifndef CLASSBELL_PLATFORM_LINUX_CLOCK_H_
#define CLASSBELL_PLATFORM_LINUX_CLOCK_H_

#include <sys/timex.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/time.h"
#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// Why the clock may be acted upon (PRODUCT 5), or why not.
enum class Trust : std::uint8_t {
  kKernel,      // adjtimex: something (NTP, PTP) keeps the clock synchronised.
  kTimesync,    // systemd-timesyncd has set it since boot.
  kRtc,         // It was set from a battery-backed clock that still agrees with it.
  kConfirmed,   // An independent time (see confirm()) agreed with it.
  kBelowFloor,  // Not trusted: earlier than is possible, whatever the sources say.
  kNone,        // Not trusted: no source vouches for it.
};
std::string_view trust_name(Trust trust);  // "kernel", "timesyncd", "rtc", "confirmed", "below-floor", "none"

// Where the clock looks. Tests put their own in.
struct ClockParts {
  Milliseconds (*realtime_ms)();   // nullptr: CLOCK_REALTIME
  Milliseconds (*monotonic_ms)();  // nullptr: CLOCK_MONOTONIC
  int (*adjust)(timex*) = ::adjtimex;
  std::string timesync_file = "/run/systemd/timesync/synchronized";
  std::string rtc_folder = "/sys/class/rtc";
};

// A Date header that is off by this much is reported: it is the smallest signature window of the vendors.
inline constexpr Milliseconds kDisagrees = 10 * kMinute;

// When this binary was made: no clock is right that is earlier.
Milliseconds build_utc();

// The system's clock and whether it may be acted upon. Used from the loop's thread alone.
class Clock {
 public:
  // `saved_utc` is the last time a former run saved while it trusted the clock; 0: none. The floor is the later of it
  // and `build`. Errors: errno of timerfd, out of descriptors.
  static tl::expected<Clock, Error> open(Milliseconds saved_utc, Milliseconds build = build_utc(),
                                         ClockParts parts = {});

  // The time. Looks the sources up again at most every 10 s, which reads a few small files of /run and /sys (an RTC
  // only if nothing else vouches); otherwise it costs two clock reads. Does not block.
  Now now();

  // What now() last went by. For the status, the LCD (E-CLK) and `check`.
  Trust trust() const { return trust_; }
  Milliseconds floor() const { return floor_; }

  // An independent time that was right just now: a vendor's Date header, with half the round trip added. Within 2 s of
  // the clock it makes the clock trusted until that is stepped. 10 min or more away it is reported by skew(), and by
  // now() while the clock is not trusted. What lies between does neither.
  void confirm(Milliseconds utc_elsewhere);

  // By how much the clock is ahead (negative: behind) of the last independent time, where that is 10 min or more: it
  // makes every signature fail. Forgotten when the clock is stepped.
  std::optional<Milliseconds> skew() const { return skew_; }

  // How often the clock was stepped by more than a second.
  std::uint64_t steps() const { return steps_; }

  // Readable when somebody set the clock; settle() makes it unreadable again and has the next now() look the sources
  // up.
  int descriptor() const { return timer_.get(); }
  void settle();

 private:
  explicit Clock(ClockParts parts);
  void notice_step(Milliseconds utc, Milliseconds mono);
  Trust judge(Milliseconds utc);
  bool kernel_vouches() const;
  bool rtc_vouches(Milliseconds utc) const;
  bool arm();

  ClockParts parts_;
  Descriptor timer_;
  Milliseconds floor_ = 0;
  Trust trust_ = Trust::kNone;
  Trust source_ = Trust::kNone;         // What the sources said when they were last looked up,
  Milliseconds look_again_mono_ = 0;    // and when to look again.
  std::optional<Milliseconds> offset_;  // utc - mono at the last now().
  std::optional<Milliseconds> skew_;
  std::uint64_t steps_ = 0;
  bool confirmed_ = false;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CLOCK_H_
