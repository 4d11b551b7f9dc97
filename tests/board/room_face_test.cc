// Goal: a press is on the LCD within 100 ms while the vendor does not answer; a button that is down at the start is
// stuck, and said so, until it is let go. Method: a room on the real loop and clock, with a fake panel and button, and
// a vendor's address where nobody answers.
#include "board/room.h"
#include "platform/linux/loop.h"
#include "platform/linux/descriptor.h"
#include "platform/linux/clock.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

#include "platform/linux/journal_file.h"
#include "vendors/crypto.h"

namespace classbell::board {
namespace {

using SteadyClock = std::chrono::steady_clock;

class FakeDisplay final : public platform::Display {
 public:
  bool can_show(Language) const override { return true; }
  tl::expected<void, platform::Error> present(const Screen& screen) override {
    screens.push_back(screen);
    if (!pressed_at && screen.footer.view() == "Pressed") pressed_at = SteadyClock::now();
    return {};
  }
  std::vector<Screen> screens;
  std::optional<SteadyClock::time_point> pressed_at;
};

class FakeButton final : public platform::PushButton {
 public:
  explicit FakeButton(bool down) : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), down_(down) {}
  tl::expected<void, platform::Error> step(Milliseconds, std::vector<bool>& changes) override {
    std::uint64_t count = 0;
    if (::read(fd_.get(), &count, sizeof count) == static_cast<ssize_t>(sizeof count))
      changes.push_back(down_ = !down_);
    return {};
  }
  bool is_down() const override { return down_; }
  int descriptor() const override { return fd_.get(); }
  Milliseconds deadline() const override { return kNever; }
  void toggle() {  // From another thread, as a hand does.
    const std::uint64_t one = 1;
    ASSERT_EQ(::write(fd_.get(), &one, sizeof one), static_cast<ssize_t>(sizeof one));
  }

 private:
  platform::Descriptor fd_;
  bool down_;
};

class RoomTest : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(vendors::crypto_init());
    // Takes connections, reads and answers nothing.
    black_hole_ = platform::Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* name = reinterpret_cast<sockaddr*>(&address);
    ASSERT_EQ(::bind(black_hole_.get(), name, size), 0);
    ASSERT_EQ(::listen(black_hole_.get(), 8), 0);
    ASSERT_EQ(::getsockname(black_hole_.get(), name, &size), 0);
    std::string folder = (std::filesystem::temp_directory_path() / "classbell-XXXXXX").string();
    folder_ = ::mkdtemp(folder.data());
    std::ofstream(folder_ + "/c.conf")
        << "[terminal]\nroom = 301\nlanguage = en\n[source cv]\nvendor = cvclass\nbase_url = http://127.0.0.1:"
        << ntohs(address.sin_port) << "\napp_id = 5NIWjlgmvqwbt494\nsecret_key = s\ndomain = d\n";
    auto config = load_config(folder_ + "/c.conf");
    ASSERT_TRUE(config) << config.error();
    config_ = std::move(*config);
    auto loop = platform::HttpLoop::open(platform::HttpOptions());
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  // Runs a room for `length` with what the test has made.
  void run(Opener<platform::Display> open_display, std::shared_ptr<FakeButton> button, Milliseconds length) {
    auto clock = platform::SystemClock::open(0);
    ASSERT_TRUE(clock);
    platform::NoStore store(platform::Error{ENOSPC, "no disk"});
    FaceParts parts;
    parts.display = std::move(open_display);
    parts.button = [button]() -> tl::expected<std::shared_ptr<platform::PushButton>, platform::Error> {
      return button;
    };
    Face face(std::move(parts), *loop_, clock->now().mono);
    Room room(config_, {*loop_, *clock, store, nullptr, nullptr, &face, nullptr}, 1);
    room.restore("");
    const auto end = SteadyClock::now() + std::chrono::milliseconds(length);
    while (SteadyClock::now() < end) room.round();
  }

  platform::Descriptor black_hole_;
  std::string folder_;
  Config config_;
  std::unique_ptr<platform::HttpLoop> loop_;
};

TEST_F(RoomTest, APressIsOnTheLcdAtOnceThoughNobodyAnswers) {
  const auto display = std::make_shared<FakeDisplay>();
  const auto button = std::make_shared<FakeButton>(false);
  SteadyClock::time_point pressed;
  std::thread hand([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    pressed = SteadyClock::now();
    button->toggle();
    std::this_thread::sleep_for(std::chrono::milliseconds(150));
    button->toggle();
  });
  run([display]() -> tl::expected<std::shared_ptr<platform::Display>, platform::Error> { return display; }, button,
      1500);
  hand.join();
  ASSERT_TRUE(display->pressed_at);
  const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(*display->pressed_at - pressed).count();
  EXPECT_LT(took, 100);
  RecordProperty("press_to_lcd_ms", static_cast<int>(took));
  EXPECT_EQ(display->screens.back().footer.view(), "There is no lesson to start now");
}

TEST_F(RoomTest, AButtonDownAtTheStartIsStuckUntilItIsLetGo) {
  const auto display = std::make_shared<FakeDisplay>();
  const auto button = std::make_shared<FakeButton>(true);
  std::thread hand([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    button->toggle();
  });
  run([display]() -> tl::expected<std::shared_ptr<platform::Display>, platform::Error> { return display; }, button,
      1500);
  hand.join();
  const auto stuck = [](const Screen& screen) { return screen.footer.view() == "The button is stuck: check it"; };
  EXPECT_TRUE(std::any_of(display->screens.begin(), display->screens.end(), stuck));
  EXPECT_FALSE(stuck(display->screens.back()));
}

}  // namespace
}  // namespace classbell::board
