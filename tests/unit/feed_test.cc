// When a source's schedule is read, and what is made of the readings (rule 5).

#include "core/feed.h"

#include <gtest/gtest.h>

#include <set>

#include "world.h"

namespace classbell::test {
namespace {

struct Fed {
  explicit Fed(std::uint64_t seed = 1, std::vector<TimetableRow> rows = {})
      : feed("a", std::move(rows), Zone(), seed) {}
  Now now() const {
    const Milliseconds utc = kT - kDay + set_by + mono;
    return {mono, utc - behind, behind == 0, behind == 0 ? 0 : utc};
  }
  Outcome outcome(Verdict verdict, Milliseconds retry_after = 0) const {
    Outcome made;
    made.verdict = verdict;
    made.retry_after = retry_after;
    if (verdict != Verdict::kDone) made.fault = fault;
    return made;
  }
  // Lets the next poll come due and answers it; returns how long that took.
  Milliseconds poll(Verdict verdict = Verdict::kDone, const std::vector<Lesson>& lessons = {},
                    Milliseconds retry_after = 0) {
    const Milliseconds before = mono;
    mono = std::max(mono, feed.deadline());
    EXPECT_TRUE(feed.poll_due(now()));
    changed = feed.answered(outcome(verdict, retry_after), lessons, lessons.size(), now());
    return mono - before;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> all;
    for (const Lesson& each : feed.lessons(now())) all.emplace_back(each.key.id.view());
    return all;
  }
  Milliseconds mono = 1000;
  Milliseconds set_by = 0;          // What somebody set the clock by.
  Milliseconds behind = 0;          // What a vendor's clock is ahead of one that nothing vouches for.
  Fault fault{FaultCode::kNet, 0};  // Of what fails.
  Feed feed;
  bool changed = false;
};
using Ids = std::vector<std::string>;

// Room 7, from one to two each day.
TimetableRow each_day() {
  TimetableRow made;
  made.weekdays = 0x7F;
  made.start_s = 3600;
  made.end_s = 7200;
  made.room = std::string_view("7");
  return made;
}

// Goal: near by a vendor's clock is near, where ours is not trusted.
TEST(Feed, NearByAVendorsClock) {
  Fed f;
  f.behind = 3 * kHour;
  const Milliseconds start = kT - kDay + 10 * kMinute;
  f.poll(Verdict::kDone, {lesson("7", start, start + kHour)});
  EXPECT_LE(f.poll(Verdict::kDone, {lesson("7", start, start + kHour)}), kPollNear + kPollNear / 10);
}

// Goal: each minute, each 15 s near a lesson, a tenth more or less, never twice the same.
TEST(Feed, Intervals) {
  for (const auto& [start, every] :
       {std::pair<Milliseconds, Milliseconds>{kT + 5 * kHour, kPollEvery}, {kT - kDay + 10 * kMinute, kPollNear}}) {
    std::set<Milliseconds> seen;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      Fed f(seed);
      f.poll(Verdict::kDone, {lesson("7", start, start + kHour)});
      for (int i = 0; i < 10; ++i) {
        const Milliseconds took = f.poll(Verdict::kDone, {lesson("7", start, start + kHour)});
        ASSERT_GE(took, every * 9 / 10);
        ASSERT_LE(took, every * 11 / 10);
        seen.insert(took);
      }
    }
    EXPECT_GT(seen.size(), 100U);
  }
}

// Goal: near is from ten minutes before a lesson to its end.
TEST(Feed, WhatIsNear) {
  for (const auto& [offset, near] : {std::pair<Milliseconds, bool>{-10 * kMinute - 1, false},
                                     {-10 * kMinute, true},
                                     {0, true},
                                     {kLength - 1, true},
                                     {kLength, false}}) {
    Fed f;
    f.mono = kDay + offset;
    f.poll(Verdict::kDone, {lesson()});
    EXPECT_EQ(f.feed.deadline() - f.mono < 20 * kSecond, near) << offset;
  }
}

// Goal: a timetable's lesson makes it near as well.
TEST(Feed, ATimetablesLessonIsNearToo) {
  TimetableRow made;
  made.weekdays = 0x7F;
  made.start_s = 3600;  // kT is 01:00 UTC.
  made.end_s = 7200;
  made.room = std::string_view("7");
  Fed f(1, {made});
  f.mono = kDay - kMinute;
  f.poll();
  EXPECT_LT(f.feed.deadline() - f.mono, 20 * kSecond);
}

TEST(Feed, FirstPoll) {
  std::set<Milliseconds> seen;
  Milliseconds latest = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Fed without(seed);
    EXPECT_TRUE(without.feed.poll_due(without.now()));
    Fed with(seed);
    with.feed.restore({lesson()}, with.now());
    EXPECT_GE(with.feed.deadline(), with.mono);
    EXPECT_LT(with.feed.deadline(), with.mono + kSpread);
    EXPECT_EQ(with.ids(), (Ids{"7"}));
    seen.insert(with.feed.deadline());
    for (const auto& [before, most] : {std::pair{kMinute, kSpread}, {12 * kSecond, 7 * kSecond}, {-kMinute, kSecond}}) {
      Fed untrusted(seed);
      untrusted.feed.restore({lesson()}, {untrusted.mono, kT - before, false});
      EXPECT_LT(untrusted.feed.deadline(), untrusted.mono + most);
    }
    Fed trusted(seed);
    trusted.feed.restore({lesson()}, {trusted.mono, kT + kMinute, true});
    latest = std::max(latest, trusted.feed.deadline() - trusted.mono);
  }
  EXPECT_GT(seen.size(), 40U);
  EXPECT_GT(latest, 5 * kSecond) << "while a lesson is on: it waits for no clock";
}

