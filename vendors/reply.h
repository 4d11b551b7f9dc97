#ifndef CLASSBELL_VENDORS_REPLY_H_
#define CLASSBELL_VENDORS_REPLY_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/span.h"
#include "vendors/session.h"

// What is the same for every vendor about an answer, and about a job's end.
namespace classbell::vendors {

struct Account;

// The end of a job whose exchange brought no answer to read: below HTTP, or a status that is not 200. nullopt: read
// the body.
std::optional<Finished> failed_exchange(const Reply& reply);

// The vendor's code in an answer, a number or a string; nullopt: there is none, or it is no int.
std::optional<int> code_in(const Value& reply, std::string_view member);

// The end of a job whose answer is not what the document says (HTML of a captive portal, a truncated reply).
Finished not_understood(std::string detail);

// The end of a job that the vendor refused with its own code. `row` may be nullptr: a code the document lacks.
Finished refused(int code, const ErrorRow* row, bool changes, std::string_view words);

Finished done();

// The end of a kEntry: where the room enters, or "" where nothing tells.
Finished entered(std::string url);

// A vendor's text fit for a log, an LCD and a journal: valid UTF-8 without control characters.
std::string clean(std::string_view text);

// A member as clean text, or as a number; "" or `fallback` where it is missing or something else.
std::string text_of(const Value& object, std::string_view key);
std::int64_t int_of(const Value& object, std::string_view key, std::int64_t fallback = 0);
// A member's elements, which stay `object`'s; nullopt where it is missing or no list.
std::optional<Span<const Value>> list_of(const Value& object, std::string_view key);

// Whether a lesson of these times (UTC) can be one: ends after it starts, within years a clock can show.
bool is_plausible(Milliseconds start_utc, Milliseconds end_utc);

// `url_template` with %r (room), %g (group) and %l (lesson's id) replaced, percent-encoded.
std::string expand(std::string_view url_template, const Lesson& lesson);

// The URL of a kEntry by the account's templates: students have one of their own, never another's page. "": students
// have none where others have. nullopt: no template has a say; the vendor's own URL, where it tells one.
std::optional<std::string> by_template(const Account& account, const Job& job);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_REPLY_H_
