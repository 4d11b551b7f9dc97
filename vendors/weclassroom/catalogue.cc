#include "vendors/weclassroom/catalogue.h"

#include <cstdint>
#include <iterator>

#include "vendors/weclassroom/replies.h"

// One array per interface: the two that travel (表2), then what signMsg holds, in the order of the document's table.
// Needs, types and values that the document leaves open or contradicts are explained in README.md.
namespace classbell::vendors::weclassroom {
namespace {

constexpr Limits kYesNo = one_of("0|1");
constexpr Limits kOneOrTwo = one_of("1|2");
constexpr Limits kSome = length(1, INT64_MAX);  // Not empty.
constexpr Limits kJson = json_list(1, INT64_MAX);
constexpr Limits kMinute = dates(16, 16);     // 2018-03-16 12:00
constexpr Limits kAnyMoment = dates(14, 19);  // 2018-3-6 12:00 to 2018-03-16 12:13:27
constexpr Limits kMoment = dates(17, 19);     // 2018-3-6 12:13:27
constexpr Limits kEvents = one_of("onstage|handup|reward|toggle_mic_on|toggle_mic_off|reward_all");

// The only two that travel: all others are inside signMsg.
constexpr Parameter kApplicationId = configured("applicationID", Type::kString, "The partner's id at the vendor");
constexpr Parameter kSignMsg = computed("signMsg", Type::kString,
    "The parameters, serialised, encrypted and signed with the secret (接口规范)");

constexpr Parameter kClassroomId = required("classroomId", Type::kInt, "Course id");
constexpr Parameter kLessonId = required("lessonId", Type::kInt, "Lesson id");
constexpr Parameter kTeacherId = required("teacherId", Type::kInt, "The teacher's user id");
constexpr Parameter kGenre = required("genre", Type::kInt, "Kind of lesson: 0 real, 1 test", kYesNo);

// Courses and courseware: API 1 to API 7

constexpr Parameter kUserCreateParameters[] = {
    kApplicationId, kSignMsg,
    required("userData", Type::kList,
             "Up to 50 users, each with userPhone, userName, userType (1 student, 2 teacher), userGender (1 male, "
             "2 female)", length(1, 50)),
};

constexpr Parameter kClassroomCreateParameters[] = {
    kApplicationId, kSignMsg, kTeacherId,
    required("className", Type::kString, "Name of the course, up to 20 characters", length(1, 20)),
    required("category", Type::kInt, "Kind: 0 one to one, 1 big class with a password, 2 big class, 7 small class",
             one_of("0|1|2|7")),
    optional("smallRoutine", Type::kInt, "Watched in WeChat, for category 1: 0 no, 1 yes", kYesNo),
    required_if("smallRoutine=1", "classFrontCoverUrl", Type::kString, "Address of the cover picture, readable by all"),
    required_if("smallRoutine=1", "classInfo", Type::kString, "Text about the course on its first page"),
    required_if("smallRoutine=1", "collectInfo", Type::kInt, "Ask students for their data: 0 no, 1 yes (default)",
                kYesNo),
    optional("QRCodeImgUrl", Type::kString,
             "Address of the service's QR code, readable by all; with smallRoutine=1"),
    optional("teacherIntro", Type::kString, "Text about the teacher on the first page; with smallRoutine=1"),
    optional("needLianMai", Type::kInt, "Students may speak in a big class, category 1: 0 no (default), 1 yes", kYesNo),
    optional("parentSupervise", Type::kInt, "Parents may listen, category 0 and 7: 0 no, 1 yes", kYesNo),
    optional("isReplay", Type::kInt, "Replay: 0 no, 1 yes", kYesNo),
    optional("replayDuration", Type::kInt, "How long the replay is kept, such as 365; the unit is not said"),
};

constexpr Parameter kClassroomStudentAddParameters[] = {
    kApplicationId, kSignMsg, kClassroomId,
    required("studentId", Type::kString, "Up to 50 student ids, JSON in a string: [1234,3456]", json_list(1, 50)),
};

constexpr Parameter kClassroomCoursewareAddParameters[] = {
    kApplicationId, kSignMsg, kClassroomId,
    required("coursewareIds", Type::kString, "Courseware ids, JSON in a string: [1234,3456]", kJson),
};

constexpr Parameter kClassroomDeleteParameters[] = {kApplicationId, kSignMsg, kClassroomId};

constexpr Parameter kCoursewareUploadParameters[] = {
    kApplicationId, kSignMsg,
    required("filename", Type::kString, "Name of the file; its extension must be the file's true one", kSome),
    required("filesize", Type::kInt, "Size in bytes, up to 50 MB", range(0, std::int64_t{50} << 20)),
    required("coursewareUrl", Type::kString, "Address of the file, readable by all", kSome),
    required("type", Type::kInt, "Kind: 1 ppt, 2 an ordinary URL, 3 pdf, 4 word; all but 2: one upload in 30 s",
             one_of("1|2|3|4")),
    optional("covt", Type::kInt, "Convert audio and video: 0 no, 1 yes", kYesNo),
};

constexpr Parameter kCoursewareListParameters[] = {
    kApplicationId, kSignMsg,
    required("page", Type::kInt, "Page, from 1", range(1, INT64_MAX)),
    required("pageSize", Type::kInt, "How many a page", range(1, INT64_MAX)),
};

// Lessons: API 8 to API 15

constexpr Parameter kLessonCreateParameters[] = {
    kApplicationId, kSignMsg, kClassroomId,
    required("startTime", Type::kString, "Planned begin, as 2018-03-16 12:00", kMinute),
    required("endTime", Type::kString, "Planned end, as 2018-03-16 13:00", kMinute),
    kGenre,
    optional("teacherId", Type::kInt, "The teacher's user id (default the course's teacher)"),
    optional("lessonName", Type::kString, "Name of the lesson (default the course's name and a number)"),
    optional("is_replay", Type::kInt, "Replay: 0 no, 1 yes", kYesNo),
    optional("replay_duration", Type::kInt, "How long the replay is kept (default the organisation's setting)"),
};

constexpr Parameter kLessonMultiCreateParameters[] = {
    kApplicationId, kSignMsg, kClassroomId,
    required("dataInfo", Type::kString,
             "The lessons, JSON in a string: a list, each with createDate (2018-10-18), startTime (09:00), endTime "
             "(10:30) and optionally lessonName", kJson),
    kGenre,
    optional("teacherId", Type::kInt, "The teacher's user id (default the course's teacher)"),
};

constexpr Parameter kLessonDeleteParameters[] = {kApplicationId, kSignMsg, kLessonId};

constexpr Parameter kLessonAddDiskParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    required("diskId", Type::kString, "Courseware ids, JSON in a string: [234,235]", kJson),
};

constexpr Parameter kLessonDeleteDiskParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    required("diskId", Type::kInt, "Courseware id, one a call"),
};

