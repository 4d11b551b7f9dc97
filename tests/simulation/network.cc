#include "network.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace classbell::simulation {
namespace {

constexpr Milliseconds kConnectTimeout = 3 * kSecond;
constexpr Milliseconds kSilence = 6 * kSecond;  // libcurl's low speed limit, as http.h has it.
constexpr Milliseconds kIdle = 55 * kSecond;

}  // namespace

bool Network::delivers() {
  if (!ill) return true;
  switch (*ill) {
    case Kind::kDown:
    case Kind::kSilent: return false;
    case Kind::kLossy: return random_.below(100) >= 15;
    case Kind::kFlap: return agenda_.now() / (2 * kSecond) % 2 == 0;
    default: return true;
  }
}

bool Network::returns() {
  if (!ill) return true;
  switch (*ill) {
    case Kind::kDown:
    case Kind::kSilent:
    case Kind::kDeaf: return false;
    case Kind::kLossy: return random_.below(100) >= 15;
    case Kind::kFlap: return agenda_.now() / (2 * kSecond) % 2 == 0;
    default: return true;
  }
}

std::uint64_t Network::send(http::Request request, const std::string&) {
  const std::uint64_t id = ++last_id_;
  if (!live_ || (on_send && !on_send())) return id;
  Described what = clouds_.describe(request);
  const Sent exchange =
      std::make_shared<const Exchange>(Exchange{id, std::move(request), std::move(what), agenda_.now()});
  ++in_flight_;
  open_[id] = exchange;
  if (witness != nullptr) witness->sent(id, exchange->what, exchange->request);
  const Milliseconds connect = std::min(kConnectTimeout, exchange->request.timeout_ms);
  const bool connected = agenda_.now() < connected_until_;
  if (ill == Kind::kDnsFails && !connected) {
    struck(*ill, exchange);
    fail(exchange, http::Transport::kDns, false, 20);
    return id;
  }
  if (ill == Kind::kDnsHangs && !connected) {
    struck(*ill, exchange);
    fail(exchange, http::Transport::kConnect, false, connect);
    return id;
  }
  if ((ill == Kind::kBadCertificate || !certificates_good) && !connected) {
    struck(Kind::kBadCertificate, exchange);
    fail(exchange, http::Transport::kTls, false, 3 * round_trip_ms);
    return id;
  }
  if (std::exchange(moved_, false) && connected) {  // The host is elsewhere; where it was, nobody answers any more.
    connected_until_ = 0;
    struck(Kind::kDnsMoves, exchange);
    fail(exchange, http::Transport::kTimeout, true, std::min(kSilence, exchange->request.timeout_ms));
    return id;
  }
  if (!delivers()) {
    struck(*ill, exchange);
    if (ill == Kind::kDown && !connected) fail(exchange, http::Transport::kConnect, false, 1);
    else if (!connected) fail(exchange, http::Transport::kConnect, false, connect);
    else fail(exchange, http::Transport::kTimeout, true, std::min(kSilence, exchange->request.timeout_ms));
    connected_until_ = 0;
    return id;
  }
  if (ill == Kind::kDeaf && !connected) {
    struck(*ill, exchange);
    fail(exchange, http::Transport::kConnect, false, connect);
    return id;
  }
  const Milliseconds on_the_way = (connected ? 0 : 2 * round_trip_ms) + round_trip_ms / 2;
  connected_until_ = agenda_.now() + kIdle;
  const std::uint64_t life = life_;
  agenda_.in(on_the_way, [this, life, exchange] {
    // What has left goes on its way, even if the machine that sent it is without power by now.
    if (!delivers()) {
      struck(*ill, exchange);
      if (life == life_)
        fail(exchange, http::Transport::kTimeout, true, std::min(kSilence, exchange->request.timeout_ms));
      return;
    }
    deliver(exchange, false);
  });
  return id;
}

