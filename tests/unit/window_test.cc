// Rule 2: no automatic start outside [T, end), with an untrusted clock, or after the schedule dropped the lesson.
// Rule 6: booting inside a lesson's window starts or adopts it; at least two minutes must be left.
// World itself checks each start that is asked for: T, end, trust.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: the start leaves at T: not a millisecond before, and within one after, whatever the seed.
TEST(Window, StartLeavesAtT) {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    World w;
    w.settings.seed = seed;
    w.boot();
    w.plan({lesson()});
    w.run_until(kT + kSecond);
    ASSERT_EQ(w.asked(Operation::kStart), (std::vector<Milliseconds>{kT})) << seed;
  }
}

// Goal: the same where everything before T goes badly: reads that fail, hang across T, answer late.
TEST(Window, NothingBeforeTDelaysTheStart) {
  for (Milliseconds hang = 100; hang <= 4000; hang += 300) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      World w;
      w.settings.seed = seed;
      w.boot();
      w.script[Operation::kReadState] = [&](const Ask&) { return w.time < kT ? unknown(false, hang) : done(); };
      w.plan({lesson()});
      w.run_until(kT + 10 * kSecond);
      ASSERT_EQ(w.room().starts.size(), 1U);
      ASSERT_LE(w.room().starts[0], kT + 200) << hang << " " << seed;
    }
  }
}

// Goal: the same where every look hangs, before T and after it: a first start is not held up by more than a second.
TEST(Window, LooksThatHangDoNotHoldUpTheStart) {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    World w;
    w.settings.seed = seed;
    w.boot();
    w.script[Operation::kReadState] = [](const Ask&) { return unknown(false, 4000); };
    w.plan({lesson()});
    w.run_until(kT + 10 * kSecond);
    ASSERT_EQ(w.room().starts.size(), 1U);
    ASSERT_LE(w.room().starts[0], kT + kSecond) << seed;
  }
}

// Goal: a thousand terminals that arm together do not look together.
TEST(Window, ArmedReadsAreSpread) {
  std::set<Milliseconds> times;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    World w;
    w.settings.seed = seed;
    w.boot();
    w.plan({lesson()});
    w.run_until(kT - 5 * kSecond);
    const auto reads = w.asked(Operation::kReadState);
    ASSERT_FALSE(reads.empty());
    EXPECT_GE(reads[0], kT - kMinute);
    EXPECT_LE(reads[0], kT - 30 * kSecond);
    times.insert(reads[0]);
  }
  EXPECT_GT(times.size(), 90U);
}

