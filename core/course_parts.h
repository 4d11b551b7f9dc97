#ifndef CLASSBELL_CORE_COURSE_PARTS_H_
#define CLASSBELL_CORE_COURSE_PARTS_H_

#include <algorithm>

#include "core/life.h"
#include "core/time.h"

// What course.cc (what becomes of it), course_asks.cc (what is sent) and course_answers.cc (what came of that) share.
namespace classbell {

inline constexpr Milliseconds kRefusedPause = 5 * kSecond;
inline constexpr Milliseconds kLeavePatience = 300;  // A stop waits this long for the report that comes before it.
inline constexpr Milliseconds kExtensionSettles = 20 * kSecond;
inline constexpr Milliseconds kLookEvery = kSecond;  // However often a vendor tells of a change by itself.
inline constexpr int kReadsGivenUp = 3;  // A first start is not held up for ever by a state that cannot be read.
// How often in a row a room that ought to be live must be said not to be.
inline constexpr int kNotLiveBelieved = 2;
inline constexpr int kUnseenBelieved = 5;   // Of a class just begun: what is told of the room may lag behind.
inline constexpr int kPauseBelieved = 20;   // A minute in which a teacher's page may be reloaded and begin it again.
inline constexpr int kExtendAttempts = 3;

// When, in the monotonic clock, the wall clock will show `utc`.
inline Milliseconds mono_of(Milliseconds utc, const Now& now) {
  return now.mono + std::max<Milliseconds>(0, utc - now.utc);
}

inline bool is_watched(LessonState state) { return state == LessonState::kLive || state == LessonState::kEnding; }

}  // namespace classbell

#endif  // CLASSBELL_CORE_COURSE_PARTS_H_
