#ifndef CLASSBELL_CORE_SECRET_H_
#define CLASSBELL_CORE_SECRET_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "core/text.h"

// Texts that are never printed: credentials, tokens, passwords. They convert to no string, and no stream or log line
// takes one; who signs with it or sends it says reveal(), and that word is what a review looks for.
namespace classbell {

// A secret of any length. Its bytes are overwritten when it goes.
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string text) {
    text_.swap(text);
    wipe(text);
  }
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept {
    text_.swap(other.text_);
    other.clear();
  }
  Secret& operator=(const Secret& other) {
    if (this != &other) *this = Secret(other);
    return *this;
  }
  Secret& operator=(Secret&& other) noexcept {
    text_.swap(other.text_);
    if (this != &other) other.clear();
    return *this;
  }
  ~Secret() { clear(); }

  // Valid as long as the secret.
  std::string_view reveal() const { return text_; }
  bool empty() const { return text_.empty(); }
  void clear() { wipe(text_); }

  friend bool operator==(const Secret& a, const Secret& b) { return a.text_ == b.text_; }
  friend bool operator!=(const Secret& a, const Secret& b) { return !(a == b); }

 private:
  // All that it has room for: a short text stays in a string that it was taken from.
  static void wipe(std::string& text) {
    text.resize(text.capacity());
    for (volatile char& byte : text) byte = '\0';
    text.clear();
  }

  std::string text_;
};

// A secret of at most N bytes, held in place.
template <std::size_t N>
class SecretText {
 public:
  void assign(std::string_view text) { text_.assign(text); }
  std::string_view reveal() const { return text_.view(); }

  friend bool operator==(const SecretText& a, const SecretText& b) { return a.text_ == b.text_; }
  friend bool operator!=(const SecretText& a, const SecretText& b) { return !(a == b); }

 private:
  Text<N> text_;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_SECRET_H_
