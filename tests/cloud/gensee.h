#ifndef CLASSBELL_TESTS_CLOUD_GENSEE_H_
#define CLASSBELL_TESTS_CLOUD_GENSEE_H_

// The gensee cloud, from gensee.txt: 59 interfaces under /gensee/integration/site/training/, the join pages, the
// teacher.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "php.h"
#include "vendor.h"

namespace cloud::gensee {

inline constexpr char kLogin[] = "admin@demo.com";
inline constexpr char kPassword[] = "gensee-demo-1";
inline constexpr char kTeacherLogin[] = "teacher@demo.com";
inline constexpr char kTeacherPassword[] = "gensee-teach-1";

// Chapter 3.5.
constexpr int kOk = 0, kFailed = -1, kBadParameter = 101, kBadConversion = 102, kWrongLogin = 200, kExpired = 201,
              kBusiness = 500, kNotThere = 501, kDuplicate = 502;

constexpr int64_t kDayMs = 86400000;
constexpr int64_t kPage = 50;

enum Role { kAdmin = 1, kTeacher = 2, kOrganiser = 4 };  // 管理员, 教师 or 老师, 组织者. One user may have several.

struct Refused {
  int code;
};

// One parameter as the document's table has it. `type`: s text (min-max characters), r a room's id, i int, l long,
// b boolean, t time (3.3), c the day of 5.54, d date, u address, j JSON text or name[0][key]=, m longs, name[0]=.
struct Rule {
  std::string name;
  bool required = false;
  char type = 's';
  int64_t min = INT64_MIN, max = INT64_MAX;
  std::vector<std::string> values;  // Only these, if any.
};

// The parameters of one request. Rules are checked before the handler runs, so that its getters cannot fail.
class Params {
 public:
  Params(const PhpValue& all, Entry& entry) : all_(all), entry_(entry) {}
  bool has(const std::string& name) const;  // Present and not empty.
  std::string text(const std::string& name, const std::string& fallback = "") const;
  int64_t number(const std::string& name, int64_t fallback = 0) const;
  bool flag(const std::string& name, bool fallback = false) const;
  int64_t time_ms(const std::string& name, int64_t fallback = 0) const;
  std::vector<json> objects(const std::string& name) const;     // Of a `j`.
  std::vector<int64_t> numbers(const std::string& name) const;  // Of an `m`.
  void check(const Rule& rule) const;
  [[noreturn]] void refuse(const std::string& name, int code) const;  // Blames: bad_parameter.
  Entry& entry() const { return entry_; }

 private:
  const PhpValue& all_;
  Entry& entry_;
};

struct User {
  std::string login, password, name;
  int roles = 0;
  int64_t id = 0, valid_ms = 0, invalid_ms = 0;  // 0: open.
};

struct Group {
  std::string code, name;
};

// What a gensee room has beside a Room: teacherToken is its chairman password, studentToken its student one.
struct Detail {
  enum Kind { kRoom, kMini, kFamous, kSlave } kind = kRoom;
  std::string number, owner;  // owner: a login name.
  std::string student_client, description, speaker, schedule;
  bool web = true, client = true, action = true, realtime = false, aac = false, telconf = false;
  int64_t scene = 0, max_attendees = 0;
  int64_t known_start_s = 0, known_end_s = 0;  // The room's times as this knows them.
  std::optional<int64_t> duration_min, invalid_ms;
  std::vector<Group> groups;
  std::string master, class_name;   // Of a slave.
  std::vector<std::string> slaves;  // Of a famous room.
  std::string warmup;
  std::vector<int64_t> records, docs;
  std::set<std::string> relays;
  std::map<int64_t, std::string> students;
};

struct Record {
  int64_t id = 0, created_ms = 0, start_ms = 0, end_ms = 0, size = 0, creator = 0;
  std::string name, room;
};

struct Courseware {
  std::string id, number, subject, token, room, description;
  int64_t created_ms = 0, done_ms = 0, record = 0, doc = 0, creator = 0, views = 0;
  int type = 0;  // 0 recorded, 1 media, 2 document.
};

struct Doc {
  int64_t id = 0, created_ms = 0, done_ms = 0;
  std::string name;
  bool uploaded = false;
};

struct Warmup {
  std::string id, name;
  int64_t record = 0, mode = 1;
};

struct Span {
  int64_t from_ms = 0, to_ms = 0;
  bool has(int64_t t_ms) const { return t_ms >= from_ms && t_ms <= to_ms; }
};

class Gensee : public Vendor {
 public:
  explicit Gensee(World& world) : world_(world) { clear(); }
  std::string name() const override { return "gensee"; }
  void describe(const Request& request, const std::string& path, Entry& entry) override;
  Reply handle(const Request& request, const std::string& path, Entry& entry) override;
  Reply refusal(const std::string& endpoint, const std::string& code) override;
  bool is_schedule(const std::string& endpoint) const override { return endpoint == "room/sync"; }
  Reply empty_schedule(const std::string& endpoint) override;
  std::string success_around(const std::string& value) const override {
    return "{\"code\":\"0\",\"list\":" + value + "}";
  }
  json credentials() const override;
  void tick() override;
  void complete(Room& room) override;
  void clear() override;

  struct Endpoint {
    std::string name;  // Behind /training/.
    int roles;         // Any of these.
    bool post_only;
    json (Gensee::*handle)(const Params&);
    std::vector<Rule> rules;
  };
  static const std::vector<Endpoint>& endpoints();
  static const Endpoint* find_endpoint(const std::string& name);

