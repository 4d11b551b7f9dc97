// Rule 1 across crashes, power cuts and reboots: at most one effective start and one effective stop for one lesson.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: one start and one stop, and an end in 'ended', wherever in a lesson's life the plug is pulled.
// Method: a run counts the steps of a lesson of six minutes; then one run for each of them, in which the terminal dies
// in that step: before its effects, after its writes, after all of them; as a crash (all writes kept, the clock goes
// on) and as a power cut (unsynced writes lost, a new monotonic clock); and comes back after 0, 1 and 10 s. Vendors
// that tell the state in heartbeats and vendors that do not. The schedule may be lost from the disk as well.
class Killed : public ::testing::TestWithParam<Milliseconds> {
 protected:
  static void play(World& w) {
    w.plan({lesson("7", kT, kT + 6 * kMinute)});
    w.run_until(kT + 8 * kMinute);
  }
  static std::size_t steps(const SourceSettings& source) {
    World w(source, kT - 6 * kMinute);
    play(w);
    return w.steps;
  }
};

TEST_P(Killed, InEachStep) {
  for (const SourceSettings& source : {full(), beating()}) {
    const std::size_t last = steps(source);
    ASSERT_GT(last, 200U);
    for (std::size_t step = 2; step <= last; ++step) {
      for (int phase = 0; phase < 3; ++phase) {
        for (const bool power_cut : {false, true}) {
          World w(source, kT - 6 * kMinute);
          w.kill_at(step, phase, GetParam(), power_cut);
          play(w);
          ASSERT_EQ(w.room().starts.size(), 1U) << step << " " << phase << " " << power_cut << " " << w.path();
          ASSERT_EQ(w.room().stops.size(), 1U) << step << " " << phase << " " << power_cut << " " << w.path();
          ASSERT_LE(w.room().starts[0], kT + GetParam() + kSecond);
          ASSERT_LE(w.room().stops[0], kT + 6 * kMinute + GetParam() + 2 * kSecond);
          ASSERT_GE(w.room().stops[0], kT + 6 * kMinute);
          if (w.terminal->courses().empty()) continue;
          ASSERT_EQ(w.state(), LessonState::kEnded) << step << " " << phase << " " << power_cut << " " << w.path();
        }
      }
    }
  }
}

TEST_P(Killed, InEachStepWithoutASchedule) {
  const std::size_t last = steps(full());
  std::size_t armed = 0;
  for (std::size_t step = 2; step <= last; ++step) {
    World w(full(), kT - 6 * kMinute);
    w.at(w.time, [] {});
    w.kill_at(step, 2, GetParam(), true);
    w.plan({lesson("7", kT, kT + 6 * kMinute)});
    w.schedule.clear();
    w.run_until(kT + 8 * kMinute);
    const bool was_armed = w.path().find("armed") != std::string::npos;
    ASSERT_EQ(w.room().starts.size(), was_armed ? 1U : 0U) << step << " " << w.path();
    ASSERT_EQ(w.room().stops.size(), was_armed ? 1U : 0U) << step << " " << w.path();
    armed += was_armed ? 1 : 0;
  }
  EXPECT_GT(armed, 200U);
}

INSTANTIATE_TEST_SUITE_P(PowerCut, Killed, ::testing::Values(0, kSecond, 10 * kSecond));

