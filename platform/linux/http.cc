#include "platform/linux/http.h"

#include <curl/curl.h>
#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <psa/crypto.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>
#include <ctime>
#include <optional>
#include <string_view>
#include <utility>

namespace classbell::platform {
namespace {

constexpr long kKeepaliveIdleS = 30;
constexpr long kKeepaliveIntervalS = 5;

long whole_seconds(Milliseconds ms) { return static_cast<long>((ms + kSecond - 1) / kSecond); }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The value of `line` if it is the header `name` (in small letters, with its colon).
std::optional<std::string> header_value(std::string_view line, std::string_view name) {
  if (line.size() < name.size()) return std::nullopt;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (lower(line[i]) != name[i]) return std::nullopt;
  }
  line.remove_prefix(name.size());
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t begin = line.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos) return std::string();
  return std::string(line.substr(begin, line.find_last_not_of(kBlanks) - begin + 1));
}

std::optional<Milliseconds> http_date(const std::string& text) {
  const time_t seconds = curl_getdate(text.c_str(), nullptr);
  if (seconds < 0) return std::nullopt;
  return Milliseconds{seconds} * kSecond;
}

// RFC 9110 10.2.3: seconds, or a date, which is by the server's clock and so measured from its Date.
Milliseconds retry_after(const std::string& text, std::optional<Milliseconds> date_utc) {
  Milliseconds wait_ms = 0;
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string::npos) {
    for (const char digit : text) wait_ms = std::min(wait_ms * 10 + (digit - '0') * kSecond, kHour);
  } else if (const auto until = http_date(text)) {
    wait_ms = *until - date_utc.value_or(Milliseconds{std::time(nullptr)} * kSecond);
  }
  return std::clamp<Milliseconds>(wait_ms, 0, kHour);
}

// `text` in one line of printable ASCII, and nothing of the query of `url`, which may hold a signature or a token.
std::string sentence(std::string_view text, const std::string& url) {
  constexpr std::size_t kLengthMax = 200;
  constexpr std::size_t kQueryTelling = 4;  // A shorter one may occur by chance.
  text = text.substr(0, text.find('?'));
  if (const std::size_t mark = url.find('?'); mark != std::string::npos && url.size() - mark > kQueryTelling) {
    text = text.substr(0, text.find(std::string_view(url).substr(mark + 1)));
  }
  std::string out;
  for (const char c : text.substr(0, kLengthMax)) {
    const bool printable = c > ' ' && c < '\x7f';
    if (printable) {
      out += c;
    } else if (!out.empty() && out.back() != ' ') {
      out += ' ';
    }
  }
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

// Why an exchange failed of which nothing was sent, by the code alone; nothing: the code tells no phase.
std::optional<http::Transport> unsent_cause(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return http::Transport::kDns;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_USE_SSL_FAILED:
      return http::Transport::kTls;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING:
      return std::nullopt;
    default:  // A refused connection or proxy; a URL that is none; no memory.
      return http::Transport::kConnect;
  }
}

}  // namespace

// One exchange and the handle that carries it. libcurl holds its address while it is under way.
struct Exchanges::Exchange {
  Exchange() : easy(curl_easy_init()) {}
  ~Exchange() {
    curl_easy_cleanup(easy);
    curl_mime_free(mime);
    curl_slist_free_all(headers);
  }
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // Once an option was refused, all that follow fail too: an exchange that lacks one is not to be started.
  template <class Value>
  bool set(CURLoption option, Value value) {
    prepared = prepared && curl_easy_setopt(easy, option, value) == CURLE_OK;
    return prepared;
  }

  http::Reply finish(CURLcode code);
  http::Transport transport(CURLcode code) const;

  static std::size_t on_header(char* data, std::size_t size, std::size_t count, void* exchange);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count, void* exchange);
  static int on_socket(void* exchange, curl_socket_t socket, curlsocktype purpose);
  static CURLcode on_tls(CURL* easy, void* config, void* exchange);
  static int on_sending(void* exchange, char* remote, char* local, int remote_port, int local_port);

  CURL* const easy;
  bool prepared = true;
  std::uint64_t id = 0;
  http::Request request;
  const TrustAnchors::Chain* chain = nullptr;
  std::size_t header_bytes_max = 0;
  unsigned unacknowledged_ms = 0;
  curl_slist* headers = nullptr;
  curl_mime* mime = nullptr;

  http::Reply reply;
  std::string retry_after_text;
  std::size_t header_bytes = 0;
  bool connecting = false;  // The name is known.
  bool securing = false;    // The connection is there, and TLS begins.
  bool too_large = false;
  int sendings = 0;
  std::array<char, CURL_ERROR_SIZE> error{};
};

