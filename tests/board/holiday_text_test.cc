// Goal: a holiday is the days that people there mean, both ends included; anything else is refused.
#include "board/holiday_text.h"

#include <gtest/gtest.h>

namespace classbell::board {
namespace {

constexpr Milliseconds kDay1 = 1790812800 * kSecond;  // 2026-10-01T00:00:00Z
const Zone kShanghai(8 * 3600);

TEST(HolidayText, DaysOfTheZoneBothEndsIncluded) {
  const auto day = parse_holiday("2026-10-01", kShanghai);
  ASSERT_TRUE(day);
  EXPECT_EQ(day->from_utc, kDay1 - 8 * kHour);
  EXPECT_EQ(day->to_utc, kDay1 + 16 * kHour);
  for (const char* text : {"2026-10-01..2026-10-07", "2026-10-01 .. 2026-10-07"}) {
    const auto week = parse_holiday(text, kShanghai);
    ASSERT_TRUE(week) << text;
    EXPECT_EQ(week->from_utc, kDay1 - 8 * kHour);
    EXPECT_EQ(week->to_utc, kDay1 - 8 * kHour + 7 * kDay);
  }
  const auto year_end = parse_holiday("2026-12-31..2027-01-01", Zone());
  ASSERT_TRUE(year_end);
  EXPECT_EQ(year_end->to_utc - year_end->from_utc, 2 * kDay);
}

TEST(HolidayText, ADayMayHave23Hours) {
  Zone zone(3600);
  ASSERT_TRUE(zone.add_change(kDay1 + 1 * kHour, 7200));  // 02:00 there becomes 03:00.
  const auto day = parse_holiday("2026-10-01", zone);
  ASSERT_TRUE(day);
  EXPECT_EQ(day->to_utc - day->from_utc, 23 * kHour);
}

TEST(HolidayText, WhatIsNoneIsRefused) {
  for (const char* text :
       {"", "..", "2026-10-01..", "..2026-10-01", "2026-02-30", "2026-13-01", "2026-00-10", "2026-10-00", "26-10-01",
        "2026/10/01", "2026-1-1", "2026-10-01 to 2026-10-07", "2026-10-01...2026-10-07", "2026-10-07..2026-10-01",
        "2026-10-01x", " 026-10-01", "2026-+1-01", "christmas"}) {
    const auto holiday = parse_holiday(text, Zone());
    ASSERT_FALSE(holiday) << text;
    EXPECT_NE(holiday.error().find("'" + std::string(text) + "'"), std::string::npos);
  }
}

}  // namespace
}  // namespace classbell::board
