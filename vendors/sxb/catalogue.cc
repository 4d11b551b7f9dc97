#include "vendors/sxb/catalogue.h"

#include <cstdint>
#include <iterator>

#include "vendors/sxb/replies.h"

// One array per interface, in the order of the document's table, then the common parameters
// (通用字段说明). What the document leaves open is explained in README.md.
namespace classbell::vendors::sxb {
namespace {

constexpr Limits kFilled = length(1, INT64_MAX);  // What is 必填 may not be empty.

constexpr Parameter kToken = computed("token", Type::kString, "The account's token, from account/login");
constexpr Parameter kTimeStamp = computed("timeStamp", Type::kInt, "Low 32 bits of the time in milliseconds");
constexpr Parameter kAppId = computed("appid", Type::kInt, "The SdkAppID to use, from the configuration");

constexpr Parameter kRoomNum = required("roomnum", Type::kInt, "Room id");
constexpr Parameter kIndex = required("index", Type::kInt, "First element, from 0", range(0, INT64_MAX));
constexpr Parameter kSize = required("size", Type::kInt, "How many elements", range(1, INT64_MAX));

constexpr Parameter kRegistParameters[] = {
    required("id", Type::kString, "User id of the new account", kFilled),
    secret(required("pwd", Type::kString, "Its password; base64 on the wire, give it in clear", kFilled)),
    required("role", Type::kInt, "Role: 1 teacher, 0 student", one_of("0|1")),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kLoginParameters[] = {
    configured("id", Type::kString, "User id"),
    secret(configured("pwd", Type::kString, "Password; base64 on the wire, give it in clear")),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kLogoutParameters[] = {kToken, kTimeStamp, kAppId};

constexpr Parameter kCreateParameters[] = {
    kToken,
    required("title", Type::kString, "Name of the course", kFilled),
    optional("cover", Type::kString, "URL of the cover picture"),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kStartCourseParameters[] = {kToken, kRoomNum, kTimeStamp, kAppId};

constexpr Parameter kExitRoomParameters[] = {kToken, kRoomNum, kTimeStamp, kAppId};

constexpr Parameter kHeartbeatParameters[] = {kToken, kRoomNum, kTimeStamp, kAppId};

constexpr Parameter kRoomListParameters[] = {
    kToken,
    kIndex,
    kSize,
    optional("roomnum", Type::kInt, "Only this room"),
    optional("from_time", Type::kInt, "Only courses from this time on, Unix seconds", range(0, INT64_MAX)),
    optional("to_time", Type::kInt, "Only courses up to this time, Unix seconds", range(0, INT64_MAX)),
    optional("host_uid", Type::kString, "Only this teacher's; left out: every teacher's"),
    optional("state", Type::kInt, "Only: 0 created, 1 live, 2 over without replay, 3 with replay; left out: all",
             one_of("0|1|2|3")),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kReportMemIdParameters[] = {
    kToken,
    kRoomNum,
    required("operate", Type::kInt, "What happened: 0 entered the room, 1 left it", one_of("0|1")),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kRoomIdListParameters[] = {kToken, kRoomNum, kIndex, kSize, kTimeStamp, kAppId};

constexpr Parameter kBindFile[] = {
    required("type", Type::kInt, "Kind: 0 courseware, 1 video clip", one_of("0|1")),
    required("file_name", Type::kString, "Name of the file", kFilled),
    required("url", Type::kString, "Address of the file", kFilled),
};

constexpr Parameter kReportBindParameters[] = {
    kToken,
    kRoomNum,
    required("operate", Type::kInt, "What to do: 0 bind, 1 unbind", one_of("0|1")),
    of(kBindFile, required("bind_file", Type::kObject, "The file")),
    kTimeStamp,
    kAppId,
};

constexpr Parameter kQueryBindParameters[] = {kToken, kRoomNum, kIndex, kSize, kTimeStamp, kAppId};

constexpr Parameter kCosGetSignParameters[] = {
    kToken,
    required("type", Type::kInt, "Signature: 0 for many uses, 1 for one", one_of("0|1")),
    optional("bucket", Type::kString, "Bucket (default the server's)"),
    required_if("type=1", "file_path", Type::kString, "Whole path of the file in the bucket, begins with a slash"),
    kTimeStamp,
    kAppId,
};

// vod/get_sign signs a request to Tencent's VOD, vod/cmd_proxy also sends it: the same four.
constexpr Parameter kVodMethod = required("method", Type::kString, "HTTP method of Tencent's API, in capitals",
                                          one_of("GET|POST"));
constexpr Parameter kVodHost = required("host", Type::kString,
    "Host of Tencent's API, such as vod.api.qcloud.com", kFilled);
constexpr Parameter kVodPath = required("path", Type::kString,
    "Path of Tencent's API, at present /v2/index.php", kFilled);
constexpr Parameter kVodParams = required("params", Type::kObject,
    "Parameters for Tencent's API; SecretId empty, SignatureMethod HmacSHA1 or HmacSHA256");

constexpr Parameter kVodGetSignParameters[] = {
    kToken, kVodMethod, kVodHost, kVodPath, kVodParams, kTimeStamp, kAppId,
};

constexpr Parameter kVodCmdProxyParameters[] = {
    kToken, kVodMethod, kVodHost, kVodPath, kVodParams, kTimeStamp, kAppId,
};

constexpr Parameter kVodGetClientSignParameters[] = {kToken, kTimeStamp, kAppId};

// The two that Tencent's servers call; the document gives them no parameters of their own.
constexpr Parameter kRecEndCallParameters[] = {kTimeStamp, kAppId};

constexpr Parameter kIdxFileEndCallParameters[] = {kTimeStamp, kAppId};

// The three ordinary kinds of row: JSON with a token, posted.
constexpr Endpoint reads(std::string_view section, std::string_view name, std::string_view path,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, false, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint lists(std::string_view section, std::string_view name, std::string_view path, std::string_view rows,
                         std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, false, Paging::kIndexSize, rows,
          section, meaning, parameters, reply};
}
constexpr Endpoint alters(std::string_view section, std::string_view name, std::string_view path,
                          std::string_view meaning, Span<const Parameter> parameters, std::string_view reply) {
  return {name, Method::kPost, path, Body::kJson, true, true, Paging::kNone, "", section, meaning, parameters, reply};
}
constexpr Endpoint without_token(Endpoint row) {
  row.authenticated = false;
  return row;
}

constexpr Endpoint kEndpoints[] = {
    without_token(alters("注册", "account/regist", "/index.php?svc=account&cmd=regist", "Register an account",
                         kRegistParameters, kDoneReply)),
    without_token(reads("登录", kLogin, "/index.php?svc=account&cmd=login", "Log in: userSig, token, role",
                        kLoginParameters, kLoginReply)),
    alters("下线(退出)", "account/logout", "/index.php?svc=account&cmd=logout", "Log out", kLogoutParameters,
           kDoneReply),
    alters("创建课堂", "live/create", "/index.php?svc=live&cmd=create",
           "Create a room: roomnum, groupid (teachers only)", kCreateParameters, kCreateReply),
    alters("开课", kStartCourse, "/index.php?svc=live&cmd=startcourse", "Start the course (teachers only)",
           kStartCourseParameters, kDoneReply),
    alters("下课", kExitRoom, "/index.php?svc=live&cmd=exitroom",
           "End the course; destroys the room (teachers only)", kExitRoomParameters, kDoneReply),
    reads("心跳上报", kHeartbeat, "/index.php?svc=live&cmd=heartbeat",
          "Still in the room: each 3 s, teachers and students", kHeartbeatParameters, kDoneReply),
    lists("拉取课程列表", kRoomList, "/index.php?svc=live&cmd=roomlist", "data.rooms", "Courses and their state",
          kRoomListParameters, kRoomListReply),
    alters("上报房间成员变化(成员进出房间)", kReportMemId, "/index.php?svc=live&cmd=reportmemid",
           "Report that this user entered or left a room", kReportMemIdParameters, kDoneReply),
    lists("拉取房间成员列表", "live/roomidlist", "/index.php?svc=live&cmd=roomidlist",
          "data.idlist", "Who is in a room", kRoomIdListParameters, kRoomIdListReply),
    alters("课件/播片源关联上报", "live/reportbind", "/index.php?svc=live&cmd=reportbind",
           "Bind courseware or a video clip to a room, or unbind it", kReportBindParameters, kDoneReply),
    lists("查询已关联的课件/播片", "live/querybind", "/index.php?svc=live&cmd=querybind", "data.bind_files",
          "Courseware and video clips bound to a room", kQueryBindParameters, kQueryBindReply),
    reads("请求cos签名", "cos/get_sign", "/index.php?svc=cos&cmd=get_sign",
          "Signature for Tencent's object storage", kCosGetSignParameters, kCosGetSignReply),
    reads("请求vod签名", "vod/get_sign", "/index.php?svc=vod&cmd=get_sign", "Signature for a call to Tencent's VOD",
          kVodGetSignParameters, kVodGetSignReply),
    alters("Vod服务端Api命令通道", "vod/cmd_proxy", "/index.php?svc=vod&cmd=cmd_proxy",
           "Call Tencent's VOD through the server; may change anything there", kVodCmdProxyParameters,
           kVodCmdProxyReply),
    reads("请求vod客户端上传签名", "vod/get_client_sign", "/index.php?svc=vod&cmd=get_client_sign",
          "Signature for an upload to Tencent's VOD by a client", kVodGetClientSignParameters, kVodGetClientSignReply),
    without_token(alters("录制结束回调接口", "live/recendcall", "/index.php?svc=live&cmd=recendcall",
                         "Callback for Tencent's servers: a recording ended", kRecEndCallParameters, "")),
    without_token(alters("索引文件生成完成回调接口", "live/idxfileendcall",
                         "/index.php?svc=live&cmd=idxfileendcall",
                         "Callback for the index server: a replay index is ready", kIdxFileEndCallParameters, "")),
};
static_assert(is_sound(kEndpoints));
static_assert(std::size(kEndpoints) == 18);

}  // namespace

Span<const Endpoint> endpoints() { return kEndpoints; }

}  // namespace classbell::vendors::sxb
