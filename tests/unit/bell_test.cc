// A hand about the bell: what it is about.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: a hand is about what had the room when the finger went down. A hold over the bell stops nothing that begins
// under it, and begins nothing where its lesson ends under it; nor does a press.
TEST(Bell, UnderAHand) {
  for (const Milliseconds length : {900, 1500, 2600}) {
    for (const Milliseconds gap : {Milliseconds{0}, 10 * kMinute}) {
      World w(with_manual_room());
      w.plan({lesson("7"), lesson("8", kE + gap)});
      w.run_until(kE - 500);
      w.press(length);
      w.run_for(15 * kSecond);
      EXPECT_EQ(w.state("7"), LessonState::kEnded) << length << " " << gap;
      EXPECT_EQ(w.state("8"), gap == 0 ? LessonState::kLive : LessonState::kPlanned) << length << " " << gap;
      EXPECT_EQ(w.terminal->courses().size(), 2U);
    }
    {  // Nor does it stop the next where its own had not begun.
      World w(with_manual_room());
      w.script[Operation::kStart] = [](const Ask& ask) { return ask.lesson.id == "7" ? not_yet() : done(); };
      w.plan({lesson("7"), lesson("8", kE)});
      w.run_until(kE - length + 500);
      w.press(length);
      w.run_for(15 * kSecond);
      EXPECT_EQ(w.state("8"), LessonState::kLive) << length;
      EXPECT_EQ(w.terminal->notice(), Notice::kNone);
    }
    World w(with_manual_room());
    w.plan({lesson()});
    w.run_until(kT - 500);
    w.press(length);
    w.run_for(15 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << length;
    EXPECT_EQ(w.room().stops.size(), 0U) << length;
  }
}

// Goal: a hand that comes just after the bell is about the lesson that is over: it begins no other in the break, and
// ends none that has followed without one.
TEST(Bell, JustBeforeAHand) {
  for (const Milliseconds length : {200, 2600}) {
    for (const Milliseconds late : {Milliseconds{20}, kSecond, 19 * kSecond, 25 * kSecond}) {
      for (const Milliseconds gap : {10 * kMinute, kHour}) {
        World w(with_manual_room());
        w.plan({lesson("7"), lesson("8", kE + gap)});
        w.run_until(kE + late);
        w.press(length);
        const bool begins = late > 20 * kSecond && (gap < kHour || length > 2000);
        if (late < 20 * kSecond) EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStop) << length << " " << late;
        w.run_for(5 * kSecond);
        EXPECT_EQ(w.view().state == LessonState::kLive, begins) << length << " " << late << " " << gap;
      }
    }
    for (const Milliseconds late : {kSecond, 4 * kSecond, 8 * kSecond}) {
      World w;
      w.plan({lesson("7"), lesson("8", kE)});
      w.run_until(kE + late);
      w.press(length);
      const bool stops = late > 5 * kSecond && length > 2000;
      EXPECT_EQ(w.terminal->notice(), stops ? Notice::kStopping : Notice::kAlreadyStarted) << length << " " << late;
      w.run_for(15 * kSecond);
      EXPECT_EQ(w.state("8"), stops ? LessonState::kEnded : LessonState::kLive) << length << " " << late;
    }
  }
}

// Goal: however late its stop is confirmed, or its class is ended in its page: a moment behind the bell a hand is about
// the next.
TEST(Bell, LongBeforeAHand) {
  for (const bool in_page : {false, true}) {
    World w(in_page ? watched() : full());
    if (!in_page) w.script[Operation::kStop] = [](const Ask&) { return done(30 * kSecond); };
    w.plan({lesson("7"), lesson("8", kE + 10 * kMinute)});
    if (in_page) w.at(kT + 5 * kSecond, [&w] { w.room("7").state = RoomState::kLive; });
    if (in_page) w.at(kE + 30 * kSecond, [&w] { w.room("7").state = RoomState::kOver; });
    w.run_until(kE + 40 * kSecond);
    ASSERT_EQ(w.state("7"), LessonState::kEnded) << w.path("7");
    w.press();
    EXPECT_EQ(w.state("8"), LessonState::kStarting);
  }
}

// Goal: but one that is in its time, and waits for a hand, is begun by it; and a stop is taken back by it.
TEST(Bell, JustBeforeAHandForOneThatWaits) {
  TerminalSettings settings;
  settings.sources = {full()};
  settings.auto_start = false;
  World w(settings);
  w.plan({lesson("7"), lesson("8", kE)});
  w.run_until(kT);
  w.press();
  w.run_until(kE + 2 * kSecond);
  ASSERT_EQ(w.state("7"), LessonState::kEnded);
  w.press();
  w.run_for(2 * kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kLive);
  w.run_for(30 * kSecond);
  w.hold();
  w.press();
  w.run_for(15 * kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kLive);
}

}  // namespace
}  // namespace classbell::test
