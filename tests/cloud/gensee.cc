// The gate of gensee: path, method, login, role, parameters. Then its own handler.
#include "gensee.h"

#include <algorithm>

#include "crypto.h"

namespace cloud::gensee {
namespace {

constexpr char kBase[] = "/integration/site/training/";
constexpr char kJoin[] = "/training/site/";

bool begins(const std::string& text, const char* head) { return text.rfind(head, 0) == 0; }

bool is_form(const Request& request) {
  std::string type = lower(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1) == "application/x-www-form-urlencoded";
}

// As a servlet: query and form are one; of a name in both the form's counts.
PhpValue parameters_of(const Request& request) {
  PhpValue all = parse_form(request.query);
  all.is_array = true;
  if (request.method != "POST" || !is_form(request)) return all;
  for (const auto& [key, value] : parse_form(request.body).items) all.at(key) = value;
  return all;
}

const char* meaning(int code) {
  static const std::map<int, const char*> kMeanings = {{-1, "失败"},
                                                       {101, "参数错误"},
                                                       {102, "参数转换错误"},
                                                       {200, "认证失败"},
                                                       {201, "口令过期"},
                                                       {300, "系统错误"},
                                                       {500, "业务错误"},
                                                       {501, "业务错误 – 数据不存在"},
                                                       {502, "业务错误 – 重复数据"},
                                                       {600, "接口被禁用，请联系管理员"}};
  const auto it = kMeanings.find(code);
  return it == kMeanings.end() ? "失败" : it->second;
}

}  // namespace

json some(const std::string& text) { return text.empty() ? json(nullptr) : json(text); }

// "对于返回参数有些属性没有则表示该项值为null"
void drop_nulls(json& value) {
  if (value.is_object()) {
    for (auto it = value.begin(); it != value.end();) it = it->is_null() ? value.erase(it) : std::next(it);
  }
  if (value.is_structured()) {
    for (json& inner : value) drop_nulls(inner);
  }
}

void Gensee::describe(const Request& request, const std::string& path, Entry& entry) {
  if (begins(path, kJoin)) {
    entry.endpoint = "join";
    const std::string number = path.substr(path.find('/', sizeof kJoin - 1) + 1);
    for (const auto& [id, d] : details_) {
      if (d.number == number.substr(0, number.find('/'))) entry.room = id;
    }
    return;
  }
  entry.endpoint = begins(path, kBase) ? path.substr(sizeof kBase - 1) : path;
  const Endpoint* endpoint = find_endpoint(entry.endpoint);
  if (!endpoint) return;
  const PhpValue all = parameters_of(request);
  const Params params(all, entry);
  for (const Rule& rule : endpoint->rules) {
    if (rule.type == 'r' && entry.room.empty()) entry.room = params.text(rule.name);
    if (std::string("tcdib").find(rule.type) != std::string::npos && params.has(rule.name)) {
      entry.params[rule.name] = params.text(rule.name).substr(0, 40);
    }
  }
  if (const User* known = user(params.text("loginName"))) entry.account = known->login;
  if (entry.endpoint == "room/modify") entry.call = "extend";
  if (entry.endpoint == "query/status") entry.call = "status";
}

Reply Gensee::handle(const Request& request, const std::string& path, Entry& entry) {
  const std::string host = request.header("host");
  base_ = (request.https ? "https://" : "http://") + (host.empty() ? std::string("gensee.test") : host) + "/gensee";
  if (begins(path, kJoin)) return join_page(request, path, entry);
  const Endpoint* endpoint = begins(path, kBase) ? find_endpoint(entry.endpoint) : nullptr;
  if (!endpoint) {
    entry.blame("unknown_endpoint", path);
    return {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};
  }
  try {
    if (request.method != "POST" && (request.method != "GET" || endpoint->post_only)) {
      entry.blame("bad_method", request.method);
      throw Refused{kFailed};
    }
    if (request.method == "POST" && !request.body.empty() && !is_form(request)) {
      entry.blame("bad_body", "Content-Type is not application/x-www-form-urlencoded");
    }
    const PhpValue all = parameters_of(request);
    const Params params(all, entry);
    me_ = &log_in(params, *endpoint);
    for (const Rule& rule : endpoint->rules) params.check(rule);
    for (const auto& [key, value] : all.items) {
      const std::string given = key.str();
      const bool known =
          given == "loginName" || given == "password" || given == "sec" ||
          std::any_of(endpoint->rules.begin(), endpoint->rules.end(), [&](const Rule& r) { return r.name == given; });
      if (!known) entry.blame("unknown_parameter", given.substr(0, 40));
    }
    return phrase(kOk, (this->*endpoint->handle)(params), entry);
  } catch (const Refused& refused) {
    return phrase(refused.code, json::object(), entry);
  }
}

// sec=true: the password's MD5 or SHA-1, in lower-case hex. An account outside its validity is 201.
const User& Gensee::log_in(const Params& params, const Endpoint& endpoint) {
  Entry& entry = params.entry();
  params.check({"loginName", true, 's', 1, 40, {}});
  params.check({"password", true, 's', 1, 200, {}});
  params.check({"sec", false, 'b', 0, 0, {}});
  const User* known = user(params.text("loginName"));
  const std::string given = params.text("password");
  const bool right =
      known && (params.flag("sec") ? given == md5_hex(known->password) || given == sha1_hex(known->password)
                                   : given == known->password);
  if (!right) {
    entry.blame("bad_signature", known ? "password" : "loginName");
    throw Refused{kWrongLogin};
  }
  const int64_t now = world_.cloud_now_ms();
  if (now < known->valid_ms || (known->invalid_ms != 0 && now >= known->invalid_ms)) throw Refused{kExpired};
  if ((known->roles & endpoint.roles) == 0) {
    entry.blame("wrong_role", known->login);
    throw Refused{kWrongLogin};
  }
  return *known;
}

Reply Gensee::phrase(int code, const json& fields, Entry& entry) const {
  json out = fields.is_object() ? fields : json::object();
  drop_nulls(out);
  entry.code = std::to_string(code);
  out["code"] = entry.code;
  if (code != kOk) out["message"] = meaning(code);
  return {200, "application/json; charset=utf-8", out.dump(-1, ' ', false, json::error_handler_t::replace), {}};
}

Reply Gensee::refusal(const std::string&, const std::string& code) {
  const bool numeric = !code.empty() && code.size() < 9 && code.find_first_not_of("-0123456789") == std::string::npos;
  const json out = {{"code", code}, {"message", meaning(numeric ? std::atoi(code.c_str()) : kFailed)}};
  return {200, "application/json; charset=utf-8", out.dump(), {}};
}

Reply Gensee::empty_schedule(const std::string&) {
  Entry scratch;
  return phrase(kOk, {{"list", json::array()}, {"page", {{"pageNo", 1}, {"totalPages", 0}, {"totalCounts", 0}}}},
                scratch);
}

// Pages of 50, fewer if the setting page_size is smaller. Past the last one: an empty list.
json Gensee::page_of(const json& all, const Params& params, const std::string& list) const {
  const int64_t size = std::min<int64_t>(kPage, world_.settings.page_size), total = static_cast<int64_t>(all.size());
  const int64_t page = params.number("pageNo", 1);
  json out = json::array();
  for (int64_t i = (page - 1) * size; i < std::min(total, page * size); ++i) out.push_back(all[static_cast<size_t>(i)]);
  return {{list, out}, {"page", {{"pageNo", page}, {"totalPages", (total + size - 1) / size}, {"totalCounts", total}}}};
}

// A number of its own, of so many digits, that is none of the rooms' ids.
std::string Gensee::unique(int digits) {
  int64_t first = 6;
  for (int i = 1; i < digits; ++i) first *= 10;
  return std::to_string(first + 7919 * ++next_);
}

Room& Gensee::room_of(const Params& params, const std::string& name, int kinds) {
  Room* room = world_.find_open("gensee", params.text(name));
  if (!room || (kinds & (1 << detail(*room).kind)) == 0) throw Refused{kNotThere};
  return *room;
}

// In the order of their creation.
std::vector<Room*> Gensee::rooms(int kinds) {
  std::vector<Room*> out;
  for (Room* room : world_.rooms("gensee")) {
    if (!room->deleted && (kinds & (1 << detail(*room).kind)) != 0) out.push_back(room);
  }
  std::stable_sort(out.begin(), out.end(), [](const Room* a, const Room* b) {
    return std::tie(a->created_ms, a->id) < std::tie(b->created_ms, b->id);
  });
  return out;
}

User* Gensee::user(const std::string& login) {
  for (User& u : users_) {
    if (u.login == login) return &u;
  }
  return nullptr;
}

// 5.41. 0: not begun, or over; 1: somebody is there; 2: live.
int Gensee::status_of(const Room& room) const {
  if (room.live) return 2;
  return std::any_of(room.people.begin(), room.people.end(), [](const Person& p) { return p.leave_ms == 0; }) ? 1 : 0;
}

json Gensee::credentials() const {
  return {{"login_name", kLogin},
          {"password", kPassword},
          {"teacher_login_name", kTeacherLogin},
          {"teacher_password", kTeacherPassword}};
}

// The teacher presses start and end; whoever waited in a room that is over leaves; a class that is over is a recording.
void Gensee::tick() {
  me_ = nullptr;  // No request is in hand.
  world_.teach("gensee");
  for (Room* room : world_.rooms("gensee")) {
    adopt_plan(*room);
    if (!room->live && world_.cloud_now_ms() >= room->end_ms()) world_.leave_all(*room);
    size_t& done = recorded_[room->id];
    for (; done < room->sessions.size() && room->sessions[done].stop_ms != 0; ++done) {
      const Session& s = room->sessions[done];
      Record record;
      record.id = 9000 + ++next_;
      record.name = room->title;
      record.room = room->id;
      record.created_ms = record.end_ms = s.stop_ms;
      record.start_ms = s.start_ms;
      record.size = (s.stop_ms - s.start_ms) * 64;
      record.creator = users_[0].id;
      records_.push_back(record);
      add_courseware(room->title, room->id, 0).record = record.id;
    }
  }
}

// Where the control API set a room's times: its end is the date it becomes invalid, and `duration` too says so where
// whole minutes can.
void Gensee::adopt_plan(const Room& room) {
  Detail& d = detail(room);
  if (d.known_start_s == room.start_s && d.known_end_s == room.end_s) return;
  d.known_start_s = room.start_s;
  d.known_end_s = room.end_s;
  d.invalid_ms = room.end_ms();
  d.duration_min.reset();
  if ((room.end_s - room.start_s) % 60 == 0) d.duration_min = (room.end_s - room.start_s) / 60;
}

// A room of the control API. extra.created_days_ago: for 5.54, which lists by the day of creation.
void Gensee::complete(Room& room) {
  Detail& d = detail(room);
  d.number = unique(8);
  d.owner = kLogin;
  if (room.chairman.empty()) room.chairman = "t" + unique(7);
  if (room.assistant.empty()) room.assistant = "a" + unique(7);
  if (!room.student.empty()) d.student_client = "c" + room.student;
  adopt_plan(room);
  if (room.extra.contains("created_days_ago")) {
    room.created_ms -= static_cast<int64_t>(room.extra["created_days_ago"].get<double>() * static_cast<double>(kDayMs));
  }
}

void Gensee::clear() {
  details_.clear();
  recorded_.clear();
  next_ = 0;
  me_ = nullptr;
  users_ = {{kLogin, kPassword, "管理员", kAdmin | kTeacher | kOrganiser, 10001, 0, 0},
            {kTeacherLogin, kTeacherPassword, "王老师", kTeacher, 10002, 0, 0}};
  const int64_t day_ago = now_ms() - kDayMs;
  records_ = {{9000, day_ago, day_ago - 3600000, day_ago, 230400000, 10001, "示范录制件", ""}};
  docs_ = {{7000, day_ago, day_ago, "示范文档.pptx", true}};
  coursewares_.clear();
  warmups_.clear();
  Courseware& shown = add_courseware("示范课件", "", 0);
  shown.record = 9000;
  shown.created_ms = shown.done_ms = day_ago;
}

}  // namespace cloud::gensee

namespace cloud {
std::unique_ptr<Vendor> make_gensee(World& world) { return std::make_unique<gensee::Gensee>(world); }
}  // namespace cloud
