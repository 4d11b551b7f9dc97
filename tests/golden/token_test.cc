// Goal: the far side, which runs the sample of cvclass.txt 5.1 over $_POST, finds the token that we send.
// Method: generated trees, as a form without its token; then whole requests as the session writes them.
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "tree.h"
#include "vendors/cvclass/codec.h"
#include "vendors/cvclass/vendor.h"
#include "vendors/json.h"
#include "vendors/php.h"

namespace classbell::golden {
namespace {

using vendors::Value;
namespace cvclass = vendors::cvclass;
namespace php = vendors::php;

constexpr const char* kAppId = "5NIWjlgmvqwbt494";
constexpr const char* kSecretKey = "三 secret & key";

std::vector<Value> trees() {
  std::vector<Value> all;
  for (const char* text : {"{}", R"({"a":"0","b":"","c":null,"d":false,"e":true,"f":0,"g":0.0})", R"({"a":[]})",
                           R"({"a":[[]]})", R"({"a":[[[]],[null]]})", R"({"a":[""],"b":{"c":""},"d":[null]})",
                           R"({"a":{"12":1,"007":2,"1e3":3,"1.5":4,"-5":5," 7":6,"9223372036854775808":7,"1a":8}})",
                           R"({"a":{"1a":1,"10":2,"9":3,"a":4,"1e1":5}})",
                           R"({"12":1,"007":2,"1e3":3,"-5":5,"1a":8,"9223372036854775808":7})",
                           R"({"roomname":"三年级 二班","starttime":1429242959,"endtime":1429261807})",
                           R"({"token":"x","app_id":"y","key":"z","a":1})"}) {
    all.push_back(vendors::parse_json(text).value_or(Value("not JSON")));
  }
  for (const std::size_t size : {11U, 12U, 13U, 16U, 17U, 20U, 101U, 1100U}) {
    Value::List list;
    Value::Object object;
    for (std::size_t i = 0; i < size; ++i) {
      list.emplace_back("v" + std::to_string(i));
      object.emplace_back((i % 3 == 0 ? "k" : "") + std::to_string(size - i), Value(static_cast<std::int64_t>(i)));
    }
    all.emplace_back(Value::Object{{"fileid_arr", Value(list)}});
    all.emplace_back(Value::Object{{"nested", Value(Value::List{Value(list), Value(object)})}});
    all.emplace_back(std::move(object));
  }
  Value deep("bottom");
  for (int i = 0; i < 63; ++i)
    deep = i % 2 == 0 ? Value(Value::List{deep}) : Value(Value::Object{{"k", deep}, {"10", Value(1)}});
  all.emplace_back(Value::Object{{"deep", deep}});
  Random random(6);
  Shape shape;
  shape.form = true;
  for (int i = 0; i < 800; ++i) {
    shape.depth_max = static_cast<int>(2 + random.below(6));
    all.push_back(random_tree(random, shape));
  }
  return all;
}

TEST(Token, IsWhatTheDocumentsCodeFinds) {
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  for (const Value& tree : trees()) {
    // app_id, key and token are not signed; codec.cc takes them out, here the generator never makes them.
    if (tree.find("token") != nullptr) continue;
    const Value sent = php::as_sent(tree);
    cases.push_back({php::build_query(sent), kAppId, kSecretKey});
    expected.push_back(cvclass::token(sent, kAppId, kSecretKey));
  }
  const auto answers = ask_php("get_token", cases);
  for (std::size_t i = 0; i < cases.size(); ++i)
    ASSERT_EQ(answers[i], expected[i]) << "case " << i << ": " << cases[i][0];
}

TEST(Token, OfWholeRequests) {
  const vendors::Vendor vendor = cvclass::vendor();
  vendors::Account account;
  account.base_url = "https://cloud.example";
  account.secrets = {{"app_id", Secret(kAppId)}, {"secret_key", Secret(kSecretKey)}};
  const auto session = vendor.open(account);
  const auto all = trees();
  std::vector<Fields> cases;
  for (const vendors::Endpoint& endpoint : vendor.endpoints) {
    if (!endpoint.authenticated) continue;
    for (int i = 0; i < 30; ++i) {
      const Value& tree = all[(cases.size() * 7 + static_cast<std::size_t>(i)) % all.size()];
      const vendors::Request request = session->preview({&endpoint, tree}, {0, 1429242959000, true});
      cases.push_back({request.body, kAppId, kSecretKey});
    }
  }
  const auto answers = ask_php("check_token", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string sent = answers[i].substr(0, answers[i].find(' '));
    ASSERT_EQ(sent.size(), 32U) << cases[i][0];
    ASSERT_EQ(answers[i], sent + " " + sent) << "case " << i << ": " << cases[i][0];
  }
}

}  // namespace
}  // namespace classbell::golden
