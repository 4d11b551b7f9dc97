#include "generate.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <set>

namespace classbell::golden {

using vendors::Value;

std::uint64_t seed() {
  constexpr std::uint64_t kSeed = 20260111;
  const char* given = std::getenv("CLASSBELL_SEED");
  return given != nullptr ? std::strtoull(given, nullptr, 10) : kSeed;
}

std::uint64_t Random::next() {
  state_ += 0x9E3779B97F4A7C15ULL;
  std::uint64_t z = state_;
  z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31U);
}

std::string random_bytes(Random& random, std::size_t size_max) {
  std::string bytes(random.below(size_max + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.below(256));
  return bytes;
}

std::string random_text(Random& random, std::size_t characters_max) {
  static const std::vector<std::string> kCharacters = {"a",
                                                       "Z",
                                                       "7",
                                                       "0",
                                                       "-",
                                                       "_",
                                                       ".",
                                                       "~",
                                                       " ",
                                                       "+",
                                                       "%",
                                                       "&",
                                                       "=",
                                                       "[",
                                                       "]",
                                                       "#",
                                                       ";",
                                                       "/",
                                                       "?",
                                                       "'",
                                                       "\"",
                                                       "\\",
                                                       "<",
                                                       "*",
                                                       "!",
                                                       "@",
                                                       "(",
                                                       "^",
                                                       "|",
                                                       "é",
                                                       "ß",
                                                       "三",
                                                       "年",
                                                       "班",
                                                       "级",
                                                       "\xF0\x9F\x94\x94",
                                                       "\xF0\x9F\x91\xA9\xE2\x80\x8D\xF0\x9F\x8F\xAB",
                                                       "\n",
                                                       "\t",
                                                       "\r",
                                                       "\x01",
                                                       "\x1B",
                                                       "\x7F",
                                                       "\xC2\x85",
                                                       "\xC2\x9B",
                                                       "\xE2\x80\xA8",
                                                       "\xEF\xBF\xBF"};
  std::string text;
  for (std::size_t i = random.below(characters_max + 1); i > 0; --i) text += random.pick(kCharacters);
  return text;
}

std::string random_key(Random& random) {
  // What PHP's comparison of keys has opinions about. No NUL, no ']', not empty, not one blank: see form_test.cc.
  static const std::vector<std::string> kOdd = {"0",
                                                "1",
                                                "2",
                                                "7",
                                                "12",
                                                "-5",
                                                "-1",
                                                "007",
                                                "00",
                                                "-0",
                                                "+5",
                                                "1e3",
                                                "1000",
                                                "1E3",
                                                "1.5",
                                                "1.50",
                                                "-1.5",
                                                ".5",
                                                "5.",
                                                "0.0",
                                                "1e",
                                                "e1",
                                                "1a",
                                                "0x1A",
                                                "26",
                                                " 7",
                                                "7 ",
                                                " 7 ",
                                                "\t7",
                                                "  ",
                                                "7 a",
                                                "--5",
                                                "+-5",
                                                "1_000",
                                                "1,5",
                                                "INF",
                                                "nan",
                                                "9223372036854775807",
                                                "9223372036854775808",
                                                "9223372036854775809",
                                                "9223372036854775807 ",
                                                " 9223372036854775807",
                                                "-9223372036854775808",
                                                "-9223372036854775808 ",
                                                "-9223372036854775809",
                                                "9223372036854775806",
                                                "18446744073709551616",
                                                "9.2233720368547758e18",
                                                "1e400",
                                                "1e500",
                                                "-1e400",
                                                "-1e500",
                                                "1e-400",
                                                "00000000000000000000012",
                                                "9007199254740993",
                                                "9007199254740993.0",
                                                "9007199254740992",
                                                "a",
                                                "A",
                                                "b",
                                                "aa",
                                                "B1",
                                                "b01",
                                                "三",
                                                "é",
                                                "\xF0\x9F\x94\x94",
                                                "null",
                                                "true",
                                                "_",
                                                "."};
  switch (random.below(5)) {
    case 0: return std::to_string(random.below(40));
    case 1: return std::string(1, static_cast<char>('a' + random.below(26))) + std::to_string(random.below(30));
    case 2:
      return std::to_string(random.below(20)) + random.pick(std::vector<std::string>{".5", "e1", "x", " ", ".0", "e0"});
    default: return random.pick(kOdd);
  }
}

std::vector<std::string> random_keys(Random& random, std::size_t count) {
  std::set<std::string> known;
  std::vector<std::string> keys;
  while (keys.size() < count) {
    std::string key = random_key(random);
    if (count > 60 && random.one_in(2)) key += std::to_string(random.below(2000));
    if (known.insert(key).second) keys.push_back(key);
  }
  return keys;
}

namespace {

// At the top a name is a PHP variable's: blanks and dots become '_'.
bool is_name(const std::string& key) { return key.find_first_of(" .[") == std::string::npos; }

Value random_array(Random& random, const Shape& shape, int depth) {
  static const std::vector<std::size_t> kSizes = {0, 1, 1, 2, 2, 3, 4, 5, 6, 7, 12, 13, 20};
  const std::size_t size = depth <= 1 ? random.pick(kSizes) : random.below(4);
  const auto element = [&] {
    if (depth + 1 < shape.depth_max && random.one_in(4)) return random_array(random, shape, depth + 1);
    return random_scalar(random, shape);
  };
  if (depth > 0 && random.one_in(2)) {
    Value::List list;
    for (std::size_t i = 0; i < size; ++i) list.push_back(element());
    return Value(std::move(list));
  }
  Value::Object object;
  std::set<std::string> known;
  while (object.size() < size) {
    std::string key = random_key(random);
    if (!shape.form && random.one_in(3)) key = random_text(random, 8);
    if ((shape.form && depth == 0 && !is_name(key)) || !known.insert(key).second) continue;
    object.emplace_back(key, element());
  }
  return Value(std::move(object));
}

}  // namespace

Value random_scalar(Random& random, const Shape& shape) {
  static const std::vector<std::string> kTexts = {"", "0", "00", "0.0", "1", "null", "false", "true", " ", "-0", "1e3"};
  static const std::vector<std::int64_t> kIntegers = {
      0, 1, -1, 10, 1429242959, INT64_MAX, INT64_MIN, 1LL << 53U, (1LL << 53U) + 1};
  // With at most 14 digits and no exponent, as PHP's http_build_query writes reals too (precision = 14).
  static const std::vector<double> kReals = {
      0.0, 0.5, 1.5, -2.25, 3.14159, 1429242959.125, 0.001, -0.0, 99999999999999.0};
  switch (random.below(9)) {
    case 0: return Value();
    case 1: return Value(random.one_in(2));
    case 2: return Value(random.pick(kIntegers));
    case 3: return Value(static_cast<std::int64_t>(random.below(100000)));
    case 4: return shape.reals ? Value(random.pick(kReals)) : Value(7);
    case 5: return Value(random.pick(kTexts));
    default: return Value(random_text(random, 12));
  }
}

Value random_tree(Random& random, const Shape& shape) { return random_array(random, shape, 0); }

}  // namespace classbell::golden
