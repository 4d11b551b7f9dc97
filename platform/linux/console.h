#ifndef CLASSBELL_PLATFORM_LINUX_CONSOLE_H_
#define CLASSBELL_PLATFORM_LINUX_CONSOLE_H_

#include <termios.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// How many columns a terminal gives to printable text: 2 for a Chinese character, 0 for a combining mark. By a table
// of its own, since a static binary has no locales.
int columns_of(std::string_view text);

// `text` made printable, cut at a character's border or filled with blanks to exactly `columns` columns.
std::string fit_columns(std::string_view text, int columns);

struct Lamps {  // Which LEDs are lit.
  bool green = false;
  bool amber = false;
  bool red = false;

  friend bool operator==(const Lamps& a, const Lamps& b) {
    return a.green == b.green && a.amber == b.amber && a.red == b.red;
  }
};

// The terminal's face on a text console: a frame with three lamps and some lines, at the top of the alternate screen;
// what else is written there (the log) scrolls below. ANSI escapes that any xterm and the Linux console know.
// Only ASCII for the frame: CJK terminals draw box characters two columns wide.
class Console {
 public:
  // On the terminal that `fd` is; that is opened anew, so that its flags are not the shell's. Where `fd` is no
  // terminal, the console draws nothing, and never writes. `columns` and `rows` of text, without the frame.
  Console(int fd, int columns, int rows);
  ~Console();  // Gives the terminal back as it was.
  Console(const Console&) = delete;
  Console& operator=(const Console&) = delete;

  bool is_active() const { return static_cast<bool>(tty_); }

  // Shows the lines (too many are left out) and lamps; writes only the rows that changed. Does not block: while the
  // terminal takes nothing (Ctrl-S), frames are left out.
  void draw(const std::vector<std::string>& lines, Lamps lamps);

  // The next draw() writes all rows: somebody else has written over them.
  void forget();

 private:
  std::vector<std::string> rows_of(const std::vector<std::string>& lines, Lamps lamps) const;
  bool flush();

  Descriptor tty_;
  int columns_;
  int rows_;
  std::vector<std::string> shown_;
  std::string pending_;  // What the terminal has not taken yet.
};

// Single key presses, for a terminal without a button: no echo, no waiting for Enter. Ctrl-C still interrupts.
class Keyboard {
 public:
  // Errors: ENOTTY `fd` is no terminal; EIO this process runs in its background (a shell's '&').
  static tl::expected<Keyboard, Error> open(int fd);
  Keyboard(Keyboard&&) noexcept;
  Keyboard& operator=(Keyboard&&) = delete;
  ~Keyboard();  // Gives the terminal its former mode.

  // Readable when a key was pressed.
  int descriptor() const { return tty_.get(); }

  // The next byte that was typed, if any; ' ' is the button. Keys such as the arrows are several bytes, the first ESC.
  // Does not block.
  std::optional<char> next();

  // Whether the terminal is gone (its window closed): unwatch the descriptor then, it stays readable for ever.
  bool is_gone() const { return gone_; }

 private:
  Keyboard() = default;
  Descriptor tty_;
  termios former_{};
  bool gone_ = false;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CONSOLE_H_