// Goal: a stop that was never confirmed outlives a reboot, and reaches the vendor when it can be reached again.
// Method: the stop goes unanswered, or unheard; the power is cut; the network comes back half an hour later.
TEST(PowerCut, StopOutboxAcrossAReboot) {
  for (const bool heard : {true, false}) {
    World w;
    w.plan({lesson()});
    w.run_until(kE - kSecond);
    const auto offline = [&w](Reaction reaction) {
      return [&w, reaction](const Ask&) { return w.time < kE + 30 * kMinute ? reaction : done(); };
    };
    w.script[Operation::kStop] = first(1, unknown(heard), unreachable());
    w.script[Operation::kReadState] = offline(unreachable());
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.state(), LessonState::kStopping);
    w.kill(5 * kSecond, true);
    w.script[Operation::kStop] = offline(unreachable());
    w.run_until(kE + 31 * kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded);
    EXPECT_EQ(w.room().stops.size(), 1U);
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: a lesson that was live when the power went is stopped when it comes back, be it hours after the end.
TEST(PowerCut, PowerBackAfterTheEnd) {
  for (const Milliseconds cut : {kT + 5 * kSecond, kT + 20 * kMinute, kE - kMinute}) {
    World w;
    w.plan({lesson()});
    w.run_until(cut);
    w.kill(3 * kHour, true);
    w.run_for(3 * kHour + kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

// Goal: past T a terminal that comes back knows only that it was armed; a start may have been heard all the same. It
// does not start again before a look was answered, however long that takes; and it stops what it finds live past the
// end.
TEST(PowerCut, RightAfterTheStart) {
  for (const Milliseconds slow : {50, 3000}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + 20);  // Heard, not answered; the disk has the armed record alone.
    w.kill(kSecond, true);
    w.script[Operation::kReadState] = [slow](const Ask&) { return done(slow); };
    w.run_until(kT + kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.count(Operation::kStart), 1U);
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
  World late;
  late.plan({lesson()});
  late.run_until(kT + 20);
  late.kill(2 * kHour, true);
  late.run_for(2 * kHour + kMinute);
  EXPECT_EQ(late.room().starts.size(), 1U);
  EXPECT_EQ(late.room().stops.size(), 1U);
  EXPECT_EQ(late.state(), LessonState::kEnded);
}

// Goal: the same where the schedule no longer has it: while a start may have been heard, two readings without the
// lesson end nothing; what is then found live is ended at its time.
TEST(PowerCut, RightAfterTheStartAndGoneFromTheSchedule) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.trusted = false;
  w.kill(kSecond, true);
  w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.run_for(kMinute);
  for (int i = 0; i < 3; ++i) {
    w.plan({lesson("8", kT + 3 * kHour)});
    w.run_for(kMinute);
  }
  EXPECT_NE(w.state(), LessonState::kCancelled) << w.path();
  w.script.clear();
  w.trust(true);
  w.run_until(kT + 10 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: nothing is synced at T: what the disk holds of the armed lesson says enough (above). What a person starts was
// announced by nothing, so that is given to the disk before the start is asked for.
TEST(PowerCut, TheDiskKnowsOfAStartBeforeItsTime) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 1);
  const std::string before = w.synced;
  EXPECT_NE(before.find("armed"), std::string::npos);
  w.run_until(kT + 10);
  EXPECT_EQ(w.asked(Operation::kStart), std::vector<Milliseconds>{kT});
  EXPECT_EQ(w.synced, before);

  for (const Milliseconds early : {5 * kMinute, 30 * kSecond}) {
    World pressed;
    pressed.plan({lesson()});
    pressed.run_until(kT - early);
    EXPECT_EQ(pressed.synced.find("starting"), std::string::npos);
    std::string at_start;
    pressed.script[Operation::kStart] = [&](const Ask&) {
      at_start = pressed.synced;
      return done();
    };
    pressed.press();
    pressed.run_for(kSecond);
    EXPECT_NE(at_start.find("starting"), std::string::npos);
  }
}

// Goal: the same where the clock that comes back is behind T, and nothing vouches for it: what a press starts is looked
// at first, until a look is answered.
TEST(PowerCut, RightAfterTheStartAndBackWithAClockBehind) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.trusted = false;
  w.clock_error = -10 * kMinute;
  w.kill(kSecond, true);
  w.script[Operation::kReadState] = first(20, unreachable());
  w.run_for(3 * kSecond);
  w.press();
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: a lesson that was live, and was ended elsewhere while the terminal was restarted twice, is not started again.
// Method: the journal is rewritten at each boot, as the shell does it; the vendor is unreachable between the two.
TEST(PowerCut, TwoRestartsForgetNothing) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.script[Operation::kReadState] = w.script[Operation::kHeartbeat] = [](const Ask&) { return unreachable(); };
  for (int i = 0; i < 2; ++i) {
    w.kill(kSecond, true);
    w.run_for(2 * kSecond);
    w.compact();
  }
  w.room().state = RoomState::kIdle;
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: a day of stops without an answer is a day, however often the terminal is restarted meanwhile.
TEST(PowerCut, TheOutboxIsADayLongAcrossRestarts) {
  World w;
  w.script[Operation::kStop] = w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.plan({lesson()});
  w.run_until(kE + kMinute);
  for (int i = 0; i < 3; ++i) {
    w.run_for(6 * kHour);
    w.kill(kSecond, true);
    w.run_for(2 * kSecond);
    w.compact();
  }
  w.run_until(kE + kDay - kMinute);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  w.run_until(kE + kDay + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a lesson that a person starts is on the disk from the press on: a power cut right behind it leaves no room
// live.
TEST(PowerCut, APressIsOnTheDisk) {
  World w(full(), kT - 20 * kMinute);
  w.plan({lesson()});
  w.script[Operation::kStart] = [](const Ask&) { return done(5000); };
  w.press();
  w.run_for(kSecond);
  ASSERT_EQ(w.room().starts.size(), 1U);
  w.kill(kSecond, true);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().starts.size(), 1U);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: the outbox needs neither a trusted clock nor a schedule.
TEST(PowerCut, StopOutboxWithAnUntrustedClock) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - kSecond);
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.run_until(kE + kMinute);
  w.terminal.reset();
  w.unsynced.clear();
  w.schedule.clear();
  w.script.clear();
  w.trusted = false;
  w.time += kMinute;
  w.boot();
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: what is over stays over: a terminal that comes back two days later neither starts nor stops what its journal
// tells of, though the vendor's room is live again (for somebody else).
TEST(PowerCut, AnOldJournalTouchesNothing) {
  for (const bool trusted : {true, false}) {
    for (const Milliseconds away : {2 * kHour, 23 * kHour, 2 * kDay}) {
      World w;
      w.plan({lesson()});
      w.run_until(kE + kMinute);
      w.terminal.reset();
      w.room().state = RoomState::kLive;
      w.trusted = trusted;
      w.time += away;
      w.boot();
      w.run_for(5 * kMinute);
      EXPECT_EQ(w.room().starts.size(), 1U) << away;
      EXPECT_EQ(w.room().stops.size(), 1U) << away << " trusted " << trusted;
    }
  }
}

// Goal: nor a stop that was never confirmed, once it is a day old. It is given up when the clock of the boot has had an
// hour to be set right in.
TEST(PowerCut, AnOldStopIsGivenUp) {
  for (const Milliseconds away : {kHour, 2 * kDay}) {
    World w;
    w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
    w.plan({lesson()});
    w.run_until(kE + kMinute);
    w.kill(away, true);
    w.schedule.clear();
    w.script.clear();
    w.run_for(away + 59 * kMinute);
    EXPECT_EQ(w.room().stops.size(), away < kDay ? 1U : 0U);
    EXPECT_EQ(w.state(), away < kDay ? LessonState::kEnded : LessonState::kStopping);
    w.run_for(2 * kMinute);
    w.step(Tick{});
    EXPECT_EQ(w.state(), LessonState::kEnded);
    EXPECT_EQ(w.room().stops.size(), away < kDay ? 1U : 0U);
  }
}

// Goal: where a teacher ends the class in the page, and has a minute for it, nothing is waited for behind a boot.
TEST(PowerCut, AnOldStopThatCannotBeSentIsGivenUp) {
  World w(watched());
  w.room().state = RoomState::kLive;
  w.plan({lesson()});
  w.run_until(kE + 30 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kStopping);
  w.kill(5 * kMinute, true);
  w.run_for(5 * kMinute + kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: nor does one that is asked for by a clock that was far ahead hold on until that time (seed 490000670 of the
// simulation).
TEST(PowerCut, AStopByAClockAheadIsGivenUp) {
  for (const bool crashes : {false, true}) {
    World w(watched());
    w.room().state = RoomState::kLive;
    w.plan({lesson()});
    w.run_until(kT + 5 * kMinute);
    w.set_clock_error(kDay);
    ASSERT_EQ(w.state(), LessonState::kStopping);
    w.set_clock_error(0);
    if (crashes) w.kill(kSecond, true);
    w.run_until(kE + 30 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kStopping);
    w.run_until(kE + 2 * kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded);
  }
}

// Goal: a stop long after the end has its minute, though the clock of the boot is some seconds behind.
TEST(PowerCut, AStopBehindTheEndHasItsMinute) {
  World w(watched());
  w.settings.auto_stop = false;
  w.boot();
  w.room().state = RoomState::kLive;
  w.plan({lesson()});
  w.run_until(kE + 30 * kMinute);
  w.command(Command::Kind::kStop);
  w.run_for(15 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kStopping) << w.path();
  w.clock_error = -20 * kSecond;
  w.kill(kSecond, true);
  w.run_for(10 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kStopping) << w.path();
  w.run_for(2 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: of a stop the journal tells, damaged or not: the room is looked at before another is sent.
TEST(PowerCut, AStopInADamagedJournalIsReadBack) {
  World w;
  w.plan({lesson()});
  w.press();
  w.run_for(5 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive);
  w.script[Operation::kStop] = [](const Ask&) { return unknown(true); };
  w.command(Command::Kind::kStop);
  w.run_for(kSecond);
  ASSERT_EQ(w.room().stops.size(), 1U);
  w.rot(w.synced + w.unsynced);
  w.kill(kSecond, true);
  w.run_for(kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
}

// Goal: a stop that came due behind the end, and was cut off by the power once more, has its time all the same.
TEST(PowerCut, AStopThatCameLateHasItsTime) {
  World w(watched());
  w.room().state = RoomState::kLive;
  w.plan({lesson()});
  w.run_until(kE - kMinute);
  w.kill(6 * kMinute, true);
  w.run_for(6 * kMinute + 10 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kStopping) << w.path();
  w.kill(kSecond, true);
  w.run_for(30 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: right behind a start that is not on the disk, a class that its vendor lists by its real start meanwhile is no
// other one (seed 81076 of the simulation).
TEST(PowerCut, RightAfterTheStartAndListedByItsRealStart) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.kill(kSecond, true);
  w.schedule["a"] = {lesson("7", kT + 2 * kSecond, kE)};
  w.script[Operation::kReadState] = [](const Ask&) { return done(3000); };
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.count(Operation::kStop), 1U);
  EXPECT_EQ(w.terminal->courses().size(), 1U);
}

// A lesson is live, and listed by its real start, when the power goes; all that a rotten disk still tells is that it
// was missed, by a clock that ran ahead. Returns the journal of then.
std::string rot_to_missed(World& w) {
  w.plan({lesson()});
  w.run_until(kT - 30 * kSecond);
  w.set_clock_error(kDay);
  w.set_clock_error(0);
  w.run_until(kT - 20 * kSecond);
  std::string missed = w.synced;
  w.run_until(kT + 10 * kMinute);
  w.kill(kSecond, true);
  w.rot(missed.substr(0, missed.rfind("CB1")));
  w.schedule["a"] = {lesson("7", kT + 2 * kSecond, kE)};
  return missed;
}

// Goal: the same where all that a rotten disk still tells is that the lesson was missed, by a clock that ran ahead
// (seed 60000379).
TEST(PowerCut, MissedByARottenJournalAndListedByItsRealStart) {
  World w;
  const std::string missed = rot_to_missed(w);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.count(Operation::kStop), 1U);
  EXPECT_EQ(w.terminal->courses().size(), 1U) << missed;
}

// Goal: nor is it lost to the readings of a clock that runs ahead until after the boot.
TEST(PowerCut, MissedByARottenJournalAndReadByAClockAhead) {
  World w;
  rot_to_missed(w);
  w.clock_error = kHour;
  w.run_for(20 * kSecond);
  w.read();
  w.set_clock_error(0);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.count(Operation::kStop), 1U);
}

// Goal: missed by a clock that ran ahead, begun by a teacher before T and listed by that start alone, it is adopted
// behind a power cut.
TEST(PowerCut, MissedAndListedByItsRealStart) {
  World w;
  w.plan({lesson()});
  w.set_clock_error(kDay);
  ASSERT_EQ(w.state(), LessonState::kMissed);
  w.run_for(20 * kSecond);
  w.kill(kSecond, true);
  w.clock_error = 0;
  Lesson real = lesson("7", kT - 5 * kMinute, kE);
  real.is_planned = false;
  w.schedule["a"] = {real};
  w.room().state = RoomState::kLive;
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 0U);
  EXPECT_EQ(w.count(Operation::kStop), 1U);
}

// Goal: a schedule on the disk that is older than the journal takes nothing away (seed 95000441 of the simulation).
TEST(PowerCut, TheSavedScheduleIsOlderThanTheJournal) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  const auto planned = w.schedule;
  w.kill(kSecond, true);
  w.schedule["a"] = {};
  w.room().state = RoomState::kNew;  // The start was not heard.
  w.run_until(kT + kSecond + 500);
  EXPECT_NE(w.state(), LessonState::kCancelled);
  w.schedule = planned;
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

// Goal: where the record of a start may have rotted, a lesson that was due before the boot is not begun unseen.
// One that is due later is begun as ever.
// Method: the start was heard; nothing of it is on the disk; looks take longer than a first start would wait, or fail.
TEST(PowerCut, RightAfterTheStartAndTheDiskHasRotted) {
  World w;
  w.plan({lesson(), lesson("8", kE)});
  w.run_until(kT + 20);
  w.kill(kSecond, true);
  w.rot({});
  w.script[Operation::kReadState] = [](const Ask& ask) {
    return ask.lesson.id.view() == "7" ? done(3000) : unreachable();
  };
  w.run_until(kE + 5 * kSecond);
  EXPECT_EQ(w.count(Operation::kStart, "7"), 1U);
  EXPECT_EQ(w.room("7").stops.size(), 1U);
  EXPECT_EQ(w.count(Operation::kStart, "8"), 1U);
}

// Goal: the journal as it is rewritten is worth as much as the journal as it was written.
// Method: every ten seconds of a lesson's life the terminal is rebuilt from its own snapshot.
TEST(PowerCut, SnapshotsCarryALesson) {
  World w;
  w.plan({lesson()});
  for (Milliseconds t = kT - 2 * kMinute; t < kE + kMinute; t += 10 * kSecond) {
    w.run_until(t);
    w.compact();
    w.boot();
  }
  EXPECT_EQ(w.room().starts.size(), 1U);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

}  // namespace
}  // namespace classbell::test
