// Goal: a gensee session sends what the document asks for, with the password as PHP hashes it, and reads every shape of
// answer that its tables allow; rooms are listed by the day of creation: 60 days back once a day, then only today.
// Method: scripted replies made after the tables of gensee.txt, which has no example of any.
#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "oracle.h"
#include "script.h"
#include "vendors/gensee/vendor.h"

namespace classbell::golden {
namespace {

// kNow is 2015-04-17 11:55:59 in Shanghai.
constexpr Milliseconds kBegin = kNow.utc + 10 * kMinute + kSecond;
constexpr std::size_t kDays = 61;

vendors::Account account(const std::string& hash, std::vector<std::string> rooms) {
  vendors::Account account;
  account.name = "school";
  account.base_url = "http://test.gensee.com";
  account.zone = Zone(8 * 3600);
  account.rooms = std::move(rooms);
  account.values = {{"login_name", "admin@demo.com"}, {"password_hash", hash}, {"nickname", "三 班"}};
  account.secrets = {{"password", Secret("三 & +pass")}};
  return account;
}

Script gensee(const std::string& hash = "md5", std::vector<std::string> rooms = {}) {
  return {vendors::gensee::vendor().open(account(hash, std::move(rooms)))};
}

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"school", "4f3b2a10", kBegin};
  lesson.end_utc = kBegin + 45 * kMinute;
  lesson.room = "4f3b2a10";
  return lesson;
}

Job schedule() {
  Job job = job_of(Operation::kSchedule);
  job.from_utc = kNow.utc - kHour;
  job.to_utc = kNow.utc + 24 * kHour;
  return job;
}

// What stands behind the parameters of every form.
std::string credentials(const std::string& hash = "md5") {
  const std::string hashes = ask_php("hashes", {{"三 & +pass"}})[0];
  const std::string password = hash == "md5"    ? hashes.substr(0, 32)
                               : hash == "sha1" ? hashes.substr(33)
                                                : "%E4%B8%89+%26+%2Bpass";
  return "password=" + password + "&loginName=admin%40demo.com" + (hash == "plain" ? "" : "&sec=true");
}

std::string row(const std::string& id, Milliseconds begin, const std::string& duration) {
  return R"({"roomId":")" + id + R"(","subject":"物理","beginTime":)" + std::to_string(begin) +
         R"(,"createTime":1,"code":"9120","loginType":3,"speakerInfo":"李老师","status":0,)" +
         R"("action":true,"duration":)" + duration + "}";
}
std::string list(const std::string& rows, int pages = 1) {
  return R"({"code":"0","list":[)" + rows + R"(],"page":{"pageNo":1,"totalPages":)" + std::to_string(pages) +
         R"(,"totalCounts":1}})";
}
const std::string kNone = R"({"code":"0","list":[],"page":{"pageNo":1,"totalPages":0,"totalCounts":0}})";

// Reads `rows` as today's rooms, and the 60 days before as empty.
Finished read_days(const Script& script, const std::string& rows, const std::vector<std::string>& infos = {}) {
  Job job = schedule();
  std::optional<Finished> end;
  for (std::size_t day = 0; day < kDays; ++day) {
    script.sends(job);
    EXPECT_FALSE(script.hears(job, ok(day == 0 ? list(rows) : kNone)));
  }
  for (const std::string& info : infos) {
    script.sends(job);
    EXPECT_FALSE(script.hears(job, ok(info)));
  }
  return script.ends(job);
}

TEST(GenseeSession, RequestsAsTheDocumentHasThem) {
  const std::vector<std::pair<Operation, std::string>> cases = {{Operation::kReadState, "query/status"},
                                                                {Operation::kHeartbeat, "query/status"},
                                                                {Operation::kEntry, "room/info"},
                                                                {Operation::kExtend, "room/info"}};
  for (const char* hash : {"plain", "md5", "sha1"}) {
    for (const auto& [operation, path] : cases) {
      Job job = job_of(operation, lesson());
      const Request request = gensee(hash).sends(job);
      EXPECT_EQ(request.url, "http://test.gensee.com/integration/site/training/" + path);
      EXPECT_EQ(request.method, http::Method::kPost);
      EXPECT_EQ(request.content_type, "application/x-www-form-urlencoded");
      EXPECT_EQ(request.body, "roomId=4f3b2a10&" + credentials(hash));
      EXPECT_FALSE(request.once);
    }
  }
}

