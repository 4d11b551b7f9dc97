#ifndef CLASSBELL_VENDORS_ICLASS_ERRORS_H_
#define CLASSBELL_VENDORS_ICLASS_ERRORS_H_

#include "core/span.h"
#include "vendors/endpoint.h"

// The codes an answer's `error_code` may have: iclass.md has no table of them, only "0-成功/ 非0-失败". An answer with
// another number failed for a reason that only its `error_msg` tells.
namespace classbell::vendors::iclass {

// Ascending by code, each code once. Static storage: never freed, safe from any thread.
Span<const ErrorRow> errors();

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_ERRORS_H_
