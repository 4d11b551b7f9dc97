// Goal: an sxb session logs in once for all its jobs, sends what the document asks for, reads every answer it shows.
// Method: scripted replies, from the samples of sxb.md with their typing errors mended.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/crypto.h"
#include "vendors/json.h"
#include "vendors/sxb/vendor.h"

namespace classbell::golden {
namespace {

using vendors::Value;

const std::string kPassword = "pass 密码 \"/+";

vendors::Account account() {
  vendors::Account account;
  account.name = "live";
  account.base_url = "http://cloud.example";
  account.entry_template = "https://page.example/?room=%r&g=%g";
  account.student_template = "https://students.example/%r";
  account.values = {{"appid", "1400001533"}, {"id", "teacher"}};
  account.secrets = {{"pwd", Secret(kPassword)}};
  return account;
}

Script sxb(const vendors::Account& of = account()) { return {vendors::sxb::vendor().open(of)}; }

Reply token(const std::string& token) {
  return ok(R"({"errorCode": 0, "errorInfo": "", "data":{"userSig":"[usersig]", "token":")" + token +
            R"(", "role":1}})");
}
const Reply kDone = ok(R"({"errorCode": 0, "errorInfo": ""})");
const Reply kExpired = ok(R"({"errorCode":10009,"errorInfo":"token expired"})");

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"live", "18", 145668974 * kSecond};
  lesson.room = "18";
  lesson.group = "18";
  return lesson;
}

std::string field(const Request& request, const std::string& name) {
  const auto body = vendors::parse_json(request.body);
  const Value* value = body ? body->find(name) : nullptr;
  return value != nullptr ? write_json(*value) : "(none)";
}

bool is_login(const Request& request) { return request.url.find("cmd=login") != std::string::npos; }

// A session that has logged in, by a job that is over.
Script logged_in(const std::string& with, const vendors::Account& of = account()) {
  Script script = sxb(of);
  Job job = job_of(Operation::kHeartbeat, lesson());
  script.sends(job);
  EXPECT_FALSE(script.hears(job, token(with)));
  return script;
}

TEST(SxbSession, LogsInAndCarriesTheToken) {
  const Script script = sxb();
  Job job = job_of(Operation::kStart, lesson());
  const Request login = script.sends(job);
  EXPECT_EQ(login.url, "http://cloud.example/index.php?svc=account&cmd=login");
  EXPECT_EQ(login.content_type, "application/json");
  EXPECT_EQ(field(login, "id"), "\"teacher\"");
  EXPECT_EQ(field(login, "pwd"), "\"" + vendors::base64(kPassword) + "\"");
  EXPECT_EQ(field(login, "token"), "(none)");
  EXPECT_FALSE(login.once);
  EXPECT_FALSE(script.hears(job, token("T1")));
  const Request start = script.sends(job);
  EXPECT_EQ(start.url, "http://cloud.example/index.php?svc=live&cmd=startcourse");
  EXPECT_EQ(field(start, "token"), "\"T1\"");
  EXPECT_EQ(field(start, "roomnum"), "18");
  EXPECT_EQ(field(start, "appid"), "1400001533");
  EXPECT_EQ(field(start, "timeStamp"), std::to_string(1429242959000 & 0xFFFFFFFF));
  EXPECT_TRUE(start.once);
  EXPECT_EQ(script.hears(job, kDone)->outcome.verdict, Verdict::kDone);
}

TEST(SxbSession, OthersWaitWhileOneLogsIn) {
  const Script script = sxb();
  Job first = job_of(Operation::kHeartbeat, lesson()), second = job_of(Operation::kReadState, lesson());
  EXPECT_TRUE(is_login(script.sends(first)));
  EXPECT_TRUE(script.waits(second));
  EXPECT_TRUE(script.waits(second));
  EXPECT_FALSE(script.hears(first, token("T1")));
  EXPECT_EQ(field(script.sends(second), "token"), "\"T1\"");
  EXPECT_EQ(field(script.sends(first), "token"), "\"T1\"");
}

// Goal: a log-in that hangs holds up no start and no stop.
TEST(SxbSession, AStartDoesNotWaitForOthersLogin) {
  for (const Operation urgent : {Operation::kStart, Operation::kStop}) {
    const Script script = sxb();
    Job poll = job_of(Operation::kSchedule), job = job_of(urgent, lesson());
    EXPECT_TRUE(is_login(script.sends(poll)));
    EXPECT_TRUE(is_login(script.sends(job)));
    EXPECT_FALSE(script.hears(job, token("T1")));
    EXPECT_EQ(field(script.sends(job), "token"), "\"T1\"");
    EXPECT_FALSE(script.hears(poll, token("T2")));
    EXPECT_EQ(script.hears(job, kDone)->outcome.verdict, Verdict::kDone);
  }
}

