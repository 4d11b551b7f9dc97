// Goal: the room's shell carries out at once what the core asks, says each fault once, and no secret at all.
// Method: a real loop and session against a vendor of canned replies; the clock is the test's, browser and disk are
// fakes. A descriptor that is always readable keeps the loop from waiting.
#include "board/room.h"
#include "platform/linux/loop.h"
#include "platform/linux/clock.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <csignal>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

#include "platform/linux/descriptor.h"
#include "vendors/crypto.h"

namespace classbell::board {
namespace {

Milliseconds utc_now = 0;
Milliseconds mono_now = 0;

constexpr const char* kBusy = "busy";  // Answered as 429, which wants 20 s of patience.

// Answers each request by its 'cmd', or by the end of its path, one connection after the other.
class CannedVendor {
 public:
  CannedVendor() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&at), size), 0);
    EXPECT_EQ(::listen(socket_.get(), 16), 0);
    ::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&at), &size);
    url_ = "http://127.0.0.1:" + std::to_string(ntohs(at.sin_port));
    thread_ = std::thread([this] { serve(); });
  }
  ~CannedVendor() {
    ends_ = true;
    ::shutdown(socket_.get(), SHUT_RDWR);
    thread_.join();
  }

  const std::string& url() const { return url_; }
  void answer(const std::string& command, const std::string& json) {
    const std::lock_guard<std::mutex> lock(mutex_);
    replies_[command] = json;
  }
  int count(const std::string& command) {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counts_[command];
  }

 private:
  void serve() {
    while (!ends_) {
      const platform::Descriptor client(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client) serve(client.get());
    }
  }
  void serve(int client) {
    std::string request;
    std::size_t wanted = std::string::npos;
    while (request.size() < wanted) {
      char block[4096];
      const ssize_t got = ::recv(client, block, sizeof block, 0);
      if (got <= 0) return;
      request.append(block, static_cast<std::size_t>(got));
      const std::size_t end = request.find("\r\n\r\n");
      if (end == std::string::npos) continue;
      const std::size_t length = request.find("Content-Length: ");
      wanted = end + 4 + (length < end ? std::stoul(request.substr(length + 16)) : 0);
    }
    const std::string target = request.substr(0, request.find(" HTTP/"));
    const std::size_t named = target.find("cmd=");
    const std::size_t command = named != std::string::npos ? named + 4 : target.rfind('/') + 1;
    const std::string json = take(target.substr(command, target.find('&', command) - command));
    const std::string reply =
        (json == kBusy ? "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 20\r\n" : "HTTP/1.1 200 OK\r\n") +
        ("Connection: close\r\nContent-Length: " + std::to_string(json.size())) + "\r\n\r\n" + json;
    ::send(client, reply.data(), reply.size(), MSG_NOSIGNAL);
  }
  std::string take(const std::string& command) {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++counts_[command];
    return replies_[command];
  }

  platform::Descriptor socket_;
  std::string url_;
  std::mutex mutex_;
  std::map<std::string, std::string> replies_;
  std::map<std::string, int> counts_;
  std::atomic<bool> ends_{false};
  std::thread thread_;
};

class FakeBrowser final : public platform::Launcher {
 public:
  tl::expected<void, platform::Error> open(std::string_view url, Milliseconds) override {
    if (refuses) return tl::make_unexpected(platform::Error{EINVAL, "no page"});
    opened.emplace_back(url);
    return {};
  }
  void close(Milliseconds) override {}
  platform::LaunchState state() const override { return {}; }
  std::optional<platform::Error> fault() const override { return std::nullopt; }
  int descriptor() const override { return -1; }
  Milliseconds deadline() const override { return kNever; }
  void step(Milliseconds) override {}

  bool refuses = false;
  std::vector<std::string> opened;
};

class FakeStore final : public platform::Store {
 public:
  std::uint64_t append(std::string_view bytes, platform::Sync) override {
    journal += bytes;
    if (on_append) on_append();
    return ++last_;
  }
  std::uint64_t replace(std::string_view bytes) override {
    journal = bytes;
    return ++last_;
  }
  std::size_t size() const override { return journal.size(); }
  std::size_t size_max() const override { return most; }
  std::uint64_t synced() const override { return last_; }
  void save(const std::string&, std::string_view bytes) override { saved = bytes; }
  std::optional<platform::Error> fault() const override { return std::nullopt; }
  std::uint64_t failures() const override { return 0; }
  int descriptor() const override { return -1; }
  void settle() override {}
  Milliseconds busy_since() const override { return busy; }

