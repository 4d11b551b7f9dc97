#include "weclassroom_sign.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <cstdlib>
#include <stdexcept>
#include <vector>

#include "crypto.h"

namespace cloud::weclassroom {
namespace {

struct Malformed {};

class Reader {
 public:
  explicit Reader(const std::string& text) : text_(text) {}

  json whole() {
    json out = value(0);
    if (at_ != text_.size()) throw Malformed{};
    return out;
  }

 private:
  static constexpr int kDepthMax = 32;

  char next() {
    if (at_ >= text_.size()) throw Malformed{};
    return text_[at_++];
  }

  void expect(const char* literal) {
    for (; *literal; ++literal) {
      if (next() != *literal) throw Malformed{};
    }
  }

  std::string until(char end) {
    const size_t stop = text_.find(end, at_);
    if (stop == std::string::npos) throw Malformed{};
    const std::string out = text_.substr(at_, stop - at_);
    at_ = stop + 1;
    return out;
  }

  // As PHP writes them: no plus, no leading zero, no -0.
  int64_t integer(char end) {
    const std::string digits = until(end);
    if (digits.empty() || digits.size() > 20) throw Malformed{};
    char* stop = nullptr;
    errno = 0;
    const long long out = std::strtoll(digits.c_str(), &stop, 10);
    if (errno != 0 || std::to_string(out) != digits) throw Malformed{};
    return out;
  }

  size_t count(char end) {
    const int64_t n = integer(end);
    if (n < 0 || static_cast<size_t>(n) > text_.size()) throw Malformed{};
    return static_cast<size_t>(n);
  }

  std::string string_body() {
    const size_t size = count(':');
    expect("\"");
    if (text_.size() - at_ < size) throw Malformed{};
    const std::string out = text_.substr(at_, size);
    at_ += size;
    expect("\";");
    return out;
  }

  json array_body(int depth) {
    const size_t size = count(':');
    expect("{");
    json list = json::array(), object = json::object();
    bool is_list = true;
    for (size_t i = 0; i < size; ++i) {
      const char type = next();
      expect(":");
      if (type != 'i' && type != 's') throw Malformed{};
      const std::string key = type == 'i' ? std::to_string(integer(';')) : string_body();
      is_list = is_list && type == 'i' && key == std::to_string(i);
      if (object.contains(key)) throw Malformed{};
      object[key] = value(depth + 1);
      if (is_list) list.push_back(object[key]);
    }
    expect("}");
    return is_list ? list : object;
  }

  json value(int depth) {
    if (depth > kDepthMax) throw Malformed{};
    const char type = next();
    if (type == 'N') {
      expect(";");
      return nullptr;
    }
    expect(":");
    switch (type) {
      case 'i': return integer(';');
      case 's': return string_body();
      case 'a': return array_body(depth);
      case 'b': {
        const int64_t on = integer(';');
        if (on != 0 && on != 1) throw Malformed{};
        return on == 1;
      }
      case 'd': {
        const std::string digits = until(';');
        char* stop = nullptr;
        const double out = std::strtod(digits.c_str(), &stop);
        if (digits.empty() || *stop != '\0') throw Malformed{};
        return out;
      }
      default: throw Malformed{};  // Objects, references.
    }
  }

  const std::string& text_;
  size_t at_ = 0;
};

const unsigned char* bytes_of(const std::string& text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hmac_sha256_hex(const std::string& key, const std::string& bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned int size = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(bytes), bytes.size(), digest, &size);
  std::string out;
  for (unsigned int i = 0; i < size; ++i) {
    out += "0123456789abcdef"[digest[i] >> 4];
    out += "0123456789abcdef"[digest[i] & 15];
  }
  return out;
}

// PKCS#7; the key cut or filled with zero bytes to 32 as openssl_encrypt does.
std::optional<std::string> aes256_cbc_open(const std::string& secret, const std::string& iv,
                                           const std::string& sealed) {
  std::string key = secret;
  key.resize(32, '\0');
  std::vector<unsigned char> out(sealed.size() + 32);
  int n = 0, tail = 0;
  EVP_CIPHER_CTX* ctx = EVP_CIPHER_CTX_new();
  const bool ok = ctx && EVP_DecryptInit_ex(ctx, EVP_aes_256_cbc(), nullptr, bytes_of(key), bytes_of(iv)) == 1 &&
                  EVP_DecryptUpdate(ctx, out.data(), &n, bytes_of(sealed), static_cast<int>(sealed.size())) == 1 &&
                  EVP_DecryptFinal_ex(ctx, out.data() + n, &tail) == 1;
  EVP_CIPHER_CTX_free(ctx);
  if (!ok) return std::nullopt;
  return std::string(out.begin(), out.begin() + n + tail);
}

}  // namespace

std::optional<json> php_unserialize(const std::string& text) {
  try {
    return Reader(text).whole();
  } catch (const Malformed&) {
    return std::nullopt;
  }
}

std::optional<json> open_sign_msg(const std::string& sign_msg, const std::string& secret, std::string& why) {
  const auto fail = [&](const char* sentence) {
    why = sentence;
    return std::nullopt;
  };
  const auto text = unbase64(sign_msg);
  if (!text) return fail("signMsg is not base64");
  const json map = json::parse(*text, nullptr, false);
  if (!map.is_object()) return fail("signMsg holds no JSON object");
  for (const char* key : {"iv", "value", "mac"}) {
    if (!map.contains(key) || !map[key].is_string()) return fail("signMsg lacks iv, value or mac");
  }
  const std::string iv64 = map["iv"], value64 = map["value"], mac = map["mac"];
  if (mac != hmac_sha256_hex(secret, iv64 + value64)) return fail("mac");
  const auto iv = unbase64(iv64), value = unbase64(value64);
  if (!iv || iv->size() != 16) return fail("iv is not 16 bytes in base64");
  if (!value) return fail("value is not base64");
  const auto plain = aes256_cbc_open(secret, *iv, *value);
  if (!plain) return fail("value cannot be decrypted");
  std::optional<json> params = php_unserialize(*plain);
  if (!params) return fail("not what serialize() writes");
  if (*params == json::array()) params = json::object();
  if (!params->is_object()) return fail("no map of parameters");
  return params;
}

}  // namespace cloud::weclassroom
