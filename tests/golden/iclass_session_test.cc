// Goal: an iclass session sends what the document asks for and reads every shape of answer that it shows.
// Method: scripted replies, from the samples of iclass.md with their typing errors mended.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/iclass/sign.h"
#include "vendors/iclass/vendor.h"
#include "vendors/json.h"

namespace classbell::golden {
namespace {

using vendors::Value;

// Appendix 2's example, but for the life of the signature.
constexpr char kKey[] = "DzXpbluRsmo1JkoFxzKMNg5ifrA4GRlU";
constexpr Now kThen{1000, 1548246937000, true};  // 900 s before the sample's expiry.

vendors::Account account(const std::string& user_id = "u1", const std::string& user_token = {}) {
  vendors::Account account;
  account.name = "cloud";
  account.base_url = "https://iclass.example";
  account.values = {{"sdkappid", "1400127140"}, {"user_id", user_id}, {"entry_base", "https://tedu.qcloudtrtc.com"}};
  account.secrets = {{"tic_key", Secret(kKey)}, {"user_token", Secret(user_token)}};
  return account;
}

Script iclass(const vendors::Account& of = account()) { return {vendors::iclass::vendor().open(of)}; }

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"cloud", "100012345", 1558350990 * kSecond};
  lesson.end_utc = 1558354590 * kSecond;
  lesson.room = "100012345";
  return lesson;
}

// The body without expire_time, as JSON.
std::string asked(const Request& request) {
  const auto body = vendors::parse_json(request.body);
  Value rest{Value::Object{}};
  if (!body || body->object() == nullptr) return "no object: " + request.body;
  for (const auto& [name, value] : *body->object()) {
    if (name != "expire_time") rest.set(name, value);
  }
  return write_json(rest);
}

Request preview(const std::string& endpoint, const std::string& parameters) {
  const vendors::Vendor vendor = vendors::iclass::vendor();
  return iclass().session->preview({vendor.find(endpoint), *vendors::parse_json(parameters)}, kThen);
}

TEST(IclassSession, SignsAsAppendix2Does) {
  EXPECT_EQ(vendors::iclass::sign(kKey, 1548247837), "28374bd8cff400ac4906414780fbe387");
  const Request request = preview("class/info", R"({"class_id":100012345})");
  EXPECT_EQ(request.method, http::Method::kPost);
  EXPECT_EQ(request.content_type, "application/json");
  EXPECT_EQ(request.url.rfind("https://iclass.example/paas/v1/class/info?sdkappid=1400127140&random=", 0), 0U);
  EXPECT_NE(request.url.find("&sign=28374bd8cff400ac4906414780fbe387"), std::string::npos) << request.url;
  EXPECT_EQ(request.body, R"({"expire_time":1548247837,"class_id":100012345})");
}

std::string row(int id, const std::string& status = "will") {
  return "{\"class_id\":" + std::to_string(id) + R"(,"class_topic":"职场培训","class_type":"1vN","class_status":")" +
         status + R"(","teacher_id":"u1","create_time":1558350988,"start_time":1558350990,"stop_time":1558354590})";
}

std::string page(int first, int count, const std::string& finish) {
  std::string rows;
  for (int i = 0; i < count; ++i) rows += (i == 0 ? "" : ",") + row(first + i);
  return R"({"error_code":0,"error_msg":"","total":150)" + finish + ",\"list\":[" + rows + "]}";
}

Job schedule() {
  Job job = job_of(Operation::kSchedule);
  job.from_utc = 1558350000 * kSecond;
  job.to_utc = 1558360000 * kSecond;
  return job;
}

TEST(IclassSession, ScheduleAsksPageByPageByOffset) {
  const Script script = iclass();
  Job job = schedule();
  const Request first = script.sends(job);
  EXPECT_EQ(first.url.rfind("https://iclass.example/paas/v1/class/list?", 0), 0U);
  EXPECT_EQ(asked(first),
            R"({"index":0,"size":100,"user_id":"u1","create_time_desc":true,"class_status":["will","ing"]})");
  EXPECT_FALSE(script.hears(job, ok(page(1, 100, ",\"finish\":false"))));
  EXPECT_EQ(asked(script.sends(job)),
            R"({"index":100,"size":100,"user_id":"u1","create_time_desc":true,"class_status":["will","ing"]})");
  const auto end = script.hears(job, ok(page(100, 51, ",\"finish\":true")));  // 100 moved a place meanwhile.
  ASSERT_TRUE(end);
  ASSERT_EQ(end->lessons.size(), 150U);
  EXPECT_TRUE(end->lessons[0].key == (LessonKey{"cloud", "1", 1558350990 * kSecond}));
  EXPECT_EQ(end->lessons[0].end_utc, 1558354590 * kSecond);
  EXPECT_EQ(end->lessons[0].title.view(), "职场培训");
  EXPECT_EQ(end->lessons[0].teacher.view(), "u1");
  Job everybody = schedule();
  EXPECT_EQ(asked(iclass(account("")).sends(everybody)),
            R"({"index":0,"size":100,"create_time_desc":true,"class_status":["will","ing"]})");
}

TEST(IclassSession, ScheduleIsWholeOrNoneAndOfItsWindow) {
  const std::vector<Reply> bad = {http(500),
                                  ok("<html>"),
                                  ok(R"({"error_code":0,"error_msg":""})"),
                                  ok(R"({"error_code":0,"list":{}})"),
                                  ok(R"({"error_code":7,"error_msg":"no","list":[]})"),
                                  failed(http::Transport::kBroken, true)};
  for (const Reply& second : bad) {
    const Finished end = iclass().runs(schedule(), {ok(page(1, 100, ",\"finish\":false")), second});
    EXPECT_NE(end.outcome.verdict, Verdict::kDone) << second.body;
    EXPECT_TRUE(end.lessons.empty());
  }
  Job later = schedule();
  later.from_utc = 1558354590 * kSecond;
  EXPECT_TRUE(iclass().runs(later, {ok(page(1, 2, ",\"finish\":true"))}).lessons.empty());
  // Without `finish` an empty page ends it.
  EXPECT_EQ(iclass().runs(schedule(), {ok(page(1, 3, "")), ok(page(1, 0, ""))}).lessons.size(), 3U);
}

