// Rule 4: a lesson found live already is adopted, not started again.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

// Goal (rule 4): a lesson that somebody else started is adopted: no start is sent.
TEST(Adoption, AtArmed) {
  World w;
  w.plan({lesson()});
  w.at(kT - 50 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.count(Operation::kStart), 0U);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 0U);
  EXPECT_EQ(w.room().stops.size(), 1U);
}

// Goal: a teacher who tries the class in its page, and ends that before T, has stopped no lesson: at T it begins.
// Where the vendor says that the room is over for good it is; and what is ended behind T was the lesson.
TEST(Adoption, TriedBeforeItsTime) {
  for (const SourceSettings& source : {full(), watched()}) {
    World w(source);
    w.plan({lesson()});
    w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
    w.at(kT - 20 * kSecond, [&w] { w.room().state = RoomState::kIdle; });
    w.run_until(kT - 25 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kLive);
    w.run_until(kT - 5 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kArmed) << w.path();
    w.run_until(kT + 3 * kSecond);
    EXPECT_EQ(w.room().starts.size(), source.can.start ? 1U : 0U);
    if (!source.can.start) w.room().state = RoomState::kLive;
    w.run_until(kT + 10 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.room().stops.size(), source.can.start ? 1U : 0U);
  }
  for (const Milliseconds over : {kT - 20 * kSecond, kT + 10 * kSecond}) {
    World w;
    w.plan({lesson()});
    w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
    w.at(over, [&] { w.room().state = over < kT ? RoomState::kOver : RoomState::kIdle; });
    w.run_until(kT + kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
    EXPECT_EQ(w.count(Operation::kStart), 0U);
  }
}

// Goal: the same where the power goes before the terminal has seen that it was ended.
TEST(Adoption, TriedBeforeItsTimeAndAPowerCut) {
  for (const SourceSettings& source : {full(), watched()}) {
    for (const bool over : {false, true}) {
      World w(source);
      w.plan({lesson()});
      w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
      w.run_until(kT - 25 * kSecond);
      ASSERT_EQ(w.state(), LessonState::kLive);
      w.kill(5 * kSecond, true);
      w.room().state = over ? RoomState::kOver : RoomState::kIdle;
      w.run_until(kT - 5 * kSecond);
      EXPECT_EQ(w.state(), over ? LessonState::kEnded : LessonState::kArmed) << w.path();
      w.run_until(kT + 3 * kSecond);
      EXPECT_EQ(w.room().starts.size(), source.can.start && !over ? 1U : 0U);
    }
  }
}

// Goal: tried, and begun in earnest before T: one stray word of the room is not believed, as ever.
TEST(Adoption, TriedBeforeItsTimeAndBegun) {
  World w;
  w.plan({lesson()});
  w.at(kT - 58 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.at(kT - 25 * kSecond, [&w] { w.room().state = RoomState::kIdle; });
  w.run_until(kT - 12 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kArmed) << w.path();
  w.room().state = RoomState::kLive;
  bool strays = true;
  w.script[Operation::kHeartbeat] = w.script[Operation::kReadState] = [&](const Ask&) {
    if (w.state() != LessonState::kLive || !strays) return done();
    strays = false;
    return says(RoomState::kIdle);
  };
  w.run_until(kT + 10 * kSecond);
  EXPECT_FALSE(strays);
  EXPECT_EQ(w.path(), "opening armed live armed live");
  EXPECT_EQ(w.count(Operation::kStart), 0U);
}

// Goal: the same where its end before T is heard of behind T only. Much later nobody knows when that was.
TEST(Adoption, TriedBeforeItsTimeAndHeardOfLate) {
  for (const Milliseconds deaf_until : {kT + 20 * kSecond, kT + 5 * kMinute}) {
    World w;
    w.plan({lesson()});
    w.script[Operation::kReadState] = w.script[Operation::kHeartbeat] = [&](const Ask&) {
      return w.time > kT - 25 * kSecond && w.time < deaf_until ? unreachable() : done();
    };
    w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
    w.at(kT - 20 * kSecond, [&w] { w.room().state = RoomState::kIdle; });
    w.run_until(deaf_until + kMinute);
    const bool begins = deaf_until < kT + kMinute;
    EXPECT_EQ(w.state(), begins ? LessonState::kLive : LessonState::kEnded) << w.path();
    EXPECT_EQ(w.room().starts.size(), begins ? 1U : 0U);
  }
}

// Goal: nor is one to come again that the schedule has dropped meanwhile.
TEST(Adoption, TriedBeforeItsTimeAndDropped) {
  World w;
  w.plan({lesson(), lesson("8", kE + kHour)});
  w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.at(kT - 20 * kSecond, [&w] { w.room().state = RoomState::kIdle; });
  w.run_until(kT - 30 * kSecond);
  w.plan({lesson("8", kE + kHour)});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  EXPECT_EQ(w.count(Operation::kStart), 0U);
}

// Goal: one that a person began, or took for the lesson, is not to come again.
TEST(Adoption, TriedBeforeItsTimeByAHand) {
  for (const bool was_live : {false, true}) {
    World w;
    w.plan({lesson()});
    w.run_until(kT - 3 * kMinute);
    if (was_live) w.room().state = RoomState::kLive;
    w.press();
    w.run_for(10 * kSecond);
    ASSERT_EQ(w.state(), LessonState::kLive);
    w.room().state = RoomState::kIdle;
    w.run_until(kT + kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
    EXPECT_EQ(w.room().starts.size(), was_live ? 0U : 1U);
  }
}

// Goal: nor is one that is before its time by a clock that is behind: one that nothing vouches for, or one that ran
// ahead when it began the class.
TEST(Adoption, TriedBeforeItsTimeByAClockThatIsBehind) {
  for (const bool ran_ahead : {false, true}) {
    World w(full(), kT - 2 * kHour);
    w.plan({lesson()});
    if (ran_ahead) {
      w.run_until(kT - kHour);
      w.script[Operation::kStart] = first(1, unknown(true));
      w.set_clock_error(kHour + kMinute);
      w.run_for(kMinute);
      ASSERT_TRUE(w.took(LessonState::kStarting, Cause::kFoundLive, LessonState::kLive)) << w.path();
      w.set_clock_error(0);
    } else {
      w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
      w.run_until(kT - 20 * kSecond);
      w.trust(false);
      w.set_clock_error(-kHour);
      w.run_until(kT + 10 * kMinute);
    }
    ASSERT_EQ(w.state(), LessonState::kLive);
    w.room().state = RoomState::kIdle;
    w.run_for(20 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  }
}

// Goal: nor one that is found live by a clock that nothing vouches for, ended behind T by the right one.
TEST(Adoption, LiveBeforeItsTimeByAClockThatNothingVouchesFor) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 5 * kSecond);
  w.kill(7 * kSecond, true);
  w.room().state = RoomState::kLive;  // Whoever began it.
  w.clock_error = -kHour;
  w.trusted = false;
  w.run_until(kT + 2 * kSecond);
  while (w.state() != LessonState::kLive && w.time < kT + kMinute) w.run_for(10);  // And no look since.
  ASSERT_EQ(w.state(), LessonState::kLive) << w.path();
  w.clock_error = 0;
  w.trust(true);
  w.room().state = RoomState::kIdle;
  w.run_until(kT + 5 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  EXPECT_EQ(w.room().starts.size(), 0U);
}

// Goal: found live by such a clock, and seen so before T by the right one, it was tried.
TEST(Adoption, TriedBeforeItsTimeByTheRightClockAfterAll) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 50 * kSecond);
  w.kill(10 * kSecond, true);
  w.room().state = RoomState::kLive;
  w.clock_error = -kHour;
  w.trusted = false;
  w.run_until(kT - 35 * kSecond);
  ASSERT_EQ(w.state(), LessonState::kLive) << w.path();
  w.clock_error = 0;
  w.trust(true);
  w.run_until(kT - 15 * kSecond);
  w.room().state = RoomState::kIdle;
  w.run_until(kT + 5 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: where lessons do not begin by themselves, one that is begun elsewhere, or in its page, after T is adopted too.
TEST(Adoption, WithoutAutomaticStarts) {
  for (const bool in_page : {false, true}) {
    TerminalSettings settings;
    settings.sources = {in_page ? watched() : full()};
    settings.auto_start = false;
    World w(settings);
    w.plan({lesson()});
    w.at(kT + 7 * kMinute, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + 7 * kMinute + 20 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.count(Operation::kStart), 0U);
  }
}

// Goal: a class whose power was cut, and with it the page it was held from, is not over for that: its page is open and
// the teacher is asked to begin. One that the vendor says is over is.
TEST(Adoption, APowerCutTakesTheTeachersPage) {
  for (const RoomState room : {RoomState::kIdle, RoomState::kOver}) {
    World w(watched());
    w.plan({lesson()});
    w.at(kT + 5 * kSecond, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + 10 * kMinute);
    ASSERT_EQ(w.state(), LessonState::kLive);
    w.at(w.time + kSecond, [&w, room] { w.room().state = room; });
    w.kill(30 * kSecond, true);
    w.run_for(3 * kMinute);
    EXPECT_EQ(w.state(), room == RoomState::kIdle ? LessonState::kStarting : LessonState::kEnded) << w.path();
    if (room == RoomState::kOver) continue;
    w.room().state = RoomState::kLive;
    w.run_for(5 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    w.room().state = RoomState::kIdle;
    w.run_until(kE + 2 * kMinute);
    EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
  }
}

// Goal: nor does a clock that nothing vouches for behind that power cut keep the terminal from looking.
TEST(Adoption, ItIsLookedForByAnUntrustedClock) {
  World w(watched());
  w.plan({lesson()});
  w.press();
  w.at(w.time + 5 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.run_for(kMinute);
  ASSERT_EQ(w.state(), LessonState::kLive);
  w.trust(false);
  w.at(w.time + kSecond, [&w] { w.room().state = RoomState::kIdle; });
  w.at(w.time + 2 * kMinute, [&w] { w.room().state = RoomState::kLive; });
  w.kill(10 * kSecond, true);
  w.run_for(3 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
}

// Goal: where nobody comes back, it has been held all the same: it is not told as missed.
TEST(Adoption, NobodyComesBack) {
  World w(watched());
  w.plan({lesson()});
  w.at(kT + 5 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.run_until(kT + 10 * kMinute);
  w.at(w.time + kSecond, [&w] { w.room().state = RoomState::kIdle; });
  w.kill(30 * kSecond, true);
  w.run_until(kE + 10 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
}

// Goal: a class that is over before anybody began it here asks no teacher to begin it.
TEST(Adoption, OverBeforeItsTime) {
  World w(watched());
  w.plan({lesson()});
  w.run_until(kT - 2 * kMinute);
  w.room().state = RoomState::kOver;
  w.run_until(kT + 8 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kStarting);  // Said once it may be a mistake.
  w.run_until(kT + 30 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded) << w.path();
}

// Goal: in a page that is reloaded, or left for a moment, a class is not over.
TEST(Adoption, APause) {
  World w(watched());
  w.plan({lesson()});
  w.at(kT + 5 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.at(kT + 10 * kMinute, [&w] { w.room().state = RoomState::kIdle; });
  w.at(kT + 10 * kMinute + 45 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.at(kT + 20 * kMinute, [&w] { w.room().state = RoomState::kIdle; });
  w.run_until(kT + 20 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.run_for(50 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.run_for(15 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

TEST(Adoption, AtStarting) {
  for (const bool heartbeats_tell : {true, false}) {
    World w(heartbeats_tell ? full() : beating());
    w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
    w.plan({lesson()});
    w.at(kT + 12 * kSecond, [&w] { w.room().state = RoomState::kLive; });
    w.at(kT + 12 * kSecond, [&w] {
      w.script[Operation::kStart] = [](const Ask&) {
        Reaction reaction = refused();
        reaction.room = RoomState::kLive;
        return reaction;
      };
    });
    w.run_until(kT + 20 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_TRUE(w.took(LessonState::kStarting, Cause::kFoundLive, LessonState::kLive));
    EXPECT_EQ(w.room().starts.size(), 0U);
  }
}

// Goal: the room is looked at within seconds of T, so that a lesson started in the last minute is seen.
// Method: somebody starts it at each second of the last minute.
TEST(Adoption, InTheLastMinute) {
  for (Milliseconds before = 7 * kSecond; before < kMinute; before += kSecond) {
    World w;
    w.settings.seed = static_cast<std::uint64_t>(before);
    w.boot();
    w.plan({lesson()});
    w.at(kT - before, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + 10 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.count(Operation::kStart), 0U) << before;
  }
}

// Goal: a look that is half a minute old is worth nothing: when the last looks before T failed, T begins with one.
TEST(Adoption, AnOldLookIsNotTrusted) {
  World w;
  w.script[Operation::kReadState] = [&](const Ask&) {
    return w.time > kT - 29 * kSecond && w.time < kT ? unreachable() : done();
  };
  w.plan({lesson()});
  w.at(kT - 20 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.run_until(kT + kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.count(Operation::kStart), 0U);
}

// Goal: a person who starts the class in the page while the room refuses the terminal's starts is seen, be it late.
// Method: 10021 for long; at each second somebody else starts.
TEST(Adoption, WhileTheRoomRefuses) {
  for (Milliseconds after = kSecond; after < 20 * kSecond; after += kSecond) {
    World w;
    w.settings.seed = static_cast<std::uint64_t>(after);
    w.boot();
    w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
    w.plan({lesson()});
    w.at(kT + after, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + after + 8 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive) << after;
    EXPECT_TRUE(w.took(LessonState::kStarting, Cause::kFoundLive, LessonState::kLive)) << after;
  }
}

// Goal: where T comes while the first look of all is on its way, no start is sent unseen.
TEST(Adoption, TheFirstLookIsOnItsWayAtT) {
  for (const bool live : {true, false}) {
    World w(full(), kT - 200);
    w.script[Operation::kReadState] = [](const Ask&) { return done(500); };
    if (live) w.room().state = RoomState::kLive;
    w.plan({lesson()});
    w.run_until(kT + 800);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.count(Operation::kStart), live ? 0U : 1U);
  }
}

// Goal: where the state cannot be read at all, three failed looks are enough: the first start is not held up for ever.
TEST(Adoption, AFirstStartIsNotHeldUpByAStateThatCannotBeRead) {
  World w;
  w.script[Operation::kReadState] = [](const Ask&) { return refused(); };
  w.plan({lesson()});
  w.run_until(kT + 30 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

// Goal: a vendor that cannot be told is only watched: nothing but reads and heartbeats is sent, and the lesson follows.
TEST(Adoption, AVendorThatCannotBeToldIsWatched) {
  World w(watched());
  w.plan({lesson()});
  w.at(kT + 90 * kSecond, [&w] { w.room().state = RoomState::kLive; });
  w.run_until(kT + 59 * kSecond);
  EXPECT_FALSE(w.view().start_in_page);
  EXPECT_EQ(w.view().leds.amber, LedPattern::kOn);
  w.run_until(kT + 60 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kStarting);
  EXPECT_TRUE(w.view().start_in_page);
  EXPECT_EQ(w.view().leds.amber, LedPattern::kBlink);
  w.run_until(kT + 95 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.at(kE + 20 * kSecond, [&w] { w.room().state = RoomState::kOver; });
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
  EXPECT_EQ(w.count(Operation::kStart) + w.count(Operation::kStop), 0U);
}

// Goal: a start that is refused because the room is live already, as the refusal says, is no start to send again.
TEST(Adoption, ARefusalThatSaysItIsLive) {
  World w;
  Reaction live = refused();
  live.room = RoomState::kLive;
  w.script[Operation::kStart] = [=](const Ask&) { return live; };
  w.plan({lesson()});
  w.at(kT - kSecond, [&w] { w.room().state = RoomState::kLive; });  // Behind the last look before T.
  w.run_until(kT + kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive) << w.path();
  EXPECT_TRUE(w.took(LessonState::kStarting, Cause::kFoundLive, LessonState::kLive));
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

}  // namespace
}  // namespace classbell::test
