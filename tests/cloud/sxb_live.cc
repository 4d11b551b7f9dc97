// Rooms: created (0), live (1), over (2), to be played back (3: extra {"playback_idx_url": ".."}).
#include <algorithm>

#include "sxb.h"

namespace cloud::sxb {
namespace {

int state_of(const Room& room) {
  if (room.live) return 1;
  if (!room.destroyed) return 0;
  return room.extra.value("playback_idx_url", "").empty() ? 2 : 3;
}

std::vector<Person*> members(Room& room) {
  std::vector<Person*> out;
  for (Person& p : room.people) {
    if (p.leave_ms == 0) out.push_back(&p);
  }
  return out;
}

}  // namespace

Room& Sxb::room_of(const Fields& fields, bool destroyed_too) {
  Room* room = world_.find_open("sxb", std::to_string(fields.number("roomnum")));
  if (!room || (room->destroyed && !destroyed_too)) throw Refused{10010};
  return *room;
}

json Sxb::create(const Fields& fields) {
  Room room;
  room.vendor = "sxb";
  room.title = fields.text("title");
  room.extra["cover"] = fields.text_or("cover", "");
  room.teacher = me_->id;
  room.start_s = world_.cloud_now_ms() / 1000;
  room.end_s = room.start_s + 3600;
  room.extra["unplanned"] = true;
  const Room& added = world_.add(room);
  fields.entry().room = added.id;
  fields.entry().effective = "create";
  return {{"roomnum", std::stoll(added.id)}, {"groupid", added.id}};
}

json Sxb::startcourse(const Fields& fields) {
  Entry& entry = fields.entry();
  Room& room = room_of(fields);
  if (room.teacher != me_->id) entry.blame("not_owner", "the room is " + room.teacher + "'s");
  const bool planned = !room.extra.value("unplanned", false);
  if (planned && now_ms() < room.start_ms()) {
    entry.blame("start_early", std::to_string(room.start_ms() - now_ms()) + " ms before the planned start");
  }
  if (planned && now_ms() >= room.end_ms()) entry.blame("start_late", "past the planned end");
  const bool again = room.has_been_live();
  if (!world_.start(room, "client")) {
    entry.blame("start_while_live");
    return nullptr;
  }
  if (again) entry.blame("second_start");
  room.extra["begin_imseq"] = 1;
  entry.effective = "start";
  return nullptr;
}

// "下课会销毁房间": gone for control afterwards, kept in the list.
json Sxb::exitroom(const Fields& fields) {
  Entry& entry = fields.entry();
  const Room* known = world_.find_open("sxb", std::to_string(fields.number("roomnum")));
  if (known && !known->live) entry.blame("stop_not_live", known->destroyed ? "destroyed" : "not begun");
  Room& room = room_of(fields);
  if (room.teacher != me_->id) entry.blame("not_owner", "the room is " + room.teacher + "'s");
  if (!world_.stop(room, "client")) throw Refused{20002};
  room.destroyed = true;
  room.extra["end_imseq"] = room.extra.value("begin_imseq", 1) + 10;
  room.extra["memsize_last"] = members(room).size();
  world_.leave_all(room);
  entry.effective = "stop";
  return nullptr;
}

// Who beats and how evenly is watched by the audit.
json Sxb::heartbeat(const Fields& fields) {
  room_of(fields);
  return nullptr;
}

json Sxb::room_item(const Room& room) const {
  const Session s = room.sessions.empty() ? Session{} : room.sessions.back();
  const bool planned = world_.settings.planned_times;
  const int64_t begin = s.start_ms ? s.start_ms / 1000 : planned ? room.start_s : 0;
  const int64_t end = s.stop_ms ? s.stop_ms / 1000 : planned && !room.extra.value("unplanned", false) ? room.end_s : 0;
  const auto there =
      std::count_if(room.people.begin(), room.people.end(), [](const Person& p) { return p.leave_ms == 0; });
  return {{"host_uid", room.teacher},
          {"title", room.title},
          {"state", state_of(room)},
          {"roomnum", std::stoll(room.id)},
          {"groupid", room.id},
          {"cover", room.extra.value("cover", "")},
          {"memsize", room.destroyed ? room.extra.value("memsize_last", int64_t{0}) : there},
          {"playback_idx_url", room.extra.value("playback_idx_url", "")},
          {"begin_time", begin},
          {"begin_imseq", room.extra.value("begin_imseq", 0)},
          {"end_time", end},
          {"end_imseq", room.extra.value("end_imseq", 0)}};
}

json Sxb::roomlist(const Fields& fields) {
  const int64_t index = fields.number("index"), size = fields.number("size");
  const int64_t roomnum = fields.number_or("roomnum", -1);
  const int64_t from = fields.number_or("from_time", 0), to = fields.number_or("to_time", int64_t{1} << 53);
  const std::string host = fields.text_or("host_uid", "");
  const int64_t state = fields.number_or("state", -1, 0, 3);
  int64_t total = 0;
  json rooms = json::array();
  for (const Room* room : world_.rooms("sxb")) {
    if (room->deleted) continue;
    const json item = room_item(*room);
    if (roomnum >= 0 && item["roomnum"] != roomnum) continue;
    if (item["begin_time"] < from || item["begin_time"] > to) continue;
    if (!host.empty() && item["host_uid"] != host) continue;
    if (state >= 0 && item["state"] != state) continue;
    if (total >= index && total < index + size) rooms.push_back(item);
    ++total;
  }
  return {{"total", total}, {"rooms", rooms}};
}

// Entering a destroyed room is 10010; leaving one is fine: whoever ended the class leaves afterwards.
json Sxb::reportmemid(const Fields& fields) {
  const int64_t operate = fields.number("operate", 0, 1);
  Room& room = room_of(fields, operate == 1);
  Person* here = nullptr;
  for (Person* p : members(room)) {
    if (p->id == me_->id) here = p;
  }
  if (operate == 0 && !here) {
    room.people.push_back({me_->id, me_->id, me_->teacher ? 1 : 0, now_ms(), 0});
    fields.entry().effective = "enter";
  } else if (operate == 1 && here) {
    here->leave_ms = now_ms();
    fields.entry().effective = "leave";
  }
  if (operate == 1) room.heartbeats[me_->id].broken = true;
  return nullptr;
}

json Sxb::roomidlist(const Fields& fields) {
  Room& room = room_of(fields, true);
  const int64_t index = fields.number("index"), size = fields.number("size");
  const std::vector<Person*> all = members(room);
  json list = json::array();
  for (int64_t i = index; i < std::min<int64_t>(index + size, static_cast<int64_t>(all.size())); ++i) {
    list.push_back({{"id", all[static_cast<size_t>(i)]->id}, {"role", all[static_cast<size_t>(i)]->role}});
  }
  return {{"total", all.size()}, {"idlist", list}};
}

json Sxb::callback(const Fields& fields) {
  fields.entry().effective = "callback";
  return nullptr;
}

}  // namespace cloud::sxb
