// Rule 9: the schedule is evaluated afresh at each wake, so that a clock step never fires a lesson twice or skips one.

#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace classbell::test {
namespace {

const std::vector<Milliseconds> kSizes{
    -2 * kDay, -kDay,        -6 * kHour, -kHour,       -10 * kMinute, -kMinute,  -10 * kSecond, -kSecond, -1,       1,
    kSecond,   10 * kSecond, kMinute,    10 * kMinute, kHour,         6 * kHour, kDay,          2 * kDay, 30 * kDay};
const std::vector<Milliseconds> kMoments{
    -9 * kMinute,      -4 * kMinute, -59 * kSecond, -2 * kSecond,     -1, 1, 20, 60, kMinute,
    kLength - kMinute, kLength - 1,  kLength + 20,  kLength + kMinute};

// Goal: at most one effective start and stop, whatever the clock does; none skipped when the clock is right again.
// Method: at each of many moments the clock steps by each of many sizes, and back after 20 s; the schedule is read each
// 15 s. (A clock wrongly ahead may start a lesson too early and end it: that is no second start.)
TEST(Clock, StepsThereAndBack) {
  for (const Milliseconds moment : kMoments) {
    for (const Milliseconds size : kSizes) {
      World w;
      w.plan({lesson()});
      for (Milliseconds t = kT - 9 * kMinute; t < kE + 5 * kMinute; t += 15 * kSecond) {
        w.at(t, [&w] { w.read(); });
      }
      w.run_until(kT + moment);
      w.set_clock_error(size);
      w.run_for(20 * kSecond);
      w.set_clock_error(0);
      w.run_until(kE + 5 * kMinute);
      ASSERT_EQ(w.room().starts.size(), 1U) << "at T " << moment << " by " << size << ": " << w.path();
      ASSERT_EQ(w.room().stops.size(), 1U) << "at T " << moment << " by " << size << ": " << w.path();
    }
  }
}

// Goal: a clock that ran ahead over the whole lesson and is put right within its window skips nothing.
TEST(Clock, AheadOverTheWholeLessonAndBackIntoIt) {
  for (const Milliseconds ahead : {kHour, kDay + kHour}) {
    World w;
    w.plan({lesson()});
    w.set_clock_error(ahead);
    EXPECT_EQ(w.room().starts.size(), 0U);
    w.run_until(kT + 2 * kMinute);
    w.set_clock_error(0);
    w.read();
    w.run_for(2 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: nor does one that ran ahead to where little was left of it, and that is put right behind T; or a later end.
TEST(Clock, AheadToWhereLittleIsLeftAndBack) {
  for (const bool is_extended : {false, true}) {
    World w;
    w.plan({lesson()});
    if (!is_extended) {
      w.run_until(kT - kMinute - kSecond);
      w.set_clock_error(kLength);
    } else {
      w.kill(kE - kMinute - w.time, true);
    }
    w.run_until(is_extended ? kE - 50 * kSecond : kT - 50 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kMissed) << w.path();
    ASSERT_EQ(w.room().starts.size(), 0U);
    w.run_until(is_extended ? w.time : kT + kMinute);
    if (is_extended) w.plan({lesson("7", kT, kE + 5 * kMinute)});
    else w.set_clock_error(0);
    w.run_for(3 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: a class that a clock a year ahead began has its end a year away when the clock is right again; it has the room
// for its own length and an hour, then the next lesson can be held. Nor is one that goes on ended by a clock that is a
// year behind.
TEST(Clock, AClassBegunAYearAheadLeavesTheRoomAtLast) {
  World w;
  w.plan({lesson(), lesson("8", kT + 2 * kHour), lesson("9", kT + 365 * kDay)});
  w.run_until(kT - 2 * kMinute);
  w.set_clock_error(365 * kDay);
  w.run_for(2 * kMinute + 20 * kSecond);
  w.set_clock_error(0);
  w.run_until(kT + 30 * kMinute);
  w.hold();
  w.run_for(kSecond);
  w.press();  // Taken back: its time goes on.
  w.run_until(kT + kLength + kHour - kSecond);
  ASSERT_EQ(w.state("9"), LessonState::kLive) << w.path("9");
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.state("9"), LessonState::kEnded) << w.path("9");
  EXPECT_EQ(w.room("9").stops.size(), 1U);
  w.run_until(kT + 2 * kHour + kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kLive) << w.path("8");

  w.set_clock_error(-365 * kDay);
  w.run_for(kLength + 50 * kMinute);
  EXPECT_EQ(w.state("8"), LessonState::kLive) << w.path("8");
}

// Goal: nor does one that a person began by such a clock keep the room, with a plan or without.
TEST(Clock, AClassPressedADayAheadLeavesTheRoomAtLast) {
  for (const bool has_plan : {true, false}) {
    TerminalSettings settings;
    settings.sources = {full()};
    settings.sources[0].manual_room = std::string_view("m1");
    World w(settings);
    const std::string id = has_plan ? "8" : "m1";
    if (has_plan) w.plan({lesson("8", kT + kDay)});
    w.set_clock_error(has_plan ? kDay : 30 * kDay);
    w.hold();
    w.run_for(10 * kSecond);
    ASSERT_EQ(w.state(id), LessonState::kLive);
    if (!has_plan) w.at(w.time + kSecond, [&w] { w.clock_error = 0; });
    if (!has_plan) w.kill(2 * kSecond, true);  // Before it is set right.
    w.run_for(3 * kSecond);
    if (has_plan) w.set_clock_error(0);
    w.run_for(90 * kMinute);
    EXPECT_EQ(w.state(id), LessonState::kLive) << w.path(id);
    w.run_for(40 * kMinute);
    EXPECT_EQ(w.state(id), LessonState::kEnded) << w.path(id);
  }
}

// Goal: begun two hours early by such a clock, and still live in its own time, it lasts to its end.
TEST(Clock, AClassBegunHoursAheadLastsToItsEnd) {
  World w(full(), kT - 2 * kHour - 10 * kMinute);
  w.plan({lesson("7", kT, kT + 90 * kMinute)});
  w.run_until(kT - 2 * kHour - 2 * kMinute);
  w.set_clock_error(2 * kHour);
  w.run_for(2 * kMinute + kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive) << w.path();
  w.set_clock_error(0);
  w.run_until(kT + 89 * kMinute);
  EXPECT_EQ(w.room().stops.size(), 0U) << w.path();
  w.run_for(2 * kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: the same when the power was cut at armed and came back with a clock a day ahead: past the end a start may have
// been heard, the vendor says it never was; that is no lesson missed while its window goes on.
TEST(Clock, PowerBackADayAheadAndBackIntoTheLesson) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 10 * kSecond);
  w.clock_error = kDay;
  w.kill(5 * kSecond, true);
  w.run_until(kT + kMinute);
  ASSERT_EQ(w.state(), LessonState::kMissed);
  w.set_clock_error(0);
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: a step that stays: the lesson follows the wall clock, once.
TEST(Clock, StepsThatStay) {
  for (const Milliseconds moment : kMoments) {
    for (const Milliseconds size : kSizes) {
      if (size < -kHour || size > kHour) continue;
      World w;
      w.plan({lesson()});
      w.run_until(kT + moment);
      w.set_clock_error(size);
      w.run_until(kE + 2 * kHour);
      ASSERT_LE(w.room().starts.size(), 1U) << moment << " " << size << w.path();
      ASSERT_LE(w.room().stops.size(), 1U) << moment << " " << size << w.path();
      const bool skipped_over = moment < 0 && moment + size >= kLength;
      ASSERT_EQ(w.room().starts.size(), skipped_over ? 0U : 1U) << moment << " " << size << w.path();
      ASSERT_EQ(w.room().stops.size(), skipped_over ? 0U : 1U) << moment << " " << size << w.path();
    }
  }
}

// Goal: the cue of the end goes when a clock that ran ahead is set back, and comes again in its time.
TEST(Clock, TheCueGoesWithAClockThatIsSetBack) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.set_clock_error(kLength - 13 * kMinute);
  w.run_for(kSecond);
  ASSERT_EQ(w.state(), LessonState::kEnding);
  w.set_clock_error(0);
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.run_until(kE - 4 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnding);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_GE(w.room().stops[0], kE);
}

// Goal: a teacher's stop outlives a clock that ran days ahead for a moment (nothing is forgotten because of it).
TEST(Clock, ALatchOutlivesAClockThatRanAhead) {
  for (const Milliseconds ahead : {kHour, 2 * kDay}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + kMinute);
    w.command(Command::Kind::kStop);
    w.run_for(5 * kSecond);
    w.set_clock_error(ahead);
    w.read();
    w.run_for(5 * kSecond);
    w.set_clock_error(0);
    w.read();
    w.run_until(kE);
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: nor is it forgotten when the power comes back with such a clock (seed 20000081 of the simulation).
// Method: the journal is rewritten at the boot, as the shell does it; the clock is set right within the hour.
TEST(Clock, ALatchOutlivesABootWithAClockThatRanAhead) {
  for (const bool power_cut : {true, false}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + kMinute);
    w.command(Command::Kind::kStop);
    w.run_for(5 * kSecond);
    w.set_clock_error(2 * kDay);
    w.kill(kSecond, power_cut);
    if (!power_cut) w.mono_base -= 2 * kDay;  // The machine is up for long: its process was restarted.
    w.run_for(2 * kSecond);
    w.compact();
    w.run_for(20 * kMinute);
    w.set_clock_error(0);
    w.read();
    w.run_until(kE);
    EXPECT_EQ(w.room().starts.size(), 1U) << w.path();
  }
}

// Goal: nor is a stop given up that was not confirmed yet.
TEST(Clock, AStopOutlivesABootWithAClockThatRanAhead) {
  World w;
  w.plan({lesson()});
  w.script[Operation::kStop] = w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.run_until(kE + kMinute);
  w.script.clear();
  w.set_clock_error(2 * kDay);
  w.kill(kSecond, true);
  w.run_for(20 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  w.set_clock_error(0);
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a stop that was asked for by a clock years behind is not old when the power comes back with the right one (seed
// 72108 of the simulation).
TEST(Clock, AStopOutlivesABootFromAClockThatWasBehind) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.trust(false);
  w.set_clock_error(-30 * kDay);
  w.script[Operation::kStop] = w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.command(Command::Kind::kStop);
  w.run_for(kMinute);
  w.script.clear();
  w.kill(kSecond, true);
  w.clock_error = 0;
  w.trusted = true;
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a clock that is set ahead while a stop is unconfirmed does not silence it.
TEST(Clock, AStopIsAskedForByAClockThatRanAhead) {
  World w;
  w.plan({lesson()});
  w.script[Operation::kStop] = w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.run_until(kE + kMinute);
  w.set_clock_error(2 * kDay);
  w.run_for(2 * kHour);
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: a look that a clock that ran ahead took for the last one before T is taken again when it is due, so that
// nothing but the start is left for T (seed 30000155 of the simulation).
TEST(Clock, TheLastLookIsTakenAgainByAClockThatIsSetBack) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 5 * kMinute);
  w.set_clock_error(4 * kMinute + 10 * kSecond);
  w.run_for(48 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kArmed);
  w.set_clock_error(0);
  w.run_until(kT + kSecond);
  EXPECT_EQ(w.asked(Operation::kStart), std::vector<Milliseconds>{kT});
  const auto looks = w.asked(Operation::kReadState);
  EXPECT_EQ(std::count_if(looks.begin(), looks.end(), [](Milliseconds at) { return at > kT - 6 * kSecond; }), 1);
}

// Goal: what was over before a restart is forgotten as well, an hour after it.
TEST(Clock, WhatWasOverBeforeARestartIsForgotten) {
  World w;
  w.plan({lesson()});
  w.run_until(kE + kMinute);
  w.kill(26 * kHour, true);
  w.schedule.clear();
  w.run_for(26 * kHour + 59 * kMinute);
  EXPECT_NE(w.course(), nullptr);
  w.run_for(2 * kMinute);
  w.step(Tick{});
  EXPECT_EQ(w.course(), nullptr);
}

// Goal: what is long over is forgotten in the end, or a terminal would fill up.
TEST(Clock, WhatIsLongOverIsForgotten) {
  World w;
  w.plan({lesson()});
  w.run_until(kE + kHour);
  w.plan({});
  EXPECT_NE(w.course(), nullptr);
  w.run_until(kE + 25 * kHour);
  w.step(Tick{});
  EXPECT_EQ(w.course(), nullptr);
}

// Goal: a clock that steps back before T while the vendor still refuses: the start waits for T again (World checks).
TEST(Clock, BackBeforeTWhileStarting) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kT + 5 * kSecond + 100);
  w.set_clock_error(-10 * kMinute);
  w.script.clear();
  w.run_for(5 * kMinute);
  EXPECT_EQ(w.room().starts.size(), 0U);
  w.run_until(kT + 10 * kMinute + kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_GE(w.room().starts[0], kT + 10 * kMinute);
}

// Goal: small drifts under way (slewed each second) move nothing but the moments.
TEST(Clock, Slew) {
  World w;
  w.plan({lesson()});
  for (int i = 0; i < 300; ++i) {
    w.at(kT - 150 * kSecond + i * kSecond, [&w, i] { w.set_clock_error(i); });
  }
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
  EXPECT_EQ(w.room().starts.size(), 1U);
  EXPECT_LT(w.room().starts[0], kT);  // 150 ms ahead by then.
  EXPECT_GT(w.room().starts[0], kT - 200);
}

}  // namespace
}  // namespace classbell::test
