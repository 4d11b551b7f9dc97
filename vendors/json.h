#ifndef CLASSBELL_VENDORS_JSON_H_
#define CLASSBELL_VENDORS_JSON_H_

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "vendors/value.h"

namespace classbell::vendors {

inline constexpr int kJsonDepthMax = 64;

// Parses one JSON text of UTF-8. Whole numbers that fit become integers. The error says where it stopped being JSON,
// in a sentence without the text itself; nesting beyond kJsonDepthMax is an error.
tl::expected<Value, std::string> parse_json(std::string_view text);

// As short as can be, characters beyond ASCII as they are; control characters (C1 too) escaped, so that the text may
// be printed to a terminal.
std::string write_json(const Value& value);

// A JSON text that a vendor sent, made safe to print: the same JSON, control characters inside strings escaped.
std::string printable_json(std::string_view text);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_JSON_H_
