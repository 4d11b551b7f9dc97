// The end of a lesson, moved: by a press, by the vendor.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: in the last ten minutes a short press extends by five, at the vendor where it can be told, and the stop
// follows.
TEST(Extend, ByAPress) {
  for (const SourceSettings& source : {full(), beating()}) {
    World w(source);
    w.plan({lesson()});
    w.run_until(kE - 9 * kMinute);
    w.press();
    w.run_for(kSecond);
    EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
    EXPECT_EQ(w.terminal->notice(), Notice::kExtending);
    ASSERT_EQ(w.count(Operation::kExtend), source.can.extend ? 1U : 0U);
    w.run_until(kE + 5 * kMinute - kSecond);
    EXPECT_EQ(w.state(), LessonState::kEnding);
    w.run_until(kE + 5 * kMinute + kSecond);
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

TEST(Extend, NotEarlier) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - 10 * kMinute - kSecond);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kAlreadyStarted);
  EXPECT_EQ(w.count(Operation::kExtend), 0U);
}

// Goal: where the vendor is not told of an extension, a plan that grows by less does not cut it; one that grows by
// more, or that shrinks, is followed.
TEST(Extend, APlanThatGrowsByLessCutsNone) {
  World w(beating());
  w.plan({lesson()});
  w.run_until(kE - 9 * kMinute);
  w.press();
  w.run_for(2 * kMinute);
  ASSERT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
  for (const auto& [planned, end] : {std::pair{2, 5}, {8, 8}, {-1, -1}}) {
    w.plan({lesson("7", kT, kE + planned * kMinute)});
    EXPECT_EQ(w.course()->end_utc(), kE + end * kMinute) << planned;
  }
}

// Goal: never beyond half an hour in all.
TEST(Extend, ThirtyMinutesInAll) {
  for (const SourceSettings& source : {full(), beating()}) {
    World w(source);
    w.plan({lesson()});
    w.run_until(kE - kMinute);
    for (int i = 1; i <= 8; ++i) {
      w.command(Command::Kind::kExtend);
      w.run_for(kSecond);
      EXPECT_EQ(w.course()->end_utc(), kE + std::min(i * 5, 30) * kMinute);
    }
    EXPECT_EQ(w.terminal->notice(), Notice::kCannotExtend);
    w.run_until(kE + 30 * kMinute + kSecond);
    EXPECT_EQ(w.room().stops.size(), 1U);
    EXPECT_GE(w.room().stops[0], kE + 30 * kMinute);
  }
}

// Goal: never into the next lesson, of any source; a lesson that is over is none.
TEST(Extend, UpToTheNextLesson) {
  World w;
  w.plan({lesson(), lesson("8", kE + 3 * kMinute)});
  w.run_until(kE - kMinute);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.course()->end_utc(), kE + 3 * kMinute);
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kCannotExtend);
  w.plan({lesson()});
  w.run_for(kSecond);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.course()->end_utc(), kE + 8 * kMinute);
}

// Goal: the extension outlives a reboot, and a poll that still has the old end.
TEST(Extend, OutlivesRebootsAndPolls) {
  for (const auto& [source, at] : {std::pair(full(), kE - kMinute),
                                   {beating(), kE - kMinute},
                                   {full(), kE - 8 * kMinute},
                                   {beating(), kE - 8 * kMinute}}) {
    World w(source);
    w.plan({lesson()});
    w.run_until(at);
    w.press();
    w.run_for(kSecond);
    w.read();
    EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
    w.kill(kSecond, true);
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
    EXPECT_EQ(w.room().stops.size(), 0U);
    w.run_until(kE + 5 * kMinute + kSecond);
    EXPECT_EQ(w.room().stops.size(), 1U);
    EXPECT_EQ(w.room().starts.size(), 1U);
  }
}

