#ifndef CLASSBELL_PLATFORM_LINUX_EXCHANGE_H_
#define CLASSBELL_PLATFORM_LINUX_EXCHANGE_H_

#include <curl/curl.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/http.h"
#include "core/time.h"
#include "platform/linux/http_options.h"
#include "platform/linux/trust_anchors.h"

namespace classbell::platform {

// One HTTP exchange and the handle that carries it: the request as libcurl's options, the reply as libcurl's callbacks
// tell of it. libcurl holds its address while it is under way.
class Exchange {
 public:
  Exchange() : easy_(curl_easy_init()) {}
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // False: libcurl refuses the request, or is out of memory. `chain` is borrowed until reset(); it may be null for a
  // URL of http. Of `options` nothing is kept.
  bool prepare(std::uint64_t id, http::Request request, const TrustAnchors::Chain* chain, Milliseconds timeout_ms,
               const HttpOptions& options);

  // What became of it, once libcurl is done with it.
  http::Reply finish(CURLcode code);

  // As new, with the same handle. libcurl must be done with it.
  void reset();

  CURL* easy() const { return easy_; }  // Null: out of memory.
  std::uint64_t id() const { return id_; }

 private:
  // Once an option was refused, all that follow fail too: an exchange that lacks one is not to be started.
  template <class Value>
  bool set(CURLoption option, Value value) {
    prepared_ = prepared_ && curl_easy_setopt(easy_, option, value) == CURLE_OK;
    return prepared_;
  }
  void prepare_limits(Milliseconds timeout_ms, const HttpOptions& options);
  void prepare_tls();
  void prepare_callbacks();
  bool prepare_body();
  bool prepare_parts();
  http::Transport transport(CURLcode code) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* exchange);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange);
  static int on_socket(void* exchange, curl_socket_t socket, curlsocktype purpose);
  static CURLcode on_tls(CURL* easy, void* config, void* exchange);
  static int on_sending(void* exchange, char* remote, char* local, int remote_port, int local_port);

  CURL* const easy_;
  bool prepared_ = true;
  std::uint64_t id_ = 0;
  http::Request request_;
  const TrustAnchors::Chain* chain_ = nullptr;
  std::size_t header_bytes_max_ = 0;
  unsigned unacknowledged_ms_ = 0;
  curl_slist* headers_ = nullptr;
  curl_mime* mime_ = nullptr;

  http::Reply reply_;
  std::string retry_after_text_;
  std::size_t header_bytes_ = 0;
  bool connecting_ = false;  // The name is known.
  bool securing_ = false;    // The connection is there, and TLS begins.
  bool too_large_ = false;
  int sendings_ = 0;
  std::array<char, CURL_ERROR_SIZE> error_{};
};

// `text` in one line of printable ASCII, and nothing of the query of `url`, which may hold a signature or a token.
std::string exchange_detail(std::string_view text, const std::string& url);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_EXCHANGE_H_