 private:
  // gensee.cc
  const User& log_in(const Params& params, const Endpoint& endpoint);
  Reply phrase(int code, const json& fields, Entry& entry) const;
  json page_of(const json& all, const Params& params, const std::string& list) const;
  std::string unique(int digits);
  Detail& detail(const Room& room) { return details_[room.id]; }
  Room& room_of(const Params& params, const std::string& name, int kinds = (1 << Detail::kRoom) | (1 << Detail::kMini));
  std::vector<Room*> rooms(int kinds);
  User* user(const std::string& login);
  int status_of(const Room& room) const;

  void adopt_plan(const Room& room);

  // gensee_join.cc
  Reply join_page(const Request& request, const std::string& path, Entry& entry);
  std::string teacher_url(const Room& room) { return base_ + "/training/site/r/" + detail(room).number; }
  std::string student_url(const Room& room) { return base_ + "/training/site/s/" + detail(room).number; }
  std::string group_url(const Room& room, const Group& group) { return student_url(room) + "/" + group.code; }

  // gensee_room.cc
  void read_room(const Params& params, Room& room, Detail& d, bool keep);
  void read_plan(const Params& params, Room& room, Detail& d);
  void change_room(const Params& params, Room& room, const Room& changed, const Detail& d);
  Room& add_room(const Params& params, Room room, Detail d);
  json room_fields(const Room& room);
  json groups_of(const Room& room);
  bool finished(const Room& room) const;
  json room_created(const Params&);
  json room_modify(const Params&);
  json room_deleted(const Params&);
  json room_info(const Params&);
  json room_sync(const Params&);
  json query_status(const Params&);
  json room_telconf(const Params&);
  json room_student_list(const Params&);
  json relay_add(const Params&);
  json relay_remove(const Params&);
  json group_create(const Params&);
  json group_add(const Params&);
  json group_update(const Params&);
  json group_delete(const Params&);
  Group& group_of(const Params& params, const Room& room);
  json group_fields(const Room& room, const Group& group);
  json teacher_created(const Params&);
  json teacher_modify(const Params&);

  // gensee_famous.cc
  void set_slaves(const Params& params, Room& master, const std::string& client_token_name);
  json famous_fields(const Room& room, bool codes, bool groups);
  json famous_created(const Params&);
  json famous_modify(const Params&);
  json famous_info(const Params&);
  json famous_deleted(const Params&);
  json slave_modify(const Params&);
  json tutorial_info(const Params&);
  json mini_fields(const Room& room);
  json mini_created(const Params&);
  json mini_modify(const Params&);
  json mini_history(const Params&);
  json mini_syn(const Params&);

  // gensee_media.cc
  Courseware& courseware_of(const Params& params, const std::string& name);
  Record& record_of(int64_t id);
  Warmup& warmup_of(const Params& params, const std::string& name);
  Doc& doc_of(const Params& params);
  Courseware& add_courseware(const std::string& subject, const std::string& room, int type);
  std::string visit_url(const Courseware& c) const { return base_ + "/training/site/v/" + c.number; }
  json courseware_list(const Params&);
  json courseware_info(const Params&);
  json courseware_modify(const Params&);
  json courseware_deleted(const Params&);
  json courseware_syn(const Params&);
  json courseware_transcode(const Params&);
  json media_transcode(const Params&);
  json record_syn(const Params&);
  json record_choose(const Params&);
  json record_remove(const Params&);
  json gr_delete(const Params&);
  json warmup_created(const Params&);
  json warmup_modify(const Params&);
  json warmup_attach(const Params&);
  json warmup_detach(const Params&);
  json doc_syn(const Params&);
  json doc_attach(const Params&);
  json doc_detach(const Params&);
  json vodview(const Params&);

  // gensee_export.cc
  std::optional<Span> span_of(const Params& params, const Room& room) const;
  Span days_of(const Params& params) const;
  json rows(const Params& params, const char* key, const char* time,
            const std::function<json(const Room&, const Session&)>& sample);
  json export_history(const Params&);
  json export_qa(const Params&);
  json export_rollcall(const Params&);
  json export_vote(const Params&);
  json export_chat(const Params&);
  json export_study_history(const Params&);
  json export_room_usage(const Params&);
  json export_room_concurrent(const Params&);
  json export_vod_concurrent(const Params&);
  json export_redpacket(const Params&);
  json export_medal(const Params&);
  json export_praise(const Params&);
  json export_praise_detail(const Params&);
  json export_reward(const Params&);

  World& world_;
  std::map<std::string, Detail> details_;  // By room id.
  std::vector<User> users_;
  std::vector<Record> records_;
  std::vector<Courseware> coursewares_;
  std::vector<Doc> docs_;
  std::vector<Warmup> warmups_;
  std::map<std::string, size_t> recorded_;  // Sessions of a room turned into records so far.
  int64_t next_ = 0;
  const User* me_ = nullptr;  // Whose login the request in hand carries.
  std::string base_;          // The addresses it is answered with: as its Host names us.
};

std::string shanghai_day(int64_t t_ms);                                // yyyy-MM-dd
std::optional<int64_t> read_time(const std::string& text, char type);  // t, c or d: epoch ms.
json some(const std::string& text);                                    // null for "".
void drop_nulls(json& value);

}  // namespace cloud::gensee

#endif  // CLASSBELL_TESTS_CLOUD_GENSEE_H_
