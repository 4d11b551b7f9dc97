// Goal: PHP code written from weclassroom's document accepts every signMsg, and finds in it what was meant, type by
// type. Method: generated trees, and secrets of all lengths; PHP checks the mac, decrypts, and serializes the same
// tree.
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "tree.h"
#include "vendors/json.h"
#include "vendors/weclassroom/codec.h"

namespace classbell::golden {
namespace {

using vendors::Value;

// What decides a type, in the words of JSON.
const char* const kChosen[] = {
    "{}",
    R"({"lessonId":10384374,"diskId":356})",
    R"({"a":1,"b":1.0,"c":1e2,"d":"1","e":"1.0","f":true,"g":false,"h":null,"i":"","j":[],"k":{}})",
    R"({"a":9223372036854775807,"b":-9223372036854775808,"c":9223372036854775808,"d":1e400,"e":-0.0,"f":0.1,"g":1e-7})",
    R"({"0":1,"1":2,"-3":3,"01":4,"+1":5,"1.5":6,"":7,"9223372036854775807":8,"9223372036854775808":9})",
    R"({"name":"张三 😀","path":"/x/y?a=1&b=\"c\"\\","lines":"a\nb\tc","php":"s:1:\"x\";N;"})",
    R"({"a":[[1,[2,[3,{"b":[null,true,"4"]}]]]],"c":{"5":{"6":[7.5]}}})",
    R"({"lessonId":[10001,"10002"],"userData":[{"userPhone":"13800138000","userType":1}]})",
};

TEST(Audit, PhpOpensEverySignMsg) {
  std::vector<Value> trees;
  for (const char* text : kChosen) trees.push_back(vendors::parse_json(text).value_or(Value("not JSON")));
  Random random(77);
  for (int i = 0; i < 400; ++i) trees.push_back(random_tree(random, {}));
  std::vector<Fields> messages;
  std::vector<Fields> serialized;
  for (const Value& tree : trees) {
    const std::string secret = random_text(random, 60) + "k";  // OpenSSL cuts it, or fills it up; the mac does not.
    const std::string iv(16, static_cast<char>(random.below(256)));
    messages.push_back({vendors::weclassroom::sign(tree, secret, iv).message, secret});
    serialized.push_back({serialize(tree)});
  }
  const auto opened = ask_php("sign_msg", messages);
  const auto meant = ask_php("serialize", serialized);
  for (std::size_t i = 0; i < trees.size(); ++i) ASSERT_EQ(opened[i], meant[i]) << "case " << i;
}

TEST(Audit, OfAKeyThatStandsTwicePhpKeepsTheLast) {
  const Value twice = *vendors::parse_json(R"({"a":1,"b":2,"a":{"c":3,"c":"4"}})");
  const std::string secret = "32bf27979cf0dba95d80f500f553ed53";
  const auto opened =
      ask_php("sign_msg", {{vendors::weclassroom::sign(twice, secret, std::string(16, 'i')).message, secret}});
  EXPECT_EQ(opened[0], R"(a:2:{s:1:"a";a:1:{s:1:"c";s:1:"4";}s:1:"b";i:2;})");
}

}  // namespace
}  // namespace classbell::golden
