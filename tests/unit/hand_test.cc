// What a press, a hold and a command do in each situation.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: nothing live, a lesson within 30 minutes or in its window: a short press starts it now.
TEST(Press, StartsWhatIsWithinHalfAnHour) {
  for (const Milliseconds before : {kMinute, 10 * kMinute, 30 * kMinute - kSecond}) {
    World w(full(), kT - before - 200);
    w.plan({lesson()});
    w.press();
    w.run_for(kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << before;
    w.run_until(kE + 5 * kSecond);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.room().stops.size(), 1U);
    EXPECT_GE(w.room().stops[0], kE);
  }
}

TEST(Press, NotEarlierThanThat) {
  World w(full(), kT - 31 * kMinute);
  w.plan({lesson()});
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStart);
  w.run_for(5 * kSecond);
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.terminal->notice(), Notice::kNone);
}

TEST(Press, WithoutAnyLesson) {
  World w;
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStart);
  w.hold();  // Nor is there a room for a lesson without a plan.
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStart);
  EXPECT_TRUE(w.sent.empty());
}

// Goal: acknowledged at the moment it goes down.
TEST(Press, IsAcknowledgedAtOnce) {
  World w;
  w.step(ButtonEdge{true});
  EXPECT_EQ(w.view().notice, Notice::kPressed);
}

// Goal: in the last five seconds before T as well: one start, and the automatic one does not follow.
TEST(Press, JustBeforeT) {
  for (const Milliseconds before : {5000, 3500, 1000, 300, 30, 1}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT - before - 100);
    w.press(100);
    w.run_until(kT + kMinute);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.count(Operation::kStart), 1U);
  }
}

// Goal: in the window of one lesson and near the next, the one in its window; of two in their windows the later.
TEST(Press, ChoosesTheLesson) {
  World w;
  w.settings.auto_start = false;
  w.boot();
  w.plan({lesson("7"), lesson("8", kT + 40 * kMinute, kT + 80 * kMinute),
          lesson("9", kT + 50 * kMinute, kT + 90 * kMinute)});
  w.run_until(kT + 39 * kMinute);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state("7"), LessonState::kLive);

  World two;
  two.settings.auto_start = false;
  two.boot();
  two.plan({lesson("7"), lesson("8", kT + 40 * kMinute, kT + 80 * kMinute),
            lesson("9", kT + 50 * kMinute, kT + 90 * kMinute)});
  two.run_until(kT + 41 * kMinute);
  two.press();
  two.run_for(kSecond);
  EXPECT_EQ(two.state("8"), LessonState::kLive);

  World next;
  next.settings.auto_start = false;
  next.boot();
  next.plan({lesson("7"), lesson("8", kE + 10 * kMinute), lesson("9", kE + 20 * kMinute)});
  next.run_until(kE + kMinute);
  next.press();
  next.run_for(kSecond);
  EXPECT_EQ(next.state("8"), LessonState::kLive);
}

// Goal: a lesson stopped early, before its window began, gives way to the next.
TEST(Press, AfterAnEarlyStop) {
  World w;
  w.plan({lesson("7"), lesson("8", kT + 10 * kMinute)});
  w.press();
  w.run_for(kSecond);
  w.command(Command::Kind::kStop);
  w.run_for(kSecond);
  ASSERT_EQ(w.state("7"), LessonState::kEnded);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kLive);
}

// Goal: a press of 1 to 2 s starts like a short one, but never stops: with a lesson running it says what to do.
TEST(Press, Broken) {
  World w;
  w.plan({lesson()});
  w.press(1500);
  w.run_for(kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive);
  w.press(1500);
  EXPECT_EQ(w.terminal->notice(), Notice::kHoldLonger);
  w.run_until(kE - 3 * kMinute);
  w.press(1500);
  w.run_for(15 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnding);
  EXPECT_EQ(w.count(Operation::kStop) + w.count(Operation::kExtend), 0U);
  w.hold();
  w.run_for(kSecond);
  w.press(1500);
  EXPECT_EQ(w.terminal->notice(), Notice::kTakenBack);
}

