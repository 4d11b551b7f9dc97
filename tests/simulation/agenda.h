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
    if (free_.empty()) {
      free_.push_back(acts_.size());
      acts_.emplace_back();
    }
    acts_[free_.back()] = std::move(act);
    items_.push(Item{utc < now_ ? now_ : utc, ++sequence_, free_.back()});
    free_.pop_back();
  }
  void in(Milliseconds span, std::function<void()> act) { at(now_ + span, std::move(act)); }

  // Lets the next thing happen; false: nothing is left before `until_utc`, and it is `until_utc` now.
  bool step(Milliseconds until_utc) {
    if (items_.empty() || items_.top().utc > until_utc) {
      now_ = until_utc;
      return false;
    }
    const Item next = items_.top();
    items_.pop();
    now_ = next.utc;
    const std::function<void()> act = std::exchange(acts_[next.act], nullptr);
    free_.push_back(next.act);
    act();
    return true;
  }
  std::uint64_t steps() const { return sequence_ - items_.size(); }

 private:
  struct Item {
    Milliseconds utc;
    std::uint64_t sequence;
    std::size_t act;  // Of acts_: what is sifted through the heap is small.

    friend bool operator<(const Item& a, const Item& b) {
      return a.utc != b.utc ? a.utc > b.utc : a.sequence > b.sequence;
    }
  };

  Milliseconds now_;
  std::uint64_t sequence_ = 0;
  std::priority_queue<Item> items_;
  std::vector<std::function<void()>> acts_;
  std::vector<std::size_t> free_;  // Places of acts_.
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_AGENDA_H_
