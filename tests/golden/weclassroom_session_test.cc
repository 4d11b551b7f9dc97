// Goal: a weclassroom session sends what the document asks for, signed as the document's PHP signs it, and reads every
// shape of answer.
// Method: PHP opens each request, signs its content anew with the document's code, and must come to the same bytes;
// scripted replies from the samples of weclassroom.md with their typing errors mended.
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "script.h"
#include "tree.h"
#include "vendors/crypto.h"
#include "vendors/php.h"
#include "vendors/weclassroom/codec.h"
#include "vendors/weclassroom/vendor.h"

namespace classbell::golden {
namespace {

using vendors::Value;

const std::string kSecret = "32bf27979cf0dba95d80f500f553ed53";      // Appendix 1.
constexpr Milliseconds kBegin = 1597917600 * kSecond;                // 2020-08-20 18:00:00 in Shanghai.
constexpr Milliseconds kEnd = kBegin + 45 * kMinute + 59 * kSecond;  // 18:45:59, as API 19 has it.

vendors::Account account(const std::string& user_id) {
  vendors::Account account;
  account.name = "school";
  account.base_url = "https://openapi.weclassroom.com";
  account.entry_template = "weclass://room/%r";
  account.zone = Zone(8 * 3600);
  account.values = {{"application_id", "3212f5f463edb370ff55d3c3a7a15c8f"}, {"user_id", user_id}};
  account.secrets = {{"secret", Secret(kSecret)}};
  return account;
}

Script weclassroom(const std::string& user_id = "1333521") {
  return {vendors::weclassroom::vendor().open(account(user_id))};
}

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"school", "200094269", kBegin};
  lesson.end_utc = kEnd;
  lesson.room = "200094269";
  return lesson;
}

Job schedule() {
  Job job = job_of(Operation::kSchedule);
  job.from_utc = kBegin - 6 * kHour;
  job.to_utc = kBegin;
  return job;
}

// What PHP reads of a request.
std::string opened(const Request& request) { return ask_php("signed_form", {{request.body, kSecret}})[0]; }
std::string signed_data(const Value& data) {
  return "applicationID=3212f5f463edb370ff55d3c3a7a15c8f " + serialize(data);
}

const char* const kInfo =
    R"({"status":1,"error_code":10000,"msg":"获取信息成功","data":[{"zby_lid":200094269,"status":1,
  "actual_start_time":"2017-12-18 20:02:49","actual_end_time":"2017-12-18 21:03:04","teacher_name":"Julia Li",
  "start_time":"2020-08-20 18:00:00","end_time":"2020-08-20 18:45:59"}]})";

TEST(WeclassroomSession, SignMsgIsWhatTheDocumentsCodeMakes) {
  Random random(41);
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  Shape shape;
  for (int i = 0; i < 500; ++i) {
    shape.depth_max = static_cast<int>(1 + random.below(5));
    const Value tree = random_tree(random, shape);
    std::string secret = kSecret;
    for (char& c : secret) c = static_cast<char>('!' + random.below(94));
    std::string iv;
    while (iv.size() < 16) iv += static_cast<char>(random.below(256));
    const auto sign = vendors::weclassroom::sign(tree, secret, iv);
    Value form;
    form.set("applicationID", "a");
    form.set("signMsg", sign.message);
    cases.push_back({vendors::php::build_query(form), secret});
    expected.push_back("applicationID=a " + sign.serialized);
  }
  const auto answers = ask_php("signed_form", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) ASSERT_EQ(answers[i], expected[i]) << "case " << i;
}

TEST(WeclassroomSession, TheDocumentsOwnExample) {
  Value data{Value::Object{{"lessonId", Value(10384374)}, {"diskId", Value(356)}}};
  const auto sign = vendors::weclassroom::sign(data, kSecret, "0123456789abcdef");
  EXPECT_EQ(sign.serialized, R"(a:2:{s:8:"lessonId";i:10384374;s:6:"diskId";i:356;})");
}

