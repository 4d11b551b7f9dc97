// pictures FONT FOLDER: writes each screen as each panel shows it, as WIDTHxHEIGHT-LANGUAGE-TITLE-SCREEN.ppm, to be
// looked at. FONT '-' is none. 128x64 is of 1 bit a pixel.

#include <cstdio>
#include <string>
#include <vector>

#include "platform/draw/font.h"
#include "platform/draw/picture.h"
#include "platform/draw/pixel_format.h"
#include "screens.h"

namespace classbell::platform {
namespace {

constexpr Size kSizes[] = {{128, 64}, {320, 240}, {480, 320}, {800, 480}, {1920, 1080}};
constexpr const char* kTitles[] = {"none", "short", "long"};

bool write_picture(const std::string& path, const Canvas& canvas) {
  PixelFormat format;
  const bool one_bit = canvas.area().width <= 128;
  if (one_bit) format.bits = 1;
  const Palette palette = palette_of(format);
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  std::fprintf(file, "P6 %d %d 255\n", canvas.area().width, canvas.area().height);
  for (int y = 0; y < canvas.area().height; ++y) {
    for (int x = 0; x < canvas.area().width; ++x) {
      const std::uint32_t value = one_bit ? palette[canvas.at(x, y)] * 0xFFFFFFU : palette[canvas.at(x, y)];
      for (const unsigned shift : {16U, 8U, 0U}) std::fputc(static_cast<int>(value >> shift & 0xFFU), file);
    }
  }
  return std::fclose(file) == 0;
}

}  // namespace
}  // namespace classbell::platform

int main(int count, char** words) {
  using namespace classbell;
  using namespace classbell::platform;
  if (count != 3) return 2;
  const std::string path = words[1];
  auto opened = path == "-" ? tl::expected<Font, Error>(Font()) : Font::open(path);
  if (!opened) {
    std::fprintf(stderr, "%s\n", opened.error().detail.c_str());
    return 1;
  }
  for (const Size size : kSizes) {
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      if (language == Language::kChinese && !opened->has_chinese()) continue;
      for (const Title title : {Title::kNone, Title::kShort, Title::kLong}) {
        for (const NamedScreen& named : screens_of_a_day(language, title)) {
          Canvas canvas(size);
          for (const Element& element : compose(named.screen, size, *opened)) draw(element, *opened, canvas);
          const std::string name = std::to_string(size.width) + "x" + std::to_string(size.height) +
                                   (language == Language::kChinese ? "-zh-" : "-en-") +
                                   kTitles[static_cast<int>(title)] + "-" + named.name + ".ppm";
          if (!write_picture(std::string(words[2]) + "/" + name, canvas)) return 1;
        }
      }
    }
  }
  return 0;
}
