#include "vendors/weclassroom/codec.h"

#include "vendors/crypto.h"
#include "vendors/php.h"

namespace classbell::vendors::weclassroom {
namespace {

// json_encode() writes '/' as '\/'; base64 has nothing else that it escapes.
std::string php_json_string(std::string_view base64_text) {
  std::string out = "\"";
  for (const char c : base64_text) {
    if (c == '/') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

SignMsg sign(const Value& parameters, std::string_view secret, std::string_view iv_bytes) {
  SignMsg sign;
  sign.serialized = php::serialize(parameters);
  sign.iv = base64(iv_bytes);
  sign.value = aes256_cbc_base64(sign.serialized, secret, iv_bytes);
  sign.mac = hmac_sha256_hex(sign.iv + sign.value, secret);
  sign.json = "{\"iv\":" + php_json_string(sign.iv) + ",\"value\":" + php_json_string(sign.value) +
              ",\"mac\":" + php_json_string(sign.mac) + "}";
  sign.message = base64(sign.json);
  return sign;
}

}  // namespace classbell::vendors::weclassroom