constexpr Parameter kLessonAddStudentParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    required("studentId", Type::kString, "Student ids, JSON in a string: [23235,234237]", kJson),
};

constexpr Parameter kLessonDeleteStudentParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    required("studentId", Type::kInt, "Student id, one a call"),
};

constexpr Parameter kLessonChangeTeacherParameters[] = {kApplicationId, kSignMsg, kLessonId, kTeacherId};

constexpr Parameter kLessonEditParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    optional("newName", Type::kString, "New name, up to 50 characters", length(0, 50)),
    required_if("endTime", "startTime", Type::kString, "New begin, as 2018-03-18 12:20; only with endTime", kMinute),
    required_if("startTime", "endTime", Type::kString, "New end, as 2018-03-18 12:30; only with startTime", kMinute),
    optional("parentSupervise", Type::kInt, "Parents may listen, course category 0 and 7: 0 no, 1 yes", kYesNo),
    optional("collectInfo", Type::kInt, "Ask students for their data, in a course for WeChat: 0 no, 1 yes", kYesNo),
};

// Records and states: API 16 to API 34

constexpr Parameter kLessonGetHelpInfoParameters[] = {
    kApplicationId, kSignMsg,
    required("start_time", Type::kString, "Begin of the period, as 2018-03-16 12:13:27 or 2018-03-16 12:13",
             kAnyMoment),
    required("end_time", Type::kString, "End of the period, as 2018-03-16 13:13:27 or 2018-03-16 13:13", kAnyMoment),
};

constexpr Parameter kLessonGetClassInfoParameters[] = {
    kApplicationId, kSignMsg,
    required("start_time", Type::kString, "Begin of the period, as 2018-03-16 12:13:27", kMoment),
    required("end_time", Type::kString, "End of the period, as 2018-03-16 13:13:27", kMoment),
};

constexpr Parameter kLessonGetLessonStatusParameters[] = {
    kApplicationId, kSignMsg,
    required("lesson_id", Type::kList, "Lesson ids: lesson_id[0]=.. and so on", kSome),
};

constexpr Parameter kLessonInfoParameters[] = {
    kApplicationId, kSignMsg,
    required("lessonId", Type::kList, "Up to 100 lesson ids: lessonId[0]=.. and so on", length(1, 100)),
};

constexpr Parameter kUserIdParameters[] = {
    kApplicationId, kSignMsg,
    required("mobile", Type::kList, "Phone numbers: mobile[0]=.. and so on", kSome),
};

constexpr Parameter kLessonServiceRecordParameters[] = {
    kApplicationId, kSignMsg,
    required("lesson_id", Type::kInt, "Lesson id"),
    required("user_id", Type::kInt, "User id of the teacher or a student"),
};

