// Goal: a part of the face that is missing or fails costs nobody but itself: the others work, the core and the status
// are told, it is tried again, and works again. Steady LEDs cost no wakeup. Method: fake parts behind the contracts.
#include "board/face.h"
#include "platform/linux/loop.h"
#include "platform/linux/descriptor.h"
#include "platform/linux/clock.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <map>

namespace classbell::board {
namespace {

using platform::Error;
using platform::failed;

struct Bench {  // What the fakes do and saw.
  bool no_display = false, no_button = false, display_fails = false, button_fails = false, amber_fails = false;
  std::array<bool, 3> no_led{};
  int displays_opened = 0, shown = 0;
  std::array<std::vector<bool>, 3> lit;
  std::vector<bool> changes;
  bool down = false;
  int descriptor = -1;
};

class FakeDisplay final : public platform::Display {
 public:
  explicit FakeDisplay(Bench& bench) : bench_(bench) {}
  bool can_show(Language) const override { return true; }
  tl::expected<void, Error> present(const Screen&) override {
    if (bench_.display_fails) return failed(EIO, "fb0: unplugged");
    ++bench_.shown;
    return {};
  }

 private:
  Bench& bench_;
};

class FakeLed final : public platform::Led {
 public:
  FakeLed(Bench& bench, std::size_t colour) : bench_(bench), colour_(colour) {}
  tl::expected<void, Error> light(bool lit) override {
    if (bench_.amber_fails && colour_ == 1) return failed(ENODEV, "line 23: gone");
    bench_.lit[colour_].push_back(lit);
    return {};
  }

 private:
  Bench& bench_;
  std::size_t colour_;
};

class FakeButton final : public platform::PushButton {
 public:
  explicit FakeButton(Bench& bench) : bench_(bench) {}
  tl::expected<void, Error> step(Milliseconds, std::vector<bool>& changes) override {
    if (bench_.button_fails) return failed(ENODEV, "event0: gone");
    changes.swap(bench_.changes);
    return {};
  }
  bool is_down() const override { return bench_.down; }
  int descriptor() const override { return bench_.descriptor; }
  Milliseconds deadline() const override { return kNever; }

 private:
  Bench& bench_;
};

class FaceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    auto loop = platform::HttpLoop::open(platform::HttpOptions());
    ASSERT_TRUE(loop);
    loop_ = std::move(*loop);
    bench_.descriptor = ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  }
  void TearDown() override { ::close(bench_.descriptor); }

  FaceParts parts() {
    FaceParts parts;
    parts.display = [this]() -> tl::expected<std::shared_ptr<platform::Display>, Error> {
      ++bench_.displays_opened;
      if (bench_.no_display) return failed(ENOENT, "/dev/fb0: No such file or directory");
      return std::make_shared<FakeDisplay>(bench_);
    };
    for (std::size_t i = 0; i < 3; ++i) {
      parts.leds[i] = [this, i]() -> tl::expected<std::shared_ptr<platform::Led>, Error> {
        if (bench_.no_led[i]) return failed(EBUSY, "line is in use by 'x'");
        return std::make_shared<FakeLed>(bench_, i);
      };
    }
    parts.button = [this]() -> tl::expected<std::shared_ptr<platform::PushButton>, Error> {
      if (bench_.no_button) return failed(ENOENT, "no GPIO line named 'GPIO99'");
      return std::make_shared<FakeButton>(bench_);
    };
    return parts;
  }
  // The events of a step, in words.
  static std::string step(Face& face, Milliseconds mono) {
    std::vector<Event> events;
    face.step(mono, events);
    std::string text;
    for (const Event& event : events) {
      if (const auto* edge = std::get_if<ButtonEdge>(&event)) text += edge->down ? "down " : "up ";
      if (const auto* found = std::get_if<ButtonFound>(&event)) text += found->down ? "found-down " : "found-up ";
      if (const auto* report = std::get_if<DeviceReport>(&event)) text += report->ok ? "well " : "fault ";
    }
    return text;
  }
  static std::map<std::string, std::string> states(const Face& face) {
    std::map<std::string, std::string> all;
    for (const Face::State& state : face.states()) all[std::string(state.name)] = state.text;
    return all;
  }

  Bench bench_;
  std::unique_ptr<platform::HttpLoop> loop_;
};

constexpr Leds kGreen{LedPattern::kOn, LedPattern::kOff, LedPattern::kOff};
constexpr Leds kFault{LedPattern::kOff, LedPattern::kOff, LedPattern::kFastBlink};

TEST_F(FaceTest, WorksAndThenCostsNothing) {
  Face face(parts(), *loop_, 1000);
  EXPECT_EQ(step(face, 1000), "found-up ");
  EXPECT_TRUE(face.has_display());
  face.show(Screen(), 1000);
  EXPECT_EQ(bench_.shown, 1);
  for (Milliseconds mono = 1000; mono < 5000; mono += 100) face.light(kGreen, mono);
  EXPECT_EQ(bench_.lit[0], std::vector<bool>{true});
  EXPECT_EQ(bench_.lit[1], std::vector<bool>{false});
  EXPECT_EQ(face.deadline(), kNever);
  for (const auto& [name, text] : states(face)) EXPECT_EQ(text, "ok") << name;
}

TEST_F(FaceTest, BlinkingTellsWhenToComeAgain) {
  Face face(parts(), *loop_, 0);
  step(face, 0);
  Milliseconds mono = 1000;
  for (int i = 0; i < 8; ++i) {
    face.light(kFault, mono);
    EXPECT_EQ(face.deadline(), mono + kFastBlinkPeriod / 2);
    mono = face.deadline();
  }
  EXPECT_EQ(bench_.lit[2], (std::vector<bool>{true, false, true, false, true, false, true, false}));
  face.light(kGreen, mono);
  EXPECT_EQ(face.deadline(), kNever);
}

