#ifndef CLASSBELL_BOARD_TIMETABLE_TEXT_H_
#define CLASSBELL_BOARD_TIMETABLE_TEXT_H_

#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/timetable.h"

namespace classbell::board {

struct TimetableLine {
  std::string source;
  TimetableRow row;
};

// `DAYS HH:MM[:SS]-HH:MM[:SS] SOURCE ROOM [TITLE]`, DAYS as mon-fri, mon,wed or daily. The error says what is wrong and
// what is allowed.
tl::expected<TimetableLine, std::string> parse_timetable_row(std::string_view name, std::string_view text);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_TIMETABLE_TEXT_H_
