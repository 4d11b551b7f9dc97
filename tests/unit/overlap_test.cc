// Rule 8: the lesson in progress runs to its own end, then the next one starts late; an identical lesson from two
// sources is one lesson. Zero gap between two lessons is normal: stop is confirmed (or times out) before the start.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

std::string both(const World& w) { return w.path("7") + " | " + w.path("8"); }

// Goal: A runs to its end, B starts as soon as A's stop is confirmed.
TEST(Overlap, TheNextStartsLate) {
  World w;
  w.plan({lesson("7"), lesson("8", kT + 20 * kMinute, kE + 20 * kMinute)});
  w.run_until(kE - kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kArmed);
  w.run_until(kE + 20 * kMinute + 5 * kSecond);
  ASSERT_EQ(w.room("7").stops.size(), 1U);
  ASSERT_EQ(w.room("8").starts.size(), 1U);
  EXPECT_GE(w.room("8").starts[0], w.room("7").stops[0]);
  EXPECT_LE(w.room("8").starts[0], w.room("7").stops[0] + 200);
  EXPECT_EQ(w.room("8").stops.size(), 1U);
}

// Goal: a lesson that lies wholly inside another is missed, with its reason.
TEST(Overlap, InsideIsMissed) {
  World w;
  w.plan({lesson("7"), lesson("8", kT + 10 * kMinute, kT + 20 * kMinute)});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.state("8"), LessonState::kMissed);
  EXPECT_EQ(w.room("8").starts.size(), 0U);
  EXPECT_EQ(w.room("7").stops[0], kE + 50);
}

// Goal: zero gap: the stop's confirmation comes before the start; a stop that goes unanswered holds it up for ten
// seconds.
TEST(Overlap, ZeroGap) {
  struct Case {
    Reaction stop;
    Milliseconds start_from;
    Milliseconds start_to;
  };
  for (const Case& each : {Case{done(40), kE + 80, kE + 200}, Case{done(3000), kE + 3040, kE + 3300},
                           Case{unreachable(100), kE + 10 * kSecond, kE + 10 * kSecond + 300},
                           Case{unknown(false, 4000), kE + kSecond, kE + 10 * kSecond + 300}}) {
    World w;
    bool unread = false;
    w.script[Operation::kStop] = [&](const Ask&) { return each.stop; };
    w.plan({lesson("7"), lesson("8", kE)});
    w.run_until(kE + 20 * kSecond);
    const auto starts = w.asked(Operation::kStart, "8");
    ASSERT_EQ(starts.size(), 1U);
    EXPECT_GE(starts[0], each.start_from);
    EXPECT_LE(starts[0], each.start_to);
    EXPECT_FALSE(unread);
    EXPECT_EQ(w.state("8"), LessonState::kLive) << both(w);
  }
}

// Goal: the same behind a teacher's stop that is held back across E: held, sent, confirmed, and only then the start.
TEST(Overlap, ZeroGapBehindAStopThatIsHeldBack) {
  for (const Reaction& stop : {done(40), done(3000), unreachable(100)}) {
    World w;
    w.script[Operation::kStop] = [&](const Ask&) { return stop; };
    w.plan({lesson("7"), lesson("8", kE)});
    w.run_until(kE - 5 * kSecond);
    w.hold();
    w.run_until(kE + kMinute);
    const auto stops = w.asked(Operation::kStop, "7");
    const auto starts = w.asked(Operation::kStart, "8");
    ASSERT_FALSE(stops.empty());
    ASSERT_EQ(starts.size(), 1U);
    const Milliseconds wait = stop.verdict == Verdict::kDone ? stop.delay : 9 * kSecond;
    EXPECT_GE(starts[0], stops[0] + wait);
    EXPECT_LE(starts[0], stops[0] + wait + 1500);
  }
}

