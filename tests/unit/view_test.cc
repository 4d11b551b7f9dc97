// What is shown: one view drives screen, LEDs and status, in both languages.

#include <gtest/gtest.h>

#include "world.h"

namespace classbell::test {
namespace {

constexpr Leds kGreen{LedPattern::kOn, LedPattern::kOff, LedPattern::kOff};
constexpr Leds kGreenBlink{LedPattern::kBlink, LedPattern::kOff, LedPattern::kOff};
constexpr Leds kAmber{LedPattern::kOff, LedPattern::kOn, LedPattern::kOff};
constexpr Leds kAmberBlink{LedPattern::kOff, LedPattern::kBlink, LedPattern::kOff};
constexpr Leds kRed{LedPattern::kOff, LedPattern::kOff, LedPattern::kOn};
constexpr Leds kRedAmber{LedPattern::kOff, LedPattern::kBlink, LedPattern::kBlink};
constexpr Leds kRedFast{LedPattern::kOff, LedPattern::kOff, LedPattern::kFastBlink};

const Zone kShanghai(8 * 3600);

struct Shown {
  ScreenKind kind;
  Leds leds;
  const char* zh;
  const char* en;
  const char* big;
  const char* big_zh = nullptr;  // Where it is not the same.
};

void expect_shown(const World& w, const Shown& wanted, int line) {
  const View view = w.view();
  const Screen zh = screen(view, kShanghai, Language::kChinese);
  const Screen en = screen(view, kShanghai, Language::kEnglish);
  EXPECT_EQ(view.kind, wanted.kind) << line;
  EXPECT_EQ(zh.kind, wanted.kind) << line;
  EXPECT_TRUE(view.leds == wanted.leds) << line;
  EXPECT_EQ(zh.heading.view(), wanted.zh) << line;
  EXPECT_EQ(en.heading.view(), wanted.en) << line;
  EXPECT_EQ(en.big.view(), wanted.big) << line;
  EXPECT_EQ(zh.big.view(), wanted.big_zh != nullptr ? wanted.big_zh : wanted.big) << line;
}

// Goal: a whole lesson, as the teacher sees it.
TEST(View, AWholeLesson) {
  World w(full(), kT - 2 * kHour);
  expect_shown(w, {ScreenKind::kIdle, kGreen, "今日无课", "No lessons", "07:00"}, __LINE__);
  w.plan({lesson()});
  expect_shown(w, {ScreenKind::kIdle, kGreen, "下一节课", "Next lesson", "2h 00m", "2 小时"}, __LINE__);
  w.run_until(kT - 6 * kMinute - 500);
  expect_shown(w, {ScreenKind::kIdle, kGreen, "下一节课", "Next lesson", "6:01"}, __LINE__);
  w.run_until(kT - 5 * kMinute);
  expect_shown(w, {ScreenKind::kOpening, kAmber, "即将上课", "Starting soon", "5:00"}, __LINE__);
  w.run_until(kT - 1);
  EXPECT_EQ(w.state(), LessonState::kArmed);
  expect_shown(w, {ScreenKind::kOpening, kAmber, "即将上课", "Starting soon", "0:01"}, __LINE__);
  w.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  w.run_until(kT);
  expect_shown(w, {ScreenKind::kStarting, kAmber, "正在开始上课", "Starting", "0:00"}, __LINE__);
  w.run_until(kT + 5 * kSecond);
  expect_shown(w, {ScreenKind::kStarting, kAmber, "等待老师进入教室", "Waiting for somebody in the room", "0:05"},
               __LINE__);
  w.script.clear();
  w.run_until(kT + 10 * kMinute);
  expect_shown(w, {ScreenKind::kLive, kRed, "上课中", "Live", "35:00"}, __LINE__);
  w.run_until(kE - 5 * kMinute);
  expect_shown(w, {ScreenKind::kEnding, kRedAmber, "即将下课", "Ending soon", "5:00"}, __LINE__);
  w.hold();
  expect_shown(w, {ScreenKind::kHeld, kAmberBlink, "即将停止", "Stopping", "0:10"}, __LINE__);
  w.press();
  expect_shown(w, {ScreenKind::kEnding, kRedAmber, "即将下课", "Ending soon", "4:58"}, __LINE__);
  w.run_until(kE);
  expect_shown(w, {ScreenKind::kHeld, kAmberBlink, "正在下课", "Stopping", ""}, __LINE__);
  w.run_until(kE + kSecond);
  expect_shown(w, {ScreenKind::kHeld, kAmberBlink, "已下课", "Ended", ""}, __LINE__);
  w.run_until(kE + 19 * kSecond);
  EXPECT_EQ(w.view().kind, ScreenKind::kHeld);
  w.run_until(kE + 21 * kSecond);
  expect_shown(w, {ScreenKind::kIdle, kGreen, "今日无课", "No lessons", "09:45"}, __LINE__);
}

TEST(View, MissedAndCancelled) {
  World w;
  w.plan({lesson(), lesson("8", kT + kDay)});
  w.run_until(kT - 4 * kMinute);
  w.plan({lesson("8", kT + kDay)});
  expect_shown(w, {ScreenKind::kHeld, kAmberBlink, "课程已取消", "The lesson was cancelled", ""}, __LINE__);
  w.run_for(21 * kSecond);
  EXPECT_EQ(w.view().lesson.id.view(), "8");

  // What is called off on another day is no news of this one; on its own day a holiday is, for as long as it would
  // last.
  TerminalSettings settings;
  settings.sources = {full()};
  settings.holidays = {{kT + 20 * kHour, kT + 30 * kHour}};
  World holiday(settings);
  holiday.plan({lesson(), lesson("8", kT + kDay)});
  holiday.run_for(kSecond);
  ASSERT_EQ(holiday.state("8"), LessonState::kCancelled);
  EXPECT_EQ(holiday.view().lesson.id.view(), "7");
  holiday.run_until(kT + kDay + 10 * kMinute);
  expect_shown(holiday, {ScreenKind::kHeld, kAmberBlink, "今日放假", "A holiday: no lesson", ""}, __LINE__);
  holiday.step(SourceReport{"a", {FaultCode::kAuth, 4}});  // It hides nothing that is wrong.
  EXPECT_EQ(holiday.view().kind, ScreenKind::kFault);
  holiday.step(SourceReport{"a", {}});
  holiday.run_until(kT + kDay + kHour);
  EXPECT_FALSE(holiday.view().has_lesson);

  World missed;
  missed.script[Operation::kStart] = [](const Ask&) { return not_yet(); };
  missed.plan({lesson()});
  missed.run_until(kE + kSecond);
  expect_shown(missed, {ScreenKind::kHeld, kAmberBlink, "课程未能开始", "The lesson did not start", ""}, __LINE__);
}

// Goal: where the page opens less than five minutes before, green blinks from five minutes on.
TEST(View, GreenBlinks) {
  World w;
  w.settings.open_before = 2 * kMinute;
  w.boot();
  w.plan({lesson()});
  w.run_until(kT - 5 * kMinute - 1);
  EXPECT_TRUE(w.view().leds == kGreen);
  w.run_until(kT - 5 * kMinute);
  EXPECT_TRUE(w.view().leds == kGreenBlink);
  w.run_until(kT - 2 * kMinute);
  EXPECT_TRUE(w.view().leds == kAmber);
}

// Goal: where the vendor cannot be told, the teacher is, a minute after T.
TEST(View, StartInThePage) {
  World w(watched());
  w.plan({lesson()});
  w.run_until(kT + 59 * kSecond);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Starting");
  w.run_until(kT + kMinute);
  expect_shown(
      w, {ScreenKind::kStarting, kAmberBlink, "请老师在页面中点击上课", "Teacher: press start in the page", "1:00"},
      __LINE__);
}

// Goal: whoever pressed hears at once that the page wants a press too: there is no T to wait for.
TEST(View, StartInThePageAfterAPress) {
  World w(watched(), kT - 20 * kMinute);
  w.plan({lesson()});
  w.press();
  w.run_for(kSecond);
  EXPECT_TRUE(w.view().start_in_page);
}

// Goal: where lessons do not start by themselves, T says what to do.
TEST(View, StartByThePress) {
  World w;
  w.settings.auto_start = false;
  w.boot();
  w.plan({lesson()});
  w.run_until(kT - kSecond);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view(), "");
  w.run_until(kT);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view(), "Press the button to start");
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kChinese).footer.view(), "按一下按钮开始上课");
}

