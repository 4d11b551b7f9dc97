#include "platform/draw/font.h"

#include <fcntl.h>
#include <ft2build.h>
#include <sys/stat.h>
#include <unistd.h>

#include FT_FREETYPE_H

#include <spleen.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include "platform/linux/descriptor.h"

namespace classbell::platform {
namespace {

constexpr int kUnitsPerPixel = 64;  // FreeType's 26.6.

bool is_ascii(char32_t character) { return character >= ' ' && character <= '~'; }

// --- The built-in font ---

struct Bitmap {
  int width;  // Dots of a character's cell.
  int height;
  int baseline;  // Rows above it.
  const unsigned char* rows;
};

// The larger one at the largest whole factor whose cell fits a line of `px`; the smaller one where none does.
struct Cell {
  Bitmap bitmap;
  int factor;
};

Cell cell_of(char32_t character, int px) {
  const auto index = static_cast<std::size_t>(character - ' ');
  const int line = px * 6 / 5;
  if (line < 16) return {{5, 8, 7, &kSpleen5x8[index][0]}, std::max(1, line / 8)};
  return {{8, 16, 12, &kSpleen8x16[index][0]}, line / 16};
}

bool draw_cell(char32_t character, int px, int x, int baseline, Ink ink, const Rect& clip, Canvas& canvas) {
  const Cell cell = cell_of(character, px);
  const int top = baseline - cell.bitmap.baseline * cell.factor;
  bool whole = true;
  for (int row = 0; row < cell.bitmap.height; ++row) {
    for (int column = 0; column < cell.bitmap.width; ++column) {
      if ((cell.bitmap.rows[row] >> (7 - column) & 1) == 0) continue;
      const Rect dot{x + column * cell.factor, top + row * cell.factor, cell.factor, cell.factor};
      whole = whole && clip.holds(dot);
      if (clip.holds(dot)) canvas.fill(dot, pixel_of(ink, kCoverMax));
    }
  }
  return whole;
}

// --- FreeType reads through this. By pread and not by a mapping: a card that fails gives an error, not SIGBUS. ---

unsigned long read_at(FT_Stream stream, unsigned long offset, unsigned char* buffer, unsigned long count) {
  const int fd = static_cast<int>(stream->descriptor.value);
  unsigned long done = 0;
  while (done < count) {
    const ssize_t got = ::pread(fd, buffer + done, count - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += static_cast<unsigned long>(got);
  }
  return count == 0 ? 0 : done;  // A seek (count 0) always succeeds.
}

}  // namespace

struct Font::File {
  struct Advance {
    char32_t character = 0;
    int units = 0;  // Of the em's units_per_EM.
  };

  File() = default;
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }

  int advance_units(char32_t character);

