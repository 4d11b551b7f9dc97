#ifndef CLASSBELL_TESTS_SIMULATION_MACHINE_H_
#define CLASSBELL_TESTS_SIMULATION_MACHINE_H_

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agenda.h"
#include "board/config.h"
#include "board/room.h"
#include "browser.h"
#include "clouds.h"
#include "disk.h"
#include "network.h"
#include "platform/control.h"
#include "platform/link.h"
#include "platform/linux/clock.h"
#include "trace.h"

namespace classbell::simulation {

// `classbell stop` and its like, typed in.
class Keyboard final : public platform::Control {
 public:
  std::vector<std::string> lines;
  std::string last_answer;

  void step(Milliseconds, std::vector<platform::ControlRequest>& requests) override {
    for (std::string& line : lines) requests.push_back({++last_client_, std::move(line)});
    lines.clear();
  }
  void answer(std::uint64_t, std::string_view text, Milliseconds) override { last_answer = text; }
  int descriptor() const override { return 902; }
  Milliseconds deadline() const override { return kNever; }

 private:
  std::uint64_t last_client_ = 0;
};

// The way out of the machine, as the kernel tells of it.
class Cable final : public platform::Link {
 public:
  bool is_back = false;

  bool take_up() override { return std::exchange(is_back, false); }
  int descriptor() const override { return 903; }
};

// One terminal's board: the shipping room, clock and sessions on a simulated disk, link and browser.
class Machine {
 public:
  Machine(Agenda& agenda, Clouds& clouds, Trace& trace, board::Config config, std::uint64_t seed);
  ~Machine();

  Disk disk;
  Network network;
  Browser browser;
  Keyboard keyboard;
  Cable cable;

  // The clock of the kernel against true UTC.
  bool synced = true;
  void set_clock_off(Milliseconds off);  // A step.
  void set_drift(int ppm);
  Milliseconds clock_off() const;

  std::function<void()> on_rot;  // What it boots from has rotted.
  std::function<void()> after_round;
  std::function<void(const std::vector<Record>&)> after_boot;

  // The process starts; after a power cut the kernel did too.
  void boot(bool power_was_cut);
  void cut_power() { stop(true); }
  void kill() { stop(false); }
  bool is_up() const { return room_ != nullptr && !dying_; }
  Milliseconds up_since() const { return up_since_; }
  Milliseconds down_since() const { return down_since_; }  // The last time.
  void starve(Milliseconds until_utc) { starved_until_ = until_utc; }
  bool is_starved() const { return agenda_.now() < starved_until_; }
  // What a redraw takes, for which the loop waits; 0: nothing, and nothing is drawn.
  void set_lcd(Milliseconds takes);
  void button(bool down);
  void type(const std::string& line);
  void plug_in();  // The cable is back.
  void wake_at(Milliseconds utc);

  const Terminal& terminal() const { return room_->terminal(); }
  Now now();
  const board::Config& config() const { return config_; }
  int boots() const { return boots_; }

 private:
  void stop(bool power);
  void run();
  void draw();
  void deliver(bool down);
  void check_recovered(const std::string& found, const Recovered& recovered);
  Milliseconds mono() const { return agenda_.now() - kernel_up_since_; }

  Agenda& agenda_;
  Clouds& clouds_;
  Trace& trace_;
  board::Config config_;
  std::uint64_t seed_;
  std::optional<platform::SystemClock> clock_;
  std::unique_ptr<board::Room> room_;
  bool in_round_ = false;
  bool dying_ = false;
  int boots_ = 0;
  Milliseconds kernel_up_since_ = 0;
  Milliseconds up_since_ = 0;
  Milliseconds down_since_ = 0;
  Milliseconds off_ = 0;
  Milliseconds drift_from_ = 0;
  int drift_ppm_ = 0;
  Milliseconds starved_until_ = 0;
  std::vector<bool> edges_;  // Of the button, which a starved process has not read yet.
  Milliseconds lcd_takes_ = 0;
  Screen shown_;
  Milliseconds next_wake_ = kNever;
  std::uint64_t wake_ = 0;
  Milliseconds round_at_ = 0;
  int rounds_at_once_ = 0;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_MACHINE_H_
