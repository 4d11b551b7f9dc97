// What a vendor tells by itself (a callback) is taken for what it is: adoption, a stop's confirmation, an end
// elsewhere.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

RoomReport report(RoomState state, std::string_view room = "7", std::string_view source = "a") {
  return {source, room, state};
}

TEST(Report, BeganElsewhere) {
  for (const Milliseconds at : {kT - 30 * kSecond, kT + 5 * kSecond}) {
    World w;
    w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
    w.plan({lesson()});
    w.run_until(at);
    w.room().state = RoomState::kLive;
    w.step(report(RoomState::kLive));
    EXPECT_EQ(w.state(), LessonState::kLive);
    w.run_for(kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.room().starts.size(), 0U);
  }
}

TEST(Report, OverElsewhere) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.step(report(RoomState::kOver));
  EXPECT_EQ(w.state(), LessonState::kEnded);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStop), 0U);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

TEST(Report, ConfirmsAStop) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return unknown(true, 8000); };
  w.plan({lesson()});
  w.run_until(kE + kSecond);
  w.step(report(RoomState::kOver));
  EXPECT_EQ(w.state(), LessonState::kEnded);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: a report starts nothing, moves no lesson that is not due, and touches no other room, source or lesson.
TEST(Report, TouchesNothingElse) {
  World w;
  w.plan({lesson()});
  w.step(report(RoomState::kLive));
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.run_until(kT + 10 * kMinute);
  for (const RoomReport& each : {report(RoomState::kOver, "8"), report(RoomState::kOver, "7", "b"),
                                 report(RoomState::kUnread), report(RoomState::kLive)}) {
    w.step(each);
    EXPECT_EQ(w.state(), LessonState::kLive);
  }
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  w.step(report(RoomState::kLive));
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

}  // namespace
}  // namespace classbell::test
