// The view in words: what a teacher reads, in Chinese and English.

#include <algorithm>
#include <cstdio>
#include <string>

#include "core/view.h"

namespace classbell {
namespace {

std::string_view say(Language language, std::string_view zh, std::string_view en) {
  return language == Language::kChinese ? zh : en;
}

bool is_on(ScreenKind kind) { return kind == ScreenKind::kLive || kind == ScreenKind::kEnding; }

std::string clock_text(const Civil& civil, bool with_seconds) {
  char text[16];
  const int size = with_seconds
                       ? std::snprintf(text, sizeof text, "%02d:%02d:%02d", civil.hour, civil.minute, civil.second)
                       : std::snprintf(text, sizeof text, "%02d:%02d", civil.hour, civil.minute);
  return {text, static_cast<std::size_t>(size)};
}

// "4:05", "1:04:05"; counts down to 0:00 and up from it.
std::string span_text(Milliseconds span, bool round_up) {
  const std::int64_t seconds = std::max<Milliseconds>(0, span + (round_up ? kSecond - 1 : 0)) / kSecond;
  char text[32];
  const int size = seconds >= 3600
                       ? std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600),
                                       static_cast<long long>(seconds / 60 % 60), static_cast<long long>(seconds % 60))
                       : std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60),
                                       static_cast<long long>(seconds % 60));
  return {text, static_cast<std::size_t>(size)};
}

// Nothing is due for so long, or wrong, that a screen without seconds does: it costs one redraw a minute.
bool is_calm(const View& view) {
  constexpr Milliseconds kSecondsWithin = 10 * kMinute;
  if (view.kind != ScreenKind::kIdle || view.notice != Notice::kNone || view.fault) return false;
  return !view.has_lesson || view.start_utc - view.utc > kSecondsWithin;
}

// Nothing vouches for the time: what is counted from it could be years off.
bool is_time_known(const View& view) { return view.clock_trusted || view.by_vendor_clock; }

// "47 min", "2h 05m"; rounded up.
std::string minutes_text(Milliseconds span, Language language) {
  const auto minutes = static_cast<long long>((span + kMinute - 1) / kMinute);
  const long long hours = minutes / 60;
  const long long rest = minutes % 60;
  const bool zh = language == Language::kChinese;
  char text[48];
  const int size = hours == 0  ? std::snprintf(text, sizeof text, zh ? "%lld 分钟" : "%lld min", minutes)
                   : !zh       ? std::snprintf(text, sizeof text, "%lldh %02lldm", hours, rest)
                   : rest == 0 ? std::snprintf(text, sizeof text, "%lld 小时", hours)
                               : std::snprintf(text, sizeof text, "%lld 小时 %lld 分", hours, rest);
  return {text, static_cast<std::size_t>(size)};
}

std::string_view heading(const View& view, Language language) {
  switch (view.kind) {
    case ScreenKind::kIdle:
      return view.has_lesson ? say(language, "下一节课", "Next lesson") : say(language, "今日无课", "No lessons");
    case ScreenKind::kOpening: return say(language, "即将上课", "Starting soon");
    case ScreenKind::kStarting:
      if (view.start_in_page) return say(language, "请老师在页面中点击上课", "Teacher: press start in the page");
      if (view.waits_for_person) return say(language, "等待老师进入教室", "Waiting for somebody in the room");
      return say(language, "正在开始上课", "Starting");
    case ScreenKind::kLive: return say(language, "上课中", "Live");
    case ScreenKind::kEnding: return say(language, "即将下课", "Ending soon");
    case ScreenKind::kHeld:
      if (view.take_back_s > 0) return say(language, "即将停止", "Stopping");
      if (view.state == LessonState::kStopping && view.end_in_page)
        return say(language, "请老师在页面中点击下课", "Teacher: press end in the page");
      if (view.state == LessonState::kStopping) return say(language, "正在下课", "Stopping");
      if (view.state == LessonState::kMissed) return say(language, "课程未能开始", "The lesson did not start");
      if (view.cause == Cause::kHoliday) return say(language, "今日放假", "A holiday: no lesson");
      if (view.state == LessonState::kCancelled) return say(language, "课程已取消", "The lesson was cancelled");
      return say(language, "已下课", "Ended");
    case ScreenKind::kFault: return say(language, "故障", "Fault");
  }
  return {};
}

