#include "board/face.h"

#include <poll.h>

#include <algorithm>
#include <utility>

#include "board/face_config.h"
#include "platform/log.h"

namespace classbell::board {

using platform::Error;
using platform::Level;
using platform::log_line;

// cppcheck-suppress passedByValue; its members are moved out of it.
Face::Face(FaceParts parts, platform::Loop& loop, Milliseconds mono)
    : loop_(loop),
      display_{"display", std::move(parts.display)},
      leds_{{{{kLedNames[0], std::move(parts.leds[0])}},
             {{kLedNames[1], std::move(parts.leds[1])}},
             {{kLedNames[2], std::move(parts.leds[2])}}}},
      button_{"button", std::move(parts.button)} {
  display_.retry_mono = button_.retry_mono = mono;
  for (LedSlot& led : leds_) led.slot.retry_mono = mono;
  open_due(mono);
}

Face::~Face() {
  if (watched_ >= 0) loop_.unwatch(watched_);
}

template <class T>
bool Face::try_open(Slot<T>& slot, Milliseconds mono) {
  if (slot.part != nullptr || !slot.open || mono < slot.retry_mono) return false;
  auto opened = slot.open();
  if (!opened) {
    fail(slot, opened.error(), mono);
    return false;
  }
  if (slot.fault && !opened->flaw) log_line(Level::kInfo, std::string(slot.name) + ": works");
  if (opened->flaw) fail(slot, *opened->flaw, mono);
  slot.part = std::move(opened->part);
  slot.fault = opened->flaw;
  slot.retry_mono = kNever;
  return true;
}

template <class T>
void Face::fail(Slot<T>& slot, const Error& error, Milliseconds mono) {
  if (!slot.fault || slot.fault->detail != error.detail)
    log_line(Level::kError, "E-DEVICE " + std::string(slot.name) + ": " + error.detail);
  slot.part = nullptr;
  slot.fault = error;
  slot.retry_mono = mono + kRetryAfter;
}

void Face::open_due(Milliseconds mono) {
  try_open(display_, mono);
  for (LedSlot& led : leds_) {
    if (!try_open(led.slot, mono)) continue;
    led.lit.reset();
    blink_mono_ = mono;
  }
  if (!try_open(button_, mono)) return;
  watched_ = button_.part->descriptor();
  if (watched_ >= 0) loop_.watch(watched_, POLLIN);
  events_.push_back(ButtonFound{button_.part->is_down()});
}

void Face::read_button(Milliseconds mono) {
  if (button_.part == nullptr) return;
  changes_.clear();
  const auto read = button_.part->step(mono, changes_);
  for (const bool down : changes_) events_.push_back(ButtonEdge{down});
  if (watched_ >= 0 && (!read || button_.part->descriptor() < 0)) {
    loop_.unwatch(watched_);
    watched_ = -1;
  }
  if (read) return;
  fail(button_, read.error(), mono);
  events_.push_back(ButtonFound{false});  // Nobody holds a button that is gone.
}

bool Face::is_well() const {
  const bool leds = std::none_of(leds_.begin(), leds_.end(), [](const LedSlot& led) { return led.slot.fault; });
  return leds && !display_.fault && !button_.fault;
}

void Face::step(Milliseconds mono, std::vector<Event>& events) {
  read_button(mono);
  open_due(mono);
  if (is_well() != told_well_) events_.push_back(DeviceReport{told_well_ = is_well()});
  events.insert(events.end(), events_.begin(), events_.end());
  events_.clear();
}

void Face::show(const Screen& screen, Milliseconds mono) {
  if (display_.part == nullptr) return;
  if (const auto shown = display_.part->present(screen); !shown) fail(display_, shown.error(), mono);
}

void Face::light(const Leds& leds, Milliseconds mono) {
  const std::array<LedPattern, 3> patterns{leds.green, leds.amber, leds.red};
  blink_mono_ = kNever;
  for (std::size_t i = 0; i < leds_.size(); ++i) {
    LedSlot& led = leds_[i];
    if (led.slot.part == nullptr) continue;
    blink_mono_ = std::min(blink_mono_, next_change(patterns[i], mono));
    const bool lit = is_lit(patterns[i], mono);
    if (led.lit == lit) continue;
    led.lit = lit;
    if (const auto done = led.slot.part->light(lit); !done) fail(led.slot, done.error(), mono);
  }
}

Milliseconds Face::deadline() const {
  Milliseconds at = std::min(blink_mono_, display_.open ? display_.retry_mono : kNever);
  for (const LedSlot& led : leds_) at = std::min(at, led.slot.open ? led.slot.retry_mono : kNever);
  if (button_.part != nullptr) at = std::min(at, button_.part->deadline());
  else if (button_.open) at = std::min(at, button_.retry_mono);
  const bool has_news = !events_.empty() || is_well() != told_well_;  // Since the last step; told at once.
  return has_news ? 0 : at;
}

std::vector<Face::State> Face::states() const {
  std::vector<State> states;
  const auto add = [&](const auto& slot) {
    states.push_back({slot.name, slot.fault ? slot.fault->detail : slot.part != nullptr ? "ok" : "none"});
  };
  add(display_);
  for (const LedSlot& led : leds_) add(led.slot);
  add(button_);
  return states;
}

}  // namespace classbell::board
