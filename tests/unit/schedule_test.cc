// Rule 5: a failed, empty, truncated or invalid schedule reply never erases the last good schedule. A lesson that
// vanishes counts as cancelled after two good polls, one that moved at once, and neither ends a lesson that is live.
// Here the terminal together with its feed; feed_test.cc has the feed alone.

#include <gtest/gtest.h>

#include "core/feed.h"
#include "world.h"

namespace classbell::test {
namespace {

// Goal: a lesson that somebody begins early, and that its vendor then lists by the real start and without a plan, is
// not cancelled for that, but adopted.
TEST(Schedule, BegunEarlyElsewhere) {
  World w(beating());
  w.plan({lesson("7"), lesson("8", kT + 3 * kHour)});
  w.run_until(kT - 4 * kMinute);
  Lesson real = lesson("7", w.time - kSecond, kT + 50 * kMinute);
  real.is_planned = false;
  w.room().state = RoomState::kLive;
  for (int i = 0; i < 3; ++i) w.plan({real, lesson("8", kT + 3 * kHour)});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_EQ(w.count(Operation::kStart, "7"), 0U);
}

// A world whose schedule passes through a feed.
struct Fed {
  explicit Fed(std::vector<Lesson> lessons, SourceSettings source = full())
      : world(std::move(source)), feed("a", {}, Zone(), 1) {
    poll(std::move(lessons));
  }
  // What the vendor answers to a poll.
  void poll(std::vector<Lesson> lessons, Verdict verdict = Verdict::kDone) {
    Outcome outcome;
    outcome.verdict = verdict;
    const std::size_t listed = lessons.size();
    Now due = world.now();
    due.mono += kHour;
    feed.poll_due(due);
    if (!feed.answered(outcome, std::move(lessons), listed, world.now())) return;
    const auto all = feed.lessons(world.now());
    world.step(ScheduleRead{"a", all, false, feed.asked_utc(), feed.tells_absence()});
  }
  World world;
  Feed feed;
};

std::vector<Lesson> with(const Lesson& lesson) { return {lesson, test::lesson("9", kT + kDay)}; }
std::vector<Lesson> without() { return {lesson("9", kT + kDay)}; }

// Goal: nothing that goes wrong with polls cancels a lesson.
TEST(Schedule, BadPollsKeepTheLesson) {
  Fed f(with(lesson()));
  for (int i = 0; i < 20; ++i) {
    for (const Verdict bad :
         {Verdict::kRefused, Verdict::kUnreachable, Verdict::kUnknown, Verdict::kBusy, Verdict::kNotYet}) {
      f.poll({}, bad);
      f.poll(without(), bad);
    }
    f.poll({});  // Good and empty: no evidence.
  }
  f.world.run_until(kT + kSecond);
  EXPECT_EQ(f.world.state(), LessonState::kLive);
}

// Goal: one good poll without it is no evidence, nor are two with a good one between; two in a row are.
TEST(Schedule, TwoGoodPollsWithoutItDropIt) {
  Fed f(with(lesson()));
  f.poll(without());
  EXPECT_EQ(f.world.state(), LessonState::kPlanned);
  f.poll(with(lesson()));
  f.poll(without());
  EXPECT_EQ(f.world.state(), LessonState::kPlanned);
  f.poll({}, Verdict::kUnreachable);
  EXPECT_EQ(f.world.state(), LessonState::kPlanned);
  f.poll(without());
  EXPECT_EQ(f.world.state(), LessonState::kCancelled);
}

// Goal: missed by a clock that ran ahead, and gone from two good polls since, it does not come back with the right
// time; with one poll that may have lied it does.
TEST(Schedule, GoneWhileItIsMissedByAClockAhead) {
  for (const int polls : {0, 1, 2, 3}) {
    Fed f(with(lesson()));
    f.world.set_clock_error(kHour);
    f.world.run_until(kT - kMinute);
    ASSERT_EQ(f.world.state(), LessonState::kMissed);
    for (int i = 0; i < polls; ++i) f.poll(without());
    f.world.run_until(kT + 2 * kMinute);
    f.world.set_clock_error(0);
    f.world.run_for(2 * kSecond);
    EXPECT_EQ(f.world.room().starts.size(), polls < 2 ? 1U : 0U) << polls << ": " << f.world.path();
  }
}

// Goal: nor behind a power cut, where all that is left of those polls is that the saved schedule lacks it.
TEST(Schedule, GoneWhileItIsMissedByAClockAheadAndThenThePower) {
  for (const bool is_gone : {false, true}) {
    Fed f(with(lesson()));
    f.world.set_clock_error(kHour);
    f.world.run_until(kT - kMinute);
    ASSERT_EQ(f.world.state(), LessonState::kMissed);
    for (int i = 0; i < 2 && is_gone; ++i) f.poll(without());
    f.world.schedule["a"] = is_gone ? without() : with(lesson());
    f.world.set_clock_error(0);
    f.world.kill(2 * kMinute, true);
    f.world.run_for(2 * kMinute + kMinute);
    EXPECT_EQ(f.world.room().starts.size(), is_gone ? 0U : 1U) << f.world.path();
  }
}

// Goal: nor does an empty poll cancel a lesson that the journal alone tells of, since the saved schedule is damaged.
TEST(Schedule, EmptyPollsAfterThePowerCutThatDamagedTheSavedSchedule) {
  for (const bool is_empty : {true, false}) {
    Fed f(with(lesson()));
    f.world.run_until(kT - 30 * kSecond);
    ASSERT_EQ(f.world.state(), LessonState::kArmed);
    f.world.schedule.clear();
    f.world.kill(2 * kSecond, true);
    f.world.run_for(3 * kSecond);
    f.feed = Feed("a", {}, Zone(), 1);
    for (int i = 0; i < 3; ++i) f.poll(is_empty ? std::vector<Lesson>() : without());
    EXPECT_EQ(f.world.state(), is_empty ? LessonState::kArmed : LessonState::kCancelled) << f.world.path();
  }
}

// Goal: one that is listed at another time is not at its old one, though nothing else is listed as planned.
TEST(Schedule, MovedInAListingOfNothingElse) {
  World w;
  w.plan({lesson()});
  const Lesson moved = lesson("7", kT + 2 * kHour);
  w.step(ScheduleRead{"a", Span<const Lesson>(&moved, 1), false, w.now().utc, false});
  ASSERT_EQ(w.terminal->courses().size(), 2U);
  EXPECT_EQ(w.terminal->courses()[0].state(), LessonState::kCancelled);
  EXPECT_EQ(w.terminal->courses()[1].state(), LessonState::kPlanned);
}

// Goal: a lesson's older time, which an earlier reading told and this one does not, is no evidence against the newer.
TEST(Schedule, AnOlderTimeThatIsKept) {
  World w;
  w.plan({lesson()});
  Lesson older = lesson("7", kT + 2 * kHour);
  older.is_kept = true;
  w.step(ScheduleRead{"a", Span<const Lesson>(&older, 1), false, w.now().utc, false});
  EXPECT_NE(w.terminal->courses()[0].state(), LessonState::kCancelled);
}

// Goal: a reading that was asked for by a clock of another day says nothing of today, though it comes when that is set.
TEST(Schedule, AskedForByAClockOfAnotherDay) {
  World w;
  w.plan({lesson()});
  for (const Milliseconds off : {-3 * kDay, 3 * kDay})
    w.step(ScheduleRead{"a", Span<const Lesson>(), false, w.now().utc + off});
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.step(ScheduleRead{"a", Span<const Lesson>(), false, w.now().utc});
  EXPECT_EQ(w.state(), LessonState::kCancelled);
}

// Goal: a lesson that moved is at its new time at once, and nowhere else; as often as it moves.
TEST(Schedule, MovedAtOnce) {
  Fed f(with(lesson()));
  Milliseconds start = kT;
  for (const Milliseconds by : {30, 10, 10, -20, 5}) {
    start += by * kMinute;
    f.poll(with(lesson("7", start)));
    ASSERT_NE(f.world.course("7", start), nullptr) << by;
    EXPECT_EQ(f.world.state("7", start), LessonState::kPlanned) << by;
  }
  f.world.run_until(start - kSecond);
  EXPECT_EQ(f.world.room().starts.size(), 0U);
  f.world.run_until(start + kSecond);
  EXPECT_EQ(f.world.room().starts.size(), 1U);
  f.world.run_until(start + kLength + 5 * kSecond);
  EXPECT_EQ(f.world.room().starts.size(), 1U);
  EXPECT_EQ(f.world.room().stops.size(), 1U);
}

// Goal: cancelled and planned anew for later in its old window, it is held.
TEST(Schedule, CancelledAndPlannedAnewForLater) {
  Fed f(with(lesson()));
  f.poll(without());
  f.poll(without());
  ASSERT_EQ(f.world.state(), LessonState::kCancelled);
  f.poll(with(lesson("7", kT + 10 * kMinute)));
  f.world.run_until(kT + 11 * kMinute);
  EXPECT_EQ(f.world.room().starts.size(), 1U);
}

// Goal: moved while the vendor still refuses the start (nobody is in the room): it starts at its new time, not before.
TEST(Schedule, MovedWhileStarting) {
  Fed f(with(lesson()));
  f.world.script[Operation::kStart] = [&](const Ask&) { return f.world.time < kT + 10 * kMinute ? not_yet() : done(); };
  f.world.run_until(kT + 5 * kSecond + 100);
  ASSERT_EQ(f.world.state(), LessonState::kStarting);
  const std::size_t before = f.world.count(Operation::kStart);
  for (int i = 0; i < 10; ++i) {
    f.poll(with(lesson("7", kT + 10 * kMinute)));
    f.world.run_for(kMinute - kSecond);
  }
  EXPECT_EQ(f.world.count(Operation::kStart), before);
  f.world.run_until(kT + 11 * kMinute);
  EXPECT_EQ(f.world.room().starts.size(), 1U);
}

// Goal: neither kind of drop ends a live lesson, nor keeps it from its own end.
TEST(Schedule, ALiveLessonIsNeverEndedByIt) {
  for (const Milliseconds from : {kT + kMinute, kE - 2 * kMinute}) {
    Fed f(with(lesson()));
    f.world.run_until(from);
    for (int i = 0; i < 5; ++i) {
      f.poll(without());
      f.world.run_for(10 * kSecond);
    }
    f.poll(with(lesson("7", kT + 3 * kHour)));
    f.world.run_for(10 * kSecond);
    EXPECT_EQ(f.world.room().stops.size(), 0U);
    EXPECT_TRUE(f.world.state("7", kT) == LessonState::kLive || f.world.state("7", kT) == LessonState::kEnding);
    f.world.run_until(kE + kSecond);
    EXPECT_EQ(f.world.room().stops.size(), 1U);
  }
}

// Goal: a vendor that writes the real start over the planned one does not make a second lesson of it, nor after its
// end.
TEST(Schedule, TheRealStartWrittenOverThePlannedOne) {
  Fed f(with(lesson()));
  f.world.run_until(kT + kMinute);
  f.world.at(kT + 10 * kMinute, [&] { f.world.kill(kSecond, false); });
  for (Milliseconds t = kT + kMinute; t < kE + 10 * kMinute; t += kMinute) {
    if (f.world.terminal) f.poll(with(lesson("7", kT + 3 * kSecond, kE)));
    f.world.run_until(t);
  }
  EXPECT_EQ(f.world.room().starts.size(), 1U);
  EXPECT_EQ(f.world.room().stops.size(), 1U);
  EXPECT_EQ(f.world.path(), "opening armed starting live live ending stopping ended");
  f.world.kill(kSecond, false);  // Nor did it leave two lessons in the journal.
  f.world.room().state = RoomState::kLive;
  f.world.run_for(kMinute);
  EXPECT_EQ(f.world.room().stops.size(), 1U);
}

// Goal: a vendor that cannot be told an end may still move it, under the real start too; a room without a plan moves
// nothing, and where a timetable names the lesson that is its plan, whatever stands at the vendor.
TEST(Schedule, TheEndMovedUnderTheRealStart) {
  for (const bool planned : {true, false}) {
    for (const bool timetable : {true, false}) {
      World w(beating());
      w.plan({lesson()});
      w.run_until(kT + kMinute);
      Lesson moved = lesson("7", kT + 3 * kSecond, kE - 10 * kMinute);
      moved.is_planned = planned;
      w.plan(timetable ? std::vector<Lesson>{lesson(), moved} : std::vector<Lesson>{moved});
      EXPECT_EQ(w.course()->end_utc(), planned && !timetable ? kE - 10 * kMinute : kE);
      w.run_until(kE + kMinute);
      EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
    }
  }
}

// Goal: what is past when the schedule names it no more was missed, not cancelled.
TEST(Schedule, MissedIsNotCancelled) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.plan({lesson()});
  w.run_until(kE - 10);
  w.starve_until(kE + 5);
  w.plan({});
  EXPECT_EQ(w.state(), LessonState::kMissed);
}

// Goal: the latch holds under the real start, too, when a press began the lesson before its planned start.
TEST(Schedule, AnEarlyRealStartWrittenOverAndStopped) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 4 * kMinute);
  w.press();
  w.run_until(kT + 5 * kMinute);
  w.command(Command::Kind::kStop);
  w.run_for(10 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kEnded);
  w.plan({lesson("7", kT - 4 * kMinute + kSecond, kE)});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: the same after a teacher's stop: the latch holds for the lesson under its new start too, across a reboot.
