#include "world.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace classbell::test {
namespace {

enum Phase { kNothingDone, kWrittenNotSent, kAllDone };  // How far a step's effects came before the plug was pulled.

constexpr Milliseconds kLookGivenUp = 700;  // A look that hangs for so long holds up a start no longer.
constexpr std::size_t kIdleTicksMax = 30;   // In a row and within a second, without an effect or a change of the view.

bool is_report(Operation operation) {
  return operation == Operation::kHeartbeat || operation == Operation::kEnter || operation == Operation::kLeave;
}

std::string name_of(const LessonKey& key) {
  return std::string(key.source.view()) + "/" + std::string(key.id.view()) + "@" + std::to_string(key.start_utc);
}

Reaction bad(Verdict verdict, bool effect, Milliseconds delay, Fault fault) {
  Reaction reaction;
  reaction.verdict = verdict;
  reaction.effect = effect;
  reaction.delay = delay;
  reaction.fault = fault;
  return reaction;
}

bool same_shown(const View& a, const View& b) {
  return a.kind == b.kind && a.notice == b.notice && a.fault == b.fault && a.state == b.state &&
         a.hold_percent == b.hold_percent && a.take_back_s == b.take_back_s && a.leds == b.leds;
}

}  // namespace

Reaction done(Milliseconds delay) {
  Reaction reaction;
  reaction.delay = delay;
  return reaction;
}
Reaction not_yet(Milliseconds delay) { return bad(Verdict::kNotYet, false, delay, {FaultCode::kVendor, 10021}); }
Reaction busy(Milliseconds retry_after, Milliseconds delay) {
  Reaction reaction = bad(Verdict::kBusy, false, delay, {FaultCode::kVendor, 429});
  reaction.retry_after = retry_after;
  return reaction;
}
Reaction refused(Milliseconds delay) { return bad(Verdict::kRefused, false, delay, {FaultCode::kVendor, 4007}); }
Reaction unreachable(Milliseconds delay) { return bad(Verdict::kUnreachable, false, delay, {FaultCode::kNet, 0}); }
Reaction unknown(bool effect, Milliseconds delay) {
  return bad(Verdict::kUnknown, effect, delay, {FaultCode::kNet, 0});
}

Script first(int count, const Reaction& reaction, const Reaction& later) {
  return [=, n = 0](const Ask&) mutable { return n++ < count ? reaction : later; };
}
Reaction says(RoomState room, Milliseconds delay) {
  Reaction reaction = done(delay);
  reaction.room = room;
  return reaction;
}

Lesson lesson(std::string_view id, Milliseconds start, Milliseconds end, std::string_view source) {
  Lesson made;
  made.key = {source, id, start};
  made.end_utc = end != 0 ? end : start + kLength;
  made.title = "数学 " + std::string(id);
  made.teacher = "王老师";
  made.room = id;
  return made;
}

SourceSettings full(std::string_view name) {
  SourceSettings source;
  source.name = name;
  source.can = {true, true, true, true, true};
  return source;
}
SourceSettings beating(std::string_view name) {
  SourceSettings source = full(name);
  source.can.extend = source.can.heartbeat_reads_state = false;
  return source;
}
SourceSettings watched(std::string_view name) {
  SourceSettings source = full(name);
  source.can.start = source.can.presence = false;
  return source;
}

TerminalSettings with_manual_room() {
  TerminalSettings settings;
  settings.sources = {full("b"), full("a")};
  settings.sources[1].manual_room = std::string_view("m1");
  return settings;
}

namespace {
TerminalSettings settings_of(SourceSettings source) {
  TerminalSettings settings;
  settings.room = "三年级二班";
  settings.sources = {std::move(source)};
  settings.seed = 1;
  return settings;
}
}  // namespace

World::World(SourceSettings source, Milliseconds start) : World(settings_of(std::move(source)), start) {}

World::World(TerminalSettings made, Milliseconds start)
    : settings(std::move(made)), time(start), mono_base(start - 5 * kSecond) {
  boot();
}

Now World::now() const { return {time - mono_base, time + clock_error, trusted, elsewhere && !trusted ? time : 0}; }

void World::boot(bool button_down) {
  ++life_;
  in_flight_.clear();
  terminal = std::make_unique<Terminal>(settings);
  const Recovered recovered = recover(synced + unsynced);
  EXPECT_NE(recovered.whole, rotten);
  sequence = recovered.next_sequence;
  terminal->recover(recovered, now());
  if (rotten) compact();
  if (button_down) step(ButtonFound{true});
  for (const auto& [source, lessons] : schedule) {
    if (terminal) step(ScheduleRead{source, lessons, true, 0});
  }
  // What the schedule on the disk says is asked of the vendor soon after.
  const std::uint64_t life = life_;
  for (const auto& each : schedule) {
    const std::string source = each.first;
    later(time + kSecond, [this, source, life] {
      if (terminal && life == life_) read(source);
    });
  }
}

void World::kill(Milliseconds after, bool power_cut) {
  terminal.reset();
  ++life_;
  if (power_cut) unsynced.clear();
  later(time + after, [this, power_cut] {
    if (power_cut) mono_base = time - 5 * kSecond;
    boot();
  });
}

