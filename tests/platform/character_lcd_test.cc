#include "platform/linux/character_lcd.h"

#include <fcntl.h>
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <unistd.h>

#include <array>
#include <string>

#include "screens.h"

namespace classbell::platform {
namespace {

// What the kernel's charlcd makes of bytes (drivers/auxdisplay/charlcd.c): the parts of it that have an effect on text.
class Lcd {
 public:
  Lcd(int columns, int rows)
      : cells_(static_cast<std::size_t>(rows), std::string(static_cast<std::size_t>(columns), '?')) {}

  void take(const std::string& bytes) {
    for (const char byte : bytes) take(byte);
  }
  const std::vector<std::string>& cells() const { return cells_; }
  // As it comes back when its power was gone: it shows nothing that it is sent, until it is initialised.
  void lose_power() {
    for (std::string& row : cells_) row.assign(row.size(), '?');
    is_up_ = has_cursor = has_light = false;
  }
  bool has_cursor = false;  // Or it blinks.
  bool has_light = false;
  int strange = 0;  // Bytes that a real one would show as garbage, drop, or write past its end.

 private:
  void take(char byte) {
    if (in_escape_) {
      escape_ += byte;
      finish_escape();
    } else if (byte == '\x1b') {
      in_escape_ = true;
      escape_.clear();
    } else if (byte == '\f') {
      clear();
    } else if (byte < ' ' || byte > '}' || byte == '\\' || y_ >= cells_.size() || x_ >= cells_[y_].size()) {
      ++strange;
    } else {
      if (is_up_) cells_[y_][x_] = byte;
      ++x_;
    }
  }
  void clear() {
    for (std::string& row : cells_) row.assign(row.size(), is_up_ ? ' ' : '?');
    x_ = y_ = 0;
  }
  void finish_escape() {
    if (escape_.size() < 3) return;
    if (escape_.substr(0, 2) != "[L") {
      ++strange;
    } else if (escape_[2] == 'x') {
      if (escape_.back() != ';') return;
      unsigned x = 0;
      unsigned y = 0;
      if (std::sscanf(escape_.c_str(), "[Lx%uy%u;", &x, &y) != 2) ++strange;
      x_ = x;
      y_ = y;
    } else if (escape_[2] == 'I') {
      is_up_ = cursor_ = blink_ = true;
      has_light = false;
      clear();
    } else if (escape_[2] == 'c') {
      cursor_ = false;
    } else if (escape_[2] == 'b') {
      blink_ = false;
    } else if (escape_[2] == '+') {
      has_light = true;
    } else {
      ++strange;
    }
    has_cursor = cursor_ || blink_;
    in_escape_ = false;
  }

