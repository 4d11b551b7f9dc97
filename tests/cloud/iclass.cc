// The gate of iclass: POST, JSON, public parameters, expire_time, sign; the class pages.
#include "iclass.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "crypto.h"
#include "php.h"

namespace cloud::iclass {
namespace {

constexpr char kBase[] = "/paas/v1/";

std::string media_type(const Request& request) {
  std::string type = lower(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1);
}

bool all_digits(const std::string& text) {
  return !text.empty() && text.size() < 19 && text.find_first_not_of("0123456789") == std::string::npos;
}

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return out;
}

// /SDKAPPID/CLASS/0 (teacher) or 1 (student), the form of the sample's teacher_url.
std::vector<std::string> page_parts(const std::string& path) {
  std::vector<std::string> out;
  std::stringstream in(path.substr(1));
  for (std::string part; std::getline(in, part, '/');) out.push_back(part);
  const bool page = out.size() == 3 && all_digits(out[0]) && all_digits(out[1]) && (out[2] == "0" || out[2] == "1");
  return page ? out : std::vector<std::string>();
}

const Reply kNotFound = {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};

}  // namespace

const IClass::Endpoint* IClass::find_endpoint(const std::string& name) {
  static const std::array<Endpoint, 14> kEndpoints{{
      {"class/create", &IClass::class_create,
       "teacher_id class_topic class_type start_time stop_time record_types members settings record_user_id "
       "record_user_sig"},
      {"class/delete", &IClass::class_delete, "class_id"},
      {"class/modify", &IClass::class_modify,
       "class_id teacher_id class_topic class_type start_time stop_time record_types members settings record_user_id "
       "record_user_sig"},
      {"class/info", &IClass::class_info, "class_id"},
      {"class/list", &IClass::class_list, "index size user_id create_time_desc class_status class_type"},
      {"user/register", &IClass::user_register, "list"},
      {"user/profile/modify", &IClass::user_profile_modify, "user_id role nickname gender avatar phone_no e_mail"},
      {"user/token/update", &IClass::user_token_update, "user_id"},
      {"user/info", &IClass::user_info, "user_id"},
      {"user/list", &IClass::user_list, "index size roles prefix"},
      {"document/add", &IClass::document_add,
       "doc_url doc_name doc_ext doc_size doc_md5 permission is_transcode owner"},
      {"document/delete", &IClass::document_delete, "doc_ids"},
      {"document/info", &IClass::document_info, "doc_id"},
      {"document/list", &IClass::document_list, "index size prefix owner permissions"},
  }};
  for (const Endpoint& endpoint : kEndpoints) {
    if (name == endpoint.name) return &endpoint;
  }
  return nullptr;
}

void IClass::describe(const Request& request, const std::string& path, Entry& entry) {
  const std::vector<std::string> page = page_parts(path);
  if (!page.empty()) {
    entry.endpoint = page[2] == "0" ? "page/teacher" : "page/student";
    entry.room = page[1];
    return;
  }
  entry.endpoint = path.rfind(kBase, 0) == 0 ? path.substr(sizeof kBase - 1) : path;
  const json body = json::parse(request.body, nullptr, false);
  if (body.is_object()) {
    for (const char* name : {"class_id", "start_time", "stop_time", "index", "size", "create_time_desc"}) {
      if (body.contains(name) && body[name].is_primitive()) entry.params[name] = body[name];
    }
    if (body.contains("class_id") && body["class_id"].is_number_integer()) entry.room = body["class_id"].dump();
  }
  if (entry.endpoint == "class/modify") entry.call = "extend";
  if (entry.endpoint == "class/info" || entry.endpoint == "class/list") entry.call = "status";
}

json IClass::body_of(const Request& request, Entry& entry) const {
  if (media_type(request) != "application/json") {
    entry.blame("bad_body", "Content-Type is not application/json");
    throw Refused{kBadRequest, "Content-Type"};
  }
  json body = json::parse(request.body, nullptr, false);
  if (!body.is_object()) {
    entry.blame("bad_body", "not a JSON object");
    throw Refused{kBadRequest, "body"};
  }
  return body;
}

// Appendices 1 and 2: sdkappid, random, sign in the query, expire_time in the body.
void IClass::check_public(const Request& request, const Fields& fields) const {
  Entry& entry = fields.entry();
  const PhpValue query = parse_form(request.query);
  const auto get = [&](const char* name) {
    const PhpValue* value = query.find(name);
    if (!value || value->is_array || value->text.empty()) fields.refuse(name, true);
    return value->text;
  };
  for (const auto& [key, value] : query.items) {
    const std::string name = key.str();
    if (name != "sdkappid" && name != "random" && name != "sign") entry.blame("unknown_parameter", name.substr(0, 40));
  }
  if (get("sdkappid") != std::to_string(kSdkAppId)) {
    entry.blame("bad_signature", "sdkappid");
    throw Refused{kBadSdkAppId, "sdkappid"};
  }
  if (!all_digits(get("random"))) fields.refuse("random");
  const std::string sign = get("sign");
  const int64_t expire_s = fields.number("expire_time", INT64_MIN, INT64_MAX);
  if (sign != md5_hex(kTicKey + std::to_string(expire_s))) {
    entry.blame("bad_signature", "sign");
    throw Refused{kBadSign, "sign"};
  }
  if (expire_s * 1000 < world_.cloud_now_ms()) {
    entry.blame("stale_timestamp", std::to_string(world_.cloud_now_ms() / 1000 - expire_s) + " s");
    throw Refused{kExpired, "expire_time"};
  }
}

