// Heartbeats each 3 s and presence reports around them, on a lane of their own. Rule 7: they never delay an action.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

void expect_spaced(const std::vector<Milliseconds>& times, std::size_t from, Milliseconds least, Milliseconds most) {
  for (std::size_t i = from + 1; i < times.size(); ++i) {
    ASSERT_GE(times[i] - times[i - 1], least) << i;
    ASSERT_LE(times[i] - times[i - 1], most) << i;
  }
}

// Goal: 2.5 to 3.5 s apart, whatever the answers take up to 2.4 s, with enter first; never two in flight (World
// checks).
TEST(Heartbeat, KeepsItsTime) {
  for (const SourceSettings& source : {full(), beating(), watched()}) {
    for (Milliseconds delay = 0; delay <= 2400; delay += 300) {
      World w(source);
      Random random(static_cast<std::uint64_t>(delay));
      w.script[Operation::kHeartbeat] = [&](const Ask&) { return done(delay == 300 ? random.below(2401) : delay); };
      w.plan({lesson()});
      w.at(kT + 20, [&w] { w.room().state = RoomState::kLive; });
      w.run_until(kE - kMinute);
      const auto beats = w.asked(Operation::kHeartbeat);
      ASSERT_GE(beats.size(), static_cast<std::size_t>((kLength - 2 * kMinute) / kHeartbeatEvery));
      expect_spaced(beats, 0, 2500, 3500);
      const auto enters = w.asked(Operation::kEnter);
      EXPECT_EQ(enters.size(), source.can.presence ? 1U : 0U);
      if (!enters.empty()) EXPECT_LT(enters[0], beats[0]);
    }
  }
}

// Goal: no drift: the thousandth beat is where it belongs, though each wake is late.
TEST(Heartbeat, DoesNotDrift) {
  World w;
  w.lag = 7;
  w.script[Operation::kHeartbeat] = [](const Ask&) { return done(700); };
  w.plan({lesson("7", kT, kT + kHour)});
  w.run_until(kT + 51 * kMinute);
  const auto beats = w.asked(Operation::kHeartbeat);
  ASSERT_GT(beats.size(), 1000U);
  EXPECT_EQ(beats[1000] - beats[1], 999 * kHeartbeatEvery);  // The first came behind the enter.
}

// Goal: after the loop hung for ten seconds, one beat at once and then the usual pace: none is made up for.
TEST(Heartbeat, NoBurstAfterStarvation) {
  World w;
  w.plan({lesson()});
  for (Milliseconds phase = 0; phase < 3 * kSecond; phase += 250) {
    w.run_for(kMinute);
    w.run_until(std::max(w.time, kT + kMinute) + phase);
    const std::size_t before = w.count(Operation::kHeartbeat);
    w.starve_until(w.time + 10 * kSecond);
    const Milliseconds woke = w.time;
    w.run_for(9500);
    const auto beats = w.asked(Operation::kHeartbeat);
    ASSERT_GT(beats.size(), before);
    EXPECT_LE(beats[before] - woke, 100);
    expect_spaced(beats, before, 2500, 3500);
  }
}

