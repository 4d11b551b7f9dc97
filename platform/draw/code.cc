#include "platform/draw/code.h"

#include <qrcodegen.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace classbell::platform {
namespace {

// The standard asks for four; readers do with two, and larger dots are read from farther away.
constexpr int kQuietModules = 2;

}  // namespace

bool draw_code(const std::string& text, const Rect& box, Canvas& canvas) {
  std::array<std::uint8_t, qrcodegen_BUFFER_LEN_MAX> code;
  std::array<std::uint8_t, qrcodegen_BUFFER_LEN_MAX> space;
  const bool made = qrcodegen_encodeText(text.c_str(), space.data(), code.data(), qrcodegen_Ecc_LOW,
                                         qrcodegen_VERSION_MIN, qrcodegen_VERSION_MAX, qrcodegen_Mask_AUTO, true);
  const int modules = made ? qrcodegen_getSize(code.data()) : 0;
  const int side = std::min(box.width, box.height);
  const int dot = made ? side / (modules + 2 * kQuietModules) : 0;
  if (dot == 0) {
    canvas.fill(box, pixel_of(Ink::kPlain, 0));
    return false;
  }
  const int left = box.x + (box.width - modules * dot) / 2;
  const int top = box.y + (box.height - modules * dot) / 2;
  canvas.fill(box, pixel_of(Ink::kPaper, 0));
  for (int y = 0; y < modules; ++y) {
    for (int x = 0; x < modules; ++x) {
      if (!qrcodegen_getModule(code.data(), x, y)) continue;
      canvas.fill({left + x * dot, top + y * dot, dot, dot}, pixel_of(Ink::kPaper, kCoverMax));
    }
  }
  return true;
}

}  // namespace classbell::platform
