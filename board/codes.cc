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

// What mends it, in a word, and whether that is another try.
struct Mend {
  std::string_view word;
  bool is_retry;
};
Mend mend_of(Remedy remedy) {
  switch (remedy) {
    case Remedy::kNone: return {"none", false};
    case Remedy::kRetry: return {"retry", true};
    case Remedy::kWait: return {"wait", true};
    case Remedy::kLogin: return {"login", true};
    case Remedy::kFixConfig: return {"configuration", false};
    case Remedy::kFixCall: return {"call", false};
    case Remedy::kGone: return {"gone", false};
    case Remedy::kVendor: return {"vendor", false};
  }
  return {"", false};
}

Value row_json(const ErrorRow& row) {
  Value json;
  json.set("code", row.code);
  json.set("meaning", row.meaning);
  json.set("meaning_zh", row.meaning_zh);
  json.set("advice", row.advice);
  json.set("remedy", mend_of(row.remedy).word);
  json.set("retry", mend_of(row.remedy).is_retry);
  return json;
}

}  // namespace

int codes(const Arguments& arguments) {
  if (arguments.words.size() != 1 || arguments.tsv)
    return fail(kExitUsage, "write: classbell apis VENDOR --codes [--json]");
  Value list{Value::List{}};
  for (const ErrorRow& row : vendors::find_vendor(arguments.words[0])->errors) {
    if (arguments.json) {
      list.list()->push_back(row_json(row));
      continue;
    }
    std::printf("%6d  %s (%s)\n        %s: %s\n", row.code, std::string(row.meaning).c_str(),
                std::string(row.meaning_zh).c_str(), std::string(mend_of(row.remedy).word).c_str(),
                std::string(row.advice).c_str());
  }
  if (arguments.json) std::printf("%s\n", vendors::write_json(list).c_str());
  return kExitOk;
}

}  // namespace classbell::board
