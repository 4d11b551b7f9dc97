// Goal: a network that comes back is told of, and one that goes is not.
// Method: a network namespace of the test's own, whose loopback goes up and down; skipped where none may be made.
#include "platform/linux/netlink.h"

#include <gtest/gtest.h>
#include <net/if.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <optional>
#include <utility>

namespace classbell::platform {
namespace {

class NetlinkTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (::unshare(CLONE_NEWNET) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNET) != 0)
      GTEST_SKIP() << "no network namespace of its own: " << std::strerror(errno);
    auto opened = Netlink::open();
    ASSERT_TRUE(opened.has_value()) << opened.error().detail;
    link_.emplace(std::move(*opened));
  }

  static void set_loopback(bool up) {
    const Descriptor socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    std::strcpy(request.ifr_name, "lo");
    request.ifr_flags = static_cast<short>(up ? IFF_UP : 0);
    ASSERT_EQ(::ioctl(socket.get(), SIOCSIFFLAGS, &request), 0) << std::strerror(errno);
  }
  bool is_readable() const {
    pollfd fd{link_->descriptor(), POLLIN, 0};
    return ::poll(&fd, 1, 1000) == 1;
  }

  std::optional<Netlink> link_;
};

TEST_F(NetlinkTest, TellsOfALinkThatComesUpOnce) {
  EXPECT_FALSE(link_->take_up()) << "nothing has happened yet";
  set_loopback(true);
  EXPECT_TRUE(is_readable());
  EXPECT_TRUE(link_->take_up());
  EXPECT_FALSE(link_->take_up()) << "it was told of already";
}

TEST_F(NetlinkTest, ALinkThatGoesIsNoneThatComes) {
  set_loopback(true);
  link_->take_up();
  set_loopback(false);
  EXPECT_TRUE(is_readable());
  EXPECT_FALSE(link_->take_up());
}

// Goal: news that the kernel had to drop counts as good news, and the descriptor does not stay readable.
TEST_F(NetlinkTest, MoreThanTheKernelKeeps) {
  int size = 1;  // The kernel's least.
  ASSERT_EQ(::setsockopt(link_->descriptor(), SOL_SOCKET, SO_RCVBUF, &size, sizeof size), 0);
  set_loopback(true);
  link_->take_up();
  for (int i = 0; i < 100; ++i) {
    set_loopback(false);
    set_loopback(true);
  }
  set_loopback(false);
  EXPECT_TRUE(link_->take_up());
  pollfd fd{link_->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&fd, 1, 0), 0);
}

}  // namespace
}  // namespace classbell::platform
