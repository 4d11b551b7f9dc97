// Goal: of a vendor's date only what is one is read, in the source's zone.
// Method: texts and their instants by hand (`date -u -d`), and texts that nearly are dates.
#include "vendors/date_text.h"

#include <gtest/gtest.h>

#include "core/zone.h"

namespace classbell::vendors {
namespace {

constexpr Milliseconds kNoon = 1773835200000;  // 2026-03-18 12:00:00 UTC.

TEST(DateText, ReadsAllThreeForms) {
  EXPECT_EQ(parse_date("2026-03-18", Zone()), kNoon - 12 * 3600 * 1000);
  EXPECT_EQ(parse_date("2026-03-18 12:00", Zone()), kNoon);
  EXPECT_EQ(parse_date("2026-03-18 12:00:07", Zone()), kNoon + 7000);
  EXPECT_EQ(parse_date("2026-3-18 12:0:7", Zone()), kNoon + 7000);
}

TEST(DateText, ReadsWhatItWrites) {
  for (const DateForm form : {DateForm::kDay, DateForm::kMinute, DateForm::kSecond}) {
    const std::string text = date_text(kNoon + 83000, Zone(), form);
    const auto back = parse_date(text, Zone());
    ASSERT_TRUE(back) << text;
    EXPECT_EQ(date_text(*back, Zone(), form), text);
  }
}

TEST(DateText, RefusesWhatIsNone) {
  for (const char* text : {"",
                           " ",
                           "2026",
                           "2026-03",
                           "2026-03-",
                           "2026-3-18 ",
                           "2026-03-18 12",
                           "2026-03-18 12:",
                           "2026-03-18 12:00:",
                           "2026-03-18 12:00:00 ",
                           "2026-03-18 12:00:00.5",
                           "2026-03-18T12:00",
                           "2026/03/18",
                           " 2026-03-18",
                           "2026- 3-18",
                           "2026-+3-18",
                           "-2026-03-18",
                           "20260-03-18",
                           "2026-003-18",
                           "2026-02-29",
                           "2026-13-01",
                           "2026-00-10",
                           "2026-03-00",
                           "2026-03-18 24:00",
                           "2026-03-18 12:60",
                           "2026-03-18 12:00:60",
                           "2026-03-18 -1:00",
                           "2026-03-18 12:00:001"})
    EXPECT_FALSE(parse_date(text, Zone())) << "'" << text << "'";
}

}  // namespace
}  // namespace classbell::vendors
