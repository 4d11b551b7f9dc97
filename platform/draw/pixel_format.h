#ifndef CLASSBELL_PLATFORM_DRAW_PIXEL_FORMAT_H_
#define CLASSBELL_PLATFORM_DRAW_PIXEL_FORMAT_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "platform/draw/canvas.h"

namespace classbell::platform {

// Where a channel lies in a pixel.
struct Channel {
  unsigned offset = 0;
  unsigned length = 0;
};

// A panel's own pixels: 1 bit, or 16, 24 or 32 with red, green and blue anywhere in them (in the processor's order).
struct PixelFormat {
  int bits = 32;
  Channel red{16, 8};
  Channel green{8, 8};
  Channel blue{0, 8};
  Channel opaque{};          // Alpha: all ones.
  bool white_is_one = true;  // Of 1 bit a pixel.
  bool low_bit_left = true;  // Of 1 bit a pixel: the lowest bit of a byte is its leftmost pixel.
};

// The panel's pixel for each pixel of a canvas; of 1 bit a pixel, 0 or 1.
using Palette = std::array<std::uint32_t, 256>;
Palette palette_of(const PixelFormat& format);

// The bytes of `count` pixels. Of 1 bit a pixel, they begin at a byte's border, and bits past the last one are 0.
constexpr std::size_t bytes_of(const PixelFormat& format, int count) {
  return (static_cast<std::size_t>(count) * static_cast<std::size_t>(format.bits) + 7) / 8;
}
void pack(const Pixel* pixels, int count, const PixelFormat& format, const Palette& palette, std::uint8_t* out);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_PIXEL_FORMAT_H_
