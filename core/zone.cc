#include "core/zone.h"

namespace classbell {
namespace {

constexpr std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

}  // namespace

// Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years begin in March, eras have 400 years.
std::int64_t days_from_civil(int year, int month, int day) {
  const std::int64_t y = year - (month <= 2 ? 1 : 0);
  const std::int64_t era = floor_div(y, 400);
  const std::int64_t year_of_era = y - era * 400;
  const std::int64_t day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  const std::int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

Civil civil_from_days(std::int64_t days) {
  const std::int64_t z = days + 719468;
  const std::int64_t era = floor_div(z, 146097);
  const std::int64_t day_of_era = z - era * 146097;
  const std::int64_t year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const std::int64_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t month_from_march = (5 * day_of_year + 2) / 153;
  Civil civil;
  civil.day = static_cast<int>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
  civil.month = static_cast<int>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
  civil.year = static_cast<int>(year_of_era + era * 400 + (civil.month <= 2 ? 1 : 0));
  civil.weekday = static_cast<int>((days + 4) - floor_div(days + 4, 7) * 7);
  return civil;
}

bool Zone::add_change(Milliseconds from_utc, std::int32_t offset_s) {
  if (size_ == changes_.size()) return false;
  changes_[size_++] = {from_utc, offset_s};
  return true;
}

std::int32_t Zone::offset_s(Milliseconds utc) const {
  std::int32_t offset = first_offset_s_;
  for (std::size_t i = 0; i < size_ && changes_[i].from_utc <= utc; ++i) offset = changes_[i].offset_s;
  return offset;
}

Civil Zone::civil(Milliseconds utc) const {
  const std::int64_t seconds = floor_div(utc, kSecond) + offset_s(utc);
  const std::int64_t days = floor_div(seconds, 86400);
  const std::int64_t of_day = seconds - days * 86400;
  Civil civil = civil_from_days(days);
  civil.hour = static_cast<int>(of_day / 3600);
  civil.minute = static_cast<int>(of_day / 60 % 60);
  civil.second = static_cast<int>(of_day % 60);
  return civil;
}

Milliseconds Zone::instant(const Civil& civil) const {
  const std::int64_t local_s = days_from_civil(civil.year, civil.month, civil.day) * 86400 +
                               civil.hour * std::int64_t{3600} + civil.minute * std::int64_t{60} + civil.second;
  // The offset in force before any change near this time names the earlier of two candidates, and reads a gap as if
  // the clock had not been put forward; it is wrong only where the change lies behind us: then the later one fits.
  const std::int32_t before = offset_s((local_s - 86400) * kSecond);
  const std::int32_t after = offset_s((local_s + 86400) * kSecond);
  const Milliseconds early = (local_s - before) * kSecond;
  if (before == after || offset_s(early) == before) return early;
  const Milliseconds late = (local_s - after) * kSecond;
  return offset_s(late) == after ? late : early;
}

}  // namespace classbell
