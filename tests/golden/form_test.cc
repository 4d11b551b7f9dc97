// Goal: what a vendor's $_POST holds of our forms is what as_sent() says it holds.
// Method: generated trees; PHP's parse_str reads our form, PHP's http_build_query writes the same tree.
#include <gtest/gtest.h>

#include <cmath>

#include "generate.h"
#include "oracle.h"
#include "tree.h"
#include "vendors/json.h"
#include "vendors/php.h"

namespace classbell::golden {
namespace {

using vendors::Value;
namespace php = vendors::php;

constexpr int kCases = 600;

// Trees that chance would seldom make.
std::vector<Value> chosen_trees() {
  std::vector<Value> trees;
  for (const char* text :
       {"{}", R"({"a":[]})", R"({"a":[[]]})", R"({"a":{"b":{}}})", R"({"a":null})",
        R"({"a":false,"b":true,"c":0,"d":0.0,"e":""})", R"({"a":[null,1,null,[],[[]],"",2]})",
        R"({"12":1,"-5":2,"007":3,"1e3":4})", R"({"a":{" 7":1,"1.5":2,"x[y":3,"  ":4,".":5}})",
        R"({"remarkdata":[{"fileid":1,"pageid":2,"remark":"三年级 二班 & =+%"},{"fileid":3,"pageid":4}]})",
        R"({"a":[0,"0",null,false]})"}) {
    trees.push_back(vendors::parse_json(text).value_or(Value("not JSON")));
  }
  for (const std::size_t size : {12U, 20U, 1100U}) {
    Value::List list;
    for (std::size_t i = 0; i < size; ++i) list.emplace_back(static_cast<std::int64_t>(i));
    trees.emplace_back(Value::Object{{"fileid_arr", Value(list)}});
  }
  Value deep("bottom");
  for (int i = 0; i < 63; ++i) deep = i % 2 == 0 ? Value(Value::List{deep}) : Value(Value::Object{{"k", deep}});
  trees.emplace_back(Value::Object{{"deep", deep}});
  return trees;
}

std::vector<Value> trees() {
  std::vector<Value> all = chosen_trees();
  Random random(1);
  Shape shape;
  shape.form = true;
  for (int i = 0; i < kCases; ++i) {
    shape.depth_max = static_cast<int>(2 + random.below(5));
    all.push_back(random_tree(random, shape));
  }
  return all;
}

TEST(Form, ParseStrGivesWhatAsSentSays) {
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  for (const Value& tree : trees()) {
    const Value sent = php::as_sent(tree);
    cases.push_back({php::build_query(sent)});
    expected.push_back(dump(sent));
  }
  const auto answers = ask_php("parse_str", cases);
  for (std::size_t i = 0; i < cases.size(); ++i)
    ASSERT_EQ(answers[i], expected[i]) << "case " << i << ": " << cases[i][0];
}

TEST(Form, HttpBuildQueryWritesTheSame) {
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  for (const Value& tree : trees()) {
    cases.push_back({serialize(tree)});
    expected.push_back(php::build_query(php::as_sent(tree)));
  }
  const auto answers = ask_php("http_build_query", cases);
  for (std::size_t i = 0; i < cases.size(); ++i)
    ASSERT_EQ(answers[i], expected[i]) << "case " << i << ": " << cases[i][0];
}

TEST(Form, SerializeWritesTheSame) {
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  for (const Value& tree : trees()) {
    cases.push_back({serialize(tree)});
    expected.push_back(php::serialize(tree));
  }
  std::vector<double> reals = {0.0,    -0.0,     1.0,  1.5,    0.1 + 0.2, 100000.0,           123456789012345678.0,
                               5e-324, 1.79e308, 1e15, 9.9e-5, 1.25e-4,   36028797018963968.0};
  for (int exponent = -8; exponent < 24; ++exponent) {
    for (const double digits : {1.0, -1.2, 3.0000000000000004, 9.87654321})
      reals.push_back(digits * std::pow(10, exponent));
  }
  // Whose nearest neighbour below is nearer than the one above.
  for (int exponent = -1074; exponent <= 1023; ++exponent) reals.push_back(std::ldexp(1.0, exponent));
  for (const double real : reals) {
    cases.push_back({serialize(Value(real))});
    expected.push_back(php::serialize(Value(real)));
  }
  const auto answers = ask_php("serialize", cases);
  for (std::size_t i = 0; i < expected.size(); ++i) ASSERT_EQ(answers[i], expected[i]) << cases[i][0];
}

// A real of more than 14 digits, or one that needs an exponent, is written otherwise by PHP (precision = 14,
// "1.0E+20"). That is no matter: what we send is what we sign, and no parameter of the documents is such a real.
TEST(Form, RealsThatPhpWritesOtherwise) {
  const std::vector<std::pair<double, std::string>> reals = {{0.1 + 0.2, "0.3"}, {1e20, "1.0E+20"}, {1e-7, "1.0E-7"}};
  std::vector<Fields> cases;
  for (const auto& [real, text] : reals) cases.push_back({serialize(Value(Value::Object{{"a", Value(real)}}))});
  const auto answers = ask_php("http_build_query", cases);
  for (std::size_t i = 0; i < reals.size(); ++i) {
    EXPECT_EQ(answers[i], "a=" + php::urlencode(reals[i].second));
    const std::string ours = php::as_sent(Value(Value::Object{{"a", Value(reals[i].first)}})).find("a")->to_text();
    EXPECT_NE(ours, reals[i].second);
    EXPECT_EQ(std::stod(ours), reals[i].first) << ours;
  }
}

// What a PHP variable's name or index cannot hold does not arrive as it was sent. Such names are in no document:
// check() refuses them at the top, and set_path() within. Pinned, so that a change of either side is noticed.
TEST(Form, KeysThatPhpDoesNotKeep) {
  const std::vector<std::pair<std::string, std::string>> odd = {{"1.5=x", R"({"1_5":"x"})"},
                                                                {"a%20b=x", R"({"a_b":"x"})"},
                                                                {"+7=x", R"({"7":"x"})"},
                                                                {"a%5B%5D=x", R"({"a":{"0":"x"}})"},
                                                                {"a%5B+%5D=x", R"({"a":{"0":"x"}})"},
                                                                {"a%5Bx%5Dy%5D=x", R"({"a":{"x":"x"}})"}};
  std::vector<Fields> cases;
  for (const auto& [form, tree] : odd) cases.push_back({form});
  const auto answers = ask_php("parse_str", cases);
  for (std::size_t i = 0; i < odd.size(); ++i)
    EXPECT_EQ(answers[i], dump(*vendors::parse_json(odd[i].second))) << odd[i].first;
}

TEST(Form, ParameterTwiceInAnObjectIsSentOnce) {
  const Value twice(Value::Object{{"a", Value(1)}, {"b", Value(2)}, {"a", Value(3)}});
  const Value sent = php::as_sent(twice);
  const auto answers = ask_php("parse_str", {{php::build_query(sent)}});
  EXPECT_EQ(answers[0], dump(sent));
}

}  // namespace
}  // namespace classbell::golden
