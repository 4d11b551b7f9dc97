#ifndef CLASSBELL_PLATFORM_DRAW_LAYOUT_H_
#define CLASSBELL_PLATFORM_DRAW_LAYOUT_H_

#include "platform/draw/picture.h"

namespace classbell::platform {

// What a layout depends on. None of it changes while a countdown runs, so that nothing moves then.
struct Occasion {
  bool fault = false;         // The screen is about what is wrong: the sentence is the largest after state and code.
  bool code = false;          // A QR code is shown.
  bool title = false;         // There is a title.
  bool long_heading = false;  // The state is a sentence; small panels give it two lines.
  bool footer = false;        // There is a footer. Only small panels make room for it when it comes.
};

// The boxes of a panel, by part.
std::array<Rect, kParts> boxes_of(const Occasion& occasion, Size size);

// Whether a panel is so small that it shows only state, countdown and one line.
bool is_small(Size size);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_LAYOUT_H_
