#ifndef CLASSBELL_CORE_LESSON_H_
#define CLASSBELL_CORE_LESSON_H_

#include "core/limits.h"
#include "core/text.h"
#include "core/time.h"

namespace classbell {

// What makes a lesson this lesson: the account it is planned at, the vendor's id, the planned start.
struct LessonKey {
  Text<kSourceNameBytes> source;
  Text<kVendorIdBytes> id;
  Milliseconds start_utc = 0;  // 0: a room without a plan, which only lends what is known of it to the timetable.

  friend bool operator==(const LessonKey& a, const LessonKey& b) {
    return a.start_utc == b.start_utc && a.id == b.id && a.source == b.source;
  }
};

// One planned class in this room, as its vendor (or the local timetable) plans it.
struct Lesson {
  LessonKey key;
  Milliseconds end_utc = 0;
  Text<kTitleBytes> title;        // Untrusted: control characters are taken out by the vendor session.
  Text<kTeacherBytes> teacher;
  Text<kVendorIdBytes> room;      // The vendor's room number: what start, stop and heartbeats name.
  Text<kVendorIdBytes> group;     // sxb's IM group; empty elsewhere.
  Text<kPasswordBytes> password;  // Entry password of the configured role. A secret: never logged or shown.
  Text<kPasswordBytes> student_password;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_LESSON_H_