TEST(GenseeSession, TheFirstPollLooksBackSixtyDaysTheNextOnlyAtToday) {
  const Script script = gensee();
  Job job = schedule();
  // 2015-04-17 and the 60 days before, over a month of 28 days: the last one is 2015-02-16.
  for (std::size_t day = 0; day < kDays; ++day) {
    const std::string body = script.sends(job).body;
    EXPECT_EQ(body.rfind("pageNo=1&createTime=2015-0", 0), 0U) << body;
    if (day == 0) {
      EXPECT_NE(body.find("createTime=2015-04-17+00%3A00%3A00&"), std::string::npos) << body;
    }
    if (day == 17) {
      EXPECT_NE(body.find("createTime=2015-03-31+00%3A00%3A00&"), std::string::npos) << body;
    }
    if (day == 60) {
      EXPECT_NE(body.find("createTime=2015-02-16+00%3A00%3A00&"), std::string::npos) << body;
    }
    // A room of 60 days ago is held a day from now.
    EXPECT_FALSE(script.hears(job, ok(day == 60 ? list(row("old", kNow.utc + 20 * kHour, "45")) : kNone)));
  }
  Finished end = script.ends(job);
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].room.view(), "old");
  // Then: today only, and what was found stays known.
  Job again = schedule();
  EXPECT_NE(script.sends(again).body.find("createTime=2015-04-17+"), std::string::npos);
  EXPECT_FALSE(script.hears(again, ok(list(row("new", kNow.utc + 2 * kHour, "45")))));
  EXPECT_EQ(script.sends(again).body.rfind("roomId=old&", 0), 0U);
  EXPECT_FALSE(script.hears(again, ok(R"({"code":"0","id":"old"})")));
  EXPECT_EQ(script.ends(again).lessons.size(), 2U);
}

TEST(GenseeSession, ADayHasPages) {
  for (const char* page :
       {R"({"pageNo":1,"totalPages":3,"totalCounts":150})", R"([{"pageNo":"1","totalPages":"3"}])"}) {
    const Script script = gensee();
    Job job = schedule();
    for (int number = 1; number <= 3; ++number) {
      const std::string body = script.sends(job).body;
      EXPECT_EQ(body.rfind("pageNo=" + std::to_string(number) + "&createTime=2015-04-17+", 0), 0U) << body;
      const std::string rows = row("r" + std::to_string(number), kNow.utc + 20 * kHour, "45");
      EXPECT_FALSE(script.hears(job, ok(R"({"code":"0","list":[)" + rows + R"(],"page":)" + page + "}")));
    }
    EXPECT_EQ(script.sends(job).body.rfind("pageNo=1&createTime=2015-04-16+", 0), 0U);
  }
  // Without page: one.
  const Script script = gensee();
  Job job = schedule();
  script.sends(job);
  EXPECT_FALSE(script.hears(job, ok(R"({"code":0,"list":[]})")));
  EXPECT_NE(script.sends(job).body.find("createTime=2015-04-16+"), std::string::npos);
}

TEST(GenseeSession, RowsAndWhatEndsThem) {
  const Milliseconds far = kNow.utc + 20 * kHour;
  const auto one = [&](const std::string& rows) { return read_days(gensee(), rows).lessons; };
  auto lessons = one(row("4f3b2a10", far, "45"));
  ASSERT_EQ(lessons.size(), 1U);
  EXPECT_TRUE(lessons[0].key == (LessonKey{"school", "4f3b2a10", far}));
  EXPECT_EQ(lessons[0].end_utc, far + 45 * kMinute);
  EXPECT_EQ(lessons[0].title.view(), "物理");
  EXPECT_EQ(lessons[0].teacher.view(), "李老师");
  // Numbers as strings; no duration: an hour.
  const std::string text =
      R"({"roomId":7001,"subject":12,"beginTime":")" + std::to_string(far) + R"(","duration":"30"})";
  lessons = one(text);
  ASSERT_EQ(lessons.size(), 1U);
  EXPECT_EQ(lessons[0].room.view(), "7001");
  EXPECT_EQ(lessons[0].title.view(), "12");
  EXPECT_EQ(lessons[0].end_utc, far + 30 * kMinute);
  for (const char* none : {"null", "0", "-5", "\"\"", "\"x\""})
    EXPECT_EQ(one(row("r", far, none))[0].end_utc, far + kHour) << none;
  EXPECT_TRUE(
      one(R"({}, 7, null, {"roomId":"a"}, {"roomId":"","beginTime":1429300000000}, {"roomId":"b","beginTime":-1},
      {"roomId":"c","beginTime":9223372036854775807}, {"roomId":"d","beginTime":"x"})")
          .empty());
}

