#ifndef CLASSBELL_TESTS_SIMULATION_AGENDA_H_
#define CLASSBELL_TESTS_SIMULATION_AGENDA_H_

#include <cstdint>
#include <functional>
#include <queue>
#include <utility>
#include <vector>

#include "core/time.h"

namespace classbell::simulation {

// The one time of the virtual world, true UTC, and what is to happen in it: the next thing first, things of one instant
// in the order they were put down.
class Agenda {
 public:
  explicit Agenda(Milliseconds from_utc) : now_(from_utc) {}

  Milliseconds now() const { return now_; }
  const Milliseconds* clock() const { return &now_; }
  void at(Milliseconds utc, std::function<void()> act) {
    items_.push(Item{utc < now_ ? now_ : utc, ++sequence_, std::move(act)});
  }
  void in(Milliseconds span, std::function<void()> act) { at(now_ + span, std::move(act)); }

  // Lets the next thing happen; false: nothing is left before `until_utc`, and it is `until_utc` now.
  bool step(Milliseconds until_utc) {
    if (items_.empty() || items_.top().utc > until_utc) {
      now_ = until_utc;
      return false;
    }
    now_ = items_.top().utc;
    const std::function<void()> act = std::move(const_cast<Item&>(items_.top()).act);  // Popped in the next line.
    items_.pop();
    act();
    return true;
  }
  std::uint64_t steps() const { return sequence_ - items_.size(); }

 private:
  struct Item {
    Milliseconds utc;
    std::uint64_t sequence;
    std::function<void()> act;

    friend bool operator<(const Item& a, const Item& b) {
      return a.utc != b.utc ? a.utc > b.utc : a.sequence > b.sequence;
    }
  };

  Milliseconds now_;
  std::uint64_t sequence_ = 0;
  std::priority_queue<Item> items_;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_AGENDA_H_
