#include "server.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>

namespace cloud {
namespace {

constexpr size_t kBodyMax = 120u << 20;  // UploadFile takes 100 MB.

// One request on its way, from its first byte to MHD's completion.
struct Exchange {
  Request request;
  Plan plan;
  bool headers_done = false;
};

// The body as MHD asks for it: at once, or drop by drop.
struct Source {
  Server* server;
  int fd;
  Plan plan;
};

// Blocks up to `timeout_ms`, or until the client has closed its side.
bool client_gone(int fd, int timeout_ms) {
  pollfd p{fd, POLLRDHUP, 0};
  return poll(&p, 1, timeout_ms) > 0 && (p.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0;
}

enum class Waited { kDone, kGone, kStopping };

Waited wait_until(Server& server, int fd, std::chrono::steady_clock::time_point until, bool mind_client) {
  using namespace std::chrono;
  while (steady_clock::now() < until) {
    if (server.stopping()) return Waited::kStopping;
    const auto left = duration_cast<milliseconds>(until - steady_clock::now());
    const auto nap = std::min(left + milliseconds(1), milliseconds(20));
    if (!mind_client) {
      std::this_thread::sleep_for(nap);
    } else if (client_gone(fd, static_cast<int>(nap.count()))) {
      return Waited::kGone;
    }
  }
  return Waited::kDone;
}

std::chrono::steady_clock::time_point after(double seconds) {
  using namespace std::chrono;
  return steady_clock::now() + duration_cast<steady_clock::duration>(duration<double>(seconds));
}

void* on_uri(void*, const char* uri, MHD_Connection*) {
  auto* exchange = new Exchange;
  const std::string text = uri;
  const size_t mark = text.find('?');
  exchange->request.path = text.substr(0, mark);
  if (mark != std::string::npos) exchange->request.query = text.substr(mark + 1);
  return exchange;
}

MHD_Result on_header(void* cls, MHD_ValueKind, const char* key, const char* value) {
  std::string name = key;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  static_cast<Request*>(cls)->headers[name] = value ? value : "";
  return MHD_YES;
}

ssize_t on_read(void* cls, uint64_t at, char* out, size_t max) {
  auto* source = static_cast<Source*>(cls);
  const std::string& body = source->plan.reply.body;
  if (at >= body.size()) {
    if (source->plan.promised_size < 0) return MHD_CONTENT_READER_END_OF_STREAM;
    return MHD_CONTENT_READER_END_WITH_ERROR;  // Less than promised.
  }
  size_t size = std::min(max, body.size() - at);
  if (source->plan.drip_bytes_per_s > 0) {
    const auto due = after(1 / source->plan.drip_bytes_per_s);
    if (wait_until(*source->server, source->fd, due, true) != Waited::kDone) return MHD_CONTENT_READER_END_WITH_ERROR;
    size = 1;
  }
  std::memcpy(out, body.data() + at, size);
  if (at + size == body.size()) source->server->cloud().finish(source->plan.seq, "answered");
  return static_cast<ssize_t>(size);
}

void on_source_free(void* cls) {
  auto* source = static_cast<Source*>(cls);
  source->server->cloud().finish(source->plan.seq, "gone");  // Nothing when it was answered.
  delete source;
}

// RST instead of FIN: dissolving the association of a connected TCP socket does that on Linux.
void reset(int fd) {
  const linger hard{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
  sockaddr none{};
  none.sa_family = AF_UNSPEC;
  connect(fd, &none, sizeof none);
}

MHD_Response* make_response(Server& server, int fd, const Plan& plan) {
  const bool streamed = plan.drip_bytes_per_s > 0 || plan.chunked || plan.promised_size >= 0;
  if (!streamed) {
    server.cloud().finish(plan.seq, "answered");  // Before the first byte: the client may answer faster than we return.
    return MHD_create_response_from_buffer(plan.reply.body.size(), const_cast<char*>(plan.reply.body.data()),
                                           MHD_RESPMEM_MUST_COPY);
  }
  const uint64_t size = plan.promised_size >= 0 ? static_cast<uint64_t>(plan.promised_size)
                        : plan.chunked ? MHD_SIZE_UNKNOWN : plan.reply.body.size();
  return MHD_create_response_from_callback(size, plan.drip_bytes_per_s > 0 ? 1 : 32768, on_read,
                                           new Source{&server, fd, plan}, on_source_free);
}

// The wait of a plan. False: there is nobody left to answer. A late request is carried out even then.
bool hang(Server& server, int fd, Exchange& exchange) {
  Plan& plan = exchange.plan;
  const auto due = after(plan.wait_s);
  Waited waited = wait_until(server, fd, due, true);
  const bool gone = waited != Waited::kDone;
  if (gone) server.cloud().finish(plan.seq, "gone");
  if (waited == Waited::kGone && plan.late) waited = wait_until(server, fd, due, false);
  if (waited == Waited::kDone && plan.late) server.cloud().late(exchange.request, plan);
  return !gone;
}

MHD_Result answer(Server& server, MHD_Connection* connection, Exchange& exchange) {
  const int fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  exchange.plan = server.cloud().begin(exchange.request);
  Plan& plan = exchange.plan;
  if (plan.wait_s > 0 && !hang(server, fd, exchange)) return MHD_NO;
  if (plan.end != Plan::End::kReply) {
    server.cloud().finish(plan.seq, "dropped");
    if (plan.end == Plan::End::kReset) reset(fd);
    return MHD_NO;
  }
  MHD_Response* response = make_response(server, fd, plan);
  MHD_add_response_header(response, "Content-Type", plan.reply.type.c_str());
  MHD_add_response_header(response, "Date", plan.date.c_str());
  for (const auto& [name, value] : plan.reply.headers) MHD_add_response_header(response, name.c_str(), value.c_str());
  const MHD_Result result = MHD_queue_response(connection, static_cast<unsigned>(plan.reply.status), response);
  MHD_destroy_response(response);
  return result;
}

MHD_Result on_request(void* cls, MHD_Connection* connection, const char*, const char* method, const char*,
                      const char* data, size_t* size, void** con_cls) {
  auto* server = static_cast<Server*>(cls);
  auto* exchange = static_cast<Exchange*>(*con_cls);
  if (!exchange->headers_done) {
    exchange->headers_done = true;
    exchange->request.method = method;
    const auto* tls = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_PROTOCOL);
    exchange->request.https = tls != nullptr;
    MHD_get_connection_values(connection, MHD_HEADER_KIND, on_header, &exchange->request);
    return MHD_YES;
  }
  if (*size > 0) {
    if (exchange->request.body.size() + *size > kBodyMax) return MHD_NO;
    exchange->request.body.append(data, *size);
    *size = 0;
    return MHD_YES;
  }
  return answer(*server, connection, *exchange);
}

void on_complete(void*, MHD_Connection*, void** con_cls, MHD_RequestTerminationCode) {
  delete static_cast<Exchange*>(*con_cls);
  *con_cls = nullptr;
}

}  // namespace

int Server::listen(int port, const Certificates* certificates) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  unsigned flags = MHD_USE_THREAD_PER_CONNECTION | MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_POLL;
  MHD_OptionItem tls[] = {{MHD_OPTION_END, 0, nullptr}, {MHD_OPTION_END, 0, nullptr}, {MHD_OPTION_END, 0, nullptr}};
  if (certificates) {
    certificates_ = *certificates;
    flags |= MHD_USE_TLS;
    tls[0] = {MHD_OPTION_HTTPS_MEM_KEY, 0, certificates_.server_key_pem.data()};
    tls[1] = {MHD_OPTION_HTTPS_MEM_CERT, 0, certificates_.server_pem.data()};
  }
  MHD_Daemon* daemon = MHD_start_daemon(
      flags, 0, nullptr, nullptr, &on_request, this, MHD_OPTION_SOCK_ADDR, reinterpret_cast<sockaddr*>(&address),
      MHD_OPTION_URI_LOG_CALLBACK, &on_uri, this, MHD_OPTION_NOTIFY_COMPLETED, &on_complete, this,
      MHD_OPTION_CONNECTION_TIMEOUT, keepalive_s_, MHD_OPTION_CONNECTION_LIMIT, 8000u,
      MHD_OPTION_THREAD_STACK_SIZE, size_t{512} << 10,
      MHD_OPTION_ARRAY, tls, MHD_OPTION_END);
  if (!daemon) {
    throw std::runtime_error("cannot listen on 127.0.0.1:" + std::to_string(port) + ": " + std::strerror(errno));
  }
  (certificates ? https_ : http_) = daemon;
  return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void Server::stop() {
  stopping_ = true;
  for (MHD_Daemon** daemon : {&http_, &https_}) {
    if (*daemon) MHD_stop_daemon(*daemon);
    *daemon = nullptr;
  }
}

}  // namespace cloud
