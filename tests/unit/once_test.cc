// Rule 1: at most one effective start and one effective stop for one lesson, across crashes and reboots; while an
// outcome is unknown the state is read back before anything is sent again. And rule 4: a lesson found live is adopted.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

Script first(int count, const Reaction& reaction, const Reaction& later = done()) {
  return [=, n = 0](const Ask&) mutable { return n++ < count ? reaction : later; };
}

// Goal: between an unknown answer and the next request that changes something, the state was read and the read
// answered. Method: walks what was asked, in order.
void expect_read_back(const World& w, Operation operation) {
  bool must_read = false;
  for (const Sent& each : w.sent) {
    if (each.ask.operation == Operation::kReadState) must_read = false;
    if (each.ask.operation != operation) continue;
    EXPECT_FALSE(must_read) << "sent again without a look, at T + " << each.time - kT;
    must_read = true;
  }
}

// Goal: a start whose answer is lost is never carried out twice, whether or not it was heard.
// Method: the first answers come as unknown, of starts that were and were not carried out; the state tells the truth.
class LostAnswer : public ::testing::TestWithParam<bool> {};

TEST_P(LostAnswer, OfAStart) {
  for (int lost = 1; lost <= 3; ++lost) {
    World w;
    w.script[Operation::kStart] = first(lost, unknown(GetParam()));
    w.plan({lesson()});
    w.run_until(kT + 30 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.count(Operation::kStart), GetParam() ? 1U : static_cast<std::size_t>(lost) + 1);
    expect_read_back(w, Operation::kStart);
  }
}

TEST_P(LostAnswer, OfAStop) {
  for (int lost = 1; lost <= 3; ++lost) {
    World w;
    w.script[Operation::kStop] = first(lost, unknown(GetParam()));
    w.plan({lesson()});
    w.run_until(kE + 30 * kSecond);
    EXPECT_EQ(w.state(), LessonState::kEnded);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.room().stops.size(), 1U);
    EXPECT_EQ(w.count(Operation::kStop), GetParam() ? 1U : static_cast<std::size_t>(lost) + 1);
    expect_read_back(w, Operation::kStop);
  }
}

// Goal: the same where the reads fail as well for a while: no start goes out on a guess.
TEST_P(LostAnswer, OfAStartAndOfTheReadsBehindIt) {
  World w;
  w.script[Operation::kStart] = first(1, unknown(GetParam()));
  w.script[Operation::kReadState] = [&w](const Ask&) {
    return w.count(Operation::kStart) > 0 && w.time < kT + 2 * kMinute ? unknown(false, 300) : done();
  };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.state(), LessonState::kStarting);
  w.run_until(kT + 3 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Once, LostAnswer, ::testing::Bool(), [](const ::testing::TestParamInfo<bool>& each) {
  return each.param ? "CarriedOut" : "NotCarriedOut";
});

