// A start of before this boot that no record tells of: nothing is synced at T, and a journal may be damaged.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

void nobody_can_look(World& w) {
  w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
}

// Booted a minute after the start of "7", which waits for "6" until five minutes past it.
void wait_behind_a_boot(World& w, bool in_one_room) {
  std::vector<Lesson> both{lesson("6", kT - kLength, kT + 5 * kMinute), lesson()};
  if (in_one_room) both[1].room = both[0].room;
  w.plan(both);
  w.run_until(kT + kMinute);
  w.kill(kSecond, true);
  w.run_for(kMinute);
  ASSERT_EQ(w.state("7"), LessonState::kArmed);
}

// Goal: a boot just after T, by a clock that says it is before: the start that was sent is read back before another
// (seed 480005036 of the simulation). One that comes before T by the right clock as well looks, and begins.
TEST(Untold, BootedBehindTheStartByAClockThatIsBehind) {
  for (const bool is_behind : {true, false}) {
    for (const bool rotten : {false, true}) {
      World w;
      w.plan({lesson()});
      w.run_until(is_behind ? kT + 20 : kT - 40 * kSecond);
      w.clock_error = is_behind ? -10 * kSecond : 0;
      nobody_can_look(w);
      if (rotten) w.rot(w.synced);
      w.kill(kSecond, true);
      w.run_for(3 * kSecond);
      w.set_clock_error(0);
      w.run_until(kT + 30 * kSecond);
      EXPECT_EQ(w.count(Operation::kStart), 1U) << is_behind << rotten;
      w.script.clear();
      w.run_until(kT + 2 * kMinute);
      EXPECT_EQ(w.count(Operation::kStart), 1U);
      EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
    }
  }
}

// Goal: nor does somebody who presses while that clock is still behind begin it again unseen. By a clock that is right,
// one who presses early where nobody can look has it at T.
TEST(Untold, PressedBehindTheStartByAClockThatIsBehind) {
  for (const bool is_behind : {true, false}) {
    World w;
    w.plan({lesson()});
    w.run_until(is_behind ? kT + 20 : kT - 40 * kSecond);
    w.clock_error = is_behind ? -50 * kSecond : 0;
    nobody_can_look(w);
    w.kill(kSecond, true);
    w.run_for(kSecond);
    w.press();
    w.run_for(20 * kSecond);
    EXPECT_EQ(w.count(Operation::kStart), is_behind ? 1U : 0U);
    w.set_clock_error(0);
    w.run_until(kT + 30 * kSecond);
    EXPECT_EQ(w.count(Operation::kStart), 1U);
    w.script.clear();
    w.run_until(kT + 2 * kMinute);
    EXPECT_EQ(w.count(Operation::kStart), 1U);
    EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  }
}

// Goal: nor is such a class left live where the clock is set only behind its end, and nobody could look until then.
TEST(Untold, BehindTheStartByAClockThatIsSetAfterTheEnd) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.clock_error = -kHour;
  nobody_can_look(w);
  w.kill(kSecond, true);
  w.run_until(kE + kMinute);
  w.set_clock_error(0);
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kStopping) << w.path();
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: booted before T with no clock, and given one before T: nothing was sent, and where nobody can look it begins.
TEST(Untold, BootedWithoutAClockBeforeTheStart) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 40 * kSecond);
  w.clock_error = -300 * kDay;
  w.trusted = false;
  nobody_can_look(w);
  w.kill(kSecond, true);
  w.run_for(5 * kSecond);
  w.clock_error = 0;
  const std::size_t looks = w.count(Operation::kReadState);
  w.trust(true);
  EXPECT_EQ(w.count(Operation::kReadState), looks) << "a clock that is set hurries no look";
  w.run_until(kT + 5 * kSecond);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
}

// Goal: what was due before the boot, waits for the lesson before it, and was seen idle meanwhile, begins when that is
// over, also where nobody can look any more.
TEST(Untold, WaitsForTheLessonBeforeAndHasBeenSeen) {
  World w;
  wait_behind_a_boot(w, false);
  nobody_can_look(w);
  w.run_until(kT + 6 * kMinute);
  EXPECT_EQ(w.state("7"), LessonState::kLive) << w.path("7");
}

// Goal: in the room of the lesson before, what is seen live while that one runs is perhaps that one: it tells of no
// start.
TEST(Untold, WaitsForTheLessonBeforeInTheSameRoom) {
  World w;
  wait_behind_a_boot(w, true);
  ASSERT_GT(w.count(Operation::kReadState, "7"), 0U);
  nobody_can_look(w);
  w.run_until(kT + 6 * kMinute);
  EXPECT_EQ(w.count(Operation::kStart, "7"), 0U) << w.path("7");
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.state("7"), LessonState::kLive) << w.path("7");
}

