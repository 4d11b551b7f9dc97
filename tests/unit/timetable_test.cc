// The local weekly timetable becomes lessons.

#include "core/timetable.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace classbell {
namespace {

constexpr Milliseconds kMonday = 1772380800000;  // 2026-03-02 00:00 in Shanghai.
constexpr int h(int hour, int minute = 0) { return hour * 3600 + minute * 60; }

TimetableRow row(std::uint8_t weekdays, int start_s, int end_s) {
  TimetableRow made;
  made.name = std::string_view("maths");
  made.weekdays = weekdays;
  made.start_s = start_s;
  made.end_s = end_s;
  made.room = std::string_view("7");
  return made;
}

std::vector<Lesson> planned(const TimetableRow& made, const Zone& zone, Milliseconds from, Milliseconds to) {
  std::vector<Lesson> lessons;
  const TimetableRow rows[] = {made};
  plan(rows, "a", zone, from, to, lessons);
  std::sort(lessons.begin(), lessons.end(),
            [](const Lesson& a, const Lesson& b) { return a.key.start_utc < b.key.start_utc; });
  return lessons;
}

constexpr std::uint8_t kMondayToFriday = 0b0111110;

TEST(Timetable, MondayToFriday) {
  const auto lessons = planned(row(kMondayToFriday, h(9), h(9, 45)), Zone(8 * 3600), kMonday, kMonday + 14 * kDay);
  ASSERT_EQ(lessons.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) {
    const Milliseconds day = kMonday + static_cast<Milliseconds>(i < 5 ? i : i + 2) * kDay;
    EXPECT_EQ(lessons[i].key.start_utc, day + 9 * kHour);
    EXPECT_EQ(lessons[i].end_utc, day + 9 * kHour + 45 * kMinute);
    EXPECT_EQ(lessons[i].key.source.view(), "a");
    EXPECT_EQ(lessons[i].key.id.view(), "7");
    EXPECT_EQ(lessons[i].room.view(), "7");
    EXPECT_EQ(lessons[i].title.view(), "maths");
  }
}

TEST(Timetable, EachWeekday) {
  for (int weekday = 0; weekday < 7; ++weekday) {
    const auto lessons = planned(row(static_cast<std::uint8_t>(1U << weekday), h(9), h(10)), Zone(8 * 3600), kMonday,
                                 kMonday + 7 * kDay);
    ASSERT_EQ(lessons.size(), 1U);
    EXPECT_EQ(lessons[0].key.start_utc, kMonday + ((weekday + 6) % 7) * kDay + 9 * kHour);
  }
}

TEST(Timetable, OverMidnight) {
  for (const int end : {h(0, 30), h(23)}) {
    const auto lessons = planned(row(1U << 1U, h(23), end), Zone(8 * 3600), kMonday, kMonday + 7 * kDay);
    ASSERT_EQ(lessons.size(), 1U);
    EXPECT_EQ(lessons[0].end_utc, kMonday + kDay + static_cast<Milliseconds>(end) * kSecond);
  }
}

// Goal: the window: what touches it is there, what only borders on it is not.
TEST(Timetable, Window) {
  const auto count = [](Milliseconds from, Milliseconds to) {
    return planned(row(kMondayToFriday, h(9), h(10)), Zone(8 * 3600), kMonday + from, kMonday + to).size();
  };
  EXPECT_EQ(count(0, 9 * kHour), 0U);
  EXPECT_EQ(count(0, 9 * kHour + 1), 1U);
  EXPECT_EQ(count(10 * kHour, 11 * kHour), 0U);
  EXPECT_EQ(count(10 * kHour - 1, 11 * kHour), 1U);
  EXPECT_EQ(count(9 * kHour + kMinute, 9 * kHour + 2 * kMinute), 1U);
  EXPECT_EQ(count(-6 * kHour, 36 * kHour), 2U);
}

// Goal: a lesson over midnight is there on the morning after, in zones far from Greenwich on both sides.
TEST(Timetable, FarZones) {
  for (const int offset : {-11 * 3600, 0, 14 * 3600}) {
    const Milliseconds midnight = 1772409600000 - static_cast<Milliseconds>(offset) * kSecond;  // Monday, local.
    for (Milliseconds from = -12 * kHour; from < 36 * kHour; from += kHour) {
      const auto lessons = planned(row(1U << 1U, h(22), h(2)), Zone(offset), midnight + from, midnight + from + kHour);
      const bool touches = from + kHour > 22 * kHour && from < 26 * kHour;
      EXPECT_EQ(lessons.size(), touches ? 1U : 0U) << offset << " " << from / kHour;
    }
  }
}

// Goal: daylight saving: lessons keep their wall time; in the gap they come as if the clock had not been put forward;
// in the overlap once, the first time.
TEST(Timetable, DaylightSaving) {
  constexpr Milliseconds kForward = 1772953200000;  // 2026-03-08 02:00 EST, a Sunday.
  constexpr Milliseconds kBack = 1793512800000;     // 2026-11-01 02:00 EDT, a Sunday.
  Zone zone(-5 * 3600);
  zone.add_change(kForward, -4 * 3600);
  zone.add_change(kBack, -5 * 3600);
  const auto gap = planned(row(0x7F, h(2, 30), h(4)), zone, kForward - 2 * kHour, kForward + 4 * kHour);
  ASSERT_EQ(gap.size(), 1U);
  EXPECT_EQ(gap[0].key.start_utc, kForward + 30 * kMinute);
  EXPECT_EQ(gap[0].end_utc, kForward + kHour);
  const auto short_one = planned(row(0x7F, h(2, 30), h(3, 10)), zone, kForward - 2 * kHour, kForward + 4 * kHour);
  ASSERT_EQ(short_one.size(), 1U);  // 03:10 is twenty minutes before its start.
  EXPECT_EQ(short_one[0].key.start_utc, kForward + 30 * kMinute);
  EXPECT_EQ(short_one[0].end_utc, kForward + 70 * kMinute);
  const auto overlap = planned(row(0x7F, h(1, 30), h(2, 15)), zone, kBack - 3 * kHour, kBack + 3 * kHour);
  ASSERT_EQ(overlap.size(), 1U);
  EXPECT_EQ(overlap[0].key.start_utc, kBack - 30 * kMinute);
  const auto nine = planned(row(0x7F, h(9), h(10)), zone, kForward - 2 * kDay, kForward + 2 * kDay);
  ASSERT_EQ(nine.size(), 4U);
  EXPECT_EQ(nine[1].key.start_utc - nine[0].key.start_utc, kDay);
  EXPECT_EQ(nine[2].key.start_utc - nine[1].key.start_utc, kDay - kHour);
}

TEST(Timetable, Title) {
  TimetableRow made = row(0x7F, h(9), h(10));
  made.title = std::string_view("数学");
  EXPECT_EQ(planned(made, Zone(), 0, kDay)[0].title.view(), "数学");
}

}  // namespace
}  // namespace classbell
