#include "core/feed.h"

#include <algorithm>
#include <cstdlib>

#include "core/backoff.h"

namespace classbell {

Feed::Feed(std::string_view source, std::vector<TimetableRow> rows, const Zone& zone, std::uint64_t seed)
    : source_(source), rows_(std::move(rows)), zone_(zone), random_(seed) {}

void Feed::restore(std::vector<Lesson> lessons, const Now& now) {
  polled_ = std::move(lessons);
  told_ = polled_.size();
  is_kept_ = is_restored_ = true;
  due_ = now.mono + random_.below(now.trusted ? kSpread : first_spread(now));
  settled_ = now.mono + kClockSettles;
}

// A clock that nothing vouches for may wait for the first reading's Date, and a lesson for the clock: where one is on,
// or comes soon, there is less time.
Milliseconds Feed::first_spread(const Now& now) const {
  std::vector<Lesson> known = polled_;
  plan_timetable(now, known);
  Milliseconds spread = kSpread;
  for (const Lesson& lesson : known) {
    if (now.utc < lesson.end_utc)
      spread = std::min(spread, std::max(kSecond, lesson.key.start_utc - now.utc - kSpread / 2));
  }
  return spread;
}

bool Feed::poll_due(const Now& now) {
  if (in_flight_ || now.mono < due_) return false;
  in_flight_ = true;
  asks_again_ = false;
  asked_utc_ = now.vendor_utc();
  return true;
}

// By our clock, and by a vendor's that says otherwise: a press may go by either.
void Feed::plan_timetable(const Now& now, std::vector<Lesson>& out) const {
  plan(rows_, source_, zone_, now.utc - kScheduleBack, now.utc + kScheduleAhead, out);
  if (now.elsewhere_utc == 0 || std::abs(now.elsewhere_utc - now.utc) < kMinute) return;
  plan(rows_, source_, zone_, now.elsewhere_utc - kScheduleBack, now.elsewhere_utc + kScheduleAhead, out);
}

// Whether a lesson begins within that time or is in progress, for all that is known.
bool Feed::is_near(const Now& now, Milliseconds within) const {
  const auto near = [&](const Lesson& lesson) {
    return lesson.key.start_utc - within <= now.vendor_utc() && now.vendor_utc() < lesson.end_utc;
  };
  std::vector<Lesson> of_timetable;
  plan_timetable(now, of_timetable);
  return std::any_of(polled_.begin(), polled_.end(), near) ||
         std::any_of(of_timetable.begin(), of_timetable.end(), near);
}

bool Feed::answered(const Outcome& outcome, std::vector<Lesson> lessons, std::size_t listed, const Now& now) {
  in_flight_ = false;
  fault_ = outcome.fault;
  // A lesson may be near that is not known yet, or come near while it is waited.
  const bool may_be_near =
      outcome.retry_after > 0 && (read_at_utc_ == 0 || asks_again_ || is_near(now, kNear + kRetryAfterMax));
  not_before_ = now.mono + std::min(outcome.retry_after, may_be_near ? kRetryAfterNearMax : kRetryAfterMax);
  if (outcome.verdict != Verdict::kDone) {
    ++failures_;
    due_ = std::max(now.mono + backoff(failures_, random_, kPollNear), not_before_);
    return false;
  }
  failures_ = 0;
  read_at_utc_ = now.utc;
  tells_absence_ = listed > 0;
  merge(std::move(lessons), now);
  // Jitter of a tenth both ways: terminals that were switched on together drift apart.
  const Milliseconds every = is_near(now, kNear) || asks_again_ ? kPollNear : kPollEvery;
  due_ = std::max(now.mono + every - every / 10 + random_.below(every / 5 + 1), not_before_);
  return true;
}

void Feed::merge(std::vector<Lesson> lessons, const Now& now) {
  if (lessons.size() > kFeedLessonsMax) lessons.resize(kFeedLessonsMax);
  const std::size_t read = lessons.size();
  std::vector<LessonKey> absent;
  for (const Lesson& old : polled_) {
    const auto is_named = [&](const Lesson& l) { return l.key.id == old.key.id; };  // Still there, or moved.
    const auto end = lessons.begin() + static_cast<std::ptrdiff_t>(read);
    const bool was_absent = std::find(absent_.begin(), absent_.end(), old.key) != absent_.end();
    const bool was_asked_for = is_asked_for(old, asked_utc_);
    const bool is_missing = tells_absence_ && was_asked_for;
    const bool lies_behind = now.trusted && old.end_utc <= now.utc && !was_asked_for && now.mono >= settled_;
    const bool is_gone = (is_missing && was_absent) || (tells_absence_ && lies_behind);
    if (is_gone || lessons.size() >= kFeedLessonsMax || std::any_of(lessons.begin(), end, is_named)) continue;
    if (was_absent || is_missing) absent.push_back(old.key);
    lessons.push_back(old);
  }
  has_news_ = !is_kept_ || polled_ != lessons;
  is_kept_ = true;
  polled_ = std::move(lessons);
  told_ = read;
  absent_ = std::move(absent);
}

void Feed::hurry(const Now& now) {
  if (failures_ > 0) due_ = std::min(due_, std::max(now.mono, not_before_));
}

void Feed::clock_set(const Now& now) {
  asks_again_ = in_flight_;
  settled_ = now.mono + kClockSettles;
  not_before_ = std::min(not_before_, now.mono + kRetryAfterNearMax);  // By the clock before, none may have been near.
  if (failures_ == 0) due_ = std::min(due_, std::max(now.mono + random_.below(kPollNear), not_before_));
}

bool Feed::link_up(const Now& now) {
  if (failures_ == 0 || !is_network(fault_)) return false;
  failures_ = 0;
  due_ = std::min(due_, now.mono + random_.below(kSpread));
  return true;
}

void Feed::lend(Lesson& lesson) const {
  const auto known =
      std::find_if(polled_.begin(), polled_.end(), [&](const Lesson& l) { return l.room == lesson.room; });
  if (known == polled_.end()) return;
  lesson.group = known->group;
  lesson.password = known->password;
  lesson.student_password = known->student_password;
}

std::vector<Lesson> Feed::lessons(const Now& now) const {
  std::vector<Lesson> all = polled_;
  for (std::size_t i = told_; i < polled_.size(); ++i) all[i].is_kept = true;
  plan_timetable(now, all);
  for (std::size_t i = polled_.size(); i < all.size(); ++i) lend(all[i]);
  std::sort(all.begin(), all.end(), [](const Lesson& a, const Lesson& b) { return a.key.start_utc < b.key.start_utc; });
  return all;
}

}  // namespace classbell
