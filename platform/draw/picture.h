#ifndef CLASSBELL_PLATFORM_DRAW_PICTURE_H_
#define CLASSBELL_PLATFORM_DRAW_PICTURE_H_

#include <array>
#include <cstdint>
#include <string>

#include "core/view.h"
#include "platform/draw/canvas.h"
#include "platform/draw/font.h"
#include "platform/draw/text.h"

// A screen laid out for a panel of some size: which part is where, in which size and colour. Pure: no device.
namespace classbell::platform {

enum class Part : std::uint8_t { kRoom, kClock, kHeading, kBig, kTitle, kDetail, kBar, kFooter, kCode };
inline constexpr std::size_t kParts = 9;

// A part as it is drawn. An empty box: this layout has no such part.
struct Element {
  Rect box;
  Ink ink = Ink::kPlain;
  Style style;
  SetText text;
  int percent = -1;  // kBar: how much of it is filled; -1: none of it is shown.
  std::string code;  // kCode: what the QR code says.

  friend bool operator==(const Element& a, const Element& b) {
    return a.box == b.box && a.ink == b.ink && a.text == b.text && a.percent == b.percent && a.code == b.code;
  }
  friend bool operator!=(const Element& a, const Element& b) { return !(a == b); }
};

using Picture = std::array<Element, kParts>;

// Lays `screen` out. The parts' boxes neither meet nor leave the panel; state and countdown are the largest texts.
// Panels from 96x48 pixels on; smaller ones get less.
Picture compose(const Screen& screen, Size size, const Font& font);

// Draws a part, and the ground of its box. Returns false where a part of it lies outside its box.
bool draw(const Element& element, const Font& font, Canvas& canvas);

// Whether going from one picture to the other leaves every box where it is.
bool same_boxes(const Picture& a, const Picture& b);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_PICTURE_H_
