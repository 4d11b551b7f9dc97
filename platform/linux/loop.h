#ifndef CLASSBELL_PLATFORM_LINUX_LOOP_H_
#define CLASSBELL_PLATFORM_LINUX_LOOP_H_

#include <poll.h>

#include <cstdint>
#include <memory>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "core/http.h"
#include "core/time.h"
#include "platform/linux/http.h"
#include "platform/loop.h"

namespace classbell::platform {

// The loop on libcurl and ppoll(2). A process makes one.
//
// For all exchanges: https verifies the server's chain and name, TLS 1.2 or later, and nothing turns that off; http
// only where the URL says http; no redirects, no cookies. The proxies of the environment (https_proxy, http_proxy,
// no_proxy) are used, since a school may have no other way out. Connections are kept and used again, and TLS sessions
// are resumed, but only among exchanges with the same ca_file.
//
// While the clock is in the past every certificate is 'not valid yet', and https ends in kTls.
//
// The process must ignore SIGPIPE.
class HttpLoop final : public Loop {
 public:
  // Blocks for as long as the system's roots take to parse (54 M instructions, 5 ms on a PC).
  // Errors: as Exchanges::open.
  static tl::expected<std::unique_ptr<HttpLoop>, std::string> open(const HttpOptions& options);
  ~HttpLoop();  // At once, whatever is under way; unanswered exchanges are never answered. Closes no watched
                // descriptor.
  HttpLoop(const HttpLoop&) = delete;
  HttpLoop& operator=(const HttpLoop&) = delete;

  void watch(int fd, short events) override;
  void unwatch(int fd) override;
  std::uint64_t send(http::Request request, const std::string& ca_file) override;
  // Wakes up for nothing only while exchanges are under way (libcurl looks at them each second, and at a name that
  // is being resolved each 250 ms).
  void wait(Milliseconds deadline_mono, std::vector<HttpDone>& done, std::vector<FdReady>& ready) override;

 private:
  explicit HttpLoop(std::unique_ptr<Exchanges> exchanges);

  void poll_until(Milliseconds until_mono, std::vector<FdReady>& ready);

  std::unique_ptr<Exchanges> exchanges_;
  const std::int64_t accuracy_;
  std::vector<pollfd> watched_;
  std::vector<pollfd> polled_;  // A member so that a wait allocates nothing.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_LOOP_H_
