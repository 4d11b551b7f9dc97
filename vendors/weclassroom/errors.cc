#include "vendors/weclassroom/errors.h"

#include <cstddef>

// The document gives each code a few characters and no circumstances; remedies are a reading, see README.md.
namespace classbell::vendors::weclassroom {
namespace {

constexpr ErrorRow kErrors[] = {
    {10000, Remedy::kNone, "Success", "成功", "Nothing to do."},
    {20001, Remedy::kFixConfig, "applicationID is missing", "applicationID 未传",
     "Check base_url: a redirect or proxy may drop the form that ClassBell sends."},
    {20002, Remedy::kFixConfig, "signMsg is missing", "signMsg 未传",
     "Check base_url: a redirect or proxy may drop the form that ClassBell sends."},
    {20003, Remedy::kFixConfig, "applicationID is wrong", "applicationID 错误",
     "Compare application_id with the vendor's console; check that base_url is not the test address."},
    {20004, Remedy::kVendor, "applicationID is not active", "applicationID active=0 无效",
     "Ask the vendor to activate it."},
    {20005, Remedy::kFixConfig, "Authorisation failed: signMsg is not accepted", "授权验证异常",
     "Compare `classbell sign` with your own computation; check secret."},
    {30001, Remedy::kFixCall, "No such route", "未找到对应路由",
     "Check that base_url ends before /lesson, /user or /classroom."},
    {30002, Remedy::kFixCall, "The route does not take this method", "未找到对应方法 GET/POST",
     "Check base_url: a redirect may turn POST into GET (http for https?)."},
    {40001, Remedy::kFixCall, "A parameter is missing", "缺少参数",
     "Compare the parameters with `classbell apis weclassroom ENDPOINT`."},
    {40002, Remedy::kFixCall, "A parameter has the wrong type", "参数类型不正确",
     "Compare types with `classbell apis weclassroom ENDPOINT`: an int must not travel as a string."},
    {40003, Remedy::kFixCall, "A parameter's value is out of range", "参数数值异常",
     "Check ids and times: does the lesson exist, is its begin before its end?"},
    {40004, Remedy::kFixCall, "The user may not do this, or not now", "用户异常操作",
     "Read the message; courseware may be uploaded once in 30 s."},
    {50000, Remedy::kRetry, "Error of the server", "服务端错误", "Wait and try again; if it lasts, tell the vendor."},
};

static_assert(is_ascending(kErrors));

}  // namespace

Span<const ErrorRow> errors() { return kErrors; }

}  // namespace classbell::vendors::weclassroom
