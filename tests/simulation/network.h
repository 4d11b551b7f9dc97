#ifndef CLASSBELL_TESTS_SIMULATION_NETWORK_H_
#define CLASSBELL_TESTS_SIMULATION_NETWORK_H_

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agenda.h"
#include "clouds.h"
#include "core/random.h"
#include "faults.h"
#include "platform/loop.h"

namespace classbell::simulation {

// What the referee hears of an exchange.
class Witness {
 public:
  virtual void sent(std::uint64_t exchange, const Described& what, const http::Request& request) = 0;
  virtual void carried_out(std::uint64_t exchange, const Described& what, const Answer& answer) = 0;
  // `told`: the terminal knows from it what was done.
  virtual void answered(std::uint64_t exchange, const Described& what, const http::Reply& reply, bool told) = 0;
  virtual void struck(Kind kind, const Described& what) = 0;  // A fault met an exchange, just now.

 protected:
  ~Witness() = default;
};

// The loop of one machine, in virtual time: exchanges travel over a link to the clouds, and wait() returns at once with
// what has arrived. Whoever runs the machine calls it when something has (on_arrival) or when its deadline comes.
class Network final : public platform::Loop {
 public:
  struct Exchange {
    std::uint64_t id;
    http::Request request;
    Described what;
    Milliseconds sent_utc;
  };
  using Sent = std::shared_ptr<const Exchange>;

  Network(Agenda& agenda, Clouds& clouds, std::uint64_t seed) : agenda_(agenda), clouds_(clouds), random_(seed) {}

  std::optional<Kind> ill;  // A fault of the link that lasts.
  Milliseconds round_trip_ms = 30;
  bool certificates_good = true;  // By the machine's own clock.
  Witness* witness = nullptr;
  std::function<void()> on_arrival;
  std::function<bool()> on_send;  // Before a request leaves; false: the power is cut instead.
  std::function<void()> on_step;  // It was carried out; its answer is here. May cut the power.

  void boot() { ++life_, connected_until_ = 0, moved_ = false, live_ = true; }
  void die() { ++life_, live_ = false, arrived_.clear(), ready_.clear(), in_flight_ = 0, open_.clear(); }
  void hang_up() { connected_until_ = 0; }
  void move_host() { moved_ = true; }  // The name has another address from now on.
  void readable(int fd) { ready_.push_back({fd, 1}); }
  int in_flight() const { return in_flight_; }
  const std::map<std::uint64_t, Sent>& open() const { return open_; }
  // When the deadline of the last wait() was; mono.
  Milliseconds waits_until() const { return waits_until_; }

  void watch(int, short) override {}
  void unwatch(int) override {}
  std::uint64_t send(http::Request request, const std::string& ca_file) override;
  void wait(Milliseconds deadline_mono, std::vector<platform::HttpDone>& done,
            std::vector<platform::FdReady>& ready) override;

 private:
  bool delivers();  // Whether what leaves now gets there.
  bool returns();   // Whether what is answered now comes back.
  void struck(Kind kind, const Sent& exchange);
  void fail(const Sent& exchange, http::Transport how, bool sent, Milliseconds after);
  void deliver(const Sent& exchange, bool again);
  void finish(const Sent& exchange, http::Reply reply, bool told, Milliseconds after);

  Agenda& agenda_;
  Clouds& clouds_;
  Random random_;
  std::uint64_t life_ = 0;
  bool live_ = false;
  std::uint64_t last_id_ = 0;
  int in_flight_ = 0;
  std::map<std::uint64_t, Sent> open_;
  Milliseconds connected_until_ = 0;
  bool moved_ = false;
  Milliseconds waits_until_ = 0;
  std::vector<platform::HttpDone> arrived_;
  std::vector<platform::FdReady> ready_;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_NETWORK_H_
