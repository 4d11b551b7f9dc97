#ifndef CLASSBELL_PLATFORM_LOG_H_
#define CLASSBELL_PLATFORM_LOG_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// The log: one line an event, to stderr, where systemd's journal or a terminal takes it. Free functions, chosen at
// link time; linux/log.cc is the real one. All of them may be called from any thread.
namespace classbell::platform {

enum class Level : std::uint8_t { kError, kWarning, kInfo };

// Writes "2025-03-01T08:00:00.123Z error TEXT". `text` may be anything, hostile or not: it is masked (below), made
// printable and cut at 2000 bytes. Never blocks: when stderr takes nothing, the line is dropped, and the next one
// that gets through tells how many were.
void log_line(Level level, std::string_view text);

// Writes "2025-03-01T08:00:00.123Z TEXT", all else as log_line() at kInfo. For what has a form of its own that others
// read, and no level: a lesson's transition.
void log_event(std::string_view text);

enum class Keep : std::uint8_t {
  kForever,  // A configured credential.
  kPassing,  // A token or an entry password: the last kPassingSecretsMax are remembered.
};
inline constexpr std::size_t kPassingSecretsMax = 1024;
inline constexpr std::size_t kSecretBytesMin = 4;

// From now on "***" stands in every line where `secret` would, also where it is percent-encoded as in a URL or a form,
// or escaped as in JSON.
// Returns false, and does nothing, for one shorter than kSecretBytesMin: masking it would spoil each line and give
// it away by the gaps. Such a credential must not be logged at all.
bool log_secret(std::string_view secret, Keep keep);

// `text` with every secret as "***". For what is shown elsewhere: --dry-run, a status answer.
std::string masked(std::string_view text);

// `text` as valid UTF-8 on one line that moves no cursor and turns no writing direction:
// - terminal escape sequences (CSI, OSC, DCS and their 8-bit forms) vanish;
// - tab, line ends, U+2028 and U+2029 become one blank each; other C0 and C1 controls vanish;
// - bidirectional marks, overrides and isolates, byte order marks and tag characters vanish;
// - bytes that are no UTF-8 become U+FFFD each.
// So `printable(s) == s` is the test that `s` is harmless.
std::string printable(std::string_view text);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LOG_H_