TEST(WeclassroomSession, RequestsAsTheDocumentHasThem) {
  struct Case {
    std::string user_id;
    Job job;
    const char* path;
    Value data;
  };
  Job extend = job_of(Operation::kExtend, lesson());
  extend.end_utc = kEnd + 5 * kMinute;
  const Value number(static_cast<std::int64_t>(200094269));
  const Value user(static_cast<std::int64_t>(1333521));
  const Value by_day{Value::Object{{"day", "2020-08-20"}, {"uid", user}}};
  const Value by_lesson{Value::Object{{"lesson_id", Value(Value::List{number})}}};
  const std::vector<Case> cases = {
      {"1333521", schedule(), "lesson/byUser",
       Value(
           Value::Object{{"userId", user}, {"startTime", "2020-08-20 12:00:00"}, {"endTime", "2020-08-20 18:00:00"}})},
      {"", schedule(), "lesson/get_class_info",
       Value(Value::Object{{"start_time", "2020-08-20 12:00:00"}, {"end_time", "2020-08-20 18:00:00"}})},
      {"1333521", job_of(Operation::kReadState, lesson()), "lessonData/status", by_day},
      {"1333521", job_of(Operation::kHeartbeat, lesson()), "lessonData/status", by_day},
      {"", job_of(Operation::kHeartbeat, lesson()), "lesson/get_lesson_status", by_lesson},
      // The end is cut to its minute: 18:50:59 is no time that API 15 knows.
      {"1333521", extend, "lesson/edit",
       Value(Value::Object{{"lessonId", number}, {"startTime", "2020-08-20 18:00"}, {"endTime", "2020-08-20 18:50"}})}};
  for (const Case& each : cases) {
    Job job = each.job;
    const Request request = weclassroom(each.user_id).sends(job);
    EXPECT_EQ(request.url, std::string("https://openapi.weclassroom.com/") + each.path);
    EXPECT_EQ(request.method, http::Method::kPost);
    EXPECT_EQ(request.content_type, "application/x-www-form-urlencoded");
    EXPECT_EQ(request.once, job.operation == Operation::kExtend);
    EXPECT_EQ(opened(request), signed_data(each.data));
  }
  // A new IV for each.
  Job job = schedule();
  const Script script = weclassroom();
  EXPECT_NE(script.sends(job).body, script.sends(job).body);
}

TEST(WeclassroomSession, ScheduleOfTheSamplesInBothShapes) {
  for (const char* ids :
       {R"({"status":1,"error_code":10000,"msg":"","data":[{"lesson_id":200094269},{"lesson_id":200094269}]})",
        R"({"status":"1","error_code":"10000","data":[{"lesson_id":"200094269"}]})",
        R"({"status":1,"error_code":10000,"data":[{"id":4,"Lesson_id":"200094269"}]})",  // API 31's table.
        // API 17: no error_code, and lesson_id twice.
        R"({"status":1,"msg":"","data":[{"lesson_id":200094269,"status":2,"lesson_id":"4"}]})"}) {
    for (const bool as_text : {false, true}) {
      std::string info = kInfo;
      if (as_text) info.replace(info.find("200094269"), 9, "\"200094269\"");
      const Script script = weclassroom();
      Job job = schedule();
      script.sends(job);
      ASSERT_FALSE(script.hears(job, ok(ids)));
      EXPECT_EQ(opened(script.sends(job)),
                signed_data(Value(Value::Object{{"lessonId", Value(Value::List{Value(200094269)})}})));
      const auto end = script.hears(job, ok(info));
      ASSERT_TRUE(end);
      EXPECT_EQ(end->outcome.verdict, Verdict::kDone);
      ASSERT_EQ(end->lessons.size(), 1U);
      EXPECT_TRUE(end->lessons[0].key == (LessonKey{"school", "200094269", kBegin}));
      EXPECT_EQ(end->lessons[0].end_utc, kBegin + 45 * kMinute);  // Booked by the minute.
      EXPECT_EQ(end->lessons[0].teacher.view(), "Julia Li");
      EXPECT_EQ(end->lessons[0].room.view(), "200094269");
    }
  }
}

TEST(WeclassroomSession, ScheduleAsksForAHundredLessonsAtATime) {
  std::string ids;
  for (int i = 0; i < 250; ++i) ids += (i == 0 ? "" : ",") + ("{\"lesson_id\":" + std::to_string(1000 + i) + "}");
  const Script script = weclassroom();
  Job job = schedule();
  script.sends(job);
  ASSERT_FALSE(script.hears(job, ok(R"({"status":1,"error_code":10000,"data":[)" + ids + "]}")));
  for (const std::size_t count : {100U, 100U, 50U}) {
    const std::string read = opened(script.sends(job));
    EXPECT_NE(read.find("s:8:\"lessonId\";a:" + std::to_string(count) + ":{"), std::string::npos) << read;
    const auto end = script.hears(job, ok(kInfo));
    EXPECT_EQ(end.has_value(), count == 50U);
  }
  // No lesson: nothing more is asked.
  for (const char* none : {R"({"status":1,"error_code":10000,"data":[]})", R"({"status":1,"data":[]})"}) {
    const Finished end = weclassroom().runs(schedule(), {ok(none)});
    EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
    EXPECT_TRUE(end.lessons.empty());
  }
}

TEST(WeclassroomSession, ScheduleIsWholeOrNone) {
  const Reply ids = ok(R"({"status":1,"error_code":10000,"data":[{"lesson_id":200094269}]})");
  for (const Reply& second :
       {http(500), ok("<html>"), ok(R"({"status":0,"error_code":20005,"msg":"授权验证异常"})"),
        ok(R"({"status":1,"error_code":10000})"), ok(R"({"status":1,"error_code":10000,"data":{}})"),
        failed(http::Transport::kTimeout, true)}) {
    const Finished end = weclassroom().runs(schedule(), {ids, second});
    EXPECT_NE(end.outcome.verdict, Verdict::kDone) << second.body;
    EXPECT_TRUE(end.lessons.empty());
  }
}