// Goal: with a lesson running, a short press shows the status, and nothing else.
TEST(Press, WhileLive) {
  World w;
  w.plan({lesson(), lesson("8", kE + 10 * kMinute)});
  w.run_until(kT + 5 * kMinute);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kAlreadyStarted);
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.count(Operation::kStop) + w.count(Operation::kExtend), 0U);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: the hold shows its progress, stops at two seconds, not before; released before it is no hold.
TEST(Hold, Stops) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.step(ButtonEdge{true});
  w.run_for(1000);
  EXPECT_EQ(w.view().hold_percent, 50);
  w.run_for(999);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.run_for(1);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  EXPECT_EQ(w.terminal->notice(), Notice::kStopping);
  w.step(ButtonEdge{false});
  w.run_for(12 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a second hold while the stop is held back neither takes it back nor starts anything.
TEST(Hold, Twice) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.hold();
  w.run_for(kSecond);
  w.hold();
  EXPECT_NE(w.terminal->notice(), Notice::kNothingToStop);
  w.run_for(12 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: nothing live and no lesson: a hold starts a lesson without a plan, an hour long, in the room of the source that
// has one; polls that know nothing of it neither stop nor forget it, while it starts and while it is live.
TEST(Manual, Lesson) {
  for (const Milliseconds refused_for : {0, 3 * 60 * 1000}) {
    World w(with_manual_room());
    const Milliseconds clears = w.time + 2 * kSecond + refused_for;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < clears ? not_yet() : done(); };
    w.hold();
    EXPECT_EQ(w.terminal->notice(), Notice::kStarting);
    const Milliseconds from = w.time - 100;
    for (Milliseconds t = w.time; t < from + 59 * kMinute; t += 20 * kSecond) {
      w.run_until(t);
      w.read("a");
      w.read("b");
    }
    EXPECT_EQ(w.room("m1").starts.size(), 1U);
    EXPECT_LE(w.room("m1").starts[0], clears + (refused_for == 0 ? kSecond : 2100));  // The longest pause, and the way.
    EXPECT_EQ(w.room("m1").stops.size(), 0U);
    w.run_until(from + kHour + kSecond);
    EXPECT_EQ(w.room("m1").stops.size(), 1U);
    EXPECT_GE(w.room("m1").stops[0], from + kHour);
  }
}

// Goal: a hold with a lesson at hand starts that one.
TEST(Manual, NotWhenALessonIsAtHand) {
  World w(with_manual_room());
  w.plan({lesson()});
  w.hold();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.room("m1").starts.size(), 0U);
}

// Goal: a press that begins within the ten seconds takes the stop back, though it ends behind them.
TEST(Press, TakesBackAtTheLastMoment) {
  for (const Milliseconds length : {200, 1500}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + kMinute);
    w.hold();
    w.run_for(kTakeBack - 100 - 60);  // kHeld came 100 ms before the end of the hold.
    w.press(length);
    w.run_for(kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive) << length << w.path();
    EXPECT_EQ(w.room().stops.size(), 0U);
  }
}

// Goal: a button that sticks afterwards takes no teacher's stop back.
TEST(Press, AButtonThatSticksLeavesTheStop) {
  for (const bool is_plugged_in : {false, true}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + kMinute);
    w.hold();
    w.run_for(5 * kSecond);
    if (is_plugged_in) w.step(ButtonFound{true});
    else w.step(ButtonEdge{true});
    w.run_for(30 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

// Goal: behind a power cut, and a clock that nothing vouches for, a press begins a lesson that had begun by itself.
TEST(Press, OfOneThatWasStarting) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  ASSERT_EQ(w.state(), LessonState::kStarting);
  w.trust(false);
  w.kill(10 * kSecond, true);
  w.script.clear();
  w.run_for(kMinute);
  ASSERT_EQ(w.room().starts.size(), 0U);
  w.press();
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
}

// Goal: pressed while the teacher is to begin the class in its page, or while the vendor has not answered, the terminal
// does not say that it has begun.
TEST(Press, WhileStarting) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kStarting);
}

