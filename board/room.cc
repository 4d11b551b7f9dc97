#include "board/room.h"

#include <poll.h>

#include <algorithm>
#include <cstdlib>
#include <utility>
#include <variant>

#include "platform/log.h"
#include "vendors/json.h"

namespace classbell::board {
namespace {

using platform::Level;
using platform::log_line;

constexpr Milliseconds kHoldStep = 125;  // Of the bar that grows while the button is held.
constexpr Milliseconds kSaveTimeEvery = kHour;
constexpr Milliseconds kSaveScheduleEvery = 6 * kHour;

constexpr std::size_t kTellingBytes = 8;  // A shorter secret would blot out room numbers, if each line were masked.

// No line is made of credentials; this is for words of others that repeat them.
void keep_out_of_log(const vendors::Session& session, platform::Keep keep) {
  for (const Secret& secret : session.secrets()) {
    if (secret.reveal().size() >= kTellingBytes) platform::log_secret(secret.reveal(), keep);
  }
}

}  // namespace

std::string schedule_file(std::string_view source) { return "schedule-" + std::string(source); }

// The vendor's words, for the log. There a short secret is taken out as well: no number in them is worth one.
std::string words_of(const vendors::Finished& finished, const vendors::Session& session) {
  std::string words = finished.detail;
  for (const Secret& hidden : session.secrets()) {
    const std::string_view secret = hidden.reveal();
    if (secret.empty() || secret.size() >= kTellingBytes) continue;
    // The gaps of a very short one would give it away.
    if (secret.size() < platform::kSecretBytesMin && words.find(secret) != std::string::npos)
      return "words that hold a secret and are left out";
    for (std::size_t at = words.find(secret); at != std::string::npos; at = words.find(secret, at + 3))
      words.replace(at, secret.size(), "***");
  }
  return words;
}

std::string lesson_text(const LessonKey& key) {
  return std::string(key.source.view()) + " " + std::string(key.id.view());
}

Room::Room(const Config& config, const Machine& machine, std::uint64_t seed)
    : config_(config),
      machine_(machine),
      terminal_(terminal_settings(config, seed)),
      now_(machine.clock.now()),
      random_(seed) {
  for (const SourceConfig& source : config.sources) {
    auto session = source.vendor->open(source.account);
    keep_out_of_log(*session, platform::Keep::kForever);
    callbacks_.add(source.account.name, *session);
    Feed feed(source.account.name, source.timetable, source.account.zone, seed + sources_.size() + 1);
    sources_.push_back(std::make_unique<Source>(Source{
        &source, Jobs(std::move(session), source.ca_file, machine.loop), std::move(feed), {}, 0, {}, {}, {}, {}}));
  }
  was_trusted_ = now_.trusted;
}

void Room::restore(std::optional<std::string_view> journal) {
  Recovered recovered = recover(journal.value_or(""));
  if (!recovered.whole)
    log_line(Level::kWarning, "journal: a damaged tail was left out; what stands before it is used");
  recovered.whole = recovered.whole && journal.has_value();
  next_sequence_ = recovered.next_sequence;
  terminal_.recover(recovered, now_);
  compact_journal();
}

void Room::restore_schedule(std::string_view source, std::string_view bytes) {
  Source* from = find(source);
  auto saved = decode_schedule(bytes);
  if (from == nullptr || !saved) {
    log_line(Level::kWarning, std::string(source) + ": the saved schedule is damaged and not used");
    return;
  }
  from->schedule_saved_utc = saved->at_utc;
  from->jobs.session().restore(saved->lessons, saved->at_utc);
  from->feed.restore(std::move(saved->lessons), now_);
  pass_schedule(*from, true);
}

Room::Source* Room::find(std::string_view source) {
  for (auto& candidate : sources_) {
    if (candidate->config->account.name == source) return candidate.get();
  }
  return nullptr;
}

void Room::step(const Event& event) {
  terminal_.step(now_, event, effects_);
  // What must survive is written first; then goes what is asked of the vendor, since a start is due on the second and a
  // disk may be slow; what is only noted comes last.
  const auto is_kept = [](const Effect& effect) {
    const auto* write = std::get_if<Write>(&effect);
    return write != nullptr && write->sync;
  };
  const bool writes_first = std::any_of(effects_.begin(), effects_.end(), is_kept);
  const auto turn = [writes_first](const Effect& effect) {
    if (std::holds_alternative<Transitioned>(effect)) return 3;
    return !std::holds_alternative<Write>(effect) ? 1 : writes_first ? 0 : 2;
  };
  for (int now = 0; now <= 3; ++now) {
    for (const Effect& effect : effects_) {
      if (turn(effect) == now) carry_out(effect);
    }
  }
}

void Room::carry_out(const Effect& effect) {
  std::visit([this](const auto& e) { on(e); }, effect);
}

void Room::on(const Ask& ask) {
  Source* source = find(ask.lesson.source);
  const auto lesson = source != nullptr ? lesson_of(*source, ask.lesson) : std::nullopt;
  if (!lesson) return unfit_asks_.push_back(ask.id);
  vendors::Job job;
  job.operation = ask.operation;
  job.lesson = *lesson;
  job.end_utc = ask.end_utc;
  source->asks.emplace(source->jobs.start(std::move(job), now_), Asked{ask.id, ask.operation});
}

void Room::on(const Write& write) {
  std::string bytes = encode(write.record, next_sequence_);
  if (machine_.store.size() + bytes.size() > machine_.store.size_max()) {
    compact_journal();
    bytes = encode(write.record, next_sequence_);  // Its number goes up from record to record, or recovery stops there.
  }
  ++next_sequence_;
  machine_.store.append(bytes, write.sync ? platform::Sync::kSoon : platform::Sync::kNone);
}

void Room::on(const Transitioned& moved) {
  std::string line = lesson_text(moved.lesson) + " " + std::string(state_name(moved.from)) + " -> " +
                     std::string(state_name(moved.to)) + ", " + std::string(cause_text(moved.cause));
  if (moved.fault) line += " (" + fault_text(moved.fault) + ")";
  platform::log_event(line);
}

void Room::compact_journal() {
  std::string bytes;
  for (const Record& record : terminal_.snapshot()) bytes += encode(record, next_sequence_++);
  if (bytes.empty()) bytes = encode(Record(), next_sequence_++);  // Of no lesson: the numbers go on behind a boot.
  machine_.store.replace(bytes);
}

void Room::on_reply(const platform::HttpDone& done) {
  if (done.reply.transport == http::Transport::kOk && done.reply.date_utc) {
    machine_.clock.confirm(*done.reply.date_utc + kSecond / 2);  // The header tells whole seconds.
    now_ = machine_.clock.now();
  }
  for (auto& source : sources_) {
    if (!source->jobs.on_reply(done, now_)) continue;
    keep_out_of_log(source->jobs.session(), platform::Keep::kPassing);
    finish_jobs(*source);
    return;
  }
}

void Room::finish_jobs(Source& source) {
  for (Jobs::Done& done : source.jobs.take_done()) {
    if (done.job == source.poll) {
      finish_poll(source, std::move(done.finished));
    } else if (done.job == source.teacher.job || done.job == source.student.job) {
      finish_entry(source, done.job == source.teacher.job, done.finished);
    } else if (const auto ask = source.asks.find(done.job); ask != source.asks.end()) {
      const Asked asked = ask->second;
      source.asks.erase(ask);
      const Outcome& outcome = done.finished.outcome;
      Fault& told = source.told[static_cast<std::size_t>(asked.operation)];
      if (outcome.fault && outcome.fault != told) {
        log_line(Level::kWarning, std::string(source.feed.source()) + ": " + fault_text(outcome.fault) + ", " +
                                      words_of(done.finished, source.jobs.session()));
      }
      told = outcome.fault;
      step(Answered{asked.id, outcome});
    }
  }
}

void Room::finish_jobs() {
  for (auto& source : sources_) finish_jobs(*source);
  for (const std::uint32_t id : std::exchange(unfit_asks_, {})) {
    Outcome outcome;
    outcome.verdict = Verdict::kRefused;
    outcome.fault = {FaultCode::kConfig, 0};
    step(Answered{id, outcome});
  }
}

void Room::finish_poll(Source& source, vendors::Finished finished) {
  source.poll = 0;
  const Fault before = source.feed.fault();
  const std::size_t listed = finished.listed.value_or(finished.lessons.size());
  std::vector<Lesson>& lessons = finished.lessons;  // Others' may be more than a feed holds.
  const auto is_others = [&](const Lesson& lesson) { return !is_of(source.config->account.rooms, lesson); };
  lessons.erase(std::remove_if(lessons.begin(), lessons.end(), is_others), lessons.end());
  const bool good = source.feed.answered(finished.outcome, std::move(finished.lessons), listed, now_);
  const Fault fault = source.feed.fault();
  const std::string name(source.feed.source());
  if (fault && fault != before)
    log_line(Level::kWarning,
             name + ": schedule: " + fault_text(fault) + ", " + words_of(finished, source.jobs.session()));
  if (!fault && before) log_line(Level::kInfo, name + ": schedule: read again");
  step(SourceReport{name, fault});
  if (!good) return;
  // A store keeps trying by itself, and each save wears its flash. How old it is counts as well.
  if (source.feed.has_news() || std::abs(now_.utc - source.schedule_saved_utc) > kSaveScheduleEvery) {
    source.schedule_saved_utc = now_.utc;
    machine_.store.save(schedule_file(name), encode_schedule(Span<const Lesson>(source.feed.polled()), now_.utc));
  }
  pass_schedule(source, false);
}

void Room::pass_schedule(Source& source, bool restored) {
  const std::vector<Lesson> lessons = source.feed.lessons(now_);
  step(ScheduleRead{source.feed.source(), Span<const Lesson>(lessons), restored, source.feed.asked_utc(),
                    source.feed.tells_absence()});
  renew_passwords(source);
}

void Room::poll_sources() {
  for (auto& source : sources_) {
    if (!source->feed.poll_due(now_)) continue;
    vendors::Job job;
    job.operation = Operation::kSchedule;
    job.from_utc = now_.vendor_utc() - kScheduleBack;
    job.to_utc = now_.vendor_utc() + kScheduleAhead;
    source->poll = source->jobs.start(std::move(job), now_);
  }
}

void Room::serve_control() {
  if (machine_.control == nullptr) return;
  if (!is_ready(machine_.control->descriptor()) && now_.mono < machine_.control->deadline()) return;
  std::vector<platform::ControlRequest> requests;
  machine_.control->step(now_.mono, requests);
  for (const platform::ControlRequest& request : requests) {
    vendors::Value answer;
    const auto command = [&](Command::Kind kind) {
      step(Command{kind});
      const Notice notice = terminal_.notice();
      const bool ok = notice == Notice::kStarting || notice == Notice::kExtending || notice == Notice::kTakenBack ||
                      (notice == Notice::kStopping && kind == Command::Kind::kStop);
      log_line(Level::kInfo, "command " + request.line + ": " + std::string(notice_name(notice)));
      answer.set("ok", ok);
      answer.set("answer", notice_name(notice));
    };
    if (request.line == "status") answer = status_json(terminal_, now_, extras());
    else if (request.line == "start") command(Command::Kind::kStart);
    else if (request.line == "stop") command(Command::Kind::kStop);
    else if (request.line == "extend") command(Command::Kind::kExtend);
    else answer.set("error", "unknown command; there are: status, start, stop, extend");
    machine_.control->answer(request.client, vendors::write_json(answer) + "\n", now_.mono);
  }
}

void Room::serve_callbacks() {
  if (machine_.callbacks == nullptr) return;
  if (!is_ready(machine_.callbacks->descriptor()) && now_.mono < machine_.callbacks->deadline()) return;
  for (const Callbacks::Told& told : callbacks_.serve(*machine_.callbacks, now_)) step(told.event());
}

StatusExtras Room::extras() const {
  StatusExtras extras;
  extras.clock_trust = std::string(platform::trust_name(machine_.clock.trust()));
  extras.clock_skew = machine_.clock.skew();
  extras.browser = machine_.browser == nullptr ? "none" : "closed";
  if (machine_.browser != nullptr) {
    switch (machine_.browser->state().kind) {
      case platform::LaunchState::Kind::kNone: break;
      case platform::LaunchState::Kind::kStarting: extras.browser = "starting"; break;
      case platform::LaunchState::Kind::kRunning: extras.browser = "running"; break;
      case platform::LaunchState::Kind::kExited: extras.browser = "exited"; break;
      case platform::LaunchState::Kind::kFailed: extras.browser = "failed"; break;
    }
  }
  if (const auto fault = machine_.store.fault()) extras.disk = fault->detail;
  if (machine_.face != nullptr) extras.devices = machine_.face->states();
  extras.disk_failures = machine_.store.failures();
  extras.clock_steps = machine_.clock.steps();
  return extras;
}

// Tells the core, and the log, what changed about the clock, the disk and the browser.
void Room::watch_machine() {
  if (now_.trusted != was_trusted_ || machine_.clock.steps() != clock_steps_) {
    clock_steps_ = machine_.clock.steps();
    for (auto& source : sources_) source->feed.clock_set(now_);
  }
  if (now_.trusted != was_trusted_) {
    was_trusted_ = now_.trusted;
    log_line(now_.trusted ? Level::kInfo : Level::kWarning,
             std::string(now_.trusted ? "clock: trusted, " : "clock: E-CLK, not trusted, no automatic action; ") +
                 std::string(platform::trust_name(machine_.clock.trust())));
  }
  const auto skew = machine_.clock.skew();
  if (skew.has_value() != skew_told_) {
    skew_told_ = skew.has_value();
    if (skew)
      log_line(Level::kWarning, "clock: a vendor's Date header differs by " + std::to_string(*skew / kSecond) +
                                    " s; signatures will be refused");
  }
  // Also when it was stepped back: a time that was wrong must not be the next start's floor.
  if (now_.trusted && std::abs(now_.utc - time_saved_utc_) > kSaveTimeEvery) {
    time_saved_utc_ = now_.utc;
    machine_.store.save("time", std::to_string(now_.utc));
  }
  if (is_ready(machine_.store.descriptor())) machine_.store.settle();
  const auto disk = machine_.store.fault();
  if (disk.has_value() == disk_ok_) {
    disk_ok_ = !disk.has_value();
    log_line(disk_ok_ ? Level::kInfo : Level::kError, disk_ok_ ? "disk: works again" : "E-DISK: " + disk->detail);
    step(DiskReport{disk_ok_});
  }
  if (machine_.browser == nullptr) return;
  machine_.browser->step(now_.mono);
  const auto fault = machine_.browser->fault();
  if (fault.has_value() == browser_ok_) {
    browser_ok_ = !fault.has_value();
    log_line(browser_ok_ ? Level::kInfo : Level::kError, browser_ok_ ? "browser: runs" : "E-BROWSER: " + fault->detail);
    step(BrowserReport{browser_ok_});
  }
}

void Room::watch_link() {
  if (!machine_.link->take_up()) return;
  step(LinkUp{});
  bool any = false;
  for (auto& source : sources_) {
    any |= source->feed.link_up(now_);
    for (Entry* entry : {&source->teacher, &source->student}) {
      if (entry->again != kNever) entry->again = std::max(now_.mono, entry->not_before);
    }
  }
  if (any) log_line(Level::kInfo, "network: the link is back, the schedules are polled");
}

void Room::present() {
  if (machine_.face == nullptr) return;
  const View view = terminal_.view(now_);
  machine_.face->light(view.leds, now_.mono);
  redraw_at_ = kNever;
  if (!machine_.face->has_display()) return;
  const Language language = machine_.face->can_show(config_.language) ? config_.language : Language::kEnglish;
  machine_.face->show(screen(view, config_.zone, language), now_.mono);
  const bool is_pressed = view.hold_percent > 0 || view.notice == Notice::kPressed;
  redraw_at_ = now_.mono + (is_pressed ? kHoldStep : next_change(view) - view.utc);
}

Milliseconds Room::deadline() const {
  // A job may be over at once, with no exchange to wait for, and what it answers may begin the next.
  const auto is_waiting = [](const auto& source) { return source->jobs.has_done(); };
  if (!unfit_asks_.empty() || std::any_of(sources_.begin(), sources_.end(), is_waiting)) return now_.mono;
  Milliseconds at = terminal_.deadline(now_);
  for (const auto& source : sources_)
    at = std::min({at, source->feed.deadline(), source->teacher.again, source->student.again});
  if (machine_.browser != nullptr) at = std::min(at, machine_.browser->deadline());
  if (machine_.control != nullptr) at = std::min(at, machine_.control->deadline());
  if (machine_.callbacks != nullptr) at = std::min(at, machine_.callbacks->deadline());
  if (machine_.face != nullptr) at = std::min({at, redraw_at_, machine_.face->deadline()});
  return at;
}

void Room::serve_face() {
  if (machine_.face == nullptr) return;
  std::vector<Event> events;
  machine_.face->step(now_.mono, events);
  for (const Event& event : events) {
    if (const auto* edge = std::get_if<ButtonEdge>(&event)) button(edge->down);
    else step(event);
  }
}

// A press is on the LCD before anything else is done, whatever the network does.
void Room::button(bool down) {
  now_ = machine_.clock.now();
  step(ButtonEdge{down});
  if (down) {
    for (auto& source : sources_) source->feed.hurry(now_);
  }
  finish_jobs();
  present();
}

bool Room::is_ready(int fd) const {
  return std::any_of(ready_.begin(), ready_.end(), [fd](const platform::FdReady& each) { return each.fd == fd; });
}

void Room::round() {
  present();
  machine_.loop.wait(deadline(), replies_, ready_);
  if (is_ready(machine_.clock.descriptor())) machine_.clock.settle();
  now_ = machine_.clock.now();
  step(Tick{});  // What is due goes out before anything else is looked at.
  // What was forgotten must go from the disk as well, or the next boot brings it back.
  if (terminal_.forgotten() != forgotten_) compact_journal();
  forgotten_ = terminal_.forgotten();
  serve_face();
  for (const platform::HttpDone& reply : replies_) on_reply(reply);
  finish_jobs();
  if (machine_.link != nullptr && is_ready(machine_.link->descriptor())) watch_link();  // Behind what failed meanwhile.
  serve_control();
  serve_callbacks();
  watch_machine();
  renew_entries();
  poll_sources();
  finish_jobs();
}

bool Room::makes_progress() const {
  constexpr Milliseconds kStuck = 30 * kSecond;  // A worn card's slowest sync is some seconds.
  const Milliseconds busy_since = machine_.store.busy_since();
  const bool writes = busy_since == 0 || now_.mono - busy_since < kStuck;
  return writes && terminal_.deadline(now_) > now_.mono - kStuck;
}

void Room::shut_down() {
  if (machine_.browser != nullptr) machine_.browser->close(now_.mono);
  if (now_.trusted) machine_.store.save("time", std::to_string(now_.utc));
}

}  // namespace classbell::board
