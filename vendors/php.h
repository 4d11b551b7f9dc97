#ifndef CLASSBELL_VENDORS_PHP_H_
#define CLASSBELL_VENDORS_PHP_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "vendors/value.h"

// What the vendors' PHP does with a form, reproduced to the byte (PHP 8.2).
namespace classbell::vendors::php {

// urlencode(): letters, digits, '-', '_' and '.' stand; a blank is '+'.
std::string urlencode(std::string_view text);

// The tree that the far side's $_POST holds for `value` sent as a form: strings and non-empty arrays only. Nulls and
// empty arrays are not sent; true is "1", false "0".
Value as_sent(const Value& value);

// http_build_query() of such a tree: "a=1&b%5B0%5D=2".
std::string build_query(const Value& sent);

// cvclass 5.1, getBodyStr(): keys in ksort()'s order, each with its value; "" is left out, "0" is not.
std::string body_string(const Value& sent);

// serialize(): with PHP's types and the lengths in bytes; keys that are canonical integers as integers.
std::string serialize(const Value& value);

// The integer that a PHP array makes of a key written this way ("12", "-3", not "012"); nullopt: it stays a string.
std::optional<std::int64_t> canonical_integer(std::string_view key);

// ksort(): sorts an object's members in place as PHP 8.2 does, also where integers and words mix and the order is no
// order (there PHP's sort has to be followed step for step).
void ksort(Value::Object& members);

}  // namespace classbell::vendors::php

#endif  // CLASSBELL_VENDORS_PHP_H_