void World::compact() {
  rotten = false;
  synced.clear();
  unsynced.clear();
  for (const Record& record : terminal->snapshot()) synced += encode(record, sequence++);
}

void World::rot(const std::string& whole) {
  rotten = true;
  synced = whole + "rot\n";
  unsynced.clear();
}

void World::kill_at(std::size_t step, int phase, Milliseconds after, bool power_cut) {
  kill_step_ = step;
  kill_phase_ = phase;
  kill_after_ = after;
  kill_power_ = power_cut;
}

void World::later(Milliseconds when, std::function<void()> act) {
  const Pending made{std::max(when, time), ++order_, std::move(act)};
  const auto place =
      std::find_if(pending_.begin(), pending_.end(), [&](const Pending& p) { return p.time > made.time; });
  pending_.insert(place, made);
}

void World::at(Milliseconds when, std::function<void()> action) { later(when, std::move(action)); }

void World::step(const Event& event) {
  ASSERT_TRUE(terminal);
  ++steps;
  if (std::holds_alternative<ButtonEdge>(event) || std::holds_alternative<Command>(event)) insist();
  const View before = view();
  terminal->step(now(), event, effects_);
  const bool dies = steps == kill_step_;
  for (const Effect& effect : effects_) {
    if (dies && kill_phase_ == kNothingDone) break;
    if (dies && kill_phase_ == kWrittenNotSent && std::holds_alternative<Ask>(effect)) break;
    perform(effect);
  }
  if (dies) return kill(kill_after_, kill_power_);
  check_after(effects_.size(), std::holds_alternative<Tick>(event), before);
}

void World::check_after(std::size_t effects, bool is_tick, const View& before) {
  if (!is_tick) return;
  EXPECT_LT(now().mono, terminal->deadline(now())) << "the shell would spin; step " << steps;
  if (effects == 0 && same_shown(before, view())) {
    if (idle_ticks_ == 0 || time - idle_since_ > kSecond) {
      idle_ticks_ = 0;
      idle_since_ = time;
    }
    EXPECT_LT(++idle_ticks_, kIdleTicksMax) << "steps that change nothing; step " << steps;
  }
}

void World::perform(const Effect& effect) {
  if (const auto* ask = std::get_if<Ask>(&effect)) {
    check_ask(*ask);
    sent.push_back({time, *ask});
    carry(*ask);
  } else if (const auto* browse = std::get_if<Browse>(&effect)) {
    browsed.push_back(*browse);
  } else if (const auto* write = std::get_if<Write>(&effect)) {
    unsynced += encode(write->record, sequence++);
    if (write->sync) {
      synced += unsynced;
      unsynced.clear();
    }
  } else if (const auto* transition = std::get_if<Transitioned>(&effect)) {
    EXPECT_EQ(next(transition->from, transition->cause), transition->to);
    moved.push_back({time, *transition});
    const std::string name = name_of(transition->lesson);
    if (transition->cause == Cause::kPressed) by_hand_.insert(name);
    const LessonState to = transition->to;
    if (to == LessonState::kStarting || to == LessonState::kStopping || is_over(to))
      forget(transition->lesson, is_over(to));
    if (is_over(transition->to)) by_hand_.erase(name);
  }
}

// What a person does while a lesson is starting: it may mean that it is wanted, whatever the clock says.
void World::insist() {
  for (const Course& course : terminal->courses()) {
    if (course.state() == LessonState::kStarting) by_hand_.insert(name_of(course.lesson().key));
  }
}

// A look that hangs when the start or the stop is due is no longer awaited; nor is anything of a lesson that is over,
// which may begin anew.
void World::forget(const LessonKey& key, bool is_over) {
  for (auto each = in_flight_.begin(); each != in_flight_.end();) {
    const Operation operation = each->second.ask.operation;
    const bool is_forgotten = operation == Operation::kReadState || (is_over && is_report(operation));
    each = is_forgotten && each->second.ask.lesson == key ? in_flight_.erase(each) : std::next(each);
  }
}

void World::check_ask(const Ask& ask) {
  const std::string name = name_of(ask.lesson);
  EXPECT_NE(terminal->find(ask.lesson), nullptr) << name;
  for (const auto& [id, other] : in_flight_) {
    EXPECT_NE(id, ask.id);
    const bool is_given_up = other.ask.operation == Operation::kReadState && time - other.time >= kLookGivenUp;
    const bool is_same_lane = is_report(other.ask.operation) == is_report(ask.operation);
    EXPECT_FALSE(other.ask.lesson == ask.lesson && is_same_lane && !is_given_up)
        << name << ": two asks of one lane in flight: " << static_cast<int>(other.ask.operation) << " for "
        << time - other.time << " ms, and " << static_cast<int>(ask.operation);
  }
  in_flight_[ask.id] = {time, ask};
  if (ask.operation != Operation::kStart || by_hand_.count(name) != 0) return;
  EXPECT_TRUE(trusted) << name << " started with an untrusted clock";
  EXPECT_GE(now().utc, ask.lesson.start_utc) << name << " started before T";
  for (const Course& course : terminal->courses()) {
    if (!(course.lesson().key == ask.lesson)) continue;
    EXPECT_LT(now().utc, course.end_utc()) << name << " started after its end";
  }
}

