// The 35 interfaces, in the document's order.
#include <array>

#include "weclassroom.h"

namespace cloud::weclassroom {

const WeClassroom::Endpoint* WeClassroom::find_endpoint(const std::string& name) {
  using W = WeClassroom;
  using E = Endpoint;
  static const std::array<Endpoint, 35> kEndpoints{{
      {"user/create", &W::user_create, "userData", "操作成功", E::kErrorCode},
      {"classroom/create", &W::classroom_create,
       "teacherId className category smallRoutine classFrontCoverUrl classInfo collectInfo QRCodeImgUrl teacherIntro "
       "needLianMai parentSupervise isReplay replayDuration",
       "创建课程成功", E::kErrorCode},
      {"classroom/student/add", &W::classroom_student_add, "classroomId studentId", "创建课程成功", E::kErrorCode},
      {"classroom/courseware/add", &W::classroom_courseware_add, "classroomId coursewareIds", "创建课程成功",
       E::kErrorCode},
      {"classroom/delete", &W::classroom_delete, "classroomId", "删除课程成功", E::kErrorCode},
      {"courseware/upload", &W::courseware_upload, "filename filesize coursewareUrl type covt", "上传课件成功",
       E::kErrorCode},
      {"courseware/list", &W::courseware_list, "page pageSize", "获取课件列表成功", E::kNone},
      {"lesson/create", &W::lesson_create,
       "classroomId startTime endTime genre teacherId lessonName is_replay replay_duration", "新增课节成功",
       E::kErrorCode},
      {"lesson/multi_create", &W::lesson_multi_create, "classroomId dataInfo genre teacherId", "新增课节成功",
       E::kErrorCode},
      {"lesson/delete", &W::lesson_delete, "lessonId", "删除课节成功", E::kErrorCode},
      {"lesson/add/disk", &W::lesson_add_disk, "lessonId diskId", "添加课件成功", E::kErrorCode},
      {"lesson/delete/disk", &W::lesson_delete_disk, "lessonId diskId", "移除课件成功", E::kErrorCode},
      {"lesson/add/student", &W::lesson_add_student, "lessonId studentId", "添加学生成功", E::kErrorCode},
      {"lesson/delete/student", &W::lesson_delete_student, "lessonId studentId", "删除学生成功", E::kErrorCode},
      {"lesson/change/teacher", &W::lesson_change_teacher, "lessonId teacherId", "更换老师成功", E::kErrorCode},
      {"lesson/edit", &W::lesson_edit, "lessonId newName startTime endTime parentSupervise collectInfo", "编辑课节成功",
       E::kErrorCode},
      {"lesson/get_help_info", &W::lesson_get_help_info, "start_time end_time", "", E::kNone},
      {"lesson/get_class_info", &W::lesson_get_class_info, "start_time end_time", "", E::kNone},
      {"lesson/get_lesson_status", &W::lesson_get_lesson_status, "lesson_id", "成功", E::kNone},
      {"lesson/info", &W::lesson_info, "lessonId", "获取信息成功", E::kErrorCode},
      {"user/id", &W::user_id, "mobile", "获取信息成功", E::kErrorCode},
      {"lesson/service/record", &W::lesson_service_record, "lesson_id user_id", "sucess", E::kNone},
      {"user/edit", &W::user_edit, "newMobile oldMobile", "修改用户手机号成功", E::kErrorCode},
      {"lesson/io/info", &W::lesson_io_info, "lessonId page", "success", E::kErrorCode},
      {"lesson/replay/url", &W::lesson_replay_url, "lessonId", "获取信息成功", E::kErrorCode},
      {"lesson/student/award", &W::lesson_student_award, "lessonIds", "查询成功", E::kErrorCode},
      {"lesson/finish", &W::lesson_finish, "classroomId", "查询成功", E::kErrorCode},
      {"lessonData/query", &W::data_query, "lid event_type", "查询成功", E::kErrorCode},
      {"lessonData/user/query", &W::data_user_query, "lid event_type uid", "查询成功", E::kErrorCode},
      {"lessonData/status", &W::data_status, "day uid", "查询成功", E::kErrorCode},
      {"lesson/getClassInfo", &W::get_class_info, "lessonId", "获取班级信息成功", E::kErrorCode},
      {"lesson/byUser", &W::lesson_by_user, "userId startTime endTime", "获取班级信息成功", E::kErrorCode},
      {"user/editinfo", &W::user_editinfo, "userId userType userName gender", "成功", E::kErrorCode},
      {"classroom/student/delete", &W::classroom_student_delete, "classroomId studentId", "成功", E::kErrorCode},
      {"v2/data/teacher/inout", &W::teacher_inout, "lessonId", "", E::kCode},
  }};
  for (const Endpoint& endpoint : kEndpoints) {
    if (name == endpoint.name) return &endpoint;
  }
  return nullptr;
}

}  // namespace cloud::weclassroom