// Goal: a person's start of the next lesson waits for the stop of the last as well.
TEST(Overlap, AStartByHandWaitsForTheStop) {
  for (const Milliseconds delay : {40, 3000, 60000}) {
    World w;
    w.script[Operation::kStop] = [&](const Ask&) { return done(delay); };
    w.plan({lesson("7"), lesson("8", kE + 10 * kMinute)});
    w.run_until(kE + 20);
    w.command(Command::Kind::kStart);
    w.run_for(30 * kSecond);
    const auto starts = w.asked(Operation::kStart, "8");
    ASSERT_EQ(starts.size(), 1U) << delay;
    EXPECT_GE(starts[0], std::min(kE + 20 + delay, kE + 10 * kSecond));
    EXPECT_LE(starts[0], std::min(kE + 20 + delay, kE + 10 * kSecond) + 300);
    EXPECT_EQ(w.state("8"), LessonState::kLive);
  }
}

// Goal: lessons in one and the same room number at the vendor, without a gap: the room being live because of A is no
// reason to adopt B; both have their start and their stop.
TEST(Overlap, ZeroGapInOneRoom) {
  for (const SourceSettings& source : {full(), beating()}) {
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      World w(source);
      w.settings.seed = seed;
      w.boot();
      w.plan({lesson("7"), lesson("7", kE)});
      w.run_until(kE - kSecond);
      ASSERT_EQ(w.state("7", kE), LessonState::kArmed);
      w.run_until(kE + kLength + kMinute);
      ASSERT_EQ(w.room().starts.size(), 2U) << w.path();
      ASSERT_EQ(w.room().stops.size(), 2U) << w.path();
      ASSERT_LE(w.room().starts[1], kE + kSecond);
      ASSERT_EQ(w.state("7", kE), LessonState::kEnded);
      ASSERT_GE(w.room().stops[1], kE + kLength);
    }
  }
}

// Goal: its start has been sent, and the answer is lost: what is told as live then is that lesson.
TEST(Overlap, ZeroGapInOneRoomAndTheAnswerIsLost) {
  World w;
  w.plan({lesson("7"), lesson("7", kE)});
  w.run_until(kE - kSecond);
  w.script[Operation::kStart] = first(1, unknown(true));
  w.run_until(kE + 8 * kSecond);
  EXPECT_EQ(w.room().starts.size(), 2U);
  EXPECT_EQ(w.state("7", kE), LessonState::kLive) << w.path();
}

// Goal: the same where the vendor tells of the room late: what is still called live after A's stop is not adopted as B.
// One that stays so is.
TEST(Overlap, ZeroGapInARoomThatIsToldLate) {
  for (const Milliseconds lag : {500, 4000, 60000}) {
    World w;
    w.script[Operation::kReadState] = [&](const Ask&) {
      const bool is_late = w.time >= kE && w.time < kE + lag && w.room().starts.size() == 1;
      return is_late ? says(RoomState::kLive) : done();
    };
    w.plan({lesson("7"), lesson("7", kE)});
    w.run_until(kE + 5 * kMinute);
    EXPECT_EQ(w.state("7", kE), lag < kMinute ? LessonState::kLive : LessonState::kEnded) << lag << " " << w.path();
    EXPECT_EQ(w.room().starts.size(), lag < kMinute ? 2U : 1U) << lag;
    if (lag < kMinute) EXPECT_LE(w.room().starts[1], kE + lag + 1500) << lag;
  }
}

// Goal: the same where lessons begin by a hand only: that B is called live begins nothing, and a press does.
TEST(Overlap, ZeroGapInARoomThatIsToldLateByHand) {
  TerminalSettings settings;
  settings.sources = {full()};
  settings.auto_start = false;
  World w(settings);
  w.script[Operation::kReadState] = [&](const Ask&) {
    const bool is_late = w.time >= kE && w.time < kE + 14 * kSecond && w.room().starts.size() == 1;
    return is_late ? says(RoomState::kLive) : done();
  };
  w.plan({lesson("7"), lesson("7", kE)});
  w.run_until(kT);
  w.press();
  w.run_until(kE + 40 * kSecond);
  EXPECT_EQ(w.state("7", kE), LessonState::kArmed) << w.path();
  w.press();
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.state("7", kE), LessonState::kLive) << w.path();
  EXPECT_EQ(w.room().starts.size(), 2U);
}

