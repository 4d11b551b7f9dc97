#include "vendors/value.h"

#include <charconv>
#include <cmath>

namespace classbell::vendors {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

}  // namespace

const Value* Value::find(std::string_view key) const {
  const Object* members = object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.first == key) return &member.second;
  }
  for (const Member& member : *members) {
    if (trimmed(member.first) == key) return &member.second;
  }
  return nullptr;
}

void Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Object{};
  Object* members = object();
  if (members == nullptr) return;
  for (Member& member : *members) {
    if (member.first == key) {
      member.second = std::move(value);
      return;
    }
  }
  members->emplace_back(std::string(key), std::move(value));
}

std::int64_t Value::to_int(std::int64_t fallback) const {
  if (const std::int64_t* i = integer()) return *i;
  if (const double* d = real()) {
    const bool is_whole = std::trunc(*d) == *d && *d >= -9.2e18 && *d <= 9.2e18;
    return is_whole ? static_cast<std::int64_t>(*d) : fallback;
  }
  if (const std::string* s = string()) {
    const std::string_view text = trimmed(*s);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (!text.empty() && error == std::errc() && end == text.data() + text.size()) return number;
  }
  return fallback;
}

std::string Value::to_text() const {
  if (const std::string* s = string()) return *s;
  if (const std::int64_t* i = integer()) return std::to_string(*i);
  if (const double* d = real()) {
    constexpr double kExactMax = 9007199254740992.0;  // 2^53
    const bool whole = std::trunc(*d) == *d && std::fabs(*d) <= kExactMax && !(*d == 0 && std::signbit(*d));
    if (whole) return std::to_string(static_cast<std::int64_t>(*d));  // An id that a vendor writes as 1000000.0.
    char text[40];
    const auto [end, error] = std::to_chars(text, text + sizeof text, *d);
    return error == std::errc() ? std::string(text, end) : std::string();
  }
  return {};
}

}  // namespace classbell::vendors
