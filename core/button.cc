#include "core/button.h"

#include <algorithm>

namespace classbell {

Button::Gesture Button::edge(bool down, Milliseconds mono) {
  const bool was_down = phase_ != Phase::kUp;
  if (down == was_down) return Gesture::kNone;
  was_late_ = false;
  if (down) {
    phase_ = Phase::kDown;
    since_ = mono;
    due_ = mono + kHoldAfter;
    return Gesture::kDown;
  }
  const Phase before = phase_;
  phase_ = Phase::kUp;
  due_ = kNever;
  switch (before) {
    case Phase::kUp: return Gesture::kNone;
    case Phase::kHeld: return Gesture::kLetGo;
    case Phase::kDown: return mono - since_ < kShortPressMax ? Gesture::kShort : Gesture::kBroken;
    case Phase::kStuck: return Gesture::kFreed;
  }
  return Gesture::kNone;
}

Button::Gesture Button::found(bool down) {
  const bool was_stuck = is_stuck();
  phase_ = down ? Phase::kStuck : Phase::kUp;
  due_ = kNever;
  if (down) return was_stuck ? Gesture::kNone : Gesture::kStuck;
  return was_stuck ? Gesture::kFreed : Gesture::kNone;
}

Button::Gesture Button::tick(Milliseconds mono) {
  if (mono < due_) return Gesture::kNone;
  if (!was_late_ && mono - due_ >= kReadFirst) {
    was_late_ = true;
    due_ = mono + kReadFirst;
    return Gesture::kNone;
  }
  was_late_ = false;
  const bool is_hold = phase_ == Phase::kDown;
  phase_ = is_hold ? Phase::kHeld : Phase::kStuck;
  due_ = is_hold ? since_ + kStuckAfter : kNever;
  return is_hold ? Gesture::kHeld : Gesture::kStuck;
}

int Button::hold_percent(Milliseconds mono) const {
  constexpr Milliseconds kShown = 300;  // A short press shows no bar.
  if (phase_ == Phase::kHeld) return 100;
  if (phase_ != Phase::kDown || mono - since_ < kShown) return 0;
  return static_cast<int>(std::min<Milliseconds>(99, (mono - since_) * 100 / kHoldAfter));
}

}  // namespace classbell
