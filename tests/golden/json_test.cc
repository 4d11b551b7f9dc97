// Goal: our JSON is everybody's JSON: PHP reads what we write, and we read what PHP reads; hostile texts end in an
// error. Method: generated trees and texts, damaged texts, nesting, against json_decode; each difference has a reason
// that json_text.h names.
#include "vendors/json.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <map>

#include "json_text.h"
#include "oracle.h"
#include "tree.h"

namespace classbell::golden {
namespace {

using vendors::parse_json;
using vendors::printable_json;
using vendors::Value;
using vendors::write_json;

// Our 64 levels; PHP counts what is within the innermost too.
const std::string kDepth = "65";

// JSON has one kind of number: a whole real is the integer that it is written as.
Value plain_numbers(const Value& value) {
  if (const double* d = value.real()) {
    const std::int64_t integer = Value(Value(*d).to_text()).to_int(INT64_MIN);
    if (integer != INT64_MIN) return Value(integer);
    const bool is_whole = std::trunc(*d) == *d && std::fabs(*d) <= 9007199254740992.0;
    return is_whole ? Value(static_cast<std::int64_t>(*d)) : value;
  }
  if (const Value::List* list = value.list()) {
    Value::List plain;
    for (const Value& element : *list) plain.push_back(plain_numbers(element));
    return Value(plain);
  }
  if (const Value::Object* object = value.object()) {
    Value::Object plain;
    for (const auto& [key, member] : *object) plain.emplace_back(key, plain_numbers(member));
    return Value(plain);
  }
  return value;
}

std::string dump_parsed(const std::string& text) {
  const auto value = parse_json(text);
  return value ? dump(*value) : "error";
}

TEST(Json, PhpReadsWhatWeWrite) {
  Random random(10);
  std::vector<Value> trees = {Value(),
                              Value(true),
                              Value(INT64_MAX),
                              Value(INT64_MIN),
                              Value(""),
                              Value(Value::Object{}),
                              Value(Value::List{})};
  for (const double real :
       {0.1, -0.0, 1e300, 5e-324, std::numeric_limits<double>::max(), 0.1 + 0.2, 1e22, 123456789.125})
    trees.emplace_back(real);
  Shape shape;
  for (int i = 0; i < 600; ++i) {
    trees.push_back(random_tree(random, shape));
    double real = 0;
    const std::uint64_t bits = random.next();
    std::memcpy(&real, &bits, sizeof real);
    if (std::isfinite(real)) trees.emplace_back(real);
  }
  std::vector<Fields> cases;
  for (const Value& tree : trees) cases.push_back({write_json(tree), kDepth});
  const auto answers = ask_php("json_decode", cases);
  for (std::size_t i = 0; i < trees.size(); ++i) {
    ASSERT_EQ(answers[i], dump(plain_numbers(trees[i]))) << cases[i][0];
    ASSERT_EQ(dump_parsed(cases[i][0]), answers[i]) << cases[i][0];
  }
}

TEST(Json, WhatIsNoNumberIsWrittenAsNull) {
  for (const double real :
       {std::numeric_limits<double>::infinity(), -std::numeric_limits<double>::infinity(), std::nan("")}) {
    EXPECT_EQ(write_json(Value(Value::List{Value(real)})), "[null]");
  }
  EXPECT_EQ(write_json(*parse_json("[1e999]")), "[null]");
}

TEST(Json, WeReadWhatPhpReads) {
  Random random(11);
  std::vector<Fields> cases;
  for (int i = 0; i < 1500; ++i) cases.push_back({random_json(random, 4), kDepth});
  const auto answers = ask_php("json_decode", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ASSERT_EQ(answers[i].rfind("error", 0), std::string::npos) << "the generator is wrong: " << cases[i][0];
    ASSERT_EQ(dump_parsed(cases[i][0]), answers[i]) << cases[i][0];
  }
}

TEST(Json, DamagedTextsAreRefusedAsPhpRefusesThem) {
  Random random(12);
  std::vector<Fields> cases;
  for (int i = 0; i < 6000; ++i) cases.push_back({damaged(random, random_json(random, 3)), kDepth});
  const auto answers = ask_php("json_decode", cases);
  std::map<std::string, int> differences;
  int refused = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string& text = cases[i][0];
    const std::string ours = dump_parsed(text);
    const bool php_refuses = answers[i].rfind("error", 0) == 0;
    refused += php_refuses ? 1 : 0;
    if (php_refuses ? ours == "error" : ours == answers[i]) continue;
    const std::string reason = known_difference(text);
    ASSERT_NE(reason, "") << to_hex(text) << " = " << text << "\nours " << ours << "\nPHP's " << answers[i];
    ++differences[reason];
  }
  std::printf("%zu texts, PHP refuses %d; explained differences:", cases.size(), refused);
  for (const auto& [reason, count] : differences) std::printf(" %s %d", reason.c_str(), count);
  std::printf("\n");
  EXPECT_GT(refused, 2000);
}

struct Different {
  std::string text;
  bool we_take_it;
  bool php_takes_it;
  std::string reason;
};

TEST(Json, KnownDifferences) {
  const std::vector<Different> texts = {
      {R"({"result":00})", true, false, "number"},
      {R"({"result":01})", true, false, "number"},
      {R"([1.])", true, false, "number"},
      {R"([-.5])", true, false, "number"},
      {"{\"a\":\"x\ty\"}", true, false, "control"},
      {"[\"\x1B\"]", true, false, "control"},
      {"[\"\xC4\xE3\"]", true, false, "encoding"},
      {R"(["\u0000"])", true, true, "escape"},
      {"\xEF\xBB\xBF{\"result\":0}", true, false, "bom"},
  };
  std::vector<Fields> cases;
  for (const Different& different : texts) cases.push_back({different.text, kDepth});
  const auto answers = ask_php("json_decode", cases);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(dump_parsed(texts[i].text) != "error", texts[i].we_take_it) << texts[i].text;
    EXPECT_EQ(answers[i].rfind("error", 0) == std::string::npos, texts[i].php_takes_it) << texts[i].text;
    EXPECT_EQ(known_difference(texts[i].text), texts[i].reason) << texts[i].text;
  }
  // PHP keeps the last of two members, we read the first; no PHP writes such a text.
  EXPECT_EQ(parse_json(R"({"a":1,"a":2})")->find("a")->to_int(0), 1);
}