TEST(SxbSession, ExpiredTokenLogsInAgainTwiceAtMost) {
  const Script script = logged_in("T0");
  Job job = job_of(Operation::kStart, lesson());
  EXPECT_EQ(field(script.sends(job), "token"), "\"T0\"");
  for (const char* next : {"T1", "T2"}) {
    EXPECT_FALSE(script.hears(job, kExpired));
    EXPECT_TRUE(is_login(script.sends(job)));
    EXPECT_FALSE(script.hears(job, token(next)));
    EXPECT_EQ(field(script.sends(job), "token"), "\"" + std::string(next) + "\"");
  }
  const auto end = script.hears(job, kExpired);
  ASSERT_TRUE(end);
  EXPECT_EQ(end->outcome.verdict, Verdict::kRefused);
  EXPECT_EQ(end->outcome.fault, (Fault{FaultCode::kAuth, 10009}));
}

// 10007 of another call than login: somebody else's login has ended ours.
TEST(SxbSession, LoggedInTwiceLogsInAgain) {
  const Script script = logged_in("T0");
  Job job = job_of(Operation::kHeartbeat, lesson());
  script.sends(job);
  EXPECT_FALSE(script.hears(job, ok(R"({"errorCode":10007,"errorInfo":"repeat login"})")));
  EXPECT_TRUE(is_login(script.sends(job)));
  EXPECT_FALSE(script.hears(job, token("T1")));
  EXPECT_EQ(field(script.sends(job), "token"), "\"T1\"");
  EXPECT_EQ(script.hears(job, kDone)->outcome.verdict, Verdict::kDone);
}

TEST(SxbSession, TwoJobsWithAnExpiredTokenLogInOnce) {
  const Script script = logged_in("T0");
  Job first = job_of(Operation::kHeartbeat, lesson()), second = job_of(Operation::kReadState, lesson());
  script.sends(first);
  script.sends(second);
  EXPECT_FALSE(script.hears(first, kExpired));
  EXPECT_TRUE(is_login(script.sends(first)));
  EXPECT_FALSE(script.hears(second, kExpired));  // While the first logs in ...
  EXPECT_TRUE(script.waits(second));
  EXPECT_FALSE(script.hears(first, token("T1")));
  EXPECT_EQ(field(script.sends(second), "token"), "\"T1\"");
  EXPECT_EQ(field(script.sends(first), "token"), "\"T1\"");

  Job third = job_of(Operation::kReadState, lesson());
  script.sends(third);
  EXPECT_FALSE(script.hears(first, kExpired));
  EXPECT_TRUE(is_login(script.sends(first)));
  EXPECT_FALSE(script.hears(first, token("T2")));
  EXPECT_FALSE(script.hears(third, kExpired));  // ... and after it has: the new token is not thrown away.
  EXPECT_EQ(field(script.sends(third), "token"), "\"T2\"");
}

