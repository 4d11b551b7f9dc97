#ifndef CLASSBELL_PLATFORM_LINUX_HTTP_H_
#define CLASSBELL_PLATFORM_LINUX_HTTP_H_

#include <poll.h>

#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/http.h"
#include "core/time.h"
#include "platform/linux/http_options.h"
#include "platform/linux/trust_anchors.h"
#include "platform/loop.h"

// HTTP for the loop: the exchanges under way. loop.h is what a caller uses.
namespace classbell::platform {

class Exchange;

// The exchanges of one loop, on one libcurl multi handle. Nothing here waits, and the loop hands in the time (libcurl
// reads its own, and a Retry-After date is held against the system's clock where the reply has no Date). Not
// thread-safe.
class Exchanges {
 public:
  // Starts libcurl and PSA (both may be started already) and parses the system's roots.
  // Errors: a sentence; libcurl is without Mbed TLS or without memory. Nothing to do at run time.
  static tl::expected<std::unique_ptr<Exchanges>, std::string> open(const HttpOptions& options);
  ~Exchanges();  // Breaks off what is under way; waits for no resolver and no server.
  Exchanges(const Exchanges&) = delete;
  Exchanges& operator=(const Exchanges&) = delete;

  // As Loop::send.
  std::uint64_t send(http::Request request, const std::string& ca_file, Milliseconds now_mono);

  // Moves every exchange as far as it goes without waiting; appends those that have ended to `done`.
  void run(Milliseconds now_mono, std::vector<HttpDone>& done);
  // Only the latter, of those that ended while another was sent; and begins what waits, where there is room for it now.
  void collect(Milliseconds now_mono, std::vector<HttpDone>& done);

  // When run() must be called at the latest; kNever: there is nothing to do.
  Milliseconds deadline(Milliseconds now_mono) const;
  // Adds the descriptors that call for run() when they are ready.
  void add_sockets(std::vector<pollfd>& polled) const;

 private:
  struct Waiting {
    std::uint64_t id;
    http::Request request;
    std::string ca_file;
    Milliseconds deadline_mono;
  };

  explicit Exchanges(const HttpOptions& options, void* multi);

  void start_waiting(Milliseconds now_mono);
  void start(Waiting&& waiting, Milliseconds now_mono);
  void perform();
  std::unique_ptr<Exchange> take_idle();
  void recycle(std::unique_ptr<Exchange> exchange);
  void refuse(std::uint64_t id, http::Transport transport, const std::string& detail);

  const HttpOptions options_;
  TrustAnchors anchors_;  // Outlives the connections that verify against it.
  void* multi_;           // CURLM*; never null.
  std::uint64_t last_id_ = 0;
  std::vector<std::unique_ptr<Exchange>> active_;
  std::vector<std::unique_ptr<Exchange>> idle_;  // Their handles are used again.
  std::deque<Waiting> waiting_;                  // In the order of send().
  std::vector<HttpDone> refused_;                // Ended before they began; the next collect() hands them out.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_HTTP_H_
