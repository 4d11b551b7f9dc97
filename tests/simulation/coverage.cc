#include "coverage.h"

#include <algorithm>
#include <array>
#include <cinttypes>
#include <cstdio>

namespace classbell::simulation {
namespace {

enum class Why { kNotBegun, kSeldom };
struct Excused {
  Kind kind;
  LessonState state;
  Why why;
};

// kNotBegun: it cannot be, and must not be met. kSeldom: the lesson is over while its class is still to come.
const char* text(Why why) {
  return why == Why::kNotBegun ? "it is done to a class that has not begun" : "reachable, but too seldom";
}
constexpr std::array kExcused{
    Excused{Kind::kMoved, LessonState::kLive, Why::kNotBegun},
    Excused{Kind::kMoved, LessonState::kEnding, Why::kNotBegun},
    Excused{Kind::kMoved, LessonState::kStopping, Why::kNotBegun},
    Excused{Kind::kMoved, LessonState::kEnded, Why::kSeldom},
    Excused{Kind::kStartedElsewhere, LessonState::kLive, Why::kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kEnding, Why::kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kStopping, Why::kNotBegun},
    Excused{Kind::kStartedElsewhere, LessonState::kEnded, Why::kSeldom},
};

const Excused* excused(std::size_t kind, std::size_t state) {
  const auto* found = std::find_if(kExcused.begin(), kExcused.end(), [&](const Excused& cell) {
    return cell.kind == static_cast<Kind>(kind) && cell.state == static_cast<LessonState>(state);
  });
  return found == kExcused.end() ? nullptr : found;
}

}  // namespace

void print_coverage(const Coverage& coverage, const Judgments& judgments, std::FILE* to) {
  std::fprintf(to, "%-18s", "fault\\state");
  for (std::size_t state = 0; state < kLessonStates; ++state)
    std::fprintf(to, "%10s", std::string(state_name(static_cast<LessonState>(state))).c_str());
  std::fprintf(to, "\n");
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    std::fprintf(to, "%-18s", std::string(kFaultNames[kind]).c_str());
    for (std::size_t state = 0; state < kLessonStates; ++state) std::fprintf(to, "%10" PRIu64, coverage[kind][state]);
    std::fprintf(to, "\n");
  }
  for (std::size_t what = 0; what < kOwedNames.size(); ++what)
    std::fprintf(to, "%-18s%10" PRIu64 " due%10" PRIu64 " judged\n", std::string(kOwedNames[what]).c_str(),
                 judgments[what].due, judgments[what].judged);
}

bool add_coverage(std::FILE* from, Coverage& coverage, Judgments& judgments) {
  char name[32];
  if (std::fscanf(from, "%31s%*[^\n]", name) != 1 || std::string_view(name) != "fault\\state") return false;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (std::fscanf(from, "%31s", name) != 1 || kFaultNames[kind] != name) return false;
    for (std::uint64_t& cell : coverage[kind]) {
      std::uint64_t more = 0;
      if (std::fscanf(from, "%" SCNu64, &more) != 1) return false;
      cell += more;
    }
  }
  for (std::size_t what = 0; what < kOwedNames.size(); ++what) {
    Judged more;
    if (std::fscanf(from, "%31s%" SCNu64 " due%" SCNu64 " judged", name, &more.due, &more.judged) != 3 ||
        kOwedNames[what] != name)
      return false;
    judgments[what].add(more);
  }
  return true;
}

bool judge_coverage(const Coverage& coverage) {
  std::size_t met = 0;
  bool is_good = true;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    for (std::size_t state = 0; state < kLessonStates; ++state) {
      const Excused* excuse = excused(kind, state);
      const bool is_met = coverage[kind][state] != 0;
      const bool is_right = is_met ? excuse == nullptr || excuse->why == Why::kSeldom : excuse != nullptr;
      met += is_met ? 1 : 0;
      is_good = is_good && is_right;
      if (is_met && is_right) continue;
      std::printf("%s: %s while %s%s%s\n", is_met ? "met" : "never met", std::string(kFaultNames[kind]).c_str(),
                  std::string(state_name(static_cast<LessonState>(state))).c_str(), excuse == nullptr ? "" : ": ",
                  excuse == nullptr ? "" : text(excuse->why));
    }
  }
  std::printf("%zu of %zu pairs were met\n", met, kFaultKinds * kLessonStates);
  return is_good;
}

bool judge_judgments(const Judgments& judgments) {
  bool is_good = true;
  for (std::size_t what = 0; what < kOwedNames.size(); ++what) {
    if (judgments[what].judged > 0 && judgments[what].judged * 4 >= judgments[what].due) continue;
    std::printf("excused too often: %s\n", std::string(kOwedNames[what]).c_str());
    is_good = false;
  }
  return is_good;
}

}  // namespace classbell::simulation