TEST(Schedule, TheRealStartWrittenOverAndStopped) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.plan({lesson("7", kT + 3 * kSecond, kE)});
  w.command(Command::Kind::kStop);
  w.run_for(kMinute);
  w.read();
  w.kill(kSecond, true);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: lessons of one room number (a timetable's) are lessons of their own: the one that runs takes nothing from
// another that comes into view, or that is read from the disk while it runs.
TEST(Schedule, OneRoomManyLessons) {
  const std::vector<Lesson> day{lesson("7"), lesson("7", kT + kHour), lesson("7", kT + 2 * kHour)};
  World w(beating());
  w.plan({day[0]});
  w.run_until(kT + 10 * kMinute);
  w.plan(day);
  EXPECT_EQ(w.course("7", kT)->end_utc(), kE);
  ASSERT_NE(w.course("7", kT + kHour), nullptr);
  ASSERT_NE(w.course("7", kT + 2 * kHour), nullptr);
  w.kill(kSecond, true);
  w.run_until(kT + 3 * kHour);
  EXPECT_EQ(w.room().starts.size(), 3U);
  EXPECT_EQ(w.room().stops.size(), 3U);
}

TEST(Schedule, OneRoomManyLessonsAfterAReboot) {
  World w(beating());
  w.plan({lesson("7")});
  w.run_until(kT + 10 * kMinute);
  w.schedule["a"] = {lesson("7"), lesson("7", kT + kHour), lesson("7", kT + 2 * kHour)};
  w.kill(kSecond, true);
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.course("7", kT)->end_utc(), kE);
  w.run_until(kT + 3 * kHour);
  EXPECT_EQ(w.room().starts.size(), 3U);
  EXPECT_EQ(w.room().stops.size(), 3U);
}

