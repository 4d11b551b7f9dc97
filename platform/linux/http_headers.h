#ifndef CLASSBELL_PLATFORM_LINUX_HTTP_HEADERS_H_
#define CLASSBELL_PLATFORM_LINUX_HTTP_HEADERS_H_

#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

// The headers of a reply that count. Whatever a server sends, these fail by saying nothing.
namespace classbell::platform {

// The value of `line` if it is the header `name` (in small letters, with its colon), without the blanks around it.
std::optional<std::string> header_value(std::string_view line, std::string_view name);

// An HTTP date, UTC; nullopt: it is none, or before 1970.
std::optional<Milliseconds> http_date(const std::string& text);

// RFC 9110 10.2.3: seconds, or a date, which is by the server's clock and so measured from its Date, or else from this
// machine's clock. 0 to 1 h.
Milliseconds retry_after(const std::string& text, std::optional<Milliseconds> date_utc);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_HTTP_HEADERS_H_