// 5.2: invalidDate is when the room expires, which may be a term later; without a duration a class is an hour.
TEST(GenseeSession, ARoomWithoutADurationEndsWhenItExpiresOrAfterAnHour) {
  for (const Milliseconds expires : {20 * kMinute, 90 * kMinute, 480 * kMinute, 481 * kMinute, 150 * kDay}) {
    for (const char* duration : {"", R"(,"duration":null)", R"(,"duration":0)"}) {
      const std::string info = R"({"code":"0","startDate":)" + std::to_string(kBegin) + R"(,"invalidDate":)" +
                               std::to_string(kBegin + expires) + R"(,"subject":"x")" + duration + "}";
      const Finished end = read_days(gensee(), row("due", kBegin, "45"), {info});
      ASSERT_EQ(end.lessons.size(), 1U);
      EXPECT_EQ(end.lessons[0].end_utc, kBegin + (expires <= 480 * kMinute ? expires : kHour));
    }
  }
}

// A room that is due, or configured, is asked for anew: what room/info says of it counts.
TEST(GenseeSession, RoomsThatAreDueOrConfiguredAreAskedForAnew) {
  const auto info = [](const std::string& more) {
    return R"({"code":"0","id":"due","number":"9120","teacherToken":"123456","startDate":)" +
           std::to_string(kBegin + 5 * kMinute) + R"(,"subject":"物理 II","duration":40)" + more + "}";
  };
  const Script script = gensee("md5", {"due", "name:物理", "elsewhere"});
  Finished end = read_days(
      script, row("due", kBegin, "45"),
      {info(R"(,"invalidDate":)" + std::to_string(kBegin + 20 * kMinute)), R"({"code":"501","message":"不存在"})"});
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].key.start_utc, kBegin + 5 * kMinute);
  EXPECT_EQ(end.lessons[0].end_utc, kBegin + 20 * kMinute);  // Whichever is first ends it.
  EXPECT_EQ(end.lessons[0].title.view(), "物理 II");
  // Gone: 501. Another refusal, or no answer, leaves the schedule as it was.
  const Script dropped = gensee();
  EXPECT_TRUE(read_days(dropped, row("due", kBegin, "45"), {R"({"code":501})"}).lessons.empty());
  for (const Reply& bad : {ok(R"({"code":"200","message":"认证失败"})"), http(500), ok("<html>")}) {
    Job job = schedule();
    const Script session = gensee();
    for (std::size_t day = 0; day < kDays; ++day) {
      session.sends(job);
      session.hears(job, ok(day == 0 ? list(row("due", kBegin, "45")) : kNone));
    }
    session.sends(job);
    const auto failed = session.hears(job, bad);
    ASSERT_TRUE(failed);
    EXPECT_NE(failed->outcome.verdict, Verdict::kDone);
    EXPECT_TRUE(failed->lessons.empty());
  }
}

