#include "vendors/cvclass/catalogue.h"

#include <cstdint>
#include <iterator>

#include "vendors/cvclass/replies.h"

// One array per interface, in the order of the document's table; the table of interfaces stands at the end. Needs,
// lengths and values that the document leaves open or contradicts are explained in README.md.
namespace classbell::vendors::cvclass {
namespace {

constexpr Limits kYesNo = one_of("0|1");
constexpr Limits kPasswordLength = length(4, 16);
constexpr Limits kRoomNumber = length(1, 11);             // Where a table has another length, it stands there.
constexpr Limits kFileNumber = range(0, 99'999'999'999);  // 11 digits in 1.2.5; where a table has none, these.
constexpr Limits kSeconds = range(0, 9'999'999'999);      // "10": digits. Keeps milliseconds out.
constexpr Limits kSome = length(1, INT64_MAX);            // A list of at least one.
constexpr Limits kFilled = length(1, INT64_MAX);          // What is 必填 may not be empty.

// What most interfaces share.
constexpr Parameter kToken = computed("token", Type::kString, "Signature of the request (5.1)");
constexpr Parameter kAppId = configured("app_id", Type::kString, "The company's authkey", length(1, 32));
constexpr Parameter kKey = configured("key", Type::kString, "The company's authkey: app_id by another name",
                                      length(1, 32));
constexpr Parameter kSerial = required("serial", Type::kString, "Room number", kRoomNumber);
constexpr Parameter kPage = optional("page", Type::kInt, "Page, from 1 (default 1)", range(1, INT64_MAX));
constexpr Parameter kPageMust = required("page", Type::kInt, "Page, from 1", range(1, INT64_MAX));
constexpr Parameter kRoomType = optional("room_type", Type::kInt, "Kind of room: 3 small class, 4 live, 6 meeting",
                                         one_of("3|4|6"));
constexpr Parameter kFrom = optional("starttime", Type::kInt, "Begin of the period, Unix seconds", kSeconds);
constexpr Parameter kTo = optional("endtime", Type::kInt, "End of the period, Unix seconds", kSeconds);
constexpr Parameter kFileIdArr = required("fileid_arr", Type::kList, "File ids: fileid_arr[0]=.. and so on", kSome);

// The room settings that CreateRoom and ModifyRoom share: passwordrequired to skinid in both tables.
constexpr Parameter kPasswordRequired = optional("passwordrequired", Type::kInt,
    "Whether students need a password: 0 no (default, and always in a main room), 1 yes", kYesNo);
constexpr Parameter kConfUserPwd = secret(required_if("passwordrequired=1", "confuserpwd", Type::kString,
    "Students' password; a main room needs none", length(4, 20)));
constexpr Parameter kVideoType = optional("videotype", Type::kInt,
    "Video: 0 200x150 (default), 1 320x240, 2 640x480, 3 1280x720, 4 1920x1080, 5 320x180, 6 640x360; "
    "at most the company's", one_of("0|1|2|3|4|5|6"));
constexpr Parameter kVideoFrameRate = optional("videoframerate", Type::kInt,
    "Video frames a second: 10, 15, 20, 25 or 30", one_of("10|15|20|25|30"));
constexpr Parameter kAutoOpenAv = optional("autoopenav", Type::kInt,
    "Open camera and microphone on entry: 0 no (default), 1 yes", kYesNo);
constexpr Parameter kShareDesk = optional("sharedesk", Type::kInt,
    "Desktop sharing: 0 off (default), 1 on where the company has it", kYesNo);
constexpr Parameter kShareMedia = optional("sharemedia", Type::kInt,
    "Media sharing: 0 off (default), 1 on where the company has it", kYesNo);
constexpr Parameter kMaxVideo = optional("maxvideo", Type::kInt,
    "People on stage at once: 2 is 1v1, 3 is 1v2 ... 17 is 1v16; at most the company's, which is the default; "
    "a main room has at least 3", range(2, 17));
constexpr Parameter kRecorderSwitch = optional("recorder_switch", Type::kInt,
    "Recording: 0 off, 1 on (default) where the company has it", kYesNo);
constexpr Parameter kMultiCamera = optional("multi_camera", Type::kInt,
    "Several cameras: 0 off (default), 1 on where the company has it", kYesNo);
constexpr Parameter kRoomLayout = optional("roomlayout", Type::kInt,
    "Layout: 0 combined (default), 1 tiles, 2 left and right, 3 focus, 4 two teachers; 1v1: 0, 1, 4 only; "
    "1vN: 0 to 3 only; grouped: 0 only", one_of("0|1|2|3|4"));
constexpr Parameter kSkinId = optional("skinid", Type::kInt,
    "Theme, an id from getThemeList (1.3.4); a sub-room has its main room's", range(0, 9999));

// 1.1 Rooms and uploads

constexpr Parameter kCreateRoomParameters[] = {
    kToken, kAppId,
    required("roomname", Type::kString, "Name of the room, up to 20 characters", length(1, 20)),
    required("starttime", Type::kInt, "Begin of the room, Unix seconds", kSeconds),
    required("endtime", Type::kInt, "End of the room, Unix seconds", kSeconds),
    secret(required("chairmanpwd", Type::kString, "Teacher's password, 4 to 16 characters", kPasswordLength)),
    secret(required("assistantpwd", Type::kString, "Assistant's password, 4 to 16 characters", kPasswordLength)),
    secret(required("patrolpwd", Type::kString, "Patrol's password, 4 to 16 characters", kPasswordLength)),
    kPasswordRequired, kConfUserPwd, kVideoType, kVideoFrameRate, kAutoOpenAv,
    kShareDesk, kShareMedia, kMaxVideo, kRecorderSwitch, kMultiCamera,
    optional("grouproom", Type::kInt,
             "Grouping, where the company has relaying: 0 ordinary room (default), 1 main room, 2 sub-room",
             one_of("0|1|2")),
    required_if("grouproom=2", "fatherroomid", Type::kString, "Room number of the sub-room's main room", kRoomNumber),
    kRoomLayout, kSkinId,
};

constexpr Parameter kModifyRoomParameters[] = {
    kToken, kAppId, kSerial,
    optional("roomname", Type::kString, "New name, up to 20 characters; left out: as it is", length(1, 20)),
    optional("starttime", Type::kInt, "New begin, Unix seconds; give endtime too; left out: as it is", kSeconds),
    optional("endtime", Type::kInt, "New end, Unix seconds; give starttime too; left out: as it is", kSeconds),
    secret(optional("chairmanpwd", Type::kString, "New teacher's password, 4 to 16 characters", kPasswordLength)),
    secret(optional("assistantpwd", Type::kString, "New assistant's password, 4 to 16 characters", kPasswordLength)),
    secret(optional("patrolpwd", Type::kString, "New patrol's password, 4 to 16 characters", kPasswordLength)),
    kPasswordRequired, kConfUserPwd, kVideoType, kVideoFrameRate, kAutoOpenAv,
    kShareDesk, kShareMedia, kMaxVideo, kRecorderSwitch, kMultiCamera,
    kRoomLayout, kSkinId,
};

constexpr Parameter kDeleteRoomParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kGetRoomListParameters[] = {
    kToken, kAppId,
    optional("timetype", Type::kInt, "Which rooms: 0 all (default), 1 current, 2 future, 3 past", one_of("0|1|2|3")),
    kPage, kRoomType,
};

constexpr Parameter kGetRoomByTimeParameters[] = {
    kToken, kAppId,
    optional("starttime", Type::kInt, "Begin of the period, Unix seconds (default now)", kSeconds),
    kTo,
    kPage, kRoomType,
};

constexpr Parameter kGetRoomInfoParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kUploadFileParameters[] = {
    kKey,
    optional("serial", Type::kString, "Room number; needed unless isopen=1", kRoomNumber),
    required("conversion", Type::kInt,
             "Convert: 1 ordinary (default), 2 animated ppt (with dynamicppt=1), 3 h5, 4 media", one_of("1|2|3|4")),
    optional("isopen", Type::kInt, "Who may use it: 0 this room only (default), 1 all rooms of the company", kYesNo),
    optional("dynamicppt", Type::kInt, "Animated ppt: 0 no (default), 1 yes (with conversion=2)", kYesNo),
    optional("isdefault", Type::kInt, "Shown first in the room: 0 no (default), 1 yes", kYesNo),
    optional("isconversion", Type::kInt,
             "Courseware in high definition: 0 no, 1 yes, 2 as the company has it (default)", one_of("0|1|2")),
    optional("isvideoconversion", Type::kInt,
             "Videos inside in high definition: 0 no, 1 yes, 2 as the company has it (default)", one_of("0|1|2")),
    optional("isvideoalone", Type::kInt,
             "Media files in high definition: 0 no, 1 yes, 2 as the company has it (default)", one_of("0|1|2")),
    required("filedata", Type::kFile, "The file itself"),
};

constexpr Parameter kUploadFileUrlParameters[] = {
    kToken, kKey, required("serial", Type::kString, "Room number", length(1, 32)),
    required("fileurl", Type::kString, "Address of the external h5 courseware", kFilled),
    required("name", Type::kString, "Name of the file", kFilled),
};

constexpr Parameter kRemark[] = {
    required("fileid", Type::kInt, "File id", kFileNumber),
    required("pageid", Type::kAny, "Page of the PDF; the table has a list"),
    optional("remark", Type::kString, "Text of the note"),
};

constexpr Parameter kSetFileRemarkParameters[] = {
    kToken, kAppId, of(kRemark, required("remarkdata", Type::kList, "Notes", kSome)),
};

// 1.2 Courseware

constexpr Parameter kGetFileConvertStatusParameters[] = {
    kToken, kAppId, required("fileid", Type::kInt, "File id", range(0, 9'999'999'999)),
};

constexpr Parameter kGetFileRemarkParameters[] = {
    kToken, kAppId, required("fileid", Type::kInt, "File id", kFileNumber),
};

constexpr Parameter kGetConversionFileParameters[] = {
    kToken, kAppId,
    optional("starttime", Type::kString, "Begin of the period, as 2018-05-23 11:53:34", dates(16, 19)),
    optional("endtime", Type::kString, "End of the period, as 2018-05-23 11:53:34", dates(16, 19)),
    optional("status", Type::kInt, "Conversion: 0 queued, 1 done, 2 failed, 3 under way", one_of("0|1|2|3")),
    kPageMust,
};

constexpr Parameter kDeleteFileParameters[] = {kToken, kAppId, kFileIdArr};

constexpr Parameter kBatchDeleteFileParameters[] = {
    kToken, kAppId,
    required("fileid", Type::kList, "File ids, up to 50: fileid[0]=.. and so on", length(1, 50)),
};

constexpr Parameter kGetCompanyFileListParameters[] = {
    kToken, kAppId,
    optional("type", Type::kInt, "Kind of file: 0 of a class, 1 public; left out: all", kYesNo),
    kPageMust,
};

constexpr Parameter kRoomBindFileParameters[] = {
    kToken, kAppId, kSerial,
    optional("fileid", Type::kInt, "File that is shown first, instead of the one set before", kFileNumber),
    kFileIdArr,
    optional("sort_arr", Type::kList, "Sort values, one for each of fileid_arr", kSome),
};

constexpr Parameter kRoomUnbindFileParameters[] = {kToken, kAppId, kSerial, kFileIdArr};

constexpr Parameter kGetRoomFileParameters[] = {kToken, kAppId, kSerial, kPage};

// 1.3 Entry and control

constexpr Parameter kEntryParameters[] = {
    configured("domain", Type::kString, "The company's domain, up to 20 characters", length(1, 20)),
    required("serial", Type::kString, "Room number: digits, the first not 0", kRoomNumber),
    configured("username", Type::kString, "Name shown in the room, up to 20 characters", length(1, 20)),
    configured("usertype", Type::kInt,
               "Role: 0 teacher, 1 assistant, 2 student, 4 patrol, 5 head (sub-room's teacher)", one_of("0|1|2|4|5")),
    optional("pid", Type::kInt, "User id of your own system (default 0)"),
    computed("ts", Type::kInt, "Unix seconds"),
    computed("auth", Type::kString, "MD5(app_id + ts + serial + usertype), hex"),
    secret(optional("userpassword", Type::kString,
                    "The role's password; give it in clear, it travels as AES-128-ECB in hex (4.1)", length(4, 20))),
    optional("extradata", Type::kString, "Data of your own about the user"),
    optional("jumpurl", Type::kString, "Where the browser goes after the lesson: http:// or https://; stands last"),
};

constexpr Parameter kRoomControlParameters[] = {
    kToken, kAppId, required("serial", Type::kString, "Room number", length(1, 32)),
    required("state", Type::kInt, "What to do: 1 start the lesson, 0 end it", kYesNo),
};

constexpr Parameter kGetMainClassroomParameters[] = {
    kToken, kAppId,
    optional("serial", Type::kString, "Room number", length(1, 32)),
    required("page", Type::kInt, "Page, from 1 (default 1), 20 rooms each", range(0, INT64_MAX)),
};

constexpr Parameter kGetThemeListParameters[] = {
    kToken, kAppId,
    optional("theme_type", Type::kInt, "Whose themes: 0 platform's and company's (default), 1 company's", kYesNo),
    optional("page", Type::kInt, "Page, from 1 (default 1)", range(0, INT64_MAX)),
};

// 1.4 Blacklist

constexpr Parameter kCreateBlacklistParameters[] = {
    kToken, kAppId,
    required("scope", Type::kInt, "Where it applies: 1 company, 2 one room", one_of("1|2")),
    required_if("scope=2", "serial", Type::kString, "Room number", length(1, 20)),
    required("astrict_type", Type::kInt, "What is barred: 0 IP address, 1 user id, 2 nickname", one_of("0|1|2")),
    required("astrict_content", Type::kString, "The address, id or nickname, up to 50 characters", length(1, 50)),
    required("astrict_aging", Type::kInt, "For how long: 0 5 minutes, 1 30 minutes, 2 today, 3 for ever",
             one_of("0|1|2|3")),
};

constexpr Parameter kBlacklistParameters[] = {kToken, kAppId, kPage};

constexpr Parameter kDeleteBlacklistParameters[] = {
    kToken, kAppId,
    required("id", Type::kInt, "Id of the blacklist entry", range(0, INT64_MAX)),
};

// 2. During the lesson

constexpr Parameter kGetRoomOnlinenumParameters[] = {
    kToken, kAppId,
    optional("serial", Type::kString, "Room number; left out: all rooms", kRoomNumber),
    kPage,
};

constexpr Parameter kRoomOnlineUsersNumberParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kGetOnlineUserInfoParameters[] = {kToken, kAppId, kSerial, kPage};

constexpr Parameter kGetUserGiftParameters[] = {
    kToken, kAppId, kSerial, optional("userid", Type::kInt, "User id; left out: all users"), kPage,
};

constexpr Parameter kGetChatListParameters[] = {
    kToken, kAppId, kSerial,
    required("starttime", Type::kInt, "Begin of the period, Unix seconds, before endtime", range(0, 99'999'999'999)),
    required("endtime", Type::kInt, "End of the period, Unix seconds", range(0, 99'999'999'999)),
    required("page", Type::kInt, "Page, from 0, 100 messages each", range(0, INT64_MAX)),
};

constexpr Parameter kGetAnswerRecordParameters[] = {kToken, kAppId, kSerial, kFrom, kTo};

constexpr Parameter kGetRaiseHandsParameters[] = {
    kToken, kAppId, kSerial, required("recordtitle", Type::kString, "Name of the recording", kFilled),
};

constexpr Parameter kGetNetworkEquipmentParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kGetEquipmentParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kRoomStatusParameters[] = {
    kToken, kAppId, kSerial,
    optional("start_time", Type::kInt, "Begin, Unix seconds (default a day before the room's begin)", kSeconds),
    optional("end_time", Type::kInt, "End, Unix seconds (default the room's end)", kSeconds),
};

// 3. After the lesson

constexpr Parameter kGetLoginInfoParameters[] = {
    kToken, kAppId, kSerial, kPage,
    optional("starttime", Type::kInt, "Begin of the period, Unix seconds (default today's begin); give endtime too",
             kSeconds),
    optional("endtime", Type::kInt, "End of the period, Unix seconds (default now); give starttime too", kSeconds),
};

constexpr Parameter kGetRoomUserInfoParameters[] = {kToken, kAppId, kSerial};

constexpr Parameter kGetRecordListParameters[] = {kToken, kAppId, kSerial, kFrom, kTo, kPage};

constexpr Parameter kCleanLeaveScreenMediaParameters[] = {
    kToken, kAppId, kSerial,
    required("recordtitle", Type::kList, "Names of mp4 recordings, up to 50: recordtitle[0]=.. and so on",
             length(1, 50)),
};

constexpr Parameter kBatchDeleteRecordParameters[] = {
    kToken, kAppId,
    optional("recordtype", Type::kInt, "Kind of recording: 5 mp4 made after the lesson", one_of("5")),
    required("starttime", Type::kInt, "Begin of the recordings, Unix seconds, 10 digits",
             range(1'000'000'000, 9'999'999'999)),
    required("endtime", Type::kInt, "End of the recordings, Unix seconds, 10 digits, not in the future",
             range(1'000'000'000, 9'999'999'999)),
};

constexpr Parameter kGetStorageUsageParameters[] = {
    kToken, kAppId,
    optional("serial", Type::kString, "Room number; left out: all rooms", kRoomNumber),
    kPageMust,
};

// The three ordinary kinds of row: a signed form, posted.
constexpr Endpoint reads(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, false, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint lists(std::string_view section, std::string_view name, std::string_view path, std::string_view rows,
                         std::string_view meaning, Span<const Parameter> parameters,
                         std::string_view reply, Paging paging = Paging::kPageFrom1) {
  return {name, Method::kPost, path, Body::kForm, true, false, paging, rows, section, meaning, parameters, reply};
}
constexpr Endpoint alters(std::string_view section, std::string_view name, std::string_view path,
                          std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, true, Paging::kNone, "", section, meaning, parameters, reply};
}

constexpr Endpoint kEndpoints[] = {
    alters("1.1.1", "CreateRoom", "/WebAPI/CreateRoom", "Create a small-class room", kCreateRoomParameters,
           kCreateRoomReply),
    alters("1.1.2", kModifyRoom, "/WebAPI/ModifyRoom", "Change a room: name, times, passwords, settings",
           kModifyRoomParameters, kRoomReply),
    alters("1.1.3", "DeleteRoom", "/WebAPI/DeleteRoom", "Delete a room", kDeleteRoomParameters, kRoomReply),
    lists("1.1.4", "GetRoomList", "/WebAPI/GetRoomList", "list", "Rooms: past, current, future or all, 200 a page",
          kGetRoomListParameters, kGetRoomListReply),
    lists("1.1.5", kGetRoomByTime, "/WebAPI/GetRoomByTime", "list", "Rooms in a period of time, 200 a page",
          kGetRoomByTimeParameters, kGetRoomByTimeReply),
    reads("1.1.6", kGetRoomInfo, "/WebAPI/GetRoomInfo", "One room: name, times, passwords", kGetRoomInfoParameters,
          kGetRoomInfoReply),
    {"UploadFile", Method::kPost, "/WebAPI/UploadFile", Body::kMultipart, false, true, Paging::kNone, "", "1.1.7",
     "Upload courseware, to a room or for the company", kUploadFileParameters, kUploadFileReply},
    alters("1.1.8", "UploadFileUrl", "/WebAPI/UploadFileUrl", "Add external h5 courseware by its address",
           kUploadFileUrlParameters, kUploadFileUrlReply),
    alters("1.1.9", "SetFileRemark", "/WebAPI/SetFileRemark", "Add notes to pages of PDF files",
           kSetFileRemarkParameters, kSetFileRemarkReply),

    reads("1.2.1", "GetFileConvertStatus", "/WebAPI/GetFileConvertStatus",
          "Whether a file is an animated ppt (convertstatus 0 yes, 1 no)", kGetFileConvertStatusParameters,
          kGetFileConvertStatusReply),
    reads("1.2.2", kGetFileRemark, "/WebAPI/GetFileRemark", "Notes of an animated ppt, page by page",
          kGetFileRemarkParameters, kGetFileRemarkReply),
    lists("1.2.3", "GetConversionFile", "/WebAPI/GetConversionFile", "list",
          "Uploaded files by time and state of conversion, 200 a page", kGetConversionFileParameters,
          kGetConversionFileReply),
    alters("1.2.4", "delete_file", "/WebAPI/v3/delete_file", "Delete files", kDeleteFileParameters, kResultReply),
    alters("1.2.5", "BatchDeleteFile", "/WebAPI/BatchDeleteFile", "Delete up to 50 files, in storage too",
           kBatchDeleteFileParameters, kResultReply),
    lists("1.2.6", kGetCompanyFileList, "/WebAPI/GetCompanyFileList", "list", "The company's files, 200 a page",
          kGetCompanyFileListParameters, kGetCompanyFileListReply),
    alters("1.2.7", "room_bind_file", "/WebAPI/v3/room_bind_file", "Bind files to a room", kRoomBindFileParameters,
           kResultReply),
    alters("1.2.8", "room_unbind_file", "/WebAPI/v3/room_unbind_file", "Unbind files from a room",
           kRoomUnbindFileParameters, kResultReply),
    lists("1.2.9", "GetRoomFile", "/WebAPI/GetRoomFile", "list", "Files bound to a room, 200 a page",
          kGetRoomFileParameters, kGetRoomFileReply),

    {kEntry, Method::kGet, "/WebAPI/Entry", Body::kUrl, false, false, Paging::kNone, "", "1.3.1",
     "The URL with which a browser enters a room", kEntryParameters},
    alters("1.3.2", kRoomControl, "/WebAPI/v3/room_control", "Start or end the lesson in a room",
           kRoomControlParameters, kRoomControlReply),
    lists("1.3.3", "getMainClassroom", "/WebAPI/getMainClassroom", "data", "Main rooms of relayed lessons, 20 a page",
          kGetMainClassroomParameters, kGetMainClassroomReply),
    lists("1.3.4", "getThemeList", "/WebAPI/getThemeList", "list", "Themes for small-class rooms",
          kGetThemeListParameters, kGetThemeListReply),

    alters("1.4.1", "create_blacklist", "/WebAPI/v3/create_blacklist", "Bar an address, user or nickname from rooms",
           kCreateBlacklistParameters, kCreateBlacklistReply),
    lists("1.4.2", "blacklist", "/WebAPI/blacklist", "list", "The company's blacklist, 20 a page",
          kBlacklistParameters, kBlacklistReply),
    alters("1.4.3", "delete_blacklist", "/WebAPI/delete_blacklist", "Remove a blacklist entry",
           kDeleteBlacklistParameters, kResultReply),

    lists("2.1.1", "GetRoomOnlinenum", "/WebAPI/GetRoomOnlinenum", "room",
          "How many are in a room or in each, 200 a page", kGetRoomOnlinenumParameters, kGetRoomOnlinenumReply),
    reads("2.1.2", "room_online_users_number", "/WebAPI/v3/room_online_users_number", "How many are in one room",
          kRoomOnlineUsersNumberParameters, kRoomOnlineUsersNumberReply),
    lists("2.1.3", "GetOnlineUserInfo", "/WebAPI/GetOnlineUserInfo", "list", "Who is in a room, 200 a page",
          kGetOnlineUserInfoParameters, kGetOnlineUserInfoReply),
    lists("2.1.4", "GetUserGift", "/WebAPI/GetUserGift", "list", "Trophies given in a room, 200 a page",
          kGetUserGiftParameters, kGetUserGiftReply),
    lists("2.1.5", "GetChatList", "/WebAPI/GetChatList", "list", "A room's chat, 100 a page", kGetChatListParameters,
          kGetChatListReply, Paging::kPageFrom0),
    reads("2.1.6", "GetAnswerRecord", "/WebAPI/getAnswerRecord", "How often students answered, and what",
          kGetAnswerRecordParameters, kGetAnswerRecordReply),
    reads("2.1.7", "GetRaiseHands", "/WebAPI/GetRaiseHands", "How often students raised a hand, and when",
          kGetRaiseHandsParameters, kGetRaiseHandsReply),
    reads("2.1.8", "GetNetworkEquipment", "/WebAPI/GetNetworkEquipment", "Network quality in a room, user by user",
          kGetNetworkEquipmentParameters, kGetNetworkEquipmentReply),
    reads("2.1.9", kGetEquipment, "/WebAPI/GetEquipment", "Devices used in a room, user by user",
          kGetEquipmentParameters, kGetEquipmentReply),
    reads("2.2.1", kRoomStatus, "/WebAPI/RoomStatus", "State of a room: 0 never begun, 1 idle, 2 live, 3 over",
          kRoomStatusParameters, kRoomStatusReply),

    lists("3.1.1", "GetLoginInfo", "/WebAPI/GetLoginInfo", "list", "Who entered and left a room when, 100 a page",
          kGetLoginInfoParameters, kGetLoginInfoReply),
    reads("3.1.2", "GetRoomUserInfo", "/WebAPI/GetRoomUserInfo", "A room and its users, once the lesson has ended",
          kGetRoomUserInfoParameters, kGetRoomUserInfoReply),
    lists("3.1.3", "GetRecordList", "/WebAPI/GetRecordList", "list", "A room's recordings, 200 a page",
          kGetRecordListParameters, kGetRecordListReply),
    alters("3.1.4", "CleanLeaveScreenMedia", "/WebAPI/CleanLeaveScreenMedia",
           "Delete up to 50 mp4 recordings of a room, and the recordings they were made from",
           kCleanLeaveScreenMediaParameters, kCleanLeaveScreenMediaReply),
    alters("3.1.5", "BatchDeleteRecord", "/WebAPI/BatchDeleteRecord", "Delete all recordings of a period",
           kBatchDeleteRecordParameters, kResultReply),
    lists("3.1.6", "getStorageUsage", "/WebAPI/getStorageUsage", "list", "Storage used by rooms' recordings, in MB",
          kGetStorageUsageParameters, kGetStorageUsageReply),
};
static_assert(is_sound(kEndpoints));
static_assert(std::size(kEndpoints) == 41);

}  // namespace

Span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace classbell::vendors::cvclass
