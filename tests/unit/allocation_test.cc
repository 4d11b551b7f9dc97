// Goal: in a steady step the core allocates nothing: a live lesson with its heartbeats, an idle room, a look at the
// view. Method: operator new counts while the core runs; the vendor's answers are made without it.

#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "world.h"

namespace {
std::size_t allocations = 0;
void* counted(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size != 0 ? size : 1);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}
}  // namespace

void* operator new(std::size_t size) { return counted(size); }
void* operator new[](std::size_t size) { return counted(size); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete[](void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { std::free(memory); }

namespace classbell::test {
namespace {

// Drives a terminal for `span` with a vendor that answers each ask 40 ms later, and counts what the core allocates.
std::size_t allocated(Terminal& terminal, Now now, Milliseconds span, RoomState room, std::size_t& asks,
                      bool with_view) {
  static Effects effects;
  const Milliseconds until = now.mono + span;
  struct Due {
    std::uint32_t id = 0;
    Milliseconds mono = kNever;
  };
  std::array<Due, 8> due{};
  std::size_t total = 0;
  asks = 0;
  while (now.mono < until) {
    Event event = Tick{};
    std::size_t before = allocations;
    Milliseconds next = std::min(until, terminal.deadline(now));
    total += allocations - before;
    for (Due& each : due) {
      if (each.mono > next) continue;
      next = each.mono;
      Outcome outcome;
      outcome.verdict = Verdict::kDone;
      outcome.room = room;
      event = Answered{each.id, outcome};
      each = Due{};
      break;
    }
    now.utc += next - now.mono;
    now.mono = next;
    before = allocations;
    terminal.step(now, event, effects);
    if (with_view) EXPECT_NE(terminal.view(now).utc, 0);
    total += allocations - before;
    for (const Effect& effect : effects) {
      const auto* ask = std::get_if<Ask>(&effect);
      if (ask == nullptr) continue;
      ++asks;
      for (Due& each : due) {
        if (each.mono != kNever) continue;
        each = {ask->id, now.mono + 40};
        break;
      }
    }
  }
  return total;
}

TEST(Allocation, LiveLesson) {
  for (const SourceSettings& source : {full(), beating(), watched()}) {
    World w(source);
    w.plan({lesson(), lesson("8", kE + kHour), lesson("9", kE + 3 * kHour)});
    w.at(kT + 20, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + kMinute);
    ASSERT_EQ(w.state(), LessonState::kLive);
    std::size_t asks = 0;
    EXPECT_EQ(allocated(*w.terminal, w.now(), 30 * kMinute, RoomState::kLive, asks, false), 0U);
    EXPECT_GT(asks, 590U);
  }
}

TEST(Allocation, WithTheView) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  std::size_t asks = 0;
  EXPECT_EQ(allocated(*w.terminal, w.now(), 10 * kMinute, RoomState::kLive, asks, true), 0U);
}

// Goal: the same from planned to live: what is due at T allocates nothing either.
TEST(Allocation, TheStart) {
  World w;
  w.plan({lesson()});
  w.run_until(kT - 9 * kMinute);
  std::size_t asks = 0;
  EXPECT_EQ(allocated(*w.terminal, w.now(), 10 * kMinute, RoomState::kNew, asks, false), 0U);
  EXPECT_EQ(w.state(), LessonState::kStarting);  // The vendor says 'new' for ever: started, never began, and again.
}

TEST(Allocation, IsCounted) {
  const std::size_t before = allocations;
  delete new int(1);
  EXPECT_GE(allocations, before);
  std::vector<int> some(1000);
  EXPECT_GT(allocations, before);
}

}  // namespace
}  // namespace classbell::test
