#include "platform/linux/framebuffer.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <string>

#include "screens.h"
#include "temp_folder.h"

namespace classbell::platform {
namespace {

constexpr const char* kFont = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";

FramebufferFormat format_of(int bits, Size size) {
  FramebufferFormat format;
  format.size = size;
  format.pixel.bits = bits;
  if (bits == 16) {
    format.pixel.red = {11, 5};
    format.pixel.green = {5, 6};
    format.pixel.blue = {0, 5};
  }
  format.stride = bytes_of(format.pixel, size.width) + 3;  // An odd one.
  format.offset = 5;
  return format;
}

// A file in the panel's place, longer than the panel, of 0xAA.
class Panel {
 public:
  explicit Panel(const FramebufferFormat& format)
      : format_(format), file_(::open("/tmp", O_RDWR | O_TMPFILE | O_CLOEXEC, 0600)) {
    const std::string blank(format.offset + format.stride * static_cast<std::size_t>(format.size.height) + 64, '\xAA');
    EXPECT_EQ(::pwrite(file_.get(), blank.data(), blank.size(), 0), static_cast<ssize_t>(blank.size()));
    size_ = blank.size();
  }
  Descriptor device() const { return Descriptor(::dup(file_.get())); }
  std::string bytes() const {
    std::string all(size_, '\0');
    EXPECT_EQ(::pread(file_.get(), all.data(), all.size(), 0), static_cast<ssize_t>(all.size()));
    struct stat status {};
    ::fstat(file_.get(), &status);
    EXPECT_EQ(static_cast<std::size_t>(status.st_size), size_) << "wrote past its end";
    return all;
  }
  // Whether the bytes between the rows, before and after them are as they were.
  bool is_framed() const {
    const std::string all = bytes();
    const std::size_t row = bytes_of(format_.pixel, format_.size.width);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const std::size_t from = i - format_.offset;
      const bool inside = i >= format_.offset &&
                          from / format_.stride < static_cast<std::size_t>(format_.size.height) &&
                          from % format_.stride < row;
      if (!inside && all[i] != '\xAA') return false;
    }
    return true;
  }

