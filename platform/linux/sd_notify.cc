#include "platform/linux/sd_notify.h"

#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>

namespace classbell::platform {
namespace {

constexpr std::int64_t kSecond_us = 1000000;
constexpr std::int64_t kPeriodMax_us = 86400 * kSecond_us;

std::string take(const char* name) {
  const char* value = std::getenv(name);
  std::string text = value != nullptr ? value : "";
  ::unsetenv(name);
  return text;
}

std::int64_t number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? value : 0;
}

// Expires twice in each `period_us`.
Descriptor timer(std::int64_t period_us) {
  Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
  const std::int64_t half_us = period_us / 2;
  const timespec half{static_cast<time_t>(half_us / kSecond_us), static_cast<long>(half_us % kSecond_us * 1000)};
  const itimerspec each{half, half};
  if (timer && ::timerfd_settime(timer.get(), 0, &each, nullptr) != 0) timer.reset();
  return timer;
}

}  // namespace

SdNotify SdNotify::from_environment() {
  SdNotify notify;
  notify.address_ = take("NOTIFY_SOCKET");
  const std::int64_t period_us = number(take("WATCHDOG_USEC"));
  const std::string pid = take("WATCHDOG_PID");
  const bool is_address = !notify.address_.empty() && (notify.address_[0] == '/' || notify.address_[0] == '@');
  if (!is_address || notify.address_.size() >= sizeof(sockaddr_un::sun_path)) notify.address_.clear();
  if (notify.address_.empty()) return notify;
  notify.socket_ = Descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const bool is_ours = pid.empty() || number(pid) == ::getpid();
  if (is_ours && period_us > 1 && period_us <= kPeriodMax_us) notify.timer_ = timer(period_us);
  return notify;
}

void SdNotify::ready() { is_ready_due_ = !send("READY=1"); }
void SdNotify::stopping() { send("STOPPING=1"); }

void SdNotify::step(bool is_well) {
  std::uint64_t expired = 0;
  if (timer_ && ::read(timer_.get(), &expired, sizeof expired) == sizeof expired) is_due_ = true;
  if (is_ready_due_) ready();
  if (is_due_ && is_well) is_due_ = !send("WATCHDOG=1");
}

bool SdNotify::send(std::string_view state) const {
  if (address_.empty() || !socket_) return true;
  sockaddr_un to{};
  to.sun_family = AF_UNIX;
  std::memcpy(to.sun_path, address_.data(), address_.size());
  if (address_[0] == '@') to.sun_path[0] = '\0';  // The abstract namespace.
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  const auto* address = reinterpret_cast<const sockaddr*>(&to);
  const ssize_t sent = ::sendto(socket_.get(), state.data(), state.size(), MSG_NOSIGNAL, address, size);
  return sent >= 0 || (errno != EAGAIN && errno != ENOBUFS);
}

}  // namespace classbell::platform
