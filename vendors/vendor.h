#ifndef CLASSBELL_VENDORS_VENDOR_H_
#define CLASSBELL_VENDORS_VENDOR_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/secret.h"
#include "core/span.h"
#include "core/zone.h"
#include "vendors/endpoint.h"
#include "vendors/session.h"

namespace classbell::vendors {

// A key of `[source NAME]` that belongs to one vendor.
struct Setting {
  std::string_view name;
  bool required;
  bool secret;                // May be given as NAME_file, is never printed.
  std::string_view fallback;  // The default, where there is one.
  std::string_view allowed;   // "teacher|assistant": enumerated; "0-9": digits only; "": any text.
  std::string_view meaning;
};

// One configured account, checked against its vendor's settings.
struct Account {
  std::string name;
  std::string base_url;
  std::string entry_template;                              // "%r", "%g", "%l"; may be empty.
  std::string student_template;                            // The same, for students.
  std::vector<std::string> rooms;                          // Room numbers, or "name:PREFIX"; empty: every room.
  Zone zone;
  Milliseconds manual_length_ms = 60 * kMinute;            // For plans without an end.
  std::vector<std::pair<std::string, std::string>> values; // The vendor's settings, defaults filled in, ...
  std::vector<std::pair<std::string, Secret>> secrets;     // ... and those that are secret.

  // The value of a setting that is no secret; "" where it is not set.
  std::string_view value(std::string_view setting) const;
  // The value of one that is; empty where it is not set. Valid as long as the account.
  const Secret& secret(std::string_view setting) const;

  // `value` as the setting says.
  void set(const Setting& setting, std::string value);
};

// A vendor: one row of the registry, one folder beside this file.
struct Vendor {
  std::string_view name;
  std::string_view base_url;  // The document's own; "" where the document has none.
  Span<const Setting> settings;
  Span<const Endpoint> endpoints;
  Span<const ErrorRow> errors;
  std::unique_ptr<Session> (*open)(const Account& account);

  const Endpoint* find(std::string_view endpoint) const;
  const ErrorRow* error(int code) const;
};

Span<const Vendor> registry();
const Vendor* find_vendor(std::string_view name);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_VENDOR_H_