Reply IClass::handle(const Request& request, const std::string& path, Entry& entry) {
  base_ = (request.https ? "https://" : "http://") + request.header("host") + "/iclass";
  if (!page_parts(path).empty()) return page(request, entry);
  const Endpoint* endpoint = path.rfind(kBase, 0) == 0 ? find_endpoint(entry.endpoint) : nullptr;
  if (!endpoint) {
    entry.blame("unknown_endpoint", path);
    return kNotFound;
  }
  try {
    if (request.method != "POST") {
      entry.blame("bad_method", request.method);
      throw Refused{kBadRequest, "method"};
    }
    const json body = body_of(request, entry);
    const Fields fields(body, entry);
    check_public(request, fields);
    const std::string known = std::string(" expire_time ") + endpoint->fields + " ";
    for (const auto& [key, value] : body.items()) {
      if (known.find(" " + key + " ") == std::string::npos) entry.blame("unknown_parameter", key.substr(0, 40));
    }
    return phrase(0, "", (this->*endpoint->handle)(fields), entry);
  } catch (const Refused& refused) {
    return phrase(refused.code, refused.detail, refused.more, entry);
  }
}

Reply IClass::phrase(int code, const std::string& detail, const json& more, Entry& entry) const {
  static const std::map<int, const char*> kSentences = {{kBadRequest, "bad request"},
                                                        {kMissing, "missing parameter"},
                                                        {kBadParameter, "bad parameter"},
                                                        {kBadSdkAppId, "sdkappid not found"},
                                                        {kBadSign, "sign error"},
                                                        {kExpired, "sign expired"},
                                                        {kNoClass, "class not found"},
                                                        {kNoUser, "user not found"},
                                                        {kNoDocument, "document not found"},
                                                        {kRepeated, "user_id repeated"},
                                                        {kWrongState, "not allowed in this state"}};
  const auto it = kSentences.find(code);
  json out = more.is_object() ? more : json::object();
  entry.code = std::to_string(code);
  out["error_code"] = code;
  std::string sentence = code == 0 ? "" : it == kSentences.end() ? "error" : it->second;
  if (!detail.empty()) sentence += ": " + detail;
  out["error_msg"] = sentence;
  return {200, "application/json; charset=utf-8", out.dump(-1, ' ', false, json::error_handler_t::replace), {}};
}

Reply IClass::refusal(const std::string&, const std::string& code) {
  Entry scratch;
  const bool numeric = !code.empty() && code.size() < 9 && code.find_first_not_of("-0123456789") == std::string::npos;
  if (numeric) return phrase(std::stoi(code), "", nullptr, scratch);
  return {200, "application/json; charset=utf-8", json{{"error_code", code}, {"error_msg", "error"}}.dump(), {}};
}

Reply IClass::empty_schedule(const std::string&) {
  Entry scratch;
  return phrase(0, "", {{"finish", true}, {"total", 0}, {"list", json::array()}}, scratch);
}

std::string IClass::success_around(const std::string& value) const {
  return "{\"error_code\":0,\"error_msg\":\"\",\"finish\":true,\"total\":0,\"list\":" + value + "}";
}

// A GET of the teacher's page opens the class. How a user_token is handed to it is not documented: one in the query is
// looked at, none is asked for.
Reply IClass::page(const Request& request, Entry& entry) {
  const bool teacher = entry.endpoint == "page/teacher";
  Room* room = world_.find_open("iclass", entry.room);
  const bool ours = request.path.find("/" + std::to_string(kSdkAppId) + "/") != std::string::npos;
  if (!room || !ours || (request.method != "GET" && request.method != "HEAD")) {
    entry.blame(room && ours ? "bad_method" : "bad_parameter", room && ours ? request.method : "class page");
    entry.code = "404";
    return kNotFound;
  }
  entry.code = "0";
  const PhpValue query = parse_form(request.query);
  if (const PhpValue* token = query.find("user_token")) {
    const bool known = std::any_of(users_.begin(), users_.end(), [&](const User& u) { return u.token == token->text; });
    if (!known) entry.blame("unknown_token", "user_token");
  }
  if (request.method == "GET" && teacher) {
    world_.open_page(*room, room->teacher, 0);
    entry.effective = "enter";
    tick();
  } else if (request.method == "GET") {
    room->people.push_back({"student", "student", 1, now_ms(), 0});
  }
  return {200,
          "text/html; charset=utf-8",
          "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html_text(room->title) +
              "</title></head><body><h1>" + html_text(room->title) + "</h1><p id=\"room\">" + room->id +
              "</p><p id=\"role\">" + (teacher ? "teacher" : "student") + "</p></body></html>\n",
          {}};
}

json IClass::credentials() const {
  return {{"sdkappid", kSdkAppId},
          {"tic_key", kTicKey},
          {"user_id", kTeacher},
          {"student_id", kStudent},
          {"user_token", "demo-token-" + std::string(kTeacher)}};
}

void IClass::clear() {
  users_.clear();
  for (const char* id : {kTeacher, kStudent}) {
    User u;
    u.id = u.nickname = id;
    u.role = id == std::string(kTeacher) ? "teacher" : "student";
    u.token = "demo-token-" + u.id;
    u.regist_s = u.update_s = now_ms() / 1000;
    users_.push_back(u);
  }
  documents_.clear();
  told_.clear();
  callbacks_.clear();
}

void IClass::complete(Room& room) {
  if (room.teacher.empty()) room.teacher = kTeacher;
  json whole = {{"class_type", "public"}, {"record_types", json::array({"local"})}, {"members", json::array()}};
  whole.update(room.extra);
  room.extra = whole;
}

}  // namespace cloud::iclass

namespace cloud {
std::unique_ptr<Vendor> make_iclass(World& world) { return std::make_unique<iclass::IClass>(world); }
}  // namespace cloud
