// Goal: the service manager hears READY, WATCHDOG and STOPPING as sd_notify(3) has them, and WATCHDOG only while well.
// Method: the test is the manager: it owns the datagram socket and the environment.
#include "platform/linux/sd_notify.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

constexpr int kPeriod_ms = 200;

class SdNotifyTest : public ::testing::Test {
 protected:
  void listen(const std::string& address) {
    socket_ = Descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    sockaddr_un at{};
    at.sun_family = AF_UNIX;
    std::memcpy(at.sun_path, address.data(), address.size());
    if (address[0] == '@') at.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address.size());
    ASSERT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    ::setenv("NOTIFY_SOCKET", address.c_str(), 1);
  }
  void watchdog(const std::string& pid) {
    ::setenv("WATCHDOG_USEC", std::to_string(kPeriod_ms * 1000).c_str(), 1);
    ::setenv("WATCHDOG_PID", pid.c_str(), 1);
  }
  // The next datagram; "" when there is none.
  std::string heard() const {
    std::array<char, 256> text{};
    const ssize_t got = ::recv(socket_.get(), text.data(), text.size(), 0);
    return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
  }
  static bool is_due(const SdNotify& notify, int within_ms) {
    pollfd fd{notify.descriptor(), POLLIN, 0};
    return ::poll(&fd, 1, within_ms) == 1;
  }
  // As a boot of many services leaves it.
  void fill() const {
    sockaddr_un at{};
    socklen_t size = sizeof at;
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    const Descriptor other(::socket(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0));
    ASSERT_EQ(::connect(other.get(), reinterpret_cast<const sockaddr*>(&at), size), 0);
    while (::send(other.get(), "X", 1, 0) == 1) {
    }
    ASSERT_EQ(errno, EAGAIN);
  }
  ~SdNotifyTest() override {
    for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
  }

  TempFolder temp_;
  Descriptor socket_;
};

// Goal: what the manager has no room for is said again, once it has.
TEST_F(SdNotifyTest, RepeatsWhatWasNotTaken) {
  listen(temp_ / "notify");
  watchdog("");
  SdNotify notify = SdNotify::from_environment();
  fill();
  notify.ready();
  ASSERT_TRUE(is_due(notify, 10 * kPeriod_ms));
  notify.step(true);
  while (heard() == "X") {
  }
  notify.step(true);
  EXPECT_EQ(heard(), "READY=1");
  EXPECT_EQ(heard(), "WATCHDOG=1");
  notify.step(true);
  EXPECT_EQ(heard(), "");
}

TEST_F(SdNotifyTest, SaysReadyAndStopping) {
  for (const std::string& address : {temp_ / "notify", "@classbell-test-" + std::to_string(::getpid())}) {
    listen(address);
    SdNotify notify = SdNotify::from_environment();
    EXPECT_EQ(heard(), "");
    notify.ready();
    EXPECT_EQ(heard(), "READY=1");
    notify.stopping();
    EXPECT_EQ(heard(), "STOPPING=1");
    EXPECT_EQ(notify.descriptor(), -1);  // No watchdog was asked for.
    notify.step(true);
    EXPECT_EQ(heard(), "");
  }
}

TEST_F(SdNotifyTest, FeedsTheWatchdogInTimeAndOnlyWhileWell) {
  listen(temp_ / "notify");
  watchdog(std::to_string(::getpid()));
  SdNotify notify = SdNotify::from_environment();
  notify.step(true);
  EXPECT_EQ(heard(), "");  // Not due yet.
  ASSERT_TRUE(is_due(notify, 10000));
  notify.step(false);
  EXPECT_EQ(heard(), "");
  notify.step(true);  // Well again.
  EXPECT_EQ(heard(), "WATCHDOG=1");
  EXPECT_FALSE(is_due(notify, 0));
  notify.step(true);
  EXPECT_EQ(heard(), "");
  ASSERT_TRUE(is_due(notify, 10000));
  notify.step(true);
  EXPECT_EQ(heard(), "WATCHDOG=1");
}

TEST_F(SdNotifyTest, AWatchdogOfAnotherProcessIsNotFed) {
  listen(temp_ / "notify");
  watchdog(std::to_string(::getpid() + 1));
  EXPECT_EQ(SdNotify::from_environment().descriptor(), -1);
}

TEST_F(SdNotifyTest, LeavesNothingToChildren) {
  listen(temp_ / "notify");
  watchdog(std::to_string(::getpid()));
  SdNotify::from_environment();
  for (const char* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) EXPECT_EQ(std::getenv(name), nullptr);
}

TEST_F(SdNotifyTest, NobodyListensIsNoFault) {
  for (const std::string& address :
       {std::string(), std::string("relative"), temp_ / "gone", "/" + std::string(200, 'x')}) {
    ::setenv("NOTIFY_SOCKET", address.c_str(), 1);
    ::setenv("WATCHDOG_USEC", "junk", 1);
    SdNotify notify = SdNotify::from_environment();
    notify.ready();
    notify.step(true);
    notify.stopping();
    EXPECT_EQ(notify.descriptor(), -1);
  }
}

}  // namespace
}  // namespace classbell::platform
