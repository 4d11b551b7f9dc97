// What a disk may give back: a journal, and a schedule. Recovery is a prefix, twice is once, and a terminal takes it.
#include "core/journal.h"

#include "core/terminal.h"
#include "fuzz.h"

namespace classbell::fuzz {
namespace {

constexpr Now kNow{1000, 1429242959000, true};

void boot(const Recovered& recovered, const std::vector<Lesson>& lessons) {
  SourceSettings source;
  source.name = "school";
  source.can = {true, true, true, true, true};
  TerminalSettings settings;
  settings.sources = {source};
  Terminal terminal(settings);
  terminal.recover(recovered, kNow);
  Effects effects;
  terminal.step(kNow, ScheduleRead{"school", lessons, true}, effects);
  terminal.step(kNow, Tick{}, effects);
  terminal.view(kNow);
  expect(terminal.courses().size() <= kLessonsMax, "the room's capacity");
  std::string again;
  std::uint64_t sequence = 1;
  for (const Record& record : terminal.snapshot()) again += encode(record, sequence++);
  expect(recover(again).whole, "a snapshot is whole");
}

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Recovered once = recover(bytes);
  std::string written;
  std::uint64_t sequence = 1;
  for (const Record& record : once.records) written += encode(record, sequence++);
  const Recovered twice = recover(written);
  expect(twice.whole && twice.records.size() == once.records.size(), "recovery twice is recovery once");

  const auto lessons = decode_schedule(bytes);
  if (lessons) {
    const auto again = decode_schedule(encode_schedule(Span<const Lesson>(*lessons), 1));
    expect(again && again->size() == lessons->size(), "a schedule that was read can be written and read");
  }
  boot(once, lessons.value_or(std::vector<Lesson>()));
  return 0;
}
