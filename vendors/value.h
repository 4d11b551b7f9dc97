#ifndef CLASSBELL_VENDORS_VALUE_H_
#define CLASSBELL_VENDORS_VALUE_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace classbell::vendors {

// A tree of parameters or of a reply: what JSON can say, with members in the order they were written.
class Value {
 public:
  using List = std::vector<Value>;
  using Member = std::pair<std::string, Value>;
  using Object = std::vector<Member>;

  Value() = default;  // null
  // From what it may hold, by itself. NOLINTBEGIN(google-explicit-constructor)
  Value(bool value) : data_(value) {}
  Value(std::int64_t value) : data_(value) {}
  Value(int value) : data_(static_cast<std::int64_t>(value)) {}
  Value(double value) : data_(value) {}
  Value(std::string value) : data_(std::move(value)) {}
  Value(std::string_view value) : data_(std::string(value)) {}
  Value(const char* value) : data_(std::string(value)) {}
  Value(List value) : data_(std::move(value)) {}
  Value(Object value) : data_(std::move(value)) {}
  // NOLINTEND(google-explicit-constructor)

  bool is_null() const { return std::holds_alternative<std::monostate>(data_); }
  // The alternatives; nullptr when the value is something else.
  const bool* boolean() const { return std::get_if<bool>(&data_); }
  const std::int64_t* integer() const { return std::get_if<std::int64_t>(&data_); }
  const double* real() const { return std::get_if<double>(&data_); }
  const std::string* string() const { return std::get_if<std::string>(&data_); }
  const List* list() const { return std::get_if<List>(&data_); }
  const Object* object() const { return std::get_if<Object>(&data_); }
  List* list() { return std::get_if<List>(&data_); }
  Object* object() { return std::get_if<Object>(&data_); }

  // The member `key` of an object; nullptr where there is none or this is no object. Blanks around a member's own
  // name are ignored, as vendors' samples print some that way.
  const Value* find(std::string_view key) const;
  // Sets a member, in place where it exists, at the end where not. Makes an object of a null.
  void set(std::string_view key, Value value);

  // A whole number, also where it came as a decimal string; `fallback` where it is neither.
  std::int64_t to_int(std::int64_t fallback) const;
  // A string, also where it came as a number; "" for null, booleans, lists and objects.
  std::string to_text() const;

  friend bool operator==(const Value& a, const Value& b) { return a.data_ == b.data_; }

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Object> data_;
};

// The fewest digits that read back as the same number, with an exponent: "1.25e+07"; "inf", "nan". By printf, since
// std::to_chars for doubles costs 130 KB of tables.
std::string shortest_text(double number);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_VALUE_H_
