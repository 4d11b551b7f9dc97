// Goal: entry URLs are what cvclass.txt 1.3.1 and 5.2 ask for, for every role, whatever stands in the names.
#include <gtest/gtest.h>

#include "script.h"
#include "vendors/crypto.h"
#include "vendors/cvclass/codec.h"
#include "vendors/cvclass/vendor.h"

namespace classbell::golden {
namespace {

using vendors::Role;

vendors::Account account(const std::string& role) {
  vendors::Account account;
  account.name = "school";
  account.base_url = "https://cloud.example";
  account.values = {{"domain", "school1"}, {"username", "三 二&班=/?#"}, {"role", role}};
  account.secrets = {
      {"app_id", Secret("APPID")}, {"secret_key", Secret("S")}, {"entry_key", Secret("5NIWjlgmvqwbt494")}};
  return account;
}

Lesson lesson() {
  Lesson lesson;
  lesson.key = {"school", "id 1/2", 1546057800 * kSecond};
  lesson.room = "1200356033";
  lesson.group = "g&1";
  lesson.password.assign("123456");
  lesson.student_password.assign("stu&dent");
  return lesson;
}

std::string url(const vendors::Account& account, Role role, const Lesson& of = lesson()) {
  const Script script{vendors::cvclass::vendor().open(account)};
  Job job = job_of(Operation::kEntry, of);
  job.role = role;
  const Finished end = script.ends(job);
  EXPECT_EQ(end.outcome.verdict, Verdict::kDone);
  return std::string(end.url.reveal());
}

std::string expected(const std::string& username, const std::string& usertype, const std::string& userpassword) {
  const std::string auth = vendors::md5_hex(
      "5NIWjlgmvqwbt4941429242959"
      "1200356033" +
      usertype);
  return "https://cloud.example/WebAPI/Entry?domain=school1&serial=1200356033&username=" + username +
         "&usertype=" + usertype + "&ts=1429242959&auth=" + auth +
         (userpassword.empty() ? "" : "&userpassword=" + userpassword);
}

const std::string kName = "%E4%B8%89+%E4%BA%8C%26%E7%8F%AD%3D%2F%3F%23";
const std::string kPassword = "e864048bf573b9e5efa6e2228d7c2583";  // 4.1

TEST(CvclassEntry, EveryConfiguredRole) {
  const std::string student = vendors::cvclass::encrypt_password("stu&dent", "5NIWjlgmvqwbt494");
  EXPECT_EQ(url(account("teacher"), Role::kTeacher), expected(kName, "0", kPassword));
  EXPECT_EQ(url(account("assistant"), Role::kAssistant), expected(kName, "1", kPassword));
  EXPECT_EQ(url(account("student"), Role::kStudent), expected(kName, "2", student));
  EXPECT_EQ(url(account("patrol"), Role::kPatrol), expected(kName, "4", kPassword));
  EXPECT_EQ(url(account("head"), Role::kHead), expected(kName, "5", kPassword));
}

// Another role than the configured one goes under its own name, and without a password that is not its own.
// The vendor does not say for how long `ts` is good; 10 minutes are taken, so that a URL is renewed before.
TEST(CvclassEntry, IsSignedWithItsTimeAndSoGoesStale) {
  const Script script{vendors::cvclass::vendor().open(account("teacher"))};
  Job job = job_of(Operation::kEntry, lesson());
  const Milliseconds valid = script.ends(job).url_valid_ms;
  EXPECT_GE(valid, 5 * kMinute);  // Longer than a lesson is opened ahead of time.
  EXPECT_LT(valid, 10 * kMinute);
  vendors::Account by_template = account("teacher");
  by_template.entry_template = "https://page.example/%r";
  const Script plain{vendors::cvclass::vendor().open(by_template)};
  EXPECT_EQ(plain.ends(job).url_valid_ms, 0);
}

TEST(CvclassEntry, AnotherRole) {
  const std::string student = vendors::cvclass::encrypt_password("stu&dent", "5NIWjlgmvqwbt494");
  EXPECT_EQ(url(account("teacher"), Role::kStudent), expected("student", "2", student));
  EXPECT_EQ(url(account("teacher"), Role::kPatrol), expected("patrol", "4", ""));
  EXPECT_EQ(url(account("student"), Role::kTeacher), expected("teacher", "0", ""));
}

TEST(CvclassEntry, WithoutPasswordOrEntryKey) {
  Lesson open = lesson();
  open.password.assign("");
  EXPECT_EQ(url(account("teacher"), Role::kTeacher, open), expected(kName, "0", ""));
  vendors::Account plain = account("teacher");
  plain.secrets[2].second.clear();  // entry_key: app_id then.
  const std::string auth = vendors::md5_hex(
      "APPID1429242959"
      "1200356033"
      "0");
  EXPECT_NE(url(plain, Role::kTeacher).find("&auth=" + auth), std::string::npos);
}

TEST(CvclassEntry, JumpurlStandsLastAndIsEncoded) {
  const vendors::Vendor vendor = vendors::cvclass::vendor();
  Job job;
  job.call.endpoint = vendor.find("Entry");
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"jumpurl", "http://a.example/b/?param1=aaa&param2=8888"},
                                                        {"extradata", "x y"},
                                                        {"serial", "7"},
                                                        {"pid", "9"},
                                                        {"usertype", "1"}}) {
    job.call.parameters.set(name, value);
  }
  const Finished end = Script{vendor.open(account("teacher"))}.ends(job);
  const std::string tail = "&extradata=x+y&jumpurl=http%3A%2F%2Fa.example%2Fb%2F%3Fparam1%3Daaa%26param2%3D8888";
  const std::string_view url = end.url.reveal();
  ASSERT_GT(url.size(), tail.size());
  EXPECT_EQ(url.substr(url.size() - tail.size()), tail) << url;
  EXPECT_NE(url.find("&usertype=1&pid=9&ts="), std::string::npos) << url;
}

