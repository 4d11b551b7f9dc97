#ifndef CLASSBELL_CORE_LESSON_H_
#define CLASSBELL_CORE_LESSON_H_

#include <algorithm>
#include <string_view>

#include "core/limits.h"
#include "core/secret.h"
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
  Text<kTitleBytes> title;  // Untrusted: control characters are taken out by the vendor session.
  Text<kTeacherBytes> teacher;
  Text<kVendorIdBytes> room;            // The vendor's room number: what start, stop and heartbeats name.
  Text<kVendorIdBytes> group;           // sxb's IM group; empty elsewhere.
  SecretText<kPasswordBytes> password;  // For entering as the configured role.
  SecretText<kPasswordBytes> student_password;
  bool is_planned = true;  // False: the vendor lists the room, which tells of a lesson known already, but plans none.
  bool is_kept = false;    // Of an earlier reading; the last one did not name it.
  bool room_stays = false;  // The timetable's: other lessons are held in the same room.

  // As the schedule on the disk tells them apart: `is_kept` is of a reading, `room_stays` of the configuration.
  friend bool operator==(const Lesson& a, const Lesson& b) {
    return a.key == b.key && a.end_utc == b.end_utc && a.title == b.title && a.teacher == b.teacher &&
           a.room == b.room && a.group == b.group && a.password == b.password &&
           a.student_password == b.student_password && a.is_planned == b.is_planned;
  }
  friend bool operator!=(const Lesson& a, const Lesson& b) { return !(a == b); }
};

// Whether a lesson is of one of `rooms`, each a room number or "name:PREFIX" of the title. None named: every one is.
template <class Rooms>
bool is_of(const Rooms& rooms, const Lesson& lesson) {
  constexpr std::string_view kByName = "name:";
  if (rooms.empty()) return true;
  return std::any_of(rooms.begin(), rooms.end(), [&](const auto& named) {
    const std::string_view room = named;
    if (room.substr(0, kByName.size()) != kByName) return room == lesson.room.view();
    const std::string_view prefix = room.substr(kByName.size());
    return lesson.title.view().substr(0, prefix.size()) == prefix;
  });
}

}  // namespace classbell

#endif  // CLASSBELL_CORE_LESSON_H_
