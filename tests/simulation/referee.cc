#include "referee.h"

#include <algorithm>

#include "core/view.h"

namespace classbell::simulation {
namespace {

// sxb lists what is to come and what is live one after the other.
int pages_of(std::string_view vendor) { return vendor == "sxb" ? 2 : 1; }

constexpr int kExchangesMax = 16;                    // As http.h has it; more would make a start wait its turn.
constexpr Milliseconds kHandLasts = 15 * kSecond;    // A hold's stop is sent ten seconds after it was held.
constexpr Milliseconds kLookSettles = 10 * kSecond;  // The last look before T is three seconds old, and worth six.

}  // namespace

Referee::Referee(Agenda& agenda, Clouds& clouds, Trace& trace, Machine& machine)
    : agenda_(agenda), clouds_(clouds), trace_(trace), machine_(machine) {
  machine_.network.witness = this;
  machine_.after_round = [this] { after_round(); };
  machine_.after_boot = [this](const std::vector<Record>& records) { after_boot(records); };
}

void Referee::fault_begins(Kind kind) {
  trace_.line(agenda_.now(), "fault " + std::string(kFaultNames[static_cast<std::size_t>(kind)]));
  ++active_[static_cast<std::size_t>(kind)];
  ++lasting_;
  cover(kind);
}

void Referee::fault_ends(Kind kind) {
  trace_.line(agenda_.now(), "over " + std::string(kFaultNames[static_cast<std::size_t>(kind)]));
  cover(kind);
  --active_[static_cast<std::size_t>(kind)];
  --lasting_;
  ill_until_ = agenda_.now();
}

void Referee::cover(Kind kind) {
  for (const Seen& seen : seen_) ++coverage[static_cast<std::size_t>(kind)][static_cast<std::size_t>(seen.state)];
}

const Course* Referee::course_of(const std::string& vendor, const std::string& room) const {
  const Course* best = nullptr;
  for (const Course& course : machine_.terminal().courses()) {
    if (course.lesson().room.view() != room) continue;
    const Planned* plan = nullptr;
    for (const Planned& p : plans) {
      if (p.room == room && p.vendor == vendor && p.source == course.lesson().key.source.view()) plan = &p;
    }
    if (plan == nullptr) continue;
    if (best == nullptr || is_over(best->state())) best = &course;
  }
  return best;
}

// The last plan of that room: one that was moved has a successor.
Planned* Referee::plan_of(const std::string& vendor, const std::string& room) {
  for (auto plan = plans.rbegin(); plan != plans.rend(); ++plan) {
    if (plan->vendor == vendor && plan->room == room) return &*plan;
  }
  return nullptr;
}

void Referee::hand(std::string_view what) {
  trace_.line(agenda_.now(), "teacher: " + std::string(what));
  hand_at_ = agenda_.now();
}

// PRODUCT 4: a press is acknowledged whatever the network does.
void Referee::pressed() {
  if (!machine_.is_up()) return;
  const View view = machine_.terminal().view(machine_.now());
  if (view.notice == Notice::kNone) fail("press", "a press was not acknowledged");
}

void Referee::sent(std::uint64_t exchange, const Described& what, const http::Request& request) {
  trace_.line(agenda_.now(),
              "> " + std::to_string(exchange) + " " + what.vendor + " " + what.endpoint + " " + what.room);
  if (machine_.network.in_flight() > kExchangesMax)
    fail("bounded", "more exchanges in flight than the loop takes at once");
  switch (what.call) {
    case Call::kStart:
      if (!request.once) fail("rule 1", "a start may be sent again by the transport");
      return check_start(what);
    case Call::kStop:
      if (!request.once) fail("rule 1", "a stop may be sent again by the transport");
      return check_stop(what);
    case Call::kHeartbeat:
    case Call::kStatus: return check_beat(what);
    case Call::kSchedule:
      if (!polls_per_second.empty()) {
        const auto second = static_cast<std::size_t>(agenda_.now() / kSecond) % polls_per_second.size();
        ++polls_per_second[second];
      }
      return;
    case Call::kExtend:
    case Call::kOther:
    case Call::kPage: return;
  }
}

void Referee::check_start(const Described& what) {
  Planned* plan = plan_of(what.vendor, what.room);
  const Course* course = course_of(what.vendor, what.room);
  const std::string who = what.vendor + " " + what.room;
  if (plan == nullptr || course == nullptr) return fail("rule 2", "a start of a lesson nobody planned: " + who);
  const Now now = machine_.now();
  const bool in_window = now.trusted && now.utc >= course->lesson().key.start_utc && now.utc < course->end_utc();
  const bool by_hand = agenda_.now() - hand_at_ < kHandLasts;
  if (!in_window && !(course->by_press() && (plan->by_hand || by_hand)))
    fail("rule 2", "an automatic start outside [T, end), or with an untrusted clock: " + who);
  if (plan->latched && !by_hand) fail("rule 3", "the teacher stopped it, and it is started again: " + who);
  if (plan->removed_at != 0 && plan->polls_without >= 2 * pages_of(plan->vendor) && !plan->by_hand && !by_hand)
    fail("rule 2", "started after the schedule dropped it: " + who);
  Control& control = controls_[{who, Call::kStart}];
  if (control.open > 0) fail("rule 1", "a second start while one is unanswered: " + who);
  if (control.unknown) fail("rule 1", "a start is repeated, the last outcome unknown and not read back: " + who);
  ++control.open;
  control.unknown = true;
  const RoomTruth truth = clouds_.truth(what.vendor, what.room);
  const Milliseconds settled = agenda_.now() - kLookSettles;
  if (truth.live && truth.live_since < settled && was_well_since(settled - 5 * kSecond) &&
      machine_.up_since() < settled - 5 * kSecond)
    fail("rule 4", "found live for long, and started all the same: " + who);
  for (const Planned& other : plans) {
    if (other.room == plan->room || !other.told_to_start) continue;
    const Course* theirs = course_of(other.vendor, other.room);
    if (theirs != nullptr && theirs != course && is_in_progress(theirs->state()) && theirs->may_be_heard())
      fail("rule 8", "started while " + other.room + " is in progress: " + who);
  }
  plan->last_start = agenda_.now();
}

void Referee::check_stop(const Described& what) {
  const std::string who = what.vendor + " " + what.room;
  const Course* course = course_of(what.vendor, what.room);
  if (course == nullptr || course->state() != LessonState::kStopping)
    fail("rule 1", "a stop of a lesson that is not stopping: " + who);
  Control& control = controls_[{who, Call::kStop}];
  if (control.open > 0) fail("rule 1", "a second stop while one is unanswered: " + who);
  if (control.unknown) fail("rule 1", "a stop is repeated, the last outcome unknown and not read back: " + who);
  ++control.open;
  control.unknown = true;
}

// One heartbeat in flight, and no burst that makes up for those that were missed.
void Referee::check_beat(const Described& what) {
  std::deque<Milliseconds>& beats = beats_[what.vendor + " " + what.room + " " + what.endpoint];
  beats.push_back(agenda_.now());
  if (beats.size() > 6) beats.pop_front();
  if (what.call == Call::kHeartbeat) {
    const auto open = std::count_if(machine_.network.open().begin(), machine_.network.open().end(), [&](const auto& e) {
      return e.second.call == Call::kHeartbeat && e.second.room == what.room;
    });
    if (open > 1) fail("heartbeat", "two heartbeats in flight: " + what.room);
    if (beats.size() > 3 && beats.back() - beats[beats.size() - 4] < 5 * kSecond)
      fail("heartbeat", "a burst of heartbeats: " + what.room);
  } else if (beats.size() == 6 && beats.back() - beats.front() < kSecond / 2) {
    fail("heartbeat", "a burst of looks at the room: " + what.room);
  }
}

void Referee::carried_out(std::uint64_t exchange, const Described& what, const Answer& answer) {
  if (!answer.effective.empty())
    trace_.line(agenda_.now(), "= " + std::to_string(exchange) + " " + answer.effective + " " + what.room);
  for (const std::string& blame : answer.blame) {
    const std::string kind = blame.substr(0, blame.find(' '));
    // The vendor's own view of order and time is judged here, with what the terminal could know.
    if (kind == "start_early" || kind == "start_late" || kind == "start_while_live" || kind == "second_start" ||
        kind == "stop_not_live" || kind == "stale_timestamp" || kind == "unknown_token")
      continue;
    fail("request", what.vendor + " " + what.endpoint + ": " + blame);
  }
  if (what.call == Call::kStart && answer.effective == "start") {
    Planned* plan = plan_of(what.vendor, what.room);
    if (plan != nullptr && ++plan->starts > plan->starts_allowed)
      fail("rule 1", "a second effective start: " + what.vendor + " " + what.room);
  }
}

void Referee::answered(std::uint64_t exchange, const Described& what, const http::Reply& reply, bool told) {
  trace_.line(agenda_.now(),
              "< " + std::to_string(exchange) + " " +
                  (reply.transport == http::Transport::kOk ? std::to_string(reply.status) : reply.detail));
  const std::string who = what.vendor + " " + what.room;
  if (what.call == Call::kStart || what.call == Call::kStop) {
    Control& control = controls_[{who, what.call}];
    control.open = std::max(0, control.open - 1);
    control.unknown = !told;
  }
  const bool good = told && reply.transport == http::Transport::kOk && reply.status == 200;
  Planned* plan = what.room.empty() ? nullptr : plan_of(what.vendor, what.room);
  if ((what.call == Call::kStatus || what.call == Call::kHeartbeat) && good && plan != nullptr)
    plan->last_beat = agenda_.now();
  if (what.call == Call::kStatus && good) {
    controls_[{who, Call::kStart}].unknown = false;
    controls_[{who, Call::kStop}].unknown = false;
  }
  if (what.call == Call::kSchedule && good) {
    good_poll_at_ = agenda_.now();
    for (Planned& p : plans) {
      if (p.vendor != what.vendor || p.removed_at == 0) continue;
      ++p.pages_without;
      if (p.removed_at < agenda_.now() - 2 * kSecond && p.pages_without % pages_of(p.vendor) == 0) ++p.polls_without;
    }
  }
}

void Referee::after_boot(const std::vector<Record>&) {
  // Rot may have taken the record of what is live: nothing was promised for that.
  if (machine_.disk.is_rotten()) {
    for (Planned& plan : plans) plan.spoiled = true;
  }
  // Whatever was on its way: what came of it is not known.
  for (auto& [key, control] : controls_) control.open = 0;
  seen_.clear();
  for (const Course& course : machine_.terminal().courses()) seen_.push_back({course.lesson().key, course.state()});
}

void Referee::after_round() {
  const std::vector<Course>& courses = machine_.terminal().courses();
  if (courses.size() > kLessonsMax) fail("bounded", "more lessons than there is room for");
  bool changed = courses.size() != seen_.size();
  for (std::size_t i = 0; i < courses.size() && !changed; ++i)
    changed = courses[i].state() != seen_[i].state || !(courses[i].lesson().key == seen_[i].key);
  if (!changed) return;
  const Now now = machine_.now();
  std::vector<Seen> before = std::move(seen_);
  seen_.clear();
  for (const Course& course : courses) {
    seen_.push_back({course.lesson().key, course.state()});
    const auto known =
        std::find_if(before.begin(), before.end(), [&](const Seen& s) { return s.key == course.lesson().key; });
    const LessonState from = known == before.end() ? LessonState::kPlanned : known->state;
    if (from != course.state()) moved(course, from, now);
  }
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (active_[kind] > 0) cover(static_cast<Kind>(kind));
  }
  const Screen shown = screen(machine_.terminal().view(now), machine_.config().zone, machine_.config().language);
  for (const std::string_view text :
       {shown.heading.view(), shown.big.view(), shown.title.view(), shown.detail.view(), shown.footer.view()}) {
    if (trace_.holds_secret(text)) fail("secret", "a secret is on the screen");
  }
}

