#ifndef CLASSBELL_PLATFORM_LINUX_CLOCK_H_
#define CLASSBELL_PLATFORM_LINUX_CLOCK_H_

#include <sys/timex.h>

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "core/time.h"
#include "platform/clock.h"
#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

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

// The clock of the kernel.
class SystemClock final : public Clock {
 public:
  // `saved_utc` is the last time a former run saved while it trusted the clock; 0: none. The floor is the later of it
  // and `build`; it falls back to `build` when a source and an independent time (confirm) both vouch for a clock that
  // is below it: what was saved was wrong then. Errors: errno of timerfd, out of descriptors.
  static tl::expected<SystemClock, Error> open(Milliseconds saved_utc, Milliseconds build = build_utc(),
                                               ClockParts parts = {});

  // Looks the sources up again every 10 s at most, and every minute at most while the clock is trusted and not set,
  // which reads a few small files of /run and /sys (an RTC only if nothing else vouches); otherwise it costs two clock
  // reads.
  Now now() override;
  Trust trust() const override { return trust_; }
  void confirm(Milliseconds utc_elsewhere) override;
  std::optional<Milliseconds> skew() const override { return skew_; }
  std::uint64_t steps() const override { return steps_; }
  int descriptor() const override { return timer_.get(); }
  void settle() override;

  Milliseconds floor() const { return floor_; }

 private:
  explicit SystemClock(ClockParts parts);
  void notice_step(Milliseconds utc, Milliseconds mono);
  Trust judge(Milliseconds utc);
  bool kernel_vouches() const;
  bool rtc_vouches(Milliseconds utc) const;
  bool arm();

  ClockParts parts_;
  Descriptor timer_;
  Milliseconds build_ = 0;
  Milliseconds floor_ = 0;
  Trust trust_ = Trust::kNone;
  Trust source_ = Trust::kNone;         // What the sources said when they were last looked up,
  Milliseconds look_again_mono_ = 0;    // and when to look again.
  std::optional<Milliseconds> offset_;  // utc - mono at the last now().
  std::optional<Milliseconds> skew_;
  std::optional<Milliseconds> ahead_;   // of the independent time that is gone by: it neither trembles nor alternates,
  Milliseconds ahead_mono_ = 0;         // and when one said so last.
  std::uint64_t steps_ = 0;
  bool confirmed_ = false;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CLOCK_H_
