#include "platform/linux/zone.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <time.h>

#include <cerrno>

namespace classbell::platform {
namespace {

constexpr Milliseconds kUtc = 1740787200000;  // 2025-03-01 00:00 UTC

TEST(LoadZone, TakesOffsets) {
  EXPECT_EQ(load_zone("UTC", kUtc)->offset_s(kUtc), 0);
  EXPECT_EQ(load_zone("+08:00", kUtc)->offset_s(kUtc), 8 * 3600);
  EXPECT_EQ(load_zone("-03:30", kUtc)->offset_s(kUtc), -(3 * 3600 + 1800));
  EXPECT_EQ(load_zone("+14:00", kUtc)->offset_s(kUtc), 14 * 3600);
  for (const char* bad : {"+14:01", "+8:00", "08:00", "+08:60", "+0800", "+aa:00", "GMT+08:00"}) {
    EXPECT_FALSE(load_zone(bad, kUtc)) << bad;
  }
}

TEST(LoadZone, KnowsShanghaiWithoutTheDatabase) {
  EXPECT_EQ(load_zone("Asia/Shanghai", kUtc)->offset_s(kUtc), 8 * 3600);
  EXPECT_EQ(load_zone("Asia/Shanghai", kUtc, "/nowhere")->offset_s(kUtc), 8 * 3600);
  EXPECT_EQ(load_zone("Asia/Tokyo", kUtc, "/nowhere").error().code, ENOENT);
}

// Goal: the zone agrees with glibc. Method: ask both each 3 h 7 min, over 30 years.
TEST(LoadZone, AgreesWithGlibc) {
  for (const char* name : {"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
                           "America/St_Johns", "Pacific/Apia", "Asia/Kathmandu", "UTC"}) {
    const auto zone = load_zone(name, kUtc);
    ASSERT_TRUE(zone) << name;
    ::setenv("TZ", name, 1);
    ::tzset();
    // Casablanca changes four times a year: the zone is full after 24 years.
    const std::int64_t years = std::string(name) == "Africa/Casablanca" ? 20 : 29;
    for (std::int64_t at = kUtc / 1000 - 600 * 86400; at < kUtc / 1000 + years * 365 * 86400; at += 3 * 3600 + 420) {
      const auto utc = static_cast<time_t>(at);
      tm local{};
      ::localtime_r(&utc, &local);
      ASSERT_EQ(zone->offset_s(at * 1000), local.tm_gmtoff) << name << " " << at;
    }
    ::unsetenv("TZ");
    ::tzset();
  }
}

TEST(LoadZone, ChangesToTheSecond) {
  const auto zone = load_zone("Europe/Berlin", kUtc);
  constexpr Milliseconds kSpring = 1743296400000;  // 2025-03-30 01:00 UTC
  EXPECT_EQ(zone->offset_s(kSpring - 1), 3600);
  EXPECT_EQ(zone->offset_s(kSpring), 7200);
}

TEST(LoadZone, LeavesTheEnvironmentAsItWas) {
  ::setenv("TZ", "America/New_York", 1);
  ASSERT_TRUE(load_zone("Europe/Berlin", kUtc));
  EXPECT_STREQ(::getenv("TZ"), "America/New_York");
  const time_t utc = kUtc / 1000;
  tm local{};
  ::localtime_r(&utc, &local);
  EXPECT_EQ(local.tm_gmtoff, -5 * 3600);
  ::unsetenv("TZ");
  ASSERT_TRUE(load_zone("Europe/Berlin", kUtc));
  EXPECT_EQ(::getenv("TZ"), nullptr);
}

TEST(LoadZone, SaysWhatIsAllowed) {
  for (const char* bad :
       {"", "Asia/Nowhere", "../../etc/passwd", "/etc/localtime", "Asia", "tzdata.zi", "Asia/../UTC", "a\nb", ":UTC"}) {
    const auto zone = load_zone(bad, kUtc);
    ASSERT_FALSE(zone) << bad;
    EXPECT_NE(zone.error().detail.find("Asia/Shanghai"), std::string::npos) << zone.error().detail;
    EXPECT_EQ(zone.error().detail.find('\n'), std::string::npos);
  }
}

}  // namespace
}  // namespace classbell::platform