constexpr Parameter kUserEditParameters[] = {
    kApplicationId, kSignMsg,
    required("newMobile", Type::kInt, "The user's new phone number"),
    required("oldMobile", Type::kInt, "The user's old phone number"),
};

constexpr Parameter kLessonIoInfoParameters[] = {
    kApplicationId, kSignMsg, kLessonId,
    optional("page", Type::kInt, "Page, from 1 (default; 0 means 1 too), 40 rows each", range(0, INT64_MAX)),
};

constexpr Parameter kLessonReplayUrlParameters[] = {
    kApplicationId, kSignMsg,
    required("lessonId", Type::kString, "Lesson id; a string here", kSome),
};

constexpr Parameter kLessonStudentAwardParameters[] = {
    kApplicationId, kSignMsg,
    required("lessonIds", Type::kList, "Lesson ids: lessonIds[0]=.. and so on", kSome),
};

constexpr Parameter kLessonFinishParameters[] = {kApplicationId, kSignMsg, kClassroomId};

constexpr Parameter kLid = required("lid", Type::kInt, "Lesson id");
constexpr Parameter kEventType = required("event_type", Type::kString,
    "Event: onstage, handup, reward (one student), toggle_mic_on, toggle_mic_off, reward_all (all)", kEvents);

constexpr Parameter kLessonDataQueryParameters[] = {kApplicationId, kSignMsg, kLid, kEventType};

constexpr Parameter kLessonDataUserQueryParameters[] = {
    kApplicationId, kSignMsg, kLid, kEventType, required("uid", Type::kInt, "User id"),
};

constexpr Parameter kLessonDataStatusParameters[] = {
    kApplicationId, kSignMsg,
    required("day", Type::kString, "Day, as 2020-08-10", dates(8, 10)),
    required("uid", Type::kInt, "User id"),
};

constexpr Parameter kLessonClassParameters[] = {kApplicationId, kSignMsg, kLessonId};

constexpr Parameter kLessonByUserParameters[] = {
    kApplicationId, kSignMsg,
    required("userId", Type::kInt, "User id"),
    required("startTime", Type::kString, "Begin of the period, as 2020-09-01 12:00:00", kMoment),
    required("endTime", Type::kString, "End of the period, as 2020-09-01 18:00:00", kMoment),
};

constexpr Parameter kUserEditInfoParameters[] = {
    kApplicationId, kSignMsg,
    required("userId", Type::kInt, "User id"),
    required("userType", Type::kInt, "Kind of user: 1 student, 2 teacher", kOneOrTwo),
    optional("userName", Type::kString, "New name"),
    optional("gender", Type::kInt, "1 male, 2 female", kOneOrTwo),
};

constexpr Parameter kClassroomStudentDeleteParameters[] = {
    kApplicationId, kSignMsg, kClassroomId,
    required("studentId", Type::kInt, "Student id"),
};

constexpr Parameter kTeacherInOutParameters[] = {kApplicationId, kSignMsg, kLessonId};

// The three ordinary kinds of row: a form of applicationID and signMsg, posted.
constexpr Endpoint reads(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, false, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint lists(std::string_view section, std::string_view name, std::string_view path, std::string_view rows,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, false, Paging::kPageFrom1, rows,
          section, meaning, parameters, reply};
}
constexpr Endpoint alters(std::string_view section, std::string_view name, std::string_view path,
                          std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, true, Paging::kNone, "", section, meaning, parameters, reply};
}

