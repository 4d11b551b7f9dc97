#ifndef CLASSBELL_PLATFORM_LINUX_HTTP_LISTENER_H_
#define CLASSBELL_PLATFORM_LINUX_HTTP_LISTENER_H_

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "platform/error.h"
#include "platform/http_listener.h"
#include "platform/linux/descriptor.h"

// libmicrohttpd's; only its own file knows them.
struct MHD_Daemon;

namespace classbell::platform {

// Whether `text` is ADDRESS:PORT as TcpHttpListener::open takes it: "192.0.2.7:8080", "0.0.0.0:8080", "[::]:8080".
// A name is none, since looking it up would block; port 0 is the system's choice.
bool is_listen_address(std::string_view text);

// HttpListener over libmicrohttpd, which has no thread of its own here: it parses, this accepts, waits and cuts off.
class TcpHttpListener final : public HttpListener {
 public:
  // Listens at `address`, which need not be this machine's yet (IP_FREEBIND: at boot the network comes up later).
  // Errors: EINVAL no address (see is_listen_address); EADDRINUSE another program listens there; EACCES a port below
  // 1024; else errno of the call that failed, or 0 for want of memory.
  static tl::expected<std::unique_ptr<TcpHttpListener>, Error> open(const std::string& address);

  // Drops all clients.
  ~TcpHttpListener();
  TcpHttpListener(const TcpHttpListener&) = delete;
  TcpHttpListener& operator=(const TcpHttpListener&) = delete;

  void step(Milliseconds mono, std::vector<Posted>& posted) override;
  void answer(std::uint64_t id, int status, std::string_view json, Milliseconds mono) override;
  int descriptor() const override { return epoll_.get(); }
  Milliseconds deadline() const override;

  int port() const;  // The one it listens at.

 private:
  struct Client;
  struct Upcalls;  // What libmicrohttpd calls; never from elsewhere than step().

  TcpHttpListener();
  tl::expected<void, Error> listen_at(const std::string& address);
  void take_in(Milliseconds mono);
  void listen_again(bool listening);
  void cut_off(Client& client);
  void run();

  Descriptor listener_;
  Descriptor epoll_;                          // Watches the listener and the daemon's own epoll.
  MHD_Daemon* daemon_ = nullptr;
  std::vector<std::unique_ptr<Client>> clients_;
  std::vector<Posted> posted_;                // Between an upcall and the end of step().
  Milliseconds mono_ = 0;                     // As of the step that is under way.
  Milliseconds deaf_until_mono_ = 0;          // 0: listening. kNever: until somebody has left.
  bool again_ = false;                        // The daemon has work that no descriptor tells of.
  std::uint64_t last_id_ = 0;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_HTTP_LISTENER_H_
