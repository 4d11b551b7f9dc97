#include "board/timetable_text.h"

#include <array>
#include <optional>

#include "platform/linux/ini.h"

namespace classbell::board {
namespace {

using platform::trimmed;

constexpr std::array<std::string_view, 7> kDays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::string_view kForm =
    "write DAYS HH:MM[:SS]-HH:MM[:SS] SOURCE ROOM [TITLE], DAYS as mon-fri, mon,wed or daily";

std::string_view take_word(std::string_view& rest) {
  rest = trimmed(rest);
  const std::string_view word = rest.substr(0, rest.find(' '));
  rest.remove_prefix(word.size());
  return word;
}

std::optional<unsigned> day(std::string_view name) {
  for (unsigned i = 0; i < kDays.size(); ++i) {
    if (kDays[i] == name) return i;
  }
  return std::nullopt;
}

std::optional<std::uint8_t> days(std::string_view text) {
  if (text == "daily") return 0x7F;
  unsigned bits = 0;
  for (;;) {
    const std::size_t comma = text.find(',');
    const std::string_view item = text.substr(0, comma);
    const std::size_t dash = item.find('-');
    const auto first = day(item.substr(0, dash));
    const auto last = dash == std::string_view::npos ? first : day(item.substr(dash + 1));
    if (!first || !last) return std::nullopt;
    for (unsigned d = *first;; d = (d + 1) % 7) {
      bits |= 1U << d;
      if (d == *last) break;
    }
    if (comma == std::string_view::npos) return static_cast<std::uint8_t>(bits);
    text.remove_prefix(comma + 1);
  }
}

// "HH:MM" or "HH:MM:SS" as seconds of the day.
std::optional<int> seconds_of_day(std::string_view text) {
  if (text.size() != 5 && text.size() != 8) return std::nullopt;
  constexpr int kBound[] = {24, 60, 60};
  int total = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    const std::size_t at = i * 3;
    int number = 0;
    if (at < text.size()) {
      if ((i > 0 && text[at - 1] != ':') || text[at] < '0' || text[at] > '9' || text[at + 1] < '0' ||
          text[at + 1] > '9')
        return std::nullopt;
      number = (text[at] - '0') * 10 + (text[at + 1] - '0');
    }
    if (number >= kBound[i]) return std::nullopt;
    total = total * 60 + number;
  }
  return total;
}

}  // namespace

tl::expected<TimetableLine, std::string> parse_timetable_row(std::string_view name, std::string_view text) {
  TimetableLine line;
  line.row.name = name;
  const std::string_view days_word = take_word(text);
  const auto bits = days(days_word);
  if (!bits) return tl::unexpected("'" + std::string(days_word) + "' names no days; " + std::string(kForm));
  line.row.weekdays = *bits;
  const std::string_view times = take_word(text);
  const std::size_t dash = times.find('-');
  const auto start = seconds_of_day(times.substr(0, dash));
  const auto end = dash == std::string_view::npos ? std::nullopt : seconds_of_day(times.substr(dash + 1));
  if (!start || !end || *start == *end)
    return tl::unexpected("'" + std::string(times) + "' is no span of time; " + std::string(kForm));
  line.row.start_s = *start;
  line.row.end_s = *end;
  line.source = take_word(text);
  line.row.room = take_word(text);
  if (line.source.empty() || line.row.room.empty())
    return tl::unexpected("source and room are missing; " + std::string(kForm));
  line.row.title = trimmed(text);
  return line;
}

}  // namespace classbell::board
