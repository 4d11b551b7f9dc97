// Goal: a cvclass session sends what the document asks for and reads every shape of answer that it shows.
// Method: scripted replies, from the samples of cvclass.txt with their typing errors mended.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/cvclass/vendor.h"

namespace classbell::golden {
namespace {

vendors::Account account(const std::string& role = "teacher") {
  vendors::Account account;
  account.name = "school";
  account.base_url = "https://cloud.example";
  account.values = {{"domain", "school1"}, {"username", "三年级 二班"}, {"role", role}};
  account.secrets = {{"app_id", Secret("5NIWjlgmvqwbt494")}, {"secret_key", Secret("SECRETKEY")}};
  return account;
}

Script cvclass(const vendors::Account& account) { return {vendors::cvclass::vendor().open(account)}; }
Script cvclass(const std::string& role = "teacher") { return cvclass(account(role)); }

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"school", "1200356033", 1546057800 * kSecond};
  lesson.end_utc = 1546059300 * kSecond;
  lesson.room = "1200356033";
  lesson.password.assign("teacher1");
  lesson.student_password.assign("student1");
  return lesson;
}

std::string row(int serial) {
  return "{\"serial\":\"" + std::to_string(serial) +
         "\",\"roomname\":\"R\",\"starttime\":\"1546057800\",\"endtime\":\"1546059300\"}";
}

std::string page(int first, int count, const std::string& pagenumber) {
  std::string rows;
  for (int i = 0; i < count; ++i) rows += (i == 0 ? "" : ",") + row(first + i);
  return "{\"result\":0,\"page\":1" + (pagenumber.empty() ? "" : ",\"pagenumber\":" + pagenumber) + ",\"list\":[" +
         rows + "]}";
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(CvclassSession, ScheduleOfTheSample) {
  // 1.1.5: numbers as strings, keys with blanks.
  const std::string sample =
      R"({"result": 0, "page": 1, "pagenumber": 200, "list": [{"serial": "1200356033", "roomname": "语文\u001b[2J 第一课",
      "starttime": "1546057800", "endtime": "1546059300",
      "chairmanpwd": "老师密码", "assistantpwd": "助教密码", " confuserpwd ": "学生密码",
      "patrolpwd": "巡课密码", "roomtype": 3}]})";
  const std::vector<std::pair<std::string, std::string>> passwords = {{"teacher", "老师密码"},
                                                                      {"head", "老师密码"},
                                                                      {"assistant", "助教密码"},
                                                                      {"student", "学生密码"},
                                                                      {"patrol", "巡课密码"}};
  for (const auto& [role, password] : passwords) {
    const Finished end = cvclass(role).runs(job_of(Operation::kSchedule), {ok(sample)});
    EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
    ASSERT_EQ(end.lessons.size(), 1U);
    const Lesson& lesson = end.lessons[0];
    EXPECT_TRUE(lesson.key == (LessonKey{"school", "1200356033", 1546057800 * kSecond}));
    EXPECT_EQ(lesson.end_utc, 1546059300 * kSecond);
    EXPECT_EQ(lesson.title.view(), "语文[2J 第一课");
    EXPECT_EQ(lesson.room.view(), "1200356033");
    EXPECT_EQ(lesson.password.reveal(), password);
    EXPECT_EQ(lesson.student_password.reveal(), "学生密码");
  }
}

TEST(CvclassSession, ScheduleAsksForTheWindowPageByPage) {
  Job job = job_of(Operation::kSchedule);
  job.from_utc = 1429242959 * kSecond;
  job.to_utc = 1429261807 * kSecond;
  const Script script = cvclass();
  for (int number = 1; number <= 3; ++number) {
    const Request request = script.sends(job);
    EXPECT_EQ(request.url, "https://cloud.example/WebAPI/GetRoomByTime");
    EXPECT_EQ(request.method, http::Method::kPost);
    EXPECT_EQ(request.content_type, "application/x-www-form-urlencoded");
    EXPECT_FALSE(request.once);
    EXPECT_TRUE(has(request.body, "starttime=1429242959&endtime=1429261807&page=" + std::to_string(number) +
                                      "&app_id=5NIWjlgmvqwbt494&token="))
        << request.body;
    const auto end = script.hears(job, ok(page(number * 10, number < 3 ? 2 : 1, number == 2 ? "\"2\"" : "2")));
    ASSERT_EQ(end.has_value(), number == 3);
    if (end) {
      EXPECT_EQ(end->lessons.size(), 5U);
    }
  }
}

