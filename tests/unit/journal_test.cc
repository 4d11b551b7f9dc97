// The journal and the schedule cache as bytes: what was written is read back, what is torn or rotten is left out.

#include "core/journal.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "core/random.h"

namespace classbell {
namespace {

const std::vector<std::string> kHostile{
    "",
    "a",
    "\t",
    "\n",
    "%",
    "%41",
    "%%",
    "%0",
    "100%",
    "a\tb\nc\rd",
    std::string("\0x\0", 3),
    "\x7F\x1B[31m",
    "数学 三年级",
    "\xF0\x9F\x93\x9A",
    "\xFF\xFE",
    "CB1 00000000 1 1\t",
    "\n\n\n",
    " ",
    "-1",
    "\"'\\",
};

bool same(const Record& a, const Record& b) {
  return a.key == b.key && a.state == b.state && a.cause == b.cause && a.at_utc == b.at_utc && a.end_utc == b.end_utc &&
         a.planned_end_utc == b.planned_end_utc && a.by_press == b.by_press && a.was_live == b.was_live &&
         a.room == b.room && a.group == b.group;
}

bool same(const Lesson& a, const Lesson& b) {
  return a.key == b.key && a.end_utc == b.end_utc && a.title == b.title && a.teacher == b.teacher && a.room == b.room &&
         a.group == b.group && a.password == b.password && a.student_password == b.student_password;
}

std::vector<Record> thirty() {
  std::vector<Record> records;
  Random random(3);
  for (std::size_t i = 0; i < 30; ++i) {
    const auto text = [&] {
      return std::string_view(
          kHostile[static_cast<std::size_t>(random.below(static_cast<std::int64_t>(kHostile.size())))]);
    };
    Record record;
    record.key = {text(), text(), random.below(INT64_MAX)};
    record.state = static_cast<LessonState>(i % kLessonStates);
    record.cause = static_cast<Cause>(i % (static_cast<std::size_t>(Cause::kReturned) + 1));
    record.at_utc = -random.below(1000);
    record.end_utc = i == 0 ? INT64_MAX : INT64_MIN;
    record.planned_end_utc = random.below(kDay);
    record.by_press = i % 3 == 0;
    record.was_live = i % 5 == 0;
    record.room = text();
    record.group = text();
    records.push_back(record);
  }
  return records;
}

std::string journal_of(const std::vector<Record>& records) {
  std::string bytes;
  std::uint64_t sequence = 1;
  for (const Record& record : records) bytes += encode(record, sequence++);
  return bytes;
}

bool is_prefix(const Recovered& recovered, const std::vector<Record>& all) {
  if (recovered.records.size() > all.size()) return false;
  for (std::size_t i = 0; i < recovered.records.size(); ++i) {
    if (!same(recovered.records[i], all[i])) return false;
  }
  return true;
}

TEST(Journal, RoundTrip) {
  const auto records = thirty();
  const Recovered recovered = recover(journal_of(records));
  EXPECT_TRUE(recovered.whole);
  EXPECT_EQ(recovered.next_sequence, 31U);
  ASSERT_EQ(recovered.records.size(), 30U);
  EXPECT_TRUE(is_prefix(recovered, records));
}

TEST(Journal, EachHostileStringInEachField) {
  for (const std::string& text : kHostile) {
    Record record;
    record.key.source = record.key.id = record.room = record.group = std::string_view(text);
    const std::string line = encode(record, 1);
    EXPECT_EQ(line.find('\n'), line.size() - 1);
    const Recovered recovered = recover(line);
    ASSERT_EQ(recovered.records.size(), 1U);
    EXPECT_TRUE(same(recovered.records[0], record));
  }
}

TEST(Journal, Empty) {
  const Recovered recovered = recover("");
  EXPECT_TRUE(recovered.whole);
  EXPECT_TRUE(recovered.records.empty());
  EXPECT_EQ(recovered.next_sequence, 1U);
}

// Goal: a journal torn at any byte yields the whole records before it, and what is appended there is understood.
TEST(Journal, EachTruncation) {
  const auto records = thirty();
  const std::string bytes = journal_of(records);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    const std::string torn = bytes.substr(0, size);
    const Recovered recovered = recover(torn);
    ASSERT_TRUE(is_prefix(recovered, records)) << size;
    const auto lines = static_cast<std::size_t>(std::count(torn.begin(), torn.end(), '\n'));
    ASSERT_EQ(recovered.records.size(), lines) << size;
    ASSERT_EQ(recovered.whole, torn.empty() || torn.back() == '\n') << size;
    ASSERT_EQ(recovered.next_sequence, lines + (recovered.whole ? 1 : 2));
  }
}

// Goal: a single flipped bit anywhere costs the record it is in and those behind it, and forges none.
TEST(Journal, EachBitFlip) {
  const auto records = thirty();
  std::string bytes = journal_of(records);
  std::size_t line = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const bool ends = bytes[i] == '\n';
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      const Recovered recovered = recover(bytes);
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      ASSERT_TRUE(is_prefix(recovered, records)) << i << " " << bit;
      ASSERT_FALSE(recovered.whole) << i << " " << bit;
      ASSERT_EQ(recovered.records.size(), line) << i << " " << bit;
    }
    if (ends) ++line;
  }
}

