// The part of `classbell check` that looks at panel, LEDs and button

#include <cerrno>

#include "board/findings.h"
#include "board/parts.h"

namespace classbell::board {
namespace {

// `remedy` is where to look; a part that the running terminal holds is as it should be.
template <class T>
std::shared_ptr<T> check_part(const std::string& what, const Opener<T>& open, const std::string& good,
                              const std::string& remedy, bool is_running, Findings& findings) {
  auto opened = open();
  if (opened && opened->flaw) {
    findings.bad(kExitConfig, what, "E-DEVICE " + opened->flaw->detail + "; " + remedy);
    return std::move(opened->part);
  }
  if (opened) {
    findings.good(what, good);
    return std::move(opened->part);
  }
  const platform::Error& error = opened.error();
  if (error.code == EBUSY && is_running) findings.good(what, good + ", in use by the running terminal");
  else findings.bad(kExitConfig, what, "E-DEVICE " + error.detail + "; " + remedy);
  return nullptr;
}

std::string line_text(const platform::GpioLine& line) {
  return "GPIO line " + line.line + (line.chip.empty() ? "" : " of " + line.chip);
}

}  // namespace

void check_devices(const Config& config, bool is_running, Findings& findings) {
  findings.good("board", config.board);
  if (const auto open = display_opener(config)) {
    check_part(std::string("display"), open, config.display.device,
               "is the panel's driver loaded, and this user in the group 'video'? Mend [display] panel and device",
               is_running, findings);
  } else {
    findings.good("display",
                  config.display.panel == DisplayConfig::Panel::kConsole ? "the console" : "none configured");
  }
  constexpr std::string_view kColours[] = {"green", "amber", "red"};
  for (std::size_t i = 0; i < 3; ++i) {
    const std::string what = "LED " + std::string(kColours[i]);
    const auto open = led_opener(config.leds, i);
    const bool is_gpio = config.leds.output == LedsConfig::Output::kGpio;
    if (!open) {
      const bool is_drawn = config.leds.output == LedsConfig::Output::kConsole;
      findings.good(what, is_drawn ? "on the console" : "none configured");
      continue;
    }
    check_part(what, open, is_gpio ? line_text(config.leds.lines[i]) : config.leds.lines[i].line,
               "mend [leds] " + std::string(kColours[i]) + ", or free the line", is_running, findings);
  }
  const auto open = button_opener(config.button);
  if (!open) {
    const bool is_keyboard = config.button.input == ButtonConfig::Input::kKeyboard;
    return findings.good("button", is_keyboard ? "the space bar" : "none configured");
  }
  const bool is_gpio = config.button.input == ButtonConfig::Input::kGpio;
  const auto button = check_part(
      std::string("button"), open, is_gpio ? line_text(config.button.line) : config.button.device,
      is_gpio ? "mend [button] line and chip, or free the line" : "mend [button] device and key", is_running, findings);
  if (button != nullptr && button->is_down()) {
    findings.bad(kExitConfig, "button",
                 "E-DEVICE it is down. If nobody presses it: check the wire, and [button] active and bias");
  }
}

}  // namespace classbell::board
