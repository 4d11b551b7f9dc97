// Goal: every row of kTransitions can be taken, by what happens in a classroom, and nothing else can.
// Method: one scenario for each row; what the terminal reports (Transitioned) is compared with the row. The list of
// scenarios is compared with the table, so that a row without a scenario, or a scenario without its row, fails. The
// pairs that the table does not list are tried on a lesson in each state.

#include <gtest/gtest.h>

#include <queue>

#include "world.h"

namespace classbell::test {
namespace {

using S = LessonState;

struct Scenario {
  const char* name;
  Transition row;
  std::function<void(World&)> play;  // In a world with lesson 7 planned, ten minutes before T.
  SourceSettings source = full();
};

Script always(const Reaction& reaction) {
  return [reaction](const Ask&) { return reaction; };
}

// A lesson that was seen only when little of it was left.
void too_late(World& w) {
  w.terminal.reset();
  w.schedule["a"] = {lesson()};
  w.time = kE - kMinute;
  w.boot();
  w.run_for(5 * kSecond);
}

// Live on a start that the vendor confirmed and did not carry out.
void never_began(World& w) {
  w.script[Operation::kStart] = [n = 0](const Ask&) mutable {
    Reaction reaction = done();
    reaction.effect = n++ > 0;
    return reaction;
  };
}

void vendor_moves_end(World& w, Milliseconds end) { w.plan({lesson("7", kT, end)}); }

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all{
      {"PlannedOpenDue", {S::kPlanned, Cause::kOpenDue, S::kOpening}, [](World& w) { w.run_until(kT - 5 * kMinute); }},
      {"PlannedPressed", {S::kPlanned, Cause::kPressed, S::kStarting}, [](World& w) { w.press(); }},
      {"PlannedDropped", {S::kPlanned, Cause::kDropped, S::kCancelled}, [](World& w) { w.plan({}); }},
      {"PlannedHoliday",
       {S::kPlanned, Cause::kHoliday, S::kCancelled},
       [](World& w) {
         w.settings.holidays = {{kT, kE}};
         w.kill(kSecond, false);
         w.run_for(2 * kSecond);
       }},
      {"PlannedWindowOver",
       {S::kPlanned, Cause::kWindowOver, S::kMissed},
       [](World& w) { w.set_clock_error(2 * kHour); }},

      {"OpeningArmDue", {S::kOpening, Cause::kArmDue, S::kArmed}, [](World& w) { w.run_until(kT - kMinute); }},
      {"OpeningPressed",
       {S::kOpening, Cause::kPressed, S::kStarting},
       [](World& w) {
         w.run_until(kT - 3 * kMinute);
         w.press();
       }},
      {"OpeningDropped",
       {S::kOpening, Cause::kDropped, S::kCancelled},
       [](World& w) {
         w.run_until(kT - 3 * kMinute);
         w.plan({});
       }},
      {"OpeningWindowOver",
       {S::kOpening, Cause::kWindowOver, S::kMissed},
       [](World& w) {
         w.run_until(kT - 3 * kMinute);
         w.set_clock_error(2 * kHour);
       }},

      {"ArmedStartDue", {S::kArmed, Cause::kStartDue, S::kStarting}, [](World& w) { w.run_until(kT); }},
      {"ArmedPressed",
       {S::kArmed, Cause::kPressed, S::kStarting},
       [](World& w) {
         w.run_until(kT - 20 * kSecond);
         w.press();
       }},
      {"ArmedFoundLive",
       {S::kArmed, Cause::kFoundLive, S::kLive},
       [](World& w) {
         w.room().state = RoomState::kLive;
         w.run_until(kT - kSecond);
       }},
      {"ArmedDropped",
       {S::kArmed, Cause::kDropped, S::kCancelled},
       [](World& w) {
         w.run_until(kT - 20 * kSecond);
         w.plan({});
       }},
      {"ArmedHoliday",
       {S::kArmed, Cause::kHoliday, S::kCancelled},
       [](World& w) {
         w.run_until(kT - 20 * kSecond);
         w.settings.holidays = {{kT, kE}};
         w.kill(kSecond, false);
         w.run_for(2 * kSecond);
       }},
      {"ArmedTooLate", {S::kArmed, Cause::kTooLate, S::kMissed}, too_late},
      {"ArmedWindowOver",
       {S::kArmed, Cause::kWindowOver, S::kMissed},
       [](World& w) {
         w.run_until(kT - 20 * kSecond);
         w.set_clock_error(2 * kHour);
       }},

      {"ArmedEndDue",
       {S::kArmed, Cause::kEndDue, S::kStopping},
       [](World& w) {
         w.run_until(kT - 20 * kSecond);
         w.kill(2 * kHour, true);
         w.run_for(2 * kHour + kMinute);
       }},

      {"StartingConfirmed", {S::kStarting, Cause::kConfirmed, S::kLive}, [](World& w) { w.run_until(kT + kSecond); }},
      {"StartingFoundLive",
       {S::kStarting, Cause::kFoundLive, S::kLive},
       [](World& w) {
         w.script[Operation::kStart] = always(unknown(true, 500));
         w.run_until(kT + 2 * kSecond);
       }},
      {"StartingStopAsked",
       {S::kStarting, Cause::kStopAsked, S::kStopping},
       [](World& w) {
         w.script[Operation::kStart] = always(not_yet());
         w.run_until(kT + 5 * kSecond);
         w.hold();
       }},
      {"StartingEndDue",
       {S::kStarting, Cause::kEndDue, S::kStopping},
       [](World& w) {
         w.script[Operation::kStart] = w.script[Operation::kReadState] = always(unknown(false, 500));
         w.run_until(kE + kSecond);
       }},
      {"StartingFoundIdle",
       {S::kStarting, Cause::kFoundIdle, S::kEnded},
       [](World& w) {
         w.run_until(kT + kMinute);
         w.kill(0, false);
         w.room().state = RoomState::kIdle;
         w.run_for(5 * kSecond);
       }},
      {"StartingDropped",
       {S::kStarting, Cause::kDropped, S::kCancelled},
       [](World& w) {
         w.script[Operation::kStart] = always(not_yet());
         w.run_until(kT + 5 * kSecond);
         w.plan({});
         w.run_for(5 * kSecond);
       }},
      {"StartingWindowOver",
       {S::kStarting, Cause::kWindowOver, S::kMissed},
       [](World& w) {
         w.script[Operation::kStart] = always(not_yet());
         w.run_until(kE);
       }},

      {"StartingReturned",
       {S::kStarting, Cause::kReturned, S::kArmed},
       [](World& w) {
         w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
         w.run_until(kT - 25 * kSecond);
         w.kill(5 * kSecond, true);
         w.room().state = RoomState::kIdle;
         w.run_until(kT);
       }},

      {"LiveEndNear", {S::kLive, Cause::kEndNear, S::kEnding}, [](World& w) { w.run_until(kE - 5 * kMinute); }},
      {"LiveEndDue",
       {S::kLive, Cause::kEndDue, S::kStopping},
       [](World& w) {
         w.run_until(kT + kMinute);
         vendor_moves_end(w, kT + kMinute);
       }},
      {"LiveStopAsked",
       {S::kLive, Cause::kStopAsked, S::kStopping},
       [](World& w) {
         w.run_until(kT + kMinute);
         w.hold();
       }},
      {"LiveFoundIdle",
       {S::kLive, Cause::kFoundIdle, S::kEnded},
       [](World& w) {
         w.run_until(kT + kMinute);
         w.room().state = RoomState::kIdle;
         w.run_for(10 * kSecond);
       }},
      {"LiveReturned",
       {S::kLive, Cause::kReturned, S::kArmed},
       [](World& w) {
         w.at(kT - 70 * kSecond, [&w] { w.room().state = RoomState::kLive; });
         w.at(kT - 20 * kSecond, [&w] { w.room().state = RoomState::kIdle; });
         w.run_until(kT);
       }},
      {"LiveNeverBegan",
       {S::kLive, Cause::kNeverBegan, S::kStarting},
       [](World& w) {
         never_began(w);
         w.run_until(kT + 20 * kSecond);
       }},

      {"EndingExtended",
       {S::kEnding, Cause::kExtended, S::kLive},
       [](World& w) {
         w.run_until(kE - 4 * kMinute);
         w.press();
         w.run_for(kSecond);
       }},
      {"EndingEndDue", {S::kEnding, Cause::kEndDue, S::kStopping}, [](World& w) { w.run_until(kE); }},
      {"EndingStopAsked",
       {S::kEnding, Cause::kStopAsked, S::kStopping},
       [](World& w) {
         w.run_until(kE - kMinute);
         w.hold();
       }},
      {"EndingFoundIdle",
       {S::kEnding, Cause::kFoundIdle, S::kEnded},
       [](World& w) {
         w.run_until(kE - kMinute);
         w.room().state = RoomState::kIdle;
         w.run_for(10 * kSecond);
       }},
      {"EndingNeverBegan",
       {S::kEnding, Cause::kNeverBegan, S::kStarting},
       [](World& w) {
         w.script[Operation::kStart] = always(not_yet());  // Nobody is in the room before the last minutes.
         w.run_until(kE - 3 * kMinute);
         never_began(w);
         w.run_until(kE - kMinute);
       }},

      {"StoppingConfirmed", {S::kStopping, Cause::kConfirmed, S::kEnded}, [](World& w) { w.run_until(kE + kSecond); }},
      {"StoppingFoundIdle",
       {S::kStopping, Cause::kFoundIdle, S::kEnded},
       [](World& w) {
         w.script[Operation::kStop] = always(unknown(true, 500));
         w.run_until(kE + 3 * kSecond);
       }},
      {"StoppingWithdrawn",
       {S::kStopping, Cause::kWithdrawn, S::kEnded},
       [](World& w) {
         w.script[Operation::kStart] = always(not_yet());
         w.run_until(kT + 5 * kSecond);
         w.hold();
         w.run_for(kSecond);
       }},
      {"StoppingNeverBegan",
       {S::kStopping, Cause::kNeverBegan, S::kMissed},
       [](World& w) {
         w.script[Operation::kStart] = w.script[Operation::kReadState] = always(unknown(false, 500));
         w.run_until(kE + kSecond);
         w.script.clear();
         w.run_for(kMinute);
       }},
      {"StoppingTakenBack",
       {S::kStopping, Cause::kTakenBack, S::kLive},
       [](World& w) {
         w.run_until(kT + kMinute);
         w.hold();
         w.run_for(5 * kSecond);
         w.press();
       }},
      {"StoppingGivenUp",
       {S::kStopping, Cause::kGivenUp, S::kEnded},
       [](World& w) {
         w.run_until(kE - kSecond);
         w.script[Operation::kStop] = w.script[Operation::kReadState] = always(unreachable());
         w.run_until(kE + kDay + kMinute);
       }},

      {"EndedPressed",
       {S::kEnded, Cause::kPressed, S::kStarting},
       [](World& w) {
         w.run_until(kT + kMinute);
         w.hold();
         w.run_for(kMinute);
         w.press();
       }},
      {"MissedPressed",
       {S::kMissed, Cause::kPressed, S::kStarting},
       [](World& w) {
         too_late(w);
         w.press();
       }},
      {"MissedReturned",
       {S::kMissed, Cause::kReturned, S::kPlanned},
       [](World& w) {
         w.set_clock_error(2 * kHour);
         w.set_clock_error(0);
       }},
      {"CancelledReturned",
       {S::kCancelled, Cause::kReturned, S::kPlanned},
       [](World& w) {
         w.plan({});
         w.plan({lesson()});
       }},
  };
  return all;
}

bool same(const Transition& a, const Transition& b) { return a.from == b.from && a.cause == b.cause && a.to == b.to; }

std::string text(const Transition& row) {
  return std::string(state_name(row.from)) + " (" + std::string(cause_text(row.cause)) + ") -> " +
         std::string(state_name(row.to));
}

class Row : public ::testing::TestWithParam<Scenario> {};

TEST_P(Row, IsTaken) {
  World w(GetParam().source);
  w.plan({lesson()});
  GetParam().play(w);
  std::string taken;
  int times = 0;
  for (const Moved& each : w.moved) {
    const Transition row{each.transition.from, each.transition.cause, each.transition.to};
    taken += "  " + text(row) + "\n";
    times += same(row, GetParam().row) ? 1 : 0;
  }
  EXPECT_EQ(times, 1) << "wanted " << text(GetParam().row) << ", taken:\n" << taken;
}

INSTANTIATE_TEST_SUITE_P(Life, Row, ::testing::ValuesIn(scenarios()),
                         [](const ::testing::TestParamInfo<Scenario>& each) { return std::string(each.param.name); });

TEST(Life, EachRowHasAScenarioAndEachScenarioARow) {
  for (const Transition& row : kTransitions) {
    const auto plays = [&](const Scenario& scenario) { return same(scenario.row, row); };
    EXPECT_EQ(std::count_if(scenarios().begin(), scenarios().end(), plays), 1) << text(row);
  }
  EXPECT_EQ(scenarios().size(), kTransitions.size());
}

// Goal: a pair that the table does not list changes nothing.
// Method: a course is brought into each state along the table, then each cause is applied to a copy of it.
TEST(Life, UnlistedPairsLeaveTheStateAlone) {
  Random random(1);
  std::uint32_t next_id = 1;
  CourseContext context;
  context.can = full().can;
  context.random = &random;
  context.next_ask_id = &next_id;
  const Now now{kHour, kT - 10 * kMinute, true};
  Effects effects;

  std::map<S, Course> courses;
  std::queue<S> to_do;
  courses.emplace(S::kPlanned, Course(lesson()));
  to_do.push(S::kPlanned);
  int unlisted = 0;
  while (!to_do.empty()) {
    const S state = to_do.front();
    to_do.pop();
    ASSERT_EQ(courses.at(state).state(), state);
    for (int c = 0; c <= static_cast<int>(Cause::kReturned); ++c) {
      Course course = courses.at(state);
      const auto to = next(state, static_cast<Cause>(c));
      effects.clear();
      const Cause before = course.cause();
      EXPECT_EQ(course.apply(static_cast<Cause>(c), now, context, effects), to.has_value());
      if (to) {
        EXPECT_EQ(course.state(), *to);
        if (courses.emplace(*to, course).second) to_do.push(*to);
      } else {
        ++unlisted;
        EXPECT_EQ(course.state(), state);
        EXPECT_EQ(course.cause(), before);
        EXPECT_EQ(effects.size(), 0U);
      }
    }
  }
  EXPECT_EQ(courses.size(), kLessonStates);
  EXPECT_EQ(unlisted,
            static_cast<int>(kLessonStates * (static_cast<std::size_t>(Cause::kReturned) + 1) - kTransitions.size()));
}

// Goal: a whole ordinary lesson: each state at its time, one start, one stop, the page opened once and closed.
TEST(Life, OrdinaryLesson) {
  World w;
  w.plan({lesson()});
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.path(), "opening armed starting live ending stopping ended");
  const std::vector<Milliseconds> times{kT - 5 * kMinute, kT - kMinute, kT, kT + 40, kE - 5 * kMinute, kE, kE + 80};
  ASSERT_EQ(w.moved.size(), times.size());
  for (std::size_t i = 0; i < times.size(); ++i) EXPECT_EQ(w.moved[i].time, times[i]) << i;
  EXPECT_EQ(w.room().starts, (std::vector<Milliseconds>{kT + 10}));
  EXPECT_EQ(w.room().stops, (std::vector<Milliseconds>{kE + 50}));
  EXPECT_TRUE(w.unsynced.empty());
  ASSERT_EQ(w.browsed.size(), 2U);
  EXPECT_TRUE(w.browsed[0].open);
  EXPECT_FALSE(w.browsed[1].open);
}

