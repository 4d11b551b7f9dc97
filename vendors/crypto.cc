#include "vendors/crypto.h"

#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <new>

namespace classbell::vendors {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// PSA fails here only when crypto_init() was forgotten, or memory is gone; then the program ends, as where a container
// gets none: a wrong signature must not go out.
void must(psa_status_t status) {
  if (status == PSA_ERROR_INSUFFICIENT_MEMORY) std::__throw_bad_alloc();
  if (status != PSA_SUCCESS) std::abort();
}

constexpr std::size_t kBlock = 16;  // AES

// As OpenSSL under PHP takes a key: cut, or filled with zero bytes.
std::string sized(std::string_view key, std::size_t size) {
  std::string bytes(key.substr(0, size));
  bytes.resize(size, '\0');
  return bytes;
}

class ImportedKey {
 public:
  ImportedKey(std::string_view key, psa_key_type_t type, psa_algorithm_t algorithm, psa_key_usage_t usage) {
    psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
    psa_set_key_usage_flags(&attributes, usage);
    psa_set_key_algorithm(&attributes, algorithm);
    psa_set_key_type(&attributes, type);
    must(psa_import_key(&attributes, bytes_of(key), key.size(), &id_));
  }
  ~ImportedKey() { must(psa_destroy_key(id_)); }
  ImportedKey(const ImportedKey&) = delete;
  ImportedKey& operator=(const ImportedKey&) = delete;

  psa_key_id_t id() const { return id_; }

 private:
  psa_key_id_t id_ = 0;
};

std::string hash_hex(psa_algorithm_t algorithm, std::string_view bytes) {
  std::array<unsigned char, PSA_HASH_MAX_SIZE> digest{};
  std::size_t size = 0;
  must(psa_hash_compute(algorithm, bytes_of(bytes), bytes.size(), digest.data(), digest.size(), &size));
  return hex({reinterpret_cast<const char*>(digest.data()), size});
}

}  // namespace

bool crypto_init() { return psa_crypto_init() == PSA_SUCCESS; }

std::string md5_hex(std::string_view bytes) { return hash_hex(PSA_ALG_MD5, bytes); }
std::string sha1_hex(std::string_view bytes) { return hash_hex(PSA_ALG_SHA_1, bytes); }

std::string hmac_sha256_hex(std::string_view bytes, std::string_view key) {
  constexpr psa_algorithm_t kAlgorithm = PSA_ALG_HMAC(PSA_ALG_SHA_256);
  const ImportedKey imported(key, PSA_KEY_TYPE_HMAC, kAlgorithm, PSA_KEY_USAGE_SIGN_MESSAGE);
  std::array<unsigned char, PSA_HASH_LENGTH(PSA_ALG_SHA_256)> mac{};
  std::size_t size = 0;
  must(psa_mac_compute(imported.id(), kAlgorithm, bytes_of(bytes), bytes.size(), mac.data(), mac.size(), &size));
  return hex({reinterpret_cast<const char*>(mac.data()), size});
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += kDigits[byte >> 4U];
    text += kDigits[byte & 0xFU];
  }
  return text;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k)
      group = group << 8U | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= have ? kAlphabet[group >> (18 - 6 * k) & 0x3FU] : '=';
  }
  return text;
}

std::string aes128_ecb_zero_padded(std::string_view text, std::string_view key) {
  std::string padded(text);
  padded.resize((text.size() + kBlock - 1) / kBlock * kBlock, '\0');
  if (padded.empty()) return {};
  const ImportedKey imported(sized(key, 16), PSA_KEY_TYPE_AES, PSA_ALG_ECB_NO_PADDING, PSA_KEY_USAGE_ENCRYPT);
  std::string cipher(padded.size() + kBlock, '\0');
  std::size_t size = 0;
  must(psa_cipher_encrypt(imported.id(), PSA_ALG_ECB_NO_PADDING, bytes_of(padded), padded.size(),
                          reinterpret_cast<unsigned char*>(cipher.data()), cipher.size(), &size));
  cipher.resize(size);
  return cipher;
}

std::string aes256_cbc_base64(std::string_view text, std::string_view key, std::string_view iv) {
  const ImportedKey imported(sized(key, 32), PSA_KEY_TYPE_AES, PSA_ALG_CBC_PKCS7, PSA_KEY_USAGE_ENCRYPT);
  psa_cipher_operation_t operation = PSA_CIPHER_OPERATION_INIT;
  must(psa_cipher_encrypt_setup(&operation, imported.id(), PSA_ALG_CBC_PKCS7));
  must(psa_cipher_set_iv(&operation, bytes_of(iv), iv.size()));
  std::string cipher(text.size() + 2 * kBlock, '\0');
  auto* out = reinterpret_cast<unsigned char*>(cipher.data());
  std::size_t body = 0;
  std::size_t tail = 0;
  must(psa_cipher_update(&operation, bytes_of(text), text.size(), out, cipher.size(), &body));
  must(psa_cipher_finish(&operation, out + body, cipher.size() - body, &tail));
  cipher.resize(body + tail);
  return base64(cipher);
}

std::string random_bytes(std::size_t size) {
  std::string bytes(size, '\0');
  must(psa_generate_random(reinterpret_cast<unsigned char*>(bytes.data()), size));
  return bytes;
}

}  // namespace classbell::vendors
