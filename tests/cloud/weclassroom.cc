// The gate of weclassroom: route, method, applicationID, signMsg, parameters; and the teacher's client.
#include "weclassroom.h"

#include <sstream>

#include "crypto.h"
#include "php.h"
#include "weclassroom_sign.h"

namespace cloud::weclassroom {
namespace {

std::string media_type(const Request& request) {
  std::string type = lower(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1);
}

// What arrived as $_POST.
PhpValue form_of(const Request& request) {
  if (media_type(request) == "application/x-www-form-urlencoded") return parse_form(request.body);
  std::vector<Upload> uploads;
  if (media_type(request) == "multipart/form-data") {
    if (auto form = parse_multipart(request.header("content-type"), request.body, uploads)) return *form;
  }
  PhpValue none;
  none.is_array = true;
  return none;
}

std::string text_at(const PhpValue& form, const std::string& name) {
  const PhpValue* value = form.find(name);
  return value && !value->is_array ? value->text : "";
}

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text) {
    out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : std::string(1, c);
  }
  return out;
}

// An id as a number, as a string of digits, or as a list of exactly one of them.
std::string id_in(const json& value) {
  if (value.is_array() && value.size() == 1) return id_in(value[0]);
  if (value.is_number_integer()) return value.dump();
  if (!value.is_string()) return "";
  const std::string text = value;
  return text.size() < 16 && text.find_first_not_of("0123456789") == std::string::npos ? text : "";
}

}  // namespace

void WeClassroom::describe(const Request& request, const std::string& path, Entry& entry) {
  entry.endpoint = path.substr(1);
  if (entry.endpoint == "client") {
    entry.room = text_at(parse_form(request.query), "lesson");
    if (entry.room.find_first_not_of("0123456789") != std::string::npos) entry.room.clear();
    return;
  }
  std::string why;
  const auto params = open_sign_msg(text_at(form_of(request), "signMsg"), kSecret, why);
  if (params) {
    for (const char* name : {"lessonId", "lesson_id", "lid"}) {
      if (params->contains(name)) entry.room = id_in((*params)[name]);
    }
    for (const char* name :
         {"startTime", "endTime", "start_time", "end_time", "day", "uid", "userId", "page", "genre"}) {
      if (params->contains(name) && (*params)[name].is_primitive()) entry.params[name] = (*params)[name];
    }
  }
  if (entry.endpoint == "lesson/edit") entry.call = "extend";
  for (const char* name :
       {"lessonData/status", "lesson/info", "lesson/get_class_info", "lesson/get_lesson_status", "lesson/byUser"}) {
    if (entry.endpoint == name) entry.call = "status";
  }
}

// A query beside the form is not read: the document knows the two form fields only.
json WeClassroom::params_of(const Request& request, Entry& entry) const {
  if (!request.query.empty()) entry.blame("query_ignored", "parameters belong into the body");
  const PhpValue form = form_of(request);
  if (form.items.empty() && !request.body.empty()) entry.blame("bad_body", "neither urlencoded nor multipart form");
  const Params outer(json::object(), entry);
  if (text_at(form, "applicationID").empty()) outer.refuse("applicationID", kMissing);
  if (text_at(form, "signMsg").empty()) outer.refuse("signMsg", kMissing);
  for (const auto& [key, value] : form.items) {
    if (key.str() != "applicationID" && key.str() != "signMsg")
      entry.blame("unknown_parameter", key.str().substr(0, 40));
  }
  if (text_at(form, "applicationID") != kApplicationId) {
    entry.blame("bad_signature", "applicationID");
    throw Refused{kWrongApplication};
  }
  std::string why;
  const auto params = open_sign_msg(text_at(form, "signMsg"), kSecret, why);
  if (!params) {
    entry.blame("bad_signature", why);
    throw Refused{kNotAuthorised};
  }
  return *params;
}

