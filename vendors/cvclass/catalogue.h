#ifndef CLASSBELL_VENDORS_CVCLASS_CATALOGUE_H_
#define CLASSBELL_VENDORS_CVCLASS_CATALOGUE_H_

#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// cvclass's document (vendor-docs/cvclass.txt, sections 1.1.1 to 3.1.6) as rows, in its order.
namespace classbell::vendors::cvclass {

// What the session calls by itself, or answers in a way of its own.
inline constexpr std::string_view kModifyRoom = "ModifyRoom";                  // 1.1.2
inline constexpr std::string_view kGetRoomByTime = "GetRoomByTime";            // 1.1.5
inline constexpr std::string_view kGetRoomInfo = "GetRoomInfo";                // 1.1.6
inline constexpr std::string_view kGetFileRemark = "GetFileRemark";            // 1.2.2
inline constexpr std::string_view kGetCompanyFileList = "GetCompanyFileList";  // 1.2.6
inline constexpr std::string_view kEntry = "Entry";                            // 1.3.1
inline constexpr std::string_view kRoomControl = "room_control";               // 1.3.2
inline constexpr std::string_view kGetEquipment = "GetEquipment";              // 2.1.9
inline constexpr std::string_view kRoomStatus = "RoomStatus";                  // 2.2.1

// The 41 interfaces. Static storage: never freed, safe from any thread.
Span<const Endpoint> endpoints();

}  // namespace classbell::vendors::cvclass

#endif  // CLASSBELL_VENDORS_CVCLASS_CATALOGUE_H_
