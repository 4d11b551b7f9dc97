#include "vendors/gensee/catalogue.h"

#include <iterator>

#include "vendors/gensee/replies.h"
#include "vendors/gensee/tables.h"

// One row per interface, in the document's order; their parameters stand in tables.h.
namespace classbell::vendors::gensee {
namespace {

// The three ordinary kinds of row: a form with login name and password, posted.
constexpr Endpoint reads(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, false, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint lists(std::string_view section, std::string_view name, std::string_view path, std::string_view rows,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, false, Paging::kPageNoFrom1, rows,
          section, meaning, parameters, reply};
}
constexpr Endpoint alters(std::string_view section, std::string_view name, std::string_view path,
                          std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kForm, true, true, Paging::kNone, "", section, meaning, parameters, reply};
}

constexpr Endpoint kEndpoints[] = {
    alters("5.1", "room/created", "/integration/site/training/room/created",
           "Create a room: id, number, join URLs and passwords", kRoomCreatedParameters, kRoomCreatedReply),
    alters("5.2", kRoomModify, "/integration/site/training/room/modify",
           "Change a room: name, times, passwords, settings", kRoomModifyParameters, kDoneReply),
    alters("5.3", "room/deleted", "/integration/site/training/room/deleted", "Delete a room", kOneRoomParameters,
           kDoneReply),
    reads("5.4", kRoomInfo, "/integration/site/training/room/info", "One room: times, join URLs and passwords, groups",
          kOneRoomParameters, kRoomInfoReply),
    reads("5.5", "courseware/list", "/integration/site/training/courseware/list", "Courseware recorded in a room",
          kOneRoomParameters, kCoursewareListReply),
    reads("5.6", "courseware/info", "/integration/site/training/courseware/info", "One piece of courseware",
          kCoursewareInfoParameters, kCoursewareInfoReply),
    alters("5.7", "courseware/modify", "/integration/site/training/courseware/modify",
           "Change courseware: name, password, page", kCoursewareModifyParameters, kDoneReply),
    alters("5.8", "courseware/deleted", "/integration/site/training/courseware/deleted", "Delete courseware",
           kCoursewareDeletedParameters, kDoneReply),
    alters("5.9", "teacher/created", "/integration/site/training/teacher/created",
           "Create a teacher: an account that may call", kTeacherParameters, kDoneReply),
    lists("5.10", "record/syn", "/integration/site/training/record/syn", "list",
          "Recordings created in a period, 50 a page", kSynParameters, kRecordSynReply),
    lists("5.11", "courseware/syn", "/integration/site/training/courseware/syn", "list",
          "Courseware created in a period, 50 a page", kSynParameters, kCoursewareSynReply),
    alters("5.12", "warmup/created", "/integration/site/training/warmup/created",
           "Make a recording a warm-up, shown before a room opens", kWarmupCreatedParameters, kWarmupCreatedReply),
    alters("5.13", "warmup/modify", "/integration/site/training/warmup/modify", "Change a warm-up",
           kWarmupModifyParameters, kDoneReply),
    alters("5.14", "warmup/attach", "/integration/site/training/warmup/attach", "Give a room a warm-up",
           kWarmupOfRoomParameters, kDoneReply),
    alters("5.15", "warmup/detach", "/integration/site/training/warmup/detach", "Take a room's warm-up away",
           kWarmupOfRoomParameters, kDoneReply),
    alters("5.16", "record/choose", "/integration/site/training/record/choose",
           "Give a room recordings that can be played in a lesson", kRecordsOfRoomParameters, kDoneReply),
    alters("5.17", "record/remove", "/integration/site/training/record/remove", "Take such recordings away from a room",
           kRecordsOfRoomParameters, kDoneReply),
    reads("5.18", "export/history", "/integration/site/training/export/history",
          "Who was in a room when, at most 7 days", kExportParameters, kExportHistoryReply),
    reads("5.19", "export/qa", "/integration/site/training/export/qa",
          "Questions and answers in a room, at most 7 days", kExportParameters, kExportQaReply),
    reads("5.20", "export/rollcall", "/integration/site/training/export/rollcall",
          "Roll calls in a room, at most 7 days", kExportParameters, kExportRollcallReply),
    reads("5.21", "export/vote", "/integration/site/training/export/vote",
          "Votes and answer cards in a room, at most 7 days", kExportParameters, kExportVoteReply),
    lists("5.22", "doc/syn", "/integration/site/training/doc/syn", "list", "Documents created in a period, 50 a page",
          kSynParameters, kDocSynReply),
    alters("5.23", "doc/attach", "/integration/site/training/doc/attach", "Give a room a document",
           kDocOfRoomParameters, kDoneReply),
    alters("5.24", "doc/detach", "/integration/site/training/doc/detach", "Take a document away from a room",
           kDocOfRoomParameters, kDoneReply),
    lists("5.25", "export/study/history", "/integration/site/training/export/study/history", "list",
          "Who watched courseware on a day", kStudyHistoryParameters, kExportStudyHistoryReply),
    reads("5.26", "export/chat", "/integration/site/training/export/chat", "Public chat in a room, at most 7 days",
          kExportParameters, kExportChatReply),
    alters("5.27", "courseware/transcode", "/integration/site/training/courseware/transcode",
           "Add a document by its address, and convert it", kCoursewareTranscodeParameters, kCoursewareTranscodeReply),
    alters("5.28", "media/transcode", "/integration/site/training/media/transcode",
           "Add sound or video by its address, and convert it", kMediaTranscodeParameters, kMediaTranscodeReply),
    reads("5.29", "export/room/usage", "/integration/site/training/export/room/usage",
          "Sessions of a room or of all, at most 7 days", kRoomUsageParameters, kExportRoomUsageReply),
    alters("5.30", "room/telconf", "/integration/site/training/room/telconf",
           "Set a room's 263 telephony; turns its AAC option off", kTelConfParameters, kDoneReply),
    reads("5.31", "export/room/concurrent", "/integration/site/training/export/room/concurrent",
          "Most users in rooms at once, day by day, at most 30 days", kDaysParameters, kExportRoomConcurrentReply),
    reads("5.32", "export/vod/concurrent", "/integration/site/training/export/vod/concurrent",
          "Most viewers of courseware at once, day by day, at most 30 days", kDaysParameters,
          kExportVodConcurrentReply),
    reads("5.33", "export/redpacket", "/integration/site/training/export/redpacket",
          "Red packets in a room, at most 7 days", kExportParameters, kExportRedpacketReply),
    lists("5.34", "export/medal", "/integration/site/training/export/medal", "medalDtos",
          "Medals given in a room, at most 7 days", kExportPagesParameters, kExportMedalReply),
    lists("5.35", "export/praise", "/integration/site/training/export/praise", "praiseDtos",
          "Praise received in a room, counted by user, at most 7 days", kExportPagesParameters, kExportPraiseReply),
    alters("5.36", "relay/add", "/integration/site/training/relay/add", "Let a room relay another", kRelayParameters,
           kDoneReply),
    alters("5.37", "relay/remove", "/integration/site/training/relay/remove", "No longer let a room relay another",
           kRelayParameters, kDoneReply),
    reads("5.38", "vod/vodview", "/integration/site/training/vod/vodview", "How often courseware was watched",
          kVodViewParameters, kVodViewReply),
    reads("5.39", "export/reward", "/integration/site/training/export/reward",
          "Rewards day by day, a room each, at most 30 days", kDaysParameters, kExportRewardReply),
    alters("5.40", "teacher/modify", "/integration/site/training/teacher/modify", "Change a teacher, the password too",
           kTeacherParameters, kDoneReply),
    reads("5.41", kQueryStatus, "/integration/site/training/query/status",
          "State of a room: 0 not begun or over, 1 getting ready, 2 live", kQueryStatusParameters, kQueryStatusReply),
    reads("5.42", "export/praise/detail", "/integration/site/training/export/praise/detail",
          "Praise in a room, one by one, at most 7 days", kExportParameters, kExportPraiseDetailReply),
    alters("5.43", "gr/delete", "/integration/site/training/gr/delete", "Delete a recording and what was made of it",
           kGrDeleteParameters, kDoneReply),
    alters("5.44", "famousroom/created", "/integration/site/training/famousroom/created",
           "Create a two-teacher room and its sub-rooms", kFamousRoomCreatedParameters, kFamousRoomCreatedReply),
    alters("5.45", "famousroom/modify", "/integration/site/training/famousroom/modify", "Change a two-teacher room",
           kFamousRoomModifyParameters, kFamousRoomModifyReply),
    alters("5.46", "slaveroom/modify", "/integration/site/training/slaveroom/modify", "Change a sub-room's name",
           kSlaveRoomModifyParameters, kCodeReply),
    reads("5.47", "famousroom/info", "/integration/site/training/famousroom/info",
          "One two-teacher room and its sub-rooms", kFamousRoomInfoParameters, kFamousRoomInfoReply),
    reads("5.48", "tutorialroom/info", "/integration/site/training/tutorialroom/info", "One sub-room",
          kOneRoomParameters, kTutorialRoomInfoReply),
    alters("5.49", "famousroom/deleted", "/integration/site/training/famousroom/deleted",
           "Delete a two-teacher room or a sub-room", kOneRoomParameters, kCodeReply),
    alters("5.50", "group/create", "/integration/site/training/group/create", "Divide a room into groups",
           kGroupCreateParameters, kGroupCreateReply),
    alters("5.51", "group/add", "/integration/site/training/group/add", "Add a group to a room that has some",
           kGroupAddParameters, kGroupReply),
    alters("5.52", "group/update", "/integration/site/training/group/update", "Change a group's name",
           kGroupUpdateParameters, kGroupReply),
    alters("5.53", "group/delete", "/integration/site/training/group/delete", "Delete a group", kGroupDeleteParameters,
           kDoneReply),
    lists("5.54", kRoomSync, "/integration/site/training/room/sync", "list",
          "Rooms by the day they were created, with times, join URLs and passwords", kRoomSyncParameters,
          kRoomSyncReply),
    alters("5.55", "miniroom/created", "/integration/site/training/miniroom/created", "Create a mini room",
           kMiniRoomCreatedParameters, kMiniRoomReply),
    alters("5.56", "miniroom/modify", "/integration/site/training/miniroom/modify",
           "Change a mini room; its times stay", kMiniRoomModifyParameters, kMiniRoomReply),
    lists("5.57", "miniroom/export/history", "/integration/site/training/miniroom/export/history", "recordStatistics",
          "What each student did in a mini room", kMiniRoomHistoryParameters, kMiniRoomHistoryReply),
    lists("5.58", "miniroom/syn", "/integration/site/training/miniroom/syn", "roomStatistics",
          "Figures of the mini rooms", kMiniRoomSynParameters, kMiniRoomSynReply),
    alters("5.59", "room/student/list", "/integration/site/training/room/student/list",
           "Set the list of a room's students", kStudentListParameters, kDoneReply),
};
static_assert(is_sound(kEndpoints));
static_assert(std::size(kEndpoints) == 59);

}  // namespace

Span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace classbell::vendors::gensee
