#ifndef CLASSBELL_BOARD_FACE_CONFIG_H_
#define CLASSBELL_BOARD_FACE_CONFIG_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "board/config_reader.h"
#include "core/view.h"
#include "platform/linux/gpio.h"

// [display], [leds] and [button]: what the room's face is made of. A board's own board.ini gives the defaults.
namespace classbell::board {

struct DisplayConfig {
  enum class Panel : std::uint8_t { kNone, kConsole, kFramebuffer, kCharacterLcd };
  Panel panel = Panel::kNone;
  std::string device;
  std::string font;  // Of a framebuffer; empty: what is built in.
  int columns = 16;  // Of a character LCD.
  int rows = 2;
  bool titles = true;
};

inline constexpr std::array<std::string_view, 3> kLedNames{"green", "amber", "red"};

struct LedsConfig {
  enum class Output : std::uint8_t { kNone, kConsole, kGpio, kSysfs };
  Output output = Output::kNone;
  std::array<platform::GpioLine, 3> lines;  // In the order of kLedNames; of sysfs its names. An empty one: none.
  LedTable table = kDefaultLeds;
};

struct ButtonConfig {
  enum class Input : std::uint8_t { kNone, kKeyboard, kGpio, kKey };
  Input input = Input::kNone;
  platform::GpioLine line;
  platform::GpioBias bias = platform::GpioBias::kPullUp;
  Milliseconds debounce_ms = 10;
  std::string device;
  std::uint16_t key = 0;
};

void take_display(Section& section, DisplayConfig& display);
void take_leds(Section& section, LedsConfig& leds);
void take_button(Section& section, ButtonConfig& button);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_FACE_CONFIG_H_
