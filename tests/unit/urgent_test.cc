// What is due now is tried until it is done, soon enough that nobody waits a second longer than the vendor makes them.

#include <gtest/gtest.h>

#include <algorithm>

#include "world.h"

namespace classbell::test {
namespace {

// Goal: the vendor refuses as long as nobody is in the room (cvclass 10021): the start is carried out within a second
// after somebody is. Method: many seeds and moments.
TEST(Urgent, NotYet) {
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    World w;
    w.settings.seed = seed;
    w.boot();
    const Milliseconds clears = kT + 8 * kSecond + static_cast<Milliseconds>(seed) * 7;
    w.script[Operation::kStart] = [&](const Ask&) { return w.time < clears ? not_yet() : done(); };
    w.plan({lesson()});
    w.run_until(clears - 10);
    EXPECT_TRUE(w.course()->waits_for_person());
    EXPECT_FALSE(w.view().fault);  // Waiting for somebody is no fault.
    w.run_until(clears + 2 * kSecond);
    ASSERT_EQ(w.room().starts.size(), 1U);
    ASSERT_LE(w.room().starts[0], clears + kSecond);
    ASSERT_LT(w.count(Operation::kStart), 60U);
    EXPECT_FALSE(w.course()->waits_for_person());
  }
}

// Goal: nothing answered for twenty seconds across T, nor for twenty seconds after a start that went unanswered:
// started within a second after the vendor is back.
TEST(Urgent, UnknownAcrossT) {
  for (const Milliseconds from : {kT - 10 * kSecond, kT}) {
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      World w;
      w.settings.seed = seed;
      w.boot();
      const Milliseconds back = from + 20 * kSecond;
      for (const Operation each : {Operation::kStart, Operation::kReadState}) {
        w.script[each] = [&](const Ask&) { return w.time >= from && w.time < back ? unknown(false, 100) : done(20); };
      }
      w.plan({lesson()});
      w.run_until(back + 3 * kSecond);
      ASSERT_EQ(w.room().starts.size(), 1U);
      ASSERT_LE(w.room().starts[0], back + kSecond + 60) << seed;
    }
  }
}

// Goal: a link that is back has what the network failed tried at once, and soon again; what the vendor put off waits.
TEST(Urgent, ALinkThatIsBack) {
  for (const bool by_network : {true, false}) {
    World w;
    w.script[Operation::kStop] =
        w.script[Operation::kReadState] = [=](const Ask&) { return by_network ? unreachable() : busy(20 * kSecond); };
    w.plan({lesson()});
    w.run_until(kE + 5 * kMinute);
    const std::size_t before = w.sent.size();
    while (w.sent.size() == before && w.time < kE + 10 * kMinute) w.run_for(100);
    w.run_for(200);
    w.step(LinkUp{});
    w.run_for(100);
    EXPECT_EQ(w.sent.size(), before + (by_network ? 2 : 1));
    w.run_for(2 * kSecond);
    EXPECT_GE(w.sent.size(), before + (by_network ? 3 : 1));
    EXPECT_LE(w.sent.size(), before + (by_network ? 6 : 1));
  }
}

// Goal: an hour of no network costs no more than two seconds and a look when it is back.
TEST(Urgent, PauseIsAtMostTwoSeconds) {
  World w;
  const Milliseconds back = kT + 30 * kMinute;
  w.script[Operation::kStart] =
      w.script[Operation::kReadState] = [&](const Ask&) { return w.time < back ? unreachable(10) : done(); };
  w.plan({lesson()});
  w.run_until(back + 3 * kSecond);
  ASSERT_EQ(w.room().starts.size(), 1U);
  EXPECT_LE(w.room().starts[0], back + 2100);
  std::vector<Milliseconds> tries = w.asked(Operation::kStart);
  for (const Milliseconds t : w.asked(Operation::kReadState)) tries.push_back(t);
  std::sort(tries.begin(), tries.end());
  tries.erase(tries.begin(), std::find_if(tries.begin(), tries.end(), [](Milliseconds t) { return t > kT; }));
  for (std::size_t i = 1; i < tries.size(); ++i) ASSERT_LE(tries[i] - tries[i - 1], 2100);
  EXPECT_LT(tries.size(), 2200U);
}

