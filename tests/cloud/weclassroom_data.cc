// What is read about lessons: API 16 to 19, 21, 23 to 25, 27 to 29, 31, 34.
// A room's extra may carry "help" (the document's objects, help_time local) and "events" [{"uid", "type", "t" (epoch
// s)}].
#include <algorithm>

#include "weclassroom.h"

namespace cloud::weclassroom {
namespace {

constexpr int64_t kIoPage = 40;

json local_or_null(int64_t t_ms) { return t_ms ? json(local_time(t_ms)) : json(nullptr); }

Session last_session(const Room& room) { return room.sessions.empty() ? Session{} : room.sessions.back(); }

std::string video_of(const Room& room) { return "play-back.zhiboyun.eaydu.com/vod/zby/_" + room.id + ".mp4"; }

std::string event_type(const Params& params) {
  const std::string type = params.text("event_type");
  for (const char* known : {"onstage", "handup", "reward", "toggle_mic_on", "toggle_mic_off", "reward_all"}) {
    if (type == known) return type;
  }
  params.refuse("event_type", kWrongValue);
}

json events_of(const Room& room) { return room.extra.value("events", json::array()); }

// An id whose type the document does not say: a number or its digits.
int64_t id_of_any_type(const Params& params, const std::string& name) {
  const json& value = params.raw(name);
  if (value.is_number_integer()) return params.number(name);
  const std::string digits = params.text(name);
  if (digits.size() > 15 || digits.find_first_not_of("0123456789") != std::string::npos)
    params.refuse(name, kWrongValue);
  return std::stoll(digits);
}

int64_t minutes(int64_t ms) { return ms > 0 ? ms / 60000 : 0; }

}  // namespace

json WeClassroom::lesson_get_help_info(const Params& params) {
  const int64_t from = params.time("start_time", Stamp::kEither), to = params.time("end_time", Stamp::kEither);
  if (to < from) params.refuse("end_time", kWrongValue);
  json out = json::array();
  for (const Room* room : world_.rooms("weclassroom")) {
    for (json one : room->extra.value("help", json::array())) {
      const auto t = read_local_time(one.value("help_time", ""), Stamp::kSecond);
      if (!t || *t < from || *t > to) continue;
      one["lesson_id"] = room->id;  // All of them are strings in the sample.
      out.push_back(one);
    }
  }
  return {{"data", out}};
}

// Whatever overlaps the range. Planned times are not in the answer: lesson/info has them.
json WeClassroom::lesson_get_class_info(const Params& params) {
  const int64_t from = params.time("start_time", Stamp::kLooseSecond),
                to = params.time("end_time", Stamp::kLooseSecond);
  if (to < from) params.refuse("end_time", kWrongValue);
  json out = json::array();
  for (const Room* room : world_.rooms("weclassroom")) {
    if (room->deleted || room->start_s >= to || room->end_s <= from) continue;
    const Session s = last_session(*room);
    out.push_back({{"lesson_id", std::stoll(room->id)},
                   {"status", status_of(*room)},
                   {"actual_start_time", local_or_null(s.start_ms)},
                   {"actual_end_time", local_or_null(s.stop_ms)}});
  }
  return {{"data", out}};
}

json WeClassroom::lesson_get_lesson_status(const Params& params) {
  json out = json::array();
  for (const int64_t id : params.numbers("lesson_id", 1000)) {
    const Room* room = lesson(id);
    if (!room) continue;
    const int status = status_of(*room);
    out.push_back({{"lesson_id", room->id}, {"status", status}, {"video", status == 2 ? video_of(*room) : ""}});
  }
  return {{"data", out}};
}

json WeClassroom::lesson_info(const Params& params) {
  constexpr size_t kLessonsMax = 100;
  json out = json::array();
  for (const int64_t id : params.numbers("lessonId", kLessonsMax)) {
    const Room* room = lesson(id);
    if (!room) continue;
    const Session s = last_session(*room);
    const User* teacher = user(std::stoll(room->teacher));
    out.push_back({{"zby_lid", id},
                   {"status", status_of(*room)},
                   {"actual_start_time", local_or_null(s.start_ms)},
                   {"actual_end_time", local_or_null(s.stop_ms)},
                   {"teacher_name", teacher ? teacher->name : ""},
                   {"start_time", local_time(room->start_ms())},
                   {"end_time", local_time(room->end_ms())}});
  }
  return {{"data", out}};
}

// The sample names the day of the record as the key, and has neither error_code nor data.
json WeClassroom::lesson_service_record(const Params& params) {
  const Room* room = lesson(id_of_any_type(params, "lesson_id"));
  if (!room) params.refuse("lesson_id", kWrongValue);
  const int64_t uid = id_of_any_type(params, "user_id");
  if (!takes_part(*room, uid)) params.refuse("user_id", kWrongValue);
  json out = {{"script_flag", 1}, {"scribblelog", json::array()}};
  const Session s = last_session(*room);
  if (s.stop_ms) {
    std::string day = local_time(s.start_ms).substr(0, 10);
    day.erase(std::remove(day.begin(), day.end(), '-'), day.end());
    out[day] = json::array({"https://cloudclass-replay-dev.oss-cn-beijing.aliyuncs.com/media/" + room->id + "_" +
                            std::to_string(uid) + "_" + day + ".mp4"});
  }
  return out;
}

json WeClassroom::lesson_io_info(const Params& params) {
  const Room& room = lesson_of(params);
  const int64_t page = std::max<int64_t>(1, params.number_if("page", 0, 1 << 20).value_or(1));
  const json& students = room.extra["students"];
  const int64_t count = static_cast<int64_t>(students.size());
  json list = json::array();
  for (int64_t i = (page - 1) * kIoPage; i < std::min(count, page * kIoPage); ++i) {
    list.push_back({{"user_id", students[static_cast<size_t>(i)]},
                    {"listen_time", 0},
                    {"inout_times", 0},
                    {"u_late", 0},
                    {"u_leave", 0}});
  }
  return {{"data", {{"page", page}, {"sumpage", (count + kIoPage - 1) / kIoPage}, {"count", count}, {"data", list}}}};
}

json WeClassroom::lesson_replay_url(const Params& params) {
  const std::string id = params.text("lessonId");  // A string, here only.
  const Room* room = world_.find_open("weclassroom", id);
  if (!room) params.refuse("lessonId", kWrongValue);
  const std::string url = status_of(*room) == 2 ? "http://" + video_of(*room) : "";
  return {{"data", {{"lesson_id", id}, {"name", room->title}, {"mp4url", url}}}};
}

json WeClassroom::lesson_student_award(const Params& params) {
  json out = json::array();
  for (const int64_t id : params.numbers("lessonIds", 1000)) {
    const Room* room = lesson(id);
    if (!room) continue;
    std::map<int64_t, int64_t> awards;
    for (const json& event : events_of(*room)) {
      if (event.value("type", "") == "reward") ++awards[event.value("uid", int64_t{0})];
    }
    for (const auto& [uid, n] : awards) out.push_back({{"user_id", uid}, {"award_num", n}, {"lesson_id", id}});
  }
  return {{"data", out}};
}

// An object of student ids; PHP writes an empty one as [].
json WeClassroom::data_query(const Params& params) {
  const Room& room = lesson_of(params, "lid");
  const std::string type = event_type(params);
  json out = json::array();
  for (const json& event : events_of(room)) {
    if (event.value("type", "") != type) continue;
    if (out.is_array()) out = json::object();
    const std::string uid = std::to_string(event.value("uid", int64_t{0}));
    out[uid] = out.value(uid, 0) + 1;
  }
  return {{"data", out}};
}

json WeClassroom::data_user_query(const Params& params) {
  const Room& room = lesson_of(params, "lid");
  const std::string type = event_type(params);
  const int64_t uid = params.number("uid");
  json out = json::array();
  for (const json& event : events_of(room)) {
    if (event.value("type", "") != type || event.value("uid", int64_t{0}) != uid) continue;
    out.push_back({{"event_time", local_time(event.value("t", int64_t{0}) * 1000)}});
  }
  return {{"data", out}};
}

// The lessons of that user which begin on that day.
json WeClassroom::data_status(const Params& params) {
  const std::string day = params.text("day");
  if (!read_local_time(day + " 00:00", Stamp::kMinute)) params.refuse("day", kWrongValue);
  const int64_t uid = user_of(params, "uid").uid;
  json out = json::array();
  for (const Room* room : world_.rooms("weclassroom")) {
    if (room->deleted || !takes_part(*room, uid) || local_time(room->start_ms()).substr(0, 10) != day) continue;
    out.push_back({{"id", std::stoll(room->id)}, {"status", status_of(*room)}});
  }
  return {{"data", out}};
}

json WeClassroom::lesson_by_user(const Params& params) {
  const int64_t uid = user_of(params, "userId").uid;
  const int64_t from = params.time("startTime", Stamp::kSecond), to = params.time("endTime", Stamp::kSecond);
  if (to < from) params.refuse("endTime", kWrongValue);
  json out = json::array();
  for (const Room* room : world_.rooms("weclassroom")) {
    if (room->deleted || !takes_part(*room, uid) || room->start_s >= to || room->end_s <= from) continue;
    out.push_back({{"lesson_id", std::stoll(room->id)}});
  }
  return {{"data", out}};
}

json WeClassroom::teacher_inout(const Params& params) {
  const Room& room = lesson_of(params);
  const Session s = last_session(room);
  const int64_t until = s.stop_ms ? s.stop_ms : now_ms();
  return {{"data",
           {{"teacher_id", std::stoll(room.teacher)},
            {"actual_start_time", local_or_null(s.start_ms)},
            {"actual_end_time", local_or_null(s.stop_ms)},
            {"listen_time", s.start_ms ? minutes(until - s.start_ms) : 0},
            {"inout_times", room.people.size()},
            {"u_late", s.start_ms ? minutes(s.start_ms - room.start_ms()) : 0},
            {"u_leave", s.stop_ms ? minutes(room.end_ms() - s.stop_ms) : 0}}}};
}

}  // namespace cloud::weclassroom