TEST(CvclassSession, ScheduleEndsWithAPageWithoutData) {
  for (const char* none : {R"({"result":1})", R"({"result":"1","list":[]})",
                           R"({"result":0,"page":2,"pagenumber":2,"list":[]})", R"({"result":1,"list":null})"}) {
    const Finished end = cvclass().runs(job_of(Operation::kSchedule), {ok(page(1, 2, "2")), ok(none)});
    EXPECT_EQ(end.outcome.verdict, Verdict::kDone) << none;
    EXPECT_EQ(end.lessons.size(), 2U);
    EXPECT_EQ(cvclass().runs(job_of(Operation::kSchedule), {ok(none)}).outcome.verdict, Verdict::kDone);
  }
  // Without a page size: 200, as the document says.
  EXPECT_EQ(cvclass().runs(job_of(Operation::kSchedule), {ok(page(1, 200, "")), ok(page(500, 3, ""))}).lessons.size(),
            203U);
  EXPECT_EQ(cvclass().runs(job_of(Operation::kSchedule), {ok(page(1, 199, ""))}).lessons.size(), 199U);
}

// Goal: a list without an end is no whole one; it is given up after fifty pages.
TEST(CvclassSession, ScheduleOfAServerThatRepeatsItsPageIsBounded) {
  const std::vector<Reply> replies(200, ok(page(1, 2, "2")));
  const Finished end = cvclass().runs(job_of(Operation::kSchedule), replies);
  EXPECT_NE(end.outcome.verdict, Verdict::kDone);
  EXPECT_TRUE(end.lessons.empty());
}

// Goal: of a company's rooms only those of this terminal are kept, and all of them are counted.
TEST(CvclassSession, ScheduleOfNamedRooms) {
  vendors::Account named = account("teacher");
  named.rooms = {"2"};
  const Finished end = cvclass(named).runs(job_of(Operation::kSchedule), {ok(page(1, 3, "200"))});
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].room.view(), "2");
  EXPECT_EQ(end.listed, 3U);
}

TEST(CvclassSession, ScheduleIsWholeOrNone) {
  const std::vector<Reply> bad = {http(500),
                                  ok("<html>"),
                                  ok(R"({"result":47003})"),
                                  ok(R"({"result":-1})"),
                                  ok(R"({"result":0})"),
                                  ok(R"({"result":0,"list":null})"),
                                  ok(R"({"result":0,"list":{}})"),
                                  failed(http::Transport::kTimeout, true)};
  for (const Reply& second : bad) {
    const Finished end = cvclass().runs(job_of(Operation::kSchedule), {ok(page(1, 2, "2")), second});
    EXPECT_NE(end.outcome.verdict, Verdict::kDone) << second.body;
    EXPECT_TRUE(end.lessons.empty());
  }
}

TEST(CvclassSession, ScheduleLeavesOutRowsItCannotUse) {
  const std::string rows =
      R"({"result":"0","list":[{}, 7, null, {"serial":"1"},
      {"serial":"1","starttime":"x","endtime":"9"}, {"serial":"","starttime":5,"endtime":9},
      {"serial":"1","starttime":9,"endtime":5}, {"serial":"1","starttime":5,"endtime":999999999999999},
      {"serial":1200356033,"starttime":5,"endtime":9}]})";
  const Finished end = cvclass().runs(job_of(Operation::kSchedule), {ok(rows)});
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].room.view(), "1200356033");
}

