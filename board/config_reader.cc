#include "board/config_reader.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "platform/linux/descriptor.h"

namespace classbell::board {
namespace {

std::string joined(const std::vector<std::string_view>& words, std::string_view between) {
  std::string text;
  for (const std::string_view word : words) {
    if (!text.empty()) text += between;
    text += word;
  }
  return text;
}

std::string duration_text(Milliseconds ms) {
  if (ms % kHour == 0 && ms != 0) return std::to_string(ms / kHour) + "h";
  if (ms % kMinute == 0 && ms != 0) return std::to_string(ms / kMinute) + "m";
  return ms % kSecond == 0 ? std::to_string(ms / kSecond) + "s" : std::to_string(ms) + "ms";
}

bool is_below(std::string_view path, const char* folder) {
  if (folder == nullptr) return false;
  const std::string prefix = std::string(folder) + "/";
  return path.substr(0, prefix.size()) == prefix;
}

const platform::IniEntry* entry_of(const platform::IniSection& section, std::string_view key) {
  for (const platform::IniEntry& entry : section.entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

std::string at(const std::string& file, int line) {
  return line == 0 ? file + ": " : file + ":" + std::to_string(line) + ": ";
}

}  // namespace

const platform::IniEntry* Section::find(std::string_view key) {
  asked_.emplace(key);
  const platform::IniEntry* entry = entry_of(section_, key);
  return entry != nullptr || defaults_ == nullptr ? entry : entry_of(*defaults_, key);
}

std::string Section::text(std::string_view key, std::string_view fallback) {
  const platform::IniEntry* entry = find(key);
  return entry != nullptr ? entry->value : std::string(fallback);
}

std::string Section::choice(std::string_view key, std::string_view fallback,
                            const std::vector<std::string_view>& allowed) {
  std::string value = text(key, fallback);
  if (value == fallback || std::find(allowed.begin(), allowed.end(), value) != allowed.end()) return value;
  fail(key, "'" + value + "' is not allowed; one of: " + joined(allowed, ", "));
  return std::string(fallback);
}

bool Section::yes_no(std::string_view key, bool fallback) {
  return choice(key, fallback ? "yes" : "no", {"yes", "no"}) == "yes";
}

Milliseconds Section::duration(std::string_view key, Milliseconds fallback, Milliseconds min, Milliseconds max) {
  const platform::IniEntry* entry = find(key);
  if (entry == nullptr) return fallback;
  const auto value = parse_duration(entry->value);
  if (!value) {
    fail(key, value.error());
    return fallback;
  }
  if (*value < min || *value > max)
    fail(key, "'" + entry->value + "' is out of range: " + duration_text(min) + " to " + duration_text(max));
  return *value;
}

std::vector<std::string> Section::list(std::string_view key) {
  std::vector<std::string> items;
  std::string_view rest;
  const platform::IniEntry* entry = find(key);
  if (entry == nullptr) return items;
  rest = entry->value;
  for (;;) {
    const std::size_t comma = rest.find(',');
    const std::string_view item = platform::trimmed(rest.substr(0, comma));
    if (item.empty()) fail(key, "an empty item; write: a, b");
    else items.emplace_back(item);
    if (comma == std::string_view::npos) return items;
    rest.remove_prefix(comma + 1);
  }
}

std::string Section::url(std::string_view key, std::string_view fallback) {
  std::string value = text(key, fallback);
  if (value.empty()) return value;
  const bool https = value.rfind("https://", 0) == 0;
  const bool http = value.rfind("http://", 0) == 0;
  const std::string_view rest = std::string_view(value).substr(https ? 8 : http ? 7 : 0);
  const bool odd = std::any_of(rest.begin(), rest.end(), [](unsigned char c) {
    return c <= ' ' || c == 0x7F || std::strchr("?#@\\\"<>", c) != nullptr;
  });
  if (!(http || https) || rest.empty() || rest[0] == '/' || odd) {
    fail(key, "must be https://HOST[:PORT][/PATH] (or http://), without a query, a user or blanks");
    return value;
  }
  while (value.back() == '/') value.pop_back();
  return value;
}

std::string Section::readable_file(std::string_view key) {
  const platform::IniEntry* entry = find(key);
  if (entry == nullptr) return {};
  struct stat about {};
  if (::access(entry->value.c_str(), R_OK) != 0 || ::stat(entry->value.c_str(), &about) != 0)
    fail(key, "cannot read '" + entry->value + "': " + std::strerror(errno));
  else if (!S_ISREG(about.st_mode)) fail(key, "'" + entry->value + "' is no regular file");
  return entry->value;
}

std::vector<platform::IniEntry> Section::take_all() {
  for (const platform::IniEntry& entry : section_.entries) asked_.emplace(entry.key);
  return section_.entries;
}

std::string Section::place(std::string_view key) const {
  if (const auto* entry = entry_of(section_, key)) return at(file_, entry->line);
  const auto* entry = defaults_ != nullptr ? entry_of(*defaults_, key) : nullptr;
  return entry != nullptr ? at(defaults_file_, entry->line) : at(file_, section_.line);
}

void Section::fail(std::string_view key, std::string what) {
  if (error_) return;
  error_ = place(key) + std::string(key) + ": " + std::move(what);
}

void Section::missing(std::string_view key, std::string_view also, std::string_view meaning) {
  fail(key, "missing in [" + section_.name + "]" + std::string(also) + ": " + std::string(meaning));
}

std::optional<std::string> Section::finish() const {
  if (error_) return error_;
  for (const platform::IniSection* section : {&section_, defaults_}) {
    if (section == nullptr) continue;
    for (const platform::IniEntry& entry : section->entries) {
      if (asked_.count(entry.key) != 0) continue;
      std::string allowed;
      for (const std::string& key : asked_) allowed += (allowed.empty() ? "" : ", ") + key;
      return place(entry.key) + entry.key + ": unknown key in [" + section_.name + "]; allowed: " + allowed;
    }
  }
  return std::nullopt;
}

tl::expected<std::string, std::string> read_secret_file(const std::string& path) {
  const platform::Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return tl::unexpected("cannot read '" + path + "': " + std::strerror(errno));
  struct stat about {};
  if (::fstat(file.get(), &about) != 0 || !S_ISREG(about.st_mode))
    return tl::unexpected("'" + path + "' is no regular file");
  const bool is_open = (about.st_mode & (S_IRWXG | S_IRWXO)) != 0;
  if (is_open && !is_below(path, std::getenv("CREDENTIALS_DIRECTORY"))) {
    return tl::unexpected("'" + path + "' may be read by others; it must have mode 0600: chmod 600 " + path);
  }
  constexpr std::size_t kBytesMax = 4096;
  std::string content(kBytesMax + 1, '\0');
  const ssize_t size = ::read(file.get(), content.data(), content.size());
  if (size < 0) return tl::unexpected("cannot read '" + path + "': " + std::strerror(errno));
  if (static_cast<std::size_t>(size) > kBytesMax) return tl::unexpected("'" + path + "' holds more than 4096 bytes");
  content.resize(static_cast<std::size_t>(size));
  return content;
}

std::string objection(const vendors::Setting& setting, std::string_view value) {
  if (setting.allowed.empty() || value.empty()) return {};
  if (setting.allowed == "0-9") {
    const bool digits = std::all_of(value.begin(), value.end(), [](char c) { return c >= '0' && c <= '9'; });
    return digits && value.size() <= 15 ? "" : "must be a whole number: " + std::string(setting.meaning);
  }
  std::string_view rest = setting.allowed;
  for (;;) {
    const std::size_t bar = rest.find('|');
    if (rest.substr(0, bar) == value) return {};
    if (bar == std::string_view::npos) break;
    rest.remove_prefix(bar + 1);
  }
  return "must be one of " + std::string(setting.allowed) + ": " + std::string(setting.meaning);
}

tl::expected<Milliseconds, std::string> parse_duration(std::string_view text) {
  const std::string error = "'" + std::string(text) + "' is no duration; write 500ms, 90s, 5m or 1h";
  std::size_t digits = 0;
  Milliseconds number = 0;
  while (digits < text.size() && digits < 9 && text[digits] >= '0' && text[digits] <= '9')
    number = number * 10 + (text[digits++] - '0');
  const std::string_view unit = text.substr(digits);
  if (digits == 0) return tl::unexpected(error);
  if (unit == "ms") return number;
  if (unit == "s") return number * kSecond;
  if (unit == "m") return number * kMinute;
  if (unit == "h") return number * kHour;
  return tl::unexpected(error);
}

}  // namespace classbell::board