// Goal: where only the teacher can end the class, its page and its words stay until that is done, or the next lesson is
// about to begin; the page of one that opens does not take its place.
TEST(View, EndInThePage) {
  World w(watched());
  w.plan({lesson(), lesson("8", kE + 90 * kSecond)});
  w.at(kT + kSecond, [&] { w.room().state = RoomState::kLive; });
  w.run_until(kE + 29 * kSecond);
  EXPECT_EQ(w.view().kind, ScreenKind::kHeld);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Teacher: press end in the page");
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "7");
  w.run_until(kE + 31 * kSecond);
  EXPECT_EQ(w.view().lesson.id.view(), "8");
  EXPECT_EQ(w.browsed.back().lesson.id.view(), "8");
}

// Goal: a stop that nobody confirms stays in sight, with what is wrong, until the next lesson opens.
TEST(View, AnUnconfirmedStop) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.plan({lesson(), lesson("8", kE + kHour)});
  w.run_until(kE + 50 * kMinute);
  EXPECT_EQ(w.view().state, LessonState::kStopping);
  EXPECT_EQ(w.view().kind, ScreenKind::kHeld);
  EXPECT_TRUE(w.view().fault);
  EXPECT_TRUE(w.view().leds == kRedFast);
  w.run_until(kE + 56 * kMinute);
  EXPECT_EQ(w.view().lesson.id.view(), "8");
}