std::size_t Exchanges::Exchange::on_header(char* data, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::string_view line(data, size * count);
  self.header_bytes += line.size();
  if (self.header_bytes > self.header_bytes_max) {
    self.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  if (line.substr(0, 5) == "HTTP/") {  // Of an interim reply, or of a proxy's before.
    self.reply.date_utc.reset();
    self.retry_after_text.clear();
  } else if (const auto date = header_value(line, "date:")) {
    self.reply.date_utc = http_date(*date);
  } else if (auto wait = header_value(line, "retry-after:")) {
    self.retry_after_text = std::move(*wait);
  }
  return line.size();
}

std::size_t Exchanges::Exchange::on_body(char* data, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::size_t bytes = size * count;
  if (bytes > self.request.reply_bytes_max - self.reply.body.size()) {
    self.too_large = true;
    return CURL_WRITEFUNC_ERROR;
  }
  self.reply.body.append(data, bytes);
  return bytes;
}

int Exchanges::Exchange::on_socket(void* exchange, curl_socket_t socket, curlsocktype purpose) {
  auto& self = *static_cast<Exchange*>(exchange);
  self.connecting = true;
  if (purpose == CURLSOCKTYPE_IPCXN) {  // Else a dead link is found after a quarter of an hour. A wish: no error.
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &self.unacknowledged_ms, sizeof self.unacknowledged_ms);
  }
  return CURL_SOCKOPT_OK;
}

// libcurl calls this when it has configured everything, so what is set here stays.
CURLcode Exchanges::Exchange::on_tls(CURL*, void* config, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  auto* ssl = static_cast<mbedtls_ssl_config*>(config);
  self.securing = true;
  if (self.chain == nullptr) return CURLE_SSL_CACERT_BADFILE;  // An https proxy before an http URL.
  mbedtls_ssl_conf_ca_chain(ssl, self.chain->certificates, nullptr);
  // libcurl admits SHA-1 and RSA of 1024 bits.
  mbedtls_ssl_conf_cert_profile(ssl, &mbedtls_x509_crt_profile_default);
  // libcurl turns TLS 1.2 tickets off; many servers resume by nothing else.
  mbedtls_ssl_conf_session_tickets(ssl, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
#ifdef MBEDTLS_SSL_RENEGOTIATION
  mbedtls_ssl_conf_renegotiation(ssl, MBEDTLS_SSL_RENEGOTIATION_DISABLED);
#endif
  return CURLE_OK;
}

// libcurl repeats a request, a POST too, when a kept connection dies without a reply; it asks here each time before.
int Exchanges::Exchange::on_sending(void* exchange, char*, char*, int, int) {
  auto& self = *static_cast<Exchange*>(exchange);
  if (self.request.once && self.sendings > 0) return CURL_PREREQFUNC_ABORT;
  ++self.sendings;
  return CURL_PREREQFUNC_OK;
}

http::Transport Exchanges::Exchange::transport(CURLcode code) const {
  if (code == CURLE_OK) return http::Transport::kOk;
  if (sendings == 0) {
    if (const auto cause = unsent_cause(code)) return *cause;
    if (securing) return http::Transport::kTls;
    return connecting ? http::Transport::kConnect : http::Transport::kDns;
  }
  if (too_large || code == CURLE_FILESIZE_EXCEEDED) return http::Transport::kTooLarge;
  return code == CURLE_OPERATION_TIMEDOUT ? http::Transport::kTimeout : http::Transport::kBroken;
}

http::Reply Exchanges::Exchange::finish(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
  reply.status = static_cast<int>(status);
  reply.transport = transport(code);
  reply.sent = sendings > 0;
  if (!retry_after_text.empty()) reply.retry_after_ms = retry_after(retry_after_text, reply.date_utc);
  if (code != CURLE_OK) {
    // With an '@' it quotes a proxy's address, password and all.
    const bool telling = error[0] != '\0' && std::strchr(error.data(), '@') == nullptr;
    const char* text = telling ? error.data() : curl_easy_strerror(code);
    if (too_large || code == CURLE_FILESIZE_EXCEEDED) text = "The reply is larger than allowed";
    if (code == CURLE_ABORTED_BY_CALLBACK) text = "The connection broke before a reply; not to be sent again";
    reply.detail = sentence(text, request.url);
    reply.body = std::string();
  }
  return std::move(reply);
}

tl::expected<std::unique_ptr<Exchanges>, std::string> Exchanges::open(const HttpOptions& options) {
  if (psa_crypto_init() != PSA_SUCCESS) return tl::unexpected(std::string("PSA cryptography cannot be initialised"));
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
  for (const auto& exchange : active_) curl_multi_remove_handle(multi_, exchange->easy);
  active_.clear();
  idle_.clear();
  curl_multi_cleanup(multi_);
  curl_global_cleanup();
}

std::uint64_t Exchanges::send(http::Request request, const std::string& ca_file, Milliseconds now_mono) {
  const std::uint64_t id = ++last_id_;
  const Milliseconds deadline_mono = now_mono + std::clamp<Milliseconds>(request.timeout_ms, 1, kDay);
  Waiting waiting{id, std::move(request), ca_file, deadline_mono};
  if (active_.size() < options_.exchanges_max) {
    start(std::move(waiting), now_mono);
  } else if (waiting_.size() < options_.waiting_max) {
    waiting_.push_back(std::move(waiting));
  } else {
    refuse(id, http::Transport::kConnect, "Too many requests are waiting already");
  }
  return id;
}

void Exchanges::cancel(std::uint64_t id) {
  const auto same = [id](const auto& item) { return item.id == id; };
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(), same), waiting_.end());
  refused_.erase(std::remove_if(refused_.begin(), refused_.end(), same), refused_.end());
  const auto found =
      std::find_if(active_.begin(), active_.end(), [id](const auto& exchange) { return exchange->id == id; });
  if (found == active_.end()) return;
  std::unique_ptr<Exchange> exchange = std::move(*found);
  active_.erase(found);
  curl_multi_remove_handle(multi_, exchange->easy);
  recycle(std::move(exchange));
}