TEST(Feed, OneAtATime) {
  Fed f;
  EXPECT_TRUE(f.feed.poll_due(f.now()));
  EXPECT_FALSE(f.feed.poll_due(f.now()));
  EXPECT_EQ(f.feed.deadline(), kNever);
  f.mono += kHour;
  EXPECT_FALSE(f.feed.poll_due(f.now()));
  f.feed.answered(f.outcome(Verdict::kDone), {}, 0, f.now());
  EXPECT_FALSE(f.feed.poll_due(f.now()));
  EXPECT_NE(f.feed.deadline(), kNever);
}

// Goal: failures back off to fifteen seconds and no further, so that a vendor that is back is read within as many; one
// success ends it.
TEST(Feed, Backoff) {
  Fed f;
  Milliseconds longest = 0;
  for (int i = 0; i < 20; ++i) {
    const Milliseconds took = f.poll(Verdict::kUnreachable);
    EXPECT_LE(took, 15 * kSecond);
    longest = std::max(longest, took);
    EXPECT_FALSE(f.changed);
    EXPECT_EQ(f.feed.fault().code, FaultCode::kNet);
  }
  EXPECT_GT(longest, 10 * kSecond);
  f.poll();
  EXPECT_FALSE(f.feed.fault());
  f.poll(Verdict::kUnreachable);
  EXPECT_LE(f.feed.deadline() - f.mono, kSecond);
}

// Goal: what a vendor asks for is waited, up to what a lesson that is near, or may be, can afford.
TEST(Feed, RetryAfter) {
  Fed f;
  f.poll(Verdict::kBusy, {}, 2 * kMinute);
  EXPECT_EQ(f.feed.deadline() - f.mono, 30 * kSecond);
  f.poll(Verdict::kDone, {lesson()});
  f.poll(Verdict::kBusy, {}, 2 * kMinute);
  EXPECT_EQ(f.feed.deadline() - f.mono, 2 * kMinute);
  f.poll(Verdict::kBusy, {}, kHour);
  EXPECT_EQ(f.feed.deadline() - f.mono, 10 * kMinute);
  f.mono = kDay - kMinute;
  f.poll(Verdict::kBusy, {}, kHour);
  EXPECT_EQ(f.feed.deadline() - f.mono, 30 * kSecond);
}