// Goal: a beat that hangs is not overtaken, and the next follows its answer at once.
TEST(Heartbeat, HangingOne) {
  World w;
  w.script[Operation::kHeartbeat] = [&](const Ask&) {
    return w.time > kT + kMinute && w.time < kT + kMinute + 3100 ? unknown(false, 8000) : done();
  };
  w.plan({lesson()});
  w.run_until(kT + 3 * kMinute);
  const auto beats = w.asked(Operation::kHeartbeat);
  int gaps = 0;
  for (std::size_t i = 1; i < beats.size(); ++i) gaps += beats[i] - beats[i - 1] > 3500 ? 1 : 0;
  EXPECT_EQ(gaps, 1);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

// Goal: an enter that fails is tried again beside the heartbeats, which keep their pace; after success it is not
// repeated.
TEST(Heartbeat, AFailingEnterDoesNotStopThem) {
  World w;
  w.script[Operation::kEnter] = [&](const Ask&) { return w.time < kT + 10 * kMinute ? refused() : done(); };
  w.plan({lesson()});
  int faults = 0;
  for (Milliseconds at = kT + kSecond; at < kT + 20 * kMinute; at += 700) {
    w.at(at, [&] { faults += w.view().fault ? 1 : 0; });
  }
  w.run_until(kT + 20 * kMinute);
  const auto beats = w.asked(Operation::kHeartbeat);
  ASSERT_FALSE(beats.empty());
  EXPECT_LE(beats[0], kT + kSecond);
  expect_spaced(beats, 1, 2500, 3500);
  EXPECT_EQ(faults, 0);  // Nothing that a teacher could mend, or would notice.
  const auto enters = w.asked(Operation::kEnter);
  EXPECT_GT(enters.size(), 2U);
  EXPECT_LE(enters.size(), beats.size());
  EXPECT_LT(enters.back(), kT + 10 * kMinute + 5 * kSecond);
}

// Goal: nor does one that hangs, though the lane is shared: beats come no further apart than two requests take.
TEST(Heartbeat, AHangingEnterDoesNotStopThem) {
  World w;
  w.script[Operation::kEnter] = [](const Ask&) { return unknown(false, 2500); };
  w.script[Operation::kHeartbeat] = [](const Ask&) { return done(2400); };
  w.plan({lesson()});
  w.run_until(kT + 5 * kMinute);
  expect_spaced(w.asked(Operation::kHeartbeat), 0, 2500, 5000);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

// Goal: beats that all fail end nothing, and are told.
TEST(Heartbeat, FailuresEndNothing) {
  for (const Reaction& reaction : {unreachable(), refused(), busy(0), unknown(false, 2400)}) {
    World w;
    w.script[Operation::kHeartbeat] = [&](const Ask&) { return w.time > kT + kMinute ? reaction : done(); };
    w.plan({lesson()});
    w.run_until(kT + 10 * kMinute);
    EXPECT_EQ(w.state(), LessonState::kLive);
    EXPECT_EQ(w.view().fault.code, reaction.fault.code);
    w.script.clear();
    w.run_for(10 * kSecond);
    EXPECT_FALSE(w.view().fault);
  }
}

// Goal: the farewell goes out once, before the stop; no beat follows it.
TEST(Heartbeat, LeaveAtTheEnd) {
  for (const bool command : {false, true}) {
    World w;
    w.plan({lesson()});
    if (command) {
      w.run_until(kT + kMinute);
      w.command(Command::Kind::kStop);
    }
    w.run_until(kE + kMinute);
    const auto leaves = w.asked(Operation::kLeave);
    ASSERT_EQ(leaves.size(), 1U);
    EXPECT_LE(leaves[0], w.asked(Operation::kStop)[0]);
    EXPECT_LT(w.asked(Operation::kHeartbeat).back(), leaves[0]);
  }
}

// Goal: never entered, never left.
TEST(Heartbeat, NoLeaveWithoutEnter) {
  World w;
  w.script[Operation::kEnter] = [](const Ask&) { return unreachable(); };
  w.plan({lesson()});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.count(Operation::kLeave), 0U);
  EXPECT_EQ(w.room().stops, (std::vector<Milliseconds>{kE + 10}));
}

// Goal (rule 7): reports that hang for ever delay neither the stop, nor an extension, nor the next lesson's start.
// Method: each report hangs for ten minutes, from each of many moments before the end on.
TEST(Rule7, HangingReportsDelayNothing) {
  for (const Operation hanging : {Operation::kHeartbeat, Operation::kEnter, Operation::kLeave}) {
    for (Milliseconds before = 0; before < 6 * kSecond; before += 200) {
      World w;
      w.script[hanging] = [&](const Ask&) {
        return hanging == Operation::kEnter || w.time >= kE - before ? unknown(false, 10 * kMinute) : done();
      };
      w.plan({lesson(), lesson("8", kE)});
      w.run_until(kE + 20 * kSecond);
      ASSERT_EQ(w.room().stops.size(), 1U);
      ASSERT_LE(w.room().stops[0], kE + 400) << before;
      ASSERT_EQ(w.room("8").starts.size(), 1U);
      ASSERT_LE(w.room("8").starts[0], kE + kSecond);
    }
  }
}

// Goal: nor does the watch of a room whose heartbeats tell nothing.
TEST(Rule7, AHangingLookDelaysNoStop) {
  for (Milliseconds before = 0; before < 16 * kSecond; before += 500) {
    World w(beating());
    w.script[Operation::kReadState] = [&](const Ask&) {
      return w.time >= kE - before && w.time < kE ? unknown(false, 10 * kMinute) : done();
    };
    w.plan({lesson()});
    w.run_until(kE + 20 * kSecond);
    ASSERT_EQ(w.room().stops.size(), 1U);
    ASSERT_LE(w.room().stops[0], kE + 400) << before;
  }
}

TEST(Rule7, AHangingHeartbeatDelaysNoExtension) {
  World w;
  w.script[Operation::kHeartbeat] = [&](const Ask&) {
    return w.time >= kE - 3 * kMinute ? unknown(false, 10 * kMinute) : done();
  };
  w.plan({lesson()});
  w.run_until(kE - 2 * kMinute);
  w.press();
  EXPECT_EQ(w.asked(Operation::kExtend), (std::vector<Milliseconds>{w.time}));
}

// Goal: where heartbeats tell nothing the room is looked at each 15 s, and an end elsewhere is noticed within 20 s.
TEST(Heartbeat, RoomsWhoseHeartbeatsTellNothingAreWatched) {
  World w(beating());
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  auto reads = w.asked(Operation::kReadState);
  reads.erase(reads.begin(), std::find_if(reads.begin(), reads.end(), [](Milliseconds t) { return t > kT; }));
  EXPECT_GE(reads.size(), 38U);
  expect_spaced(reads, 0, 14 * kSecond, 16 * kSecond);
  w.room().state = RoomState::kOver;
  w.run_for(20 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kEnded);
  EXPECT_EQ(w.count(Operation::kStop), 0U);
}

// Goal: a look and a heartbeat do not meet on their way, where each would take a connection of its own.
TEST(Heartbeat, TheWatchKeepsAwayFromIt) {
  World w(beating());
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  const auto beats = w.asked(Operation::kHeartbeat);
  int looks = 0;
  for (const Milliseconds look : w.asked(Operation::kReadState)) {
    if (look < kT + kSecond) continue;  // The one before the start.
    ++looks;
    for (const Milliseconds beat : beats) ASSERT_TRUE(look <= beat - kSecond || look >= beat + kSecond) << look - beat;
  }
  EXPECT_GE(looks, 38);
}

}  // namespace
}  // namespace classbell::test
