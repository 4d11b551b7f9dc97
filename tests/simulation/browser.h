#ifndef CLASSBELL_TESTS_SIMULATION_BROWSER_H_
#define CLASSBELL_TESTS_SIMULATION_BROWSER_H_

#include <cerrno>
#include <functional>
#include <optional>
#include <string>

#include "agenda.h"
#include "clouds.h"
#include "platform/launcher.h"

namespace classbell::simulation {

// The room's browser: shows a page, which it fetches a second later, over a network of its own. Started again when it
// ends by itself, as platform/linux/launcher.cc does it.
class Browser final : public platform::Launcher {
 public:
  Browser(Agenda& agenda, Clouds& clouds) : agenda_(agenda), clouds_(clouds) {}

  bool is_missing = false;  // The program cannot be run.
  bool crashes = false;     // It ends two seconds after its start.
  bool hangs = false;       // It runs, and shows nothing.
  std::function<void()> on_change;

  void boot() { is_up_ = true; }
  void die() { close(0), is_up_ = false; }
  const std::string& url() const { return url_; }
  void crash() {
    if (state_.kind != platform::LaunchState::Kind::kRunning) return;
    state_ = {platform::LaunchState::Kind::kExited, 139};
    again(++turn_);
  }
  void awake() {
    hangs = false;
    if (state_.kind == platform::LaunchState::Kind::kRunning) fetch(turn_);
  }

  tl::expected<void, platform::Error> open(std::string_view url, Milliseconds) override {
    if (url.substr(0, 8) != "https://") return platform::failed(EINVAL, "no http(s) URL");
    if (url == url_ || !is_up_) return {};
    url_ = url;
    failures_ = 0;
    start();
    return {};
  }
  void close(Milliseconds) override { url_.clear(), ++turn_, state_ = {}; }
  platform::LaunchState state() const override { return state_; }
  std::optional<platform::Error> fault() const override {
    if (failures_ < 3 && !(is_missing && state_.kind == platform::LaunchState::Kind::kFailed)) return std::nullopt;
    return platform::Error{ENOENT, "the browser does not run"};
  }
  int descriptor() const override { return 901; }
  Milliseconds deadline() const override { return kNever; }
  void step(Milliseconds) override {}

 private:
  void start() {
    using State = platform::LaunchState::Kind;
    const std::uint64_t turn = ++turn_;
    if (is_missing) {
      state_ = {State::kFailed, ENOENT};
      again(turn);
      return;
    }
    state_ = {State::kRunning, 0};
    fetch(turn);
    if (!crashes) return;
    agenda_.in(2 * kSecond, [this, turn] {
      if (turn == turn_) crash();
    });
  }
  void fetch(std::uint64_t turn) {
    agenda_.in(kSecond, [this, turn] {
      if (turn != turn_ || hangs) return;
      http::Request request;
      request.method = http::Method::kGet;
      request.url = url_;
      clouds_.serve(request, clouds_.describe(request));
    });
  }
  void again(std::uint64_t turn) {
    ++failures_;
    if (on_change) on_change();
    agenda_.in(std::min<Milliseconds>(30, 1 << std::min(failures_, 5)) * kSecond, [this, turn] {
      if (turn == turn_) start();
    });
  }

  Agenda& agenda_;
  Clouds& clouds_;
  bool is_up_ = false;  // Its machine is.
  std::string url_;
  platform::LaunchState state_;
  std::uint64_t turn_ = 0;
  int failures_ = 0;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_BROWSER_H_
