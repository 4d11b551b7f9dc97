// ksort() of PHP 8.2: how it compares two keys, and how its sort goes about it.

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>

#include "vendors/php.h"

namespace classbell::vendors::php {
namespace {

// A key as a PHP array holds it: canonical integers are integers, all else strings.
struct Key {
  std::string_view text;
  std::optional<std::int64_t> integer;
  std::size_t place;  // Before sorting; decides between equals.
};

struct Number {
  bool is_integer;
  std::int64_t integer;
  double real;
  int overflow;  // Written as an integer, above (1) or below (-1) what one holds.
};

// PHP 8's idea of a numeric string: blanks on both sides, a sign, digits, a fraction, an exponent.
std::optional<Number> numeric(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\r\v\f";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t last = text.find_last_not_of(kBlank);
  const bool has_blank_after = last + 1 < text.size();
  text = text.substr(first, last - first + 1);
  std::size_t i = 0;
  const auto skip_digits = [&] {
    const std::size_t from = i;
    while (i < text.size() && text[i] >= '0' && text[i] <= '9') ++i;
    return i - from;
  };
  if (text[i] == '+' || text[i] == '-') ++i;
  const std::size_t whole = skip_digits();
  bool is_integer = true;
  if (i < text.size() && text[i] == '.') {
    ++i;
    is_integer = false;
    if (skip_digits() == 0 && whole == 0) return std::nullopt;
  }
  if (whole == 0 && is_integer) return std::nullopt;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    is_integer = false;
    if (i < text.size() && (text[i] == '+' || text[i] == '-')) ++i;
    if (skip_digits() == 0) return std::nullopt;
  }
  if (i != text.size()) return std::nullopt;
  Number number{is_integer, 0, std::strtod(std::string(text).c_str(), nullptr), 0};
  if (is_integer) {
    const std::string_view digits = text[0] == '+' ? text.substr(1) : text;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number.integer);
    // PHP compares the digits with the smallest integer's together with the blank behind them.
    number.is_integer = error == std::errc() && !(number.integer == INT64_MIN && has_blank_after);
    if (!number.is_integer) number.overflow = text[0] == '-' ? -1 : 1;
  }
  return number;
}

template <class T>
int three_way(T a, T b) {
  return a < b ? -1 : static_cast<int>(a > b);
}

int compare_numbers(const Number& a, const Number& b) {
  if (a.is_integer && b.is_integer) return three_way(a.integer, b.integer);
  const double x = a.is_integer ? static_cast<double>(a.integer) : a.real;
  const double y = b.is_integer ? static_cast<double>(b.integer) : b.real;
  return three_way(x, y);
}

int compare_texts(std::string_view a, std::string_view b) {
  const auto x = numeric(a);
  const auto y = x ? numeric(b) : std::nullopt;
  if (!x || !y) return a.compare(b);
  // Two numbers too large to tell apart as numbers are told apart as strings.
  const bool are_reals = !x->is_integer && !y->is_integer && x->real == y->real;
  if (are_reals && ((x->overflow != 0 && y->overflow != 0) || std::isinf(x->real))) return a.compare(b);
  if (x->is_integer && y->overflow != 0) return -y->overflow;
  if (y->is_integer && x->overflow != 0) return x->overflow;
  return compare_numbers(*x, *y);
}

int compare_integer_with_text(std::int64_t integer, std::string_view text) {
  if (const auto number = numeric(text)) return compare_numbers({true, integer, 0, 0}, *number);
  return std::to_string(integer).compare(text);
}

bool is_after(const Key& a, const Key& b) {
  int order = 0;
  if (a.integer && b.integer) order = three_way(*a.integer, *b.integer);
  else if (a.integer) order = compare_integer_with_text(*a.integer, b.text);
  else if (b.integer) order = -compare_integer_with_text(*b.integer, a.text);
  else order = compare_texts(a.text, b.text);
  return order != 0 ? order > 0 : a.place > b.place;
}

using Keys = std::vector<Key>;

void rotate_back(Keys& keys, std::size_t from, std::size_t to) {
  for (std::size_t k = from; k > to; --k) std::swap(keys[k], keys[k - 1]);
}

void order_two(Keys& keys, std::size_t a, std::size_t b) {
  if (is_after(keys[a], keys[b])) std::swap(keys[a], keys[b]);
}