  Milliseconds busy = 0;
  std::size_t most = SIZE_MAX;
  std::string journal;
  std::string saved;
  std::function<void()> on_append;

 private:
  std::uint64_t last_ = 0;
};

class FakeLink final : public platform::Link {
 public:
  bool take_up() override {
    eventfd_t count = 0;
    return ::eventfd_read(stirs_.get(), &count) == 0;
  }
  int descriptor() const override { return stirs_.get(); }
  void come_up() { ::eventfd_write(stirs_.get(), 1); }

 private:
  platform::Descriptor stirs_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
};

// The loop, and what was sent by it.
class SpyLoop final : public platform::Loop {
 public:
  explicit SpyLoop(platform::Loop& loop) : loop_(loop) {}
  void watch(int fd, short events) override { loop_.watch(fd, events); }
  void unwatch(int fd) override { loop_.unwatch(fd); }
  std::uint64_t send(http::Request request, const std::string& ca_file) override {
    urls_.push_back(request.url);
    return loop_.send(std::move(request), ca_file);
  }
  void wait(Milliseconds until, std::vector<platform::HttpDone>& done, std::vector<platform::FdReady>& ready) override {
    loop_.wait(until, done, ready);
  }

  int sent(const std::string& command) const {
    return static_cast<int>(std::count_if(
        urls_.begin(), urls_.end(), [&](const std::string& url) { return url.find(command) != std::string::npos; }));
  }

 private:
  platform::Loop& loop_;
  std::vector<std::string> urls_;
};

class RoomTest : public ::testing::Test {
 protected:
  RoomTest() {
    std::signal(SIGPIPE, SIG_IGN);
    EXPECT_TRUE(vendors::crypto_init());
    utc_now = platform::build_utc() + 100 * kDay;
    mono_now = 1000 * kSecond;
    parts_.realtime_ms = [] { return utc_now; };
    parts_.monotonic_ms = [] { return mono_now; };
    parts_.adjust = [](timex* state) {
      state->status = 0;
      return TIME_OK;
    };
    SourceConfig source;
    source.vendor = vendors::find_vendor("sxb");
    source.account.name = "sx";
    source.account.base_url = vendor_.url();
    source.account.entry_template = "https://page.example/%r";
    source.account.values = {{"appid", "1"}, {"id", "teacher"}};
    source.account.secrets = {{"pwd", Secret("abc123")}};
    config_.room = "7b";
    config_.sources.push_back(std::move(source));
    vendor_.answer("login", R"({"errorCode":0,"data":{"userSig":"u","token":"a-token-of-many-bytes","role":1}})");
    vendor_.answer("roomlist", rooms(0));
    for (const char* command : {"startcourse", "heartbeat", "reportmemid", "exitroom"})
      vendor_.answer(command, R"({"errorCode":0,"errorInfo":""})");
  }