// Goal: one that an earlier process left days ago is sent no more, and hides nothing.
TEST(View, AStopThatIsTooOld) {
  World w;
  w.script[Operation::kStop] = [](const Ask&) { return unreachable(); };
  w.plan({lesson(), lesson("8", kT + 3 * kDay)});
  w.run_until(kE + kMinute);
  ASSERT_EQ(w.state(), LessonState::kStopping);
  w.kill(2 * kDay, true);
  w.run_for(2 * kDay + 20 * kSecond);
  EXPECT_EQ(w.state(), LessonState::kStopping);
  EXPECT_EQ(w.view().kind, ScreenKind::kIdle);
  w.command(Command::Kind::kStop);
  EXPECT_EQ(w.terminal->notice(), Notice::kNothingToStop);
}

// Goal: each fault has its name and a sentence in both languages, and shows on the LED and the screen unless a lesson
// does; the worst one is shown.
TEST(View, Faults) {
  const std::vector<std::pair<FaultCode, const char*>> all{{FaultCode::kConfig, "E-CONFIG"},
                                                           {FaultCode::kAuth, "E-AUTH"},
                                                           {FaultCode::kTls, "E-TLS"},
                                                           {FaultCode::kDns, "E-DNS"},
                                                           {FaultCode::kNet, "E-NET"}};
  for (const auto& [code, name] : all) {
    World w;
    w.step(SourceReport{"a", {code, 0}});
    expect_shown(w, {ScreenKind::kFault, kRedFast, "故障", "Fault", name}, __LINE__);
    const Screen shown = screen(w.view(), kShanghai, Language::kEnglish);
    EXPECT_EQ(shown.footer.view(), std::string(name) + " " + std::string(fault_sentence(code, Language::kEnglish)));
    w.step(SourceReport{"nobody", {}});
    EXPECT_TRUE(w.view().fault);
    w.step(SourceReport{"a", {}});
    expect_shown(w, {ScreenKind::kIdle, kGreen, "今日无课", "No lessons", "08:50"}, __LINE__);
  }
  World w;
  w.step(SourceReport{"a", {FaultCode::kVendor, 4007}});
  expect_shown(w, {ScreenKind::kFault, kRedFast, "故障", "Fault", "E-VENDOR 4007"}, __LINE__);
  w.step(DiskReport{false});
  expect_shown(w, {ScreenKind::kFault, kRedFast, "故障", "Fault", "E-DISK"}, __LINE__);
  w.trust(false);
  expect_shown(w, {ScreenKind::kFault, kRedFast, "故障", "Fault", "E-CLK"}, __LINE__);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).clock.view(), "--:--:--");
  w.trust(true);
  w.step(DiskReport{true});
  w.step(SourceReport{"a", {}});
  w.step(BrowserReport{false});
  EXPECT_FALSE(w.view().fault);  // No page is wanted.
  w.plan({lesson()});
  w.run_until(kT - 4 * kMinute);
  w.step(BrowserReport{false});
  EXPECT_EQ(w.view().fault.code, FaultCode::kBrowser);
  EXPECT_EQ(w.view().kind, ScreenKind::kOpening);
  EXPECT_TRUE(w.view().leds == kRedFast);
  w.step(BrowserReport{true});
  w.step(EntryReport{{FaultCode::kVendor, 501}});  // No URL, no page: said while somebody can mend it.
  EXPECT_EQ(w.view().fault.code, FaultCode::kVendor);
  EXPECT_TRUE(w.view().leds == kRedFast);
  w.step(EntryReport{});
  EXPECT_FALSE(w.view().fault);
}

