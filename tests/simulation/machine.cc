#include "machine.h"

#include <algorithm>
#include <charconv>

#include "core/journal.h"

namespace classbell::simulation {
namespace {

constexpr Milliseconds kBuild = 1767225600000;  // 2026-01-01: when the binary was made.
constexpr Milliseconds kCertificateFrom = 1760000000000;
constexpr Milliseconds kCertificateDays = 400 * kDay;
constexpr Milliseconds kCertificateRenewed = 395 * kDay;
constexpr int kRoundsAtOnceMax = 60;
constexpr Milliseconds kKernelBoots = 9 * kSecond;

// Whose clock is read: SystemClock's parts are plain functions.
Machine* reading = nullptr;
Agenda* reading_agenda = nullptr;
Milliseconds reading_kernel_up = 0;

Milliseconds realtime() { return reading_agenda->now() + reading->clock_off(); }
Milliseconds monotonic() { return reading_agenda->now() - reading_kernel_up; }
int adjust(timex* state) {
  state->status = reading->synced ? 0 : STA_UNSYNC;
  return reading->synced ? TIME_OK : TIME_ERROR;
}

std::string bytes_of(const std::vector<Record>& records) {
  std::string bytes;
  std::uint64_t sequence = 1;
  for (const Record& record : records) bytes += encode(record, sequence++);
  return bytes;
}

}  // namespace

Machine::Machine(Agenda& agenda, Clouds& clouds, Trace& trace, board::Config config, std::uint64_t seed)
    : disk(agenda, seed + 1),
      network(agenda, clouds, seed + 2),
      browser(agenda, clouds),
      agenda_(agenda),
      clouds_(clouds),
      trace_(trace),
      config_(std::move(config)),
      seed_(seed) {
  network.on_arrival = [this] { wake_at(agenda_.now()); };
  const auto readable = [this](int fd) {
    network.readable(fd);
    wake_at(agenda_.now());
  };
  disk.on_change = [readable] { readable(Disk::kDescriptor); };
  browser.on_change = [readable] { readable(901); };
}

Machine::~Machine() = default;

Milliseconds Machine::clock_off() const { return off_ + (agenda_.now() - drift_from_) * drift_ppm_ / 1000000; }

void Machine::set_clock_off(Milliseconds off) {
  off_ = off;
  drift_from_ = agenda_.now();
  const Milliseconds from =
      kCertificateFrom + (agenda_.now() - kCertificateFrom) / kCertificateRenewed * kCertificateRenewed;
  network.certificates_good = agenda_.now() + off > from && agenda_.now() + off < from + kCertificateDays;
  if (room_ == nullptr || dying_) return;
  network.readable(clock_->descriptor());
  wake_at(agenda_.now());
}

void Machine::set_drift(int ppm) {
  off_ = clock_off();
  drift_from_ = agenda_.now();
  drift_ppm_ = ppm;
}

Now Machine::now() {
  reading = this;
  reading_agenda = &agenda_;
  reading_kernel_up = kernel_up_since_;
  return clock_->now();
}

void Machine::boot(bool power_was_cut) {
  if (is_up()) return;
  dying_ = false;
  ++boots_;
  if (power_was_cut || kernel_up_since_ == 0) kernel_up_since_ = agenda_.now() - kKernelBoots;
  up_since_ = agenda_.now();
  trace_.line(agenda_.now(), "boot " + std::to_string(boots_));
  const std::string found = disk.boot(power_was_cut);
  if (disk.is_rotten() && on_rot) on_rot();
  const auto saved = disk.files().find("time");
  Milliseconds saved_utc = 0;
  if (saved != disk.files().end())
    std::from_chars(saved->second.data(), saved->second.data() + saved->second.size(), saved_utc);
  platform::ClockParts parts;
  parts.realtime_ms = realtime;
  parts.monotonic_ms = monotonic;
  parts.adjust = adjust;
  parts.timesync_file = parts.rtc_folder = "";
  reading = this;
  reading_agenda = &agenda_;
  reading_kernel_up = kernel_up_since_;
  auto clock = platform::SystemClock::open(saved_utc, kBuild, parts);
  if (!clock) return trace_.fail(agenda_.now(), "simulation", "no timerfd: " + clock.error().detail);
  clock_.emplace(std::move(*clock));
  network.boot();
  browser.boot();
  board::Machine wired{network, *clock_, disk, &browser, &keyboard};
  wired.link = &cable;
  room_ = std::make_unique<board::Room>(config_, wired, seed_ + static_cast<std::uint64_t>(boots_) * 7919);
  const Recovered recovered = recover(found);
  check_recovered(found, recovered);
  in_round_ = true;
  room_->restore(found);
  for (const board::SourceConfig& source : config_.sources) {
    const auto file = disk.files().find("schedule-" + source.account.name);
    if (file != disk.files().end()) room_->restore_schedule(source.account.name, file->second);
  }
  in_round_ = false;
  if (dying_) {
    room_.reset();
    return;
  }
  if (after_boot) after_boot(recovered.records);
  next_wake_ = kNever;
  starved_until_ = 0;
  wake_at(agenda_.now());
}

// What recovery found is a prefix of the log, holds all that was acknowledged, and is found again.
void Machine::check_recovered(const std::string& found, const Recovered& recovered) {
  std::size_t good = 0;
  for (std::size_t n = 0; n < recovered.records.size(); ++n) good = found.find('\n', good) + 1;
  const bool is_whole = good >= disk.acknowledged().size();
  disk.understood(good);
  if (!disk.is_rotten() && !is_whole)
    trace_.fail(agenda_.now(), "recovery", "an acknowledged record was not recovered");
  if (disk.written().compare(0, good, found, 0, good) != 0)
    trace_.fail(agenda_.now(), "recovery", "what was recovered is no prefix of what was written");
  const Now at = now();
  const TerminalSettings settings = board::terminal_settings(config_, 1);
  Terminal once(settings);
  once.recover(recovered, at);
  const std::vector<Record> first = once.snapshot();
  for (const Record& record : recovered.records) {
    const bool is_kept =
        std::any_of(first.begin(), first.end(), [&](const Record& kept) { return kept.key == record.key; });
    const bool is_of_lesson = !record.key.source.view().empty();
    if (!is_kept && is_of_lesson && recovered.records.size() < kLessonsMax)
      trace_.fail(agenda_.now(), "recovery", "a lesson is lost from the new journal");
  }
  Terminal twice(settings);
  twice.recover({first}, at);
  if (bytes_of(first) != bytes_of(twice.snapshot()))
    trace_.fail(agenda_.now(), "recovery", "recovery twice is not recovery once");
}

void Machine::stop(bool power) {
  if (!is_up()) return;
  trace_.line(agenda_.now(), power ? "POWER CUT" : "KILLED");
  dying_ = true;
  down_since_ = agenda_.now();
  disk.die();
  network.die();
  browser.die();
  keyboard.lines.clear();
  edges_.clear();
  ++wake_;
  next_wake_ = kNever;
  if (!in_round_) room_.reset();
}

void Machine::wake_at(Milliseconds utc) {
  if (!is_up()) return;
  if (utc < starved_until_) utc = starved_until_;
  if (utc >= next_wake_) return;
  next_wake_ = utc;
  agenda_.at(utc, [this, wake = ++wake_] {
    if (wake == wake_) run();
  });
}

void Machine::run() {
  next_wake_ = kNever;
  if (!is_up()) return;
  if (is_starved()) return wake_at(starved_until_);
  rounds_at_once_ = agenda_.now() == round_at_ ? rounds_at_once_ + 1 : 0;
  round_at_ = agenda_.now();
  if (rounds_at_once_ > kRoundsAtOnceMax) return trace_.fail(agenda_.now(), "spin", "the loop spins");
  now();  // Whose clock is read from here on.
  in_round_ = true;
  room_->round();
  in_round_ = false;
  if (dying_) {
    room_.reset();
    return;
  }
  if (after_round) after_round();
  for (const bool down : std::exchange(edges_, {})) deliver(down);
  if (!is_up()) return;
  draw();
  const Milliseconds deadline = room_->deadline();
  if (deadline != kNever) wake_at(std::max(agenda_.now(), deadline + kernel_up_since_));
}

void Machine::button(bool down) {
  if (!is_up()) return;
  if (!is_starved() && edges_.empty()) return deliver(down);
  edges_.push_back(down);  // Behind those that are not read yet.
  wake_at(std::max(agenda_.now(), starved_until_));
}

void Machine::deliver(bool down) {
  if (!is_up()) return;
  now();
  in_round_ = true;
  room_->button(down);
  in_round_ = false;
  if (dying_) {
    room_.reset();
    return;
  }
  if (after_round) after_round();
  draw();
  wake_at(agenda_.now());
}

void Machine::set_lcd(Milliseconds takes) {
  lcd_takes_ = takes;
  wake_at(agenda_.now());
}

void Machine::draw() {
  if (lcd_takes_ == 0) return;
  const View view = terminal().view(now());
  const Screen now_shown = screen(view, config_.zone, Language::kEnglish);
  if (!(now_shown == shown_)) {
    shown_ = now_shown;
    starved_until_ = std::max(starved_until_, agenda_.now() + lcd_takes_);
  }
  wake_at(agenda_.now() + next_change(view) - view.utc);
}

void Machine::type(const std::string& line) {
  if (!is_up()) return;
  keyboard.lines.push_back(line);
  network.readable(902);
  wake_at(agenda_.now());
}

void Machine::plug_in() {
  if (!is_up()) return;
  cable.is_back = true;
  network.readable(cable.descriptor());
  wake_at(agenda_.now());
}

}  // namespace classbell::simulation
