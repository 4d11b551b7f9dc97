// Reading fields: what is required, of which type, within which limits; and paging.
#include <algorithm>

#include "iclass.h"

namespace cloud::iclass {

void Fields::refuse(const std::string& name, bool missing) const {
  entry_.blame(missing ? "missing_parameter" : "bad_parameter", name);
  throw Refused{missing ? kMissing : kBadParameter, name};
}

const json& Fields::raw(const std::string& name) const {
  if (!has(name)) refuse(name, true);
  return object_[name];
}

int64_t Fields::number(const std::string& name, int64_t min, int64_t max) const {
  const json& value = raw(name);
  if (!value.is_number_integer()) refuse(name);
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(INT64_MAX)) refuse(name);
  const int64_t number = value.get<int64_t>();
  if (number < min || number > max) refuse(name);
  return number;
}

int64_t Fields::number_or(const std::string& name, int64_t fallback, int64_t min, int64_t max) const {
  return has(name) ? number(name, min, max) : fallback;
}

bool Fields::flag(const std::string& name) const {
  if (!raw(name).is_boolean()) refuse(name);
  return object_[name].get<bool>();
}

std::string Fields::text(const std::string& name, bool may_be_empty) const {
  if (!raw(name).is_string()) refuse(name);
  const std::string value = object_[name];
  if (value.empty() && !may_be_empty) refuse(name);
  return value;
}

std::string Fields::text_or(const std::string& name, const std::string& fallback) const {
  return has(name) ? text(name, true) : fallback;
}

std::string Fields::one_of(const std::string& name, const std::vector<std::string>& known) const {
  const std::string value = text(name);
  if (std::find(known.begin(), known.end(), value) == known.end()) refuse(name);
  return value;
}

std::vector<std::string> Fields::texts(const std::string& name) const {
  if (!raw(name).is_array()) refuse(name);
  std::vector<std::string> out;
  for (const json& one : object_[name]) {
    if (!one.is_string()) refuse(name);
    out.push_back(one);
  }
  return out;
}

std::vector<std::string> Fields::some_of(const std::string& name, const std::vector<std::string>& known) const {
  if (!has(name)) return {};
  const std::vector<std::string> out = texts(name);
  for (const std::string& one : out) {
    if (std::find(known.begin(), known.end(), one) == known.end()) refuse(name);
  }
  return out;
}

json page_of(const Fields& fields, const json& all) {
  constexpr int64_t kSizeMax = 100;
  const int64_t index = fields.number_or("index", 0), size = fields.number_or("size", kSizeMax, 1, kSizeMax);
  const int64_t total = static_cast<int64_t>(all.size());
  json list = json::array();
  for (int64_t i = index; i < std::min(total, index + size); ++i) list.push_back(all[static_cast<size_t>(i)]);
  return {{"finish", index + size >= total}, {"total", total}, {"list", list}};
}

}  // namespace cloud::iclass
