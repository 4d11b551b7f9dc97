// Goal: a key of an input device is a button: its presses, not its repeats, not other keys; a burst that overran the
// kernel's queue is made good by the level; an unplugged device is an error. Method: a socket that carries input_event
// and stands for the device, since this kernel may have neither uinput nor a key.
#include "platform/linux/input_key.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/input.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

namespace classbell::platform {
namespace {

int level_now = 0;
int pressed(int, std::uint16_t) { return level_now; }

class InputKeyTest : public ::testing::Test {
 protected:
  void SetUp() override {
    level_now = 0;
    int ends[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends), 0);
    device_.reset(ends[0]);
    ours_ = Descriptor(ends[1]);
  }
  InputKey key(std::uint16_t code) { return InputKey("event0", std::move(ours_), code, pressed); }
  void send(std::uint16_t type, std::uint16_t code, std::int32_t value) const {
    input_event event{};
    event.type = type;
    event.code = code;
    event.value = value;
    ASSERT_EQ(::write(device_.get(), &event, sizeof event), static_cast<ssize_t>(sizeof event));
  }
  static std::vector<bool> read(InputKey& key) {
    std::vector<bool> levels;
    EXPECT_TRUE(key.read_events(levels));
    return levels;
  }

  Descriptor device_;
  Descriptor ours_;
};

using Levels = std::vector<bool>;

TEST_F(InputKeyTest, TellsPressAndReleaseOfItsKeyAlone) {
  InputKey enter = key(KEY_ENTER);
  EXPECT_TRUE(enter.is_debounced());
  EXPECT_EQ(read(enter), Levels());
  send(EV_KEY, KEY_A, 1);
  send(EV_MSC, MSC_SCAN, KEY_ENTER);
  send(EV_KEY, KEY_ENTER, 1);
  send(EV_SYN, SYN_REPORT, 0);
  send(EV_KEY, KEY_ENTER, 2);
  send(EV_REL, KEY_ENTER, 1);
  send(EV_KEY, KEY_ENTER, 0);
  send(EV_KEY, KEY_A, 0);
  EXPECT_EQ(read(enter), (Levels{true, false}));
}

TEST_F(InputKeyTest, AnyKeyWillDo) {
  InputKey any = key(kAnyKey);
  send(EV_KEY, KEY_A, 1);
  send(EV_KEY, KEY_A, 0);
  send(EV_KEY, BTN_0, 1);
  EXPECT_EQ(read(any), (Levels{true, false, true}));
}

TEST_F(InputKeyTest, AfterLostEventsTheLevelCounts) {
  InputKey enter = key(KEY_ENTER);
  level_now = 1;
  send(EV_SYN, SYN_DROPPED, 0);
  EXPECT_EQ(read(enter), Levels{true});
  level_now = 0;
  send(EV_SYN, SYN_DROPPED, 0);
  EXPECT_EQ(read(enter), Levels{false});
}

TEST_F(InputKeyTest, AButtonOnIt) {
  level_now = 1;
  auto button = LineButton::open(std::make_unique<InputKey>(key(KEY_ENTER)), 10);
  ASSERT_TRUE(button);
  EXPECT_TRUE((*button)->is_down());
  level_now = 0;
  send(EV_KEY, KEY_ENTER, 0);
  Levels changes;
  EXPECT_TRUE((*button)->step(1, changes));
  EXPECT_EQ(changes, Levels{false});
}

TEST_F(InputKeyTest, UnpluggedIsAnError) {
  InputKey enter = key(KEY_ENTER);
  device_.reset();
  Levels levels;
  const auto read = enter.read_events(levels);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ENODEV);
}

TEST(InputKey, WhatIsNoInputDeviceIsRefused) {
  const auto missing = InputKey::open("/dev/input/by-path/nowhere", KEY_ENTER);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
  EXPECT_EQ(missing.error().detail, "/dev/input/by-path/nowhere: No such file or directory");
  const auto null = InputKey::open("/dev/null", KEY_ENTER);
  ASSERT_FALSE(null);
  EXPECT_EQ(null.error().detail, "/dev/null is no input device");
}

TEST(KeyCode, ByNameOrNumber) {
  EXPECT_EQ(key_code("enter"), KEY_ENTER);
  EXPECT_EQ(key_code("any"), kAnyKey);
  EXPECT_EQ(key_code("28"), KEY_ENTER);
  EXPECT_EQ(key_code("767"), KEY_MAX);
  for (const char* no : {"", "0", "768", "99999999", "-1", "KEY_", "28 ", "ENTER"}) EXPECT_FALSE(key_code(no)) << no;
}

}  // namespace
}  // namespace classbell::platform
