// Goal: an entry URL that is stale is replaced for a browser that has to be started again, and for a lesson that is due
// and does not begin; a page that runs is left alone with it. Method: a vendor of our own, whose URLs are good for 150
// ms and whose rooms nobody is ever in; a browser that keeps what it was given; a person presses the button.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>

#include <ctime>

#include "board/room.h"
#include "platform/linux/clock.h"
#include "platform/linux/descriptor.h"
#include "platform/linux/loop.h"

namespace classbell::board {
namespace {

using vendors::Finished;
using vendors::Job;

constexpr Milliseconds kGood = 150;
Milliseconds good_for = kGood;
int entries_asked = 0;
Milliseconds start_utc = 0;  // Within the minutes in which the page is open ahead of time.

class FakeSession final : public vendors::Session {
 public:
  Capabilities can() const override { return {true, false, false, false, false}; }
  vendors::Step next(Job& job, const Now&) override {
    Finished finished;
    finished.outcome.verdict = Verdict::kDone;
    if (job.operation == Operation::kSchedule) {
      Lesson lesson;
      lesson.key = {"x", "1", start_utc};
      lesson.end_utc = lesson.key.start_utc + kHour;
      lesson.room = "1";
      finished.lessons = {lesson};
    }
    if (job.operation == Operation::kStart)
      finished.outcome = {Verdict::kNotYet, RoomState::kUnread, {FaultCode::kVendor, 1}};
    if (job.operation == Operation::kEntry) {
      finished.url = Secret("https://h/" + std::to_string(++entries_asked));
      if (job.role == vendors::Role::kTeacher) finished.url_valid_ms = good_for;
    }
    return finished;
  }
  std::optional<Finished> accept(Job&, const vendors::Reply&, const Now&) override { return std::nullopt; }
  vendors::Request preview(const vendors::Call&, const Now&) override { return {}; }
  std::vector<vendors::SignStep> explain(const vendors::Call&, const Now&) override { return {}; }
  std::vector<Secret> secrets() const override { return {}; }
};

class FakeBrowser final : public platform::Launcher {
 public:
  tl::expected<void, platform::Error> open(std::string_view url, Milliseconds) override {
    opened.emplace_back(url);
    kind = platform::LaunchState::Kind::kRunning;
    return {};
  }
  void close(Milliseconds) override { kind = platform::LaunchState::Kind::kNone; }
  platform::LaunchState state() const override { return {kind, 0}; }
  std::optional<platform::Error> fault() const override { return std::nullopt; }
  int descriptor() const override { return -1; }
  Milliseconds deadline() const override { return kNever; }
  void step(Milliseconds) override {}

