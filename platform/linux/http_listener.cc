#include "platform/linux/http_listener.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

namespace classbell::platform {
namespace {

constexpr std::size_t kHeaderBytesMax = 8U << 10U;   // libmicrohttpd's pool for a connection.
constexpr std::size_t kDiscardBytesMax = 1U << 20U;  // Of a body that is too large: read, so that 413 arrives.
constexpr int kRunsMax = 4;                          // In one step; what remains waits for the next.

struct Address {
  sockaddr_storage storage{};
  socklen_t bytes = 0;

  const sockaddr* generic() const { return reinterpret_cast<const sockaddr*>(&storage); }
};

std::optional<Address> parse_address(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const std::string_view digits = text.substr(colon + 1);
  std::uint16_t port = 0;
  const auto [end, problem] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (problem != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  std::string host(text.substr(0, colon));
  Address address;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    sockaddr_in6 six{};
    six.sin6_family = AF_INET6;
    six.sin6_port = htons(port);
    if (::inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &six.sin6_addr) != 1) return std::nullopt;
    std::memcpy(&address.storage, &six, address.bytes = sizeof six);
  } else {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    if (::inet_pton(AF_INET, host.c_str(), &four.sin_addr) != 1) return std::nullopt;
    std::memcpy(&address.storage, &four, address.bytes = sizeof four);
  }
  return address;
}

bool watch(const Descriptor& epoll, int operation, int fd, bool reading) {
  epoll_event event{};
  event.events = reading ? static_cast<std::uint32_t>(EPOLLIN) : 0U;
  event.data.fd = fd;
  return ::epoll_ctl(epoll.get(), operation, fd, &event) == 0;
}

}  // namespace

bool is_listen_address(std::string_view text) { return parse_address(text).has_value(); }

struct TcpHttpListener::Client {
  enum class Phase : std::uint8_t { kPosting, kWaiting, kReading, kCut };

  MHD_Connection* connection = nullptr;
  int socket = -1;  // libmicrohttpd's.
  Phase phase = Phase::kPosting;
  Milliseconds until_mono = 0;
  bool is_post = false;
  std::size_t body_bytes = 0;  // Of which Posted::body keeps at most kPostBytesMax.
  Posted posted;
  int status = 0;  // The answer.
  std::string json;
};

struct TcpHttpListener::Upcalls {
  static Client* client_of(MHD_Connection* connection) {
    const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != nullptr ? static_cast<Client*>(info->socket_context) : nullptr;
  }

