// Goal: the loop wakes on time, and tells what its descriptors say. What it does beside exchanges is in http_test.cc.
#include "platform/linux/loop.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

#include "mono.h"

namespace classbell::platform {
namespace {

class Loop : public testing::Test {
 protected:
  std::unique_ptr<HttpLoop> loop_ = std::move(*HttpLoop::open(HttpOptions()));
  std::vector<HttpDone> done_;
  std::vector<FdReady> ready_;
};

// A thousandth of a wait is what Linux makes poll(2) late by. The best of up to twenty: the machine has other
// tests to do.
TEST_F(Loop, ALongWaitIsToTheMillisecond) {
  double late_ms = 1;
  for (int i = 0; i < 20 && late_ms >= 1; ++i) {
    const Milliseconds deadline = mono(1500);
    loop_->wait(deadline, done_, ready_);
    late_ms = std::min(late_ms, now_ms() - static_cast<double>(deadline));
  }
  EXPECT_TRUE(late_ms >= 0 && late_ms < 1) << late_ms;
}

TEST_F(Loop, ReportsDescriptors) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  loop_->watch(fds[0], POLLIN);
  loop_->wait(mono(20), done_, ready_);
  EXPECT_TRUE(ready_.empty());
  ASSERT_EQ(write(fds[1], "x", 1), 1);
  loop_->wait(kNever, done_, ready_);
  ASSERT_EQ(ready_.size(), 1U);
  EXPECT_EQ(ready_[0].fd, fds[0]);
  EXPECT_EQ(ready_[0].revents, POLLIN);
  char byte;
  ASSERT_EQ(read(fds[0], &byte, 1), 1);
  close(fds[1]);  // A hang-up without POLLIN.
  loop_->wait(kNever, done_, ready_);
  ASSERT_EQ(ready_.size(), 1U);
  EXPECT_EQ(ready_[0].revents, POLLHUP);
  loop_->unwatch(fds[0]);
  loop_->unwatch(fds[0]);
  const double begin = now_ms();
  loop_->wait(mono(30), done_, ready_);
  EXPECT_TRUE(ready_.empty());
  EXPECT_GE(now_ms() - begin, 29);
  close(fds[0]);
  loop_->watch(fds[0], POLLIN);  // A caller's mistake is told, not slept or spun over.
  loop_->wait(kNever, done_, ready_);
  ASSERT_EQ(ready_.size(), 1U);
  EXPECT_EQ(ready_[0].revents, POLLNVAL);
}

}  // namespace
}  // namespace classbell::platform
