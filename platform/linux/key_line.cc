#include "platform/linux/key_line.h"

#include <algorithm>
#include <utility>

namespace classbell::platform {

tl::expected<std::shared_ptr<LineButton>, Error> LineButton::open(std::unique_ptr<KeyLine> line,
                                                                  Milliseconds debounce_ms) {
  const auto level = line->level();
  if (!level) return tl::make_unexpected(level.error());
  return std::shared_ptr<LineButton>(new LineButton(std::move(line), debounce_ms, *level));
}

void LineButton::tell(bool down, std::vector<bool>& changes) {
  if (down == down_) return;
  down_ = down;
  changes.push_back(down);
}

tl::expected<void, Error> LineButton::step(Milliseconds mono, std::vector<bool>& changes) {
  levels_.clear();
  if (const auto read = line_->read_events(levels_); !read) return tl::make_unexpected(read.error());
  if (!line_->is_debounced()) {
    if (!levels_.empty()) {
      burst_mono_ = std::min(burst_mono_, mono);
      quiet_mono_ = std::min(mono + debounce_ms_, burst_mono_ + kBurstMax);
    }
    if (mono < quiet_mono_) return {};
    quiet_mono_ = burst_mono_ = kNever;
  } else {
    if (levels_.empty()) return {};
    for (const bool level : levels_) tell(level, changes);
  }
  const auto level = line_->level();
  if (!level) return tl::make_unexpected(level.error());
  tell(*level, changes);
  return {};
}

}  // namespace classbell::platform