constexpr Endpoint kEndpoints[] = {
    alters("API 1", "user/create", "/user/create", "Create students and teachers: uid of each", kUserCreateParameters,
           kUserCreateReply),
    alters("API 2", "classroom/create", "/classroom/create", "Create a course: classroomId",
           kClassroomCreateParameters, kClassroomCreateReply),
    alters("API 3", "classroom/student/add", "/classroom/student/add",
           "Add students to a course and to each of its lessons", kClassroomStudentAddParameters,
           kClassroomStudentAddReply),
    alters("API 4", "classroom/courseware/add", "/classroom/courseware/add", "Add courseware to a course",
           kClassroomCoursewareAddParameters, kDoneReply),
    alters("API 5", "classroom/delete", "/classroom/delete", "Delete a course", kClassroomDeleteParameters, kDoneReply),
    alters("API 6", "courseware/upload", "/courseware/upload", "Add courseware by its address, and convert it",
           kCoursewareUploadParameters, kCoursewareUploadReply),
    lists("API 7", "courseware/list", "/courseware/list", "data.list", "The organisation's courseware",
          kCoursewareListParameters, kCoursewareListReply),

    alters("API 8", "lesson/create", "/lesson/create", "Create one lesson of a course", kLessonCreateParameters,
           kLessonCreateReply),
    alters("API 8.1", "lesson/multi_create", "/lesson/multi_create", "Create several lessons of a course",
           kLessonMultiCreateParameters, kLessonCreateReply),
    alters("API 9", "lesson/delete", "/lesson/delete", "Delete a lesson that has not begun", kLessonDeleteParameters,
           kDataReply),
    alters("API 10", "lesson/add/disk", "/lesson/add/disk", "Add courseware to a lesson", kLessonAddDiskParameters,
           kLessonAddDiskReply),
    alters("API 11", "lesson/delete/disk", "/lesson/delete/disk", "Remove courseware from a lesson",
           kLessonDeleteDiskParameters, kDataReply),
    alters("API 12", "lesson/add/student", "/lesson/add/student", "Add students to a lesson",
           kLessonAddStudentParameters, kLessonAddStudentReply),
    alters("API 13", "lesson/delete/student", "/lesson/delete/student", "Remove a student from a lesson",
           kLessonDeleteStudentParameters, kDataReply),
    alters("API 14", "lesson/change/teacher", "/lesson/change/teacher", "Give a lesson another teacher",
           kLessonChangeTeacherParameters, kDataReply),
    alters("API 15", kLessonEdit, "/lesson/edit", "Change a lesson: name, times", kLessonEditParameters, kDataReply),

    reads("API 16", "lesson/get_help_info", "/lesson/get_help_info", "Calls for help in a period of time",
          kLessonGetHelpInfoParameters, kLessonGetHelpInfoReply),
    reads("API 17", kLessonsByTime, "/lesson/get_class_info", "Lessons in a period of time: state, real times",
          kLessonGetClassInfoParameters, kLessonGetClassInfoReply),
    reads("API 18", kLessonStatus, "/lesson/get_lesson_status", "State and replay address of lessons",
          kLessonGetLessonStatusParameters, kLessonGetLessonStatusReply),
    reads("API 19", kLessonInfo, "/lesson/info", "State, teacher, planned and real times of up to 100 lessons",
          kLessonInfoParameters, kLessonInfoReply),
    reads("API 20", "user/id", "/user/id", "User ids by phone numbers", kUserIdParameters, kUserIdReply),
    reads("API 21", "lesson/service/record", "/lesson/service/record", "Videos that the server recorded of a lesson",
          kLessonServiceRecordParameters, kLessonServiceRecordReply),
    alters("API 22", "user/edit", "/user/edit", "Change a user's phone number", kUserEditParameters, kUserEditReply),
    lists("API 23", "lesson/io/info", "/lesson/io/info", "data.data", "Attendance of a lesson, 40 users a page",
          kLessonIoInfoParameters, kLessonIoInfoReply),
    reads("API 24", "lesson/replay/url", "/lesson/replay/url", "Name and replay address of a lesson",
          kLessonReplayUrlParameters, kLessonReplayUrlReply),
    reads("API 25", "lesson/student/award", "/lesson/student/award", "Stars that students got in lessons",
          kLessonStudentAwardParameters, kLessonStudentAwardReply),
    reads("API 26", "lesson/finish", "/lesson/finish", "How many of a course's lessons are over, live, to come",
          kLessonFinishParameters, kLessonFinishReply),
    reads("API 27", "lessonData/query", "/lessonData/query", "How often each student caused an event in a lesson",
          kLessonDataQueryParameters, kLessonDataQueryReply),
    reads("API 28", "lessonData/user/query", "/lessonData/user/query", "When a user caused an event in a lesson",
          kLessonDataUserQueryParameters, kLessonDataUserQueryReply),
    reads("API 29", kLessonDataStatus, "/lessonData/status",
          "A user's lessons of a day: 0 to come, 1 live, 2 over, 3 expired", kLessonDataStatusParameters,
          kLessonDataStatusReply),
    reads("API 30", "lesson/getClassInfo", "/lesson/getClassInfo", "Id and name of the class of a lesson",
          kLessonClassParameters, kLessonClassReply),
    reads("API 31", kLessonsByUser, "/lesson/byUser", "Ids of a user's lessons in a period of time",
          kLessonByUserParameters, kLessonByUserReply),
    alters("API 32", "user/editinfo", "/user/editinfo", "Change a user's name or gender", kUserEditInfoParameters,
           kDataReply),
    alters("API 33", "classroom/student/delete", "/classroom/student/delete",
           "Remove a student from those lessons of a course that have not begun", kClassroomStudentDeleteParameters,
           kDataReply),
    reads("API 34", "v2/data/teacher/inout", "/v2/data/teacher/inout", "The teacher's attendance of a lesson",
          kTeacherInOutParameters, kTeacherInOutReply),
};
static_assert(is_sound(kEndpoints));
static_assert(std::size(kEndpoints) == 35);

}  // namespace

Span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace classbell::vendors::weclassroom
