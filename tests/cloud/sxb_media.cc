// Courseware bindings, and the signatures of COS and VOD (signed with a key nobody else has: only their shape counts).
#include <algorithm>

#include "crypto.h"
#include "sxb.h"

namespace cloud::sxb {
namespace {

constexpr char kSecretId[] = "AKIDdemo0000000000000000000000000000";
constexpr char kSecretKey[] = "demo-cloud-key";

// method, host, path, params of vod get_sign and cmd_proxy. Answers the signature method.
std::string check_vod(const Fields& fields) {
  const std::string method = fields.text("method");
  if (method != "GET" && method != "POST") fields.refuse("method", false);
  fields.text("host");
  if (fields.text("path") != "/v2/index.php") fields.refuse("path", false);
  const json& params = fields.object("params");
  const Fields inner(params, fields.entry());
  inner.text("Action");
  if (params.contains("SecretId") && params["SecretId"] != "")
    fields.entry().blame("bad_parameter", "SecretId is to be empty");
  const std::string how = params.contains("SignatureMethod") ? inner.text("SignatureMethod") : "HmacSHA1";
  if (how != "HmacSHA1" && how != "HmacSHA256") fields.refuse("SignatureMethod", false);
  return how;
}

// Tencent's rule: METHODhost/path?k=v&k=v, keys sorted.
std::string vod_text(const Fields& fields) {
  std::string out = fields.text("method") + fields.text("host") + fields.text("path") + "?";
  for (const auto& [key, value] : fields.object("params").items()) {
    const std::string text = key == "SecretId"   ? kSecretId
                             : value.is_string() ? value.get<std::string>()
                                                 : value.dump();
    out += key + "=" + text + "&";
  }
  out.pop_back();
  return out;
}

}  // namespace

json Sxb::reportbind(const Fields& fields) {
  const Room& room = room_of(fields);
  const int64_t operate = fields.number("operate", 0, 1);
  const Fields file(fields.object("bind_file"), fields.entry());
  const Binding binding{file.number("type", 0, 1), file.text("file_name"), file.text("url")};
  std::vector<Binding>& all = bindings_[room.id];
  const auto same = std::find_if(all.begin(), all.end(),
                                 [&](const Binding& b) { return b.type == binding.type && b.url == binding.url; });
  if (operate == 0 && same == all.end()) all.push_back(binding);
  if (operate == 1 && same != all.end()) all.erase(same);
  fields.entry().effective = operate == 0 ? "bind" : "unbind";
  return nullptr;
}

json Sxb::querybind(const Fields& fields) {
  const Room& room = room_of(fields, true);
  const int64_t index = fields.number("index"), size = fields.number("size");
  const std::vector<Binding>& all = bindings_[room.id];
  json list = json::array();
  for (int64_t i = index; i < std::min<int64_t>(index + size, static_cast<int64_t>(all.size())); ++i) {
    const Binding& b = all[static_cast<size_t>(i)];
    list.push_back({{"type", b.type}, {"file_name", b.file_name}, {"url", b.url}});
  }
  return {{"total", all.size()}, {"bind_files", list}};
}

json Sxb::cos_sign(const Fields& fields) {
  const int64_t type = fields.number("type", 0, 1);
  const std::string bucket = fields.text_or("bucket", ""), path = fields.text_or("file_path", "");
  if (type == 1 && path.empty()) fields.refuse("file_path", true);
  if (!path.empty() && path[0] != '/') fields.refuse("file_path", false);
  const std::string text = "a=" + std::to_string(kAppId) + "&b=" + (bucket.empty() ? "demo" : bucket) + "&f=" + path;
  return {{"sign", hmac_base64(false, kSecretKey, text)},
          {"bucket", bucket.empty() ? "demo" : bucket},
          {"region", bucket.empty() ? "sh" : ""},
          {"preview_tag", "preview"}};
}

json Sxb::vod_sign(const Fields& fields) {
  const std::string how = check_vod(fields);
  return {{"sign", hmac_base64(how == "HmacSHA256", kSecretKey, vod_text(fields))},
          {"SecretId", kSecretId},
          {"SignatureMethod", how}};
}

json Sxb::vod_proxy(const Fields& fields) {
  check_vod(fields);
  return {{"code", 0}, {"message", ""}, {"totalCount", 0}};
}

json Sxb::vod_client_sign(const Fields&) {
  return {{"sign", hmac_base64(false, kSecretKey, "secretId=" + std::string(kSecretId) + "&random=" + random_hex(4))},
          {"SecretId", kSecretId}};
}

}  // namespace cloud::sxb