TEST(View, EachFaultHasNameAndSentence) {
  std::set<std::string> seen;
  for (int code = 1; code <= static_cast<int>(FaultCode::kDevice); ++code) {
    const auto each = static_cast<FaultCode>(code);
    EXPECT_EQ(fault_name(each).substr(0, 2), "E-");
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      EXPECT_TRUE(seen.emplace(fault_sentence(each, language)).second);
      EXPECT_FALSE(fault_sentence(each, language).empty());
    }
  }
  EXPECT_EQ(fault_name(FaultCode::kNone), "");
  EXPECT_EQ(fault_sentence(FaultCode::kNone, Language::kEnglish), "");
}

// Goal: a fault of polls does not hide a lesson that is live.
TEST(View, ALiveLessonIsShownInSpiteOfAFault) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.step(SourceReport{"a", {FaultCode::kNet, 0}});
  EXPECT_EQ(w.view().kind, ScreenKind::kLive);
  EXPECT_TRUE(w.view().leds == kRed);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view().substr(0, 5), "E-NET");
}

// Goal: where our clock is not trusted a vendor's is counted by, where no vendor's is known none is, and the teacher is
// told that the class does not end by itself.
TEST(View, ACountByAClockThatIsNotTrusted) {
  World w(full(), kT + kMinute);
  w.trust(false);
  w.clock_error = -3 * kHour;
  w.elsewhere = true;
  w.plan({lesson()});
  w.press();
  w.run_until(kT + 9 * kMinute);
  Screen s = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_EQ(s.heading.view(), "Live");
  EXPECT_EQ(s.clock.view(), "--:--:--");
  EXPECT_EQ(s.big.view(), "36:00");
  EXPECT_EQ(s.percent, 20);
  EXPECT_EQ(s.detail.view(), "09:00-09:45  王老师  elapsed 7:59");
  EXPECT_EQ(s.footer.view(), "E-CLK The clock is not set: hold for 2 s to end");
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kChinese).footer.view(), "E-CLK 时钟未校准，请长按2秒下课");
  w.elsewhere = false;
  s = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_EQ(s.big.view(), "--:--");
  EXPECT_EQ(s.percent, -1);
  EXPECT_EQ(s.detail.view(), "09:00-09:45  王老师  elapsed 7:59");
  w.elsewhere = true;
  w.run_until(kE - 9 * kMinute);
  w.press();  // Near its end, by the vendor's clock.
  EXPECT_EQ(w.count(Operation::kExtend), 1U);
}

