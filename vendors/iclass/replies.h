#ifndef CLASSBELL_VENDORS_ICLASS_REPLIES_H_
#define CLASSBELL_VENDORS_ICLASS_REPLIES_H_

#include <string_view>

// What the document's replies hold, an endpoint each, in its order: the tables' names, nested as the examples nest
// them, and those that only an example has.
namespace classbell::vendors::iclass {

// 1. Classes

inline constexpr std::string_view kClassCreateReply = "error_code, error_msg, class_id, teacher_url, student_url";
inline constexpr std::string_view kDoneReply = "error_code, error_msg";
inline constexpr std::string_view kClassInfoReply =
    "error_code, error_msg, class_id, class_topic, class_type, class_status, teacher_id, create_time, start_time, "
    "stop_time, real_start_time, real_stop_time, member_count, chat_group_id, cmd_group_id; "
    "settings: resolution, fps, layout, record_types[]; members[]: role, user_id";
inline constexpr std::string_view kClassListReply =
    "error_code, error_msg, finish, total; "
    "list[]: class_id, class_topic, class_type, class_status, teacher_id, create_time, start_time, stop_time";

// 2. Users

inline constexpr std::string_view kUserRegisterReply =
    "error_code, error_msg, repeats[]; user_list[]: user_id, user_token";
inline constexpr std::string_view kUserTokenUpdateReply = "error_code, error_msg, user_token";
inline constexpr std::string_view kUserInfoReply =
    "error_code, error_msg; "
    "user_info: user_id, nickname, gender, avatar, role, phone_no, e_mail, regist_time, update_time";
inline constexpr std::string_view kUserListReply =
    "error_code, error_msg, finish, total; "
    "list[]: user_id, role, nickname, gender, avatar, phone_no, e_mail, regist_time, update_time";

// 3. Courseware

inline constexpr std::string_view kDocumentAddReply = "error_code, error_msg, doc_id";
inline constexpr std::string_view kDocumentInfoReply =
    "error_code, error_msg, doc_id, doc_url, doc_name, doc_ext, doc_size, doc_md5, permission, owner, upload_time, "
    "is_transcode, transcode_status, transcode_code, transcode_msg, transcode_result";
inline constexpr std::string_view kDocumentListReply =
    "error_code, error_msg, finish, total; "
    "list[]: doc_id, doc_name, doc_url, doc_ext, doc_md5, doc_size, permission, owner, upload_time, is_transcode, "
    "transcode_status, transcode_code, transcode_msg, transcode_result";

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_REPLIES_H_