TEST(GenseeSession, StateAnswers) {
  const Fault none{FaultCode::kNet, 0};
  struct Answer {
    std::string body;
    Verdict verdict;
    Fault fault;
    RoomState room = RoomState::kUnread;
  };
  const std::vector<Answer> answers = {
      {R"({"code":"0","status":0})", Verdict::kDone, {}, RoomState::kIdle},
      {R"({"code":0,"status":"1"})", Verdict::kDone, {}, RoomState::kIdle},
      {R"({"code":"0","status":"2","message":""})", Verdict::kDone, {}, RoomState::kLive},
      {R"({"code":"0","status":3})", Verdict::kUnknown, none},
      {R"({"code":"0"})", Verdict::kUnknown, none},
      {R"({"code":"501","message":"不存在"})", Verdict::kDone, {}, RoomState::kOver},
      {R"({"code":200,"message":"认证失败"})", Verdict::kRefused, {FaultCode::kAuth, 200}},
      {R"({"code":"201"})", Verdict::kRefused, {FaultCode::kAuth, 201}},
      {R"({"code":"300"})", Verdict::kBusy, {FaultCode::kVendor, 300}},
      {R"({"code":"-1"})", Verdict::kBusy, {FaultCode::kVendor, -1}},
      {R"({"code":"600"})", Verdict::kRefused, {FaultCode::kVendor, 600}}};
  for (const Operation operation : {Operation::kReadState, Operation::kHeartbeat}) {
    for (const Answer& answer : answers) {
      const Finished end = gensee().runs(job_of(operation, lesson()), {ok(answer.body)});
      EXPECT_EQ(end.outcome.verdict, answer.verdict) << answer.body;
      EXPECT_EQ(end.outcome.fault, answer.fault) << answer.body;
      EXPECT_EQ(end.outcome.room, answer.room) << answer.body;
    }
  }
}

// 5.2 makes new passwords where none is sent, and wants the subject again: what room/info tells goes back as it is.
TEST(GenseeSession, AnExtensionReadsTheRoomAndSendsAllOfItBack) {
  const Script script = gensee();
  Job job = job_of(Operation::kExtend, lesson());
  job.end_utc = kBegin + 50 * kMinute + 30 * kSecond;
  const Milliseconds moved = kBegin + 10 * kMinute;  // At the vendor, since the lesson was begun.
  script.sends(job);
  ASSERT_FALSE(
      script.hears(job,
                   ok(R"({"code":"0","id":"4f3b2a10","number":"9120","subject":"物理 & 化学","teacherToken":"654321",
      "studentToken":111111,"studentClientToken":"222222","assistantToken":"333333","webJoin":"true","clientJoin":true,
      "startDate":)" + std::to_string(moved) +
                      R"(,"invalidDate":)" + std::to_string(kBegin + 47 * kMinute) + R"(,"duration":45})")));
  const Request request = script.sends(job);
  EXPECT_EQ(request.url, "http://test.gensee.com/integration/site/training/room/modify");
  EXPECT_TRUE(request.once);
  EXPECT_EQ(request.body,
            "subject=%E7%89%A9%E7%90%86+%26+%E5%8C%96%E5%AD%A6&teacherToken=654321&studentToken=111111&"
            "studentClientToken=222222&assistantToken=333333&webJoin=true&clientJoin=true&startDate=" +
                std::to_string(moved) + "&invalidDate=" + std::to_string(job.end_utc) +
                "&duration=40&Id=4f3b2a10&realtime=true&" + credentials());
  Job gone = job_of(Operation::kExtend, lesson());
  EXPECT_EQ(gensee().runs(gone, {ok(R"({"code":"501"})")}).outcome.verdict, Verdict::kRefused);
  const auto end = script.hears(job, ok(R"({"code":"0"})"));
  ASSERT_TRUE(end);
  EXPECT_EQ(end->outcome.verdict, Verdict::kDone);
  EXPECT_EQ(end->outcome.end_utc, kBegin + 50 * kMinute);  // Whole minutes.
}

// By a clock that is days behind a class that runs is not due, and no poll need ask for it.
TEST(GenseeSession, APollThatIsNotToldOfTheRoomTellsItsExtendedEnd) {
  const Milliseconds far = kNow.utc + 20 * kHour;
  const Script script = gensee();
  ASSERT_EQ(read_days(script, row("far", far, "45")).lessons.size(), 1U);
  Job job = job_of(Operation::kExtend, lesson());
  job.lesson.room = std::string_view("far");
  job.end_utc = far + 50 * kMinute;
  script.sends(job);
  ASSERT_FALSE(script.hears(job, ok(R"({"code":"0","id":"far","startDate":)" + std::to_string(far) + "}")));
  script.sends(job);
  ASSERT_TRUE(script.hears(job, ok(R"({"code":"0"})")));
  Job again = schedule();
  script.sends(again);
  EXPECT_FALSE(script.hears(again, ok(kNone)));
  script.sends(again);
  EXPECT_FALSE(script.hears(again, ok(R"({"code":"200"})")));
  const Finished end = script.ends(again);
  ASSERT_EQ(end.lessons.size(), 1U);
  EXPECT_EQ(end.lessons[0].end_utc, far + 50 * kMinute);
}