// Goal: nor is it offered to extend what should be over, where a person ends the class.
TEST(View, NothingToExtendAfterItsEnd) {
  World w;
  w.settings.auto_stop = false;
  w.boot();
  w.plan({lesson()});
  w.run_until(kE - kSecond);
  EXPECT_TRUE(w.view().can_extend);
  w.run_until(kE + kMinute);
  EXPECT_EQ(w.view().kind, ScreenKind::kEnding);
  EXPECT_FALSE(w.view().can_extend);
}

// Goal: what is said of a clock that is not set agrees with the heading, and names what this vendor's class ends by.
TEST(View, WhatToDoWithoutAClock) {
  World w(watched(), kT + kMinute);
  w.trust(false);
  w.plan({lesson()});
  const auto footer = [&] {
    return std::string(screen(w.view(), kShanghai, Language::kEnglish).footer.view());
  };
  EXPECT_EQ(footer(), "E-CLK The clock is not set: start with the button");
  w.press();
  w.run_for(5 * kSecond);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Teacher: press start in the page");
  EXPECT_EQ(footer(), "E-CLK The clock is not set");
  w.room().state = RoomState::kLive;
  w.run_for(kMinute);
  EXPECT_EQ(w.view().kind, ScreenKind::kLive);
  EXPECT_EQ(footer(), "E-CLK The clock is not set: end it in the page");
  w.hold();
  w.run_for(15 * kSecond);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Teacher: press end in the page");
  EXPECT_EQ(footer(), "E-CLK The clock is not set");
  w.room().state = RoomState::kOver;
  w.run_for(15 * kSecond);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Ended");
}

// Goal: a start that waits for a press, since the clock is lost meanwhile, says so.
TEST(View, AStartThatWaitsForAPress) {
  World w;
  w.script[Operation::kStart] = [](const Ask&) { return unreachable(); };
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  w.trust(false);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "Starting");
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view(),
            "E-CLK The clock is not set: start with the button");
}

// Goal: a start that was confirmed, and began no class, is no time of it.
TEST(View, ElapsedOfAClassThatNeverBegan) {
  World w;
  Reaction unheard = done();
  unheard.effect = false;
  unheard.room = RoomState::kNew;
  w.script[Operation::kStart] = first(1, unheard, not_yet());
  w.script[Operation::kReadState] = w.script[Operation::kHeartbeat] = [&](const Ask&) {
    Reaction reaction = done();
    reaction.room = w.time < kT + 10 * kMinute ? RoomState::kNew : RoomState::kLive;
    return reaction;
  };
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  EXPECT_TRUE(w.took(LessonState::kLive, Cause::kNeverBegan, LessonState::kStarting));
  w.run_until(kT + 11 * kMinute);
  EXPECT_EQ(w.view().kind, ScreenKind::kLive);
  EXPECT_LE(w.view().live_for, kMinute);
}

// Goal: the elapsed time does not follow the wall clock.
TEST(View, ElapsedIsNoMatterOfTheWallClock) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  const Milliseconds before = w.view().live_for;
  EXPECT_NEAR(static_cast<double>(before), 10 * kMinute, kSecond);
  w.set_clock_error(2 * kMinute);
  EXPECT_EQ(w.view().live_for, before);
}

// Goal: the next lesson is the next by a vendor's clock, where ours is not trusted.
TEST(View, TheNextLessonByAClockThatIsNotTrusted) {
  World w(full(), kE + kMinute);
  w.trust(false);
  w.clock_error = -3 * kHour;
  w.plan({lesson(), lesson("8", kE + kHour)});
  EXPECT_EQ(w.view().lesson.id.view(), "7");
  w.elsewhere = true;
  EXPECT_EQ(w.view().lesson.id.view(), "8");
}

