#ifndef CLASSBELL_VENDORS_GENSEE_TABLES_H_
#define CLASSBELL_VENDORS_GENSEE_TABLES_H_

#include <cstdint>
#include <string_view>

#include "vendors/endpoint.h"

// The tables of parameters of gensee's document (vendor-docs/gensee.txt, sections 5.1 to 5.59), each in its own
// order; interfaces whose tables are the same share one. catalogue.cc alone needs them. Needs, types and values that
// the document leaves open or contradicts are explained in README.md.
namespace classbell::vendors::gensee {

inline constexpr Limits kYesNo = one_of("0|1");
inline constexpr Limits kCount = range(0, INT64_MAX);
inline constexpr Limits kMoment = moment();  // 3.3
inline constexpr Limits kNotEmpty = length(1, INT64_MAX);
inline constexpr Limits kDay = dates(10, 10);  // 2018-03-16
inline constexpr Limits kSubjectLength = length(1, 250);
inline constexpr Limits kTokenLength = length(6, 15);
inline constexpr Limits kNameLength = length(1, 40);

// The account that calls: in every interface.
inline constexpr Parameter kLoginName = configured("loginName", Type::kString, "Login name of the account that calls");
inline constexpr Parameter kPassword = secret(configured("password", Type::kString,
    "Its password, given in clear; travels as password_hash says"));
inline constexpr Parameter kSec = computed("sec", Type::kString, "true: the password travels as MD5 or SHA-1, in hex");

constexpr Parameter flag(std::string_view name, std::string_view meaning) {
  return optional(name, Type::kBool, meaning);
}
constexpr Parameter token(std::string_view name, std::string_view meaning) {
  return secret(optional(name, Type::kString, meaning, kTokenLength));
}

// What is not 可为空 is not empty.
constexpr Parameter text(std::string_view name, std::string_view meaning) {
  return required(name, Type::kString, meaning, kNotEmpty);
}

inline constexpr Parameter kRoomId = text("roomId", "Room id");
inline constexpr Parameter kPageNo = optional("pageNo", Type::kInt, "Page, from 1 (default 1)", range(1, INT64_MAX));

// Rooms: 5.1 to 5.4

inline constexpr Parameter kSubject = required("subject", Type::kString,
    "Name of the room, up to 250 characters", kSubjectLength);
inline constexpr Parameter kTeacherToken = token("teacherToken", "Teacher's password to join (default random)");
inline constexpr Parameter kAssistantToken = token("assistantToken", "Assistant's password to join (default random)");
inline constexpr Parameter kStudentToken = secret(optional("studentToken", Type::kString,
    "Students' password to join by the web, up to 15 characters", length(0, 15)));
inline constexpr Parameter kStudentClientToken = secret(optional("studentClientToken", Type::kString,
    "Students' password to join by the client"));
inline constexpr Parameter kStartDate = required("startDate", Type::kString,
    "Planned begin, as 2018-03-16 12:00:00 or in milliseconds", kMoment);
inline constexpr Parameter kInvalidDate = optional("invalidDate", Type::kString,
    "When the room expires, as 2018-03-16 13:00:00 or in milliseconds", kMoment);
inline constexpr Parameter kSpeakerInfo = optional("speakerInfo", Type::kString, "About the teacher");
inline constexpr Parameter kScheduleInfo = optional("scheduleInfo", Type::kString, "About the course");
inline constexpr Parameter kDescription = optional("description", Type::kString, "About the room");
inline constexpr Parameter kWebJoin = flag("webJoin",
    "Students may join by the web (default true); not false with clientJoin");
inline constexpr Parameter kClientJoin = flag("clientJoin",
    "Students may join by the client (default true); not false with webJoin");
inline constexpr Parameter kDuration = optional("duration", Type::kInt, "Planned length in minutes", kCount);
inline constexpr Parameter kUiMode = optional("uiMode", Type::kInt,
    "Students' page: 1 three panes, 2 document or video first, 3 two panes, 4 to 6 interactive: four panes, "
    "three panes, full screen", one_of("1|2|3|4|5|6"));
inline constexpr Parameter kUiColor = optional("uiColor", Type::kString,
    "Colour of the three panes (default default)", one_of("blue|default|green"));
inline constexpr Parameter kUiWindow = flag("uiWindow", "uiMode 2: show a small window (default false)");
inline constexpr Parameter kUiVideo = flag("uiVideo", "uiMode 2: video first (default false)");
inline constexpr Parameter kMobileMode = optional("mobileMode", Type::kInt,
    "Player on phones: 1 (default) document first, 2 video first, 3 sound and document; in newer players 1 and 2 are "
    "one", one_of("1|2|3"));
inline constexpr Parameter kUpgrade = flag("upgrade", "Students may change from the web to the client");
inline constexpr Parameter kScene = optional("scene", Type::kInt, "0 big lecture (default), 1 small class", kYesNo);
inline constexpr Parameter kRealtime = required("realtime", Type::kBool,
    "true: in real time, false: not");
inline constexpr Parameter kMaxAttendees = optional("maxAttendees", Type::kInt,
    "How many may be in at once; counts only where the site has it enabled", kCount);
inline constexpr Parameter kPlayerTheme = optional("playerTheme", Type::kString,
    "Skin of the interactive pages: empty night sky, skyblue snow peak", one_of("|skyblue"));
inline constexpr Parameter kFullScreenMode = optional("fullScreenMode", Type::kInt,
    "Interactive full screen: 0 video first, 1 document first, 2 video only, 3 document only", one_of("0|1|2|3"));
inline constexpr Parameter kAacSupport = flag("aacSupport",
    "The AAC option (default false); always off where 263 telephony is set");

inline constexpr Parameter kRoomCreatedParameters[] = {
    kSubject, kTeacherToken, kStudentToken, kStudentClientToken, kStartDate, kInvalidDate, kAssistantToken,
    kSpeakerInfo, kScheduleInfo, kWebJoin, kClientJoin, kDescription, kDuration, kUiMode, kUiColor, kScene, kUiWindow,
    kUiVideo, kUpgrade, kSec, kRealtime, kMaxAttendees, kLoginName, kPassword, kPlayerTheme, kFullScreenMode,
    kAacSupport,
};

inline constexpr Parameter kRoomModifyParameters[] = {
    kSubject, kTeacherToken, kStudentToken, kStudentClientToken, kStartDate, kInvalidDate, kAssistantToken,
    kSpeakerInfo, kScheduleInfo, kWebJoin, kClientJoin, kDescription, kDuration, kUiMode, kUiColor, kUiWindow,
    kUiVideo, kMobileMode, kUpgrade,
    optional("scene", Type::kInt, "0 big lecture, 1 small class", kYesNo),
    also("id|roomId", text("Id", "Room id")),
    kSec, kRealtime, kMaxAttendees, kLoginName, kPassword, kPlayerTheme, kFullScreenMode, kAacSupport,
};

// What names one room only: 5.3, 5.4, 5.5, 5.48, 5.49.
inline constexpr Parameter kOneRoomParameters[] = {kRoomId, kSec, kLoginName, kPassword};

// Courseware, recordings and documents: 5.6 to 5.17, 5.22 to 5.24, 5.27, 5.28, 5.38, 5.43

inline constexpr Parameter kCoursewareId = text("coursewareId", "Courseware id");
inline constexpr Parameter kCoursewareInfoParameters[] = {kCoursewareId, kLoginName, kSec, kPassword};
inline constexpr Parameter kCoursewareDeletedParameters[] = {kCoursewareId, kSec, kLoginName, kPassword};

inline constexpr Parameter kCoursewareModifyParameters[] = {
    text("id", "Courseware id"),
    secret(optional("token", Type::kString, "Password to watch it")),
    text("subject", "Name of the courseware"),
    kUiMode, kUiColor, kUiWindow, kUiVideo, kMobileMode,
    flag("autoPlay", "uiMode 2: play at once (default true)"),
    kSec, kLoginName, kPassword, kPlayerTheme, kFullScreenMode,
};

// Pages of what was created in a period: 5.10, 5.11, 5.22.
inline constexpr Parameter kSynParameters[] = {
    kPageNo,
    optional("startTime", Type::kString, "Created at or after, as 2018-03-16 12:00:00 or in milliseconds", kMoment),
    optional("endTime", Type::kString, "Created at or before, as 2018-03-16 13:00:00 or in milliseconds", kMoment),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kWarmupMode = optional("mode", Type::kInt,
    "Player: 1 three panes (default), 2 document or video first, 3 two panes", one_of("1|2|3"));
inline constexpr Parameter kWarmupId = text("warmupId", "Id of the warm-up");

inline constexpr Parameter kWarmupCreatedParameters[] = {
    text("name", "Name of the warm-up"),
    required("recordId", Type::kInt, "Recording id"),
    kWarmupMode, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kWarmupModifyParameters[] = {
    text("id", "Id of the warm-up"),
    optional("name", Type::kString, "Name of the warm-up"),
    optional("recordId", Type::kInt, "Recording id"),
    kWarmupMode, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kWarmupOfRoomParameters[] = {  // 5.14, 5.15
    kRoomId, kWarmupId, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kRecordsOfRoomParameters[] = {  // 5.16, 5.17
    kRoomId,
    optional("recordId", Type::kList, "Recording ids, each once: recordId[0]=.. and so on"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kDocOfRoomParameters[] = {  // 5.23, 5.24
    kRoomId, required("docId", Type::kInt, "Document id"), kSec, kLoginName, kPassword,
};

inline constexpr Parameter kCallbackUrl = optional("callbackUrl", Type::kString,
    "Address that is told by POST when it is done: gscoursewareId, gsstatus (ok or error)");

inline constexpr Parameter kCoursewareTranscodeParameters[] = {
    text("resourceUrl",
         "Address of the file, Chinese characters percent-encoded; ends in the file's name, or has gs_filename="),
    kCallbackUrl,
    text("name", "Name of the document"),
    optional("convmode", Type::kInt, "Convert to: 0 vectors (default), 1 pictures", kYesNo),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kMediaTranscodeParameters[] = {
    text("resourceUrl", "Address of the file, Chinese characters percent-encoded"),
    kCallbackUrl,
    text("name", "Name of the file"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kVodViewParameters[] = {
    text("id", "Courseware id"), kSec, kLoginName, kPassword,
};

inline constexpr Parameter kGrDeleteParameters[] = {
    required("grId", Type::kInt, "Recording id"), kSec, kLoginName, kPassword,
};

// Teachers: 5.9, 5.40

inline constexpr Parameter kTeacherParameters[] = {
    required("teacherLoginName", Type::kString, "The teacher's login name, up to 40 characters", kNameLength),
    secret(required("teacherPassword", Type::kString, "The teacher's password, 6 to 15 characters, in clear",
                    kTokenLength)),
    required("name", Type::kString, "The teacher's name, up to 40 characters", kNameLength),
    optional("maxPoints", Type::kInt, "How many may be in the teacher's rooms at once, at most the site's", kCount),
    optional("validDate", Type::kString, "Valid from, as 2018-03-16 12:00:00 or in milliseconds", kMoment),
    optional("invalidDate", Type::kString, "Valid until, as 2019-03-16 12:00:00 or in milliseconds", kMoment),
    kSec, kLoginName, kPassword,
    optional("maxVodPoints", Type::kInt, "How many may watch the teacher's courseware at once, at most the site's",
             kCount),
};

// Records: 5.18 to 5.21, 5.25, 5.26, 5.29, 5.31 to 5.35, 5.39, 5.42

inline constexpr Parameter kFrom = optional("startTime", Type::kString,
    "Begin of the period, at most 7 days before endTime; both left out: the room's last session", kMoment);
inline constexpr Parameter kTo = optional("endTime", Type::kString,
    "End of the period, as 2018-03-16 13:00:00 or in milliseconds", kMoment);

// A room and a period: 5.18 to 5.21, 5.26, 5.33, 5.42.
inline constexpr Parameter kExportParameters[] = {kRoomId, kFrom, kTo, kSec, kLoginName, kPassword};
inline constexpr Parameter kExportPagesParameters[] = {  // 5.34, 5.35
    kRoomId, kFrom, kTo, kPageNo, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kStudyHistoryParameters[] = {
    kPageNo,
    required("date", Type::kString, "Day, as 2018-03-16 00:00:00 or in milliseconds", kMoment),
    optional("hour", Type::kInt, "Hour of the day, 0 to 23 (default the whole day)", range(0, 23)),
    flag("joinTimeSync", "Counted by the time of entering (true, default) or of leaving (false)"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kRoomUsageParameters[] = {
    optional("roomId", Type::kString, "Room id; left out: all rooms"),
    required("startTime", Type::kString, "Sessions that ended at or after this, at most 7 days before endTime",
             kMoment),
    required("endTime", Type::kString, "Sessions that ended at or before this", kMoment),
    kSec, kLoginName, kPassword,
};

// Days: 5.31, 5.32, 5.39.
inline constexpr Parameter kDaysParameters[] = {
    required("startDate", Type::kString, "First day, as 2018-03-16, at most 30 days before endDate", kDay),
    required("endDate", Type::kString, "Last day, as 2018-03-16", kDay),
    kSec, kLoginName, kPassword,
};

// One room's telephony, relays and state: 5.30, 5.36, 5.37, 5.41

inline constexpr Parameter kTelConfParameters[] = {
    kRoomId,
    optional("siteName", Type::kString, "Account at 263; left out: no telephony"),
    secret(optional("sitePassword", Type::kString, "Password at 263; left out: no telephony")),
    flag("callinSupport", "Whether calling in is possible"),
    optional("callinNum", Type::kString, "Number to call"),
    secret(optional("hostPasscode", Type::kString, "The host's passcode")),
    secret(optional("guestPasscode", Type::kString, "The guests' passcode")),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kRelayParameters[] = {
    kRoomId, text("relayId", "Id of the room that is relayed"), kSec, kLoginName, kPassword,
};

inline constexpr Parameter kQueryStatusParameters[] = {
    kRoomId, kSec, kLoginName, kPassword,
    optional("status", Type::kInt,
             "Of the answer, printed among the request's: 0 not begun or over, 1 getting ready, 2 live; leave it out",
             one_of("0|1|2")),
};

// Two-teacher rooms, a main room and its sub-rooms: 5.44 to 5.47

inline constexpr Parameter kSubTeacherToken = token("slaveTeacherToken",
    "Sub-rooms' teacher's password (default random)");
inline constexpr Parameter kSubAssistantToken = token("slaveAssistantToken",
    "Sub-rooms' assistant's password (default random)");
inline constexpr Parameter kSubList = required("slaveClazzList", Type::kList,
    "Sub-rooms, each with clazzName (optional, up to 20 characters)");

inline constexpr Parameter kFamousRoomCreatedParameters[] = {
    required("subject", Type::kString, "Name of the main room, up to 50 characters", length(1, 50)),
    optional("classCount", Type::kInt, "How many sub-rooms, up to 30 (default 1)", range(1, 30)),
    kTeacherToken, kAssistantToken,
    also("slavestudentClientToken", token("slaveStudentClientToken", "Sub-rooms' students' password (default random)")),
    kSubTeacherToken, kSubAssistantToken, kStartDate, kInvalidDate, kDescription, kSpeakerInfo, kScheduleInfo,
    kRealtime, kMaxAttendees, kSubList, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kFamousRoomModifyParameters[] = {
    text("id", "Id of the main room"),
    optional("classCount", Type::kInt, "How many sub-rooms", kCount),
    optional("subject", Type::kString, "Name of the main room, up to 50 characters", length(1, 50)),
    kTeacherToken, kAssistantToken,
    also("slaveStudentClientToken",
         token("slavestudentClientToken", "Sub-rooms' students' password (default random); a small s here")),
    kSubTeacherToken, kSubAssistantToken, kStartDate, kInvalidDate, kDescription, kSpeakerInfo, kScheduleInfo,
    kRealtime, kMaxAttendees, kSubList, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kSlaveRoomModifyParameters[] = {
    text("roomId", "Id of the sub-room"),
    optional("className", Type::kString, "Name of the sub-room"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kFamousRoomInfoParameters[] = {
    text("id", "Id of the main room"), kSec, kLoginName, kPassword,
};

// Groups of a room: 5.50 to 5.53

inline constexpr Parameter kGroupCode = text("groupCode", "Code of the group");

inline constexpr Parameter kGroupCreateParameters[] = {
    required("groupCount", Type::kInt, "How many groups, up to 40", range(1, 40)),
    kRoomId,
    required("groupNameList", Type::kList, "Groups, each with groupName (optional)"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kGroupAddParameters[] = {
    kRoomId,
    optional("groupName", Type::kString, "Name of the group (default its number)"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kGroupUpdateParameters[] = {
    kRoomId, kGroupCode,
    text("groupName", "New name of the group"),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kGroupDeleteParameters[] = {kRoomId, kGroupCode, kSec, kLoginName, kPassword};

// Rooms by day, mini rooms, a room's students: 5.54 to 5.59

inline constexpr Parameter kRoomSyncParameters[] = {
    kPageNo,
    optional("createTime", Type::kString, "Rooms created on this day, as 2018-03-16 00:00:00 (default today)", kMoment),
    optional("status", Type::kInt, "Only: 0 not begun, 1 not begun but entered, 2 live; -1 all (default)",
             one_of("-1|0|1|2")),
    optional("finished", Type::kInt, "Only: 1 over, 2 not over; 0 all (default)", one_of("0|1|2")),
    kSec, kLoginName, kPassword,
};

inline constexpr Parameter kMiniRoomCreatedParameters[] = {
    kSubject, kTeacherToken,
    token("studentClientToken", "Students' password to join (default random)"),
    kStartDate, kSpeakerInfo, kScheduleInfo, kDescription,
    required("duration", Type::kInt, "Planned length in minutes, 30 to 480", range(30, 480)),
    flag("action", "Seat students on stage by itself (default true)"),
    kMaxAttendees, kLoginName, kPassword, kSec,
};

inline constexpr Parameter kMiniRoomModifyParameters[] = {
    kSubject,
    token("teacherToken", "Teacher's password to join; left out: as it is"),
    token("studentClientToken", "Students' password to join; left out: as it is"),
    kSpeakerInfo, kScheduleInfo, kDescription,
    also("id|roomId", text("Id", "Id of the mini room")),
    kMaxAttendees,
    flag("action", "Seat students on stage by itself"),
    kLoginName, kPassword, kSec,
};

inline constexpr Parameter kMiniRoomHistoryParameters[] = {
    text("id", "Room id"), kPageNo, kSec, kLoginName, kPassword,
};

inline constexpr Parameter kMiniRoomSynParameters[] = {kPageNo, kSec, kLoginName, kPassword};

inline constexpr Parameter kStudentListParameters[] = {
    required("studentListInfo", Type::kString,
             "Students, JSON in a string: a list, each with id (user id, each once) and name", json_list(1, INT64_MAX)),
    kRoomId,
    optional("groupCode", Type::kString, "Code of the group"),
    flag("cover", "Replace the list (default false: add to it)"),
    optional("expireTime", Type::kInt, "Days that the list is good, 1 to 180 (default 7)", range(1, 180)),
    kLoginName, kPassword, kSec,
};

}  // namespace classbell::vendors::gensee

#endif  // CLASSBELL_VENDORS_GENSEE_TABLES_H_
