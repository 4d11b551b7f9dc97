// How often the core allocates in half an hour of a live lesson, by the counter and the drive of the unit test:
//
//   bench-allocations     "ALLOCATIONS STEPS-THAT-ASKED OF-A-VECTOR": the last one shows that the counter counts.
#include "allocation_test.cc"

#include <cstdio>

int main() {
  using namespace classbell;
  using namespace classbell::test;
  std::size_t counted_here = 0, asked = 0;
  for (const SourceSettings& source : {full(), beating(), watched()}) {
    World w(source);
    w.plan({lesson(), lesson("8", kE + kHour), lesson("9", kE + 3 * kHour)});
    w.at(kT + 20, [&w] { w.room().state = RoomState::kLive; });
    w.run_until(kT + kMinute);
    if (w.state() != LessonState::kLive) return 1;
    std::size_t asks = 0;
    counted_here += allocated(*w.terminal, w.now(), 30 * kMinute, RoomState::kLive, asks, true);
    asked += asks;
  }
  const std::size_t before = allocations;
  const std::vector<int> some(1000);
  std::printf("%zu %zu %zu\n", counted_here, asked, allocations - before);
  return some.empty() ? 1 : 0;
}
