#include "platform/linux/clock.h"

#include <gtest/gtest.h>
#include <poll.h>

#include <cerrno>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

constexpr Milliseconds kBuild = 1735689600000;  // 2025-01-01

Milliseconds utc_now = 0;
Milliseconds mono_now = 0;
int kernel_status = 0;
int kernel_result = 0;

int adjust(timex* state) {
  state->status = kernel_status;
  if (kernel_result < 0) errno = EPERM;
  return kernel_result;
}

class ClockTest : public ::testing::Test {
 protected:
  ClockTest() {
    utc_now = kBuild + 100 * kDay;
    mono_now = 5000;
    kernel_status = STA_UNSYNC;
    kernel_result = TIME_ERROR;
    parts_.realtime_ms = [] { return utc_now; };
    parts_.monotonic_ms = [] { return mono_now; };
    parts_.adjust = adjust;
    parts_.timesync_file = temp_ / "synchronized";
    parts_.rtc_folder = temp_ / "rtc";
  }
  SystemClock open(Milliseconds saved = 0) { return std::move(*SystemClock::open(saved, kBuild, parts_)); }
  static void pass(Milliseconds span) {
    utc_now += span;
    mono_now += span;
  }
  void rtc(const std::string& name, const std::string& hctosys, Milliseconds utc) {
    write_file(temp_ / ("rtc/" + name + "/hctosys"), hctosys + "\n");
    write_file(temp_ / ("rtc/" + name + "/since_epoch"), std::to_string(utc / 1000) + "\n");
  }

  TempFolder temp_;
  ClockParts parts_;
};

TEST_F(ClockTest, TrustsNobodyAtFirst) {
  SystemClock clock = open();
  const Now now = clock.now();
  EXPECT_EQ(now.mono, mono_now);
  EXPECT_EQ(now.utc, utc_now);
  EXPECT_FALSE(now.trusted);
  EXPECT_EQ(trust_name(clock.trust()), "none");
}

TEST_F(ClockTest, TrustsTheKernel) {
  kernel_status = 0;
  kernel_result = TIME_OK;
  SystemClock clock = open();
  EXPECT_TRUE(clock.now().trusted);
  EXPECT_EQ(clock.trust(), Trust::kKernel);
  kernel_result = -1;  // A seccomp filter refuses the call.
  pass(kMinute);
  EXPECT_FALSE(clock.now().trusted);
  kernel_result = TIME_OK;
  pass(10 * kSecond);
  EXPECT_TRUE(clock.now().trusted);
}

// Of a heartbeat's ten system calls none is the clock's.
TEST_F(ClockTest, ATrustedClockIsLookedUpEachMinute) {
  static int looks;
  looks = 0;
  parts_.adjust = [](timex*) { return ++looks, TIME_ERROR; };
  SystemClock clock = open();
  clock.now();
  clock.confirm(utc_now);
  for (int second = 0; second < 600; ++second) {
    pass(kSecond);
    EXPECT_TRUE(clock.now().trusted);
  }
  EXPECT_LE(looks, 12);
  const int before = looks;
  utc_now += kHour;  // Set: nothing that was said of it holds.
  EXPECT_FALSE(clock.now().trusted);
  EXPECT_EQ(looks, before + 1);
}

TEST_F(ClockTest, TrustsTimesyncd) {
  SystemClock clock = open();
  EXPECT_FALSE(clock.now().trusted);
  write_file(temp_ / "synchronized", "");
  EXPECT_FALSE(clock.now().trusted);  // Looked up each 10 s only,
  pass(10 * kSecond);
  EXPECT_TRUE(clock.now().trusted);
  EXPECT_EQ(clock.trust(), Trust::kTimesync);
}

TEST_F(ClockTest, LooksAtOnceWhenTheClockWasSet) {
  SystemClock clock = open();
  EXPECT_FALSE(clock.now().trusted);
  write_file(temp_ / "synchronized", "");
  clock.settle();
  EXPECT_TRUE(clock.now().trusted);
}

TEST_F(ClockTest, TrustsAValidRtc) {
  rtc("rtc0", "0", utc_now);  // Not what the clock was set from.
  EXPECT_FALSE(open().now().trusted);
  rtc("rtc1", "1", utc_now - kHour);  // Does not agree.
  EXPECT_FALSE(open().now().trusted);
  rtc("rtc1", "1", utc_now - kSecond);
  SystemClock clock = open();
  EXPECT_TRUE(clock.now().trusted);
  EXPECT_EQ(clock.trust(), Trust::kRtc);
}

TEST_F(ClockTest, DistrustsAnRtcWithoutBattery) {
  utc_now = 946684800000;  // 2000-01-01
  rtc("rtc0", "1", utc_now);
  SystemClock clock = open();
  EXPECT_FALSE(clock.now().trusted);
  EXPECT_EQ(clock.trust(), Trust::kBelowFloor);
}

