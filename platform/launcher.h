#ifndef CLASSBELL_PLATFORM_LAUNCHER_H_
#define CLASSBELL_PLATFORM_LAUNCHER_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <tl/expected.hpp>

#include "core/time.h"
#include "platform/error.h"

namespace classbell::platform {

struct LaunchState {
  enum class Kind : std::uint8_t {
    kNone,      // Nothing is open, or the last one is closed.
    kStarting,  // Forked; the program is not running yet.
    kRunning,
    kExited,  // Ended by itself; started again soon. value: the exit status, or 128 + the signal's number.
    kFailed,  // Could not be run; tried again soon. value: errno, such as ENOENT.
  };
  Kind kind = Kind::kNone;
  int value = 0;
};

// Opens the class in a browser and keeps it open. All times are CLOCK_MONOTONIC, as in Now::mono.
// Called from the loop's thread; nothing blocks.
class Launcher {
 public:
  // Opens `url`, instead of whatever is open: that is closed first, and the new one started when it is gone. The URL
  // that is open already stays as it is. A program that ends, or cannot be run, is started again: after 1 s, doubling
  // to 30 s, from 1 s again when it ran for a minute.
  // Errors: EINVAL no http(s) URL, or one with control characters or not UTF-8: nothing is done. It is the vendor's.
  virtual tl::expected<void, Error> open(std::string_view url, Milliseconds mono) = 0;

  // SIGTERM to the program and what it started, SIGKILL after 3 s to what is left.
  virtual void close(Milliseconds mono) = 0;

  virtual LaunchState state() const = 0;

  // What is wrong with the program (E-BROWSER), in one line: it cannot be run, or ended three times in a row, each
  // within a minute of its start.
  // nullopt again when it has run for a minute, or is closed.
  virtual std::optional<Error> fault() const = 0;

  // Readable when step() has something to do; the same one for ever. When step() wants to be called next at the
  // latest, or kNever. Calling it more often, say on SIGCHLD, is harmless.
  virtual int descriptor() const = 0;
  virtual Milliseconds deadline() const = 0;
  virtual void step(Milliseconds mono) = 0;

 protected:
  ~Launcher() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LAUNCHER_H_