// Goal: also where the reading was good, and part of it was refused. By a clock that was wrong no lesson may have been
// near: set, it waits no longer than near one.
TEST(Feed, RetryAfterOfAGoodReading) {
  Fed f;
  f.poll(Verdict::kDone, {lesson()});
  f.poll(Verdict::kDone, {lesson()}, 5 * kMinute);
  EXPECT_EQ(f.feed.deadline() - f.mono, 5 * kMinute);
  f.feed.clock_set(f.now());
  EXPECT_EQ(f.feed.deadline() - f.mono, 30 * kSecond);
  f.poll(Verdict::kDone, {lesson()});
  EXPECT_LE(f.feed.deadline() - f.mono, 66 * kSecond);
}

// Goal: nor is a lesson that comes near while it is waited read too late.
TEST(Feed, RetryAfterUntilALessonIsNear) {
  Fed f;
  f.mono = kDay - 19 * kMinute;  // Of T.
  f.poll(Verdict::kDone, {lesson()});
  f.mono = kDay - 15 * kMinute;
  f.poll(Verdict::kBusy, {}, kHour);
  EXPECT_EQ(f.feed.deadline() - f.mono, 30 * kSecond);
}

// Goal: a listing of others' rooms alone is evidence that this room's lesson is gone; an empty one is none.
TEST(Feed, OthersRoomsAreEvidence) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7")});
  for (int i = 0; i < 3; ++i) f.feed.answered(f.outcome(Verdict::kDone), {}, 0, f.now());
  EXPECT_EQ(f.ids(), (Ids{"7"}));
  for (int i = 0; i < 2; ++i) f.feed.answered(f.outcome(Verdict::kDone), {}, 20, f.now());
  EXPECT_EQ(f.ids(), Ids{});
}

// Goal: where the listing of what is planned is empty, what another listing names is taken in, and takes nothing away,
// however often, and however far ahead the clock is; nor does it make up for a reading that lacked a lesson.
TEST(Feed, AnEmptyPlanTakesNothingAway) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  const auto live_alone = [&] { return f.feed.answered(f.outcome(Verdict::kDone), {lesson("9")}, 0, f.now()); };
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(live_alone());
  EXPECT_EQ(f.ids(), (Ids{"9", "7", "8"}));
  Now ahead = f.now();
  ahead.utc += 300 * kDay;
  EXPECT_TRUE(f.feed.answered(f.outcome(Verdict::kDone), {lesson("9")}, 0, ahead));
  EXPECT_EQ(f.ids(), (Ids{"9", "7", "8"}));
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  live_alone();
  EXPECT_EQ(f.ids(), (Ids{"9", "7", "8"}));
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"9", "8"}));
}

// Goal: a reading that was asked for by a vendor's clock tells of its days.
TEST(Feed, GoneByAVendorsClock) {
  Fed f;
  f.behind = 10 * kDay;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  for (int i = 0; i < 2; ++i) f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), Ids{"8"});
}

// Goal: with a vendor's clock known, the timetable is planned by that as well: a press goes by it.
TEST(Feed, TimetableByAVendorsClock) {
  TimetableRow row;
  row.name = "maths";
  row.weekdays = 0x7F;
  row.start_s = 9 * 3600;
  row.end_s = 10 * 3600;
  row.room = "18";
  const Feed feed("a", {row}, Zone(), 1);
  const Now behind{1000, kT - 10 * kDay, false, kT};
  const auto lessons = feed.lessons(behind);
  const auto of_day = [&](Milliseconds utc) {
    return std::any_of(lessons.begin(), lessons.end(),
                       [&](const Lesson& l) { return l.key.start_utc <= utc + kDay && utc <= l.key.start_utc + kDay; });
  };
  EXPECT_TRUE(of_day(kT));
  EXPECT_TRUE(of_day(kT - 10 * kDay));
}

