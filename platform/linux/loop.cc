#include "platform/linux/loop.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cassert>
#include <cerrno>
#include <utility>

namespace classbell::platform {
namespace {

constexpr std::int64_t kNsPerMs = 1000000;
constexpr std::int64_t kNsPerSecond = kSecond * kNsPerMs;

std::int64_t mono_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * kNsPerSecond + now.tv_nsec;
}

Milliseconds mono_ms() { return mono_ns() / kNsPerMs; }

// How much later than asked Linux may make a poll: one part in so many (select_estimate_accuracy in its fs/select.c).
std::int64_t poll_accuracy() { return ::getpriority(PRIO_PROCESS, 0) > 0 ? 200 : 1000; }

// What poll must be given to return at `until_mono`: less by what it may be late by, which of the 3 s before a start is
// 3 ms. Where it then returns early, what is left is short, and exact.
timespec time_left(Milliseconds until_mono, std::int64_t accuracy) {
  const std::int64_t left_ns = std::max<std::int64_t>(until_mono * kNsPerMs - mono_ns(), 0);
  const std::int64_t given_ns = left_ns - left_ns / (accuracy + 1);
  return {static_cast<time_t>(given_ns / kNsPerSecond), static_cast<long>(given_ns % kNsPerSecond)};
}

}  // namespace

tl::expected<std::unique_ptr<HttpLoop>, std::string> HttpLoop::open(const HttpOptions& options) {
  auto exchanges = Exchanges::open(options);
  if (!exchanges) return tl::unexpected(std::move(exchanges.error()));
  return std::unique_ptr<HttpLoop>(new HttpLoop(std::move(*exchanges)));
}

HttpLoop::HttpLoop(std::unique_ptr<Exchanges> exchanges)
    : exchanges_(std::move(exchanges)), accuracy_(poll_accuracy()) {}

HttpLoop::~HttpLoop() = default;

void HttpLoop::watch(int fd, short events) {
  assert(fd >= 0);
  unwatch(fd);
  watched_.push_back(pollfd{fd, events, 0});
}

void HttpLoop::unwatch(int fd) {
  watched_.erase(
      std::remove_if(watched_.begin(), watched_.end(), [fd](const pollfd& watched) { return watched.fd == fd; }),
      watched_.end());
}

std::uint64_t HttpLoop::send(http::Request request, const std::string& ca_file) {
  return exchanges_->send(std::move(request), ca_file, mono_ms());
}

void HttpLoop::wait(Milliseconds deadline_mono, std::vector<HttpDone>& done, std::vector<FdReady>& ready) {
  done.clear();
  ready.clear();
  exchanges_->collect(mono_ms(), done);
  do {
    poll_until(done.empty() ? deadline_mono : 0, ready);
    exchanges_->run(mono_ms(), done);
  } while (done.empty() && ready.empty() && mono_ms() < deadline_mono);
}

// By itself, and not by curl_multi_poll, which knows no less than a millisecond, and wakes up for a hang-up or an error
// of another's descriptor and does not tell.
void HttpLoop::poll_until(Milliseconds until_mono, std::vector<FdReady>& ready) {
  polled_ = watched_;
  exchanges_->add_sockets(polled_);  // Which may set times of libcurl's.
  const Milliseconds now_mono = mono_ms();
  const timespec left = time_left(std::min({until_mono, exchanges_->deadline(now_mono), now_mono + kDay}), accuracy_);
  if (::ppoll(polled_.data(), polled_.size(), &left, nullptr) < 0) {
    // For want of the kernel's memory: the exchanges move a hundred times a second, the descriptors tell nothing.
    const timespec moment{0, 10 * kNsPerMs};
    if (errno != EINTR) ::nanosleep(&moment, nullptr);
    return;
  }
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    if (polled_[i].revents != 0) ready.push_back(FdReady{polled_[i].fd, polled_[i].revents});
  }
}

}  // namespace classbell::platform
