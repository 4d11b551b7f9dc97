#include "core/journal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace classbell {
namespace {

constexpr std::string_view kMark = "CB1";

constexpr std::array<std::uint32_t, 256> make_crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1U) : c >> 1U;
    table[i] = c;
  }
  return table;
}
constexpr auto kCrcTable = make_crc_table();

// Fields are separated by tabs; what could be mistaken for a separator travels as %XX.
void put(std::string& line, std::string_view field) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  line += '\t';
  for (const char c : field) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || c == '%' || byte == 0x7F) {
      line += '%';
      line += kHex[byte >> 4U];
      line += kHex[byte & 0xFU];
    } else {
      line += c;
    }
  }
}

void put(std::string& line, std::int64_t number) { put(line, std::string_view(std::to_string(number))); }

template <class Int>
bool parse(std::string_view text, Int& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return error == std::errc() && end == text.data() + text.size();
}

// Reads the fields of one line in the order they were put.
class Fields {
 public:
  explicit Fields(std::string_view line) : rest_(line) {}

  std::string text() {
    if (rest_.empty() || rest_[0] != '\t') return fail();
    rest_.remove_prefix(1);
    const std::string_view raw = rest_.substr(0, rest_.find('\t'));
    rest_.remove_prefix(raw.size());
    std::string field;
    for (std::size_t i = 0; i < raw.size(); ++i) {
      if (raw[i] != '%') {
        field += raw[i];
        continue;
      }
      std::uint8_t byte = 0;
      if (i + 3 > raw.size() || !parse(raw.substr(i + 1, 2), byte, 16)) return fail();
      field += static_cast<char>(byte);
      i += 2;
    }
    return field;
  }

  std::int64_t number() {
    std::int64_t value = 0;
    if (!parse(text(), value)) good_ = false;
    return value;
  }

  bool good() const { return good_; }
  bool done() const { return good_ && rest_.empty(); }

 private:
  std::string fail() {
    good_ = false;
    rest_ = {};
    return {};
  }

  std::string_view rest_;
  bool good_ = true;
};

constexpr std::size_t kHead = kMark.size() + 1 + 8 + 1;

std::string head_of(std::string_view body) {
  char head[24];
  const int size = std::snprintf(head, sizeof head, "%s %08x ", kMark.data(), crc32(body));
  return {head, static_cast<std::size_t>(size)};
}

std::string frame(std::string_view payload, std::uint64_t sequence) {
  const std::string body = std::to_string(sequence) + " " + std::to_string(payload.size()) + std::string(payload);
  return head_of(body) + body + '\n';
}

// Takes one framed line off the front of `rest`, whose number is `sequence_min` or more, and counts that on behind it.
// nullopt: it is torn, rotten or out of sequence.
std::optional<std::string_view> unframe(std::string_view& rest, std::uint64_t& sequence_min) {
  const std::size_t end = rest.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view line = rest.substr(0, end);
  if (line.size() < kHead || line.substr(0, kHead) != head_of(line.substr(kHead))) return std::nullopt;
  const std::string_view body = line.substr(kHead);
  const std::size_t space = body.find(' ');
  const std::size_t tab = body.find('\t');
  std::uint64_t stated = 0;
  std::size_t length = 0;
  if (space == std::string_view::npos || tab == std::string_view::npos || tab < space ||
      !parse(body.substr(0, space), stated) || stated < sequence_min || stated == UINT64_MAX ||
      !parse(body.substr(space + 1, tab - space - 1), length) || length != body.size() - tab) {
    return std::nullopt;
  }
  rest.remove_prefix(end + 1);
  sequence_min = stated + 1;
  return body.substr(tab);
}

// The next number behind those of all lines of `rest`, a damaged one counting as one: should the disk give them back,
// they do not pass for what is written from now on.
std::uint64_t above_all(std::string_view rest, std::uint64_t sequence) {
  while (!rest.empty()) {
    if (unframe(rest, sequence)) continue;
    ++sequence;
    rest.remove_prefix(std::min(rest.size() - 1, rest.find('\n')) + 1);
  }
  return sequence;
}

