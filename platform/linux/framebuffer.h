#ifndef CLASSBELL_PLATFORM_LINUX_FRAMEBUFFER_H_
#define CLASSBELL_PLATFORM_LINUX_FRAMEBUFFER_H_

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "platform/display.h"
#include "platform/draw/canvas.h"
#include "platform/draw/font.h"
#include "platform/draw/picture.h"
#include "platform/draw/pixel_format.h"
#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// Where the visible pixels are in a framebuffer, and how they look.
struct FramebufferFormat {
  Size size;
  std::size_t offset = 0;  // Of the first visible pixel, in bytes.
  std::size_t stride = 0;  // From one row to the next, in bytes.
  PixelFormat pixel;
};

// A panel behind /dev/fbN, of 1, 16, 24 or 32 bits a pixel. Writes by pwrite and maps nothing: all drivers take it, one
// that draws later (SPI, USB, DRM) learns what changed, and a panel that is pulled out gives an error instead of a
// SIGBUS. Costs a byte a pixel of memory.
//
// Of 1 bit a pixel and rows that meet, a change is one write of the whole frame: ssd1307fb answers each write(2) by
// sending the whole frame over I2C, and BLOCKS until it is sent (128x64: some 92 ms at 100 kHz, 23 ms at 400 kHz).
class FramebufferDisplay final : public Display {
 public:
  // Opens `device`, and the font at `font` (empty: none). A font that cannot be used is no error: see font_fault().
  // Errors: errno of the device (ENOENT, EACCES, ENODEV); ENOTTY it is no framebuffer; ENOTSUP its pixels are of
  // another kind.
  static tl::expected<std::unique_ptr<FramebufferDisplay>, Error> open(const std::string& device,
                                                                       const std::string& font);

  // pwrite(2); a test puts its own in its place.
  using Write = ssize_t (*)(int, const void*, std::size_t, off_t);

  // On anything that can be written at an offset; a test's file.
  FramebufferDisplay(Descriptor device, const FramebufferFormat& format, Font font, Write pwrite = ::pwrite);

  // Draws the parts that differ from what is shown, and of these writes the runs of pixels that differ, or the whole
  // frame (see above). After an error the next call draws everything.
  // Errors: errno of the write (ENODEV: unplugged).
  tl::expected<void, Error> present(const Screen& screen) override;
  bool can_show(Language language) const override;

  // What is wrong with the font, for the log and the status: one English line; empty: nothing. The panel then writes
  // English in its built-in font, and leaves Chinese titles out.
  const std::string& font_fault() const { return font_fault_; }
  Size size() const { return format_.size; }

 private:
  tl::expected<void, Error> redraw(const Picture& picture);
  tl::expected<void, Error> update(const Element& element);
  tl::expected<void, Error> write(const Rect& rect);
  tl::expected<void, Error> write_all(std::size_t at) const;

  Descriptor device_;
  FramebufferFormat format_;
  Palette palette_;
  Font font_;
  std::string font_fault_;
  Screen screen_;  // What is shown, in each of the ways that later steps need it.
  Picture picture_;
  Canvas shown_;
  bool is_shown_ = false;
  Write pwrite_;
  bool in_frames_;                   // Written as whole frames.
  bool is_behind_ = false;           // Within present(): the whole frame is to be written.
  std::vector<std::uint8_t> bytes_;  // A run of the panel's pixels, on its way.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_FRAMEBUFFER_H_
