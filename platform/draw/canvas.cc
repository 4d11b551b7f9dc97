#include "platform/draw/canvas.h"

#include <algorithm>

namespace classbell::platform {

void Canvas::fill(const Rect& rect, Pixel pixel) {
  const int left = std::max(rect.x, area_.x);
  const int right = std::min(rect.right(), area_.right());
  if (left >= right) return;
  for (int y = std::max(rect.y, area_.y); y < std::min(rect.bottom(), area_.bottom()); ++y) {
    std::fill(row(y) + (left - area_.x), row(y) + (right - area_.x), pixel);
  }
}

}  // namespace classbell::platform
