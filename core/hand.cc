// What a person asks of the terminal, by the button or by a command.

#include <algorithm>

#include "core/terminal.h"

namespace classbell {
namespace {

constexpr Milliseconds kStartAhead = 30 * kMinute;
constexpr Milliseconds kExtendWithin = 10 * kMinute;
constexpr Milliseconds kNoticeShown = 4 * kSecond;
constexpr Milliseconds kFollowed = 5 * kSecond;  // For so long a hand may be about the lesson before.

}  // namespace

void Terminal::tell(Notice notice, const Now& now) {
  notice_ = notice;
  notice_until_ = now.mono + kNoticeShown;
}

void Terminal::on(const Now& now, const ButtonEdge& edge, Effects& out) {
  gesture(button_.edge(edge.down, now.mono), now, out);
}

void Terminal::on(const Now& now, const ButtonFound& found, Effects& out) {
  was_held_ = true;  // What is found down is nobody's press: it takes nothing back.
  gesture(button_.found(found.down), now, out);
}

void Terminal::on(const Now& now, const Command& command, Effects& out) {
  switch (command.kind) {
    case Command::Kind::kStart: {
      Course* running = current();
      if (running != nullptr && running->taken_back_until() == 0 && is_in_progress(running->state())) {
        running->insist();
        tell(Notice::kAlreadyStarted, now);
      } else if (!start_by_hand(now, out)) {
        tell(Notice::kNothingToStart, now);
      }
      return;
    }
    case Command::Kind::kStop: return stop(true, now, out);
    case Command::Kind::kExtend: return extend(now, out);
  }
}

void Terminal::gesture(Button::Gesture gesture, const Now& now, Effects& out) {
  switch (gesture) {
    case Button::Gesture::kNone: return;
    case Button::Gesture::kDown:
      down_on_.reset();
      was_held_ = false;
      if (const Course* running = current()) {
        down_on_ = running->lesson().key;
        was_held_ = running->taken_back_until() != 0;
      }
      if (const Course* over = just_over(now)) down_on_ = over->lesson().key;
      return tell(Notice::kPressed, now);
    case Button::Gesture::kShort: return press(now, out);
    case Button::Gesture::kHeld: return hold(now, out);
    case Button::Gesture::kLetGo: return let_go(now, out);
    case Button::Gesture::kBroken:
      // Too long for a short press: with a lesson running it might have been meant as a stop, so it does nothing.
      if (is_about_another() || current() == nullptr || !is_in_progress(current()->state())) return press(now, out);
      return tell(Notice::kHoldLonger, now);
    case Button::Gesture::kStuck:
      // Nobody's hold, then: the stop that it began can still be taken back.
      if (!was_held_ && current() != nullptr && current()->taken_back_until() != 0) start_by_hand(now, out);
      notice_ = Notice::kButtonStuck;
      notice_until_ = kNever;
      return;
    case Button::Gesture::kFreed: notice_ = Notice::kNone; return;
  }
}

// The lesson that has the room: in progress, or with a stop that can be taken back.
Course* Terminal::current() {
  for (Course& course : courses_) {
    if (is_in_progress(course.state()) || course.taken_back_until() != 0) return &course;
  }
  return nullptr;
}

// What the bell ended a moment ago. A hand that comes then is about that, late, and neither begins the next lesson in
// the break nor ends one that has followed on its heels. It may be about one that is in its time and waits for a hand.
const Course* Terminal::just_over(const Now& now) {
  const Milliseconds utc = now.vendor_utc();
  const Course* running = current();
  const Course* waiting = running == nullptr ? startable(now) : nullptr;
  if (waiting != nullptr && waiting->lesson().key.start_utc <= utc) return nullptr;
  const Milliseconds moment = running != nullptr ? kFollowed : kOverShown;
  for (const Course& course : courses_) {
    const bool had_room = course.state() == LessonState::kStopping || course.state() == LessonState::kEnded;
    const Milliseconds past = utc - course.end_utc();  // However late its stop was confirmed.
    if (had_room && past >= 0 && past < moment && course.entered_within(moment, now)) return &course;
  }
  return nullptr;
}

// What had the room when the finger went down was over before it came up. The hand was not about what came then.
bool Terminal::is_about_another() {
  const Course* running = current();
  return down_on_ && (running == nullptr || !(running->lesson().key == *down_on_));
}

// The lesson a press is about: one in its window, the latest of them (stopped by the teacher or not: rule 3); else
// the next within half an hour. A clock that nothing vouches for may be days off, and a vendor's that says otherwise
// may be wrong as well: what is at hand by the vendor's comes first.
Course* Terminal::startable(const Now& now) {
  Course* best = now.elsewhere_utc != 0 ? startable(now.elsewhere_utc, now) : nullptr;
  return best != nullptr ? best : startable(now.utc, now);
}

Course* Terminal::startable(Milliseconds utc, const Now& now) {
  Course* best = nullptr;
  for (Course& course : courses_) {
    const Milliseconds start = course.lesson().key.start_utc;
    const LessonState state = course.state();
    const bool is_startable = state == LessonState::kPlanned || state == LessonState::kOpening ||
                              state == LessonState::kArmed || state == LessonState::kStopping ||
                              state == LessonState::kEnded || state == LessonState::kMissed;
    if (!is_startable || utc < start - kStartAhead || utc >= course.end_utc() || course.has_lasted(now)) continue;
    if (best == nullptr || start <= utc || (is_over(best->state()) && best->lesson().key.start_utc > utc))
      best = &course;
  }
  return best;
}

bool Terminal::start_by_hand(const Now& now, Effects& out) {
  if (Course* running = current()) {
    if (running->taken_back_until() == 0) return false;
    running->apply(Cause::kTakenBack, now, context(*running, now), out);
    tell(Notice::kTakenBack, now);
    return true;
  }
  Course* course = startable(now);
  if (course == nullptr) return false;
  const bool is_begun = course->apply(Cause::kPressed, now, context(*course, now), out);
  tell(is_begun ? Notice::kStarting : Notice::kStopping, now);  // What is being stopped can be begun when it has been.
  return true;
}

void Terminal::press(const Now& now, Effects& out) {
  Course* running = current();
  if (is_about_another()) return tell(running != nullptr ? Notice::kAlreadyStarted : Notice::kNothingToStop, now);
  if (running == nullptr || running->taken_back_until() != 0) {
    if (!start_by_hand(now, out)) tell(Notice::kNothingToStart, now);
    return;
  }
  const Milliseconds left = running->end_utc() - now.vendor_utc();
  if (running->state() == LessonState::kStarting) {
    running->insist();
    tell(Notice::kStarting, now);
  } else if (0 < left && left <= kExtendWithin) {
    extend(now, out);
  } else {
    tell(Notice::kAlreadyStarted, now);
  }
}

// A hold stops a live lesson while it lasts, so that the teacher sees it happen: that can be taken back. What cannot
// be, it does when it ends, which is to start a lesson, and to stop one that is still starting: a button that is stuck
// does neither.
void Terminal::hold(const Now& now, Effects& out) {
  const Course* running = current();
  if (is_about_another() || (running != nullptr && !down_on_)) {  // It began, or ended, under the finger.
    hold_is_taken_ = true;
    hold_stops_start_ = false;
    return tell(running != nullptr ? Notice::kAlreadyStarted : Notice::kNothingToStop, now);
  }
  hold_is_taken_ = running != nullptr;
  hold_stops_start_ = hold_is_taken_ && running->state() == LessonState::kStarting;
  if (hold_is_taken_ && !hold_stops_start_ && running->taken_back_until() == 0) stop(false, now, out);
}

void Terminal::let_go(const Now& now, Effects& out) {
  const bool has_room = current() != nullptr && !is_about_another();
  if (hold_stops_start_ && has_room && current()->taken_back_until() == 0) stop(false, now, out);
  if (hold_is_taken_ || current() != nullptr) return;
  if (!start_by_hand(now, out)) start_manual(now, out);
}

void Terminal::start_manual(const Now& now, Effects& out) {
  for (const SourceSettings& from : settings_.sources) {
    if (from.manual_room.empty()) continue;
    Lesson lesson;
    lesson.key = {from.name, from.manual_room, now.vendor_utc()};
    lesson.end_utc = now.vendor_utc() + settings_.manual_length;
    lesson.room = from.manual_room;
    Course* const course = add(Course(lesson));
    if (course == nullptr) break;
    course->last(settings_.manual_length, now);
    course->apply(Cause::kPressed, now, context(*course, now), out);
    return tell(Notice::kStarting, now);
  }
  tell(Notice::kNothingToStart, now);
}

void Terminal::stop(bool at_once, const Now& now, Effects& out) {
  Course* running = current();
  const bool runs = running != nullptr && running->state() != LessonState::kStopping;
  if (runs) running->stop(at_once, now, context(*running, now), out);
  const bool is_stopping = std::any_of(courses_.begin(), courses_.end(), [&](const Course& c) {
    return c.state() == LessonState::kStopping && c.is_stop_sent(now, context(c, now));
  });
  tell(runs || is_stopping ? Notice::kStopping : Notice::kNothingToStop, now);
}

// Its end with one extension more: capped in all, and at the next lesson's start; what is past stays as it is.
Milliseconds Terminal::extended(const Course& running, const Now& now) const {
  if (running.end_utc() <= now.vendor_utc()) return running.end_utc();
  Milliseconds until =
      std::min(running.end_utc() + settings_.extend_step, running.planned_end_utc() + settings_.extend_max);
  for (const Course& other : courses_) {
    const Milliseconds start = other.lesson().key.start_utc;
    const bool is_to_come = !is_over(other.state()) && other.end_utc() > now.vendor_utc();
    if (&other != &running && is_to_come && start > running.lesson().key.start_utc) until = std::min(until, start);
  }
  return until;
}

void Terminal::extend(const Now& now, Effects& out) {
  Course* running = current();
  if (running == nullptr || running->state() == LessonState::kStopping || running->state() == LessonState::kStarting) {
    return tell(Notice::kNothingToStop, now);
  }
  const Milliseconds end = running->end_utc();
  const Milliseconds until = extended(*running, now);
  if (until <= end || running->is_extending())
    return tell(until <= end ? Notice::kCannotExtend : Notice::kExtending, now);
  running->extend(until, now, context(*running, now), out);
  tell(Notice::kExtending, now);
}

}  // namespace classbell
