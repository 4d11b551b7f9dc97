#include "core/life.h"

namespace classbell {
namespace {

constexpr std::array<std::string_view, kLessonStates> kNames{
    "planned", "opening", "armed", "starting", "live", "ending", "stopping", "ended", "missed", "cancelled",
};

}  // namespace

std::string_view state_name(LessonState state) { return kNames[static_cast<std::size_t>(state)]; }

std::optional<LessonState> state_from_name(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<LessonState>(i);
  }
  return std::nullopt;
}

std::string_view cause_text(Cause cause) {
  switch (cause) {
    case Cause::kOpenDue: return "time to open the class";
    case Cause::kArmDue: return "a minute to go";
    case Cause::kStartDue: return "the lesson is due";
    case Cause::kPressed: return "asked for by a person";
    case Cause::kConfirmed: return "the vendor confirmed";
    case Cause::kFoundLive: return "the vendor says it is live";
    case Cause::kNeverBegan: return "the vendor says it never began";
    case Cause::kEndNear: return "the end is near";
    case Cause::kExtended: return "its end has moved away again";
    case Cause::kEndDue: return "the lesson's end";
    case Cause::kStopAsked: return "stopped by the teacher";
    case Cause::kTakenBack: return "the stop was taken back";
    case Cause::kFoundIdle: return "the vendor says it is not live";
    case Cause::kWithdrawn: return "nothing had been sent yet";
    case Cause::kGivenUp: return "the stop was never confirmed";
    case Cause::kWindowOver: return "its time passed without a start";
    case Cause::kTooLate: return "too little of it is left to start it";
    case Cause::kDropped: return "no longer in the schedule";
    case Cause::kHoliday: return "a holiday";
    case Cause::kReturned: return "to come after all";
  }
  return "";
}

}  // namespace classbell