void Exchanges::run(Milliseconds now_mono, std::vector<HttpDone>& done) {
  start_waiting(now_mono);
  int running = 0;
  curl_multi_perform(multi_, &running);
  collect(done);
  start_waiting(now_mono);  // In the places that became free: they begin in the next run, which is due at once.
  for (HttpDone& refused : refused_) done.push_back(std::move(refused));
  refused_.clear();
}

Milliseconds Exchanges::deadline() const {
  Milliseconds earliest = kNever;
  for (const Waiting& waiting : waiting_) earliest = std::min(earliest, waiting.deadline_mono);
  return earliest;
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
  exchange->id = id;
  exchange->request = std::move(waiting.request);
  if (exchange->easy == nullptr || !prepare(*exchange, chain.value_or(nullptr), waiting.deadline_mono - now_mono) ||
      curl_multi_add_handle(multi_, exchange->easy) != CURLM_OK) {
    recycle(std::move(exchange));
    return refuse(id, http::Transport::kConnect, "libcurl refuses the request, or is out of memory");
  }
  active_.push_back(std::move(exchange));
}

bool Exchanges::prepare(Exchange& exchange, const TrustAnchors::Chain* chain, Milliseconds timeout_ms) {
  const http::Request& request = exchange.request;
  exchange.chain = chain;
  exchange.header_bytes_max = options_.header_bytes_max;
  exchange.unacknowledged_ms = static_cast<unsigned>(options_.unacknowledged_ms);

  exchange.set(CURLOPT_URL, request.url.c_str());
  exchange.set(CURLOPT_PROTOCOLS_STR, "http,https");
  exchange.set(CURLOPT_DEFAULT_PROTOCOL, "https");
  exchange.set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  exchange.set(CURLOPT_PATH_AS_IS, 1L);  // What the vendor signed, is sent.
  exchange.set(CURLOPT_USERAGENT, options_.user_agent.c_str());

  exchange.set(CURLOPT_NOSIGNAL, 1L);
  exchange.set(CURLOPT_QUICK_EXIT, 1L);  // Else cancelling a name's resolution waits for it to end.
  exchange.set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  exchange.set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout_ms, options_.connect_timeout_ms)));
  exchange.set(CURLOPT_LOW_SPEED_LIMIT, options_.silence_ms > 0 ? 1L : 0L);
  exchange.set(CURLOPT_LOW_SPEED_TIME, whole_seconds(options_.silence_ms));
  exchange.set(CURLOPT_DNS_CACHE_TIMEOUT, whole_seconds(options_.name_cache_ms));
  exchange.set(CURLOPT_MAXAGE_CONN, whole_seconds(options_.connection_idle_ms));
  exchange.set(CURLOPT_TCP_KEEPALIVE, 1L);
  exchange.set(CURLOPT_TCP_KEEPIDLE, kKeepaliveIdleS);
  exchange.set(CURLOPT_TCP_KEEPINTVL, kKeepaliveIntervalS);

  exchange.set(CURLOPT_SSL_VERIFYPEER, 1L);
  exchange.set(CURLOPT_SSL_VERIFYHOST, 2L);
  exchange.set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  for (const CURLoption roots : {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH}) {
    exchange.set(roots, static_cast<const char*>(nullptr));  // on_tls hands over the parsed ones.
  }
  if (chain != nullptr && !chain->private_text.empty()) {
    // Not to verify by: it is a part of what libcurl compares before it uses a connection or a TLS session again.
    curl_blob mark{const_cast<char*>(chain->private_text.data()), chain->private_text.size(), CURL_BLOB_NOCOPY};
    exchange.set(CURLOPT_CAINFO_BLOB, &mark);
  }

  exchange.set(CURLOPT_ERRORBUFFER, exchange.error.data());
  exchange.set(CURLOPT_PRIVATE, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  exchange.set(CURLOPT_HEADERDATA, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  exchange.set(CURLOPT_WRITEDATA, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_SOCKOPTFUNCTION, &Exchange::on_socket);
  exchange.set(CURLOPT_SOCKOPTDATA, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_SSL_CTX_FUNCTION, &Exchange::on_tls);
  exchange.set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_PREREQFUNCTION, &Exchange::on_sending);
  exchange.set(CURLOPT_PREREQDATA, static_cast<void*>(&exchange));
  exchange.set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request.reply_bytes_max));  // An announced length.
  return prepare_body(exchange);
}