// Goal: an extension that the vendor carried out and nobody heard of, or that was accepted before the power went, is
// no other plan: half an hour in all is counted from the lesson's own end.
TEST(Extend, IsNoOtherPlan) {
  for (const bool is_heard : {false, true}) {
    World w;
    w.script[Operation::kExtend] = [&](const Ask&) { return is_heard ? done() : unknown(false, 2000); };
    w.plan({lesson()});
    w.run_until(kE - 4 * kMinute);
    w.press();
    w.run_for(kMinute);
    if (is_heard) w.kill(kSecond, true);
    w.run_for(2 * kSecond);
    w.plan({lesson("7", kT, kE + 5 * kMinute)});
    w.run_for(kMinute);
    EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
    w.script.clear();
    for (int i = 0; i < 8; ++i) {
      w.command(Command::Kind::kExtend);
      w.run_for(kSecond);
    }
    EXPECT_EQ(w.course()->end_utc(), kE + 30 * kMinute);
  }
}

// Goal: what an earlier reading told takes no extension back.
TEST(Extend, AKeptLessonTakesNothingBack) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - 4 * kMinute);
  w.press();
  w.run_for(2 * kMinute);
  Lesson kept = lesson();
  kept.is_kept = true;
  w.plan({kept});
  EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
}

// Goal: only as far as the vendor accepts.
TEST(Extend, AsFarAsTheVendorAccepts) {
  World w;
  w.script[Operation::kExtend] = [](const Ask&) {
    Reaction reaction = done();
    reaction.end_utc = kE + 2 * kMinute;
    return reaction;
  };
  w.plan({lesson()});
  w.run_until(kE - kMinute);
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.course()->end_utc(), kE + 2 * kMinute);
}

// Goal: refused, the lesson ends when it was to end, and the teacher is told that it will.
TEST(Extend, Refused) {
  World w;
  w.script[Operation::kExtend] = [](const Ask&) { return refused(); };
  w.plan({lesson()});
  w.run_until(kE - kMinute);
  w.press();
  w.run_for(kSecond);
  EXPECT_TRUE(w.course()->extension_refused());
  EXPECT_EQ(w.terminal->notice(), Notice::kCannotExtend);
  EXPECT_EQ(w.count(Operation::kExtend), 1U);
  EXPECT_EQ(w.course()->end_utc(), kE);
  w.run_until(kE + kSecond);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: unanswered, it is tried three times and given up; pressed again it is asked again.
TEST(Extend, Unanswered) {
  World w;
  w.script[Operation::kExtend] = [&](const Ask&) { return w.time < kE - kMinute ? unknown(false, 2000) : done(); };
  w.plan({lesson()});
  w.run_until(kE - 4 * kMinute);
  w.press();
  EXPECT_TRUE(w.course()->is_extending());
  w.press();
  EXPECT_EQ(w.terminal->notice(), Notice::kExtending);
  w.run_until(kE - kMinute);
  EXPECT_EQ(w.count(Operation::kExtend), 3U);
  EXPECT_FALSE(w.course()->is_extending());
  w.press();
  w.run_for(kSecond);
  EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
}

// Goal: asked in the last second, the stop waits for the answer: it comes, or it does not.
TEST(Extend, InTheLastSecond) {
  for (const Reaction& reaction : {done(1500), unknown(false, 1500)}) {
    World w;
    w.script[Operation::kExtend] = [&](const Ask&) { return reaction; };
    w.plan({lesson()});
    w.run_until(kE - 500);
    w.press(100);
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.room().stops.size(), reaction.verdict == Verdict::kDone ? 0U : 1U);
    if (reaction.verdict == Verdict::kDone) EXPECT_EQ(w.course()->end_utc(), kE + 5 * kMinute);
    else EXPECT_LE(w.room().stops[0], kE + 10 * kSecond);
  }
}

// Goal: a look at the room that is under way does not hold the extension up by a watch's interval.
TEST(Extend, WhileTheRoomIsLookedAt) {
  SourceSettings source = beating();
  source.can.extend = true;
  for (Milliseconds phase = 0; phase < 16 * kSecond; phase += 700) {
    World w(source);
    w.script[Operation::kReadState] = [&](const Ask&) { return done(w.time < kT ? 40 : 1500); };
    w.plan({lesson()});
    w.run_until(kE - 4 * kMinute + phase);
    w.press(100);
    w.run_for(1600);
    ASSERT_EQ(w.count(Operation::kExtend), 1U) << phase;
  }
}

