// Civil times and instants.

#include "core/zone.h"

#include <gtest/gtest.h>

#include <tuple>

namespace classbell {
namespace {

Civil civil(int year, int month, int day, int hour = 0, int minute = 0, int second = 0) {
  return {year, month, day, 0, hour, minute, second};
}

auto fields(const Civil& c) { return std::make_tuple(c.year, c.month, c.day, c.weekday, c.hour, c.minute, c.second); }

// US Eastern around 2026: EST -5 h, EDT from 2026-03-08 07:00 UTC to 2026-11-01 06:00 UTC.
constexpr Milliseconds kForward = 1772953200000;
constexpr Milliseconds kBack = 1793512800000;
Zone new_york() {
  Zone zone(-5 * 3600);
  EXPECT_TRUE(zone.add_change(kForward, -4 * 3600));
  EXPECT_TRUE(zone.add_change(kBack, -5 * 3600));
  return zone;
}

// Lord Howe: half an hour of daylight saving, forward at 2026-10-03 15:30 UTC, back at 2026-04-04 15:00 UTC.
Zone lord_howe() {
  Zone zone(11 * 3600);
  EXPECT_TRUE(zone.add_change(1775314800000, 37800));
  EXPECT_TRUE(zone.add_change(1791041400000, 39600));
  return zone;
}

// Samoa skipped a day: from -10 h (DST) to +14 h at 2011-12-30 10:00 UTC.
Zone apia() {
  Zone zone(-10 * 3600);
  EXPECT_TRUE(zone.add_change(1325239200000, 14 * 3600));
  return zone;
}

TEST(Civil, Days) {
  EXPECT_EQ(days_from_civil(1970, 1, 1), 0);
  EXPECT_EQ(days_from_civil(1969, 12, 31), -1);
  EXPECT_EQ(days_from_civil(2000, 3, 1), 11017);
  EXPECT_EQ(days_from_civil(2026, 3, 2), 20514);
  EXPECT_EQ(civil_from_days(20514).weekday, 1);
  EXPECT_EQ(civil_from_days(0).weekday, 4);
  EXPECT_EQ(civil_from_days(-1).weekday, 3);
  EXPECT_EQ(civil_from_days(-8).weekday, 3);
}

// Goal: each day of eight centuries there and back, following one another.
TEST(Civil, RoundTrip) {
  Civil last = civil_from_days(-146097);
  for (std::int64_t day = -146097; day < 146097; ++day) {
    const Civil date = civil_from_days(day);
    ASSERT_EQ(days_from_civil(date.year, date.month, date.day), day);
    if (day == -146097) continue;
    ASSERT_EQ(date.weekday, (last.weekday + 1) % 7);
    ASSERT_TRUE(date.day == last.day + 1 ||
                (date.day == 1 && (date.month == last.month + 1 || (date.month == 1 && date.year == last.year + 1))));
    last = date;
  }
}

TEST(Zone, Fixed) {
  const Zone shanghai(8 * 3600);
  EXPECT_EQ(fields(shanghai.civil(1772413200000)), std::make_tuple(2026, 3, 2, 1, 9, 0, 0));
  EXPECT_EQ(shanghai.instant(civil(2026, 3, 2, 9)), 1772413200000);
  EXPECT_EQ(fields(Zone().civil(-1)), std::make_tuple(1969, 12, 31, 3, 23, 59, 59));
  EXPECT_EQ(fields(shanghai.civil(1772380800000 - 1)), std::make_tuple(2026, 3, 1, 0, 23, 59, 59));
}

TEST(Zone, Changes) {
  const Zone zone = new_york();
  EXPECT_EQ(zone.offset_s(kForward - 1), -5 * 3600);
  EXPECT_EQ(zone.offset_s(kForward), -4 * 3600);
  EXPECT_EQ(zone.offset_s(kBack - 1), -4 * 3600);
  EXPECT_EQ(zone.offset_s(kBack), -5 * 3600);
  EXPECT_EQ(fields(zone.civil(kForward - 1)), std::make_tuple(2026, 3, 8, 0, 1, 59, 59));
  EXPECT_EQ(fields(zone.civil(kForward)), std::make_tuple(2026, 3, 8, 0, 3, 0, 0));
}

// Goal: in a gap the instant as if the clock had not been put forward; in an overlap the first.
TEST(Zone, GapAndOverlap) {
  const Zone zone = new_york();
  EXPECT_EQ(zone.instant(civil(2026, 3, 8, 1, 59, 59)), kForward - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 3, 8, 2, 0)), kForward);
  EXPECT_EQ(zone.instant(civil(2026, 3, 8, 2, 30)), kForward + 30 * kMinute);
  EXPECT_EQ(zone.instant(civil(2026, 3, 8, 2, 59, 59)), kForward + kHour - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 3, 8, 3, 0)), kForward);
  EXPECT_EQ(zone.instant(civil(2026, 11, 1, 0, 59, 59)), kBack - kHour - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 11, 1, 1, 0)), kBack - kHour);
  EXPECT_EQ(zone.instant(civil(2026, 11, 1, 1, 59, 59)), kBack - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 11, 1, 2, 0)), kBack + kHour);
}

TEST(Zone, HalfAnHour) {
  const Zone zone = lord_howe();
  EXPECT_EQ(zone.instant(civil(2026, 10, 4, 2, 0)), 1791041400000);  // In the gap.
  EXPECT_EQ(zone.instant(civil(2026, 10, 4, 2, 29, 59)), 1791041400000 + 30 * kMinute - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 10, 4, 2, 30)), 1791041400000);
  EXPECT_EQ(zone.instant(civil(2026, 4, 5, 1, 30)), 1775314800000 - 30 * kMinute);  // Twice: the first.
  EXPECT_EQ(zone.instant(civil(2026, 4, 5, 1, 59, 59)), 1775314800000 - kSecond);
  EXPECT_EQ(zone.instant(civil(2026, 4, 5, 2, 0)), 1775314800000 + 30 * kMinute);
}

TEST(Zone, ASkippedDay) {
  const Zone zone = apia();
  EXPECT_EQ(zone.instant(civil(2011, 12, 29, 23, 59, 59)), 1325239200000 - kSecond);
  EXPECT_EQ(zone.instant(civil(2011, 12, 31, 0, 0)), 1325239200000);
  EXPECT_EQ(zone.instant(civil(2011, 12, 30, 12, 0)), 1325239200000 + 12 * kHour);
}

// Goal: every civil time that a zone shows leads back to an instant that shows it, and to the first of two.
TEST(Zone, RoundTrip) {
  for (const Zone& zone : {new_york(), lord_howe()}) {
    for (Milliseconds utc = kForward - 30 * kDay; utc < kBack + 30 * kDay; utc += 5 * kMinute) {
      const Civil shown = zone.civil(utc);
      const Milliseconds back = zone.instant(shown);
      ASSERT_LE(back, utc);
      ASSERT_GE(back, utc - kHour);
      ASSERT_EQ(fields(zone.civil(back)), fields(shown));
    }
  }
}

TEST(Zone, Full) {
  Zone zone;
  for (std::size_t i = 0; i < kZoneChangesMax; ++i)
    EXPECT_TRUE(zone.add_change(static_cast<Milliseconds>(i) * kDay, static_cast<int>(i)));
  EXPECT_FALSE(zone.add_change(INT64_MAX, 0));
  EXPECT_EQ(zone.offset_s(INT64_MAX), static_cast<std::int32_t>(kZoneChangesMax) - 1);
}

}  // namespace
}  // namespace classbell
