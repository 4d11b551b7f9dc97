// 3.1.x: after the class. A class that ended leaves one recording behind.
#include <algorithm>

#include "cvclass.h"

namespace cloud::cvclass {
namespace {
constexpr int64_t kTimeMin = 1000000000, kTimeMax = 9999999999;
}

json CvClass::login_info(const Form& form) {
  const Room& room = room_of(form);
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  const int64_t from = form.number_if("starttime", "4004", kTimeMin, kTimeMax).value_or(0);
  const int64_t to = form.number_if("endtime", "4004", kTimeMin, kTimeMax).value_or(kTimeMax);
  if (to <= from) form.refuse_bad("endtime", "4005");
  json all = json::array();
  for (const Person& p : room.people) {
    if (p.enter_ms / 1000 < from || p.enter_ms / 1000 > to) continue;
    const Session session = room.sessions.empty() ? Session{} : room.sessions.back();
    const int64_t stay_s = ((p.leave_ms ? p.leave_ms : now_ms()) - p.enter_ms) / 1000;
    all.push_back({{"serial", room.id},
                   {"action_id", room.id + "_" + std::to_string(session.start_ms)},
                   {"class_begin_time", std::to_string(session.start_ms / 1000)},
                   {"class_end_time", std::to_string(session.stop_ms / 1000)},
                   {"userid", p.id},
                   {"username", p.name},
                   {"entertime", local_time(p.enter_ms)},
                   {"outtime", p.leave_ms ? json(local_time(p.leave_ms)) : json(nullptr)},
                   {"duration", std::to_string(stay_s) + "秒"},
                   {"ipaddress", "127.0.0.1"},
                   {"devicetype", nullptr},
                   {"durationms", stay_s},
                   {"area", ""},
                   {"serviceprovider", ""},
                   {"userroleid", std::to_string(p.role)}});
  }
  return page_of(all, page, 100, "list");
}

json CvClass::room_user_info(const Form& form) {
  const Room& room = room_of(form);
  const bool pair = room.extra.value("maxvideo", "2") == "2";
  json users = json::array();
  for (const Person& p : room.people) {
    users.push_back({{"userid", p.id},
                     {"identification", p.id},
                     {"entertime", local_time(p.enter_ms)},
                     {"outtime", p.leave_ms ? json(local_time(p.leave_ms)) : json(nullptr)},
                     {"userroleid", std::to_string(p.role)},
                     {"username", p.name},
                     {"outtimenull", p.leave_ms ? "0" : "1"},
                     {"rolename", p.role == 0 ? "老师" : "学生"},
                     {"devicetype", ""},
                     {"deviceName", ""},
                     {"version", ""},
                     {"ip", "127.0.0.1"},
                     {"systemversion", ""},
                     {"OSVersion", ""},
                     {"country", ""},
                     {"region", ""},
                     {"city", ""},
                     {"audioinput", ""},
                     {"audiooutput", ""},
                     {"videoinput", ""},
                     {"time", p.enter_ms / 1000},
                     {"network", json::array()}});
  }
  return {{"list",
           {{"serial", room.id},
            {"roomname", room.title},
            {"roomtype", pair ? "0" : "3"},
            {"showroomtype", pair ? "小班1对1" : "小班1对多"},
            {"starttime", std::to_string(room.start_s)},
            {"endtime", std::to_string(room.end_s)},
            {"roomstate", expired(room) ? "1" : "0"},
            {"videotype", "48"},
            {"showvideotype", "320*240"},
            {"videoframerate", room.extra.value("videoframerate", "10")},
            {"showroomstate", room.live ? "上课中" : "空闲"},
            {"usenum", users.size()},
            {"userdata", users.empty() ? json(nullptr) : users}}}};
}

json CvClass::record_list(const Form& form) {
  const Room& room = room_of(form);
  const int64_t from = form.number_if("starttime", "4004", kTimeMin, kTimeMax).value_or(0);
  const int64_t to = form.number_if("endtime", "4004", kTimeMin, kTimeMax).value_or(kTimeMax);
  if (to < from) form.refuse_bad("endtime", "4005");
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  json all = json::array();
  for (const Record& r : records_) {
    if (r.serial != room.id || r.start_s < from || r.start_s > to) continue;
    json one = {{"tempid", r.serial + r.title},
                {"recordid", r.serial + r.title},
                {"companyid", kCompany},
                {"serial", r.serial},
                {"recordtitle", r.title},
                {"recordpath", "/" + r.serial + "-" + r.title + "/"},
                {"starttime", std::to_string(r.start_s)},
                {"duration", std::to_string(r.duration_ms)},
                {"ispublish", "1"},
                {"version", "1428176"},
                {"state", "0"},
                {"size", "17106363"},
                {"states", "0"},
                {"originUrl", nullptr},
                {"recordtype", "0"},
                {"transno", nullptr},
                {"type", "0"},
                {"codeid", "0"},
                {"media_type", "0"},
                {"clientversion", "3"},
                {"isali", "0"}};
    for (const char* name :
         {"recordpwd", "recorddesc", "recordname", "recordfileurl", "taskid", "videoid", "https_playpath_mp4",
          "https_playpath_m4a", "videoplayback_m4a", "videoplayback_mp4", "security_play_mp4", "security_play_m4a",
          "security_videoplayback_mp4", "security_videoplayback_m4a"}) {
      one[name] = "";
    }
    all.push_back(one);
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

json CvClass::clean_media(const Form& form) {
  const Room& room = room_of(form);
  const PhpValue& titles = form.list("recordtitle", "48001");
  if (titles.items.size() > 50) form.refuse_bad("recordtitle", "48001");
  int deleted = 0;
  for (const auto& [index, title] : titles.items) {
    const auto gone = std::remove_if(records_.begin(), records_.end(),
                                     [&](const Record& r) { return r.serial == room.id && r.title == title.text; });
    deleted += static_cast<int>(records_.end() - gone);
    records_.erase(gone, records_.end());
  }
  if (deleted == 0) throw Refused{"1", {{"info", "录制件不存在"}}};
  form.entry().effective = "delete_record";
  return json::object();
}

json CvClass::batch_delete_record(const Form& form) {
  form.number_if("recordtype", "48001", 5, 5);
  const int64_t from = form.number("starttime", "53001", "53002", kTimeMin, kTimeMax);
  const int64_t to = form.number("endtime", "53001", "53002", kTimeMin, kTimeMax);
  if (from > to || to > now_s()) form.refuse_bad("endtime", "53002");
  records_.erase(std::remove_if(records_.begin(), records_.end(),
                                [&](const Record& r) { return r.start_s >= from && r.start_s <= to; }),
                 records_.end());
  form.entry().effective = "delete_record";
  return json::object();
}

json CvClass::storage_usage(const Form& form) {
  const int64_t page = form.number("page", "48001", "48001", 1, 1 << 30);
  const Room* only = form.has("serial") ? &room_of(form) : nullptr;
  json all = json::array();
  for (const Room* room : world_.rooms("cvclass")) {
    if (room->deleted || (only && room != only)) continue;
    const auto count =
        std::count_if(records_.begin(), records_.end(), [&](const Record& r) { return r.serial == room->id; });
    const std::string size = std::to_string(16 * count);
    all.push_back({{"serial", room->id}, {"mp4Storage", size}, {"originalRecordStorage", "0"}, {"totalStorage", size}});
  }
  json out = page_of(all, page, 20, "list");
  out["pagenumber"] = "20";
  return out;
}

}  // namespace cloud::cvclass
