#include "platform/draw/layout.h"

#include <algorithm>

namespace classbell::platform {
namespace {

using Boxes = std::array<Rect, kParts>;

Rect& at(Boxes& boxes, Part part) { return boxes[static_cast<std::size_t>(part)]; }

// A row from `top` to `bottom`, in thousandths of the panel's height.
Rect row(Size size, int x, int width, int top, int bottom) {
  const int y = size.height * top / 1000;
  return {x, y, width, size.height * bottom / 1000 - y};
}

// State and countdown, and what there is room for below them. Some 64 rows of dots.
Boxes small_boxes(const Occasion& occasion, Size size) {
  Boxes boxes{};
  const int side = occasion.code ? std::min(size.height - 3, size.width / 2 - 1) : 0;
  const int left = size.width - (side > 0 ? side + 1 : 0);
  if (occasion.fault) {
    at(boxes, Part::kHeading) = row(size, 0, size.width * 2 / 5, 0, 330);
    at(boxes, Part::kBig) = row(size, size.width * 2 / 5, size.width - size.width * 2 / 5, 0, 330);
    at(boxes, Part::kFooter) = row(size, 0, size.width, 345, 1000);
    return boxes;
  }
  if (side > 0) at(boxes, Part::kCode) = {size.width - side, (size.height - side) / 2, side, side};
  if (occasion.footer) {
    at(boxes, Part::kHeading) = row(size, 0, left, 0, 260);
    at(boxes, Part::kBig) = row(size, 0, left, 280, 530);
    at(boxes, Part::kFooter) = row(size, 0, left, 545, 955);
  } else {
    const int below = occasion.long_heading ? 440 : 290;
    at(boxes, Part::kHeading) = row(size, 0, left, 0, below);
    at(boxes, Part::kBig) = row(size, 0, left, below + 20, 690);
    at(boxes, occasion.title ? Part::kTitle : Part::kDetail) = row(size, 0, left, 705, 955);
  }
  at(boxes, Part::kBar) = row(size, 0, left, 970, 1000);
  return boxes;
}

// The state's band and all below it, in the column from `x` on.
void column(Boxes& boxes, const Occasion& occasion, Size size, int x, int width) {
  at(boxes, Part::kHeading) = row(size, x, width, 120, occasion.code ? 290 : 310);
  if (occasion.code) {
    at(boxes, Part::kBig) = row(size, x, width, 320, occasion.title ? 530 : 640);
    at(boxes, Part::kTitle) = row(size, x, width, 550, occasion.title ? 800 : 550);
    at(boxes, Part::kDetail) = row(size, x, width, occasion.title ? 805 : 680, occasion.title ? 880 : 820);
  } else {
    at(boxes, Part::kBig) = row(size, x, width, 340, occasion.title ? 580 : 670);
    at(boxes, Part::kTitle) = row(size, x, width, 605, occasion.title ? 785 : 605);
    at(boxes, Part::kDetail) = row(size, x, width, occasion.title ? 790 : 710, occasion.title ? 865 : 830);
  }
}

}  // namespace

bool is_small(Size size) { return size.height < 120; }

std::array<Rect, kParts> boxes_of(const Occasion& occasion, Size size) {
  if (is_small(size)) return small_boxes(occasion, size);
  Boxes boxes{};
  const int margin = size.width / 50;
  const int inner = size.width - 2 * margin;
  const int clock = inner * 3 / 10;
  at(boxes, Part::kRoom) = row(size, margin, inner - clock - margin, 10, 105);
  at(boxes, Part::kClock) = row(size, margin + inner - clock, clock, 10, 105);
  if (occasion.fault) {
    at(boxes, Part::kHeading) = row(size, 0, size.width, 120, 290);
    at(boxes, Part::kBig) = row(size, margin, inner, 320, 490);
    at(boxes, Part::kFooter) = row(size, margin, inner, 510, 730);
    at(boxes, Part::kTitle) = row(size, margin, inner, 750, occasion.title ? 890 : 750);
    at(boxes, Part::kDetail) = row(size, margin, inner, occasion.title ? 900 : 800, occasion.title ? 980 : 930);
    return boxes;
  }
  if (occasion.code) {
    const int side = std::min(size.height * 77 / 100, size.width * 9 / 20);
    const int x = size.width - margin - side;
    at(boxes, Part::kCode) = {x, size.height * 12 / 100 + (size.height * 77 / 100 - side) / 2, side, side};
    column(boxes, occasion, size, margin, x - 2 * margin);
  } else {
    column(boxes, occasion, size, margin, inner);
    at(boxes, Part::kHeading) = row(size, 0, size.width, 120, 310);
    at(boxes, Part::kBar) = row(size, margin, inner, 875, 895);
  }
  at(boxes, Part::kFooter) = row(size, 0, size.width, 907, 1000);
  return boxes;
}

}  // namespace classbell::platform
