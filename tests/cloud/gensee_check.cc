// Reading parameters: required, type, length, range. 101 for what is missing or out of range, 102 for a wrong type.
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "crypto.h"
#include "gensee.h"

namespace cloud::gensee {
namespace {

constexpr int64_t kShanghaiMs = 8 * 3600000;

bool is_number(const std::string& text) {
  const std::string digits = !text.empty() && text[0] == '-' ? text.substr(1) : text;
  return !digits.empty() && digits.size() <= 18 && digits.find_first_not_of("0123456789") == std::string::npos;
}

bool is_flag(const std::string& text) { return text == "true" || text == "false"; }

json plain(const PhpValue& value) {
  if (!value.is_array) return value.text;
  json out = json::object();
  for (const auto& [key, inner] : value.items) out[key.str()] = plain(inner);
  return out;
}

// nullopt: neither a JSON array of objects nor name[0][key]=value.
std::optional<std::vector<json>> read_objects(const PhpValue& value) {
  std::vector<json> out;
  if (value.is_array) {
    for (const auto& [key, inner] : value.items) {
      if (!inner.is_array) return std::nullopt;
      out.push_back(plain(inner));
    }
    return out;
  }
  const json list = json::parse(value.text, nullptr, false);
  if (!list.is_array()) return std::nullopt;
  for (const json& one : list) {
    if (!one.is_object()) return std::nullopt;
    out.push_back(one);
  }
  return out;
}

// One number, or name[0]=.. to name[N-1]=...
std::optional<std::vector<int64_t>> read_numbers(const PhpValue& value) {
  std::vector<int64_t> out;
  const std::vector<PhpValue::Item> one = {{PhpKey::of("0"), value}};
  for (const auto& [key, inner] : value.is_array ? value.items : one) {
    if (inner.is_array || !is_number(inner.text) || key.str() != std::to_string(out.size())) return std::nullopt;
    out.push_back(std::strtoll(inner.text.c_str(), nullptr, 10));
  }
  return out;
}

}  // namespace

std::string shanghai_day(int64_t t_ms) { return iso_time(t_ms + kShanghaiMs).substr(0, 10); }

// 3.3: yyyy-MM-dd HH:mm:ss in the site's zone, or milliseconds. 5.54 prints a full-width colon: taken too.
std::optional<int64_t> read_time(const std::string& given, char type) {
  std::string text = given;
  if (type == 'c') {
    const std::string wide = "：";
    for (size_t at; (at = text.find(wide)) != std::string::npos;) text.replace(at, wide.size(), ":");
  }
  if (type != 'd' && is_number(text) && text[0] != '-' && text.size() <= 14)
    return std::strtoll(text.c_str(), nullptr, 10);
  std::tm tm{};
  const char* end = strptime(text.c_str(), type == 'd' ? "%Y-%m-%d" : "%Y-%m-%d %H:%M:%S", &tm);
  if (text.size() != (type == 'd' ? 10u : 19u) || !end || *end != '\0') return std::nullopt;
  const int day = tm.tm_mday;
  const int64_t t_ms = static_cast<int64_t>(timegm(&tm)) * 1000;
  return tm.tm_mday == day ? std::optional<int64_t>(t_ms - kShanghaiMs) : std::nullopt;  // No 30th of February.
}

bool Params::has(const std::string& name) const {
  const PhpValue* value = all_.find(name);
  return value && (value->is_array ? !value->items.empty() : !value->text.empty());
}

void Params::refuse(const std::string& name, int code) const {
  entry_.blame("bad_parameter", name);
  throw Refused{code};
}

void Params::check(const Rule& rule) const {
  if (!has(rule.name)) {
    if (!rule.required) return;  // 可为空: also present and empty.
    entry_.blame("missing_parameter", rule.name);
    throw Refused{kBadParameter};
  }
  const PhpValue& value = *all_.find(rule.name);
  if (rule.type == 'j' || rule.type == 'm') {
    if (rule.type == 'j' ? !read_objects(value).has_value() : !read_numbers(value).has_value())
      refuse(rule.name, kBadConversion);
    return;
  }
  if (value.is_array || !is_utf8(value.text)) refuse(rule.name, kBadConversion);
  const std::string& text = value.text;
  if (rule.type == 'i' || rule.type == 'l') {
    if (!is_number(text)) refuse(rule.name, kBadConversion);
    const int64_t number = std::strtoll(text.c_str(), nullptr, 10);
    if (rule.type == 'i' && (number < INT32_MIN || number > INT32_MAX)) refuse(rule.name, kBadConversion);
    if (number < rule.min || number > rule.max) refuse(rule.name, kBadParameter);
  }
  if (rule.type == 'b' && !is_flag(text)) refuse(rule.name, kBadConversion);
  if ((rule.type == 't' || rule.type == 'c' || rule.type == 'd') && !read_time(text, rule.type))
    refuse(rule.name, kBadConversion);
  if (rule.type == 'u' && text.rfind("http://", 0) != 0 && text.rfind("https://", 0) != 0)
    refuse(rule.name, kBadParameter);
  if (rule.type == 's' && (utf8_length(text) < rule.min || utf8_length(text) > rule.max))
    refuse(rule.name, kBadParameter);
  if (!rule.values.empty() && std::find(rule.values.begin(), rule.values.end(), text) == rule.values.end()) {
    refuse(rule.name, kBadParameter);
  }
}

std::string Params::text(const std::string& name, const std::string& fallback) const {
  const PhpValue* value = all_.find(name);
  return has(name) && !value->is_array ? value->text : fallback;
}

int64_t Params::number(const std::string& name, int64_t fallback) const {
  return has(name) ? std::strtoll(text(name).c_str(), nullptr, 10) : fallback;
}

bool Params::flag(const std::string& name, bool fallback) const { return has(name) ? text(name) == "true" : fallback; }

int64_t Params::time_ms(const std::string& name, int64_t fallback) const {
  if (!has(name)) return fallback;
  const auto day = read_time(text(name), 'd');
  return day ? *day : read_time(text(name), 'c').value_or(fallback);
}

std::vector<json> Params::objects(const std::string& name) const {
  return has(name) ? read_objects(*all_.find(name)).value_or(std::vector<json>()) : std::vector<json>();
}

std::vector<int64_t> Params::numbers(const std::string& name) const {
  return has(name) ? read_numbers(*all_.find(name)).value_or(std::vector<int64_t>()) : std::vector<int64_t>();
}

}  // namespace cloud::gensee