// Goal: what the schedule changes in a lesson is taken over: end, title; nonsense is not.
TEST(Schedule, Changes) {
  World w;
  w.plan({lesson("", kT), lesson("x", 0, kHour), lesson("y", kT, kT), lesson("z", kT, kT - 1),
          lesson("p", kT - 3 * kHour)});
  EXPECT_EQ(w.terminal->courses().size(), 1U);
  w.trust(false);
  w.plan({lesson("", kT), lesson("x", 0, kHour), lesson("p", kT - 3 * kHour)});  // Without a clock nothing is past.
  EXPECT_EQ(w.terminal->courses().size(), 2U);
  EXPECT_EQ(w.course("x"), nullptr);
  w.trust(true);
  Lesson changed = lesson();
  w.plan({changed});
  changed.title = "物理";
  changed.end_utc = kE + 5 * kMinute;
  w.plan({changed});
  EXPECT_EQ(w.course()->lesson().title.view(), "物理");
  EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
  w.run_until(kE + 5 * kMinute + kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_GE(w.room().stops[0], kE + 5 * kMinute);
}

// Goal: a schedule of a source that nobody configured, or of rooms that are not this terminal's, is not this room's.
TEST(Schedule, WhoseRoom) {
  TerminalSettings settings;
  SourceSettings source = full();
  source.rooms = {std::string_view("7"), std::string_view("name:三年级")};
  settings.sources = {source};
  World w(settings);
  Lesson named = lesson("20");
  named.title = "三年级 语文";
  w.plan({lesson("7"), lesson("8", kT + kHour), named});
  w.step(ScheduleRead{"nobody", w.schedule["a"], false, w.now().vendor_utc()});
  EXPECT_EQ(w.terminal->courses().size(), 2U);
  EXPECT_EQ(w.course("8"), nullptr);
}

// Goal: more lessons than a room may have: the earliest stay, what is over makes room.
TEST(Schedule, Full) {
  World w;
  std::vector<Lesson> many;
  for (int i = 99; i >= 0; --i)
    many.push_back(lesson("n" + std::to_string(i), kT + i * kHour, kT + i * kHour + 30 * kMinute));
  w.plan(many);
  EXPECT_EQ(w.terminal->courses().size(), kLessonsMax);
  for (std::size_t i = 0; i < kLessonsMax; ++i) {
    EXPECT_EQ(w.terminal->courses()[i].lesson().key.start_utc, kT + static_cast<Milliseconds>(i) * kHour);
  }
  w.run_until(kT + 40 * kMinute);
  EXPECT_EQ(w.room("n0").stops.size(), 1U);
  w.read();
  EXPECT_NE(w.course("n64"), nullptr);
  w.run_until(kT + 3 * kHour + kMinute);
  EXPECT_EQ(w.room("n0").starts.size(), 1U);
  EXPECT_EQ(w.room("n3").starts.size(), 1U);
}

// Goal: 64 lessons that all begin at once, and all end at once, are more than one step asks for, but not too much for
// it.
TEST(Schedule, ManyAtOnce) {
  World w;
  std::vector<Lesson> many;
  for (int i = 0; i < 64; ++i) many.push_back(lesson("n" + std::to_string(i)));
  w.plan(many);
  w.run_until(kT + kMinute);
  w.set_clock_error(2 * kHour);
  w.run_for(kMinute);
  for (const Course& course : w.terminal->courses()) EXPECT_TRUE(is_over(course.state()));
  World late(full(), kT + kMinute);  // All of them due already when they are first read.
  late.plan(many);
  late.run_for(kMinute);
  std::size_t live = 0;
  for (const Course& course : late.terminal->courses()) live += course.state() == LessonState::kLive ? 1 : 0;
  EXPECT_EQ(live, 1U);
}

// Goal: a room that the vendor lists without a plan begins no lesson, but tells of one that is known.
TEST(Schedule, Unplanned) {
  World w(full(), kT - 2 * kMinute);
  Lesson listed = lesson();
  listed.is_planned = false;
  w.plan({listed});
  w.run_until(kT + kMinute);
  EXPECT_TRUE(w.terminal->courses().empty());
  World known;
  known.plan({lesson()});
  known.run_until(kT - kMinute);
  known.plan({listed});
  known.plan({listed});
  known.run_until(kT + kMinute);
  EXPECT_EQ(known.state(), LessonState::kLive);
}

// Goal: a lesson that the teacher ended and the administrator planned anew, later the same day, is held again; one
// whose real start the vendor wrote over the planned one is not.
TEST(Schedule, PlannedAnew) {
  for (const bool anew : {true, false}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT + 10 * kMinute);
    w.command(Command::Kind::kStop);
    w.run_for(kMinute);
    const Milliseconds start = anew ? kT + 20 * kMinute : kT + 2 * kSecond;
    w.plan({lesson("7", start, start + kLength)});
    w.run_until(kT + 30 * kMinute);
    EXPECT_EQ(w.room().starts.size(), anew ? 2U : 1U);
  }
}

