// The 41 interfaces: path below /WebAPI/, handler, parameters beside token and app_id, `result` as a string.
#include <array>

#include "cvclass.h"

namespace cloud::cvclass {
namespace {

constexpr char kRoom[] =
    "serial roomname starttime endtime chairmanpwd assistantpwd patrolpwd passwordrequired confuserpwd videotype "
    "videoframerate autoopenav sharedesk sharemedia maxvideo recorder_switch multi_camera grouproom fatherroomid "
    "roomlayout skinid";

}  // namespace

const CvClass::Endpoint* CvClass::find_endpoint(const std::string& path) {
  using C = CvClass;
  static const std::array<Endpoint, 41> kEndpoints{{
      {"CreateRoom", &C::create_room, kRoom + 7, false},                                        // 1.1.1, no serial
      {"ModifyRoom", &C::modify_room, kRoom, false},                                            // 1.1.2
      {"DeleteRoom", &C::delete_room, "serial", false},                                         // 1.1.3
      {"GetRoomList", &C::get_room_list, "timetype page room_type", false},                     // 1.1.4
      {"GetRoomByTime", &C::get_room_by_time, "starttime endtime page room_type", false},       // 1.1.5
      {"GetRoomInfo", &C::get_room_info, "serial", false},                                      // 1.1.6
      {"UploadFile", nullptr, "", false},                                                       // 1.1.7, multipart
      {"UploadFileUrl", &C::upload_file_url, "key serial fileurl name", true},                  // 1.1.8
      {"SetFileRemark", &C::set_file_remark, "remarkdata", true},                               // 1.1.9
      {"GetFileConvertStatus", &C::file_convert_status, "fileid", false},                       // 1.2.1
      {"GetFileRemark", &C::file_remark, "fileid", false},                                      // 1.2.2
      {"GetConversionFile", &C::conversion_file, "starttime endtime status page", false},       // 1.2.3
      {"v3/delete_file", &C::delete_file, "fileid_arr", false},                                 // 1.2.4
      {"BatchDeleteFile", &C::batch_delete_file, "fileid", false},                              // 1.2.5
      {"GetCompanyFileList", &C::company_files, "type page", false},                            // 1.2.6
      {"v3/room_bind_file", &C::bind_file, "serial fileid fileid_arr sort_arr", false},         // 1.2.7
      {"v3/room_unbind_file", &C::unbind_file, "serial fileid_arr", false},                     // 1.2.8
      {"GetRoomFile", &C::room_files, "serial page", false},                                    // 1.2.9
      {"Entry", nullptr, "", false},                                                            // 1.3.1, GET
      {"v3/room_control", &C::room_control, "serial state", true},                              // 1.3.2
      {"getMainClassroom", &C::main_classroom, "serial page", false},                           // 1.3.3
      {"getThemeList", &C::theme_list, "theme_type page", false},                               // 1.3.4
      {"v3/create_blacklist", &C::create_blacklist,
       "scope serial astrict_type astrict_content astrict_aging", false},                       // 1.4.1
      {"blacklist", &C::blacklist, "page", false},                                              // 1.4.2
      {"delete_blacklist", &C::delete_blacklist, "id", false},                                  // 1.4.3
      {"GetRoomOnlinenum", &C::online_num, "serial page", false},                               // 2.1.1
      {"v3/room_online_users_number", &C::online_users_number, "serial", false},                // 2.1.2
      {"GetOnlineUserInfo", &C::online_user_info, "serial page", false},                        // 2.1.3
      {"GetUserGift", &C::user_gift, "serial userid page", false},                              // 2.1.4
      {"GetChatList", &C::chat_list, "serial starttime endtime page", false},                   // 2.1.5
      {"getAnswerRecord", &C::answer_record, "serial starttime endtime", false},                // 2.1.6
      {"GetRaiseHands", &C::raise_hands, "serial recordtitle", false},                          // 2.1.7
      {"GetNetworkEquipment", &C::network_equipment, "serial", false},                          // 2.1.8
      {"GetEquipment", &C::equipment, "serial", false},                                         // 2.1.9
      {"RoomStatus", &C::room_status, "serial start_time end_time", false},                     // 2.2.1
      {"GetLoginInfo", &C::login_info, "serial page starttime endtime", false},                 // 3.1.1
      {"GetRoomUserInfo", &C::room_user_info, "serial", false},                                 // 3.1.2
      {"GetRecordList", &C::record_list, "serial starttime endtime page", false},               // 3.1.3
      {"CleanLeaveScreenMedia", &C::clean_media, "serial recordtitle", false},                  // 3.1.4
      {"BatchDeleteRecord", &C::batch_delete_record, "recordtype starttime endtime", false},    // 3.1.5
      {"getStorageUsage", &C::storage_usage, "serial page", false},                             // 3.1.6
  }};
  for (const Endpoint& endpoint : kEndpoints) {
    if (path == endpoint.path) return &endpoint;
  }
  return nullptr;
}

}  // namespace cloud::cvclass
