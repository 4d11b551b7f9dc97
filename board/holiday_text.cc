#include "board/holiday_text.h"

#include "platform/linux/ini.h"

namespace classbell::board {
namespace {

using platform::trimmed;

constexpr std::string_view kTo = "..";

// `count` digits at `at`; -1: they are none.
int digits(std::string_view text, std::size_t at, std::size_t count) {
  int value = 0;
  for (const char c : text.substr(at, count)) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<Civil> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  Civil day;
  day.year = digits(text, 0, 4);
  day.month = digits(text, 5, 2);
  day.day = digits(text, 8, 2);
  if (day.year < 1970 || day.month < 1 || day.month > 12 || day.day < 1) return std::nullopt;
  const Civil back = civil_from_days(days_from_civil(day.year, day.month, day.day));
  if (back.month != day.month || back.day != day.day) return std::nullopt;
  return day;
}

tl::expected<Holiday, std::string> parse_holiday(std::string_view text, const Zone& zone) {
  const std::size_t to = text.find(kTo);
  const auto first = parse_day(trimmed(text.substr(0, to)));
  const auto last = to == std::string_view::npos ? first : parse_day(trimmed(text.substr(to + kTo.size())));
  if (!first || !last)
    return tl::unexpected("'" + std::string(text) + "' is no holiday; write YYYY-MM-DD or YYYY-MM-DD..YYYY-MM-DD");
  // The day after the last one begins where the zone says, be it 23 or 25 hours later.
  const Civil after = civil_from_days(days_from_civil(last->year, last->month, last->day) + 1);
  const Holiday holiday{zone.instant(*first), zone.instant(after)};
  if (holiday.to_utc <= holiday.from_utc) return tl::unexpected("'" + std::string(text) + "' ends before it begins");
  return holiday;
}

}  // namespace classbell::board
