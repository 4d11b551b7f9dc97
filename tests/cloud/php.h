#ifndef CLASSBELL_TESTS_CLOUD_PHP_H_
#define CLASSBELL_TESTS_CLOUD_PHP_H_

// What PHP makes of a form: $_POST and $_GET as nested arrays, ksort as of PHP 8.2, and the cvclass token over it.

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace cloud {

// An array key: PHP turns canonical decimal strings into integers.
struct PhpKey {
  bool is_int = false;
  int64_t number = 0;
  std::string text;

  static PhpKey of(const std::string& text);
  std::string str() const { return is_int ? std::to_string(number) : text; }
  bool operator==(const PhpKey& o) const {
    return is_int == o.is_int && (is_int ? number == o.number : text == o.text);
  }
};

// A string or an array in insertion order. Nothing else can come out of a form.
struct PhpValue {
  using Item = std::pair<PhpKey, PhpValue>;
  bool is_array = false;
  std::string text;
  std::vector<Item> items;

  const PhpValue* find(const std::string& key) const;
  PhpValue& at(const PhpKey& key);  // Makes it.
  PhpValue& append();               // $a[] = ...
  void erase(const std::string& key);
};

std::string url_decode(const std::string& text);  // '+' is a space.
PhpValue parse_form(const std::string& encoded);  // application/x-www-form-urlencoded or a query.
void register_variable(const std::string& decoded_name, const std::string& value, PhpValue& into);

struct Upload {
  std::string field, filename, bytes;
};
// multipart/form-data. nullopt when the body does not follow its boundary.
std::optional<PhpValue> parse_multipart(const std::string& content_type, const std::string& body,
                                        std::vector<Upload>& uploads);

int php_compare_keys(const PhpKey& a, const PhpKey& b);  // As ksort() without flags, PHP 8.2.
void php_ksort(PhpValue& array);                         // One level, stable.

std::string cvclass_body_str(const PhpValue& post);  // Document 5.1, getBodyStr.
std::string cvclass_token(PhpValue post, const std::string& app_id, const std::string& secret_key);

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_PHP_H_