// Room numbers are ids: the next double is another room.
TEST(Json, WholeNumbersAreExact) {
  const std::vector<std::int64_t> ids = {9007199254740991,    9007199254740992, 9007199254740993, -9007199254740993,
                                         1234567890123456789, INT64_MAX,        INT64_MIN};
  for (const std::int64_t id : ids) {
    const auto value = parse_json("{\"a 1 \\\" -2\":[0.5,\"3\"],\"serial\":" + std::to_string(id) + ",\"b\":7}");
    ASSERT_TRUE(value);
    ASSERT_NE(value->find("serial")->integer(), nullptr);
    EXPECT_EQ(*value->find("serial")->integer(), id);
    EXPECT_EQ(value->find("b")->to_int(0), 7);
  }
  EXPECT_NE(parse_json("9223372036854775808")->real(), nullptr);
}

TEST(Json, NeverTakesWhatIsNoJson) {
  for (const char* text : {"",
                           " ",
                           "{",
                           "}",
                           "[",
                           "]",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{a:1}",
                           "{'a':1}",
                           "[1,]",
                           "{\"a\":1,}",
                           "[1 2]",
                           "{}{}",
                           "[1]x",
                           "nul",
                           "tru",
                           "[TRUE]",
                           "[Null]",
                           "\"abc",
                           "\"\\x\"",
                           "\"\\u12g4\"",
                           "\"\\uZZZZ\"",
                           "[1]\x0B",
                           "[\v1]",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\udc00\\ud800\"",
                           "-",
                           "+1",
                           ".5",
                           "0x10",
                           "NaN",
                           "Infinity",
                           "// c\n{}",
                           "<html></html>",
                           "<?xml version=\"1.0\"?>",
                           "{\"result\":0,\"list\":[{\"serial\":\"1\"",
                           "result=0",
                           "callback({\"a\":1})",
                           "[1]]",
                           "\xEF\xBB\xBF"}) {
    EXPECT_FALSE(parse_json(text)) << text;
  }
}

TEST(Json, NoBeginningOfAnObjectIsAnObject) {
  Random random(13);
  for (int i = 0; i < 300; ++i) {
    const std::string text = "{\"result\":0,\"list\":" + random_json(random, 3) + "}";
    ASSERT_TRUE(parse_json(text)) << text;
    for (std::size_t size = 0; size < text.size(); ++size)
      ASSERT_FALSE(parse_json(text.substr(0, size))) << text.substr(0, size);
  }
}