bool Exchanges::prepare_body(Exchange& exchange) {
  const http::Request& request = exchange.request;
  if (request.method == http::Method::kGet) return exchange.set(CURLOPT_HTTPGET, 1L);

  std::string type = "Content-Type:";  // By itself: none, where libcurl would say it is a form.
  if (!request.content_type.empty()) type += " " + request.content_type;
  if (type.find_first_of("\r\n") != std::string::npos) return false;
  exchange.headers = curl_slist_append(nullptr, "Expect:");  // Some servers never answer 100-continue.
  if (exchange.headers == nullptr) return false;
  if (request.parts.empty()) {
    if (curl_slist_append(exchange.headers, type.c_str()) == nullptr) return false;
    exchange.set(CURLOPT_POST, 1L);
    exchange.set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request.body.size()));
    exchange.set(CURLOPT_POSTFIELDS, request.body.data());
  } else {
    exchange.mime = curl_mime_init(exchange.easy);
    if (exchange.mime == nullptr) return false;
    for (const http::Part& part : request.parts) {
      curl_mimepart* made = curl_mime_addpart(exchange.mime);
      if (made == nullptr || curl_mime_name(made, part.name.c_str()) != CURLE_OK ||
          curl_mime_data(made, part.content.data(), part.content.size()) != CURLE_OK ||
          (!part.file_name.empty() && curl_mime_filename(made, part.file_name.c_str()) != CURLE_OK)) {
        return false;
      }
    }
    exchange.set(CURLOPT_MIMEPOST, exchange.mime);
  }
  return exchange.set(CURLOPT_HTTPHEADER, exchange.headers);
}

void Exchanges::collect(std::vector<HttpDone>& done) {
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* easy = message->easy_handle;
    const CURLcode code = message->data.result;  // `message` ends with the removal.
    const auto found =
        std::find_if(active_.begin(), active_.end(), [easy](const auto& exchange) { return exchange->easy == easy; });
    assert(found != active_.end());
    std::unique_ptr<Exchange> exchange = std::move(*found);
    active_.erase(found);
    done.push_back(HttpDone{exchange->id, exchange->finish(code)});
    curl_multi_remove_handle(multi_, easy);
    recycle(std::move(exchange));
  }
}

std::unique_ptr<Exchanges::Exchange> Exchanges::take_idle() {
  if (idle_.empty()) return std::make_unique<Exchange>();
  std::unique_ptr<Exchange> exchange = std::move(idle_.back());
  idle_.pop_back();
  return exchange;
}

void Exchanges::recycle(std::unique_ptr<Exchange> exchange) {
  if (exchange->easy == nullptr) return;
  curl_easy_reset(exchange->easy);
  curl_mime_free(exchange->mime);
  curl_slist_free_all(exchange->headers);
  exchange->mime = nullptr;
  exchange->headers = nullptr;
  exchange->prepared = true;
  exchange->request = http::Request();
  exchange->reply = http::Reply();
  exchange->retry_after_text.clear();
  exchange->chain = nullptr;
  exchange->header_bytes = 0;
  exchange->connecting = exchange->securing = exchange->too_large = false;
  exchange->sendings = 0;
  exchange->error[0] = '\0';
  idle_.push_back(std::move(exchange));
}

void Exchanges::refuse(std::uint64_t id, http::Transport transport, std::string detail) {
  http::Reply reply;
  reply.transport = transport;
  reply.sent = false;
  reply.detail = sentence(detail, "");
  refused_.push_back(HttpDone{id, std::move(reply)});
}

}  // namespace classbell::platform
