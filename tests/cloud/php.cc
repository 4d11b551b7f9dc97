#include "php.h"

#include <algorithm>
#include <cctype>
#include <cstring>

#include "crypto.h"

namespace cloud {

PhpKey PhpKey::of(const std::string& text) {
  PhpKey key;
  key.text = text;
  const bool minus = !text.empty() && text[0] == '-';
  const std::string digits = text.substr(minus ? 1 : 0);
  const bool canonical = !digits.empty() && digits.size() <= 19 &&
                         std::all_of(digits.begin(), digits.end(), [](unsigned char c) { return std::isdigit(c); }) &&
                         (digits == "0" ? !minus : digits[0] != '0');
  if (!canonical) return key;
  // PHP keeps the smallest integer and everything beyond as a string.
  if (digits.size() == 19 && digits > "9223372036854775807") return key;
  key.is_int = true;
  key.number = std::stoll(text);
  key.text.clear();
  return key;
}

const PhpValue* PhpValue::find(const std::string& key) const {
  const PhpKey wanted = PhpKey::of(key);
  for (const Item& item : items) {
    if (item.first == wanted) return &item.second;
  }
  return nullptr;
}

PhpValue& PhpValue::at(const PhpKey& key) {
  for (Item& item : items) {
    if (item.first == key) return item.second;
  }
  items.emplace_back(key, PhpValue{});
  return items.back().second;
}

// PHP 8.2 goes on from the largest integer key, a negative one too; 0 where there is none.
PhpValue& PhpValue::append() {
  bool any = false;
  int64_t next = 0;
  for (const Item& item : items) {
    if (!item.first.is_int) continue;
    if (!any || item.first.number >= next) next = item.first.number == INT64_MAX ? INT64_MAX : item.first.number + 1;
    any = true;
  }
  PhpKey key;
  key.is_int = true;
  key.number = next;
  return at(key);
}

void PhpValue::erase(const std::string& key) {
  const PhpKey wanted = PhpKey::of(key);
  items.erase(std::remove_if(items.begin(), items.end(), [&](const Item& i) { return i.first == wanted; }),
              items.end());
}

std::string url_decode(const std::string& text) {
  const auto digit = [](char c) {
    return std::isdigit(static_cast<unsigned char>(c)) ? c - '0'
                                                       : std::tolower(static_cast<unsigned char>(c)) - 'a' + 10;
  };
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '+') {
      out += ' ';
    } else if (text[i] == '%' && i + 2 < text.size() && std::isxdigit(static_cast<unsigned char>(text[i + 1])) &&
               std::isxdigit(static_cast<unsigned char>(text[i + 2]))) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

// "a[b][]" walks into arrays; dots and blanks of the first name become '_'; an unclosed '[' becomes '_' too.
void register_variable(const std::string& decoded_name, const std::string& value, PhpValue& into) {
  std::string name = decoded_name.substr(0, decoded_name.find('\0'));
  name.erase(0, name.find_first_not_of(' ') == std::string::npos ? name.size() : name.find_first_not_of(' '));
  size_t open = name.find('[');
  std::string head = name.substr(0, open);
  for (char& c : head) {
    if (c == ' ' || c == '.') c = '_';
  }
  if (head.empty()) return;

  constexpr int kNestingMax = 64;  // max_input_nesting_level
  PhpValue* place = &into;
  std::string key = head;
  bool append = false;
  const auto step = [&](PhpValue& array) -> PhpValue& { return append ? array.append() : array.at(PhpKey::of(key)); };
  for (int level = 0; open != std::string::npos && open < name.size() && name[open] == '['; ++level) {
    if (level >= kNestingMax) {
      into.erase(head);
      return;
    }
    size_t from = open + 1;
    const bool blank = from < name.size() && std::isspace(static_cast<unsigned char>(name[from]));
    const size_t close = name.find(']', from);
    if (close == std::string::npos) {
      if (level == 0) {  // No array at all: the rest belongs to the name.
        key = head + "_" + name.substr(from);
      }
      break;
    }
    PhpValue& next = step(*place);
    if (!next.is_array) {
      next = PhpValue{};
      next.is_array = true;
    }
    place = &next;
    append = close == from || (blank && close == from + 1);
    key = name.substr(from, close - from);
    open = close + 1;
  }
  PhpValue& last = step(*place);
  last = PhpValue{};
  last.text = value;
}

PhpValue parse_form(const std::string& encoded) {
  constexpr int kVariablesMax = 1000;  // max_input_vars
  PhpValue out;
  out.is_array = true;
  int count = 0;
  for (size_t from = 0; from < encoded.size();) {
    size_t end = encoded.find('&', from);
    if (end == std::string::npos) end = encoded.size();
    const std::string part = encoded.substr(from, end - from);
    from = end + 1;
    if (part.empty()) continue;
    if (++count > kVariablesMax) break;
    const size_t eq = part.find('=');
    register_variable(url_decode(part.substr(0, eq)), eq == std::string::npos ? "" : url_decode(part.substr(eq + 1)),
                      out);
  }
  return out;
}

namespace {

// The quoted value of `name` in a Content-Disposition or Content-Type line.
std::optional<std::string> attribute(const std::string& line, const std::string& name) {
  const std::string low = lower(line);
  for (size_t at = low.find(name + "="); at != std::string::npos; at = low.find(name + "=", at + 1)) {
    if (at > 0 && low[at - 1] != ' ' && low[at - 1] != ';') continue;
    size_t from = at + name.size() + 1;
    if (from < line.size() && line[from] == '"') {
      const size_t end = line.find('"', from + 1);
      if (end == std::string::npos) return std::nullopt;
      return line.substr(from + 1, end - from - 1);
    }
    return line.substr(from, line.find_first_of("; \r\n", from) - from);
  }
  return std::nullopt;
}

}  // namespace

std::optional<PhpValue> parse_multipart(const std::string& content_type, const std::string& body,
                                        std::vector<Upload>& uploads) {
  const auto boundary = attribute(content_type, "boundary");
  if (!boundary || boundary->empty()) return std::nullopt;
  const std::string mark = "--" + *boundary;
  PhpValue out;
  out.is_array = true;
  size_t at = body.find(mark);
  while (at != std::string::npos) {
    at += mark.size();
    if (body.compare(at, 2, "--") == 0) return out;
    if (body.compare(at, 2, "\r\n") != 0) return std::nullopt;
    const size_t head_end = body.find("\r\n\r\n", at);
    if (head_end == std::string::npos) return std::nullopt;
    const std::string head = body.substr(at + 2, head_end - at - 2);
    const size_t next = body.find("\r\n" + mark, head_end + 2);
    if (next == std::string::npos) return std::nullopt;
    const std::string value = next >= head_end + 4 ? body.substr(head_end + 4, next - head_end - 4) : "";
    const auto field = attribute(head, "name");
    const auto filename = attribute(head, "filename");
    if (field && filename) {
      uploads.push_back({*field, *filename, value});
    } else if (field) {
      register_variable(*field, value, out);
    }
    at = next + 2;
  }
  return std::nullopt;
}

std::string cvclass_body_str(const PhpValue& post) {
  PhpValue sorted = post;
  php_ksort(sorted);
  std::string out;
  for (const auto& [key, value] : sorted.items) {
    if (value.is_array) {
      if (!value.items.empty()) out += key.str() + cvclass_body_str(value);
    } else if (!value.text.empty()) {  // "" is false in PHP; "0" is signed by its own clause.
      out += key.str() + value.text;
    }
  }
  return out;
}

std::string cvclass_token(PhpValue post, const std::string& app_id, const std::string& secret_key) {
  post.erase("token");
  post.erase("app_id");
  post.erase("key");
  return md5_hex(md5_hex(app_id + cvclass_body_str(post)) + md5_hex(secret_key));
}

}  // namespace cloud
