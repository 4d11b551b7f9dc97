#ifndef CLASSBELL_PLATFORM_LINUX_CHARACTER_LCD_H_
#define CLASSBELL_PLATFORM_LINUX_CHARACTER_LCD_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "platform/display.h"
#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// A character LCD behind the kernel's charlcd device (/dev/lcd; the kernel's lcd-panel-cgram document and
// drivers/auxdisplay/charlcd.c name the escapes). ASCII only: full-width forms become ASCII, Chinese is left out.
//   16x2  "Live       33:00"  state and countdown
//         "08:00-08:45     "  a notice or fault, else the title, else the times
//   20x4  "Room 301    08:12:00" / "Live           33:00" / title, or the bar of a hold / a notice or fault, else times
// What is longer than its row is shown in pages: the next one when present() is called two seconds later or more. A
// calm idle screen, which is drawn once a minute, so shows another page each minute; a wakeup for each page would be
// dear.
//
// A panel that was unplugged, or whose 5 V dipped, comes back uninitialised, and no write ever fails. So it is
// initialised anew when it is drawn a minute after the last time, while a lesson is live or none is near: that BLOCKS
// for the driver's sleeps of 0.1 s, in which it is blank, and for all its characters (behind an I2C backpack at 100 kHz
// 1 to 3 ms each: 0.1 s for 16x2, up to 0.25 s for 20x4).
class CharacterLcd final : public Display {
 public:
  // Opens the device, initialises it and puts its cursor out (blocks 0.1 s). `columns` x `rows`: 16x2, 20x4, or what
  // else there is. Errors: errno of the device (ENOENT, EACCES, EBUSY: another program has it).
  static tl::expected<std::unique_ptr<CharacterLcd>, Error> open(const std::string& device, int columns, int rows);

  CharacterLcd(Descriptor device, int columns, int rows, std::int64_t renew_after_s = 60);

  // Writes only the runs of characters that changed, or initialises the panel and writes all (see above). What the
  // device does not take now comes with a later call. Errors: errno of the write; the next call writes everything.
  tl::expected<void, Error> present(const Screen& screen) override;
  bool can_show(Language language) const override { return language == Language::kEnglish; }

 private:
  tl::expected<void, Error> flush();

  Descriptor device_;
  int columns_;
  int rows_;
  std::int64_t renew_after_s_;
  std::int64_t renewed_s_;
  std::vector<std::string> shown_;  // Empty: nothing is known of what is on it.
  Text<64> heading_;                // Pages are counted from when these came.
  Text<192> footer_;
  std::size_t turn_ = 0;
  std::int64_t turned_s_ = 0;
  std::string pending_;  // What the device has not taken yet.
};

// The rows of a screen, each of `columns` characters; `turn` counts the pages of what is longer.
std::vector<std::string> lcd_rows(const Screen& screen, int columns, int rows, std::size_t turn);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CHARACTER_LCD_H_
