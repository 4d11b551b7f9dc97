#ifndef CLASSBELL_CORE_TERMINAL_H_
#define CLASSBELL_CORE_TERMINAL_H_

#include <cstdint>
#include <string_view>
#include <variant>
#include <optional>
#include <vector>

#include "core/button.h"
#include "core/course.h"
#include "core/effect.h"
#include "core/journal.h"
#include "core/lesson.h"
#include "core/random.h"
#include "core/span.h"
#include "core/time.h"
#include "core/view.h"

// One room. Events go in with the time, effects come out; it does no I/O and reads no clock.
namespace classbell {

struct SourceSettings {
  Text<kSourceNameBytes> name;
  Capabilities can{};
  std::vector<Text<kTitleBytes>> rooms;  // Of this terminal: room numbers, or "name:PREFIX". Empty: all.
  Text<kVendorIdBytes> manual_room;      // Where a lesson without a plan may be held; empty: nowhere.
};

// From an instant to before another one: lessons that would begin in it are cancelled.
struct Holiday {
  Milliseconds from_utc = 0;
  Milliseconds to_utc = 0;
};

bool is_holiday(const std::vector<Holiday>& holidays, const Lesson& lesson);

inline constexpr Milliseconds kOverShown = 20 * kSecond;  // How long a lesson that has just ended is shown as such.

struct TerminalSettings {
  Text<kTitleBytes> room;
  std::vector<SourceSettings> sources;  // In order of precedence.
  std::vector<Holiday> holidays;
  Milliseconds open_before = 5 * kMinute;
  bool auto_start = true;
  bool auto_stop = true;
  Milliseconds extend_step = 5 * kMinute;
  Milliseconds extend_max = 30 * kMinute;
  Milliseconds manual_length = 60 * kMinute;
  bool show_titles = true;
  LedTable leds = kDefaultLeds;
  std::uint64_t seed = 0;
};

struct Tick {};             // Time has passed; harmless at any moment.
struct ScheduleRead {       // A good schedule, whole: what it lacks is dropped.
  std::string_view source;  // Borrowed for the step.
  Span<const Lesson> lessons;
  bool restored = false;  // From the disk: what is over by now was missed while switched off.
  Milliseconds asked_utc = 0;  // The time about which it was asked for: of other days it tells nothing.
  bool tells_absence = true;   // False: it listed nothing, and is no evidence against what it does not name (rule 5).
};
struct Answered {  // What came of an Ask.
  std::uint32_t id = 0;
  Outcome outcome;
};
struct ButtonEdge {
  bool down = false;
};                    // Debounced.
struct ButtonFound {  // The button was plugged in, or out (not down): what it was in the middle of is void.
  bool down = false;
};
struct Command {  // From the control socket: a person who typed it.
  enum class Kind : std::uint8_t { kStart, kStop, kExtend } kind = Kind::kStart;
};
struct RoomReport {  // A callback says that the class began, or is over: a reason to look.
  std::string_view source;
  std::string_view room;
  RoomState state = RoomState::kUnread;
};
struct SourceReport {  // How the last poll of a source went.
  std::string_view source;
  Fault fault;
};
struct LinkUp {};  // The network is back: what was backed off is tried at once.
struct BrowserReport {
  bool ok = true;
};
struct DiskReport {
  bool ok = true;
};
struct DeviceReport {  // The button, the LEDs and the panel.
  bool ok = true;
};
struct EntryReport {  // How the last asking for the URL by which the room enters went.
  Fault fault;
};
struct EntryKnown {  // Where the lesson's students enter.
  LessonKey lesson;
  std::string_view student_url;
};

using Event = std::variant<Tick, ScheduleRead, Answered, ButtonEdge, ButtonFound, Command, RoomReport, SourceReport,
                           LinkUp, BrowserReport, DiskReport, DeviceReport, EntryReport, EntryKnown>;

class Terminal {
 public:
  explicit Terminal(TerminalSettings settings);

  // What the journal held. Before the first step.
  void recover(const Recovered& recovered, const Now& now);
  // The records worth keeping when the journal is rewritten: the last of each lesson of the past day.
  std::vector<Record> snapshot() const;

  // Takes one event; fills `out` afresh. Never blocks, never fails.
  void step(const Now& now, const Event& event, Effects& out);
  // The instant (mono) by which the next Tick is due; kNever: nothing is.
  Milliseconds deadline(const Now& now) const;

