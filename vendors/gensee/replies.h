#ifndef CLASSBELL_VENDORS_GENSEE_REPLIES_H_
#define CLASSBELL_VENDORS_GENSEE_REPLIES_H_

#include <string_view>

// What the document's replies hold, an endpoint each, in its order behind code and message. The document has no
// examples and its tables no depth, so what is nested in what is a reading of them.
namespace classbell::vendors::gensee {

// Rooms

inline constexpr std::string_view kRoomCreatedReply =
    "code, message, id, number, assistantToken, studentToken, teacherToken, studentClientToken, startDate, webJoin, "
    "clientJoin, invalidDate, teacherJoinUrl, studentJoinUrl, scene";
inline constexpr std::string_view kDoneReply = "code, message";
inline constexpr std::string_view kRoomInfoReply =
    "code, message, id, number, assistantToken, studentToken, teacherToken, studentClientToken, startDate, webJoin, "
    "clientJoin, invalidDate, teacherJoinUrl, studentJoinUrl, subject, action, duration, aacSupport; "
    "groupList[]: code, name, joinUrl";

// Courseware, recordings and teachers

inline constexpr std::string_view kCoursewareListReply =
    "code, message; "
    "coursewares[]: id, number, url, subject, roomId, recordId, duration, description, token, createdTime";
inline constexpr std::string_view kCoursewareInfoReply =
    "code, message, id, token, subject, roomId, url, description, creator, number";
inline constexpr std::string_view kRecordSynReply =
    "code, message; list[]: id, name, recordStartTime, recordEndTime, createdTime, size, roomId, duration, creator; "
    "page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kCoursewareSynReply =
    "code, message; "
    "list[]: id, token, subject, url, roomId, description, creator, recordId, number, createdTime, duration, "
    "recordStartTime, recordEndTime, grType, convertResult, plan, speakerInfo, grId; "
    "page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kWarmupCreatedReply = "code, message, name, id, recordId, mode";

// Records

inline constexpr std::string_view kExportHistoryReply =
    "code, message; "
    "list[]: uid, nickname, joinTime, leaveTime, name, area, device, ip, mobile, company, idcid, foreignHighLine";
inline constexpr std::string_view kExportQaReply =
    "code, message; list[]: submitter, published, submitTime, name, answerBy, question, response, answerTime";
inline constexpr std::string_view kExportRollcallReply =
    "code, message; rollcall[]: id, startTime, endTime, total, present, absent; rollcall[].users[]: id, name, present";
inline constexpr std::string_view kExportVoteReply =
    "code, message; list[]: id, subject, type; list[].questions[]: id, content, answer, result, type; "
    "list[].questions[].options[]: value, precentage; list[].questions[].results[]: nickName, uid, content";
inline constexpr std::string_view kDocSynReply =
    "code, message; list[]: Id, name, upload, createdTime, convCode; page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kExportStudyHistoryReply =
    "code, message, pageNo, totalCounts, totalPages; "
    "list[]: id, uid, startTime, leaveTime, name, duration, area, device, ip";
inline constexpr std::string_view kExportChatReply = "code, message; list[]: time, sender, senderId, msg";
inline constexpr std::string_view kCoursewareTranscodeReply =
    "code, message, coursewareId, coursewareCode, visitUrl, docId";
inline constexpr std::string_view kMediaTranscodeReply =
    "code, message, coursewareId, coursewareCode, visitUrl, recordId";
inline constexpr std::string_view kExportRoomUsageReply =
    "code, message; list[]: id, startTime, endTime, subject, number, maxConcurrent, total, maxConcurrentVip";
inline constexpr std::string_view kExportRoomConcurrentReply = "code, message; list[]: date, maxConcurrent, maxvip";
inline constexpr std::string_view kExportVodConcurrentReply = "code, message; list[]: date, maxConcurrent";
inline constexpr std::string_view kExportRedpacketReply =
    "code, message; redpacket[]: userName, issueTime, type, amount, number, receiveAmount, receiveNumber; "
    "redpacket[].users[]: userId, userName, receiveTime, amount";
inline constexpr std::string_view kExportMedalReply =
    "code, message; medalDtos[]: userName, userId, count, roomStartTime; page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kExportPraiseReply =
    "code, message; praiseDtos[]: userName, userId, count, roomStartTime; page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kVodViewReply = "code, message, total";
inline constexpr std::string_view kExportRewardReply =
    "code, message; list[]: subject, startDate, endDate, totalReward; "
    "list[].speakerInfoList[]: speakerName, speakerReward";
inline constexpr std::string_view kQueryStatusReply = "code, message, status";
inline constexpr std::string_view kExportPraiseDetailReply =
    "code, message; praiseDtos[]: userId, userName, actionTime, targetUserId, targetUserName; "
    "page: pageNo, totalPages, totalCounts";

// Two-teacher rooms and groups

inline constexpr std::string_view kFamousRoomCreatedReply =
    "code, message, id, number, assistantToken, teacherToken, startDate, clientUrl, invalidDate; "
    "slaveRoomWrapper: teacherToken, assistantToken, studentClientToken; "
    "slaveRoomWrapper.slaveFamousRoomResultInfos[]: id, code, clientUrl, studentClientUrl";
inline constexpr std::string_view kFamousRoomModifyReply =
    "code, message, id, number, assistantToken, teacherToken, startDate, clientUrl, invalidDate; "
    "slaveRoomWrapper: teacherToken, assistantToken, studentClientToken; "
    "slaveRoomWrapper.slaveFamousRoomResultInfos[]: id, clientUrl, studentClientUrl; "
    "slaveRoomWrapper.slaveFamousRoomResultInfos[].groupList[]: code, name, joinUrl";
inline constexpr std::string_view kCodeReply = "code";
inline constexpr std::string_view kFamousRoomInfoReply =
    "code, message, id, number, assistantToken, teacherToken, startDate, clientUrl, invalidDate; "
    "slaveRoomWrapper: teacherToken, assistantToken, studentClientToken; "
    "slaveRoomWrapper.slaveFamousRoomResultInfos[]: id, code, clientUrl, studentClientUrl; "
    "slaveRoomWrapper.slaveFamousRoomResultInfos[].groupList[]: code, name, joinUrl";
inline constexpr std::string_view kTutorialRoomInfoReply =
    "code, message, id, number, tutorialRoomId, subject, tutorialRoomName, assistantToken, teacherToken, "
    "studentClientToken, startDate, clientUrl, joinUrl, invalidDate; groupList[]: code, name, joinUrl";
inline constexpr std::string_view kGroupCreateReply = "code, message; groups[]: code, roomId, joinUrl, name, subject";
inline constexpr std::string_view kGroupReply = "code, message, groupCode, roomId, subject, joinUrl, name";

// Rooms by day and mini rooms

inline constexpr std::string_view kRoomSyncReply =
    "code, message; "
    "list[]: roomId, subject, beginTime, createTime, code, teacherJoinUrl, assistantJoinUrl, studentJoinUrl, "
    "loginType, assistantToken, studentClientToken, studentWebToken, teacherToken, description, scheduleInfo, "
    "speakerInfo, status, action, duration; page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kMiniRoomReply =
    "code, message, id, number, teacherToken, studentClientToken, startDate, duration, invalidDate, teacherJoinUrl, "
    "studentJoinUrl, action";
inline constexpr std::string_view kMiniRoomHistoryReply =
    "code, message; recordStatistics[]: userNickname, userId, medalCount, handUpCount, podiumDuration, duration; "
    "recordStatistics[].handUpTimeStampList[]: timeStamp; "
    "recordStatistics[].rollCallDetailList[]: answerTimestamp, status, timestamp; "
    "recordStatistics[].podiumDetailList[]: beginTime, endTime; recordStatistics[].voteDetails[]: accuracy; "
    "recordStatistics[].answerSheetDetail[]: accuracy; page: pageNo, totalPages, totalCounts";
inline constexpr std::string_view kMiniRoomSynReply =
    "code, message, duration; roomStatistics[]: id, stageNum, handupNum, watchTotalTime, visitNum; "
    "page: pageNo, totalPages, totalCounts";

}  // namespace classbell::vendors::gensee

#endif  // CLASSBELL_VENDORS_GENSEE_REPLIES_H_
