// The part of `classbell check` that looks at panel, LEDs and button

#include "board/findings.h"
#include "board/parts.h"

namespace classbell::board {
namespace {

// What the running terminal says of its part. It is not opened beside it: that would put out a lamp.
void check_running(const std::string& what, const vendors::Value& state, const std::string& good,
                   const std::string& remedy, Findings& findings) {
  const std::string said = state.to_text();
  if (said == "ok") findings.good(what, good + ", in use by the running terminal");
  else if (said == "none") findings.bad(kExitConfig, what, "E-DEVICE the running terminal has none; restart it");
  else findings.bad(kExitConfig, what, "E-DEVICE " + said + "; " + remedy);
}

// `remedy` is where to look. nullptr: it is in use, or cannot be had.
template <class T>
std::shared_ptr<T> check_part(const std::string& what, const Opener<T>& open, const std::string& good,
                              const std::string& remedy, const vendors::Value* running, Findings& findings) {
  const std::string name = what.substr(what.find(' ') + 1);  // "LED green" is "green" in the status.
  if (const vendors::Value* state = running != nullptr ? running->find(name) : nullptr) {
    check_running(what, *state, good, remedy, findings);
    return nullptr;
  }
  auto opened = open();
  if (!opened) {
    findings.bad(kExitConfig, what, "E-DEVICE " + opened.error().detail + "; " + remedy);
    return nullptr;
  }
  if (opened->flaw) findings.bad(kExitConfig, what, "E-DEVICE " + opened->flaw->detail + "; " + remedy);
  else findings.good(what, good);
  return std::move(opened->part);
}

std::string line_text(const platform::GpioLine& line) {
  return "GPIO line " + line.line + (line.chip.empty() ? "" : " of " + line.chip);
}

}  // namespace

void check_devices(const Config& config, const vendors::Value* running, Findings& findings) {
  if (config.board == "sim")
    findings.doubtful("board",
                      "sim, which has the terminal it runs in and nothing else; [terminal] board names a wall's");
  else findings.good("board", config.board);
  if (const auto open = display_opener(config)) {
    check_part(std::string("display"), open, config.display.device,
               "is the panel's driver loaded, and this user in the group 'video'? Mend [display] panel and device",
               running, findings);
  } else {
    const bool is_console = config.display.panel == DisplayConfig::Panel::kConsole;
    if (is_console && config.board != "sim")
      findings.doubtful("display", "the console, which the terminal has only where it is run by hand");
    else findings.good("display", is_console ? "the console" : "none configured");
  }
  for (std::size_t i = 0; i < kLedNames.size(); ++i) {
    const std::string what = "LED " + std::string(kLedNames[i]);
    const auto open = led_opener(config.leds, i);
    const bool is_gpio = config.leds.output == LedsConfig::Output::kGpio;
    if (!open) {
      const bool is_drawn = config.leds.output == LedsConfig::Output::kConsole;
      findings.good(what, is_drawn ? "on the console" : "none configured");
      continue;
    }
    check_part(what, open, is_gpio ? line_text(config.leds.lines[i]) : config.leds.lines[i].line,
               "mend [leds] " + std::string(kLedNames[i]) + ", or free the line", running, findings);
  }
  const auto open = button_opener(config.button);
  if (!open) {
    const bool is_keyboard = config.button.input == ButtonConfig::Input::kKeyboard;
    return findings.good("button", is_keyboard ? "the space bar" : "none configured");
  }
  const bool is_gpio = config.button.input == ButtonConfig::Input::kGpio;
  const auto button = check_part(
      std::string("button"), open, is_gpio ? line_text(config.button.line) : config.button.device,
      is_gpio ? "mend [button] line and chip, or free the line" : "mend [button] device and key", running, findings);
  if (button != nullptr && button->is_down()) {
    findings.bad(kExitConfig, "button",
                 "E-DEVICE it is down. If nobody presses it: check the wire, and [button] active and bias");
  }
}

}  // namespace classbell::board