void Referee::moved(const Course& course, LessonState from, const Now& now) {
  const LessonKey& key = course.lesson().key;
  const LessonState to = course.state();
  const std::string who = std::string(key.source.view()) + " " + std::string(key.id.view()) + " " +
                          std::string(state_name(from)) + " -> " + std::string(state_name(to));
  Planned* plan = nullptr;
  for (Planned& p : plans) {
    if (p.source != key.source.view() || p.room != course.lesson().room.view()) continue;
    if (plan == nullptr || plan->start_utc != key.start_utc) plan = &p;
  }
  const bool by_hand = agenda_.now() - hand_at_ < kHandLasts;
  if (is_over(from) && (is_in_progress(to)) && (course.cause() == Cause::kPressed) && !by_hand)
    fail("rule 3", "begun again, and nobody pressed: " + who);
  if (plan == nullptr) return;
  if (course.cause() == Cause::kPressed || course.cause() == Cause::kTakenBack) {
    if (!by_hand) fail("rule 2", "as if a person had asked for it: " + who);
    plan->by_hand = true;
    plan->latched = false;
    if (course.cause() == Cause::kPressed) ++plan->starts_allowed;
  }
  if (course.cause() == Cause::kNeverBegan) ++plan->starts_allowed;
  if (to == LessonState::kStopping && course.cause() == Cause::kStopAsked) {
    if (!by_hand) fail("rule 3", "stopped as if by the teacher: " + who);
    plan->latched = plan->by_hand = true;
  }
  if (to == LessonState::kStopping && course.cause() == Cause::kEndDue && !(now.trusted && now.utc >= course.end_utc()))
    fail("rule 2", "stopped before its end, or with an untrusted clock: " + who);
  if (course.cause() == Cause::kEndDue && agenda_.now() < plan->end_utc) plan->spoiled = true;
  // Stopped before anything was sent: it is over at once.
  if (from == LessonState::kStarting && to == LessonState::kEnded && by_hand) plan->latched = plan->by_hand = true;
  // sxb writes the real start over the planned one: to the terminal that is a lesson moved.
  if (plan->elsewhere_since != 0 || plan->by_hand) return;
  if (to == LessonState::kCancelled && plan->removed_at == 0)
    fail("rule 5", "cancelled, and the vendor never dropped it: " + who);
  if (to == LessonState::kCancelled && !plan->was_moved && plan->pages_without < 2 * pages_of(plan->vendor) - 1)
    fail("rule 5", "cancelled before two good polls: " + who);
  if (to == LessonState::kEnded && course.cause() == Cause::kFoundIdle && is_well() && plan->told_to_start &&
      clouds_.truth(plan->vendor, plan->room).live)
    fail("rule 5", "ended, and it is live: " + who);
}

