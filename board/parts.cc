#include "board/parts.h"

#include <unistd.h>

#include <memory>
#include <utility>

#include "board/panel.h"
#include "platform/linux/character_lcd.h"
#include "platform/linux/framebuffer.h"
#include "platform/linux/gpio.h"
#include "platform/linux/input_key.h"
#include "platform/linux/sysfs_led.h"

namespace classbell::board {
namespace {

using platform::Error;

template <class T>
Opener<T> ready(std::shared_ptr<T> part) {
  return [part = std::move(part)]() -> tl::expected<Opened<T>, Error> { return part; };
}

// A font that is none is a flaw, and so is one that is missing where Chinese is to be read: the panel writes English in
// its own.
tl::expected<Opened<platform::Display>, Error> open_framebuffer(const DisplayConfig& display, Language language) {
  auto panel = platform::FramebufferDisplay::open(display.device, display.font);
  if (!panel) return tl::make_unexpected(panel.error());
  const std::string flaw = (*panel)->font_fault();
  Opened<platform::Display> opened(std::shared_ptr<platform::FramebufferDisplay>(std::move(*panel)));
  const bool is_wanted = !display.font.empty() || language != Language::kEnglish;
  if (!flaw.empty() && is_wanted) opened.flaw = Error{0, flaw};
  return opened;
}

Opener<platform::PushButton> space_bar() {
  auto keyboard = platform::Keyboard::open(STDIN_FILENO);
  if (!keyboard) return {};
  auto button = platform::LineButton::open(std::make_unique<SpaceBar>(std::move(*keyboard)), 0);
  if (!button) return {};
  return ready<platform::PushButton>(std::move(*button));
}

}  // namespace

Opener<platform::Display> display_opener(const Config& config) {
  const DisplayConfig& display = config.display;
  switch (display.panel) {
    case DisplayConfig::Panel::kNone:
    case DisplayConfig::Panel::kConsole: break;
    case DisplayConfig::Panel::kCharacterLcd:
      return [display]() -> tl::expected<Opened<platform::Display>, Error> {
        auto panel = platform::CharacterLcd::open(display.device, display.columns, display.rows);
        if (!panel) return tl::make_unexpected(panel.error());
        return std::shared_ptr<platform::CharacterLcd>(std::move(*panel));
      };
    case DisplayConfig::Panel::kFramebuffer:
      return [display, language = config.language] { return open_framebuffer(display, language); };
  }
  return {};
}

Opener<platform::Led> led_opener(const LedsConfig& leds, std::size_t colour) {
  const platform::GpioLine& line = leds.lines[colour];
  if (line.line.empty()) return {};
  switch (leds.output) {
    case LedsConfig::Output::kNone:
    case LedsConfig::Output::kConsole: break;
    case LedsConfig::Output::kGpio: return [line] { return platform::open_gpio_led(line); };
    case LedsConfig::Output::kSysfs: return [line] { return platform::SysfsLed::open(line.line); };
  }
  return {};
}

Opener<platform::PushButton> button_opener(const ButtonConfig& button) {
  const auto on = [button](auto open) -> Opener<platform::PushButton> {
    return [button, open]() -> tl::expected<Opened<platform::PushButton>, Error> {
      auto line = open();
      if (!line) return tl::make_unexpected(line.error());
      auto opened = platform::LineButton::open(std::move(*line), button.debounce_ms);
      if (!opened) return tl::make_unexpected(opened.error());
      return std::move(*opened);
    };
  };
  switch (button.input) {
    case ButtonConfig::Input::kNone:
    case ButtonConfig::Input::kKeyboard: break;
    case ButtonConfig::Input::kGpio:
      return on([button] { return platform::open_gpio_key(button.line, button.bias, button.debounce_ms); });
    case ButtonConfig::Input::kKey: return on([button] { return platform::InputKey::open(button.device, button.key); });
  }
  return {};
}

FaceParts face_parts(const Config& config) {
  FaceParts parts;
  parts.display = display_opener(config);
  for (std::size_t i = 0; i < parts.leds.size(); ++i) parts.leds[i] = led_opener(config.leds, i);
  parts.button = button_opener(config.button);

  const bool draws = config.display.panel == DisplayConfig::Panel::kConsole;
  const bool lights = config.leds.output == LedsConfig::Output::kConsole;
  if (!draws) return parts;
  const auto console = std::make_shared<ConsolePanel>(STDOUT_FILENO);
  if (!console->is_active()) return parts;
  parts.display = ready<platform::Display>(console);
  if (lights) {
    using platform::Lamps;
    constexpr std::array<bool Lamps::*, 3> kLamps{&Lamps::green, &Lamps::amber, &Lamps::red};
    for (std::size_t i = 0; i < kLamps.size(); ++i)
      parts.leds[i] = ready<platform::Led>(std::make_shared<ConsoleLed>(console, kLamps[i]));
  }
  if (config.button.input == ButtonConfig::Input::kKeyboard) parts.button = space_bar();
  return parts;
}

}  // namespace classbell::board