TEST(WeclassroomSession, StateAnswers) {
  const Fault none{FaultCode::kNet, 0};
  struct Answer {
    std::string body;
    Verdict verdict;
    Fault fault;
    RoomState room = RoomState::kUnread;
  };
  const auto of = [](const std::string& id, const std::string& status) {
    return R"({"status":1,"error_code":10000,"msg":"查询成功","data":[{"id":114522881,"status":3},{"id":)" + id +
           R"(,"status":)" + status + "}]}";
  };
  const std::vector<Answer> answers = {
      {of("200094269", "0"), Verdict::kDone, {}, RoomState::kNew},
      {of("\"200094269\"", "\"1\""), Verdict::kDone, {}, RoomState::kLive},
      {of("200094269", "2"), Verdict::kDone, {}, RoomState::kOver},
      {of("200094269", "3"), Verdict::kDone, {}, RoomState::kOver},
      {of("200094269", "4"), Verdict::kUnknown, none},
      {of("200094269", "null"), Verdict::kUnknown, none},
      {of("200094268", "1"), Verdict::kDone, {}},  // Another lesson's: it may have been removed.
      {R"({"status":1,"msg":"成功","data":[{"lesson_id":"200094269","status":1,"video":"v"}]})",
       Verdict::kDone,
       {},
       RoomState::kLive},  // API 18.
      {R"({"status":0,"error_code":20005,"msg":"授权验证异常"})", Verdict::kRefused, {FaultCode::kAuth, 20005}},
      {R"({"status":"0","error_code":"20003"})", Verdict::kRefused, {FaultCode::kAuth, 20003}},
      {R"({"status":0,"code":50000})", Verdict::kBusy, {FaultCode::kVendor, 50000}},
      {R"({"status":1,"error_code":40001,"data":[]})", Verdict::kRefused, {FaultCode::kVendor, 40001}},
      {R"({"status":0,"msg":"?"})", Verdict::kRefused, {FaultCode::kVendor, 0}}};
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    for (const Answer& answer : answers) {
      const Finished end = weclassroom().runs(job_of(operation, lesson()), {ok(answer.body)});
      EXPECT_EQ(end.outcome.verdict, answer.verdict) << answer.body;
      EXPECT_EQ(end.outcome.fault, answer.fault) << answer.body;
      EXPECT_EQ(end.outcome.room, answer.room) << answer.body;
    }
  }
}

TEST(WeclassroomSession, ExtensionAnswers) {
  Job job = job_of(Operation::kExtend, lesson());
  job.end_utc = kEnd + 5 * kMinute;
  Finished end = weclassroom().runs(job, {ok(R"({"status":1,"error_code":10000,"msg":"编辑课节成功","data":null})")});
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end.outcome.end_utc, kBegin + 50 * kMinute);
  end = weclassroom().runs(job, {ok(R"({"status":0,"error_code":40004,"msg":"用户异常操作"})")});
  EXPECT_EQ(end.outcome.verdict, Verdict::kRefused);
  EXPECT_EQ(end.outcome.end_utc, 0);
  EXPECT_EQ(weclassroom().runs(job, {ok(R"({"status":0,"error_code":50000})")}).outcome.verdict, Verdict::kUnknown);
}

TEST(WeclassroomSession, EntryIsTheTemplate) {
  Job job = job_of(Operation::kEntry, lesson());
  EXPECT_EQ(weclassroom().ends(job).url.reveal(), "weclass://room/200094269");
  job.role = vendors::Role::kStudent;
  EXPECT_EQ(weclassroom().ends(job).outcome.verdict, Verdict::kDone);
  EXPECT_EQ(weclassroom().ends(job).url.reveal(), "") << "a student is not sent to the teacher's page";
}

TEST(WeclassroomSession, GarbageIsUnknownAndNeverAnEmptySchedule) {
  std::vector<std::string> bodies = garbage();
  for (const char* code :
       {"null", "\"\"", "\"ok\"", "false", "[]", "{}", "0.5", "4294977296", "\"4294977296\"", "1e400"}) {
    bodies.push_back(R"({"status":1,"error_code":)" + std::string(code) + R"(,"data":[]})");
    bodies.push_back(R"({"status":)" + std::string(code) + R"(,"error_code":10000,"data":[]})");
  }
  for (const Operation operation :
       {Operation::kSchedule, Operation::kReadState, Operation::kHeartbeat, Operation::kExtend}) {
    Job job = job_of(operation, lesson());
    job.end_utc = kEnd;
    for (const std::string& body : bodies) {
      const Finished end = weclassroom().runs(job, {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 80);
      EXPECT_TRUE(end.outcome.fault) << body.substr(0, 80);
      EXPECT_EQ(end.outcome.room, RoomState::kUnread) << body.substr(0, 80);
    }
  }
}

}  // namespace
}  // namespace classbell::golden