// Goal: a clock that is set, or trusted at last, brings the next poll near, spread for a school that has its time from
// one server, and never puts a poll off; also where a clock years ahead has made the feed forget what is near.
TEST(Feed, ClockSet) {
  std::set<Milliseconds> seen;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Fed f(seed);
    f.set_by = seed % 2 == 0 ? 0 : 3650 * kDay;
    f.poll(Verdict::kDone, {lesson("7")});
    Now right = f.now();
    right.utc = kT - kMinute;
    f.feed.clock_set(right);
    EXPECT_LE(f.feed.deadline(), f.mono + kPollNear);
    seen.insert(f.feed.deadline() - f.mono);
    const Milliseconds sooner = f.feed.deadline();
    f.feed.clock_set(right);
    EXPECT_LE(f.feed.deadline(), sooner);
  }
  EXPECT_GT(seen.size(), 10U);
}

// Goal: a press ends a backoff, but not the patience that a vendor asked for; nothing else is hurried, and no second
// poll is sent beside one under way.
TEST(Feed, Hurry) {
  Fed f;
  f.poll();
  const Milliseconds due = f.feed.deadline();
  f.feed.hurry(f.now());
  EXPECT_EQ(f.feed.deadline(), due);
  for (int i = 0; i < 6; ++i) f.poll(Verdict::kUnreachable);
  f.feed.hurry(f.now());
  EXPECT_EQ(f.feed.deadline(), f.mono);
  EXPECT_TRUE(f.feed.poll_due(f.now()));
  f.feed.hurry(f.now());
  EXPECT_FALSE(f.feed.poll_due(f.now()));
  Fed asked;
  asked.poll(Verdict::kBusy, {}, kMinute);
  const Milliseconds patience = asked.feed.deadline();
  EXPECT_GE(patience, asked.mono + 30 * kSecond);
  asked.feed.hurry(asked.now());
  EXPECT_EQ(asked.feed.deadline(), patience);
}

// Goal: a link that is back begins the backoff anew, and has not all of a school's terminals poll in the same instant.
TEST(Feed, ALinkThatIsBackIsBackForManyRooms) {
  std::set<Milliseconds> at;
  int sooner = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    Fed f(seed);
    EXPECT_FALSE(f.feed.link_up(f.now()));
    for (int i = 0; i < 6; ++i) f.poll(Verdict::kUnreachable);
    const Milliseconds before = f.feed.deadline();
    EXPECT_TRUE(f.feed.link_up(f.now()));
    EXPECT_LE(f.feed.deadline(), before);
    sooner += f.feed.deadline() < before ? 1 : 0;
    EXPECT_LE(f.feed.deadline(), f.mono + kSpread);
    at.insert(f.feed.deadline() - f.mono);
    EXPECT_FALSE(f.feed.link_up(f.now())) << "once is enough";
    f.poll(Verdict::kUnreachable);
    EXPECT_LE(f.feed.deadline(), f.mono + kSecond) << "the address comes a second after the carrier";
  }
  EXPECT_GT(at.size(), 50U);
  EXPECT_GT(sooner, 50);
}

// Goal: the link is not what a vendor that refuses or asks for patience waits for.
TEST(Feed, ALinkThatIsBackIsNoMatterToAVendor) {
  Fed f;
  f.fault = {FaultCode::kVendor, 429};
  f.poll(Verdict::kBusy, {}, kMinute);
  const Milliseconds due = f.feed.deadline();
  EXPECT_FALSE(f.feed.link_up(f.now()));
  EXPECT_EQ(f.feed.deadline(), due);
}

// --- Rule 5

TEST(Feed, FailuresAndEmptyReadingsErasesNothing) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  EXPECT_TRUE(f.changed);
  for (int i = 0; i < 5; ++i) {
    for (const Verdict verdict :
         {Verdict::kRefused, Verdict::kUnknown, Verdict::kUnreachable, Verdict::kBusy, Verdict::kNotYet}) {
      f.poll(verdict, {lesson("9")});
      EXPECT_FALSE(f.changed);
    }
    f.poll();
    EXPECT_EQ(f.ids(), (Ids{"7", "8"}));
    EXPECT_EQ(f.feed.polled().size(), 2U);
  }
}

TEST(Feed, TwoGoodReadingsWithoutIt) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"7", "8"}));
  f.poll(Verdict::kUnreachable);
  f.poll();
  EXPECT_EQ(f.ids(), (Ids{"7", "8"}));
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"8"}));
}

