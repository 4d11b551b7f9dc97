#include "coverage.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace classbell::simulation {
namespace {

struct Unreachable {
  Kind kind;
  LessonState state;
  const char* why;
};

// None is known.
constexpr std::array<Unreachable, 0> kUnreachable{};

const Unreachable* unreachable(std::size_t kind, std::size_t state) {
  const auto found = std::find_if(kUnreachable.begin(), kUnreachable.end(), [&](const Unreachable& cell) {
    return cell.kind == static_cast<Kind>(kind) && cell.state == static_cast<LessonState>(state);
  });
  return found == kUnreachable.end() ? nullptr : &*found;
}

}  // namespace

bool print_coverage(const Coverage& coverage) {
  int wrong = 0;
  std::printf("%-18s", "fault \\ state");
  for (std::size_t state = 0; state < kLessonStates; ++state)
    std::printf("%11s", std::string(state_name(static_cast<LessonState>(state))).c_str());
  std::printf("\n");
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    std::printf("%-18s", std::string(kFaultNames[kind]).c_str());
    for (std::size_t state = 0; state < kLessonStates; ++state) {
      const bool is_met = coverage[kind][state] > 0;
      const bool is_good = is_met == (unreachable(kind, state) == nullptr);
      wrong += is_good ? 0 : 1;
      std::printf("%10" PRIu64 "%c", coverage[kind][state], is_good ? ' ' : '!');
    }
    std::printf("\n");
  }
  for (const Unreachable& cell : kUnreachable)
    std::printf("not reachable: %s in %s: %s\n", std::string(kFaultNames[static_cast<std::size_t>(cell.kind)]).c_str(),
                std::string(state_name(cell.state)).c_str(), cell.why);
  std::printf("%zu cells, %zu of them not reachable; %d are not as they ought to be (!)\n", kFaultKinds * kLessonStates,
              kUnreachable.size(), wrong);
  return wrong == 0;
}

}  // namespace classbell::simulation
