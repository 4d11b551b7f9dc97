#ifndef CLASSBELL_VENDORS_WECLASSROOM_CATALOGUE_H_
#define CLASSBELL_VENDORS_WECLASSROOM_CATALOGUE_H_

#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// weclassroom's document (vendor-docs/weclassroom.md, API 1 to API 34 with an API 8.1) as rows, in its order.
namespace classbell::vendors::weclassroom {

// What the session calls by itself.
inline constexpr std::string_view kLessonEdit = "lesson/edit";                 // API 15
inline constexpr std::string_view kLessonsByTime = "lesson/get_class_info";    // API 17
inline constexpr std::string_view kLessonStatus = "lesson/get_lesson_status";  // API 18
inline constexpr std::string_view kLessonInfo = "lesson/info";                 // API 19
inline constexpr std::string_view kLessonDataStatus = "lessonData/status";     // API 29
inline constexpr std::string_view kLessonsByUser = "lesson/byUser";            // API 31

// The 35 interfaces. Static storage: never freed, safe from any thread.
Span<const Endpoint> endpoints();

}  // namespace classbell::vendors::weclassroom

#endif  // CLASSBELL_VENDORS_WECLASSROOM_CATALOGUE_H_
