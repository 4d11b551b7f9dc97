#include "board/panel.h"

#include <string>
#include <vector>

namespace classbell::board {
namespace {

// `left` and `right` at the two ends of a line.
std::string ends(std::string_view left, std::string_view right, int columns) {
  return platform::fit_columns(left, columns - platform::columns_of(right)) + std::string(right);
}

std::string centred(std::string_view text, int columns) {
  const int blanks = (columns - platform::columns_of(text)) / 2;
  return std::string(blanks > 0 ? static_cast<std::size_t>(blanks) : 0, ' ') + std::string(text);
}

std::string bar(int percent, int columns) {
  const auto width = static_cast<std::size_t>(columns - 2);
  const auto done = width * static_cast<std::size_t>(percent) / 100;
  return "[" + std::string(done, '#') + std::string(width - done, '.') + "]";
}

}  // namespace

void ConsolePanel::present(const Screen& screen, const Leds& leds, Milliseconds mono) {
  const std::vector<std::string> lines{
      ends(screen.room, screen.clock, kColumns),
      "",
      centred(screen.heading, kColumns),
      centred(screen.big, kColumns),
      centred(screen.title, kColumns),
      centred(screen.detail, kColumns),
      "",
      screen.percent >= 0 ? bar(screen.percent, kColumns) : std::string(),
      std::string(screen.footer),
  };
  console_.draw(lines, {is_lit(leds.green, mono), is_lit(leds.amber, mono), is_lit(leds.red, mono)});
}

}  // namespace classbell::board
