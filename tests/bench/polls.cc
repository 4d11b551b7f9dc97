// As many polls as a day has, by the loop that a terminal has, as fast as they go: the server hangs up behind each, and
// counts how many of the handshakes were full ones.
//
//   bench-polls URL CA_FILE POLLS     exit code: 0 each was answered
#include <time.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "platform/linux/loop.h"

namespace {

using namespace classbell;

constexpr Milliseconds kPauseMs = 15;  // The server has hung up by then.

Milliseconds now_ms() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return Milliseconds{now.tv_sec} * kSecond + now.tv_nsec / 1000000;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  if (!loop) return 1;
  std::vector<platform::HttpDone> done;
  std::vector<platform::FdReady> ready;
  for (int i = 0; i < std::atoi(argv[3]); ++i) {
    http::Request request;
    request.url = argv[1];
    request.timeout_ms = 10 * kSecond;
    (*loop)->send(request, argv[2]);
    do (*loop)->wait(kNever, done, ready);
    while (done.empty());
    if (done[0].reply.transport != http::Transport::kOk) {
      std::fprintf(stderr, "poll %d: %s\n", i, done[0].reply.detail.c_str());
      return 1;
    }
    (*loop)->wait(now_ms() + kPauseMs, done, ready);
  }
  return 0;
}