// Goal: a press of another day begins nothing at a boot whose clock nothing vouches for; a new press does.
TEST(Press, OfAnotherDay) {
  for (const bool is_typed : {false, true}) {
    World w(full(), kT - kMinute);
    w.plan({lesson()});
    w.script[Operation::kStart] = [](const Ask&) { return unreachable(); };
    w.press();
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kStarting);
    w.trust(false);
    w.kill(kDay, true);
    w.script.clear();
    w.run_for(kDay + kMinute);
    EXPECT_EQ(w.room().starts.size(), 0U) << w.path();
    if (is_typed) w.command(Command::Kind::kStart);
    else w.press();
    w.run_for(5 * kSecond);
    EXPECT_EQ(w.room().starts.size(), 1U) << w.path();
  }
}

// Goal: a press that comes too late to take a stop back, or while that is unconfirmed, is about the lesson that is
// being stopped: it begins no other ahead of its time, and none without a plan; once the stop is confirmed the next
// press begins that lesson again.
TEST(Press, WhileAStopIsUnconfirmed) {
  for (const Milliseconds length : {200, 2500}) {
    World w(with_manual_room());
    w.script[Operation::kStop] = [&](const Ask&) { return w.time < kT + 3 * kMinute ? unreachable() : done(); };
    w.plan({lesson("7"), lesson("8", kT + 20 * kMinute)});
    w.run_until(kT + kMinute);
    w.hold();
    w.run_for(20 * kSecond);
    ASSERT_EQ(w.state("7"), LessonState::kStopping);
    w.press(length);
    EXPECT_EQ(w.terminal->notice(), Notice::kStopping);
    w.run_until(kT + 5 * kMinute);
    EXPECT_EQ(w.terminal->courses().size(), 2U);
    EXPECT_EQ(w.state("8"), LessonState::kPlanned);
    EXPECT_EQ(w.state("7"), LessonState::kEnded);
    w.press();
    w.run_for(kSecond);
    EXPECT_EQ(w.state("7"), LessonState::kLive);
  }
}

// Goal: an extension moves its end and nothing at the vendor, whose room stays: an end given to it would close it for
// the next one. The same after a crash; a lesson planned in that room is extended at the vendor.
TEST(Manual, AnExtensionLeavesTheRoomAlone) {
  for (const bool crashes : {false, true}) {
    World w(with_manual_room());
    w.hold();
    w.run_for(55 * kMinute);
    if (crashes) w.kill(kSecond, false);
    w.run_for(kMinute);
    w.press();
    w.run_for(5 * kMinute);
    EXPECT_EQ(w.state("m1"), LessonState::kEnding) << w.path("m1");
    w.run_for(5 * kMinute);
    EXPECT_EQ(w.room("m1").stops.size(), 1U);
    EXPECT_EQ(w.count(Operation::kExtend), 0U);
  }
  World w(with_manual_room());
  w.plan({lesson("m1")});
  w.run_until(kE - kMinute);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.count(Operation::kExtend), 1U);
}

// Goal: it outlives a crash, while it starts and while it is live, and polls after that.
TEST(Manual, OutlivesACrash) {
  for (const Milliseconds clears_after : {0, 30 * 1000}) {
    World w(with_manual_room());
    const Milliseconds clears = w.time + clears_after;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < clears ? not_yet() : done(); };
    w.schedule["a"] = {};
    w.hold();
    w.run_for(5 * kSecond);
    w.kill(2 * kSecond, false);
    w.run_for(kMinute);
    EXPECT_EQ(w.room("m1").starts.size(), 1U) << w.path("m1");
    EXPECT_EQ(w.state("m1"), LessonState::kLive);
    w.run_for(kHour);
    EXPECT_EQ(w.room("m1").stops.size(), 1U);
  }
}

