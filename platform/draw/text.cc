#include "platform/draw/text.h"

#include <algorithm>

#include "platform/log.h"

namespace classbell::platform {
namespace {

constexpr int kSubpixels = 64;

// A line's height and where its baseline is, by the size.
int line_height(int px, bool capitals) { return capitals ? (px * 4 + 4) / 5 : (px * 6 + 4) / 5; }
int baseline(int px, bool capitals) { return (px * (capitals ? 77 : 93) + 50) / 100; }

int width_of(const std::u32string& text, int px, const Font& font) {
  int width = 0;
  for (const char32_t character : text) width += font.advance(character, px);
  return (width + kSubpixels - 1) / kSubpixels;
}

bool is_wide(char32_t c) { return c >= 0x2E80; }
bool is_closing(char32_t c) {
  return std::u32string_view(U"，。、；：？！）》〉」』】”’…%,.;:?!)]}").find(c) != std::u32string_view::npos;
}
bool is_opening(char32_t c) { return std::u32string_view(U"（《〈「『【“‘([{").find(c) != std::u32string_view::npos; }

// Whether a line may end before text[i].
bool may_break(const std::u32string& text, std::size_t i) {
  if (text[i - 1] == ' ') return true;
  if (is_closing(text[i]) || is_opening(text[i - 1])) return false;
  return is_wide(text[i]) || is_wide(text[i - 1]);
}

std::u32string trimmed(const std::u32string& text) {
  const std::size_t first = text.find_first_not_of(U' ');
  if (first == std::u32string::npos) return {};
  return text.substr(first, text.find_last_not_of(U' ') - first + 1);
}

// Lines of at most `width` pixels; a word that is longer than a line is broken.
std::vector<std::u32string> wrapped(const std::u32string& text, int width, int px, const Font& font) {
  std::vector<std::u32string> lines;
  std::size_t start = 0;
  while (start < text.size()) {
    int used = 0;
    std::size_t end = start;
    while (end < text.size()) {
      used += font.advance(text[end], px);
      if (used > width * kSubpixels && text[end] != ' ' && end > start) break;
      ++end;
    }
    std::size_t stop = end;
    if (end < text.size()) {
      while (stop > start && !may_break(text, stop)) --stop;
      if (stop == start) stop = end;
    }
    lines.push_back(trimmed(text.substr(start, stop - start)));
    start = stop;
    while (start < text.size() && text[start] == ' ') ++start;
  }
  return lines;
}

// As many lines, of widths more alike: no single character alone on the last one.
std::vector<std::u32string> balanced(const std::u32string& text, int width, int px, const Font& font) {
  std::vector<std::u32string> lines = wrapped(text, width, px, font);
  if (lines.size() < 2) return lines;
  for (int narrow = width - px / 2; narrow > width / 2; narrow -= std::max(1, px / 2)) {
    std::vector<std::u32string> narrower = wrapped(text, narrow, px, font);
    if (narrower.size() > lines.size()) break;
    lines = std::move(narrower);
  }
  return lines;
}

void end_with_ellipsis(std::u32string& line, int width, int px, const Font& font) {
  const std::u32string ellipsis = font.has(U'…') ? U"…" : U"...";
  while (!line.empty() && width_of(line + ellipsis, px, font) > width) line.pop_back();
  line = trimmed(line) + ellipsis;
  if (width_of(line, px, font) > width) line.clear();
}

// What the font can show of it, on one line.
std::u32string showable(std::string_view text, const Font& font) {
  const std::string clean = printable(text);
  std::u32string out;
  if (!font.has_chinese()) {
    out = decoded(ascii_of(clean));
  } else {
    for (const char32_t character : decoded(clean)) {
      if (font.has(character)) out.push_back(character);
    }
  }
  return trimmed(out);
}

}  // namespace

SetText set_text(std::string_view text, Size box, const Style& style, const Font& font) {
  const std::u32string whole = showable(text, font);
  if (whole.empty() || box.width <= 0 || box.height <= 0) return {};
  const auto lines_at = [&](int px) {
    return std::clamp(box.height / line_height(px, style.capitals), 0, style.lines_max);
  };
  int px = style.px_max;
  for (;; px = std::max(style.px_min, std::min(px - 1, px * 31 / 32))) {
    const int lines = lines_at(px);
    const bool may_fit = lines > 0 && width_of(whole, px, font) <= box.width * lines;
    if (may_fit) {
      const std::vector<std::u32string> set = wrapped(whole, box.width, px, font);
      const auto fits = [&](const std::u32string& line) { return width_of(line, px, font) <= box.width; };
      if (set.size() <= static_cast<std::size_t>(lines) && std::all_of(set.begin(), set.end(), fits)) {
        return {balanced(whole, box.width, px, font), px};
      }
    }
    if (px <= style.px_min) break;
  }
  SetText cut{wrapped(whole, box.width, px, font), px};
  cut.lines.resize(std::min(cut.lines.size(), static_cast<std::size_t>(std::max(1, lines_at(px)))));
  end_with_ellipsis(cut.lines.back(), box.width, px, font);
  return cut;
}

bool draw_text(const SetText& text, const Rect& box, const Style& style, Ink ink, const Font& font, Canvas& canvas) {
  const int height = line_height(text.px, style.capitals);
  int top = box.y + (box.height - height * static_cast<int>(text.lines.size())) / 2;
  bool whole = true;
  for (const std::u32string& line : text.lines) {
    const int spare = box.width - width_of(line, text.px, font);
    int x = (box.x + (style.align == Align::kLeft ? 0 : style.align == Align::kRight ? spare : spare / 2)) * kSubpixels;
    for (const char32_t character : line) {
      whole = font.draw(character, text.px, x, top + baseline(text.px, style.capitals), ink, box, canvas) && whole;
      x += font.advance(character, text.px);
    }
    top += height;
  }
  return whole;
}

}  // namespace classbell::platform
