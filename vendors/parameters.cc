#include "vendors/parameters.h"

#include <charconv>

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

bool is_outside(std::int64_t value, const Limits& limits) { return value < limits.min || value > limits.max; }

// What is allowed instead of `value`; "" when it is allowed.
std::string objection(const Parameter& parameter, const Value& value) {
  const Limits& limits = parameter.limits;
  switch (parameter.type) {
    case Type::kInt: {
      const bool is_number = value.integer() != nullptr || (value.string() != nullptr && value.to_int(0) == value.to_int(1));
      if (!is_number) return "a whole number";
      if (is_outside(value.to_int(0), limits)) return "a whole number, " + bounds(limits);
      break;
    }
    case Type::kString:
      if (value.string() == nullptr && value.integer() == nullptr && value.real() == nullptr) return "a string";
      if (is_outside(static_cast<std::int64_t>(characters(value.to_text())), limits)) return bounds(limits) + " characters";
      break;
    case Type::kList: {
      const std::size_t size = value.list() != nullptr ? value.list()->size() : value.object() != nullptr ? value.object()->size() : 0;
      if (size == 0) return "a list: " + std::string(parameter.name) + "[0]=...";
      if (is_outside(static_cast<std::int64_t>(size), limits)) return "a list of " + bounds(limits);
      break;
    }
    case Type::kObject:
      if (value.object() == nullptr) return "an object: " + std::string(parameter.name) + "[name]=... or " + std::string(parameter.name) + ":={...}";
      break;
    case Type::kFile:
      if (value.string() == nullptr) return "a file: " + std::string(parameter.name) + "=@PATH";
      break;
  }
  if (!limits.one_of.empty() && !is_among(value.to_text(), limits.one_of)) return "one of " + std::string(limits.one_of);
  return {};
}

bool condition_holds(std::string_view condition, const Value& parameters) {
  const std::size_t equals = condition.find('=');
  const Value* value = parameters.find(condition.substr(0, equals));
  return value != nullptr && value->to_text() == condition.substr(equals + 1);
}

const Parameter* find_parameter(const Endpoint& endpoint, std::string_view name) {
  for (const Parameter& parameter : endpoint.parameters) {
    if (parameter.name == name) return &parameter;
  }
  return nullptr;
}

std::string known_names(const Endpoint& endpoint) {
  std::string names;
  for (const Parameter& parameter : endpoint.parameters) {
    if (parameter.need == Need::kAuth) continue;
    if (!names.empty()) names += ", ";
    names += parameter.name;
  }
  return names.empty() ? "none" : names;
}

}  // namespace

tl::expected<void, std::string> set_path(Value& tree, std::string_view path, Value value) {
  const std::size_t bracket = path.find('[');
  const std::string_view name = path.substr(0, bracket);
  if (name.empty() || name.find(']') != std::string_view::npos) return tl::unexpected(std::string("a parameter needs a name before [ and ="));
  Value* node = &tree;
  std::string key(name);
  std::string_view rest = bracket == std::string_view::npos ? std::string_view() : path.substr(bracket);
  for (;;) {
    if (!node->is_null() && node->object() == nullptr) return tl::unexpected("'" + std::string(path) + "' is given both as a value and as a list");
    if (rest.empty()) {
      node->set(key, std::move(value));
      return {};
    }
    const std::size_t end = rest.find(']');
    if (rest[0] != '[' || end == std::string_view::npos || end == 1) return tl::unexpected("'" + std::string(path) + "': write name[key][key]=value");
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

Value typed(const Endpoint& endpoint, Value parameters) {
  if (Value::Object* members = parameters.object()) {
    for (auto& [name, value] : *members) {
      const Parameter* parameter = find_parameter(endpoint, name);
      if (parameter == nullptr || parameter->type != Type::kInt || value.string() == nullptr) continue;
      if (value.to_int(0) == value.to_int(1)) value = Value(value.to_int(0));
    }
  }
  return parameters;
}

std::optional<std::string> check(const Endpoint& endpoint, const Value& parameters) {
  const std::string where = std::string(endpoint.name) + " (section " + std::string(endpoint.section) + "): ";
  if (const Value::Object* members = parameters.object()) {
    for (const auto& [name, value] : *members) {
      const Parameter* parameter = find_parameter(endpoint, name);
      if (parameter == nullptr) return where + "no parameter '" + name + "'; there are: " + known_names(endpoint);
      if (parameter->need == Need::kAuth) return where + "'" + name + "' is computed and cannot be given";
      const std::string allowed = objection(*parameter, value);
      if (!allowed.empty()) return where + "'" + name + "' must be " + allowed + ": " + std::string(parameter->meaning);
    }
  }
  for (const Parameter& parameter : endpoint.parameters) {
    const bool needed = parameter.need == Need::kRequired ||
                        (parameter.need == Need::kConditional && condition_holds(parameter.condition, parameters));
    if (!needed || parameters.find(parameter.name) != nullptr) continue;
    const std::string why = parameter.need == Need::kConditional ? " when " + std::string(parameter.condition) : "";
    return where + "'" + std::string(parameter.name) + "' is required" + why + ": " + std::string(parameter.meaning);
  }
  return std::nullopt;
}

}  // namespace classbell::vendors
