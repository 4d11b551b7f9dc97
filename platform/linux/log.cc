#include "platform/log.h"

#include <poll.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <deque>
#include <mutex>
#include <vector>

namespace classbell::platform {
namespace {

constexpr std::size_t kTextBytesMax = 2000;  // With the prefix far below PIPE_BUF: a write is whole or not at all.
constexpr char32_t kBad = 0xFFFD;

// The log is the one thing that is per process: there is one stderr.
struct Log {
  std::mutex mutex;
  std::vector<std::string> forever;
  std::deque<std::string> passing;
  unsigned dropped = 0;
};
Log& the_log() {
  static Log log;
  return log;
}

struct Character {
  char32_t code;
  std::size_t bytes;  // 1 for kBad
};

// The character at the front of `text`, which is not empty. Overlong forms, surrogates and what lies above U+10FFFF
// are bad.
Character decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80) return {first, 1};
  const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || text.size() < bytes) return {kBad, 1};
  char32_t code = first & (0x7FU >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {kBad, 1};
    code = (code << 6U) | (byte(i) & 0x3FU);
  }
  constexpr std::array<char32_t, 5> kLeast{0, 0, 0x80, 0x800, 0x10000};
  const bool bad = code < kLeast[bytes] || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000);
  return bad ? Character{kBad, 1} : Character{code, bytes};
}

bool is_break(char32_t c) { return c == '\t' || c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029; }

bool is_unseen(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF || (c >= 0xE0000 && c <= 0xE007F);
}

// How many bytes of `text`, which stands behind ESC or is introduced by the C1 control `kind`, belong to the sequence.
std::size_t sequence_bytes(char32_t kind, std::string_view text) {
  std::size_t i = 0;
  if (kind == 0x9B) {  // CSI: parameters and intermediates, then one final byte
    while (i < text.size() && text[i] >= 0x20 && text[i] < 0x40) ++i;
    return i < text.size() && text[i] >= 0x40 && text[i] < 0x7F ? i + 1 : i;
  }
  // DCS, SOS, OSC, PM, APC: up to BEL or ST. One that never ends, or not on this line, is only its introducer.
  for (; i < text.size() && text[i] != '\n' && text[i] != '\r'; ++i) {
    if (text[i] == '\a') return i + 1;
    if (text[i] == '\x1b' || text.compare(i, 2, "\xC2\x9C") == 0) {
      if (text.compare(i, 2, "\x1b\\") == 0 || text[i] != '\x1b') return i + 2;
      return i;
    }
  }
  return 0;
}

bool opens_sequence(char32_t c) { return c == 0x90 || c == 0x98 || c == 0x9B || (c >= 0x9D && c <= 0x9F); }

// How many bytes of `text` belong to the escape whose ESC stands before it. ESC [ is the 7-bit form of U+009B.
std::size_t escape_bytes(std::string_view text) {
  if (text.empty() || text[0] < 0x20 || text[0] >= 0x7F) return 0;
  const auto c1 = static_cast<char32_t>(text[0]) + 0x40U;
  if (opens_sequence(c1)) return 1 + sequence_bytes(c1, text.substr(1));
  std::size_t i = 0;
  while (i < text.size() && text[i] >= 0x20 && text[i] < 0x30) ++i;  // intermediates: ESC ( B
  return i < text.size() && text[i] >= 0x30 && text[i] < 0x7F ? i + 1 : i;
}

void replace_all(std::string& text, const std::string& secret) {
  for (std::size_t at = text.find(secret); at != std::string::npos; at = text.find(secret, at + 3)) {
    text.replace(at, secret.size(), "***");
  }
}

std::string percent_encoded(std::string_view text, bool upper) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '_' || c == '.' || c == '~';
    const char* digits = upper ? "0123456789ABCDEF" : "0123456789abcdef";
    if (plain) {
      out += c;
    } else {
      out.append({'%', digits[byte >> 4U], digits[byte & 15U]});
    }
  }
  return out;
}

// As a form carries it (PHP's urlencode): a blank is '+', and '~' does not stand.
std::string form_encoded(std::string_view text) {
  std::string out;
  for (const char c : percent_encoded(text, true)) {
    if (c == '~') out += "%7E";
    else out += c;
  }
  for (std::size_t at = out.find("%20"); at != std::string::npos; at = out.find("%20", at)) out.replace(at, 3, "+");
  return out;
}