// Goal: begun by a clock that was ahead, its start says nothing of its length; nor does it behind a crash.
TEST(Manual, BegunByAClockAhead) {
  for (const bool crashes : {false, true}) {
    TerminalSettings settings = with_manual_room();
    settings.manual_length = crashes ? 2 * kHour : 3 * kHour;
    World w(settings);
    w.set_clock_error(crashes ? 100 * kMinute : 170 * kMinute);
    w.hold();
    const Milliseconds from = w.time;
    w.run_for(20 * kSecond);
    w.set_clock_error(0);
    if (crashes) w.kill(kSecond, false);
    w.run_until(from + settings.manual_length - kMinute);
    EXPECT_EQ(w.room("m1").stops.size(), 0U) << w.path("m1");
    w.run_for(2 * kMinute);
    EXPECT_EQ(w.room("m1").stops.size(), 1U) << w.path("m1");
    EXPECT_EQ(w.room("m1").starts.size(), 1U);
  }
}

// Goal: it lasts its hour whatever the wall clock does meanwhile: a board that knows no time yet gets it in mid-lesson.
TEST(Manual, OutlivesAClockThatIsSet) {
  for (const Milliseconds step : {-3 * kDay, -10 * kMinute, 2 * kHour, 300 * kDay}) {
    World w(with_manual_room());
    w.trust(false);
    w.clock_error = -step;
    w.hold();
    const Milliseconds from = w.time;
    w.run_for(20 * kSecond);
    w.set_clock_error(0);
    w.trust(true);
    w.run_until(from + 59 * kMinute);
    EXPECT_EQ(w.room("m1").stops.size(), 0U) << step;
    w.run_until(from + 61 * kMinute);
    EXPECT_EQ(w.room("m1").stops.size(), 1U) << step;
    EXPECT_EQ(w.room("m1").starts.size(), 1U) << step;
  }
}

// Goal: stopped by a clock that was ahead, and set right since, it is over at its end: a hold then begins another (seed
// 490001229 of the simulation).
TEST(Manual, EndsWhereTheClockIsSetBehindIt) {
  World w(with_manual_room());
  w.hold();
  const Milliseconds from = w.time;
  w.run_for(20 * kMinute);
  w.set_clock_error(kHour);
  w.hold();
  w.run_for(kMinute);
  w.set_clock_error(0);
  w.run_until(from + 80 * kMinute);
  ASSERT_EQ(w.room("m1").stops.size(), 1U) << w.path("m1");
  w.hold();
  w.run_for(kMinute);
  EXPECT_EQ(w.room("m1").starts.size(), 2U) << w.path("m1");
  EXPECT_EQ(w.room("m1").stops.size(), 1U);
}

// Goal: so it is where a clock that nothing vouches for is in its hour, and a vendor's is not.
TEST(Manual, IsOverWhateverAClockThatIsBehindSays) {
  World w(with_manual_room());
  w.trust(false);
  w.clock_error = -2 * kHour;
  w.hold();
  w.run_for(20 * kMinute);
  w.hold();
  w.run_for(41 * kMinute);
  ASSERT_EQ(w.room("m1").stops.size(), 1U) << w.path("m1");
  w.elsewhere = true;
  w.hold();
  w.run_for(kMinute);
  EXPECT_EQ(w.room("m1").starts.size(), 2U);
  EXPECT_EQ(w.terminal->courses().size(), 2U) << w.path("m1");
}

// Goal: stopped by a clock that was behind, and set right since, a press begins it again within its hour.
TEST(Manual, IsBegunAgainWhereTheClockIsSetAhead) {
  World w(with_manual_room());
  w.set_clock_error(-2 * kHour);
  w.hold();
  w.run_for(20 * kMinute);
  w.hold();
  w.run_for(kMinute);
  w.set_clock_error(0);
  w.run_for(kMinute);
  w.press();
  w.run_for(kMinute);
  EXPECT_EQ(w.room("m1").starts.size(), 2U) << w.path("m1");
  EXPECT_EQ(w.terminal->courses().size(), 1U);
}

// Goal: with a clock that nothing vouches for, days off, a press starts what is due by a vendor's.
TEST(Press, GoesByAVendorsClockWhereOursIsNotTrusted) {
  World w(full(), kT + kMinute);
  w.trust(false);
  w.clock_error = -40 * kDay;
  w.plan({lesson()});
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStart);
  w.elsewhere = true;
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

