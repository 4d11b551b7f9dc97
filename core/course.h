#ifndef CLASSBELL_CORE_COURSE_H_
#define CLASSBELL_CORE_COURSE_H_

#include <cstdint>
#include <optional>

#include "core/effect.h"
#include "core/lesson.h"
#include "core/life.h"
#include "core/operation.h"
#include "core/random.h"
#include "core/time.h"

namespace classbell {

inline constexpr Milliseconds kArmBefore = 60 * kSecond;
inline constexpr Milliseconds kReadBeforeStart = 3 * kSecond;  // The last look at the room before T.
inline constexpr Milliseconds kReadFresh = 6 * kSecond;        // For how long a look at the room is worth something.
inline constexpr Milliseconds kLookPatience = 700;             // A look that hangs holds a first start up no longer.
inline constexpr Milliseconds kHeartbeatEvery = 3 * kSecond;
inline constexpr Milliseconds kWatchEvery = 15 * kSecond;  // State reads of a live room whose heartbeats tell nothing.
inline constexpr Milliseconds kEndingBefore = 5 * kMinute;
inline constexpr Milliseconds kLeftToStart = 2 * kMinute;
inline constexpr Milliseconds kTakeBack = 10 * kSecond;  // A teacher's stop is held back this long.
inline constexpr Milliseconds kStopOutbox = 24 * kHour;
inline constexpr Milliseconds kStopSettles = 15 * kSecond;
inline constexpr Milliseconds kPageOverrun = 60 * kSecond;  // A teacher who must end the class in the page has so long.
inline constexpr Milliseconds kStopPatience =
    10 * kSecond;  // A stop unconfirmed for longer no longer holds up the next lesson.

// What a course must know of the room around it.
struct CourseContext {
  Milliseconds open_before = 5 * kMinute;
  bool auto_start = true;
  bool auto_stop = true;
  bool is_holiday = false;    // Where it begins.
  bool room_free = true;      // No other lesson is in progress.
  bool stop_pending = false;  // Another lesson's stop is on its way: no start overtakes it.
  bool hand_is_down = false;  // The button is down: it may be about to take a stop back.
  bool just_stopped = false;  // Another lesson in this one's room at the vendor: what is told of it may lag behind.
  bool passed_on = false;     // Another lesson has begun in this one's room at the vendor: a stop would end that one.
  Capabilities can{};
  Random* random = nullptr;
  std::uint32_t* next_ask_id = nullptr;
};

// One lesson being run: its state, and what has been asked of the vendor for it. Two lanes: actions (read, start,
// stop, extend: one at a time) and reports (enter, heartbeat, leave: one at a time), so that a report never delays an
// action.
class Course {
 public:
  // `may_be_untold`: the journal was damaged, and may have told of it.
  explicit Course(const Lesson& lesson, bool may_be_untold = false);
  // From the journal: `record` is the last one of its lesson, of those that are whole.
  Course(const Record& record, bool may_be_untold, const Now& now);

  const Lesson& lesson() const { return lesson_; }
  LessonState state() const { return state_; }
  Cause cause() const { return cause_; }
  Fault fault() const { return fault_; }  // Of the last action; cleared by the next that succeeds.
  Milliseconds end_utc() const { return end_utc_; }
  Milliseconds planned_end_utc() const { return lesson_.end_utc; }
  // For how long it has been live. Of what was before this run only the start is known, and the time.
  Milliseconds live_for(const Now& now) const { return live_since_ == 0 ? 0 : live_before_ + now.mono - live_since_; }
  Milliseconds taken_back_until() const { return held_until_; }  // mono; 0: no stop is held back.
  Milliseconds entered_state_mono() const { return entered_state_; }
  Milliseconds entered_state_utc() const { return entered_state_utc_; }
  // Whether it came to its state so short a time ago. What it was in before this run it has been in for long.
  bool entered_within(Milliseconds span, const Now& now) const {
    return entered_state_ != 0 && now.mono - entered_state_ < span;
  }
  bool waits_for_person() const { return waits_for_person_; }  // The room refuses to start until somebody is in it.
  bool is_extending() const { return extend_to_ != 0; }
  bool extension_refused() const { return extension_refused_; }
  bool by_press() const { return by_press_; }
  // Out of its schedule, and not to come back by itself.
  bool is_gone() const { return state_ == LessonState::kCancelled || (state_ == LessonState::kMissed && dropped_); }
  bool is_named() const { return is_named_; }  // Its title is known: not of one that only the journal told of yet.
  bool may_be_heard() const { return start_sent_; }  // A start may have reached the vendor.
  // Its room at the vendor may yet be told as live.
  bool has_just_ended(const Now& now) const {
    return state_ == LessonState::kEnded && entered_within(kStopSettles, now);
  }
  // Nothing comes of it by itself any more. (One that was missed may be to come after all.)
  bool is_done_with() const {
    return (state_ == LessonState::kEnded || state_ == LessonState::kCancelled) && !leave_due_;
  }

