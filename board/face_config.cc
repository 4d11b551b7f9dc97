#include "board/face_config.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/linux/input_key.h"

namespace classbell::board {
namespace {

constexpr std::array<std::string_view, kLedSigns> kSigns{"ready", "soon",   "opening", "starting",
                                                         "live",  "ending", "held",    "fault"};
constexpr Milliseconds kDebounceMax = 50;  // A press is to be acknowledged within 100 ms.

bool is_number(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// The words of `text`, split at blanks or at commas.
std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(at), text.size());
    const std::string_view word = platform::trimmed(text.substr(0, end));
    if (!word.empty()) words.push_back(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

std::optional<LedPattern> pattern_from(std::string_view word) {
  if (word == "on") return LedPattern::kOn;
  if (word == "blink") return LedPattern::kBlink;
  if (word == "fast") return LedPattern::kFastBlink;
  return std::nullopt;
}

// "green", "red blink, amber blink", "red fast", "off".
std::optional<Leds> leds_from(std::string_view text) {
  Leds leds;
  if (text == "off") return leds;
  const auto items = split(text, ',');
  for (const std::string_view item : items) {
    const auto words = split(item, ' ');
    const auto colour = std::find(kLedNames.begin(), kLedNames.end(), words[0]);
    const auto pattern = words.size() == 1 ? LedPattern::kOn : pattern_from(words[1]);
    if (colour == kLedNames.end() || !pattern || words.size() > 2) return std::nullopt;
    const std::array<LedPattern*, 3> patterns{&leds.green, &leds.amber, &leds.red};
    *patterns[static_cast<std::size_t>(colour - kLedNames.begin())] = *pattern;
  }
  if (items.empty()) return std::nullopt;
  return leds;
}

// The value that the key's word names; the first where it is not set.
template <class Value, std::size_t kCount>
Value take(Section& section, std::string_view key, const std::pair<std::string_view, Value> (&values)[kCount]) {
  std::vector<std::string_view> words;
  for (const auto& value : values) words.push_back(value.first);
  const std::string word = section.choice(key, words.front(), words);
  return std::find_if(std::begin(values), std::end(values), [&](const auto& v) { return v.first == word; })->second;
}

bool take_active_low(Section& section, std::string_view fallback) {
  return section.choice("active", fallback, {"high", "low"}) == "low";
}

// A GPIO line's number means something only on a chip; a name may be looked for on all.
void check_line(Section& section, std::string_view key, const platform::GpioLine& line) {
  if (is_number(line.line) && line.chip.empty())
    section.fail(key, "a line's number needs its chip: chip = gpiochip0; or give the line's name, as in GPIO17");
}

}  // namespace

void take_display(Section& section, DisplayConfig& display) {
  using Panel = DisplayConfig::Panel;
  display.panel = take<Panel>(section, "panel",
                              {{"console", Panel::kConsole},
                               {"framebuffer", Panel::kFramebuffer},
                               {"charlcd", Panel::kCharacterLcd},
                               {"none", Panel::kNone}});
  display.device = section.text("device", display.panel == Panel::kCharacterLcd ? "/dev/lcd" : "/dev/fb0");
  display.font = section.text("font", "");
  const bool is_wide = section.choice("size", "16x2", {"16x2", "20x4"}) == "20x4";
  display.columns = is_wide ? 20 : 16;
  display.rows = is_wide ? 4 : 2;
  display.titles = section.yes_no("titles", true);
}

void take_leds(Section& section, LedsConfig& leds) {
  using Output = LedsConfig::Output;
  leds.output = take<Output>(
      section, "output",
      {{"console", Output::kConsole}, {"gpio", Output::kGpio}, {"sysfs", Output::kSysfs}, {"none", Output::kNone}});
  const std::string chip = section.text("chip", "");
  const bool active_low = take_active_low(section, "high");
  bool any = false;
  for (std::size_t i = 0; i < kLedNames.size(); ++i) {
    platform::GpioLine& line = leds.lines[i];
    line = {chip, section.text(kLedNames[i], ""), active_low};
    any = any || !line.line.empty();
    if (leds.output == Output::kGpio) check_line(section, kLedNames[i], line);
    if (leds.output == Output::kSysfs && (line.line.find('/') != std::string::npos || line.line == ".."))
      section.fail(kLedNames[i], "must be the name of a folder in /sys/class/leds");
  }
  if (!any && (leds.output == Output::kGpio || leds.output == Output::kSysfs)) {
    section.missing("green", ", as are amber and red",
                    leds.output == Output::kGpio ? "a GPIO line, by its name or number" : "a name in /sys/class/leds");
  }
  for (std::size_t i = 0; i < kSigns.size(); ++i) {
    const std::string text = section.text(kSigns[i], "");
    if (text.empty()) continue;
    if (const auto pattern = leds_from(text)) leds.table[i] = *pattern;
    else
      section.fail(kSigns[i],
                   "'" + text + "' is no LED pattern; write: green, red blink, or: red fast, amber on, or: off");
  }
}

void take_button(Section& section, ButtonConfig& button) {
  using Input = ButtonConfig::Input;
  using Bias = platform::GpioBias;
  button.input = take<Input>(
      section, "input",
      {{"keyboard", Input::kKeyboard}, {"gpio", Input::kGpio}, {"evdev", Input::kKey}, {"none", Input::kNone}});
  button.line = {section.text("chip", ""), section.text("line", ""), take_active_low(section, "low")};
  button.bias = take<Bias>(
      section, "bias",
      {{"pull-up", Bias::kPullUp}, {"pull-down", Bias::kPullDown}, {"none", Bias::kNone}, {"as-is", Bias::kAsIs}});
  button.debounce_ms = section.duration("debounce", button.debounce_ms, 1, kDebounceMax);
  button.device = section.text("device", "");
  const std::string key = section.text("key", "any");
  if (const auto code = platform::key_code(key)) button.key = *code;
  else
    section.fail("key", "'" + key + "' is no key; allowed: any, enter, space, power, ... or the number evtest shows");
  if (button.input == Input::kGpio) {
    if (button.line.line.empty()) section.missing("line", "", "the button's GPIO line, by its name or number");
    check_line(section, "line", button.line);
  }
  if (button.input == Input::kKey && button.device.empty())
    section.missing("device", "", "the button's device, as in /dev/input/by-path");
}

}  // namespace classbell::board
