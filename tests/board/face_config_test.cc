// Goal: [display], [leds] and [button] say what the face is made of, a board's file gives the defaults, and what is
// wrong is one line that names file, line, key and what is allowed. Method: configuration files of a few lines.
#include <gtest/gtest.h>
#include <linux/input-event-codes.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "board/boards.h"
#include "board/config.h"

namespace classbell::board {
namespace {

class FaceConfigTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "classbell-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    path_ = folder_ + "/c.conf";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  tl::expected<Config, std::string> load(const std::string& text) {
    std::ofstream(path_) << text;
    return load_config(path_);
  }
  // The one line, without the file's folder.
  std::string error(const std::string& text) {
    const auto config = load(text);
    if (config) return "none";
    const std::string& line = config.error();
    return line.rfind(folder_ + "/", 0) == 0 ? line.substr(folder_.size() + 1) : line;
  }

  std::string folder_;
  std::string path_;
};

using Panel = DisplayConfig::Panel;
using Output = LedsConfig::Output;
using Input = ButtonConfig::Input;

TEST_F(FaceConfigTest, TheSimulatedBoardIsTheDefault) {
  const auto config = load("[terminal]\nroom = 1\n");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->board, "sim");
  EXPECT_EQ(config->display.panel, Panel::kConsole);
  EXPECT_EQ(config->leds.output, Output::kConsole);
  EXPECT_EQ(config->button.input, Input::kKeyboard);
  EXPECT_EQ(config->leds.table, kDefaultLeds);
}

TEST_F(FaceConfigTest, WithoutTerminalTheRoomsTimeIsShanghais) {
  constexpr Milliseconds kShanghaisMidnight = 1772294400000;  // 2026-02-28T16:00:00Z
  for (const std::string text : {"[lesson]\nauto_start = no\n", "[terminal]\nroom = 1\n"}) {
    const auto config = load(text);
    ASSERT_TRUE(config) << config.error();
    EXPECT_EQ(config->zone.instant({2026, 3, 1}), kShanghaisMidnight) << text;
  }
}

TEST_F(FaceConfigTest, AnUnknownSectionIsToldWhichThereAre) {
  EXPECT_EQ(error("[terminal]\nroom = 1\n[bell]\n"),
            "c.conf:3: [bell]: unknown section; allowed: [terminal], [lesson], [kiosk], [timetable], [holidays], "
            "[display], [leds], [button], [callbacks], [source NAME]");
}

TEST_F(FaceConfigTest, ASocketNeedsNoSecret) {
  const std::string text =
      "[terminal]\nsocket = /run/x.sock\n[source a]\nvendor = sxb\nbase_url = https://h\npwd_file = /nonexistent\n";
  EXPECT_NE(error(text), "none");
  EXPECT_EQ(load_socket(path_).value_or(""), "/run/x.sock");
  EXPECT_NE(error("[terminal]\nlanguage = fr\n"), "none");
  EXPECT_FALSE(load_socket(path_));
  EXPECT_EQ(error("[lesson]\nauto_stop = no\n"), "none");
  EXPECT_EQ(load_socket(path_).value_or(""), "/run/classbell/classbell.sock");
}

TEST_F(FaceConfigTest, EveryBoardsFileIsRight) {
  ASSERT_GE(boards().size(), 3U);
  for (const Board& board : boards()) {
    const auto config = load("[terminal]\nboard = " + std::string(board.name) + "\n");
    EXPECT_TRUE(config) << config.error();
  }
}

TEST_F(FaceConfigTest, ABoardGivesDefaultsAndTheFileHasTheLastWord) {
  auto config = load("[terminal]\nboard = rpi\n");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->display.panel, Panel::kFramebuffer);
  EXPECT_EQ(config->button.input, Input::kGpio);
  EXPECT_EQ(config->button.line.line, "GPIO17");
  EXPECT_TRUE(config->button.line.active_low);
  EXPECT_EQ(config->button.bias, platform::GpioBias::kPullUp);
  EXPECT_EQ(config->leds.lines[1].line, "GPIO24");
  EXPECT_FALSE(config->leds.lines[1].active_low);

  config = load("[terminal]\nboard = rpi\n[button]\nline = GPIO5\ndebounce = 25ms\n[leds]\namber =\nactive = low\n");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->button.line.line, "GPIO5");
  EXPECT_EQ(config->button.debounce_ms, 25);
  EXPECT_EQ(config->button.input, Input::kGpio);
  EXPECT_EQ(config->leds.lines[0].line, "GPIO23");
  EXPECT_EQ(config->leds.lines[1].line, "");
  EXPECT_TRUE(config->leds.lines[2].active_low);

  config =
      load("[terminal]\nboard = generic\n[display]\npanel = charlcd\ndevice = /dev/lcd\nsize = 20x4\ntitles = no\n");
  ASSERT_TRUE(config) << config.error();
  EXPECT_EQ(config->leds.output, Output::kSysfs);
  EXPECT_EQ(config->button.input, Input::kKey);
  EXPECT_EQ(config->button.key, KEY_PROG1);
  EXPECT_EQ(config->display.panel, Panel::kCharacterLcd);
  EXPECT_EQ(config->display.columns, 20);
  EXPECT_EQ(config->display.rows, 4);
  EXPECT_FALSE(config->display.titles);
}

