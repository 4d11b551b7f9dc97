#include "referee.h"

#include <algorithm>
#include <utility>

#include "core/view.h"

namespace classbell::simulation {
namespace {

constexpr std::size_t kHandsKept = 8;
constexpr Milliseconds kUnreadFor = 3 * kMinute;  // Until a schedule that cannot be read is a fault for all to see.
constexpr Milliseconds kFaultGoes = 2 * kMinute;
constexpr Milliseconds kWritten = 45 * kSecond;  // A disk in trouble is tried again each half minute.

// One that is over may be begun once more, on however many grounds.
void allow_another(Planned& plan) { plan.starts_allowed = std::max(plan.starts_allowed, plan.starts + 1); }

}  // namespace

Referee::Referee(Agenda& agenda, Clouds& clouds, Trace& trace, Machine& machine)
    : agenda_(agenda), clouds_(clouds), trace_(trace), machine_(machine) {
  machine_.network.witness = this;
  // Rot may have taken the record of what is live, was held, or was stopped by the teacher: nothing was promised for
  // that. Of what is still to come there is none.
  machine_.on_rot = [this] {
    for (Planned& plan : plans) {
      const bool has_record = plan.start_utc < agenda_.now() + 2 * kMinute || plan.by_hand || plan.latched ||
                              clouds_.truth(plan.vendor, plan.room).sessions > 0;
      if (!has_record) continue;
      plan.spoiled = true;
      plan.latched = false;
      ++plan.starts_allowed;
      // Nor was it for that of its going: a reading must tell again.
      if (std::exchange(plan.readings_without, 0) > 0) plan.is_unlisted = true;
    }
  };
  machine_.after_round = [this] { after_round(); };
  machine_.after_boot = [this](const std::vector<Record>& records) { after_boot(records); };
}

void Referee::fault_begins(Kind kind) {
  trace_.line(agenda_.now(), "fault " + std::string(kFaultNames[static_cast<std::size_t>(kind)]));
  if (++active_[static_cast<std::size_t>(kind)] == 1 && kind == Kind::kStarved) starved_from_ = agenda_.now();
  ++lasting_;
  cover_all(kind);
}

void Referee::fault_ends(Kind kind) {
  trace_.line(agenda_.now(), "over " + std::string(kFaultNames[static_cast<std::size_t>(kind)]));
  cover_all(kind);
  if (--active_[static_cast<std::size_t>(kind)] == 0 && kind == Kind::kStarved) awake_at_ = agenda_.now();
  --lasting_;
  ill_until_ = agenda_.now();
}

void Referee::fault_strikes(Kind kind, const std::string& vendor, const std::string& room) {
  fault_begins(kind);
  cover(kind, vendor, room);
  fault_ends(kind);
}

void Referee::cover_all(Kind kind) {
  if (is_network(kind) || is_vendor(kind) || is_people(kind)) return;
  for (const Seen& seen : seen_) ++coverage[static_cast<std::size_t>(kind)][static_cast<std::size_t>(seen.state)];
}

void Referee::cover(Kind kind, std::string_view vendor, std::string_view room) {
  if (!machine_.is_up()) return;
  for (const Course& course : machine_.terminal().courses()) {
    const Lesson& lesson = course.lesson();
    if (room.empty() ? lesson.key.source.view() == vendor : lesson.room.view() == room)
      ++coverage[static_cast<std::size_t>(kind)][static_cast<std::size_t>(course.state())];
  }
}

bool Referee::holds_as_begun(const Planned& plan) const {
  const std::vector<Course>& courses = machine_.terminal().courses();
  return std::any_of(courses.begin(), courses.end(), [&](const Course& course) {
    const Lesson& lesson = course.lesson();
    const bool is_it = lesson.room.view() == plan.room && lesson.key.source.view() == plan.source;
    return is_it && lesson.key.start_utc == plan.start_utc && has_begun(course.state());
  });
}

const Course* Referee::course_of(const std::string& vendor, const std::string& room) const {
  const std::vector<Planned*>& known = plans_of(vendor, room);
  const Course* best = nullptr;
  for (const Course& course : machine_.terminal().courses()) {
    if (course.lesson().room.view() != room) continue;
    const bool is_planned = std::any_of(known.begin(), known.end(), [&](const Planned* plan) {
      return plan->source == course.lesson().key.source.view();
    });
    if (!is_planned) continue;
    // The one that has the room, of a timetable's that share it.
    const bool has_it = is_in_progress(course.state()) || course.state() == LessonState::kStopping;
    if (best == nullptr || is_over(best->state()) || (has_it && !has_begun(best->state()))) best = &course;
  }
  return best;
}

std::size_t Referee::add(const Planned& plan) {
  plans.push_back(plan);
  plans_of_[{plan.vendor, plan.room}].push_back(&plans.back());
  return plans.size() - 1;
}

const std::vector<Planned*>& Referee::plans_of(const std::string& vendor, const std::string& room) const {
  static const std::vector<Planned*> kNone;
  const auto known = plans_of_.find({vendor, room});
  return known == plans_of_.end() ? kNone : known->second;
}

// The last plan of that room: one that was moved has a successor.
Planned* Referee::plan_of(const std::string& vendor, const std::string& room) {
  const std::vector<Planned*>& known = plans_of(vendor, room);
  return known.empty() ? nullptr : known.back();
}

// The plan that a course of the terminal is: the one of its start (vendors list whole seconds), else (sxb writes the
// real start over it) the last. A local timetable's has no other: by a clock that is years ahead it plans lessons that
// are nobody's.
Planned* Referee::plan_from(const std::string& vendor, const std::string& room, Milliseconds start_utc) {
  Planned* last = nullptr;
  for (Planned* plan : plans_of(vendor, room)) {
    if (plan->start_utc / kSecond == start_utc / kSecond) return plan;
    last = plan->is_local ? nullptr : plan;
  }
  return last;
}

void Referee::hand(std::string_view what) {
  trace_.line(agenda_.now(), "teacher: " + std::string(what));
  hand_at_ = agenda_.now();
  hand_types_ = what.substr(0, 5) == "types";
  if (what == "lets go") return;
  hands_.push_back(hand_at_);
  if (hands_.size() > kHandsKept) hands_.pop_front();
}

// A press is acknowledged whatever the network does.
void Referee::pressed() {
  if (!machine_.is_up()) return;
  const View view = machine_.terminal().view(machine_.now());
  if (view.notice == Notice::kNone) fail("press", "a press was not acknowledged");
}

// A room that has been live tells a new process nothing of whose start that was, if the disk does not either.
bool Referee::is_untold(const Planned& plan) const {
  const Course* course = course_of(plan.vendor, plan.room);
  return course != nullptr && course->may_be_heard() && !course->record().was_live;
}

void Referee::stopped_elsewhere(Planned& plan) {
  plan.elsewhere_since = agenda_.now();
  plan.stopped_elsewhere = true;
  // Nobody had seen it live (its start was answered with a failure, and so were the looks); or its time is to come.
  if ((machine_.is_up() && is_untold(plan)) || agenda_.now() < plan.start_utc) allow_another(plan);
}

void Referee::after_boot(const std::vector<Record>&) {
  agenda_.in(2050, [this, boot = machine_.boots(), at = agenda_.now()] { judge_boot(boot, at); });
  // Whatever was on its way: what came of it is not known.
  for (auto& [key, control] : controls_) control.open = 0;
  listings_.clear();
  first_listing_.clear();
  not_before_.clear();
  const Milliseconds disk_failed_since = std::exchange(disk_fails_since_, 0);
  const Milliseconds worked_until = disk_failed_since != 0 ? disk_failed_since : machine_.down_since();
  rooms_told_.clear();
  const auto saved = machine_.disk.files().find("schedule-gensee");
  const auto known = decode_schedule(saved != machine_.disk.files().end() ? saved->second : std::string());
  for (const Lesson& lesson : known.value_or(SavedSchedule()).lessons) rooms_told_.emplace(lesson.room.view());
  rooms_of_reading_.clear();
  days_listed_ = 0;
  // One reading without a lesson is forgotten with the process: two more are needed. So is what was not written yet.
  for (Planned& plan : plans) {
    const bool is_dropped = plan.readings_without >= 2;
    const bool is_written = is_dropped && plan.dropped_at + kWritten < worked_until;
    plan.is_unlisted |= is_dropped && !is_written;  // Or the saved schedule lacks it already.
    if (!is_written) plan.readings_without = 0;
    // Tried before its time, and ended as the power went: the disk has it live, and too late for another try.
    const bool was_seen = live_since_.count(plan.vendor + " " + plan.room) != 0 && plan.starts == 0;
    plan.tried_unwritten |= was_seen && plan.tried_at != 0 && plan.tried_at + kWritten > machine_.down_since();
    if (plan.tried_unwritten && agenda_.now() > plan.start_utc + kMinute) plan.spoiled = true;
    // What was asked for while the disk took nothing is not known to this process.
    if (disk_failed_since != 0 && plan.last_start > disk_failed_since - kMinute) {
      plan.spoiled = true;
      ++plan.starts_allowed;
      controls_[{plan.vendor + " " + plan.room, Call::kStart}].unknown = false;
    }
    if (machine_.disk.rotten_file() == "schedule-" + plan.source) {
      plan.is_unlisted = true;
      plan.readings = 0;  // Learned anew by a reading.
    }
    // A press at which the power goes is written, and not synced: nothing tells of the class that it began.
    if (plan.is_manual && plan.last_start + kSecond > machine_.down_since() &&
        course_of(plan.vendor, plan.room) == nullptr)
      plan.spoiled = true;
    if (plan.stopped_elsewhere && (is_untold(plan) || controls_[{plan.vendor + " " + plan.room, Call::kStart}].unknown))
      allow_another(plan);
    // Ended by a wrong clock as the power went, it is not known to be over: a look finds it idle within its time.
    if (plan.spoiled && plan.stopping_since + kWritten > machine_.down_since()) ++plan.starts_allowed;
  }
  seen_.clear();
  for (const Course& course : machine_.terminal().courses()) {
    const LessonKey& key = course.lesson().key;
    seen_.push_back({key, course.state()});
    // A person's deed at which the power went: it was written, and nobody saw it happen.
    const bool was_stopped = course.state() == LessonState::kStopping && course.cause() == Cause::kStopAsked;
    const std::string vendor(key.source.view());
    const std::string room(course.lesson().room.view());
    Planned* plan = plan_from(vendor, room, key.start_utc);
    // What the disk has was moved while it was starting, and nobody had heard of it: its class has the old end.
    if (plan != nullptr && plan->was_moved && course.state() == LessonState::kStarting)
      plan_of(vendor, room)->spoiled = true;
    // Nor did anybody see it end by a clock that was wrong, when the power went at once: the record has that clock.
    const bool has_ended = course.state() == LessonState::kStopping && course.cause() == Cause::kEndDue;
    const bool was_settled = plan != nullptr && plan->known_since < course.entered_state_utc() - kMinute;
    const bool was_ahead = course.entered_state_utc() < key.start_utc;
    const bool has_lasted = plan != nullptr && was_ahead && plan->starting_since != 0 &&
                            agenda_.now() - plan->starting_since > course.end_utc() - key.start_utc + kHour;
    const bool was_early = course.entered_state_utc() < course.end_utc() && !has_lasted;
    if (has_ended && was_settled && !plan->is_manual && !plan->spoiled && was_early)
      fail("rule 2", "stopped before its end, by its own record: " + plan->vendor + " " + plan->room);
    if (plan != nullptr && has_ended && agenda_.now() < plan->end_utc) plan->spoiled = true;
    // Nor begin by one that was ahead: what is starting before its time is not armed.
    if (plan != nullptr && course.state() == LessonState::kStarting && plan->starting_since == 0)
      plan->starting_since = agenda_.now();
    // A press at which the power went is not on the disk: the class that it began of a lesson that was over is
    // nobody's.
    if (plan != nullptr && plan->by_hand && is_over(course.state()) &&
        plan->last_start + kSecond > machine_.down_since())
      plan->spoiled = true;
    const bool went_at_deed = machine_.down_since() - hand_at_ < kHandLasts;
    if (plan != nullptr && course.by_press() && went_at_deed && plan->latched) {  // Stopped, and begun anew.
      plan->latched = false;
      ++plan->starts_allowed;
    }
    if (plan == nullptr || hand_at_ < plan->start_utc - 30 * kMinute || plan->by_hand) continue;
    plan->by_hand = was_stopped || course.by_press();
    if (course.by_press()) ++plan->starts_allowed;
  }
}

void Referee::after_round() {
  const std::vector<Course>& courses = machine_.terminal().courses();
  if (courses.size() > kLessonsMax) fail("bounded", "more lessons than there is room for");
  if (machine_.disk.size() > machine_.disk.size_max()) check_journal();
  if (!machine_.disk.fault()) disk_fails_since_ = 0;
  else if (disk_fails_since_ == 0) disk_fails_since_ = agenda_.now();
  bool changed = courses.size() != seen_.size();
  for (std::size_t i = 0; i < courses.size() && !changed; ++i)
    changed = courses[i].state() != seen_[i].state || !(courses[i].lesson().key == seen_[i].key);
  constexpr std::uint64_t kScreenEach = 16;  // It costs more than all else that is looked at after an event.
  if (changed || ++rounds_ % kScreenEach == 0) check_screen();
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
    if (active_[kind] > 0) cover_all(static_cast<Kind>(kind));
  }
}