// Goal: so it is where the lesson before was seen with no clock, which came before T: there is nothing to be told of.
TEST(Untold, FollowsTheLessonBeforeInTheSameRoom) {
  World w;
  std::vector<Lesson> both{lesson("6", kT - kLength), lesson()};
  both[1].room = both[0].room;
  w.plan(both);
  w.run_until(kT - 50 * kSecond);
  w.clock_error = -300 * kDay;
  w.trusted = false;
  w.kill(kSecond, true);
  w.run_for(10 * kSecond);
  ASSERT_GT(w.count(Operation::kReadState, "7"), 0U);
  nobody_can_look(w);
  w.clock_error = 0;
  w.trust(true);
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.count(Operation::kStart, "7"), 1U) << w.path("7");
}

// Goal: booted before T, nobody can look, and what becomes of the start is not known: no second one is sent unseen.
TEST(Untold, BootedBeforeTheStartWhoseAnswerIsLost) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 40 * kSecond);
  w.kill(kSecond, true);
  nobody_can_look(w);
  w.script[Operation::kStart] = [](const Ask&) { return unknown(true); };
  w.run_until(kT + 2 * kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: what was stopped behind the boot, and is begun again by a press, needs no look that cannot be had.
TEST(Untold, BegunAgainBehindABoot) {
  for (const bool is_found_live : {true, false}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + 20);
    w.script[Operation::kReadState] = [&](const Ask&) { return is_found_live ? done() : unreachable(); };
    w.kill(kSecond, true);
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.state(), is_found_live ? LessonState::kLive : LessonState::kStarting);
    w.command(Command::Kind::kStop);
    w.run_for(kSecond);
    w.script.clear();
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kEnded) << w.path();
    nobody_can_look(w);
    w.press();
    w.run_for(20 * kSecond);
    EXPECT_EQ(w.count(Operation::kStart), 2U) << is_found_live;
  }
}

// Goal: nor does what was found live behind a boot, and of which the vendor then says that it never began.
TEST(Untold, FoundLiveBehindABootAndNeverBegun) {
  World w;
  w.settings.auto_start = false;
  w.plan({lesson()});
  w.run_until(kT - 20 * kSecond);
  w.kill(30 * kSecond, true);
  w.room().state = RoomState::kLive;
  w.script[Operation::kHeartbeat] = [](const Ask&) { return says(RoomState::kNew); };
  w.run_for(31 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive) << w.path();
  nobody_can_look(w);
  w.script[Operation::kStart] = [&](const Ask&) { return w.script.erase(Operation::kHeartbeat), done(); };
  w.run_for(kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
}

// Goal: with no clock, readings without it do not cancel what may have begun before the boot.
TEST(Untold, IsNotDroppedWithoutAClock) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.clock_error = -300 * kDay;
  w.trusted = false;
  w.elsewhere = true;
  nobody_can_look(w);
  w.kill(kSecond, true);
  w.run_for(2 * kSecond);
  w.plan({lesson("8", kT + 5 * kHour)});
  w.plan({lesson("8", kT + 5 * kHour)});
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kArmed) << w.path();
}

// Goal: without its journal and with no clock, a lesson that is moved has its new start.
TEST(Untold, MovedWithoutAClockOrAJournal) {
  World w;
  w.rot({});
  w.trusted = false;
  w.clock_error = -300 * kDay;
  w.kill(kSecond, true);
  w.run_for(2 * kSecond);
  w.plan({lesson()});
  w.run_for(kSecond);
  w.plan({lesson("7", kT + 10 * kMinute)});
  EXPECT_NE(w.course("7", kT + 10 * kMinute), nullptr);
}

// Goal: what a damaged journal tells of as begun early by a press is not begun again at T, where nobody can look.
TEST(Untold, AnEarlyPressInADamagedJournalIsReadBack) {
  World w;
  w.plan({lesson()});
  w.press();
  w.run_for(5 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive);
  nobody_can_look(w);
  w.rot(w.synced + w.unsynced);
  w.kill(kSecond, true);
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
}

