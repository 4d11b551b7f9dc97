// Goal: weclassroom's and gensee's sessions send what the document asks for, to the letter, and read what it answers.
// Method: requests are read as their vendor would; answers are written from the document.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/parameters.h"
#include "vendors/weclassroom/codec.h"

namespace classbell::golden {
namespace {

using vendors::Call;
using vendors::Value;

constexpr char kSecret[] = "32bf27979cf0dba95d80f500f553ed53";

vendors::Account account(std::string_view vendor) {
  vendors::Account account;
  account.name = "s";
  account.base_url = "https://cloud.example";
  account.zone = Zone(8 * 3600);
  if (vendor == "weclassroom") {
    account.values = {{"application_id", "app"}, {"user_id", ""}};
    account.secrets = {{"secret", Secret(kSecret)}};
  } else {
    account.values = {{"login_name", "me"}, {"password_hash", "plain"}, {"nickname", "Room"}};
    account.secrets = {{"password", Secret("pass")}};
  }
  return account;
}

Script script(std::string_view vendor) { return {vendors::find_vendor(vendor)->open(account(vendor))}; }

// What a call given as NAME=TEXT ... sends; "" and why where it is refused.
std::string body_of(std::string_view vendor, std::string_view endpoint, const std::vector<std::string>& words,
                    std::string* why = nullptr) {
  const vendors::Endpoint& row = *vendors::find_vendor(vendor)->find(endpoint);
  Value given{Value::Object{}};
  for (const std::string& word : words) {
    const std::size_t equals = word.find('=');
    EXPECT_TRUE(vendors::set_path(given, word.substr(0, equals), Value(word.substr(equals + 1))));
  }
  given = vendors::named(row, given);
  const auto wrong = vendors::check(row, given);
  if (why != nullptr) *why = wrong.value_or("");
  return wrong ? std::string() : script(vendor).session->preview({&row, given}, kNow).body;
}

std::string refusal(std::string_view vendor, std::string_view endpoint, const std::vector<std::string>& words) {
  std::string why;
  body_of(vendor, endpoint, words, &why);
  return why;
}

constexpr char kLogin[] = "&password=pass&loginName=me";

// 5.16: "传递的为recordId[index]=***", whichever way the list was given.
TEST(Audit, GenseeListsOfIdsTravelIndexed) {
  const std::string indexed = std::string("roomId=1&recordId%5B0%5D=7&recordId%5B1%5D=8") + kLogin;
  EXPECT_EQ(body_of("gensee", "record/choose", {"roomId=1", "recordId[0]=7", "recordId[1]=8"}), indexed);
  EXPECT_EQ(body_of("gensee", "record/choose", {"roomId=1", "recordId=[7,8]"}), indexed);
  const vendors::Endpoint& row = *vendors::find_vendor("gensee")->find("record/choose");
  const Value given(Value::Object{{"roomId", "1"}, {"recordId", Value(Value::List{7, "8"})}});
  EXPECT_EQ(script("gensee").session->preview({&row, given}, kNow).body, indexed);
}

// 5.44: an array, not an object of an element named 0.
TEST(Audit, GenseeListsOfObjectsTravelAsJson) {
  const std::string json = "slaveClazzList=%5B%7B%22clazzName%22%3A%22x%22%7D%5D";
  for (const char* list : {"slaveClazzList[0][clazzName]=x", "slaveClazzList=[{\"clazzName\":\"x\"}]"}) {
    const std::string body =
        body_of("gensee", "famousroom/created", {"subject=a", "startDate=1", "realtime=true", list});
    EXPECT_NE(body.find(json), std::string::npos) << body;
  }
}

// "是否可为空": what may not be empty may not be given empty either; 5.54's createTime may
// ("参数为空取获取当天课堂列表").
TEST(Audit, WhatIsRequiredIsNotEmpty) {
  int rows = 0;
  for (const char* vendor : {"gensee", "weclassroom"}) {
    for (const vendors::Endpoint& row : vendors::find_vendor(vendor)->endpoints) {
      for (const vendors::Parameter& parameter : row.parameters) {
        if (parameter.need != vendors::Need::kRequired) continue;
        ++rows;
        Value given{Value::Object{}};
        given.set(parameter.name, "");
        EXPECT_NE(vendors::check(row, given).value_or("").find("'" + std::string(parameter.name) + "' must be"),
                  std::string::npos)
            << row.name << " " << parameter.name;
      }
    }
  }
  EXPECT_GT(rows, 100);
}

// 40002 参数类型不正确: what PHP would not take for an int must not leave as a string.
TEST(Audit, AnIntTravelsAsAnIntOrNotAtAll) {
  for (const char* text : {"0123", " 5", "5 ", "+5", "-0", "1e3", "5.0", "９"}) {
    EXPECT_NE(refusal("weclassroom", "lesson/delete", {std::string("lessonId=") + text}).find("a whole number"),
              std::string::npos)
        << text;
  }
  EXPECT_EQ(refusal("weclassroom", "lesson/delete", {"lessonId=0"}), "");
}

// What the document calls a date must be one, in the form it gives.
TEST(Audit, TimesAreTimes) {
  struct Case {
    const char* vendor;
    const char* endpoint;
    const char* name;
    std::vector<const char*> good;
    std::vector<const char*> bad;
  };
  const std::vector<Case> cases = {
      {"weclassroom",
       "lesson/create",
       "startTime",
       {"2018-03-16 12:00"},
       {"2018-03-16 12:00:00", "2018-02-30 12:00", "2018-03-16 24:00", "16 March, at noon"}},
      {"weclassroom",
       "lesson/get_class_info",
       "start_time",
       {"2018-03-16 12:13:27", "2018-3-6 12:13:27"},
       {"2018-03-16 12:13", "yesterday at noon.", "1521173607000"}},
      {"weclassroom", "lesson/get_help_info", "start_time", {"2018-03-16 12:13:27", "2018-3-6 12:13"}, {"noon", ""}},
      {"weclassroom", "lesson/byUser", "startTime", {"2020-09-01 12:00:00"}, {"2020-09-31 12:00:00", "now"}},
      {"weclassroom", "lessonData/status", "day", {"2020-08-10"}, {"tomorrow", "2020-08-10 12:00", "20200810"}},
      {"gensee",
       "room/created",
       "startDate",
       {"2018-03-16 12:00:00", "1521172800000"},
       {"2018-03-16", "2018-03-16 12:00", "2018-13-16 12:00:00", "152117280000000", "-1", "soon"}},
      {"gensee", "export/reward", "startDate", {"2018-03-16"}, {"2018-3-16", "2018-02-29", "1521172800", ""}},
  };
  for (const Case& c : cases) {
    const std::string must = std::string("'") + c.name + "' must be";
    const auto said = [&](const char* text) {
      return refusal(c.vendor, c.endpoint, {c.name + std::string("=") + text});
    };
    for (const char* text : c.good) EXPECT_EQ(said(text).find(must), std::string::npos) << said(text);
    for (const char* text : c.bad) EXPECT_NE(said(text).find(must), std::string::npos) << c.endpoint << " " << text;
  }
}

// "必须和 endTime 配合使用"
TEST(Audit, WeclassroomMovesBothEndsOfALesson) {
  EXPECT_NE(
      refusal("weclassroom", "lesson/edit", {"lessonId=1", "startTime=2018-03-16 12:00"}).find("'endTime' is required"),
      std::string::npos);
  EXPECT_NE(
      refusal("weclassroom", "lesson/edit", {"lessonId=1", "endTime=2018-03-16 12:00"}).find("'startTime' is required"),
      std::string::npos);
  EXPECT_EQ(refusal("weclassroom", "lesson/edit", {"lessonId=1", "newName=x"}), "");
}

// API 3, 4, 8.1, 10, 12 and 5.59: a list as JSON inside a string, however it was given.
TEST(Audit, ListsInsideStringsAreJson) {
  const vendors::Endpoint& add = *vendors::find_vendor("weclassroom")->find("classroom/student/add");
  const std::string meant = R"(a:2:{s:11:"classroomId";i:1;s:9:"studentId";s:11:"[1234,3456]";})";
  const auto shown = [&](Value given) {
    EXPECT_EQ(vendors::check(add, given).value_or(""), "");
    return script("weclassroom").session->explain({&add, std::move(given)}, kNow).front().bytes;
  };
  EXPECT_EQ(shown(Value(Value::Object{{"classroomId", 1}, {"studentId", "[1234,3456]"}})), meant);
  EXPECT_EQ(shown(Value(Value::Object{{"classroomId", 1}, {"studentId", Value(Value::List{1234, 3456})}})), meant);
  Value indexed(Value::Object{{"classroomId", 1}});
  ASSERT_TRUE(vendors::set_path(indexed, "studentId[0]", "1234"));
  ASSERT_TRUE(vendors::set_path(indexed, "studentId[1]", "3456"));
  EXPECT_EQ(shown(indexed), meant);
  std::string many = "[1";
  for (int i = 2; i <= 51; ++i) many += "," + std::to_string(i);
  for (const std::string& text :
       {std::string("1234"), std::string("[1234"), std::string("{}"), std::string("[]"), many + "]"})
    EXPECT_NE(refusal("weclassroom", "classroom/student/add", {"classroomId=1", "studentId=" + text})
                  .find("a list of 1 to 50"),
              std::string::npos)
        << text;
  EXPECT_NE(
      refusal("gensee", "room/student/list", {"roomId=1", R"(studentListInfo=[{"id":111,"name":"张三},{"id":2}])"})
          .find("as JSON text"),
      std::string::npos)
      << "the document's own example";
  EXPECT_NE(
      body_of("gensee", "room/student/list", {"roomId=1", "studentListInfo[0][id]=111", "studentListInfo[0][name]=x"})
          .find("studentListInfo=%5B%7B%22id%22%3A%22111%22%2C%22name%22%3A%22x%22%7D%5D"),
      std::string::npos);
}

// 3.6, made with PHP: md5('pass 密&'), sha1('pass 密&'). A password that is given travels like the configured one.
TEST(Audit, GenseePasswords) {
  struct Case {
    const char* hash;
    const char* sent;
  };
  for (const Case& c : {Case{"plain", "&password=pass+%E5%AF%86%26&loginName=me"},
                        Case{"md5", "&password=e480d822c063568ed440783cdbdc79e2&loginName=me&sec=true"},
                        Case{"sha1", "&password=669d809f76d976e5dd70f09d973ee9db691d3092&loginName=me&sec=true"}}) {
    vendors::Account with = account("gensee");
    with.values = {{"login_name", "me"}, {"password_hash", c.hash}, {"nickname", "Room"}};
    with.secrets = {{"password", Secret("pass 密&")}};
    const vendors::Endpoint& row = *vendors::find_vendor("gensee")->find("room/info");
    const auto session = vendors::find_vendor("gensee")->open(with);
    EXPECT_EQ(session->preview({&row, Value(Value::Object{{"roomId", "5"}})}, kNow).body,
              std::string("roomId=5") + c.sent);
    with.secrets[0].second = Secret("another");
    const auto other = vendors::find_vendor("gensee")->open(with);
    const Value given(Value::Object{{"roomId", "5"}, {"password", "pass 密&"}});
    EXPECT_EQ(other->preview({&row, given}, kNow).body, std::string("roomId=5") + c.sent);
  }
}

// 表4 and 3.5, word for word.
TEST(Audit, EveryCodeOfTheDocuments) {
  using Table = std::vector<std::pair<int, std::string>>;
  const Table weclassroom = {{10000, "成功"},
                             {20001, "applicationID 未传"},
                             {20002, "signMsg 未传"},
                             {20003, "applicationID 错误"},
                             {20004, "applicationID active=0 无效"},
                             {20005, "授权验证异常"},
                             {30001, "未找到对应路由"},
                             {30002, "未找到对应方法 GET/POST"},
                             {40001, "缺少参数"},
                             {40002, "参数类型不正确"},
                             {40003, "参数数值异常"},
                             {40004, "用户异常操作"},
                             {50000, "服务端错误"}};
  const Table gensee = {{-1, "失败"},
                        {0, "成功"},
                        {101, "参数错误"},
                        {102, "参数转换错误"},
                        {200, "认证失败"},
                        {201, "口令过期"},
                        {300, "系统错误"},
                        {500, "业务错误"},
                        {501, "业务错误 – 数据不存在"},
                        {502, "业务错误 – 重复数据"},
                        {600, "接口被禁用，请联系管理员"}};
  const auto told = [](const char* vendor) {
    Table table;
    for (const vendors::ErrorRow& row : vendors::find_vendor(vendor)->errors) {
      table.emplace_back(row.code, row.meaning_zh);
      EXPECT_FALSE(row.meaning.empty() || row.advice.empty()) << row.code;
    }
    return table;
  };
  EXPECT_EQ(told("weclassroom"), weclassroom);
  EXPECT_EQ(told("gensee"), gensee);
}

// What `sign` shows is what is sent: applicationID is beside signMsg, not in it.
TEST(Audit, WeclassroomShowsWhatItSends) {
  const vendors::Endpoint& row = *vendors::find_vendor("weclassroom")->find("lesson/delete");
  const Call call{&row, Value(Value::Object{{"applicationID", "other"}, {"lessonId", "5"}})};
  const Script s = script("weclassroom");
  EXPECT_EQ(s.session->explain(call, kNow).front().bytes, R"(a:1:{s:8:"lessonId";i:5;})");
  EXPECT_EQ(s.session->preview(call, kNow).body.rfind("applicationID=other&signMsg=", 0), 0U);
}

// An answer of nothing: no lessons, not a broken answer.
TEST(Audit, WeclassroomTakesANullForNoLessons) {
  const std::string none = R"({"status":1,"error_code":10000,"msg":"","data":null})";
  const Finished end = script("weclassroom").runs(job_of(Operation::kSchedule), {ok(none)});
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  EXPECT_TRUE(end.lessons.empty());
}

std::string form_value(const std::string& body, const std::string& name) {
  const std::size_t at = ("&" + body).find("&" + name + "=");
  if (at == std::string::npos) return "none";
  const std::size_t from = at + name.size() + 1;
  return body.substr(from, body.find('&', from) - from);
}

// 5.2: what is left out takes a default ("为空默认值为不启用", "默认值为true") or a random token: all that 5.4 tells
// goes back.
TEST(Audit, GenseeExtendsWithoutChangingWhatItWasTold) {
  Lesson lesson;
  lesson.room = "88";
  lesson.key = {"s", "88", 1429242960000};
  Job job = job_of(Operation::kExtend, lesson);
  job.end_utc = lesson.key.start_utc + 50 * kMinute;
  const Script s = script("gensee");
  s.sends(job);
  ASSERT_FALSE(
      s.hears(job, ok(R"({"code":"0","id":"88","subject":"数学","teacherToken":"123456","assistantToken":"654321",
      "studentToken":"1","studentClientToken":"22","webJoin":"true","clientJoin":"false","startDate":1429242960000,
      "invalidDate":"1429245660000","duration":45,"action":true,"aacSupport":true})")));
  const Request request = s.sends(job);
  EXPECT_TRUE(request.once);
  const std::vector<std::pair<std::string, std::string>> wanted = {{"Id", "88"},
                                                                   {"subject", "%E6%95%B0%E5%AD%A6"},
                                                                   {"startDate", "1429242960000"},
                                                                   {"realtime", "true"},
                                                                   {"duration", "50"},
                                                                   {"invalidDate", "1429245960000"},
                                                                   {"teacherToken", "123456"},
                                                                   {"aacSupport", "true"},
                                                                   {"webJoin", "true"},
                                                                   {"clientJoin", "false"},
                                                                   {"assistantToken", "654321"},
                                                                   {"studentToken", "1"},
                                                                   {"studentClientToken", "22"},
                                                                   {"action", "none"}};
  for (const auto& [name, value] : wanted) EXPECT_EQ(form_value(request.body, name), value) << name;
  EXPECT_EQ(s.hears(job, ok(R"({"code":0})"))->outcome.end_utc, job.end_utc);
}

using Days = std::vector<std::string>;

// The days a poll asks room/sync for. Answers each with an empty page.
Days days_asked(const Script& s, Milliseconds begun_utc, Milliseconds ended_utc) {
  Job job = job_of(Operation::kSchedule);
  job.to_utc = INT64_MAX;
  Days days;
  for (Milliseconds utc = begun_utc;; utc = ended_utc) {
    const vendors::Step step = s.session->next(job, {1000, utc, true});
    if (!std::holds_alternative<Request>(step)) return days;
    days.push_back(form_value(std::get<Request>(step).body, "createTime").substr(0, 10));
    EXPECT_FALSE(
        s.session->accept(job, ok(R"({"code":"0","list":[],"page":{"totalPages":0}})"), {1000, ended_utc, true}));
  }
}

constexpr Milliseconds kMidnight = 1429286400000;  // 2015-04-18 00:00:00 in Shanghai.

TEST(Audit, GenseeLooksBackOnEachDayAlsoWhenMidnightOvertakesAPoll) {
  const Script s = script("gensee");
  EXPECT_EQ(days_asked(s, kMidnight - kHour, kMidnight - kHour).size(), 61U);
  EXPECT_EQ(days_asked(s, kMidnight - 60000, kMidnight - 60000), Days{"2015-04-17"});
  EXPECT_EQ(days_asked(s, kMidnight - 1, kMidnight + 1), Days{"2015-04-17"});
  // What was created just before midnight; and then the days before, bit by bit.
  EXPECT_EQ(days_asked(s, kMidnight + 60000, kMidnight + 60000), (Days{"2015-04-18", "2015-04-17", "2015-04-16"}));
  for (int poll = 1; poll < 29; ++poll) EXPECT_EQ(days_asked(s, kMidnight + 120000, kMidnight + 120000).size(), 3U);
  EXPECT_EQ(days_asked(s, kMidnight + 120000, kMidnight + 120000), (Days{"2015-04-18", "2015-02-18", "2015-02-17"}));
  EXPECT_EQ(days_asked(s, kMidnight + 120000, kMidnight + 120000), Days{"2015-04-18"});
}

// A school's power comes back: a thousand terminals would ask for sixty days in one second.
TEST(Audit, GenseeWithASavedScheduleLooksBackBitByBit) {
  const Script s = script("gensee");
  Lesson known;
  known.key = {"school", "old", kMidnight + kHour};
  known.end_utc = kMidnight + 2 * kHour;
  known.room = known.key.id;
  s.session->restore(Span<const Lesson>(&known, 1), kMidnight - 20 * kHour);
  const std::string of_room = "none";  // What is known is asked for by itself, of no day.
  const Milliseconds utc = kMidnight - kHour;
  EXPECT_EQ(days_asked(s, utc, utc), (Days{"2015-04-17", "2015-04-16", "2015-04-15", of_room}));
  EXPECT_EQ(days_asked(s, utc, utc), (Days{"2015-04-17", "2015-04-14", "2015-04-13", of_room}));
}

// After a weekend without power the disk knows nothing of Monday.
TEST(Audit, GenseeLooksBackAtOnceWhereTheDiskKnowsNothingOfToday) {
  const Milliseconds utc = kMidnight - kHour;
  for (const Milliseconds read_utc : {utc - 25 * kHour, utc + kHour}) {
    const Script s = script("gensee");
    s.session->restore({}, read_utc);
    EXPECT_EQ(days_asked(s, utc, utc).size(), 61U);
  }
  const Script nothing_is_held = script("gensee");
  nothing_is_held.session->restore({}, utc - 23 * kHour);
  EXPECT_EQ(days_asked(nothing_is_held, utc, utc).size(), 3U);
}

// By a clock days ahead what was to come is past, and forgotten.
TEST(Audit, GenseeLooksBackAtOnceWhenAClockThatRanAheadIsSet) {
  const Script s = script("gensee");
  EXPECT_EQ(days_asked(s, kMidnight - kHour, kMidnight - kHour).size(), 61U);
  EXPECT_EQ(days_asked(s, kMidnight + 72 * kHour, kMidnight + 72 * kHour).size(), 3U);
  EXPECT_EQ(days_asked(s, kMidnight - kHour, kMidnight - kHour).size(), 61U);
}

// A day of 23 hours must not be skipped, one of 25 not be asked for twice.
TEST(Audit, GenseeLooksBackDayByDayAcrossClockChanges) {
  for (const std::int32_t change_s : {3600, -3600}) {
    vendors::Account moved = account("gensee");
    ASSERT_TRUE(moved.zone.add_change(kMidnight - 20 * kHour, 8 * 3600 + change_s));
    const Script s{vendors::find_vendor("gensee")->open(moved)};
    for (const Milliseconds utc : {kMidnight - change_s * kSecond + 60000, kMidnight - change_s * kSecond - 60000}) {
      const Script fresh{vendors::find_vendor("gensee")->open(moved)};
      const auto days = days_asked(fresh, utc, utc);
      ASSERT_EQ(days.size(), 61U);
      for (std::size_t i = 1; i < days.size(); ++i) EXPECT_LT(days[i], days[i - 1]);
      EXPECT_EQ(days[1], utc < kMidnight - change_s * kSecond ? "2015-04-16" : "2015-04-17");
    }
  }
}

}  // namespace
}  // namespace classbell::golden
