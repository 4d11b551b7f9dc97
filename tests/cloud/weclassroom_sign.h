#ifndef CLASSBELL_TESTS_CLOUD_WECLASSROOM_SIGN_H_
#define CLASSBELL_TESTS_CLOUD_WECLASSROOM_SIGN_H_

// signMsg of weclassroom.md (接口规范, 附录 1), opened as the far side's PHP would: base64, JSON, HMAC, AES, unserialize.

#include <optional>
#include <string>

#include "world.h"

namespace cloud::weclassroom {

// PHP's serialize() read strictly: types, counts and byte lengths. Arrays with the keys 0..n-1 become JSON arrays.
// nullopt: malformed, or something that is no scalar and no array.
std::optional<json> php_unserialize(const std::string& text);

// The parameters in a signMsg; none, and `why` says in a few words at which step it failed.
std::optional<json> open_sign_msg(const std::string& sign_msg, const std::string& secret, std::string& why);

}  // namespace cloud::weclassroom

#endif  // CLASSBELL_TESTS_CLOUD_WECLASSROOM_SIGN_H_