std::string_view notice_text(Notice notice, Language language) {
  switch (notice) {
    case Notice::kNone: return {};
    case Notice::kPressed: return say(language, "已按下", "Pressed");
    case Notice::kStarting: return say(language, "马上开始", "Starting now");
    case Notice::kNothingToStart: return say(language, "现在没有可开始的课", "There is no lesson to start now");
    case Notice::kAlreadyStarted:
      return say(language, "课程已开始，长按2秒停止", "Already started; hold for 2 s to stop");
    case Notice::kStopping: return say(language, "正在停止", "Stopping");
    case Notice::kNothingToStop: return say(language, "没有正在进行的课", "No lesson is live");
    case Notice::kTakenBack: return say(language, "已取消停止，继续上课", "Stop taken back; the lesson goes on");
    case Notice::kExtending: return say(language, "正在延长", "Extending");
    case Notice::kCannotExtend: return say(language, "不能再延长", "Cannot be extended further");
    case Notice::kHoldLonger: return say(language, "要停止请长按2秒", "To stop, hold for 2 s");
    case Notice::kButtonStuck: return say(language, "按钮卡住，请检查", "The button is stuck: check it");
  }
  return {};
}

std::string big(const View& view, const Zone& zone, Language language) {
  const bool counts = view.kind == ScreenKind::kOpening || view.kind == ScreenKind::kStarting || is_on(view.kind);
  if (counts && !is_time_known(view)) return "--:--";
  switch (view.kind) {
    case ScreenKind::kIdle:
      if (!view.has_lesson) return clock_text(zone.civil(view.utc), false);
      if (is_calm(view)) return minutes_text(view.start_utc - view.utc, language);
      return span_text(view.start_utc - view.utc, true);
    case ScreenKind::kOpening: return span_text(view.start_utc - view.utc, true);
    case ScreenKind::kStarting: return span_text(view.utc - view.start_utc, false);
    case ScreenKind::kLive:
    case ScreenKind::kEnding: return span_text(view.end_utc - view.utc, true);
    case ScreenKind::kHeld: return view.take_back_s > 0 ? span_text(view.take_back_s * kSecond, false) : std::string();
    case ScreenKind::kFault: return fault_text(view.fault);
  }
  return {};
}

std::string detail(const View& view, const Zone& zone, Language language) {
  if (!view.has_lesson) return {};
  std::string text = clock_text(zone.civil(view.start_utc), false);
  text.append("-").append(clock_text(zone.civil(view.end_utc), false));
  if (!view.teacher.empty()) text.append("  ").append(view.teacher.view());
  if (is_on(view.kind))
    text.append("  ").append(say(language, "已上课 ", "elapsed ")).append(span_text(view.live_for, false));
  return text;
}

// One line below all else: a notice, what to do, or what is wrong.
std::string footer(const View& view, Language language) {
  std::string_view words;
  if (view.notice != Notice::kNone) {
    words = notice_text(view.notice, language);
  } else if (view.take_back_s > 0) {
    words = say(language, "按一下按钮可取消停止", "Press the button to take it back");
  } else if (view.fault) {
    return fault_text(view.fault).append(1, ' ').append(fault_sentence(view, language));
  } else if (view.kind == ScreenKind::kEnding && view.can_extend) {
    words = say(language, "按一下按钮可延长", "Press the button to extend");
  } else if (view.kind == ScreenKind::kOpening && view.utc >= view.start_utc) {  // It does not start by itself.
    words = say(language, "按一下按钮开始上课", "Press the button to start");
  }
  return std::string(words);
}

}  // namespace

