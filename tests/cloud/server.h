#ifndef CLASSBELL_TESTS_CLOUD_SERVER_H_
#define CLASSBELL_TESTS_CLOUD_SERVER_H_

// HTTP and HTTPS on 127.0.0.1 over libmicrohttpd, one thread a connection: an answer may wait as long as it likes.

#include <atomic>
#include <string>

#include "cloud.h"
#include "tls.h"

struct MHD_Daemon;

namespace cloud {

class Server {
 public:
  Server(Cloud& cloud, unsigned keepalive_s) : cloud_(cloud), keepalive_s_(keepalive_s) {}
  ~Server() { stop(); }
  // Both return the port, or throw std::runtime_error with one sentence. Port 0: any free one.
  int listen_http(int port) { return listen(port, nullptr); }
  int listen_https(int port, const Certificates& certificates) { return listen(port, &certificates); }
  void stop();

  Cloud& cloud() { return cloud_; }
  bool stopping() const { return stopping_; }

 private:
  int listen(int port, const Certificates* certificates);

  Cloud& cloud_;
  unsigned keepalive_s_;
  std::atomic<bool> stopping_{false};
  MHD_Daemon* http_ = nullptr;
  MHD_Daemon* https_ = nullptr;
  Certificates certificates_;
};

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_SERVER_H_
