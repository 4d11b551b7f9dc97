#ifndef CLASSBELL_PLATFORM_LED_H_
#define CLASSBELL_PLATFORM_LED_H_

#include <tl/expected.hpp>

#include "platform/error.h"

namespace classbell::platform {

// One status LED: a GPIO line, an LED of the kernel's, a lamp drawn on a text console. Dark when it is opened, and made
// dark again when it is closed. Made in board/. Called from the loop's thread, only when it is to change; does not
// block.
class Led {
 public:
  // Errors: errno of the device. The LED is dead then: drop it, and open it anew.
  virtual tl::expected<void, Error> light(bool lit) = 0;

 protected:
  ~Led() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LED_H_
