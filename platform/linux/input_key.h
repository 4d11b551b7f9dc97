#ifndef CLASSBELL_PLATFORM_LINUX_INPUT_KEY_H_
#define CLASSBELL_PLATFORM_LINUX_INPUT_KEY_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "platform/linux/descriptor.h"
#include "platform/linux/key_line.h"

namespace classbell::platform {

inline constexpr std::uint16_t kAnyKey = 0;  // KEY_RESERVED: no key has this code.

// "enter", "space", "power", "prog1" ... (what linux/input-event-codes.h calls KEY_ENTER), "any", or a code in decimal.
// nullopt: none of these.
std::optional<std::uint16_t> key_code(std::string_view name);

// A key of an input device: gpio-keys, a USB button, a presenter. The kernel's driver debounces it.
class InputKey final : public KeyLine {
 public:
  // Whether the key is down now: true, false, or -1 with errno. Tests bring their own, since a socket answers no ioctl.
  using Pressed = int (*)(int fd, std::uint16_t code);

  // `path`: /dev/input/eventN or, as those numbers change, a link to it in /dev/input/by-path or by-id. The device is
  // taken for this program alone, so that its presses do not reach the browser as well. BLOCKS for a few ioctls.
  // Errors, one line each: ENOENT, EACCES (the user's group is to be 'input'), ENOTTY it is no input device, EINVAL it
  // has no such key, EBUSY somebody else has taken it.
  static tl::expected<std::unique_ptr<KeyLine>, Error> open(const std::string& path, std::uint16_t code);

  // On a descriptor that brings struct input_event.
  InputKey(std::string name, Descriptor device, std::uint16_t code, Pressed pressed)
      : name_(std::move(name)), device_(std::move(device)), code_(code), pressed_(pressed) {}

  int descriptor() const override { return device_.get(); }
  bool is_debounced() const override { return true; }
  tl::expected<void, Error> read_events(std::vector<bool>& levels) override;
  tl::expected<bool, Error> level() override;

 private:
  std::string name_;
  Descriptor device_;
  std::uint16_t code_;
  Pressed pressed_;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_INPUT_KEY_H_
