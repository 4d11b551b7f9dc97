#ifndef CLASSBELL_VENDORS_ENDPOINT_H_
#define CLASSBELL_VENDORS_ENDPOINT_H_

#include <cstdint>
#include <string_view>

#include "core/http.h"
#include "core/span.h"

// The rows of a vendor's catalogue: its document as compile-time tables.
namespace classbell::vendors {

enum class Type : std::uint8_t {
  kInt,
  kString,
  kBool,
  kList,     // Of numbers or of objects.
  kStrings,  // A list of strings: "7" stays one.
  kObject,
  kFile,
  kAny,  // The document gives more than one; taken and sent as given.
};

enum class Need : std::uint8_t {
  kRequired,
  kOptional,
  kConditional,  // Required when `condition` holds: "name=value", or "name" where that is given at all.
  kConfigured,   // Filled from the source's configuration; may be given to override it.
  kAuth,         // Computed: signature, token, time stamp. Cannot be given.
};

// What a string must hold.
enum class Form : std::uint8_t {
  kText,
  kDate,      // A day or a time that exists: 2018-03-16, 2018-03-16 12:00, 2018-03-16 12:00:00.
  kMoment,    // 2018-03-16 12:00:00, or milliseconds since 1970.
  kJsonList,  // A list as JSON text; a list is taken too.
};

// What a value may be. For kInt the value itself, for kString its length in characters (of a list as JSON how many
// elements), for kList how many elements.
struct Limits {
  std::int64_t min = INT64_MIN;
  std::int64_t max = INT64_MAX;
  std::string_view one_of = {};  // "0|1|2": the value, or each element of a list; empty: any.
  Form form = Form::kText;
};
constexpr Limits length(std::int64_t min, std::int64_t max) { return {min, max, {}}; }
constexpr Limits range(std::int64_t min, std::int64_t max) { return {min, max, {}}; }
constexpr Limits dates(std::int64_t min, std::int64_t max) { return {min, max, {}, Form::kDate}; }
constexpr Limits moment() { return {1, 19, {}, Form::kMoment}; }
constexpr Limits json_list(std::int64_t min, std::int64_t max) { return {min, max, {}, Form::kJsonList}; }
constexpr Limits one_of(std::string_view values) { return {INT64_MIN, INT64_MAX, values}; }

struct Parameter {
  std::string_view name;
  Need need;
  Type type;
  std::string_view meaning;  // One line of English.
  Limits limits;
  std::string_view condition;
  bool secret;                         // A password: masked in --dry-run and sign.
  std::string_view also = {};          // Other names the document has for it, "id|roomId"; taken, and sent as `name`.
  Span<const Parameter> members = {};  // Of an object, or of each object of a list; empty: any.
};
constexpr Parameter required(std::string_view name, Type type, std::string_view meaning, Limits limits = {}) {
  return {name, Need::kRequired, type, meaning, limits, {}, false};
}
constexpr Parameter optional(std::string_view name, Type type, std::string_view meaning, Limits limits = {}) {
  return {name, Need::kOptional, type, meaning, limits, {}, false};
}
constexpr Parameter required_if(std::string_view condition, std::string_view name, Type type, std::string_view meaning,
                                Limits limits = {}) {
  return {name, Need::kConditional, type, meaning, limits, condition, false};
}
constexpr Parameter configured(std::string_view name, Type type, std::string_view meaning, Limits limits = {}) {
  return {name, Need::kConfigured, type, meaning, limits, {}, false};
}
constexpr Parameter computed(std::string_view name, Type type, std::string_view meaning) {
  return {name, Need::kAuth, type, meaning, {}, {}, false};
}
constexpr Parameter also(std::string_view names, Parameter parameter) {
  parameter.also = names;
  return parameter;
}
constexpr Parameter of(Span<const Parameter> members, Parameter parameter) {
  parameter.members = members;
  return parameter;
}
constexpr Parameter secret(Parameter parameter) {
  parameter.secret = true;
  return parameter;
}

using Method = http::Method;

// How the parameters travel.
enum class Body : std::uint8_t {
  kForm,  // application/x-www-form-urlencoded, nested as PHP nests: a[0][b]=c
  kJson,
  kMultipart,  // multipart/form-data, for files
  kUrl,        // Never sent: the call's product is a URL for a browser.
};

// How `--all` goes from page to page.
enum class Paging : std::uint8_t {
  kNone,
  kPageFrom0,    // `page` 0, 1, 2 ...
  kPageFrom1,    // `page` 1, 2, 3 ...
  kPageNoFrom1,  // `pageNo` 1, 2, 3 ...
  kIndexSize,    // `index` of the first element, `size` elements
};

// What "--all" counts on, and from where.
constexpr std::string_view page_parameter(Paging paging) {
  return paging == Paging::kIndexSize ? "index" : paging == Paging::kPageNoFrom1 ? "pageNo" : "page";
}
constexpr int first_page(Paging paging) {
  return paging == Paging::kPageFrom1 || paging == Paging::kPageNoFrom1 ? 1 : 0;
}

struct Endpoint {
  std::string_view name;  // As the document names it; what the command line takes.
  Method method;
  std::string_view path;  // Behind base_url, with a leading slash.
  Body body;
  bool authenticated;  // Signed, or carries the token.
  bool changes;        // Changes something at the vendor: never repeated blindly.
  Paging paging;
  std::string_view rows;     // Where a page's rows stand in the reply: "list", "data.rooms"; "" without paging.
  std::string_view section;  // Of the document.
  std::string_view meaning;  // One line of English.
  Span<const Parameter> parameters;
  std::string_view reply =
      {};  // The reply's fields as the document lists them: "serial, result; list[]: fileid, size".
};

enum class Remedy : std::uint8_t {
  kNone,       // Code 0 and "no data".
  kRetry,      // Passing: the same request may be sent again.
  kWait,       // The room is not ready yet: send again as soon as it may be.
  kLogin,      // Log in again, then send again.
  kFixConfig,  // A credential or setting of this source is wrong.
  kFixCall,    // A parameter of this request is wrong.
  kGone,       // What the request names does not exist (any more).
  kVendor,     // Somebody must act at the vendor: a limit, a frozen company.
};

struct ErrorRow {
  int code;
  Remedy remedy;
  std::string_view meaning;     // English
  std::string_view meaning_zh;  // As the document says it
  std::string_view advice;      // What to do, one line of English.
};

// Whether a table can be searched by halves: each code once, in order.
constexpr bool is_ascending(Span<const ErrorRow> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i - 1].code >= rows[i].code) return false;
  }
  return true;
}

// Whether no two parameters of a table share a name and none lacks one or a meaning.
constexpr bool is_sound(Span<const Parameter> table) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (table[i].name.empty() || table[i].meaning.empty() || !is_sound(table[i].members)) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (table[j].name == table[i].name) return false;
    }
  }
  return true;
}

// Whether no two rows of a catalogue share a name and none lacks a path, a section or a meaning.
constexpr bool is_sound(Span<const Endpoint> endpoints) {
  for (std::size_t i = 0; i < endpoints.size(); ++i) {
    const Endpoint& row = endpoints[i];
    if (row.name.empty() || row.path.empty() || row.path[0] != '/' || row.section.empty() || row.meaning.empty())
      return false;
    if ((row.paging == Paging::kNone) != row.rows.empty()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (endpoints[j].name == row.name) return false;
    }
    if (!is_sound(row.parameters)) return false;
  }
  return true;
}

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_ENDPOINT_H_
