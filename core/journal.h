#ifndef CLASSBELL_CORE_JOURNAL_H_
#define CLASSBELL_CORE_JOURNAL_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/lesson.h"
#include "core/life.h"
#include "core/span.h"

// What outlives a power cut: the journal of transitions and the last good schedules, as bytes. Lines of text, each
// with its sequence number, length and CRC-32, so that a torn or rotten tail is recognised and left out.
namespace classbell {

// A lesson came into a state. Enough to finish the lesson when the schedule is lost: whom to stop, and until when.
struct Record {
  LessonKey key;
  LessonState state = LessonState::kPlanned;
  Cause cause = Cause::kReturned;
  Milliseconds at_utc = 0;
  Milliseconds end_utc = 0;          // Extensions included.
  Milliseconds planned_end_utc = 0;
  bool by_press = false;             // A person started it: it may run before T.
  bool was_live = false;             // It was confirmed live before.
  Text<kVendorIdBytes> room;
  Text<kVendorIdBytes> group;
};

// Of no lesson. It outlives a damaged journal, which a boot writes anew, as long as what that lost may matter: a day
// from `found_utc`, which is kNever until a clock tells it.
inline Record damage_record(Milliseconds found_utc) {
  Record record;
  record.state = LessonState::kMissed;
  record.at_utc = found_utc;
  return record;
}
inline bool tells_of_damage(const Record& record) {
  return record.key.source.empty() && record.state == LessonState::kMissed;
}

// Numbers ascend; a gap is no fault (a journal being rewritten lacks what only its successor holds).
std::string encode(const Record& record, std::uint64_t sequence);

struct Recovered {
  std::vector<Record> records;       // In order; a prefix of what was written.
  std::uint64_t next_sequence = 1;   // Above all numbers in that journal, those of a tail that was left out too.
  bool whole = true;                 // False: a tail was left out.
};
Recovered recover(std::string_view journal);

// A source's last good schedule, as of `at_utc`.
std::string encode_schedule(Span<const Lesson> lessons, Milliseconds at_utc);
struct SavedSchedule {
  std::vector<Lesson> lessons;
  Milliseconds at_utc = 0;
};
// nullopt: the bytes are not what encode_schedule wrote. The file is of no use: drop it and poll.
std::optional<SavedSchedule> decode_schedule(std::string_view bytes);

std::uint32_t crc32(std::string_view bytes);

}  // namespace classbell

#endif  // CLASSBELL_CORE_JOURNAL_H_