TEST(Feed, TwoGoodReadingsInARow) {
  Fed f;
  for (int i = 0; i < 5; ++i) {
    f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
    f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
    EXPECT_EQ(f.ids(), (Ids{"7", "8"}));
  }
}

// Goal: what was restored from the disk has the same right to two readings.
TEST(Feed, RestoredLessonsNeedTwoAsWell) {
  Fed f;
  f.feed.restore({lesson("7")}, f.now());
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"7", "8"}));
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"8"}));
}

TEST(Feed, MovedAtOnce) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  f.poll(Verdict::kDone, {lesson("7", kT + 2 * kHour), lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"8", "7"}));
}

// Goal: what an earlier reading told is no news of a class that runs, whose end may have been moved since.
TEST(Feed, WhatTheReadingDidNotNameIsKept) {
  Fed f;
  f.feed.restore({lesson("7")}, f.now());
  EXPECT_FALSE(f.feed.lessons(f.now())[0].is_kept);
  f.poll(Verdict::kDone, {lesson("8")});
  for (const Lesson& l : f.feed.lessons(f.now())) EXPECT_EQ(l.is_kept, l.key.id.view() == "7");
}

// Goal: a reading says nothing about what it did not ask for, by a clock that was set back for a while.
TEST(Feed, WhatWasNotAskedForIsNotAbsent) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  f.set_by = -2 * kDay;
  f.poll(Verdict::kDone, {lesson("6", kT - 3 * kDay + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"6", "7", "8"}));
  f.set_by = 0;
  f.poll(Verdict::kDone, {lesson("9", kT + 2 * kHour)});  // The second without "7", the first without "8".
  EXPECT_EQ(f.ids(), (Ids{"8", "9"}));
}

// Goal: a reading that was under way when the clock was set is followed by another as soon as near a lesson.
TEST(Feed, ClockSetWhileItIsRead) {
  for (const bool is_set : {false, true}) {
    Fed f;
    f.mono = std::max(f.mono, f.feed.deadline());
    ASSERT_TRUE(f.feed.poll_due(f.now()));
    if (is_set) f.feed.clock_set(f.now());
    f.feed.answered(f.outcome(Verdict::kDone), {}, 0, f.now());
    EXPECT_EQ(f.feed.deadline() - f.mono <= kPollNear + kPollNear / 10, is_set);
    f.poll();
    EXPECT_GT(f.poll(), kPollEvery / 2);
  }
}

// Goal: nor does a clock that was set years ahead take a lesson away; one that stays so for an hour is believed.
TEST(Feed, WhatLiesBehindAClockThatWasJustSet) {
  for (const bool for_long : {false, true}) {
    Fed f;
    f.poll(Verdict::kDone, {lesson("7"), lesson("8", kT + kHour)});
    f.set_by = 365 * kDay;
    f.feed.clock_set(f.now());
    f.poll(Verdict::kDone, {lesson("6", kT + 365 * kDay)});
    f.mono += for_long ? kHour : kMinute;
    f.poll(Verdict::kDone, {lesson("6", kT + 365 * kDay)});
    f.set_by = 0;
    f.feed.clock_set(f.now());
    f.poll();  // Empty: no evidence.
    EXPECT_EQ(f.ids(), for_long ? Ids{"6"} : (Ids{"7", "8", "6"}));
  }
}

// Goal: what is over goes at once when the days that are asked for are past it; until then after two readings, like any
// other, since it may be over by a clock that runs ahead.
TEST(Feed, WhatIsOverIsNotKept) {
  Fed f;
  f.poll(Verdict::kDone, {lesson("7", kT - kDay - kHour, kT - kDay + kMinute), lesson("8", kT + kHour)});
  f.mono += 2 * kMinute;
  f.poll(Verdict::kDone, {lesson("6", kT - kDay - kHour, kT - kDay), lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"6", "7", "8"}));
  f.poll(Verdict::kDone, {lesson("6", kT - kDay - kHour, kT - kDay), lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"6", "8"}));
  f.mono += kScheduleBack;
  f.poll(Verdict::kDone, {lesson("8", kT + kHour)});
  EXPECT_EQ(f.ids(), (Ids{"8"}));
}