// Goal: in one room, a stop of A that was never confirmed does not end B.
// Method: the stop cannot be delivered for half a minute after E; B begins ten seconds after E. Also across a reboot.
TEST(Overlap, AnOldStopDoesNotEndTheNextLessonOfTheRoom) {
  for (const bool reboot : {false, true}) {
    World w;
    w.script[Operation::kStop] = [&](const Ask&) { return w.time < kE + 30 * kSecond ? unreachable(100) : done(); };
    w.plan({lesson("7"), lesson("7", kE)});
    if (reboot) {
      w.run_until(kE + 5 * kSecond);
      w.kill(8 * kSecond, true);
    }
    w.run_until(kE + kLength - kSecond);
    EXPECT_EQ(w.room().stops.size(), 0U);
    EXPECT_EQ(w.state("7", kE), LessonState::kEnding);
    w.run_until(kE + kLength + kMinute);
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

// Goal: the same wherever the plug is pulled around the change: B is left alone until its end.
TEST(Overlap, AnOldStopDoesNotEndTheNextLessonAfterACut) {
  const auto play = [](World& w, Milliseconds until) {
    w.script[Operation::kStop] = [&](const Ask&) { return w.time < kE + 30 * kSecond ? unreachable(100) : done(); };
    w.plan({lesson("7"), lesson("7", kE)});
    w.run_until(until);
  };
  World before;
  play(before, kE - kSecond);
  World after;
  play(after, kE + 15 * kSecond);
  for (std::size_t step = before.steps; step <= after.steps; ++step) {
    for (int phase = 0; phase < 3; ++phase) {
      for (const Milliseconds away : {kSecond, 40 * kSecond}) {
        World w;
        w.kill_at(step, phase, away, true);
        play(w, kE + kLength - kSecond);
        // Cut off before B had begun and back when stops are heard again, A is stopped first.
        ASSERT_LE(w.room().stops.size(), away == kSecond ? 0U : 1U) << step << " " << phase;
        ASSERT_EQ(w.room().state, RoomState::kLive) << step << " " << phase << " " << w.path();
        ASSERT_EQ(w.state("7", kE), LessonState::kEnding) << step << " " << phase << " " << w.path();
      }
    }
  }
}

// Goal: the same in the moment between B's turn and B's start, while B still looks at the room.
TEST(Overlap, AnOldStopDoesNotEndTheNextLessonWhileItLooks) {
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    World w;
    w.settings.seed = seed;
    w.boot();
    w.script[Operation::kStop] = [&](const Ask&) { return w.time < kE + 10 * kSecond ? unreachable(100) : done(); };
    w.script[Operation::kReadState] = [&](const Ask&) { return done(w.time < kE ? 40 : 600); };
    w.plan({lesson("7"), lesson("7", kE)});
    w.run_until(kE + kMinute);
    ASSERT_EQ(w.room().stops.size(), 0U) << seed;
    ASSERT_EQ(w.state("7", kE), LessonState::kLive) << seed;
  }
}

// Goal: the same when both are read from the journal just after a boot.
TEST(Overlap, AnOldStopDoesNotEndTheNextLessonAfterABoot) {
  World w;
  w.script[Operation::kStop] = [&](const Ask&) { return w.time < kE + 2 * kSecond ? unreachable(100) : done(); };
  w.plan({lesson("7"), lesson("7", kE + 10 * kMinute)});
  w.run_until(kE + 50);
  w.command(Command::Kind::kStart);
  w.synced += w.unsynced;
  w.unsynced.clear();
  w.kill(3 * kSecond, true);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room().stops.size(), 0U);
  EXPECT_EQ(w.state("7", kE + 10 * kMinute), LessonState::kLive);
}

