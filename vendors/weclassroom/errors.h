#ifndef CLASSBELL_VENDORS_WECLASSROOM_ERRORS_H_
#define CLASSBELL_VENDORS_WECLASSROOM_ERRORS_H_

#include "core/span.h"
#include "vendors/endpoint.h"

// The codes an answer's `error_code` may have (API 34: `code`): weclassroom.md, 表4. Some answers have `status` only:
// 1 success, 0 failure.
namespace classbell::vendors::weclassroom {

// Ascending by code, each code once. Static storage: never freed, safe from any thread.
Span<const ErrorRow> errors();

}  // namespace classbell::vendors::weclassroom

#endif  // CLASSBELL_VENDORS_WECLASSROOM_ERRORS_H_