TEST(SxbSession, LoginThatFails) {
  struct Case {
    Reply reply;
    Verdict verdict;
    Fault fault;
  };
  const std::vector<Case> cases = {
      {ok(R"({"errorCode":10006,"errInfo":"密码有误"})"), Verdict::kRefused, {FaultCode::kAuth, 10006}},
      {ok(R"({"errorCode":10005,"errorInfo":""})"), Verdict::kRefused, {FaultCode::kAuth, 10005}},
      {ok(R"({"errorCode":90000})"), Verdict::kBusy, {FaultCode::kVendor, 90000}},
      {ok(R"({"errorCode":0,"data":{}})"), Verdict::kUnreachable, {FaultCode::kNet, 0}},
      {ok(R"({"errorCode":0,"data":{"token":""}})"), Verdict::kUnreachable, {FaultCode::kNet, 0}},
      {ok("<html>"), Verdict::kUnreachable, {FaultCode::kNet, 0}},
      {http(500), Verdict::kUnreachable, {FaultCode::kVendor, 500}},
      {http(429, "", 5000), Verdict::kBusy, {FaultCode::kVendor, 429}},
      {failed(http::Transport::kTimeout, true), Verdict::kUnreachable, {FaultCode::kNet, 0}},
      {failed(http::Transport::kDns, false), Verdict::kUnreachable, {FaultCode::kDns, 0}},
  };
  for (const Case& of : cases) {
    const Script script = sxb();
    Job job = job_of(Operation::kStart, lesson()), other = job_of(Operation::kHeartbeat, lesson());
    script.sends(job);
    EXPECT_TRUE(script.waits(other));
    const auto end = script.hears(job, of.reply);
    ASSERT_TRUE(end) << of.reply.body;
    EXPECT_EQ(end->outcome.verdict, of.verdict) << of.reply.body;  // Never kUnknown: the start itself was not sent.
    EXPECT_EQ(end->outcome.fault, of.fault) << of.reply.body;
    EXPECT_EQ(end->detail.rfind("login: ", 0), 0U);
    // Who waited for it has failed as well, or each would log in by itself; the next one tries anew.
    EXPECT_EQ(script.ends(other).outcome.verdict, of.verdict);
    EXPECT_EQ(script.ends(other).detail, end->detail);
    Job next = job_of(Operation::kHeartbeat, lesson());
    EXPECT_TRUE(is_login(script.sends(next)));
  }
  for (const std::string& body : garbage()) {
    const Finished end = sxb().runs(job_of(Operation::kStart, lesson()), {ok(body)});
    EXPECT_EQ(end.outcome.verdict, Verdict::kUnreachable) << body.substr(0, 60);
  }
}

std::string rooms(int total, const std::vector<std::string>& rows) {
  std::string list;
  for (const std::string& row : rows) list += (list.empty() ? "" : ",") + row;
  return R"({"errorCode":0,"errorInfo":"","data":{"total":)" + std::to_string(total) + ",\"rooms\":[" + list + "]}}";
}

std::string room(int number, int state, const std::string& more = {}) {
  return R"({"host_uid":"teacher","title":"标题","state":)" + std::to_string(state) +
         ",\"roomnum\":" + std::to_string(number) + ",\"groupid\":\"" + std::to_string(number) +
         "\",\"begin_time\":145668974,\"end_time\":145670000" + more + "}";
}

std::vector<std::string> run_of_rooms(int first, int count) {
  std::vector<std::string> rows;
  for (int i = 0; i < count; ++i) rows.push_back(room(first + i, 0));
  return rows;
}

TEST(SxbSession, ScheduleReadsTwoStatesPageByPage) {
  const Script script = logged_in("T");
  Job job = job_of(Operation::kSchedule);
  const auto asks = [&](int index, int state) {
    const Request request = script.sends(job);
    EXPECT_EQ(request.url, "http://cloud.example/index.php?svc=live&cmd=roomlist");
    EXPECT_EQ(field(request, "index"), std::to_string(index));
    EXPECT_EQ(field(request, "size"), "50");
    EXPECT_EQ(field(request, "state"), std::to_string(state));
    EXPECT_EQ(field(request, "host_uid"), "\"teacher\"");
  };
  asks(0, 0);
  EXPECT_FALSE(script.hears(job, ok(rooms(120, run_of_rooms(1, 50)))));
  asks(50, 0);
  EXPECT_FALSE(script.hears(job, ok(rooms(120, run_of_rooms(51, 50)))));
  asks(100, 0);
  EXPECT_FALSE(script.hears(job, ok(rooms(120, run_of_rooms(101, 20)))));
  asks(0, 1);
  const auto end =
      script.hears(job, ok(rooms(2, {room(120, 1), room(200, 1)})));  // 120 has begun meanwhile: still one lesson.
  ASSERT_TRUE(end);
  EXPECT_EQ(end->outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end->lessons.size(), 121U);
}

TEST(SxbSession, ScheduleOfNamedRoomsAsksForEveryTeachers) {
  vendors::Account named = account();
  named.rooms = {"18"};
  const Script script = logged_in("T", named);
  Job job = job_of(Operation::kSchedule);
  EXPECT_EQ(field(script.sends(job), "host_uid"), "(none)");
}

