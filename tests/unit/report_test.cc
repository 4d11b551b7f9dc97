// What somebody tells in a callback is a reason to look at once, and only what the look says is believed.

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
    w.run_for(kSecond + 100);
    EXPECT_EQ(w.state(), LessonState::kLive);
    w.run_for(kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.room().starts.size(), 0U);
  }
}

// Where only the teacher can begin: seen a second later at most, not at the next look of the watch.
TEST(Report, BegunByTheTeacher) {
  World w(watched());
  w.plan({lesson()});
  w.run_until(kT + 10 * kSecond);
  w.room().state = RoomState::kLive;
  w.step(report(RoomState::kLive));
  w.run_for(kSecond + 100);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

TEST(Report, OverElsewhere) {
  for (const SourceSettings& source : {full(), beating(), watched()}) {
    World w(source);
    w.room().state = RoomState::kLive;  // Adopted while armed.
    w.plan({lesson()});
    w.run_until(kT + 10 * kMinute);
    ASSERT_EQ(w.state(), LessonState::kLive);
    w.room().state = RoomState::kOver;
    w.step(report(RoomState::kOver));
    w.run_for(kSecond + 100);
    EXPECT_EQ(w.state(), LessonState::kEnded);
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.count(Operation::kStop), 0U);
  }
}

TEST(Report, ConfirmsAStop) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return unknown(true, 8000); };
  w.plan({lesson()});
  w.run_until(kE + kSecond);
  w.step(report(RoomState::kOver));
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: whoever holds a captured signature can neither end, begin nor hold up a lesson, nor make a storm of looks.
TEST(Report, AForgedOneIsALookAndNoMore) {
  for (const SourceSettings& source : {full(), beating(), watched()}) {
    World w(source);
    w.plan({lesson()});
    const std::size_t starts = source.can.start ? 1 : 0;
    for (Milliseconds at = kT - 3 * kMinute; at < kE + kMinute; at += 700) {
      w.at(at, [&w] { w.step(report(RoomState::kOver)); });
      w.at(at + 300, [&w] { w.step(report(RoomState::kLive)); });
    }
    w.run_until(kT - kSecond);
    EXPECT_EQ(w.state(), LessonState::kArmed);
    w.run_until(kT + 500);
    EXPECT_EQ(w.room().starts.size(), starts);
    if (starts == 1) EXPECT_LE(w.room().starts[0], kT + 50);
    w.room().state = RoomState::kLive;
    w.run_until(kE - kSecond);
    EXPECT_EQ(w.state(), LessonState::kEnding);
    if (!source.can.start) w.room().state = RoomState::kOver;
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded);
    EXPECT_EQ(w.room().starts.size(), starts);
    EXPECT_EQ(w.room().stops.size(), starts);
    const auto looks = w.asked(Operation::kReadState);
    EXPECT_LE(looks.size(), static_cast<std::size_t>((kE - kT + 3 * kMinute) / kSecond));
  }
}

// A look that fails proves nothing, and is not repeated without a pause.
TEST(Report, ALookThatFailsChangesNothing) {
  World w(watched());
  w.room().state = RoomState::kLive;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  const std::size_t before = w.count(Operation::kReadState);
  w.step(report(RoomState::kOver));
  w.run_for(2 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.count(Operation::kReadState), before + 1);  // Heartbeats go on telling.
}

// What comes while a look is on its way may be newer than that look: there is another one.
TEST(Report, ALookThatIsOnItsWayIsNotEnough) {
  World w(beating());  // Whose heartbeats tell nothing.
  w.room().state = RoomState::kLive;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.script[Operation::kReadState] = [](const Ask&) { return says(RoomState::kLive, 2000); };
  w.step(report(RoomState::kLive));
  w.run_for(kSecond);
  const std::size_t before = w.count(Operation::kReadState);
  w.script.clear();
  w.room().state = RoomState::kOver;
  w.step(report(RoomState::kOver));
  w.run_for(1100);
  EXPECT_EQ(w.count(Operation::kReadState), before + 1);
  w.run_for(kHeartbeatEvery + kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a report starts nothing, moves no lesson that is not due, and touches no other room, source or lesson.
TEST(Report, TouchesNothingElse) {
  World w;
  w.plan({lesson()});
  w.step(report(RoomState::kLive));
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.run_until(kT + 10 * kMinute);
  const std::size_t before = w.count(Operation::kReadState);
  for (const RoomReport& each :
       {report(RoomState::kOver, "8"), report(RoomState::kOver, "7", "b"), report(RoomState::kUnread)}) {
    w.step(each);
    w.run_for(kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
  }
  EXPECT_EQ(w.count(Operation::kReadState), before);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  const std::size_t all = w.sent.size();
  w.step(report(RoomState::kLive));
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.sent.size(), all);
}

}  // namespace
}  // namespace classbell::test
