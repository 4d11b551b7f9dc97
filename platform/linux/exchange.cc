#include "platform/linux/exchange.h"

#include <mbedtls/ssl.h>
#include <mbedtls/x509_crt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "platform/linux/http_headers.h"

namespace classbell::platform {
namespace {

constexpr long kKeepaliveIdleS = 30;
constexpr long kKeepaliveIntervalS = 5;

long whole_seconds(Milliseconds ms) { return static_cast<long>((ms + kSecond - 1) / kSecond); }

// Why an exchange failed of which nothing was sent, by the code alone; nothing: the code tells no phase.
std::optional<http::Transport> unsent_cause(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY: return http::Transport::kDns;
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CERTPROBLEM:
    case CURLE_SSL_CIPHER:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_ENGINE_INITFAILED:
    case CURLE_SSL_SHUTDOWN_FAILED:
    case CURLE_USE_SSL_FAILED: return http::Transport::kTls;
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_GOT_NOTHING: return std::nullopt;
    default:  // A refused connection or proxy; a URL that is none; no memory.
      return http::Transport::kConnect;
  }
}

}  // namespace

std::string exchange_detail(std::string_view text, const std::string& url) {
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

Exchange::~Exchange() {
  curl_easy_cleanup(easy_);
  curl_mime_free(mime_);
  curl_slist_free_all(headers_);
}

void Exchange::reset() {
  curl_easy_reset(easy_);
  curl_mime_free(mime_);
  curl_slist_free_all(headers_);
  mime_ = nullptr;
  headers_ = nullptr;
  prepared_ = true;
  request_ = http::Request();
  reply_ = http::Reply();
  retry_after_text_.clear();
  chain_ = nullptr;
  header_bytes_ = 0;
  connecting_ = securing_ = too_large_ = false;
  sendings_ = 0;
  error_[0] = '\0';
}

bool Exchange::prepare(std::uint64_t id, http::Request request, const TrustAnchors::Chain* chain,
                       Milliseconds timeout_ms, const HttpOptions& options) {
  if (easy_ == nullptr) return false;
  id_ = id;
  request_ = std::move(request);
  chain_ = chain;
  set(CURLOPT_URL, request_.url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "http,https");
  set(CURLOPT_DEFAULT_PROTOCOL, "https");
  set(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  set(CURLOPT_PATH_AS_IS, 1L);  // What the vendor signed, is sent.
  set(CURLOPT_USERAGENT, options.user_agent.c_str());
  prepare_limits(timeout_ms, options);
  prepare_tls();
  prepare_callbacks();
  return prepare_body();
}

void Exchange::prepare_limits(Milliseconds timeout_ms, const HttpOptions& options) {
  header_bytes_max_ = options.header_bytes_max;
  unacknowledged_ms_ = static_cast<unsigned>(options.unacknowledged_ms);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_QUICK_EXIT, 1L);  // Else cancelling a name's resolution waits for it to end.
  set(CURLOPT_TIMEOUT_MS, static_cast<long>(timeout_ms));
  set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(std::min(timeout_ms, options.connect_timeout_ms)));
  set(CURLOPT_LOW_SPEED_LIMIT, options.silence_ms > 0 ? 1L : 0L);
  set(CURLOPT_LOW_SPEED_TIME, whole_seconds(options.silence_ms));
  set(CURLOPT_DNS_CACHE_TIMEOUT, whole_seconds(options.name_cache_ms));
  set(CURLOPT_MAXAGE_CONN, whole_seconds(options.connection_idle_ms));
  set(CURLOPT_TCP_KEEPALIVE, 1L);
  set(CURLOPT_TCP_KEEPIDLE, kKeepaliveIdleS);
  set(CURLOPT_TCP_KEEPINTVL, kKeepaliveIntervalS);
  set(CURLOPT_MAXFILESIZE_LARGE, static_cast<curl_off_t>(request_.reply_bytes_max));  // An announced length.
}

