// A school day as a program: each byte pair is a thing that happens to a terminal. World watches the rules
// (no automatic start before T, after the end or with an untrusted clock, one request of a lane at a time, no
// spinning); here stands what the whole day must show.
#include <gtest/gtest.h>

#include "fuzz.h"
#include "world.h"

namespace classbell::fuzz {
namespace {

using namespace classbell::test;

// What the vendor makes of requests until something else is said.
Script script_of(unsigned choice) {
  const Reaction all[] = {done(),
                          done(2000),
                          unreachable(),
                          unreachable(3000),
                          unknown(true, 200),
                          unknown(false, 200),
                          busy(5 * kSecond),
                          refused(),
                          not_yet()};
  return first(1000, all[choice % std::size(all)]);
}

constexpr Operation kOperations[] = {Operation::kReadState, Operation::kStart, Operation::kStop,  Operation::kEnter,
                                     Operation::kHeartbeat, Operation::kLeave, Operation::kExtend};
constexpr Milliseconds kSpans[] = {1, 50, 1000, 5 * kSecond, 30 * kSecond, kMinute, 5 * kMinute, 20 * kMinute};
constexpr Milliseconds kErrors[] = {0, 1500, -1500, kMinute, -kMinute, kHour, -kHour, kDay};

class Day {
 public:
  explicit Day(unsigned kind) : world_(kind % 3 == 0 ? full() : kind % 3 == 1 ? beating() : watched()) { plan(0); }

  void play(unsigned what, unsigned how) {
    if (!world_.terminal) return world_.run_for(kSecond);
    const unsigned kind = what % 12;
    if ((1 <= kind && kind <= 3) || kind == 8 || kind == 10) is_plain_ = false;
    switch (kind) {
      case 0: return world_.run_for(kSpans[how % 8]);
      case 1: return world_.press(100 + 200 * (how % 8));
      case 2: return world_.press(2000 + 1000 * (how % 12));
      case 3: return world_.command(static_cast<Command::Kind>(how % 3));
      case 4: world_.script[kOperations[how % 7]] = script_of(how / 7); return;
      case 5: return world_.set_clock_error(kErrors[how % 8]);
      case 6: return world_.trust(how % 2 == 0);
      case 7: return world_.kill(kSpans[how % 8], how % 2 == 0);
      case 8: return plan(how);
      case 9: return world_.read();
      case 10: world_.rooms[how % 2 == 0 ? "7" : "8"].state = static_cast<RoomState>(1 + how / 2 % 4); return;
      case 11: return world_.step(LinkUp{});
    }
  }

  void end() {
    world_.script.clear();
    world_.run_for(kMinute);
    if (!world_.terminal) return;
    expect(world_.terminal->courses().size() <= kLessonsMax, "the room's capacity");
    expect(recover(world_.synced + world_.unsynced).whole, "the journal is whole");
    for (const auto& [name, room] : world_.rooms) {
      if (is_plain_) expect(room.starts.size() <= 1 && room.stops.size() <= 1, "rule 1: begun once, and ended once");
    }
  }

 private:
  // Which of two lessons, back to back, there are, and how far they are moved.
  void plan(unsigned how) {
    std::vector<Lesson> lessons;
    const Milliseconds moved = (how / 4 % 4) * kMinute;
    if (how % 4 != 1) lessons.push_back(lesson("7", kT + moved));
    if (how % 4 > 1) lessons.push_back(lesson("8", kE + moved));
    world_.plan(lessons);
  }
  World world_;
  bool is_plain_ = true;  // No person, no new plan, and nobody elsewhere had a part in it.
};

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell::fuzz;
  constexpr int kThingsMax = 200;
  static const bool ready = [] {
    // A failed expectation of World's is a crash; gtest's own trap would leave no input behind.
    class Abort : public ::testing::EmptyTestEventListener {
      void OnTestPartResult(const ::testing::TestPartResult& result) override {
        if (result.failed()) expect(false, result.message());
      }
    };
    ::testing::UnitTest::GetInstance()->listeners().Append(new Abort);
    return true;
  }();
  (void)ready;
  Input input(data, size);
  Day day(input.byte());
  for (int i = 0; i < kThingsMax && !input.empty(); ++i) {
    const unsigned what = input.byte();
    day.play(what, input.byte());
  }
  day.end();
  return 0;
}