void order_three(Keys& keys, std::size_t a, std::size_t b, std::size_t c) {
  if (!is_after(keys[a], keys[b])) {
    if (!is_after(keys[b], keys[c])) return;
    std::swap(keys[b], keys[c]);
    order_two(keys, a, b);
  } else if (!is_after(keys[c], keys[b])) {
    std::swap(keys[a], keys[c]);
  } else {
    std::swap(keys[a], keys[b]);
    order_two(keys, b, c);
  }
}

// Sinks the element at `last` into the ordered ones that end before it, one by one (up to five elements, PHP).
void sink(Keys& keys, std::size_t first, std::size_t last) {
  for (std::size_t i = last; i > first && is_after(keys[i - 1], keys[i]); --i) std::swap(keys[i - 1], keys[i]);
}

// Where the element at `i` belongs, looking back two at a time from the sixth element on.
std::size_t place_by_twos(const Keys& keys, std::size_t first, std::size_t i) {
  std::size_t j = i - 1;
  for (;;) {
    j -= 2;
    if (!is_after(keys[j], keys[i])) {
      ++j;
      return is_after(keys[j], keys[i]) ? j : j + 1;
    }
    if (j == first) return j;
    if (j == first + 1) return is_after(keys[i], keys[first]) ? j : first;
  }
}

void sort_few(Keys& keys, std::size_t first, std::size_t size) {
  if (size == 2) return order_two(keys, first, first + 1);
  if (size >= 3 && size <= 5) {
    order_three(keys, first, first + 1, first + 2);
    for (std::size_t i = first + 3; i < first + size; ++i) sink(keys, first, i);
    return;
  }
  for (std::size_t i = first + 1; i < first + size; ++i) {
    if (!is_after(keys[i - 1], keys[i])) continue;
    std::size_t j = i;
    if (i < first + 6) {
      while (j > first && is_after(keys[j - 1], keys[i])) --j;
    } else {
      j = place_by_twos(keys, first, i);
    }
    rotate_back(keys, i, j);
  }
}

// Parts keys[first, first + size) around a pivot; returns where the pivot came to stand.
std::size_t part(Keys& keys, std::size_t first, std::size_t size) {
  const std::size_t end = first + size;
  const std::size_t middle = first + size / 2;
  if (size >= 1024) {
    const std::size_t quarter = size / 2 / 2;
    order_three(keys, first, first + quarter, middle);
    const std::size_t five[] = {first, first + quarter, middle, middle + quarter, end - 1};
    for (const std::size_t last : {3U, 4U}) {
      for (std::size_t i = last; i > 0 && is_after(keys[five[i - 1]], keys[five[i]]); --i)
        std::swap(keys[five[i - 1]], keys[five[i]]);
    }
  } else {
    order_three(keys, first, middle, end - 1);
  }
  const std::size_t pivot = first + 1;
  std::swap(keys[pivot], keys[middle]);
  std::size_t i = pivot + 1;
  std::size_t j = end - 1;
  for (;;) {
    while (is_after(keys[pivot], keys[i])) {
      if (++i == j) break;
    }
    if (i == j || --j == i) break;
    while (is_after(keys[j], keys[pivot])) {
      if (--j == i) break;
    }
    if (j == i) break;
    std::swap(keys[i], keys[j]);
    if (++i == j) break;
  }
  std::swap(keys[pivot], keys[i - 1]);
  return i - 1;
}

void sort(Keys& keys, std::size_t first, std::size_t size) {
  while (size > 16) {
    const std::size_t pivot = part(keys, first, size);
    sort(keys, first, pivot - first);
    size -= pivot + 1 - first;
    first = pivot + 1;
  }
  sort_few(keys, first, size);
}

}  // namespace

std::optional<std::int64_t> canonical_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || std::to_string(number) != text) return std::nullopt;
  return number;
}

void ksort(Value::Object& members) {
  Keys keys;
  for (std::size_t i = 0; i < members.size(); ++i)
    keys.push_back({members[i].first, canonical_integer(members[i].first), i});
  sort(keys, 0, keys.size());
  Value::Object sorted;
  for (const Key& key : keys) sorted.push_back(std::move(members[key.place]));
  members = std::move(sorted);
}

}  // namespace classbell::vendors::php