// What each lesson is last told to be must be on it, however small it is.
void Referee::check_journal() {
  std::size_t needed = 0;
  for (const Record& record : machine_.terminal().snapshot()) needed += encode(record, UINT32_MAX).size();
  constexpr std::size_t kOneMore = 400;
  if (machine_.disk.size() > std::max(machine_.disk.size_max(), needed + kOneMore))
    fail("bounded", "the journal is larger than it may be");
}

void Referee::check_screen() {
  const View view = machine_.terminal().view(machine_.now());
  const bool disk_fails = disk_fails_since_ != 0 && disk_fails_since_ < agenda_.now() - 2 * kSecond;
  if (!view.fault && disk_fails) fail("fault", "the disk fails, and nothing says so");
  for (const board::SourceConfig& source : machine_.config().sources) {
    const Milliseconds since = std::max(good_poll_at_[std::string(source.vendor->name)], machine_.up_since());
    if (!view.fault && since < agenda_.now() - kUnreadFor)
      fail("fault", "no good reading for minutes, and nothing says so: " + std::string(source.vendor->name));
  }
  if (view.fault && is_calm_since(agenda_.now() - kFaultGoes) && view.fault.code == FaultCode::kDisk)
    fail("fault", "E-DISK, and the disk works");
  const Screen shown = screen(view, machine_.config().zone, machine_.config().language);
  for (const std::string_view text : {shown.heading.view(), shown.big.view(), shown.title.view(), shown.detail.view(),
                                      shown.footer.view(), std::string_view(machine_.keyboard.last_answer)}) {
    if (trace_.holds_secret(text)) fail("secret", "a secret is on the screen, or in an answer");
  }
}

