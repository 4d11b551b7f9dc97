// Reading parameters: what is required, of which type, how long; and the code the document has for it.
#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "crypto.h"
#include "cvclass.h"

namespace cloud::cvclass {

bool Form::has(const std::string& name) const {
  const PhpValue* value = post_.find(name);
  return value && (value->is_array ? !value->items.empty() : !value->text.empty());
}

void Form::refuse_missing(const std::string& name, const std::string& code) const {
  entry_.blame("missing_parameter", name);
  throw Refused{code, {}};
}

void Form::refuse_bad(const std::string& name, const std::string& code) const {
  entry_.blame("bad_parameter", name);
  throw Refused{code, {}};
}

// Lengths are of characters.
std::string Form::checked(const std::string& name, const std::string& bad, int min, int max) const {
  const PhpValue* value = post_.find(name);
  if (value->is_array || !is_utf8(value->text)) refuse_bad(name, bad);
  const int length = utf8_length(value->text);
  if (length < min || length > max) refuse_bad(name, bad);
  return value->text;
}

std::string Form::text(const std::string& name, const std::string& missing, const std::string& bad, int min,
                       int max) const {
  if (!has(name)) refuse_missing(name, missing);
  return checked(name, bad, min, max);
}

std::string Form::text_or(const std::string& name, const std::string& fallback, const std::string& bad, int min,
                          int max) const {
  return has(name) ? checked(name, bad, min, max) : fallback;
}

std::optional<int64_t> Form::number_if(const std::string& name, const std::string& bad, int64_t min,
                                       int64_t max) const {
  if (!has(name)) return std::nullopt;
  const std::string digits = checked(name, bad, 1, 18);
  if (digits.find_first_not_of("0123456789") != std::string::npos) refuse_bad(name, bad);
  const int64_t value = std::strtoll(digits.c_str(), nullptr, 10);
  if (value < min || value > max) refuse_bad(name, bad);
  return value;
}

int64_t Form::number(const std::string& name, const std::string& missing, const std::string& bad, int64_t min,
                     int64_t max) const {
  if (!has(name)) refuse_missing(name, missing);
  return *number_if(name, bad, min, max);
}

const PhpValue& Form::list(const std::string& name, const std::string& missing, const std::string& bad) const {
  if (!has(name)) refuse_missing(name, missing);
  const PhpValue* value = post_.find(name);
  if (!value->is_array) refuse_bad(name, bad);
  return *value;
}

namespace {
constexpr int64_t kShanghai_s = 8 * 3600;
}

std::string local_time(int64_t t_ms) {
  const std::time_t t = static_cast<std::time_t>(t_ms / 1000 + kShanghai_s);
  std::tm tm{};
  gmtime_r(&t, &tm);
  char out[32];
  std::strftime(out, sizeof out, "%Y-%m-%d %H:%M:%S", &tm);
  return out;
}

std::optional<int64_t> read_local_time(const std::string& text) {
  std::tm tm{};
  const char* end = strptime(text.c_str(), "%Y-%m-%d %H:%M:%S", &tm);
  if (text.size() != 19 || !end || *end != '\0') return std::nullopt;
  return static_cast<int64_t>(timegm(&tm)) - kShanghai_s;
}

}  // namespace cloud::cvclass
