#include "platform/linux/control_socket.h"

#include <poll.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace classbell::platform {
namespace {

constexpr Milliseconds kPatience = 5 * kSecond;
constexpr Milliseconds kAnswerWithin = kMinute;

tl::expected<sockaddr_un, Error> address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) {
    return failed(ENAMETOOLONG, "control socket " + path + ": the path of a socket has 1 to 107 bytes");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

// 0 somebody listens there; else errno.
int try_connect(const sockaddr_un& address) {
  const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!probe) return errno;
  // EAGAIN: its queue is full, so it is there.
  return ::connect(probe.get(), generic(address), sizeof address) == 0 || errno == EAGAIN ? 0 : errno;
}

// Binds, clearing away what a terminal that crashed left there. Two that start at once are told apart by the lock of
// the state folder, not here.
tl::expected<void, Error> bind_to(int listener, const sockaddr_un& address, const std::string& path) {
  const std::string what = "control socket " + path;
  if (::bind(listener, generic(address), sizeof address) == 0) return {};
  if (errno == ENOENT) {
    ::mkdir(path.substr(0, path.find_last_of('/')).c_str(), 0755);
  } else if (errno == EADDRINUSE) {
    struct stat info {};
    if (::lstat(path.c_str(), &info) == 0 && !S_ISSOCK(info.st_mode)) {
      return failed(EADDRINUSE, what + ": there is a file of that name that is no socket; remove it");
    }
    const int code = try_connect(address);
    if (code == 0) {
      return failed(EADDRINUSE, what + ": another terminal listens there; stop it, or give this one another path");
    }
    if (code != ECONNREFUSED) return tl::make_unexpected(system_error(code, what + " is there already, and trying it"));
    ::unlink(path.c_str());
  } else {
    return tl::make_unexpected(system_error(errno, what));
  }
  if (::bind(listener, generic(address), sizeof address) == 0) return {};
  return tl::make_unexpected(system_error(errno, what + ": its folder must exist and be writable"));
}

}  // namespace

tl::expected<std::unique_ptr<ControlSocket>, Error> ControlSocket::open(const std::string& path) {
  const auto address = address_of(path);
  if (!address) return tl::make_unexpected(address.error());
  std::unique_ptr<ControlSocket> control(new ControlSocket());
  control->listener_.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  control->epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!control->listener_ || !control->epoll_) return tl::make_unexpected(system_error(errno, "control socket"));
  ::fchmod(control->listener_.get(), 0660);  // Before bind: the file never has a wider mode.
  const auto bound = bind_to(control->listener_.get(), *address, path);
  if (!bound) return tl::make_unexpected(bound.error());
  control->path_ = path;
  struct stat info {};
  if (::lstat(path.c_str(), &info) == 0) {
    control->device_ = info.st_dev;
    control->inode_ = info.st_ino;
  }
  ::chmod(path.c_str(), 0660);  // What umask took away.
  epoll_event event{};
  event.events = EPOLLIN;
  if (::listen(control->listener_.get(), 16) != 0 ||
      ::epoll_ctl(control->epoll_.get(), EPOLL_CTL_ADD, control->listener_.get(), &event) != 0) {
    return tl::make_unexpected(system_error(errno, "control socket " + path));
  }
  return control;
}

ControlSocket::~ControlSocket() {
  struct stat info {};
  if (path_.empty() || ::lstat(path_.c_str(), &info) != 0) return;
  if (info.st_dev == device_ && info.st_ino == inode_) ::unlink(path_.c_str());
}

Milliseconds ControlSocket::deadline() const {
  Milliseconds first = deaf_until_mono_ != 0 ? deaf_until_mono_ : kNever;
  for (const Client& client : clients_) first = std::min(first, client.until_mono);
  return first;
}

