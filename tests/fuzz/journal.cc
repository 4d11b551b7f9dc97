// What a disk may give back: a journal, and a schedule. Recovery is a prefix, twice is once, and a terminal takes it.
#include "core/journal.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal.h"
#include "fuzz.h"

namespace classbell::fuzz {
namespace {

constexpr Now kNow{1000, 1429242959000, true};

std::string encoded(const std::vector<Record>& records) {
  std::string bytes;
  std::uint64_t sequence = 1;
  for (const Record& record : records) bytes += encode(record, sequence++);
  return bytes;
}

// With its end, where it has one.
std::string_view take_line(std::string_view& bytes) {
  const std::size_t end = bytes.find('\n');
  const std::string_view line = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
  bytes.remove_prefix(line.size());
  return line;
}

// What was recovered is what the first lines say, each by itself, their numbers ascending; and the next line is none,
// or none that could follow.
void expect_prefix(std::string_view journal, const Recovered& recovered) {
  std::uint64_t sequence_min = 1;
  for (const Record& record : recovered.records) {
    const Recovered alone = recover(take_line(journal));
    expect(alone.whole && alone.records.size() == 1, "each record is a whole line's");
    expect(encode(alone.records[0], 1) == encode(record, 1), "the records are the first lines', in order");
    expect(alone.next_sequence > sequence_min, "their numbers ascend");
    sequence_min = alone.next_sequence;
  }
  expect(recovered.whole == journal.empty(), "it is whole where nothing is left");
  expect(!recovered.whole || recovered.next_sequence == sequence_min, "then the next number is the last one's next");
  const Recovered next = recover(take_line(journal));
  expect(next.records.empty() || next.next_sequence <= sequence_min, "no good line is left out");
  expect(recovered.next_sequence >= std::max(sequence_min, next.next_sequence),
         "the next number is above the last one's");
  while (!journal.empty()) {
    const Recovered left = recover(take_line(journal));
    expect(left.records.empty() || recovered.next_sequence >= left.next_sequence, "and above all that are left");
  }
}

// Of what was written and is then cut off, or has a bit turned over, there come back the lines before that place.
void expect_what_stands_before(std::size_t at, int bit, const std::string& written) {
  const std::string before = written.substr(0, at == 0 ? 0 : written.rfind('\n', at - 1) + 1);
  expect(encoded(recover(written.substr(0, at)).records) == before, "of a torn journal all whole lines come back");
  std::string rotten = written;
  rotten[at] = static_cast<char>(static_cast<unsigned char>(rotten[at]) ^ (1U << bit));
  expect(encoded(recover(rotten).records) == before, "of a rotten journal what stands before the rot comes back");
}

void boot(const Recovered& recovered, const std::vector<Lesson>& lessons) {
  SourceSettings source;
  source.name = "school";
  source.can = {true, true, true, true, true};
  TerminalSettings settings;
  settings.sources = {source};
  Terminal terminal(settings);
  terminal.recover(recovered, kNow);
  Effects effects;
  terminal.step(kNow, ScheduleRead{"school", lessons, true, 0}, effects);
  terminal.step(kNow, Tick{}, effects);
  terminal.view(kNow);
  expect(terminal.courses().size() <= kLessonsMax, "the room's capacity");
  expect(recover(encoded(terminal.snapshot())).whole, "a snapshot is whole");
}

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Recovered once = recover(bytes);
  expect_prefix(bytes, once);
  const std::string written = encoded(once.records);
  const Recovered twice = recover(written);
  expect(twice.whole && encoded(twice.records) == written, "recovery twice is recovery once");
  expect(encoded(recover(written + written).records) == written, "numbers that come again are left out");
  const std::uint32_t chance = crc32(bytes);
  if (!written.empty()) expect_what_stands_before(chance % written.size(), static_cast<int>(chance >> 29U), written);

  const auto saved = decode_schedule(bytes);
  const std::vector<Lesson> lessons = saved.value_or(SavedSchedule()).lessons;
  if (saved) {
    const std::string bytes_again = encode_schedule(Span<const Lesson>(lessons), saved->at_utc);
    const auto again = decode_schedule(bytes_again);
    expect(again && encode_schedule(Span<const Lesson>(again->lessons), again->at_utc) == bytes_again,
           "a schedule that was read can be written and read");
  }
  boot(once, lessons);
  return 0;
}
