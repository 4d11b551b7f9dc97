#ifndef CLASSBELL_PLATFORM_PUSH_BUTTON_H_
#define CLASSBELL_PLATFORM_PUSH_BUTTON_H_

#include <tl/expected.hpp>
#include <vector>

#include "core/time.h"
#include "platform/error.h"

namespace classbell::platform {

// The room's one push button: a GPIO line, a key of an input device, a keyboard's space bar. Made in board/, alive
// until it fails or the program ends. Called from the loop's thread; nothing blocks. What presses mean is the core's.
class PushButton {
 public:
  // Appends each change of level since the last time, debounced, oldest first, true for down. They alternate; the
  // first one differs from is_down() at the start. A press longer than the debounce time is not lost, nor is a release.
  // Errors: errno of the device (ENODEV: unplugged). The button is dead then: drop it, and open it anew.
  virtual tl::expected<void, Error> step(Milliseconds mono, std::vector<bool>& changes) = 0;

  // The level as last told; before the first step() the level at start, so that a stuck button is known as one.
  virtual bool is_down() const = 0;

  // Readable when step() has something to do; the same one for ever, or -1: nothing more will come of it.
  virtual int descriptor() const = 0;
  // When step() is to be called at the latest, mono; kNever: not before the descriptor says so.
  virtual Milliseconds deadline() const = 0;

 protected:
  ~PushButton() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_PUSH_BUTTON_H_
