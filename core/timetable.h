#ifndef CLASSBELL_CORE_TIMETABLE_H_
#define CLASSBELL_CORE_TIMETABLE_H_

#include <cstdint>
#include <vector>

#include "core/lesson.h"
#include "core/span.h"
#include "core/zone.h"

namespace classbell {

// A row of the local weekly timetable, in its source's zone.
struct TimetableRow {
  Text<kSourceNameBytes> name;
  std::uint8_t weekdays = 0;  // Bit 0 Sunday ... bit 6 Saturday.
  int start_s = 0;            // Seconds of the day.
  int end_s = 0;              // Up to or before start_s: the next day.
  Text<kVendorIdBytes> room;
  Text<kTitleBytes> title;
};

// Appends the lessons that `rows` plan and that touch [from_utc, to_utc).
void plan(Span<const TimetableRow> rows, std::string_view source, const Zone& zone, Milliseconds from_utc,
          Milliseconds to_utc, std::vector<Lesson>& out);

}  // namespace classbell

#endif  // CLASSBELL_CORE_TIMETABLE_H_
