#ifndef CLASSBELL_VENDORS_GENSEE_CATALOGUE_H_
#define CLASSBELL_VENDORS_GENSEE_CATALOGUE_H_

#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// gensee's document (vendor-docs/gensee.txt, sections 5.1 to 5.59) as rows, in its order.
namespace classbell::vendors::gensee {

// What the session calls by itself.
inline constexpr std::string_view kRoomModify = "room/modify";    // 5.2
inline constexpr std::string_view kRoomInfo = "room/info";        // 5.4
inline constexpr std::string_view kQueryStatus = "query/status";  // 5.41
inline constexpr std::string_view kRoomSync = "room/sync";        // 5.54

// The 59 interfaces. Static storage: never freed, safe from any thread.
Span<const Endpoint> endpoints();

}  // namespace classbell::vendors::gensee

#endif  // CLASSBELL_VENDORS_GENSEE_CATALOGUE_H_