// Goal: so is what was called off.
TEST(View, CancelledByAClockThatIsNotTrusted) {
  World w(full(), kT + kMinute);
  w.trust(false);
  w.clock_error = -3 * kHour;
  w.elsewhere = true;
  w.plan({lesson(), lesson("8", kE + kHour)});
  w.plan({lesson("8", kE + kHour)});
  w.plan({lesson("8", kE + kHour)});
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).heading.view(), "The lesson was cancelled");
}

TEST(View, TitlesHidden) {
  for (const bool shown : {true, false}) {
    World w;
    w.settings.show_titles = shown;
    w.boot();
    w.plan({lesson()});
    for (const Milliseconds t : {kT - 8 * kMinute, kT - 2 * kMinute, kT + kMinute, kE - kMinute, kE + kSecond}) {
      w.run_until(t);
      EXPECT_EQ(w.view().title.empty(), !shown);
      const Screen made = screen(w.view(), kShanghai, Language::kChinese);
      EXPECT_EQ(made.title.empty(), !shown);
      EXPECT_EQ(made.detail.view().find("数学"), std::string_view::npos);
    }
  }
}

TEST(View, Words) {
  World w;
  w.plan({lesson()});
  w.step(EntryKnown{lesson().key, "https://example.org/s?7"});
  EXPECT_TRUE(screen(w.view(), kShanghai, Language::kEnglish).qr.empty());
  w.run_until(kT - 2 * kMinute);
  Screen s = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_EQ(s.qr.view(), "https://example.org/s?7");
  EXPECT_EQ(s.clock.view(), "08:58:00");
  EXPECT_EQ(s.room.view(), "三年级二班");
  EXPECT_EQ(s.title.view(), "数学 7");
  EXPECT_EQ(s.detail.view(), "09:00-09:45  王老师");
  EXPECT_EQ(s.percent, -1);
  EXPECT_TRUE(s.footer.empty());
  w.run_until(kT + 9 * kMinute);
  s = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_TRUE(s.qr.empty());
  EXPECT_EQ(s.percent, 20);
  EXPECT_EQ(s.detail.view(), "09:00-09:45  王老师  elapsed 8:59");
  w.step(ButtonEdge{true});
  w.run_for(kSecond);
  s = screen(w.view(), kShanghai, Language::kChinese);
  EXPECT_EQ(s.percent, 50);
  EXPECT_EQ(s.footer.view(), "已按下");
  w.run_for(2 * kSecond);
  w.step(ButtonEdge{false});
  w.run_for(5 * kSecond);
  s = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_EQ(s.footer.view(), "Press the button to take it back");
  EXPECT_EQ(s.big.view(), "0:04");
  w.press();
  w.run_until(kE - kMinute);
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view(), "Press the button to extend");
  w.plan({lesson(), lesson("8", kE)});  // Not where a press would not: the next one begins then.
  EXPECT_EQ(screen(w.view(), kShanghai, Language::kEnglish).footer.view(), "");
}

// Goal: of a lesson that was live before a restart, the time since its start is shown, not since the restart.
TEST(View, ElapsedOutlivesAReboot) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.kill(kSecond, true);
  w.run_until(kT + 20 * kMinute);
  EXPECT_EQ(w.view().live_for, 20 * kMinute);
}

// Goal: a clock that nothing vouches for says nothing of the time before.
TEST(View, ElapsedAfterABootWithoutATime) {
  World w;
  w.plan({lesson()});
  w.run_until(kT + 10 * kMinute);
  w.clock_error = 2 * kDay;
  w.trusted = false;
  w.kill(kSecond, true);
  w.run_until(kT + 20 * kMinute);
  EXPECT_EQ(w.view().kind, ScreenKind::kLive);
  EXPECT_LE(w.view().live_for, 10 * kMinute);
}

