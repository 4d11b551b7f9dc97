#include "vendors/json.h"

#include <cJSON.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

namespace classbell::vendors {
namespace {

struct Free {
  void operator()(cJSON* node) const { cJSON_Delete(node); }
};

// The numbers of a JSON text as they are written, in their order: cJSON keeps doubles only, and an id beyond 2^53 would
// become its neighbour's.
class Numbers {
 public:
  explicit Numbers(std::string_view text) : text_(text) {}

  std::string_view next() {
    bool in_string = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (in_string && c == '\\') ++at_;
      else if (c == '"') in_string = !in_string;
      else if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) break;
    }
    const std::size_t from = std::min(at_, text_.size());
    at_ = std::min(text_.find_first_not_of("+-.0123456789eE", from), text_.size());
    return text_.substr(from, at_ - from);
  }

 private:
  std::string_view text_;
  std::size_t at_ = 0;
};

// 1.0 stays a real: serialize() tells the two apart.
Value convert_number(double number, std::string_view written) {
  std::int64_t integer = 0;
  const auto [end, error] = std::from_chars(written.data(), written.data() + written.size(), integer);
  const bool is_integer = error == std::errc() && end == written.data() + written.size();
  return is_integer ? Value(integer) : Value(number);
}

Value convert(const cJSON* node, Numbers& numbers) {
  if (cJSON_IsBool(node)) return Value(cJSON_IsTrue(node) != 0);
  if (cJSON_IsString(node)) return Value(std::string(node->valuestring));
  if (cJSON_IsNumber(node)) return convert_number(node->valuedouble, numbers.next());
  if (cJSON_IsArray(node)) {
    Value::List list;
    list.reserve(static_cast<std::size_t>(cJSON_GetArraySize(node)));
    for (const cJSON* child = node->child; child != nullptr; child = child->next) {
      list.push_back(convert(child, numbers));
    }
    return Value(std::move(list));
  }
  if (cJSON_IsObject(node)) {
    Value::Object object;
    object.reserve(static_cast<std::size_t>(cJSON_GetArraySize(node)));
    for (const cJSON* child = node->child; child != nullptr; child = child->next) {
      object.emplace_back(child->string, convert(child, numbers));
    }
    return Value(std::move(object));
  }
  return Value();
}

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Where JSON ends that cJSON takes: a \u without its four digits is the character 0 to it, and a control character a
// blank. npos: nowhere.
std::size_t find_leniency(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdefABCDEF";
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '"') in_string = !in_string;
    if (!in_string && static_cast<unsigned char>(text[i]) < 0x20 && !is_blank(text[i])) return i;
    if (!in_string || text[i] != '\\' || ++i == text.size()) continue;
    const std::string_view digits = text.substr(i + 1, 4);
    if (text[i] == 'u' && (digits.size() < 4 || digits.find_first_not_of(kHex) != std::string_view::npos)) return i;
  }
  return std::string_view::npos;
}

// cJSON is built to fail beyond kJsonDepthMax, and says only that it failed: that deserves its own sentence.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      else if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > kJsonDepthMax) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

void append_escape(std::string& out, unsigned code) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += "\\u00";
  out += kHex[code >> 4U & 0xFU];
  out += kHex[code & 0xFU];
}

// Copies text[i], or an escape for a control character; advances `i` past what it consumed.
void append_printable(std::string& out, std::string_view text, std::size_t& i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  const auto following = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
  if (byte < 0x20 || byte == 0x7F) {
    append_escape(out, byte);
  } else if (byte == 0xC2 && following >= 0x80 && following < 0xA0) {
    append_escape(out, following);
    ++i;
  } else {
    out += text[i];
  }
}

void write_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '"': out += "\\\""; break;
      case '\\': out += "\\\\"; break;
      case '\n': out += "\\n"; break;
      case '\r': out += "\\r"; break;
      case '\t': out += "\\t"; break;
      default: append_printable(out, text, i);
    }
  }
  out += '"';
}

void write(std::string& out, const Value& value) {
  if (const bool* b = value.boolean()) {
    out += *b ? "true" : "false";
  } else if (value.integer() != nullptr || (value.real() != nullptr && std::isfinite(*value.real()))) {
    out += value.to_text();
  } else if (const std::string* s = value.string()) {
    write_string(out, *s);
  } else if (const Value::List* list = value.list()) {
    out += '[';
    for (std::size_t i = 0; i < list->size(); ++i) {
      if (i != 0) out += ',';
      write(out, (*list)[i]);
    }
    out += ']';
  } else if (const Value::Object* object = value.object()) {
    out += '{';
    for (std::size_t i = 0; i < object->size(); ++i) {
      if (i != 0) out += ',';
      write_string(out, (*object)[i].first);
      out += ':';
      write(out, (*object)[i].second);
    }
    out += '}';
  } else {
    out += "null";  // A number that is none too: JSON has no word for it.
  }
}

}  // namespace

tl::expected<Value, std::string> parse_json(std::string_view text) {
  if (text.substr(0, 3) == "\xEF\xBB\xBF") text.remove_prefix(3);
  if (const std::size_t at = find_leniency(text); at != std::string_view::npos)
    return tl::unexpected("not JSON at byte " + std::to_string(at));
  const char* end = nullptr;
  const std::unique_ptr<cJSON, Free> root(cJSON_ParseWithLengthOpts(text.data(), text.size(), &end, 0));
  const std::size_t stop = end == nullptr ? 0 : static_cast<std::size_t>(end - text.data());
  if (root == nullptr && is_too_deep(text))
    return tl::unexpected("JSON nested deeper than " + std::to_string(kJsonDepthMax) + " levels");
  if (root == nullptr)
    return tl::unexpected(text.empty() ? "an empty reply" : "not JSON at byte " + std::to_string(stop));
  for (std::size_t i = stop; i < text.size(); ++i) {
    if (!is_blank(text[i])) return tl::unexpected("more than one JSON value, from byte " + std::to_string(i));
  }
  Numbers numbers(text);
  return convert(root.get(), numbers);
}

std::string write_json(const Value& value) {
  std::string out;
  write(out, value);
  return out;
}

std::string printable_json(std::string_view text) {
  std::string out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!in_string && is_blank(text[i])) {
      out += text[i];
      continue;
    }
    if (text[i] == '"') in_string = !in_string;
    if (in_string && text[i] == '\\' && i + 1 < text.size()) out += text[i++];
    append_printable(out, text, i);
  }
  return out;
}

}  // namespace classbell::vendors
