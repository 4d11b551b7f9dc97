#include "platform/linux/ini.h"

#include <fcntl.h>
#include <ini.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <optional>

#include "platform/linux/descriptor.h"
#include "platform/log.h"

namespace classbell::platform {
namespace {

// Stands for a ';' that begins no line while the line goes through libinih, which may have been built to take " ;" as
// the start of a comment. No line holds it: control characters are refused.
constexpr char kSemicolon = '\x01';
constexpr std::size_t kSectionBytesMax = 49;  // Libinih cuts longer names without a word.

struct Parser {
  const std::string& file;
  std::string_view rest;
  std::string line_text;
  int line = 0;
  std::vector<IniSection> sections;
  std::optional<Error> error;

  void refuse(const std::string& what) {
    if (!error) error = Error{0, file + ":" + std::to_string(line) + ": " + printable(what)};  // A key may hold tabs.
  }
};

bool is_harmless(std::string_view text) {
  std::string blanks(text);
  std::replace(blanks.begin(), blanks.end(), '\t', ' ');
  return printable(blanks) == blanks;
}

// Sections are read here and not from libinih, which tells of none that has no keys.
void begin_section(Parser& parser, std::string_view line) {
  const std::size_t end = line.find(']');
  if (end != line.size() - 1) return parser.refuse("a section is one line of the form [name], with nothing behind it");
  IniSection section{std::string(trimmed(line.substr(1, end - 1))), parser.line, {}};
  if (section.name.empty()) return parser.refuse("a section needs a name");
  if (end - 1 > kSectionBytesMax) {
    return parser.refuse("the section's name is longer than " + std::to_string(kSectionBytesMax) + " bytes");
  }
  for (const IniSection& other : parser.sections) {
    if (other.name != section.name) continue;
    return parser.refuse("[" + section.name + "] stands at line " + std::to_string(other.line) + " already: join them");
  }
  parser.sections.push_back(std::move(section));
}

// Takes the next line off what is left of the file, as libinih is to see it. `bytes_max` is what its buffer holds.
std::string_view next_line(Parser& parser, std::size_t bytes_max) {
  const std::size_t end = std::min(parser.rest.find('\n'), parser.rest.size());
  const std::string_view line = trimmed(parser.rest.substr(0, end));
  parser.rest.remove_prefix(std::min(end + 1, parser.rest.size()));
  ++parser.line;
  parser.line_text.assign(line);
  if (line.size() > bytes_max) {
    parser.refuse("the line is longer than " + std::to_string(bytes_max) +
                  " bytes; a long value may stand in a file "
                  "of its own, named by KEY_file");
  } else if (!is_harmless(line)) {
    parser.refuse("the line is not UTF-8, or holds control or other invisible characters: save the file as UTF-8 text");
  } else if (!line.empty() && line[0] == '[') {
    begin_section(parser, line);
  } else if (!line.empty() && line[0] != ';' && line[0] != '#') {
    const std::size_t split = line.find_first_of("=:");
    if (split == std::string_view::npos) parser.refuse("expected 'key = value', '[section]' or a comment line");
    if (split == 0) parser.refuse("a key is missing before '='");
    if (split != std::string_view::npos && line[split] == ':') {
      parser.refuse(std::string(trimmed(line.substr(0, split))) + ": a key ends with '=', and holds no ':'");
    }
  }
  if (parser.error) return {};
  std::replace(parser.line_text.begin() + (line.empty() ? 0 : 1), parser.line_text.end(), ';', kSemicolon);
  return parser.line_text;
}

// Libinih's fgets. Ends at the first error.
char* read_line(char* buffer, int size, void* stream) {
  Parser& parser = *static_cast<Parser*>(stream);
  if (parser.error || parser.rest.empty() || size < 3) return nullptr;
  const auto bytes_max = std::min(static_cast<std::size_t>(size) - 2, kIniLineBytesMax);
  const std::string_view line = next_line(parser, bytes_max);
  if (parser.error) return nullptr;
  std::memcpy(buffer, line.data(), line.size());
  std::memcpy(buffer + line.size(), "\n", 2);
  return buffer;
}

int take_entry(void* user, const char*, const char* name, const char* value) {
  Parser& parser = *static_cast<Parser*>(user);
  IniEntry entry{name, value == nullptr ? "" : value, parser.line};
  std::replace(entry.key.begin(), entry.key.end(), kSemicolon, ';');
  std::replace(entry.value.begin(), entry.value.end(), kSemicolon, ';');
  if (parser.sections.empty()) {
    parser.refuse(entry.key + ": stands in no section: put it below a line of the form [section]");
    return 0;
  }
  std::vector<IniEntry>& entries = parser.sections.back().entries;
  for (const IniEntry& other : entries) {
    if (other.key != entry.key) continue;
    parser.refuse(entry.key + ": stands at line " + std::to_string(other.line) + " of this section already");
    return 0;
  }
  entries.push_back(std::move(entry));
  return 1;
}

}  // namespace

tl::expected<std::vector<IniSection>, Error> parse_ini(const std::string& file, std::string_view content) {
  if (content.size() > kIniFileBytesMax) {
    return failed(EFBIG, file + ": larger than " + std::to_string(kIniFileBytesMax >> 10U) + " KiB: no configuration");
  }
  if (content.substr(0, 3) == "\xEF\xBB\xBF") content.remove_prefix(3);
  Parser parser{file, content, {}, 0, {}, {}};
  const int result = ini_parse_stream(read_line, &parser, take_entry, &parser);
  if (result != 0) parser.refuse(result < 0 ? "out of memory" : "not understood");
  if (parser.error) return tl::make_unexpected(*parser.error);
  return std::move(parser.sections);
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

tl::expected<std::vector<IniSection>, Error> read_ini(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return tl::make_unexpected(system_error(errno, path));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) return failed(EINVAL, path + ": not a regular file");
  std::string content;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(system_error(errno, path));
    if (got == 0 || content.size() > kIniFileBytesMax) return parse_ini(path, content);
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

}  // namespace classbell::platform