  // Of one that is stopping: the stop goes on being sent. One that an earlier process left is too old at last.
  bool is_stop_sent(const Now& now, const CourseContext& context) const {
    return !from_journal_ || !is_outbox_over(now, context);
  }

  // Of a boot that was `up_for` ago: it was due before that, as the clock has it now,
  bool was_due(Milliseconds up_for, const Now& now) const { return now.utc - lesson_.key.start_utc > up_for; }
  // and whether a start of before it may have been heard, judged afresh.
  void recall(Milliseconds up_for, const Now& now);
  // The transition that time alone makes due. Evaluated afresh at each wake, so clock steps fire nothing twice.
  std::optional<Cause> due(const Now& now, const CourseContext& context) const;
  // Takes a transition of the table; false: the table has no such row.
  bool apply(Cause cause, const Now& now, const CourseContext& context, Effects& out);
  // Sends what is due on both lanes.
  void act(const Now& now, const CourseContext& context, Effects& out);
  // Takes the answer to an ask of this course; false: it is not this course's, or no longer awaited.
  bool answered(std::uint32_t id, const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out);
  // The next instant (mono) at which due() or act() may have something; kNever when nothing can.
  Milliseconds deadline(const Now& now, const CourseContext& context) const;

  // A person asks for it once more, of one in progress.
  void insist() {
    from_journal_ = false;
    by_press_ = by_press_ || state_ == LessonState::kStarting;
  }
  // The network may be back: an action that it failed is tried at once, and its backoff begins anew.
  void link_up(const Now& now);

  // The teacher's stop. `at_once`: nothing is held back.
  void stop(bool at_once, const Now& now, const CourseContext& context, Effects& out);
  // Moves the end; asks the vendor first where it can be told.
  void extend(Milliseconds end_utc, const Now& now, const CourseContext& context, Effects& out);

  // Somebody says, in a callback, what the room is now: it is looked at.
  void reported(RoomState room, const Now& now, const CourseContext& context);

  // The schedule names this lesson (again), perhaps with a new end or title.
  void refresh(const Lesson& lesson, const Now& now, const CourseContext& context, Effects& out);
  // The schedule dropped it. A lesson that is (or may be) live goes on.
  void drop(const Now& now, const CourseContext& context, Effects& out);

  // A lesson without a plan: it lasts `length` from now on, whatever becomes of the wall clock.
  void last(Milliseconds length, const Now& now) { until_ = now.mono + length; }
  // Brings the end of such a lesson back to where it is when the wall clock was set meanwhile.
  void follow_clock(const Now& now, Effects& out);
  // Of such a lesson: nothing is left of it, extensions included, whatever the wall clock says.
  bool has_lasted(const Now& now) const { return until_ != 0 && now.mono >= until_ + end_utc_ - lesson_.end_utc; }

  Record record() const;

 private:
  struct Lane {
    bool in_flight = false;
    std::uint32_t id = 0;
    Operation operation = Operation::kReadState;
    Milliseconds due = kNever;  // mono
    Milliseconds asked = 0;     // mono
    int failures = 0;
  };

