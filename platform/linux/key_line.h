#ifndef CLASSBELL_PLATFORM_LINUX_KEY_LINE_H_
#define CLASSBELL_PLATFORM_LINUX_KEY_LINE_H_

#include <memory>
#include <tl/expected.hpp>
#include <vector>

#include "platform/push_button.h"

namespace classbell::platform {

// What a button hangs on: something with a level that tells when it changes. The seam between LineButton's rules and
// the kernel; tests put a line of their own here.
class KeyLine {
 public:
  virtual ~KeyLine() = default;

  // Readable when there are events; -1: there will be none.
  virtual int descriptor() const = 0;
  // Whether events come debounced. Where not, LineButton waits until the level has been quiet.
  virtual bool is_debounced() const = 0;
  // Appends the levels that the waiting events tell, oldest first, and clears the descriptor. Events may repeat a level
  // or lack one (a burst that overran the kernel's queue). Does not block. Errors: errno; the line is dead.
  virtual tl::expected<void, Error> read_events(std::vector<bool>& levels) = 0;
  // The level at this moment, true for pressed. Errors: errno; the line is dead.
  virtual tl::expected<bool, Error> level() = 0;
};

// A button on a line. The level is read once more after each burst of events, since that, and not the last event, tells
// how things are.
class LineButton final : public PushButton {
 public:
  static constexpr Milliseconds kBurstMax = 60;  // A press is to be acknowledged within 100 ms.

  // Reads the level as it is at the start. `debounce_ms` is for lines that are not debounced: a change counts when
  // there was no event for so long, or when the burst has gone on for kBurstMax. Errors: as KeyLine::level.
  static tl::expected<std::shared_ptr<LineButton>, Error> open(std::unique_ptr<KeyLine> line, Milliseconds debounce_ms);

  tl::expected<void, Error> step(Milliseconds mono, std::vector<bool>& changes) override;
  bool is_down() const override { return down_; }
  int descriptor() const override { return line_->descriptor(); }
  Milliseconds deadline() const override { return quiet_mono_; }

 private:
  LineButton(std::unique_ptr<KeyLine> line, Milliseconds debounce_ms, bool down)
      : line_(std::move(line)), debounce_ms_(debounce_ms), down_(down) {}
  void tell(bool down, std::vector<bool>& changes);

  std::unique_ptr<KeyLine> line_;
  Milliseconds debounce_ms_;
  bool down_;
  std::vector<bool> levels_;
  Milliseconds quiet_mono_ = kNever;  // When a bouncing line has been quiet for long enough.
  Milliseconds burst_mono_ = kNever;  // When it began to bounce.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_KEY_LINE_H_
