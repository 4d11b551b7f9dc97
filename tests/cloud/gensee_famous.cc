// Double-teacher classes (双师课堂: a famous room and its slaves, 辅导端) and mini rooms (微课堂).
#include <algorithm>

#include "crypto.h"
#include "gensee.h"

namespace cloud::gensee {
namespace {

constexpr int kFamous = 1 << Detail::kFamous, kSlave = 1 << Detail::kSlave, kMini = 1 << Detail::kMini;

std::string random_token() { return std::to_string(100000 + std::stoul(random_hex(3), nullptr, 16) % 900000); }

}  // namespace

// Makes the slaves as many as classCount says, names them, hands them their tokens. All slaves share theirs.
void Gensee::set_slaves(const Params& params, Room& master, const std::string& client_token_name) {
  const std::vector<json> names = params.objects("slaveClazzList");
  std::vector<std::string> ids = detail(master).slaves;
  const size_t count =
      static_cast<size_t>(params.number("classCount", ids.empty() ? 1 : static_cast<int64_t>(ids.size())));
  if (names.size() > count) params.refuse("slaveClazzList", kBadParameter);
  for (const json& one : names) {
    const json name = one.value("clazzName", json());
    if (!name.is_null() && (!name.is_string() || utf8_length(name.get<std::string>()) > 20)) {
      params.refuse("slaveClazzList[].clazzName", kBadParameter);
    }
  }
  const Room first = ids.empty() ? Room() : *world_.find("gensee", ids[0]);
  const std::string client = ids.empty() ? "" : details_[ids[0]].student_client;
  const std::string teacher = params.text("slaveTeacherToken", ids.empty() ? random_token() : first.chairman);
  const std::string assistant = params.text("slaveAssistantToken", ids.empty() ? random_token() : first.assistant);
  const std::string student = params.text(client_token_name, ids.empty() ? random_token() : client);
  while (ids.size() > count) {
    world_.find("gensee", ids.back())->deleted = true;
    ids.pop_back();
  }
  while (ids.size() < count) {
    Room slave;
    slave.vendor = "gensee";
    slave.start_s = master.start_s;
    slave.end_s = master.end_s;
    const Room& added = world_.add(slave);
    Detail d;
    d.kind = Detail::kSlave;
    d.number = unique(8);
    d.owner = me_->login;
    d.master = master.id;
    d.class_name = std::to_string(ids.size() + 1) + "班";
    details_[added.id] = d;
    ids.push_back(added.id);
  }
  for (size_t i = 0; i < count; ++i) {
    Room& slave = *world_.find("gensee", ids[i]);
    Detail& d = detail(slave);
    slave.title = master.title;
    slave.start_s = d.known_start_s = master.start_s;
    slave.end_s = slave.end_first_s = d.known_end_s = master.end_s;
    d.invalid_ms = detail(master).invalid_ms;
    slave.chairman = teacher;
    slave.assistant = assistant;
    d.student_client = student;
    if (i < names.size() && names[i].contains("clazzName")) d.class_name = names[i]["clazzName"];
  }
  detail(master).slaves = ids;
}

json Gensee::famous_fields(const Room& room, bool codes, bool groups) {
  const Detail& d = detail(room);
  json infos = json::array(), wrapper = json::object();
  for (const std::string& id : d.slaves) {
    const Room& slave = *world_.find("gensee", id);
    const Detail& of = detail(slave);
    wrapper = {{"teacherToken", slave.chairman},
               {"assistantToken", slave.assistant},
               {"studentClientToken", of.student_client}};
    infos.push_back({{"id", id},
                     {"code", codes ? json(of.number) : json(nullptr)},
                     {"clientUrl", teacher_url(slave)},
                     {"studentClientUrl", student_url(slave)},
                     {"groupList", groups && !of.groups.empty() ? groups_of(slave) : json(nullptr)}});
  }
  wrapper["slaveFamousRoomResultInfos"] = infos;
  return {{"id", room.id},
          {"number", d.number},
          {"assistantToken", room.assistant},
          {"teacherToken", room.chairman},
          {"startDate", room.start_ms()},
          {"clientUrl", teacher_url(room)},
          {"invalidDate", d.invalid_ms ? json(*d.invalid_ms) : json(nullptr)},
          {"slaveRoomWrapper", wrapper}};
}

json Gensee::famous_created(const Params& params) {
  Room room;
  Detail d;
  d.kind = Detail::kFamous;
  read_room(params, room, d, false);
  Room& added = add_room(params, room, d);
  set_slaves(params, added, "slaveStudentClientToken");
  return famous_fields(added, true, false);
}

json Gensee::famous_modify(const Params& params) {
  Room& room = room_of(params, "id", kFamous);
  Room changed = room;
  Detail d = detail(room);
  read_room(params, changed, d, false);
  change_room(params, room, changed, d);
  set_slaves(params, room, "slavestudentClientToken");
  return famous_fields(room, false, true);
}

json Gensee::famous_info(const Params& params) { return famous_fields(room_of(params, "id", kFamous), true, true); }

// A famous room takes its slaves with it.
json Gensee::famous_deleted(const Params& params) {
  Room& room = room_of(params, "roomId", kFamous | kSlave);
  if (room.live) throw Refused{kBusiness};
  room.deleted = true;
  for (const std::string& id : detail(room).slaves) world_.find("gensee", id)->deleted = true;
  if (detail(room).kind == Detail::kSlave) {
    std::vector<std::string>& slaves = details_[detail(room).master].slaves;
    slaves.erase(std::remove(slaves.begin(), slaves.end(), room.id), slaves.end());
  }
  params.entry().effective = "delete";
  return nullptr;
}

json Gensee::slave_modify(const Params& params) {
  Detail& d = detail(room_of(params, "roomId", kSlave));
  d.class_name = params.text("className", d.class_name);
  return nullptr;
}

json Gensee::tutorial_info(const Params& params) {
  const Room& slave = room_of(params, "roomId", kSlave);
  const Detail& d = detail(slave);
  return {{"id", d.master},
          {"number", details_[d.master].number},
          {"tutorialRoomId", slave.id},
          {"subject", slave.title},
          {"tutorialRoomName", d.class_name},
          {"assistantToken", slave.assistant},
          {"teacherToken", slave.chairman},
          {"studentClientToken", d.student_client},
          {"startDate", slave.start_ms()},
          {"clientUrl", teacher_url(slave)},
          {"joinUrl", student_url(slave)},
          {"invalidDate", d.invalid_ms ? json(*d.invalid_ms) : json(nullptr)},
          {"groupList", d.groups.empty() ? json(nullptr) : groups_of(slave)}};
}

json Gensee::mini_fields(const Room& room) {
  const Detail& d = detail(room);
  return {{"id", room.id},
          {"number", d.number},
          {"teacherToken", room.chairman},
          {"studentClientToken", d.student_client},
          {"startDate", room.start_ms()},
          {"duration", d.duration_min ? json(*d.duration_min) : json(nullptr)},
          {"invalidDate", room.end_ms()},
          {"teacherJoinUrl", teacher_url(room)},
          {"studentJoinUrl", student_url(room)},
          {"action", d.action}};
}

json Gensee::mini_created(const Params& params) {
  Room room;
  Detail d;
  d.kind = Detail::kMini;
  d.student_client = random_token();
  read_room(params, room, d, false);
  d.action = params.flag("action", true);
  return mini_fields(add_room(params, room, d));
}

json Gensee::mini_modify(const Params& params) {
  Room& room = room_of(params, "Id", kMini);
  Room changed = room;
  Detail d = detail(room);
  read_room(params, changed, d, true);
  d.action = params.flag("action", d.action);
  change_room(params, room, changed, d);
  return mini_fields(room);
}

json Gensee::mini_history(const Params& params) {
  const Room& room = room_of(params, "id", kMini);
  json all = json::array();
  for (const Person& p : room.people) {
    if (p.role != 0) continue;
    const int64_t until_ms = p.leave_ms ? p.leave_ms : world_.cloud_now_ms();
    all.push_back(
        {{"userNickname", p.name},
         {"userId", std::strtoll(p.id.c_str(), nullptr, 10)},
         {"medalCount", 1},
         {"handUpCount", 1},
         {"podiumDuration", 0},
         {"duration", until_ms - p.enter_ms},
         {"handUpTimeStampList", {{{"timeStamp", p.enter_ms}}}},
         {"rollCallDetailList", {{{"answerTimestamp", p.enter_ms + 900}, {"status", 1}, {"timestamp", p.enter_ms}}}},
         {"podiumDetailList", {{{"beginTime", p.enter_ms}, {"endTime", p.enter_ms}}}},
         {"voteDetails", {{{"accuracy", "100%"}}}},
         {"answerSheetDetail", {{{"accuracy", "50%"}}}}});
  }
  return page_of(all, params, "recordStatistics");
}

json Gensee::mini_syn(const Params& params) {
  json all = json::array();
  int64_t sum = 0;
  for (const Room* room : rooms(kMini)) {
    int64_t watched = 0, visits = 0;
    for (const Person& p : room->people) {
      if (p.role != 0) continue;
      ++visits;
      watched += (p.leave_ms ? p.leave_ms : world_.cloud_now_ms()) - p.enter_ms;
    }
    sum += watched;
    all.push_back(
        {{"id", room->id}, {"stageNum", 0}, {"handupNum", visits}, {"watchTotalTime", watched}, {"visitNum", visits}});
  }
  json out = page_of(all, params, "roomStatistics");
  out["duration"] = sum;
  return out;
}

}  // namespace cloud::gensee