// Goal: so it does where the clock that is not trusted is in the window of yesterday's lesson.
TEST(Press, IsNotAboutYesterdaysLesson) {
  World w(full(), kT + kMinute);
  w.trust(false);
  w.clock_error = -kDay;
  w.elsewhere = true;
  w.plan({lesson("6", kT - kDay), lesson()});
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state("7"), LessonState::kLive);
  EXPECT_EQ(w.room("6").starts.size(), 0U);
}

// Goal: the vendor's clock is the wrong one: a press begins what is at hand by ours.
TEST(Press, GoesByOursWhereNothingIsAtHandByTheVendors) {
  World w(full(), kT + kMinute);
  w.trust(false);
  w.elsewhere = true;
  w.clock_error = kHour;
  w.plan({lesson("7", kT + kHour)});
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state("7"), LessonState::kLive);
}

// Goal: after the end that a vendor's clock tells, which a clock that is not trusted does not act upon, the next
// teacher hears how to end the class, and does not extend it.
TEST(Press, ExtendsNothingThatShouldBeOver) {
  World w(full(), kE - 5 * kMinute);
  w.trust(false);
  w.clock_error = -3 * kHour;
  w.elsewhere = true;
  w.plan({lesson()});
  w.press();
  w.run_until(kE + kMinute);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kAlreadyStarted);
  w.command(Command::Kind::kExtend);
  EXPECT_EQ(w.terminal->notice(), Notice::kCannotExtend);
  EXPECT_EQ(w.count(Operation::kExtend), 0U);
}

// Goal: a short press that is read late, since the machine had no time for it, is no hold, and ends no class.
TEST(Press, IsNoHoldByALateLoop) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.step(ButtonEdge{true});
  w.starve_until(w.time + 2500);
  w.step(Tick{});  // What is due goes first, and only then the button is read,
  w.time += 150;   // and both took their time.
  w.step(ButtonEdge{false});
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_FALSE(w.took(LessonState::kLive, Cause::kStopAsked, LessonState::kStopping));
}

// Goal: where our clock is not trusted, a lesson without a plan has its length all the same, and is extended only near
// its end.
TEST(Manual, CountsByAVendorsClock) {
  for (const Milliseconds error : {-3 * kHour, kDay}) {
    World w(with_manual_room(), kT - 3 * kHour);
    w.trust(false);
    w.clock_error = error;
    w.elsewhere = true;
    w.hold();
    w.run_for(kMinute);
    const View view = w.view();
    EXPECT_EQ(view.kind, ScreenKind::kLive);
    EXPECT_NEAR(static_cast<double>(view.end_utc - view.utc), 59 * kMinute, 2 * kSecond) << error;
    w.press();
    EXPECT_EQ(w.terminal->notice(), Notice::kAlreadyStarted) << error;
    w.run_for(55 * kMinute);
    w.press();
    EXPECT_EQ(w.terminal->notice(), Notice::kExtending) << error;
  }
}

// Goal: nor does what is past by that clock, and stands in the schedule as to come, cap its extension.
TEST(Manual, IsExtendedPastWhatIsPast) {
  World w(with_manual_room(), kT - 3 * kHour);
  w.trust(false);
  w.clock_error = -5 * kDay;
  w.plan({lesson("7", kT - 5 * kHour)});
  w.hold();
  w.elsewhere = true;  // The start's own answer tells the time.
  w.run_for(55 * kMinute);
  EXPECT_EQ(w.state("7"), LessonState::kPlanned);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kExtending);
}

// Goal: an earlier lesson of its room that a reading tells of when the clock is set does not end it.
TEST(Manual, KeepsItsEnd) {
  World w(with_manual_room(), kT - 3 * kHour);
  w.trust(false);
  w.clock_error = -30 * kMinute;
  w.hold();
  w.run_for(10 * kMinute);
  w.set_clock_error(0);
  w.trust(true);
  w.plan({lesson("m1", kT - 205 * kMinute, kT - 190 * kMinute), lesson()});
  w.run_for(kMinute);
  EXPECT_EQ(w.room("m1").stops.size(), 0U);
}