  Descriptor descriptor;
  FT_StreamRec stream{};
  FT_Library library = nullptr;
  FT_Face face = nullptr;
  int px = 0;                           // The size that the face is set to.
  std::array<Advance, 256> advances{};  // The last asked for, by the character's low bits.
};

int Font::File::advance_units(char32_t character) {
  Advance& known = advances[character % advances.size()];
  if (known.character == character) return known.units;
  const FT_UInt glyph = FT_Get_Char_Index(face, character);
  const bool loaded = FT_Load_Glyph(face, glyph, FT_LOAD_NO_SCALE) == 0;
  known = {character, loaded ? static_cast<int>(face->glyph->metrics.horiAdvance) : face->units_per_EM};
  return known.units;
}

Font::Font() = default;
Font::Font(std::unique_ptr<File> file) : file_(std::move(file)) {}
Font::Font(Font&&) noexcept = default;
Font::~Font() = default;

tl::expected<Font, Error> Font::open(const std::string& path) {
  auto file = std::make_unique<File>();
  file->descriptor.reset(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (!file->descriptor || ::fstat(file->descriptor.get(), &status) != 0) {
    return tl::make_unexpected(system_error(errno, "font " + path));
  }
  const auto no_font = [&] { return failed(EINVAL, "font " + path + ": it is no TrueType font (.ttf, .ttc)"); };
  if (!S_ISREG(status.st_mode)) return no_font();
  file->stream.size = static_cast<unsigned long>(status.st_size);
  file->stream.descriptor.value = file->descriptor.get();
  file->stream.read = read_at;
  FT_Open_Args args{};
  args.flags = FT_OPEN_STREAM;
  args.stream = &file->stream;
  if (FT_Init_FreeType(&file->library) != 0) return failed(ENOMEM, "font " + path + ": no memory");
  if (FT_Open_Face(file->library, &args, 0, &file->face) != 0) {
    file->face = nullptr;
    return no_font();
  }
  if (!FT_IS_SCALABLE(file->face) || file->face->units_per_EM == 0) return no_font();
  if (FT_Select_Charmap(file->face, FT_ENCODING_UNICODE) != 0 || FT_Get_Char_Index(file->face, '0') == 0) {
    return failed(EINVAL, "font " + path + ": it has no Latin letters");
  }
  return Font(std::move(file));
}

bool Font::has(char32_t character) const {
  return is_ascii(character) || (file_ != nullptr && FT_Get_Char_Index(file_->face, character) != 0);
}

bool Font::has_chinese() const { return has(U'课') && has(U'钮'); }

int Font::advance(char32_t character, int px) const {
  if (file_ != nullptr && FT_Get_Char_Index(file_->face, character) != 0) {
    return static_cast<int>(static_cast<std::int64_t>(file_->advance_units(character)) * px * kUnitsPerPixel /
                            file_->face->units_per_EM);
  }
  const Cell cell = cell_of(U' ', px);
  return cell.bitmap.width * cell.factor * kUnitsPerPixel;
}

bool Font::draw(char32_t character, int px, int x, int baseline, Ink ink, const Rect& clip, Canvas& canvas) const {
  const int left = (x + kUnitsPerPixel / 2) / kUnitsPerPixel;
  const FT_UInt glyph = file_ != nullptr ? FT_Get_Char_Index(file_->face, character) : 0;
  if (glyph == 0) return !is_ascii(character) || draw_cell(character, px, left, baseline, ink, clip, canvas);
  FT_Face face = file_->face;
  if (file_->px != px) {
    if (FT_Set_Pixel_Sizes(face, 0, static_cast<FT_UInt>(px)) != 0) return false;
    file_->px = px;
  }
  if (FT_Load_Glyph(face, glyph, FT_LOAD_NO_HINTING | FT_LOAD_NO_BITMAP) != 0) return false;
  if (FT_Render_Glyph(face->glyph, FT_RENDER_MODE_NORMAL) != 0) return false;
  const FT_Bitmap& bitmap = face->glyph->bitmap;
  const Rect ground{left + face->glyph->bitmap_left, baseline - face->glyph->bitmap_top, static_cast<int>(bitmap.width),
                    static_cast<int>(bitmap.rows)};
  for (int y = std::max(ground.y, clip.y); y < std::min(ground.bottom(), clip.bottom()); ++y) {
    const unsigned char* from = bitmap.buffer + static_cast<std::ptrdiff_t>(y - ground.y) * bitmap.pitch - ground.x;
    Pixel* to = canvas.row(y) - canvas.area().x;
    for (int column = std::max(ground.x, clip.x); column < std::min(ground.right(), clip.right()); ++column) {
      to[column] = std::max(to[column], pixel_of(ink, from[column] >> 3));
    }
  }
  return ground.width == 0 || clip.holds(ground);
}

std::u32string decoded(std::string_view text) {
  std::u32string out;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t bytes = std::min<std::size_t>(first < 0x80   ? 1
                                                    : first < 0xE0 ? 2
                                                    : first < 0xF0 ? 3
                                                                   : 4,
                                                    text.size());
    char32_t code = bytes == 1 ? first : first & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    out.push_back(code);
    text.remove_prefix(bytes);
  }
  return out;
}

std::string ascii_of(std::string_view text) {
  constexpr char32_t kFullWidth = U'！' - U'!';
  std::string out;
  bool says = false;
  for (char32_t character : decoded(text)) {
    if (character >= U'！' && character <= U'～') character -= kFullWidth;
    if (character == U'　') character = ' ';
    if (!is_ascii(character)) continue;
    const char ascii = static_cast<char>(character);
    if (ascii == ' ' && (out.empty() || out.back() == ' ')) continue;
    says = says || (ascii >= '0' && ascii <= '9') || (ascii >= 'A' && ascii <= 'Z') || (ascii >= 'a' && ascii <= 'z');
    out.push_back(ascii);
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return says ? out : std::string();
}

}  // namespace classbell::platform
