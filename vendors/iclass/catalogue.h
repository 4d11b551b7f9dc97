#ifndef CLASSBELL_VENDORS_ICLASS_CATALOGUE_H_
#define CLASSBELL_VENDORS_ICLASS_CATALOGUE_H_

#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// iclass's document (vendor-docs/iclass.md, sections 1.1 to 3.4) as rows, in its order.
namespace classbell::vendors::iclass {

// What the session calls by itself.
inline constexpr std::string_view kClassModify = "class/modify";  // 1.3
inline constexpr std::string_view kClassInfo = "class/info";      // 1.4
inline constexpr std::string_view kClassList = "class/list";      // 1.5

// The 14 interfaces. Static storage: never freed, safe from any thread.
Span<const Endpoint> endpoints();

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_CATALOGUE_H_
