#include "vendors/php.h"

#include <cmath>
#include <utility>

namespace classbell::vendors::php {
namespace {

std::string scalar(const Value& value) {
  if (const bool* b = value.boolean()) return *b ? "1" : "0";
  return value.to_text();
}

void build(std::string& out, const std::string& prefix, const Value& value);

void build_member(std::string& out, const std::string& prefix, std::string_view key, const Value& value) {
  build(out, prefix.empty() ? urlencode(key) : prefix + "%5B" + urlencode(key) + "%5D", value);
}

void build(std::string& out, const std::string& prefix, const Value& value) {
  if (const Value::Object* object = value.object()) {
    for (const auto& [key, member] : *object) build_member(out, prefix, key, member);
  } else if (const Value::List* list = value.list()) {
    for (std::size_t i = 0; i < list->size(); ++i) build_member(out, prefix, std::to_string(i), (*list)[i]);
  } else {
    if (!out.empty()) out += '&';
    out += prefix + "=" + urlencode(scalar(value));
  }
}

void append_body(std::string& out, const Value& array);

void append_entry(std::string& out, std::string_view key, const Value& value) {
  if (value.object() != nullptr || value.list() != nullptr) {
    out += key;
    append_body(out, value);
    return;
  }
  const std::string text = scalar(value);
  if (!text.empty()) out += std::string(key) + text;
}

void append_body(std::string& out, const Value& array) {
  if (const Value::List* list = array.list()) {
    for (std::size_t i = 0; i < list->size(); ++i) append_entry(out, std::to_string(i), (*list)[i]);
  } else if (const Value::Object* object = array.object()) {
    Value::Object sorted = *object;
    ksort(sorted);
    for (const auto& [key, member] : sorted) append_entry(out, key, member);
  }
}

// A real as serialize() writes it (serialize_precision -1): the fewest digits that read back as the same number, with
// an exponent below 1.0E-4 and from 1.0E+17 on.
std::string real_text(double number) {
  if (std::isnan(number)) return "NAN";
  if (std::isinf(number)) return number > 0 ? "INF" : "-INF";
  std::string digits = shortest_text(std::fabs(number));  // "1.25e+07"
  const std::size_t e = digits.find('e');
  const int exponent = std::stoi(digits.substr(e + 1));
  digits.resize(e);
  if (e > 1) digits.erase(1, 1);
  const std::string sign = std::signbit(number) ? "-" : "";
  if (exponent < -4 || exponent > 16) {
    return sign + digits[0] + "." + (digits.size() > 1 ? digits.substr(1) : "0") + (exponent < 0 ? "E" : "E+") +
           std::to_string(exponent);
  }
  if (exponent < 0) return sign + "0." + std::string(static_cast<std::size_t>(-exponent) - 1, '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return sign + digits + std::string(whole - digits.size(), '0');
  return sign + digits.insert(whole, 1, '.');
}

bool is_sent(const Value& sent) {
  if (const Value::Object* object = sent.object()) return !object->empty();
  if (const Value::List* list = sent.list()) return !list->empty();
  return !sent.is_null();
}

}  // namespace

std::string urlencode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z') ||
                       byte == '-' || byte == '_' || byte == '.';
    if (plain) {
      out += c;
    } else if (byte == ' ') {
      out += '+';
    } else {
      out += '%';
      out += kHex[byte >> 4U];
      out += kHex[byte & 0xFU];
    }
  }
  return out;
}

std::string serialize(const Value& value) {
  if (const bool* b = value.boolean()) return *b ? "b:1;" : "b:0;";
  if (const std::int64_t* i = value.integer()) return "i:" + std::to_string(*i) + ";";
  if (const double* real = value.real()) return "d:" + real_text(*real) + ";";
  if (const std::string* s = value.string()) return "s:" + std::to_string(s->size()) + ":\"" + *s + "\";";
  std::string body;
  std::size_t size = 0;
  if (const Value::List* list = value.list()) {
    size = list->size();
    for (std::size_t i = 0; i < size; ++i) body += "i:" + std::to_string(i) + ";" + serialize((*list)[i]);
  } else if (const Value::Object* object = value.object()) {
    Value array{Value::Object{}};
    for (const auto& [key, member] : *object) array.set(key, member);  // Of a key that stands twice PHP keeps the last.
    size = array.object()->size();
    for (const auto& [key, member] : *array.object()) {
      const auto integer = canonical_integer(key);
      body += (integer ? "i:" + key + ";" : serialize(Value(key))) + serialize(member);
    }
  } else {
    return "N;";
  }
  return "a:" + std::to_string(size) + ":{" + body + "}";
}

Value as_sent(const Value& value) {
  if (const Value::Object* object = value.object()) {
    Value kept{Value::Object{}};
    for (const auto& [key, member] : *object) {
      Value sent = as_sent(member);
      if (is_sent(sent)) kept.set(key, std::move(sent));  // Of a key that stands twice PHP keeps the last.
    }
    return kept;
  }
  if (const Value::List* list = value.list()) {
    // An element that is not sent leaves a gap: the far side sees keys, not a list.
    Value::Object kept;
    for (std::size_t i = 0; i < list->size(); ++i) {
      Value sent = as_sent((*list)[i]);
      if (is_sent(sent)) kept.emplace_back(std::to_string(i), std::move(sent));
    }
    return Value(std::move(kept));
  }
  return value.is_null() ? Value() : Value(scalar(value));
}

std::string build_query(const Value& sent) {
  std::string out;
  build(out, {}, sent);
  return out;
}

std::string body_string(const Value& sent) {
  std::string out;
  append_body(out, sent);
  return out;
}

}  // namespace classbell::vendors::php
