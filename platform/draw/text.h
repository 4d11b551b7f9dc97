#ifndef CLASSBELL_PLATFORM_DRAW_TEXT_H_
#define CLASSBELL_PLATFORM_DRAW_TEXT_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/draw/canvas.h"
#include "platform/draw/font.h"

// A text set into a box: as large as fits, broken into lines where words or Chinese characters allow, and where even
// the smallest size does not do, ended by an ellipsis.
namespace classbell::platform {

enum class Align : std::uint8_t { kLeft, kCentre, kRight };

struct Style {
  Align align = Align::kCentre;
  int px_max = 0;
  int px_min = 0;
  int lines_max = 1;
  bool capitals = false;  // Digits and capitals only: nothing goes below the baseline, so that they may be larger.
};

struct SetText {
  std::vector<std::u32string> lines;
  int px = 0;

  friend bool operator==(const SetText& a, const SetText& b) { return a.px == b.px && a.lines == b.lines; }
};

// `text` is UTF-8 that may hold anything; without a font that has them, characters beyond ASCII are left out.
SetText set_text(std::string_view text, Size box, const Style& style, const Font& font);

// Draws it in the middle of `box`. Returns false where a part of a character lies outside the box.
bool draw_text(const SetText& text, const Rect& box, const Style& style, Ink ink, const Font& font, Canvas& canvas);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_TEXT_H_