std::string nested(std::size_t depth, const std::string& open, const std::string& core, const std::string& close) {
  std::string text;
  for (std::size_t i = 0; i < depth; ++i) text += open;
  text += core;
  for (std::size_t i = 0; i < depth; ++i) text += close;
  return text;
}

TEST(Json, Nesting) {
  std::vector<Fields> cases;
  for (const std::size_t depth : {1U, 63U, 64U, 65U, 66U, 200U}) {
    cases.push_back({nested(depth, "[", "", "]"), kDepth});
    cases.push_back({nested(depth, "{\"a\":", "1", "}"), kDepth});
    cases.push_back({nested(depth / 2, "[{\"a\":", "1", "}]"), kDepth});
  }
  const auto answers = ask_php("json_decode", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    EXPECT_EQ(dump_parsed(cases[i][0]), answers[i].rfind("error", 0) == 0 ? "error" : answers[i]) << cases[i][0];
  }
  EXPECT_TRUE(parse_json(nested(64, "[", "1", "]")));
  EXPECT_FALSE(parse_json(nested(65, "[", "1", "]")));
  for (const std::size_t depth : {10000U, 1000000U}) {
    for (const char* open : {"[", "{\"a\":", "[{\"a\":", " [", "[\"]\","}) {
      const auto closed = parse_json(nested(depth, open, "1", "]"));
      ASSERT_FALSE(closed);
      EXPECT_NE(closed.error().find("deeper than 64"), std::string::npos) << closed.error();
      EXPECT_FALSE(parse_json(nested(depth, open, "", "")));
    }
  }
  EXPECT_TRUE(parse_json("[\"" + std::string(1000, '[') + "\\\"" + std::string(1000, '{') +
                         "\"]"));  // In a string they nest nothing.
}

// Errors go to logs: the sentence never carries the text, which may hold secrets and escapes.
TEST(Json, ErrorsDoNotQuoteTheText) {
  for (const char* text : {"{\"token\":\"secret\"", "secret", "{\"a\":secret}", "[1]secret"}) {
    const auto value = parse_json(text);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error().find("secret"), std::string::npos) << value.error();
  }
}

// The first control character that a terminal would obey; npos: none.
std::size_t control_at(const std::string& text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_blank = byte == '\n' || byte == '\r' || byte == '\t';
    if ((byte < 0x20 && !is_blank) || byte == 0x7F) return i;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) >= 0x80 &&
        static_cast<unsigned char>(text[i + 1]) < 0xA0)
      return i;
  }
  return std::string::npos;
}

TEST(Json, PrintableKeepsTheMeaning) {
  Random random(14);
  std::vector<Fields> cases;
  for (int i = 0; i < 600; ++i) {
    std::string text = random_json(random, 4);
    cases.push_back({text, kDepth});
    const std::string printable = printable_json(text);
    ASSERT_EQ(control_at(printable), std::string::npos) << to_hex(printable);
    cases.push_back({printable, kDepth});
  }
  const auto answers = ask_php("json_decode", cases);
  for (std::size_t i = 0; i < cases.size(); i += 2)
    ASSERT_EQ(answers[i], answers[i + 1]) << cases[i][0] << "\n" << cases[i + 1][0];
}

TEST(Json, PrintableHoldsNoControlCharacterWhateverCame) {
  Random random(15);
  for (int i = 0; i < 3000; ++i) {
    const std::string text = i % 2 == 0 ? random_bytes(random, 60) : damaged(random, random_json(random, 3));
    const std::string printable = printable_json(text);
    ASSERT_EQ(control_at(printable), std::string::npos) << to_hex(text) << " gave " << to_hex(printable);
    // Within strings not even blanks that break a line.
    const std::string in_string = printable_json("\"a\nb\tc\r\x1B[2J" + text);
    ASSERT_EQ(in_string.substr(0, 30), std::string("\"a\\u000ab\\u0009c\\u000d\\u001b[2J").substr(0, 30));
  }
  for (int i = 0; i < 600; ++i) ASSERT_EQ(control_at(write_json(Value(random_text(random, 20)))), std::string::npos);
}

}  // namespace
}  // namespace classbell::golden
