#ifndef CLASSBELL_CORE_MERGE_H_
#define CLASSBELL_CORE_MERGE_H_

#include <algorithm>
#include <string_view>
#include <vector>

#include "core/lesson.h"
#include "core/span.h"

// Which lessons are this room's, and which two are one: what the running terminal and the schedule command share.
namespace classbell {

inline constexpr std::string_view kRoomByName = "name:";

// Whether `lesson` is held in one of `rooms`: room numbers, or "name:PREFIX" of its title. None: every room.
inline bool is_in_rooms(Span<const Text<kTitleBytes>> rooms, const Lesson& lesson) {
  return rooms.empty() || std::any_of(rooms.begin(), rooms.end(), [&](const Text<kTitleBytes>& room) {
           if (room.view().substr(0, kRoomByName.size()) != kRoomByName) return room.view() == lesson.room.view();
           const std::string_view prefix = room.view().substr(kRoomByName.size());
           return lesson.title.view().substr(0, prefix.size()) == prefix;
         });
}

// Rule 8: an identical lesson from two sources is one lesson. `end_utc` is where `held` ends by now.
inline bool is_same_lesson(const Lesson& held, Milliseconds end_utc, const Lesson& lesson) {
  return held.key.source != lesson.key.source && held.key.start_utc == lesson.key.start_utc &&
         end_utc == lesson.end_utc && !lesson.title.empty() && held.title == lesson.title;
}

// Adds a source's lessons to `merged`, which keeps its order by start: those in `rooms`, once each. Of identical ones
// the first source's stays. Unlike a terminal it holds any number, and allocates.
inline void merge(Span<const Text<kTitleBytes>> rooms, Span<const Lesson> lessons, std::vector<Lesson>& merged) {
  const auto by_start = [](const Lesson& a, const Lesson& b) { return a.key.start_utc < b.key.start_utc; };
  for (const Lesson& lesson : lessons) {
    const bool is_planned = lesson.key.start_utc > 0 && lesson.key.start_utc < lesson.end_utc;
    if (!is_planned || !is_in_rooms(rooms, lesson)) continue;
    const auto [first, last] = std::equal_range(merged.begin(), merged.end(), lesson, by_start);
    const bool is_there = std::any_of(first, last, [&](const Lesson& other) {
      return other.key == lesson.key || is_same_lesson(other, other.end_utc, lesson);
    });
    if (!is_there) merged.insert(last, lesson);
  }
}

}  // namespace classbell

#endif  // CLASSBELL_CORE_MERGE_H_