 private:
  FramebufferFormat format_;
  Descriptor file_;
  std::size_t size_ = 0;
};

Font font() {
  auto opened = Font::open(kFont);
  EXPECT_TRUE(opened) << opened.error().detail;
  return opened ? std::move(*opened) : Font();
}

TEST(PixelFormat, PutsChannelsWhereThePanelHasThem) {
  FramebufferFormat rgb565 = format_of(16, {8, 1});
  const Pixel white = pixel_of(Ink::kPlain, kCoverMax);
  EXPECT_EQ(palette_of(rgb565.pixel)[white], 0xFFFFU);
  EXPECT_EQ(palette_of(rgb565.pixel)[pixel_of(Ink::kLive, 0)], (200U >> 3) << 11 | (20U >> 2) << 5 | 25U >> 3);
  PixelFormat bgra;
  bgra.red = {0, 8};
  bgra.blue = {16, 8};
  bgra.opaque = {24, 8};
  EXPECT_EQ(palette_of(bgra)[pixel_of(Ink::kLive, 0)], 0xFF1914C8U);
  EXPECT_EQ(palette_of(bgra)[pixel_of(Ink::kPlain, 0)], 0xFF000000U);
}

TEST(PixelFormat, OneBitInEitherOrderAndPolarity) {
  const Pixel on = pixel_of(Ink::kPlain, kCoverMax);
  const Pixel off = pixel_of(Ink::kPlain, 0);
  const Pixel paper = pixel_of(Ink::kPaper, 0);
  const std::array<Pixel, 11> pixels{on, off, off, on, paper, off, off, off, off, off, on};
  PixelFormat format;
  format.bits = 1;
  std::array<std::uint8_t, 2> out{};
  ASSERT_EQ(bytes_of(format, 11), 2U);
  pack(pixels.data(), 11, format, palette_of(format), out.data());
  EXPECT_EQ(out[0], 0b00011001);
  EXPECT_EQ(out[1], 0b00000100);
  format.low_bit_left = false;
  format.white_is_one = false;
  pack(pixels.data(), 11, format, palette_of(format), out.data());
  EXPECT_EQ(out[0], 0b01100111);
  EXPECT_EQ(out[1], 0b11000000);
}

// Goal: whatever went before, a panel shows what one shows that sees this screen first; and nothing beside the panel
// is touched. Method: all screens of a day on files of each pixel format, with rows that meet and rows that do not.
TEST(Framebuffer, UpdatesAreAsGoodAsDrawingAnew) {
  for (const auto& [bits, size] : {std::pair{1, Size{128, 64}}, std::pair{16, Size{320, 240}},
                                   std::pair{24, Size{131, 67}}, std::pair{32, Size{480, 320}}}) {
    FramebufferFormat meeting = format_of(bits, size);
    meeting.offset = 0;
    meeting.stride = bytes_of(meeting.pixel, size.width);
    for (const FramebufferFormat& format : {format_of(bits, size), meeting}) {
      const Panel panel(format);
      FramebufferDisplay display(panel.device(), format, font());
      for (const NamedScreen& screen : screens_of_a_day(Language::kChinese, Title::kShort)) {
        ASSERT_TRUE(display.present(screen.screen));
        const Panel other(format);
        FramebufferDisplay anew(other.device(), format, font());
        ASSERT_TRUE(anew.present(screen.screen));
        ASSERT_TRUE(panel.bytes() == other.bytes()) << screen.name << " at " << bits << " bits";
        ASSERT_TRUE(panel.is_framed()) << screen.name << " at " << bits << " bits";
      }
    }
  }
}

TEST(Framebuffer, TouchesOnlyWhatChanged) {
  const FramebufferFormat format = format_of(32, {320, 240});
  const Panel panel(format);
  FramebufferDisplay display(panel.device(), format, font());
  NamedScreen live = screens_of_a_day(Language::kChinese, Title::kShort)[6];
  ASSERT_EQ(live.name, "live");
  ASSERT_TRUE(display.present(live.screen));
  const std::string before = panel.bytes();

  // Spoil the picture behind the display's back: what it does not write stays spoilt.
  const std::string spoilt(before.size(), '\xAA');
  const Descriptor file = panel.device();
  const auto spoil = [&] {
    EXPECT_EQ(::pwrite(file.get(), spoilt.data(), spoilt.size(), 0), static_cast<ssize_t>(spoilt.size()));
  };
  spoil();
  ASSERT_TRUE(display.present(live.screen));
  EXPECT_TRUE(panel.bytes() == spoilt) << "the same screen writes nothing";

  live.screen.big = "33:01";
  ASSERT_TRUE(display.present(live.screen));
  const std::string after = panel.bytes();
  std::size_t written = 0;
  for (std::size_t i = 0; i < after.size(); ++i) written += after[i] != '\xAA' ? 1 : 0;
  EXPECT_GT(written, 100U);
  EXPECT_LT(written, before.size() / 20) << "one digit of the countdown";
}

// Goal: a panel whose driver sends the whole frame at each write(2) (ssd1307fb: 92 ms over I2C) gets one write for a
// change, and none where nothing changed. Method: count the writes of a countdown; the picture is as if drawn anew.
TEST(Framebuffer, WritesASmallPanelOnceForAChange) {
  static int writes = 0;
  const auto counted = [](int fd, const void* bytes, std::size_t size, off_t at) {
    ++writes;
    return ::pwrite(fd, bytes, size, at);
  };
  FramebufferFormat format = format_of(1, {128, 64});
  format.offset = 0;
  format.stride = 16;
  const Panel panel(format);
  FramebufferDisplay display(panel.device(), format, font(), counted);
  NamedScreen live = screens_of_a_day(Language::kChinese, Title::kShort)[6];
  ASSERT_EQ(live.name, "live");
  for (const char* big : {"33:00", "32:59", "32:58", "11:11"}) {
    live.screen.big = big;
    for (const int expected : {1, 0}) {
      writes = 0;
      ASSERT_TRUE(display.present(live.screen));
      EXPECT_EQ(writes, expected) << big;
    }
    const Panel other(format);
    FramebufferDisplay anew(other.device(), format, font());
    ASSERT_TRUE(anew.present(live.screen));
    EXPECT_TRUE(panel.bytes() == other.bytes()) << big;
  }
}

TEST(Framebuffer, SaysWhatIsWrong) {
  EXPECT_EQ(FramebufferDisplay::open("/nowhere/fb0", "").error().code, ENOENT);
  EXPECT_EQ(FramebufferDisplay::open("/dev/null", "").error().code, ENOTTY);
  FramebufferDisplay full(Descriptor(::open("/dev/full", O_WRONLY | O_CLOEXEC)), format_of(32, {128, 64}), Font());
  const Screen screen = screens_of_a_day(Language::kEnglish, Title::kNone)[0].screen;
  EXPECT_EQ(full.present(screen).error().code, ENOSPC);
  EXPECT_EQ(full.present(screen).error().code, ENOSPC) << "it is tried again";
  EXPECT_FALSE(full.can_show(Language::kChinese));
  EXPECT_TRUE(full.can_show(Language::kEnglish));
}

TEST(Font, KnowsWhatIsNoFont) {
  EXPECT_EQ(Font::open("/nowhere/font.ttf").error().code, ENOENT);
  EXPECT_EQ(Font::open("/tmp").error().code, EINVAL);
  EXPECT_EQ(Font::open("/dev/zero").error().code, EINVAL);
  EXPECT_EQ(Font::open("/etc/passwd").error().code, EINVAL);
  EXPECT_TRUE(font().has_chinese());
  EXPECT_FALSE(Font().has_chinese());
}

}  // namespace
}  // namespace classbell::platform