std::optional<Record> decode(std::string_view payload) {
  Fields fields(payload);
  Record record;
  record.key.source = fields.text();
  record.key.id = fields.text();
  record.key.start_utc = fields.number();
  const auto state = state_from_name(fields.text());
  const std::int64_t cause = fields.number();
  record.at_utc = fields.number();
  record.end_utc = fields.number();
  record.planned_end_utc = fields.number();
  record.by_press = fields.number() != 0;
  record.was_live = fields.number() != 0;
  record.room = fields.text();
  record.group = fields.text();
  if (!fields.done() || !state || cause < 0 || cause > static_cast<std::int64_t>(Cause::kReturned)) return std::nullopt;
  record.state = *state;
  record.cause = static_cast<Cause>(cause);
  return record;
}

}  // namespace

std::uint32_t crc32(std::string_view bytes) {
  std::uint32_t c = 0xFFFFFFFFU;
  for (const char byte : bytes) c = kCrcTable[(c ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (c >> 8U);
  return c ^ 0xFFFFFFFFU;
}

std::string encode(const Record& record, std::uint64_t sequence) {
  std::string payload;
  put(payload, record.key.source);
  put(payload, record.key.id);
  put(payload, record.key.start_utc);
  put(payload, state_name(record.state));
  put(payload, static_cast<std::int64_t>(record.cause));
  put(payload, record.at_utc);
  put(payload, record.end_utc);
  put(payload, record.planned_end_utc);
  put(payload, static_cast<std::int64_t>(record.by_press));
  put(payload, static_cast<std::int64_t>(record.was_live));
  put(payload, record.room);
  put(payload, record.group);
  return frame(payload, sequence);
}

Recovered recover(std::string_view journal) {
  Recovered recovered;
  while (!journal.empty()) {
    std::uint64_t sequence = recovered.next_sequence;
    const auto payload = unframe(journal, sequence);
    const auto record = payload ? decode(*payload) : std::nullopt;
    if (!record) {
      recovered.whole = false;
      recovered.next_sequence = above_all(journal, sequence);
      break;
    }
    recovered.records.push_back(*record);
    recovered.next_sequence = sequence;
  }
  return recovered;
}

std::string encode_schedule(Span<const Lesson> lessons, Milliseconds at_utc) {
  std::string head;
  put(head, static_cast<std::int64_t>(lessons.size()));
  put(head, at_utc);
  std::string bytes = frame(head, 0);
  std::uint64_t sequence = 1;
  for (const Lesson& lesson : lessons) {
    std::string payload;
    put(payload, lesson.key.source);
    put(payload, lesson.key.id);
    put(payload, lesson.key.start_utc);
    put(payload, lesson.end_utc);
    put(payload, lesson.title);
    put(payload, lesson.teacher);
    put(payload, lesson.room);
    put(payload, lesson.group);
    put(payload, lesson.password.reveal());
    put(payload, lesson.student_password.reveal());
    put(payload, static_cast<std::int64_t>(lesson.is_planned));
    bytes += frame(payload, sequence++);
  }
  return bytes;
}

std::optional<SavedSchedule> decode_schedule(std::string_view bytes) {
  std::uint64_t sequence = 0;
  const auto head = unframe(bytes, sequence);
  if (!head) return std::nullopt;
  Fields counts(*head);
  SavedSchedule saved;
  const std::int64_t size = counts.number();
  saved.at_utc = counts.number();
  if (!counts.done() || size < 0) return std::nullopt;
  for (std::int64_t i = 0; i < size; ++i) {
    const auto payload = unframe(bytes, sequence);
    if (!payload) return std::nullopt;
    Fields fields(*payload);
    Lesson lesson;
    lesson.key.source = fields.text();
    lesson.key.id = fields.text();
    lesson.key.start_utc = fields.number();
    lesson.end_utc = fields.number();
    lesson.title = fields.text();
    lesson.teacher = fields.text();
    lesson.room = fields.text();
    lesson.group = fields.text();
    lesson.password.assign(fields.text());
    lesson.student_password.assign(fields.text());
    lesson.is_planned = fields.number() != 0;
    if (!fields.done()) return std::nullopt;
    saved.lessons.push_back(lesson);
  }
  if (!bytes.empty()) return std::nullopt;
  return saved;
}

}  // namespace classbell
