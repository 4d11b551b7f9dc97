#include "platform/linux/gpio.h"

#include <dirent.h>
#include <fcntl.h>
#include <gpiod.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>
#include <string_view>
#include <vector>

namespace classbell::platform {
namespace {

constexpr const char* kConsumer = "classbell";
constexpr std::size_t kEventsAtOnce = 16;  // As many as the kernel keeps for a line.

template <auto release>
struct Release {
  template <class T>
  void operator()(T* thing) const {
    release(thing);
  }
};
using Chip = std::unique_ptr<gpiod_chip, Release<gpiod_chip_close>>;
using ChipInfo = std::unique_ptr<gpiod_chip_info, Release<gpiod_chip_info_free>>;
using LineInfo = std::unique_ptr<gpiod_line_info, Release<gpiod_line_info_free>>;
using Settings = std::unique_ptr<gpiod_line_settings, Release<gpiod_line_settings_free>>;
using Config = std::unique_ptr<gpiod_line_config, Release<gpiod_line_config_free>>;
using Options = std::unique_ptr<gpiod_request_config, Release<gpiod_request_config_free>>;
using Lines = std::unique_ptr<gpiod_line_request, Release<gpiod_line_request_release>>;
using Events = std::unique_ptr<gpiod_edge_event_buffer, Release<gpiod_edge_event_buffer_free>>;

struct Found {
  Chip chip;
  unsigned offset = 0;
  std::string text;  // "line 17 (GPIO17) of gpiochip0"
};

// In the order of their names, so that the first is the first each time.
std::vector<std::string> chip_paths() {
  constexpr std::string_view kPrefix = "gpiochip";
  std::vector<std::string> paths;
  DIR* folder = ::opendir("/dev");
  while (const dirent* entry = folder != nullptr ? ::readdir(folder) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name.substr(0, kPrefix.size()) == kPrefix) paths.push_back("/dev/" + std::string(name));
  }
  if (folder != nullptr) ::closedir(folder);
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string base_name(const std::string& path) { return path.substr(path.rfind('/') + 1); }

std::optional<unsigned> number_of(const std::string& text) {
  unsigned number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

std::string name_of(gpiod_chip* chip, unsigned offset) {
  const LineInfo info(gpiod_chip_get_line_info(chip, offset));
  const char* name = info ? gpiod_line_info_get_name(info.get()) : nullptr;
  return name != nullptr ? name : "";
}

bool is_named(gpiod_chip* chip, const std::string& path, const std::string& wanted) {
  if (wanted == path || wanted == base_name(path)) return true;
  const ChipInfo info(gpiod_chip_get_info(chip));
  return info && wanted == gpiod_chip_info_get_label(info.get());
}

tl::expected<Found, Error> found(Chip chip, unsigned offset) {
  const std::string name = name_of(chip.get(), offset);
  const std::string text = "line " + std::to_string(offset) + (name.empty() ? "" : " (" + name + ")") + " of " +
                           base_name(gpiod_chip_get_path(chip.get()));
  return Found{std::move(chip), offset, text};
}

tl::expected<Found, Error> find_on(Chip chip, const GpioLine& where) {
  const std::string path = gpiod_chip_get_path(chip.get());
  if (const auto number = number_of(where.line)) {
    const ChipInfo info(gpiod_chip_get_info(chip.get()));
    const std::size_t lines = info ? gpiod_chip_info_get_num_lines(info.get()) : 0;
    if (*number < lines) return found(std::move(chip), *number);
    return failed(EINVAL,
                  base_name(path) + " has no line " + where.line + "; it has " + std::to_string(lines) + ", from 0 on");
  }
  const int offset = gpiod_chip_get_line_offset_from_name(chip.get(), where.line.c_str());
  if (offset >= 0) return found(std::move(chip), static_cast<unsigned>(offset));
  return failed(ENOENT, base_name(path) + " has no line named '" + where.line + "'; gpioinfo lists them");
}

tl::expected<Found, Error> find(const GpioLine& where) {
  const std::vector<std::string> paths = chip_paths();
  std::string chips;
  std::optional<Error> refused;  // A chip that cannot be looked at may be the one that is meant.
  for (const std::string& path : paths) {
    Chip chip(gpiod_chip_open(path.c_str()));
    if (!chip) {
      if (!refused) refused = system_error(errno, path);
      continue;
    }
    chips += (chips.empty() ? "" : ", ") + base_name(path);
    if (where.chip.empty()) {
      if (number_of(where.line)) return failed(EINVAL, "a line that is given by its number needs its chip too");
      const int offset = gpiod_chip_get_line_offset_from_name(chip.get(), where.line.c_str());
      if (offset >= 0) return found(std::move(chip), static_cast<unsigned>(offset));
    } else if (is_named(chip.get(), path, where.chip)) {
      return find_on(std::move(chip), where);
    }
  }
  if (refused) return tl::make_unexpected(*refused);
  if (paths.empty()) return failed(ENOENT, "the kernel has no GPIO chip (/dev/gpiochip*)");
  if (!where.chip.empty()) return failed(ENOENT, "no GPIO chip '" + where.chip + "'; there are: " + chips);
  return failed(ENOENT, "no GPIO line named '" + where.line + "' on " + chips + "; gpioinfo lists them");
}

std::string holder_of(const Found& line) {
  const LineInfo info(gpiod_chip_get_line_info(line.chip.get(), line.offset));
  const char* consumer = info ? gpiod_line_info_get_consumer(info.get()) : nullptr;
  return consumer != nullptr ? "'" + std::string(consumer) + "'" : "somebody else";
}

tl::expected<Lines, Error> request(const Found& line, gpiod_line_settings* settings) {
  const Config config(gpiod_line_config_new());
  const Options options(gpiod_request_config_new());
  if (!config || !options || gpiod_line_config_add_line_settings(config.get(), &line.offset, 1, settings) != 0)
    return tl::make_unexpected(system_error(errno, line.text));
  gpiod_request_config_set_consumer(options.get(), kConsumer);
  Lines lines(gpiod_chip_request_lines(line.chip.get(), options.get(), config.get()));
  if (lines) return lines;
  const int code = errno;
  if (code == EBUSY) return failed(code, line.text + " is in use by " + holder_of(line));
  return tl::make_unexpected(system_error(code, line.text));
}

gpiod_line_bias bias_of(GpioBias bias) {
  switch (bias) {
    case GpioBias::kAsIs: return GPIOD_LINE_BIAS_AS_IS;
    case GpioBias::kNone: return GPIOD_LINE_BIAS_DISABLED;
    case GpioBias::kPullUp: return GPIOD_LINE_BIAS_PULL_UP;
    case GpioBias::kPullDown: return GPIOD_LINE_BIAS_PULL_DOWN;
  }
  return GPIOD_LINE_BIAS_AS_IS;
}

class GpioKey final : public KeyLine {
 public:
  GpioKey(Lines lines, Events events, const Found& line, bool debounced)
      : lines_(std::move(lines)),
        events_(std::move(events)),
        offset_(line.offset),
        text_(line.text),
        debounced_(debounced) {}

  int descriptor() const override { return gpiod_line_request_get_fd(lines_.get()); }
  bool is_debounced() const override { return debounced_; }

  tl::expected<void, Error> read_events(std::vector<bool>& levels) override {
    for (;;) {
      const int count = gpiod_line_request_read_edge_events(lines_.get(), events_.get(), kEventsAtOnce);
      if (count < 0 && (errno == EAGAIN || errno == EINTR)) return {};
      if (count < 0) return tl::make_unexpected(system_error(errno, text_));
      for (int i = 0; i < count; ++i) {
        gpiod_edge_event* event = gpiod_edge_event_buffer_get_event(events_.get(), static_cast<unsigned long>(i));
        levels.push_back(gpiod_edge_event_get_event_type(event) == GPIOD_EDGE_EVENT_RISING_EDGE);
      }
      if (count < static_cast<int>(kEventsAtOnce)) return {};
    }
  }

  tl::expected<bool, Error> level() override {
    const gpiod_line_value value = gpiod_line_request_get_value(lines_.get(), offset_);
    if (value == GPIOD_LINE_VALUE_ERROR) return tl::make_unexpected(system_error(errno, text_));
    return value == GPIOD_LINE_VALUE_ACTIVE;
  }

 private:
  Lines lines_;
  Events events_;
  unsigned offset_;
  std::string text_;
  bool debounced_;
};

class GpioLed final : public Led {
 public:
  GpioLed(Lines lines, const Found& line) : lines_(std::move(lines)), offset_(line.offset), text_(line.text) {}
  ~GpioLed() { gpiod_line_request_set_value(lines_.get(), offset_, GPIOD_LINE_VALUE_INACTIVE); }
  GpioLed(const GpioLed&) = delete;
  GpioLed& operator=(const GpioLed&) = delete;

  tl::expected<void, Error> light(bool lit) override {
    const gpiod_line_value value = lit ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
    if (gpiod_line_request_set_value(lines_.get(), offset_, value) == 0) return {};
    return tl::make_unexpected(system_error(errno, text_));
  }

 private:
  Lines lines_;
  unsigned offset_;
  std::string text_;
};

}  // namespace

tl::expected<std::unique_ptr<KeyLine>, Error> open_gpio_key(const GpioLine& where, GpioBias bias,
                                                            Milliseconds debounce_ms) {
  const auto line = find(where);
  if (!line) return tl::make_unexpected(line.error());
  const Settings settings(gpiod_line_settings_new());
  Events events(gpiod_edge_event_buffer_new(kEventsAtOnce));
  if (!settings || !events) return tl::make_unexpected(system_error(errno, line->text));
  gpiod_line_settings_set_direction(settings.get(), GPIOD_LINE_DIRECTION_INPUT);
  gpiod_line_settings_set_edge_detection(settings.get(), GPIOD_LINE_EDGE_BOTH);
  gpiod_line_settings_set_bias(settings.get(), bias_of(bias));
  gpiod_line_settings_set_active_low(settings.get(), where.active_low);
  gpiod_line_settings_set_debounce_period_us(settings.get(), static_cast<unsigned long>(debounce_ms) * 1000);
  bool debounced = true;
  auto lines = request(*line, settings.get());
  if (!lines && lines.error().code != EBUSY && lines.error().code != EACCES) {
    debounced = false;
    gpiod_line_settings_set_debounce_period_us(settings.get(), 0);
    lines = request(*line, settings.get());
  }
  if (!lines) return tl::make_unexpected(lines.error());
  const int fd = gpiod_line_request_get_fd(lines->get());
  if (::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK) != 0)
    return tl::make_unexpected(system_error(errno, line->text));
  return std::make_unique<GpioKey>(std::move(*lines), std::move(events), *line, debounced);
}

tl::expected<std::shared_ptr<Led>, Error> open_gpio_led(const GpioLine& where) {
  const auto line = find(where);
  if (!line) return tl::make_unexpected(line.error());
  const Settings settings(gpiod_line_settings_new());
  if (!settings) return tl::make_unexpected(system_error(errno, line->text));
  gpiod_line_settings_set_direction(settings.get(), GPIOD_LINE_DIRECTION_OUTPUT);
  gpiod_line_settings_set_active_low(settings.get(), where.active_low);
  gpiod_line_settings_set_output_value(settings.get(), GPIOD_LINE_VALUE_INACTIVE);
  auto lines = request(*line, settings.get());
  if (!lines) return tl::make_unexpected(lines.error());
  return std::make_shared<GpioLed>(std::move(*lines), *line);
}

}  // namespace classbell::platform