// Goal: a refusal for good is not hammered: each five seconds.
TEST(Urgent, RefusalsAreNotHammered) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return refused(); };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  EXPECT_LE(w.count(Operation::kStart), 13U);
  EXPECT_GE(w.count(Operation::kStart), 11U);
  EXPECT_EQ(w.view().fault.vendor_code, 4007);
}

// Goal: Retry-After is honoured, to the second, for each action.
TEST(Urgent, RetryAfter) {
  World w;
  for (const Operation each : {Operation::kStart, Operation::kStop, Operation::kExtend}) {
    w.script[each] = [n = 0](const Ask&) mutable { return n++ == 0 ? busy(7 * kSecond) : done(); };
  }
  w.plan({lesson()});
  w.run_until(kE - 3 * kMinute);
  w.press();
  w.run_until(kE + 6 * kMinute);
  for (const Operation each : {Operation::kStart, Operation::kStop, Operation::kExtend}) {
    const auto tries = w.asked(each);
    ASSERT_EQ(tries.size(), 2U);
    EXPECT_GE(tries[1] - tries[0], 7040);
    EXPECT_LE(tries[1] - tries[0], 7300);
  }
}

// Goal: a vendor that has no time for looks at the bell is told the start all the same, at once and once; a start whose
// outcome is unknown is not, and where nothing can be told nothing is hurried.
TEST(Urgent, RetryAfterOfALookAtTheStart) {
  for (const bool is_unknown : {false, true}) {
    World w;
    const auto at_the_bell = [&w](const Reaction& then) {
      return [&w, then](const Ask&) { return w.time < kT - 5 * kSecond ? done() : then; };
    };
    w.script[Operation::kReadState] = at_the_bell(busy(20 * kSecond));
    if (is_unknown) w.script[Operation::kStart] = at_the_bell(unknown(false, 500));
    w.plan({lesson()});
    w.run_until(kT + 10 * kSecond);
    ASSERT_EQ(w.count(Operation::kStart), 1U) << w.path();
    const Milliseconds start = w.asked(Operation::kStart)[0];
    const auto looks = w.asked(Operation::kReadState);
    EXPECT_LE(start, kT + 200);
    EXPECT_EQ(std::count_if(looks.begin(), looks.end(), [&](Milliseconds at) { return at >= kT && at < start; }), 1);
    EXPECT_EQ(w.state(), is_unknown ? LessonState::kStarting : LessonState::kLive);
  }
  World w(watched());
  w.script[Operation::kReadState] = [&w](const Ask&) { return w.time < kT ? done() : busy(9 * kSecond); };
  w.plan({lesson()});
  w.run_until(kT + 10 * kSecond);
  const auto looks = w.asked(Operation::kReadState);
  ASSERT_GE(looks.size(), 2U);
  EXPECT_GE(looks.back() - looks[looks.size() - 2], 9 * kSecond);
}

TEST(Urgent, RetryAfterOfALook) {
  World w;
  w.script[Operation::kReadState] = [n = 0](const Ask&) mutable { return n++ == 0 ? busy(9 * kSecond) : done(); };
  w.plan({lesson()});
  w.run_until(kT - kSecond);
  const auto looks = w.asked(Operation::kReadState);
  ASSERT_GE(looks.size(), 2U);
  EXPECT_GE(looks[1] - looks[0], 9 * kSecond);
}

// Goal: a stop is urgent for a minute and patient from then on: a day without network is no storm.
TEST(Urgent, StopsBecomePatient) {
  World w;
  w.plan({lesson()});
  w.run_until(kE - kSecond);
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.run_until(kE + 10 * kMinute);
  const auto stops = w.asked(Operation::kStop);
  for (std::size_t i = 1; i < stops.size(); ++i) {
    const Milliseconds gap = stops[i] - stops[i - 1];
    if (stops[i] < kE + kMinute) ASSERT_LE(gap, 2100);
    else ASSERT_LE(gap, 31 * kSecond);
  }
  EXPECT_LT(stops.size(), 150U);
  EXPECT_GE(stops.back() - stops[stops.size() - 2], 14 * kSecond);
}

}  // namespace
}  // namespace classbell::test
