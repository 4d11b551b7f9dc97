#ifndef CLASSBELL_PLATFORM_DRAW_CANVAS_H_
#define CLASSBELL_PLATFORM_DRAW_CANVAS_H_

#include <cstddef>
#include <cstdint>
#include <vector>

// A picture in memory, of any panel: what is drawn, before it becomes a panel's own pixels.
namespace classbell::platform {

struct Size {
  int width = 0;
  int height = 0;
};

struct Rect {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;

  int right() const { return x + width; }
  int bottom() const { return y + height; }
  bool holds(const Rect& other) const {
    return other.x >= x && other.y >= y && other.right() <= right() && other.bottom() <= bottom();
  }
  friend bool operator==(const Rect& a, const Rect& b) {
    return a.x == b.x && a.y == b.y && a.width == b.width && a.height == b.height;
  }
};

// What a part is written in: a colour on a ground (pixel_format.cc says which).
enum class Ink : std::uint8_t {
  kPlain,   // White on black.
  kQuiet,   // Grey on black.
  kPaper,   // Black on white: notices, faults and QR codes.
  kReady,   // On green.
  kSoon,    // On amber.
  kLive,    // On red.
  kEnding,  // On orange.
  kHeld,    // On blue.
};
inline constexpr int kInks = 8;

// A pixel is an ink and how much of its colour covers its ground, of 31: one byte, whatever the panel.
using Pixel = std::uint8_t;
inline constexpr int kCoverMax = 31;
constexpr Pixel pixel_of(Ink ink, int cover) {
  return static_cast<Pixel>(static_cast<unsigned>(ink) << 5U | static_cast<unsigned>(cover));
}

// `size` pixels whose first is (origin.x, origin.y) of the panel; what is drawn outside of them is left out.
class Canvas {
 public:
  // The whole panel, black.
  explicit Canvas(Size size) : Canvas(Rect{0, 0, size.width, size.height}) {}
  // A part of it.
  explicit Canvas(const Rect& area)
      : area_(area), pixels_(static_cast<std::size_t>(area.width) * static_cast<std::size_t>(area.height)) {}

  const Rect& area() const { return area_; }
  Pixel* row(int y) { return pixels_.data() + offset(y); }
  const Pixel* row(int y) const { return pixels_.data() + offset(y); }
  Pixel at(int x, int y) const { return row(y)[x - area_.x]; }

  void fill(const Rect& rect, Pixel pixel);

 private:
  std::size_t offset(int y) const {
    return static_cast<std::size_t>(y - area_.y) * static_cast<std::size_t>(area_.width);
  }

  Rect area_;
  std::vector<Pixel> pixels_;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_CANVAS_H_
