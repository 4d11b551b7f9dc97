#ifndef CLASSBELL_VENDORS_WECLASSROOM_CODEC_H_
#define CLASSBELL_VENDORS_WECLASSROOM_CODEC_H_

#include <string>
#include <string_view>

#include "vendors/value.h"

namespace classbell::vendors::weclassroom {

// signMsg (接口规范, 附录 1), and what leads to it.
struct SignMsg {
  std::string serialized;  // PHP serialize() of the parameters
  std::string iv;          // base64 of the 16 random bytes
  std::string value;       // base64(AES-256-CBC(serialized, secret, iv))
  std::string mac;         // HMAC-SHA256(iv + value, secret), hex
  std::string json;        // {"iv":...,"value":...,"mac":...}, as PHP's json_encode writes it
  std::string message;     // base64 of that
};

// `iv_bytes`: 16, from the random source; anew for each request.
SignMsg sign(const Value& parameters, std::string_view secret, std::string_view iv_bytes);

}  // namespace classbell::vendors::weclassroom

#endif  // CLASSBELL_VENDORS_WECLASSROOM_CODEC_H_
