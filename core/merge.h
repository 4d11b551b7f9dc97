#ifndef CLASSBELL_CORE_MERGE_H_
#define CLASSBELL_CORE_MERGE_H_

#include <algorithm>
#include <vector>

#include "core/lesson.h"
#include "core/span.h"

// Which two lessons are one, and several sources merged: what the running terminal and the schedule command share.
namespace classbell {

inline bool is_at_same_start(const Lesson& held, const Lesson& lesson) {
  return held.key.source != lesson.key.source && held.key.start_utc == lesson.key.start_utc;
}

inline bool is_at_same_time(const Lesson& held, const Lesson& lesson) {
  return is_at_same_start(held, lesson) && held.end_utc == lesson.end_utc;
}

// One class, whatever end either source has given it since it began.
inline bool is_same_class(const Lesson& held, const Lesson& lesson) {
  return is_at_same_start(held, lesson) && !lesson.title.empty() && held.title == lesson.title;
}

// Rule 8: an identical lesson from two sources is one lesson.
inline bool is_same_lesson(const Lesson& held, const Lesson& lesson) {
  return is_same_class(held, lesson) && held.end_utc == lesson.end_utc;
}

// Adds a source's lessons to `merged`, which keeps its order by start: those in `rooms`, once each. Of identical ones
// the first source's stays. Unlike a terminal it holds any number, and allocates.
inline void merge(Span<const Text<kTitleBytes>> rooms, Span<const Lesson> lessons, std::vector<Lesson>& merged) {
  const auto by_start = [](const Lesson& a, const Lesson& b) { return a.key.start_utc < b.key.start_utc; };
  for (const Lesson& lesson : lessons) {
    const bool is_planned = lesson.is_planned && lesson.key.start_utc > 0 && lesson.key.start_utc < lesson.end_utc;
    if (!is_planned || !is_of(rooms, lesson)) continue;
    const auto [first, last] = std::equal_range(merged.begin(), merged.end(), lesson, by_start);
    const bool is_there = std::any_of(
        first, last, [&](const Lesson& other) { return other.key == lesson.key || is_same_lesson(other, lesson); });
    if (!is_there) merged.insert(last, lesson);
  }
}

}  // namespace classbell

#endif  // CLASSBELL_CORE_MERGE_H_