void Network::deliver(const Sent& exchange, bool again) {
  const std::uint64_t life = life_;
  if (ill == Kind::kPortal) {
    struck(*ill, exchange);
    http::Reply reply;
    reply.transport = http::Transport::kOk;
    reply.status = 200;
    reply.body = "<html><head><title>Welcome</title></head><body>Accept the terms of use</body></html>";
    if (open_.count(exchange->id) != 0) finish(exchange, std::move(reply), false, round_trip_ms / 2);
    return;
  }
  const bool reset = ill == Kind::kReset && random_.below(100) < 70;
  if (reset) struck(*ill, exchange);
  if (reset && random_.below(2) == 0) {  // Before it got there.
    connected_until_ = 0;
    if (!exchange->request.once && !again) return deliver(exchange, true);  // Sent again by itself.
    if (open_.count(exchange->id) != 0) fail(exchange, http::Transport::kBroken, true, round_trip_ms / 2);
    return;
  }
  const auto answer = std::make_shared<Answer>(clouds_.serve(exchange->request, exchange->what));
  if (witness != nullptr) witness->carried_out(exchange->id, exchange->what, *answer);
  if (on_step && open_.count(exchange->id) != 0) on_step();
  if (open_.count(exchange->id) == 0 || life != life_) return;
  if (reset || answer->lost) {
    connected_until_ = 0;
    if (!exchange->request.once && !again && random_.below(2) == 0) return deliver(exchange, true);
    return fail(exchange, http::Transport::kBroken, true, round_trip_ms / 2);
  }
  const Milliseconds left = exchange->sent_utc + exchange->request.timeout_ms - agenda_.now();
  const Milliseconds drip = ill == Kind::kDrip ? static_cast<Milliseconds>(answer->body.size()) * kSecond : 0;
  if (drip > 0) struck(Kind::kDrip, exchange);
  const Milliseconds takes = answer->thinks_ms + drip + round_trip_ms / 2;
  const Milliseconds patience = drip > 0 ? left : std::min(left, kSilence);
  if (takes > patience) return fail(exchange, http::Transport::kTimeout, true, std::max<Milliseconds>(patience, 0));
  agenda_.in(takes, [this, life, exchange, answer] {
    if (life != life_) return;
    if (!returns()) {
      struck(*ill, exchange);
      const Milliseconds rest = exchange->sent_utc + exchange->request.timeout_ms - agenda_.now();
      return fail(exchange, http::Transport::kTimeout, true, std::clamp<Milliseconds>(rest, 0, kSilence));
    }
    http::Reply reply;
    reply.transport = http::Transport::kOk;
    reply.status = answer->status;
    reply.body = std::move(answer->body);
    reply.date_utc = answer->date_utc;
    reply.retry_after_ms = answer->retry_after_ms;
    finish(exchange, std::move(reply), answer->honest, 0);
  });
}

void Network::struck(Kind kind, const Sent& exchange) {
  if (witness != nullptr) witness->struck(kind, exchange->what);
}

void Network::fail(const Sent& exchange, http::Transport how, bool sent, Milliseconds after) {
  http::Reply reply;
  reply.transport = how;
  reply.sent = sent;
  reply.detail = sent ? "no answer" : "no connection";
  finish(exchange, std::move(reply), !sent, after);
}

void Network::finish(const Sent& exchange, http::Reply reply, bool told, Milliseconds after) {
  const std::uint64_t life = life_;
  const auto kept = std::make_shared<http::Reply>(std::move(reply));
  agenda_.in(after, [this, life, exchange, kept, told] {
    if (life == life_ && on_step) on_step();
    if (life != life_ || open_.erase(exchange->id) == 0) return;
    --in_flight_;
    if (witness != nullptr) witness->answered(exchange->id, exchange->what, *kept, told);
    arrived_.push_back({exchange->id, std::move(*kept)});
    if (on_arrival) on_arrival();
  });
}

void Network::wait(Milliseconds deadline_mono, std::vector<platform::HttpDone>& done,
                   std::vector<platform::FdReady>& ready) {
  waits_until_ = deadline_mono;
  done = std::exchange(arrived_, {});
  ready = std::exchange(ready_, {});
}

}  // namespace classbell::simulation
