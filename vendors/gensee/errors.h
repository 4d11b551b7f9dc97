#ifndef CLASSBELL_VENDORS_GENSEE_ERRORS_H_
#define CLASSBELL_VENDORS_GENSEE_ERRORS_H_

#include "core/span.h"
#include "vendors/endpoint.h"

// The codes an answer's outermost `code` may have: gensee.txt, 3.5. Deeper in an answer `code` is something else.
namespace classbell::vendors::gensee {

// Ascending by code, each code once. Static storage: never freed, safe from any thread.
Span<const ErrorRow> errors();

}  // namespace classbell::vendors::gensee

#endif  // CLASSBELL_VENDORS_GENSEE_ERRORS_H_
