#ifndef CLASSBELL_TESTS_SIMULATION_PLAN_H_
#define CLASSBELL_TESTS_SIMULATION_PLAN_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "core/time.h"

namespace classbell::simulation {

inline constexpr std::size_t kNoTwin = SIZE_MAX;

// One lesson as its vendor's people planned it, and what they and the teacher did to it since. Times are true UTC;
// 0: never.
struct Planned {
  std::string vendor;
  std::string source;
  std::string room;
  Milliseconds start_utc = 0;
  Milliseconds end_utc = 0;
  Milliseconds known_since = 0;  // Put into the schedule, or changed last.
  Milliseconds removed_at = 0;   // Out of the schedule, or moved away from this start.
  int readings = 0;              // Good ones that reached the terminal since, begun after it and before its end,
  int readings_without = 0;      // and those since it was removed that listed others.
  Milliseconds dropped_at = 0;   // The second of them.
  bool is_unlisted = false;      // A process had no saved schedule: its first reading says what there is.
  bool was_moved = false;
  Milliseconds hidden_at = 0;        // Out of the schedule before its T, while it was live: it may seem cancelled.
  bool is_hidden = false;            // Out of the schedule while it was live: it goes on.
  bool is_local = false;             // A local timetable plans it: its vendor has the room, and no times.
  bool is_manual = false;            // A hold began it, without a plan.
  bool is_holiday = false;           // It would begin on one.
  std::size_t twin = kNoTwin;        // The same lesson at another vendor.
  bool told_to_start = false;        // The vendor can be told; else a teacher begins in the page.
  Milliseconds elsewhere_since = 0;  // Started or stopped by somebody else.
  bool stopped_elsewhere = false;
  Milliseconds tried_at = 0;  // Ended by who had tried it in its page, before its time.
  bool tried_unwritten = false;  // The power went before that was on the disk.
  bool spoiled = false;   // Ended early by a clock that was wrong and trusted.
  bool by_hand = false;   // Somebody pressed or typed for it.
  bool latched = false;   // The teacher stopped it.
  bool over_due = false;  // It was asked whether it is over,
  bool over_judged = false;  // and judged.
  bool overlaps = false;  // Another lesson of this terminal has the room at its start.
  int starts_allowed = 1;
  int starts = 0;               // Effective, by the terminal.
  Milliseconds last_start = 0;  // Asked for,
  Milliseconds last_stop = 0;
  Milliseconds starting_since = 0;
  Milliseconds stopping_since = 0;
  Milliseconds last_asked = 0;  // and whatever was asked for last.
  Milliseconds held_at = 0;     // A hold stopped it while it was live; 0: none, or it was taken back.
  Milliseconds last_beat = 0;   // Heartbeat or look that was answered well.

  Milliseconds gone_at() const { return std::max(removed_at, hidden_at); }  // From then on no reading lists it.
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_PLAN_H_
