#ifndef CLASSBELL_PLATFORM_LINUX_INI_H_
#define CLASSBELL_PLATFORM_LINUX_INI_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "platform/error.h"

namespace classbell::platform {

struct IniEntry {
  std::string key;
  std::string value;  // May be empty.
  int line = 0;
};

struct IniSection {
  std::string name;  // What stands between the brackets, blanks at both ends taken off.
  int line = 0;
  std::vector<IniEntry> entries;  // In the file's order, no key twice.
};

inline constexpr std::size_t kIniFileBytesMax = 256U << 10U;
inline constexpr std::size_t kIniLineBytesMax = 4096;  // Less where libinih was built with a smaller INI_MAX_LINE.

// The sections of an INI file, in its order, those without keys too. Libinih splits the lines; whatever the options it
// was built with, the grammar is this:
// - `[section]`, `key = value`, blank lines, and comments, which are lines that begin with ';' or '#';
// - ';' and '#' elsewhere are ordinary characters, of URLs and passwords: there are no comments behind a value;
// - no value goes on in the next line; blanks before a line and around key and value are taken off; no quotes;
// - a key holds neither '=' nor ':', a value may;
// - UTF-8, a byte order mark is passed over; LF or CR LF.
// BLOCKS on the disk. Errors are one line, "FILE:LINE: KEY: what is wrong, what is allowed", with code 0: a line that
// is too long, not UTF-8 or holds control characters (NUL too), is neither of the above, a key outside any section or
// twice in one, a section twice. "FILE: ..." with errno when it cannot be read, EFBIG over kIniFileBytesMax. Only
// the first error is reported. No message repeats a value: it may be a secret.
tl::expected<std::vector<IniSection>, Error> read_ini(const std::string& path);

// The same for content that is at hand; `file` is what errors name.
tl::expected<std::vector<IniSection>, Error> parse_ini(const std::string& file, std::string_view content);

// `text` without the blanks, tabs and line ends at both its ends. A part of it.
std::string_view trimmed(std::string_view text);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_INI_H_