TEST(SxbSession, ScheduleRows) {
  const Script script = logged_in("T");
  const std::vector<std::string> rows = {
      R"({"host_uid":"[uid]","title":"标\u0007题","state":0,"roomnum":18,"groupid":"g18",
          "begin_time":145668974,"end_time":145668974})",
      R"({"state":"0","roomnum":"19","begin_time":"145668974","end_time":"145670000"})",
      R"({"state":0,"roomnum":20})",
      R"({"state":0})",
      "{}",
      "7",
      "null",
      R"({"state":0,"roomnum":21,"begin_time":-1})",
      R"({"state":0,"roomnum":22,"begin_time":5,"end_time":99999999999999})",
      R"({"state":0,"roomnum":23,"begin_time":4102444800})"};  // In 2100.
  const Finished end =
      script.runs(job_of(Operation::kSchedule),
                  {ok(rooms(10, rows)),
                   ok(rooms(3, {R"({"state":1,"roomnum":24,"begin_time":4102444800})",
                                R"({"state":1,"roomnum":25,"begin_time":1429242000,"end_time":1429242960})",
                                R"({"state":1,"roomnum":26,"begin_time":1429242000,"end_time":1429242959})"}))});
  ASSERT_EQ(end.lessons.size(), 7U);
  // Planned: with an end, which of a class that runs lies ahead, or not begun and ahead.
  std::string planned;
  for (const Lesson& each : end.lessons) planned += each.is_planned ? "yes " : "no ";
  EXPECT_EQ(planned, "no yes no yes no yes no ");
  EXPECT_TRUE(end.lessons[0].key == (LessonKey{"live", "18", 145668974 * kSecond}));
  EXPECT_EQ(end.lessons[0].end_utc,
            145668974 * kSecond + 60 * kMinute);  // No plan of an end: as long as a lesson without one.
  EXPECT_EQ(end.lessons[0].title.view(), "标题");
  EXPECT_EQ(end.lessons[0].teacher.view(), "[uid]");
  EXPECT_EQ(end.lessons[0].group.view(), "g18");
  EXPECT_EQ(end.lessons[1].room.view(), "19");
  EXPECT_EQ(end.lessons[1].end_utc, 145670000 * kSecond);
  EXPECT_EQ(end.lessons[2].key.start_utc, 0);
}

TEST(SxbSession, ScheduleIsWholeOrNone) {
  const std::vector<Reply> bad = {http(500),
                                  ok("<html>"),
                                  ok(R"({"errorCode":90000})"),
                                  ok(R"({"errorCode":0})"),
                                  ok(R"({"errorCode":0,"data":{}})"),
                                  ok(R"({"errorCode":0,"data":{"total":1,"rooms":null}})"),
                                  ok(rooms(60, {})),
                                  failed(http::Transport::kBroken, true)};
  for (const Reply& second : bad) {
    const Finished end = logged_in("T").runs(job_of(Operation::kSchedule), {ok(rooms(1, {room(1, 0)})), second});
    EXPECT_NE(end.outcome.verdict, Verdict::kDone) << second.body;
    EXPECT_TRUE(end.lessons.empty());
  }
  // A server whose total never ends.
  const std::vector<Reply> endless(400, ok(rooms(1000000000, {room(1, 0)})));
  EXPECT_NE(logged_in("T").runs(job_of(Operation::kSchedule), endless).outcome.verdict, Verdict::kDone);
}

// Goal: only the listing of the created rooms can tell that a lesson is gone.
TEST(SxbSession, WhatIsLiveTellsOfNoAbsence) {
  const Reply none = ok(rooms(0, {}));
  const Finished live_alone = logged_in("T").runs(job_of(Operation::kSchedule), {none, ok(rooms(1, {room(2, 1)}))});
  EXPECT_EQ(live_alone.lessons.size(), 1U);
  EXPECT_EQ(live_alone.listed, 0U);
  const Finished planned = logged_in("T").runs(job_of(Operation::kSchedule),
                                               {ok(rooms(2, {room(1, 0), room(3, 0)})), ok(rooms(1, {room(2, 1)}))});
  EXPECT_EQ(planned.lessons.size(), 3U);
  EXPECT_EQ(planned.listed, 2U);
}

TEST(SxbSession, StatesOfARoom) {
  const std::vector<std::pair<std::string, RoomState>> answers = {
      {rooms(1, {room(18, 0)}), RoomState::kNew},
      {rooms(1, {room(18, 1)}), RoomState::kLive},
      {rooms(1, {room(18, 2)}), RoomState::kOver},
      {rooms(1, {room(18, 3)}), RoomState::kOver},
      {rooms(0, {}), RoomState::kUnread},  // Over it would be listed as such: a list that lacks it says nothing.
      {rooms(1, {room(19, 1)}), RoomState::kUnread},
      {R"({"errorCode":10010,"errorInfo":""})", RoomState::kOver},
      {R"({"errorCode":"0","data":{"total":"1","rooms":[{"roomnum":"18","state":"1"}]}})", RoomState::kLive}};
  for (const auto& [body, state] : answers) {
    const Finished end = logged_in("T").runs(job_of(Operation::kReadState, lesson()), {ok(body)});
    EXPECT_EQ(end.outcome.verdict, Verdict::kDone) << body;
    EXPECT_EQ(end.outcome.room, state) << body;
    EXPECT_FALSE(end.outcome.fault);
  }
  for (const std::string& body :
       {rooms(1, {room(18, 4)}), rooms(1, {R"({"roomnum":18})"}), rooms(1, {R"({"roomnum":18,"state":0.5})"}),
        std::string(R"({"errorCode":0,"data":{"rooms":{}}})")}) {
    EXPECT_EQ(logged_in("T").runs(job_of(Operation::kReadState, lesson()), {ok(body)}).outcome.verdict,
              Verdict::kUnknown)
        << body;
  }
}

