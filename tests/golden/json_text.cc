#include "json_text.h"

#include <cctype>
#include <regex>

namespace classbell::golden {
namespace {

std::string blanks(Random& random) {
  std::string out;
  while (random.one_in(6)) out += " \t\r\n"[random.below(4)];
  return out;
}

std::string random_string(Random& random) {
  static const std::vector<std::string> kEscapes = {"\\\"",
                                                    "\\\\",
                                                    "\\/",
                                                    "\\b",
                                                    "\\f",
                                                    "\\n",
                                                    "\\r",
                                                    "\\t",
                                                    "\\u4e09",
                                                    "\\u00E9",
                                                    "\\ud83d\\udd14",
                                                    "\\uD83D\\uDE00",
                                                    "\\u001b",
                                                    "\\u009b",
                                                    "\\u0001",
                                                    "\\u2028",
                                                    "\\uffff"};
  std::string out;
  for (std::size_t i = random.below(6); i > 0; --i) {
    if (random.one_in(3)) {
      out += random.pick(kEscapes);
      continue;
    }
    for (const char c : random_text(random, 4)) {
      if (c != '"' && c != '\\' && static_cast<unsigned char>(c) >= 0x20) out += c;
    }
  }
  return '"' + out + '"';
}

std::string random_number(Random& random) {
  static const std::vector<std::string> kNumbers = {"0",
                                                    "-0",
                                                    "0.0",
                                                    "1",
                                                    "-1",
                                                    "10",
                                                    "1e3",
                                                    "1E+3",
                                                    "1e-3",
                                                    "-2.50",
                                                    "0.1",
                                                    "1.0",
                                                    "123456789012",
                                                    "9007199254740992",
                                                    "9007199254740993",
                                                    "-9007199254740994",
                                                    "9223372036854775807",
                                                    "9223372036854775808",
                                                    "18446744073709551616",
                                                    "1e308",
                                                    "5e-324",
                                                    "1e22",
                                                    "0.30000000000000004",
                                                    "3.141592653589793238",
                                                    "1429242959.125"};
  if (random.one_in(2)) return random.pick(kNumbers);
  return std::to_string(random.below(1000000)) + (random.one_in(3) ? "." + std::to_string(random.below(1000)) : "") +
         (random.one_in(4) ? "e" + std::to_string(random.below(40)) : "");
}

bool is_utf8(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const auto at = [&](std::size_t k) { return i + k < text.size() ? static_cast<unsigned char>(text[i + k]) : 0U; };
    const auto tail = [&](std::size_t k) { return (at(k) & 0xC0U) == 0x80U; };
    if (at(0) < 0x80)
      i += 1;
    else if (at(0) >= 0xC2 && at(0) < 0xE0 && tail(1))
      i += 2;
    else if (at(0) >= 0xE0 && at(0) < 0xF0 && tail(1) && tail(2) && !(at(0) == 0xE0 && at(1) < 0xA0) &&
             !(at(0) == 0xED && at(1) >= 0xA0))
      i += 3;
    else if (at(0) >= 0xF0 && at(0) < 0xF5 && tail(1) && tail(2) && tail(3) && !(at(0) == 0xF0 && at(1) < 0x90) &&
             !(at(0) == 0xF4 && at(1) >= 0x90))
      i += 4;
    else
      return false;
  }
  return true;
}

std::string oddity_of_string(const std::string& body) {
  static const std::regex kUnicode(R"(\\u(0000|(?![0-9A-Fa-f]{4})))");
  for (const char c : body) {
    if (static_cast<unsigned char>(c) < 0x20) return "control";
  }
  return std::regex_search(body, kUnicode) ? "escape" : "";
}

std::string oddity_of_token(const std::string& token) {
  static const std::regex kNumber(R"(-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?)");
  const bool begins_number = token[0] == '-' || std::isdigit(static_cast<unsigned char>(token[0])) != 0;
  return begins_number && !std::regex_match(token, kNumber) ? "number" : "";
}

}  // namespace

std::string random_json(Random& random, int depth_max) {
  const std::size_t kind = random.below(depth_max > 0 ? 9 : 5);
  std::string out;
  switch (kind) {
    case 0: out = random.pick(std::vector<std::string>{"true", "false", "null"}); break;
    case 1:
    case 2: out = random_number(random); break;
    case 3:
    case 4: out = random_string(random); break;
    default: {
      const bool is_object = kind > 6;
      std::string members;
      const std::size_t size = random.below(5);
      for (std::size_t i = 0; i < size; ++i) {
        if (i != 0) members += ',';
        // Each key once: PHP keeps the last of two, we keep both and read the first.
        if (is_object)
          members +=
              blanks(random) + "\"k" + std::to_string(i) + random_string(random).substr(1) + blanks(random) + ":";
        members += random_json(random, depth_max - 1);
      }
      out = (is_object ? "{" : "[") + members + blanks(random) + (is_object ? "}" : "]");
    }
  }
  return blanks(random) + out + blanks(random);
}

std::string damaged(Random& random, std::string json) {
  static const std::string kBytes = "{}[],:\"\\ 0159.-+eEtfnulN/u\n\x01\x7F\xC2\xE4\xFF";
  for (std::size_t times = 1 + random.below(3); times > 0 && !json.empty(); --times) {
    const std::size_t at = random.below(json.size());
    switch (random.below(4)) {
      case 0: json.erase(at, 1); break;
      case 1: json[at] = random.pick(kBytes); break;
      case 2: json.insert(at, 1, random.pick(kBytes)); break;
      default: json.resize(at); break;
    }
  }
  return json;
}

std::string known_difference(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") return "bom";
  if (!is_utf8(text)) return "encoding";
  constexpr std::string_view kStops = "{}[],:\" \t\r\n";
  for (std::size_t i = 0; i < text.size();) {
    std::string oddity;
    if (text[i] == '"') {
      std::size_t end = i + 1;
      while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2 : 1;
      end = std::min(end, text.size());
      oddity = oddity_of_string(std::string(text.substr(i + 1, end - i - 1)));
      i = end + 1;
    } else if (kStops.find(text[i]) != std::string_view::npos) {
      ++i;
    } else if (static_cast<unsigned char>(text[i]) < 0x20) {
      return "control";
    } else {
      const std::size_t end = std::min(text.find_first_of(kStops, i), text.size());
      std::string token(text.substr(i, end - i));
      while (!token.empty() && static_cast<unsigned char>(token.back()) < 0x20) token.pop_back(), oddity = "control";
      if (oddity.empty()) oddity = oddity_of_token(token);
      i = end;
    }
    if (!oddity.empty()) return oddity;
  }
  return "";
}

}  // namespace classbell::golden
