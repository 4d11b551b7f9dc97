// Goal: what came of an exchange below and at HTTP is told alike for every vendor and operation.
#include "vendors/reply.h"

#include <gtest/gtest.h>

#include "script.h"

namespace classbell::golden {
namespace {

vendors::Account account() {
  vendors::Account account;
  account.name = "s";
  account.base_url = "https://cloud.example";
  account.values = {{"appid", "1"}, {"id", "u"}, {"domain", "d"}, {"role", "teacher"}};
  account.secrets = {{"app_id", Secret("A")}, {"secret_key", Secret("S")}, {"pwd", Secret("p")}};
  return account;
}

struct Case {
  Reply reply;
  Verdict verdict;
  Fault fault;
  Milliseconds retry_after;
};

const std::vector<Case>& cases() {
  using http::Transport;
  const auto by_vendor = [](int status) { return Fault{FaultCode::kVendor, status}; };
  static const std::vector<Case> kCases = {
      {http(401), Verdict::kRefused, {FaultCode::kAuth, 401}, 0},
      {http(403, "<html>"), Verdict::kRefused, {FaultCode::kAuth, 403}, 0},
      {http(404), Verdict::kRefused, by_vendor(404), 0},
      {http(429), Verdict::kBusy, by_vendor(429), 0},
      {http(429, "", 7000), Verdict::kBusy, by_vendor(429), 7000},
      {http(500, R"({"result":0,"status":2})"), Verdict::kUnknown, by_vendor(500),
       0},  // A body beside a failure is not read.
      {http(502), Verdict::kUnknown, by_vendor(502), 0},
      {http(503), Verdict::kUnknown, by_vendor(503), 0},
      {http(503, "", 30000), Verdict::kBusy, by_vendor(503), 30000},
      {http(302), Verdict::kUnknown, by_vendor(302), 0},  // A portal's redirection.
      {http(204), Verdict::kUnknown, by_vendor(204), 0},
      {failed(Transport::kDns, false), Verdict::kUnreachable, {FaultCode::kDns, 0}, 0},
      {failed(Transport::kConnect, false), Verdict::kUnreachable, {FaultCode::kNet, 0}, 0},
      {failed(Transport::kTls, false), Verdict::kUnreachable, {FaultCode::kTls, 0}, 0},
      {failed(Transport::kTimeout, true), Verdict::kUnknown, {FaultCode::kNet, 0}, 0},
      {failed(Transport::kTimeout, false), Verdict::kUnreachable, {FaultCode::kNet, 0}, 0},
      {failed(Transport::kBroken, true), Verdict::kUnknown, {FaultCode::kNet, 0}, 0},
      {failed(Transport::kTooLarge, true), Verdict::kUnknown, {FaultCode::kNet, 0}, 0},
  };
  return kCases;
}

TEST(Reply, StatusesAndTransportsOfEveryOperation) {
  Lesson lesson;
  lesson.room = "18";
  for (const char* name :
       {"cvclass", "sxb"}) {  // A vendor joins by its name here, and by what its settings need above.
    const vendors::Vendor& vendor = *vendors::find_vendor(name);
    for (const Operation operation : {Operation::kSchedule, Operation::kReadState, Operation::kStart, Operation::kStop,
                                      Operation::kHeartbeat, Operation::kExtend}) {
      for (const Case& of : cases()) {
        const Script script{vendor.open(account())};
        if (operation == Operation::kExtend && !script.session->can().extend) continue;
        Job job = job_of(operation, lesson);
        script.sends(job);
        if (job.progress.login != 0) {
          ASSERT_FALSE(script.hears(job, ok(R"({"errorCode":0,"data":{"token":"T"}})")));
          script.sends(job);
        }
        const auto end = script.hears(job, of.reply);
        ASSERT_TRUE(end) << vendor.name << " " << of.reply.status;
        EXPECT_EQ(end->outcome.verdict, of.verdict) << vendor.name << " " << of.reply.status;
        EXPECT_EQ(end->outcome.fault, of.fault) << vendor.name << " " << of.reply.status;
        EXPECT_EQ(end->outcome.retry_after, of.retry_after);
        EXPECT_TRUE(end->lessons.empty());
        EXPECT_FALSE(end->detail.empty());
      }
    }
  }
}

TEST(Reply, RowsOfTheCodesDecideTheVerdict) {
  using vendors::Remedy;
  const auto verdict = [](Remedy remedy, bool changes) {
    const vendors::ErrorRow row{7, remedy, "m", "m", "a"};
    return vendors::refused(7, &row, changes, "").outcome.verdict;
  };
  EXPECT_EQ(verdict(Remedy::kWait, true), Verdict::kNotYet);
  EXPECT_EQ(verdict(Remedy::kRetry, true), Verdict::kUnknown);
  EXPECT_EQ(verdict(Remedy::kRetry, false), Verdict::kBusy);
  for (const Remedy remedy :
       {Remedy::kNone, Remedy::kLogin, Remedy::kFixConfig, Remedy::kFixCall, Remedy::kGone, Remedy::kVendor}) {
    EXPECT_EQ(verdict(remedy, true), Verdict::kRefused);
  }
  EXPECT_EQ(vendors::refused(7, nullptr, false, "").outcome.fault, (Fault{FaultCode::kVendor, 7}));
}

TEST(Reply, CleanTakesOutWhatTerminalsObey) {
  using vendors::clean;
  EXPECT_EQ(clean("三年级 \xF0\x9F\x94\x94 ok"), "三年级 \xF0\x9F\x94\x94 ok");
  EXPECT_EQ(clean("a\x1B[2J\r\n\tb\x7F"), "a[2Jb");
  EXPECT_EQ(clean("a\xC2\x9B"
                  "2Jb"),
            "a2Jb");  // C1
  EXPECT_EQ(clean("a\xE2\x80\xAE"
                  "b\xE2\x81\xA6"
                  "c\xE2\x80\xA8"),
            "abc");  // Marks that turn or break a line.
  EXPECT_EQ(clean(std::string("a\0b", 3)), "ab");
  EXPECT_EQ(clean("\xFF"
                  "a\xE4\xB8"),
            "\xEF\xBF\xBD"
            "a\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(clean("\xED\xA0\x80"), "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // A surrogate is no character ...
  EXPECT_EQ(clean("\xE0\x80\x9B"),
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // ... nor is a control character in three bytes,
  EXPECT_EQ(clean("\xF4\x90\x80\x80"),
            "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");  // nor anything beyond U+10FFFF.
}

}  // namespace
}  // namespace classbell::golden
