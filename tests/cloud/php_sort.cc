// ksort() of PHP 8.2: integers by value; two strings numerically when both look like numbers, else byte by byte;
// an integer against a string numerically when the string is a number, else both as strings.
#include <cctype>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "php.h"

namespace cloud {
namespace {

struct Numeric {
  enum Kind { kNone, kInt, kFloat } kind = kNone;
  int64_t i = 0;
  double d = 0;
  int overflow = 0;  // An integer in form, too large in value: its sign.
};

// Blanks around are allowed (PHP 8), hex and words after the number are not.
Numeric numeric(const std::string& s) {
  Numeric out;
  const char* white = " \t\n\r\v\f";
  const size_t from = s.find_first_not_of(white);
  if (from == std::string::npos) return out;
  const size_t to = s.find_last_not_of(white) + 1;
  size_t p = from;
  const auto digits = [&] {
    const size_t start = p;
    while (p < to && std::isdigit(static_cast<unsigned char>(s[p]))) ++p;
    return p - start;
  };
  if (s[p] == '+' || s[p] == '-') ++p;
  const size_t whole = digits();
  bool is_float = false;
  size_t fraction = 0;
  if (p < to && s[p] == '.') {
    const size_t dot = p++;
    fraction = digits();
    if (whole + fraction == 0) return out;
    if (p == dot + 1 && p < to && s[p] != 'e' && s[p] != 'E') return out;
    is_float = true;
  }
  if (whole + fraction == 0) return out;
  if (p < to && (s[p] == 'e' || s[p] == 'E')) {
    ++p;
    if (p < to && (s[p] == '+' || s[p] == '-')) ++p;
    if (digits() == 0) return out;
    is_float = true;
  }
  if (p != to) return out;
  const std::string text = s.substr(from, to - from);
  out.d = std::strtod(text.c_str(), nullptr);
  if (is_float) {
    out.kind = Numeric::kFloat;
    return out;
  }
  errno = 0;
  out.i = std::strtoll(text.c_str(), nullptr, 10);
  out.kind = Numeric::kInt;
  if (errno == ERANGE) {
    out.kind = Numeric::kFloat;
    out.overflow = text[0] == '-' ? -1 : 1;
  }
  return out;
}

template <typename T>
int sign(T a, T b) { return a < b ? -1 : a > b ? 1 : 0; }

int compare_bytes(const std::string& a, const std::string& b) {
  const int c = std::memcmp(a.data(), b.data(), std::min(a.size(), b.size()));
  return c != 0 ? (c < 0 ? -1 : 1) : sign(a.size(), b.size());
}

int compare_strings(const std::string& a, const std::string& b) {
  const Numeric x = numeric(a), y = numeric(b);
  if (x.kind == Numeric::kNone || y.kind == Numeric::kNone) return compare_bytes(a, b);
  if (x.overflow != 0 && x.overflow == y.overflow && x.d - y.d == 0.) return compare_bytes(a, b);
  if (x.kind == Numeric::kInt && y.kind == Numeric::kInt) return sign(x.i, y.i);
  if (x.kind == Numeric::kInt && y.overflow != 0) return -y.overflow;
  if (y.kind == Numeric::kInt && x.overflow != 0) return x.overflow;
  if (x.d == y.d && !std::isfinite(x.d)) return compare_bytes(a, b);
  return sign(x.d, y.d);
}

int compare_int_string(int64_t a, const std::string& b) {
  const Numeric y = numeric(b);
  if (y.kind == Numeric::kInt) return sign(a, y.i);
  if (y.kind == Numeric::kFloat) return sign(static_cast<double>(a), y.d);
  return compare_bytes(std::to_string(a), b);
}

}  // namespace

int php_compare_keys(const PhpKey& a, const PhpKey& b) {
  if (a.is_int && b.is_int) return sign(a.number, b.number);
  if (!a.is_int && !b.is_int) return compare_strings(a.text, b.text);
  return a.is_int ? compare_int_string(a.number, b.text) : -compare_int_string(b.number, a.text);
}

// Insertion: stable, and harmless where PHP's comparison runs in a circle (10 < "1a" < 9 < 10).
void php_ksort(PhpValue& array) {
  auto& items = array.items;
  for (size_t i = 1; i < items.size(); ++i) {
    for (size_t k = i; k > 0 && php_compare_keys(items[k - 1].first, items[k].first) > 0; --k) {
      std::swap(items[k - 1], items[k]);
    }
  }
}

}  // namespace cloud