// Goal: a person's start of the next lesson of the same room waits for the stop like any other.
TEST(Overlap, AStartByHandInTheSameRoomWaitsForTheStop) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return done(3000); };
  w.plan({lesson("7"), lesson("7", kE + 10 * kMinute)});
  w.run_until(kE + 50);
  w.command(Command::Kind::kStart);
  w.run_for(10 * kSecond);
  ASSERT_EQ(w.room().starts.size(), 2U);
  EXPECT_GE(w.room().starts[1], kE + 3040);
  EXPECT_EQ(w.state("7", kE + 10 * kMinute), LessonState::kLive);
}

// Goal: a next lesson that somebody started elsewhere, in a room of its own, while this one runs, is adopted when it is
// due.
TEST(Overlap, TheNextIsLiveAlready) {
  World w;
  w.plan({lesson("7"), lesson("8", kE)});
  w.at(kE - 30 * kSecond, [&w] { w.room("8").state = RoomState::kLive; });
  w.run_until(kE + 5 * kSecond);
  EXPECT_EQ(w.state("8"), LessonState::kLive);
  EXPECT_EQ(w.count(Operation::kStart, "8"), 0U);
  EXPECT_EQ(w.room("7").stops.size(), 1U);
}

// Goal: in two rooms it is still delivered, beside the lesson that runs.
TEST(Overlap, AnOldStopOfAnotherRoomIsDelivered) {
  World w;
  w.script[Operation::kStop] = [&](const Ask&) { return w.time < kE + 30 * kSecond ? unreachable(100) : done(); };
  w.plan({lesson("7"), lesson("8", kE)});
  w.run_until(kE + 2 * kMinute);
  EXPECT_EQ(w.room("7").stops.size(), 1U);
  EXPECT_EQ(w.room("8").starts.size(), 1U);
  EXPECT_EQ(w.room("8").stops.size(), 0U);
  EXPECT_EQ(w.state("8"), LessonState::kLive);
}

TerminalSettings two_sources() {
  TerminalSettings settings;
  settings.sources = {full("a"), full("b")};
  return settings;
}

// lesson(), as the other source plans it.
Lesson twin_at_b() {
  Lesson twin = lesson("70", kT, kE, "b");
  twin.title = lesson().title;
  return twin;
}

// Goal: one start for a lesson that two sources plan, whichever is read first; cancelled at the one, the other's is
// held.
TEST(Overlap, TheSameLessonFromTwoSources) {
  for (const bool b_first : {false, true}) {
    World w(two_sources());
    const Lesson twin = twin_at_b();
    if (b_first) w.plan({twin}, "b");
    w.plan({lesson()}, "a");
    if (!b_first) w.plan({twin}, "b");
    EXPECT_EQ(w.terminal->courses().size(), 1U);
    w.run_until(kT + kMinute);
    w.read("a");
    w.read("b");
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.room("7").starts.size() + w.room("70").starts.size(), 1U);
    EXPECT_EQ(w.room("7").stops.size() + w.room("70").stops.size(), 1U);
  }
}

// Goal: so is it when it was missed at the one by a clock that ran ahead, and is gone from there since.
TEST(Overlap, TheTwinTakesOverFromOneThatWasMissed) {
  World w(two_sources());
  w.plan({lesson()}, "a");
  w.set_clock_error(2 * kHour);
  w.run_until(kT - kMinute);
  ASSERT_EQ(w.state(), LessonState::kMissed);
  w.plan({}, "a");
  w.set_clock_error(0);
  w.plan({twin_at_b()}, "b");
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.room("70").starts.size(), 1U);
  EXPECT_EQ(w.room("7").starts.size(), 0U);
}

