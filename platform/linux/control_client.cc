// The command line's side of the control socket.
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "platform/linux/control_socket.h"

namespace classbell::platform {
namespace {

Milliseconds monotonic() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Milliseconds>(now.tv_sec) * kSecond + now.tv_nsec / 1000000;
}

Error explained(int code, const std::string& path) {
  switch (code) {
    case ENOENT:
    case ECONNREFUSED:
      return {code, "no terminal is running: nothing listens at " + path + "; start it with 'classbell run'"};
    case EACCES:
    case EPERM:
      return {code, "not allowed to talk to the terminal at " + path +
                        ": run this as root or as a member of the socket's group"};
    case ETIMEDOUT:
    case EAGAIN:
      return {ETIMEDOUT, "the terminal at " + path + " did not answer in time: it is busy or stuck; look into its log"};
    case EBUSY: return {code, "the terminal at " + path + " has too many commands at once: try again"};
    case ECONNRESET:
    case EPIPE:
      return {ECONNRESET, "the terminal at " + path + " hung up without an answer: it is stopping; look into its log"};
    default: return system_error(code, "control socket " + path);
  }
}

// Waits until `events` are there. Returns 0 or errno.
int wait_for(int fd, short events, Milliseconds until_mono) {
  for (;;) {
    const Milliseconds left = until_mono - monotonic();
    if (left <= 0) return ETIMEDOUT;
    pollfd ready{fd, events, 0};
    const int count = ::poll(&ready, 1, static_cast<int>(left));
    if (count > 0) return 0;
    if (count < 0 && errno != EINTR) return errno;
  }
}

// A full queue of a terminal that is stuck says EAGAIN at once; poll knows nothing of it.
int connect_to(int fd, const sockaddr_un& address, Milliseconds until_mono) {
  while (::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno != EAGAIN && errno != EINTR) return errno;
    if (monotonic() >= until_mono) return ETIMEDOUT;
    constexpr timespec kNap{0, 20000000};  // 20 ms
    ::nanosleep(&kNap, nullptr);
  }
  return 0;
}

int send_all(int fd, std::string_view bytes, Milliseconds until_mono) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
    if (sent >= 0 || errno == EINTR) continue;
    if (errno != EAGAIN) return errno;
    if (const int code = wait_for(fd, POLLOUT, until_mono); code != 0) return code;
  }
  return 0;
}

int receive_all(int fd, std::string& answer, Milliseconds until_mono) {
  std::array<char, 4096> block{};
  for (;;) {
    if (const int code = wait_for(fd, POLLIN, until_mono); code != 0) return code;
    const ssize_t got = ::recv(fd, block.data(), block.size(), MSG_DONTWAIT);
    if (got == 0) return answer.empty() ? ECONNRESET : 0;
    if (got < 0 && errno != EAGAIN && errno != EINTR) return answer.empty() || errno != ECONNRESET ? errno : 0;
    if (got > 0) answer.append(block.data(), static_cast<std::size_t>(got));
    if (answer.size() > kControlAnswerBytesMax) return EFBIG;
  }
}

}  // namespace

tl::expected<std::string, Error> ask(const std::string& path, std::string_view line, int timeout_ms) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return tl::make_unexpected(explained(ENAMETOOLONG, path));
  if (line.size() > kControlRequestBytesMax || line.find_first_of("\r\n") != std::string_view::npos) {
    return failed(EINVAL, "a request is one line of at most " + std::to_string(kControlRequestBytesMax) + " bytes");
  }
  std::memcpy(address.sun_path, path.data(), path.size());
  const Milliseconds until_mono = monotonic() + timeout_ms;
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  std::string answer;
  int code = socket ? connect_to(socket.get(), address, until_mono) : errno;
  if (code == 0) code = send_all(socket.get(), std::string(line) + "\n", until_mono);
  // One that drops a client before reading its line may have left word: 'busy'.
  if (code == 0 || code == EPIPE || code == ECONNRESET) code = receive_all(socket.get(), answer, until_mono);
  if (code == 0 && answer == kControlBusy) code = EBUSY;
  if (code != 0) return tl::make_unexpected(explained(code, path));
  return answer;
}

}  // namespace classbell::platform
