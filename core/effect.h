#ifndef CLASSBELL_CORE_EFFECT_H_
#define CLASSBELL_CORE_EFFECT_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <variant>

#include "core/journal.h"
#include "core/lesson.h"
#include "core/life.h"
#include "core/limits.h"
#include "core/operation.h"

// What a step asks of the shell, in this order.
namespace classbell {

// Carry `operation` out for the lesson (Terminal::find) and answer with an Answered event of the same id, whatever
// comes of it. Concurrent asks are independent.
struct Ask {
  std::uint32_t id = 0;
  Operation operation = Operation::kReadState;
  LessonKey lesson;
  Milliseconds end_utc = 0;  // kExtend: the new end.
};

// The browser is to show this lesson's entry page, instead of whatever it shows. Closed: nothing.
struct Browse {
  bool open = false;
  LessonKey lesson;
};

// Append to the journal. `sync`: on the disk as soon as can be, without making the loop wait. Without it, it may come
// behind the step's asks: what is on the disk already says enough.
struct Write {
  Record record;
  bool sync = false;
};

// A line for the log: the lesson went from one state to another.
struct Transitioned {
  LessonKey lesson;
  LessonState from = LessonState::kPlanned;
  LessonState to = LessonState::kPlanned;
  Cause cause = Cause::kReturned;
  Fault fault;  // kWindowOver: what stood in the way, if anything did.
};

using Effect = std::variant<Ask, Browse, Write, Transitioned>;

// What one step asks for. Its capacity is bounded by what all lessons of a room can ask at once.
class Effects {
 public:
  void push(const Effect& effect) {
    if (size_ == items_.size()) std::abort();  // A programmer's error: see kEffectsMax.
    items_[size_++] = effect;
  }
  void clear() { size_ = 0; }
  const Effect* begin() const { return items_.data(); }
  const Effect* end() const { return items_.data() + size_; }
  std::size_t size() const { return size_; }
  std::size_t left() const { return items_.size() - size_; }

 private:
  std::array<Effect, kEffectsMax> items_{};
  std::size_t size_ = 0;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_EFFECT_H_
