// Goal: a refusal that this machine's clock explains is the clock's, and no other is.
#include "board/once.h"

#include <gtest/gtest.h>

#include "vendors/vendor.h"

namespace classbell::board {
namespace {

constexpr Milliseconds kNow = 1790000000 * kSecond;

vendors::Finished refusal(FaultCode code, int vendor_code, Verdict verdict = Verdict::kRefused) {
  vendors::Finished finished;
  finished.outcome.verdict = verdict;
  finished.outcome.fault = {code, vendor_code};
  finished.detail = "code: words";
  return finished;
}

// The exit code of `finished` at `vendor`, whose Date header was `date_utc`.
ExitCode judged(const char* vendor, std::optional<Milliseconds> date_utc, vendors::Finished& finished) {
  blame_clock(*vendors::find_vendor(vendor), date_utc, kNow, finished);
  return exit_code(finished.outcome);
}
ExitCode judged(const char* vendor, std::optional<Milliseconds> date_utc, FaultCode code, int vendor_code) {
  vendors::Finished finished = refusal(code, vendor_code);
  return judged(vendor, date_utc, finished);
}

TEST(BlameClock, SaysByHowMuchAndWhatToDo) {
  for (const auto& [date_utc, words] : {std::pair(kNow - 27 * kMinute, "27 min ahead of the vendor's"),
                                        std::pair(kNow + 3 * kHour, "180 min behind the vendor's")}) {
    vendors::Finished finished = refusal(FaultCode::kAuth, 4109);
    EXPECT_EQ(judged("cvclass", date_utc, finished), kExitClock);
    EXPECT_NE(finished.detail.find(words), std::string::npos) << finished.detail;
    EXPECT_NE(finished.detail.find("set it"), std::string::npos);
    EXPECT_NE(finished.detail.find("code: words"), std::string::npos);
  }
}

TEST(BlameClock, FromTheSignatureWindowOn) {
  EXPECT_EQ(judged("cvclass", kNow - 10 * kMinute, FaultCode::kAuth, 4109), kExitClock);
  EXPECT_EQ(judged("cvclass", kNow + 10 * kMinute, FaultCode::kAuth, 4109), kExitClock);
  EXPECT_EQ(judged("cvclass", kNow - 10 * kMinute + 1, FaultCode::kAuth, 4109), kExitRefused);
  EXPECT_EQ(judged("cvclass", std::nullopt, FaultCode::kAuth, 4109), kExitRefused);
}

TEST(BlameClock, OnlyForWhatASignatureMayExplain) {
  const Milliseconds off = kNow - kHour;
  EXPECT_EQ(judged("cvclass", off, FaultCode::kVendor, 4007), kExitRefused);  // The room does not exist.
  EXPECT_EQ(judged("iclass", off, FaultCode::kVendor, 10002), kExitClock);    // Its document explains no code.
  EXPECT_EQ(judged("iclass", off, FaultCode::kVendor, 404), kExitRefused);    // An HTTP status.
  EXPECT_EQ(judged("iclass", off, FaultCode::kAuth, 403), kExitClock);
  EXPECT_EQ(judged("cvclass", off, FaultCode::kNet, 0), kExitNetwork);
  vendors::Finished done = refusal(FaultCode::kNone, 0, Verdict::kDone);
  EXPECT_EQ(judged("cvclass", off, done), kExitOk);
  EXPECT_EQ(done.detail, "code: words");
}

}  // namespace
}  // namespace classbell::board
