#include "platform/linux/clock.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

#ifndef CLASSBELL_BUILD_EPOCH
#error "platform/CMakeLists.txt defines CLASSBELL_BUILD_EPOCH: seconds since 1970"
#endif

namespace classbell::platform {
namespace {

constexpr Milliseconds kLookAgain = 10 * kSecond;
constexpr Milliseconds kLookAgainTrusted = kMinute;  // A clock that was right is so for a while; a set clock is new.
constexpr Milliseconds kAgrees = 2 * kSecond;        // A Date header counts whole seconds and took its way here.
constexpr Milliseconds kHeldFor = 5 * kMinute;       // What one vendor's Date said, while others say otherwise.
constexpr Milliseconds kStep = 1 * kSecond;

Milliseconds read_clock(clockid_t id) {
  timespec time{};
  ::clock_gettime(id, &time);
  return static_cast<Milliseconds>(time.tv_sec) * kSecond + time.tv_nsec / 1000000;
}
Milliseconds realtime() { return read_clock(CLOCK_REALTIME); }
Milliseconds monotonic() { return read_clock(CLOCK_MONOTONIC); }

Milliseconds distance(Milliseconds a, Milliseconds b) { return a > b ? a - b : b - a; }

// The number in a file of /sys; -1: none.
std::int64_t read_number(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 32> text{};
  if (!file || ::read(file.get(), text.data(), text.size() - 1) <= 0) return -1;
  char* end = text.data();
  const long long number = std::strtoll(text.data(), &end, 10);
  return end == text.data() ? -1 : number;
}

}  // namespace

Milliseconds build_utc() { return static_cast<Milliseconds>(CLASSBELL_BUILD_EPOCH) * kSecond; }

std::string_view trust_name(Trust trust) {
  switch (trust) {
    case Trust::kKernel: return "kernel";
    case Trust::kTimesync: return "timesyncd";
    case Trust::kRtc: return "rtc";
    case Trust::kConfirmed: return "confirmed";
    case Trust::kBelowFloor: return "below-floor";
    case Trust::kNone: return "none";
  }
  return "";
}

SystemClock::SystemClock(ClockParts parts) : parts_(std::move(parts)) {
  if (parts_.realtime_ms == nullptr) parts_.realtime_ms = realtime;
  if (parts_.monotonic_ms == nullptr) parts_.monotonic_ms = monotonic;
}

tl::expected<SystemClock, Error> SystemClock::open(Milliseconds saved_utc, Milliseconds build, ClockParts parts) {
  SystemClock clock(std::move(parts));
  clock.build_ = build;
  clock.floor_ = saved_utc > build ? saved_utc : build;
  clock.timer_.reset(::timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC));
  if (!clock.timer_ || !clock.arm()) return tl::make_unexpected(system_error(errno, "timerfd"));
  return clock;
}

// A timer that never rings (in 2100), but is cancelled, and so readable, when the clock is set.
bool SystemClock::arm() {
  itimerspec never{};
  never.it_value.tv_sec = static_cast<time_t>(4102444800);
  return ::timerfd_settime(timer_.get(), TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &never, nullptr) == 0;
}

void SystemClock::settle() {
  std::uint64_t count = 0;
  // ECANCELED: the clock was set. Armed again in any case: what is armed after this read is cancelled by the next set.
  if (::read(timer_.get(), &count, sizeof count) < 0) errno = 0;
  arm();
  look_again_mono_ = 0;
}

Now SystemClock::now() {
  const Milliseconds mono = parts_.monotonic_ms();
  const Milliseconds utc = parts_.realtime_ms();
  notice_step(utc, mono);
  const bool looks = mono >= look_again_mono_ || look_again_mono_ == 0;
  if (looks) source_ = judge(utc);
  // A clock that ran years ahead for a moment has saved that: two witnesses who agree outweigh the file.
  if (utc < floor_ && utc >= build_ && confirmed_ && source_ != Trust::kNone) floor_ = build_;
  trust_ = utc < floor_ ? Trust::kBelowFloor : source_ == Trust::kNone && confirmed_ ? Trust::kConfirmed : source_;
  const bool trusted = trust_ != Trust::kBelowFloor && trust_ != Trust::kNone;
  if (looks) look_again_mono_ = mono + (trusted ? kLookAgainTrusted : kLookAgain);
  return {mono, utc, trusted, !trusted && ahead_ ? utc - *ahead_ : 0};
}

// The two clocks are read one after the other; what comes between them is far below a second.
void SystemClock::notice_step(Milliseconds utc, Milliseconds mono) {
  const Milliseconds offset = utc - mono;
  if (offset_ && distance(offset, *offset_) > kStep) {
    ++steps_;
    confirmed_ = false;
    ahead_.reset();
    skew_.reset();
    look_again_mono_ = 0;
  }
  offset_ = offset;
}

Trust SystemClock::judge(Milliseconds utc) {
  if (kernel_vouches()) return Trust::kKernel;
  if (::access(parts_.timesync_file.c_str(), F_OK) == 0) return Trust::kTimesync;
  if (rtc_vouches(utc)) return Trust::kRtc;
  return Trust::kNone;
}

bool SystemClock::kernel_vouches() const {
  timex state{};
  const int result = parts_.adjust(&state);
  return result >= 0 && result != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

// An RTC is valid when the kernel set the clock from it at boot, it has a time that is possible (one that lost its
// battery begins at 1970 or 2000), and the clock still agrees with it.
bool SystemClock::rtc_vouches(Milliseconds utc) const {
  DIR* folder = ::opendir(parts_.rtc_folder.c_str());
  if (folder == nullptr) return false;
  bool valid = false;
  while (const dirent* entry = ::readdir(folder)) {
    const std::string name = entry->d_name;
    if (valid || name.compare(0, 3, "rtc") != 0) continue;
    const std::string rtc = parts_.rtc_folder + "/" + name;
    if (read_number(rtc + "/hctosys") != 1) continue;
    const Milliseconds time = read_number(rtc + "/since_epoch") * kSecond;
    valid = time >= floor_ && distance(time, utc) <= kAgrees;
  }
  ::closedir(folder);
  return valid;
}

void SystemClock::confirm(Milliseconds utc_elsewhere) {
  const Milliseconds mono = parts_.monotonic_ms();
  const Milliseconds ahead = parts_.realtime_ms() - utc_elsewhere;
  if (distance(ahead, 0) <= kAgrees) confirmed_ = true;
  skew_ = distance(ahead, 0) >= kDisagrees ? std::optional(ahead) : std::nullopt;
  const bool agrees = ahead_ && distance(ahead, *ahead_) <= kAgrees;
  if (!ahead_ || (!agrees && mono - ahead_mono_ > kHeldFor)) ahead_ = ahead;
  if (agrees || *ahead_ == ahead) ahead_mono_ = mono;
}

}  // namespace classbell::platform
