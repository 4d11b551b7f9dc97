// How late the loop wakes, in turns with a bare timerfd: microseconds, one line a sample: "loop 87" or "timerfd 61".
//
//   bench-jitter ROUNDS
//
// Each wait is as long as the one before a start (the last look at the room is 3 s before T), since poll(2) may be late
// by a thousandth of its time. Fifteen hundred processes wait at once, 2 ms apart, each writing lines that stay whole.
#include <poll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "platform/linux/loop.h"

namespace {

using namespace classbell;

constexpr int kProcesses = 1500;
constexpr std::int64_t kNsPerMs = 1000000;
constexpr Milliseconds kWaitMs = 3000;

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 * kNsPerMs + now.tv_nsec;
}

void say_late(const char* who, std::int64_t due_ns) {
  const std::int64_t late_us = (now_ns() - due_ns) / 1000;
  std::printf("%s %lld\n", who, static_cast<long long>(late_us));
  std::fflush(stdout);
}

int measure(platform::HttpLoop& loop, Milliseconds begin_ms, int rounds) {
  const int timer = ::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
  if (timer < 0) return 1;
  std::vector<platform::HttpDone> done;
  std::vector<platform::FdReady> ready;
  Milliseconds due_ms = begin_ms;
  for (int i = 0; i < rounds; ++i) {
    due_ms += kWaitMs;
    while (now_ns() < due_ms * kNsPerMs) loop.wait(due_ms, done, ready);
    say_late("loop", due_ms * kNsPerMs);

    due_ms += kWaitMs;
    itimerspec at{};
    at.it_value = {due_ms / 1000, due_ms % 1000 * kNsPerMs};
    ::timerfd_settime(timer, TFD_TIMER_ABSTIME, &at, nullptr);
    std::uint64_t count = 0;
    if (::read(timer, &count, sizeof count) != sizeof count) return 1;
    say_late("timerfd", due_ms * kNsPerMs);
  }
  ::close(timer);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 1;
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  if (!loop) return 1;
  const Milliseconds begin_ms = now_ns() / kNsPerMs + 3 * kSecond;  // All are there by then.
  for (int i = 0; i < kProcesses; ++i) {
    // Every other one begins with the other's turn, so that each instant has as many of both.
    const Milliseconds apart_ms = i * kWaitMs / kProcesses + (i % 2) * kWaitMs;
    if (::fork() == 0) std::_Exit(measure(**loop, begin_ms + apart_ms, rounds));
  }
  int status = 0;
  bool good = true;
  while (::wait(&status) > 0) good &= status == 0;
  return good ? 0 : 1;
}
