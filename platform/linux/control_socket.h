#ifndef CLASSBELL_PLATFORM_LINUX_CONTROL_SOCKET_H_
#define CLASSBELL_PLATFORM_LINUX_CONTROL_SOCKET_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "platform/control.h"
#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// Control over a Unix stream socket. Who may connect is what the file system says: mode 0660, the folder's group.
class ControlSocket final : public Control {
 public:
  // Listens at `path`, whose folder is made (0755) if only it is missing. A socket file nobody listens at is removed.
  // Errors: EADDRINUSE another terminal listens there, or it is no socket; ENAMETOOLONG over 107 bytes; else errno of
  // the call that failed (EACCES, ENOENT, EROFS: the folder; see detail).
  static tl::expected<std::unique_ptr<ControlSocket>, Error> open(const std::string& path);

  // Drops all clients and removes the socket's file, if it still is ours.
  ~ControlSocket();
  ControlSocket(const ControlSocket&) = delete;
  ControlSocket& operator=(const ControlSocket&) = delete;

  void step(Milliseconds mono, std::vector<ControlRequest>& requests) override;
  void answer(std::uint64_t client, std::string_view text, Milliseconds mono) override;
  int descriptor() const override { return epoll_.get(); }
  Milliseconds deadline() const override;

 private:
  enum class Phase : std::uint8_t { kAsking, kWaiting, kReading, kGone };
  struct Client {
    std::uint64_t number = 0;
    Descriptor socket;
    Phase phase = Phase::kAsking;
    std::string text;  // What it asked so far, then what of the answer it has not taken yet.
    Milliseconds until_mono = 0;
  };

  ControlSocket() = default;
  void take_in(Milliseconds mono);
  void listen_again(bool listening) const;
  bool receive(Client& client);
  void send(Client& client);
  void watch(const Client& client, std::uint32_t events, int operation) const;
  void drop_gone();

  std::string path_;
  Descriptor listener_;
  Descriptor epoll_;
  dev_t device_ = 0;  // The socket's file: which one it is.
  ino_t inode_ = 0;
  std::vector<Client> clients_;
  Milliseconds deaf_until_mono_ = 0;  // 0: listening. Out of descriptors: nobody is taken in for a while.
  std::uint64_t last_number_ = 0;
};

// For the command line: sends `line` to the terminal that listens at `path` and returns its whole answer.
// BLOCKS up to `timeout_ms`. Errors, each with its remedy in detail: ENOENT or ECONNREFUSED no terminal runs; EACCES
// not allowed to; ETIMEDOUT no answer in time; EBUSY too many ask at once; ECONNRESET it hung up without one; EFBIG an
// answer too large; EINVAL a line that is too long or holds a line end; else errno.
tl::expected<std::string, Error> ask(const std::string& path, std::string_view line, int timeout_ms);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CONTROL_SOCKET_H_
