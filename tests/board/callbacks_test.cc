// Goal: only what a vendor has signed and what is of today reaches the core, and once; whatever comes is answered.
// Method: the listener is a fake that holds posts and keeps answers; the sessions are the vendors' own.
#include "board/callbacks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <memory>

#include "vendors/crypto.h"
#include "vendors/json.h"
#include "vendors/vendor.h"

namespace classbell::board {
namespace {

using platform::Posted;
using vendors::md5_hex;

constexpr std::int64_t kToday_s = 1558350990;
constexpr Now kNow{1000000, kToday_s* kSecond, true};
const std::string kKey = "DzXpbluRsmo1JkoFxzKMNg5ifrA4GRlU";
constexpr const char* kOk = R"({"error_code":0})";

class FakeListener final : public platform::HttpListener {
 public:
  void step(Milliseconds, std::vector<Posted>& posted) override {
    for (Posted& one : waiting) posted.push_back(std::move(one));
    waiting.clear();
  }
  void answer(std::uint64_t id, int status, std::string_view json, Milliseconds) override {
    EXPECT_TRUE(answers.emplace(id, std::pair(status, std::string(json))).second) << "answered twice";
  }
  int descriptor() const override { return -1; }
  Milliseconds deadline() const override { return kNever; }

  std::vector<Posted> waiting;
  std::map<std::uint64_t, std::pair<int, std::string>> answers;
};

std::unique_ptr<vendors::Session> open(const char* vendor) {
  vendors::Account account;
  account.name = vendor;
  account.values = {{"sdkappid", "1400127140"}, {"user_id", ""}, {"entry_base", ""}, {"appid", "1"}, {"id", "t"}};
  account.secrets = {{"tic_key", Secret(kKey)},
                     {"user_token", Secret("")},
                     {"pwd", Secret("p")},
                     {"app_id", Secret("a")},
                     {"secret_key", Secret("s")}};
  return vendors::find_vendor(vendor)->open(account);
}

std::string event(const std::string& name, const std::string& data, std::int64_t expires = kToday_s + 120) {
  return R"({"expire_time":)" + std::to_string(expires) + R"(,"event":")" + name + R"(","data":)" + data + "}";
}
std::string begin(int room = 100012345, std::int64_t at = 1558350988) {
  return event("class_begin",
               R"({"class_id":)" + std::to_string(room) + R"(,"real_start_time":)" + std::to_string(at) + "}");
}

class CallbacksTest : public ::testing::Test {
 protected:
  CallbacksTest() {
    EXPECT_TRUE(vendors::crypto_init());
    for (const char* vendor : {"iclass", "sxb", "cvclass"}) {
      sessions_.push_back(open(vendor));
      callbacks_.add(vendor, *sessions_.back());
    }
  }

  // The status; `told_` and `text_` hold the rest.
  int post(std::string path, std::vector<std::pair<std::string, std::string>> query, std::string body,
           const Now& now = kNow) {
    const std::uint64_t id = ++last_;
    listener_.waiting.push_back({id, std::move(path), std::move(query), std::move(body)});
    testing::internal::CaptureStderr();
    told_ = callbacks_.serve(listener_, now);
    log_ = testing::internal::GetCapturedStderr();
    EXPECT_EQ(log_.find(kKey), std::string::npos);
    text_ = listener_.answers[id].second;
    EXPECT_TRUE(vendors::parse_json(text_)) << text_;
    return listener_.answers[id].first;
  }
  // An event of iclass, signed for the expire_time it holds.
  int send(const std::string& body, std::int64_t expires = kToday_s + 120, const Now& now = kNow) {
    return post("/callback/iclass",
                {{"sdkappid", "1400127140"}, {"random", "37926"}, {"sign", md5_hex(kKey + std::to_string(expires))}},
                body, now);
  }

  FakeListener listener_;
  std::vector<std::unique_ptr<vendors::Session>> sessions_;
  Callbacks callbacks_;
  std::uint64_t last_ = 0;
  std::vector<Callbacks::Told> told_;
  std::string text_;
  std::string log_;
};

TEST_F(CallbacksTest, BeginAndOverReachTheCore) {
  EXPECT_EQ(send(begin()), 200);
  EXPECT_EQ(text_, kOk);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].source, "iclass");
  EXPECT_EQ(told_[0].room, "100012345");
  EXPECT_EQ(told_[0].state, RoomState::kLive);
  const Event event_of = told_[0].event();
  EXPECT_EQ(std::get<RoomReport>(event_of).room, "100012345");
  EXPECT_EQ(send(event("class_over", R"({"class_id":"100012345","real_stop_time":"1558350999"})")), 200);
  ASSERT_EQ(told_.size(), 1U);
  EXPECT_EQ(told_[0].state, RoomState::kOver);
  EXPECT_EQ(told_[0].room, "100012345");
}

