// What the teacher's hands do.

#include <algorithm>

#include "school.h"

namespace classbell::simulation {
namespace {

constexpr Milliseconds kHold = 2 * kSecond;
constexpr Milliseconds kStuck = 10 * kSecond;
constexpr Milliseconds kManualLasts = kHour;  // The configuration's default.

}  // namespace

void School::press(Milliseconds held_ms) {
  if (agenda_.now() < pressed_until_) return;  // There is one button.
  pressed_until_ = agenda_.now() + held_ms;
  referee_.hand("presses for " + std::to_string(held_ms) + " ms");
  machine_.button(true);
  if (!machine_.is_starved()) referee_.pressed();
  if (has_manual_ && held_ms >= kHold && held_ms < kStuck)
    agenda_.in(held_ms, [this] { begin_manual(); });  // Before it is let go.
  agenda_.in(held_ms, [this] {
    referee_.hand("lets go");
    machine_.button(false);
  });
}

void School::type(std::size_t index, Milliseconds at, const std::string& line, std::optional<Deed> deed) {
  agenda_.at(at, [this, index, line, deed] {
    if (deed) referee_.expect(*deed, index);
    referee_.hand("types " + line);
    machine_.type(line);
  });
}

void School::presses(std::size_t index, Milliseconds at, Milliseconds held_ms, Deed deed) {
  agenda_.at(at, [this, index, held_ms, deed] {
    if (agenda_.now() < pressed_until_) return;  // There is one button.
    referee_.expect(deed, index);
    press(held_ms);
  });
}

void School::plan_teacher(std::size_t index) {
  const Planned& plan = referee_.plans[index];
  const Milliseconds length = plan.end_utc - plan.start_utc;
  const Milliseconds during = plan.start_utc + length / 10 + random_.below(length * 8 / 10);
  switch (random_.below(10)) {
    case 0: presses(index, plan.start_utc - random_.below(4 * kMinute), 200, Deed::kStart); break;
    case 1: presses(index, during, 2500, Deed::kHold); break;
    case 2:
      presses(index, during, 2500, Deed::kHold);
      presses(index, during + 4 * kSecond + random_.below(10 * kSecond), 150, Deed::kTakeBack);
      break;
    case 3:
      presses(index, during, 3000, Deed::kHold);
      presses(index, during + 2 * kMinute, 150, Deed::kStart);
      break;
    case 4: presses(index, plan.end_utc - 4 * kMinute, 300, Deed::kExtend); break;
    case 5: type(index, during, "stop", Deed::kStop); break;
    case 6: type(index, plan.start_utc - random_.below(20 * kMinute), "start", Deed::kStart); break;
    case 7: type(index, plan.end_utc - 3 * kMinute, "extend", Deed::kExtend); break;
    case 8:  // As far as it goes.
      for (int i = 0; i < 9; ++i) type(index, plan.end_utc + (4 * i - 3) * kMinute, "extend", Deed::kExtend);
      break;
    default:
      type(index, during, "status", std::nullopt);
      // Late for the end of the class.
      const Milliseconds held_ms = random_.below(2) == 0 ? 200 : 2500;
      return agenda_.at(plan.end_utc + random_.below(8 * kSecond), [this, held_ms] { press(held_ms); });
  }
}

// While there is nothing to be held.
void School::plan_manual(Milliseconds at) {
  agenda_.at(at, [this] {
    const auto& plans = referee_.plans;
    const auto is_on = [this](const Planned& plan) {
      return plan.start_utc - 31 * kMinute < agenda_.now() && agenda_.now() < plan.end_utc;
    };
    if (live() == nullptr && std::none_of(plans.begin(), plans.end(), is_on)) press(2500);
  });
}

// A hold while nothing runs, and nothing is at hand, begins a lesson in the room that is there for it.
void School::begin_manual() {
  if (!machine_.is_up()) return;
  const auto& courses = machine_.terminal().courses();
  const Now now = machine_.now();
  const auto is_on = [&now](const Course& course) {
    const auto is_at_hand = [&course](Milliseconds utc) {
      return course.lesson().key.start_utc - 30 * kMinute <= utc && utc < course.end_utc();
    };
    // Nor is a stop that nobody confirms in the way of a lesson when its own is over.
    return is_in_progress(course.state()) || course.taken_back_until() != 0 ||
           (course.state() != LessonState::kCancelled && (is_at_hand(now.utc) || is_at_hand(now.vendor_utc())));
  };
  if (std::any_of(courses.begin(), courses.end(), is_on)) return;
  Planned plan;
  plan.vendor = plan.source = vendors_[0];
  plan.room = manual_room_;
  plan.start_utc = now.vendor_utc();  // As the terminal names it.
  plan.end_utc = agenda_.now() + kManualLasts;
  plan.known_since = agenda_.now();
  plan.told_to_start = plan.by_hand = plan.is_manual = true;
  // Those that come due meanwhile wait for it, and for as long as it may be extended.
  for (Planned& other : referee_.plans)
    other.overlaps |= other.start_utc < plan.end_utc + 40 * kMinute && other.end_utc > agenda_.now();
  const std::size_t index = referee_.add(plan);
  trace_.line(agenda_.now(), "a lesson without a plan");
  referee_.expect(Deed::kManual, index);
  for (Milliseconds t = agenda_.now() + 70 * kSecond; t < plan.end_utc; t += 41 * kSecond)
    agenda_.at(t, [this, index] { referee_.judge_live(index); });
  agenda_.at(plan.end_utc + kSecond, [this, index] { referee_.judge_stop(index); });
  agenda_.at(plan.end_utc + 62 * kSecond, [this, index] { referee_.judge_over(index); });
  const Milliseconds during = agenda_.now() + 5 * kMinute + random_.below(40 * kMinute);
  switch (random_.below(4)) {
    case 0: return presses(index, during, 2500, Deed::kHold);
    case 1: return type(index, during, "stop", Deed::kStop);
    case 2: return presses(index, plan.end_utc - 4 * kMinute, 300, Deed::kExtend);
    default: return;  // To its end.
  }
}

}  // namespace classbell::simulation