  static std::string rooms(int state) {
    return R"({"errorCode":0,"data":{"total":1,"rooms":[{"host_uid":"teacher","title":"T","state":)" +
           std::to_string(state) + R"(,"roomnum":18,"groupid":"18","begin_time":145668974,"end_time":145670000}]}})";
  }
  // Whose URLs are answers.
  void use_gensee() {
    SourceConfig& source = config_.sources[0];
    source.vendor = vendors::find_vendor("gensee");
    source.account.entry_template.clear();
    source.account.values = {
        {"login_name", "a"}, {"password", "abcdefgh"}, {"password_hash", "plain"}, {"nickname", "n"}};
    vendor_.answer("status", R"({"code":0,"status":0})");
    vendor_.answer("sync", R"({"code":0,"list":[]})");
  }
  // A room that has this lesson from the disk.
  void open(Milliseconds start_utc, std::uint64_t seed = 1, bool is_readable = true) {
    loop_ = std::move(*platform::HttpLoop::open(platform::HttpOptions()));
    spy_ = std::make_unique<SpyLoop>(*loop_);
    clock_.emplace(std::move(*platform::SystemClock::open(0, platform::build_utc(), parts_)));
    room_ = std::make_unique<Room>(config_,
                                   Machine{*spy_, *clock_, store_, &browser_, nullptr, nullptr, nullptr, &link_}, seed);
    loop_->watch(link_.descriptor(), POLLIN);
    room_->restore(is_readable ? std::optional<std::string_view>(store_.journal) : std::nullopt);
    const std::vector<Lesson> known = lessons(start_utc);
    room_->restore_schedule("sx", encode_schedule(Span<const Lesson>(known), utc_now));
  }
  static std::vector<Lesson> lessons(Milliseconds start_utc) {
    Lesson lesson;
    lesson.key = {"sx", "18", start_utc};
    lesson.end_utc = start_utc + kHour;
    lesson.room = "18";
    lesson.group = "18";
    lesson.title = "T";
    return {lesson};
  }
  static void pass(Milliseconds span) {
    utc_now += span;
    mono_now += span;
  }
  // Rounds without waiting, in which `span` of the room's time passes; what was logged meanwhile.
  std::string rounds(Milliseconds span) {
    constexpr Milliseconds kStep = 50;
    const platform::Descriptor awake(::eventfd(1, EFD_CLOEXEC));
    loop_->watch(awake.get(), POLLIN);
    testing::internal::CaptureStderr();
    for (Milliseconds at = 0; at < span; at += kStep) {
      pass(kStep);
      room_->round();
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
    loop_->unwatch(awake.get());
    return testing::internal::GetCapturedStderr();
  }
  static int count(const std::string& text, const std::string& word) {
    int count = 0;
    for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
    return count;
  }

  CannedVendor vendor_;
  platform::ClockParts parts_;
  Config config_;
  FakeBrowser browser_;
  FakeStore store_;
  FakeLink link_;
  std::unique_ptr<platform::HttpLoop> loop_;
  std::unique_ptr<SpyLoop> spy_;
  std::optional<platform::SystemClock> clock_;
  std::unique_ptr<Room> room_;
};

TEST_F(RoomTest, APressOpensTheBrowserBeforeTheNextWake) {
  open(utc_now + 10 * kMinute);
  room_->button(true);
  pass(100);
  room_->button(false);
  EXPECT_EQ(browser_.opened, std::vector<std::string>{"https://page.example/18"});
}

// The entry URL needs no exchange, so nothing wakes the loop for it but the room's own deadline.
TEST_F(RoomTest, WhatIsOverAtOnceIsNotWaitedFor) {
  parts_.monotonic_ms = nullptr;  // The loop waits in earnest.
  const Now now = platform::SystemClock::open(0, platform::build_utc(), parts_)->now();
  const Milliseconds start_utc = utc_now + 3 * kMinute;
  std::uint64_t seed = 0;
  for (;; ++seed) {  // One with which the first poll is not due before 5 s.
    Feed feed("sx", {}, Zone(), seed + 1);
    feed.restore(lessons(start_utc), now);
    if (feed.deadline() > now.mono + 5 * kSecond) break;
  }
  open(start_utc, seed);
  const auto began = std::chrono::steady_clock::now();
  room_->round();
  EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(3));
  EXPECT_EQ(browser_.opened.size(), 1U);
}

TEST_F(RoomTest, AFaultOfOneOperationIsSaidOnceBesideOthersThatWork) {
  vendor_.answer("reportmemid", R"({"errorCode":10013,"errorInfo":"no such member"})");
  open(utc_now - kMinute);
  const std::string log = rounds(30 * kSecond);
  EXPECT_NE(log.find(" sx 18 starting -> live, "), std::string::npos) << log;
  EXPECT_GE(vendor_.count("reportmemid"), 2) << log;
  EXPECT_GE(vendor_.count("heartbeat"), 2) << log;
  EXPECT_EQ(count(log, "sx: E-VENDOR 10013, "), 1) << log;
}

TEST_F(RoomTest, TransitionsAreLoggedAsTheContractHasThem) {
  open(utc_now - kMinute);
  const std::string log = rounds(5 * kSecond);
  EXPECT_NE(log.find("Z sx 18 starting -> live, the vendor confirmed\n"), std::string::npos) << log;
}

// At T the request is on its way before the disk is given what it notes.
TEST_F(RoomTest, AStartThatIsDueWaitsForNoDisk) {
  open(utc_now + 4 * kSecond);
  int starts = -1;
  store_.on_append = [&] {
    if (starts < 0 && store_.journal.find("starting") != std::string::npos) starts = spy_->sent("startcourse");
  };
  const std::string log = rounds(8 * kSecond);
  EXPECT_EQ(starts, 1) << log;
}

// A press was announced by nothing: it is given to the disk first.
TEST_F(RoomTest, AStartByHandIsWrittenFirst) {
  open(utc_now + 10 * kMinute);
  int starts = -1;
  store_.on_append = [&] {
    if (starts < 0 && store_.journal.find("starting") != std::string::npos) starts = spy_->sent("startcourse");
  };
  room_->button(true);
  pass(100);
  room_->button(false);
  const std::string log = rounds(4 * kSecond);
  EXPECT_EQ(starts, 0) << log;
  EXPECT_EQ(spy_->sent("startcourse"), 1) << log;
}

