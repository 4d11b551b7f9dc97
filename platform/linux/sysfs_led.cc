#include "platform/linux/sysfs_led.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>
#include <vector>

namespace classbell::platform {
namespace {

// The names in `folder`, in order: "led0, led1", or "none".
std::string names_in(const std::string& folder) {
  std::vector<std::string> names;
  if (DIR* dir = ::opendir(folder.c_str())) {
    while (const dirent* entry = ::readdir(dir)) {
      if (entry->d_name[0] != '.') names.emplace_back(entry->d_name);
    }
    ::closedir(dir);
  }
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text.empty() ? "none" : text;
}

bool write_all(int fd, std::string_view text) {
  return ::pwrite(fd, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size());
}

std::string read_number(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 16> text{};
  const ssize_t size = file ? ::read(file.get(), text.data(), text.size()) : 0;
  std::string number(text.data(), size > 0 ? static_cast<std::size_t>(size) : 0);
  while (!number.empty() && (number.back() < '0' || number.back() > '9')) number.pop_back();
  return number;
}

}  // namespace

tl::expected<std::shared_ptr<Led>, Error> SysfsLed::open(const std::string& name, const std::string& folder) {
  const std::string path = folder + "/" + name;
  const Descriptor trigger(::open((path + "/trigger").c_str(), O_WRONLY | O_CLOEXEC));
  if (trigger && !write_all(trigger.get(), "none")) return tl::make_unexpected(system_error(errno, path + "/trigger"));
  Descriptor brightness(::open((path + "/brightness").c_str(), O_WRONLY | O_CLOEXEC));
  if (!brightness && errno == ENOENT)
    return failed(ENOENT, "no LED '" + name + "' in " + folder + "; there are: " + names_in(folder));
  if (!brightness) return tl::make_unexpected(system_error(errno, path + "/brightness"));
  const std::string full = read_number(path + "/max_brightness");
  std::shared_ptr<SysfsLed> led(new SysfsLed(name, std::move(brightness), full.empty() ? "255" : full));
  if (const auto dark = led->light(false); !dark) return tl::make_unexpected(dark.error());
  return led;
}

SysfsLed::~SysfsLed() { write_all(brightness_.get(), "0"); }

tl::expected<void, Error> SysfsLed::light(bool lit) {
  if (write_all(brightness_.get(), lit ? std::string_view(full_) : "0")) return {};
  return tl::make_unexpected(system_error(errno, "LED " + name_));
}

}  // namespace classbell::platform