// Goal: numbers ascend; a gap is no fault, a repetition or a step back is.
TEST(Journal, Sequence) {
  const Record record;
  EXPECT_EQ(recover(encode(record, 5) + encode(record, 9)).records.size(), 2U);
  EXPECT_EQ(recover(encode(record, 5) + encode(record, 9)).next_sequence, 10U);
  EXPECT_EQ(recover(encode(record, 5) + encode(record, 5)).records.size(), 1U);
  EXPECT_EQ(recover(encode(record, 5) + encode(record, 4)).records.size(), 1U);
  EXPECT_FALSE(recover(encode(record, 5) + encode(record, 4)).whole);
  EXPECT_TRUE(recover(encode(record, UINT64_MAX)).records.empty());  // Nothing could follow it.
}

// Goal: what the disk gives back of a damaged journal does not pass for records of the one that took its place,
// whatever was damaged: one line or all from there on, in its frame or in its content.
TEST(Journal, LinesOfTheReplacedOne) {
  const auto records = thirty();
  std::vector<std::string> old;
  for (const Record& record : records) old.push_back(encode(record, 1000 + old.size()));
  Record unknown = records[0];
  unknown.cause = static_cast<Cause>(200);
  EXPECT_EQ(recover(encode(records[0], 5) + encode(unknown, 9)).next_sequence, 10U);
  for (std::size_t damaged = 1; damaged < old.size(); ++damaged) {
    for (const std::size_t last : {damaged, old.size() - 1}) {
      for (const bool is_framed : {false, true}) {
        std::string found;
        for (std::size_t i = 0; i < old.size(); ++i) {
          const bool is_good = i < damaged || i > last;
          found += is_good ? old[i] : is_framed ? encode(unknown, 1000 + i) : "rot" + old[i];
        }
        const Recovered recovered = recover(found);
        ASSERT_EQ(recovered.records.size(), damaged);
        std::string anew;
        std::uint64_t sequence = recovered.next_sequence;
        for (const Record& record : recovered.records) anew += encode(record, sequence++);
        for (const std::string& line : old)
          ASSERT_EQ(recover(anew + encode(Record(), sequence) + line).records.size(), damaged + 1) << damaged;
      }
    }
  }
}

