// What came of what a course asked for.

#include <algorithm>

#include "core/backoff.h"
#include "core/course.h"
#include "core/course_parts.h"

namespace classbell {

bool Course::answered(std::uint32_t id, const Outcome& outcome, const Now& now, const CourseContext& context,
                      Effects& out) {
  if (action_.in_flight && action_.id == id) {
    action_.in_flight = false;
    action_answered(action_.operation, outcome, now, context, out);
    if (look_due_) action_.due = std::min(action_.due, std::max(now.mono, looked_ + kLookEvery));
    return true;
  }
  if (report_.in_flight && report_.id == id) {
    report_.in_flight = false;
    report_answered(report_.operation, outcome, now, context, out);
    return true;
  }
  return false;
}

// How long to wait before the next attempt of the action that was just answered badly.
Milliseconds Course::pause(const Outcome& outcome, const Now& now, const CourseContext& context) {
  ++action_.failures;
  Milliseconds pause = 0;
  if (state_ == LessonState::kStarting) {
    pause = urgent_backoff(std::max<Milliseconds>(0, now.mono - entered_state_), *context.random);
    if (outcome.verdict == Verdict::kRefused) pause = std::max(pause, kRefusedPause);
  } else if (state_ == LessonState::kStopping && now.mono - entered_state_ < kMinute) {
    pause = urgent_backoff(now.mono - entered_state_, *context.random);
  } else {
    pause = backoff(action_.failures, *context.random);
  }
  // A vendor that asks for more patience than a lesson has is asked again all the same.
  return std::max(pause, std::min(outcome.retry_after, kBackoffMax));
}

void Course::action_answered(Operation operation, const Outcome& outcome, const Now& now, const CourseContext& context,
                             Effects& out) {
  fault_ = outcome.fault;
  switch (operation) {
    case Operation::kReadState: return state_read(outcome, now, context, out);
    case Operation::kStart: return start_answered(outcome, now, context, out);
    case Operation::kStop: return stop_answered(outcome, now, context, out);
    case Operation::kExtend: return extend_answered(outcome, now, context, out);
    case Operation::kSchedule:
    case Operation::kEntry:
    case Operation::kHeartbeat:
    case Operation::kEnter:
    case Operation::kLeave: break;
  }
}

void Course::state_read(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out) {
  if (outcome.verdict != Verdict::kDone || outcome.room == RoomState::kUnread) {
    ++looks_failed_;
    if (outcome.verdict == Verdict::kDone) ++looks_empty_;
    action_.due = now.mono + pause(outcome, now, context);
    // A vendor that has no time for a look is told the start that is due.
    if (state_ == LessonState::kStarting && outcome.retry_after > 0 && !needs_look(context)) {
      looks_failed_ = kReadsGivenUp;
      action_.due = now.mono;
    }
    return;
  }
  looks_failed_ = looks_empty_ = 0;
  read_at_ = now.mono;
  const bool was_new = room_ == RoomState::kNew;
  room_ = outcome.room;
  const bool live = room_ == RoomState::kLive;
  if (!live) untold_ = false;
  if (state_ != LessonState::kStopping)
    action_.failures = 0;  // A stop that is turned away takes its time all the same.
  switch (state_) {
    case LessonState::kArmed:
      if (live && context.room_free && !context.just_stopped) {
        apply(Cause::kFoundLive, now, context, out);
        return;
      }
      if (!live) unknown_ = start_sent_ = false;
      if (live) read_at_ = 0;  // Perhaps the lesson before, in the same room: that look is worth nothing at T.
      last_look_before_ = kReadBeforeStart + context.random->below(kSecond);
      if (!context.auto_start) action_.due = now.mono + (context.can.start ? kWatchEvery : kHeartbeatEvery);
      return;
    case LessonState::kStarting:
      not_live_ = room_ == RoomState::kOver && !context.can.start ? not_live_ + 1 : 0;
      if (live && context.just_stopped && (!start_sent_ || untold_)) {  // Perhaps still the class before.
        read_at_ = 0;
        action_.due = now.mono + kSecond;
      } else if (live) {
        seen_live_ = true;
        apply(Cause::kFoundLive, now, context, out);
      } else if (was_live_ && is_adopted_early(now) && room_ != RoomState::kOver) {
        apply(Cause::kReturned, now, context, out);
      } else if (not_live_ >= kUnseenBelieved || (was_live_ && context.can.start) ||
                 (start_sent_ && was_new && room_ == RoomState::kIdle)) {
        // Nobody can begin it any more; or it was live before a power cut, which took no teacher's page with it; or the
        // start was heard, and somebody has ended the class meanwhile.
        apply(Cause::kFoundIdle, now, context, out);
      } else if (dropped_) {
        apply(Cause::kDropped, now, context, out);
      } else {
        unknown_ = false;
        start_sent_ = was_live_;
        action_.due = context.can.start ? now.mono : now.mono + kHeartbeatEvery;
      }
      return;
    case LessonState::kLive:
    case LessonState::kEnding:
      action_.due = extend_to_ != 0 ? now.mono : next_watch(now);
      watch(room_, now, context, out);
      return;
    case LessonState::kStopping:
      if (!live) {
        const bool never_began = room_ == RoomState::kNew && !was_live_ && cause_ == Cause::kEndDue;
        apply(never_began ? Cause::kNeverBegan : Cause::kFoundIdle, now, context, out);
        return;
      }
      unknown_ = false;
      action_.due = context.can.start ? now.mono : now.mono + kHeartbeatEvery;
      return;
    case LessonState::kPlanned:
    case LessonState::kOpening:
    case LessonState::kEnded:
    case LessonState::kMissed:
    case LessonState::kCancelled: return;
  }
}

void Course::start_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out) {
  const bool live = outcome.verdict == Verdict::kDone || outcome.room == RoomState::kLive;
  const bool not_carried_out = !live && !leaves_doubt(outcome.verdict);
  waits_for_person_ = outcome.verdict == Verdict::kNotYet;
  if (not_carried_out) start_sent_ = false;
  if (state_ == LessonState::kStopping) {  // Stopped by the teacher while the start was on its way.
    unknown_ = leaves_doubt(outcome.verdict);
    action_.due = now.mono;
    if (not_carried_out) apply(Cause::kFoundIdle, now, context, out);
    return;
  }
  if (live) {
    apply(outcome.verdict == Verdict::kDone ? Cause::kConfirmed : Cause::kFoundLive, now, context, out);
    return;
  }
  if (!not_carried_out) unknown_ = true;
  action_.due = now.mono + pause(outcome, now, context);
  if (dropped_ && not_carried_out) apply(Cause::kDropped, now, context, out);
}

