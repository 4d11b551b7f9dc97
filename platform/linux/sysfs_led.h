#ifndef CLASSBELL_PLATFORM_LINUX_SYSFS_LED_H_
#define CLASSBELL_PLATFORM_LINUX_SYSFS_LED_H_

#include <memory>
#include <string>
#include <tl/expected.hpp>

#include "platform/led.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

inline constexpr const char* kLedsFolder = "/sys/class/leds";

// An LED that the kernel has a driver for (gpio-leds, a PWM, an I2C expander). Its trigger is switched off, so that
// only this program lights it; lit is its full brightness.
class SysfsLed final : public Led {
 public:
  // `name`: a folder in `folder`, as "classbell:green". BLOCKS for a few small reads and writes in sysfs.
  // Errors: ENOENT no such LED (the line lists those there are); EACCES: root, or a udev rule for the LED's files.
  static tl::expected<std::shared_ptr<Led>, Error> open(const std::string& name,
                                                        const std::string& folder = kLedsFolder);
  ~SysfsLed();
  SysfsLed(const SysfsLed&) = delete;
  SysfsLed& operator=(const SysfsLed&) = delete;

  tl::expected<void, Error> light(bool lit) override;

 private:
  SysfsLed(std::string name, Descriptor brightness, std::string full)
      : name_(std::move(name)), brightness_(std::move(brightness)), full_(std::move(full)) {}

  std::string name_;
  Descriptor brightness_;
  std::string full_;  // max_brightness, as it is written.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_SYSFS_LED_H_