TEST(IclassSession, StatesOfAClass) {
  const std::vector<std::pair<std::string, RoomState>> states = {
      {"will", RoomState::kNew}, {"ing", RoomState::kLive}, {"end", RoomState::kOver}};
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    for (const auto& [word, state] : states) {
      const Script script = iclass();
      Job job = job_of(operation, lesson());
      const Request request = script.sends(job);
      EXPECT_EQ(request.url.rfind("https://iclass.example/paas/v1/class/info?", 0), 0U);
      EXPECT_EQ(asked(request), R"({"class_id":100012345})");
      EXPECT_FALSE(request.once);
      const auto end = script.hears(job, ok(row(100012345, word).insert(1, R"("error_code":0,"error_msg":"",)")));
      ASSERT_TRUE(end);
      EXPECT_EQ(end->outcome.verdict, Verdict::kDone);
      EXPECT_EQ(end->outcome.room, state);
    }
    EXPECT_EQ(
        iclass().runs(job_of(operation, lesson()), {ok(R"({"error_code":0,"class_status":"over"})")}).outcome.verdict,
        Verdict::kUnknown);
  }
}

TEST(IclassSession, ExtendsByStopTimeAlone) {
  Job job = job_of(Operation::kExtend, lesson());
  job.end_utc = 1558354890 * kSecond;
  const Script script = iclass();
  const Request request = script.sends(job);
  EXPECT_EQ(request.url.rfind("https://iclass.example/paas/v1/class/modify?", 0), 0U);
  EXPECT_EQ(asked(request), R"({"class_id":100012345,"stop_time":1558354890})");
  EXPECT_TRUE(request.once);
  EXPECT_EQ(script.hears(job, ok(R"({"error_code":0,"error_msg":""})"))->outcome.end_utc, job.end_utc);
  const Finished refused = iclass().runs(job, {ok(R"({"error_code":"1001","error_msg":"class is over"})")});
  EXPECT_EQ(refused.outcome.verdict, Verdict::kRefused);
  EXPECT_NE(refused.detail.find("class is over"), std::string::npos);
}

TEST(IclassSession, EntersByTheSamplesUrl) {
  Job job = job_of(Operation::kEntry, lesson());
  EXPECT_EQ(iclass().ends(job).url.reveal(), "https://tedu.qcloudtrtc.com/1400127140/100012345/0");
  EXPECT_EQ(iclass(account("u 1", "t&1")).ends(job).url.reveal(),
            "https://tedu.qcloudtrtc.com/1400127140/100012345/0?user_id=u+1&user_token=t%261");
  job.role = vendors::Role::kStudent;
  EXPECT_EQ(iclass(account("u1", "t1")).ends(job).url.reveal(), "https://tedu.qcloudtrtc.com/1400127140/100012345/1");
  vendors::Account by_template = account("u1", "t1");
  by_template.entry_template = "https://page.example/%r";
  EXPECT_EQ(iclass(by_template).ends(job).url.reveal(), "");
  by_template.student_template = "https://s.example/%r";
  EXPECT_EQ(iclass(by_template).ends(job).url.reveal(), "https://s.example/100012345");
  job.role = vendors::Role::kTeacher;
  EXPECT_EQ(iclass(by_template).ends(job).url.reveal(), "https://page.example/100012345");
}

// What a table says travels: numbers as numbers, ids as strings, record_types outside settings (1.1, 2.2, 3.2).
TEST(IclassSession, CallsTravelAsTheTablesType) {
  EXPECT_EQ(asked(preview("document/delete", R"({"doc_ids":{"0":"12345","1":"d2"}})")),
            R"({"doc_ids":["12345","d2"]})");
  EXPECT_EQ(asked(preview("document/delete", R"({"doc_ids":["12345"]})")), R"({"doc_ids":["12345"]})");
  EXPECT_EQ(asked(preview("user/profile/modify", R"({"user_id":"7","role":"teacher"})")),
            R"({"user_id":"7","role":"teacher"})");
  EXPECT_EQ(asked(preview("user/profile/modify", R"({"user_id":"7","role":"2"})")), R"({"user_id":"7","role":2})");
  EXPECT_EQ(asked(preview("class/create", R"({"teacher_id":"t","settings":{"record_types":["local"]}})")),
            R"({"teacher_id":"t","record_types":["local"]})");
  EXPECT_EQ(asked(preview("class/list", R"({"create_time_desc":"true","index":"20"})")),
            R"({"create_time_desc":true,"index":20})");
}

TEST(IclassSession, GarbageIsUnknownAndNeverAnEmptySchedule) {
  std::vector<std::string> bodies = garbage();
  for (const char* body : {R"({"error_code":4294967296,"list":[]})", R"({"error_code":-4294967296,"list":[]})",
                           R"({"error_code":0.5,"list":[]})", R"({"error_code":null,"list":[]})", R"({"list":[]})"})
    bodies.emplace_back(body);
  for (const std::string& body : bodies) {
    for (Job job : {schedule(), job_of(Operation::kReadState, lesson()), job_of(Operation::kExtend, lesson())}) {
      const Finished end = iclass().runs(job, {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 60);
      EXPECT_TRUE(end.lessons.empty());
    }
  }
}

}  // namespace
}  // namespace classbell::golden
