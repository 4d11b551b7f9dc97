#ifndef CLASSBELL_PLATFORM_DRAW_CODE_H_
#define CLASSBELL_PLATFORM_DRAW_CODE_H_

#include <string>

#include "platform/draw/canvas.h"

namespace classbell::platform {

// Draws `text` as a QR code in the middle of `box`, black on white, in the largest whole pixels that fit with a quiet
// zone of two modules around it. Returns false, and makes the box black, where the text
// is too long for it.
bool draw_code(const std::string& text, const Rect& box, Canvas& canvas);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_CODE_H_
