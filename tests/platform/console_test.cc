#include "platform/linux/console.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace classbell::platform {
namespace {

// A pseudo terminal: the test sits at its keyboard and sees what is on it.
class Pty {
 public:
  Pty() : master_(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC)) {
    EXPECT_EQ(::grantpt(master_.get()), 0);
    EXPECT_EQ(::unlockpt(master_.get()), 0);
    std::array<char, 64> name{};
    EXPECT_EQ(::ptsname_r(master_.get(), name.data(), name.size()), 0);
    slave_.reset(::open(name.data(), O_RDWR | O_NOCTTY | O_CLOEXEC));
    ::fcntl(master_.get(), F_SETFL, O_NONBLOCK);
  }
  int slave() const { return slave_.get(); }
  void type(const std::string& keys) {
    EXPECT_EQ(::write(master_.get(), keys.data(), keys.size()), static_cast<ssize_t>(keys.size()));
  }
  std::string seen() const {
    std::string all;
    std::array<char, 4096> block{};
    for (;;) {
      const ssize_t got = ::read(master_.get(), block.data(), block.size());
      if (got <= 0) return all;
      all.append(block.data(), static_cast<std::size_t>(got));
    }
  }
  void hang_up() { master_.reset(); }

 private:
  Descriptor master_;
  Descriptor slave_;
};

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Columns, CountsAsTerminalsDo) {
  EXPECT_EQ(columns_of(""), 0);
  EXPECT_EQ(columns_of("abc"), 3);
  EXPECT_EQ(columns_of("数学课"), 6);
  EXPECT_EQ(columns_of("，。ＡＢ"), 8);
  EXPECT_EQ(columns_of("é"), 1);
  EXPECT_EQ(columns_of("e\xCC\x81"), 1);         // e and a combining acute
  EXPECT_EQ(columns_of("\xF0\xA0\x80\x80"), 2);  // U+20000
  EXPECT_EQ(columns_of("한국ｶﾅ"), 6);
  EXPECT_EQ(columns_of("\x1b[31mred"), 3);
}

TEST(Columns, FitsExactly) {
  EXPECT_EQ(fit_columns("abc", 5), "abc  ");
  EXPECT_EQ(fit_columns("abcdef", 5), "abcde");
  EXPECT_EQ(fit_columns("数学课", 5), "数学 ");
  EXPECT_EQ(fit_columns("数学课", 0), "");
  EXPECT_EQ(fit_columns("a\nb\x1b[2J", 4), "a b ");
}

TEST(Console, DrawsAFrame) {
  const Pty pty;
  Console console(pty.slave(), 10, 2);
  ASSERT_TRUE(console.is_active());
  EXPECT_TRUE(has(pty.seen(), "\x1b[?1049h"));
  console.draw({"数学课", "08:00 \x1b[2J", "too many"}, {true, false, false});
  const std::string seen = pty.seen();
  EXPECT_TRUE(has(seen, "\x1b[1;1H+------------+"));
  EXPECT_TRUE(has(seen, "| 数学课     |"));
  EXPECT_TRUE(has(seen, "| 08:00      |"));
  EXPECT_FALSE(has(seen, "too many"));
  EXPECT_FALSE(has(seen, "\x1b[2J"));
  EXPECT_TRUE(has(seen, "(*) green"));
  EXPECT_TRUE(has(seen, "( ) red"));
}

TEST(Console, WritesOnlyWhatChanged) {
  const Pty pty;
  Console console(pty.slave(), 10, 2);
  console.draw({"one", "two"}, {});
  pty.seen();
  console.draw({"one", "two"}, {});
  EXPECT_EQ(pty.seen(), "");
  console.draw({"one", "three"}, {});
  const std::string seen = pty.seen();
  EXPECT_TRUE(has(seen, "three"));
  EXPECT_FALSE(has(seen, "one"));
  console.forget();
  console.draw({"one", "three"}, {});
  EXPECT_TRUE(has(pty.seen(), "one"));
}

TEST(Console, GivesTheTerminalBack) {
  const Pty pty;
  { const Console console(pty.slave(), 10, 2); }
  const std::string seen = pty.seen();
  EXPECT_TRUE(has(seen, "\x1b[?25h"));
  EXPECT_TRUE(has(seen, "\x1b[?1049l"));
  EXPECT_EQ(::fcntl(pty.slave(), F_GETFL) & O_NONBLOCK, 0);
}

// Goal: a terminal that takes nothing stops nobody, and shows the latest frame afterwards.
TEST(Console, NeverBlocks) {
  const Pty pty;
  Console console(pty.slave(), 60, 10);
  for (int i = 0; i < 2000; ++i) console.draw(std::vector<std::string>(10, "line " + std::to_string(i)), {});
  for (int i = 0; i < 50; ++i) {
    pty.seen();
    console.draw(std::vector<std::string>(10, "the last line"), {});
  }
  console.forget();
  console.draw(std::vector<std::string>(10, "the last line"), {});
  EXPECT_TRUE(has(pty.seen(), "\x1b[11;1H| the last line"));
}

TEST(Console, SaysNothingToAFile) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  {
    Console console(ends[1], 10, 2);
    EXPECT_FALSE(console.is_active());
    console.draw({"x"}, {});
  }
  char byte = 0;
  EXPECT_EQ(::read(ends[0], &byte, 1), -1);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(Keyboard, ReadsSingleKeys) {
  Pty pty;
  termios before{};
  ::tcgetattr(pty.slave(), &before);
  {
    auto keyboard = Keyboard::open(pty.slave());
    ASSERT_TRUE(keyboard) << keyboard.error().detail;
    pollfd ready{keyboard->descriptor(), POLLIN, 0};
    EXPECT_EQ(keyboard->next(), std::nullopt);
    EXPECT_FALSE(keyboard->is_gone());
    pty.type(" x");
    EXPECT_EQ(::poll(&ready, 1, 1000), 1);
    EXPECT_EQ(keyboard->next(), ' ');
    EXPECT_EQ(keyboard->next(), 'x');
    EXPECT_EQ(keyboard->next(), std::nullopt);
    EXPECT_EQ(pty.seen(), "");  // No echo.
  }
  termios after{};
  ::tcgetattr(pty.slave(), &after);
  EXPECT_EQ(after.c_lflag, before.c_lflag);
}

TEST(Keyboard, NoticesThatTheTerminalIsGone) {
  Pty pty;
  auto keyboard = Keyboard::open(pty.slave());
  ASSERT_TRUE(keyboard);
  pty.hang_up();
  EXPECT_EQ(keyboard->next(), std::nullopt);
  EXPECT_TRUE(keyboard->is_gone());
}

TEST(Keyboard, NeedsATerminal) {
  const Descriptor null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  EXPECT_EQ(Keyboard::open(null.get()).error().code, ENOTTY);
}

}  // namespace
}  // namespace classbell::platform
