#ifndef CLASSBELL_CORE_LIFE_H_
#define CLASSBELL_CORE_LIFE_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// A lesson's whole life in one table.
namespace classbell {

enum class LessonState : std::uint8_t {
  kPlanned,    // It is in the schedule.
  kOpening,    // The entry URL is in the browser.
  kArmed,      // The intent is in the journal; the connection is warm.
  kStarting,   // The start is being asked for.
  kLive,       // The vendor confirmed.
  kEnding,     // Near its end: visible cue; a press extends.
  kStopping,   // The stop is being asked for, or held back while the teacher may take it back.
  kEnded,
  kMissed,
  kCancelled,
};
inline constexpr std::size_t kLessonStates = 10;

enum class Cause : std::uint8_t {
  kOpenDue,      // T - open_before
  kArmDue,       // T - 60 s
  kStartDue,     // T, and nothing stands in the way
  kPressed,      // Somebody asked for the start.
  kConfirmed,    // The vendor carried out what was asked.
  kFoundLive,    // Read back, or started elsewhere.
  kNeverBegan,   // A start was confirmed, or perhaps heard; the vendor says that the room has never been live.
  kEndNear,      // E - 5 min
  kExtended,     // The end has moved away again.
  kEndDue,       // E
  kStopAsked,    // The teacher's stop.
  kTakenBack,    // A press within 10 s of it.
  kFoundIdle,    // The room is not live (any more).
  kWithdrawn,    // Stopped before anything was sent.
  kGivenUp,      // A day of stops without an answer, or the next lesson has the room.
  kWindowOver,   // E came, and it never was live.
  kTooLate,      // First seen with too little left of it.
  kDropped,      // Out of the schedule: two good polls without it, or moved.
  kHoliday,      // It would begin on a holiday.
  kReturned,     // In the schedule again, or its time is still to come: the clock was set back, its end was moved, or
                 // the class that was found live before T is over.
};

struct Transition {
  LessonState from;
  Cause cause;
  LessonState to;
};

// Unlisted pairs leave the state alone.
inline constexpr std::array kTransitions{
    Transition{LessonState::kPlanned, Cause::kOpenDue, LessonState::kOpening},
    Transition{LessonState::kPlanned, Cause::kPressed, LessonState::kStarting},
    Transition{LessonState::kPlanned, Cause::kDropped, LessonState::kCancelled},
    Transition{LessonState::kPlanned, Cause::kHoliday, LessonState::kCancelled},
    Transition{LessonState::kPlanned, Cause::kWindowOver, LessonState::kMissed},

    Transition{LessonState::kOpening, Cause::kArmDue, LessonState::kArmed},
    Transition{LessonState::kOpening, Cause::kPressed, LessonState::kStarting},
    Transition{LessonState::kOpening, Cause::kDropped, LessonState::kCancelled},
    Transition{LessonState::kOpening, Cause::kWindowOver, LessonState::kMissed},

    Transition{LessonState::kArmed, Cause::kStartDue, LessonState::kStarting},
    Transition{LessonState::kArmed, Cause::kPressed, LessonState::kStarting},
    Transition{LessonState::kArmed, Cause::kFoundLive, LessonState::kLive},
    Transition{LessonState::kArmed, Cause::kDropped, LessonState::kCancelled},
    Transition{LessonState::kArmed, Cause::kHoliday, LessonState::kCancelled},  // Configured since, with a restart.
    Transition{LessonState::kArmed, Cause::kTooLate, LessonState::kMissed},
    Transition{LessonState::kArmed, Cause::kWindowOver, LessonState::kMissed},
    Transition{LessonState::kArmed, Cause::kEndDue, LessonState::kStopping},  // Started, perhaps, before a power cut.

    Transition{LessonState::kStarting, Cause::kConfirmed, LessonState::kLive},
    Transition{LessonState::kStarting, Cause::kFoundLive, LessonState::kLive},
    Transition{LessonState::kStarting, Cause::kStopAsked, LessonState::kStopping},
    Transition{LessonState::kStarting, Cause::kEndDue, LessonState::kStopping},  // A start may yet have been heard.
    Transition{LessonState::kStarting, Cause::kFoundIdle, LessonState::kEnded},  // It was live before a power cut,
    Transition{LessonState::kStarting, Cause::kReturned, LessonState::kArmed},  // or tried in its page before its time.
    Transition{LessonState::kStarting, Cause::kDropped, LessonState::kCancelled},
    Transition{LessonState::kStarting, Cause::kWindowOver, LessonState::kMissed},

    Transition{LessonState::kLive, Cause::kEndNear, LessonState::kEnding},
    Transition{LessonState::kLive, Cause::kEndDue, LessonState::kStopping},
    Transition{LessonState::kLive, Cause::kStopAsked, LessonState::kStopping},
    Transition{LessonState::kLive, Cause::kFoundIdle, LessonState::kEnded},
    Transition{LessonState::kLive, Cause::kNeverBegan, LessonState::kStarting},
    Transition{LessonState::kLive, Cause::kReturned, LessonState::kArmed},  // Tried in its page before its time.

    Transition{LessonState::kEnding, Cause::kExtended, LessonState::kLive},
    Transition{LessonState::kEnding, Cause::kEndDue, LessonState::kStopping},
    Transition{LessonState::kEnding, Cause::kStopAsked, LessonState::kStopping},
    Transition{LessonState::kEnding, Cause::kFoundIdle, LessonState::kEnded},
    Transition{LessonState::kEnding, Cause::kNeverBegan, LessonState::kStarting},

    Transition{LessonState::kStopping, Cause::kConfirmed, LessonState::kEnded},
    Transition{LessonState::kStopping, Cause::kFoundIdle, LessonState::kEnded},
    Transition{LessonState::kStopping, Cause::kWithdrawn, LessonState::kEnded},
    Transition{LessonState::kStopping, Cause::kNeverBegan, LessonState::kMissed},
    Transition{LessonState::kStopping, Cause::kTakenBack, LessonState::kLive},
    Transition{LessonState::kStopping, Cause::kGivenUp, LessonState::kEnded},

    Transition{LessonState::kEnded, Cause::kPressed, LessonState::kStarting},
    Transition{LessonState::kMissed, Cause::kPressed, LessonState::kStarting},
    Transition{LessonState::kMissed, Cause::kReturned, LessonState::kPlanned},
    Transition{LessonState::kCancelled, Cause::kReturned, LessonState::kPlanned},
};

constexpr std::optional<LessonState> next(LessonState from, Cause cause) {
  for (const Transition& row : kTransitions) {
    if (row.from == from && row.cause == cause) return row.to;
  }
  return std::nullopt;
}

constexpr bool has_no_twin_rows() {
  for (std::size_t i = 0; i < kTransitions.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kTransitions[i].from == kTransitions[j].from && kTransitions[i].cause == kTransitions[j].cause) return false;
    }
  }
  return true;
}
static_assert(has_no_twin_rows());

// "planned", "opening", ...: the names in logs and in the status.
std::string_view state_name(LessonState state);
std::optional<LessonState> state_from_name(std::string_view name);
// "the lesson is due", ...: the reason of a transition, in English.
std::string_view cause_text(Cause cause);

constexpr bool is_over(LessonState state) {
  return state == LessonState::kEnded || state == LessonState::kMissed || state == LessonState::kCancelled;
}
// Whether the room is taken: another lesson waits for this one.
constexpr bool is_in_progress(LessonState state) {
  return state == LessonState::kStarting || state == LessonState::kLive || state == LessonState::kEnding;
}
constexpr bool has_begun(LessonState state) {
  return is_in_progress(state) || state == LessonState::kStopping || state == LessonState::kEnded;
}

}  // namespace classbell

#endif  // CLASSBELL_CORE_LIFE_H_