TEST(SxbSession, CommandsAndTheirAnswers) {
  struct Sent {
    Operation operation;
    std::string command;
    std::string operate;
    bool once;
  };
  for (const Sent& sent :
       {Sent{Operation::kStart, "startcourse", "(none)", true}, Sent{Operation::kStop, "exitroom", "(none)", true},
        Sent{Operation::kEnter, "reportmemid", "0", true}, Sent{Operation::kLeave, "reportmemid", "1", true},
        Sent{Operation::kHeartbeat, "heartbeat", "(none)", false}}) {
    const Script script = logged_in("T");
    Job job = job_of(sent.operation, lesson());
    const Request request = script.sends(job);
    EXPECT_EQ(request.url, "http://cloud.example/index.php?svc=live&cmd=" + sent.command);
    EXPECT_EQ(field(request, "roomnum"), "18");
    EXPECT_EQ(field(request, "operate"), sent.operate);
    EXPECT_EQ(request.once, sent.once);
    EXPECT_EQ(script.hears(job, kDone)->outcome.verdict, Verdict::kDone);

    const auto end = [&](const std::string& body) {
      return logged_in("T").runs(job_of(sent.operation, lesson()), {ok(body)}).outcome;
    };
    EXPECT_EQ(end(R"({"errorCode":10010})").verdict, Verdict::kRefused);
    EXPECT_EQ(end(R"({"errorCode":10010})").room, RoomState::kOver);
    EXPECT_EQ(end(R"({"errorCode":10010})").fault, (Fault{FaultCode::kVendor, 10010}));
    EXPECT_EQ(end(R"({"errorCode":"10010"})").room, RoomState::kOver);
    EXPECT_EQ(end(R"({"errorCode":31337})").verdict, Verdict::kRefused);
    EXPECT_EQ(end(R"({"errorCode":90000})").verdict, Verdict::kUnknown);
  }
}

TEST(SxbSession, GarbageIsUnknownAndNeverAnEmptySchedule) {
  for (const Operation operation : {Operation::kSchedule, Operation::kReadState, Operation::kStart, Operation::kStop,
                                    Operation::kHeartbeat, Operation::kEnter}) {
    for (const std::string& body : garbage()) {
      const Finished end = logged_in("T").runs(job_of(operation, lesson()), {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 80);
      EXPECT_TRUE(end.outcome.fault) << body.substr(0, 80);
      EXPECT_EQ(end.outcome.room, RoomState::kUnread) << body.substr(0, 80);
    }
  }
}

TEST(SxbSession, EntryIsTheTemplate) {
  Job job = job_of(Operation::kEntry, lesson());
  const Finished end = sxb().ends(job);
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end.url.reveal(), "https://page.example/?room=18&g=18");
  job.role = vendors::Role::kStudent;
  EXPECT_EQ(sxb().ends(job).url.reveal(), "https://students.example/18");
}

TEST(SxbSession, SecretsHoldThePasswordItsBase64AndTheTokenOfTheDay) {
  const auto holds = [](const Script& script, const std::string& secret) {
    const auto all = script.session->secrets();
    return std::find(all.begin(), all.end(), Secret(secret)) != all.end();
  };
  const Script script = logged_in("T1");
  EXPECT_TRUE(holds(script, kPassword));
  EXPECT_TRUE(holds(script, vendors::base64(kPassword)));
  EXPECT_TRUE(holds(script, "T1"));
  Job job = job_of(Operation::kHeartbeat, lesson());
  script.sends(job);
  script.hears(job, kExpired);
  script.sends(job);
  script.hears(job, token("T2"));
  EXPECT_TRUE(holds(script, "T2"));
}

}  // namespace
}  // namespace classbell::golden