// Goal: a planned lesson that comes due in a manual one waits for it, as for any other.
TEST(Manual, HoldsUpAPlannedLesson) {
  World w(with_manual_room(), kT - 40 * kMinute);
  w.plan({lesson()});
  w.hold();
  w.run_until(kT + 10 * kMinute);
  EXPECT_EQ(w.room().starts.size(), 0U);
  w.run_until(kT + 21 * kMinute);
  EXPECT_EQ(w.room("m1").stops.size(), 1U);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: a button that something leans on is reported and ignored: what its hold began is taken back.
TEST(Stuck, StopsNothing) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.press(5 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.room().stops.size(), 0U);
  w.run_for(10 * kSecond);
  w.hold();
  w.run_for(12 * kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: nor does it stop a lesson that is still starting, which no press could take back: nothing sent yet, or refused
// for now, or on its way without an answer. A hold does, when it ends.
TEST(Stuck, StopsNoStart) {
  for (const Reaction& reaction : {not_yet(), unreachable(), unknown(false)}) {
    World w;
    const Milliseconds clears = kT + 40 * kSecond;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < clears ? reaction : done(); };
    w.plan({lesson()});
    w.run_until(kT + 5 * kSecond);
    w.press(20 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kStarting);
    w.run_for(kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.room().stops.size(), 0U);
  }
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kT + 5 * kSecond);
  w.hold();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: nor does it start anything: a hold starts when it ends.
TEST(Stuck, StartsNothing) {
  World w(with_manual_room());
  w.press(5 * kMinute);
  w.run_for(kMinute);
  EXPECT_TRUE(w.sent.empty());
  World near(full(), kT - 20 * kMinute);
  near.plan({lesson()});
  near.press(5 * kMinute);
  EXPECT_EQ(near.count(Operation::kStart), 0U);
}

// Goal: it is told as long as it is stuck, whatever else was told meanwhile, and not longer.
TEST(Stuck, IsTold) {
  World w;
  w.step(ButtonEdge{true});
  w.run_for(11 * kSecond);
  EXPECT_EQ(w.terminal->notice(), Notice::kButtonStuck);
  w.command(Command::Kind::kStop);
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStop);
  w.run_for(10 * kSecond);
  EXPECT_EQ(w.terminal->notice(), Notice::kButtonStuck);
  w.step(ButtonEdge{false});
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.terminal->notice(), Notice::kNone);
}

TEST(Stuck, AtBoot) {
  World w;
  w.boot(true);
  w.plan({lesson()});
  w.run_for(kMinute);
  EXPECT_EQ(w.terminal->notice(), Notice::kButtonStuck);
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.step(ButtonEdge{false});
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

// Goal: what is told disappears after four seconds, without anything else happening.
TEST(Notices, Pass) {
  World w;
  w.press();
  w.run_for(3900);
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStart);
  w.run_for(100);
  EXPECT_EQ(w.terminal->notice(), Notice::kNone);
}

// Goal: the commands do what the button does, and say what came of it.
TEST(Commands, SayWhatCameOfIt) {
  World w;
  const auto after = [&](Command::Kind kind) {
    w.command(kind);
    return w.terminal->notice();
  };
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kNothingToStart);
  EXPECT_EQ(after(Command::Kind::kStop), Notice::kNothingToStop);
  EXPECT_EQ(after(Command::Kind::kExtend), Notice::kNothingToStop);
  w.plan({lesson()});
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kStarting);
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kAlreadyStarted);
  EXPECT_EQ(after(Command::Kind::kExtend), Notice::kNothingToStop);
  w.run_for(kSecond);
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kAlreadyStarted);
  EXPECT_EQ(after(Command::Kind::kExtend), Notice::kExtending);
  w.hold();
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kTakenBack);
  EXPECT_EQ(after(Command::Kind::kStop), Notice::kStopping);
  EXPECT_EQ(after(Command::Kind::kStop), Notice::kStopping);  // Not confirmed yet.
  EXPECT_EQ(after(Command::Kind::kStart), Notice::kStopping);
  w.run_for(kSecond);
  EXPECT_EQ(after(Command::Kind::kStop), Notice::kNothingToStop);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

}  // namespace
}  // namespace classbell::test
