// Goal: an iclass session sends what the document asks for, signed as PHP signs it, and reads every shape of answer.
// Method: scripted replies, from the samples of iclass.md with their typing errors mended.
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "script.h"
#include "tree.h"
#include "vendors/iclass/sign.h"
#include "vendors/iclass/vendor.h"
#include "vendors/json.h"

namespace classbell::golden {
namespace {

using vendors::Value;

const std::string kKey = "DzXpbluRsmo1JkoFxzKMNg5ifrA4GRlU";

vendors::Account account(const std::string& user_id = {}) {
  vendors::Account account;
  account.name = "school";
  account.base_url = "https://iclass.api.qcloud.com";
  account.values = {{"sdkappid", "1400127140"}, {"user_id", user_id}, {"entry_base", "https://tedu.qcloudtrtc.com"}};
  account.secrets = {{"tic_key", Secret(kKey)}, {"user_token", Secret("")}};
  return account;
}

Script iclass(const std::string& user_id = {}) { return {vendors::iclass::vendor().open(account(user_id))}; }

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"school", "100012345", 1558350990 * kSecond};
  lesson.end_utc = 1558351000 * kSecond;
  lesson.room = "100012345";
  return lesson;
}

Job schedule(std::int64_t from_s = 1558300000, std::int64_t to_s = 1558400000) {
  Job job = job_of(Operation::kSchedule);
  job.from_utc = from_s * kSecond;
  job.to_utc = to_s * kSecond;
  return job;
}

std::string row(int id) {
  return "{\"class_id\":" + std::to_string(id) +
         ",\"class_topic\":\"T\",\"class_status\":\"will\",\"start_time\":1558350990,\"stop_time\":1558351000}";
}

std::string page(int first, int count, const std::string& finish) {
  std::string rows;
  for (int i = 0; i < count; ++i) rows += (i == 0 ? "" : ",") + row(first + i);
  return "{\"error_code\":0,\"error_msg\":\"\"" + (finish.empty() ? "" : ",\"finish\":" + finish) +
         ",\"total\":1,\"list\":[" + rows + "]}";
}

struct Answer {
  std::string body;
  Verdict verdict;
  Fault fault;
  RoomState room = RoomState::kUnread;
};

TEST(IclassAnswers, SignIsPhpsAndTheDocumentsOwn) {
  EXPECT_EQ(vendors::iclass::sign(kKey, 1548247837), "28374bd8cff400ac4906414780fbe387");  // Appendix 2.
  Random random(31);
  std::vector<Fields> cases;
  std::vector<std::string> ours;
  for (int i = 0; i < 400; ++i) {
    const std::string key = random_bytes(random, 64);
    const auto expires = static_cast<std::int64_t>(random.next() % 100000000000U);
    cases.push_back({key + std::to_string(expires)});
    ours.push_back(vendors::iclass::sign(key, expires));
  }
  const auto answers = ask_php("hashes", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) ASSERT_EQ(ours[i], answers[i].substr(0, 32)) << to_hex(cases[i][0]);
}

TEST(IclassAnswers, RequestsAsTheDocumentHasThem) {
  struct Case {
    Operation operation;
    const char* path;
    bool once;
    std::string body;  // Behind expire_time.
  };
  Job extend = job_of(Operation::kExtend, lesson());
  extend.end_utc = 1558351300 * kSecond + 999;
  const std::vector<Case> cases = {
      {Operation::kSchedule, "class/list", false,
       R"("index":0,"size":100,"create_time_desc":true,"class_status":["will","ing"])"},
      {Operation::kReadState, "class/info", false, R"("class_id":100012345)"},
      {Operation::kHeartbeat, "class/info", false, R"("class_id":100012345)"},
      {Operation::kExtend, "class/modify", true, R"("class_id":100012345,"stop_time":1558351300)"}};
  const std::string expires = std::to_string(kNow.utc / kSecond + 900);
  const std::string sign = ask_php("hashes", {{kKey + expires}})[0].substr(0, 32);
  std::vector<Fields> bodies;
  for (const Case& each : cases) {
    Job job = each.operation == Operation::kExtend ? extend : job_of(each.operation, lesson());
    const Request request = iclass().sends(job);
    EXPECT_EQ(request.method, http::Method::kPost);
    EXPECT_EQ(request.content_type, "application/json");
    EXPECT_EQ(request.once, each.once);
    const std::string before =
        std::string("https://iclass.api.qcloud.com/paas/v1/") + each.path + "?sdkappid=1400127140&random=";
    const std::string after = "&sign=" + sign;
    ASSERT_EQ(request.url.rfind(before, 0), 0U) << request.url;
    ASSERT_GT(request.url.size(), before.size() + after.size());
    EXPECT_EQ(request.url.substr(request.url.size() - after.size()), after);
    const std::string random = request.url.substr(before.size(), request.url.size() - before.size() - after.size());
    EXPECT_EQ(random.find_first_not_of("0123456789"), std::string::npos) << random;
    EXPECT_EQ(request.body, "{\"expire_time\":" + expires + "," + each.body + "}");
    bodies.push_back({request.body, "64"});
  }
  for (const std::string& read : ask_php("json_decode", bodies)) EXPECT_NE(read.substr(0, 5), "error") << read;
  Job of_user = schedule();
  EXPECT_NE(iclass("u1").sends(of_user).body.find(R"("user_id":"u1")"), std::string::npos);
}

