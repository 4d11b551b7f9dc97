#ifndef CLASSBELL_CORE_VIEW_H_
#define CLASSBELL_CORE_VIEW_H_

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/fault.h"
#include "core/lesson.h"
#include "core/life.h"
#include "core/zone.h"

// What the terminal shows, whatever shows it: the LCD, the LEDs, the status command are all derived from one View.
namespace classbell {

enum class Language : std::uint8_t { kChinese, kEnglish };

enum class ScreenKind : std::uint8_t {
  kIdle,
  kOpening,   // opening and armed: countdown and the students' QR code
  kStarting,
  kLive,
  kEnding,
  kHeld,      // A stop that can be taken back, or a lesson just stopped.
  kFault,     // Nothing else to show but what is wrong.
};

// The answer to a press or a command, shown for some seconds.
enum class Notice : std::uint8_t {
  kNone,
  kPressed,         // Acknowledged; what it means is not known yet.
  kStarting,
  kNothingToStart,
  kAlreadyStarted,
  kStopping,
  kNothingToStop,
  kTakenBack,
  kExtending,
  kCannotExtend,    // The next lesson, the limit, or the vendor forbids it.
  kHoldLonger,
  kButtonStuck,
};

enum class LedPattern : std::uint8_t { kOff, kOn, kBlink, kFastBlink };

struct Leds {
  LedPattern green = LedPattern::kOff;
  LedPattern amber = LedPattern::kOff;
  LedPattern red = LedPattern::kOff;

  friend bool operator==(const Leds& a, const Leds& b) {
    return a.green == b.green && a.amber == b.amber && a.red == b.red;
  }
};

inline constexpr Milliseconds kBlinkPeriod = 1000;
inline constexpr Milliseconds kFastBlinkPeriod = 250;
// Whether a LED of this pattern is lit at an instant (mono).
bool is_lit(LedPattern pattern, Milliseconds mono);
// The next instant (mono) at which that is otherwise; kNever: it never is.
Milliseconds next_change(LedPattern pattern, Milliseconds mono);

// What the LEDs tell, and how by default. The table's order is the enum's.
enum class LedSign : std::uint8_t { kReady, kSoon, kOpening, kStarting, kLive, kEnding, kHeld, kFault };
inline constexpr std::size_t kLedSigns = 8;
using LedTable = std::array<Leds, kLedSigns>;
inline constexpr LedTable kDefaultLeds{{
    // green, amber, red
    {LedPattern::kOn, LedPattern::kOff, LedPattern::kOff},         // ready
    {LedPattern::kBlink, LedPattern::kOff, LedPattern::kOff},      // soon: a lesson within 5 min
    {LedPattern::kOff, LedPattern::kOn, LedPattern::kOff},         // opening
    {LedPattern::kOff, LedPattern::kOn, LedPattern::kOff},         // starting
    {LedPattern::kOff, LedPattern::kOff, LedPattern::kOn},         // live
    {LedPattern::kOff, LedPattern::kBlink, LedPattern::kBlink},    // ending
    {LedPattern::kOff, LedPattern::kBlink, LedPattern::kOff},      // held: stopped by hand, or just over
    {LedPattern::kOff, LedPattern::kOff, LedPattern::kFastBlink},  // fault
}};

struct View {
  ScreenKind kind = ScreenKind::kIdle;
  Text<kTitleBytes> room;
  Milliseconds utc = 0;
  bool clock_trusted = false;
  bool by_vendor_clock = false;    // `utc` is what a vendor's says, ours not being trusted.

  bool has_lesson = false;         // The lesson this screen is about; on kIdle the next one.
  LessonKey lesson;
  LessonState state = LessonState::kPlanned;
  Cause cause = Cause::kReturned;
  Text<kTitleBytes> title;         // Empty where titles are hidden.
  Text<kTeacherBytes> teacher;
  Milliseconds start_utc = 0;
  Milliseconds end_utc = 0;        // With extensions.
  Milliseconds live_for = 0;
  bool waits_for_person = false;   // The vendor wants somebody in the room first.
  bool start_in_page = false;      // The vendor cannot be told: the teacher must press start in the page.
  bool end_in_page = false;        // ... and end in the page, when it is to end.
  bool can_extend = false;         // A press moves its end.
  int take_back_s = 0;             // Seconds left to take a stop back.
  Text<kUrlBytes> student_url;     // For the QR code; empty: none.

  Notice notice = Notice::kNone;
  int hold_percent = 0;
  Fault fault;
  Leds leds;
};

std::string_view screen_name(ScreenKind kind);  // "idle", "opening", ...
std::string_view notice_name(Notice notice);    // "starting", "nothing to start", ...: English, for commands.

// The view in words, as any panel draws it. `big` is what must be read across the room.
struct Screen {
  ScreenKind kind = ScreenKind::kIdle;
  Text<64> clock;                  // "08:59:41"
  Text<kTitleBytes> room;
  Text<64> heading;                // The state in a word.
  Text<64> big;                    // The countdown.
  Text<kTitleBytes> title;
  Text<192> detail;                // Times and teacher.
  Text<192> footer;                // A notice, or what is wrong and what to do.
  int percent = -1;                // A bar: of the hold, else of the lesson; -1: none.
  Text<kUrlBytes> qr;

  friend bool operator==(const Screen& a, const Screen& b);
};

Screen screen(const View& view, const Zone& zone, Language language);
// The next instant (utc) at which time alone makes another screen of it: the next second, or, with nothing due for
// long, the next minute.
Milliseconds next_change(const View& view);

// One sentence that says what is wrong and what to do; of the view's own fault, what to do now.
std::string_view fault_sentence(FaultCode code, Language language);
std::string_view fault_sentence(const View& view, Language language);

}  // namespace classbell

#endif  // CLASSBELL_CORE_VIEW_H_
