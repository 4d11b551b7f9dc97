// What a course asks of the vendor, and when.

#include "core/course.h"
#include "core/course_parts.h"

namespace classbell {

bool Course::may_start(const Now& now) const {
  if (dropped_) return false;
  // By a clock that nothing vouches for a press may be of another day, where it was before this boot.
  if (by_press_) return now.trusted ? now.utc < end_utc_ : !from_journal_;
  return now.trusted && now.utc >= lesson_.key.start_utc && now.utc < end_utc_ && !is_too_late(now);
}

// Rule 4, and rule 1 while an outcome is unknown. A fresh look is as good as a new one.
bool Course::reads_before_start(const Now& now, const CourseContext& context) const {
  if (!context.can.read_state) return false;
  if (needs_look(context)) return true;
  if (read_at_ != 0 && room_ != RoomState::kUnread && now.mono - read_at_ <= kReadFresh) return false;
  return looks_failed_ < kReadsGivenUp && !start_sent_;
}

// A look before a first start is on its way. Behind an outcome that is unknown nothing is started unseen.
bool Course::look_holds_up_start(const CourseContext& context) const {
  const bool looks = action_.in_flight && action_.operation == Operation::kReadState;
  return state_ == LessonState::kStarting && looks && !needs_look(context);
}

// An armed lesson's room is looked at once more just before T, whatever became of the wall clock since the first look;
// and past T, where too little is left to start it, once the room is free: it may be live.
bool Course::look_is_owed(const Now& now, const CourseContext& context) const {
  const bool may_look = state_ == LessonState::kArmed && context.can.read_state && now.trusted;
  if (!may_look || action_.in_flight || action_.due != kNever) return false;
  const Milliseconds start_utc = lesson_.key.start_utc;
  const Milliseconds since = now.utc - (start_utc - last_look_before_);
  if (now.utc < start_utc) return since >= 0 && now.mono - looked_ > since + kSecond;
  return context.room_free && is_too_late(now) && read_at_ == 0;
}

std::optional<Operation> Course::next_action(const Now& now, const CourseContext& context) const {
  if (look_due_) return Operation::kReadState;
  switch (state_) {
    case LessonState::kArmed:
      if (context.can.read_state) return Operation::kReadState;
      break;
    case LessonState::kStarting:
      if ((unknown_ || (!context.can.start && !context.stop_pending)) && context.can.read_state)
        return Operation::kReadState;
      if (!may_start(now) || context.stop_pending) break;
      if (reads_before_start(now, context)) return Operation::kReadState;
      if (context.can.start) return Operation::kStart;
      break;
    case LessonState::kLive:
    case LessonState::kEnding:
      if (extend_to_ != 0) return Operation::kExtend;
      if (context.can.read_state && !context.can.heartbeat_reads_state) return Operation::kReadState;
      break;
    case LessonState::kStopping:
      // By the clock of a boot it is too old; until that clock has had its time to be set right nothing is sent.
      if (held_until_ != 0 || !is_stop_sent(now, context)) break;
      // A room that the vendor does not list may be live all the same: then the stop is sent again on that chance.
      if (unknown_ && context.can.read_state && looks_empty_ < kReadsGivenUp) return Operation::kReadState;
      return context.can.start ? Operation::kStop : Operation::kReadState;
    case LessonState::kPlanned:
    case LessonState::kOpening:
    case LessonState::kEnded:
    case LessonState::kMissed:
    case LessonState::kCancelled: break;
  }
  return std::nullopt;
}

// Within kWatchEvery, and midway between two heartbeats: what meets on its way takes two connections.
Milliseconds Course::next_watch(const Now& now) const {
  const Milliseconds latest = now.mono + kWatchEvery;
  return latest - (latest - next_heartbeat_ - kHeartbeatEvery / 2) % kHeartbeatEvery;
}

// A stop is due: the room is left first, but a leave that goes unanswered does not hold the stop up.
void Course::prepare_stop(const Now& now) {
  held_until_ = 0;
  entered_state_ = now.mono;  // From here on the next lesson's patience counts.
  leave_due_ = present_;
  action_.due = now.mono + (leave_due_ ? kLeavePatience : 0);
}

bool Course::is_kept_alive() const {
  return is_watched(state_) || (state_ == LessonState::kStopping && held_until_ != 0);
}

std::optional<Operation> Course::next_report() const {
  if (leave_due_) return Operation::kLeave;
  if (!is_kept_alive()) return std::nullopt;
  return enter_turn_ ? Operation::kEnter : Operation::kHeartbeat;
}

void Course::ask(Lane& lane, Operation operation, const Now& now, const CourseContext& context, Effects& out) {
  lane.in_flight = true;
  lane.asked = now.mono;
  lane.operation = operation;
  if (operation == Operation::kReadState) {
    look_due_ = false;
    looked_ = now.mono;
  }
  lane.id = (*context.next_ask_id)++;
  lane.due = kNever;
  out.push(Ask{lane.id, operation, lesson_.key, extend_to_});
}

void Course::act(const Now& now, const CourseContext& context, Effects& out) {
  if (held_until_ != 0 && now.mono >= held_until_ && !context.hand_is_down) prepare_stop(now);
  if (!report_.in_flight && (leave_due_ || now.mono >= report_.due)) {
    const auto report = next_report();
    if (report == Operation::kHeartbeat) {
      // The beat keeps its time; one that comes half a second late starts a new count, and none is made up for.
      const bool on_time = now.mono - next_heartbeat_ < kHeartbeatEvery / 6;
      next_heartbeat_ = (on_time ? next_heartbeat_ : now.mono) + kHeartbeatEvery;
    }
    if (report) ask(report_, *report, now, context, out);
  }
  if (look_holds_up_start(context) && now.mono - action_.asked >= kLookPatience) {
    action_.in_flight = false;  // Its answer is no longer awaited.
    looks_failed_ = kReadsGivenUp;
    action_.due = now.mono;
  }
  if (look_is_owed(now, context)) action_.due = now.mono;
  if (action_.in_flight || now.mono < action_.due) return;
  const auto operation = next_action(now, context);
  if (!operation) return;
  if (*operation == Operation::kStart) {
    start_sent_ = true;
    untold_ = seen_live_ = seen_late_ = false;
  }
  ask(action_, *operation, now, context, out);
}

}  // namespace classbell
