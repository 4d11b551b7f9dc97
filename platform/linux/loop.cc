#include "platform/linux/loop.h"

#include <time.h>

#include <algorithm>
#include <cassert>
#include <climits>
#include <utility>

namespace classbell::platform {
namespace {

constexpr std::int64_t kNsPerMs = 1000000;

std::int64_t mono_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * kSecond * kNsPerMs + now.tv_nsec;
}

Milliseconds mono_ms() { return mono_ns() / kNsPerMs; }

// What poll must be given to return no earlier than `until_mono`.
int timeout_ms(Milliseconds until_mono) {
  if (until_mono == kNever) return INT_MAX;
  const std::int64_t now_ns = mono_ns();
  const Milliseconds now_ms = now_ns / kNsPerMs;
  if (until_mono <= now_ms) return 0;
  // `now_ms` was rounded down, so this is rounded up, to the end of the millisecond that has begun.
  return static_cast<int>(std::min<Milliseconds>(until_mono - now_ms, INT_MAX));
}

}  // namespace

tl::expected<std::unique_ptr<HttpLoop>, std::string> HttpLoop::open(const HttpOptions& options) {
  auto exchanges = Exchanges::open(options);
  if (!exchanges) return tl::unexpected(std::move(exchanges.error()));
  return std::unique_ptr<HttpLoop>(new HttpLoop(std::move(*exchanges)));
}

HttpLoop::HttpLoop(std::unique_ptr<Exchanges> exchanges) : exchanges_(std::move(exchanges)) {}

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

void HttpLoop::cancel(std::uint64_t id) { exchanges_->cancel(id); }

void HttpLoop::wait(Milliseconds deadline_mono, std::vector<HttpDone>& done, std::vector<FdReady>& ready) {
  done.clear();
  ready.clear();
  exchanges_->collect(done);  // What ended while another was being sent.
  do {
    poll_for(done.empty() ? std::min(deadline_mono, exchanges_->deadline()) : 0, ready);
    exchanges_->run(mono_ms(), done);
  } while (done.empty() && ready.empty() && mono_ms() < deadline_mono);
}

// Not curl_multi_poll: it wakes up for a hang-up of another's descriptor and does not tell, so that all would have to
// be polled again.
void HttpLoop::poll_for(Milliseconds until_mono, std::vector<FdReady>& ready) {
  polled_ = watched_;
  int limit_ms = timeout_ms(until_mono);
  exchanges_->add_waits(polled_, limit_ms);
  if (::poll(polled_.data(), polled_.size(), limit_ms) <= 0) return;
  for (std::size_t i = 0; i < watched_.size(); ++i) {
    if (polled_[i].revents != 0) ready.push_back(FdReady{polled_[i].fd, polled_[i].revents});
  }
}

}  // namespace classbell::platform