TEST(Feed, IsBounded) {
  Fed f;
  f.poll(Verdict::kDone, std::vector<Lesson>(kFeedLessonsMax + 100, lesson()));
  EXPECT_EQ(f.feed.polled().size(), kFeedLessonsMax);
}

// Goal: a timetable's lessons are there whatever the vendor answers, with what the vendor knows of their room; they are
// not saved with the vendor's.
TEST(Feed, Timetable) {
  Fed f(1, {each_day()});
  f.mono = 20 * kHour;
  EXPECT_EQ(f.ids(), (Ids{"7", "7"}));
  f.poll(Verdict::kUnreachable);
  EXPECT_EQ(f.ids(), (Ids{"7", "7"}));
  Lesson known = lesson("7", 0, 0);
  known.key.start_utc = 0;
  known.group = std::string_view("g");
  known.password.assign("p");
  known.student_password.assign("s");
  f.poll(Verdict::kDone, {known});
  EXPECT_EQ(f.feed.polled().size(), 1U);
  const auto all = f.feed.lessons(f.now());
  ASSERT_EQ(all.size(), 3U);
  EXPECT_EQ(all[0].key.start_utc, 0);
  EXPECT_EQ(all[1].group.view(), "g");
  EXPECT_EQ(all[1].password.reveal(), "p");
  EXPECT_EQ(all[2].student_password.reveal(), "s");
}

// Goal: an empty reading says of none that it is gone; but a row that is taken out of a timetable that is all there is.
TEST(Feed, WhatTellsThatALessonIsGone) {
  for (const int what : {0, 1, 2, 3}) {
    const bool has_rows = what % 2 != 0;
    const bool was_saved = what >= 2;
    Fed f(1, has_rows ? std::vector<TimetableRow>{each_day()} : std::vector<TimetableRow>());
    if (was_saved) f.feed.restore({}, f.now());
    f.poll();
    EXPECT_EQ(f.feed.tells_absence(), has_rows && was_saved);
    f.poll(Verdict::kDone, {lesson("7")});
    EXPECT_TRUE(f.feed.tells_absence());
    f.poll();
    EXPECT_FALSE(f.feed.tells_absence());
  }
}

// Goal: what a reading says that the disk does not hold yet is to be saved, and nothing else: each save wears it.
TEST(Feed, WhatIsNewIsToBeSaved) {
  Fed f;
  Lesson known = lesson("7", kT, kT + kHour);
  f.poll(Verdict::kDone, {known});
  EXPECT_TRUE(f.feed.has_news());
  f.poll(Verdict::kDone, {known});
  EXPECT_FALSE(f.feed.has_news());
  known.title = "x";
  f.poll(Verdict::kDone, {known});
  EXPECT_TRUE(f.feed.has_news());
  f.poll(Verdict::kDone, {});  // An empty one takes nothing away.
  EXPECT_FALSE(f.feed.has_news());
  f.poll(Verdict::kDone, {lesson("8", kT, kT + kHour)});
  f.poll(Verdict::kDone, {lesson("8", kT, kT + kHour)});
  EXPECT_TRUE(f.feed.has_news());  // The first one is gone.
}

// Goal: an empty schedule is saved once: with one on the disk the next start's poll is spread over seconds.
TEST(Feed, AnEmptyScheduleIsToBeSavedOnce) {
  Fed f;
  f.poll();
  EXPECT_TRUE(f.feed.has_news());
  f.poll();
  EXPECT_FALSE(f.feed.has_news());
}

// Goal: what was restored is on the disk.
TEST(Feed, RestoredLessonsAreOnTheDisk) {
  Fed f;
  f.feed.restore({lesson("7", kT, kT + kHour)}, f.now());
  f.poll(Verdict::kDone, {lesson("7", kT, kT + kHour)});
  EXPECT_FALSE(f.feed.has_news());
}

}  // namespace
}  // namespace classbell::test
