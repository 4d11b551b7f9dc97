// Reading parameters: what is required, of which PHP type, within which limits; local times.
#include <cstdio>
#include <ctime>

#include "crypto.h"
#include "weclassroom.h"

namespace cloud::weclassroom {
namespace {

constexpr int64_t kShanghaiS = 8 * 3600;

}  // namespace

std::string local_time(int64_t t_ms) {
  const std::time_t t = static_cast<std::time_t>(t_ms / 1000 + kShanghaiS);
  std::tm tm{};
  gmtime_r(&t, &tm);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%d %H:%M:%S", &tm);
  return out;
}

std::optional<int64_t> read_local_time(const std::string& text, Stamp stamp) {
  int n = 0, with_seconds = 0;
  std::tm tm{};
  const bool minute = std::sscanf(text.c_str(), "%4d-%2d-%2d %2d:%2d%n:%2d%n", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                                  &tm.tm_hour, &tm.tm_min, &n, &tm.tm_sec, &with_seconds) >= 5;
  const int size = static_cast<int>(text.size());
  if (!minute || (n != size && with_seconds != size)) return std::nullopt;
  if (text.find_first_not_of("0123456789-: ") != std::string::npos || text.find(' ') != text.rfind(' '))
    return std::nullopt;
  const bool seconds = with_seconds == size;
  if (stamp == Stamp::kMinute && size != 16) return std::nullopt;
  if (stamp == Stamp::kSecond && size != 19) return std::nullopt;
  if (stamp == Stamp::kLooseSecond && !seconds) return std::nullopt;
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  const std::tm asked = tm;
  const std::time_t t = timegm(&tm);
  if (tm.tm_mon != asked.tm_mon || tm.tm_mday != asked.tm_mday || tm.tm_hour != asked.tm_hour ||
      tm.tm_min != asked.tm_min || tm.tm_sec != asked.tm_sec) {
    return std::nullopt;  // The 31st of June.
  }
  return static_cast<int64_t>(t) - kShanghaiS;
}

void Params::refuse(const std::string& name, int code) const {
  entry_.blame(code == kMissing ? "missing_parameter" : "bad_parameter", name);
  throw Refused{code};
}

const json& Params::raw(const std::string& name) const {
  if (!has(name)) refuse(name, kMissing);
  return object_[name];
}

int64_t Params::number(const std::string& name, int64_t min, int64_t max) const {
  const json& value = raw(name);
  if (!value.is_number_integer()) refuse(name, kWrongType);  // i:5; no s:1:"5";
  const int64_t number = value.get<int64_t>();
  if (number < min || number > max) refuse(name, kWrongValue);
  return number;
}

std::optional<int64_t> Params::number_if(const std::string& name, int64_t min, int64_t max) const {
  if (!has(name)) return std::nullopt;
  return number(name, min, max);
}

std::string Params::text(const std::string& name, int min, int max) const {
  const json& value = raw(name);
  if (!value.is_string()) refuse(name, kWrongType);
  const std::string text = value;
  const int length = utf8_length(text);
  if (!is_utf8(text) || length < min || length > max) refuse(name, kWrongValue);
  return text;
}

std::string Params::text_or(const std::string& name, const std::string& fallback, int min, int max) const {
  return has(name) ? text(name, min, max) : fallback;
}

std::vector<int64_t> Params::numbers(const std::string& name, size_t max) const {
  const json& value = raw(name);
  if (!value.is_array()) refuse(name, kWrongType);
  if (value.empty() || value.size() > max) refuse(name, kWrongValue);
  std::vector<int64_t> out;
  for (const json& one : value) {
    if (!one.is_number_integer()) refuse(name, kWrongType);
    out.push_back(one.get<int64_t>());
  }
  return out;
}

std::vector<int64_t> Params::json_numbers(const std::string& name, size_t max) const {
  const json list = json::parse(text(name), nullptr, false);
  if (!list.is_array() || list.empty() || list.size() > max) refuse(name, kWrongValue);
  std::vector<int64_t> out;
  for (const json& one : list) {
    if (!one.is_number_integer()) refuse(name, kWrongValue);
    out.push_back(one.get<int64_t>());
  }
  return out;
}

int64_t Params::time(const std::string& name, Stamp stamp) const {
  const auto t = read_local_time(text(name), stamp);
  if (!t) refuse(name, kWrongValue);
  return *t;
}

}  // namespace cloud::weclassroom
