#ifndef CLASSBELL_VENDORS_CRYPTO_H_
#define CLASSBELL_VENDORS_CRYPTO_H_

#include <string>
#include <string_view>

// The signing primitives, on Mbed TLS's PSA API. They do not block and keep no state.
namespace classbell::vendors {

// Once per process, before anything else here. False: the random source is broken; nothing can be signed.
bool crypto_init();

std::string md5_hex(std::string_view bytes);  // 32 lower-case digits
std::string sha1_hex(std::string_view bytes);  // 40
std::string hmac_sha256_hex(std::string_view bytes, std::string_view key);
std::string hex(std::string_view bytes);      // lower case
std::string base64(std::string_view bytes);

// What PHP's openssl_encrypt(…, "AES-128-ECB", $key, OPENSSL_RAW_DATA | OPENSSL_NO_PADDING) gives for text filled
// with zero bytes to whole blocks: the key is cut to 16 bytes, or filled with zero bytes.
std::string aes128_ecb_zero_padded(std::string_view text, std::string_view key);

// openssl_encrypt(…, "AES-256-CBC", $key, 0, $iv): PKCS#7 padding, base64; the key is cut to 32 bytes, or filled with
// zero bytes. `iv`: 16 bytes.
std::string aes256_cbc_base64(std::string_view text, std::string_view key, std::string_view iv);

// From the system's random source. Aborts when that is broken: an IV that can be guessed must not go out.
std::string random_bytes(std::size_t size);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_CRYPTO_H_
