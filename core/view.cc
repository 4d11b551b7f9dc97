#include <algorithm>

#include "core/terminal.h"
#include "core/view.h"

namespace classbell {
namespace {

constexpr Milliseconds kPressInPageAfter = 60 * kSecond;

// How long such a pattern stays lit, and dark; 0: it does not change.
Milliseconds half_period(LedPattern pattern) {
  switch (pattern) {
    case LedPattern::kOff:
    case LedPattern::kOn: return 0;
    case LedPattern::kBlink: return kBlinkPeriod / 2;
    case LedPattern::kFastBlink: return kFastBlinkPeriod / 2;
  }
  return 0;
}

}  // namespace

bool is_lit(LedPattern pattern, Milliseconds mono) {
  const Milliseconds half = half_period(pattern);
  return half == 0 ? pattern == LedPattern::kOn : mono / half % 2 == 0;
}

Milliseconds next_change(LedPattern pattern, Milliseconds mono) {
  const Milliseconds half = half_period(pattern);
  return half == 0 ? kNever : (mono / half + 1) * half;
}

std::string_view screen_name(ScreenKind kind) {
  switch (kind) {
    case ScreenKind::kIdle: return "idle";
    case ScreenKind::kOpening: return "opening";
    case ScreenKind::kStarting: return "starting";
    case ScreenKind::kLive: return "live";
    case ScreenKind::kEnding: return "ending";
    case ScreenKind::kHeld: return "held";
    case ScreenKind::kFault: return "fault";
  }
  return "";
}

std::string_view notice_name(Notice notice) {
  switch (notice) {
    case Notice::kNone: return "";
    case Notice::kPressed: return "pressed";
    case Notice::kStarting: return "starting";
    case Notice::kNothingToStart: return "no lesson to start: none in its window or within 30 minutes";
    case Notice::kAlreadyStarted: return "already started";
    case Notice::kStopping: return "stopping";
    case Notice::kNothingToStop: return "no lesson is live";
    case Notice::kTakenBack: return "the stop is taken back";
    case Notice::kExtending: return "extending";
    case Notice::kCannotExtend: return "cannot extend: the next lesson or the limit is in the way";
    case Notice::kHoldLonger: return "hold for 2 seconds to stop";
    case Notice::kButtonStuck: return "the button is stuck";
  }
  return "";
}

const Course* Terminal::upcoming(const Now& now) const {
  for (const Course& course : courses_) {
    if (course.state() == LessonState::kPlanned && course.end_utc() > now.vendor_utc()) return &course;
  }
  return nullptr;
}

// The lesson the room cares for most at this moment.
const Course* Terminal::shown(const Now& now) const {
  if (const Course* course = foremost(now)) return course;
  const Course* over = nullptr;
  for (const Course& course : courses_) {
    const bool just_over = course.entered_within(kOverShown, now);
    // What is called off is news when it would be at hand; a holiday, for as long as it would last.
    const Milliseconds ahead = course.lesson().key.start_utc - settings_.open_before;
    const bool at_hand = ahead <= now.vendor_utc() && now.vendor_utc() < course.end_utc();
    const bool is_off = course.state() == LessonState::kCancelled;
    if (is_off ? at_hand && (just_over || course.cause() == Cause::kHoliday) : is_over(course.state()) && just_over)
      over = &course;
  }
  return over != nullptr ? over : upcoming(now);
}

Fault Terminal::worst_fault(const Now& now, const Course* about) const {
  Fault worst;
  const auto consider = [&](const Fault& fault) {
    if (fault && (!worst || fault.code < worst.code)) worst = fault;
  };
  if (!now.trusted) consider({FaultCode::kClock, 0});
  if (!disk_ok_) consider({FaultCode::kDisk, 0});
  if (!browser_ok_ && page_open_) consider({FaultCode::kBrowser, 0});
  if (page_open_) consider(entry_fault_);
  if (!devices_ok_) consider({FaultCode::kDevice, 0});
  for (const Fault& fault : source_faults_) consider(fault);
  if (about != nullptr && !about->waits_for_person()) consider(about->fault());
  return worst;
}

LedSign Terminal::led_sign(const View& view) {
  switch (view.kind) {
    case ScreenKind::kLive: return LedSign::kLive;
    case ScreenKind::kEnding: return LedSign::kEnding;
    case ScreenKind::kHeld: {
      const bool waits_for_vendor = view.state == LessonState::kStopping && view.take_back_s == 0 && !view.end_in_page;
      return view.fault && waits_for_vendor ? LedSign::kFault : LedSign::kHeld;
    }
    case ScreenKind::kOpening: return view.fault ? LedSign::kFault : LedSign::kOpening;
    case ScreenKind::kStarting:
      if (view.fault) return LedSign::kFault;
      return view.start_in_page ? LedSign::kHeld : LedSign::kStarting;  // As for an end in the page: a person is due.
    case ScreenKind::kIdle:
    case ScreenKind::kFault: break;
  }
  if (view.fault) return LedSign::kFault;
  const bool soon = view.has_lesson && view.start_utc > view.utc && view.start_utc - view.utc <= 5 * kMinute;
  return soon ? LedSign::kSoon : LedSign::kReady;
}

View Terminal::view(const Now& now) const {
  View view;
  view.room = settings_.room;
  view.utc = now.vendor_utc();
  view.clock_trusted = now.trusted;
  view.by_vendor_clock = now.elsewhere_utc != 0;
  view.notice = notice_;
  view.hold_percent = button_.hold_percent(now.mono);
  const Course* course = shown(now);
  view.fault = worst_fault(now, course);
  if (course != nullptr) {
    const Lesson& lesson = course->lesson();
    view.has_lesson = true;
    view.lesson = lesson.key;
    view.state = course->state();
    view.cause = course->cause();
    if (settings_.show_titles) view.title = lesson.title;
    view.teacher = lesson.teacher;
    view.start_utc = lesson.key.start_utc;
    view.end_utc = course->end_utc();
    view.live_for = course->live_for(now);
    view.waits_for_person = course->waits_for_person();
    if (course->taken_back_until() > now.mono)
      view.take_back_s = static_cast<int>((course->taken_back_until() - now.mono + 999) / 1000);
    if (student_lesson_ == lesson.key) view.student_url = student_url_;
    const bool is_due = course->by_press() || view.utc >= lesson.key.start_utc + kPressInPageAfter;
    view.start_in_page = ends_in_page(*course) && view.state == LessonState::kStarting && is_due;
    view.can_extend = extended(*course, now) > view.end_utc && !course->extension_refused();
    view.end_in_page = ends_in_page(*course);
    switch (view.state) {
      case LessonState::kPlanned: view.kind = ScreenKind::kIdle; break;
      case LessonState::kOpening:
      case LessonState::kArmed: view.kind = ScreenKind::kOpening; break;
      case LessonState::kStarting: view.kind = ScreenKind::kStarting; break;
      case LessonState::kLive: view.kind = ScreenKind::kLive; break;
      case LessonState::kEnding: view.kind = ScreenKind::kEnding; break;
      case LessonState::kStopping:
      case LessonState::kEnded:
      case LessonState::kMissed:
      case LessonState::kCancelled: view.kind = ScreenKind::kHeld; break;
    }
  }
  // Nor does a holiday hide what is wrong for as long as it lasts.
  const bool is_quiet = view.kind == ScreenKind::kIdle || (course != nullptr && course->cause() == Cause::kHoliday);
  if (view.fault && is_quiet) view.kind = ScreenKind::kFault;
  view.leds = settings_.leds[static_cast<std::size_t>(led_sign(view))];
  return view;
}

}  // namespace classbell
