#include "tree.h"

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>

#include "oracle.h"

namespace classbell::golden {

using vendors::Value;

std::string dump(const Value& value) {
  if (value.is_null()) return "n";
  if (const bool* b = value.boolean()) return *b ? "t" : "f";
  if (const std::int64_t* i = value.integer()) return "i" + std::to_string(*i);
  if (const std::string* s = value.string()) return "s" + to_hex(*s);
  if (const double* d = value.real()) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, d, sizeof bits);
    char text[20];
    std::snprintf(text, sizeof text, "d%016llx", static_cast<unsigned long long>(bits));
    return text;
  }
  std::string out;
  if (const Value::List* list = value.list()) {
    for (const Value& element : *list) out += (out.empty() ? "" : ",") + dump(element);
    return "[" + out + "]";
  }
  for (const auto& [key, member] : *value.object()) out += (out.empty() ? "" : ",") + to_hex(key) + ":" + dump(member);
  return "{" + out + "}";
}

std::string serialize(const Value& value) {
  const auto text = [](const std::string& s) { return "s:" + std::to_string(s.size()) + ":\"" + s + "\";"; };
  if (value.is_null()) return "N;";
  if (const bool* b = value.boolean()) return *b ? "b:1;" : "b:0;";
  if (const std::int64_t* i = value.integer()) return "i:" + std::to_string(*i) + ";";
  if (const std::string* s = value.string()) return text(*s);
  if (const double* d = value.real()) {
    if (std::isinf(*d)) return *d > 0 ? "d:INF;" : "d:-INF;";
    char digits[40];
    std::snprintf(digits, sizeof digits, "d:%.17g;", *d);
    return digits;
  }
  std::string out;
  std::size_t count = 0;
  if (const Value::List* list = value.list()) {
    for (const Value& element : *list) out += "i:" + std::to_string(count++) + ";" + serialize(element);
  } else {
    for (const auto& [key, member] : *value.object()) out += text(key) + serialize(member), ++count;
  }
  return "a:" + std::to_string(count) + ":{" + out + "}";
}

}  // namespace classbell::golden