  // A connection has come or gone.
  static void connected(void* self, MHD_Connection* connection, void** context, MHD_ConnectionNotificationCode code) {
    auto& listener = *static_cast<TcpHttpListener*>(self);
    auto& clients = listener.clients_;
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
      const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
      auto client = std::make_unique<Client>();
      client->connection = connection;
      client->socket = info != nullptr ? info->connect_fd : -1;
      client->until_mono = listener.mono_ + kPosterPatience;
      *context = client.get();
      clients.push_back(std::move(client));
      return;
    }
    const auto is_it = [&](const std::unique_ptr<Client>& client) { return client.get() == *context; };
    clients.erase(std::remove_if(clients.begin(), clients.end(), is_it), clients.end());
    *context = nullptr;
  }

  static MHD_Result parameter(void* to, MHD_ValueKind, const char* key, std::size_t key_bytes, const char* value,
                              std::size_t value_bytes) {
    auto& query = static_cast<Posted*>(to)->query;
    if (query.size() == kPostParametersMax) return MHD_NO;
    query.emplace_back(std::string(key, key_bytes), value != nullptr ? std::string(value, value_bytes) : std::string());
    return MHD_YES;
  }

  // Called with the head of a request, with each part of its body, at its end, and once more when it is resumed.
  static MHD_Result request(void* self, MHD_Connection* connection, const char* path, const char* method, const char*,
                            const char* part, std::size_t* part_bytes, void** begun) {
    auto& listener = *static_cast<TcpHttpListener*>(self);
    Client* client = client_of(connection);
    if (client == nullptr || client->phase == Client::Phase::kCut) return MHD_NO;
    if (*begun == nullptr) {
      *begun = client;
      client->is_post = std::strcmp(method, MHD_HTTP_METHOD_POST) == 0;
      client->posted.path = path;
      MHD_get_connection_values_n(connection, MHD_GET_ARGUMENT_KIND, &parameter, &client->posted);
      return MHD_YES;
    }
    if (*part_bytes > 0) return take(*client, {part, std::exchange(*part_bytes, 0)});
    if (client->phase == Client::Phase::kReading) return respond(*client);
    if (!client->is_post || client->body_bytes > kPostBytesMax) {
      client->status = client->is_post ? MHD_HTTP_CONTENT_TOO_LARGE : MHD_HTTP_METHOD_NOT_ALLOWED;
      client->until_mono = listener.mono_ + kPosterPatience;
      client->phase = Client::Phase::kReading;
      return respond(*client);
    }
    return hand_on(listener, *client);
  }

  static MHD_Result take(Client& client, std::string_view part) {
    client.body_bytes += part.size();
    if (client.body_bytes > kDiscardBytesMax) return MHD_NO;
    if (client.is_post && client.body_bytes <= kPostBytesMax) client.posted.body.append(part);
    return MHD_YES;
  }

  static MHD_Result hand_on(TcpHttpListener& listener, Client& client) {
    client.posted.id = ++listener.last_id_;
    client.phase = Client::Phase::kWaiting;
    client.until_mono = listener.mono_ + kPosterPatience;
    const std::uint64_t id = client.posted.id;
    listener.posted_.push_back(std::exchange(client.posted, {}));
    client.posted.id = id;
    MHD_suspend_connection(client.connection);
    return MHD_YES;
  }

  static MHD_Result respond(const Client& client) {
    MHD_Response* response = MHD_create_response_from_buffer_copy(client.json.size(), client.json.data());
    if (response == nullptr) return MHD_NO;
    MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
    if (!client.json.empty()) MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, "application/json");
    if (!client.is_post) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, MHD_HTTP_METHOD_POST);
    const MHD_Result result = MHD_queue_response(client.connection, static_cast<unsigned>(client.status), response);
    MHD_destroy_response(response);
    return result;
  }
};

TcpHttpListener::TcpHttpListener() = default;

tl::expected<std::unique_ptr<TcpHttpListener>, Error> TcpHttpListener::open(const std::string& address) {
  std::unique_ptr<TcpHttpListener> self(new TcpHttpListener());
  const auto listening = self->listen_at(address);
  if (!listening) return tl::make_unexpected(listening.error());
  // No time-out of its own: it counts silence, and a client may send a byte now and then for ever.
  self->daemon_ = MHD_start_daemon(
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_NO_THREAD_SAFETY | MHD_ALLOW_SUSPEND_RESUME, 0, nullptr,
      nullptr, &Upcalls::request, self.get(), MHD_OPTION_NOTIFY_CONNECTION, &Upcalls::connected, self.get(),
      MHD_OPTION_CONNECTION_LIMIT, static_cast<unsigned>(kPostersMax), MHD_OPTION_CONNECTION_TIMEOUT, 0U,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kHeaderBytesMax, MHD_OPTION_END);
  const MHD_DaemonInfo* info =
      self->daemon_ != nullptr ? MHD_get_daemon_info(self->daemon_, MHD_DAEMON_INFO_EPOLL_FD) : nullptr;
  if (info == nullptr || !watch(self->epoll_, EPOLL_CTL_ADD, info->epoll_fd, true)) {
    return failed(0, "listening at " + address + ": libmicrohttpd did not start (memory or descriptors are used up)");
  }
  return self;
}

