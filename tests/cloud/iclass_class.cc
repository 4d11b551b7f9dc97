// Classes (1.1 to 1.5). None of these begins or ends one: that is the teacher's, in the opened page.
#include <algorithm>

#include "iclass.h"

namespace cloud::iclass {
namespace {

using Words = std::vector<std::string>;
const Words kTypes = {"public", "1v1", "1vN"}, kStatuses = {"will", "ing", "end"}, kRecords = {"local", "remote"};

bool wanted(const std::vector<std::string>& list, const std::string& one) {
  return list.empty() || std::find(list.begin(), list.end(), one) != list.end();
}

bool contains_user(const json& members, const std::string& id) {
  return std::any_of(members.begin(), members.end(), [&](const json& m) { return m["user_id"] == id; });
}

}  // namespace

Room& IClass::class_of(const Fields& fields) {
  Room* room = world_.find_open("iclass", std::to_string(fields.number("class_id")));
  if (!room) throw Refused{kNoClass, "class_id"};
  return *room;
}

// One never begun is over when its time is.
std::string IClass::status_of(const Room& room) const {
  if (room.live) return "ing";
  return room.has_been_live() || world_.cloud_now_ms() >= room.end_ms() ? "end" : "will";
}

// What create and modify have in common; modify changes what is there.
void IClass::read_class(const Fields& fields, Room& room, bool create) {
  if (create || fields.has("teacher_id")) room.teacher = fields.text("teacher_id");
  if (fields.has("class_topic")) room.title = fields.text("class_topic", true);
  if (fields.has("class_type")) room.extra["class_type"] = fields.one_of("class_type", kTypes);
  const bool moved = fields.has("start_time"), ends = fields.has("stop_time");
  if (moved) room.start_s = fields.number("start_time", 1);
  if (ends) room.end_s = fields.number("stop_time", 1);
  if (create && !ends) room.end_s = room.start_s + 7200;
  if (room.end_s < room.start_s) fields.refuse(ends ? "stop_time" : "start_time");
  std::vector<std::string> records = fields.some_of("record_types", kRecords);  // The table's place,
  if (fields.has("settings")) {                                                 // and the example's.
    if (!fields.raw("settings").is_object()) fields.refuse("settings");
    const Fields settings(fields.raw("settings"), fields.entry());
    if (settings.has("record_types")) records = settings.some_of("record_types", kRecords);
    for (const auto& [key, value] : settings.object().items()) {
      if (key != "record_types") fields.entry().blame("unknown_parameter", "settings." + key.substr(0, 40));
    }
  }
  if (!records.empty()) room.extra["record_types"] = records;
  if (fields.has("record_user_id")) {
    // "必须包含前缀 tic_recorduser${room_id}", yet the number is not known before, and the example begins
    // tic_record_user_.
    if (fields.text("record_user_id").rfind("tic_record", 0) != 0) fields.refuse("record_user_id");
    room.extra["record_user_id"] = fields.text("record_user_id");
  }
  if (fields.has("record_user_sig")) room.extra["record_user_sig"] = fields.text("record_user_sig").size();
  if (std::find(records.begin(), records.end(), "remote") != records.end()) {
    for (const char* name : {"record_user_id", "record_user_sig"}) {
      if (!room.extra.contains(name)) fields.refuse(name, true);  // "如果要云端录制，则必填"
    }
  }
  if (!fields.has("members")) return;
  if (!fields.raw("members").is_array()) fields.refuse("members");
  json members = json::array();
  for (const json& one : fields.raw("members")) {
    if (!one.is_object()) fields.refuse("members");
    const Fields member(one, fields.entry());
    const std::string role = member.one_of("role", {"student"});
    const std::string id = member.text("user_id");
    if (!contains_user(members, id)) members.push_back({{"role", role}, {"user_id", id}});
  }
  room.extra["members"] = members;
}

json IClass::class_create(const Fields& fields) {
  Room room;
  room.vendor = "iclass";
  room.start_s = world_.cloud_now_ms() / 1000;
  read_class(fields, room, true);
  complete(room);
  Room& added = world_.add(room);
  if (added.title.empty()) added.title = added.id;
  fields.entry().room = added.id;
  fields.entry().effective = "create";
  const std::string url = base_ + "/" + std::to_string(kSdkAppId) + "/" + added.id + "/";
  return {{"class_id", std::stoll(added.id)}, {"teacher_url", url + "0"}, {"student_url", url + "1"}};
}

json IClass::class_delete(const Fields& fields) {
  Room& room = class_of(fields);
  world_.stop(room, "client");
  room.deleted = true;
  fields.entry().effective = "delete";
  return nullptr;
}

json IClass::class_modify(const Fields& fields) {
  Room& room = class_of(fields);
  Entry& entry = fields.entry();
  Room changed = room;
  read_class(fields, changed, false);
  const bool times = changed.start_s != room.start_s || changed.end_s != room.end_s;
  const bool late = room.live && (changed.start_s != room.start_s || changed.end_ms() <= world_.cloud_now_ms());
  if (times && (late || (room.has_been_live() && !room.live))) throw Refused{kWrongState, "start_time, stop_time"};
  entry.effective = changed.start_s != room.start_s ? "move"
                    : changed.end_s > room.end_s    ? "extend"
                    : changed.end_s < room.end_s    ? "shorten"
                                                    : "edit";
  entry.params["starttime"] = std::to_string(changed.start_s);
  entry.params["endtime"] = std::to_string(changed.end_s);
  room = changed;
  return nullptr;
}

json IClass::class_item(const Room& room) const {
  return {{"class_id", std::stoll(room.id)}, {"class_topic", room.title},  {"class_type", room.extra["class_type"]},
          {"class_status", status_of(room)}, {"teacher_id", room.teacher}, {"create_time", room.created_ms / 1000},
          {"start_time", room.start_s},      {"stop_time", room.end_s}};
}

// class_id is "否" in the table; without one there is no class to tell of.
json IClass::class_info(const Fields& fields) {
  if (!fields.has("class_id")) throw Refused{kNoClass, "class_id"};
  const Room& room = class_of(fields);
  json members = room.extra["members"];
  if (!contains_user(members, room.teacher)) members.push_back({{"role", "teacher"}, {"user_id", room.teacher}});
  const Session s = room.sessions.empty() ? Session{} : room.sessions.back();
  json out = class_item(room);
  out.update({{"real_start_time", s.start_ms / 1000},
              {"real_stop_time", s.stop_ms / 1000},
              {"member_count", members.size()},
              {"chat_group_id", room.id + "_chat"},
              {"cmd_group_id", room.id},
              {"members", members}});
  out["settings"] = {
      {"resolution", "1024x768"}, {"fps", 20}, {"layout", 1}, {"record_types", room.extra["record_types"]}};
  return out;
}

json IClass::class_list(const Fields& fields) {
  const bool newest_first = fields.flag("create_time_desc");
  const std::string who = fields.text_or("user_id", "");
  const auto statuses = fields.some_of("class_status", kStatuses), types = fields.some_of("class_type", kTypes);
  std::vector<Room*> rooms = world_.rooms("iclass");
  std::sort(rooms.begin(), rooms.end(), [&](const Room* a, const Room* b) {
    const auto key = [](const Room* r) { return std::pair(r->created_ms, std::stoll(r->id)); };
    return newest_first ? key(a) > key(b) : key(a) < key(b);
  });
  json all = json::array();
  for (const Room* room : rooms) {
    if (room->deleted || !wanted(statuses, status_of(*room)) || !wanted(types, room->extra["class_type"])) continue;
    if (!who.empty() && room->teacher != who && !contains_user(room->extra["members"], who)) continue;
    all.push_back(class_item(*room));
  }
  return page_of(fields, all);
}

}  // namespace cloud::iclass