// Whether the last press or hold came so soon behind a bell: then it is about what that ended.
bool Referee::is_about_bell(Milliseconds within) const {
  const Milliseconds after = hands_.empty() ? 0 : hands_.back() - bell_at_;
  return !hand_types_ && 0 < after && after < within && is_calm_since(bell_at_ - kSecond);
}

void Referee::moved(const Course& course, LessonState from, const Now& now) {
  const LessonKey& key = course.lesson().key;
  const LessonState to = course.state();
  const std::string who = std::string(key.source.view()) + " " + std::string(key.id.view()) + " " +
                          std::string(state_name(from)) + " -> " + std::string(state_name(to));
  Planned* plan = plan_from(std::string(key.source.view()), std::string(course.lesson().room.view()), key.start_utc);
  if (on_moved) on_moved(to);
  // A button that proves to be stuck takes back what its hold has stopped, however late a starved board reads it.
  const bool is_stuck = course.cause() == Cause::kTakenBack && stuck_from_ != 0;
  const bool by_hand = is_stuck || hand_acts();
  if (is_over(from) && (is_in_progress(to)) && (course.cause() == Cause::kPressed) && !by_hand)
    fail("rule 3", "begun again, and nobody pressed: " + who);
  const bool must_survive = to == LessonState::kArmed || to == LessonState::kLive || to == LessonState::kStopping ||
                            is_over(to) || course.cause() == Cause::kPressed;
  if (must_survive) agenda_.in(kSecond, [this, key, to] { judge_written(key, to); });
  if (plan == nullptr) return;
  const auto is_live = [](LessonState state) { return state == LessonState::kLive || state == LessonState::kEnding; };
  if (is_live(to) && !is_live(from))  // Late, it may be near its end at once.
    live_since_[plan->vendor + " " + plan->room] = agenda_.now();
  if (course.cause() == Cause::kPressed || course.cause() == Cause::kTakenBack) {
    if (!by_hand) fail("rule 2", "as if a person had asked for it: " + who);
    if (is_about_bell(20 * kSecond) && !is_over(from) && agenda_.now() < plan->start_utc)
      fail("hand", "begun by a hand that was about the bell: " + who);
    plan->by_hand = true;
    plan->latched = false;
    if (course.cause() == Cause::kPressed) ++plan->starts_allowed;
  }
  if (course.cause() == Cause::kTakenBack) plan->held_at = 0;
  if (course.cause() == Cause::kNeverBegan) ++plan->starts_allowed;
  // sxb cannot be told an end, so what it lists of a class that runs is not believed: of a change that was not read
  // before the start the terminal never learns.
  Planned* latest = plan_of(plan->vendor, plan->room);
  if (to == LessonState::kStarting && plan->vendor == "sxb" && latest->readings == 0) latest->spoiled = true;
  // Moved just before T it runs by the old plan, into the new one's time.
  if (by_hand && latest != plan && latest->start_utc < course.end_utc()) latest->by_hand = true;
  if (to == LessonState::kStarting) plan->starting_since = agenda_.now();
  if (to == LessonState::kStopping) plan->stopping_since = agenda_.now();
  if (to == LessonState::kStopping && course.cause() == Cause::kEndDue) bell_at_ = agenda_.now();
  if (is_over(to)) freed_at_ = agenda_.now();
  if (to == LessonState::kStopping && course.cause() == Cause::kStopAsked) {
    if (!by_hand) fail("rule 3", "stopped as if by the teacher: " + who);
    if (is_about_bell(5 * kSecond)) fail("hand", "stopped by a hand that was about the bell: " + who);
    plan->latched = plan->by_hand = true;
    const bool was_on = from == LessonState::kLive || from == LessonState::kEnding;
    plan->held_at = was_on && !hand_types_ ? agenda_.now() : 0;
  }
  // One that a clock far ahead began, and that is still to come by the right one, has lasted for its length and an
  // hour.
  const Milliseconds start_utc = course.lesson().key.start_utc;
  const bool has_lasted = now.utc < start_utc && plan->starting_since != 0 &&
                          agenda_.now() - plan->starting_since > course.end_utc() - start_utc + kHour;
  if (to == LessonState::kStopping && course.cause() == Cause::kEndDue &&
      !(now.trusted && (now.utc >= course.end_utc() || has_lasted)))
    fail("rule 2", "stopped before its end, or with an untrusted clock: " + who);
  // Moved as it began, it has the new end. Refused as its end is past, it is over at once.
  const bool is_refused = from == LessonState::kStarting && to == LessonState::kEnded;
  const bool by_clock = course.cause() == Cause::kEndDue || (is_refused && now.trusted && now.utc >= course.end_utc());
  const bool is_early = agenda_.now() + kSecond < std::max(plan->end_utc, course.end_utc());
  plan->spoiled |= by_clock && is_early;
  // Over by its old plan before anybody had heard of the new one, it is over.
  const bool is_unheard = latest != plan && latest->readings == 0;
  latest->spoiled |= by_clock && (is_early || is_unheard) && latest->start_utc < course.end_utc();
  // Stopped before anything was sent: it is over at once.
  if (from == LessonState::kStarting && to == LessonState::kEnded && by_hand) plan->latched = plan->by_hand = true;
  // sxb writes the real start over the planned one: to the terminal that is a lesson moved.
  const Cause why = course.cause();
  if (to == LessonState::kMissed && why != Cause::kWindowOver && why != Cause::kTooLate && why != Cause::kNeverBegan)
    fail("rule 9", "missed without a reason: " + who);
  if (plan->elsewhere_since != 0 || plan->by_hand || plan->is_holiday) return;
  const RoomTruth truth = clouds_.truth(plan->vendor, plan->room);
  if (to == LessonState::kCancelled) judge_cancelled(*plan, truth, who);
  if (to == LessonState::kEnded && course.cause() == Cause::kFoundIdle && is_well() && plan->told_to_start &&
      truth.live)
    fail("rule 5", "ended, and it is live: " + who);
}