Reply WeClassroom::handle(const Request& request, const std::string& path, Entry& entry) {
  if (path == "/client") return client_page(request, entry);
  const Endpoint* endpoint = find_endpoint(entry.endpoint);
  if (!endpoint) {
    entry.blame("unknown_endpoint", path);
    return phrase(nullptr, kNoRoute, nullptr, entry);
  }
  if (request.method != "POST") {
    entry.blame("bad_method", request.method);
    return phrase(nullptr, kNoMethod, nullptr, entry);
  }
  json params;
  try {
    params = params_of(request, entry);
  } catch (const Refused& refused) {
    // What every interface wants has codes of its own.
    const bool named = refused.code == kMissing && !entry.violations.empty();
    const int code = !named ? refused.code : entry.violations.back().detail == "signMsg" ? kNoSign : kNoApplication;
    return phrase(nullptr, code, nullptr, entry);
  }
  const std::string known = std::string(" ") + endpoint->parameters + " ";
  for (const auto& [key, value] : params.items()) {
    if (known.find(" " + key + " ") == std::string::npos) entry.blame("unknown_parameter", key.substr(0, 40));
  }
  try {
    return phrase(endpoint, kOk, (this->*endpoint->handle)(Params(params, entry)), entry);
  } catch (const Refused& refused) {
    return phrase(endpoint, refused.code, nullptr, entry);
  }
}

Reply WeClassroom::phrase(const Endpoint* endpoint, int code, const json& more, Entry& entry) const {
  static const std::map<int, const char*> kSentences = {{20001, "applicationID 未传"},
                                                        {20002, "signMsg 未传"},
                                                        {20003, "applicationID 错误"},
                                                        {20004, "applicationID active=0 无效"},
                                                        {20005, "授权验证异常"},
                                                        {30001, "未找到对应路由"},
                                                        {30002, "未找到对应方法 GET/POST"},
                                                        {40001, "缺少参数"},
                                                        {40002, "参数类型不正确"},
                                                        {40003, "参数数值异常"},
                                                        {40004, "用户异常操作"},
                                                        {50000, "服务端错误"}};
  entry.code = std::to_string(code);
  const auto it = kSentences.find(code);
  json out = more.is_object() ? more : json::object();
  out["status"] = code == kOk ? 1 : 0;
  out["msg"] = code == kOk && endpoint ? endpoint->message : it == kSentences.end() ? "错误" : it->second;
  const Endpoint::Code how = endpoint ? endpoint->code : Endpoint::kErrorCode;
  if (how == Endpoint::kCode) {
    out["code"] = code;
  } else if (how == Endpoint::kErrorCode || code != kOk) {
    out["error_code"] = code;  // The tables have it everywhere; a few samples of a success lack it.
  }
  std::string text = out.dump(-1, ' ', false, json::error_handler_t::replace);
  // The sample of API 17 has lesson_id twice in each object: first a number, at the end a string.
  if (code == kOk && endpoint && std::string(endpoint->name) == "lesson/get_class_info") {
    json head = out;
    head.erase("data");
    std::string list;
    for (const json& item : out["data"]) {
      std::string one = item.dump();
      one.pop_back();
      list += (list.empty() ? "" : ",") + one + ",\"lesson_id\":\"" + item["lesson_id"].dump() + "\"}";
    }
    text = head.dump();
    text.pop_back();
    text += ",\"data\":[" + list + "]}";
  }
  return {200, "application/json; charset=utf-8", text, {}};
}

Reply WeClassroom::refusal(const std::string& endpoint, const std::string& code) {
  Entry scratch;
  const bool numeric = !code.empty() && code.size() < 9 && code.find_first_not_of("-0123456789") == std::string::npos;
  if (numeric) return phrase(find_endpoint(endpoint), std::stoi(code), nullptr, scratch);
  return {
      200, "application/json; charset=utf-8", json{{"status", 0}, {"error_code", code}, {"msg", "错误"}}.dump(), {}};
}

