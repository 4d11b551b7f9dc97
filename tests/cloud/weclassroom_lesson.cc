// Lessons (课节) made and changed: API 8 to 15. None of them begins or ends a class: that is the teacher's.
#include <algorithm>

#include "crypto.h"
#include "weclassroom.h"

namespace cloud::weclassroom {
namespace {

bool contains(const json& list, int64_t id) { return std::find(list.begin(), list.end(), id) != list.end(); }

// Takes `id` out; false: was not there.
bool erase(json& list, int64_t id) {
  const auto it = std::find(list.begin(), list.end(), id);
  if (it == list.end()) return false;
  list.erase(it);
  return true;
}

std::string numbered(const char* head, int64_t id, const char* tail) { return head + std::to_string(id) + tail; }

}  // namespace

Room& WeClassroom::lesson_of(const Params& params, const std::string& name) {
  Room* found = lesson(params.number(name));
  if (!found) params.refuse(name, kWrongValue);
  return *found;
}

// 0 not begun, 1 live, 2 over, 3 never held (API 29).
int WeClassroom::status_of(const Room& room) const {
  if (room.live) return 1;
  if (room.has_been_live()) return 2;
  return world_.cloud_now_ms() >= room.end_ms() ? 3 : 0;
}

bool WeClassroom::takes_part(const Room& room, int64_t uid) const {
  return room.teacher == std::to_string(uid) || contains(room.extra["students"], uid);
}

// "如果课程为小程序课程，那么默认只可以创建一个课节"
void WeClassroom::check_first_of_routine(const Params&, const Course& course) {
  if (course.small_routine && course.lessons > 0) throw Refused{kNotAllowed};
}

json WeClassroom::made_lesson(const Params& params, Course& course, int64_t start_s, int64_t end_s,
                              const std::string& name) {
  Room room;
  room.vendor = "weclassroom";
  room.start_s = start_s;
  room.end_s = end_s;
  room.teacher = std::to_string(params.has("teacherId") ? user_of(params, "teacherId", 2).uid : course.teacher);
  ++course.lessons;
  room.title = name.empty() ? course.name + std::to_string(course.lessons) : name;
  room.extra = {{"classroom", course.id},
                {"students", course.students},
                {"courseware", course.courseware},
                {"genre", params.number("genre", 0, 1)}};
  Room& added = world_.add(room);
  params.entry().room = added.id;
  params.entry().effective = "create";
  json out = {{"data", std::stoll(added.id)}};
  if (course.category == 1) out["command"] = 872000 + course.lessons;
  return out;
}

json WeClassroom::lesson_create(const Params& params) {
  Course& course = course_of(params);
  const int64_t start_s = params.time("startTime", Stamp::kMinute), end_s = params.time("endTime", Stamp::kMinute);
  if (end_s <= start_s) params.refuse("endTime", kWrongValue);
  params.number("genre", 0, 1);
  if (params.has("teacherId")) user_of(params, "teacherId", 2);
  const std::string name = params.text_or("lessonName", "", 1, 50);
  params.number_if("is_replay", 0, 1);
  params.number_if("replay_duration", 0, 100000);
  check_first_of_routine(params, course);
  return made_lesson(params, course, start_s, end_s, name);
}

// One `data` for many lessons: the first one's.
json WeClassroom::lesson_multi_create(const Params& params) {
  Course& course = course_of(params);
  const json list = json::parse(params.text("dataInfo"), nullptr, false);
  if (!list.is_array() || list.empty()) params.refuse("dataInfo", kWrongValue);
  params.number("genre", 0, 1);
  if (params.has("teacherId")) user_of(params, "teacherId", 2);
  struct One {
    int64_t start_s, end_s;
    std::string name;
  };
  std::vector<One> all;
  for (const json& one : list) {
    if (!one.is_object()) params.refuse("dataInfo", kWrongValue);
    const Params inner(one, params.entry());
    const std::string day =
        inner.text(one.contains("creatDate") ? "creatDate" : "createDate");  // Text and example differ.
    const auto start = read_local_time(day + " " + inner.text("startTime"), Stamp::kMinute);
    const auto end = read_local_time(day + " " + inner.text("endTime"), Stamp::kMinute);
    if (!start || !end || *end <= *start) params.refuse("dataInfo", kWrongValue);
    all.push_back({*start, *end, inner.text_or("lessonName", "", 1, 50)});
  }
  check_first_of_routine(params, course);
  if (course.small_routine && all.size() > 1) throw Refused{kNotAllowed};
  json first;
  for (const One& one : all) {
    const json made = made_lesson(params, course, one.start_s, one.end_s, one.name);
    if (first.is_null()) first = made;
  }
  params.entry().room = first["data"].dump();
  return first;
}

json WeClassroom::lesson_delete(const Params& params) {
  Room& room = lesson_of(params);
  if (status_of(room) == 1 || status_of(room) == 2) throw Refused{kNotAllowed};  // "仅限删除未上课课节"
  room.deleted = true;
  params.entry().effective = "delete";
  return {{"data", std::stoll(room.id)}};
}

// "该接口会尽最大可能添加课件"
json WeClassroom::lesson_add_disk(const Params& params) {
  Room& room = lesson_of(params);
  json unknown = json::array(), converting = json::array(), there = json::array();
  for (const int64_t id : params.json_numbers("diskId", 1000)) {
    const Courseware* c = courseware(id);
    if (!c) {
      unknown.push_back(numbered("不存在 id 为 ", id, " 的课件,请先为本机构添加课件"));
    } else if (now_ms() < c->done_ms) {
      converting.push_back(numbered("id 为 ", id, " 的课件正在转换中,无法添加"));
    } else if (contains(room.extra["courseware"], id)) {
      there.push_back(numbered("id 为 ", id, " 的课件已存在"));
    } else {
      room.extra["courseware"].push_back(id);
    }
  }
  params.entry().effective = "bind";
  return {{"data", {{"notFound", unknown}, {"unConverted", converting}, {"alreadyExist", there}}}};
}

json WeClassroom::lesson_delete_disk(const Params& params) {
  Room& room = lesson_of(params);
  const int64_t id = params.number("diskId");
  if (!erase(room.extra["courseware"], id)) params.refuse("diskId", kWrongValue);
  params.entry().effective = "unbind";
  return {{"data", id}};
}

json WeClassroom::lesson_add_student(const Params& params) {
  Room& room = lesson_of(params);
  json unknown = json::array(), there = json::array();
  for (const int64_t id : params.json_numbers("studentId", 1000)) {
    const User* u = user(id);
    if (!u || u->type != 1) {
      unknown.push_back(numbered("不存在 id 为 ", id, " 的学生,请先为本机构添加学生"));
    } else if (contains(room.extra["students"], id)) {
      there.push_back(numbered("id 为 ", id, " 的学生已存在"));
    } else {
      room.extra["students"].push_back(id);
    }
  }
  params.entry().effective = "add_student";
  return {{"data", {{"notFound", unknown}, {"already", there}}}};
}

json WeClassroom::lesson_delete_student(const Params& params) {
  Room& room = lesson_of(params);
  const int64_t id = params.number("studentId");
  if (!erase(room.extra["students"], id)) params.refuse("studentId", kWrongValue);
  params.entry().effective = "delete_student";
  return {{"data", id}};
}

json WeClassroom::lesson_change_teacher(const Params& params) {
  Room& room = lesson_of(params);
  const User& teacher = user_of(params, "teacherId", 2);
  if (room.has_been_live()) throw Refused{kNotAllowed};
  room.teacher = std::to_string(teacher.uid);
  params.entry().effective = "change_teacher";
  return nullptr;
}

// Times are of whole minutes; one that names the minute a lesson has already leaves its seconds as they are.
json WeClassroom::lesson_edit(const Params& params) {
  Room& room = lesson_of(params);
  Entry& entry = params.entry();
  const Course& course = course_of(room);
  const std::string name = params.text_or("newName", room.title, 1, 50);
  int64_t start_s = room.start_s, end_s = room.end_s;
  if (params.has("startTime") != params.has("endTime")) {
    entry.blame("times_not_together");
    params.refuse(params.has("startTime") ? "endTime" : "startTime", kMissing);
  }
  if (params.has("startTime")) {
    start_s = params.time("startTime", Stamp::kMinute);
    end_s = params.time("endTime", Stamp::kMinute);
    const auto same_minute = [](int64_t minute_s, int64_t t_s) { return minute_s <= t_s && t_s < minute_s + 60; };
    if (same_minute(start_s, room.start_s)) start_s = room.start_s;
    if (same_minute(end_s, room.end_s)) end_s = room.end_s;
    if (end_s <= start_s) params.refuse("endTime", kWrongValue);
  }
  if (params.number_if("parentSupervise", 0, 1) && course.category != 0 && course.category != 7) {
    params.refuse("parentSupervise", kWrongValue);
  }
  if (params.number_if("collectInfo", 0, 1) && !course.small_routine) params.refuse("collectInfo", kWrongValue);
  const int status = status_of(room);
  if (status == 2) throw Refused{kNotAllowed};
  if (status == 1 && (start_s != room.start_s || end_s <= now_s())) throw Refused{kNotAllowed};
  entry.effective = start_s != room.start_s ? "move"
                    : end_s > room.end_s    ? "extend"
                    : end_s < room.end_s    ? "shorten"
                                            : "edit";
  entry.params["starttime"] = std::to_string(start_s);
  entry.params["endtime"] = std::to_string(end_s);
  room.title = name;
  room.start_s = start_s;
  room.end_s = end_s;
  return nullptr;
}

}  // namespace cloud::weclassroom