// The second poll of a day and those after it; the first knew `rows`.
class GenseePolls {
 public:
  GenseePolls(const std::string& rows, std::vector<std::string> rooms = {}) : script_(gensee("md5", std::move(rooms))) {
    first = read_days(script_, rows);
  }

  // A poll in which room/info answers by `answer`; which rooms it asked for. `last` is the reading.
  std::vector<std::string> asks(const std::function<Reply(const std::string&)>& answer) {
    Job job = schedule();
    std::vector<std::string> asked;
    script_.sends(job);
    EXPECT_FALSE(script_.hears(job, ok(kNone)));
    for (;;) {
      auto step = script_.session->next(job, kNow);
      if (auto* end = std::get_if<Finished>(&step)) {
        last = std::move(*end);
        return asked;
      }
      const std::string body = std::get<Request>(step).body;
      asked.push_back(body.substr(7, body.find('&') - 7));
      EXPECT_LE(asked.size(), 16U);
      if (auto end = script_.hears(job, answer(asked.back()))) {
        last = std::move(*end);
        return asked;
      }
    }
  }
  // The start of a room's lesson in the last reading; 0: it is not there.
  Milliseconds start_of(const std::string& room) const {
    for (const Lesson& lesson : last.lessons) {
      if (lesson.room.view() == room) return lesson.key.start_utc;
    }
    return 0;
  }

  Finished first;
  Finished last;

 private:
  Script script_;
};

Reply at(Milliseconds start) {
  return ok(R"({"code":"0","startDate":)" + std::to_string(start) + R"(,"subject":"x","duration":45})");
}
std::string room_of(int i) { return "r" + std::to_string(10 + i); }

// Goal: the office swaps two lessons, or takes one of another day: it is seen in minutes, though none of them is due.
// Method: twenty rooms of the coming day, six of later days, three of somebody else; who is asked for in each poll.
TEST(GenseeSession, TheRoomsThatAreNotDueAreAskedForInTurn) {
  std::map<std::string, Milliseconds> starts;
  std::string rows;
  const auto add = [&](const std::string& id, Milliseconds start, const std::string& subject) {
    starts[id] = start;
    rows += (rows.empty() ? "" : ",") + row(id, start, "45");
    const std::size_t old = rows.rfind("物理");
    rows.replace(old, std::string("物理").size(), subject);
  };
  for (int i = 0; i < 20; ++i) add(room_of(i), kNow.utc + 2 * kHour + i * kHour, "7b x");
  for (int i = 20; i < 26; ++i) add(room_of(i), kNow.utc + i * kDay, "7b x");
  for (int i = 26; i < 29; ++i) add(room_of(i), kNow.utc + 3 * kHour, "8a x");
  GenseePolls polls(rows, {"name:7b"});
  std::map<std::string, int> asked;
  const auto answer = [&](const std::string& id) {
    Reply reply = at(starts.at(id));
    reply.body.replace(reply.body.find(R"("x")"), 3, R"("7b x")");
    return reply;
  };
  ASSERT_EQ(polls.first.lessons.size(), 23U);
  for (int poll = 0; poll < 5; ++poll) {
    const auto ids = polls.asks(answer);
    EXPECT_EQ(ids.size(), 5U) << "four that are near, and one of later days";
    for (const std::string& id : ids) ++asked[id];
    EXPECT_EQ(polls.last.lessons.size(), 23U);
  }
  for (int i = 0; i < 20; ++i) EXPECT_EQ(asked[room_of(i)], 1) << i;
  for (int i = 26; i < 29; ++i) EXPECT_EQ(asked[room_of(i)], 0) << "of no interest";
  // Two are swapped, and one is taken from next month.
  std::swap(starts[room_of(0)], starts[room_of(5)]);
  starts[room_of(25)] = kNow.utc + 2 * kHour;
  for (int poll = 0; poll < 6; ++poll) polls.asks(answer);
  for (const int i : {0, 5, 25}) EXPECT_EQ(polls.start_of(room_of(i)), starts[room_of(i)]) << i;
}

