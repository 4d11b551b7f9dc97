#include "platform/draw/picture.h"

#include <algorithm>
#include <vector>

#include "platform/draw/code.h"
#include "platform/draw/layout.h"

namespace classbell::platform {
namespace {

constexpr std::size_t kLongHeading = 18;  // Characters; all Chinese ones are shorter.

Element& at(Picture& picture, Part part) { return picture[static_cast<std::size_t>(part)]; }

Ink heading_ink(ScreenKind kind) {
  switch (kind) {
    case ScreenKind::kIdle: return Ink::kReady;
    case ScreenKind::kOpening:
    case ScreenKind::kStarting: return Ink::kSoon;
    case ScreenKind::kLive: return Ink::kLive;
    case ScreenKind::kEnding: return Ink::kEnding;
    case ScreenKind::kHeld: return Ink::kHeld;
    case ScreenKind::kFault: return Ink::kPaper;
  }
  return Ink::kPlain;
}

// Without the code in front where that is shown in large letters already.
std::string_view footer_of(const Screen& screen) {
  std::string_view footer = screen.footer;
  const std::string_view big = screen.big;
  if (screen.kind == ScreenKind::kFault && footer.size() > big.size() && footer.substr(0, big.size()) == big &&
      footer[big.size()] == ' ') {
    footer.remove_prefix(big.size() + 1);
  }
  return footer;
}

// A text's box less a little air at its sides.
Rect inside(const Rect& box) {
  const int air = std::min(box.height / 8, box.width / 20);
  return {box.x + air, box.y, box.width - 2 * air, box.height};
}

void write(Element& element, std::string_view text, Ink ink, const Style& style, const Font& font) {
  element.ink = ink;
  element.style = style;
  if (text.empty() || element.box.height == 0) return;
  const Rect box = inside(element.box);
  element.text = set_text(text, {box.width, box.height}, style, font);
}

// Times, teacher, time elapsed, two blanks between them: where not all have room, the last ones are left out.
void leave_out_last(Element& detail, std::string_view text, const Font& font) {
  while (!detail.text.lines.empty() &&
         (detail.text.lines.back().back() == U'…' || detail.text.lines.back().back() == '.')) {
    const std::size_t last = text.rfind("  ");
    if (last == std::string_view::npos) return;
    text = text.substr(0, last);
    write(detail, text, detail.ink, detail.style, font);
  }
}

}  // namespace

Picture compose(const Screen& screen, Size size, const Font& font) {
  const bool small = is_small(size);
  Occasion occasion;
  occasion.fault = screen.kind == ScreenKind::kFault;
  occasion.code = !screen.qr.empty();
  occasion.title = !set_text(screen.title, size, {Align::kLeft, 8, 8, 1, false}, font).lines.empty();
  occasion.footer = !screen.footer.empty();
  occasion.long_heading = decoded(screen.heading).size() > kLongHeading;
  Picture picture;
  const auto boxes = boxes_of(occasion, size);
  for (std::size_t i = 0; i < kParts; ++i) picture[i].box = boxes[i];

  const int px_min = small ? 10 : 12;
  const auto tall = [&](Part part) { return at(picture, part).box.height; };
  Element& heading = at(picture, Part::kHeading);
  write(heading, screen.heading, heading_ink(screen.kind), {Align::kCentre, tall(Part::kHeading) * 5 / 6, 8, 2, false},
        font);
  Element& big = at(picture, Part::kBig);
  const std::string_view text = screen.big;
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  const bool low = std::all_of(text.begin(), text.end(), is_ascii);  // Chinese goes below the baseline.
  const int most = low ? tall(Part::kBig) * 5 / 4 : tall(Part::kBig) * 5 / 6;
  write(big, text, Ink::kPlain, {Align::kCentre, most, 8, 1, low}, font);

  // The rest is smaller than both, so that these are what is read across the room.
  const int largest = std::min(heading.text.px, big.text.lines.empty() ? heading.text.px : big.text.px);
  const auto style = [&](Part part, Align align, int lines) {
    const int px = std::max(px_min, std::min(tall(part) * 5 / 6, largest * 4 / 5));
    return Style{align, px, std::min(px, px_min), lines, false};
  };
  write(at(picture, Part::kRoom), screen.room, Ink::kQuiet, style(Part::kRoom, Align::kLeft, 1), font);
  write(at(picture, Part::kClock), screen.clock, Ink::kQuiet, style(Part::kClock, Align::kRight, 1), font);
  write(at(picture, Part::kTitle), screen.title, Ink::kPlain, style(Part::kTitle, Align::kCentre, 4), font);
  write(at(picture, Part::kDetail), screen.detail, Ink::kQuiet, style(Part::kDetail, Align::kCentre, 2), font);
  leave_out_last(at(picture, Part::kDetail), screen.detail, font);
  const Ink footer_ink = screen.footer.empty() || occasion.fault ? Ink::kPlain : Ink::kPaper;
  write(at(picture, Part::kFooter), footer_of(screen), footer_ink,
        style(Part::kFooter, Align::kCentre, occasion.fault || small ? 4 : 2), font);
  at(picture, Part::kBar).percent = screen.percent;
  if (occasion.code) {
    at(picture, Part::kCode).ink = Ink::kPaper;
    at(picture, Part::kCode).code = std::string(screen.qr);
  }
  return picture;
}

bool draw(const Element& element, const Font& font, Canvas& canvas) {
  canvas.fill(element.box, pixel_of(element.ink, 0));
  if (!element.code.empty()) return draw_code(element.code, element.box, canvas);
  if (element.percent >= 0) {
    const Rect& box = element.box;
    const int done = box.width * std::min(element.percent, 100) / 100;
    canvas.fill(box, pixel_of(Ink::kPlain, kCoverMax / 4));
    canvas.fill({box.x, box.y, done, box.height}, pixel_of(Ink::kPlain, kCoverMax));
  }
  return draw_text(element.text, inside(element.box), element.style, element.ink, font, canvas);
}

bool same_boxes(const Picture& a, const Picture& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](const Element& x, const Element& y) { return x.box == y.box; });
}

}  // namespace classbell::platform
