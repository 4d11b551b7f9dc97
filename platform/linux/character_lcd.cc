#include "platform/linux/character_lcd.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>
#include <utility>

#include "platform/draw/font.h"
#include "platform/log.h"

namespace classbell::platform {
namespace {

// Initialises and clears; undoes what the driver does then: cursor and blinking on, the light out.
constexpr std::string_view kStart = "\x1b[LI\f\x1b[Lc\x1b[Lb\x1b[L+";
constexpr std::int64_t kPage_s = 2;

// The characters that an HD44780's own set has elsewhere, or not at all: '\\' and '~' are Japanese there.
char shown_as(char character) {
  if (character == '\\') return '/';
  return character == '~' ? '-' : character;
}

std::string ascii(std::string_view text) {
  std::string out = ascii_of(printable(text));
  std::transform(out.begin(), out.end(), out.begin(), shown_as);
  return out;
}

std::string fitted(std::string text, int columns) {
  text.resize(static_cast<std::size_t>(std::max(columns, 0)), ' ');
  return text;
}

// `left` cut so that all of `right` has room.
std::string ends(std::string_view left, const std::string& right, int columns) {
  const auto width = static_cast<std::size_t>(columns);
  if (right.size() >= width) return fitted(right, columns);
  std::string line = std::string(left.substr(0, width - right.size() - (right.empty() ? 0 : 1)));
  line.resize(width - right.size(), ' ');
  return line + right;
}

std::string bar(int percent, int columns) {
  const auto width = static_cast<std::size_t>(columns - 2);
  const auto done = width * static_cast<std::size_t>(std::clamp(percent, 0, 100)) / 100;
  return "[" + std::string(done, '#') + std::string(width - done, '.') + "]";
}

// What is longer than a row is shown page by page, broken between words.
std::string page(const std::string& text, int columns, std::size_t turn) {
  const auto width = static_cast<std::size_t>(columns);
  std::vector<std::string> pages;
  for (std::size_t start = 0; start < text.size();) {
    std::size_t end = std::min(start + width, text.size());
    if (end < text.size() && text[end] != ' ') {
      const std::size_t blank = text.rfind(' ', end);
      if (blank != std::string::npos && blank > start) end = blank;
    }
    pages.push_back(text.substr(start, end - start));
    start = text.find_first_not_of(' ', end);
  }
  return pages.empty() ? std::string() : pages[turn % pages.size()];
}

std::int64_t now_s() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec;
}

}  // namespace

std::vector<std::string> lcd_rows(const Screen& screen, int columns, int rows, std::size_t turn) {
  const std::string heading = ascii(screen.heading);
  const std::string big = ascii(screen.big);
  const std::string title = ascii(screen.title);
  const std::string detail = ascii(screen.detail);
  const std::string footer = page(ascii(screen.footer), columns, turn);
  // A sentence leaves no room for the countdown, which two rows have in the second: "08:00       4:05".
  const bool is_sentence = heading.size() + 1 + big.size() > static_cast<std::size_t>(columns);
  const bool is_fault = screen.kind == ScreenKind::kFault;  // There it is the code.
  const std::string first = is_sentence && !is_fault ? page(heading, columns, turn) : ends(heading, big, columns);
  std::vector<std::string> lines;
  if (rows < 4) {
    const bool counts_below = is_sentence && !is_fault && !big.empty();
    const std::string start = detail.substr(0, detail.find('-'));
    const int left = counts_below ? std::max(1, columns - static_cast<int>(big.size()) - 1) : columns;
    const std::string said = page(!title.empty() ? title : counts_below ? start : detail, left, turn);
    const std::string below = counts_below ? ends(said, big, columns) : said;
    lines = {first, !footer.empty() ? footer : below};
  } else {
    lines = {ends(ascii(screen.room), ascii(screen.clock), columns), first, page(title, columns, turn),
             !footer.empty() ? footer : page(detail, columns, turn)};
    if (screen.percent >= 0 && (title.empty() || !footer.empty())) lines[2] = bar(screen.percent, columns);
  }
  lines.resize(static_cast<std::size_t>(rows));
  for (std::string& line : lines) line = fitted(std::move(line), columns);
  return lines;
}

tl::expected<std::unique_ptr<CharacterLcd>, Error> CharacterLcd::open(const std::string& device, int columns,
                                                                      int rows) {
  Descriptor fd(::open(device.c_str(), O_WRONLY | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return tl::make_unexpected(system_error(errno, device));
  auto lcd = std::make_unique<CharacterLcd>(std::move(fd), columns, rows);
  if (auto cleared = lcd->flush(); !cleared) return tl::make_unexpected(cleared.error());
  return lcd;
}

CharacterLcd::CharacterLcd(Descriptor device, int columns, int rows, std::int64_t renew_after_s)
    : device_(std::move(device)),
      columns_(columns),
      rows_(rows),
      renew_after_s_(renew_after_s),
      renewed_s_(now_s()),
      pending_(kStart) {}

tl::expected<void, Error> CharacterLcd::flush() {
  while (!pending_.empty()) {
    const ssize_t wrote = ::write(device_.get(), pending_.data(), pending_.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0 && errno == EAGAIN) return {};
    if (wrote <= 0) {
      const int code = wrote == 0 ? EIO : errno;
      shown_.clear();
      pending_ = kStart;  // Whatever it is next time, it begins afresh.
      return tl::make_unexpected(system_error(code, "the character LCD"));
    }
    pending_.erase(0, static_cast<std::size_t>(wrote));
  }
  return {};
}

tl::expected<void, Error> CharacterLcd::present(const Screen& screen) {
  if (auto flushed = flush(); !flushed || !pending_.empty()) return flushed;
  // What is sent at T or E waits behind a panel that blocks, and so does the answer to a press.
  const bool is_calm = screen.kind == ScreenKind::kIdle || screen.kind == ScreenKind::kLive;
  const bool is_news = heading_ != screen.heading || footer_ != screen.footer;
  if (is_calm && !is_news && now_s() - renewed_s_ >= renew_after_s_) {
    pending_ = kStart;
    shown_.clear();
    renewed_s_ = now_s();
  }
  if (is_news) {
    heading_ = screen.heading;
    footer_ = screen.footer;
    turn_ = 0;
    turned_s_ = now_s();
  } else if (now_s() - turned_s_ >= kPage_s) {
    ++turn_;
    turned_s_ = now_s();
  }
  std::vector<std::string> rows = lcd_rows(screen, columns_, rows_, turn_);
  if (shown_.empty()) shown_.assign(rows.size(), std::string(static_cast<std::size_t>(columns_), ' '));
  for (std::size_t y = 0; y < rows.size(); ++y) {
    const std::string& now = rows[y];
    const std::string& before = shown_[y];
    std::size_t first = 0;
    std::size_t end = now.size();
    while (first < end && now[first] == before[first]) ++first;
    while (end > first && now[end - 1] == before[end - 1]) --end;
    if (first == end) continue;
    pending_ += "\x1b[Lx" + std::to_string(first) + "y" + std::to_string(y) + ";";
    pending_.append(now, first, end - first);
  }
  shown_ = std::move(rows);
  return flush();
}

}  // namespace classbell::platform
