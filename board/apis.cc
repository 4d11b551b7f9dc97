// classbell apis: the catalogues

#include <cstdio>
#include <string>

#include "board/commands.h"
#include "vendors/json.h"
#include "vendors/vendor.h"

namespace classbell::board {
namespace {

using vendors::Endpoint;
using vendors::Need;
using vendors::Parameter;
using vendors::Value;
using vendors::Vendor;

std::string_view method_name(const Endpoint& row) { return row.method == vendors::Method::kGet ? "GET" : "POST"; }

std::string_view type_name(vendors::Type type) {
  switch (type) {
    case vendors::Type::kInt: return "int";
    case vendors::Type::kString: return "string";
    case vendors::Type::kBool: return "bool";
    case vendors::Type::kList:
    case vendors::Type::kStrings: return "list";
    case vendors::Type::kObject: return "object";
    case vendors::Type::kFile: return "file";
    case vendors::Type::kAny: return "any";
  }
  return "";
}

std::string need_name(const Parameter& parameter) {
  switch (parameter.need) {
    case Need::kRequired: return "required";
    case Need::kOptional: return "optional";
    case Need::kConditional: return "required when " + std::string(parameter.condition);
    case Need::kConfigured: return "from the configuration";
    case Need::kAuth: return "computed";
  }
  return "";
}

// The names a caller gives: required, or not.
std::string names(const Endpoint& row, bool is_required) {
  std::string list;
  for (const Parameter& parameter : row.parameters) {
    if (parameter.need == Need::kConfigured || parameter.need == Need::kAuth) continue;
    if ((parameter.need == Need::kRequired) != is_required) continue;
    if (!list.empty()) list += ",";
    list += parameter.name;
  }
  return list;
}

std::string text(std::string_view view) { return std::string(view); }

void print_tsv(const Vendor& vendor, const Endpoint& row) {
  std::printf("%s\t%s\t%s\t%s\t%s\t%s\n", text(vendor.name).c_str(), text(row.name).c_str(),
              text(method_name(row)).c_str(), text(row.path).c_str(), names(row, true).c_str(),
              names(row, false).c_str());
}

std::string_view form_name(vendors::Form form) {
  switch (form) {
    case vendors::Form::kText: return "text";
    case vendors::Form::kDate: return "date";
    case vendors::Form::kMoment: return "time or milliseconds";
    case vendors::Form::kJsonList: return "list as JSON";
  }
  return "";
}

// ", 1 to 250 characters", ", one of 0|1": what the document allows, where it says so.
std::string limits_text(const Parameter& parameter) {
  const vendors::Limits& limits = parameter.limits;
  if (!limits.one_of.empty()) return ", one of " + text(limits.one_of);
  if (limits.form != vendors::Form::kText) return ", " + text(form_name(limits.form));
  const bool has_min = limits.min != INT64_MIN;
  const bool has_max = limits.max != INT64_MAX;
  if (!has_min && !has_max) return {};
  const std::string least = std::to_string(limits.min);
  const std::string most = std::to_string(limits.max);
  const std::string bounds = !has_min ? "at most " + most : !has_max ? "at least " + least : least + " to " + most;
  const bool is_list = parameter.type == vendors::Type::kList || parameter.type == vendors::Type::kStrings;
  return ", " + bounds + (is_list ? " elements" : parameter.type == vendors::Type::kString ? " characters" : "");
}

Value limits_json(const vendors::Limits& limits) {
  Value json;
  if (limits.form != vendors::Form::kText) json.set("form", form_name(limits.form));
  if (limits.min != INT64_MIN) json.set("min", limits.min);
  if (limits.max != INT64_MAX) json.set("max", limits.max);
  if (!limits.one_of.empty()) json.set("one_of", limits.one_of);
  return json;
}

Value parameters_json(Span<const Parameter> table) {
  Value parameters{Value::List{}};
  for (const Parameter& parameter : table) {
    Value entry;
    entry.set("name", parameter.name);
    entry.set("need", need_name(parameter));
    entry.set("type", type_name(parameter.type));
    entry.set("meaning", parameter.meaning);
    Value limits = limits_json(parameter.limits);
    if (!limits.is_null()) entry.set("limits", std::move(limits));
    if (!parameter.members.empty()) entry.set("members", parameters_json(parameter.members));
    parameters.list()->push_back(std::move(entry));
  }
  return parameters;
}

Value row_json(const Vendor& vendor, const Endpoint& row) {
  Value json;
  json.set("vendor", vendor.name);
  json.set("name", row.name);
  json.set("method", method_name(row));
  json.set("path", row.path);
  json.set("section", row.section);
  json.set("meaning", row.meaning);
  json.set("parameters", parameters_json(row.parameters));
  if (!row.reply.empty()) json.set("reply", row.reply);
  return json;
}

void print_parameters(Span<const Parameter> table, const std::string& indent) {
  for (const Parameter& parameter : table) {
    std::printf("%s%-18s %-7s %s%s: %s\n", indent.c_str(), text(parameter.name).c_str(),
                text(type_name(parameter.type)).c_str(), need_name(parameter).c_str(), limits_text(parameter).c_str(),
                text(parameter.meaning).c_str());
    print_parameters(parameter.members, indent + "  ");
  }
}

// What the example gives for a parameter: one word for each of its required members, where it has any.
std::string example_of(const Parameter& parameter, std::string path) {
  const bool is_list = parameter.type == vendors::Type::kList || parameter.type == vendors::Type::kStrings;
  if (is_list) path += "[0]";
  if (parameter.members.empty()) return " " + path + (parameter.type == vendors::Type::kFile ? "=@FILE" : "=...");
  std::string words;
  for (const Parameter& member : parameter.members) {
    if (member.need == Need::kRequired) words += example_of(member, path + "[" + text(member.name) + "]");
  }
  return words;
}

void print_page(const Vendor& vendor, const Endpoint& row) {
  std::printf("%s %s: %s (section %s)\n%s %s\n", text(vendor.name).c_str(), text(row.name).c_str(),
              text(row.meaning).c_str(), text(row.section).c_str(), text(method_name(row)).c_str(),
              text(row.path).c_str());
  std::string example = "classbell call SOURCE " + text(row.name);
  print_parameters(row.parameters, "  ");
  for (const Parameter& parameter : row.parameters) {
    if (parameter.need == Need::kRequired) example += example_of(parameter, text(parameter.name));
  }
  // A group a line: what stands outermost, then each list and object.
  std::string reply = text(row.reply);
  for (std::size_t at = 0; (at = reply.find("; ", at)) != std::string::npos; ++at) reply.replace(at, 2, "\n       ");
  if (!reply.empty()) std::printf("reply: %s\n", reply.c_str());
  if (row.paging != vendors::Paging::kNone) std::printf("pages: --all follows them, a row a line\n");
  std::printf("for example: %s\n", example.c_str());
}

}  // namespace

int apis(const Arguments& arguments) {
  const auto& words = arguments.words;
  if (words.size() > 2) return fail(kExitUsage, "write: classbell apis [VENDOR [ENDPOINT]]");
  if (!words.empty() && vendors::find_vendor(words[0]) == nullptr) {
    std::string known;
    for (const Vendor& vendor : vendors::registry()) known += (known.empty() ? "" : ", ") + text(vendor.name);
    return fail(kExitUsage, "no vendor '" + words[0] + "'; there are: " + known);
  }
  if (arguments.codes) return codes(arguments);
  if (words.size() == 2 && vendors::find_vendor(words[0])->find(words[1]) == nullptr) {
    return fail(kExitUsage, words[0] + " has no endpoint '" + words[1] + "'; see classbell apis " + words[0]);
  }
  Value list{Value::List{}};
  for (const Vendor& vendor : vendors::registry()) {
    if (!words.empty() && vendor.name != words[0]) continue;
    for (const Endpoint& row : vendor.endpoints) {
      if (words.size() == 2 && row.name != words[1]) continue;
      if (arguments.tsv) print_tsv(vendor, row);
      else if (arguments.json) list.list()->push_back(row_json(vendor, row));
      else if (words.size() == 2) print_page(vendor, row);
      else
        std::printf("%-12s %-26s %-8s %s\n", text(vendor.name).c_str(), text(row.name).c_str(),
                    text(row.section).c_str(), text(row.meaning).c_str());
    }
  }
  if (arguments.json) std::printf("%s\n", vendors::write_json(list).c_str());
  return kExitOk;
}

}  // namespace classbell::board
