// Rooms: made, changed, listed, controlled.
#include <set>

#include "cvclass.h"

namespace cloud::cvclass {
namespace {

constexpr int64_t kTimeMin = 1000000000, kTimeMax = 9999999999;  // Ten digits.
constexpr int kThemes[] = {101, 102, 103};
constexpr const char* kThemeNames[] = {"经典黑", "典雅绿", "清新蓝"};

}  // namespace

// 1.1.1, 1.1.2. What is not given stays as it is.
void CvClass::read_room(const Form& form, Room& room, bool create) {
  if (create || form.has("roomname")) room.title = form.text("roomname", "4003", "48001", 1, 20);
  if (create || form.has("starttime")) room.start_s = form.number("starttime", "5004", "4004", kTimeMin, kTimeMax);
  if (create || form.has("endtime")) room.end_s = form.number("endtime", "5004", "4004", kTimeMin, kTimeMax);
  if (!create && form.has("starttime") != form.has("endtime")) {
    form.entry().blame("times_not_together", "starttime and endtime are to be used together (1.1.2)");
  }
  if (room.end_s <= room.start_s) form.refuse_bad("endtime", "4005");
  read_passwords(form, room, create);
  read_layout(form, room);
}

void CvClass::read_passwords(const Form& form, Room& room, bool create) {
  if (create || form.has("chairmanpwd")) room.chairman = form.text("chairmanpwd", "5002", "4006", 4, 16);
  if (create || form.has("assistantpwd")) room.assistant = form.text("assistantpwd", "5018", "4010", 4, 16);
  if (create || form.has("patrolpwd")) room.patrol = form.text("patrolpwd", "5019", "4010", 4, 16);
  const bool was = room.student_password;
  const auto group = form.number_if("grouproom", "48001", 0, 2);
  room.student_password = form.number_if("passwordrequired", "48001", 0, 1).value_or(was ? 1 : 0) == 1;
  if (group.value_or(0) == 1) room.student_password = false;  // A main room: "默认为0".
  if (form.has("confuserpwd") || (room.student_password && (create || form.has("passwordrequired")))) {
    room.student = form.text("confuserpwd", "5003", "4009", 4, 20);
  }
  std::set<std::string> all;
  for (const std::string* one : {&room.chairman, &room.assistant, &room.patrol, &room.student}) {
    if (!one->empty() && !all.insert(*one).second) form.refuse_bad("passwords", "5102");
  }
}

void CvClass::read_layout(const Form& form, Room& room) {
  const auto keep = [&](const char* name, const std::optional<int64_t>& value) {
    if (value) room.extra[name] = std::to_string(*value);
  };
  if (form.has("videotype")) {
    form.number_if("videotype", "5016", 0, 999999);
    keep("videotype", form.number_if("videotype", "5020", 0, 6));
  }
  const auto rate = form.number_if("videoframerate", "48001", 10, 30);
  if (rate && *rate % 5 != 0) form.refuse_bad("videoframerate", "48001");
  keep("videoframerate", rate);
  for (const char* name : {"autoopenav", "sharedesk", "sharemedia", "recorder_switch", "multi_camera"}) {
    keep(name, form.number_if(name, "48001", 0, 1));
  }
  keep("maxvideo", form.number_if("maxvideo", "5103", 2, 17));
  keep("grouproom", form.number_if("grouproom", "48001", 0, 2));
  const int stage = std::stoi(room.extra.value("maxvideo", "17"));
  if (form.has("multi_camera") && room.extra.value("multi_camera", "0") == "1" && form.has("maxvideo") && stage > 8) {
    form.refuse_bad("maxvideo", "5104");
  }
  if (room.extra.value("grouproom", "0") == "2" && form.has("grouproom")) {
    const Room* father = world_.find_open("cvclass", form.text("fatherroomid", "53102", "53103"));
    if (!father || father->extra.value("grouproom", "0") != "1") form.refuse_bad("fatherroomid", "53103");
    room.extra["fatherroomid"] = father->id;
  }
  if (form.has("roomlayout")) {
    const auto layout = form.number_if("roomlayout", "5105", 0, 4);
    const bool one_to_one = stage == 2 && room.extra.value("grouproom", "0") != "1";
    if (one_to_one ? *layout == 2 || *layout == 3 : *layout == 4) form.refuse_bad("roomlayout", "5105");
    keep("roomlayout", layout);
  }
  if (form.has("skinid")) keep("skinid", form.number_if("skinid", "5021", 101, 103));
}

json CvClass::create_room(const Form& form) {
  Room room;
  room.vendor = "cvclass";
  read_room(form, room, true);
  const Room& added = world_.add(room);
  form.entry().room = added.id;
  form.entry().effective = "create";
  return {{"version", 1435020}, {"serial", std::stoll(added.id)}};
}

json CvClass::modify_room(const Form& form) {
  Room& room = room_of(form);
  Room changed = room;
  read_room(form, changed, false);
  form.entry().effective = changed.start_s != room.start_s ? "move"
                           : changed.end_s > room.end_s    ? "extend"
                           : changed.end_s < room.end_s    ? "shorten"
                                                           : "";
  room = changed;
  return {{"serial", room.id}};
}

json CvClass::delete_room(const Form& form) {
  Room& room = room_of(form);
  room.deleted = true;
  form.entry().effective = "delete";
  return {{"serial", room.id}};
}

// Everything is a string in the lists.
json CvClass::room_item(const Room& room, const std::vector<std::string>& keys) const {
  const json all = {{"serial", room.id},
                    {"roomname", room.title},
                    {"starttime", std::to_string(room.start_s)},
                    {"endtime", std::to_string(room.end_s)},
                    {"chairmanpwd", room.chairman},
                    {"assistantpwd", room.assistant},
                    {"confuserpwd", room.student},
                    {"patrolpwd", room.patrol},
                    {"sidelineuserpwd", ""},
                    {"thirdroomid", ""},
                    {"roomtype", room.extra.value("roomtype", "3")},
                    {"autoopenav", room.extra.value("autoopenav", "0")}};
  json out = json::object();
  for (const std::string& name : keys) out[name] = all[name];
  return out;
}

json CvClass::get_room_list(const Form& form) {
  const int64_t type = form.number_if("timetype", "48001", 0, 3).value_or(0);
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  const std::string room_type = form.text_or("room_type", "");
  if (!room_type.empty() && room_type != "3" && room_type != "4" && room_type != "6")
    form.refuse_bad("room_type", "4011");
  json all = json::array();
  for (const Room* room : world_.rooms("cvclass")) {
    const int64_t when = now_s() < room->start_s ? 2 : now_s() > room->end_s ? 3 : 1;
    if (room->deleted || (type != 0 && when != type)) continue;
    if (!room_type.empty() && room->extra.value("roomtype", "3") != room_type) continue;
    all.push_back(room_item(*room, {"serial", "roomname", "starttime", "endtime", "chairmanpwd", "assistantpwd",
                                    "confuserpwd", "thirdroomid", "roomtype", "patrolpwd", "autoopenav"}));
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

// 1.1.5: rooms that overlap [starttime, endtime).
json CvClass::get_room_by_time(const Form& form) {
  const int64_t from = form.number_if("starttime", "4004", kTimeMin, kTimeMax).value_or(now_s());
  const int64_t to = form.number_if("endtime", "4004", kTimeMin, kTimeMax).value_or(kTimeMax);
  if (to < from) form.refuse_bad("endtime", "4005");
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  const std::string room_type = form.text_or("room_type", "");
  if (!room_type.empty() && room_type != "3" && room_type != "4" && room_type != "6")
    form.refuse_bad("room_type", "4011");
  json all = json::array();
  for (const Room* room : world_.rooms("cvclass")) {
    if (room->deleted || room->start_s >= to || room->end_s <= from) continue;
    if (!room_type.empty() && room->extra.value("roomtype", "3") != room_type) continue;
    json item = room_item(
        *room, {"serial", "roomname", "starttime", "endtime", "chairmanpwd", "assistantpwd", "patrolpwd", "roomtype"});
    item[key("confuserpwd")] = room->student;
    all.push_back(item);
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

json CvClass::get_room_info(const Form& form) {
  const Room& room = room_of(form);
  return {{"list", room_item(room, {"serial", "roomname", "starttime", "endtime", "chairmanpwd", "assistantpwd",
                                    "confuserpwd", "sidelineuserpwd", "thirdroomid", "patrolpwd", "autoopenav"})}};
}

// 1.3.2. A start of a live room and a stop of an idle one are answered 0 and change nothing.
json CvClass::room_control(const Form& form) {
  Entry& entry = form.entry();
  const std::string serial = form.text("serial", "10020", "4007", 1, 32);
  const std::string state = form.text("state", "10020", "10022", 1, 11);
  if (state != "0" && state != "1") form.refuse_bad("state", "10022");
  Room* room = world_.find_open("cvclass", serial);
  if (!room || expired(*room)) throw Refused{"4007", {}};
  if (state == "1" && now_ms() < room->start_ms()) {
    entry.blame("start_early", std::to_string(room->start_ms() - now_ms()) + " ms before the planned start");
  }
  if (!occupied(*room)) throw Refused{"10021", {{"msg", "房间需要至少一个人存在"}}};
  if (state == "1") {
    if (now_ms() >= room->end_ms()) entry.blame("start_late", "past the planned end");
    if (room->live) {
      entry.blame("start_while_live");
    } else {
      if (room->has_been_live()) entry.blame("second_start");
      world_.start(*room, "client");
      entry.effective = "start";
    }
  } else if (world_.stop(*room, "client")) {
    entry.effective = "stop";
  } else {
    entry.blame("stop_not_live");
  }
  return {{"msg", "消息成功发送"}};
}

// 2.2.1. A room past its end and overrun is 3, not 4007.
json CvClass::room_status(const Form& form) {
  const Room& room = room_of(form);
  const int64_t from = form.number_if("start_time", "4005", kTimeMin, kTimeMax).value_or(room.start_s - 86400);
  const int64_t to = form.number_if("end_time", "4005", kTimeMin, kTimeMax).value_or(room.end_s);
  if (from > to) form.refuse_bad("end_time", "4005");
  const int status = expired(room) ? 3 : room.live ? 2 : room.has_been_live() ? 1 : 0;
  form.entry().params["status"] = status;
  return {{"status", status}};
}

json CvClass::main_classroom(const Form& form) {
  const int64_t page = form.number("page", "48001", "48001", 0, 1 << 30);
  const std::string serial = form.text_or("serial", "", "48001", 1, 32);
  json all = json::array();
  for (const Room* room : world_.rooms("cvclass")) {
    if (room->deleted || room->extra.value("grouproom", "0") != "1" || (!serial.empty() && room->id != serial))
      continue;
    all.push_back({{"serial", room->id},
                   {"roomname", room->title},
                   {"starttime", std::to_string(room->start_s)},
                   {"endtime", std::to_string(room->end_s)},
                   {"videotype", room->extra.value("videotype", "0")},
                   {"maxvideo", room->extra.value("maxvideo", "2")},
                   {"videoframerate", room->extra.value("videoframerate", "10")}});
  }
  const int64_t count = static_cast<int64_t>(all.size());
  const json one = page_of(all, std::max<int64_t>(page, 1), 20, "data");
  return {{"pageInfo", {{"page", page}, {"pageNum", 20}, {"count", count}}}, {"data", one["data"]}};
}

json CvClass::theme_list(const Form& form) {
  const int64_t type = form.number_if("theme_type", "48001", 0, 1).value_or(0);
  const int64_t page = form.number_if("page", "48001", 0, 1 << 30).value_or(1);
  json all = json::array();
  for (size_t i = 0; i < std::size(kThemes) && type == 0 && page <= 1; ++i) {
    all.push_back({{"skinid", std::to_string(kThemes[i])}, {"theme_type", "0"}, {"theme_name", kThemeNames[i]}});
  }
  return {{"list", all}, {"page", page}, {"pagenumber", "20"}};
}

}  // namespace cloud::cvclass