TEST(Overlap, TheTwinTakesOver) {
  World w(two_sources());
  const Lesson twin = twin_at_b();
  w.plan({lesson()}, "a");
  w.plan({twin}, "b");
  w.plan({}, "a");
  w.read("b");
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.room("70").starts.size(), 1U);
  EXPECT_EQ(w.room("7").starts.size(), 0U);
}

// Goal: a lesson that the teacher stopped is not begun at the other source when the power was cut since, and only the
// journal, which has no titles, knows it; nor where its end was moved there.
TEST(Overlap, TheTwinOfALessonThatOnlyTheJournalKnows) {
  for (const Milliseconds moved_by : {Milliseconds{0}, 10 * kMinute}) {
    World w(two_sources());
    Lesson twin = twin_at_b();
    w.plan({lesson()}, "a");
    w.plan({twin}, "b");
    w.run_until(kT + kMinute);
    w.command(Command::Kind::kStop);
    w.run_for(kMinute);
    ASSERT_EQ(w.state(), LessonState::kEnded);
    w.schedule["a"].clear();
    w.kill(5 * kSecond, true);
    w.run_for(10 * kSecond);
    twin.end_utc += moved_by;
    w.plan({twin}, "b");
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.room("7").starts.size(), 1U);
    EXPECT_EQ(w.room("70").starts.size(), 0U);
  }
}

// Goal: a lesson that the teacher stopped is not begun at the other source where it was given another end meanwhile.
TEST(Overlap, TheTwinOfALessonWhoseEndMoved) {
  World w(two_sources());
  w.plan({lesson()}, "a");
  w.plan({twin_at_b()}, "b");
  w.run_until(kT + kMinute);
  w.plan({lesson("7", kT, kE + 10 * kMinute)}, "a");
  w.read("b");
  EXPECT_EQ(w.terminal->courses().size(), 1U);
  w.command(Command::Kind::kStop);
  w.run_for(kMinute);
  w.read("b");
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room("7").starts.size(), 1U);
  EXPECT_EQ(w.room("70").starts.size(), 0U);
}

// Goal: renamed, or moved, at both sources, it stays one lesson, whichever is read first: ended by the teacher it is
// not begun at the other, nor missed there.
TEST(Overlap, TheTwinsAreRenamed) {
  for (const bool b_first : {false, true}) {
    World w(two_sources());
    Lesson one = lesson();
    Lesson twin = twin_at_b();
    w.plan({one}, "a");
    w.plan({twin}, "b");
    one.title = twin.title = "化学";
    one.end_utc = twin.end_utc = kE + kMinute;
    w.schedule["a"] = {one};
    w.schedule["b"] = {twin};
    for (const char* source : {b_first ? "b" : "a", b_first ? "a" : "b", "a", "b"}) w.read(source);
    EXPECT_EQ(w.terminal->courses().size(), 1U);
    w.run_until(kT + kMinute);
    w.command(Command::Kind::kStop);
    w.run_until(kE + 2 * kMinute);
    EXPECT_EQ(w.room("7").starts.size() + w.room("70").starts.size(), 1U);
  }
}

// Goal: so it does when that happens in its window, where the one that is new is armed at once.
TEST(Overlap, TheTwinsAreRenamedWhileOneIsLive) {
  World w(two_sources());
  Lesson one = lesson();
  Lesson twin = twin_at_b();
  w.plan({one}, "a");
  w.plan({twin}, "b");
  w.run_until(kT + kMinute);
  one.title = twin.title = "化学";
  w.schedule["a"] = {one};
  w.schedule["b"] = {twin};
  for (const char* source : {"b", "a", "b"}) w.read(source);
  w.command(Command::Kind::kStop);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room("7").starts.size(), 1U);
  EXPECT_EQ(w.room("70").starts.size(), 0U);
}