  std::vector<std::string> opened;
  platform::LaunchState::Kind kind = platform::LaunchState::Kind::kNone;
};

Config one_source() {
  static const vendors::Vendor vendor{"fake",
                                      "",
                                      {},
                                      {},
                                      {},
                                      [](const vendors::Account&) -> std::unique_ptr<vendors::Session> {
        return std::make_unique<FakeSession>(); }};
  Config config;
  SourceConfig source;
  source.vendor = &vendor;
  source.account.name = "x";
  config.sources.push_back(source);
  return config;
}

TEST(Entries, AStaleOneIsReplacedWhereThatHelps) {
  const Config config = one_source();
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  auto clock = platform::SystemClock::open(0);
  ASSERT_TRUE(loop);
  ASSERT_TRUE(clock);
  clock->confirm(clock->now().utc);  // Pages are opened by a clock that something vouches for.
  ASSERT_TRUE(clock->now().trusted);
  start_utc = clock->now().utc + 3 * kMinute;
  platform::NoStore store(platform::Error{ENOSPC, "no disk"});
  FakeBrowser browser;
  Face face(FaceParts(), **loop, clock->now().mono);
  Room room(config, {**loop, *clock, store, &browser, nullptr, &face, nullptr}, 1);
  room.restore("");
  const platform::Descriptor ticks(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
  const itimerspec each_20_ms{{0, 20000000}, {0, 20000000}};
  ASSERT_EQ(::timerfd_settime(ticks.get(), 0, &each_20_ms, nullptr), 0);
  (*loop)->watch(ticks.get(), POLLIN);
  const auto run = [&](Milliseconds length) {
    const Milliseconds end = clock->now().mono + length;
    while (clock->now().mono < end) {
      room.round();
      std::uint64_t count = 0;
      (void)!::read(ticks.get(), &count, sizeof count);
    }
  };
  run(400);
  ASSERT_EQ(browser.opened.size(), 1U) << "opened ahead of time, and then left alone though its URL is stale";

  browser.kind = platform::LaunchState::Kind::kExited;
  run(60);
  ASSERT_EQ(browser.opened.size(), 2U) << "a browser that ended is given a new one";
  EXPECT_NE(browser.opened[1], browser.opened[0]);
  browser.kind = platform::LaunchState::Kind::kExited;
  run(60);
  ASSERT_EQ(browser.opened.size(), 2U) << "one that is good still is not renewed: the launcher restarts with it";
  browser.kind = platform::LaunchState::Kind::kRunning;
  run(kGood + 100);
  ASSERT_EQ(browser.opened.size(), 2U);

  room.button(true);
  room.button(false);  // Starts it; nobody is in the room, so that it does not begin.
  run(60);
  ASSERT_EQ(browser.opened.size(), 3U) << "due and not begun: the page is tried anew";
  run(60);
  EXPECT_EQ(browser.opened.size(), 3U) << "and not again while that one is good";
}

std::string schedule(std::string_view password) {
  Lesson lesson;
  lesson.key = {"x", "1", start_utc};
  lesson.end_utc = start_utc + kHour;
  lesson.room = "1";
  lesson.password.assign(password);
  const std::vector<Lesson> lessons{lesson};
  return encode_schedule(Span<const Lesson>(lessons), start_utc);
}

Milliseconds clock_error = 0;
bool is_synchronized = false;

// Goal: behind a power cut a page is signed by a clock that nothing vouches for, and before its room's password is
// known. When the time is known, and it was another, the page is opened anew; so it is with the password. A page that
// was right is left alone.
TEST(Entries, MadeOfTooLittleItIsMadeAnew) {
  for (const Milliseconds behind : {20 * kMinute, 5 * kMinute, Milliseconds{0}}) {
    const Config config = one_source();
    platform::ClockParts parts;
    parts.realtime_ms = [] {
      timespec now{};
      ::clock_gettime(CLOCK_REALTIME, &now);
      return now.tv_sec * kSecond + now.tv_nsec / 1000000 - clock_error;
    };
    parts.adjust = [](timex*) { return is_synchronized ? TIME_OK : TIME_ERROR; };
    parts.timesync_file = parts.rtc_folder = "/nonexistent";
    good_for = 8 * kMinute;
    clock_error = behind;
    is_synchronized = false;
    auto loop = platform::HttpLoop::open(platform::HttpOptions());
    auto clock = platform::SystemClock::open(0, 0, parts);
    ASSERT_TRUE(loop);
    ASSERT_TRUE(clock);
    ASSERT_FALSE(clock->now().trusted);
    start_utc = clock->now().utc + behind + kMinute;
    platform::NoStore store(platform::Error{ENOSPC, "no disk"});
    FakeBrowser browser;
    Face face(FaceParts(), **loop, clock->now().mono);
    Room room(config, {**loop, *clock, store, &browser, nullptr, &face, nullptr}, 1);
    room.restore("");
    room.restore_schedule("x", schedule(""));
    room.button(true);
    room.button(false);
    const platform::Descriptor ticks(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    const itimerspec each_5_ms{{0, 5000000}, {0, 5000000}};
    ASSERT_EQ(::timerfd_settime(ticks.get(), 0, &each_5_ms, nullptr), 0);
    (*loop)->watch(ticks.get(), POLLIN);
    const auto rounds = [&] {
      for (int i = 0; i < 8; ++i) {
        room.round();
        std::uint64_t count = 0;
        (void)!::read(ticks.get(), &count, sizeof count);
      }
      return browser.opened.size();
    };
    ASSERT_EQ(rounds(), 1U);
    room.restore_schedule("x", schedule("abc"));
    EXPECT_EQ(rounds(), 2U) << "with its password";
    room.restore_schedule("x", schedule("abcd"));
    EXPECT_EQ(rounds(), 2U) << "a page that was let in stays";
    clock_error = 0;
    is_synchronized = true;
    EXPECT_EQ(rounds(), behind < good_for ? 2U : 3U) << "with the right time";
    EXPECT_EQ(rounds(), browser.opened.size());
  }
}

// A vendor that makes no URLs has those of the templates: who scans the QR code comes to the students' page, or there
// is no code; the teacher's is the browser's alone.
TEST(Entries, TheStudentsCodeIsNeverTheTeachersPage) {
  for (const std::string students : {"", "https://students.example/%r"}) {
    Config config = one_source();
    config.sources[0].vendor = vendors::find_vendor("sxb");
    config.sources[0].account.base_url = "http://127.0.0.1:1";
    config.sources[0].account.entry_template = "https://page.example/%r";
    config.sources[0].account.student_template = students;
    auto loop = platform::HttpLoop::open(platform::HttpOptions());
    auto clock = platform::SystemClock::open(0);
    ASSERT_TRUE(loop);
    ASSERT_TRUE(clock);
    clock->confirm(clock->now().utc);
    start_utc = clock->now().utc + 3 * kMinute;
    platform::NoStore store(platform::Error{ENOSPC, "no disk"});
    FakeBrowser browser;
    Face face(FaceParts(), **loop, clock->now().mono);
    Room room(config, {**loop, *clock, store, &browser, nullptr, &face, nullptr}, 1);
    room.restore("");
    room.restore_schedule("x", schedule(""));
    const platform::Descriptor awake(::eventfd(1, EFD_CLOEXEC));  // No round waits.
    (*loop)->watch(awake.get(), POLLIN);
    for (int i = 0; i < 3; ++i) room.round();
    EXPECT_EQ(browser.opened, std::vector<std::string>{"https://page.example/1"});
    const View view = room.terminal().view(clock->now());
    ASSERT_EQ(view.kind, ScreenKind::kOpening);
    const Screen shown = screen(view, Zone(), Language::kEnglish);
    EXPECT_EQ(shown.qr.view(), students.empty() ? "" : "https://students.example/1");
  }
}

}  // namespace
}  // namespace classbell::board
