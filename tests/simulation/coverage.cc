#include "coverage.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace classbell::simulation {
namespace {

struct Excused {
  Kind kind;
  LessonState state;
  const char* why;
};

constexpr const char* kNotBegun = "it is done to a class that has not begun";
constexpr const char* kSeldom = "reachable, and too seldom for this many days: of a class that was ended before it began";
constexpr std::array kExcused{
    Excused{Kind::kMoved, LessonState::kLive, kNotBegun},
    Excused{Kind::kMoved, LessonState::kEnding, kNotBegun},
    Excused{Kind::kMoved, LessonState::kStopping, kNotBegun},
    Excused{Kind::kMoved, LessonState::kEnded, kSeldom},
    Excused{Kind::kStartedElsewhere, LessonState::kLive, kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kEnding, kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kStopping, kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kEnded, kSeldom},
};

const Excused* excused(std::size_t kind, std::size_t state) {
  const auto* found = std::find_if(kExcused.begin(), kExcused.end(), [&](const Excused& cell) {
    return cell.kind == static_cast<Kind>(kind) && cell.state == static_cast<LessonState>(state);
  });
  return found == kExcused.end() ? nullptr : found;
}

}  // namespace

void print_coverage(const Coverage& coverage, std::FILE* to) {
  std::fprintf(to, "%-18s", "fault\\state");
  for (std::size_t state = 0; state < kLessonStates; ++state)
    std::fprintf(to, "%10s", std::string(state_name(static_cast<LessonState>(state))).c_str());
  std::fprintf(to, "\n");
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    std::fprintf(to, "%-18s", std::string(kFaultNames[kind]).c_str());
    for (std::size_t state = 0; state < kLessonStates; ++state) std::fprintf(to, "%10" PRIu64, coverage[kind][state]);
    std::fprintf(to, "\n");
  }
}

bool add_coverage(std::FILE* from, Coverage& coverage) {
  if (std::fscanf(from, "fault\\state%*[^\n]") == EOF) return false;
  for (auto& row : coverage) {
    if (std::fscanf(from, "%*s") == EOF) return false;
    for (std::uint64_t& cell : row) {
      std::uint64_t more = 0;
      if (std::fscanf(from, "%" SCNu64, &more) != 1) return false;
      cell += more;
    }
  }
  return true;
}

bool judge_coverage(const Coverage& coverage) {
  std::size_t met = 0;
  bool is_whole = true;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    for (std::size_t state = 0; state < kLessonStates; ++state) {
      if (coverage[kind][state] != 0) {
        ++met;
        continue;
      }
      const Excused* excuse = excused(kind, state);
      is_whole = is_whole && excuse != nullptr;
      std::printf("never met: %s while %s%s%s\n", std::string(kFaultNames[kind]).c_str(),
                  std::string(state_name(static_cast<LessonState>(state))).c_str(), excuse == nullptr ? "" : ": ",
                  excuse == nullptr ? "" : excuse->why);
    }
  }
  std::printf("%zu of %zu cells were met\n", met, kFaultKinds * kLessonStates);
  return is_whole;
}

}  // namespace classbell::simulation
