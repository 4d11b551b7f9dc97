#ifndef CLASSBELL_BOARD_STATUS_H_
#define CLASSBELL_BOARD_STATUS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "board/face.h"
#include "core/terminal.h"
#include "vendors/value.h"

namespace classbell::board {

// "2026-11-22T08:00:00Z"
std::string utc_text(Milliseconds utc);
// "08:00" and "2026-11-22 08:00:00" as people there read it.
std::string local_time_text(Milliseconds utc, const Zone& zone);
std::string local_date_text(Milliseconds utc, const Zone& zone);

// A lesson as the status and `schedule --json` tell it. No secrets.
vendors::Value lesson_json(const Lesson& lesson, Milliseconds end_utc, LessonState state, Cause cause, bool show_title);

struct StatusExtras {  // What the core does not know.
  std::string clock_trust;
  std::optional<Milliseconds> clock_skew;
  std::string browser;
  std::string disk;    // "" or what is wrong
  std::vector<Face::State> devices;
  std::uint64_t disk_failures = 0;  // Since the start: a card that wears out fails and recovers.
  std::uint64_t clock_steps = 0;    // Since the start, by more than a second each.
};

// `classbell status --json`: derived from the same view as the LCD and the LEDs.
vendors::Value status_json(const Terminal& terminal, const Now& now, const StatusExtras& extras);

// The same in a few lines for people.
std::string status_text(const vendors::Value& status);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_STATUS_H_
