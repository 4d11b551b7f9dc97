// Goal: a holiday suppresses the lessons that begin in it, and only those; everybody can see which and why.
#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

TerminalSettings closed(std::vector<Holiday> holidays) {
  TerminalSettings settings = World().settings;
  settings.holidays = std::move(holidays);
  return settings;
}

TEST(Holiday, ItsLessonsAreCancelledAndNothingIsSent) {
  World w(closed({{kT - kHour, kT + kHour}}));
  w.plan({lesson()});
  EXPECT_EQ(w.state(), LessonState::kCancelled);
  EXPECT_EQ(w.course()->cause(), Cause::kHoliday);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.path(), "cancelled");  // Once, however often the schedule names it.
  EXPECT_TRUE(w.sent.empty());
  EXPECT_TRUE(w.browsed.empty());
}

TEST(Holiday, HoldsFromItsFirstInstantToBeforeItsLast) {
  struct Case {
    Holiday holiday;
    bool suppresses;
  };
  const Case cases[] = {
      {{kT, kT + 1}, true}, {{kT - 1, kT}, false}, {{kT + 1, kE}, false}, {{kT - kDay, kT + kDay}, true}};
  for (const Case& c : cases) {
    World w(closed({{0, 1}, c.holiday}));
    w.plan({lesson()});
    w.run_until(kE + kMinute);
    EXPECT_EQ(w.path() == "cancelled", c.suppresses) << c.holiday.from_utc - kT << " " << w.path();
    EXPECT_EQ(w.room().starts.size(), c.suppresses ? 0U : 1U);
  }
}

TEST(Holiday, IsKnownWithoutATrustedClock) {
  World w(closed({{kT - kHour, kT + kHour}}));
  w.trust(false);
  w.plan({lesson()});
  EXPECT_EQ(w.state(), LessonState::kCancelled);
}

TEST(Holiday, SuppressesNoLessonThatAPersonStarts) {
  TerminalSettings settings = closed({{kT - kHour, kT + kHour}});
  settings.sources[0].manual_room = std::string_view("99");
  World w(settings);
  w.plan({lesson()});
  w.hold();
  w.run_for(kMinute);
  EXPECT_EQ(w.room("99").starts.size(), 1U);
}

TEST(Holiday, OneThatIsCalledOffGivesTheLessonBack) {
  World w(closed({{kT - kHour, kT + kHour}}));
  w.plan({lesson()});
  w.settings.holidays.clear();
  w.kill(kSecond, false);
  w.run_for(2 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kPlanned);
  w.run_until(kT + 5 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kLive);
}

}  // namespace
}  // namespace classbell::test
