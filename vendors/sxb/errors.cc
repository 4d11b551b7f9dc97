#include "vendors/sxb/errors.h"

#include <cstddef>

// The document gives each code two to eight characters and no circumstances; remedies are a reading, see README.md.
namespace classbell::vendors::sxb {
namespace {

constexpr ErrorRow kErrors[] = {
    {0, Remedy::kNone, "Success", "成功", "Nothing to do."},
    {10001, Remedy::kFixCall, "Bad request", "请求有误",
     "Check svc and cmd, and that base_url ends before /index.php."},
    {10002, Remedy::kFixCall, "The request's JSON is bad", "请求json错误",
     "Look at the body with --dry-run: a number given as a string, or a missing member?"},
    {10003, Remedy::kFixCall, "The request's data is bad", "请求数据错误",
     "Compare the parameters with `classbell apis sxb ENDPOINT`; check appid."},
    {10004, Remedy::kFixCall, "The user is registered already", "用户已经注册",
     "Log in with this id, or register another one."},
    {10005, Remedy::kFixConfig, "The user does not exist", "用户不存在", "Check id; register it with account/regist."},
    {10006, Remedy::kFixConfig, "Wrong password", "密码有误",
     "Check pwd: it is configured in clear, ClassBell encodes it."},
    {10007, Remedy::kLogin, "Logged in twice", "重复登录",
     "ClassBell logs in again; if it comes back, another terminal uses this id: give each its own."},
    {10008, Remedy::kGone, "Logged out twice", "重复退出", "Nothing to do: this user had left already."},
    {10009, Remedy::kLogin, "The token has expired", "token过期", "Nothing to do: ClassBell logs in again."},
    {10010, Remedy::kGone, "The live room does not exist", "直播房间不存在",
     "Check roomnum in live/roomlist; live/exitroom destroys a room."},
    {20001, Remedy::kFixCall, "The user has no AV room id", "用户没有av房间ID",
     "Create a room with live/create under this id, or use the teacher's id that owns the room."},
    {20002, Remedy::kGone, "The user is not live", "用户没有在直播",
     "The course has not begun or is over: see its state in live/roomlist."},
    {90000, Remedy::kRetry, "Internal error of the server", "服务器内部错误",
     "Wait and try again; if it lasts, tell whoever runs the server."},
};

static_assert(is_ascending(kErrors));

}  // namespace

Span<const ErrorRow> errors() { return kErrors; }

}  // namespace classbell::vendors::sxb