// What is written behind a compaction is read again, all of it.
TEST_F(RoomTest, AFullJournalIsReadToItsEnd) {
  open(utc_now - kMinute);
  rounds(5 * kSecond);
  store_.most = store_.journal.size() + 1;
  room_->button(true);
  const std::string log = rounds(3 * kSecond);
  const Recovered recovered = recover(store_.journal);
  EXPECT_TRUE(recovered.whole) << store_.journal;
  ASSERT_FALSE(recovered.records.empty());
  EXPECT_EQ(recovered.records.back().state, LessonState::kStopping) << log << store_.journal;
}

// What is long over must not come back with each boot.
TEST_F(RoomTest, WhatIsForgottenGoesFromTheDisk) {
  Record record;
  record.key = {"sx", "17", utc_now - 3 * kDay};
  record.state = LessonState::kEnded;
  record.end_utc = record.planned_end_utc = utc_now - 3 * kDay + kHour;
  store_.journal = encode(record, 1);
  open(utc_now + 10 * kHour);
  rounds(kSecond);
  EXPECT_NE(store_.journal.find("\tsx\t17\t"), std::string::npos) << store_.journal;
  pass(61 * kMinute);
  rounds(kSecond);
  EXPECT_EQ(store_.journal.find("\tsx\t17\t"), std::string::npos) << store_.journal;
}

// One that the disk does not give back may have told of a start: nothing is begun unseen behind the bell.
TEST_F(RoomTest, AJournalThatCannotBeReadIsNoEmptyOne) {
  for (const bool is_there : {true, false}) {
    vendor_.answer("roomlist", "busy");
    open(utc_now - kMinute, 1, is_there);
    const std::string log = rounds(20 * kSecond);
    EXPECT_EQ(spy_->sent("startcourse"), is_there ? 1 : 0) << log;
  }
}

// Of a journal that rotted away nothing is left but its numbers: should the disk give old lines back behind the next
// boot, they are no records.
TEST_F(RoomTest, AnEmptyJournalKeepsItsNumber) {
  Record record;
  record.key = {"sx", "17", utc_now};
  record.state = LessonState::kLive;
  record.end_utc = record.planned_end_utc = utc_now + kHour;
  const std::string line = encode(record, 41);
  store_.journal = encode(record, 40) + line;
  store_.journal[0] ^= 1;
  open(utc_now);
  EXPECT_TRUE(recover(store_.journal).whole) << store_.journal;
  EXPECT_TRUE(recover(line).whole);
  EXPECT_FALSE(recover(store_.journal + line).whole) << store_.journal;
}

// An account of a whole school lists more than a feed holds: what is others' is left out first.
TEST_F(RoomTest, OthersLessonsTakeNoPlace) {
  config_.sources[0].account.rooms = {"18"};
  const auto listed = [](std::size_t number) {
    return R"({"host_uid":"t","title":"T","state":0,"roomnum":)" + std::to_string(number) +
           R"(,"groupid":"1","begin_time":)" + std::to_string((utc_now + kHour) / kSecond) + R"(,"end_time":)" +
           std::to_string((utc_now + 2 * kHour) / kSecond) + "}";
  };
  std::string all;
  for (std::size_t other = 0; other < kFeedLessonsMax + 10; ++other) all += listed(100 + other) + ",";
  vendor_.answer("roomlist", R"({"errorCode":0,"data":{"total":)" + std::to_string(kFeedLessonsMax + 11) +
                                 R"(,"rooms":[)" + all + listed(18) + "]}}");
  open(utc_now + 10 * kHour);
  rounds(20 * kSecond);
  const auto read = decode_schedule(store_.saved);
  ASSERT_TRUE(read);
  ASSERT_EQ(read->lessons.size(), 1U);
  EXPECT_EQ(read->lessons[0].room.view(), "18");
}

TEST_F(RoomTest, AVendorThatRepeatsAShortSecretIsNotQuoted) {
  for (const std::string pwd : {"abc123", "xyz"}) {
    config_.sources[0].account.secrets[0].second = Secret(pwd);
    vendor_.answer("login", R"({"errorCode":10006,"errorInfo":"user teacher, pwd )" + pwd + R"( is wrong"})");
    open(utc_now - kMinute);
    const std::string log = rounds(15 * kSecond);
    EXPECT_GE(count(log, "10006"), 1) << log;
    EXPECT_EQ(log.find(pwd), std::string::npos) << log;
  }
}