// Another lesson runs to its own end first (rule 8).
bool Referee::room_is_taken(const Planned& plan) const {
  const std::vector<Course>& courses = machine_.terminal().courses();
  return std::any_of(courses.begin(), courses.end(), [&](const Course& course) {
    const bool runs = is_in_progress(course.state()) || course.state() == LessonState::kStopping;
    return runs && (course.lesson().room.view() != plan.room || course.lesson().key.source.view() != plan.source);
  });
}

// At T + a little: it was armed, and nothing was wrong.
void Referee::judge_start(std::size_t index) {
  const Planned& plan = plans[index];
  if (plan.removed_at != 0 || plan.by_hand || plan.overlaps || plan.elsewhere_since != 0 || plan.spoiled ||
      !machine_.is_up())
    return;
  const Milliseconds from = plan.start_utc - 90 * kSecond;
  if (!was_well_since(from) || machine_.up_since() > from || plan.known_since > plan.start_utc - 3 * kMinute) return;
  if (room_is_taken(plan)) return;
  const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
  if (plan.vendor == "sxb" && !truth.live && truth.sessions > 0) return;  // A class that is over destroys its room.
  const std::string who = plan.vendor + " " + plan.room;
  if (!truth.live) return fail("start", "not live at T: " + who);
  if (!plan.told_to_start) return;
  if (truth.live_since < plan.start_utc && truth.live_since > from) return fail("rule 2", "live before T: " + who);
  // Zero gap is normal (rule 8): the stop of the lesson before is confirmed first.
  const bool follows = std::any_of(plans.begin(), plans.end(), [&](const Planned& p) {
    const Milliseconds over = clouds_.truth(p.vendor, p.room).over_since;
    return p.room != plan.room && over + kMinute > plan.start_utc && over <= plan.last_start;
  });
  if (!follows && truth.live_since > from && plan.last_start - plan.start_utc > 2)
    fail("start", "the start left late: " + who);
}

