#ifndef CLASSBELL_VENDORS_CVCLASS_ERRORS_H_
#define CLASSBELL_VENDORS_CVCLASS_ERRORS_H_

#include "core/span.h"
#include "vendors/endpoint.h"

// The codes an answer's `result` may have: cvclass.txt chapter 6, and those that stand with one interface only. Where
// one number means two things, both are said. An answer with another number is an error nobody has described.
namespace classbell::vendors::cvclass {

// Ascending by code, each code once. Static storage: never freed, safe from any thread.
Span<const ErrorRow> errors();

}  // namespace classbell::vendors::cvclass

#endif  // CLASSBELL_VENDORS_CVCLASS_ERRORS_H_