// Goal: missed by a clock that was ahead, begun by the right one, and the journal has lost the latter: it is looked at.
TEST(Untold, MissedAndBegunAndTheJournalHasLostIt) {
  World w;
  w.plan({lesson()});
  w.set_clock_error(kHour);
  w.run_for(5 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kMissed);
  const std::string missed = w.synced + w.unsynced;
  w.set_clock_error(0);
  w.run_until(kT + 20 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive);
  nobody_can_look(w);
  w.rot(missed);
  w.kill(kSecond, true);
  w.run_for(kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: a press that comes long after a boot, whose journal was damaged, begins a class also where nobody can look.
TEST(Untold, PressedLongAfterTheJournalWasDamaged) {
  World w(full(), kT - 3 * kHour);
  w.rot({});
  w.kill(kSecond, true);
  w.run_for(2 * kSecond);
  w.plan({lesson()});
  nobody_can_look(w);
  w.run_until(kT - 10 * kMinute);
  w.press();
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
}

// Goal: a damaged journal had nothing to tell of what was not due before this boot: missed and gone, it stays away.
TEST(Untold, MissedSinceTheJournalWasDamaged) {
  TerminalSettings settings;
  settings.sources = {full("a"), full("b")};
  World w(settings);
  w.rot({});
  w.kill(kSecond, true);
  w.run_until(kE - kMinute);
  w.plan({lesson(), lesson("8", kT + 5 * kHour)});
  w.run_for(5 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kMissed);
  w.plan({lesson("8", kT + 5 * kHour)});
  w.plan({lesson("8", kT + 5 * kHour)});
  Lesson twin = lesson("7", kT, 0, "b");
  w.plan({twin}, "b");
  EXPECT_EQ(w.terminal->courses().size(), 3U);
}

// Goal: nor is what ended, was begun again by a press, and of which the journal has lost the latter, begun by the next
// press before it is looked at; nor behind further boots, which find that journal written anew.
TEST(Untold, BegunAgainAndTheJournalHasLostIt) {
  for (const int boots : {1, 3}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + kMinute);
    w.command(Command::Kind::kStop);
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kEnded);
    const std::string ended = w.synced + w.unsynced;
    w.press();
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.room().starts.size(), 2U);
    nobody_can_look(w);
    w.rot(ended);
    for (int boot = 0; boot < boots; ++boot) {
      w.kill(kSecond, true);
      w.run_for(3 * kSecond);
    }
    w.press();
    w.run_for(30 * kSecond);
    EXPECT_EQ(w.count(Operation::kStart), 2U) << w.path();
    w.script.clear();
    w.run_for(kMinute);
    EXPECT_EQ(w.count(Operation::kStart), 2U) << w.path();
    EXPECT_EQ(w.state(), LessonState::kLive);
  }
}

// Goal: a teacher's stop is sent behind a boot, though by the clock no start was sent yet: one may have been.
TEST(Untold, StoppedByAClockThatIsBehind) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.clock_error = -10 * kSecond;
  nobody_can_look(w);
  w.kill(kSecond, true);
  w.run_until(kT + 10 * kSecond + 60);
  ASSERT_EQ(w.state(), LessonState::kStarting) << w.path();
  ASSERT_EQ(w.count(Operation::kStart), 1U);
  w.command(Command::Kind::kStop);
  w.script.clear();
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: what was due before the boot and follows another in its room is not that one, which is told as live for a while
// after it has ended.
TEST(Untold, TheLessonBeforeIsStillToldAsLive) {
  World w;
  wait_behind_a_boot(w, true);
  w.script[Operation::kReadState] = [&](const Ask&) {
    return w.time < kT + 5 * kMinute + 4 * kSecond ? says(RoomState::kLive) : done();
  };
  w.run_until(kT + 8 * kMinute);
  EXPECT_EQ(w.count(Operation::kStart, "7"), 1U) << w.path("7");
  EXPECT_EQ(w.state("7"), LessonState::kLive);
}

// Goal: pressed early behind a boot, where the look fails and is to be repeated later: at T it begins all the same.
TEST(Untold, PressedEarlyWhereTheLookIsPutOff) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 40 * kSecond);
  w.script[Operation::kReadState] = first(3, busy(20 * kSecond), unreachable());
  w.kill(kSecond, true);
  w.run_until(kT - 8 * kSecond);
  w.press();
  w.run_until(kT + 5 * kSecond);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
}

// Goal: of a stop that a damaged journal tells of, and that is confirmed, nothing is untold: a press begins it again
// also where nobody can look.
TEST(Untold, StoppedBehindABootAndBegunAgain) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.command(Command::Kind::kStop);
  w.run_for(15 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kStopping);
  w.script.clear();
  w.rot(w.synced);
  w.kill(kSecond, true);
  w.run_for(20 * kSecond);
  ASSERT_EQ(w.room().stops.size(), 1U) << w.path();
  ASSERT_EQ(w.state(), LessonState::kEnded);
  nobody_can_look(w);
  w.press();
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.room().starts.size(), 2U) << w.path();
}

