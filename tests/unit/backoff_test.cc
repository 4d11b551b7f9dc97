// Pauses between attempts: bounded, growing, half of them random.

#include "core/backoff.h"

#include <gtest/gtest.h>

#include <set>

namespace classbell {
namespace {

TEST(Backoff, GrowsToHalfAMinute) {
  Random random(7);
  const Milliseconds whole[] = {1000, 1000, 2000, 4000, 8000, 16000, 30000, 30000};
  for (int failures = 0; failures < 8; ++failures) {
    std::set<Milliseconds> seen;
    for (int i = 0; i < 1000; ++i) {
      const Milliseconds pause = backoff(failures, random);
      ASSERT_GE(pause, whole[failures] / 2);
      ASSERT_LE(pause, whole[failures]);
      seen.insert(pause);
    }
    EXPECT_GT(seen.size(), 300U);
  }
  EXPECT_LE(backoff(INT32_MAX, random), kBackoffMax);
}

TEST(Backoff, UrgentIsATwentiethOfTheDelay) {
  Random random(7);
  for (const auto& [late, whole] :
       {std::pair<Milliseconds, Milliseconds>{0, 250}, {4000, 250}, {10000, 500}, {20000, 1000}, {kHour, 2000}}) {
    for (int i = 0; i < 1000; ++i) {
      const Milliseconds pause = urgent_backoff(late, random);
      ASSERT_GE(pause, whole / 2);
      ASSERT_LE(pause, whole);
    }
  }
}

// Goal: any seed will do, equal seeds give equal runs, bounds hold.
TEST(Backoff, Random) {
  EXPECT_EQ(Random(0).below(0), 0);
  EXPECT_EQ(Random(0).below(-5), 0);
  std::set<std::int64_t> firsts;
  for (std::uint64_t seed = 0; seed < 100; ++seed) {
    Random a(seed);
    Random b(seed);
    for (int i = 0; i < 100; ++i) {
      const auto value = a.below(1000);
      ASSERT_GE(value, 0);
      ASSERT_LT(value, 1000);
      ASSERT_EQ(value, b.below(1000));
      if (i == 0) firsts.insert(value);
    }
  }
  EXPECT_GT(firsts.size(), 80U);
}

}  // namespace
}  // namespace classbell
