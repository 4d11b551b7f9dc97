#ifndef CLASSBELL_VENDORS_DATE_TEXT_H_
#define CLASSBELL_VENDORS_DATE_TEXT_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/zone.h"

// Dates as vendors write them, in the source's zone.
namespace classbell::vendors {

enum class DateForm { kDay, kMinute, kSecond };  // "2026-03-18", "2026-03-18 12:20", "2026-03-18 12:20:00"

std::string date_text(Milliseconds utc, const Zone& zone, DateForm form);

// Any of the three, one-digit months and the like too. nullopt: it is none.
std::optional<Milliseconds> parse_date(std::string_view text, const Zone& zone);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_DATE_TEXT_H_