TEST_F(FaceTest, PassesTheButtonOn) {
  bench_.down = true;
  Face face(parts(), *loop_, 0);
  EXPECT_EQ(step(face, 0), "found-down ");
  bench_.changes = {false, true, false};
  EXPECT_EQ(step(face, 1), "up down up ");
}

TEST_F(FaceTest, WhatIsMissingCostsOnlyItself) {
  bench_.no_display = bench_.no_button = bench_.no_led[1] = true;
  Face face(parts(), *loop_, 0);
  EXPECT_EQ(step(face, 0), "fault ");
  EXPECT_FALSE(face.has_display());
  face.show(Screen(), 0);
  face.light(kFault, 0);
  EXPECT_EQ(bench_.lit[2], std::vector<bool>{true});
  EXPECT_EQ(states(face)["display"], "/dev/fb0: No such file or directory");
  EXPECT_EQ(states(face)["button"], "no GPIO line named 'GPIO99'");
  EXPECT_EQ(states(face)["amber"], "line is in use by 'x'");
  EXPECT_EQ(states(face)["red"], "ok");

  face.light(kGreen, 0);
  EXPECT_EQ(face.deadline(), Face::kRetryAfter);
  EXPECT_EQ(step(face, Face::kRetryAfter - 1), "");
  EXPECT_EQ(bench_.displays_opened, 1);
  bench_.no_display = bench_.no_button = false;
  EXPECT_EQ(step(face, Face::kRetryAfter), "found-up ");
  EXPECT_TRUE(face.has_display());
  bench_.no_led[1] = false;
  EXPECT_EQ(step(face, 2 * Face::kRetryAfter), "well ");
  EXPECT_EQ(states(face)["amber"], "ok");
}

TEST_F(FaceTest, WhatFailsLaterIsTriedAgain) {
  Face face(parts(), *loop_, 0);
  step(face, 0);
  face.light(kGreen, 0);
  bench_.display_fails = bench_.amber_fails = true;
  face.show(Screen(), 500);
  face.light({LedPattern::kOn, LedPattern::kOn, LedPattern::kOff}, 500);
  EXPECT_FALSE(face.has_display());
  EXPECT_LE(face.deadline(), 500);  // The core is told at once.
  EXPECT_EQ(step(face, 500), "fault ");
  bench_.display_fails = bench_.amber_fails = false;
  EXPECT_EQ(step(face, 500 + Face::kRetryAfter), "well ");
  bench_.lit[1].clear();
  face.light({LedPattern::kOn, LedPattern::kOn, LedPattern::kOff}, 500 + Face::kRetryAfter);
  EXPECT_EQ(bench_.lit[1], std::vector<bool>{true});
  EXPECT_EQ(bench_.lit[0], std::vector<bool>{true});
}

// A button that is pulled out while it is down is no hold; one that comes back down is stuck.
TEST_F(FaceTest, AButtonThatIsPulledOutIsNoHold) {
  Face face(parts(), *loop_, 0);
  step(face, 0);
  bench_.changes = {true};
  EXPECT_EQ(step(face, 10), "down ");
  bench_.button_fails = true;
  EXPECT_EQ(step(face, 20), "found-up fault ");
  std::vector<platform::HttpDone> done;
  std::vector<platform::FdReady> ready;
  const std::uint64_t one = 1;
  ASSERT_EQ(::write(bench_.descriptor, &one, sizeof one), static_cast<ssize_t>(sizeof one));
  loop_->wait(0, done, ready);
  EXPECT_TRUE(ready.empty()) << "the descriptor of a button that is gone is watched no more";
  bench_.button_fails = false;
  bench_.down = true;
  EXPECT_EQ(step(face, 20 + Face::kRetryAfter), "found-down well ");
  loop_->wait(0, done, ready);
  EXPECT_EQ(ready.size(), 1U);
}

// A font that is no font: the panel draws without it, and it is a fault all the same.
TEST_F(FaceTest, AFlawIsToldOfAPartThatWorks) {
  FaceParts flawed = parts();
  flawed.display = [this]() -> tl::expected<Opened<platform::Display>, Error> {
    ++bench_.displays_opened;
    Opened<platform::Display> opened(std::make_shared<FakeDisplay>(bench_));
    opened.flaw = Error{0, "font.ttf: no font"};
    return opened;
  };
  Face face(std::move(flawed), *loop_, 0);
  EXPECT_EQ(step(face, 0), "found-up fault ");
  EXPECT_TRUE(face.has_display());
  face.show(Screen(), 0);
  EXPECT_EQ(bench_.shown, 1);
  EXPECT_EQ(states(face)["display"], "font.ttf: no font");
  face.light(kGreen, 0);
  EXPECT_EQ(face.deadline(), kNever);
  EXPECT_EQ(step(face, Face::kRetryAfter), "");
  EXPECT_EQ(bench_.displays_opened, 1);
}

TEST_F(FaceTest, ABoardMayHaveNoFace) {
  Face face(FaceParts(), *loop_, 0);
  EXPECT_EQ(step(face, 0), "");
  face.show(Screen(), 0);
  face.light(kFault, 0);
  EXPECT_EQ(face.deadline(), kNever);
  EXPECT_FALSE(face.has_display());
  for (const auto& [name, text] : states(face)) EXPECT_EQ(text, "none") << name;
}

}  // namespace
}  // namespace classbell::board