std::string_view fault_sentence(FaultCode code, Language language) {
  switch (code) {
    case FaultCode::kNone: return {};
    case FaultCode::kConfig:
      return say(language, "配置有误，请联系管理员", "The configuration is wrong: call the administrator");
    case FaultCode::kClock:
      return say(language, "时钟未校准，请按按钮上课", "The clock is not set: start with the button");
    case FaultCode::kDisk: return say(language, "存储故障，请联系管理员", "The disk fails: call the administrator");
    case FaultCode::kAuth:
      return say(language, "平台拒绝登录，请联系管理员", "The vendor refuses the account: call the administrator");
    case FaultCode::kTls:
      return say(language, "无法建立安全连接，请联系管理员", "No secure connection: call the administrator");
    case FaultCode::kDns:
      return say(language, "找不到服务器，请检查网络", "The server's name is not found: check the network");
    case FaultCode::kNet: return say(language, "网络不通，请检查网线", "No answer from the network: check the cable");
    case FaultCode::kVendor:
      return say(language, "平台拒绝请求，请联系管理员", "The vendor refused: call the administrator");
    case FaultCode::kBrowser:
      return say(language, "浏览器打不开，请重启终端", "The browser does not run: restart the terminal");
    case FaultCode::kDevice:
      return say(language, "按钮、指示灯或屏幕故障，请联系管理员",
                 "The button, a lamp or the screen fails: call the administrator");
  }
  return {};
}

std::string_view fault_sentence(const View& view, Language language) {
  if (view.fault.code != FaultCode::kClock) return fault_sentence(view.fault.code, language);
  const bool heading_says = view.start_in_page || view.waits_for_person || view.state == LessonState::kStopping;
  if (heading_says) return say(language, "时钟未校准", "The clock is not set");
  if (!is_on(view.kind)) return fault_sentence(view.fault.code, language);
  if (view.end_in_page) return say(language, "时钟未校准，请在页面中下课", "The clock is not set: end it in the page");
  return say(language, "时钟未校准，请长按2秒下课", "The clock is not set: hold for 2 s to end");
}

bool operator==(const Screen& a, const Screen& b) {
  return a.kind == b.kind && a.clock == b.clock && a.room == b.room && a.heading == b.heading && a.big == b.big &&
         a.title == b.title && a.detail == b.detail && a.footer == b.footer && a.percent == b.percent && a.qr == b.qr;
}

Milliseconds next_change(const View& view) {
  const Milliseconds step = is_calm(view) ? kMinute : kSecond;
  Milliseconds at = (view.utc / step + 1) * step;
  if (step == kMinute && view.has_lesson && view.start_utc > view.utc) {
    const Milliseconds countdown =
        (view.start_utc - view.utc - 1) % kMinute + 1;  // A lesson may begin within a minute.
    at = std::min(at, view.utc + countdown);
  }
  return at;
}

Screen screen(const View& view, const Zone& zone, Language language) {
  Screen screen;
  screen.kind = view.kind;
  screen.clock = view.clock_trusted ? clock_text(zone.civil(view.utc), !is_calm(view)) : std::string("--:--:--");
  screen.room = view.room;
  screen.heading = heading(view, language);
  screen.big = big(view, zone, language);
  screen.title = view.title;
  screen.detail = detail(view, zone, language);
  screen.footer = footer(view, language);
  if (view.kind == ScreenKind::kOpening) screen.qr = view.student_url;
  const Milliseconds length = view.end_utc - view.start_utc;
  if (view.hold_percent > 0) {
    screen.percent = view.hold_percent;
  } else if (is_on(view.kind) && length > 0 && is_time_known(view)) {
    screen.percent = static_cast<int>(std::clamp<Milliseconds>((view.utc - view.start_utc) * 100 / length, 0, 100));
  }
  return screen;
}

}  // namespace classbell
