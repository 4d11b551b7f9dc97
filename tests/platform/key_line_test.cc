// Goal: each press and release that lasts is told once and in order, none that does not; the level at the start and the
// level after a burst count, whatever the events said. Method: a line of our own, whose events and level the test sets.
#include "platform/linux/key_line.h"

#include <gtest/gtest.h>

#include <cerrno>
#include <random>

namespace classbell::platform {
namespace {

struct Wire {
  bool level = false;
  bool debounced = true;
  std::vector<bool> events;
  int error = 0;
  int level_reads = 0;
};

class FakeLine final : public KeyLine {
 public:
  explicit FakeLine(Wire& wire) : wire_(wire) {}
  int descriptor() const override { return 7; }
  bool is_debounced() const override { return wire_.debounced; }
  tl::expected<void, Error> read_events(std::vector<bool>& levels) override {
    if (wire_.error != 0) return failed(wire_.error, "gone");
    levels.insert(levels.end(), wire_.events.begin(), wire_.events.end());
    wire_.events.clear();
    return {};
  }
  tl::expected<bool, Error> level() override {
    ++wire_.level_reads;
    if (wire_.error != 0) return failed(wire_.error, "gone");
    return wire_.level;
  }

 private:
  Wire& wire_;
};

using Changes = std::vector<bool>;

std::shared_ptr<LineButton> open(Wire& wire, Milliseconds debounce_ms = 10) {
  auto button = LineButton::open(std::make_unique<FakeLine>(wire), debounce_ms);
  EXPECT_TRUE(button);
  return *button;
}

Changes step(LineButton& button, Milliseconds mono) {
  Changes changes;
  EXPECT_TRUE(button.step(mono, changes));
  return changes;
}

TEST(LineButton, TellsTheLevelAtTheStart) {
  Wire wire;
  EXPECT_FALSE(open(wire)->is_down());
  wire.level = true;
  const auto stuck = open(wire);
  EXPECT_TRUE(stuck->is_down());
  EXPECT_EQ(step(*stuck, 1), Changes());  // No press: nobody pressed it since.
  wire.events = {false};
  wire.level = false;
  EXPECT_EQ(step(*stuck, 2), Changes{false});
}

TEST(LineButton, TellsEachChangeOfADebouncedLineInOrder) {
  Wire wire;
  const auto button = open(wire);
  EXPECT_EQ(button->deadline(), kNever);
  wire.events = {true, false, true, false};  // Two presses between two rounds of the loop.
  EXPECT_EQ(step(*button, 5), (Changes{true, false, true, false}));
  EXPECT_EQ(step(*button, 6), Changes());
  EXPECT_EQ(button->deadline(), kNever);
}

// Fast bounce arrives as falling, falling, rising on the emulated board: the kernel's queue lost some.
TEST(LineButton, TheLevelAfterABurstCounts) {
  Wire wire;
  const auto button = open(wire);
  wire.level = true;
  wire.events = {true, true, false};
  EXPECT_EQ(step(*button, 5), (Changes{true, false, true}));
  EXPECT_TRUE(button->is_down());
  wire.level = false;
  wire.events = {false, false, true};
  EXPECT_EQ(step(*button, 6), (Changes{false, true, false}));
  EXPECT_FALSE(button->is_down());
}

TEST(LineButton, AnIdleLineIsNotReadForItsLevel) {
  Wire wire;
  const auto button = open(wire);
  for (Milliseconds mono = 0; mono < 100; ++mono) step(*button, mono);
  EXPECT_EQ(wire.level_reads, 1);
}

TEST(LineButton, WaitsUntilALineThatBouncesIsQuiet) {
  Wire wire;
  wire.debounced = false;
  const auto button = open(wire, 10);
  wire.level = true;
  wire.events = {true};
  EXPECT_EQ(step(*button, 1000), Changes());
  EXPECT_EQ(button->deadline(), 1010);
  wire.events = {false, true};
  EXPECT_EQ(step(*button, 1006), Changes());
  EXPECT_EQ(button->deadline(), 1016);
  EXPECT_EQ(step(*button, 1015), Changes());
  EXPECT_EQ(step(*button, 1016), Changes{true});
  EXPECT_EQ(button->deadline(), kNever);
}

TEST(LineButton, ASpikeIsNoPress) {
  Wire wire;
  wire.debounced = false;
  const auto button = open(wire, 10);
  wire.events = {true, false};
  EXPECT_EQ(step(*button, 0), Changes());
  EXPECT_EQ(step(*button, 10), Changes());
  EXPECT_FALSE(button->is_down());
}

// A worn contact that never comes to rest must not swallow the press: it is acknowledged within 100 ms all the same.
TEST(LineButton, ALineThatNeverRestsIsReadAllTheSame) {
  Wire wire;
  wire.debounced = false;
  const auto button = open(wire, 50);
  wire.level = true;
  Milliseconds told = -1;
  for (Milliseconds mono = 0; mono <= 200 && told < 0; ++mono) {
    wire.events = {true, false, true};
    if (!step(*button, mono).empty()) told = mono;
  }
  EXPECT_EQ(told, LineButton::kBurstMax);
}

// Whatever bounces: changes alternate, each begins with the opposite of what was, and the last is the level.
TEST(LineButton, ChangesAlternateWhateverBounces) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    std::mt19937 random(seed);
    Wire wire;
    wire.debounced = seed % 2 == 0;
    wire.level = seed % 3 == 0;
    const auto button = open(wire, 10);
    bool last = wire.level;
    ASSERT_EQ(button->is_down(), last);
    for (Milliseconds mono = 0; mono < 500; mono += 1 + static_cast<Milliseconds>(random() % 5)) {
      if (random() % 4 == 0) {
        for (auto i = random() % 20; i > 0; --i) wire.events.push_back(random() % 2 == 0);
        if (!wire.events.empty()) wire.level = random() % 2 == 0;
      }
      for (const bool change : step(*button, mono)) {
        ASSERT_EQ(change, !last) << seed;
        last = change;
      }
      ASSERT_EQ(button->is_down(), last);
    }
    for (const bool change : step(*button, 1000)) last = change;
    ASSERT_EQ(last, wire.level) << seed;
    ASSERT_EQ(button->deadline(), kNever);
  }
}

TEST(LineButton, ALineThatIsGoneIsAnError) {
  Wire wire;
  const auto button = open(wire);
  wire.error = ENODEV;
  Changes changes;
  const auto stepped = button->step(1, changes);
  ASSERT_FALSE(stepped);
  EXPECT_EQ(stepped.error().code, ENODEV);
  EXPECT_FALSE(LineButton::open(std::make_unique<FakeLine>(wire), 10));
}

}  // namespace
}  // namespace classbell::platform
