#ifndef CLASSBELL_TESTS_SIMULATION_FORM_H_
#define CLASSBELL_TESTS_SIMULATION_FORM_H_

#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace classbell::simulation {

// The value of `key` in a form or a flat JSON object, as it stands there.
inline std::string_view field(std::string_view text, std::string_view key) {
  for (std::size_t at = text.find(key); at != std::string_view::npos; at = text.find(key, at + 1)) {
    const std::size_t end = at + key.size();
    const bool is_form = (at == 0 || text[at - 1] == '&') && end < text.size() && text[end] == '=';
    const bool is_json = at > 0 && text[at - 1] == '"' && text.substr(end, 2) == "\":";
    if (!is_form && !is_json) continue;
    std::string_view value = text.substr(end + (is_form ? 1 : 2));
    if (is_json && !value.empty() && value[0] == '"') {
      value.remove_prefix(1);
      return value.substr(0, value.find('"'));
    }
    return value.substr(0, value.find_first_of("&,}"));
  }
  return {};
}

inline std::int64_t number_in(std::string_view value, std::int64_t fallback) {
  std::int64_t out = fallback;
  std::from_chars(value.data(), value.data() + value.size(), out);
  return out;
}

inline std::int64_t number(std::string_view text, std::string_view key, std::int64_t fallback) {
  return number_in(field(text, key), fallback);
}

template <typename... Parts>
void put(std::string& out, const Parts&... parts) {
  ((out += parts), ...);
}

inline std::string digits(std::int64_t n) { return std::to_string(n); }

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_FORM_H_
