#include "vendors/parameters.h"

#include "vendors/date_text.h"
#include "vendors/json.h"
#include "vendors/php.h"

namespace classbell::vendors {
namespace {

std::size_t characters(std::string_view text) {
  std::size_t count = 0;
  for (const char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1U : 0U;
  return count;
}

bool is_among(std::string_view value, std::string_view alternatives) {
  while (!alternatives.empty()) {
    const std::size_t bar = alternatives.find('|');
    if (alternatives.substr(0, bar) == value) return true;
    if (bar == std::string_view::npos) break;
    alternatives.remove_prefix(bar + 1);
  }
  return false;
}

std::string bounds(const Limits& limits) {
  if (limits.min == INT64_MIN) return "at most " + std::to_string(limits.max);
  if (limits.max == INT64_MAX) return "at least " + std::to_string(limits.min);
  if (limits.min == limits.max) return std::to_string(limits.min);
  return std::to_string(limits.min) + " to " + std::to_string(limits.max);
}

// The list that a value is, or stands for: name[0]=.., name[1]=.. or a JSON text. nullopt: none.
std::optional<Value::List> as_list(const Value& value) {
  if (value.list() != nullptr) return *value.list();
  if (const std::string* text = value.string()) {
    const auto parsed = text->empty() || text->front() != '[' ? tl::expected<Value, std::string>() : parse_json(*text);
    if (parsed && parsed->list() != nullptr) return *parsed->list();
    return std::nullopt;
  }
  const Value::Object* object = value.object();
  if (object == nullptr) return std::nullopt;
  Value::List list;
  for (std::size_t i = 0; i < object->size(); ++i) {
    if ((*object)[i].first != std::to_string(i)) return std::nullopt;
    list.push_back((*object)[i].second);
  }
  return list;
}

const Parameter* find_parameter(Span<const Parameter> table, std::string_view name) {
  for (const Parameter& parameter : table) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

// A number where the text is one, written as PHP and JSON write it.
Value number_of(const Value& value) {
  if (value.string() == nullptr) return value;
  const auto number = php::canonical_integer(*value.string());
  return number ? Value(*number) : value;
}

Value typed_object(Span<const Parameter> table, Value object);

// A list as JSON text.
Value json_text_of(Value::List list) {
  for (Value& element : list) element = number_of(element);
  return Value(write_json(Value(std::move(list))));
}

Value typed_as(const Parameter& parameter, const Value& value) {
  switch (parameter.type) {
    case Type::kInt:
    case Type::kAny: return number_of(value);
    case Type::kBool:
      if (value.to_text() == "true") return Value(true);
      return value.to_text() == "false" ? Value(false) : value;
    case Type::kString:
      if (parameter.limits.form == Form::kJsonList && value.string() == nullptr) {
        if (auto list = as_list(value)) return json_text_of(std::move(*list));
      }
      if (value.list() != nullptr || value.object() != nullptr) return Value(write_json(value));
      return value.is_null() || value.boolean() != nullptr ? value : Value(value.to_text());
    case Type::kList: {
      auto list = as_list(value);
      if (!list) return value;
      for (Value& element : *list)
        element = parameter.members.empty() ? number_of(element) : typed_object(parameter.members, element);
      return Value(std::move(*list));
    }
    case Type::kStrings: {
      auto list = as_list(value);
      if (!list) return value;
      for (Value& element : *list) {
        if (element.integer() != nullptr) element = Value(element.to_text());
      }
      return Value(std::move(*list));
    }
    case Type::kObject: {
      if (value.string() == nullptr) return typed_object(parameter.members, value);
      auto parsed = parse_json(*value.string());
      return parsed && parsed->object() != nullptr ? typed_object(parameter.members, std::move(*parsed)) : value;
    }
    case Type::kFile: break;
  }
  return value;
}

Value typed_object(Span<const Parameter> table, Value object) {
  if (object.object() == nullptr) return object;
  for (auto& [name, value] : *object.object()) {
    if (const Parameter* parameter = find_parameter(table, name)) value = typed_as(*parameter, value);
  }
  return object;
}

// gensee 3.3.
bool is_moment(std::string_view text) {
  constexpr std::size_t kDigitsMax = 14;  // Beyond the year 4000.
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
  return is_number ? text.size() <= kDigitsMax : text.size() == 19 && parse_date(text, Zone());
}

bool is_outside(std::int64_t value, const Limits& limits) { return value < limits.min || value > limits.max; }

// What is allowed instead of `value`; "" when it is allowed.
std::string objection(const Parameter& parameter, const Value& value) {
  const Limits& limits = parameter.limits;
  switch (parameter.type) {
    case Type::kInt: {
      const bool is_number =
          value.integer() != nullptr || (value.string() != nullptr && php::canonical_integer(*value.string()));
      if (!is_number) return "a whole number";
      if (is_outside(value.to_int(0), limits)) return "a whole number, " + bounds(limits);
      break;
    }
    case Type::kString:
      if (limits.form == Form::kJsonList) {
        const auto list = as_list(value);
        const bool fits = list && !is_outside(static_cast<std::int64_t>(list->size()), limits);
        return fits ? "" : "a list of " + bounds(limits) + " as JSON text";
      }
      if (value.string() == nullptr && value.integer() == nullptr && value.real() == nullptr) return "a string";
      if (limits.form == Form::kMoment)
        return is_moment(value.to_text()) ? "" : "a time as 2018-03-16 12:00:00, or milliseconds";
      if (limits.form == Form::kDate && !parse_date(value.to_text(), Zone()))
        return "a date or time that exists, " + bounds(limits) + " characters";
      if (is_outside(static_cast<std::int64_t>(characters(value.to_text())), limits))
        return limits.min == 1 && limits.max == INT64_MAX ? "a string, not empty" : bounds(limits) + " characters";
      break;
    case Type::kBool:
      if (value.boolean() == nullptr && value.to_text() != "true" && value.to_text() != "false") return "true or false";
      break;
    case Type::kList:
    case Type::kStrings: {
      const auto list = as_list(value);
      // A form cannot tell a list with gaps from an object: any keys will do there.
      const std::size_t size = list ? list->size() : value.object() != nullptr ? value.object()->size() : 0;
      const bool may_be_empty = list && parameter.need != Need::kRequired && limits.min <= 0;
      if (size == 0 && !may_be_empty) return "a list: " + std::string(parameter.name) + "[0]=...";
      if (size != 0 && is_outside(static_cast<std::int64_t>(size), limits)) return "a list of " + bounds(limits);
      for (const Value& element : list.value_or(Value::List{})) {
        if (!limits.one_of.empty() && !is_among(element.to_text(), limits.one_of))
          return "a list of " + std::string(limits.one_of);
      }
      return {};
    }
    case Type::kObject:
      if (typed_as(parameter, value).object() == nullptr)
        return "an object: " + std::string(parameter.name) + "[name]=... or " + std::string(parameter.name) + ":={...}";
      break;
    case Type::kFile:
      if (value.string() == nullptr) return "a file: " + std::string(parameter.name) + "=@PATH";
      break;
    case Type::kAny:
      if (value.list() == nullptr && value.object() == nullptr && value.to_text().empty())
        return "a number, a string or a list";
      break;
  }
  if (!limits.one_of.empty() && !is_among(value.to_text(), limits.one_of))
    return "one of " + std::string(limits.one_of);
  return {};
}

bool condition_holds(std::string_view condition, const Value& parameters) {
  const std::size_t equals = condition.find('=');
  const Value* value = parameters.find(condition.substr(0, equals));
  if (value == nullptr || equals == std::string_view::npos) return value != nullptr;
  const std::string_view wanted = condition.substr(equals + 1);
  for (const Value& element : as_list(*value).value_or(Value::List{})) {
    if (element.to_text() == wanted) return true;
  }
  return value->to_text() == wanted;
}

std::string known_names(Span<const Parameter> table) {
  std::string names;
  for (const Parameter& parameter : table) {
    if (parameter.need == Need::kAuth) continue;
    if (!names.empty()) names += ", ";
    names += parameter.name;
  }
  return names.empty() ? "none" : names;
}

std::optional<std::string> wrong_in(Span<const Parameter> table, const Value& object, const std::string& within);

// The same for an object that is a parameter, or for each object of a list that is one.
std::optional<std::string> wrong_within(const Parameter& parameter, const Value& value, const std::string& path) {
  if (parameter.members.empty()) return std::nullopt;
  if (parameter.type == Type::kObject) return wrong_in(parameter.members, typed_as(parameter, value), path);
  Value elements{Value::Object{}};
  if (const auto list = as_list(value)) {
    for (std::size_t i = 0; i < list->size(); ++i) elements.set(std::to_string(i), (*list)[i]);
  } else {
    elements = value;
  }
  for (const auto& [key, element] : *elements.object()) {
    const std::string place = path + "[" + key + "]";
    if (element.object() == nullptr) return "'" + place + "' must be an object: " + place + "[name]=...";
    if (auto wrong = wrong_in(parameter.members, element, place)) return wrong;
  }
  return std::nullopt;
}

// What is wrong with the members of `object`, which is the parameter `within` ("": all of them); nullopt: nothing.
std::optional<std::string> wrong_in(Span<const Parameter> table, const Value& object, const std::string& within) {
  const auto quoted = [&](std::string_view name) {
    const std::string own(name);
    return "'" + (within.empty() ? own : within + "[" + own + "]") + "'";
  };
  for (const auto& [name, value] : *object.object()) {
    const Parameter* parameter = find_parameter(table, name);
    if (parameter == nullptr) return "no parameter " + quoted(name) + "; there are: " + known_names(table);
    if (parameter->need == Need::kAuth) return quoted(name) + " is computed and cannot be given";
    const std::string allowed = objection(*parameter, value);
    if (!allowed.empty()) return quoted(name) + " must be " + allowed + ": " + std::string(parameter->meaning);
    const std::string path = quoted(name);
    if (auto wrong = wrong_within(*parameter, value, path.substr(1, path.size() - 2))) return wrong;
  }
  for (const Parameter& parameter : table) {
    const bool needed = parameter.need == Need::kRequired ||
                        (parameter.need == Need::kConditional && condition_holds(parameter.condition, object));
    if (!needed || object.find(parameter.name) != nullptr) continue;
    const std::string why = parameter.need == Need::kConditional ? " when " + std::string(parameter.condition) : "";
    return quoted(parameter.name) + " is required" + why + ": " + std::string(parameter.meaning);
  }
  return std::nullopt;
}

}  // namespace

tl::expected<void, std::string> set_path(Value& tree, std::string_view path, Value value) {
  const std::size_t bracket = path.find('[');
  const std::string_view name = path.substr(0, bracket);
  if (name.empty() || name.find(']') != std::string_view::npos)
    return tl::unexpected(std::string("a parameter needs a name before [ and ="));
  Value* node = &tree;
  std::string key(name);
  std::string_view rest = bracket == std::string_view::npos ? std::string_view() : path.substr(bracket);
  for (int depth = 1;; ++depth) {
    if (depth > kJsonDepthMax)  // A tree is walked by recursion, here and by who prints it.
      return tl::unexpected(std::string(name) + "[...] is nested deeper than " + std::to_string(kJsonDepthMax) +
                            " levels");
    if (!node->is_null() && node->object() == nullptr)
      return tl::unexpected("'" + std::string(path) + "' is given both as a value and as a list");
    if (rest.empty()) {
      node->set(key, std::move(value));
      return {};
    }
    const std::size_t end = rest.find(']');
    if (rest[0] != '[' || end == std::string_view::npos || end == 1)
      return tl::unexpected("'" + std::string(path) + "': write name[key][key]=value");
    if (node->find(key) == nullptr) node->set(key, Value());
    for (auto& [member, child] : *node->object()) {
      if (member != key) continue;
      node = &child;
      break;
    }
    key = std::string(rest.substr(1, end - 1));
    rest.remove_prefix(end + 1);
  }
}

Value named(const Endpoint& endpoint, Value parameters) {
  Value::Object* members = parameters.object();
  if (members == nullptr) return parameters;
  for (auto& [name, value] : *members) {
    if (find_parameter(endpoint.parameters, name) != nullptr) continue;
    for (const Parameter& parameter : endpoint.parameters) {
      const bool is_taken = parameters.find(parameter.name) != nullptr;
      if (!is_taken && !parameter.also.empty() && is_among(name, parameter.also)) name = parameter.name;
    }
  }
  return parameters;
}

Value typed(const Endpoint& endpoint, Value parameters) {
  return typed_object(endpoint.parameters, std::move(parameters));
}

std::optional<std::string> check(const Endpoint& endpoint, const Value& parameters) {
  auto wrong = wrong_in(endpoint.parameters, parameters.object() != nullptr ? parameters : Value(Value::Object{}), {});
  if (wrong) wrong = std::string(endpoint.name) + " (section " + std::string(endpoint.section) + "): " + *wrong;
  return wrong;
}

}  // namespace classbell::vendors