TEST(CvclassEntry, TemplateInsteadOfTheDocumentsUrl) {
  vendors::Account by_template = account("teacher");
  by_template.entry_template = "https://page.example/%l?room=%r&g=%g&p=100%25%";
  const std::string page = "https://page.example/id%201%2F2?room=1200356033&g=g%261&p=100%25%";
  for (const Role role : {Role::kTeacher, Role::kAssistant, Role::kPatrol, Role::kHead})
    EXPECT_EQ(url(by_template, role), page);
  EXPECT_EQ(url(by_template, Role::kStudent), "") << "not the page that everybody else is let into";
  by_template.student_template = "https://s.example/%r";
  EXPECT_EQ(url(by_template, Role::kTeacher), page);
  EXPECT_EQ(url(by_template, Role::kStudent), "https://s.example/1200356033");
  by_template.entry_template.clear();
  EXPECT_EQ(url(by_template, Role::kTeacher), expected(kName, "0", kPassword)) << "the document's own";
  EXPECT_EQ(url(by_template, Role::kStudent), "https://s.example/1200356033");
}

TEST(CvclassEntry, WithoutDomainItSaysWhichSettingIsMissing) {
  vendors::Account bare = account("teacher");
  bare.values[0].second = "";
  Job job = job_of(Operation::kEntry, lesson());
  for (const auto& [role, key] :
       {std::pair(Role::kTeacher, "'entry_template'"), {Role::kStudent, "'student_template'"}}) {
    job.role = role;
    const Finished end = Script{vendors::cvclass::vendor().open(bare)}.ends(job);
    EXPECT_EQ(end.outcome.verdict, Verdict::kRefused);
    EXPECT_EQ(end.outcome.fault.code, FaultCode::kConfig);
    EXPECT_NE(end.detail.find("'domain'"), std::string::npos);
    EXPECT_NE(end.detail.find(key), std::string::npos);
    EXPECT_TRUE(end.url.empty());
  }
}

}  // namespace
}  // namespace classbell::golden