// While it is live and nothing is wrong.
void Referee::judge_live(std::size_t index) {
  const Planned& plan = plans[index];
  const Milliseconds now = agenda_.now();
  if (!machine_.is_up() || plan.removed_at != 0) return;
  const Course* course = course_of(plan.vendor, plan.room);
  const std::string who = plan.vendor + " " + plan.room;
  const bool should_run = now > plan.start_utc + kMinute && now < plan.end_utc - 3 * kMinute && !plan.by_hand &&
                          !plan.overlaps && !plan.stopped_elsewhere && !plan.spoiled;
  if (should_run && was_well_since(now - 75 * kSecond) && machine_.up_since() < now - 75 * kSecond &&
      plan.known_since < now - 2 * kMinute && !room_is_taken(plan)) {
    if (!clouds_.truth(plan.vendor, plan.room).live)
      return fail("missed", "within its time, nothing is wrong, and it is not live: " + who);
    if (course == nullptr || !is_in_progress(course->state()))
      return fail("missed", "it is live, and the terminal does not know: " + who);
  }
  if (course == nullptr || (course->state() != LessonState::kLive && course->state() != LessonState::kEnding)) return;
  if (now - course->entered_state_mono() == 0) return;
  if (was_well_since(now - 45 * kSecond) && machine_.up_since() < now - 45 * kSecond &&
      now - plan.last_beat > 18 * kSecond)
    fail("heartbeat", "none accepted for long: " + who);
  if (plan.vendor == "sxb" && was_well_since(now - 45 * kSecond) && machine_.up_since() < now - 45 * kSecond &&
      now - plan.last_beat > 5 * kSecond)
    fail("heartbeat", "none accepted for 5 s: " + who);
}