void World::carry(const Ask& ask) {
  const auto known = script.find(ask.operation);
  const Reaction reaction = known != script.end() ? known->second(ask) : done();
  const Lesson* about = terminal->find(ask.lesson);
  const std::string number = about != nullptr ? std::string(about->room.view()) : std::string(ask.lesson.id.view());
  if (reaction.effect) {
    later(time + reaction.effect_after, [this, number, operation = ask.operation] {
      Room& there = rooms[number];
      if (operation == Operation::kStart) {
        there.starts.push_back(time);
        there.state = RoomState::kLive;
      } else if (operation == Operation::kStop) {
        there.stops.push_back(time);
        there.state = RoomState::kIdle;
      }
    });
  }
  bool heartbeat_tells = false;
  for (const SourceSettings& source : settings.sources) {
    if (source.name == ask.lesson.source) heartbeat_tells = source.can.heartbeat_reads_state;
  }
  later(time + reaction.delay, [this, ask, reaction, number, heartbeat_tells, life = life_] {
    if (life != life_ || !terminal) return;
    Outcome outcome;
    outcome.verdict = reaction.verdict;
    outcome.fault = reaction.fault;
    outcome.retry_after = reaction.retry_after;
    const bool tells =
        ask.operation == Operation::kReadState || (ask.operation == Operation::kHeartbeat && heartbeat_tells);
    if (reaction.room) outcome.room = *reaction.room;
    else if (tells && reaction.verdict == Verdict::kDone) outcome.room = rooms[number].state;
    if (ask.operation == Operation::kExtend) outcome.end_utc = reaction.end_utc != 0 ? reaction.end_utc : ask.end_utc;
    in_flight_.erase(ask.id);
    step(Answered{ask.id, outcome});
  });
}

void World::run_until(Milliseconds until) {
  for (;;) {
    Milliseconds next = until;
    const Milliseconds deadline = terminal ? terminal->deadline(now()) : kNever;
    const Milliseconds wake = deadline == kNever ? kNever : deadline + mono_base;
    if (!pending_.empty()) next = std::min(next, pending_.front().time);
    if (wake != kNever) next = std::min(next, wake);
    if (next >= until && !(next == until && (wake == until || (!pending_.empty() && pending_.front().time == until)))) {
      time = std::max(time, until);
      return;
    }
    time = std::max(time, next);
    if (!pending_.empty() && pending_.front().time <= time) {
      const auto act = std::move(pending_.front().act);
      pending_.pop_front();
      act();
      continue;
    }
    const std::size_t before = steps;
    time += lag;
    step(Tick{});
    if (steps == before || ::testing::Test::HasFatalFailure()) return;
  }
}

void World::set_clock_error(Milliseconds error) {
  clock_error = error;
  idle_ticks_ = 0;
  step(Tick{});
}

void World::trust(bool is_trusted) {
  idle_ticks_ = 0;  // One that is asked for is no sign of spinning.
  trusted = is_trusted;
  step(Tick{});
}

void World::starve_until(Milliseconds until) { time = std::max(time, until); }

void World::plan(std::vector<Lesson> lessons, std::string_view source) {
  schedule[std::string(source)] = std::move(lessons);
  read(source);
}

void World::read(std::string_view source) {
  step(ScheduleRead{source, schedule[std::string(source)], false, now().vendor_utc()});
}

void World::press(Milliseconds length) {
  step(ButtonEdge{true});
  run_for(length);
  step(ButtonEdge{false});
}

const Course* World::course(std::string_view id, Milliseconds start) const {
  for (const Course& each : terminal->courses()) {
    if (each.lesson().key.id.view() == id && (start == 0 || each.lesson().key.start_utc == start)) return &each;
  }
  return nullptr;
}

LessonState World::state(std::string_view id, Milliseconds start) const {
  const Course* found = course(id, start);
  EXPECT_NE(found, nullptr) << "no lesson " << id;
  return found != nullptr ? found->state() : LessonState::kPlanned;
}

std::vector<Milliseconds> World::asked(Operation operation, std::string_view id) const {
  std::vector<Milliseconds> times;
  for (const Sent& each : sent) {
    if (each.ask.operation == operation && (id.empty() || each.ask.lesson.id.view() == id)) times.push_back(each.time);
  }
  return times;
}

bool World::took(LessonState from, Cause cause, LessonState to, std::string_view id) const {
  return std::any_of(moved.begin(), moved.end(), [&](const Moved& m) {
    const Transitioned& t = m.transition;
    return t.from == from && t.cause == cause && t.to == to && (id.empty() || t.lesson.id.view() == id);
  });
}

std::string World::path(std::string_view id) const {
  std::string names;
  for (const Moved& each : moved) {
    if (each.transition.lesson.id.view() != id) continue;
    if (!names.empty()) names += ' ';
    names += state_name(each.transition.to);
  }
  return names;
}

}  // namespace classbell::test
