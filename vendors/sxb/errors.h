#ifndef CLASSBELL_VENDORS_SXB_ERRORS_H_
#define CLASSBELL_VENDORS_SXB_ERRORS_H_

#include "core/span.h"
#include "vendors/endpoint.h"

// The codes an answer's `errorCode` may have: sxb.md, 错误码.
namespace classbell::vendors::sxb {

// Ascending by code, each code once. Static storage: never freed, safe from any thread.
Span<const ErrorRow> errors();

}  // namespace classbell::vendors::sxb

#endif  // CLASSBELL_VENDORS_SXB_ERRORS_H_