// Goal: nor is a start that has been held back for a look sent at once, unseen, where the clock steps back for a
// moment.
TEST(Untold, AClockThatStepsBackForAMoment) {
  for (const bool is_pressed : {false, true}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + 20);
    w.script[Operation::kReadState] = [](const Ask&) { return busy(6 * kSecond); };
    w.kill(30 * kSecond, true);
    w.run_until(kT + 40 * kSecond);
    if (is_pressed) w.press();
    w.run_until(kT + 52 * kSecond);
    ASSERT_GE(w.count(Operation::kReadState), 3U);
    ASSERT_EQ(w.state(), LessonState::kStarting) << w.path();
    w.set_clock_error(-40 * kSecond);
    w.set_clock_error(0);
    w.run_for(5 * kSecond);
    EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
  }
}

// Goal: that the journal was damaged outlives the next boots: what rotted away whole is read back.
TEST(Untold, AJournalThatIsGoneAndAnotherBoot) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 20);
  w.rot({});
  w.trusted = false;
  w.clock_error = -300 * kDay;
  nobody_can_look(w);
  for (int boot = 0; boot < 2; ++boot) {
    w.kill(kSecond, true);
    w.run_for(3 * kSecond);
  }
  w.clock_error = 0;
  w.trust(true);
  w.run_for(kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U) << w.path();
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
}

void run_in_steps(World& w, Milliseconds span) {
  for (Milliseconds run = 0; run < span; run += 10 * kMinute) {
    w.run_for(10 * kMinute);
    w.step(Tick{});
  }
}

// Goal: a day later it matters no more, and goes from the disk, wherever the clock stood at that boot or for hours.
TEST(Untold, ADamagedJournalIsForgotten) {
  for (const Milliseconds error : {Milliseconds{0}, 300 * kDay, -3 * kDay}) {
    for (const Milliseconds wrong_for : {10 * kMinute, 2 * kHour}) {
      World w;
      w.rot({});
      w.clock_error = error;
      w.trusted = error >= 0;
      w.kill(kSecond, true);
      run_in_steps(w, wrong_for);
      if (wrong_for < kHour) w.set_clock_error(3 * kDay);  // For a moment.
      w.set_clock_error(0);
      w.trust(true);
      run_in_steps(w, 23 * kHour);
      ASSERT_EQ(w.terminal->snapshot().size(), 1U) << error << ' ' << wrong_for;
      const std::size_t before = w.terminal->forgotten();
      run_in_steps(w, 3 * kHour);
      EXPECT_TRUE(w.terminal->snapshot().empty()) << error << ' ' << wrong_for;
      EXPECT_GT(w.terminal->forgotten(), before);
    }
  }
}

// Goal: the disk learns of what day the damage is, or each boot would take it for its own.
TEST(Untold, ADamagedJournalIsDated) {
  World w;
  w.rot({});
  w.kill(kSecond, true);
  run_in_steps(w, 50 * kMinute);
  EXPECT_EQ(w.terminal->forgotten(), 0U);
  run_in_steps(w, 20 * kMinute);
  ASSERT_EQ(w.terminal->forgotten(), 1U);
  ASSERT_EQ(w.terminal->snapshot().size(), 1U);
  EXPECT_NEAR(static_cast<double>(w.terminal->snapshot()[0].at_utc), static_cast<double>(w.time), 15 * kMinute);
  w.compact();
  w.kill(22 * kHour, true);
  w.run_for(22 * kHour + kSecond);
  run_in_steps(w, 3 * kHour);
  EXPECT_TRUE(w.terminal->snapshot().empty());
}

// Goal: of a lesson of the afternoon a journal that was damaged in the morning had nothing to tell: what is due before
// a later boot begins though nobody can look, and what a clock ahead let pass is dropped with the schedule.
TEST(Untold, DamagedBeforeTheLessonWasNear) {
  for (const bool is_cancelled : {false, true}) {
    World w(full(), kT - 6 * kHour);
    w.rot({});
    w.kill(kSecond, true);
    run_in_steps(w, 2 * kHour);
    w.compact();
    w.run_until(kT - 10 * kMinute);
    w.plan({lesson(), lesson("8", kT + 5 * kHour)});
    w.kill(is_cancelled ? kSecond : 11 * kMinute, true);
    nobody_can_look(w);
    if (is_cancelled) {
      w.run_until(kT - kSecond);
      w.set_clock_error(kHour);
      ASSERT_EQ(w.state(), LessonState::kMissed) << w.path();
      for (int reading = 0; reading < 2; ++reading) w.plan({lesson("8", kT + 5 * kHour)});
      w.set_clock_error(0);
    }
    w.run_until(kT + 2 * kMinute);
    EXPECT_EQ(w.count(Operation::kStart), is_cancelled ? 0U : 1U) << w.path();
  }
}

}  // namespace
}  // namespace classbell::test