TEST(CvclassSession, StartStopExtendAndHeartbeatAreSentAsTheDocumentSays) {
  const Script script = cvclass();
  Job job = job_of(Operation::kStart, lesson());
  Request request = script.sends(job);
  EXPECT_EQ(request.url, "https://cloud.example/WebAPI/v3/room_control");
  EXPECT_TRUE(has(request.body, "serial=1200356033&state=1&")) << request.body;
  EXPECT_TRUE(request.once);
  job.operation = Operation::kStop;
  request = script.sends(job);
  EXPECT_TRUE(has(request.body, "serial=1200356033&state=0&")) << request.body;
  EXPECT_TRUE(request.once);
  job.operation = Operation::kExtend;
  job.end_utc = 1546062900 * kSecond;
  request = script.sends(job);
  EXPECT_EQ(request.url, "https://cloud.example/WebAPI/ModifyRoom");
  EXPECT_TRUE(has(request.body, "serial=1200356033&starttime=1546057800&endtime=1546062900&")) << request.body;
  EXPECT_TRUE(request.once);
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    job.operation = operation;
    request = script.sends(job);
    EXPECT_EQ(request.url, "https://cloud.example/WebAPI/RoomStatus");
    EXPECT_FALSE(request.once);
  }
  for (const Operation operation : {Operation::kEnter, Operation::kLeave}) {
    job.operation = operation;
    EXPECT_EQ(script.ends(job).outcome.verdict, Verdict::kDone);
  }
}

struct Answer {
  std::string body;
  Verdict verdict;
  Fault fault;
  RoomState room = RoomState::kUnread;
};

void expect(Operation operation, const std::vector<Answer>& answers) {
  for (const Answer& answer : answers) {
    const Finished end = cvclass().runs(job_of(operation, lesson()), {ok(answer.body)});
    EXPECT_EQ(end.outcome.verdict, answer.verdict) << answer.body;
    EXPECT_EQ(end.outcome.fault, answer.fault) << answer.body;
    EXPECT_EQ(end.outcome.room, answer.room) << answer.body;
    EXPECT_TRUE(end.lessons.empty());
  }
}

TEST(CvclassSession, RoomControlAnswers) {
  const auto by_vendor = [](int code) { return Fault{FaultCode::kVendor, code}; };
  for (const Operation operation : {Operation::kStart, Operation::kStop}) {
    expect(operation, {{R"({"result":"0","msg":"消息成功发送"})", Verdict::kDone, {}},
                       {R"({"result":0})", Verdict::kDone, {}},
                       {R"({"result":"10021","msg":"房间需要至少一个人存在"})", Verdict::kNotYet, by_vendor(10021)},
                       {R"({"result":10021})", Verdict::kNotYet, by_vendor(10021)},
                       {R"({"result":"10020"})", Verdict::kRefused, by_vendor(10020)},
                       {R"({"result":"10022"})", Verdict::kRefused, by_vendor(10022)},
                       {R"({"result":"4007"})", Verdict::kRefused, by_vendor(4007), RoomState::kOver},
                       {R"({"result":3003})", Verdict::kRefused, by_vendor(3003), RoomState::kOver},
                       {R"({"result":47003})", Verdict::kRefused, {FaultCode::kAuth, 47003}},
                       {R"({"result":3002})", Verdict::kRefused, by_vendor(3002)},
                       {R"({"result":31337,"msg":"?"})", Verdict::kRefused, by_vendor(31337)},
                       {R"({"result":1})", Verdict::kRefused, by_vendor(1)},  // 'Failed' where something is to change.
                       {R"({"result":-1})", Verdict::kUnknown, by_vendor(-1)},  // What was done is not known.
                       {R"({"result":4107})", Verdict::kUnknown, by_vendor(4107)}});
  }
  Job job = job_of(Operation::kExtend, lesson());
  job.end_utc = 1546062900 * kSecond;
  EXPECT_EQ(cvclass().runs(job, {ok(R"({"result":0})")}).outcome.end_utc, job.end_utc);
  EXPECT_EQ(cvclass().runs(job, {ok(R"({"result":4005})")}).outcome.end_utc, 0);
}

