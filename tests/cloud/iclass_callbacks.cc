#include "iclass_callbacks.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>

#include "crypto.h"

namespace cloud::iclass {
namespace {

constexpr int kTimeoutS = 5;
constexpr size_t kReplyMax = 1 << 16;

struct Address {
  std::string host, port, target;
};

// http://HOST[:PORT][/PATH]
Address split(const std::string& url) {
  const size_t from = url.find("://") + 3, slash = url.find('/', from);
  const std::string authority = url.substr(from, slash - from);
  const size_t colon = authority.rfind(':');
  return {authority.substr(0, colon), colon == std::string::npos ? "80" : authority.substr(colon + 1),
          slash == std::string::npos ? "/" : url.substr(slash)};
}

int connected(const Address& address) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_socktype = SOCK_STREAM;
  if (getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found) != 0) return -1;
  int fd = -1;
  for (const addrinfo* a = found; a && fd < 0; a = a->ai_next) {
    fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
    const timeval limit{kTimeoutS, 0};
    if (fd < 0) continue;
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    if (connect(fd, a->ai_addr, a->ai_addrlen) != 0) {
      close(fd);
      fd = -1;
    }
  }
  freeaddrinfo(found);
  return fd;
}

// Sends all of it and reads to the end ("Connection: close"). "": nothing came back.
std::string ask(const Address& address, const std::string& request) {
  const int fd = connected(address);
  if (fd < 0) return "";
  std::string out;
  size_t sent = 0;
  while (sent < request.size()) {
    const ssize_t n = send(fd, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (n <= 0) break;
    sent += static_cast<size_t>(n);
  }
  char buffer[4096];
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(kTimeoutS);
  while (sent == request.size() && out.size() < kReplyMax && std::chrono::steady_clock::now() < until) {
    const ssize_t n = recv(fd, buffer, sizeof buffer, 0);
    if (n <= 0) break;
    out.append(buffer, static_cast<size_t>(n));
  }
  close(fd);
  return out;
}

}  // namespace

Callbacks::~Callbacks() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    over_ = true;
  }
  wake_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Callbacks::post(Callback callback) {
  const std::lock_guard<std::mutex> lock(mutex_);
  Item item;
  item.id = ++next_id_;
  item.callback = std::move(callback);
  item.made_ms = item.next_ms = now_ms();
  items_.push_back(std::move(item));
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  wake_.notify_all();
}

void Callbacks::run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!over_) {
    const Item* due = nullptr;
    int64_t soonest_ms = now_ms() + 60000;
    for (const Item& item : items_) {
      if (item.state != "waiting") continue;
      if (item.next_ms <= now_ms() && !due) due = &item;
      soonest_ms = std::min(soonest_ms, item.next_ms);
    }
    if (!due) {
      wake_.wait_for(lock, std::chrono::milliseconds(std::max<int64_t>(1, soonest_ms - now_ms())));
      continue;
    }
    const int64_t id = due->id;
    const Callback callback = due->callback;
    lock.unlock();
    const Try done = send(callback);
    lock.lock();
    const auto item = std::find_if(items_.begin(), items_.end(), [&](const Item& i) { return i.id == id; });
    if (item == items_.end()) continue;  // Cleared meanwhile.
    item->tries.push_back(done);
    const json reply = json::parse(done.reply, nullptr, false);
    const bool taken =
        done.status == 200 && reply.is_object() && reply.contains("error_code") && reply["error_code"] == 0;
    const bool last = static_cast<int>(item->tries.size()) >= callback.tries;
    item->state = taken ? "taken" : last ? "given up" : "waiting";
    item->next_ms = done.t_ms + static_cast<int64_t>(callback.interval_s * 1000);
  }
}

// Each try is signed anew: the last of ten comes nine minutes after the first.
Callbacks::Try Callbacks::send(const Callback& callback) const {
  Try out;
  out.t_ms = now_ms();
  const int64_t expire_s = (out.t_ms + callback.clock_offset_ms) / 1000 + static_cast<int64_t>(callback.expires_in_s);
  const std::string sign = callback.sign.empty() ? md5_hex(key_ + std::to_string(expire_s)) : callback.sign;
  const Address address = split(callback.url);
  const std::string body = json{{"expire_time", expire_s}, {"event", callback.event}, {"data", callback.data}}.dump();
  const std::string target = address.target + (address.target.find('?') == std::string::npos ? "?" : "&") +
                             "sdkappid=" + std::to_string(sdkappid_) +
                             "&random=" + std::to_string(std::stoll(random_hex(3), nullptr, 16)) + "&sign=" + sign;
  const std::string reply =
      ask(address, "POST " + target + " HTTP/1.1\r\nHost: " + address.host + ":" + address.port +
                       "\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) +
                       "\r\nConnection: close\r\n\r\n" + body);
  if (reply.size() > 12 && reply.rfind("HTTP/1.", 0) == 0) out.status = std::atoi(reply.c_str() + 9);
  // Chunked or not, the JSON object is what stands between the braces.
  const size_t head = reply.find("\r\n\r\n");
  const size_t open = head == std::string::npos ? head : reply.find('{', head), shut = reply.rfind('}');
  if (open != std::string::npos && shut != std::string::npos && shut > open)
    out.reply = reply.substr(open, shut - open + 1);
  return out;
}

json Callbacks::history() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  json out = json::array();
  for (const Item& item : items_) {
    json tries = json::array();
    for (const Try& t : item.tries) tries.push_back({{"t_ms", t.t_ms}, {"http", t.status}, {"reply", t.reply}});
    out.push_back({{"vendor", "iclass"},
                   {"room", item.callback.room},
                   {"event", item.callback.event},
                   {"data", item.callback.data},
                   {"url", item.callback.url},
                   {"made_ms", item.made_ms},
                   {"state", item.state},
                   {"tries", tries}});
  }
  return out;
}

void Callbacks::clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  items_.clear();
}

}  // namespace cloud::iclass
