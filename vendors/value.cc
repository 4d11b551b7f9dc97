#include "vendors/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace classbell::vendors {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// Raises the last digit of "1.25e+07" by one. False: all were nines.
bool raise(char* text) {
  for (char* digit = std::strchr(text, 'e'); digit != text;) {
    if (*--digit == '.' || *digit == '-') continue;
    if (*digit != '9') return ++*digit, true;
    *digit = '0';
  }
  return false;
}

}  // namespace

std::string shortest_text(double number) {
  constexpr int kEnough = 16;  // 17 digits tell any two doubles apart.
  int exponent = 0;
  const bool is_power_of_two = std::fabs(std::frexp(number, &exponent)) == 0.5;
  char text[40];
  for (int precision = 0; precision <= kEnough; ++precision) {
    std::snprintf(text, sizeof text, "%.*e", precision, number);
    if (std::strtod(text, nullptr) == number) break;
    // A power of two is twice as far from the next number above as from the one below: what is rounded down to the
    // one below may be right when it is rounded up.
    if (is_power_of_two && raise(text) && std::strtod(text, nullptr) == number) break;
  }
  return text;
}

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
    std::string digits = shortest_text(*d);
    if (digits.find('e') == std::string::npos) return digits;  // inf, nan
    const long exponent = std::strtol(digits.c_str() + digits.find('e') + 1, nullptr, 10);
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const long count = std::count_if(digits.begin(), digits.begin() + static_cast<long>(digits.find('e')), is_digit);
    if (exponent < -5 || exponent > 25) return digits;  // Longer in full.
    char text[40];
    const int size = std::snprintf(text, sizeof text, "%.*f", static_cast<int>(std::max(0L, count - 1 - exponent)), *d);
    return static_cast<std::size_t>(size) <= digits.size() ? text : digits;
  }
  return {};
}

}  // namespace classbell::vendors
