#ifndef CLASSBELL_VENDORS_SXB_CATALOGUE_H_
#define CLASSBELL_VENDORS_SXB_CATALOGUE_H_

#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// sxb's document (vendor-docs/sxb.md, of 2017-08-09) as rows, in its order. Its sections have no numbers.
namespace classbell::vendors::sxb {

// What the session calls by itself.
inline constexpr std::string_view kLogin = "account/login";            // 登录
inline constexpr std::string_view kStartCourse = "live/startcourse";   // 开课
inline constexpr std::string_view kExitRoom = "live/exitroom";         // 下课
inline constexpr std::string_view kHeartbeat = "live/heartbeat";       // 心跳上报
inline constexpr std::string_view kRoomList = "live/roomlist";         // 拉取课程列表
inline constexpr std::string_view kReportMemId = "live/reportmemid";   // 上报房间成员变化

// The 18 interfaces. Static storage: never freed, safe from any thread.
Span<const Endpoint> endpoints();

}  // namespace classbell::vendors::sxb

#endif  // CLASSBELL_VENDORS_SXB_CATALOGUE_H_