// Goal: cancelled at the one source, and back when the other's has begun, it does not return beside that.
TEST(Overlap, ATwinThatReturns) {
  World w(two_sources());
  w.plan({lesson()}, "a");
  w.plan({twin_at_b()}, "b");
  w.plan({}, "a");
  w.read("b");
  w.run_until(kT + kMinute);
  ASSERT_EQ(w.state("70"), LessonState::kLive);
  w.plan({lesson()}, "a");
  w.command(Command::Kind::kStop);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room("7").starts.size(), 0U);
  EXPECT_EQ(w.room("70").starts.size(), 1U);
}

// Goal: of another length it is another lesson, which is begun late and not forgotten.
TEST(Overlap, ALongerOneIsNoTwin) {
  World w(two_sources());
  Lesson longer = twin_at_b();
  longer.end_utc += 30 * kMinute;
  w.plan({lesson()}, "a");
  w.plan({longer}, "b");
  w.run_until(kT + kMinute);
  w.read("a");
  w.read("b");
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room("7").starts.size(), 1U);
  EXPECT_EQ(w.room("70").starts.size(), 1U);
}

// Goal: different lessons at one time, from two sources or one, are two lessons: the second waits and is missed; never
// two are live at once.
TEST(Overlap, DifferentLessonsAtOneTime) {
  World w;
  w.plan({lesson("7"), lesson("8")});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.room("7").starts.size() + w.room("8").starts.size(), 1U);
}

// Goal: recovered from one journal, a lesson in progress and one that waits sort themselves out.
TEST(Overlap, AfterAReboot) {
  for (const Milliseconds cut : {kE - kMinute, kE + 50, kE + 500, kE + kMinute}) {
    World w;
    w.plan({lesson("7"), lesson("8", kE)});
    w.run_until(cut);
    w.kill(2 * kSecond, true);
    w.run_until(kE + kLength + kMinute);
    EXPECT_EQ(w.room("7").starts.size(), 1U);
    EXPECT_EQ(w.room("8").starts.size(), 1U);
    EXPECT_EQ(w.room("7").stops.size(), 1U) << both(w);
    EXPECT_EQ(w.room("8").stops.size(), 1U);
  }
}

// Goal: a day of lessons without a gap; each has its start and its stop, and the page is always that of the lesson that
// runs.
TEST(Overlap, AWholeDay) {
  World w;
  std::vector<Lesson> day;
  for (int i = 0; i < 10; ++i) day.push_back(lesson("r" + std::to_string(i), kT + i * kLength));
  w.plan(day);
  for (int minute = 0; minute < 460; ++minute) {
    w.run_until(kT + minute * kMinute + 2 * kSecond);
    w.read();
    if (minute >= 450) continue;
    ASSERT_FALSE(w.browsed.empty());
    ASSERT_TRUE(w.browsed.back().open);
    ASSERT_EQ(w.browsed.back().lesson.id.view(), "r" + std::to_string(minute / 45)) << minute;
  }
  for (const Lesson& each : day) {
    EXPECT_EQ(w.room(std::string(each.room.view())).starts,
              (std::vector<Milliseconds>{each.key.start_utc + (each.key.start_utc == kT ? 10 : 90)}));
    EXPECT_EQ(w.room(std::string(each.room.view())).stops.size(), 1U);
  }
  EXPECT_FALSE(w.browsed.back().open);
}

// Goal: lengthened, and then the power: what the disk knows of one source is not judged before it was asked for the
// other.
TEST(Twins, EachSourcesScheduleIsKnownBeforeAnythingIsDue) {
  World w(two_sources());
  w.plan({lesson("9", kT + kDay)}, "a");
  w.plan({lesson("70", kT, kE, "b")}, "b");
  w.run_until(kT - 30 * kSecond);
  w.plan({lesson("70", kT, kE + 30 * kMinute, "b")}, "b");
  w.kill(kE + 5 * kMinute - w.time, true);
  w.run_until(kE + 6 * kMinute);
  EXPECT_EQ(w.path("70"), "opening armed starting live");
}

}  // namespace
}  // namespace classbell::test