TEST(CvclassSession, RoomStatusAnswers) {
  const Fault not_understood{FaultCode::kNet, 0};
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    expect(operation, {{R"({"result":0,"status":0})", Verdict::kDone, {}, RoomState::kNew},
                       {R"({"result":0,"status":"1"})", Verdict::kDone, {}, RoomState::kIdle},
                       {R"({"result":"0","status":"2"})", Verdict::kDone, {}, RoomState::kLive},
                       {R"({"result":0,"status":3})", Verdict::kDone, {}, RoomState::kOver},
                       {R"({"result":"4007"})", Verdict::kDone, {}, RoomState::kOver},
                       {R"({"result":3003})", Verdict::kDone, {}, RoomState::kOver},
                       {R"({"result":0,"status":4})", Verdict::kUnknown, not_understood},
                       {R"({"result":0,"status":0.5})", Verdict::kUnknown, not_understood},
                       {R"({"result":0,"status":null})", Verdict::kUnknown, not_understood},
                       {R"({"result":0})", Verdict::kUnknown, not_understood},
                       {R"({"result":4001})", Verdict::kRefused, {FaultCode::kAuth, 4001}},
                       {R"({"result":-1})", Verdict::kBusy, {FaultCode::kVendor, -1}}});
  }
}

TEST(CvclassSession, GarbageIsUnknownAndNeverAnEmptySchedule) {
  for (const Operation operation : {Operation::kSchedule, Operation::kReadState, Operation::kStart, Operation::kStop,
                                    Operation::kHeartbeat, Operation::kExtend}) {
    for (const std::string& body : garbage()) {
      const Finished end = cvclass().runs(job_of(operation, lesson()), {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 80);
      EXPECT_TRUE(end.outcome.fault) << body.substr(0, 80);
      EXPECT_FALSE(end.detail.empty());
      EXPECT_EQ(end.outcome.room, RoomState::kUnread) << body.substr(0, 80);
    }
  }
}

TEST(CvclassSession, TheVendorsWordsAreCleanedAndTheCodeExplained) {
  const Finished end = cvclass().runs(job_of(Operation::kStart, lesson()),
                                      {ok("{\"result\":\"10021\",\"msg\":\"a\\u001b[31m\\nb\\u202e\"}")});
  EXPECT_TRUE(has(end.detail, "code 10021")) << end.detail;
  EXPECT_TRUE(has(end.detail, "(a[31mb)")) << end.detail;
}

TEST(CvclassSession, CallsKeepTheReplyAsItCame) {
  const vendors::Vendor vendor = vendors::cvclass::vendor();
  const auto call = [&](const char* name, const std::string& body) {
    Job job;
    job.call = {vendor.find(name), vendors::Value(vendors::Value::Object{{"serial", vendors::Value("1")}})};
    return cvclass().runs(job, {ok(body)});
  };
  Finished end = call("GetRoomInfo", " {\"result\" : \"0\"} ");
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end.reply_text, " {\"result\" : \"0\"} ");
  EXPECT_EQ(end.reply.find("result")->to_text(), "0");
  EXPECT_EQ(call("GetRoomInfo", R"({"result":1})").outcome.verdict, Verdict::kDone);    // Nothing there.
  EXPECT_EQ(call("DeleteRoom", R"({"result":1})").outcome.verdict, Verdict::kRefused);  // Not done.
  // 1.2.2, 1.2.6 and 2.1.9 say -1 where nothing is there; elsewhere it is an error.
  EXPECT_EQ(call("GetFileRemark", R"({"result":-1})").outcome.verdict, Verdict::kDone);
  EXPECT_EQ(call("GetCompanyFileList", R"({"roomfile":"","result":-1})").outcome.verdict, Verdict::kDone);
  EXPECT_EQ(call("GetEquipment", R"({"result":"-1"})").outcome.verdict, Verdict::kDone);
  EXPECT_NE(call("GetRoomInfo", R"({"result":-1})").outcome.verdict, Verdict::kDone);
  EXPECT_NE(call("DeleteRoom", R"({"result":-1})").outcome.verdict, Verdict::kDone);
  end = call("DeleteRoom", R"({"result":4007})");
  EXPECT_EQ(end.outcome.verdict, Verdict::kRefused);
  EXPECT_EQ(end.reply_text, R"({"result":4007})");
  EXPECT_EQ(call("DeleteRoom", "<html>").outcome.verdict, Verdict::kUnknown);
  EXPECT_EQ(call("DeleteRoom", "<html>").reply_text, "");
}

}  // namespace
}  // namespace classbell::golden
