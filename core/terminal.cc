#include "core/terminal.h"

#include <algorithm>
#include <utility>

#include "core/feed.h"
#include "core/merge.h"

namespace classbell {
namespace {

constexpr Milliseconds kRemembered = kDay;  // How long a finished lesson is known, so that it is not begun anew.
constexpr int kSettleRounds = 12;           // A lesson passes at most this many states in one step.
constexpr std::size_t kEffectsSpare = 8;    // More than one lesson adds at a time, and the page.

bool names(const ScheduleRead& read, const LessonKey& key) {
  return std::any_of(read.lessons.begin(), read.lessons.end(), [&](const Lesson& l) { return l.key == key; });
}

// One that was moved, or begun early, is not where it was, whatever else is listed.
bool names_room(const ScheduleRead& read, const LessonKey& key) {
  return std::any_of(read.lessons.begin(), read.lessons.end(),
                     [&](const Lesson& l) { return !l.is_kept && l.key.id == key.id; });
}

// A class that somebody began early is listed by its real start alone, and without a plan.
bool lists_begun(const ScheduleRead& read, const Lesson& held) {
  return std::any_of(read.lessons.begin(), read.lessons.end(), [&](const Lesson& l) {
    const bool touches = l.key.start_utc < held.end_utc && l.end_utc > held.key.start_utc;
    return !l.is_planned && l.key.source == held.key.source && l.key.id == held.key.id && touches;
  });
}

}  // namespace

bool is_holiday(const std::vector<Holiday>& holidays, const Lesson& lesson) {
  const Milliseconds start_utc = lesson.key.start_utc;
  return std::any_of(holidays.begin(), holidays.end(),
                     [&](const Holiday& h) { return start_utc >= h.from_utc && start_utc < h.to_utc; });
}

Terminal::Terminal(TerminalSettings settings) : settings_(std::move(settings)), random_(settings_.seed) {
  courses_.reserve(kLessonsMax);
  source_faults_.resize(settings_.sources.size());
}

void Terminal::recover(const Recovered& recovered, const Now& now) {
  recovered_ = now.mono;
  if (!recovered.whole) damaged_utc_ = kNever;
  for (const Record& record : recovered.records) {
    if (tells_of_damage(record)) damaged_utc_ = std::max(damaged_utc_, record.at_utc);
  }
  for (const Record& record : recovered.records) {
    const Course course(record, may_be_untold(record.key), now);
    if (Course* known = course_of(record.key)) *known = course;
    else if (source(record.key.source) != nullptr) add(course);
  }
}

std::vector<Record> Terminal::snapshot() const {
  std::vector<Record> records;
  if (damaged_utc_ != 0) records.push_back(damage_record(damaged_utc_));
  for (const Course& course : courses_) {
    const bool written = course.state() != LessonState::kPlanned && course.state() != LessonState::kOpening;
    if (written) records.push_back(course.record());
  }
  return records;
}

void Terminal::step(const Now& now, const Event& event, Effects& out) {
  out.clear();
  if (notice_ != Notice::kNone && now.mono >= notice_until_) {
    notice_ = button_.is_stuck() ? Notice::kButtonStuck : Notice::kNone;
    notice_until_ = kNever;
  }
  for (Course& course : courses_) {
    course.follow_clock(now, out);
    course.recall(now.mono - recovered_, now);
  }
  std::visit([&](const auto& e) { on(now, e, out); }, event);
  // The disk has another source's as well: what is due is judged when all that it knows is known.
  const auto* read = std::get_if<ScheduleRead>(&event);
  unsettled_ = read != nullptr && read->restored;
  if (!unsettled_) settle(now, out);
}

// The button is read between two of these: what it did until the last is known.
void Terminal::on(const Now& now, const Tick&, Effects& out) { gesture(button_.tick(now.mono), now, out); }

void Terminal::on(const Now& now, const ScheduleRead& read, Effects& out) {
  const SourceSettings* from = source(read.source);
  if (from == nullptr) return;
  for (const Lesson& lesson : read.lessons) {
    if (is_of(from->rooms, lesson)) take(lesson, read, now, out);
  }
  for (Course& course : courses_) {
    const LessonKey& key = course.lesson().key;
    // One that was missed may come back (a clock ran ahead), so it is dropped like one to come.
    const bool may_return = course.state() == LessonState::kMissed && !record_lost(course, now);
    const bool is_past = now.trusted && course.end_utc() <= now.utc;
    const bool is_settled = (is_past || is_over(course.state())) && !may_return;
    const bool was_asked_for =
        is_asked_for(course.lesson(), read.asked_utc) && is_asked_for(course.lesson(), now.vendor_utc());
    const bool tells = was_asked_for && (read.tells_absence || names_room(read, key));
    if (key.source != from->name || is_settled || !tells) continue;
    if (!names(read, key) && !lists_begun(read, course.lesson())) course.drop(now, context(course, now), out);
  }
}

void Terminal::on(const Now& now, const Answered& answered, Effects& out) {
  for (Course& course : courses_) {
    const bool was_refused = course.extension_refused();
    if (!course.answered(answered.id, answered.outcome, now, context(course, now), out)) continue;
    if (course.extension_refused() && !was_refused) tell(Notice::kCannotExtend, now);
    return;
  }
}

void Terminal::on(const Now& now, const RoomReport& report, Effects&) {
  for (Course& course : courses_) {
    const Lesson& lesson = course.lesson();
    if (lesson.key.source.view() != report.source || lesson.room.view() != report.room) continue;
    course.reported(report.state, now, context(course, now));
  }
}

void Terminal::on(const Now&, const SourceReport& report, Effects&) {
  for (std::size_t i = 0; i < settings_.sources.size(); ++i) {
    if (settings_.sources[i].name.view() == report.source) source_faults_[i] = report.fault;
  }
}

void Terminal::on(const Now& now, const LinkUp&, Effects&) {
  for (Course& course : courses_) course.link_up(now);
}

void Terminal::on(const Now&, const BrowserReport& report, Effects&) { browser_ok_ = report.ok; }
void Terminal::on(const Now&, const EntryReport& report, Effects&) { entry_fault_ = report.fault; }
void Terminal::on(const Now&, const DiskReport& report, Effects&) { disk_ok_ = report.ok; }
void Terminal::on(const Now&, const DeviceReport& report, Effects&) { devices_ok_ = report.ok; }

void Terminal::on(const Now&, const EntryKnown& entry, Effects&) {
  student_lesson_ = entry.lesson;
  student_url_ = entry.student_url;
}

// Rule 8: an identical lesson from two sources is one lesson. Of one that has begun the end may have been moved since;
// and the journal has no titles: of a lesson that was taken up from it, and that its schedule has not named since (it
// may be over there), the time must do.
bool Terminal::is_held_elsewhere(const Lesson& lesson) const {
  return std::any_of(courses_.begin(), courses_.end(), [&](const Course& course) {
    const Lesson& held = course.lesson();
    if (course.is_gone()) return false;
    if (has_begun(course.state()))
      return course.is_named() ? is_same_class(held, lesson) : is_at_same_start(held, lesson);
    return course.is_named() ? is_same_lesson(held, lesson) : is_at_same_time(held, lesson);
  });
}

void Terminal::take(const Lesson& lesson, const ScheduleRead& read, const Now& now, Effects& out) {
  if (lesson.key.start_utc <= 0) return;
  Course* const known = course_of(lesson.key);
  // Renamed or moved at one source after the other, it was two lessons for a while. Of another length it is another.
  const bool is_to_come =
      known != nullptr && !known->may_be_heard() && !has_begun(known->state()) && !is_over(known->state());
  const auto is_twin = [&](const Course& course) {
    return !course.is_gone() && is_same_lesson(course.lesson(), lesson);
  };
  if (is_to_come && std::any_of(courses_.begin(), courses_.end(), is_twin)) {
    courses_.erase(courses_.begin() + (known - courses_.data()));
    ++forgotten_;
    return;
  }
  // One that was moved, and began at its old time all the same, is looked for among those that run first.
  if (known != nullptr && known->state() != LessonState::kCancelled)
    return known->refresh(lesson, now, context(*known, now), out);
  for (Course& course : courses_) {
    // Some vendors write the real start over the planned one: the lesson that runs, or ran, is still the planned
    // lesson.
    const LessonKey& key = course.lesson().key;
    const bool touches = lesson.key.start_utc < course.end_utc() && lesson.end_utc > key.start_utc;
    const bool is_untold = record_lost(course, now) || (!course.is_named() && !lesson.is_planned);
    const bool may_run = course.may_be_heard() || (course.state() == LessonState::kMissed && is_untold);
    const bool runs = is_in_progress(course.state()) || course.state() == LessonState::kStopping || may_run;
    // The real start may lie before the planned one, where a person began the lesson early.
    const bool recent = course.state() == LessonState::kEnded && lesson.key.start_utc <= course.entered_state_utc();
    if (key.source != lesson.key.source || key.id != lesson.key.id || !touches || !(runs || recent)) continue;
    // Where the planned one is named as well (by a timetable), that is its plan.
    if (runs && !names(read, key)) course.refresh(lesson, now, context(course, now), out);
    return;
  }
  if (is_held_elsewhere(lesson)) return;
  if (known != nullptr) return known->refresh(lesson, now, context(*known, now), out);
  const bool is_past = now.trusted && lesson.end_utc + (read.restored ? kRemembered : 0) <= now.utc;
  if (!lesson.is_planned || is_past || lesson.end_utc <= lesson.key.start_utc) return;
  add(Course(lesson, may_be_untold(lesson.key)));
}

// A journal that was damaged may have told of its start; of what is later than that damage, and than the hour in which
// it was dated, it had nothing to tell: no press is so far ahead.
bool Terminal::may_be_untold(const LessonKey& key) const { return damaged_utc_ != 0 && key.start_utc <= damaged_utc_; }

bool Terminal::record_lost(const Course& course, const Now& now) const {
  return may_be_untold(course.lesson().key) && course.was_due(now.mono - recovered_, now);
}

// Keeps the courses by start. A full room forgets its oldest finished lesson, or else turns the latest away.
Course* Terminal::add(Course course) {
  if (courses_.size() == kLessonsMax) {
    const auto finished =
        std::find_if(courses_.begin(), courses_.end(), [](const Course& c) { return is_over(c.state()); });
    const bool is_latest = course.lesson().key.start_utc >= courses_.back().lesson().key.start_utc;
    if (finished != courses_.end()) courses_.erase(finished);
    else if (is_latest || courses_.back().state() != LessonState::kPlanned) return nullptr;
    else courses_.pop_back();
    ++forgotten_;
  }
  const auto place = std::upper_bound(courses_.begin(), courses_.end(), course, [](const Course& a, const Course& b) {
    return a.lesson().key.start_utc < b.lesson().key.start_utc;
  });
  return &*courses_.insert(place, course);
}

void Terminal::forget_old(const Now& now) {
  if (!now.trusted) return;
  // Both clocks must say so: a wall clock that ran ahead for a moment makes nothing begin anew.
  const auto is_old = [&](const Course& course) {
    const bool is_of_before = course.entered_state_mono() == 0;
    const Milliseconds known_for = now.mono - (is_of_before ? recovered_ : course.entered_state_mono());
    return is_over(course.state()) && course.end_utc() + kRemembered < now.utc &&
           known_for > (is_of_before ? kClockSettles : kRemembered);
  };
  const auto old = std::remove_if(courses_.begin(), courses_.end(), is_old);
  forgotten_ += static_cast<std::size_t>(courses_.end() - old);
  courses_.erase(old, courses_.end());
}

void Terminal::forget_damage(const Now& now) {
  if (damaged_utc_ == 0 || !now.trusted || now.mono - recovered_ <= kClockSettles) return;
  const Milliseconds before = damaged_utc_;
  damaged_utc_ = std::min(damaged_utc_, now.utc);
  if (damaged_utc_ + kRemembered < now.utc) damaged_utc_ = 0;
  forgotten_ += damaged_utc_ != before ? 1 : 0;
}

// Takes every transition that is due, then sends what is due. Bounded: each round takes a lesson forward. What a full
// room has too many effects for comes with the next step, at once.
void Terminal::settle(const Now& now, Effects& out) {
  bool moved = true;
  unsettled_ = false;
  const auto is_full = [&] { return unsettled_ = unsettled_ || out.left() < kEffectsSpare; };
  for (int round = 0; moved && round < kSettleRounds; ++round) {
    moved = false;
    for (Course& course : courses_) {
      if (course.is_done_with()) continue;
      const CourseContext around = context(course, now);
      const auto cause = course.due(now, around);
      if (cause && !is_full()) moved = course.apply(*cause, now, around, out) || moved;
    }
  }
  for (Course& course : courses_) {
    if (!course.is_done_with() && !is_full()) course.act(now, context(course, now), out);
  }
  choose_page(now, out);
  forget_old(now);
  forget_damage(now);
}

// How much the browser and the screen are this lesson's: first of all the one that others wait for. Where only a person
// can end a class, in its page, that goes before the next one's page until that is about to begin. 0: not at all.
int Terminal::claim(const Course& course, const Now& now) const {
  const LessonState state = course.state();
  if (blocks(course, now)) return 5;
  if (state == LessonState::kArmed) return 4;
  if (state == LessonState::kStopping && course.is_stop_sent(now, context(course, now)))
    return ends_in_page(course) ? 3 : 1;
  return state == LessonState::kOpening ? 2 : 0;
}

const Course* Terminal::foremost(const Now& now) const {
  const Course* foremost = nullptr;
  int most = 0;
  for (const Course& course : courses_) {
    const int claimed = claim(course, now);
    if (claimed <= most) continue;
    foremost = &course;
    most = claimed;
  }
  return foremost;
}

void Terminal::choose_page(const Now& now, Effects& out) {
  const Course* wanted = foremost(now);
  if (wanted == nullptr) {
    if (page_open_) out.push(Browse{false, page_});
    page_open_ = false;
    return;
  }
  if (page_open_ && page_ == wanted->lesson().key) return;
  page_open_ = true;
  page_ = wanted->lesson().key;
  browser_ok_ = true;
  entry_fault_ = {};
  out.push(Browse{true, page_});
}

const SourceSettings* Terminal::source(std::string_view name) const {
  const auto found = std::find_if(settings_.sources.begin(), settings_.sources.end(),
                                  [&](const SourceSettings& s) { return s.name.view() == name; });
  return found == settings_.sources.end() ? nullptr : &*found;
}

bool Terminal::ends_in_page(const Course& course) const {
  const SourceSettings* from = source(course.lesson().key.source);
  return from != nullptr && !from->can.start;
}

// Whether another lesson must wait for this one (rule 8).
bool Terminal::blocks(const Course& other, const Now& now) const {
  if (is_in_progress(other.state())) return true;
  if (other.state() != LessonState::kStopping) return false;
  return other.taken_back_until() != 0 || now.mono - other.entered_state_mono() < kStopPatience;
}

CourseContext Terminal::context(const Course& course, const Now& now) const {
  CourseContext context;
  context.open_before = settings_.open_before;
  context.auto_start = settings_.auto_start;
  context.auto_stop = settings_.auto_stop;
  context.is_holiday = is_holiday(settings_.holidays, course.lesson());
  context.hand_is_down = button_.is_down();
  // The others matter only to one that is about to begin, runs, or is being stopped.
  const bool is_quiet =
      course.state() == LessonState::kPlanned || course.state() == LessonState::kOpening || is_over(course.state());
  for (const Course& other : courses_) {
    if (is_quiet) break;
    if (&other == &course) continue;
    const bool is_in_the_way = blocks(other, now);
    if (is_in_the_way) context.room_free = false;
    if (is_in_the_way && other.state() == LessonState::kStopping) context.stop_pending = true;
    const bool has_begun = is_in_progress(other.state()) && (other.may_be_heard() || !blocks(course, now));
    const auto is_same_room = [&](const Lesson& a, const Lesson& b) {
      return a.key.source == b.key.source && a.room == b.room;
    };
    const bool shares_room = is_same_room(other.lesson(), course.lesson());
    if (has_begun && shares_room) context.passed_on = true;
    if (other.has_just_ended(now) && shares_room) context.just_stopped = true;
  }
  if (const SourceSettings* from = source(course.lesson().key.source)) {
    context.can = from->can;
    // An end given at the vendor to a room that stays would close it for the next lesson.
    const bool is_manual = course.by_press() && course.lesson().room == from->manual_room;
    if (is_manual || course.lesson().room_stays) context.can.extend = false;
  }
  context.random = &random_;
  context.next_ask_id = &next_ask_id_;
  return context;
}

Course* Terminal::course_of(const LessonKey& key) {
  const auto found =
      std::find_if(courses_.begin(), courses_.end(), [&](const Course& course) { return course.lesson().key == key; });
  return found == courses_.end() ? nullptr : &*found;
}

const Lesson* Terminal::find(const LessonKey& key) const {
  for (const Course& course : courses_) {
    if (course.lesson().key == key) return &course.lesson();
  }
  return nullptr;
}

Milliseconds Terminal::deadline(const Now& now) const {
  if (unsettled_) return now.mono + 1;
  Milliseconds at = button_.deadline();
  if (notice_ != Notice::kNone) at = std::min(at, notice_until_);
  for (const Course& course : courses_) {
    if (course.is_done_with()) continue;
    at = std::min(at, course.deadline(now, context(course, now)));
    const Milliseconds patience = std::max(course.taken_back_until(), course.entered_state_mono() + kStopPatience);
    if (course.state() == LessonState::kStopping && patience > now.mono) at = std::min(at, patience);
  }
  return at;
}

}  // namespace classbell
