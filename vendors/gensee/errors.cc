#include "vendors/gensee/errors.h"

#include <cstddef>

// The document gives each code a few characters and no circumstances; remedies are a reading, see README.md.
namespace classbell::vendors::gensee {
namespace {

constexpr ErrorRow kErrors[] = {
    {-1, Remedy::kRetry, "Failure", "失败", "Read the message; wait and try again, then check the parameters."},
    {0, Remedy::kNone, "Success", "成功", "Nothing to do."},
    {101, Remedy::kFixCall, "A parameter is wrong", "参数错误",
     "Compare the parameters with `classbell apis gensee ENDPOINT`."},
    {102, Remedy::kFixCall, "A parameter could not be converted", "参数转换错误",
     "Check numbers, true or false, and times: 2018-03-16 12:00:00 or milliseconds."},
    {200, Remedy::kFixConfig, "Authentication failed", "认证失败",
     "Check login_name, password and password_hash (the site may want md5 or sha1), and the account's role."},
    {201, Remedy::kFixConfig, "The password has expired", "口令过期",
     "Set a new password at the site, and in this source's configuration."},
    {300, Remedy::kRetry, "Error of the system", "系统错误", "Wait and try again; if it lasts, tell the vendor."},
    {500, Remedy::kFixCall, "Business error: the site's rules forbid it", "业务错误",
     "Read the message: a limit, a wrong role, or a room in the wrong state?"},
    {501, Remedy::kGone, "Business error: what the request names does not exist", "业务错误 – 数据不存在",
     "Check the ids in the request; room/sync lists the rooms of a day."},
    {502, Remedy::kFixCall, "Business error: it exists already", "业务错误 – 重复数据",
     "Give another name; a room's passwords must differ from each other, and its subject from other rooms'."},
    {600, Remedy::kVendor, "The interface is disabled; the administrator can enable it", "接口被禁用，请联系管理员",
     "Ask the site's administrator, or the vendor, to enable this interface."},
};

static_assert(is_ascending(kErrors));

}  // namespace

Span<const ErrorRow> errors() { return kErrors; }

}  // namespace classbell::vendors::gensee