// Goal: a lesson that was cancelled and is planned anew for right now is held: only one that was held is done with.
TEST(Schedule, ACancelledLessonIsPlannedAnewForNow) {
  World w(full(), kT - 20 * kMinute);
  w.plan({lesson()});
  w.plan({lesson("8", kT + 5 * kHour)});
  ASSERT_EQ(w.state(), LessonState::kCancelled);
  w.run_for(30 * kSecond);
  const Milliseconds start = w.time - kMinute;
  w.plan({lesson("7", start, kE)});
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.state("7", start), LessonState::kLive) << w.path();
}

// Goal: a cancelled lesson that is listed again is to be held again, where a vendor's clock says that it is not over.
TEST(Schedule, ReturnsByAVendorsClock) {
  World w(full(), kT - 10 * kMinute);
  w.trust(false);
  w.clock_error = kDay;
  w.elsewhere = true;
  w.plan({lesson(), lesson("8", kT + kHour)});
  w.plan({lesson("8", kT + kHour)});
  w.plan({lesson("8", kT + kHour)});
  EXPECT_EQ(w.state("7"), LessonState::kCancelled);
  w.plan({lesson(), lesson("8", kT + kHour)});
  EXPECT_EQ(w.state("7"), LessonState::kPlanned);
}

// Goal: a clock that is days off has other days asked for; what those lack is not gone, and is held at its time.
TEST(Schedule, WhatLiesBeyondTheWindowIsNotGone) {
  for (const Milliseconds off : {-2 * kDay, 2 * kDay}) {
    Fed f(with(lesson()));
    if (off > 0) f.world.trust(false);
    f.world.set_clock_error(off);
    for (int i = 0; i < 3; ++i) f.poll({lesson("8", kT + off + kHour)});
    EXPECT_EQ(f.world.state(), LessonState::kPlanned);
    f.world.set_clock_error(0);
    f.world.trust(true);
    f.world.run_until(kT + kSecond);
    EXPECT_EQ(f.world.state(), LessonState::kLive);
  }
}

