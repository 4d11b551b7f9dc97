#include "vendors/date_text.h"

#include <cstdio>

namespace classbell::vendors {
namespace {

// Takes a number of at most `digits_max` digits off the front of `text`. (Not sscanf: 60 KB for signs, blanks and
// locales.)
bool take(std::string_view& text, std::size_t digits_max, int& number) {
  std::size_t digits = 0;
  number = 0;
  for (; digits < digits_max && digits < text.size() && text[digits] >= '0' && text[digits] <= '9'; ++digits)
    number = 10 * number + (text[digits] - '0');
  text.remove_prefix(digits);
  return digits > 0;
}

bool take(std::string_view& text, char c) {
  const bool is_there = !text.empty() && text.front() == c;
  if (is_there) text.remove_prefix(1);
  return is_there;
}

bool take_time(std::string_view& text, Civil& c) {
  if (!take(text, 2, c.hour) || !take(text, ':') || !take(text, 2, c.minute)) return false;
  return text.empty() || (take(text, ':') && take(text, 2, c.second));
}

}  // namespace

std::string date_text(Milliseconds utc, const Zone& zone, DateForm form) {
  const Civil c = zone.civil(utc);
  char text[40];
  const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                                 c.minute, c.second);
  std::string whole(text, static_cast<std::size_t>(size));
  switch (form) {
    case DateForm::kDay: return whole.substr(0, 10);
    case DateForm::kMinute: return whole.substr(0, 16);
    case DateForm::kSecond: break;
  }
  return whole;
}

std::optional<Milliseconds> parse_date(std::string_view text, const Zone& zone) {
  Civil c;
  const bool has_day =
      take(text, 4, c.year) && take(text, '-') && take(text, 2, c.month) && take(text, '-') && take(text, 2, c.day);
  if (!has_day || (!text.empty() && (!take(text, ' ') || !take_time(text, c))) || !text.empty()) return std::nullopt;
  const Civil back = civil_from_days(days_from_civil(c.year, c.month, c.day));
  const bool exists = back.month == c.month && back.day == c.day && c.hour < 24 && c.minute < 60 && c.second < 60;
  if (!exists) return std::nullopt;
  return zone.instant(c);
}

}  // namespace classbell::vendors
