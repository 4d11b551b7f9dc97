#ifndef CLASSBELL_PLATFORM_DRAW_FONT_H_
#define CLASSBELL_PLATFORM_DRAW_FONT_H_

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "platform/draw/canvas.h"
#include "platform/error.h"

namespace classbell::platform {

// The characters that a panel draws: those of a font file (TrueType outlines: .ttf, .ttc), and for ASCII that it lacks
// a built-in bitmap font. Sizes are in pixels a em.
class Font {
 public:
  Font();  // Built-in ASCII alone.
  Font(Font&&) noexcept;
  Font& operator=(Font&&) = delete;
  ~Font();

  // The font at `path`, of which glyphs are read as they are needed, so that it costs its character map (some 300 kB
  // for Chinese) and no more. A file that is unreadable later costs the characters, not the program.
  // Errors: errno (not there, not readable); EINVAL: it is no TrueType font, or has no Latin letters.
  static tl::expected<Font, Error> open(const std::string& path);

  bool has(char32_t character) const;
  bool has_chinese() const;  // Whether the words that ClassBell shows can be written.

  // How far the next character is, in 64ths of a pixel. One that the font lacks is a blank.
  int advance(char32_t character, int px) const;

  // Draws with its origin at x (64ths of a pixel) on `baseline`. Returns false where a part of it lies outside `clip`,
  // and is not drawn.
  bool draw(char32_t character, int px, int x, int baseline, Ink ink, const Rect& clip, Canvas& canvas) const;

 private:
  struct File;
  explicit Font(std::unique_ptr<File> file);

  std::unique_ptr<File> file_;
};

// The characters of valid UTF-8.
std::u32string decoded(std::string_view text);

// What of a text can be shown in ASCII: full-width forms become ASCII, other characters vanish. Empty where no letter
// or digit is left: a Chinese title is left out, not shown as its punctuation.
std::string ascii_of(std::string_view text);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_DRAW_FONT_H_