  std::vector<std::string> cells_;
  bool is_up_ = false;
  bool cursor_ = false;
  bool blink_ = false;
  std::size_t x_ = 0;
  std::size_t y_ = 0;
  bool in_escape_ = false;
  std::string escape_;
};

// A pipe in the device's place.
struct Wire {
  Wire() {
    std::array<int, 2> ends{};
    EXPECT_EQ(::pipe2(ends.data(), O_NONBLOCK | O_CLOEXEC), 0);
    reader.reset(ends[0]);
    writer.reset(ends[1]);
  }
  std::string sent() const {
    std::string all;
    std::array<char, 4096> block{};
    for (ssize_t got; (got = ::read(reader.get(), block.data(), block.size())) > 0;) {
      all.append(block.data(), static_cast<std::size_t>(got));
    }
    return all;
  }
  Descriptor reader;
  Descriptor writer;
};

Screen named(const std::string& name, Title title) {
  for (const NamedScreen& screen : screens_of_a_day(Language::kEnglish, title)) {
    if (screen.name == name) return screen.screen;
  }
  ADD_FAILURE() << name;
  return {};
}

TEST(CharacterLcd, SaysStateAndCountdown) {
  using Rows = std::vector<std::string>;
  EXPECT_EQ(lcd_rows(named("live", Title::kShort), 16, 2, 0), (Rows{"Live       33:00", "08:00-08:45     "}));
  EXPECT_EQ(lcd_rows(named("live", Title::kShort), 16, 2, 1), (Rows{"Live       33:00", "elapsed 11:59   "}));
  EXPECT_EQ(lcd_rows(named("idle", Title::kNone), 16, 2, 0), (Rows{"Next lesson     ", "08:00     1h 05m"}));
  EXPECT_EQ(lcd_rows(named("opening", Title::kNone), 16, 2, 0), (Rows{"Starting soon   ", "08:00       4:05"}));
  EXPECT_EQ(lcd_rows(named("waiting", Title::kNone), 16, 2, 1), (Rows{"somebody in the ", "08:00       1:02"}));
  EXPECT_EQ(lcd_rows(named("idle", Title::kNone), 20, 4, 0),
            (Rows{"Room 301       06:55", "Next lesson   1h 05m", "                    ", "08:00-08:45         "}));
  EXPECT_EQ(lcd_rows(named("holding", Title::kNone), 20, 4, 0),
            (Rows{"Room 301    08:12:00", "Live           33:00", "[##########........]", "To stop, hold for 2 "}));
  EXPECT_EQ(lcd_rows(named("fault", Title::kNone), 16, 2, 0), (Rows{"Fault      E-CLK", "E-CLK The clock "}));
  EXPECT_EQ(lcd_rows(named("fault", Title::kNone), 16, 2, 1), (Rows{"Fault      E-CLK", "is not set:     "}));
}

// Goal: every screen of the day arrives as it is meant, by as few bytes as it needs, and none of it is garbage.
TEST(CharacterLcd, ShowsEachScreen) {
  for (const auto& [columns, rows] : {std::pair{16, 2}, std::pair{20, 4}}) {
    Wire wire;
    CharacterLcd display(std::move(wire.writer), columns, rows);
    Lcd lcd(columns, rows);
    for (const Title title : {Title::kNone, Title::kLong}) {
      for (const NamedScreen& screen : screens_of_a_day(Language::kEnglish, title)) {
        ASSERT_TRUE(display.present(screen.screen));
        lcd.take(wire.sent());
        EXPECT_EQ(lcd.cells(), lcd_rows(screen.screen, columns, rows, 0)) << screen.name;
        ASSERT_TRUE(display.present(screen.screen));
        EXPECT_EQ(wire.sent(), "") << screen.name;
      }
    }
    EXPECT_EQ(lcd.strange, 0);
    EXPECT_FALSE(lcd.has_cursor);
    EXPECT_TRUE(lcd.has_light);
  }
}

// Goal: a panel that was replugged shows the screen again, though no write failed; but it is not initialised, which
// blocks, while a lesson opens, starts, ends or is stopped, nor when there is news. Method: one that is renewed
// whenever it may be.
TEST(CharacterLcd, BringsBackAPanelThatLostItsPower) {
  Wire wire;
  CharacterLcd display(std::move(wire.writer), 16, 2, 0);
  Lcd lcd(16, 2);
  for (const auto& [name, is_renewed] :
       {std::pair{"idle", true}, std::pair{"opening", false}, std::pair{"starting", false}, std::pair{"live", true},
        std::pair{"ending", false}}) {
    const Screen screen = named(name, Title::kNone);
    ASSERT_TRUE(display.present(screen));
    lcd.take(wire.sent());
    lcd.lose_power();
    ASSERT_TRUE(display.present(screen));
    lcd.take(wire.sent());
    EXPECT_EQ(lcd.cells() == lcd_rows(screen, 16, 2, 0), is_renewed) << name;
    EXPECT_EQ(lcd.has_light, is_renewed) << name;
    EXPECT_FALSE(lcd.has_cursor) << name;
  }
  EXPECT_EQ(lcd.strange, 0);
}

TEST(CharacterLcd, WritesOnlyWhatChanged) {
  Wire wire;
  CharacterLcd display(std::move(wire.writer), 16, 2);
  Screen screen = named("live", Title::kNone);
  ASSERT_TRUE(display.present(screen));
  wire.sent();
  screen.big = "32:59";
  ASSERT_TRUE(display.present(screen));
  EXPECT_EQ(wire.sent(), "\x1b[Lx12y0;2:59");
}

// Goal: a screen that is drawn seldom shows each page all the same. (By the time that passed a minute is thirty turns,
// and of two pages the same one came each time.)
TEST(CharacterLcd, TurnsAPageEachTimeItIsDrawn) {
  Wire wire;
  CharacterLcd display(std::move(wire.writer), 16, 2);
  Lcd lcd(16, 2);
  const Screen screen = named("live", Title::kShort);
  for (const std::size_t turn : {0U, 1U}) {
    if (turn != 0) std::this_thread::sleep_for(std::chrono::milliseconds(4100));
    ASSERT_TRUE(display.present(screen));
    lcd.take(wire.sent());
    EXPECT_EQ(lcd.cells(), lcd_rows(screen, 16, 2, turn));
  }
}

TEST(CharacterLcd, ChineseIsLeftOut) {
  Screen screen;
  screen.heading = "上课中";
  screen.big = "1:00";
  screen.title = "数学（一）";
  screen.footer = "\x1b[2J~\\Ａ１";
  const auto rows = lcd_rows(screen, 16, 2, 0);
  EXPECT_EQ(rows[0], "            1:00");
  EXPECT_EQ(rows[1], "-/A1            ");
}

// Goal: a device that takes nothing stops nobody; one that is gone is an error, and all is written when it is back.
TEST(CharacterLcd, NeverBlocksAndReportsErrors) {
  Wire wire;
  ::fcntl(wire.writer.get(), F_SETPIPE_SZ, 4096);
  while (::write(wire.writer.get(), "x", 1) == 1) continue;
  CharacterLcd display(std::move(wire.writer), 16, 2);
  EXPECT_TRUE(display.present(named("idle", Title::kNone)));
  EXPECT_TRUE(display.present(named("live", Title::kNone)));
  wire.sent();
  EXPECT_TRUE(display.present(named("live", Title::kNone)));
  Lcd lcd(16, 2);
  lcd.take(wire.sent());
  EXPECT_EQ(lcd.cells(), lcd_rows(named("live", Title::kNone), 16, 2, 0));

  CharacterLcd full(Descriptor(::open("/dev/full", O_WRONLY | O_CLOEXEC)), 16, 2);
  EXPECT_EQ(full.present(named("live", Title::kNone)).error().code, ENOSPC);
  EXPECT_EQ(CharacterLcd::open("/nowhere/lcd", 16, 2).error().code, ENOENT);
}

}  // namespace
}  // namespace classbell::platform
