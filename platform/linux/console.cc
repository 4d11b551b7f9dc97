#include "platform/linux/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "platform/log.h"

namespace classbell::platform {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// Unicode's East Asian Width W and F, and the emoji terminals draw wide; gaps of a few unassigned points are closed.
constexpr std::array<Range, 13> kWide{{{0x1100, 0x115F},
                                       {0x231A, 0x231B},
                                       {0x23E9, 0x23EC},
                                       {0x2E80, 0x303E},
                                       {0x3041, 0xA4CF},
                                       {0xA960, 0xA97F},
                                       {0xAC00, 0xD7A3},
                                       {0xF900, 0xFAFF},
                                       {0xFE30, 0xFE6F},
                                       {0xFF00, 0xFF60},
                                       {0xFFE0, 0xFFE6},
                                       {0x1F300, 0x1F9FF},
                                       {0x20000, 0x3FFFD}}};
constexpr std::array<Range, 10> kNoWidth{{{0x0300, 0x036F},
                                          {0x0483, 0x0489},
                                          {0x0591, 0x05BD},
                                          {0x064B, 0x065F},
                                          {0x0E34, 0x0E3A},
                                          {0x1AB0, 0x1AFF},
                                          {0x200B, 0x200D},
                                          {0x20D0, 0x20FF},
                                          {0xFE00, 0xFE0F},
                                          {0xE0100, 0xE01EF}}};

template <std::size_t N>
bool is_in(const std::array<Range, N>& ranges, char32_t c) {
  for (const Range& range : ranges) {
    if (c >= range.first && c <= range.last) return true;
  }
  return false;
}

struct Glyph {
  std::size_t bytes;
  int columns;
};

// The first character of valid UTF-8 that is not empty.
Glyph first_glyph(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t bytes = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  char32_t code = bytes == 1 ? first : first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes && i < text.size(); ++i) {
    code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  return {std::min(bytes, text.size()), is_in(kNoWidth, code) ? 0 : is_in(kWide, code) ? 2 : 1};
}

// The terminal opened anew: O_NONBLOCK belongs to the open file, which is the shell's and other programs' too.
Descriptor reopen(int fd, int mode) {
  std::array<char, 64> name{};
  if (::isatty(fd) != 1 || ::ttyname_r(fd, name.data(), name.size()) != 0) return Descriptor();
  return Descriptor(::open(name.data(), mode | O_NOCTTY | O_NONBLOCK | O_CLOEXEC));
}

std::string lamp(std::string_view name, int colour, bool lit) {
  const std::string code = lit ? "\x1b[1;30;" + std::to_string(40 + colour) + "m" : "\x1b[2m";
  return code + (lit ? "(*) " : "( ) ") + std::string(name) + " \x1b[0m";
}

}  // namespace

int columns_of(std::string_view text) {
  const std::string clean = printable(text);
  int columns = 0;
  for (std::size_t at = 0; at < clean.size();) {
    const Glyph glyph = first_glyph(std::string_view(clean).substr(at));
    columns += glyph.columns;
    at += glyph.bytes;
  }
  return columns;
}

std::string fit_columns(std::string_view text, int columns) {
  std::string out = printable(text);
  std::size_t end = 0;
  int used = 0;
  while (end < out.size()) {
    const Glyph glyph = first_glyph(std::string_view(out).substr(end));
    if (used + glyph.columns > columns) break;
    used += glyph.columns;
    end += glyph.bytes;
  }
  out.resize(end);
  out.append(static_cast<std::size_t>(columns - used), ' ');
  return out;
}

Console::Console(int fd, int columns, int rows) : tty_(reopen(fd, O_WRONLY)), columns_(columns), rows_(rows) {
  if (!tty_) return;
  // Alternate screen, cleared, without cursor; all below the frame scrolls by itself.
  const std::string below = std::to_string(rows_ + 4);
  pending_ = "\x1b[?1049h\x1b[2J\x1b[?25l\x1b[" + below + ";999r\x1b[" + below + ";1H";
  flush();
}

Console::~Console() {
  if (!tty_) return;
  pending_ += "\x1b[r\x1b[?25h\x1b[?1049l";
  flush();
}

bool Console::flush() {
  while (!pending_.empty()) {
    const ssize_t wrote = ::write(tty_.get(), pending_.data(), pending_.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return false;
    pending_.erase(0, static_cast<std::size_t>(wrote));
  }
  return true;
}

std::vector<std::string> Console::rows_of(const std::vector<std::string>& lines, Lamps lamps) const {
  const std::string border = "+" + std::string(static_cast<std::size_t>(columns_) + 2, '-') + "+";
  std::vector<std::string> rows{border};
  for (std::size_t i = 0; i < static_cast<std::size_t>(rows_); ++i) {
    rows.push_back("| " + fit_columns(i < lines.size() ? lines[i] : "", columns_) + " |");
  }
  rows.push_back(border);
  rows.push_back(" " + lamp("green", 2, lamps.green) + " " + lamp("amber", 3, lamps.amber) + " " +
                 lamp("red", 1, lamps.red));
  return rows;
}

void Console::draw(const std::vector<std::string>& lines, Lamps lamps) {
  if (!tty_ || !flush()) return;
  const std::vector<std::string> rows = rows_of(lines, lamps);
  std::string changes;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i < shown_.size() && shown_[i] == rows[i]) continue;
    changes += "\x1b[" + std::to_string(i + 1) + ";1H" + rows[i] + "\x1b[K";
  }
  shown_ = rows;
  if (changes.empty()) return;
  pending_ = "\0337" + changes + "\0338";  // The log's cursor stays where it is.
  flush();
}

void Console::forget() { shown_.clear(); }

tl::expected<Keyboard, Error> Keyboard::open(int fd) {
  Keyboard keyboard;
  keyboard.tty_ = reopen(fd, O_RDONLY);
  if (!keyboard.tty_) return failed(ENOTTY, "there is no keyboard: stdin is no terminal");
  // In the background, changing the mode would stop the process.
  const pid_t foreground = ::tcgetpgrp(keyboard.tty_.get());
  const bool in_background = foreground >= 0 && foreground != ::getpgrp();
  if (in_background || ::tcgetattr(keyboard.tty_.get(), &keyboard.former_) != 0) {
    keyboard.tty_.reset();
    return failed(EIO, "there is no keyboard: this process runs in the terminal's background");
  }
  termios raw = keyboard.former_;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 1;
  raw.c_cc[VTIME] = 0;
  if (::tcsetattr(keyboard.tty_.get(), TCSANOW, &raw) != 0) {
    const int code = errno;
    keyboard.tty_.reset();
    return tl::make_unexpected(system_error(code, "terminal mode"));
  }
  return keyboard;
}

Keyboard::Keyboard(Keyboard&& other) noexcept
    : tty_(std::move(other.tty_)), former_(other.former_), gone_(other.gone_) {}

Keyboard::~Keyboard() {
  if (tty_) ::tcsetattr(tty_.get(), TCSANOW, &former_);
}

std::optional<char> Keyboard::next() {
  char key = '\0';
  ssize_t got = 0;
  do {
    got = ::read(tty_.get(), &key, 1);
  } while (got < 0 && errno == EINTR);
  if (got == 1) return key;
  gone_ = gone_ || got == 0 || errno != EAGAIN;
  return std::nullopt;
}

}  // namespace classbell::platform