// As a JSON string carries it; PHP escapes the slash as well.
std::string json_escaped(std::string_view text, bool slash) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\' || (c == '/' && slash)) out += '\\';
    out += c;
  }
  return out;
}

std::string masked_locked(const Log& log, std::string_view text) {
  std::vector<const std::string*> secrets;
  for (const std::string& s : log.forever) secrets.push_back(&s);
  for (const std::string& s : log.passing) secrets.push_back(&s);
  // The longest first: of two secrets one may begin with the other.
  std::stable_sort(secrets.begin(), secrets.end(), [](auto* a, auto* b) { return a->size() > b->size(); });
  std::string out(text);
  for (const std::string* secret : secrets) replace_all(out, *secret);
  return out;
}

const char* level_name(Level level) {
  switch (level) {
    case Level::kError: return "error";
    case Level::kWarning: return "warning";
    case Level::kInfo: return "info";
  }
  return "";
}

std::string time_text() {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  tm utc{};
  gmtime_r(&now.tv_sec, &utc);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ ", utc.tm_year + 1900, utc.tm_mon + 1,
                utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec, static_cast<int>(now.tv_nsec / 1000000));
  return text.data();
}

std::string prefix(Level level) { return time_text() + level_name(level) + " "; }

// A pipe that poll calls writable takes PIPE_BUF bytes; stderr's own flags are shared with the shell and stay.
bool write_line(const std::string& line) {
  pollfd ready{STDERR_FILENO, POLLOUT, 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return false;
  return ::write(STDERR_FILENO, line.data(), line.size()) >= 0;
}

void write_locked(Log& log, const std::string& prefix_text, std::string_view text) {
  // Masked twice: as it came, and again, since taking out what is unseen may have joined the two halves of a secret.
  std::string shown = masked_locked(log, printable(masked_locked(log, text)));
  if (shown.size() > kTextBytesMax) {
    std::size_t end = kTextBytesMax;
    while (end > 0 && (static_cast<unsigned char>(shown[end]) & 0xC0U) == 0x80U) --end;
    shown.resize(end);
    shown += " ...";
  }
  std::string line = prefix_text + shown + "\n";
  if (log.dropped != 0) {
    line.insert(0, prefix(Level::kWarning) + std::to_string(log.dropped) + " lines were lost here\n");
  }
  if (write_line(line)) {
    log.dropped = 0;
  } else {
    ++log.dropped;
  }
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Character c = decode(text);
    const std::string_view bytes = text.substr(0, c.bytes);
    text.remove_prefix(c.bytes);
    if (c.code == kBad) {
      out += "\xEF\xBF\xBD";
    } else if (c.code == 0x1B) {
      text.remove_prefix(escape_bytes(text));
    } else if (opens_sequence(c.code)) {
      text.remove_prefix(sequence_bytes(c.code, text));
    } else if (is_break(c.code)) {
      out += ' ';
    } else if (!is_unseen(c.code)) {
      out += bytes;
    }
  }
  return out;
}

bool log_secret(std::string_view secret, Keep keep) {
  if (secret.size() < kSecretBytesMin) return false;
  Log& log = the_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  for (const std::string& form : {std::string(secret), percent_encoded(secret, true), percent_encoded(secret, false),
                                  form_encoded(secret), json_escaped(secret, false), json_escaped(secret, true)}) {
    const auto is_known = [&](const auto& list) { return std::find(list.begin(), list.end(), form) != list.end(); };
    if (is_known(log.forever) || (keep == Keep::kPassing && is_known(log.passing))) continue;
    if (keep == Keep::kForever) {
      log.forever.push_back(form);
    } else {
      log.passing.push_back(form);
      if (log.passing.size() > kPassingSecretsMax) log.passing.pop_front();
    }
  }
  return true;
}

std::string masked(std::string_view text) {
  Log& log = the_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  return masked_locked(log, text);
}

void log_line(Level level, std::string_view text) {
  Log& log = the_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  write_locked(log, prefix(level), text);
}

void log_event(std::string_view text) {
  Log& log = the_log();
  const std::lock_guard<std::mutex> lock(log.mutex);
  write_locked(log, time_text(), text);
}

}  // namespace classbell::platform
