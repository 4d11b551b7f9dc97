// Courses (课程): API 2 to 5, 26, 30, 33.
#include <algorithm>

#include "weclassroom.h"

namespace cloud::weclassroom {
namespace {

constexpr size_t kStudentsMax = 50;

}  // namespace

Course* WeClassroom::course(int64_t id) {
  for (Course& c : courses_) {
    if (c.id == id && !c.deleted) return &c;
  }
  return nullptr;
}

Course& WeClassroom::course_of(const Params& params) {
  Course* found = course(params.number("classroomId"));
  if (!found) params.refuse("classroomId", kWrongValue);
  return *found;
}

Course& WeClassroom::course_of(const Room& room) {
  for (Course& c : courses_) {
    if (c.id == room.extra.value("classroom", int64_t{0})) return c;
  }
  return courses_.front();
}

json WeClassroom::classroom_create(const Params& params) {
  Course made;
  made.teacher = user_of(params, "teacherId", 2).uid;
  made.name = params.text("className", 1, 20);
  made.category = params.number("category", 0, 7);
  if (made.category > 2 && made.category != 7) params.refuse("category", kWrongValue);
  made.small_routine = params.number_if("smallRoutine", 0, 1).value_or(0) == 1;
  if (made.small_routine && made.category != 1) params.refuse("smallRoutine", kWrongValue);
  if (made.small_routine) {
    params.text("classFrontCoverUrl");
    params.text("classInfo");
    params.number("collectInfo", 0, 1);
  }
  for (const char* name : {"classFrontCoverUrl", "classInfo", "QRCodeImgUrl", "teacherIntro"})
    params.text_or(name, "", 0);
  params.number_if("collectInfo", 0, 1);
  // "大班课" in words (2), category 1 in the remark: both.
  if (params.number_if("needLianMai", 0, 1).value_or(0) == 1 && made.category != 1 && made.category != 2) {
    params.refuse("needLianMai", kWrongValue);
  }
  if (params.number_if("parentSupervise", 0, 1).value_or(0) == 1 && made.category != 0 && made.category != 7) {
    params.refuse("parentSupervise", kWrongValue);
  }
  params.number_if("isReplay", 0, 1);
  params.number_if("replayDuration", 0, 100000);
  made.id = ++next_course_;
  courses_.push_back(made);
  params.entry().effective = "create_course";
  return {{"classroomId", made.id}};
}

// "对应课程下每一个课节都会自动填充当前学生"
json WeClassroom::classroom_student_add(const Params& params) {
  Course& c = course_of(params);
  json unknown = json::array();
  for (const int64_t uid : params.json_numbers("studentId", kStudentsMax)) {
    const User* u = user(uid);
    if (!u || u->type != 1) {
      unknown.push_back(uid);
      continue;
    }
    c.students.insert(uid);
    for (Room* room : world_.rooms("weclassroom")) {
      json& there = room->extra["students"];
      if (!room->deleted && room->extra["classroom"] == c.id &&
          std::find(there.begin(), there.end(), uid) == there.end()) {
        there.push_back(uid);
      }
    }
  }
  params.entry().effective = "add_student";
  return {{world_.settings.sample_keys ? "notEnterStudentIds " : "notEnterStudentIds", unknown}};
}

json WeClassroom::classroom_courseware_add(const Params& params) {
  Course& c = course_of(params);
  const std::vector<int64_t> ids = params.json_numbers("coursewareIds", 1000);
  for (const int64_t id : ids) {
    if (!courseware(id)) params.refuse("coursewareIds", kWrongValue);
  }
  c.courseware.insert(ids.begin(), ids.end());
  params.entry().effective = "add_courseware";
  return nullptr;
}

json WeClassroom::classroom_delete(const Params& params) {
  Course& c = course_of(params);
  for (const Room* room : world_.rooms("weclassroom")) {
    if (!room->deleted && room->live && room->extra["classroom"] == c.id) throw Refused{kNotAllowed};
  }
  for (Room* room : world_.rooms("weclassroom")) {
    if (room->extra["classroom"] == c.id) room->deleted = true;
  }
  c.deleted = true;
  params.entry().effective = "delete_course";
  return nullptr;
}

// "只会删除未开课讲次学生"
json WeClassroom::classroom_student_delete(const Params& params) {
  Course& c = course_of(params);
  const int64_t uid = params.number("studentId");
  if (c.students.erase(uid) == 0) params.refuse("studentId", kWrongValue);
  for (Room* room : world_.rooms("weclassroom")) {
    if (room->extra["classroom"] != c.id || status_of(*room) != 0) continue;
    json left = json::array();
    for (const json& one : room->extra["students"]) {
      if (one != uid) left.push_back(one);
    }
    room->extra["students"] = left;
  }
  params.entry().effective = "delete_student";
  return {{"data", nullptr}};
}

json WeClassroom::lesson_finish(const Params& params) {
  const Course& c = course_of(params);
  int64_t by_status[4] = {0, 0, 0, 0}, total = 0;
  for (const Room* room : world_.rooms("weclassroom")) {
    if (room->deleted || room->extra["classroom"] != c.id) continue;
    ++by_status[status_of(*room)];
    ++total;
  }
  return {{"data",
           {{"finish", by_status[2]},
            {"lessonNotStart", by_status[0]},
            {"lessonOnClass", by_status[1]},
            {"lessonExpired", by_status[3]},
            {"total", total}}}};
}

json WeClassroom::get_class_info(const Params& params) {
  const Course& c = course_of(lesson_of(params));
  return {{"data", {{"id", c.id}, {"name", c.name}}}};
}

}  // namespace cloud::weclassroom
