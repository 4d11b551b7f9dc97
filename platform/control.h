#ifndef CLASSBELL_PLATFORM_CONTROL_H_
#define CLASSBELL_PLATFORM_CONTROL_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace classbell::platform {

inline constexpr std::size_t kControlClientsMax = 8;
inline constexpr std::string_view kControlBusy = "busy\n";          // What one more than these is told.
inline constexpr std::size_t kControlRequestBytesMax = 256;         // Without the line end.
inline constexpr std::size_t kControlAnswerBytesMax = 256U << 10U;  // A client reads no more.

struct ControlRequest {
  std::uint64_t client = 0;  // Whom to answer. Never used again.
  std::string line;          // Untrusted, without its line end.
};

// Where `classbell status | start | stop | extend` reach the running terminal. A client sends one line, gets one answer
// and is gone. Called from the loop's thread; nothing blocks. Times are CLOCK_MONOTONIC, as in Now::mono.
class Control {
 public:
  // Appends what was asked since the last time. Takes clients in (more than kControlClientsMax are told to come again
  // and dropped), sends answers on, and drops who keeps silent or does not read for 5 s, sends too much, or goes away.
  virtual void step(Milliseconds mono, std::vector<ControlRequest>& requests) = 0;

  // `text` is all that the client gets; now or later, but within a minute of its request. Nothing if it went away.
  virtual void answer(std::uint64_t client, std::string_view text, Milliseconds mono) = 0;

  // Readable when step() has something to do; the same one for ever. When step() is to be called at the latest.
  virtual int descriptor() const = 0;
  virtual Milliseconds deadline() const = 0;

 protected:
  ~Control() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_CONTROL_H_
