#ifndef CLASSBELL_CORE_FEED_H_
#define CLASSBELL_CORE_FEED_H_

#include <cstdint>
#include <vector>

#include "core/lesson.h"
#include "core/operation.h"
#include "core/random.h"
#include "core/time.h"
#include "core/timetable.h"
#include "core/zone.h"

namespace classbell {

inline constexpr Milliseconds kPollEvery = 60 * kSecond;
inline constexpr Milliseconds kPollNear = 15 * kSecond;  // While a lesson is near or in progress.
inline constexpr Milliseconds kNear = 10 * kMinute;
inline constexpr Milliseconds kSpread = 10 * kSecond;     // Of the first poll, where power or network came back to all.
inline constexpr Milliseconds kScheduleBack = 6 * kHour;  // The window that is asked for.
inline constexpr Milliseconds kScheduleAhead = 36 * kHour;
inline constexpr Milliseconds kRetryAfterNearMax =
    30 * kSecond;  // What a vendor may ask for beyond that is not waited.
inline constexpr Milliseconds kRetryAfterMax = 10 * kMinute;

// Whether a reading that is sent at `utc` would have the lesson. One by a clock that is wrong asks for other days, and
// tells nothing of this one's.
inline bool is_asked_for(const Lesson& lesson, Milliseconds utc) {
  return lesson.end_utc > utc - kScheduleBack && lesson.key.start_utc < utc + kScheduleAhead;
}

// One account's schedule: when to read it, and the last good reading. One feed serves every room of its account.
class Feed {
 public:
  // `rows` is the local timetable of this source.
  Feed(std::string_view source, std::vector<TimetableRow> rows, const Zone& zone, std::uint64_t seed);

  // The last good schedule, from the disk. With it the first poll is due within kSpread (a second, where a lesson is on
  // and waits for a clock that the reading's Date may vouch for); without it, at once.
  void restore(std::vector<Lesson> lessons, const Now& now);

  // Whether to send kSchedule now, for [now - kScheduleBack, now + kScheduleAhead). Call at deadline().
  bool poll_due(const Now& now);
  Milliseconds asked_utc() const { return asked_utc_; }  // The time about which the last reading was asked for.
  // Whether what lessons() lacks is gone: the last good reading listed something, or the timetable is all there is, as
  // the disk said.
  bool tells_absence() const { return tells_absence_ || (is_restored_ && polled_.empty() && !rows_.empty()); }
  Milliseconds deadline() const { return in_flight_ ? kNever : due_; }

  // The poll's end. Returns whether there is a new good schedule (pass lessons() on, and save polled() if it
  // has_news()). A lesson that vanished is dropped after two good readings without it, one that moved at once, as is
  // what lies behind the days that are asked for, by a clock that was not set for an hour; an empty reading is no
  // evidence that anything vanished (rule 5). `listed`: how many rooms the vendor named where it lists what is planned,
  // those of others included; 0, and what is in `lessons` all the same only adds to what is known.
  bool answered(const Outcome& outcome, std::vector<Lesson> lessons, std::size_t listed, const Now& now);
  // Somebody pressed the button: what was backed off is tried at once, unless the vendor asked for patience.
  void hurry(const Now& now);
  // The clock was set, or is trusted from now on: by the one before, near lessons may have been far, or past and
  // forgotten. The next poll is no further off than near one.
  void clock_set(const Now& now);
  // The network may be back: a backoff that it caused begins anew, and the next poll is due within kSpread. Returns
  // whether there was such a backoff.
  bool link_up(const Now& now);

  // The vendor's lessons and the timetable's, as last known, by start.
  std::vector<Lesson> lessons(const Now& now) const;
  // Adds what the vendor tells of a room (group, passwords) to a lesson in it that the vendor did not plan.
  void lend(Lesson& lesson) const;
  // The vendor's alone: what to keep on the disk,
  const std::vector<Lesson>& polled() const { return polled_; }
  // where it is already when the last good reading said nothing new.
  bool has_news() const { return has_news_; }
  std::string_view source() const { return source_; }
  Fault fault() const { return fault_; }

 private:
  Milliseconds first_spread(const Now& now) const;
  bool is_near(const Now& now, Milliseconds within) const;
  void plan_timetable(const Now& now, std::vector<Lesson>& out) const;
  void merge(std::vector<Lesson> lessons, const Now& now);

  Text<kSourceNameBytes> source_;
  std::vector<TimetableRow> rows_;
  Zone zone_;
  Random random_;
  std::vector<Lesson> polled_;
  std::size_t told_ = 0;           // Of polled_: those that the last good reading named; behind them stand older ones.
  std::vector<LessonKey> absent_;  // Of polled_: those that the last reading which could tell lacked.
  bool is_kept_ = false;  // polled_ came from the disk, or was told to be news: an empty one is worth a file too.
  bool has_news_ = false;
  bool tells_absence_ = false;
  bool is_restored_ = false;
  bool in_flight_ = false;
  bool asks_again_ = false;  // The clock was set meanwhile: of today that reading may tell nothing.
  int failures_ = 0;
  Fault fault_;
  Milliseconds due_ = 0;         // mono
  Milliseconds settled_ = 0;     // mono: until then the clock may have been set to what is not so.
  Milliseconds asked_utc_ = 0;   // By which the reading under way, or the last, was asked for.
  Milliseconds not_before_ = 0;  // mono: what the vendor asked for.
  Milliseconds read_at_utc_ = 0;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_FEED_H_
