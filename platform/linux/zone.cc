#include "platform/linux/zone.h"

#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <optional>

#include "platform/linux/descriptor.h"
#include "platform/log.h"

namespace classbell::platform {
namespace {

constexpr std::int64_t kDay_s = 86400;
constexpr std::int64_t kYear_s = 365 * kDay_s + kDay_s / 4;

// "+08:00" as seconds.
std::optional<std::int32_t> parse_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  std::array<int, 6> digit{};
  for (const std::size_t i : {1U, 2U, 4U, 5U}) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    digit[i] = text[i] - '0';
  }
  const int hours = digit[1] * 10 + digit[2];
  const int minutes = digit[4] * 10 + digit[5];
  if (minutes > 59 || hours * 60 + minutes > 14 * 60) return std::nullopt;
  const std::int32_t seconds = hours * 3600 + minutes * 60;
  return text[0] == '-' ? -seconds : seconds;
}

// Names lead to files: no way out of the database.
bool is_name(std::string_view name) {
  if (name.empty() || name.size() > 64 || name[0] == '/' || name.find("..") != std::string_view::npos) return false;
  for (const char c : name) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '/' ||
                       c == '_' || c == '-' || c == '+';
    if (!plain) return false;
  }
  return true;
}

bool is_tz_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  std::array<char, 4> magic{};
  return file && ::read(file.get(), magic.data(), magic.size()) == 4 && std::memcmp(magic.data(), "TZif", 4) == 0;
}

// Glibc's notion of local time, for as long as this lives.
class LocalTime {
 public:
  explicit LocalTime(const std::string& path) {
    if (const char* former = std::getenv("TZ")) former_ = former;
    ::setenv("TZ", (":" + path).c_str(), 1);
    ::tzset();
  }
  ~LocalTime() {
    if (former_) {
      ::setenv("TZ", former_->c_str(), 1);
    } else {
      ::unsetenv("TZ");
    }
    ::tzset();
  }
  LocalTime(const LocalTime&) = delete;
  LocalTime& operator=(const LocalTime&) = delete;

  static std::int32_t offset_s(std::int64_t utc_s) {
    const auto at = static_cast<time_t>(utc_s);
    tm local{};
    ::localtime_r(&at, &local);
    return static_cast<std::int32_t>(local.tm_gmtoff);
  }

 private:
  std::optional<std::string> former_;
};

// The first second after `from` and up to `to` at which the offset is not the one of `from`; there is one change.
std::int64_t find_change(std::int64_t from, std::int64_t to) {
  const std::int32_t before = LocalTime::offset_s(from);
  while (to - from > 1) {
    const std::int64_t middle = from + (to - from) / 2;
    (LocalTime::offset_s(middle) == before ? from : to) = middle;
  }
  return to;
}

// No zone ever changed twice within a day, so a look a day finds each change.
Zone read_zone(const std::string& path, Milliseconds utc) {
  const LocalTime local(path);
  const std::int64_t first = utc / kSecond - 2 * kYear_s;
  Zone zone(LocalTime::offset_s(first));
  std::int32_t offset = LocalTime::offset_s(first);
  for (std::int64_t at = first; at < first + 32 * kYear_s; at += kDay_s) {
    const std::int32_t next = LocalTime::offset_s(at + kDay_s);
    if (next == offset) continue;
    if (!zone.add_change(find_change(at, at + kDay_s) * kSecond, next)) break;
    offset = next;
  }
  return zone;
}

}  // namespace

tl::expected<Zone, Error> load_zone(std::string_view name, Milliseconds utc, const std::string& database) {
  if (name == "UTC") return Zone();
  if (const auto offset = parse_offset(name)) return Zone(*offset);
  const std::string allowed =
      ": allowed are UTC, an offset such as +08:00 (up to 14 hours), or a name of the tz "
      "database such as Asia/Shanghai";
  if (!is_name(name)) return failed(EINVAL, "'" + printable(name.substr(0, 64)) + "' is no time zone" + allowed);
  const std::string path = database + "/" + std::string(name);
  if (is_tz_file(path)) return read_zone(path, utc);
  if (name == "Asia/Shanghai") return Zone(8 * 3600);  // No change since 1991.
  return failed(ENOENT,
                "time zone '" + std::string(name) + "' is not in " + database + " (Debian package tzdata)" + allowed);
}

}  // namespace classbell::platform
