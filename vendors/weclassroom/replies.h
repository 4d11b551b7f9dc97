#ifndef CLASSBELL_VENDORS_WECLASSROOM_REPLIES_H_
#define CLASSBELL_VENDORS_WECLASSROOM_REPLIES_H_

#include <string_view>

// What the document's replies hold, an endpoint each, in its order: the tables' names, nested as the examples nest
// them, and those that only an example has. "a|b": the document spells one field in two ways.
namespace classbell::vendors::weclassroom {

// Courses and courseware

inline constexpr std::string_view kUserCreateReply = "status, error_code, msg; data[]: mobile, uid";
inline constexpr std::string_view kClassroomCreateReply = "status, error_code, msg, classroomId";
inline constexpr std::string_view kClassroomStudentAddReply = "status, error_code, msg, notEnterStudentIds[]";
inline constexpr std::string_view kDoneReply = "status, error_code, msg";
inline constexpr std::string_view kCoursewareUploadReply = "status, error_code, msg, coursewareId";
inline constexpr std::string_view kCoursewareListReply =
    "status, error_code, msg; data: count, page, pageSize, sumpage; "
    "data.list[]: id, filename, filesize, convert_status, type";

// Lessons

inline constexpr std::string_view kLessonCreateReply = "status, error_code, msg, data, command";
inline constexpr std::string_view kDataReply = "status, error_code, msg, data";
inline constexpr std::string_view kLessonAddDiskReply =
    "status, error_code, msg; data: notFound[], unConverted[], alreadyExist[]";
inline constexpr std::string_view kLessonAddStudentReply = "status, error_code, msg; data: notFound[], already[]";

// Queries, and changes of users

inline constexpr std::string_view kLessonGetHelpInfoReply =
    "status, error_code, msg; data[]: lesson_id, user_id, help_type, help_item_name, help_content, help_time";
inline constexpr std::string_view kLessonGetClassInfoReply =
    "status, error_code, msg; data[]: lesson_id, status, actual_start_time, actual_end_time";
inline constexpr std::string_view kLessonGetLessonStatusReply =
    "status, error_code, msg; data[]: lesson_id, status, video";
inline constexpr std::string_view kLessonInfoReply =
    "status, error_code, msg; "
    "data[]: zby_lid, status, actual_start_time, actual_end_time, teacher_name, start_time, end_time";
inline constexpr std::string_view kUserIdReply = "status, error_code, msg; data[]: uid, mobile, role";
// The table has data; the example has no data, but a key 20160401 (a day, or a user) that holds the addresses.
inline constexpr std::string_view kLessonServiceRecordReply =
    "status, error_code, msg, data, 20160401[], script_flag, scribblelog[]";
inline constexpr std::string_view kUserEditReply = "status, error_code, msg, uid";
inline constexpr std::string_view kLessonIoInfoReply =
    "status, error_code, msg; data: page, sumpage, count; "
    "data.data[]: user_id, listen_time, inout_times, u_late, u_leave";
inline constexpr std::string_view kLessonReplayUrlReply = "status, error_code, msg; data: lesson_id, name, mp4url";
inline constexpr std::string_view kLessonStudentAwardReply =
    "status, error_code, msg; data[]: user_id, award_num, lesson_id";
inline constexpr std::string_view kLessonFinishReply =
    "status, error_code, msg; data: finish, lessonNotStart, lessonOnClass, lessonExpired, total";
inline constexpr std::string_view kLessonDataQueryReply = "status, error_code, msg; data: <student id>";
inline constexpr std::string_view kLessonDataUserQueryReply = "status, error_code, msg; data[]: event_time";
inline constexpr std::string_view kLessonDataStatusReply = "status, error_code, msg; data[]: id, status";
inline constexpr std::string_view kLessonClassReply = "status, error_code, msg; data: id, name";
inline constexpr std::string_view kLessonByUserReply = "status, error_code, msg; data[]: id, lesson_id|Lesson_id";
inline constexpr std::string_view kTeacherInOutReply =
    "status, error_code|code, msg; "
    "data: teacher_id, actual_start_time, actual_end_time, listen_time, inout_times, u_late, u_leave";

}  // namespace classbell::vendors::weclassroom

#endif  // CLASSBELL_VENDORS_WECLASSROOM_REPLIES_H_