// A minute after its end: it is over, here and at the vendor.
void Referee::judge_over(std::size_t index) {
  const Planned& plan = plans[index];
  const std::string who = plan.vendor + " " + plan.room;
  if (!machine_.is_up()) return;
  const Milliseconds now = agenda_.now();
  if (!was_well_since(now - 100 * kSecond) || machine_.up_since() > now - 100 * kSecond) {
    agenda_.in(2 * kMinute, [this, index] { judge_over(index); });  // Not yet: it is owed when things are well again.
    return;
  }
  for (const Course& course : machine_.terminal().courses()) {
    if (course.lesson().room.view() != plan.room || course.lesson().key.source.view() != plan.source) continue;
    if (course.end_utc() + kMinute > now) {  // Extended.
      agenda_.in(2 * kMinute, [this, index] { judge_over(index); });
      return;
    }
    if (!is_over(course.state()))
      fail("over", "its end is past, and it is " + std::string(state_name(course.state())) + ": " + who);
  }
  if (!plan.told_to_start || plan.removed_at != 0 || plan.spoiled) return;
  const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
  if (truth.live && truth.started_by == "client") fail("over", "its end is past, and it is live at the vendor: " + who);
}

void Referee::judge_schedule() {
  const Milliseconds now = agenda_.now();
  if (!machine_.is_up() || !was_well_since(now - 110 * kSecond) || machine_.up_since() > now - 110 * kSecond) return;
  if (now - good_poll_at_ > 80 * kSecond) fail("schedule", "no good reading for long");
}

}  // namespace classbell::simulation