  bool is_kept_alive() const;
  bool may_start(const Now& now) const;
  bool needs_look(const CourseContext& context) const { return unknown_ || !context.can.start; }
  bool reads_before_start(const Now& now, const CourseContext& context) const;
  bool look_holds_up_start(const CourseContext& context) const;
  bool look_is_owed(const Now& now, const CourseContext& context) const;
  bool has_little_left(const Now& now) const;
  bool is_too_late(const Now& now) const;
  bool has_run_over(const Now& now) const;
  static Milliseconds outbox(const CourseContext& context);
  bool is_outbox_over(const Now& now, const CourseContext& context) const;
  Milliseconds ending_from() const;
  std::optional<Operation> next_action(const Now& now, const CourseContext& context) const;
  std::optional<Operation> next_report() const;
  void ask(Lane& lane, Operation operation, const Now& now, const CourseContext& context, Effects& out);
  void enter(LessonState state, const Now& now, const CourseContext& context);
  Milliseconds next_watch(const Now& now) const;
  void prepare_stop(const Now& now);
  void set_end(Milliseconds end_utc, const Now& now, const CourseContext& context, Effects& out);

  void action_answered(Operation operation, const Outcome& outcome, const Now& now, const CourseContext& context,
                       Effects& out);
  void state_read(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out);
  void start_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out);
  void stop_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out);
  void extend_answered(const Outcome& outcome, const Now& now, const CourseContext& context, Effects& out);
  void report_answered(Operation operation, const Outcome& outcome, const Now& now, const CourseContext& context,
                       Effects& out);
  void seen_live_at(const Now& now);
  bool is_adopted_early(const Now& now) const;
  int not_live_believed(RoomState room, const Now& now, const CourseContext& context) const;
  void watch(RoomState room, const Now& now, const CourseContext& context, Effects& out);
  Milliseconds pause(const Outcome& outcome, const Now& now, const CourseContext& context);

  Lesson lesson_;
  LessonState state_ = LessonState::kPlanned;
  Cause cause_ = Cause::kReturned;
  Milliseconds end_utc_;            // With extensions.
  Milliseconds vendor_end_utc_;     // The end the schedule named last.
  Milliseconds extended_at_ = 0;    // mono; schedule reads just after an extension may be older than it.
  Milliseconds extend_to_ = 0;      // The end being asked for,
  Milliseconds asked_end_utc_ = 0;  // and the one asked for last: what came of it may not be known.
  Milliseconds live_before_ = 0;        // in an earlier run
  Milliseconds live_since_ = 0;         // mono; 0: not live in this run
  Milliseconds entered_state_ = 0;      // mono; 0: before a restart
  Milliseconds entered_state_utc_ = 0;  // What the wall clock said then.
  Milliseconds until_ = 0;              // mono; the end of a lesson without a plan; 0: it has one
  Milliseconds held_until_ = 0;         // mono; the stop is not sent before, and the room is kept alive until then
  Milliseconds next_heartbeat_ = 0;     // mono
  Milliseconds read_at_ = 0;            // mono; 0: not read yet.
  Milliseconds looked_ = 0;             // mono; when a look was last sent.
  Milliseconds last_look_before_ = kReadBeforeStart;  // T; spread a little.
  RoomState room_ = RoomState::kUnread;
  Fault fault_;
  Lane action_;
  Lane report_;
  int not_live_ = 0;      // Reads in a row that say a live room is not live, or that one to be begun is over.
  int looks_failed_ = 0;  // Reads in a row, since the state began, that failed or say nothing of the room.
  int looks_empty_ = 0;   // Those that were answered, and say nothing of it.
  bool by_press_ = false;
  bool dropped_ = false;
  bool seen_late_ = false;     // Armed only after T.
  bool untold_ = false;        // A start may have been sent before this boot that no record tells of, and no look.
  bool start_sent_ = false;    // A start may have reached the vendor.
  bool was_live_ = false;      // Confirmed live at some time, in this run or before a restart.
  bool seen_live_ = false;     // Read back as live since the last start.
  Milliseconds last_live_utc_ = 0;
  bool unknown_ = false;       // An outcome is unknown: read the state before sending anything.
  bool is_named_ = true;       // See is_named().
  bool from_journal_ = false;  // The state was entered before a restart.
  bool present_ = false;       // kEnter was confirmed.
  bool enter_turn_ = false;    // The next report is kEnter, not a heartbeat.
  bool leave_due_ = false;
  bool waits_for_person_ = false;
  bool extension_refused_ = false;
  bool look_due_ = false;  // A callback told of the room: the next action is a look.
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_COURSE_H_