void Course::stop_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out) {
  if (outcome.verdict == Verdict::kDone) {
    apply(Cause::kConfirmed, now, context, out);
    return;
  }
  if (outcome.room == RoomState::kOver || outcome.room == RoomState::kIdle || outcome.room == RoomState::kNew) {
    apply(Cause::kFoundIdle, now, context, out);
    return;
  }
  if (outcome.verdict == Verdict::kNotYet) fault_ = {};  // Everybody has left: there is nothing to be mended.
  const bool says_not_so = outcome.verdict == Verdict::kRefused || outcome.verdict == Verdict::kNotYet;
  if (leaves_doubt(outcome.verdict) || says_not_so) {  // It may be over already.
    unknown_ = true;
    looks_empty_ = 0;
  }
  action_.due = now.mono + pause(outcome, now, context);
}

void Course::extend_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out) {
  const Milliseconds asked = extend_to_;
  if (outcome.verdict == Verdict::kDone) {
    extend_to_ = 0;
    extended_at_ = now.mono;
    vendor_end_utc_ = outcome.end_utc != 0 ? outcome.end_utc : asked;
    action_.due = is_watched(state_) ? next_watch(now) : now.mono;
    action_.failures = 0;
    set_end(vendor_end_utc_, now, context, out);
    return;
  }
  action_.due = now.mono + pause(outcome, now, context);
  if (outcome.verdict == Verdict::kRefused || action_.failures >= kExtendAttempts) {
    extend_to_ = 0;
    extension_refused_ = true;
  }
  if (!is_watched(state_)) action_.due = now.mono;  // A stop waits for no second try.
}

