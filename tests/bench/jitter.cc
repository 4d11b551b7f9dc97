// How late the loop wakes, in turns with a bare timerfd: microseconds, one line a sample: "loop 87" or "timerfd 61".
#include <poll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "platform/linux/loop.h"

namespace {

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000000000 + now.tv_nsec;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace classbell;
  const int samples = argc > 1 ? std::atoi(argv[1]) : 100;
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (!loop || timer < 0) return 1;
  std::vector<platform::HttpDone> done;
  std::vector<platform::FdReady> ready;
  for (int i = 0; i < samples; ++i) {
    const Milliseconds due_ms = now_ns() / 1000000 + 20 + i % 7;
    while (now_ns() / 1000000 < due_ms) (*loop)->wait(due_ms, done, ready);
    std::printf("loop %lld\n", static_cast<long long>((now_ns() - due_ms * 1000000) / 1000));

    const std::int64_t due_ns = (now_ns() / 1000000 + 20 + i % 7) * 1000000;
    itimerspec at{};
    at.it_value = {due_ns / 1000000000, due_ns % 1000000000};
    ::timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, nullptr);
    std::uint64_t count = 0;
    if (::read(timer, &count, sizeof count) != sizeof count) return 1;
    std::printf("timerfd %lld\n", static_cast<long long>((now_ns() - due_ns) / 1000));
  }
  ::close(timer);
}
