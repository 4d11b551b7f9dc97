#ifndef CLASSBELL_PLATFORM_HTTP_LISTENER_H_
#define CLASSBELL_PLATFORM_HTTP_LISTENER_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"

namespace classbell::platform {

inline constexpr std::size_t kPostersMax = 16;                // Connections at once; more wait in the system's queue.
inline constexpr std::size_t kPostBytesMax = 64U << 10U;      // Of a body.
inline constexpr std::size_t kPostParametersMax = 32;         // Of a query; those behind are left out.
inline constexpr Milliseconds kPosterPatience = 5 * kSecond;  // For the whole request, and again for taking the answer.

// A POST that came in whole. Untrusted, all of it.
struct Posted {
  std::uint64_t id = 0;                                    // Whom to answer. Never used again.
  std::string path;                                        // Decoded, without the query; begins with '/'.
  std::vector<std::pair<std::string, std::string>> query;  // Decoded, in the order given; may repeat a name.
  std::string body;
};

// Where others' servers reach the terminal: plain HTTP, one POST a connection. Called from the loop's thread; nothing
// blocks. Times are CLOCK_MONOTONIC, as in Now::mono.
class HttpListener {
 public:
  // Appends what was posted since the last time. Takes clients in, sends answers on, and cuts off who is not done
  // within kPosterPatience, however busily he sends. Answered here: another method than POST (405), a body beyond
  // kPostBytesMax (413), what is no HTTP (400), too long a URL or header (414, 431).
  virtual void step(Milliseconds mono, std::vector<Posted>& posted) = 0;

  // `json` is the whole body of the answer; at once, or later but within kPosterPatience of the request. Nothing if
  // the client is gone or answered already.
  virtual void answer(std::uint64_t id, int status, std::string_view json, Milliseconds mono) = 0;

  // Readable when step() has something to do; the same one for ever. When step() is to be called at the latest; in
  // the past: at once.
  virtual int descriptor() const = 0;
  virtual Milliseconds deadline() const = 0;

 protected:
  ~HttpListener() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_HTTP_LISTENER_H_