void Course::report_answered(Operation operation, const Outcome& outcome, const Now& now, const CourseContext& context,
                             Effects& out) {
  const bool done = outcome.verdict == Verdict::kDone;
  if (operation == Operation::kLeave) {
    leave_due_ = present_ = false;
    enter_turn_ = context.can.presence;
    report_.due = is_kept_alive() ? now.mono : kNever;  // Started again meanwhile.
    if (state_ == LessonState::kStopping && !action_.in_flight) action_.due = std::min(action_.due, now.mono);
    return;
  }
  if (operation == Operation::kEnter && done) present_ = true;
  if (!is_kept_alive()) {
    report_.due = kNever;
    return;
  }
  // An enter that is refused harms nothing that a teacher could see.
  if (operation == Operation::kHeartbeat && (done || outcome.fault)) fault_ = outcome.fault;
  // An enter that failed is tried again beside the heartbeats, never instead of them.
  enter_turn_ = operation == Operation::kHeartbeat && context.can.presence && !present_;
  report_.due = enter_turn_ ? now.mono : next_heartbeat_;
  if (operation == Operation::kHeartbeat) watch(outcome.room, now, context, out);
}

// By a clock that nothing vouches for it is not known to be before its time.
void Course::seen_live_at(const Now& now) {
  last_live_utc_ = now.trusted ? now.utc : std::max(now.utc, lesson_.key.start_utc);
}

// Found live before its time, and not seen so since that came: no start of ours, and no person's of the lesson.
bool Course::is_adopted_early(const Now& now) const {
  const bool was_early =
      cause_ == Cause::kFoundLive && std::max(entered_state_utc_, last_live_utc_) < lesson_.key.start_utc;
  return was_early && now.trusted && now.utc < lesson_.key.start_utc + kMinute && !by_press_ && !dropped_;
}

int Course::not_live_believed(RoomState room, const Now& now, const CourseContext& context) const {
  if (room != RoomState::kIdle || is_adopted_early(now)) return kNotLiveBelieved;
  if (!context.can.start) return kPauseBelieved;
  return seen_live_ ? kNotLiveBelieved : kUnseenBelieved;
}

// What a heartbeat or a state read says of a room that ought to be live.
void Course::watch(RoomState room, const Now& now, const CourseContext& context, Effects& out) {
  if (room == RoomState::kUnread || !is_kept_alive()) return;
  if (room == RoomState::kLive) {
    seen_live_ = true;
    seen_live_at(now);
    not_live_ = 0;
    return;
  }
  if (++not_live_ < not_live_believed(room, now, context)) {
    if (!action_.in_flight && !context.can.heartbeat_reads_state) action_.due = now.mono + kHeartbeatEvery;
    return;
  }
  // A teacher has tried the page before its time: that is nobody's stop of the lesson.
  if (is_adopted_early(now) && room != RoomState::kOver && apply(Cause::kReturned, now, context, out)) return;
  const bool never_began = is_watched(state_) && room == RoomState::kNew && !seen_live_ && context.can.start;
  apply(never_began ? Cause::kNeverBegan : Cause::kFoundIdle, now, context, out);
}

// A reason to look at once, and no more: a callback's signature need not cover what it says (it may sign only a time),
// so whoever saw one can write another. That a class is over is believed if the look says so too.
void Course::reported(RoomState room, const Now& now, const CourseContext& context) {
  const bool is_open = state_ == LessonState::kArmed || is_in_progress(state_) || state_ == LessonState::kStopping;
  if (!is_open || room == RoomState::kUnread || !context.can.read_state) return;
  if (room != RoomState::kLive) not_live_ = std::max(not_live_, kNotLiveBelieved - 1);
  look_due_ = true;
  if (!action_.in_flight) action_.due = std::min(action_.due, std::max(now.mono, looked_ + kLookEvery));
}

}  // namespace classbell
