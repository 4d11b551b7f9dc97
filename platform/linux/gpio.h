#ifndef CLASSBELL_PLATFORM_LINUX_GPIO_H_
#define CLASSBELL_PLATFORM_LINUX_GPIO_H_

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "platform/led.h"
#include "platform/linux/key_line.h"

// GPIO lines through the kernel's character devices (libgpiod 2). A line is asked for once, by who needs it, and is its
// own until it is dropped; nobody else can take it meanwhile.
namespace classbell::platform {

// Errors of what follows, each one line that names line and chip: ENOENT no such chip, or no line of that name; EINVAL
// no line of that number; EBUSY somebody has it (the line says who); EACCES no permission for /dev/gpiochipN: the
// user's group; others as of the kernel.

struct GpioLine {
  // "gpiochip0", "/dev/gpiochip0", or the chip's label ("pinctrl-bcm2711"). Empty: the first chip that has a line so
  // named.
  std::string chip;
  std::string line;  // Its name ("GPIO17") or its number on the chip ("17").
  bool active_low = false;
};

enum class GpioBias : std::uint8_t { kAsIs, kNone, kPullUp, kPullDown };

// A line to read. Debounced by the kernel for `debounce_ms`, where it can; KeyLine::is_debounced tells. BLOCKS for as
// long as the chips take to be looked through (below a millisecond each).
tl::expected<std::unique_ptr<KeyLine>, Error> open_gpio_key(const GpioLine& where, GpioBias bias,
                                                            Milliseconds debounce_ms);

// A line to drive. BLOCKS as above.
tl::expected<std::shared_ptr<Led>, Error> open_gpio_led(const GpioLine& where);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_GPIO_H_
