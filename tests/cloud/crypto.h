#ifndef CLASSBELL_TESTS_CLOUD_CRYPTO_H_
#define CLASSBELL_TESTS_CLOUD_CRYPTO_H_

// The few primitives the vendors' documents name, over OpenSSL.

#include <optional>
#include <string>

namespace cloud {

std::string md5_hex(const std::string& bytes);                                    // Lower case.
std::string sha1_hex(const std::string& bytes);                                   // Lower case.
std::string aes128_ecb_zero_hex(const std::string& key16, const std::string& text);  // Empty text gives "".
std::string base64(const std::string& bytes);
std::optional<std::string> unbase64(const std::string& text);  // Strict: alphabet, padding, length.
std::string hmac_base64(bool sha256, const std::string& key, const std::string& bytes);
std::string random_hex(int bytes);
std::string lower(std::string text);
bool is_utf8(const std::string& text);
int utf8_length(const std::string& text);  // Characters; bytes that are no UTF-8 count one each.

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_CRYPTO_H_