// A due room's refusal fails the reading; one that is asked for beside may fail, and the others have their turn.
TEST(GenseeSession, WhatIsAskedForBesideMayFail) {
  std::string rows;
  for (int i = 0; i < 8; ++i) rows += (i > 0 ? "," : "") + row(room_of(i), kNow.utc + 5 * kHour, "45");
  for (const Reply& bad : {ok(R"({"code":"200"})"), ok("<html>"), http(500), failed(http::Transport::kTimeout, true)}) {
    GenseePolls polls(rows);
    std::map<std::string, int> answered;
    for (int poll = 0; poll < 4; ++poll) {
      const auto ids = polls.asks([&](const std::string& id) {
        if (id == room_of(0)) return bad;
        ++answered[id];
        return at(kNow.utc + 6 * kHour);
      });
      EXPECT_LE(ids.size(), 4U);
      EXPECT_EQ(polls.last.outcome.verdict, Verdict::kDone);
      EXPECT_EQ(polls.last.lessons.size(), 8U);
      const bool is_silent = bad.transport != http::Transport::kOk || bad.status != 200;
      if (poll == 0) {
        EXPECT_EQ(ids.size(), is_silent ? 1U : 4U) << "without an answer the others are left for the next poll";
      }
    }
    for (int i = 1; i < 8; ++i) EXPECT_GE(answered[room_of(i)], 1) << i << bad.body;
  }
}

// The reading is good; that the vendor asked for patience beside it is told all the same.
TEST(GenseeSession, WhatIsAskedForBesideMayBeToldToWait) {
  for (const Milliseconds retry_after : {Milliseconds{0}, 40 * kSecond}) {
    GenseePolls polls(row(room_of(0), kNow.utc + 5 * kHour, "45"));
    polls.asks([&](const std::string&) { return http(429, "", retry_after); });
    EXPECT_EQ(polls.last.outcome.verdict, Verdict::kDone);
    EXPECT_EQ(polls.last.outcome.retry_after, retry_after);
  }
}

// What the disk knows may be of an account that was changed since: a refusal fails no reading.
TEST(GenseeSession, WhatOnlyTheDiskKnowsIsAskedForBeside) {
  for (const char* code : {"101", "200", "500"}) {
    const Script script = gensee();
    Lesson due = lesson();
    due.key.start_utc = kNow.utc + 10 * kMinute;
    due.end_utc = kNow.utc + kHour;
    script.session->restore(Span<const Lesson>(&due, 1), kNow.utc - kHour);
    Job job = schedule();
    for (int day = 0; day < 3; ++day) {
      script.sends(job);
      EXPECT_FALSE(script.hears(job, ok(kNone)));
    }
    EXPECT_EQ(script.sends(job).body.rfind("roomId=4f3b2a10&", 0), 0U);
    EXPECT_FALSE(script.hears(job, ok(R"({"code":")" + std::string(code) + R"("})")));
    const Finished end = script.ends(job);
    EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
    EXPECT_EQ(end.lessons.size(), 1U);
  }
}

