#include "screens.h"

namespace classbell::platform {
namespace {

constexpr std::int32_t kShanghai_s = 8 * 3600;
constexpr Milliseconds kStart = 1'740'787'200'000;  // 2025-03-01 08:00 in Shanghai.

std::string_view title_of(Title title) {
  switch (title) {
    case Title::kNone: return "";
    case Title::kShort: return "数学 一元二次方程";
    case Title::kLong: return "高中数学必修第一册第三章函数的概念与性质单元复习课暨期中考试重点难点例题讲解直播班";
  }
  return "";
}

View base(ScreenKind kind, LessonState state, Milliseconds since_start, Title title) {
  View view;
  view.kind = kind;
  view.state = state;
  view.room = "Room 301 三楼东";
  view.utc = kStart + since_start;
  view.clock_trusted = true;
  view.has_lesson = true;
  view.title = title_of(title);
  view.teacher = "王老师";
  view.start_utc = kStart;
  view.end_utc = kStart + 45 * kMinute;
  view.live_for = since_start - kSecond;
  return view;
}

}  // namespace

std::vector<NamedScreen> screens_of_a_day(Language language, Title title) {
  const Zone zone(kShanghai_s);
  std::vector<NamedScreen> all;
  const auto add = [&](const char* name, const View& view) { all.push_back({name, screen(view, zone, language)}); };

  View idle = base(ScreenKind::kIdle, LessonState::kPlanned, -(kHour + 4 * kMinute + 5 * kSecond), title);
  add("idle", idle);
  View free = idle;
  free.has_lesson = false;
  free.title = "";
  add("free", free);
  View opening = base(ScreenKind::kOpening, LessonState::kOpening, -(4 * kMinute + 5 * kSecond), title);
  opening.student_url = kStudentUrl;
  add("opening", opening);
  add("starting", base(ScreenKind::kStarting, LessonState::kStarting, 2 * kSecond, title));
  View waiting = base(ScreenKind::kStarting, LessonState::kStarting, 62 * kSecond, title);
  waiting.waits_for_person = true;
  add("waiting", waiting);
  View in_page = base(ScreenKind::kStarting, LessonState::kStarting, 62 * kSecond, title);
  in_page.start_in_page = true;
  add("in-page", in_page);
  const View live = base(ScreenKind::kLive, LessonState::kLive, 12 * kMinute, title);
  add("live", live);
  View holding = live;
  holding.hold_percent = 60;
  holding.notice = Notice::kHoldLonger;
  add("holding", holding);
  View cut_off = live;
  cut_off.fault = {FaultCode::kNet, 0};
  add("live-fault", cut_off);
  add("ending", base(ScreenKind::kEnding, LessonState::kEnding, 41 * kMinute + 13 * kSecond, title));
  View held = base(ScreenKind::kHeld, LessonState::kStopping, 20 * kMinute, title);
  held.take_back_s = 9;
  add("held", held);
  add("ended", base(ScreenKind::kHeld, LessonState::kEnded, 45 * kMinute + 3 * kSecond, title));
  View fault = base(ScreenKind::kFault, LessonState::kPlanned, -kHour, title);
  fault.fault = {FaultCode::kClock, 0};
  fault.clock_trusted = false;
  add("fault", fault);
  fault.clock_trusted = true;
  fault.fault = {FaultCode::kVendor, 10021};
  add("vendor-fault", fault);
  return all;
}

}  // namespace classbell::platform