// Goal: after an extension the room is looked at as before.
TEST(Extend, WatchingGoesOn) {
  SourceSettings source = beating();
  source.can.extend = true;
  World w(source);
  w.plan({lesson()});
  w.run_until(kE - 4 * kMinute);
  w.press();
  w.run_for(kSecond);
  const std::size_t before = w.count(Operation::kReadState);
  w.run_for(kMinute);
  EXPECT_GE(w.count(Operation::kReadState), before + 3);
}

// Goal: the vendor moves the end of a lesson that is live: later, earlier, into the past.
TEST(EndMoved, WhileLive) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - 2 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnding);
  w.plan({lesson("7", kT, kE + 20 * kMinute)});
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.run_for(kMinute);
  w.plan({lesson("7", kT, kE + 10 * kMinute)});
  EXPECT_EQ(w.course()->end_utc(), kE + 10 * kMinute);
  w.kill(kSecond, true);
  w.run_for(5 * kSecond);
  EXPECT_EQ(w.course()->end_utc(), kE + 10 * kMinute);
  w.plan({lesson("7", kT, kT + kMinute)});
  w.run_for(kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: the end moves within a second of T, in every order: the lesson follows the last word, with one start and one
// stop at most; a lesson whose end is past is not started.
TEST(EndMoved, WithinASecondOfT) {
  for (const Milliseconds at : {kT - 1000, kT - 500, kT - 1, kT, kT + 1, kT + 20, kT + 60, kT + 1000}) {
    for (const Milliseconds end : {kT - kMinute, kT, kT + 1, kT + 30, kT + 500, kT + 3 * kSecond, kT + kMinute}) {
      World w;
      w.plan({lesson()});
      w.run_until(at);
      w.plan({lesson("7", kT, end)});
      w.run_until(kT + 2 * kMinute);
      ASSERT_LE(w.room().starts.size(), 1U);
      ASSERT_EQ(w.room().stops.size(), w.room().starts.size()) << at - kT << " " << end - kT << " " << w.path();
      if (at < kT && end <= kT) ASSERT_EQ(w.room().starts.size(), 0U);
      if (at < kT && end > kT + kSecond) ASSERT_EQ(w.room().starts.size(), 1U);
      ASSERT_TRUE(is_over(w.state())) << w.path();
      if (!w.room().stops.empty()) ASSERT_LE(w.room().stops[0], std::max({end, at, kT}) + kSecond);
    }
  }
}

// Goal: before it begins the lesson takes over whatever end the schedule names.
TEST(EndMoved, BeforeItBegins) {
  World w;
  w.plan({lesson()});
  for (const Milliseconds at : {kT - 6 * kMinute, kT - 3 * kMinute, kT - 30 * kSecond}) {
    w.run_until(at);
    w.plan({lesson("7", kT, kT + 10 * kMinute - at + kT)});
    EXPECT_EQ(w.course()->end_utc(), kT + 10 * kMinute - at + kT);
    EXPECT_EQ(w.course()->planned_end_utc(), w.course()->end_utc());
  }
}

// Goal: a class without a plan that was extended, and is stopped behind its hour, goes on by a press until its new end.
TEST(Extend, AClassWithoutAPlanIsBegunAgainWithinIt) {
  World w(with_manual_room());
  w.hold();
  w.run_for(56 * kMinute);
  w.press();
  w.run_for(5 * kMinute);
  w.command(Command::Kind::kStop);
  w.run_for(20 * kSecond);
  ASSERT_EQ(w.state("m1"), LessonState::kEnded);
  w.press();
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.state("m1"), LessonState::kEnding) << w.path("m1");
  EXPECT_EQ(w.room("m1").starts.size(), 2U);
  w.run_for(4 * kMinute);
  EXPECT_EQ(w.room("m1").stops.size(), 2U);
}

}  // namespace
}  // namespace classbell::test
