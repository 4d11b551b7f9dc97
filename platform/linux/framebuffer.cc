#include "platform/linux/framebuffer.h"

#include <fcntl.h>
#include <linux/fb.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace classbell::platform {
namespace {

constexpr std::size_t kWriteBytesMax = std::size_t{64} * 1024;
constexpr unsigned kSideMax = 8192;

Channel channel_of(const fb_bitfield& field) { return {field.offset, field.length}; }

bool is_channel(const Channel& channel, int bits) {
  return channel.length <= 16 && channel.offset + channel.length <= static_cast<unsigned>(bits);
}

tl::expected<FramebufferFormat, Error> format_of(int fd, const std::string& device) {
  fb_var_screeninfo var{};
  fb_fix_screeninfo fix{};
  if (::ioctl(fd, FBIOGET_VSCREENINFO, &var) != 0 || ::ioctl(fd, FBIOGET_FSCREENINFO, &fix) != 0) {
    return tl::make_unexpected(system_error(errno, device + ": it is no framebuffer"));
  }
  const bool one_bit = var.bits_per_pixel == 1;
  PixelFormat pixel;
  pixel.bits = static_cast<int>(var.bits_per_pixel);
  pixel.red = channel_of(var.red);
  pixel.green = channel_of(var.green);
  pixel.blue = channel_of(var.blue);
  pixel.opaque = channel_of(var.transp);
  pixel.white_is_one = fix.visual != FB_VISUAL_MONO01;
  // The kernel's own drawing puts the leftmost pixel in a byte's lowest bit on little-endian machines.
  pixel.low_bit_left = (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__) == (var.blue.msb_right == 0);
  const bool true_colour = (var.bits_per_pixel == 16 || var.bits_per_pixel == 24 || var.bits_per_pixel == 32) &&
                           (fix.visual == FB_VISUAL_TRUECOLOR || fix.visual == FB_VISUAL_DIRECTCOLOR) &&
                           is_channel(pixel.red, pixel.bits) && is_channel(pixel.green, pixel.bits) &&
                           is_channel(pixel.blue, pixel.bits) && is_channel(pixel.opaque, pixel.bits);
  if (fix.type != FB_TYPE_PACKED_PIXELS || !(one_bit || true_colour)) {
    return failed(ENOTSUP, device + ": " + std::to_string(var.bits_per_pixel) +
                               " bits a pixel of a kind that is not supported; 1, 16, 24 and 32 are, in true colour");
  }
  FramebufferFormat format;
  format.size = {static_cast<int>(var.xres), static_cast<int>(var.yres)};
  format.stride = fix.line_length != 0 ? fix.line_length : (std::size_t{var.xres_virtual} * var.bits_per_pixel + 7) / 8;
  format.offset = var.yoffset * format.stride + std::size_t{var.xoffset} * var.bits_per_pixel / 8;
  format.pixel = pixel;
  if (var.xres == 0 || var.yres == 0 || var.xres > kSideMax || var.yres > kSideMax ||
      format.stride < bytes_of(pixel, format.size.width)) {
    return failed(ENOTSUP, device + ": it says it has " + std::to_string(var.xres) + "x" + std::to_string(var.yres) +
                               " pixels in rows of " + std::to_string(format.stride) + " bytes");
  }
  return format;
}

}  // namespace

tl::expected<std::unique_ptr<FramebufferDisplay>, Error> FramebufferDisplay::open(const std::string& device,
                                                                                  const std::string& font) {
  Descriptor fd(::open(device.c_str(), O_RDWR | O_CLOEXEC | O_NONBLOCK));
  if (!fd) return tl::make_unexpected(system_error(errno, device));
  const auto format = format_of(fd.get(), device);
  if (!format) return tl::make_unexpected(format.error());
  ::ioctl(fd.get(), FBIOBLANK, FB_BLANK_UNBLANK);  // The console may have put it to sleep; many drivers have no sleep.
  std::string fault;
  Font usable;
  if (font.empty()) {
    fault = "no font is configured: the panel writes English only";
  } else if (auto opened = Font::open(font)) {
    if (!opened->has_chinese()) fault = "font " + font + ": it has no Chinese characters";
    auto display = std::make_unique<FramebufferDisplay>(std::move(fd), *format, std::move(*opened));
    display->font_fault_ = std::move(fault);
    return display;
  } else {
    fault = opened.error().detail;
  }
  auto display = std::make_unique<FramebufferDisplay>(std::move(fd), *format, std::move(usable));
  display->font_fault_ = std::move(fault);
  return display;
}

FramebufferDisplay::FramebufferDisplay(Descriptor device, const FramebufferFormat& format, Font font, Write pwrite)
    : device_(std::move(device)),
      format_(format),
      palette_(palette_of(format.pixel)),
      font_(std::move(font)),
      shown_(format.size),
      pwrite_(pwrite),
      in_frames_(format.pixel.bits == 1 && format.stride == bytes_of(format.pixel, format.size.width)) {}

