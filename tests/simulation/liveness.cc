// What is owed while nothing is wrong (issue 5, liveness), judged at set times.

#include <algorithm>
#include <utility>

#include "core/view.h"
#include "referee.h"

namespace classbell::simulation {
namespace {

constexpr Milliseconds kPageShown = 2 * kSecond;  // A page is fetched a second after it is opened.
constexpr Milliseconds kLateAtMost = 2;
constexpr Milliseconds kBeatWithin = 5 * kSecond;
constexpr Milliseconds kActsWithin = 2 * kSecond;      // After a boot inside a lesson.
constexpr Milliseconds kNearPoll = 18500;              // 15 s, a tenth more, and the way.
constexpr Milliseconds kFarPoll = 68 * kSecond;        // The same of 60 s.
constexpr Milliseconds kPollRecovers = 45 * kSecond;   // A poll that hangs, the pause behind it, and the next.
constexpr Milliseconds kWriteRecovers = 45 * kSecond;  // A disk in trouble is tried again each half minute.
constexpr Milliseconds kStartRecovers = 75 * kSecond;  // The reading, then the start.
constexpr Milliseconds kManualBegins = 8 * kSecond;    // Its page is opened, then a start is tried again.
constexpr Milliseconds kOverWithin = 60 * kSecond;

bool is_open(LessonState state) { return state == LessonState::kOpening || state == LessonState::kArmed; }
bool is_on(LessonState state) { return state == LessonState::kLive || state == LessonState::kEnding; }
// A class that is over destroys sxb's room.
bool is_used_up(const Planned& plan, const RoomTruth& truth) {
  return plan.vendor == "sxb" && !truth.live && truth.sessions > 0 && truth.over_since < plan.start_utc;
}

}  // namespace

bool Referee::is_calm_since(Milliseconds utc) const {
  return machine_.is_up() && machine_.up_since() <= utc && was_well_since(utc);
}

// Another lesson runs to its own end first (rule 8).
bool Referee::room_is_taken(const Planned& plan) const {
  const std::vector<Course>& courses = machine_.terminal().courses();
  return std::any_of(courses.begin(), courses.end(), [&](const Course& course) {
    const bool runs = is_in_progress(course.state()) || course.state() == LessonState::kStopping;
    return runs && (course.lesson().room.view() != plan.room || course.lesson().key.source.view() != plan.source);
  });
}

// Zero gap is normal (rule 8): the stop of the lesson before is confirmed first, and only then the page of this one is
// shown, without which cvclass starts nothing.
bool Referee::follows_another(const Planned& plan) const {
  const auto& courses = machine_.terminal().courses();
  const bool had_the_page = std::any_of(courses.begin(), courses.end(), [&](const Course& other) {
    const Lesson& lesson = other.lesson();
    const bool is_another = lesson.room.view() != plan.room || lesson.key.start_utc < plan.start_utc - kSecond;
    return is_over(other.state()) && is_another && other.entered_state_utc() > plan.start_utc - kPageShown;
  });
  return had_the_page || std::any_of(plans.begin(), plans.end(), [&](const Planned& p) {
           const Milliseconds over = clouds_.truth(p.vendor, p.room).over_since;
           return p.room != plan.room && over + kMinute > plan.start_utc && over <= plan.last_start;
         });
}

// Nobody did anything to it that makes another course of it right.
bool Referee::is_untouched(const Planned& plan) const {
  return plan.removed_at == 0 && !plan.is_holiday && plan.twin == kNoTwin && !plan.by_hand && !plan.overlaps &&
         plan.elsewhere_since == 0 && !plan.spoiled;
}

// Half a minute after T - 5 min: its page is what the browser shows.
void Referee::judge_opened(std::size_t index) {
  const Planned& plan = plans[index];
  const Milliseconds from = agenda_.now() - 30 * kSecond;
  due(Owed::kPage);
  if (!is_untouched(plan) || !is_calm_since(from - kMinute) || plan.readings == 0 || plan.known_since > from) return;
  for (const Course& course : machine_.terminal().courses()) {
    const bool is_another = course.lesson().room.view() != plan.room;
    if (is_another && !is_over(course.state()) && course.state() != LessonState::kPlanned) return;
  }
  judged(Owed::kPage);
  if (machine_.browser.url().find(plan.room) == std::string::npos)
    fail("page", "five minutes before T its page is not open: " + plan.vendor + " " + plan.room);
}

// A holiday suppresses a lesson, visibly; rule 8: of two vendors' one lesson one is held.
void Referee::judge_special(const Planned& plan) {
  const Milliseconds from = plan.start_utc - 3 * kMinute;
  const std::string who = plan.vendor + " " + plan.room;
  if (!is_calm_since(from) || plan.removed_at != 0 || plan.by_hand || plan.overlaps || plan.spoiled) return;
  if (plan.readings == 0 || plan.known_since > from || plan.elsewhere_since != 0) return;
  const Course* course = course_of(plan.vendor, plan.room);
  const Planned* twin = plan.twin == kNoTwin ? nullptr : &plans[plan.twin];
  if (plan.is_holiday) {
    if (twin == nullptr && (course == nullptr || course->state() != LessonState::kCancelled))
      fail("holiday", "it is not shown as cancelled: " + who);
  } else if (twin != nullptr && twin->readings > 0 && !twin->by_hand && !room_is_taken(plan) && !room_is_taken(*twin)) {
    fail("rule 8", "one lesson of two vendors, and held at none: " + who);
  }
}

// At T + a little: it was armed, and nothing was wrong.
void Referee::judge_start(std::size_t index, bool again) {
  const Planned& plan = plans[index];
  if (plan.is_holiday || plan.twin != kNoTwin) return judge_special(plan);
  const Milliseconds from = plan.start_utc - 90 * kSecond;
  if (!again) due(Owed::kStart);
  if (!is_untouched(plan) || !is_calm_since(from) || plan.known_since > plan.start_utc - 3 * kMinute) return;
  if (room_is_taken(plan)) return;
  const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
  if (is_used_up(plan, truth)) return;
  const std::string who = plan.vendor + " " + plan.room;
  const bool follows = follows_another(plan);
  if (!truth.live && follows && !again) {
    agenda_.in(kPageShown, [this, index] { judge_start(index, true); });
    return;
  }
  judged(Owed::kStart);
  if (!truth.live) return fail("start", "not live at T: " + who);
  if (!plan.told_to_start) return;
  if (truth.live_since < plan.start_utc && truth.live_since > from) return fail("rule 2", "live before T: " + who);
  if (plan.starting_since != 0 && plan.starting_since < from) return;  // By a clock that ran ahead; not armed, then.
  if (!follows && truth.live_since > from && plan.last_start - plan.start_utc > kLateAtMost)
    fail("start", "the start left late: " + who);
}

// While it is live and nothing is wrong.
void Referee::judge_live(std::size_t index) {
  const Planned& plan = plans[index];
  const Milliseconds now = agenda_.now();
  const bool is_in_window = now > plan.start_utc + kMinute && now < plan.end_utc - 3 * kMinute;
  if (is_in_window) due(Owed::kLive);
  if (!machine_.is_up() || plan.removed_at != 0) return;
  if (plan.is_manual && &plan != plan_of(plan.vendor, plan.room)) return;  // The room has been used anew.
  const Course* course = course_of(plan.vendor, plan.room);
  const std::string who = plan.vendor + " " + plan.room;
  // One that overlaps another, or that was planned into what another was extended by, starts late (rule 8).
  const bool was_taken = plan.overlaps || freed_at_ > plan.start_utc + 20 * kSecond;
  const bool is_held_up = was_taken && freed_at_ > now - kStartRecovers;
  // One that vanished before its T may count as cancelled, if nobody had looked at it; what is held all the same is
  // judged.
  const bool should_run = plan.hidden_at == 0 && is_in_window && !plan.by_hand && !is_held_up &&
                          !plan.stopped_elsewhere && !plan.spoiled && !plan.is_holiday && plan.twin == kNoTwin;
  if (should_run && is_calm_since(now - kStartRecovers) && plan.known_since < now - 2 * kMinute &&
      !room_is_taken(plan)) {
    const View view = machine_.terminal().view(machine_.now());
    const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
    if (is_used_up(plan, truth)) return;  // By a lesson of another day, which a clock far ahead began.
    judged(Owed::kLive);
    if (!truth.live) return fail("missed", "within its time, nothing is wrong, and it is not live: " + who);
    // Begun elsewhere, and out of the schedule while another had the room, or the clock was wrong: nobody had taken it
    // up.
    const bool was_missed = plan.overlaps || !is_calm_since(plan.start_utc + kMinute);
    const bool is_gone = plan.is_hidden && plan.elsewhere_since != 0 && was_missed && live_since_.count(who) == 0;
    if (is_gone && course != nullptr && course->state() == LessonState::kCancelled) return;
    if (plan.is_hidden && plan.is_unlisted) return;  // Nothing tells of it: the saved schedule has rotted, too.
    if (course == nullptr || !is_on(course->state()))
      return fail("missed", "it is live, and the terminal does not know: " + who);
    if (view.kind != ScreenKind::kLive && view.kind != ScreenKind::kEnding)
      fail("screen", "it is live, and the screen does not say so: " + who);
    if (machine_.browser.url().find(plan.room) == std::string::npos)
      fail("page", "it is live, and its page is not shown: " + who);
  }
  if (course == nullptr || !is_on(course->state())) return;
  due(Owed::kHeartbeat);
  if (course->end_utc() > course->planned_end_utc() + 30 * kMinute) fail("extend", "by more than half an hour: " + who);
  const Milliseconds cue = course->end_utc() - std::min(5 * kMinute, (plan.end_utc - plan.start_utc) / 4);
  const Now here = machine_.now();
  const bool is_ending = course->state() == LessonState::kEnding;
  const Milliseconds off = is_ending ? cue - here.utc : here.utc - cue;
  const bool is_planned_so =
      course->planned_end_utc() == plan.end_utc && plan.elsewhere_since == 0 && plan.known_since < plan.start_utc &&
      course->lesson().key.start_utc == plan.start_utc;  // It may have begun before it was moved.
  if (off > 2 * kSecond && is_planned_so && is_calm_since(now - 30 * kSecond))
    fail("cue", is_ending ? "it is said to be ending, and is not: " + who : "it is ending, and not said to be: " + who);
  const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
  // Of gensee's the teacher may be back: what is paused is told as what is over.
  const Milliseconds shown_for = plan.vendor == "gensee" ? 90 * kSecond : 40 * kSecond;
  if (!truth.live && truth.over_since < now - shown_for && is_calm_since(now - shown_for))
    fail("over", "it is over for long, and shown as live: " + who);
  const Milliseconds calm = now - 20 * kSecond;
  if (!is_calm_since(calm) || live_since_[who] >= calm) return;
  judged(Owed::kHeartbeat);
  if (now - plan.last_beat > kBeatWithin) fail("heartbeat", "none accepted for 5 s: " + who);
}

// Just after E: nothing holds the stop up. Rule 7 is kept in any weather: the leave that comes first may hang.
void Referee::judge_stop(std::size_t index) {
  const Planned& plan = plans[index];
  const Course* course = machine_.is_up() ? course_of(plan.vendor, plan.room) : nullptr;
  if (course == nullptr || plan.elsewhere_since != 0) return;
  const Now now = machine_.now();
  const bool is_due = course->state() == LessonState::kStopping && course->cause() == Cause::kEndDue;
  const Milliseconds stopping_for = now.mono - course->entered_state_mono();
  const Milliseconds from = agenda_.now() - stopping_for;
  const bool is_awake = active_[static_cast<std::size_t>(Kind::kStarved)] == 0 &&
                        active_[static_cast<std::size_t>(Kind::kSlowLcd)] == 0 && machine_.up_since() < from;
  // A start that is unanswered, or logs in, is no report: the stop waits for what comes of it (rule 1).
  const auto& open = machine_.network.open();
  const bool awaits_start = std::any_of(open.begin(), open.end(), [&](const auto& exchange) {
    const Described& what = exchange.second->what;
    return what.vendor == plan.vendor &&
           (what.endpoint == "login" || (what.call == Call::kStart && what.room == plan.room));
  });
  if (is_due && plan.told_to_start && is_awake && stopping_for > 800 && !awaits_start &&
      std::max(plan.last_asked, login_at_) < from)
    fail("rule 7", "its end is past, and no stop was sent: " + plan.vendor + " " + plan.room);
  if (!is_calm_since(agenda_.now() - kMinute)) return;
  if (is_on(course->state()) && !course->is_extending() && now.utc > course->end_utc() + 500)
    fail("over", "its end is past, and it is not being stopped: " + plan.vendor + " " + plan.room);
}

// A minute after its end: it is over, here and at the vendor.
void Referee::judge_over(std::size_t index) {
  Planned& plan = plans[index];
  if (!std::exchange(plan.over_due, true)) due(Owed::kOver);
  const std::string who = plan.vendor + " " + plan.room;
  const Milliseconds now = agenda_.now();
  if (now < plan.end_utc + kOverWithin) return;  // Lengthened: it is judged by its new end.
  const Milliseconds well = machine_.is_up() ? std::max(well_since(), machine_.up_since()) : kNever;
  // A room that is gone is looked for some times, before its stop is sent on the chance that it is there.
  const Milliseconds within = plan.removed_at == 0 ? kOverWithin : 2 * kOverWithin;
  if (well > now - within) {  // Not yet: it is owed when things are well again.
    agenda_.at(well == kNever ? now + kMinute : well + within, [this, index] { judge_over(index); });
    return;
  }
  // Where only a teacher ends a class, one that was lengthened behind the terminal's back goes on until then.
  const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
  if (!plan.told_to_start && truth.live && truth.end_utc + within > now) {
    agenda_.at(truth.end_utc + within + kSecond, [this, index] { judge_over(index); });
    return;
  }
  // Nobody is in a room that others began their class in while another lesson had the page: it cannot be stopped.
  const bool had_no_page = plan.overlaps || room_is_taken(plan);
  const bool is_out_of_reach = plan.elsewhere_since != 0 && had_no_page && live_since_.count(who) == 0;
  if (!std::exchange(plan.over_judged, true)) judged(Owed::kOver);
  bool is_known = false;
  for (const Course& course : machine_.terminal().courses()) {
    if (course.lesson().room.view() != plan.room || course.lesson().key.source.view() != plan.source) continue;
    is_known = true;
    if (course.end_utc() + kMinute > now) {  // Extended.
      agenda_.at(course.end_utc() + kOverWithin + kSecond, [this, index] { judge_over(index); });
      return;
    }
    if (!is_over(course.state()) && !is_out_of_reach)
      fail("over", "its end is past, and it is " + std::string(state_name(course.state())) + ": " + who);
  }
  const bool is_remembered = now < plan.end_utc + 12 * kHour && machine_.up_since() < plan.start_utc;
  if (!is_known && is_remembered && is_untouched(plan) && plan.readings > 0)
    fail("over", "it was planned, and is neither held nor missed: " + who);
  const auto& courses = machine_.terminal().courses();
  const bool needs_page = std::any_of(courses.begin(), courses.end(), [](const Course& course) {
    return !is_over(course.state()) && course.state() != LessonState::kPlanned;
  });
  if (!needs_page && !machine_.browser.url().empty()) fail("page", "nothing is on, and a page is open: " + who);
  if (!plan.told_to_start || plan.last_start == 0 || plan.removed_at != 0 || plan.spoiled) return;
  if (truth.live && truth.started_by == "client") fail("over", "its end is past, and it is live at the vendor: " + who);
}

void Referee::judge_schedule() {
  const Milliseconds now = agenda_.now();
  due(Owed::kSchedule);
  if (!is_calm_since(now - kPollRecovers)) return;
  judged(Owed::kSchedule);
  for (const board::SourceConfig& source : machine_.config().sources) {
    const std::string vendor(source.vendor->name);
    const bool is_near = std::any_of(plans.begin(), plans.end(), [&](const Planned& plan) {
      const bool is_known = plan.vendor == vendor && plan.removed_at == 0 && !plan.is_hidden && !plan.is_manual &&
                            plan.readings > 0 && plan.known_since < now - 2 * kMinute;
      if (!is_known || plan.start_utc >= now + 8 * kMinute || now >= plan.end_utc) return false;
      const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
      const bool is_over = truth.sessions > 0 && !truth.live;  // Then sxb and iclass list it no more.
      // Moved, and its old class extended to before its start: that is no row of a listing.
      const bool is_plausible = truth.end_utc > plan.start_utc;
      return !is_over && is_plausible;
    });
    if (now - good_poll_at_[vendor] > (is_near ? kNearPoll : kFarPoll))
      fail("schedule",
           (is_near ? "no good reading for 15 s, near a lesson: " : "no good reading for a minute: ") + vendor);
  }
}

// The cable was plugged in after minutes: each schedule is asked for within its spread.
void Referee::judge_link(Milliseconds back_utc) {
  if (!is_calm_since(back_utc)) return;
  for (const board::SourceConfig& source : machine_.config().sources) {
    if (poll_at_[std::string(source.vendor->name)] < back_utc)
      fail("schedule", "the link is back, and nothing is read: " + std::string(source.vendor->name));
  }
}

// Rule 6: two seconds after a boot inside a lesson it has been started or looked at.
void Referee::judge_boot(int boot, Milliseconds booted_utc) {
  if (boot != machine_.boots() || !machine_.is_up() || !machine_.now().trusted) return;
  const bool is_calm = is_calm_since(booted_utc);
  for (const Planned& plan : plans) {
    const bool is_due = plan.start_utc + kMinute < booted_utc && booted_utc < plan.end_utc - 3 * kMinute;
    if (!is_due || !is_untouched(plan)) continue;
    due(Owed::kBoot);
    // By the second the first is on the disk; gensee tells of one room in answers that are no reading.
    const bool was_read = plan.readings > 1 && plan.known_since + kMinute < machine_.down_since();
    const bool is_known = was_read && plan.known_since < booted_utc - 5 * kMinute;
    if (!is_calm || !is_known || room_is_taken(plan)) continue;
    judged(Owed::kBoot);
    const RoomTruth truth = clouds_.truth(plan.vendor, plan.room);
    if (plan.last_asked < booted_utc && (truth.live || truth.sessions == 0))
      fail("rule 6", "booted inside it, and nothing is done: " + plan.vendor + " " + plan.room);
  }
}

// Whether the last that a journal says of a lesson is this state.
bool Referee::is_last(const std::string& journal, const LessonKey& key, LessonState state) {
  const std::string name = "\t" + std::string(key.source.view()) + "\t" + std::string(key.id.view()) + "\t" +
                           std::to_string(key.start_utc) + "\t";
  const std::string word = std::string(state_name(state)) + "\t";
  const std::size_t at = journal.rfind(name);
  return at != std::string::npos && journal.compare(at + name.size(), word.size(), word) == 0;
}

// What must survive is on the disk a second later.
void Referee::judge_written(const LessonKey& key, LessonState state) {
  if (!is_calm_since(agenda_.now() - kWriteRecovers)) return;
  const auto& courses = machine_.terminal().courses();
  const auto course =
      std::find_if(courses.begin(), courses.end(), [&](const Course& c) { return c.lesson().key == key; });
  if (course == courses.end() || course->state() != state) return;
  if (!is_last(machine_.disk.durable(), key, state))
    fail("journal",
         "not on the disk a second later: " + std::string(key.id.view()) + " " + std::string(state_name(state)));
}

// A person does something, and it must have come about a moment later.
void Referee::expect(Deed deed, std::size_t index) {
  if (deed == Deed::kManual) return expect_manual(index);
  const Planned& plan = plans[index];
  const Course* course = machine_.is_up() ? course_of(plan.vendor, plan.room) : nullptr;
  if (course == nullptr || !is_calm_since(agenda_.now() - kMinute) || plan.removed_at != 0 || room_is_taken(plan))
    return;
  const Now now = machine_.now();
  if (!now.trusted) return;
  const Milliseconds end_utc = course->end_utc();
  const bool is_held_back = course->taken_back_until() > now.mono + kSecond;
  Milliseconds after = 0;
  switch (deed) {
    case Deed::kStart:
      for (const Course& other : machine_.terminal().courses()) {
        // Of those in their window the latest is begun, else the next; of one that is over before its start the next.
        const Milliseconds start_utc = other.lesson().key.start_utc;
        const bool is_next = is_over(course->state()) && course->lesson().key.start_utc > now.utc &&
                             !is_over(other.state()) && start_utc < now.utc + 31 * kMinute;
        const bool is_first = start_utc <= std::max(course->lesson().key.start_utc, now.utc);
        if (&other != course && (is_first || is_next) && other.end_utc() > now.utc &&
            other.state() != LessonState::kCancelled)
          return;
      }
      if (!is_open(course->state()) && course->state() != LessonState::kPlanned &&
          !(course->state() == LessonState::kEnded && plan.latched))
        return;
      if (course->lesson().key.start_utc - now.utc > 29 * kMinute || end_utc < now.utc + 10 * kSecond) return;
      after = kSecond;
      break;
    case Deed::kHold:
    case Deed::kStop:
      if (!is_on(course->state()) || end_utc < now.utc + 10 * kSecond) return;
      after = deed == Deed::kHold ? 2300 : kSecond;
      break;
    case Deed::kTakeBack:
      if (!is_held_back || end_utc < now.utc + 10 * kSecond) return;
      after = kSecond;
      break;
    case Deed::kExtend: {
      if (!is_on(course->state()) || end_utc > now.utc + 9 * kMinute || end_utc < now.utc + 30 * kSecond) return;
      Milliseconds most = course->planned_end_utc() + 30 * kMinute;
      for (const Course& other : machine_.terminal().courses()) {
        const bool is_later = other.lesson().key.start_utc > course->lesson().key.start_utc;
        if (&other != course && !is_over(other.state()) && is_later && other.end_utc() > now.utc)
          most = std::min(most, other.lesson().key.start_utc);
      }
      agenda_.in(2 * kSecond, [this, index, end_utc, most, from = agenda_.now()] {
        extended(index, end_utc, std::max(end_utc, most), from);
      });
      return;
    }
    case Deed::kManual: return;
  }
  due(Owed::kDeed);
  agenda_.in(after, [this, deed, index, from = agenda_.now()] { came_about(deed, index, from); });
}

void Referee::came_about(Deed deed, std::size_t index, Milliseconds from) {
  const Planned& plan = plans[index];
  const Course* course = machine_.is_up() ? course_of(plan.vendor, plan.room) : nullptr;
  if (course == nullptr || !is_calm_since(from) || plan.removed_at != 0 || plan.stopped_elsewhere) return;
  if (!hands_.empty() && hands_.back() > from) return;  // Another came since, which may want something else.
  const std::string who = plan.vendor + " " + plan.room;
  // So soon behind a bell a hand is about what that ended. It came down two seconds before a hold counts.
  constexpr Milliseconds kAboutTheBell = 20 * kSecond + 3 * kSecond;
  constexpr Milliseconds kOnItsHeels = 5 * kSecond;  // Nor is a hold about the lesson that followed the bell.
  const bool begins = deed == Deed::kStart || deed == Deed::kManual;
  if (begins && from - freed_at_ < kAboutTheBell) return;
  if (deed == Deed::kHold && from - bell_at_ < kOnItsHeels) return;
  judged(Owed::kDeed);
  switch (deed) {
    case Deed::kStart:
      if (!is_in_progress(course->state())) fail("hand", "a press did not start it: " + who);
      return;
    case Deed::kHold:
    case Deed::kStop:
      if (is_in_progress(course->state()))  // Another lesson of its room may be to come.
        fail("hand", "a person's stop did not stop it: " + who);
      else if (deed == Deed::kStop && plan.told_to_start && plan.last_stop < from)
        fail("hand", "a stop that was typed was not sent: " + who);
      return;
    case Deed::kTakeBack:
      if (!is_on(course->state())) fail("rule 3", "a press did not take the stop back: " + who);
      return;
    case Deed::kManual:
      if (!is_on(course->state()) || !clouds_.truth(plan.vendor, plan.room).live)
        fail("hand", "a hold began no lesson, and there is a room for one: " + who);
      return;
    case Deed::kExtend: return;
  }
}

// Nothing runs that a hold would stop, and nothing is there that it would start.
void Referee::expect_manual(std::size_t index) {
  const Now now = machine_.now();
  if (!is_calm_since(agenda_.now() - kMinute) || !now.trusted) return;
  const auto& courses = machine_.terminal().courses();
  const bool is_taken = std::any_of(courses.begin(), courses.end(), [&](const Course& course) {
    const bool runs = is_in_progress(course.state()) || course.state() == LessonState::kStopping;
    return runs || (course.lesson().key.start_utc - 31 * kMinute < now.utc && now.utc < course.end_utc());
  });
  if (is_taken) return;
  due(Owed::kDeed);
  agenda_.in(kManualBegins, [this, index, from = agenda_.now()] {
    const bool is_alone = std::none_of(hands_.begin(), hands_.end(), [&](Milliseconds at) { return at > from; });
    if (is_alone) came_about(Deed::kManual, index, from);
  });
}

// By five minutes at a time, and no further than `most`. Whoever asked at about the same time may have got five more,
// or nothing: a vendor is asked for one extension at a time.
void Referee::extended(std::size_t index, Milliseconds end_utc, Milliseconds most, Milliseconds from) {
  const Planned& plan = plans[index];
  const Course* course = machine_.is_up() ? course_of(plan.vendor, plan.room) : nullptr;
  if (course == nullptr || !is_calm_since(from) || plan.removed_at != 0 || plan.stopped_elsewhere) return;
  if (!is_on(course->state()) || plan.known_since >= from) return;
  const auto asked = std::count_if(hands_.begin(), hands_.end(), [&](Milliseconds at) { return at > from - kSecond; });
  for (std::ptrdiff_t steps = 1; steps <= asked; ++steps) {
    if (course->end_utc() == std::min(end_utc + steps * 5 * kMinute, most)) return;
  }
  fail("extend", "not by five minutes, or as far as the next lesson lets it: " + plan.vendor + " " + plan.room);
}

}  // namespace classbell::simulation
