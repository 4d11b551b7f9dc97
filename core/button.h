#ifndef CLASSBELL_CORE_BUTTON_H_
#define CLASSBELL_CORE_BUTTON_H_

#include <cstdint>

#include "core/time.h"

namespace classbell {

inline constexpr Milliseconds kShortPressMax = 1 * kSecond;
inline constexpr Milliseconds kHoldAfter = 2 * kSecond;
inline constexpr Milliseconds kStuckAfter = 10 * kSecond;
inline constexpr Milliseconds kReadFirst = 100;  // As long as a bouncing line takes to be told, and more.

// What a hand does with the one button. Edges come in debounced, with their time; gestures come out.
class Button {
 public:
  enum class Gesture : std::uint8_t {
    kNone,
    kDown,     // Acknowledge it; what it means is known later.
    kShort,    // Released within 1 s.
    kBroken,   // Released between 1 s and 2 s: too long to be short, too short to be a hold.
    kHeld,     // Down for 2 s; still down.
    kLetGo,    // Released between 2 s and 10 s.
    kStuck,    // Down for 10 s, or down already at boot: ignored until released, and reported.
    kFreed,    // A stuck button was released.
  };

  Gesture edge(bool down, Milliseconds mono);
  // The button was plugged in (or is there, at boot), or out (not down): what it was in the middle of is void, and one
  // found down is stuck.
  Gesture found(bool down);
  // What the passing of time makes of a button held down. Call at deadline(), and read the button between two calls: a
  // loop that comes late does not know what the finger did meanwhile, and is told only by the second.
  Gesture tick(Milliseconds mono);
  Milliseconds deadline() const { return due_; }

  bool is_down() const { return phase_ == Phase::kDown || phase_ == Phase::kHeld; }
  bool is_stuck() const { return phase_ == Phase::kStuck; }
  // 0 to 99 on the way to a hold, once it is no longer a tap; 100 held; 0 otherwise.
  int hold_percent(Milliseconds mono) const;

 private:
  enum class Phase : std::uint8_t { kUp, kDown, kHeld, kStuck };
  Phase phase_ = Phase::kUp;
  Milliseconds since_ = 0;
  Milliseconds due_ = kNever;  // mono; what it is called next when it stays down
  bool was_late_ = false;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_BUTTON_H_
