#ifndef CLASSBELL_BOARD_HOLIDAY_TEXT_H_
#define CLASSBELL_BOARD_HOLIDAY_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "core/terminal.h"
#include "core/zone.h"

namespace classbell::board {

// "2026-10-01" or "2026-10-01..2026-10-07", both days included, as people in `zone` count days. The error says what is
// allowed.
tl::expected<Holiday, std::string> parse_holiday(std::string_view text, const Zone& zone);

// "2026-10-01"; nullopt: no such day.
std::optional<Civil> parse_day(std::string_view text);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_HOLIDAY_TEXT_H_