void Exchange::prepare_tls() {
  set(CURLOPT_SSL_VERIFYPEER, 1L);
  set(CURLOPT_SSL_VERIFYHOST, 2L);
  set(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  for (const CURLoption roots : {CURLOPT_CAINFO, CURLOPT_CAPATH, CURLOPT_PROXY_CAINFO, CURLOPT_PROXY_CAPATH}) {
    set(roots, static_cast<const char*>(nullptr));  // on_tls hands over the parsed ones.
  }
  if (chain_ != nullptr && !chain_->private_text.empty()) {
    // Not to verify by: it is a part of what libcurl compares before it uses a connection or a TLS session again.
    curl_blob mark{const_cast<char*>(chain_->private_text.data()), chain_->private_text.size(), CURL_BLOB_NOCOPY};
    set(CURLOPT_CAINFO_BLOB, &mark);
  }
}

void Exchange::prepare_callbacks() {
  set(CURLOPT_ERRORBUFFER, error_.data());
  set(CURLOPT_PRIVATE, static_cast<void*>(this));
  set(CURLOPT_HEADERFUNCTION, &Exchange::on_header);
  set(CURLOPT_HEADERDATA, static_cast<void*>(this));
  set(CURLOPT_WRITEFUNCTION, &Exchange::on_body);
  set(CURLOPT_WRITEDATA, static_cast<void*>(this));
  set(CURLOPT_SOCKOPTFUNCTION, &Exchange::on_socket);
  set(CURLOPT_SOCKOPTDATA, static_cast<void*>(this));
  set(CURLOPT_SSL_CTX_FUNCTION, &Exchange::on_tls);
  set(CURLOPT_SSL_CTX_DATA, static_cast<void*>(this));
  set(CURLOPT_PREREQFUNCTION, &Exchange::on_sending);
  set(CURLOPT_PREREQDATA, static_cast<void*>(this));
}

bool Exchange::prepare_body() {
  if (request_.method == http::Method::kGet) return set(CURLOPT_HTTPGET, 1L);

  std::string type = "Content-Type:";  // By itself: none, where libcurl would say it is a form.
  if (!request_.content_type.empty()) type += " " + request_.content_type;
  if (type.find_first_of("\r\n") != std::string::npos) return false;
  headers_ = curl_slist_append(nullptr, "Expect:");  // Some servers never answer 100-continue.
  if (headers_ == nullptr) return false;
  if (request_.parts.empty()) {
    if (curl_slist_append(headers_, type.c_str()) == nullptr) return false;
    set(CURLOPT_POST, 1L);
    set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(CURLOPT_POSTFIELDS, request_.body.data());
  } else if (!prepare_parts()) {
    return false;
  }
  return set(CURLOPT_HTTPHEADER, headers_);
}

bool Exchange::prepare_parts() {
  mime_ = curl_mime_init(easy_);
  if (mime_ == nullptr) return false;
  for (const http::Part& part : request_.parts) {
    curl_mimepart* made = curl_mime_addpart(mime_);
    if (made == nullptr || curl_mime_name(made, part.name.c_str()) != CURLE_OK ||
        curl_mime_data(made, part.content.data(), part.content.size()) != CURLE_OK ||
        (!part.file_name.empty() && curl_mime_filename(made, part.file_name.c_str()) != CURLE_OK)) {
      return false;
    }
  }
  return set(CURLOPT_MIMEPOST, mime_);
}

std::size_t Exchange::on_header(char* data, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::string_view line(data, size * count);
  self.header_bytes_ += line.size();
  if (self.header_bytes_ > self.header_bytes_max_) {
    self.too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  if (line.substr(0, 5) == "HTTP/") {  // Of an interim reply, or of a proxy's before.
    self.reply_.date_utc.reset();
    self.retry_after_text_.clear();
  } else if (const auto date = header_value(line, "date:")) {
    self.reply_.date_utc = http_date(*date);
  } else if (auto wait = header_value(line, "retry-after:")) {
    self.retry_after_text_ = std::move(*wait);
  }
  return line.size();
}

std::size_t Exchange::on_body(char* data, std::size_t size, std::size_t count, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  const std::size_t bytes = size * count;
  if (bytes > self.request_.reply_bytes_max - self.reply_.body.size()) {
    self.too_large_ = true;
    return CURL_WRITEFUNC_ERROR;
  }
  self.reply_.body.append(data, bytes);
  return bytes;
}

int Exchange::on_socket(void* exchange, curl_socket_t socket, curlsocktype purpose) {
  auto& self = *static_cast<Exchange*>(exchange);
  self.connecting_ = true;
  if (purpose == CURLSOCKTYPE_IPCXN) {  // Else a dead link is found after a quarter of an hour. A wish: no error.
    setsockopt(socket, IPPROTO_TCP, TCP_USER_TIMEOUT, &self.unacknowledged_ms_, sizeof self.unacknowledged_ms_);
  }
  return CURL_SOCKOPT_OK;
}

// libcurl calls this when it has configured everything, so what is set here stays.
CURLcode Exchange::on_tls(CURL*, void* config, void* exchange) {
  auto& self = *static_cast<Exchange*>(exchange);
  auto* ssl = static_cast<mbedtls_ssl_config*>(config);
  self.securing_ = true;
  if (self.chain_ == nullptr) return CURLE_SSL_CACERT_BADFILE;  // An https proxy before an http URL.
  mbedtls_ssl_conf_ca_chain(ssl, self.chain_->certificates, nullptr);
  // libcurl admits SHA-1 and RSA of 1024 bits.
  mbedtls_ssl_conf_cert_profile(ssl, &mbedtls_x509_crt_profile_default);
  // libcurl turns TLS 1.2 tickets off; many servers resume by nothing else.
  mbedtls_ssl_conf_session_tickets(ssl, MBEDTLS_SSL_SESSION_TICKETS_ENABLED);
  return CURLE_OK;
}

// libcurl repeats a request, a POST too, when a kept connection dies without a reply; it asks here each time before.
int Exchange::on_sending(void* exchange, char*, char*, int, int) {
  auto& self = *static_cast<Exchange*>(exchange);
  if (self.request_.once && self.sendings_ > 0) return CURL_PREREQFUNC_ABORT;
  ++self.sendings_;
  return CURL_PREREQFUNC_OK;
}

http::Transport Exchange::transport(CURLcode code) const {
  if (code == CURLE_OK) return http::Transport::kOk;
  if (sendings_ == 0) {
    if (const auto cause = unsent_cause(code)) return *cause;
    if (securing_) return http::Transport::kTls;
    return connecting_ ? http::Transport::kConnect : http::Transport::kDns;
  }
  if (too_large_ || code == CURLE_FILESIZE_EXCEEDED) return http::Transport::kTooLarge;
  return code == CURLE_OPERATION_TIMEDOUT ? http::Transport::kTimeout : http::Transport::kBroken;
}

http::Reply Exchange::finish(CURLcode code) {
  long status = 0;
  curl_easy_getinfo(easy_, CURLINFO_RESPONSE_CODE, &status);
  reply_.status = static_cast<int>(status);
  reply_.transport = transport(code);
  reply_.sent = sendings_ > 0;
  if (!retry_after_text_.empty()) reply_.retry_after_ms = retry_after(retry_after_text_, reply_.date_utc);
  if (code != CURLE_OK) {
    // With an '@' it quotes a proxy's address, password and all.
    const bool telling = error_[0] != '\0' && std::strchr(error_.data(), '@') == nullptr;
    const char* text = telling ? error_.data() : curl_easy_strerror(code);
    if (too_large_ || code == CURLE_FILESIZE_EXCEEDED) text = "The reply is larger than allowed";
    if (code == CURLE_ABORTED_BY_CALLBACK) text = "The connection broke before a reply; not to be sent again";
    reply_.detail = exchange_detail(text, request_.url);
    reply_.body = std::string();
  }
  return std::move(reply_);
}

}  // namespace classbell::platform
