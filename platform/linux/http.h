#ifndef CLASSBELL_PLATFORM_LINUX_HTTP_H_
#define CLASSBELL_PLATFORM_LINUX_HTTP_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/http.h"
#include "core/time.h"
#include "platform/linux/trust_anchors.h"
#include "platform/loop.h"

// HTTP for the loop (PRODUCT 6): what an exchange may cost, and the exchanges under way. loop.h is what a caller uses.
namespace classbell::platform {

// What every exchange is held to, besides its own timeout_ms and reply_bytes_max.
struct HttpOptions {
  std::string user_agent = "ClassBell";
  std::string system_roots;                      // A PEM bundle; empty: the system's own.
  std::size_t exchanges_max = 16;                // Under way at once.
  std::size_t waiting_max = 4096;                // Behind those; one more is answered at once with kConnect.
  std::size_t header_bytes_max = 64U << 10U;     // Of a reply; more is kTooLarge.
  Milliseconds connect_timeout_ms = 3000;        // Name, connection and TLS together; less where timeout_ms is less.
  Milliseconds unacknowledged_ms = 5000;         // TCP_USER_TIMEOUT: sent data that nobody acknowledges.
  // No byte either way for so long is kTimeout, a server's thinking included; 0: timeout_ms alone counts. Whole s.
  // libcurl averages over 5 s: it tells some 1 s late when no byte came at all, up to 5 s late when a reply stopped.
  Milliseconds silence_ms = 5000;
  Milliseconds name_cache_ms = 60000;            // How long an address is believed, whole seconds.
  Milliseconds connection_idle_ms = 55000;       // Servers close idle connections from 60 s on. Whole seconds.
};

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

  // As Loop::send and Loop::cancel.
  std::uint64_t send(http::Request request, const std::string& ca_file, Milliseconds now_mono);
  void cancel(std::uint64_t id);

  // Moves every exchange as far as it goes without waiting; appends those that have ended to `done`.
  void run(Milliseconds now_mono, std::vector<HttpDone>& done);

  // When run() must be called at the latest for those that wait for their turn; kNever: none does. What is under way
  // has its times in multi().
  Milliseconds deadline() const;

  void* multi() const { return multi_; }  // CURLM*, to poll on. Never null.

 private:
  struct Exchange;
  struct Waiting {
    std::uint64_t id;
    http::Request request;
    std::string ca_file;
    Milliseconds deadline_mono;
  };

  explicit Exchanges(const HttpOptions& options, void* multi);

  void start_waiting(Milliseconds now_mono);
  void start(Waiting&& waiting, Milliseconds now_mono);
  bool prepare(Exchange& exchange, const TrustAnchors::Chain* chain, Milliseconds timeout_ms);
  bool prepare_body(Exchange& exchange);
  void collect(std::vector<HttpDone>& done);
  std::unique_ptr<Exchange> take_idle();
  void recycle(std::unique_ptr<Exchange> exchange);
  void refuse(std::uint64_t id, http::Transport transport, std::string detail);

  const HttpOptions options_;
  TrustAnchors anchors_;  // Outlives the connections that verify against it.
  void* multi_;
  std::uint64_t last_id_ = 0;
  std::vector<std::unique_ptr<Exchange>> active_;
  std::vector<std::unique_ptr<Exchange>> idle_;  // Their handles are used again.
  std::deque<Waiting> waiting_;                  // In the order of send().
  std::vector<HttpDone> refused_;                // Ended before they began; the next run() hands them out.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_HTTP_H_
