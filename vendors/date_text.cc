#include "vendors/date_text.h"

#include <cstdio>

namespace classbell::vendors {

std::string date_text(Milliseconds utc, const Zone& zone, DateForm form) {
  const Civil c = zone.civil(utc);
  char text[40];
  const int size = std::snprintf(text, sizeof text, "%04d-%02d-%02d %02d:%02d:%02d", c.year, c.month, c.day, c.hour,
                                 c.minute, c.second);
  const std::string whole(text, static_cast<std::size_t>(size));
  switch (form) {
    case DateForm::kDay: return whole.substr(0, 10);
    case DateForm::kMinute: return whole.substr(0, 16);
    case DateForm::kSecond: break;
  }
  return whole;
}

std::optional<Milliseconds> parse_date(std::string_view text, const Zone& zone) {
  Civil c;
  int used = 0;
  const std::string copy(text);
  const int read = std::sscanf(copy.c_str(), "%4d-%2d-%2d%n %2d:%2d%n:%2d%n", &c.year, &c.month, &c.day, &used, &c.hour,
                               &c.minute, &used, &c.second, &used);
  const bool whole = (read == 3 || read == 5 || read == 6) && static_cast<std::size_t>(used) == copy.size();
  const Civil back = civil_from_days(days_from_civil(c.year, c.month, c.day));
  const bool exists = back.month == c.month && back.day == c.day && c.hour >= 0 && c.hour < 24 && c.minute >= 0 &&
                      c.minute < 60 && c.second >= 0 && c.second < 60;
  if (!whole || !exists) return std::nullopt;
  return zone.instant(c);
}

}  // namespace classbell::vendors
