#include "platform/linux/signals.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <csignal>

namespace classbell::platform {
namespace {

TEST(Signals, ComeThroughTheDescriptor) {
  auto signals = Signals::open();
  ASSERT_TRUE(signals);
  EXPECT_EQ(signals->next(), std::nullopt);
  ::kill(::getpid(), SIGTERM);
  ::kill(::getpid(), SIGHUP);
  pollfd ready{signals->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&ready, 1, 1000), 1);
  int seen = 0;
  while (const auto number = signals->next()) seen += *number;
  EXPECT_EQ(seen, SIGTERM + SIGHUP);
  EXPECT_EQ(::poll(&ready, 1, 0), 0);
}

TEST(Signals, IgnoresBrokenPipes) {
  const auto signals = Signals::open();
  ASSERT_TRUE(signals);
  int ends[2];
  ASSERT_EQ(::pipe(ends), 0);
  ::close(ends[0]);
  EXPECT_EQ(::write(ends[1], "x", 1), -1);  // And the process lives.
  ::close(ends[1]);
}

TEST(Signals, GivesTheMaskBack) {
  sigset_t before;
  sigset_t after;
  ::pthread_sigmask(SIG_BLOCK, nullptr, &before);
  {
    const auto signals = Signals::open();
    ::pthread_sigmask(SIG_BLOCK, nullptr, &after);
    EXPECT_EQ(sigismember(&after, SIGTERM), 1);
    EXPECT_EQ(sigismember(&after, SIGCHLD), 1);
  }
  ::pthread_sigmask(SIG_BLOCK, nullptr, &after);
  EXPECT_EQ(sigismember(&after, SIGTERM), sigismember(&before, SIGTERM));
}

}  // namespace
}  // namespace classbell::platform
