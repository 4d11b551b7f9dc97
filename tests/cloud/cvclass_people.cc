// 1.4.x and 2.1.x: black list, who is in a room and what they did there.
#include "cvclass.h"

namespace cloud::cvclass {

json CvClass::create_blacklist(const Form& form) {
  Ban ban;
  ban.scope = std::to_string(form.number("scope", "5108", "5108", 1, 2));
  if (ban.scope == "2") ban.serial = room_of(form, "5109").id;
  ban.type = std::to_string(form.number("astrict_type", "5112", "5112", 0, 2));
  ban.content = form.text("astrict_content", "5113", "5113", 1, 50);
  ban.aging = std::to_string(form.number("astrict_aging", "5114", "5114", 0, 3));
  ban.id = std::to_string(++next_id_);
  ban.add_ms = now_ms();
  bans_.push_back(ban);
  form.entry().effective = "ban";
  return {{"id", ban.id}};
}

json CvClass::blacklist(const Form& form) {
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  static const std::map<std::string, int64_t> kMinutes = {
      {"0", 5}, {"1", 30}, {"2", 24 * 60}, {"3", 100L * 365 * 24 * 60}};
  json all = json::array();
  for (const Ban& b : bans_) {
    all.push_back({{"id", b.id},
                   {"scope", b.scope},
                   {"serial", b.serial},
                   {"astrict_type", b.type},
                   {"astrict_content", b.content},
                   {"astrict_aging", b.aging},
                   {"add_time", local_time(b.add_ms)},
                   {"effective_time", local_time(b.add_ms + kMinutes.at(b.aging) * 60000)}});
  }
  return page_of(all, page, 20, "list");
}

json CvClass::delete_blacklist(const Form& form) {
  const std::string id = std::to_string(form.number("id", "5107", "5107", 0, 1LL << 50));
  for (auto it = bans_.begin(); it != bans_.end(); ++it) {
    if (it->id != id) continue;
    bans_.erase(it);
    form.entry().effective = "unban";
    return json::object();
  }
  throw Refused{"5106", {}};
}

json CvClass::online_num(const Form& form) {
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  const Room* only = form.has("serial") ? &room_of(form) : nullptr;
  json all = json::array();
  for (const Room* room : world_.rooms("cvclass")) {
    const size_t num = present(*room).size();
    if (room->deleted || (only ? room != only : num == 0)) continue;
    all.push_back({{"serial", room->id}, {"num", std::to_string(num)}});
  }
  return page_of(all, page, world_.settings.page_size, "room");
}

json CvClass::online_users_number(const Form& form) { return {{"num", present(room_of(form)).size()}, {"msg", "ok"}}; }

json CvClass::online_user_info(const Form& form) {
  const Room& room = room_of(form);
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  json all = json::array();
  for (const Person& p : present(room)) {
    all.push_back({{"buddyid", p.id},
                   {"serial", room.id},
                   {"username", p.name},
                   {"userrole", std::to_string(p.role)},
                   {"logintime", std::to_string(p.enter_ms / 1000)},
                   {"isrobot", "0"}});
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

// One cup for everybody present when the control API says so: extra {"gifts": n}.
json CvClass::user_gift(const Form& form) {
  const Room& room = room_of(form);
  const std::string user = form.text_or("userid", "", "48001", 1, 64);
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  json all = json::array();
  for (int i = 0; i < room.extra.value("gifts", 0); ++i) {
    const std::string receiver = std::to_string(1000 + i);
    if (!user.empty() && user != receiver) continue;
    all.push_back({{"serial", room.id},
                   {"sendid", "1"},
                   {"sendname", room.teacher},
                   {"receiveid", receiver},
                   {"receivename", "student " + receiver},
                   {"giftid", "1"},
                   {key("giftnumber"), "1"},
                   {"sendflag", "1"}});
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

// 2.1.5: pages of 100 from 0. extra {"chats": n} makes n lines.
json CvClass::chat_list(const Form& form) {
  const Room& room = room_of(form);
  const int64_t from = form.number("starttime", "5004", "4004", 1000000000, 9999999999);
  const int64_t to = form.number("endtime", "5004", "4004", 1000000000, 9999999999);
  if (to <= from) form.refuse_bad("endtime", "4005");
  const int64_t page = form.number("page", "48001", "48001", 0, 1 << 30);
  json all = json::array();
  for (int i = 0; i < room.extra.value("chats", 0); ++i) {
    all.push_back({{"companyid", kCompany},
                   {"fromID", std::to_string(1000 + i)},
                   {"msg", "你好 " + std::to_string(i)},
                   {"nickname", "student"},
                   {"role", "2"},
                   {"serial", room.id},
                   {"ts", local_time(from * 1000)},
                   {"type", "0"},
                   {"msg_type", "0"}});
  }
  return page_of(all, page, 100, "list", true);
}

json CvClass::answer_record(const Form& form) {
  room_of(form);
  const int64_t from = form.number_if("starttime", "4004", 1000000000, 9999999999).value_or(0);
  const int64_t to = form.number_if("endtime", "4004", 1000000000, 9999999999).value_or(1LL << 40);
  if (to < from) form.refuse_bad("endtime", "4005");
  return {{"list", json::array()}};
}

json CvClass::raise_hands(const Form& form) {
  room_of(form);
  form.text("recordtitle", "48001");
  return {{"list", json::array()}};
}

json CvClass::network_equipment(const Form& form) {
  const Room& room = room_of(form);
  json list = json::array();
  for (const Person& p : present(room)) {
    const json sound = {{"bitsPerSecond", 39672}, {"fractionLost", "0"},        {"jitter", 0},     {"lossRate", 0},
                        {"packetsLost", 0},       {"sourceSsrc", "4012808079"}, {"totalBytes", 0}, {"totalPackets", 0},
                        {"timestamp", now_ms()},  {"currentDelay", 0},          {"netquality", 1}};
    json picture = sound;
    picture.update({{"googPlisCount", "2"},
                    {"keyFrames", "2"},
                    {"videoWidth", 320},
                    {"videoHeight", 240},
                    {"frameRate", 10},
                    {"videoFps", 10}});
    list.push_back({{"serial", room.id},
                    {"myPeerId", p.id},
                    {"ts", std::to_string(now_ms() / 1000)},
                    {"routename", ""},
                    {"time", local_time(now_ms())},
                    {"role", p.role},
                    {"statistical",
                     {{"timestamp", now_ms()},
                      {"video", picture},
                      {"audio", sound},
                      {"cpuOccupancy", 0},
                      {"peerId", p.id},
                      {"streamrtcid", ""},
                      {"peerName", p.name},
                      {"streamId", p.id}}}});
  }
  if (list.empty()) throw Refused{"1", {}};
  return {{"list", list}};
}

json CvClass::equipment(const Form& form) {
  const Room& room = room_of(form);
  json list = json::array();
  for (const Person& p : present(room)) {
    json one = {{"_id", {{"$id", p.id}}}, {"serial", room.id},
                {"companyid", kCompany},  {"peerid", p.id},
                {"peername", p.name},     {"peerrole", std::to_string(p.role)},
                {key("ip"), "127.0.0.1"}, {"statistical", {{"time", now_ms() / 1000}}}};
    for (const char* name : {"country", "region", "city", "osversion", "devicemodel", "cpuarchitecture", "sdkversion",
                             "sdkdate", "connecttime", "reconnectcount", "isp", "redirectcount", "routename"}) {
      one[name] = "";
    }
    list.push_back(one);
  }
  if (list.empty()) throw Refused{"1", {}};
  return {{"list", list}};
}

}  // namespace cloud::cvclass
