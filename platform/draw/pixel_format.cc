#include "platform/draw/pixel_format.h"

#include <cstring>

namespace classbell::platform {
namespace {

struct Colour {
  unsigned red;
  unsigned green;
  unsigned blue;
};

struct Pair {
  Colour text;
  Colour ground;
};

constexpr Colour kWhite{255, 255, 255};
constexpr Colour kBlack{0, 0, 0};

Pair colours_of(Ink ink) {
  switch (ink) {
    case Ink::kPlain: return {kWhite, kBlack};
    case Ink::kQuiet: return {{190, 200, 205}, kBlack};
    case Ink::kPaper: return {kBlack, kWhite};
    case Ink::kReady: return {kWhite, {0, 110, 60}};
    case Ink::kSoon: return {kBlack, {255, 190, 0}};
    case Ink::kLive: return {kWhite, {200, 20, 25}};
    case Ink::kEnding: return {kBlack, {255, 125, 20}};
    case Ink::kHeld: return {kWhite, {25, 90, 170}};
  }
  return {kWhite, kBlack};
}

unsigned mixed(unsigned text, unsigned ground, unsigned cover) {
  return (text * cover + ground * (kCoverMax - cover) + kCoverMax / 2) / kCoverMax;
}

unsigned luminance(const Colour& c) { return (299 * c.red + 587 * c.green + 114 * c.blue) / 1000; }

std::uint32_t placed(unsigned value, const Channel& channel) {
  if (channel.length == 0 || channel.offset >= 32) return 0;
  const std::uint32_t scaled = channel.length >= 8 ? static_cast<std::uint32_t>(value) << (channel.length - 8)
                                                   : static_cast<std::uint32_t>(value) >> (8 - channel.length);
  return scaled << channel.offset;
}

}  // namespace

Palette palette_of(const PixelFormat& format) {
  Palette palette{};
  for (unsigned pixel = 0; pixel < palette.size(); ++pixel) {
    const Pair pair = colours_of(static_cast<Ink>(pixel >> 5U));
    const unsigned cover = pixel & static_cast<unsigned>(kCoverMax);
    if (format.bits == 1) {
      // Thin strokes cover little of their pixels: a third counts as all.
      const bool white = (cover > kCoverMax / 3) == (luminance(pair.text) > luminance(pair.ground));
      palette[pixel] = white == format.white_is_one ? 1 : 0;
      continue;
    }
    palette[pixel] = placed(mixed(pair.text.red, pair.ground.red, cover), format.red) |
                     placed(mixed(pair.text.green, pair.ground.green, cover), format.green) |
                     placed(mixed(pair.text.blue, pair.ground.blue, cover), format.blue) | placed(255, format.opaque);
  }
  return palette;
}

void pack(const Pixel* pixels, int count, const PixelFormat& format, const Palette& palette, std::uint8_t* out) {
  if (format.bits == 1) {
    std::memset(out, 0, bytes_of(format, count));
    for (int i = 0; i < count; ++i) {
      const unsigned place = static_cast<unsigned>(i) % 8;
      const std::uint32_t bit = palette[pixels[i]] << (format.low_bit_left ? place : 7 - place);
      out[i / 8] = static_cast<std::uint8_t>(out[i / 8] | bit);
    }
    return;
  }
  const auto bytes = static_cast<std::size_t>(format.bits / 8);
  for (int i = 0; i < count; ++i) {
    const std::uint32_t value = palette[pixels[i]];
    if (bytes == 4) {
      std::memcpy(out, &value, 4);
    } else if (bytes == 2) {
      const auto half = static_cast<std::uint16_t>(value);
      std::memcpy(out, &half, 2);
    } else {
      out[0] = static_cast<std::uint8_t>(value);
      out[1] = static_cast<std::uint8_t>(value >> 8U);
      out[2] = static_cast<std::uint8_t>(value >> 16U);
    }
    out += bytes;
  }
}

}  // namespace classbell::platform