// Goal: the page stays until the stop is confirmed: what is still live is still shown, though the next lesson is near.
TEST(Life, ThePageStaysUntilTheStopIsConfirmed) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return done(3000); };
  w.plan({lesson(), lesson("8", kE)});
  w.run_until(kE + 2 * kSecond);
  ASSERT_EQ(w.browsed.size(), 1U);
  EXPECT_EQ(w.browsed[0].lesson.id.view(), "7");
  w.run_until(kE + 4 * kSecond);
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "8");
}

// Goal: a stop that nobody confirms keeps the page from the next lesson no longer than from its start.
TEST(Life, ThePageIsTheNextLessonsWhileAStopIsUnconfirmed) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.plan({lesson(), lesson("8", kE), lesson("9", kE + kHour)});
  w.run_until(kE + 12 * kSecond);
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "8");
  w.run_until(kE + 50 * kMinute);
  EXPECT_EQ(w.state("7"), LessonState::kStopping);
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "7");
  w.run_until(kE + 56 * kMinute);
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "9");
}

// Goal: what the log and the status call a state is what the journal reads back.
TEST(Life, Names) {
  for (std::size_t i = 0; i < kLessonStates; ++i) {
    const auto state = static_cast<S>(i);
    EXPECT_EQ(state_from_name(state_name(state)), state);
  }
  EXPECT_EQ(state_name(S::kPlanned), "planned");
  EXPECT_EQ(state_name(S::kCancelled), "cancelled");
  EXPECT_EQ(state_from_name("nonsense"), std::nullopt);
  EXPECT_EQ(state_from_name(""), std::nullopt);
  std::set<std::string> texts;
  for (int c = 0; c <= static_cast<int>(Cause::kReturned); ++c) texts.emplace(cause_text(static_cast<Cause>(c)));
  EXPECT_EQ(texts.size(), static_cast<std::size_t>(Cause::kReturned) + 1);
  EXPECT_EQ(texts.count(""), 0U);
}

}  // namespace
}  // namespace classbell::test
