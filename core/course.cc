#include "core/course.h"

#include <algorithm>

#include "core/course_parts.h"

namespace classbell {

Course::Course(const Lesson& lesson, bool may_be_untold)
    : lesson_(lesson), end_utc_(lesson.end_utc), vendor_end_utc_(lesson.end_utc), untold_(may_be_untold) {}

Course::Course(const Record& record, bool may_be_untold, const Now& now)
    : end_utc_(record.end_utc), vendor_end_utc_(record.planned_end_utc) {
  lesson_.key = record.key;
  lesson_.end_utc = record.planned_end_utc;
  lesson_.room = record.room;
  lesson_.group = record.group;
  by_press_ = record.by_press;
  was_live_ = record.was_live && !is_over(record.state);
  entered_state_utc_ = record.at_utc;
  from_journal_ = true;
  is_named_ = false;
  state_ = record.state;
  untold_ = may_be_untold && !is_in_progress(state_) && state_ != LessonState::kStopping;
  cause_ = record.cause;
  action_.due = 0;
  switch (state_) {
    case LessonState::kPlanned:
    case LessonState::kOpening:
    case LessonState::kEnded:
    case LessonState::kMissed:
    case LessonState::kCancelled: break;
    case LessonState::kArmed:
      seen_late_ = true;
      untold_ = true;  // Nothing is synced at T.
      break;
    case LessonState::kLive:
    case LessonState::kEnding:
    case LessonState::kStarting:
      seen_late_ = true;
      // What the vendor made of it meanwhile is not known: read it back.
      state_ = LessonState::kStarting;
      start_sent_ = unknown_ = true;
      break;
    case LessonState::kStopping:
      start_sent_ = unknown_ = true;
      entered_state_ = now.mono;
      break;
  }
}

Record Course::record() const {
  Record record;
  record.key = lesson_.key;
  record.state = state_;
  record.cause = cause_;
  record.at_utc = entered_state_utc_;
  record.end_utc = end_utc_;
  record.planned_end_utc = lesson_.end_utc;
  record.by_press = by_press_;
  record.was_live = was_live_;
  record.room = lesson_.room;
  record.group = lesson_.group;
  return record;
}

Milliseconds Course::ending_from() const {
  const Milliseconds length = lesson_.end_utc - lesson_.key.start_utc;
  return end_utc_ - std::min(kEndingBefore, length / 4);
}

// Rule 6, for lessons shorter than four minutes in proportion.
bool Course::has_little_left(const Now& now) const {
  const Milliseconds length = lesson_.end_utc - lesson_.key.start_utc;
  return end_utc_ - now.utc < std::min(kLeftToStart, length / 2);
}

bool Course::is_too_late(const Now& now) const { return seen_late_ && !by_press_ && has_little_left(now); }

// A class that a clock far ahead began is still to come by the right one, and its end is far away: it is over when it
// has lasted for its length, and for that clock to be set. (Of one without a plan, whose end has followed the clock and
// which a restart made one of many, that end is near.)
bool Course::has_run_over(const Now& now) const {
  const Milliseconds length = end_utc_ - lesson_.key.start_utc;
  if (live_since_ == 0 || until_ != 0 || length <= 0) return false;
  return std::min(now.mono - live_since_, end_utc_ - now.utc) > length + kClockSettles;
}

// For how long a stop is asked for that goes unconfirmed.
Milliseconds Course::outbox(const CourseContext& context) { return context.can.start ? kStopOutbox : kPageOverrun; }

bool Course::is_outbox_over(const Now& now, const CourseContext& context) const {
  // By a clock that was behind it was asked for before the lesson was; by one that was far ahead it has yet to be.
  const Milliseconds asked_utc = entered_state_utc_ - now.utc <= kPageOverrun ? entered_state_utc_ : end_utc_;
  return now.trusted && now.utc - std::max(asked_utc, lesson_.key.start_utc) > outbox(context);
}

void Course::recall(Milliseconds up_for, const Now& now) {
  if (!untold_ || (state_ != LessonState::kArmed && state_ != LessonState::kStarting)) return;
  // Somebody who presses before T may know the time better than the clock of a boot does.
  const bool is_pressed_early = by_press_ && now.utc < lesson_.key.start_utc && up_for < kClockSettles;
  start_sent_ = unknown_ = !now.trusted || was_due(up_for, now) || is_pressed_early;
  // From T on that start needs no look, and waits for none that was put off.
  if (is_pressed_early && !action_.in_flight) action_.due = std::min(action_.due, mono_of(lesson_.key.start_utc, now));
}

std::optional<Cause> Course::due(const Now& now, const CourseContext& context) const {
  if (state_ == LessonState::kStopping) {
    // Both clocks must say so: a wall clock that ran ahead gives nothing up. Where no stop can be sent there is nothing
    // to give up.
    const Milliseconds settles = context.can.start ? kClockSettles : 0;
    const bool for_long = now.mono - entered_state_ > (from_journal_ ? settles : outbox(context));
    if (for_long && is_outbox_over(now, context)) return Cause::kGivenUp;
    return context.passed_on ? std::optional(Cause::kGivenUp) : std::nullopt;
  }
  if (context.is_holiday && !start_sent_ && next(state_, Cause::kHoliday)) return Cause::kHoliday;
  if (!now.trusted) return std::nullopt;
  const Milliseconds start_utc = lesson_.key.start_utc;
  const bool is_past = now.utc >= end_utc_ || has_run_over(now);
  switch (state_) {
    case LessonState::kPlanned:
      if (is_past) return Cause::kWindowOver;
      if (now.utc >= start_utc - std::max(context.open_before, kArmBefore)) return Cause::kOpenDue;
      break;
    case LessonState::kOpening:
      if (is_past) return Cause::kWindowOver;
      if (now.utc >= start_utc - kArmBefore) return Cause::kArmDue;
      break;
    case LessonState::kArmed:
      if (is_past && !start_sent_) return Cause::kWindowOver;
      if (is_past && context.auto_stop) return Cause::kEndDue;
      if (is_past) break;  // Live, perhaps, and nothing stops it: a look decides.
      if (now.utc < start_utc || !context.auto_start || !context.room_free) break;
      if (!is_too_late(now)) return Cause::kStartDue;
      // Started elsewhere it would be adopted: one look decides.
      if (!context.can.read_state || (read_at_ != 0 && room_ != RoomState::kUnread)) return Cause::kTooLate;
      break;
    case LessonState::kStarting:
      if (is_past && !start_sent_) return Cause::kWindowOver;
      // What only a teacher ends is stopped by nobody here: it is told as over when a look has said that it is not
      // live.
      if (is_past && (context.auto_stop || (!context.can.start && !unknown_))) return Cause::kEndDue;
      if (dropped_ && !start_sent_ && !action_.in_flight) return Cause::kDropped;
      break;
    case LessonState::kLive:
      if (is_past && context.auto_stop && extend_to_ == 0) return Cause::kEndDue;
      if (now.utc >= ending_from()) return Cause::kEndNear;
      break;
    case LessonState::kEnding:
      if (is_past && context.auto_stop && extend_to_ == 0) return Cause::kEndDue;
      if (now.utc < ending_from()) return Cause::kExtended;  // The clock was set back.
      break;
    case LessonState::kMissed:
      // Missed by a clock that ran ahead, or given a later end since. What only the journal tells of waits to be named.
      if (now.utc < end_utc_ && !(cause_ == Cause::kTooLate && has_little_left(now)) && !dropped_ && is_named_)
        return Cause::kReturned;
      break;
    case LessonState::kStopping:
    case LessonState::kEnded:
    case LessonState::kCancelled: break;
  }
  return std::nullopt;
}

bool Course::apply(Cause cause, const Now& now, const CourseContext& context, Effects& out) {
  const auto to = next(state_, cause);
  if (!to) return false;
  const LessonState from = state_;
  cause_ = cause;
  state_ = *to;
  if (cause == Cause::kPressed) {
    by_press_ = true;
    dropped_ = false;  // What a person starts needs no schedule.
  }
  if (cause == Cause::kArmDue) seen_late_ = now.utc > lesson_.key.start_utc;
  if (cause == Cause::kNeverBegan || cause == Cause::kReturned) {
    start_sent_ = was_live_ = unknown_ = false;
    live_before_ = live_since_ = 0;
    not_live_ = 0;
  }
  if (cause == Cause::kReturned) dropped_ = false;
  enter(*to, now, context);
  if (cause == Cause::kNeverBegan && !is_over(*to)) action_.due = now.mono + kRefusedPause;
  out.push(Transitioned{lesson_.key, from, *to, cause, is_over(*to) ? fault_ : Fault{}});
  // A live lesson must be stopped even when the power comes back after its end.
  // So must one that a person starts: no intent was written a minute before.
  const bool must_survive = *to == LessonState::kArmed || *to == LessonState::kLive || *to == LessonState::kStopping ||
                            is_over(*to) || cause == Cause::kPressed;
  if (*to != LessonState::kPlanned && *to != LessonState::kOpening) out.push(Write{record(), must_survive});
  return true;
}

void Course::enter(LessonState state, const Now& now, const CourseContext& context) {
  entered_state_ = now.mono;
  entered_state_utc_ = now.utc;
  from_journal_ = false;
  held_until_ = 0;
  look_due_ = false;
  action_.failures = looks_failed_ = looks_empty_ = 0;
  if (!action_.in_flight) action_.due = kNever;
  switch (state) {
    case LessonState::kPlanned:
    case LessonState::kOpening: break;
    case LessonState::kArmed:
      // Spread over the minute: a thousand terminals arm at the same instant.
      action_.due = now.mono + context.random->below(
                                   std::max<Milliseconds>(1, lesson_.key.start_utc - now.utc - 10 * kSecond) / 2);
      break;
    case LessonState::kStarting:
      // A look that hangs since before does not hold up the start: its answer is no longer awaited.
      if (action_.operation == Operation::kReadState) action_.in_flight = false;
      action_.due = now.mono;
      not_live_ = 0;
      break;
    case LessonState::kLive:
    case LessonState::kEnding:
      if (!now.trusted) seen_live_at(now);
      if (live_since_ == 0) {
        live_since_ = now.mono;
        const Milliseconds since_start = now.vendor_utc() - lesson_.key.start_utc;
        if (was_live_ && now.is_known()) live_before_ = std::max<Milliseconds>(0, since_start);
      }
      was_live_ = start_sent_ = true;
      untold_ = unknown_ = waits_for_person_ = leave_due_ = false;
      fault_ = {};
      if (!report_.in_flight && report_.due == kNever) {
        enter_turn_ = context.can.presence && !present_;
        next_heartbeat_ = report_.due = now.mono;
      }
      action_.due = next_watch(now);
      break;
    case LessonState::kStopping:
      untold_ = false;
      if (action_.operation == Operation::kReadState) action_.in_flight = false;  // Nor does it hold up the stop.
      prepare_stop(now);
      break;
    case LessonState::kEnded:
    case LessonState::kMissed:
    case LessonState::kCancelled:
      extend_to_ = 0;
      was_live_ = seen_live_ = start_sent_ = unknown_ = waits_for_person_ = false;
      by_press_ = false;
      read_at_ = live_before_ = live_since_ = 0;
      room_ = RoomState::kUnread;
      action_ = Lane{};
      if (!leave_due_) report_ = Lane{};
      break;
  }
}

void Course::link_up(const Now& now) {
  if (action_.failures == 0 || !is_network(fault_)) return;
  action_.failures = 0;
  if (!action_.in_flight) action_.due = std::min(action_.due, now.mono);
}

void Course::stop(bool at_once, const Now& now, const CourseContext& context, Effects& out) {
  const bool nothing_sent = state_ == LessonState::kStarting && !start_sent_ && !untold_ && !action_.in_flight;
  const bool may_be_live = was_live_ && (is_watched(state_) || unknown_);
  if (!apply(Cause::kStopAsked, now, context, out)) return;
  if (nothing_sent) {
    apply(Cause::kWithdrawn, now, context, out);
    return;
  }
  unknown_ = unknown_ || !was_live_;
  if (!at_once && may_be_live) {
    leave_due_ = false;
    held_until_ = action_.due = now.mono + kTakeBack;
  }
}

void Course::extend(Milliseconds end_utc, const Now& now, const CourseContext& context, Effects& out) {
  if (!is_watched(state_) || end_utc <= end_utc_) return;
  extension_refused_ = false;
  if (!context.can.extend) {
    extended_at_ = now.mono;
    set_end(end_utc, now, context, out);
    return;
  }
  extend_to_ = asked_end_utc_ = end_utc;
  if (!action_.in_flight) {
    action_.due = now.mono;
    action_.failures = 0;
  }
}

void Course::set_end(Milliseconds end_utc, const Now& now, const CourseContext& context, Effects& out) {
  end_utc_ = end_utc;
  if (state_ == LessonState::kEnding && now.utc < ending_from()) {
    apply(Cause::kExtended, now, context, out);
  } else if (is_in_progress(state_)) {
    out.push(Write{record(), true});
  }
}

void Course::follow_clock(const Now& now, Effects& out) {
  if (until_ == 0) return;  // What is over follows too: a press begins it again until its end.
  const Milliseconds step = now.vendor_utc() + (until_ - now.mono) - lesson_.end_utc;
  if (-kSecond < step && step < kSecond) return;
  lesson_.end_utc += step;
  end_utc_ += step;
  out.push(Write{record(), true});
}

void Course::refresh(const Lesson& lesson, const Now& now, const CourseContext& context, Effects& out) {
  dropped_ = false;
  is_named_ = true;
  const bool not_begun =
      state_ == LessonState::kPlanned || state_ == LessonState::kOpening || state_ == LessonState::kArmed;
  const LessonKey key = lesson_.key;
  const Milliseconds planned_end = lesson_.end_utc;
  lesson_ = lesson;
  lesson_.key = key;  // A vendor may move the start of a lesson that runs; it stays this lesson.
  if (!not_begun) lesson_.end_utc = planned_end;
  const bool settled = extended_at_ == 0 || now.mono - extended_at_ > kExtensionSettles;
  // Of a class that runs, an end without a plan behind it is our own guess, and an earlier reading's is no news.
  const bool runs = is_in_progress(state_) || state_ == LessonState::kStopping;
  const bool tells_end = until_ == 0 && (!runs || (lesson.is_planned && !lesson.is_kept));
  if (tells_end && lesson.end_utc != vendor_end_utc_ && settled && extend_to_ == 0) {
    // An extension that the vendor knows nothing of is not cut by a plan that grows less.
    const bool grows = !context.can.extend && lesson.end_utc > vendor_end_utc_;
    vendor_end_utc_ = lesson.end_utc;
    // Our own extension (its answer was lost, or came before the power was cut) is no other plan.
    if (lesson.end_utc != end_utc_ && lesson.end_utc != asked_end_utc_) lesson_.end_utc = lesson.end_utc;
    set_end(grows ? std::max(lesson.end_utc, end_utc_) : lesson.end_utc, now, context, out);
  } else if (not_begun) {
    end_utc_ = vendor_end_utc_ = lesson.end_utc;
  }
  if (state_ == LessonState::kCancelled && now.vendor_utc() < end_utc_ && !context.is_holiday)
    apply(Cause::kReturned, now, context, out);
}

void Course::drop(const Now& now, const CourseContext& context, Effects& out) {
  if (by_press_) return;
  dropped_ = true;
  // While a start may have been heard the lesson may be live, and a live lesson is not ended by the schedule.
  if (start_sent_ || (state_ == LessonState::kStarting && action_.in_flight)) return;
  apply(Cause::kDropped, now, context, out);
}

Milliseconds Course::deadline(const Now& now, const CourseContext& context) const {
  Milliseconds at = kNever;
  const auto wall = [&](Milliseconds utc) {
    if (now.trusted && utc > now.utc) at = std::min(at, mono_of(utc, now));
  };
  switch (state_) {
    case LessonState::kPlanned: wall(lesson_.key.start_utc - std::max(context.open_before, kArmBefore)); break;
    case LessonState::kOpening: wall(lesson_.key.start_utc - kArmBefore); break;
    case LessonState::kArmed: wall(lesson_.key.start_utc - last_look_before_); [[fallthrough]];
    case LessonState::kStarting:
      wall(lesson_.key.start_utc);
      wall(end_utc_);
      break;
    case LessonState::kLive:
      wall(ending_from());
      wall(end_utc_);
      break;
    case LessonState::kEnding: wall(end_utc_); break;
    case LessonState::kStopping:
      if (const auto over = entered_state_ + outbox(context) + 1; over > now.mono) at = over;
      break;
    case LessonState::kEnded:
    case LessonState::kMissed:
    case LessonState::kCancelled: break;
  }
  if (!action_.in_flight && action_.due != kNever && next_action(now, context)) at = std::min(at, action_.due);
  if (look_holds_up_start(context)) at = std::min(at, action_.asked + kLookPatience);
  if (held_until_ != 0 && !(context.hand_is_down && held_until_ <= now.mono)) at = std::min(at, held_until_);
  if (!report_.in_flight && report_.due != kNever && next_report()) at = std::min(at, report_.due);
  return at;
}

}  // namespace classbell