// Goal: each notice has words for the LCD in both languages, and for commands.
TEST(View, Notices) {
  std::set<std::string> seen;
  View view;
  for (int i = 1; i <= static_cast<int>(Notice::kButtonStuck); ++i) {
    view.notice = static_cast<Notice>(i);
    for (const Language language : {Language::kChinese, Language::kEnglish}) {
      const Screen shown = screen(view, kShanghai, language);
      EXPECT_FALSE(shown.footer.empty());
      EXPECT_TRUE(seen.emplace(shown.footer.view()).second) << i;
    }
    EXPECT_FALSE(notice_name(view.notice).empty());
  }
}

TEST(View, ScreenNames) {
  std::set<std::string> seen;
  for (int i = 0; i <= static_cast<int>(ScreenKind::kFault); ++i) seen.emplace(screen_name(static_cast<ScreenKind>(i)));
  EXPECT_EQ(seen.size(), 7U);
  EXPECT_EQ(seen.count(""), 0U);
}

TEST(View, ScreensCompare) {
  World w;
  w.plan({lesson()});
  const Screen a = screen(w.view(), kShanghai, Language::kEnglish);
  EXPECT_TRUE(a == screen(w.view(), kShanghai, Language::kEnglish));
  w.run_for(kSecond);
  EXPECT_FALSE(a == screen(w.view(), kShanghai, Language::kEnglish));
}

// Goal: hours before a lesson the screen changes once a minute, and never shows what is no longer so; from ten minutes
// before on, each second. Method: from each change to the next one; in between nothing else may show.
TEST(View, ACalmScreenChangesOnceAMinute) {
  for (const Milliseconds odd : {Milliseconds{0}, 17 * kSecond, 42 * kSecond + 7}) {
    View view;
    view.clock_trusted = true;
    view.has_lesson = true;
    view.start_utc = kT + odd;
    const auto shown = [&](Milliseconds utc) {
      view.utc = utc;
      return screen(view, kShanghai, Language::kEnglish);
    };
    int changes = 0;
    view.utc = kT - 90 * kMinute + 3;
    while (view.utc < view.start_utc - 10 * kMinute) {
      const Milliseconds from = view.utc;
      const Milliseconds to = next_change(view);
      ASSERT_GT(to, from);
      ASSERT_LE(to, from + kMinute);
      const Screen before = shown(from);
      for (Milliseconds t = from; t < to; t += 500) ASSERT_TRUE(shown(t) == before) << odd << " " << t - kT;
      ASSERT_TRUE(shown(to - 1) == before) << odd;
      ASSERT_FALSE(shown(to) == before) << odd;
      ++changes;
    }
    EXPECT_EQ(view.utc, view.start_utc - 10 * kMinute);
    EXPECT_LE(changes, odd == 0 ? 81 : 163);
    EXPECT_EQ(shown(view.utc).big.view(), "10:00");
    EXPECT_EQ(next_change(view), (view.utc / kSecond + 1) * kSecond);
  }
  View view;
  view.clock_trusted = true;
  view.utc = kT + 1;
  EXPECT_EQ(next_change(view), kT + kMinute);
  EXPECT_EQ(screen(view, kShanghai, Language::kEnglish).clock.view(), "09:00");
  view.notice = Notice::kPressed;  // A person looks.
  EXPECT_EQ(next_change(view), kT + kSecond);
  view.notice = Notice::kNone;
  view.fault = {FaultCode::kNet, 0};  // Text that a small panel shows in turns.
  EXPECT_EQ(next_change(view), kT + kSecond);
  view.fault = {};
  view.kind = ScreenKind::kLive;
  EXPECT_EQ(next_change(view), kT + kSecond);
}

