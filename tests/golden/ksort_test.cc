// Goal: ksort() puts keys in the order that PHP 8.2 puts them in, also where that order is no order.
// Method: sets of keys of 2 to 60, and of 1030 (PHP's sort chooses its pivot otherwise from 1024 on).
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "vendors/php.h"

namespace classbell::golden {
namespace {

using vendors::Value;

std::string in_our_order(const std::vector<std::string>& keys) {
  Value::Object members;
  for (const std::string& key : keys) members.emplace_back(key, Value(0));
  vendors::php::ksort(members);
  std::string order;
  for (const auto& member : members) order += (order.empty() ? "" : ",") + to_hex(member.first);
  return order;
}

void compare(const std::vector<Fields>& cases) {
  const auto answers = ask_php("ksort", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string ours = in_our_order(cases[i]);
    if (ours == answers[i]) continue;
    std::size_t same = 0;
    while (ours[same] == answers[i][same]) ++same;
    const std::size_t from = ours.rfind(',', same) + 1;
    FAIL() << "case " << i << " of " << cases[i].size() << " keys, from byte " << from << " of the order: ours "
           << ours.substr(from, 120) << ", PHP's " << answers[i].substr(from, 120);
  }
}

TEST(Ksort, RandomKeysOfTwoToSixty) {
  Random random(2);
  std::vector<Fields> cases;
  for (std::size_t size = 2; size <= 60; ++size) {
    for (int i = 0; i < 40; ++i) cases.push_back(random_keys(random, size));
  }
  compare(cases);
}

TEST(Ksort, RandomKeysOfAThousand) {
  Random random(3);
  std::vector<Fields> cases;
  for (const std::size_t size : {1023U, 1024U, 1030U, 1100U, 2500U}) {
    for (int i = 0; i < 6; ++i) cases.push_back(random_keys(random, size));
  }
  compare(cases);
}

TEST(Ksort, IntegersAndWordsWhereTheOrderIsNoOrder) {
  Random random(4);
  std::vector<Fields> cases;
  const std::vector<std::string> pool = {"10",  "9",   "9a", "1e1", "10.0", "a", "A", "1a",
                                         "010", " 10", "-1", "-",   "z",    "0", "00"};
  for (int i = 0; i < 2000; ++i) {
    Fields keys = pool;
    for (std::size_t k = keys.size() - 1; k > 0; --k) std::swap(keys[k], keys[random.below(k + 1)]);
    keys.resize(2 + random.below(keys.size() - 1));
    cases.push_back(keys);
  }
  compare(cases);
}

// Every pair of odd keys, so that no comparison is left to chance.
TEST(Ksort, EveryPair) {
  Random random(5);
  const std::vector<std::string> keys = random_keys(random, 120);
  std::vector<Fields> cases;
  for (const std::string& a : keys) {
    for (const std::string& b : keys) {
      if (a != b) cases.push_back({a, b});
    }
  }
  compare(cases);
}

TEST(Ksort, NoneAndOne) {
  Value::Object none;
  vendors::php::ksort(none);
  EXPECT_TRUE(none.empty());
  EXPECT_EQ(in_our_order({"a"}), "61");
}

}  // namespace
}  // namespace classbell::golden
