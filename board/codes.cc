// classbell apis VENDOR --codes: the vendor's error table

#include <cstdio>
#include <string>

#include "board/commands.h"
#include "vendors/json.h"
#include "vendors/vendor.h"

namespace classbell::board {
namespace {

using vendors::ErrorRow;
using vendors::Remedy;
using vendors::Value;

// What ClassBell itself does about a code.
std::string_view remedy_name(Remedy remedy) {
  switch (remedy) {
    case Remedy::kNone: return "no error";
    case Remedy::kRetry: return "sent again";
    case Remedy::kWait: return "sent again, as soon as the room may be ready";
    case Remedy::kLogin: return "sent again after a new login";
    case Remedy::kFixConfig: return "not sent again: mend the configuration";
    case Remedy::kFixCall: return "not sent again: mend the call";
    case Remedy::kGone: return "not sent again: it is gone";
    case Remedy::kVendor: return "not sent again: ask the vendor";
  }
  return "";
}

Value row_json(const ErrorRow& row) {
  Value json;
  json.set("code", row.code);
  json.set("meaning", row.meaning);
  json.set("meaning_zh", row.meaning_zh);
  json.set("advice", row.advice);
  json.set("remedy", remedy_name(row.remedy));
  return json;
}

}  // namespace

int codes(const Arguments& arguments) {
  const vendors::Vendor* vendor = arguments.words.size() == 1 ? vendors::find_vendor(arguments.words[0]) : nullptr;
  if (vendor == nullptr || arguments.tsv) return fail(kExitUsage, "write: classbell apis VENDOR --codes [--json]");
  Value list{Value::List{}};
  for (const ErrorRow& row : vendor->errors) {
    if (arguments.json) {
      list.list()->push_back(row_json(row));
      continue;
    }
    const std::string advice = row.advice.empty() ? "" : "; " + std::string(row.advice);
    std::printf("%6d  %s (%s)%s\n        %s\n", row.code, std::string(row.meaning).c_str(),
                std::string(row.meaning_zh).c_str(), advice.c_str(), std::string(remedy_name(row.remedy)).c_str());
  }
  if (arguments.json) std::printf("%s\n", vendors::write_json(list).c_str());
  return kExitOk;
}

}  // namespace classbell::board