void ControlSocket::step(Milliseconds mono, std::vector<ControlRequest>& requests) {
  std::array<epoll_event, kControlClientsMax + 1> events{};
  const int count = ::epoll_wait(epoll_.get(), events.data(), static_cast<int>(events.size()), 0);
  for (int i = 0; i < count; ++i) {
    const epoll_event& event = events[static_cast<std::size_t>(i)];
    const auto client =
        std::find_if(clients_.begin(), clients_.end(), [&](const Client& c) { return c.number == event.data.u64; });
    if (client == clients_.end()) continue;  // The listener, 0.
    if (client->phase == Phase::kAsking && receive(*client)) {
      requests.push_back({client->number, std::exchange(client->text, {})});
      client->until_mono = mono + kAnswerWithin;
    } else if (client->phase == Phase::kReading) {
      send(*client);
    } else if (client->phase == Phase::kWaiting && (event.events & (EPOLLHUP | EPOLLERR)) != 0) {
      client->phase = Phase::kGone;
    }
  }
  for (Client& client : clients_) {
    if (client.until_mono <= mono) client.phase = Phase::kGone;
  }
  drop_gone();
  take_in(mono);
}

void ControlSocket::listen_again(bool listening) const {
  epoll_event event{};
  event.events = listening ? static_cast<std::uint32_t>(EPOLLIN) : 0U;
  ::epoll_ctl(epoll_.get(), EPOLL_CTL_MOD, listener_.get(), &event);
}

void ControlSocket::take_in(Milliseconds mono) {
  if (deaf_until_mono_ > mono) return;
  if (deaf_until_mono_ != 0) listen_again(true);
  deaf_until_mono_ = 0;
  for (;;) {
    Descriptor socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!socket) {
      if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
      // EMFILE and the like: who waits there keeps the listener readable, and the loop must not spin.
      deaf_until_mono_ = mono + kSecond;
      return listen_again(false);
    }
    if (clients_.size() == kControlClientsMax) {
      ::send(socket.get(), kControlBusy.data(), kControlBusy.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
      continue;
    }
    Client client;
    client.number = ++last_number_;
    client.socket = std::move(socket);
    client.until_mono = mono + kPatience;
    watch(client, EPOLLIN, EPOLL_CTL_ADD);
    clients_.push_back(std::move(client));
  }
}

void ControlSocket::watch(const Client& client, std::uint32_t events, int operation) const {
  epoll_event event{};
  event.events = events;
  event.data.u64 = client.number;
  ::epoll_ctl(epoll_.get(), operation, client.socket.get(), &event);
}

// Reads on. True: the line is complete. What stands behind it is nobody's.
bool ControlSocket::receive(Client& client) {
  std::array<char, kControlRequestBytesMax + 2> block{};  // CR LF too
  const ssize_t got = ::recv(client.socket.get(), block.data(), block.size(), MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return false;
  if (got > 0) client.text.append(block.data(), static_cast<std::size_t>(got));
  const std::size_t end = client.text.find('\n');
  std::size_t bytes = std::min(end, client.text.size());
  if (end != std::string::npos && bytes > 0 && client.text[bytes - 1] == '\r') --bytes;
  if (bytes > kControlRequestBytesMax || (end == std::string::npos && got <= 0)) {
    client.phase = Phase::kGone;
    return false;
  }
  if (end == std::string::npos) return false;
  client.text.resize(bytes);
  client.phase = Phase::kWaiting;
  watch(client, 0, EPOLL_CTL_MOD);  // Only its going away.
  return true;
}

void ControlSocket::answer(std::uint64_t number, std::string_view text, Milliseconds mono) {
  for (Client& client : clients_) {
    if (client.number != number || client.phase != Phase::kWaiting) continue;
    client.text = text.substr(0, kControlAnswerBytesMax);
    client.phase = Phase::kReading;
    client.until_mono = mono + kPatience;
    watch(client, EPOLLOUT, EPOLL_CTL_MOD);
    send(client);
  }
  drop_gone();
}

// Sends what the client takes. It gets no more time for taking a little.
void ControlSocket::send(Client& client) {
  while (!client.text.empty()) {
    const ssize_t sent =
        ::send(client.socket.get(), client.text.data(), client.text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0 && errno == EAGAIN) return;
    if (sent <= 0) break;
    client.text.erase(0, static_cast<std::size_t>(sent));
  }
  client.phase = Phase::kGone;
}

void ControlSocket::drop_gone() {
  const auto is_gone = [](const Client& client) { return client.phase == Phase::kGone; };
  clients_.erase(std::remove_if(clients_.begin(), clients_.end(), is_gone), clients_.end());
}

}  // namespace classbell::platform
