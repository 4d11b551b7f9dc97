#ifndef CLASSBELL_VENDORS_CVCLASS_REPLIES_H_
#define CLASSBELL_VENDORS_CVCLASS_REPLIES_H_

#include <string_view>

// What the document's replies hold, an endpoint each, in its order: the tables' names and those that only an example
// has. "a|b": the table and the example spell one field in two ways.
namespace classbell::vendors::cvclass {

// 1.1 Rooms and uploads

inline constexpr std::string_view kCreateRoomReply = "serial, result, version";
inline constexpr std::string_view kRoomReply = "serial, result";
inline constexpr std::string_view kGetRoomListReply =
    "result, page, pagenumber; "
    "list[]: serial, roomname, starttime, endtime, chairmanpwd, confuserpwd, assistantpwd, roomtype, thirdroomid, "
    "patrolpwd, autoopenav";
inline constexpr std::string_view kGetRoomByTimeReply =
    "result, page, pagenumber; "
    "list[]: serial, roomname, starttime, endtime, chairmanpwd, assistantpwd, confuserpwd, patrolpwd, roomtype";
inline constexpr std::string_view kGetRoomInfoReply =
    "result; "
    "list: serial, roomname, starttime, endtime, chairmanpwd, assistantpwd, confuserpwd, sidelineuserpwd, "
    "thirdroomid, patrolpwd, autoopenav";
inline constexpr std::string_view kUploadFileReply =
    "result, swfpath, pagenum, fileid, downloadpath, size, status, filename, dynamicppt, fileprop, file_address";
inline constexpr std::string_view kUploadFileUrlReply = "result, fileid";
inline constexpr std::string_view kSetFileRemarkReply = "result, errorlist[]";

// 1.2 Courseware

inline constexpr std::string_view kGetFileConvertStatusReply = "result, convertstatus";
inline constexpr std::string_view kGetFileRemarkReply = "result; list[]: pageid, remark";
inline constexpr std::string_view kGetConversionFileReply =
    "result, page, pagenumber; "
    "list[]: fileid, filename, newfilename, uploadtime, status, swfpath, downloadpath, size, filetype";
inline constexpr std::string_view kResultReply = "result";
inline constexpr std::string_view kGetCompanyFileListReply =
    "result, page, pagenumber, roomfile; "
    "list[]: fileid, companyid, filename, newfilename, size, uploaduserid, uploadusername, uploadtime, filepath, "
    "downloadpath, swfpath, pdfpath, cospdfpath, filetype, pagenum, active, fileserverid, status, isconvert, "
    "dynamicppt, filecategory, catalogid, notifyurl, isContentDocument, convertor, isFullPath, converttime, ordernum, "
    "redisvalue";
inline constexpr std::string_view kGetRoomFileReply =
    "result, page, pagenumber; "
    "list[]: fileid, companyid, filename, newfilename, size, uploaduserid, uploadusername, uploadtime, filepath, "
    "downloadpath, swfpath, pdfpath, cospdfpath, filetype, pagenum, active, fileserverid, status, isconvert, "
    "dynamicppt, fileprop, filecategory, notifyurl, isContentDocument, convertor, type, isFullPath, converttime, "
    "redisvalue, ordernum, sort, warmvideo";

// 1.3 Entry and control (Entry is not answered)

inline constexpr std::string_view kRoomControlReply = "result, msg";
inline constexpr std::string_view kGetMainClassroomReply =
    "result; pageInfo: page, pageNum, count; "
    "data[]: serial, roomname, starttime, endtime, videotype, maxvideo, videoframerate";
inline constexpr std::string_view kGetThemeListReply =
    "result, page, pagenumber; list[]: skinid, theme_type, theme_name";

// 1.4 Blacklist

inline constexpr std::string_view kCreateBlacklistReply = "result, id";
inline constexpr std::string_view kBlacklistReply =
    "result, page, pagenumber; "
    "list[]: id, scope, serial, astrict_type, astrict_content, astrict_aging, add_time, effective_time";

// 2. During the lesson

inline constexpr std::string_view kGetRoomOnlinenumReply = "result, page, pagenumber; room[]: serial, num";
inline constexpr std::string_view kRoomOnlineUsersNumberReply = "result, msg, num";
inline constexpr std::string_view kGetOnlineUserInfoReply =
    "result, page, pagenumber; list[]: buddyid, serial, username, userrole, logintime, isrobot";
inline constexpr std::string_view kGetUserGiftReply =
    "result, page, pagenumber; list[]: serial, sendid, sendname, receiveid, receivename, giftid, giftnumber, sendflag";
inline constexpr std::string_view kGetChatListReply =
    "result, page, pagenumber; list[]: companyid, fromID, nickname, role, serial, ts, type, msg_type, msg";
inline constexpr std::string_view kGetAnswerRecordReply =
    "result; list[]: serial, userid, name, numbers, count; list[].list[]: userid, rightkey[], isright, ts, options[]";
inline constexpr std::string_view kGetRaiseHandsReply =
    "result; list[]: userid, name, count; list[].list[]: userid, ts";
inline constexpr std::string_view kGetNetworkEquipmentReply =
    "result; list[]: companyid, serial, myPeerId, ts, routename, time, role|Role; "
    "list[].statistical: timestamp, cpuOccupancy, peerId, streamrtcid, peerName, streamId; "
    "list[].statistical.video: bitsPerSecond, fractionLost, googPlisCount, jitter, keyFrames, lossRate, packetsLost, "
    "sourceSsrc, totalBytes, totalPackets, timestamp, currentDelay, netquality, videoWidth, videoHeight, frameRate, "
    "videoFps; "
    "list[].statistical.audio: bitsPerSecond, fractionLost, jitter, lossRate, packetsLost, sourceSsrc, totalBytes, "
    "totalPackets, timestamp, currentDelay, netquality";
inline constexpr std::string_view kGetEquipmentReply =
    "result; "
    "list[]: serial, companyid, peerid, peername, peerrole, ip, country, region, city, osversion, devicemodel, "
    "cpuarchitecture, sdkversion, sdkdate, connecttime, reconnectcount, isp, redirectcount, routename; "
    "list[]._id: $id; list[].statistical: time";
inline constexpr std::string_view kRoomStatusReply = "result, status";

// 3. After the lesson

inline constexpr std::string_view kGetLoginInfoReply =
    "result, page, pagenumber; "
    "list[]: seria|serial, action_id, class_begin_time, class_end_time, userid, username, entertime, outtime, "
    "duration, durationms, ipaddress, area, serviceprovider, devicetype, userroleid";
inline constexpr std::string_view kGetRoomUserInfoReply =
    "result; "
    "list: serial, roomname, roomtype, showroomtype, starttime, endtime, roomstate, showroomstate, videotype, "
    "showvideotype, videoframerate, usenum; "
    "list.userdata[]: userid, identification, entertime, outtime, userroleid, username, outtimenull, rolename, "
    "devicetype, deviceName, version, ip, systemversion, OSVersion, country, region, city, audioinput, audiooutput, "
    "videoinput, time; list.userdata[].network._id: myPeerId; "
    "list.userdata[].network: audiobitspersecond, audiopacketsLost, audiocurrentDelay, audiominbitspersecond, "
    "audiomaxpacketsLos|audiomaxpacketsLost, audiomaxcurrentDelay, cpuOccupancy, maxcpuOccupancy, videobitspersecond, "
    "videopacketsLost, videocurrentDelay, videominbitspersecond, videomaxpacketsLost, videomaxcurrentDelay";
inline constexpr std::string_view kGetRecordListReply =
    "result, page, pagenumber; "
    "list[]: tempid, recordid, companyid, serial, recordtitle, recordpath, starttime, duration, recordpwd, ispublish, "
    "recorddesc, version, state, size, recordname, recordfileurl, taskid, videoid, originUrl, states, recordtype, "
    "transno, type, codeid, media_type, clientversion, isali, https_playpath_mp4, https_playpath_m4a, "
    "videoplayback_m4a, videoplayback_mp4, security_play_mp4, security_play_m4a, security_videoplayback_mp4, "
    "security_videoplayback_m4a";
inline constexpr std::string_view kCleanLeaveScreenMediaReply = "result, info";
inline constexpr std::string_view kGetStorageUsageReply =
    "page, pagenumber, result; list[]: serial, mp4Storage, originalRecordStorage, totalStorage";

}  // namespace classbell::vendors::cvclass

#endif  // CLASSBELL_VENDORS_CVCLASS_REPLIES_H_
