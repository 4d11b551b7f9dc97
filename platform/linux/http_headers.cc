#include "platform/linux/http_headers.h"

#include <curl/curl.h>

#include <algorithm>
#include <ctime>

namespace classbell::platform {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

std::optional<std::string> header_value(std::string_view line, std::string_view name) {
  if (line.size() < name.size()) return std::nullopt;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (lower(line[i]) != name[i]) return std::nullopt;
  }
  line.remove_prefix(name.size());
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return std::string();
  return std::string(line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1));
}

std::optional<Milliseconds> http_date(const std::string& text) {
  const time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return Milliseconds{seconds} * kSecond;
}

Milliseconds retry_after(const std::string& text, std::optional<Milliseconds> date_utc) {
  Milliseconds wait_ms = 0;
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    for (const char digit : text) wait_ms = std::min(wait_ms * 10 + (digit - '0') * kSecond, kHour);
  } else if (const auto until = http_date(text)) {
    wait_ms = *until - date_utc.value_or(Milliseconds{std::time(nullptr)} * kSecond);
  }
  return std::clamp<Milliseconds>(wait_ms, 0, kHour);
}

}  // namespace classbell::platform
