#include "platform/linux/signals.h"

#include <sys/signalfd.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace classbell::platform {

tl::expected<Signals, Error> Signals::open() {
  Signals signals;
  sigset_t set;
  sigemptyset(&set);
  for (const int number : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, number);
  // The descriptor comes before the mask: on failure nothing has changed.
  const int fd = ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
  if (fd < 0) return tl::make_unexpected(system_error(errno, "signalfd"));
  if (const int code = ::pthread_sigmask(SIG_BLOCK, &set, &signals.former_); code != 0) {
    ::close(fd);
    return tl::make_unexpected(system_error(code, "pthread_sigmask"));
  }
  std::signal(SIGPIPE, SIG_IGN);
  signals.descriptor_.reset(fd);
  return signals;
}

Signals::Signals(Signals&& other) noexcept : descriptor_(std::move(other.descriptor_)), former_(other.former_) {}

Signals::~Signals() {
  if (descriptor_) ::pthread_sigmask(SIG_SETMASK, &former_, nullptr);
}

std::optional<int> Signals::next() {
  signalfd_siginfo info{};
  ssize_t got = 0;
  do {
    got = ::read(descriptor_.get(), &info, sizeof info);
  } while (got < 0 && errno == EINTR);
  if (got != static_cast<ssize_t>(sizeof info)) return std::nullopt;
  return static_cast<int>(info.ssi_signo);
}

}  // namespace classbell::platform
