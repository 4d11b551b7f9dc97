#include "vendors/crypto.h"

#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace classbell::vendors {
namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

// PSA fails here only when crypto_init() was forgotten or memory is gone; a wrong signature must not go out.
void must(psa_status_t status) {
  if (status != PSA_SUCCESS) std::abort();
}

}  // namespace

bool crypto_init() { return psa_crypto_init() == PSA_SUCCESS; }

std::string md5_hex(std::string_view bytes) {
  std::array<unsigned char, PSA_HASH_LENGTH(PSA_ALG_MD5)> digest{};
  std::size_t size = 0;
  must(psa_hash_compute(PSA_ALG_MD5, bytes_of(bytes), bytes.size(), digest.data(), digest.size(), &size));
  return hex({reinterpret_cast<const char*>(digest.data()), size});
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
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t have = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8U | (k < have ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) text += k <= have ? kAlphabet[group >> (18 - 6 * k) & 0x3FU] : '=';
  }
  return text;
}

std::string aes128_ecb_zero_padded(std::string_view text, std::string_view key) {
  constexpr std::size_t kBlock = 16;
  std::string padded(text);
  padded.resize((text.size() + kBlock - 1) / kBlock * kBlock, '\0');
  if (padded.empty()) return {};
  std::string key_bytes(key.substr(0, kBlock));
  key_bytes.resize(kBlock, '\0');

  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_ENCRYPT);
  psa_set_key_algorithm(&attributes, PSA_ALG_ECB_NO_PADDING);
  psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
  psa_key_id_t id = 0;
  must(psa_import_key(&attributes, bytes_of(key_bytes), key_bytes.size(), &id));
  std::string cipher(padded.size() + kBlock, '\0');
  std::size_t size = 0;
  must(psa_cipher_encrypt(id, PSA_ALG_ECB_NO_PADDING, bytes_of(padded), padded.size(),
                          reinterpret_cast<unsigned char*>(cipher.data()), cipher.size(), &size));
  must(psa_destroy_key(id));
  cipher.resize(size);
  return cipher;
}

}  // namespace classbell::vendors
