#include "platform/linux/input_key.h"

#include <fcntl.h>
#include <linux/input.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <utility>

namespace classbell::platform {
namespace {

struct Name {
  std::string_view name;
  std::uint16_t code;
};
constexpr std::array<Name, 16> kNames{{{"any", kAnyKey},
                                       {"enter", KEY_ENTER},
                                       {"space", KEY_SPACE},
                                       {"power", KEY_POWER},
                                       {"prog1", KEY_PROG1},
                                       {"prog2", KEY_PROG2},
                                       {"f1", KEY_F1},
                                       {"restart", KEY_RESTART},
                                       {"select", KEY_SELECT},
                                       {"ok", KEY_OK},
                                       {"playpause", KEY_PLAYPAUSE},
                                       {"pageup", KEY_PAGEUP},
                                       {"pagedown", KEY_PAGEDOWN},
                                       {"volumeup", KEY_VOLUMEUP},
                                       {"btn_0", BTN_0},
                                       {"btn_trigger", BTN_TRIGGER}}};

using KeyBits = std::array<unsigned char, KEY_CNT / 8 + 1>;

bool has(const KeyBits& bits, std::uint16_t code) {
  if (code == kAnyKey) return std::any_of(bits.begin(), bits.end(), [](unsigned char byte) { return byte != 0; });
  return (bits[code / 8U] >> (code % 8U) & 1U) != 0;
}

int pressed(int fd, std::uint16_t code) {
  KeyBits bits{};
  if (::ioctl(fd, EVIOCGKEY(bits.size()), bits.data()) < 0) return -1;
  return has(bits, code) ? 1 : 0;
}

}  // namespace

std::optional<std::uint16_t> key_code(std::string_view name) {
  for (const Name& known : kNames) {
    if (known.name == name) return known.code;
  }
  std::uint16_t code = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), code);
  if (error != std::errc() || end != name.data() + name.size() || code == 0 || code > KEY_MAX) return std::nullopt;
  return code;
}

tl::expected<std::unique_ptr<KeyLine>, Error> InputKey::open(const std::string& path, std::uint16_t code) {
  Descriptor device(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!device) return tl::make_unexpected(system_error(errno, path));
  KeyBits keys{};
  if (::ioctl(device.get(), EVIOCGBIT(EV_KEY, keys.size()), keys.data()) < 0)
    return failed(ENOTTY, path + " is no input device");
  if (!has(keys, code)) return failed(EINVAL, path + " has no key " + std::to_string(code) + "; evtest lists its keys");
  if (::ioctl(device.get(), EVIOCGRAB, 1) < 0)
    return tl::make_unexpected(system_error(errno, path + " is taken by another program"));
  return std::make_unique<InputKey>(path, std::move(device), code, pressed);
}

tl::expected<void, Error> InputKey::read_events(std::vector<bool>& levels) {
  for (;;) {
    std::array<input_event, 16> events{};
    const ssize_t size = ::read(device_.get(), events.data(), sizeof events);
    if (size < 0 && (errno == EAGAIN || errno == EINTR)) return {};
    if (size <= 0) return tl::make_unexpected(system_error(size == 0 ? ENODEV : errno, name_));
    const std::size_t count = static_cast<std::size_t>(size) / sizeof(input_event);
    for (std::size_t i = 0; i < count; ++i) {
      const input_event& event = events[i];
      if (event.type == EV_SYN && event.code == SYN_DROPPED) {  // Some were lost; only the level is known.
        const auto now = level();
        if (!now) return tl::make_unexpected(now.error());
        levels.push_back(*now);
      }
      const bool is_ours = event.type == EV_KEY && (code_ == kAnyKey || event.code == code_);
      if (is_ours && event.value != 2) levels.push_back(event.value == 1);  // 2: repeated by itself.
    }
  }
}

tl::expected<bool, Error> InputKey::level() {
  const int down = pressed_(device_.get(), code_);
  if (down < 0) return tl::make_unexpected(system_error(errno, name_));
  return down == 1;
}

}  // namespace classbell::platform
