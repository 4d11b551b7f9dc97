// What a fault makes of an answer.
#include <algorithm>

#include "cloud.h"

namespace cloud {
namespace {

constexpr char kHtml[] = "text/html; charset=utf-8";

std::string error_page(int status) {
  return "<html>\r\n<head><title>" + std::to_string(status) + "</title></head>\r\n<body><center><h1>" +
         std::to_string(status) + "</h1></center><hr><center>nginx</center></body>\r\n</html>\r\n";
}

// Valid JSON, `bytes` long, most of it one list of strings.
std::string huge(Vendor& vendor, size_t bytes) {
  const std::string item = "\"" + std::string(1022, 'x') + "\",";
  std::string list = "[";
  list.reserve(bytes + item.size());
  while (list.size() + item.size() < bytes) list += item;
  return vendor.success_around(list + "0]");
}

void cut(const Fault& fault, Plan& plan) {
  const int64_t whole = static_cast<int64_t>(plan.reply.body.size());
  plan.reply.body.resize(static_cast<size_t>(whole / 2));
  if (fault.short_length) plan.promised_size = whole;
}

}  // namespace

void shape(const Fault& fault, Vendor& vendor, const std::string& endpoint, const std::optional<Reply>& honest,
           Plan& plan) {
  const std::string& kind = fault.kind;
  plan.reply = honest.value_or(Reply{200, "application/json; charset=utf-8", vendor.success_around("[]"), {}});
  plan.chunked = fault.chunked;
  if (kind == "status") {
    plan.reply = {fault.status, kHtml, error_page(fault.status), {}};
    if (fault.retry_after >= 0) plan.reply.headers["Retry-After"] = std::to_string(fault.retry_after);
  } else if (kind == "hang") {
    plan.wait_s = fault.seconds;
    plan.late = fault.carried_out == "late";
    if (fault.carried_out == "no") plan.end = Plan::End::kClose;
  } else if (kind == "garbage") {
    plan.reply = {200, kHtml, "<!DOCTYPE html><html><body>" + error_page(502) + "</body></html>\n", {}};
  } else if (kind == "empty") {
    plan.reply.body.clear();
  } else if (kind == "empty_schedule") {
    plan.reply = vendor.empty_schedule(endpoint);
  } else if (kind == "truncated") {
    cut(fault, plan);
  } else if (kind == "huge") {
    plan.reply.body = huge(vendor, static_cast<size_t>(fault.megabytes * 1e6));
  } else if (kind == "deep") {
    const size_t depth = static_cast<size_t>(std::max(1, fault.depth));
    plan.reply.body = vendor.success_around(std::string(depth, '[') + std::string(depth, ']'));
  } else if (kind == "drip") {
    plan.drip_bytes_per_s = std::max(0.01, fault.bytes_per_s);
  } else if (kind == "close") {
    plan.end = Plan::End::kClose;
  } else if (kind == "reset") {
    plan.end = Plan::End::kReset;
  } else if (kind == "code") {
    plan.reply = vendor.refusal(endpoint, fault.code);
  }
}

}  // namespace cloud