TEST_F(CallbacksTest, TheDocumentsOwnSignature) {
  const std::int64_t expires = 1548247837;  // Appendix 2.
  const Now then{1000, (expires - 120) * kSecond, true};
  const std::string body = event("class_begin", R"({"class_id":1,"real_start_time":1548247717})", expires);
  for (const char* sign : {"28374bd8cff400ac4906414780fbe387", "28374BD8CFF400AC4906414780FBE387"}) {
    EXPECT_EQ(post("/callback/iclass/", {{"sdkappid", "1400127140"}, {"sign", sign}}, body, then), 200) << sign;
  }
}

TEST_F(CallbacksTest, AWrongSignatureIsRefused) {
  const std::string right = md5_hex(kKey + std::to_string(kToday_s + 120));
  std::vector<std::string> wrong = {"",
                                    "0",
                                    right.substr(1),
                                    right + "0",
                                    std::string(32, '0'),
                                    md5_hex(kKey),
                                    md5_hex(std::to_string(kToday_s + 120)),
                                    md5_hex(kKey + std::to_string(kToday_s + 121)),
                                    right.substr(0, 31) + std::string(1, '\0')};
  for (std::size_t i = 0; i < right.size(); ++i) {
    wrong.push_back(right);
    wrong.back()[i] = right[i] == '0' ? '1' : '0';
  }
  for (const std::string& sign : wrong) {
    EXPECT_EQ(post("/callback/iclass", {{"sdkappid", "1400127140"}, {"sign", sign}}, begin()), 403) << sign;
    EXPECT_NE(text_.find(R"("error_code":1)"), std::string::npos);
    EXPECT_EQ(text_.find(right), std::string::npos);
    EXPECT_EQ(log_.find(right), std::string::npos);
    EXPECT_TRUE(told_.empty());
  }
  EXPECT_EQ(post("/callback/iclass", {{"sign", right}}, begin()), 403);  // No sdkappid.
  EXPECT_EQ(post("/callback/iclass", {{"sdkappid", "1400127141"}, {"sign", right}}, begin()), 403);
  EXPECT_EQ(post("/callback/iclass", {{"sdkappid", "1400127140"}, {"sign", "0"}, {"sign", right}}, begin()),
            403);                 // The first counts.
  EXPECT_EQ(send(begin()), 200);  // None of them was remembered.
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(CallbacksTest, OldAndFarSignaturesAreRefused) {
  const std::string data = R"({"class_id":7,"real_start_time":1558350988})";
  for (const std::int64_t off_s :
       {std::int64_t{-61}, std::int64_t{-86400}, std::int64_t{86401}, std::int64_t{200000000000}}) {
    EXPECT_EQ(send(event("class_begin", data, kToday_s + off_s), kToday_s + off_s), 403) << off_s;
    EXPECT_TRUE(told_.empty());
  }
  EXPECT_EQ(send(event("class_begin", data, kToday_s - 60), kToday_s - 60), 200);
  EXPECT_EQ(told_.size(), 1U);
  EXPECT_EQ(send(event("class_over", R"({"class_id":7,"real_stop_time":1})", kToday_s + 86400), kToday_s + 86400), 200);
  Now untrusted = kNow;
  untrusted.trusted = false;
  EXPECT_EQ(send(begin(8), kToday_s + 120, untrusted), 403);
}

TEST_F(CallbacksTest, RepeatsAreAnsweredAndDropped) {
  EXPECT_EQ(send(begin()), 200);
  EXPECT_EQ(told_.size(), 1U);
  for (int i = 1; i <= 10; ++i) {  // Signed anew each time.
    const std::int64_t expires = kToday_s + 120 + 60 * i;
    EXPECT_EQ(send(event("class_begin", R"({"real_start_time":1558350988,"class_id":"100012345"})", expires), expires),
              200);
    EXPECT_EQ(text_, kOk);
    EXPECT_TRUE(told_.empty());
  }
  EXPECT_EQ(send(begin(100012345, 1558350989)), 200);  // Begun again.
  EXPECT_EQ(told_.size(), 1U);
  EXPECT_EQ(send(begin(100012346)), 200);
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(CallbacksTest, TheMemoryHoldsTheLast256) {
  EXPECT_EQ(send(begin(1)), 200);
  for (int room = 2; room <= 256; ++room) send(begin(room));
  send(begin(1));
  EXPECT_TRUE(told_.empty());
  send(begin(257));
  EXPECT_EQ(told_.size(), 1U);
  send(begin(2));
  EXPECT_TRUE(told_.empty());
  send(begin(1));  // The oldest was forgotten.
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(CallbacksTest, RecordsAndConversionsAreLoggedOnly) {
  const std::pair<const char*, const char*> events[] = {
      {"online_record_start", R"({"error_code":0,"error_msg":"","class_id":100012345,"timestamp":1558350988})"},
      {"online_record_stop",
       R"({"error_code":7,"error_msg":"no\nspace","timestamp":1529908745,"start_time":1,"stop_time":2,"class_id":5,)"
       R"("video_info":[{"video_url":"http://v.example/a.mp4"}]})"},
      {"transport_progress",
       R"({"error_code":0,"error_msg":"","timestamp":100001234,"status":"finished","progress":50,)"
       R"("resolution":"1024x768","pages":20,"title":"PPT名字"})"}};
  for (const auto& [name, data] : events) {
    EXPECT_EQ(send(event(name, data)), 200) << name;
    EXPECT_EQ(text_, kOk);
    EXPECT_TRUE(told_.empty());
    EXPECT_NE(log_.find(name), std::string::npos) << log_;
    EXPECT_EQ(std::count(log_.begin(), log_.end(), '\n'), 1);
    EXPECT_EQ(send(event(name, data)), 200);
    EXPECT_EQ(log_, "");  // A repeat.
  }
}

TEST_F(CallbacksTest, WhatTheDocumentDoesNotHaveIsNotUnderstood) {
  const std::string ok_data = R"({"class_id":7,"real_start_time":1558350988})";
  for (const std::string& body :
       {event("class_paused", ok_data), event("", ok_data), event("CLASS_BEGIN", ok_data), event("class_begin", "{}"),
        event("class_begin", "null"), event("class_begin", "7"), event("class_begin", "[]"),
        event("class_begin", R"({"class_id":7})"), event("class_begin", R"({"real_start_time":7})"),
        event("class_begin", R"({"class_id":{},"real_start_time":7})"),
        event("class_begin", R"({"class_id":7,"real_start_time":-1})"), event("class_over", ok_data),
        event("class_begin", R"({"class_id":7,"real_start_time":9223372036854775807})")}) {
    EXPECT_EQ(send(body), 400) << body;
    EXPECT_NE(text_.find(R"("error_code":1)"), std::string::npos);
    EXPECT_TRUE(told_.empty());
  }
}

TEST_F(CallbacksTest, GarbageIsAnswered) {
  std::string deep = begin();
  deep.replace(deep.find("100012345"), 9, std::string(5000, '[') + std::string(5000, ']'));
  const std::string nested = event("class_begin", R"({"class_id":7,"real_start_time":1558350988,"more":)" +
                                                      std::string(40, '[') + std::string(40, ']') + "}");
  for (const std::string& body :
       {std::string(), std::string("{"), std::string("null"), std::string("[]"), std::string("\"x\""),
        std::string("{}"), std::string(1000, '\0'), std::string("\xFF\xFE"), std::string(65536, '['), deep,
        std::string("<html>"), std::string("expire_time=1558351110&event=class_begin"),
        std::string(R"({"expire_time":1e400})"), std::string(R"({"expire_time":[1558351110]})"),
        std::string(R"({"expire_time":-5})"), std::string(R"({"expire_time":true})")}) {
    EXPECT_EQ(send(body), 400) << body.substr(0, 60);
    EXPECT_TRUE(told_.empty());
  }
  EXPECT_EQ(send(nested), 200);
  EXPECT_EQ(told_.size(), 1U);
}

TEST_F(CallbacksTest, UnknownSourcesAndPathsAre404) {
  for (const char* path : {"/", "/callback", "/callback/", "/callback//", "/callback/other", "/callback/iclas",
                           "/callback/iclassx", "/Callback/iclass", "/x/callback/iclass", "//callback/iclass",
                           "/callback/../iclass", "/callback/cvclass", ""}) {
    EXPECT_EQ(
        post(path, {{"sdkappid", "1400127140"}, {"sign", md5_hex(kKey + std::to_string(kToday_s + 120))}}, begin()),
        404)
        << path;
    EXPECT_NE(text_.find(R"("error_code":1)"), std::string::npos);
    EXPECT_TRUE(told_.empty());
  }
}

TEST_F(CallbacksTest, SxbIsLoggedByNameOnly) {
  for (const char* path : {"/callback/sxb/index.php", "/callback/sxb", "/callback/sxb/"}) {
    for (const char* command : {"recendcall", "idxfileendcall"}) {
      EXPECT_EQ(post(path, {{"svc", "live"}, {"cmd", command}}, "{\"pwd\":\"words of others\"}"), 200);
      EXPECT_EQ(text_, kOk);
      EXPECT_TRUE(told_.empty());
      EXPECT_NE(log_.find(command), std::string::npos) << log_;
      EXPECT_EQ(log_.find("words of others"), std::string::npos);
    }
  }
  EXPECT_EQ(post("/callback/sxb/index.php", {{"svc", "live"}, {"cmd", "startcourse"}}, ""), 400);
  EXPECT_EQ(post("/callback/sxb/index.php", {{"cmd", "recendcall"}}, ""), 400);
  EXPECT_EQ(post("/callback/sxb/x.php", {{"svc", "live"}, {"cmd", "recendcall"}}, ""), 400);
  EXPECT_EQ(post("/callback/sxb", {}, ""), 400);
}

TEST_F(CallbacksTest, AFloodDoesNotFillTheLog) {
  std::string all;
  for (int i = 0; i < 500; ++i) {
    post("/callback/none", {}, "");
    all += log_;
  }
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), kEventLinesPerMinute);
  Now later = kNow;
  later.mono += kMinute;
  post("/callback/none", {}, "", later);
  EXPECT_NE(log_.find("440 more lines were left out"), std::string::npos) << log_;
}

}  // namespace
}  // namespace classbell::board
