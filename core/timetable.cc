#include "core/timetable.h"

namespace classbell {

void plan(Span<const TimetableRow> rows, std::string_view source, const Zone& zone, Milliseconds from_utc,
          Milliseconds to_utc, std::vector<Lesson>& out) {
  const Civil first = zone.civil(from_utc - kDay);
  const std::int64_t first_day = days_from_civil(first.year, first.month, first.day);
  const std::int64_t days = (to_utc - from_utc) / kDay + 3;
  for (std::int64_t day = first_day; day < first_day + days; ++day) {
    const Civil date = civil_from_days(day);
    for (const TimetableRow& row : rows) {
      if ((row.weekdays >> date.weekday & 1) == 0) continue;
      const auto at = [&](int seconds, bool next_day) {
        Civil civil = civil_from_days(day + (next_day ? 1 : 0));
        civil.hour = seconds / 3600;
        civil.minute = seconds / 60 % 60;
        civil.second = seconds % 60;
        return zone.instant(civil);
      };
      Lesson lesson;
      lesson.key = {source, row.room, at(row.start_s, false)};
      const bool over_midnight = row.end_s <= row.start_s;
      lesson.end_utc = at(row.end_s, over_midnight);
      // What begins where a clock is put forward can be over by that clock before: it lasts as long as on other days.
      if (lesson.end_utc <= lesson.key.start_utc)
        lesson.end_utc = lesson.key.start_utc + (row.end_s - row.start_s + (over_midnight ? 86400 : 0)) * kSecond;
      lesson.title = row.title.empty() ? row.name.view() : row.title.view();
      lesson.room = row.room;
      lesson.room_stays = true;
      if (lesson.end_utc > from_utc && lesson.key.start_utc < to_utc) out.push_back(lesson);
    }
  }
}

}  // namespace classbell