Reply WeClassroom::empty_schedule(const std::string& endpoint) {
  Entry scratch;
  return phrase(find_endpoint(endpoint), kOk, {{"data", json::array()}}, scratch);
}

std::string WeClassroom::success_around(const std::string& value) const {
  return "{\"status\":1,\"error_code\":10000,\"msg\":\"\",\"data\":" + value + "}";
}

// The client is a program of the vendor's; here any GET of /client?lesson=ID is the teacher's, opened.
Reply WeClassroom::client_page(const Request& request, Entry& entry) {
  Room* room = world_.find_open("weclassroom", entry.room);
  if (!room || (request.method != "GET" && request.method != "HEAD")) {
    entry.blame(room ? "bad_method" : "bad_parameter", room ? request.method : "lesson");
    entry.code = "404";
    return {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};
  }
  entry.code = "10000";
  if (request.method == "GET") {
    world_.open_page(*room, room->teacher, 2);
    world_.teach("weclassroom");
    entry.effective = "enter";
  }
  return {200,
          "text/html; charset=utf-8",
          "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html_text(room->title) +
              "</title></head><body><h1>" + html_text(room->title) + "</h1><p id=\"room\">" + room->id +
              "</p></body></html>\n",
          {}};
}

json WeClassroom::credentials() const {
  return {{"application_id", kApplicationId},
          {"secret", kSecret},
          {"user_id", kTeacher},
          {"student_id", kStudent},
          {"classroom_id", kCourse}};
}

void WeClassroom::clear() {
  users_ = {{kTeacher, "13800138000", "王老师", 2, 1}, {kStudent, "13800138001", "张一", 1, 1}};
  courses_.assign(1, Course());
  courses_[0].id = kCourse;
  courses_[0].teacher = kTeacher;
  courses_[0].name = "演示课程";
  courses_[0].students = {kStudent};
  courseware_.clear();
  next_user_ = 121600;
  next_course_ = kCourse;
  next_courseware_ = 11000;
  uploaded_ms_ = 0;
}

// A room of the control API is a lesson of the course that has its title; its teacher is a number or a name.
void WeClassroom::complete(Room& room) {
  const auto digits = [](const std::string& s) {
    return !s.empty() && s.size() < 16 && s.find_first_not_of("0123456789") == std::string::npos;
  };
  User* teacher = room.teacher.empty()   ? user(kTeacher)
                  : digits(room.teacher) ? user(std::stoll(room.teacher))
                                         : nullptr;
  if (!teacher) {
    for (User& u : users_) {
      if (u.type == 2 && u.name == room.teacher) teacher = &u;
    }
  }
  if (!teacher) {
    const int64_t uid = digits(room.teacher) ? std::stoll(room.teacher) : ++next_user_;
    users_.push_back({uid, std::to_string(13900000000 + uid % 100000000), room.teacher, 2, 1});
    teacher = &users_.back();
  }
  room.teacher = std::to_string(teacher->uid);
  if (!room.extra.contains("classroom")) {
    Course* found = nullptr;
    for (Course& c : courses_) {
      if (!c.deleted && c.name == room.title) found = &c;
    }
    if (!found) {
      courses_.emplace_back();
      found = &courses_.back();
      found->id = ++next_course_;
      found->teacher = teacher->uid;
      found->name = room.title;
      found->students = {kStudent};
    }
    ++found->lessons;
    room.extra["classroom"] = found->id;
  }
  for (const auto& [key, value] :
       {std::pair{"students", json::array({kStudent})}, std::pair{"courseware", json::array()}}) {
    if (!room.extra.contains(key)) room.extra[key] = value;
  }
}

}  // namespace cloud::weclassroom

namespace cloud {
std::unique_ptr<Vendor> make_weclassroom(World& world) { return std::make_unique<weclassroom::WeClassroom>(world); }
}  // namespace cloud