TEST_F(ClockTest, NeverTrustsWhatIsBelowTheFloor) {
  kernel_status = 0;
  kernel_result = TIME_OK;
  SystemClock saved = open(utc_now + 1);
  EXPECT_EQ(saved.floor(), utc_now + 1);
  EXPECT_FALSE(saved.now().trusted);
  EXPECT_EQ(saved.trust(), Trust::kBelowFloor);
  pass(1);
  EXPECT_TRUE(saved.now().trusted);
  EXPECT_EQ(open(5).floor(), kBuild);
}

// A clock that ran ten years ahead for a moment, and was saved: not the end of all lessons for ten years.
TEST_F(ClockTest, ASavedTimeGivesWayToTwoWitnesses) {
  SystemClock clock = open(utc_now + 3650 * kDay);
  clock.now();
  clock.confirm(utc_now);
  EXPECT_FALSE(clock.now().trusted) << "one witness is not enough";
  kernel_status = 0;
  kernel_result = TIME_OK;
  pass(11 * kSecond);
  EXPECT_TRUE(clock.now().trusted);
  EXPECT_EQ(clock.floor(), kBuild);

  SystemClock early = open(utc_now + kDay);
  utc_now = kBuild - 1;
  early.now();
  early.confirm(utc_now);
  EXPECT_FALSE(early.now().trusted) << "before this binary was made";
}

TEST_F(ClockTest, TakesConfirmationUntilAStep) {
  SystemClock clock = open();
  clock.now();
  clock.confirm(utc_now + 1900);
  EXPECT_TRUE(clock.now().trusted);
  EXPECT_EQ(clock.trust(), Trust::kConfirmed);
  for (int i = 0; i < 100; ++i) {  // Slewed by 20 s in all.
    pass(kMinute);
    utc_now += 200;
    EXPECT_TRUE(clock.now().trusted);
  }
  EXPECT_EQ(clock.steps(), 0U);
  utc_now -= 1500;
  EXPECT_FALSE(clock.now().trusted);
  EXPECT_EQ(clock.steps(), 1U);
}

TEST_F(ClockTest, NeedsACloseConfirmation) {
  SystemClock clock = open();
  clock.confirm(utc_now - 2100);
  EXPECT_FALSE(clock.now().trusted);
  EXPECT_EQ(clock.now().elsewhere_utc, utc_now - 2100);
  EXPECT_EQ(clock.skew(), std::nullopt);
}

TEST_F(ClockTest, ReportsSkew) {
  SystemClock clock = open();
  clock.now();
  clock.confirm(utc_now);
  clock.confirm(utc_now - 11 * kMinute);
  EXPECT_EQ(clock.skew(), 11 * kMinute);
  EXPECT_TRUE(clock.now().trusted);  // One vendor that is wrong takes nothing back.
  EXPECT_EQ(clock.now().elsewhere_utc, 0);
  clock.confirm(utc_now + kHour);
  EXPECT_EQ(clock.skew(), -kHour);
  utc_now += kHour;  // Somebody sets it right.
  clock.now();
  EXPECT_EQ(clock.skew(), std::nullopt);
}

TEST_F(ClockTest, TellsAnUntrustedClockWhatAVendorSays) {
  SystemClock clock = open();
  EXPECT_EQ(clock.now().elsewhere_utc, 0);
  clock.confirm(utc_now + kDay);
  EXPECT_FALSE(clock.now().trusted);
  EXPECT_EQ(clock.now().elsewhere_utc, utc_now + kDay);
}

// Whole seconds that took their way tremble, and two vendors may differ: what is counted by does neither.
TEST_F(ClockTest, GoesOnFromOneVendorsTime) {
  SystemClock clock = open();
  const Milliseconds ahead = 3 * kHour;
  clock.confirm(utc_now + ahead);
  for (int i = 0; i < 100; ++i) {
    pass(3 * kSecond);
    clock.confirm(utc_now + ahead + (i % 3 - 1) * 900);
    EXPECT_EQ(clock.now().elsewhere_utc, utc_now + ahead);
    clock.confirm(utc_now + kMinute);  // Another's.
    EXPECT_EQ(clock.now().elsewhere_utc, utc_now + ahead);
  }
  for (Milliseconds t = 0; t <= 5 * kMinute + kSecond; t += kSecond) {
    pass(kSecond);
    clock.confirm(utc_now + kMinute);
  }
  EXPECT_EQ(clock.now().elsewhere_utc, utc_now + kMinute);
}

TEST(RealClock, WorksOnThisMachine) {
  auto clock = SystemClock::open(0);
  ASSERT_TRUE(clock) << clock.error().detail;
  const Now now = clock->now();
  EXPECT_GT(now.utc, build_utc());
  EXPECT_GT(now.mono, 0);
  EXPECT_NE(clock->trust(), Trust::kBelowFloor);
  pollfd ready{clock->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&ready, 1, 0), 0);
}

}  // namespace
}  // namespace classbell::platform
