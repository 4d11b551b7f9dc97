#ifndef CLASSBELL_PLATFORM_LOOP_H_
#define CLASSBELL_PLATFORM_LOOP_H_

#include <cstdint>
#include <string>
#include <vector>

#include "core/http.h"
#include "core/time.h"

namespace classbell::platform {

struct FdReady {
  int fd;
  short revents;  // As of poll(2), POLLERR, POLLHUP and POLLNVAL included.
};

struct HttpDone {
  std::uint64_t id;
  http::Reply reply;
};

// The process's one loop: HTTP exchanges and any other descriptors, waited for together. It calls nobody
// back; wait() returns what happened. Not thread-safe.
class Loop {
 public:
  // Watches `fd`, which stays the caller's and must be unwatched before it is closed, for `events` (POLLIN, POLLPRI,
  // POLLOUT). POLLERR, POLLHUP and POLLNVAL are reported always, even for no events. A second call replaces the events.
  // Level-triggered: a descriptor that is not served, is reported by each wait() again.
  virtual void watch(int fd, short events) = 0;
  virtual void unwatch(int fd) = 0;  // Nothing if it is not watched.

  // Begins an exchange and returns its number, never 0 and never used again. Where a connection is open the request
  // leaves in here, so that nothing its caller does next delays it. Exactly one of the following waits hands out its
  // answer, however it went. Does not block, but for reading a `ca_file` that is new: a private authority's
  // certificates (64 KiB at most), trusted besides the system's. Empty: the system's alone.
  //
  // exchanges_max are under way at once, on as many connections to one server as there are exchanges, so that a slow
  // one delays no other; more wait in the order of send(), and their timeout_ms counts from here. A caller for whom one
  // must never wait (a start) keeps fewer others in flight than that.
  //
  // A request with `once` leaves this machine at most once; if its connection breaks, the answer is kBroken. Any other
  // is sent again by itself, five times at most, when a kept connection breaks before the first byte of the reply.
  //
  // In the reply, `sent` is false only when no byte of the request can have left. A wrong request (a URL that is none,
  // a proxy that refuses) is kConnect, not sent. `body` is there for kOk only, `status` whenever one was read.
  // `retry_after_ms` is at most 1 h. `detail` holds no control characters and nothing of the URL's query.
  virtual std::uint64_t send(http::Request request, const std::string& ca_file) = 0;

  // Blocks until something happened, or `deadline_mono` (ms of CLOCK_MONOTONIC; kNever: no limit) has passed: never
  // before it, and 1 ms after it at most, as far as the machine obliges. Returns with both empty only for the deadline.
  // A deadline in the past serves what there is and does not block. `done` and `ready` are cleared first.
  virtual void wait(Milliseconds deadline_mono, std::vector<HttpDone>& done, std::vector<FdReady>& ready) = 0;

 protected:
  ~Loop() = default;  // Never owned through this type.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LOOP_H_