// Goal: lines with a right check sum and wrong content (another version, a forger) are left out.
TEST(Journal, WrongContent) {
  const auto framed = [](const std::string& payload, const std::string& length) {
    const std::string body = "1 " + length + payload;
    char head[24];
    std::snprintf(head, sizeof head, "CB1 %08x ", crc32(body));
    return head + body + "\n";
  };
  const std::string good = "\ta\tb\t1\tlive\t0\t1\t2\t3\t0\t1\tr\tg";
  ASSERT_EQ(recover(framed(good, std::to_string(good.size()))).records.size(), 1U);
  EXPECT_TRUE(recover(framed(good, std::to_string(good.size() - 1))).records.empty());
  EXPECT_TRUE(recover(framed(good, "x")).records.empty());
  for (const std::string& bad : std::vector<std::string>{
           good + "\tmore", good.substr(0, good.size() - 2), "\ta\tb\t1\tasleep\t0\t1\t2\t3\t0\t1\tr\tg",
           "\ta\tb\t1\tlive\t20\t1\t2\t3\t0\t1\tr\tg", "\ta\tb\t1\tlive\t-1\t1\t2\t3\t0\t1\tr\tg",
           "\ta\tb\tone\tlive\t0\t1\t2\t3\t0\t1\tr\tg", "\ta%\tb\t1\tlive\t0\t1\t2\t3\t0\t1\tr\tg",
           "\ta%4\tb\t1\tlive\t0\t1\t2\t3\t0\t1\tr\tg", "\ta%ZZ\tb\t1\tlive\t0\t1\t2\t3\t0\t1\tr\tg",
           "\ta\tb\t1 \tlive\t0\t1\t2\t3\t0\t1\tr\tg", "\ta\tb\t99999999999999999999\tlive\t0\t1\t2\t3\t0\t1\tr\tg",
           "\t"}) {
    EXPECT_TRUE(recover(framed(bad, std::to_string(bad.size()))).records.empty()) << bad;
  }
}

TEST(Journal, Crc) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(crc32(""), 0U);
}

std::vector<Lesson> lessons() {
  std::vector<Lesson> all;
  for (std::size_t i = 0; i < kHostile.size(); ++i) {
    const auto text = [&](std::size_t offset) { return std::string_view(kHostile[(i + offset) % kHostile.size()]); };
    Lesson lesson;
    lesson.key = {text(0), text(1), static_cast<Milliseconds>(i) * kHour};
    lesson.end_utc = lesson.key.start_utc + kHour;
    lesson.title = text(2);
    lesson.teacher = text(3);
    lesson.room = text(4);
    lesson.group = text(5);
    lesson.password.assign(text(6));
    lesson.student_password.assign(text(7));
    all.push_back(lesson);
  }
  return all;
}

TEST(ScheduleCache, RoundTrip) {
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, kHostile.size()}) {
    auto all = lessons();
    all.resize(size);
    const auto read = decode_schedule(encode_schedule(all, 123));
    ASSERT_TRUE(read.has_value());
    EXPECT_EQ(read->at_utc, 123);
    ASSERT_EQ(read->lessons.size(), size);
    for (std::size_t i = 0; i < size; ++i) EXPECT_TRUE(same(read->lessons[i], all[i])) << i;
  }
}

// Goal: any damage makes the whole of it worthless. Method: each truncation, each flipped bit, something behind it, two
// lines changed places, a line missing.
TEST(ScheduleCache, AnyDamage) {
  const auto all = lessons();
  std::string bytes = encode_schedule(all, 123);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_FALSE(decode_schedule(bytes.substr(0, size)).has_value()) << size;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      const auto read = decode_schedule(bytes);
      bytes[i] = static_cast<char>(bytes[i] ^ (1 << bit));
      ASSERT_FALSE(read.has_value()) << i << " " << bit;
    }
  }
  EXPECT_FALSE(decode_schedule(bytes + "x").has_value());
  EXPECT_FALSE(decode_schedule(bytes + "\n").has_value());
  const std::size_t first = bytes.find('\n') + 1;
  const std::size_t second = bytes.find('\n', first) + 1;
  const std::size_t third = bytes.find('\n', second) + 1;
  EXPECT_FALSE(decode_schedule(bytes.substr(0, first) + bytes.substr(second)).has_value());
  EXPECT_FALSE(decode_schedule(bytes.substr(0, first) + bytes.substr(second, third - second) +
                               bytes.substr(first, second - first) + bytes.substr(third))
                   .has_value());
  EXPECT_FALSE(decode_schedule("").has_value());
}

}  // namespace
}  // namespace classbell