// Goal: a look that is slow is waited for while the outcome is unknown: it decides, and is not begun anew.
TEST(Once, ASlowLookIsWaitedFor) {
  World w;
  w.script[Operation::kStart] = first(1, unknown(true));
  w.script[Operation::kReadState] = [&w](const Ask&) { return done(w.time < kT ? 40 : 2000); };
  w.plan({lesson()});
  w.run_until(kT + 10 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: an answer that says nothing of the room is no read back.
TEST(Once, AnUnreadRoomIsNoEvidence) {
  World w;
  w.script[Operation::kStart] = first(1, unknown(true));
  w.script[Operation::kReadState] = [&w](const Ask&) {
    return w.count(Operation::kStart) > 0 && w.time < kT + kMinute ? says(RoomState::kUnread) : done();
  };
  w.plan({lesson()});
  w.run_until(kT + 2 * kMinute);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_LT(w.count(Operation::kReadState), 200U);
}

// Goal: a gateway that turns a request away as busy may have passed it on: the room is looked at before it is sent
// again.
TEST(Once, TurnedAwayYetCarriedOut) {
  for (const bool heard : {true, false}) {
    World w;
    Reaction reaction = busy(2 * kSecond);
    reaction.effect = heard;
    w.script[Operation::kStart] = first(1, reaction);
    w.script[Operation::kStop] = first(1, reaction);
    w.plan({lesson()});
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
    EXPECT_EQ(w.count(Operation::kStart), heard ? 1U : 2U);
    EXPECT_EQ(w.count(Operation::kStop), heard ? 1U : 2U);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.room().stops.size(), 1U);
    expect_read_back(w, Operation::kStart);
    expect_read_back(w, Operation::kStop);
  }
}

// Goal: answers that say 'not carried out' make no second start, and the next try follows.
TEST(Once, RefusalsAreTriedAgain) {
  for (const Reaction& reaction : {not_yet(), busy(0), refused(), unreachable()}) {
    World w;
    w.script[Operation::kStart] = first(3, reaction);
    w.script[Operation::kStop] = first(3, reaction);
    w.plan({lesson()});
    w.run_until(kE + 2 * kMinute);
    EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
    EXPECT_EQ(w.count(Operation::kStart), 4U);
    EXPECT_EQ(w.room().starts.size(), 1U);
    EXPECT_EQ(w.room().stops.size(), 1U);
  }
}

// Goal: a late answer that says 'refused' to a start that the state has already been read for changes nothing, nor does
// an answer that nobody awaits.
TEST(Once, StrayAnswers) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  const std::size_t sent = w.sent.size();
  for (std::uint32_t id = 0; id < 200; ++id) {
    Outcome outcome;
    outcome.verdict = Verdict::kRefused;
    outcome.room = RoomState::kNew;
    w.step(Answered{id, outcome});
  }
  EXPECT_EQ(w.state(), LessonState::kLive);
  EXPECT_EQ(w.sent.size(), sent);
}

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

INSTANTIATE_TEST_SUITE_P(Once, Killed, ::testing::Values(0, kSecond, 10 * kSecond));