// gensee's URL is an answer: one that fails is not the end of the lesson's page.
TEST_F(RoomTest, AnEntryThatFailsIsAskedForAgain) {
  use_gensee();
  open(utc_now + 3 * kMinute);
  const std::string log = rounds(20 * kSecond);
  EXPECT_EQ(count(log, "no entry URL"), 1) << log;
  EXPECT_GE(vendor_.count("info"), 4) << log;
  EXPECT_TRUE(browser_.opened.empty());
  vendor_.answer("info",
                 R"({"code":0,"teacherJoinUrl":"https://page.example/18","studentJoinUrl":"https://s.example"})");
  rounds(35 * kSecond);
  EXPECT_EQ(browser_.opened, std::vector<std::string>{"https://page.example/18?nickname=n"});
  const int asked = vendor_.count("info");
  rounds(5 * kSecond);
  EXPECT_LE(vendor_.count("info"), asked + 1);  // The schedule's own.
}

// A link that comes back ends no patience that the vendor asked for.
TEST_F(RoomTest, AnEntryIsNotAskedForBeforeItsRetryAfter) {
  use_gensee();
  vendor_.answer("info", kBusy);
  open(utc_now + 3 * kMinute);
  rounds(3 * kSecond);
  const int asked = vendor_.count("info");
  EXPECT_GT(asked, 0);
  link_.come_up();
  rounds(10 * kSecond);
  EXPECT_LE(vendor_.count("info"), asked + 1);  // The schedule's own.
  rounds(10 * kSecond);
  EXPECT_GE(vendor_.count("info"), asked + 2);
}

// The end of a URL cut off, a QR code of it would lead the students nowhere.
TEST_F(RoomTest, AStudentsUrlThatIsTooLongIsNoCode) {
  use_gensee();
  for (const std::size_t size : {kUrlBytes, kUrlBytes + 1}) {
    const std::string head = "https://s.example/";
    vendor_.answer("info", R"({"code":0,"teacherJoinUrl":"https://page.example/18","studentJoinUrl":")" + head +
                               std::string(size - head.size(), 's') + "\"}");
    open(utc_now + 3 * kMinute);
    const std::string log = rounds(3 * kSecond);
    const std::size_t shown = room_->terminal().view({mono_now, utc_now, true}).student_url.size();
    EXPECT_EQ(shown, size > kUrlBytes ? 0 : size);
    EXPECT_EQ(count(log, "no QR code"), size > kUrlBytes ? 1 : 0) << log;
  }
}

// A page that cannot be opened is somebody's to mend before T.
TEST_F(RoomTest, AnEntryThatTheBrowserRefusesIsAFault) {
  browser_.refuses = true;
  open(utc_now + 3 * kMinute);
  const std::string log = rounds(5 * kSecond);
  EXPECT_EQ(count(log, "sx 18: no page"), 1) << log;
  EXPECT_EQ(room_->terminal().view({mono_now, utc_now, true}).fault, (Fault{FaultCode::kConfig, 0}));
}

// A backoff of some 10 s ends when the network is back: a poll within kSpread.
TEST_F(RoomTest, ALinkThatIsBackEndsABackoff) {
  vendor_.answer("roomlist", "");
  open(utc_now + 5 * kMinute);
  rounds(40 * kSecond);
  for (const bool comes_up : {false, true}) {
    int polls = vendor_.count("roomlist");
    for (int i = 0; i < 1000 && vendor_.count("roomlist") == polls; ++i) rounds(50);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));  // The reply arrives; the room's time stands still.
    rounds(100);
    polls = vendor_.count("roomlist");
    if (comes_up) link_.come_up();
    rounds(kSpread + 100);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    if (comes_up) EXPECT_GT(vendor_.count("roomlist"), polls);
    else EXPECT_EQ(vendor_.count("roomlist"), polls);
  }
}

TEST_F(RoomTest, ADiskThatIsStuckIsNoProgress) {
  open(utc_now + kHour);
  rounds(100);
  EXPECT_TRUE(room_->makes_progress());
  store_.busy = mono_now;
  rounds(29 * kSecond);
  EXPECT_TRUE(room_->makes_progress());
  rounds(2 * kSecond);
  EXPECT_FALSE(room_->makes_progress());
  store_.busy = 0;
  EXPECT_TRUE(room_->makes_progress());
}

}  // namespace
}  // namespace classbell::board