// Goal: a lesson that was moved, and that a person begins at its old time all the same, is one lesson when its vendor
// lists it there again: the teacher's stop latches (seed 90000169 of the simulation).
TEST(Schedule, BegunAtTheTimeThatItWasMovedFrom) {
  World w(beating());
  w.plan({lesson()});
  w.run_until(kT - 20 * kSecond);
  w.plan({lesson("7", kT + 16 * kMinute, kE + 16 * kMinute)});
  EXPECT_EQ(w.state("7", kT), LessonState::kCancelled);
  w.run_until(kT);
  w.press();
  w.run_for(kMinute);
  ASSERT_EQ(w.room().starts.size(), 1U);
  w.plan({lesson()});
  w.run_for(kMinute);
  EXPECT_EQ(w.state("7", kT), LessonState::kCancelled);
  w.command(Command::Kind::kStop);
  w.run_until(kE);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: that a lesson is over is not believed of a clock that is not trusted: one that vanishes from the readings of
// the day is gone after two, and not before (seed 40000043 of the simulation).
TEST(Schedule, AnUntrustedClockThatIsAheadEndsNoLesson) {
  Fed f(with(lesson()));
  f.world.trust(false);
  f.world.set_clock_error(2 * kHour);
  f.poll({lesson("8", kT + kHour)});
  EXPECT_EQ(f.world.state(), LessonState::kPlanned);
  f.poll({lesson("8", kT + kHour)});
  EXPECT_EQ(f.world.state(), LessonState::kCancelled);
  f.world.set_clock_error(0);
  f.world.trust(true);
  f.world.run_until(kE);
  EXPECT_TRUE(f.world.room().starts.empty());
}

// Goal: the same of a local timetable, which plans no further than that: it needs no second reading.
TEST(Schedule, WhatATimetableDoesNotPlanYetIsNotGone) {
  World w;
  w.plan({lesson()});
  w.set_clock_error(-2 * kDay);
  w.plan({});
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.set_clock_error(0);
  w.plan({});
  EXPECT_EQ(w.state(), LessonState::kCancelled);
}

}  // namespace
}  // namespace classbell::test
