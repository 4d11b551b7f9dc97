#ifndef CLASSBELL_TESTS_CLOUD_WECLASSROOM_H_
#define CLASSBELL_TESTS_CLOUD_WECLASSROOM_H_

// The weclassroom cloud, from weclassroom.md: 35 interfaces under /weclassroom/, and the teacher's client.

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "vendor.h"

namespace cloud::weclassroom {

inline constexpr char kApplicationId[] = "1000001";
inline constexpr char kSecret[] = "weclass-demo-secret-32-bytes-001";  // 32 bytes, as the document wants.
inline constexpr int64_t kTeacher = 121262, kStudent = 121493, kCourse = 1001;

constexpr int kOk = 10000, kNoApplication = 20001, kNoSign = 20002, kWrongApplication = 20003, kNotAuthorised = 20005,
              kNoRoute = 30001, kNoMethod = 30002, kMissing = 40001, kWrongType = 40002, kWrongValue = 40003,
              kNotAllowed = 40004;

struct Refused {
  int code;
};

enum class Stamp {
  kMinute,
  kSecond,
  kLooseSecond,
  kEither
};  // HH:ii, HH:ii:ss; the last two take 2018-3-16, the last both.

// The parameters of one request; every getter refuses with 40001, 40002 or 40003.
class Params {
 public:
  Params(const json& object, Entry& entry) : object_(object), entry_(entry) {}
  bool has(const std::string& name) const { return object_.contains(name); }
  const json& raw(const std::string& name) const;  // There, of any type.
  int64_t number(const std::string& name, int64_t min = 1, int64_t max = int64_t{1} << 53) const;
  std::optional<int64_t> number_if(const std::string& name, int64_t min, int64_t max) const;
  std::string text(const std::string& name, int min = 1, int max = 1 << 20) const;
  std::string text_or(const std::string& name, const std::string& fallback, int min = 1, int max = 1 << 20) const;
  std::vector<int64_t> numbers(const std::string& name, size_t max) const;       // A PHP array of ints.
  std::vector<int64_t> json_numbers(const std::string& name, size_t max) const;  // A string: "[1,2]".
  int64_t time(const std::string& name, Stamp stamp) const;                      // Epoch seconds.
  [[noreturn]] void refuse(const std::string& name, int code) const;
  Entry& entry() const { return entry_; }

 private:
  const json& object_;
  Entry& entry_;
};

struct User {
  int64_t uid = 0;
  json mobile;  // As it was given: the samples have both strings and numbers.
  std::string name;
  int64_t type = 1, gender = 1;  // Type 1: student, 2: teacher.
  std::string digits() const { return mobile.is_string() ? mobile.get<std::string>() : mobile.dump(); }
};

struct Course {
  int64_t id = 0, teacher = 0, category = 2;
  std::string name;
  std::set<int64_t> students, courseware;
  bool small_routine = false, deleted = false;
  int lessons = 0;  // Ever made: for their names.
};

struct Courseware {
  int64_t id = 0, type = 1, size = 0;
  std::string name;
  int64_t done_ms = 0;  // Converted from then on.
};

class WeClassroom : public Vendor {
 public:
  explicit WeClassroom(World& world) : world_(world) { clear(); }
  std::string name() const override { return "weclassroom"; }
  void describe(const Request& request, const std::string& path, Entry& entry) override;
  Reply handle(const Request& request, const std::string& path, Entry& entry) override;
  Reply refusal(const std::string& endpoint, const std::string& code) override;
  bool is_schedule(const std::string& endpoint) const override {
    return endpoint == "lesson/get_class_info" || endpoint == "lesson/byUser";
  }
  Reply empty_schedule(const std::string& endpoint) override;
  std::string success_around(const std::string& value) const override;
  json credentials() const override;
  void tick() override { world_.teach("weclassroom"); }
  void complete(Room& room) override;
  void clear() override;

  struct Endpoint {
    const char* name;  // The path.
    json (WeClassroom::*handle)(const Params&);
    const char* parameters;
    const char* message;
    enum Code { kErrorCode, kNone, kCode } code;  // How the sample of a success names its code.
  };
  static const Endpoint* find_endpoint(const std::string& name);

 private:
  Reply phrase(const Endpoint* endpoint, int code, const json& more, Entry& entry) const;
  Reply client_page(const Request& request, Entry& entry);
  json params_of(const Request& request, Entry& entry) const;

  int64_t now_s() const { return world_.cloud_now_ms() / 1000; }
  User& user_of(const Params& params, const std::string& name, int64_t type = 0);
  User* user(int64_t uid);
  Course& course_of(const Params& params);
  Course* course(int64_t id);
  Course& course_of(const Room& room);
  Room& lesson_of(const Params& params, const std::string& name = "lessonId");
  Room* lesson(int64_t id) { return world_.find_open("weclassroom", std::to_string(id)); }
  Courseware* courseware(int64_t id);
  int status_of(const Room& room) const;
  bool takes_part(const Room& room, int64_t uid) const;
  json made_lesson(const Params& params, Course& course, int64_t start_s, int64_t end_s, const std::string& name);
  void check_first_of_routine(const Params& params, const Course& course);

  json user_create(const Params&);  // weclassroom_user.cc
  json user_id(const Params&);
  json user_edit(const Params&);
  json user_editinfo(const Params&);
  json courseware_upload(const Params&);
  json courseware_list(const Params&);
  json classroom_create(const Params&);  // weclassroom_class.cc
  json classroom_student_add(const Params&);
  json classroom_courseware_add(const Params&);
  json classroom_delete(const Params&);
  json classroom_student_delete(const Params&);
  json lesson_finish(const Params&);
  json get_class_info(const Params&);
  json lesson_create(const Params&);  // weclassroom_lesson.cc
  json lesson_multi_create(const Params&);
  json lesson_delete(const Params&);
  json lesson_add_disk(const Params&);
  json lesson_delete_disk(const Params&);
  json lesson_add_student(const Params&);
  json lesson_delete_student(const Params&);
  json lesson_change_teacher(const Params&);
  json lesson_edit(const Params&);
  json lesson_get_help_info(const Params&);  // weclassroom_data.cc
  json lesson_get_class_info(const Params&);
  json lesson_get_lesson_status(const Params&);
  json lesson_info(const Params&);
  json lesson_service_record(const Params&);
  json lesson_io_info(const Params&);
  json lesson_replay_url(const Params&);
  json lesson_student_award(const Params&);
  json data_query(const Params&);
  json data_user_query(const Params&);
  json data_status(const Params&);
  json lesson_by_user(const Params&);
  json teacher_inout(const Params&);

  World& world_;
  std::vector<User> users_;
  std::vector<Course> courses_;
  std::vector<Courseware> courseware_;
  int64_t next_user_ = 0, next_course_ = 0, next_courseware_ = 0, uploaded_ms_ = 0;
};

std::string local_time(int64_t t_ms);  // Asia/Shanghai, "2019-01-14 16:31:35".
std::optional<int64_t> read_local_time(const std::string& text, Stamp stamp);

}  // namespace cloud::weclassroom

#endif  // CLASSBELL_TESTS_CLOUD_WECLASSROOM_H_