  // A lesson this terminal knows; nullptr when it knows it no more.
  const Lesson* find(const LessonKey& key) const;
  const std::vector<Course>& courses() const { return courses_; }
  // Counts on whenever the journal tells what is no longer so, and is to be written anew.
  std::size_t forgotten() const { return forgotten_; }
  const TerminalSettings& settings() const { return settings_; }
  Span<const Fault> source_faults() const { return Span<const Fault>(source_faults_); }  // Beside settings().sources.
  // The answer to the last press or command.
  Notice notice() const { return notice_; }

  View view(const Now& now) const;

 private:
  void on(const Now& now, const Tick& tick, Effects& out);
  void on(const Now& now, const ScheduleRead& read, Effects& out);
  void on(const Now& now, const Answered& answered, Effects& out);
  void on(const Now& now, const ButtonEdge& edge, Effects& out);
  void on(const Now& now, const ButtonFound& found, Effects& out);
  void on(const Now& now, const Command& command, Effects& out);
  void on(const Now& now, const RoomReport& report, Effects& out);
  void on(const Now& now, const SourceReport& report, Effects& out);
  void on(const Now& now, const LinkUp& link, Effects& out);
  void on(const Now& now, const BrowserReport& report, Effects& out);
  void on(const Now& now, const EntryReport& report, Effects& out);
  void on(const Now& now, const DiskReport& report, Effects& out);
  void on(const Now& now, const DeviceReport& report, Effects& out);
  void on(const Now& now, const EntryKnown& entry, Effects& out);

  void settle(const Now& now, Effects& out);
  void choose_page(const Now& now, Effects& out);
  void forget_old(const Now& now);
  void forget_damage(const Now& now);

  void gesture(Button::Gesture gesture, const Now& now, Effects& out);
  void press(const Now& now, Effects& out);
  bool start_by_hand(const Now& now, Effects& out);
  void hold(const Now& now, Effects& out);
  void let_go(const Now& now, Effects& out);
  void start_manual(const Now& now, Effects& out);
  void stop(bool at_once, const Now& now, Effects& out);
  Milliseconds extended(const Course& running, const Now& now) const;
  void extend(const Now& now, Effects& out);
  void tell(Notice notice, const Now& now);

  bool may_be_untold(const LessonKey& key) const;
  bool record_lost(const Course& course, const Now& now) const;
  bool is_held_elsewhere(const Lesson& lesson) const;
  void take(const Lesson& lesson, const ScheduleRead& read, const Now& now, Effects& out);
  Course* add(Course course);  // nullptr: the room is full.

  Course* course_of(const LessonKey& key);  // nullptr: not known.
  const SourceSettings* source(std::string_view name) const;
  CourseContext context(const Course& course, const Now& now) const;
  bool blocks(const Course& other, const Now& now) const;
  bool ends_in_page(const Course& course) const;  // Only a person can begin and end it.
  int claim(const Course& course, const Now& now) const;
  const Course* foremost(const Now& now) const;
  Course* current();
  const Course* just_over(const Now& now);
  bool is_about_another();
  Course* startable(const Now& now);
  Course* startable(Milliseconds utc, const Now& now);
  const Course* shown(const Now& now) const;
  const Course* upcoming(const Now& now) const;
  Fault worst_fault(const Now& now, const Course* about) const;
  static LedSign led_sign(const View& view);

  TerminalSettings settings_;
  std::vector<Course> courses_;  // By start; never more than kLessonsMax.
  std::size_t forgotten_ = 0;
  Milliseconds recovered_ = 0;    // mono; when the journal was read.
  // When a tail of it was found to be lost; 0: it is whole, or a day has gone by. kNever until the clock has settled.
  Milliseconds damaged_utc_ = 0;
  Button button_;
  mutable Random random_;
  mutable std::uint32_t next_ask_id_ = 1;
  Notice notice_ = Notice::kNone;
  Milliseconds notice_until_ = 0;  // mono
  bool unsettled_ = false;         // The last step left something for the next.
  std::optional<LessonKey> down_on_;  // What the finger went down on: it has the room, or had it a moment ago.
  bool was_held_ = false;             // Its stop was held back already then.
  bool hold_is_taken_ = false;     // The hold under way stops a lesson,
  bool hold_stops_start_ = false;  // which is still starting: when it ends.
  bool page_open_ = false;
  LessonKey page_;  // The lesson whose page the browser was told to show.
  LessonKey student_lesson_;
  Text<kUrlBytes> student_url_;
  std::vector<Fault> source_faults_;  // Beside settings_.sources.
  bool browser_ok_ = true;
  Fault entry_fault_;
  bool disk_ok_ = true;
  bool devices_ok_ = true;
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_TERMINAL_H_