TEST(IclassAnswers, ScheduleOfTheSampleInBothShapes) {
  for (const char* list : {
           R"([{"class_id":100012345,"class_topic":"职场\u0007培训","class_type":"1vN","class_status":"will",
              "teacher_id":"u1","create_time":1558350988,"start_time":1558350990,"stop_time":1558351000}])",
           R"([{"class_id":"100012345","class_topic":"职场培训","class_type":"1vN","class_status":"ing",
              "teacher_id":"u1","create_time":"1558350988","start_time":"1558350990","stop_time":"1558351000"}])"}) {
    for (const char* head : {R"({"error_code":0,"error_msg":"","finish":true,"total":1,"list":)",
                             R"({"error_code":"0","error_msg":null,"finish":true,"total":"1","list":)"}) {
      const Finished end = iclass().runs(schedule(), {ok(std::string(head) + list + "}")});
      EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
      ASSERT_EQ(end.lessons.size(), 1U);
      EXPECT_TRUE(end.lessons[0].key == (LessonKey{"school", "100012345", 1558350990 * kSecond}));
      EXPECT_EQ(end.lessons[0].end_utc, 1558351000 * kSecond);
      EXPECT_EQ(end.lessons[0].title.view(), "职场培训");
      EXPECT_EQ(end.lessons[0].teacher.view(), "u1");
      EXPECT_EQ(end.lessons[0].room.view(), "100012345");
    }
  }
}

// class/list takes no period: what lies outside is left out here, and `index` is the offset of the first row.
TEST(IclassAnswers, SchedulePagesByOffsetUntilItFinishes) {
  for (const char* last : {"true", "false", ""}) {  // Without finish an empty page ends it.
    const Script script = iclass();
    Job job = schedule();
    int rows = 0;
    for (const int count : {100, 100, 7}) {
      const std::string body = script.sends(job).body;
      EXPECT_NE(body.find("\"index\":" + std::to_string(rows) + ",\"size\":100,"), std::string::npos) << body;
      const bool is_last = count == 7;
      const auto end = script.hears(job, ok(page(1000 + rows, count, is_last ? last : "false")));
      rows += count;
      if (std::string(last) == "true" && is_last) {
        ASSERT_TRUE(end);
        EXPECT_EQ(end->lessons.size(), 207U);
      } else {
        ASSERT_FALSE(end);
      }
    }
    if (std::string(last) == "true") continue;
    EXPECT_NE(script.sends(job).body.find("\"index\":207,"), std::string::npos);
    const auto end = script.hears(job, ok(page(0, 0, last)));
    ASSERT_TRUE(end);
    EXPECT_EQ(end->lessons.size(), 207U);
  }
  // Classes of other days are evidence all the same that a class of this one is gone.
  const Finished later = iclass().runs(schedule(1558351000, 1558400000), {ok(page(1, 3, "true"))});
  EXPECT_TRUE(later.lessons.empty());
  EXPECT_EQ(later.listed, 3U);
  EXPECT_TRUE(iclass().runs(schedule(1558300000, 1558350990), {ok(page(1, 3, "true"))}).lessons.empty());
  // A class that slips a page down while pages are read comes twice, and counts once; of a list that never finishes
  // today's classes may be what is missing.
  EXPECT_EQ(iclass().runs(schedule(), {ok(page(1, 3, "false")), ok(page(3, 3, "true"))}).lessons.size(), 5U);
  const Finished endless = iclass().runs(schedule(), std::vector<Reply>(300, ok(page(1, 2, "false"))));
  EXPECT_NE(endless.outcome.verdict, Verdict::kDone);
  EXPECT_TRUE(endless.lessons.empty());
}

TEST(IclassAnswers, ScheduleIsWholeOrNone) {
  for (const Reply& second :
       {http(500), ok("<html>"), ok(R"({"error_code":10005,"error_msg":"sign error"})"), ok(R"({"error_code":0})"),
        ok(R"({"error_code":0,"list":{}})"), failed(http::Transport::kTimeout, true)}) {
    const Finished end = iclass().runs(schedule(), {ok(page(1, 100, "false")), second});
    EXPECT_NE(end.outcome.verdict, Verdict::kDone) << second.body;
    EXPECT_TRUE(end.lessons.empty());
  }
}

TEST(IclassAnswers, ScheduleLeavesOutRowsItCannotUse) {
  const std::string rows = R"({"error_code":0,"finish":true,"list":[{}, 7, null, {"class_id":1},
      {"class_id":2,"start_time":"x","stop_time":1558351000},
      {"class_id":"","start_time":1558350990,"stop_time":1558351000},
      {"class_id":3,"start_time":1558351000,"stop_time":1558351000},
      {"class_id":4,"start_time":1558350990,"stop_time":9223372036854775807},
      {"class_id":5,"start_time":1558350990,"stop_time":1558351000}]})";
  const Finished end = iclass().runs(schedule(), {ok(rows)});
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].room.view(), "5");
}