TEST_F(FaceConfigTest, ACharacterLcdIsNoFramebuffer) {
  for (const std::string board : {"generic", "rpi", "sim"}) {
    const auto config = load("[terminal]\nboard = " + board + "\n[display]\npanel = charlcd\n");
    ASSERT_TRUE(config) << config.error();
    EXPECT_EQ(config->display.device, "/dev/lcd");
  }
  EXPECT_EQ(load("[terminal]\nboard = rpi\n")->display.device, "/dev/fb0");
}

TEST_F(FaceConfigTest, AConsoleNeedsItsPanel) {
  const std::string wall = "[terminal]\nboard = generic\n";
  EXPECT_EQ(error(wall + "[button]\ninput = keyboard\n"),
            "c.conf:4: input: keyboard is the space bar of [display] panel = console; a button on USB is evdev");
  EXPECT_EQ(error(wall + "[leds]\noutput = console\n"),
            "c.conf:4: output: console needs [display] panel = console; LEDs on wires are gpio or sysfs");
  EXPECT_EQ(error(wall + "[display]\npanel = console\n[leds]\noutput = console\n[button]\ninput = keyboard\n"), "none");
  EXPECT_EQ(error("[display]\npanel = none\n"), "none");
}

TEST_F(FaceConfigTest, LedPatterns) {
  const auto config = load("[leds]\nready = off\nlive = green, red blink\nfault = red fast, amber on\n");
  ASSERT_TRUE(config) << config.error();
  const auto sign = [&](LedSign s) { return config->leds.table[static_cast<std::size_t>(s)]; };
  EXPECT_EQ(sign(LedSign::kReady), Leds());
  EXPECT_EQ(sign(LedSign::kLive), (Leds{LedPattern::kOn, LedPattern::kOff, LedPattern::kBlink}));
  EXPECT_EQ(sign(LedSign::kFault), (Leds{LedPattern::kOff, LedPattern::kOn, LedPattern::kFastBlink}));
  EXPECT_EQ(sign(LedSign::kEnding), (Leds{LedPattern::kOff, LedPattern::kBlink, LedPattern::kBlink}));
  EXPECT_EQ(terminal_settings(*config, 1).leds, config->leds.table);
}

TEST_F(FaceConfigTest, WhatIsWrongIsOneLine) {
  EXPECT_EQ(error("[terminal]\nboard = pi\n"), "c.conf:2: board: 'pi' is not allowed; one of: generic, rpi, sim");
  EXPECT_EQ(error("[display]\npanel = lcd\n"),
            "c.conf:2: panel: 'lcd' is not allowed; one of: console, framebuffer, charlcd, none");
  EXPECT_EQ(error("[display]\nsize = 40x2\n"), "c.conf:2: size: '40x2' is not allowed; one of: 16x2, 20x4");
  EXPECT_EQ(error("[button]\ninput = gpio\n"),
            "c.conf:1: line: missing in [button]: the button's GPIO line, by its name or number");
  EXPECT_EQ(error("[button]\ninput = gpio\nline = 17\n"),
            "c.conf:3: line: a line's number needs its chip: chip = gpiochip0; or give the line's name, as in GPIO17");
  EXPECT_EQ(error("[button]\ninput = gpio\nchip = gpiochip0\nline = 17\n"), "none");
  EXPECT_EQ(error("[button]\ndebounce = 200ms\n"), "c.conf:2: debounce: '200ms' is out of range: 1ms to 50ms");
  EXPECT_EQ(error("[button]\ninput = evdev\n"),
            "c.conf:1: device: missing in [button]: the button's device, as in /dev/input/by-path");
  EXPECT_EQ(error("[button]\nkey = return\n"),
            "c.conf:2: key: 'return' is no key; allowed: any, enter, space, power, ... or the number evtest shows");
  EXPECT_EQ(error("[button]\npin = 17\n"),
            "c.conf:2: pin: unknown key in [button]; allowed: active, bias, chip, debounce, device, input, key, line");
  EXPECT_EQ(error("[leds]\noutput = gpio\n"),
            "c.conf:1: green: missing in [leds], as are amber and red: a GPIO line, by its name or number");
  EXPECT_EQ(error("[leds]\noutput = sysfs\nred = ../x\n"),
            "c.conf:3: red: must be the name of a folder in /sys/class/leds");
  for (const char* bad : {"blue", "green quick", "green on on", ",", "green,, blue", "red fast amber"}) {
    EXPECT_EQ(error(std::string("[leds]\nlive = ") + bad + "\n"),
              std::string("c.conf:2: live: '") + bad +
                  "' is no LED pattern; write: green, red blink, or: red fast, amber on, or: off");
  }
}

// What follows from a board's file is told of the place where it can be mended.
TEST_F(FaceConfigTest, AWrongMixNamesTheFileThatMadeIt) {
  EXPECT_EQ(error("[terminal]\nboard = generic\n[button]\ninput = gpio\n"),
            "c.conf:3: line: missing in [button]: the button's GPIO line, by its name or number");
  EXPECT_EQ(error("[terminal]\nboard = generic\n[leds]\noutput = gpio\n"),
            "none");  // Lines so named; check finds none.
}

}  // namespace
}  // namespace classbell::board