// Goal: an untrusted clock starts and stops nothing; trusted again, the lesson in its window is started.
TEST(Window, UntrustedClockDoesNothing) {
  World w;
  w.trusted = false;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  EXPECT_TRUE(w.sent.empty());
  EXPECT_EQ(w.view().fault.code, FaultCode::kClock);
  w.trust(true);
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: trust lost at any moment around T holds the start back, and only as long as it is lost.
TEST(Window, TrustLostAroundT) {
  for (const Milliseconds lost : {kT - 30 * kSecond, kT - 1, kT}) {
    World w;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < kT + kSecond ? not_yet() : done(); };
    w.plan({lesson()});
    w.run_until(lost);
    w.trust(false);
    const std::size_t before = w.count(Operation::kStart);
    w.run_until(kT + kMinute);
    EXPECT_EQ(w.count(Operation::kStart), before);
    w.trust(true);
    w.run_for(2 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
  }
}

TEST(Window, UntrustedClockStopsNothing) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - kMinute);
  w.trust(false);
  w.run_until(kE + kHour);
  EXPECT_EQ(w.count(Operation::kStop), 0U);
  w.trust(true);
  w.run_for(kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: with an untrusted clock the button works all the same.
TEST(Window, UntrustedClockAndAPress) {
  World w;
  w.trusted = false;
  w.plan({lesson()});
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.hold();
  w.run_for(12 * kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: a lesson that the schedule dropped is not started, in whatever state the drop finds it.
TEST(Window, DroppedIsNotStarted) {
  for (const Milliseconds dropped :
       {kT - 6 * kMinute, kT - 2 * kMinute, kT - 30 * kSecond, kT - 3500, kT - 1, kT + 20, kT + 5 * kSecond}) {
    World w;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < kT + 10 * kSecond ? not_yet() : done(); };
    w.plan({lesson()});
    w.run_until(dropped);
    w.plan({});
    const std::size_t before = w.count(Operation::kStart);
    w.run_until(kE);
    EXPECT_EQ(w.count(Operation::kStart), before) << dropped - kT;
    EXPECT_EQ(w.state(), LessonState::kCancelled) << dropped - kT;
  }
}

// Goal: dropped while the start's outcome is unknown: it is not sent again; what is live is kept, what is not is
// cancelled.
TEST(Window, DroppedWhileTheOutcomeIsUnknown) {
  for (const bool heard : {true, false}) {
    World w;
    w.script[Operation::kStart] = [&](const Ask&) { return unknown(heard, 2000); };
    w.plan({lesson()});
    w.run_until(kT + kSecond);
    w.plan({});
    w.run_until(kT + 10 * kSecond);
    EXPECT_EQ(w.state(), heard ? LessonState::kLive : LessonState::kCancelled);
    EXPECT_EQ(w.count(Operation::kStart), 1U);
  }
}

// Goal: the same where the state cannot be read: nothing is sent again on a guess, and the end is told to the vendor.
TEST(Window, DroppedWhileTheOutcomeIsUnknownForGood) {
  SourceSettings source = full();
  source.can.read_state = source.can.heartbeat_reads_state = false;
  World w(source);
  w.script[Operation::kStart] = [](const Ask&) { return unknown(true, 2000); };
  w.plan({lesson()});
  w.run_until(kT + kSecond);
  w.plan({});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: a lesson that never began and was dropped meanwhile is cancelled; it does not keep the room.
TEST(Window, DroppedAndNeverBegan) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) {
    Reaction reaction = done();
    reaction.effect = false;
    return reaction;
  };
  w.plan({lesson()});
  w.run_until(kT + kSecond);
  w.plan({});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kCancelled);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: a dropped lesson that comes back is planned again and starts, late if need be.
TEST(Window, DroppedAndReturned) {
  for (const Milliseconds back : {kT - 2 * kMinute, kT + 10 * kMinute}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT - 3 * kMinute);
    w.plan({});
    w.run_until(back);
    w.plan({lesson()});
    w.run_until(std::max(back, kT) + kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: no start at or after the end, however long the vendor refused before.
TEST(Window, NoStartAtTheEnd) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kE + 10 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kMissed);
  ASSERT_FALSE(w.moved.empty());
  EXPECT_EQ(w.moved.back().transition.fault.vendor_code, 10021);  // The reason is told.
  EXPECT_LT(w.asked(Operation::kStart).back(), kE);
  EXPECT_GT(w.asked(Operation::kStart).back(), kE - 3 * kSecond);
}

// Goal: with automatic starts switched off nothing is started but by a person.
TEST(Window, AutoStartOff) {
  World w;
  w.settings.auto_start = false;
  w.boot();
  w.plan({lesson()});
  w.run_until(kT + 2 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kArmed);
  EXPECT_EQ(w.count(Operation::kStart), 0U);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

TEST(Window, AutoStopOff) {
  World w;
  w.settings.auto_stop = false;
  w.boot();
  w.plan({lesson()});
  w.run_until(kE + 20 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnding);
  EXPECT_EQ(w.count(Operation::kStop), 0U);

  w.kill(kSecond, false);  // Nor does a restart.
  w.run_for(10 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnding);
  EXPECT_EQ(w.count(Operation::kStop), 0U);
  w.at(w.time + kSecond, [&w] { w.room().state = RoomState::kIdle; });
  w.kill(2 * kSecond, true);
  w.run_for(10 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  EXPECT_EQ(w.count(Operation::kStart), 1U);

  // Where only the teacher ends it, one that the power took is over when it is not live behind its end.
  TerminalSettings in_page;
  in_page.sources = {watched()};
  in_page.auto_stop = false;
  World page(in_page);
  page.plan({lesson(), lesson("8", kE + kHour)});
  page.at(kT + kSecond, [&page] { page.room().state = RoomState::kLive; });
  page.run_until(kE - kMinute);
  page.at(page.time + kSecond, [&page] { page.room().state = RoomState::kIdle; });
  page.kill(10 * kMinute, true);
  page.run_for(12 * kMinute);
  EXPECT_EQ(page.state(), LessonState::kEnded) << page.path();

  World moved;
  moved.settings.auto_stop = false;
  moved.boot();
  moved.plan({lesson()});
  moved.run_until(kT + 10 * kMinute);
  moved.plan({lesson("7", kT, kT + 9 * kMinute)});
  moved.run_for(kMinute);
  EXPECT_EQ(moved.count(Operation::kStop), 0U);
}

// --- Rule 6

void boot_at(World& w, Milliseconds when) {
  w.terminal.reset();
  w.time = when;
  w.schedule["a"] = {lesson()};
  w.boot();
  w.run_for(3 * kSecond);
}

TEST(Boot, InsideTheWindowStarts) {
  for (const Milliseconds when : {kT, kT + kMinute, kT + 20 * kMinute, kE - 2 * kMinute - 100}) {
    World w;
    boot_at(w, when);
    EXPECT_EQ(w.state(), when < kE - 5 * kMinute ? LessonState::kLive : LessonState::kEnding) << when - kT;
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_LE(w.room().starts[0], when + 200);
  }
}

TEST(Boot, WithTooLittleLeftMisses) {
  for (const Milliseconds when : {kE - 2 * kMinute + 1, kE - kMinute, kE - kSecond}) {
    World w;
    boot_at(w, when);
    EXPECT_EQ(w.state(), LessonState::kMissed);
    EXPECT_EQ(w.count(Operation::kStart), 0U);
    EXPECT_TRUE(w.took(LessonState::kArmed, when + 3 * kSecond < kE ? Cause::kTooLate : w.moved.back().transition.cause,
                       LessonState::kMissed));
  }
}

// Goal: what a lesson's look saw before it was missed tells nothing about a start by a press behind it.
TEST(Boot, WithTooLittleLeftAPressBeginsAnew) {
  World w;
  boot_at(w, kE - kMinute);
  EXPECT_EQ(w.state(), LessonState::kMissed);
  EXPECT_EQ(w.room().state, RoomState::kNew);
  w.room().state = RoomState::kIdle;  // Others came and went.
  w.script[Operation::kReadState] = first(3, unreachable());
  w.script[Operation::kStart] = first(1, unknown(false));
  w.press();
  w.run_until(kE - 10 * kSecond);
  EXPECT_EQ(w.count(Operation::kStart), 2U);
  EXPECT_EQ(w.room().state, RoomState::kLive);
}

TEST(Boot, WithTooLittleLeftAdoptsWhatIsLive) {
  for (const Milliseconds when : {kE - 2 * kMinute + 1, kE - kMinute}) {
    World w;
    w.room().state = RoomState::kLive;
    boot_at(w, when);
    EXPECT_EQ(w.state(), LessonState::kEnding);
    EXPECT_EQ(w.count(Operation::kStart), 0U);
    w.run_until(kE + kSecond);
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

// Goal: the same where another lesson has the room at first: it is looked at again when the room is free.
TEST(Boot, WithTooLittleLeftAdoptsWhatIsLiveBehindAnother) {
  World w;
  w.plan({lesson("7"), lesson("8", kE, kE + 10 * kMinute)});
  w.run_until(kE - kMinute);
  w.kill(10 * kMinute - 30 * kSecond, true);
  w.room("8").state = RoomState::kLive;
  w.script[Operation::kReadState] = [](const Ask& ask) { return done(ask.lesson.id.view() == "7" ? 3000 : 40); };
  w.run_until(kE + 9 * kMinute);
  EXPECT_EQ(w.state("8"), LessonState::kEnding);
  w.run_until(kE + 11 * kMinute);
  EXPECT_TRUE(w.room("8").starts.empty());
  EXPECT_EQ(w.room("8").stops.size(), 1U);
}

// Goal: two minutes must be left as well where the journal says that the lesson was armed, or starting, before the
// power went: the minutes are missing all the same.
TEST(Boot, WithTooLittleLeftMissesWhatWasArmed) {
  for (const Milliseconds cut : {kT - 20 * kSecond, kT + 20 * kSecond}) {
    World w;
    w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
    w.plan({lesson()});
    w.run_until(cut);
    const std::size_t before = w.count(Operation::kStart);
    w.synced += w.unsynced;
    w.kill(kE - kMinute - cut, true);
    w.script.clear();
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.count(Operation::kStart), before);
    EXPECT_EQ(w.state(), LessonState::kMissed);
  }
}

// Goal: a lesson of three minutes may start with half of it left; one that was seen in time needs nothing left.
TEST(Boot, ShortLessons) {
  World w;
  w.schedule["a"] = {lesson("7", kT, kT + 3 * kMinute)};
  w.terminal.reset();
  w.time = kT + 80 * kSecond;
  w.boot();
  w.run_for(kSecond);
  EXPECT_EQ(w.room().starts.size(), 1U);

  World late;
  late.schedule["a"] = {lesson("7", kT, kT + 3 * kMinute)};
  late.terminal.reset();
  late.time = kT + 100 * kSecond;
  late.boot();
  late.run_for(kSecond);
  EXPECT_EQ(late.room().starts.size(), 0U);

  World refused_at_first;  // Started in time, if only just; that nobody was in the room takes nothing from it.
  refused_at_first.script[Operation::kStart] = [&](const Ask&) {
    return refused_at_first.time < kE - 90 * kSecond ? not_yet() : done();
  };
  boot_at(refused_at_first, kE - 3 * kMinute);
  refused_at_first.run_until(kE - kMinute);
  EXPECT_EQ(refused_at_first.room().starts.size(), 1U);

  World waiting;
  waiting.script[Operation::kStart] = [&](const Ask&) { return waiting.time < kE - kMinute ? not_yet() : done(); };
  waiting.plan({lesson()});
  waiting.run_until(kE - 50 * kSecond);
  EXPECT_EQ(waiting.room().starts.size(), 1U);
}

// Goal: a lesson that ended while the terminal was off is shown as missed, with its reason; one of the day before is
// not.
TEST(Boot, AfterTheWindowMisses) {
  World w;
  boot_at(w, kE + kHour);
  EXPECT_EQ(w.state(), LessonState::kMissed);
  EXPECT_EQ(w.moved.back().transition.cause, Cause::kWindowOver);
  World later;
  boot_at(later, kE + 25 * kHour);
  EXPECT_EQ(later.course(), nullptr);
}

}  // namespace
}  // namespace classbell::test
