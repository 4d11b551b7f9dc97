#ifndef CLASSBELL_PLATFORM_DISPLAY_H_
#define CLASSBELL_PLATFORM_DISPLAY_H_

#include <tl/expected.hpp>

#include "core/view.h"
#include "platform/error.h"

namespace classbell::platform {

// A panel that shows the screen: a framebuffer, a character LCD, a text console. One per board, made in board/, alive
// until exit. Called from the loop's thread.
class Display {
 public:
  // Shows `screen`, borrowed for the call only; one that is shown already costs next to nothing. Does not block: what a
  // slow panel does not take now, comes with a later call. (Two kernel drivers send while they are written to: see
  // linux/framebuffer.h and linux/character_lcd.h.) Untrusted texts are made harmless for the panel here.
  // Errors: errno of the device (unplugged, no permission): the terminal goes on without, and may try again.
  virtual tl::expected<void, Error> present(const Screen& screen) = 0;

  // Whether the panel can write that language's words. Where not, it is given a screen in English.
  virtual bool can_show(Language language) const = 0;

 protected:
  ~Display() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DISPLAY_H_