tl::expected<void, Error> TcpHttpListener::listen_at(const std::string& text) {
  const std::string what = "listening at " + text;
  const auto address = parse_address(text);
  if (!address) return failed(EINVAL, what + ": must be ADDRESS:PORT, for example 0.0.0.0:8080 or [::]:8080");
  listener_.reset(::socket(address->storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!listener_ || !epoll_) return tl::make_unexpected(system_error(errno, what));
  const int yes = 1;
  ::setsockopt(listener_.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  ::setsockopt(listener_.get(), IPPROTO_IP, IP_FREEBIND, &yes, sizeof yes);
  if (::bind(listener_.get(), address->generic(), address->bytes) != 0 || ::listen(listener_.get(), kPostersMax) != 0) {
    const std::string remedy = errno == EADDRINUSE ? " (another program listens there; give this one another port)"
                               : errno == EACCES   ? " (take a port above 1023)"
                                                   : "";
    return tl::make_unexpected(system_error(errno, what + remedy));
  }
  if (!watch(epoll_, EPOLL_CTL_ADD, listener_.get(), true)) return tl::make_unexpected(system_error(errno, what));
  return {};
}

TcpHttpListener::~TcpHttpListener() {
  if (daemon_ == nullptr) return;
  for (const auto& client : clients_) {
    if (client->phase == Client::Phase::kWaiting) MHD_resume_connection(client->connection);
  }
  MHD_stop_daemon(daemon_);  // Empties clients_ by upcalls.
}

int TcpHttpListener::port() const {
  sockaddr_storage storage{};
  socklen_t bytes = sizeof storage;
  if (::getsockname(listener_.get(), reinterpret_cast<sockaddr*>(&storage), &bytes) != 0) return 0;
  std::uint16_t port = 0;  // Stands at the same place in both families.
  static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
  std::memcpy(&port, reinterpret_cast<const char*>(&storage) + offsetof(sockaddr_in, sin_port), sizeof port);
  return ntohs(port);
}

Milliseconds TcpHttpListener::deadline() const {
  if (again_) return 0;
  Milliseconds first = deaf_until_mono_ != 0 ? deaf_until_mono_ : kNever;
  for (const auto& client : clients_) first = std::min(first, client->until_mono);
  return first;
}

void TcpHttpListener::step(Milliseconds mono, std::vector<Posted>& posted) {
  mono_ = mono;
  for (const auto& client : clients_) {
    if (client->until_mono <= mono) cut_off(*client);
  }
  take_in(mono);
  run();
  if (deaf_until_mono_ == kNever && clients_.size() < kPostersMax) listen_again(true);
  for (Posted& one : posted_) posted.push_back(std::move(one));
  posted_.clear();
}

// libmicrohttpd closes a connection only by itself; a socket that is shut down makes it do so.
void TcpHttpListener::cut_off(Client& client) {
  if (client.phase == Client::Phase::kWaiting) MHD_resume_connection(client.connection);
  client.phase = Client::Phase::kCut;
  client.until_mono = kNever;
  ::shutdown(client.socket, SHUT_RDWR);
}

void TcpHttpListener::listen_again(bool listening) {
  if (listening) deaf_until_mono_ = 0;
  watch(epoll_, EPOLL_CTL_MOD, listener_.get(), listening);
}

void TcpHttpListener::take_in(Milliseconds mono) {
  if (deaf_until_mono_ > mono) return;
  if (deaf_until_mono_ != 0) listen_again(true);
  for (;;) {
    if (clients_.size() == kPostersMax) {
      deaf_until_mono_ = kNever;
      return listen_again(false);
    }
    sockaddr_storage from{};
    socklen_t bytes = sizeof from;
    const int socket =
        ::accept4(listener_.get(), reinterpret_cast<sockaddr*>(&from), &bytes, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (socket < 0) {
      if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return;
      // EMFILE and the like: who waits there keeps the listener readable, and the loop must not spin.
      deaf_until_mono_ = mono + kSecond;
      return listen_again(false);
    }
    // Closes the socket itself when it refuses.
    MHD_add_connection(daemon_, socket, reinterpret_cast<const sockaddr*>(&from), bytes);
  }
}

void TcpHttpListener::run() {
  for (int i = 0; i < kRunsMax; ++i) {
    MHD_run(daemon_);
    std::uint64_t wait_ms = 0;
    again_ = MHD_get_timeout64(daemon_, &wait_ms) == MHD_YES && wait_ms == 0;
    if (!again_) return;
  }
}

void TcpHttpListener::answer(std::uint64_t id, int status, std::string_view json, Milliseconds mono) {
  for (const auto& client : clients_) {
    if (client->phase != Client::Phase::kWaiting || client->posted.id != id) continue;
    client->status = status;
    client->json = json;
    client->phase = Client::Phase::kReading;
    client->until_mono = mono + kPosterPatience;
    MHD_resume_connection(client->connection);
    again_ = true;  // It goes out with the next step().
    return;
  }
}

}  // namespace classbell::platform