// Goal: a stop that was never confirmed outlives a reboot, and reaches the vendor when it can be reached again.
// Method: the stop goes unanswered, or unheard; the power is cut; the network comes back half an hour later.
TEST(Once, StopOutboxAcrossAReboot) {
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
TEST(Once, PowerBackAfterTheEnd) {
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
TEST(Once, PowerCutRightAfterTheStart) {
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

// Goal: a lesson that was live, and was ended elsewhere while the terminal was restarted twice, is not started again.
// Method: the journal is rewritten at each boot, as the shell does it; the vendor is unreachable between the two.
TEST(Once, TwoRestartsForgetNothing) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  w.script[Operation::kReadState] = w.script[Operation::kHeartbeat] = [](const Ask&) { return unreachable(); };
  for (int i = 0; i < 2; ++i) {
    w.kill(kSecond, true);
    w.run_for(2 * kSecond);
    w.synced.clear();
    w.sequence = 1;
    for (const Record& record : w.terminal->snapshot()) w.synced += encode(record, w.sequence++);
  }
  w.room().state = RoomState::kIdle;
  w.script.clear();
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.count(Operation::kStart), 1U);
}

// Goal: a room that the vendor lists no more may be live: a stop whose outcome is unknown is sent again after some
// looks in vain, a start is not.
TEST(Once, LooksThatSayNothing) {
  World stop;
  stop.plan({lesson()});
  stop.run_until(kE - kSecond);
  stop.script[Operation::kStop] = first(1, unknown(false));
  stop.script[Operation::kReadState] = [](const Ask&) { return says(RoomState::kUnread); };
  stop.run_until(kE + kMinute);
  EXPECT_EQ(stop.room().stops.size(), 1U);
  World start;
  start.script[Operation::kStart] = first(1, unknown(true));
  start.script[Operation::kReadState] = [](const Ask&) { return says(RoomState::kUnread); };
  start.plan({lesson()});
  start.run_until(kT + 5 * kMinute);
  EXPECT_EQ(start.count(Operation::kStart), 1U);
}

// Goal: a day of stops without an answer is a day, however often the terminal is restarted meanwhile.
TEST(Once, TheOutboxIsADayLongAcrossRestarts) {
  World w;
  w.script[Operation::kStop] = w.script[Operation::kReadState] = [](const Ask&) { return unreachable(); };
  w.plan({lesson()});
  w.run_until(kE + kMinute);
  for (int i = 0; i < 3; ++i) {
    w.run_for(6 * kHour);
    w.kill(kSecond, true);
    w.run_for(2 * kSecond);
    w.synced.clear();
    w.sequence = 1;
    for (const Record& record : w.terminal->snapshot()) w.synced += encode(record, w.sequence++);
  }
  w.run_until(kE + kDay - kMinute);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  w.run_until(kE + kDay + kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

// Goal: a lesson that a person starts is on the disk from the press on: a power cut right behind it leaves no room
// live.
TEST(Once, APressIsOnTheDisk) {
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
TEST(Once, StopOutboxWithAnUntrustedClock) {
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
TEST(Once, AnOldJournalTouchesNothing) {
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

// Goal: nor a stop that was never confirmed, once it is a day old.
TEST(Once, AnOldStopIsGivenUp) {
  for (const Milliseconds away : {kHour, 2 * kDay}) {
    World w;
    w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
    w.plan({lesson()});
    w.run_until(kE + kMinute);
    w.terminal.reset();
    w.script.clear();
    w.schedule.clear();
    w.mono_base = w.time + away - 5 * kSecond;
    w.time += away;
    w.boot();
    w.run_for(5 * kMinute);
    EXPECT_EQ(w.room().stops.size(), away < kDay ? 1U : 0U);
  }
}

// Goal: the journal as it is rewritten is worth as much as the journal as it was written.
// Method: every ten seconds of a lesson's life the terminal is rebuilt from its own snapshot.
TEST(Once, SnapshotsCarryALesson) {
  World w;
  w.plan({lesson()});
  for (Milliseconds t = kT - 2 * kMinute; t < kE + kMinute; t += 10 * kSecond) {
    w.run_until(t);
    w.unsynced.clear();
    w.synced.clear();
    w.sequence = 1;
    for (const Record& record : w.terminal->snapshot()) w.synced += encode(record, w.sequence++);
    w.boot();
  }
  EXPECT_EQ(w.room().starts.size(), 1U);
  EXPECT_EQ(w.room().stops.size(), 1U);
  EXPECT_EQ(w.state(), LessonState::kEnded);
}

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

// Goal: a start that the vendor confirmed and did not carry out is noticed by the heartbeats and sent again.
TEST(Once, AConfirmedStartThatNeverWas) {
  World w;
  w.script[Operation::kStart] = [n = 0](const Ask&) mutable {
    Reaction reaction = done();
    reaction.effect = n++ > 0;
    return reaction;
  };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.path(), "opening armed starting live starting live");
  EXPECT_EQ(w.room().starts.size(), 1U);
  EXPECT_GE(w.asked(Operation::kStart)[1], w.moved[4].time + 5 * kSecond);  // With a pause: it may yet come about.
}

// Goal: one look that says 'not live' ends nothing; two in a row do.
TEST(Once, OneLookIsNotBelieved) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.script[Operation::kHeartbeat] = [n = 0](const Ask&) mutable {
    return says(n++ % 2 == 0 ? RoomState::kIdle : RoomState::kLive);
  };
  w.run_until(kT + 5 * kMinute);
  EXPECT_EQ(w.state(), LessonState::kLive);
  w.script[Operation::kHeartbeat] = first(2, says(RoomState::kIdle), done());
  w.run_for(8 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.count(Operation::kStop), 0U);
}

// Goal: a lesson that was live and is not any more is not taken for one that never began, nor started again.
TEST(Once, ARoomThatWasSeenLiveIsNotStartedAgain) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.room().state = RoomState::kNew;
  w.run_for(kMinute);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.room().starts.size(), 1U);
}

}  // namespace
}  // namespace classbell::test
