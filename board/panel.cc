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

tl::expected<void, platform::Error> ConsolePanel::present(const Screen& screen) {
  lines_ = {
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
  console_.draw(lines_, lamps_);
  return {};
}

void ConsolePanel::light(bool platform::Lamps::*lamp, bool lit) {
  lamps_.*lamp = lit;
  console_.draw(lines_, lamps_);
}

tl::expected<void, platform::Error> ConsoleLed::light(bool lit) {
  panel_->light(lamp_, lit);
  return {};
}

tl::expected<void, platform::Error> SpaceBar::read_events(std::vector<bool>& levels) {
  while (const auto key = keyboard_.next()) {
    if (*key == ' ') {
      levels.push_back(true);
      levels.push_back(held_ = false);
    } else if (*key == 'h') {
      levels.push_back(held_ = !held_);
    }
  }
  return {};
}

}  // namespace classbell::board
