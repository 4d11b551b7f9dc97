#include "platform/linux/http.h"

#include <curl/curl.h>
#include <psa/crypto.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdlib>
#include <cstring>
#include <utility>

#include "platform/linux/exchange.h"

#ifdef __GLIBC__
#include <nss.h>
#endif

namespace classbell::platform {

tl::expected<std::unique_ptr<Exchanges>, std::string> Exchanges::open(const HttpOptions& options) {
  if (psa_crypto_init() != PSA_SUCCESS) return tl::unexpected(std::string("PSA cryptography cannot be initialised"));
  // A name server that is dead has a second of the three for a name and a connection, before the next one is asked:
  // libc gives it five, and each attempt begins with the same one.
  ::setenv("RES_OPTIONS", "timeout:1 attempts:2", 0);
#ifdef __GLIBC__
  // A board's nsswitch.conf may name others (mdns4_minimal, resolve): a static glibc would load these with the board's
  // own libc, which need not fit.
  ::__nss_configure_lookup("hosts", "files dns");
#endif
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return tl::unexpected(std::string("libcurl cannot be initialised"));
  }
  // on_tls is handed a structure of the backend's.
  const char* backend = curl_version_info(CURLVERSION_NOW)->ssl_version;
  if (backend == nullptr || std::strncmp(backend, "mbedTLS/3.", 10) != 0) {
    curl_global_cleanup();
    return tl::unexpected("libcurl has " + std::string(backend == nullptr ? "no TLS" : backend) +
                          ", where Mbed TLS 3 is needed");
  }
  CURLM* multi = curl_multi_init();
  if (multi == nullptr) {
    curl_global_cleanup();
    return tl::unexpected(std::string("libcurl is out of memory"));
  }
  curl_multi_setopt(multi, CURLMOPT_MAXCONNECTS, static_cast<long>(options.exchanges_max));
  return std::unique_ptr<Exchanges>(new Exchanges(options, multi));
}

Exchanges::Exchanges(const HttpOptions& options, void* multi)
    : options_(options), anchors_(options.system_roots), multi_(multi) {}

Exchanges::~Exchanges() {
  for (const auto& exchange : active_) curl_multi_remove_handle(multi_, exchange->easy());
  active_.clear();
  idle_.clear();
  curl_multi_cleanup(multi_);
  curl_global_cleanup();
}

std::uint64_t Exchanges::send(http::Request request, const std::string& ca_file, Milliseconds now_mono) {
  const std::uint64_t id = ++last_id_;
  const Milliseconds deadline_mono = now_mono + std::clamp<Milliseconds>(request.timeout_ms, 1, kDay);
  Waiting waiting{id, std::move(request), ca_file, deadline_mono};
  if (active_.size() < options_.exchanges_max && waiting_.empty()) {
    start(std::move(waiting), now_mono);
  } else if (waiting_.size() < options_.waiting_max) {
    waiting_.push_back(std::move(waiting));
  } else {
    refuse(id, http::Transport::kConnect, "Too many requests are waiting already");
  }
  return id;
}

void Exchanges::run(Milliseconds now_mono, std::vector<HttpDone>& done) {
  perform();
  collect(now_mono, done);
}

void Exchanges::perform() {
  int running = 0;
  curl_multi_perform(multi_, &running);
}

Milliseconds Exchanges::deadline(Milliseconds now_mono) const {
  Milliseconds earliest = kNever;
  for (const Waiting& waiting : waiting_) earliest = std::min(earliest, waiting.deadline_mono);
  long libcurl_ms = -1;
  curl_multi_timeout(multi_, &libcurl_ms);
  return libcurl_ms < 0 ? earliest : std::min(earliest, now_mono + libcurl_ms);
}

void Exchanges::add_sockets(std::vector<pollfd>& polled) const {
  static_assert(CURL_WAIT_POLLIN == POLLIN && CURL_WAIT_POLLPRI == POLLPRI && CURL_WAIT_POLLOUT == POLLOUT);
  std::array<curl_waitfd, 4> few{};
  std::vector<curl_waitfd> many;
  const curl_waitfd* sockets = few.data();
  unsigned count = 0;
  if (curl_multi_waitfds(multi_, few.data(), few.size(), &count) != CURLM_OK) {
    many.resize(count, curl_waitfd{CURL_SOCKET_BAD, 0, 0});  // poll passes over what stays so.
    sockets = many.data();
    const unsigned room = count;
    curl_multi_waitfds(multi_, many.data(), room, &count);  // Where it fails all the same, what has room is filled.
    count = std::min(count, room);
  }
  for (unsigned i = 0; i < count; ++i) polled.push_back(pollfd{sockets[i].fd, sockets[i].events, 0});
}

void Exchanges::start_waiting(Milliseconds now_mono) {
  if (waiting_.empty()) return;
  for (const Waiting& waiting : waiting_) {
    if (waiting.deadline_mono <= now_mono) {
      refuse(waiting.id, http::Transport::kConnect, "Timed out while waiting for other requests");
    }
  }
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [now_mono](const Waiting& waiting) { return waiting.deadline_mono <= now_mono; }),
                 waiting_.end());
  while (!waiting_.empty() && active_.size() < options_.exchanges_max) {
    Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    start(std::move(next), now_mono);
  }
}

void Exchanges::start(Waiting&& waiting, Milliseconds now_mono) {
  const std::uint64_t id = waiting.id;
  const bool secure = waiting.request.url.compare(0, 5, "http:") != 0;
  const auto chain = anchors_.get(waiting.ca_file);
  if (!chain && secure) return refuse(id, http::Transport::kTls, "No certificate authorities: " + chain.error());
  std::unique_ptr<Exchange> exchange = take_idle();
  const Milliseconds timeout_ms = waiting.deadline_mono - now_mono;
  if (!exchange->prepare(id, std::move(waiting.request), chain.value_or(nullptr), timeout_ms, options_) ||
      curl_multi_add_handle(multi_, exchange->easy()) != CURLM_OK) {
    recycle(std::move(exchange));
    return refuse(id, http::Transport::kConnect, "libcurl refuses the request, or is out of memory");
  }
  active_.push_back(std::move(exchange));
  perform();
}

void Exchanges::collect(Milliseconds now_mono, std::vector<HttpDone>& done) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;  // `message` ends with the removal.
    const auto found =
        std::find_if(active_.begin(), active_.end(), [easy](const auto& exchange) { return exchange->easy() == easy; });
    assert(found != active_.end());
    std::unique_ptr<Exchange> exchange = std::move(*found);
    active_.erase(found);
    done.push_back(HttpDone{exchange->id(), exchange->finish(code)});
    curl_multi_remove_handle(multi_, easy);
    recycle(std::move(exchange));
  }
  start_waiting(now_mono);  // In the places that became free.
  for (HttpDone& refused : refused_) done.push_back(std::move(refused));
  refused_.clear();
}

std::unique_ptr<Exchange> Exchanges::take_idle() {
  if (idle_.empty()) return std::make_unique<Exchange>();
  std::unique_ptr<Exchange> exchange = std::move(idle_.back());
  idle_.pop_back();
  return exchange;
}

void Exchanges::recycle(std::unique_ptr<Exchange> exchange) {
  if (exchange->easy() == nullptr) return;
  exchange->reset();
  idle_.push_back(std::move(exchange));
}

void Exchanges::refuse(std::uint64_t id, http::Transport transport, const std::string& detail) {
  http::Reply reply;
  reply.transport = transport;
  reply.sent = false;
  reply.detail = exchange_detail(detail, "");
  refused_.push_back(HttpDone{id, std::move(reply)});
}

}  // namespace classbell::platform
