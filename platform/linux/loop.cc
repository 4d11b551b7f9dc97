#include "platform/linux/loop.h"

#include <curl/curl.h>
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

static_assert(CURL_WAIT_POLLIN == POLLIN && CURL_WAIT_POLLPRI == POLLPRI && CURL_WAIT_POLLOUT == POLLOUT);

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
  for (;;) {
    const Milliseconds now_mono = mono_ms();
    exchanges_->run(now_mono, done);
    const bool last = !done.empty() || now_mono >= deadline_mono;
    if (!last) poll_for(std::min(deadline_mono, exchanges_->deadline()));
    look(ready);
    if (last || !ready.empty()) return;
  }
}

void HttpLoop::poll_for(Milliseconds until_mono) {
  std::vector<curl_waitfd> waited;
  waited.reserve(watched_.size());
  for (const pollfd& watched : watched_) waited.push_back(curl_waitfd{watched.fd, watched.events, 0});
  const int limit_ms = timeout_ms(until_mono);
  if (curl_multi_poll(exchanges_->multi(), waited.data(), static_cast<unsigned>(waited.size()), limit_ms, nullptr) ==
      CURLM_OK) {
    return;
  }
  // For want of memory: the buttons still work, and the exchanges move ten times a second.
  constexpr int kMakeshiftMs = 100;
  ::poll(watched_.data(), watched_.size(), std::min(limit_ms, kMakeshiftMs));
}

// libcurl wakes up for a hang-up or an error of another's descriptor and does not tell; unasked, the loop would spin.
void HttpLoop::look(std::vector<FdReady>& ready) {
  if (watched_.empty() || ::poll(watched_.data(), watched_.size(), 0) <= 0) return;
  for (const pollfd& watched : watched_) {
    if (watched.revents != 0) ready.push_back(FdReady{watched.fd, watched.revents});
  }
}

}  // namespace classbell::platform
