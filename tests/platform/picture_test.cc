#include "platform/draw/picture.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <string>

#include "platform/draw/layout.h"
#include "screens.h"
#include "temp_folder.h"

namespace classbell::platform {
namespace {

constexpr const char* kFont = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
constexpr Size kSizes[] = {{128, 64}, {320, 240}, {480, 320}, {800, 480}, {1920, 1080}, {240, 320}};

const Element& at(const Picture& picture, Part part) { return picture[static_cast<std::size_t>(part)]; }

// Calls `check` with every screen of a day as every size shows it, in both languages, with and without a font.
template <class Check>
void for_each_picture(const Check& check) {
  auto opened = Font::open(kFont);
  ASSERT_TRUE(opened) << opened.error().detail;
  const Font none;
  for (const Font* font : {static_cast<const Font*>(&*opened), &none}) {
    for (const Size size : kSizes) {
      for (const Language language : {Language::kChinese, Language::kEnglish}) {
        if (language == Language::kChinese && !font->has_chinese()) continue;
        for (const Title title : {Title::kNone, Title::kShort, Title::kLong}) {
          for (const NamedScreen& named : screens_of_a_day(language, title)) {
            SCOPED_TRACE(named.name + " " + std::to_string(size.width) + (font == &none ? " no font" : "") +
                         (language == Language::kChinese ? " zh" : " en"));
            check(named, size, *font);
          }
        }
      }
    }
  }
}

bool overlap(const Rect& a, const Rect& b) {
  const bool is_empty = a.width <= 0 || a.height <= 0 || b.width <= 0 || b.height <= 0;
  return !is_empty && a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

TEST(Picture, NothingOverlapsOrLeavesThePanel) {
  for_each_picture([](const NamedScreen& named, Size size, const Font& font) {
    const Picture picture = compose(named.screen, size, font);
    const Rect panel{0, 0, size.width, size.height};
    for (std::size_t i = 0; i < kParts; ++i) {
      EXPECT_TRUE(panel.holds(picture[i].box)) << i;
      for (std::size_t j = 0; j < i; ++j) EXPECT_FALSE(overlap(picture[i].box, picture[j].box)) << i << ", " << j;
    }
  });
}

TEST(Picture, NothingIsCutOff) {
  for_each_picture([](const NamedScreen& named, Size size, const Font& font) {
    if (size.width > 800) return;  // As 800x480, and slow.
    Canvas canvas(size);
    const Picture picture = compose(named.screen, size, font);
    for (std::size_t i = 0; i < kParts; ++i) EXPECT_TRUE(draw(picture[i], font, canvas)) << "part " << i;
  });
}

TEST(Picture, StateAndCountdownAreTheLargest) {
  for_each_picture([](const NamedScreen& named, Size size, const Font& font) {
    const Picture picture = compose(named.screen, size, font);
    EXPECT_FALSE(at(picture, Part::kHeading).text.lines.empty());
    EXPECT_EQ(at(picture, Part::kBig).text.lines.empty(), named.screen.big.empty());
    if (is_small(size)) return;
    for (const Part part : {Part::kRoom, Part::kClock, Part::kTitle, Part::kDetail, Part::kFooter}) {
      EXPECT_LT(at(picture, part).text.px, at(picture, Part::kHeading).text.px);
      if (!named.screen.big.empty()) {
        EXPECT_LT(at(picture, part).text.px, at(picture, Part::kBig).text.px);
      }
    }
  });
}

// Goal: a phone reads the code. Method: zbarimg reads the picture of the opening screen.
TEST(Picture, TheCodeIsRead) {
  auto font = Font::open(kFont);
  ASSERT_TRUE(font);
  const TempFolder folder;
  for (const Size size : kSizes) {
    const NamedScreen opening = screens_of_a_day(Language::kChinese, Title::kLong)[2];
    ASSERT_EQ(opening.name, "opening");
    Canvas canvas(size);
    for (const Element& element : compose(opening.screen, size, *font)) draw(element, *font, canvas);
    const std::string path = folder.path() + "/code.pgm";
    std::FILE* file = std::fopen(path.c_str(), "wb");
    ASSERT_NE(file, nullptr);
    const int zoom = size.width < 400 ? 4 : 1;  // As a camera that is held close.
    std::fprintf(file, "P5 %d %d 255\n", size.width * zoom, size.height * zoom);
    for (int y = 0; y < size.height * zoom; ++y) {
      for (int x = 0; x < size.width * zoom; ++x) {
        const Pixel pixel = canvas.at(x / zoom, y / zoom);
        const bool paper = pixel >> 5 == static_cast<int>(Ink::kPaper);
        const int cover = pixel & kCoverMax;
        std::fputc((paper ? kCoverMax - cover : cover) * 255 / kCoverMax, file);
      }
    }
    std::fclose(file);
    std::FILE* reader = ::popen(("zbarimg -q --raw '" + path + "'").c_str(), "r");
    ASSERT_NE(reader, nullptr);
    std::string read(2000, '\0');
    read.resize(std::fread(read.data(), 1, read.size(), reader));
    EXPECT_EQ(::pclose(reader), 0);
    EXPECT_EQ(read, std::string(kStudentUrl) + "\n") << size.width << "x" << size.height;
  }
}

TEST(Picture, WithoutAFontChineseTitlesAreLeftOut) {
  const Font none;
  Screen screen = screens_of_a_day(Language::kEnglish, Title::kLong)[0].screen;
  EXPECT_TRUE(at(compose(screen, {800, 480}, none), Part::kTitle).text.lines.empty());
  screen.title = "Maths 数学 Ａ1";
  const SetText title = at(compose(screen, {800, 480}, none), Part::kTitle).text;
  ASSERT_EQ(title.lines.size(), 1U);
  EXPECT_EQ(title.lines[0], U"Maths A1");
}

}  // namespace
}  // namespace classbell::platform