// Rule 5: a lesson is cancelled after two readings without it; each of them has asked.
TEST(GenseeSession, ARoomThatIsNotDueIsGoneWhenItWasToldTwice) {
  std::string rows;
  for (int i = 0; i < 12; ++i) rows += (i > 0 ? "," : "") + row(room_of(i), kNow.utc + 5 * kHour, "45");
  const Reply gone = ok(R"({"code":"501"})");
  const Reply there = at(kNow.utc + 5 * kHour);
  const auto poll = [](GenseePolls& polls, const Reply& answer) {
    const auto ids =
        polls.asks([&](const std::string& id) { return id == room_of(0) ? answer : at(kNow.utc + 5 * kHour); });
    return std::count(ids.begin(), ids.end(), room_of(0));
  };
  GenseePolls polls(rows);
  EXPECT_EQ(poll(polls, gone), 1);
  EXPECT_EQ(polls.start_of(room_of(0)), 0);
  EXPECT_EQ(poll(polls, http(500)), 1) << "asked for at once again";
  EXPECT_NE(polls.start_of(room_of(0)), 0) << "once is not twice";
  EXPECT_EQ(poll(polls, there), 1);
  EXPECT_NE(polls.start_of(room_of(0)), 0);
  const auto in_turn = [&](const Reply& answer) {
    for (int i = 0; i < 4; ++i) {
      if (poll(polls, answer) > 0) return true;
    }
    return false;
  };
  EXPECT_TRUE(in_turn(gone));
  EXPECT_EQ(polls.start_of(room_of(0)), 0);
  EXPECT_EQ(poll(polls, gone), 1);
  EXPECT_EQ(polls.start_of(room_of(0)), 0);
  EXPECT_EQ(poll(polls, gone), 0) << "in turn with the others";
  EXPECT_EQ(polls.start_of(room_of(0)), 0);
  EXPECT_TRUE(in_turn(there));
  EXPECT_NE(polls.start_of(room_of(0)), 0) << "it came back";
}

TEST(GenseeSession, EntryUrls) {
  const std::string info =
      R"({"code":"0","teacherJoinUrl":"http://t/r/1","studentJoinUrl":"http://t/s/1","teacherToken":"1 2",
      "studentToken":"9","assistantToken":"77"})";
  Job job = job_of(Operation::kEntry, lesson());
  EXPECT_EQ(gensee().runs(job, {ok(info)}).url.reveal(), "http://t/r/1?nickname=%E4%B8%89+%E7%8F%AD&token=1+2");
  job.role = vendors::Role::kAssistant;
  EXPECT_EQ(gensee().runs(job, {ok(info)}).url.reveal(), "http://t/r/1?nickname=%E4%B8%89+%E7%8F%AD&token=77");
  job.role = vendors::Role::kStudent;
  EXPECT_EQ(gensee().runs(job, {ok(info)}).url.reveal(), "http://t/s/1?token=9");
  EXPECT_EQ(gensee().runs(job, {ok(R"({"code":"0","studentJoinUrl":"http://t/s/1"})")}).url.reveal(), "http://t/s/1");
  const Finished gone = gensee().runs(job, {ok(R"({"code":"501"})")});
  EXPECT_EQ(gone.outcome.verdict, Verdict::kRefused);
  EXPECT_EQ(gone.url.reveal(), "");
  const Finished none = gensee().runs(job, {ok(R"({"code":"0","teacherJoinUrl":"http://t/r/1"})")});
  EXPECT_NE(none.outcome.verdict, Verdict::kDone) << "a page that is not told of is not open";
  vendors::Account by_template = account("md5", {});
  by_template.entry_template = "https://page.example/%r";
  const auto templated = [&] { return Script{vendors::gensee::vendor().open(by_template)}.ends(job).url; };
  EXPECT_EQ(templated().reveal(), "") << "a student's";
  by_template.student_template = "https://s.example/%r";
  EXPECT_EQ(templated().reveal(), "https://s.example/4f3b2a10");
  job.role = vendors::Role::kTeacher;
  EXPECT_EQ(templated().reveal(), "https://page.example/4f3b2a10");
}

TEST(GenseeSession, GarbageIsUnknownAndNeverAnEmptySchedule) {
  std::vector<std::string> bodies = garbage();
  for (const char* code :
       {"null", "\"\"", "\"ok\"", "false", "[]", "{}", "0.5", "4294967296", "\"4294967296\"", "1e400"})
    bodies.push_back(R"({"code":)" + std::string(code) + R"(,"list":[],"status":2})");
  for (const Operation operation :
       {Operation::kSchedule, Operation::kReadState, Operation::kHeartbeat, Operation::kEntry, Operation::kExtend}) {
    for (const std::string& body : bodies) {
      const Finished end = gensee().runs(job_of(operation, lesson()), {ok(body)});
      EXPECT_EQ(end.outcome.verdict, Verdict::kUnknown) << body.substr(0, 80);
      EXPECT_TRUE(end.outcome.fault) << body.substr(0, 80);
      EXPECT_EQ(end.outcome.room, RoomState::kUnread) << body.substr(0, 80);
    }
  }
}

}  // namespace
}  // namespace classbell::golden
