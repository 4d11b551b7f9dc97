// Rooms: made, changed, listed, asked for; their groups, relays, students; and the teachers' accounts.
#include <algorithm>

#include "crypto.h"
#include "gensee.h"

namespace cloud::gensee {
namespace {

constexpr int kRooms = 1 << Detail::kRoom;

std::string or_random(const std::string& token) {
  return token.empty() ? std::to_string(100000 + std::stoul(random_hex(3), nullptr, 16) % 900000) : token;
}

}  // namespace

// startDate, invalidDate, duration. The end is whichever of startDate + duration and invalidDate comes first.
void Gensee::read_plan(const Params& params, Room& room, Detail& d) {
  const int64_t start_ms = params.time_ms("startDate", room.start_ms());
  if (params.has("invalidDate")) d.invalid_ms = params.time_ms("invalidDate");
  if (params.has("duration")) d.duration_min = params.number("duration");
  if (d.invalid_ms && *d.invalid_ms <= start_ms) params.refuse("invalidDate", kBadParameter);
  int64_t end_ms = start_ms + 3600000;  // Nothing was said of an end.
  if (d.duration_min) end_ms = start_ms + *d.duration_min * 60000;
  if (d.invalid_ms) end_ms = d.duration_min ? std::min(end_ms, *d.invalid_ms) : *d.invalid_ms;
  const bool one_alone = params.has("invalidDate") != params.has("duration");
  if (one_alone && end_ms != (params.has("duration") ? start_ms + *d.duration_min * 60000 : *d.invalid_ms)) {
    params.entry().blame("times_not_together",
                         params.has("duration") ? "invalidDate comes first" : "startDate + duration comes first");
  }
  room.start_s = start_ms / 1000;
  room.end_s = end_ms / 1000;
  d.known_start_s = room.start_s;
  d.known_end_s = room.end_s;
}

// `keep`: what is left out stays (5.56, "如果为空使用原来的值"). Else, in 5.2 as in 5.1: "会自动生成随机数", "默认值为true",
// "为空默认值为不启用".
void Gensee::read_room(const Params& params, Room& room, Detail& d, bool keep) {
  room.title = params.text("subject", room.title);
  read_plan(params, room, d);
  room.chairman = or_random(params.text("teacherToken", keep ? room.chairman : ""));
  room.assistant = or_random(params.text("assistantToken", keep ? room.assistant : ""));
  room.student = params.text("studentToken", room.student);
  room.student_password = !room.student.empty();
  d.student_client = params.text("studentClientToken", d.student_client);
  d.description = params.text("description", d.description);
  d.speaker = params.text("speakerInfo", d.speaker);
  d.schedule = params.text("scheduleInfo", d.schedule);
  d.web = params.flag("webJoin", !keep || d.web);
  d.client = params.flag("clientJoin", !keep || d.client);
  if (!d.web && !d.client) d.web = d.client = true;  // "同时为false ... 则都取默认值"
  d.realtime = params.flag("realtime", d.realtime);
  d.scene = params.number("scene", d.scene);
  d.max_attendees = params.number("maxAttendees", d.max_attendees);
  d.aac = !d.telconf && params.flag("aacSupport", keep && d.aac);
  std::set<std::string> different;  // "4个口令有值得口令不能相同"
  for (const std::string& token : {room.chairman, room.assistant, room.student, d.student_client}) {
    if (!token.empty() && !different.insert(token).second) throw Refused{kDuplicate};
  }
}

Room& Gensee::add_room(const Params& params, Room room, Detail d) {
  room.vendor = "gensee";
  Room& added = world_.add(room);
  d.number = unique(8);
  d.owner = me_->login;
  details_[added.id] = d;
  params.entry().effective = "create";
  return added;
}

// Writes what was changed, and says for the report what it was.
void Gensee::change_room(const Params& params, Room& room, const Room& changed, const Detail& d) {
  Entry& entry = params.entry();
  if (room.live && changed.start_s != room.start_s) throw Refused{kBusiness};
  entry.effective = changed.start_s != room.start_s ? "move"
                    : changed.end_s > room.end_s    ? "extend"
                    : changed.end_s < room.end_s    ? "shorten"
                                                    : "edit";
  entry.params["starttime"] = std::to_string(changed.start_s);
  entry.params["endtime"] = std::to_string(changed.end_s);
  room = changed;
  detail(room) = d;
}

json Gensee::room_created(const Params& params) {
  for (const Room* other : rooms(kRooms)) {
    if (other->title == params.text("subject")) throw Refused{kDuplicate};  // "当subject相同时也会引起冲突"
  }
  Room room;
  Detail d;
  read_room(params, room, d, false);
  return room_fields(add_room(params, room, d));
}

json Gensee::room_modify(const Params& params) {
  Room& room = room_of(params, "Id", kRooms);
  Room changed = room;
  Detail d = detail(room);
  read_room(params, changed, d, false);
  change_room(params, room, changed, d);
  return nullptr;
}

json Gensee::room_deleted(const Params& params) {
  Room& room = room_of(params, "roomId");
  if (room.live) throw Refused{kBusiness};
  room.deleted = true;
  params.entry().effective = "delete";
  return nullptr;
}

json Gensee::room_fields(const Room& room) {
  const Detail& d = detail(room);
  return {{"id", room.id},
          {"number", d.number},
          {"assistantToken", some(room.assistant)},
          {"studentToken", some(room.student)},
          {"teacherToken", room.chairman},
          {"studentClientToken", some(d.student_client)},
          {"startDate", room.start_ms()},
          {"webJoin", d.web ? "true" : "false"},
          {"clientJoin", d.client ? "true" : "false"},
          {"invalidDate", d.invalid_ms ? json(*d.invalid_ms) : json(nullptr)},
          {"teacherJoinUrl", teacher_url(room)},
          {"studentJoinUrl", student_url(room)},
          {"scene", d.scene}};
}

json Gensee::groups_of(const Room& room) {
  json out = json::array();
  for (const Group& g : detail(room).groups)
    out.push_back({{"code", g.code}, {"name", g.name}, {"joinUrl", group_url(room, g)}});
  return out;
}

json Gensee::room_info(const Params& params) {
  const Room& room = room_of(params, "roomId");
  const Detail& d = detail(room);
  json out = room_fields(room);
  out.erase("scene");
  out["subject"] = room.title;
  out["action"] = d.action;
  out["duration"] = d.duration_min ? json(*d.duration_min) : json(nullptr);
  out["aacSupport"] = d.aac;
  out["groupList"] = d.groups.empty() ? json(nullptr) : groups_of(room);
  return out;
}

// Over: past its end, or the teacher ended it.
bool Gensee::finished(const Room& room) const {
  return !room.live && (room.has_been_live() || world_.cloud_now_ms() >= room.end_ms());
}

json Gensee::room_sync(const Params& params) {
  const std::string day = shanghai_day(params.time_ms("createTime", world_.cloud_now_ms()));
  const int64_t status = params.number("status", -1), over = params.number("finished", 0);
  json all = json::array();
  for (const Room* room : rooms(kRooms)) {
    if (shanghai_day(room->created_ms) != day) continue;
    if (status >= 0 && status_of(*room) != status) continue;
    if (over != 0 && finished(*room) != (over == 1)) continue;
    const Detail& d = detail(*room);
    all.push_back({{"roomId", room->id},
                   {"subject", room->title},
                   {"beginTime", room->start_ms()},
                   {"createTime", room->created_ms},
                   {"code", d.number},
                   {"teacherJoinUrl", teacher_url(*room)},
                   {"assistantJoinUrl", teacher_url(*room)},
                   {"studentJoinUrl", student_url(*room)},
                   {"loginType", d.client && d.web ? 3
                                 : d.web           ? 2
                                                   : 1},
                   {"assistantToken", some(room->assistant)},
                   {"studentClientToken", some(d.student_client)},
                   {"studentWebToken", some(room->student)},
                   {"teacherToken", room->chairman},
                   {"description", some(d.description)},
                   {"scheduleInfo", some(d.schedule)},
                   {"speakerInfo", some(d.speaker)},
                   {"status", status_of(*room)},
                   {"action", d.action},
                   {"duration", d.duration_min ? json(*d.duration_min) : json(nullptr)}});
  }
  return page_of(all, params, "list");
}

json Gensee::query_status(const Params& params) {
  const Room& room = room_of(params, "roomId", -1);
  params.entry().params["status"] = status_of(room);
  return {{"status", status_of(room)}};
}

// Without both names the conference is off; with them AAC is.
json Gensee::room_telconf(const Params& params) {
  Detail& d = detail(room_of(params, "roomId"));
  d.telconf = params.has("siteName") && params.has("sitePassword");
  if (d.telconf) d.aac = false;
  params.entry().effective = "telconf";
  return nullptr;
}

json Gensee::room_student_list(const Params& params) {
  Room& room = room_of(params, "roomId");
  if (params.has("groupCode")) group_of(params, room);
  std::map<int64_t, std::string> students;
  for (const json& one : params.objects("studentListInfo")) {
    const json id = one.value("id", json()), name = one.value("name", json());
    const std::string digits = id.is_string() ? id.get<std::string>() : id.is_number_integer() ? id.dump() : "";
    if (digits.empty() || digits.size() > 18 || digits.find_first_not_of("0123456789") != std::string::npos) {
      params.refuse("studentListInfo[].id", kBadConversion);
    }
    if (!name.is_string() || name.get<std::string>().empty()) params.refuse("studentListInfo[].name", kBadParameter);
    if (!students.emplace(std::stoll(digits), name.get<std::string>()).second) throw Refused{kDuplicate};
  }
  if (students.empty()) params.refuse("studentListInfo", kBadParameter);
  Detail& d = detail(room);
  if (params.flag("cover")) d.students.clear();
  for (const auto& [id, name] : students) d.students[id] = name;
  params.entry().effective = "students";
  return nullptr;
}

json Gensee::relay_add(const Params& params) {
  Room& room = room_of(params, "roomId");
  const Room& source = room_of(params, "relayId");
  if (room.id == source.id) throw Refused{kBusiness};
  if (!detail(room).relays.insert(source.id).second) throw Refused{kDuplicate};
  return nullptr;
}

json Gensee::relay_remove(const Params& params) {
  if (detail(room_of(params, "roomId")).relays.erase(params.text("relayId")) == 0) throw Refused{kNotThere};
  return nullptr;
}

Group& Gensee::group_of(const Params& params, const Room& room) {
  for (Group& g : detail(room).groups) {
    if (g.code == params.text("groupCode")) return g;
  }
  throw Refused{kNotThere};
}

json Gensee::group_fields(const Room& room, const Group& group) {
  return {{"groupCode", group.code},
          {"roomId", room.id},
          {"subject", room.title},
          {"joinUrl", group_url(room, group)},
          {"name", group.name}};
}

// Names are given to the first groups; the others are "N组".
json Gensee::group_create(const Params& params) {
  Room& room = room_of(params, "roomId", -1);
  Detail& d = detail(room);
  const std::vector<json> names = params.objects("groupNameList");
  const size_t count = static_cast<size_t>(params.number("groupCount"));
  if (names.size() > count) params.refuse("groupNameList", kBadParameter);
  if (!d.groups.empty()) throw Refused{kDuplicate};
  json out = json::array();
  for (size_t i = 0; i < count; ++i) {
    std::string name = std::to_string(i + 1) + "组";
    if (i < names.size() && names[i].value("groupName", json()).is_string()) name = names[i]["groupName"];
    d.groups.push_back({"g" + unique(5), name});
    const Group& g = d.groups.back();
    out.push_back({{"code", g.code},
                   {"roomId", room.id},
                   {"joinUrl", group_url(room, g)},
                   {"name", g.name},
                   {"subject", room.title}});
  }
  return {{"groups", out}};
}

// "有分组信息的情况下才可以增加分组"
json Gensee::group_add(const Params& params) {
  Room& room = room_of(params, "roomId", -1);
  std::vector<Group>& groups = detail(room).groups;
  if (groups.empty() || groups.size() >= 40) throw Refused{kBusiness};
  groups.push_back({"g" + unique(5), params.text("groupName", std::to_string(groups.size() + 1) + "组")});
  return group_fields(room, groups.back());
}

json Gensee::group_update(const Params& params) {
  Room& room = room_of(params, "roomId", -1);
  Group& group = group_of(params, room);
  group.name = params.text("groupName");
  return group_fields(room, group);
}

json Gensee::group_delete(const Params& params) {
  const Room& room = room_of(params, "roomId", -1);
  const std::string code = group_of(params, room).code;
  std::vector<Group>& groups = detail(room).groups;
  groups.erase(std::find_if(groups.begin(), groups.end(), [&](const Group& g) { return g.code == code; }));
  return nullptr;
}

json Gensee::teacher_created(const Params& params) {
  if (user(params.text("teacherLoginName"))) throw Refused{kDuplicate};
  if (params.has("invalidDate") && params.time_ms("invalidDate") <= params.time_ms("validDate")) {
    params.refuse("invalidDate", kBadParameter);
  }
  users_.push_back({params.text("teacherLoginName"), params.text("teacherPassword"), params.text("name"), kTeacher,
                    10000 + static_cast<int64_t>(users_.size()) + 1, params.time_ms("validDate"),
                    params.time_ms("invalidDate")});
  return nullptr;
}

json Gensee::teacher_modify(const Params& params) {
  User* found = user(params.text("teacherLoginName"));
  if (!found) throw Refused{kNotThere};
  if (found->login == kLogin) throw Refused{kBusiness};  // The site's administrator is no teacher to be changed.
  found->password = params.text("teacherPassword");
  found->name = params.text("name");
  found->valid_ms = params.time_ms("validDate", found->valid_ms);
  found->invalid_ms = params.time_ms("invalidDate", found->invalid_ms);
  return nullptr;
}

}  // namespace cloud::gensee