TEST(IclassAnswers, InfoOfTheSampleInBothShapes) {
  const auto info = [](const std::string& code, const std::string& status) {
    return R"({"error_code":)" + code + R"(,"error_msg":"","class_id":100012345,"class_topic":"MyFirstClass",
      "class_type":"public","class_status":)" +
           status + R"(,"teacher_id":"u1","create_time":1558350988,"start_time":1558350990,"stop_time":1558351000,
      "real_start_time":1558350995,"real_stop_time":1558350911,"member_count":30,"chat_group_id":"102304_chat",
      "cmd_group_id":"102304","settings":{"resolution":"1024x768","fps":20,"layout":1,"record_types":["remote"]},
      "members":[{"role":"student","user_id":"user1"},{"role":"teacher","user_id":"user2"}]})";
  };
  const Fault none{FaultCode::kNet, 0};
  const std::vector<Answer> answers = {
      {info("0", "\"will\""), Verdict::kDone, {}, RoomState::kNew},
      {info("\"0\"", "\"ing\""), Verdict::kDone, {}, RoomState::kLive},
      {info("0", "\"end\""), Verdict::kDone, {}, RoomState::kOver},
      {info("0", "\"\""), Verdict::kUnknown, none},
      {info("0", "\"ING\""), Verdict::kUnknown, none},
      {info("0", "1"), Verdict::kUnknown, none},
      {info("0", "null"), Verdict::kUnknown, none},
      // The document names no code but 0: a refusal, with the vendor's own number and words.
      {R"({"error_code":10007,"error_msg":"class not found"})", Verdict::kRefused, {FaultCode::kVendor, 10007}},
      {R"({"error_code":"-1"})", Verdict::kRefused, {FaultCode::kVendor, -1}}};
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    for (const Answer& answer : answers) {
      const Finished end = iclass().runs(job_of(operation, lesson()), {ok(answer.body)});
      EXPECT_EQ(end.outcome.verdict, answer.verdict) << answer.body;
      EXPECT_EQ(end.outcome.fault, answer.fault) << answer.body;
      EXPECT_EQ(end.outcome.room, answer.room) << answer.body;
    }
  }
}

TEST(IclassAnswers, ExtensionAnswers) {
  Job job = job_of(Operation::kExtend, lesson());
  job.end_utc = 1558351300 * kSecond;
  Finished end = iclass().runs(job, {ok(R"({"error_code":0,"error_msg":""})")});
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end.outcome.end_utc, job.end_utc);
  end = iclass().runs(job, {ok(R"({"error_code":10011,"error_msg":"not\u001b[1m now"})")});
  EXPECT_EQ(end.outcome.verdict, Verdict::kRefused);
  EXPECT_EQ(end.outcome.end_utc, 0);
  EXPECT_NE(end.detail.find("(not[1m now)"), std::string::npos) << end.detail;
  EXPECT_EQ(iclass().runs(job, {failed(http::Transport::kTimeout, true)}).outcome.verdict, Verdict::kUnknown);
}

TEST(IclassAnswers, EntryUrlsAreThoseOfTheSample) {
  Job job = job_of(Operation::kEntry, lesson());
  EXPECT_EQ(iclass().ends(job).url.reveal(), "https://tedu.qcloudtrtc.com/1400127140/100012345/0");
  job.role = vendors::Role::kStudent;
  EXPECT_EQ(iclass().ends(job).url.reveal(), "https://tedu.qcloudtrtc.com/1400127140/100012345/1");
}

TEST(IclassAnswers, NothingIsSentToStartOrStop) {
  const Script script = iclass();
  EXPECT_FALSE(script.session->can().start);
  for (const Operation operation : {Operation::kStart, Operation::kStop, Operation::kEnter, Operation::kLeave}) {
    Job job = job_of(operation, lesson());
    EXPECT_EQ(script.ends(job).outcome.verdict, Verdict::kDone);
  }
}

TEST(IclassAnswers, GarbageIsUnknownAndNeverAnEmptySchedule) {
  std::vector<std::string> bodies = garbage();
  for (const char* code :
       {"null", "\"\"", "\"ok\"", "false", "[]", "{}", "0.5", "4294967296", "\"4294967296\"", "1e400"})
    bodies.push_back(R"({"error_code":)" + std::string(code) + R"(,"finish":true,"list":[],"class_status":"ing"})");
  for (const Operation operation :
       {Operation::kSchedule, Operation::kReadState, Operation::kHeartbeat, Operation::kExtend}) {
    for (const std::string& body : bodies) {
      const Finished end = iclass().runs(job_of(operation, lesson()), {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 80);
      EXPECT_TRUE(end.outcome.fault) << body.substr(0, 80);
      EXPECT_EQ(end.outcome.room, RoomState::kUnread) << body.substr(0, 80);
    }
  }
}

}  // namespace
}  // namespace classbell::golden