TEST(View, ACountdownInMinutes) {
  View view;
  view.has_lesson = true;
  const auto big = [&](Milliseconds ahead, Language language) {
    view.start_utc = view.utc + ahead;
    return std::string(screen(view, kShanghai, language).big.view());
  };
  view.utc = kT;
  EXPECT_EQ(big(10 * kMinute + 1, Language::kEnglish), "11 min");
  EXPECT_EQ(big(59 * kMinute, Language::kEnglish), "59 min");
  EXPECT_EQ(big(59 * kMinute + 1, Language::kEnglish), "1h 00m");
  EXPECT_EQ(big(kHour + 1, Language::kEnglish), "1h 01m");
  EXPECT_EQ(big(59 * kMinute, Language::kChinese), "59 分钟");
  EXPECT_EQ(big(kHour, Language::kChinese), "1 小时");
  EXPECT_EQ(big(kDay + 5 * kMinute, Language::kChinese), "24 小时 5 分");
}

// Goal: a part of the board that fails shows on what is left, does not hide a lesson, and is gone when it works again.
TEST(View, AFailedDeviceShows) {
  World w;
  w.step(DeviceReport{false});
  expect_shown(w, {ScreenKind::kFault, kRedFast, "故障", "Fault", "E-DEVICE"}, __LINE__);
  w.step(SourceReport{"a", {FaultCode::kNet, 0}});
  EXPECT_EQ(w.view().fault.code, FaultCode::kNet);
  w.step(SourceReport{"a", {}});
  w.plan({lesson()});
  w.run_until(kT + kMinute);
  EXPECT_EQ(w.view().kind, ScreenKind::kLive);
  EXPECT_TRUE(w.view().leds == kRed);
  w.step(DeviceReport{true});
  EXPECT_FALSE(w.view().fault);
}

// Goal: the LEDs' signs are the settings', each where its default stands.
TEST(View, LedsAsConfigured) {
  World w;
  for (std::size_t i = 0; i < kLedSigns; ++i) {
    w.settings.leds[i] = kDefaultLeds[i];
    w.settings.leds[i].green = i % 2 == 0 ? LedPattern::kFastBlink : LedPattern::kBlink;
  }
  w.boot();
  const auto sign = [&](LedSign s) { return w.settings.leds[static_cast<std::size_t>(s)]; };
  EXPECT_TRUE(w.view().leds == sign(LedSign::kReady));
  w.plan({lesson()});
  w.run_until(kT - 2 * kMinute);
  EXPECT_TRUE(w.view().leds == sign(LedSign::kOpening));
  w.run_until(kT + kMinute);
  EXPECT_TRUE(w.view().leds == sign(LedSign::kLive));
  w.run_until(kE - kMinute);
  EXPECT_TRUE(w.view().leds == sign(LedSign::kEnding));
  w.run_until(kE + 10 * kSecond);
  EXPECT_TRUE(w.view().leds == sign(LedSign::kHeld));
  w.run_until(kE + kHour);
  w.step(DiskReport{false});
  EXPECT_TRUE(w.view().leds == sign(LedSign::kFault));
}

TEST(Led, TellsWhenItChanges) {
  EXPECT_EQ(next_change(LedPattern::kOff, 77), kNever);
  EXPECT_EQ(next_change(LedPattern::kOn, 77), kNever);
  for (const LedPattern pattern : {LedPattern::kBlink, LedPattern::kFastBlink}) {
    for (Milliseconds t = 0; t < 2000; ++t) {
      const Milliseconds at = next_change(pattern, t);
      ASSERT_GT(at, t);
      for (Milliseconds between = t; between < at; ++between)
        ASSERT_EQ(is_lit(pattern, between), is_lit(pattern, t)) << t;
      ASSERT_NE(is_lit(pattern, at), is_lit(pattern, t)) << t;
    }
  }
}

TEST(Led, Patterns) {
  for (Milliseconds t = 0; t < 2000; ++t) {
    EXPECT_FALSE(is_lit(LedPattern::kOff, t));
    EXPECT_TRUE(is_lit(LedPattern::kOn, t));
    EXPECT_EQ(is_lit(LedPattern::kBlink, t), t % 1000 < 500);
    EXPECT_EQ(is_lit(LedPattern::kFastBlink, t), t % 250 < 125);
  }
}

}  // namespace
}  // namespace classbell::test