bool FramebufferDisplay::can_show(Language language) const {
  return language == Language::kEnglish || font_.has_chinese();
}

tl::expected<void, Error> FramebufferDisplay::present(const Screen& screen) {
  if (is_shown_ && screen == screen_) return {};
  Picture picture = compose(screen, format_.size, font_);
  const bool moved = !is_shown_ || !same_boxes(picture, picture_);
  is_shown_ = is_behind_ = false;
  if (moved) {
    if (auto drawn = redraw(picture); !drawn) return drawn;
  } else {
    for (std::size_t i = 0; i < kParts; ++i) {
      if (picture[i] == picture_[i]) continue;
      if (auto drawn = update(picture[i]); !drawn) return drawn;
    }
    if (is_behind_) {
      if (auto written = write(shown_.area()); !written) return written;
    }
  }
  screen_ = screen;
  picture_ = std::move(picture);
  is_shown_ = true;
  return {};
}

tl::expected<void, Error> FramebufferDisplay::redraw(const Picture& picture) {
  shown_.fill(shown_.area(), pixel_of(Ink::kPlain, 0));
  for (const Element& element : picture) draw(element, font_, shown_);
  return write(shown_.area());
}

// Draws the part beside what is shown, and takes over the run of each row that differs.
tl::expected<void, Error> FramebufferDisplay::update(const Element& element) {
  const Rect& box = element.box;
  Canvas fresh(box);
  draw(element, font_, fresh);
  for (int y = box.y; y < box.bottom(); ++y) {
    const Pixel* now = fresh.row(y);
    Pixel* before = shown_.row(y) + box.x;
    int first = 0;
    int end = box.width;
    while (first < end && now[first] == before[first]) ++first;
    while (end > first && now[end - 1] == before[end - 1]) --end;
    if (first == end) continue;
    std::copy(now + first, now + end, before + first);
    if (in_frames_) {
      is_behind_ = true;
      continue;
    }
    if (auto written = write({box.x + first, y, end - first, 1}); !written) return written;
  }
  return {};
}

// Brings a part of shown_ to the panel. Of a write within one row that ends with the row, the kernel's DRM emulation
// reckons that nothing changed (drm_fb_helper takes the end for column 0; 6.1 and others), and does not show it: such a
// write takes a pixel of the next row along.
tl::expected<void, Error> FramebufferDisplay::write(const Rect& rect) {
  const int bits = format_.pixel.bits;
  const int left = bits == 1 ? rect.x & ~7 : rect.x;  // Whole bytes.
  const int right = bits == 1 ? std::min((rect.right() + 7) & ~7, format_.size.width) : rect.right();
  const std::size_t row_bytes = bytes_of(format_.pixel, right - left);
  const std::size_t start = format_.offset + static_cast<std::size_t>(left) * static_cast<std::size_t>(bits) / 8;
  const bool seamless = row_bytes == format_.stride;  // Rows that follow each other are one write.
  const int rows_max = seamless ? static_cast<int>(std::max<std::size_t>(1, kWriteBytesMax / row_bytes)) : 1;
  for (int y = rect.y; y < rect.bottom();) {
    const int rows = std::min(rows_max, rect.bottom() - y);
    bytes_.resize(row_bytes * static_cast<std::size_t>(rows));
    for (int i = 0; i < rows; ++i) {
      pack(shown_.row(y + i) + left, right - left, format_.pixel, palette_,
           bytes_.data() + row_bytes * static_cast<std::size_t>(i));
    }
    const std::size_t at = start + static_cast<std::size_t>(y) * format_.stride;
    const bool ends_row = format_.offset % format_.stride == 0 && (at + row_bytes) % format_.stride == 0;
    if (ends_row && rows == 1 && y + 1 < format_.size.height) {
      const int more = bits == 1 ? 8 : 1;  // Whole bytes.
      bytes_.resize(row_bytes + bytes_of(format_.pixel, more));
      pack(shown_.row(y + 1), more, format_.pixel, palette_, bytes_.data() + row_bytes);
    } else if (ends_row && rows == 1 && y > 0) {
      return write({0, y - 1, right, 2});
    }
    if (auto written = write_all(at); !written) return written;
    y += rows;
  }
  return {};
}

// Writes bytes_ there.
tl::expected<void, Error> FramebufferDisplay::write_all(std::size_t at) const {
  for (std::size_t done = 0; done < bytes_.size();) {
    const ssize_t wrote =
        pwrite_(device_.get(), bytes_.data() + done, bytes_.size() - done, static_cast<off_t>(at + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return tl::make_unexpected(system_error(wrote == 0 ? EIO : errno, "the panel takes nothing"));
    done += static_cast<std::size_t>(wrote);
  }
  return {};
}

}  // namespace classbell::platform
