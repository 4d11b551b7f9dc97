#ifndef CLASSBELL_CORE_TEXT_H_
#define CLASSBELL_CORE_TEXT_H_

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace classbell {

// The longest prefix of `text` that fits `bytes_max` without cutting a UTF-8 character.
constexpr std::string_view cut_utf8(std::string_view text, std::size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  std::size_t end = bytes_max;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

// A string of at most N bytes, held in place. Longer text is cut at a character's border.
template <std::size_t N>
class Text {
 public:
  constexpr Text() = default;
  // From whatever a string_view can be made of: a Text is a string_view that owns its bytes.
  template <class T, class = std::enable_if_t<std::is_convertible_v<const T&, std::string_view>>>
  // NOLINTNEXTLINE(google-explicit-constructor)
  constexpr Text(const T& text) {
    assign(text);
  }

  constexpr void assign(std::string_view text) {
    const std::string_view kept = cut_utf8(text, N);
    size_ = kept.size();
    for (std::size_t i = 0; i < size_; ++i) bytes_[i] = kept[i];
  }

  constexpr std::string_view view() const { return {bytes_.data(), size_}; }
  constexpr operator std::string_view() const { return view(); }  // NOLINT(google-explicit-constructor)
  constexpr bool empty() const { return size_ == 0; }
  constexpr std::size_t size() const { return size_; }

  friend constexpr bool operator==(const Text& a, const Text& b) { return a.view() == b.view(); }
  friend constexpr bool operator!=(const Text& a, const Text& b) { return !(a == b); }

 private:
  std::array<char, N> bytes_{};
  std::size_t size_ = 0;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_TEXT_H_