void Referee::judge_cancelled(Planned& plan, const RoomTruth& truth, const std::string& who) {
  // One that took place behind a wrong clock is listed no more by some; moved a moment before T, its room has the class
  // that was begun by the old plan; and by a clock that is behind yesterday's is still to come.
  const bool took_place = truth.sessions > 0 && !truth.live;
  const bool is_anothers = truth.live && plan.starts == 0;
  // gensee lists by the day that a room was made on: for a clock that is behind, today's rooms are not made yet.
  const bool is_of_tomorrow = plan.vendor == "gensee" && machine_.clock_off() < -kHour;
  // Of one that a wrong clock began rot may have taken the record: it is listed by its real start alone.
  const bool is_at_real_start = truth.live && plan.spoiled;
  if (took_place || is_anothers || is_of_tomorrow) plan.spoiled = true;
  if (is_at_real_start) return;
  if (took_place || is_anothers || is_of_tomorrow || plan.end_utc < agenda_.now()) return;
  if (plan.gone_at() == 0) fail("rule 5", "cancelled, and the vendor never dropped it: " + who);
  if (!plan.was_moved && plan.readings_without < (plan.is_unlisted ? 1 : 2))
    fail("rule 5", "cancelled before two good polls: " + who);
}

}  // namespace classbell::simulation
