#ifndef CLASSBELL_TESTS_GOLDEN_JSON_TEXT_H_
#define CLASSBELL_TESTS_GOLDEN_JSON_TEXT_H_

#include <string>
#include <string_view>

#include "generate.h"

// JSON texts for json_test.cc, and the grammar by which a difference to PHP is explained.
namespace classbell::golden {

// One JSON value as anybody may write it: blanks, escapes, surrogate pairs, every form of number.
std::string random_json(Random& random, int depth_max);

// A text like `json` with one to three bytes cut out, changed, put in, or cut off its end.
std::string damaged(Random& random, std::string json);

// Why parse_json may take a text that PHP refuses or reads otherwise; "" when there is no reason to.
//   number     "01", "1.", "-.5": cJSON reads numbers with strtod; a vendor's code is not lost for a leading zero
//   control    control characters within strings or as blanks: a lesson's title does not cost a schedule
//   encoding   bytes that are not UTF-8 in a string: the same; clean() makes them U+FFFD
//   escape     "\uZZZZ" and "\u0000": the string ends there
//   bom        a byte order mark before the text, which IIS and old PHP files send
std::string known_difference(std::string_view text);

}  // namespace classbell::golden

#endif  // CLASSBELL_TESTS_GOLDEN_JSON_TEXT_H_
