// Gestures by duration. What they mean is in hand_test.cc.

#include "core/button.h"

#include <gtest/gtest.h>

#include <vector>

namespace classbell {
namespace {

using Gesture = Button::Gesture;

// All gestures of one press of a given length, ticked at each deadline.
std::vector<Gesture> press(Button& button, Milliseconds at, Milliseconds length) {
  std::vector<Gesture> seen{button.edge(true, at)};
  while (button.deadline() <= at + length) {
    const Milliseconds due = button.deadline();
    EXPECT_EQ(button.tick(due - 1), Gesture::kNone);
    seen.push_back(button.tick(due));
    EXPECT_GT(button.deadline(), due);
  }
  seen.push_back(button.edge(false, at + length));
  return seen;
}

TEST(Button, ByDuration) {
  for (Milliseconds length = 1; length < 15000; length += 1) {
    Button button;
    std::vector<Gesture> wanted{Gesture::kDown};
    if (length < 1000) wanted.insert(wanted.end(), {Gesture::kShort});
    else if (length < 2000) wanted.insert(wanted.end(), {Gesture::kBroken});
    else if (length < 10000) wanted.insert(wanted.end(), {Gesture::kHeld, Gesture::kLetGo});
    else wanted.insert(wanted.end(), {Gesture::kHeld, Gesture::kStuck, Gesture::kFreed});
    ASSERT_EQ(press(button, 5000, length), wanted) << length;
    ASSERT_EQ(button.deadline(), kNever);
    ASSERT_FALSE(button.is_down());
    ASSERT_FALSE(button.is_stuck());
  }
}

TEST(Button, RepeatedEdgesAreOne) {
  Button button;
  EXPECT_EQ(button.edge(false, 1), Gesture::kNone);
  EXPECT_EQ(button.edge(true, 2), Gesture::kDown);
  EXPECT_EQ(button.edge(true, 900), Gesture::kNone);
  EXPECT_EQ(button.deadline(), 2 + kHoldAfter);
  EXPECT_EQ(button.edge(false, 901), Gesture::kShort);
  EXPECT_EQ(button.edge(false, 902), Gesture::kNone);
}

// Goal: a button that is down at boot does nothing until it was released; then it works.
TEST(Button, DownAtBoot) {
  Button button;
  EXPECT_EQ(button.found(true), Gesture::kStuck);
  EXPECT_TRUE(button.is_stuck());
  EXPECT_FALSE(button.is_down());
  EXPECT_EQ(button.deadline(), kNever);
  EXPECT_EQ(button.tick(kHour), Gesture::kNone);
  EXPECT_EQ(button.edge(true, kHour), Gesture::kNone);
  EXPECT_EQ(button.edge(false, kHour), Gesture::kFreed);
  EXPECT_EQ(press(button, 2 * kHour, 100), (std::vector<Gesture>{Gesture::kDown, Gesture::kShort}));
}

// Goal: a button that is plugged in down is stuck; one that is pulled out in a hold holds nothing any more.
TEST(Button, FoundAgain) {
  Button button;
  EXPECT_EQ(button.found(false), Gesture::kNone);
  EXPECT_EQ(button.found(true), Gesture::kStuck);
  EXPECT_EQ(button.found(true), Gesture::kNone);
  EXPECT_TRUE(button.is_stuck());
  EXPECT_EQ(button.deadline(), kNever);
  EXPECT_EQ(button.found(false), Gesture::kFreed);
  EXPECT_EQ(button.edge(true, 1000), Gesture::kDown);
  EXPECT_EQ(button.found(false), Gesture::kNone);
  EXPECT_EQ(button.tick(1000 + kHoldAfter), Gesture::kNone);
  EXPECT_EQ(button.deadline(), kNever);
  EXPECT_EQ(button.edge(false, 5000), Gesture::kNone);
  EXPECT_EQ(press(button, 6000, 100), (std::vector<Gesture>{Gesture::kDown, Gesture::kShort}));
}

TEST(Button, HoldPercent) {
  Button button;
  EXPECT_EQ(button.hold_percent(0), 0);
  button.edge(true, 1000);
  EXPECT_EQ(button.hold_percent(1000), 0);
  EXPECT_EQ(button.hold_percent(1299), 0);
  EXPECT_EQ(button.hold_percent(1300), 15);
  EXPECT_EQ(button.hold_percent(2000), 50);
  EXPECT_EQ(button.hold_percent(2999), 99);
  EXPECT_EQ(button.hold_percent(9999), 99);  // Not before it counts.
  button.tick(3000);
  EXPECT_TRUE(button.is_down());
  EXPECT_EQ(button.hold_percent(3000), 100);
  button.tick(11000);
  EXPECT_EQ(button.hold_percent(11000), 0);
  EXPECT_TRUE(button.is_stuck());
}

// Goal: a loop that hung reads first what the finger did meanwhile: it makes no hold of a press, and no stuck button of
// a hold.
TEST(Button, LateTicks) {
  Button button;
  button.edge(true, 0);
  EXPECT_EQ(button.tick(2500), Gesture::kNone);
  EXPECT_EQ(button.edge(false, 2550), Gesture::kBroken);
  button.edge(true, 10000);
  EXPECT_EQ(button.tick(12099), Gesture::kHeld);  // As late as any loop may be.
  EXPECT_EQ(button.tick(22000), Gesture::kNone);
  EXPECT_EQ(button.edge(false, 22060), Gesture::kLetGo);
}

// Goal: what stays down is a hold, and then a stuck button, however late the loop is each time.
TEST(Button, LateTicksOfAButtonThatStaysDown) {
  Button button;
  button.edge(true, 0);
  EXPECT_EQ(button.tick(20000), Gesture::kNone);
  EXPECT_EQ(button.deadline(), 20000 + kReadFirst);
  EXPECT_EQ(button.tick(20000 + kReadFirst - 1), Gesture::kNone);
  EXPECT_EQ(button.tick(25000), Gesture::kHeld);
  EXPECT_EQ(button.tick(25000), Gesture::kNone);
  EXPECT_EQ(button.tick(26000), Gesture::kStuck);
  EXPECT_EQ(button.tick(kDay), Gesture::kNone);
  EXPECT_EQ(button.deadline(), kNever);
}

}  // namespace
}  // namespace classbell
