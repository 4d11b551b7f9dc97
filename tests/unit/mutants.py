#!/usr/bin/env python3
"""Tests the tests: breaks the core in one place at a time and lists the breakages that no unit test notices.

    tests/unit/mutants.py [-j JOBS] [-k PATTERN] [--apply]     exit code: 0 all killed, 1 some survive, 2 a mutation no longer applies

Works on copies in a temporary folder; nothing of the repository is touched. Takes some ten minutes on two idle cores. Needs g++ and GoogleTest. Each row of
kTransitions is removed in turn; the other mutations stand below. Only what is mutated is built anew, of a header's users
those that are named with it: they are linked first, so theirs is the inline function that counts. Left out, because nothing can tell them from the core
as it is: checks that stand a second time behind due(), which takes each lesson out of 'starting' at its end.

Of 2026-11-26: 345, all killed: 315 in one run, those that came or changed since by themselves.
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile

UNIT = pathlib.Path(__file__).resolve().parent
CORE = UNIT.parent.parent / "core"
FLAGS = ["-std=c++17", "-O1", "-w", "-DNDEBUG"]

# (file or files, what stands there, what stands there instead[, the files that see a mutated header]). Blanks and line
# ends in what stands there do not count, so that a formatter may move them.
C, T, H, F, J, V, W, Z, P, B = ("course*.cc", "terminal.cc", "hand.cc", "feed.cc", "journal.cc", "view.cc", "words.cc", "zone.cc",
                                "timetable.cc", "button.cc")
MUTATIONS = [
    # Rule 1: once
    (C, "case LessonState::kStarting:\n      if ((unknown_ || (!context.can.start && !context.stop_pending)) && context.can.read_state) return Operation::kReadState;", "case LessonState::kStarting:"),
    (C, "if (unknown_ && context.can.read_state && looks_empty_ < kReadsGivenUp) return Operation::kReadState;", ""),
    (C, "&& looks_empty_ < kReadsGivenUp", ""),
    (C, "if (!not_carried_out) unknown_ = true;", ""),
    (C, "if (not_carried_out) start_sent_ = false;", ""),
    (C, "start_sent_ = unknown_ = true;\n      break;", "break;"),
    (C, "start_sent_ = unknown_ = true;\n      entered_state_", "start_sent_ = true;\n      entered_state_"),
    (C, "if (leaves_doubt(outcome.verdict) || says_not_so) {", "if (false) {"),
    (C, "if (leaves_doubt(outcome.verdict) || says_not_so) {", "if (leaves_doubt(outcome.verdict)) {"),
    (C, "outcome.verdict != Verdict::kDone || outcome.room == RoomState::kUnread", "outcome.verdict != Verdict::kDone"),
    (C, "*to == LessonState::kArmed || *to == LessonState::kLive ||", "*to == LessonState::kArmed ||"),
    (C, "*to == LessonState::kArmed || *to == LessonState::kLive || *to == LessonState::kStopping || is_over(*to)",
     "*to == LessonState::kLive || *to == LessonState::kStopping || is_over(*to)"),
    (C, "*to == LessonState::kLive || *to == LessonState::kStopping || is_over(*to)", "*to == LessonState::kLive || is_over(*to)"),
    (C, "*to == LessonState::kStopping || is_over(*to)", "*to == LessonState::kStopping"),
    (C, "start_sent_ = unknown_ = !now.trusted || was_due(up_for, now) || is_pressed_early;", "start_sent_ = unknown_ = !now.trusted || is_pressed_early;"),
    (C, "if (start_sent_ || (state_ == LessonState::kStarting && action_.in_flight)) return;",
     "if (state_ == LessonState::kStarting && (start_sent_ || action_.in_flight)) return;"),
    (C, "return looks_failed_ < kReadsGivenUp && !start_sent_;", "return true;"),
    (C, "return looks_failed_ < kReadsGivenUp && !start_sent_;", "return false;"),
    (C, "if (++not_live_ < not_live_believed(room, now, context))", "if (++not_live_ < 1)"),
    (C, "if (++not_live_ < not_live_believed(room, now, context))", "if (++not_live_ < 9)"),
    (C, "if (!context.can.start) return kPauseBelieved;", ""),
    (C, "return seen_live_ ? kNotLiveBelieved : kUnseenBelieved;", "return kNotLiveBelieved;"),
    (C, "return seen_live_ ? kNotLiveBelieved : kUnseenBelieved;", "return kUnseenBelieved;"),
    (C, "not_live_ >= kUnseenBelieved || ", ""),
    (C, "not_live_ >= kUnseenBelieved || ", "not_live_ >= 1 || "),
    (C, "(was_live_ && context.can.start) ||", "was_live_ ||"),
    (C, "start_sent_ = was_live_;", "start_sent_ = false;"),
    (C, "if (!context.auto_start) action_.due = now.mono + (context.can.start ? kWatchEvery : kHeartbeatEvery);", ""),
    (C, "operation == Operation::kHeartbeat && (done || outcome.fault)", "(done || outcome.fault)"),
    (C, "unknown_ = unknown_ || !was_live_;", ""),
    (C, "    seen_live_at(now);\n    not_live_ = 0;\n    return;", "    last_live_utc_ = now.utc;\n    return;"),
    (C, "    seen_live_at(now);\n    not_live_ = 0;\n    return;", "    not_live_ = 0;\n    return;"),
    (C, "live_before_ = live_since_ = 0;\n    not_live_ = 0;", "live_before_ = live_since_ = 0;"),
    (C, "live && context.room_free && !context.just_stopped", "live && context.room_free"),
    (H, "past >= 0 && past < moment &&", "past >= 0 &&"),
    (C, "room == RoomState::kNew && !seen_live_", "room == RoomState::kNew"),
    (C, "if (cause == Cause::kNeverBegan && !is_over(*to)) action_.due = now.mono + kRefusedPause;", ""),
    (T, "if (written) records.push_back", "if (false) records.push_back"),
    (T, "const bool written = course.state() != LessonState::kPlanned && course.state() != LessonState::kOpening;",
     "const bool written = is_in_progress(course.state());"),
    (C, "    if (not_carried_out) apply(Cause::kFoundIdle, now, context, out);\n    return;", "    return;"),
    (C, "// Its answer is no longer awaited.\n    looks_failed_ = kReadsGivenUp;", ""),
    (C, "&& !needs_look(context)) {\n      looks_failed_ = kReadsGivenUp;", "&& !needs_look(context)) {"),
    (C, "looks_failed_ = kReadsGivenUp;\n      action_.due = now.mono;\n    }\n    return;", "looks_failed_ = kReadsGivenUp;\n    }\n    return;"),
    (C, "looks && !needs_look(context)", "looks && context.can.start"),
    # Holidays
    (C, "if (context.is_holiday && !start_sent_ && next(state_, Cause::kHoliday)) return Cause::kHoliday;", ""),
    (C, "now.vendor_utc() < end_utc_ && !context.is_holiday", "now.vendor_utc() < end_utc_"),
    (T, "start_utc >= h.from_utc && start_utc < h.to_utc", "start_utc > h.from_utc && start_utc < h.to_utc"),
    (T, "start_utc >= h.from_utc && start_utc < h.to_utc", "start_utc >= h.from_utc && start_utc <= h.to_utc"),
    # Callbacks: a reason to look, and no more
    (C, "if (look_due_) return Operation::kReadState;", ""),
    (C, "look_due_ = true;\n  if (!action_.in_flight)", "if (!action_.in_flight)"),
    (C, "if (look_due_) action_.due = std::min(action_.due, std::max(now.mono, looked_ + kLookEvery));", ""),
    (C, "if (room != RoomState::kLive) not_live_ = std::max(not_live_, kNotLiveBelieved - 1);", ""),
    (C, "if (!is_open || room == RoomState::kUnread || !context.can.read_state) return;", ""),
    # Rule 2: the window
    (C, "now.trusted && now.utc >= lesson_.key.start_utc && now.utc < end_utc_ && !is_too_late(now)",
     "now.utc >= lesson_.key.start_utc && now.utc < end_utc_ && !is_too_late(now)"),
    (C, "now.trusted && now.utc >= lesson_.key.start_utc && now.utc < end_utc_ && !is_too_late(now)",
     "now.trusted && now.utc < end_utc_ && !is_too_late(now)"),
    (C, "&& now.utc < end_utc_ && !is_too_late(now)", "&& now.utc < end_utc_"),
    (C, "if (now.utc < start_utc || !context.auto_start || !context.room_free) break;", "if (now.utc <= start_utc || !context.auto_start || !context.room_free) break;"),
    (C, "if (now.utc < start_utc || !context.auto_start || !context.room_free) break;", "if (now.utc < start_utc || !context.room_free) break;"),
    (C, "if (!now.trusted) return std::nullopt;", ""),
    (C, "  if (dropped_) return false;\n", ""),
    (C, "if (dropped_ && !start_sent_ && !action_.in_flight) return Cause::kDropped;", ""),
    (C, "const bool is_past = now.utc >= end_utc_ ||", "const bool is_past = now.utc > end_utc_ ||"),
    (C, "case LessonState::kLive:\n      if (is_past && context.auto_stop && extend_to_ == 0)", "case LessonState::kLive:\n      if (is_past && extend_to_ == 0)"),
    (C, "case LessonState::kEnding:\n      if (is_past && context.auto_stop && extend_to_ == 0)", "case LessonState::kEnding:\n      if (is_past && extend_to_ == 0)"),
    (C, "case LessonState::kEnding:\n      if (is_past && context.auto_stop && extend_to_ == 0)", "case LessonState::kEnding:\n      if (is_past && context.auto_stop)"),
    (C, "if (is_past && !start_sent_) return Cause::kWindowOver;\n      if (is_past && context.auto_stop) return Cause::kEndDue;\n      if (is_past) break", "if (is_past) return Cause::kWindowOver;\n      if (is_past) break"),
    (C, "if (is_past && !start_sent_) return Cause::kWindowOver;\n      // What only", "if (is_past) return Cause::kWindowOver;\n      // What only"),
    (C, "context.auto_stop || (!context.can.start && !unknown_)", "true"),
    (C, "context.auto_stop || (!context.can.start && !unknown_)", "context.auto_stop"),
    (C, "if ((unknown_ || (!context.can.start && !context.stop_pending)) &&", "if (unknown_ &&"),
    (C, "if (state_ != LessonState::kStopping) action_.failures = 0;", "action_.failures = 0;"),
    # Rule 3: the latch
    (C, "held_until_ = action_.due = now.mono + kTakeBack;", "held_until_ = action_.due = now.mono + kTakeBack / 2;"),
    (C, "if (!at_once && may_be_live) {", "if (may_be_live) {"),
    (C, "if (!at_once && may_be_live) {", "if (false) {"),
    (C, "was_live_ && (is_watched(state_) || unknown_);", "was_live_;"),
    (C, "was_live_ && (is_watched(state_) || unknown_);", "was_live_ && is_watched(state_);"),
    (C, "was_live_ && (is_watched(state_) || unknown_);", "was_live_ && unknown_;"),
    (C, "was_live_ && (is_watched(state_) || unknown_);", "is_watched(state_) || unknown_;"),
    (C, "held_until_ != 0 || !is_stop_sent(now, context)", "!is_stop_sent(now, context)"),
    (C, "(state_ == LessonState::kStopping && held_until_ != 0)", "false"),
    (C, "unknown_ = waits_for_person_ = leave_due_ = false;", "unknown_ = waits_for_person_ = false;"),
    (C, "report_.due = is_kept_alive() ? now.mono : kNever;", "report_.due = kNever;"),
    (C, "    dropped_ = false;  // What a person starts needs no schedule.\n", ""),
    (C, "if (by_press_) return;\n  dropped_ = true;", "dropped_ = true;"),
    (H, "(is_over(best->state()) && best->lesson().key.start_utc > utc)", "is_over(best->state())"),
    (H, "(is_over(best->state()) && best->lesson().key.start_utc > utc)", "false"),
    # Rule 4: adoption
    (C, "      if (live && context.room_free && !context.just_stopped) {\n        apply(Cause::kFoundLive, now, context, out);\n        return;\n      }\n", ""),
    (C, "now.mono - read_at_ <= kReadFresh) return false;", "now.mono - read_at_ <= kMinute) return false;"),
    (C, "if (read_at_ != 0 && room_ != RoomState::kUnread && now.mono - read_at_ <= kReadFresh) return false;", "return false;"),
    (C, "const bool live = outcome.verdict == Verdict::kDone || outcome.room == RoomState::kLive;", "const bool live = outcome.verdict == Verdict::kDone;"),
    # Rule 5: schedules
    (T, "(is_past || is_over(course.state()))", "is_over(course.state())"),
    (T, "&& !may_return;", ";"),
    (T, "LessonState::kMissed && !record_lost(course, now);", "LessonState::kMissed;"),
    (T, "is_asked_for(course.lesson(), read.asked_utc) && is_asked_for", "is_asked_for"),
    (T, "&& is_asked_for(course.lesson(), now.vendor_utc());", ";"),
    (C, "&& !dropped_ && is_named_)", "&& !dropped_)"),
    (C, "if (!now.trusted) seen_live_at(now);", ""),
    (C, "now.trusted ? now.utc : std::max(now.utc, lesson_.key.start_utc);", "now.utc;"),
    (T, "if (course.is_gone()) return false;", "if (course.state() == LessonState::kCancelled) return false;"),
    (T, "|| (!course.is_named() && !lesson.is_planned);", ";"),
    (F, "is_near(now, kNear) || asks_again_", "is_near(now, kNear)"),
    (F, "asks_again_ = false;\n", ""),
    (T, "const bool is_past = now.trusted && course.end_utc() <= now.utc;", "const bool is_past = course.end_utc() <= now.utc;"),
    (T, "if (!names(read, key) && !lists_begun(read, course.lesson())) course.drop(now, context(course, now), out);", ""),
    (T, "!names(read, key) && !lists_begun(read, course.lesson())", "!names(read, key)"),
    (T, "const bool touches = lesson.key.start_utc < course.end_utc() && lesson.end_utc > key.start_utc;", "const bool touches = true;"),
    (T, "const bool recent = course.state() == LessonState::kEnded &&", "const bool recent = is_over(course.state()) &&"),
    (T, "const bool may_run = course.may_be_heard() ||", "const bool may_run ="),
    (T, "was_asked_for && (read.tells_absence || names_room(read, key))", "was_asked_for"),
    (T, "unsettled_ = read != nullptr && read->restored;", "unsettled_ = false;"),
    (T, "return !l.is_kept && l.key.id == key.id;", "return l.key.id == key.id;"),
    ("feed.h", "is_restored_ && polled_.empty()", "polled_.empty()", ["feed_test.cc"]),
    (T, "was_asked_for && (read.tells_absence || names_room(read, key))", "was_asked_for && read.tells_absence"),
    (T, "was_asked_for && (read.tells_absence || names_room(read, key))", "read.tells_absence || names_room(read, key)"),
    (T, "if (known != nullptr && known->state() != LessonState::kCancelled)", "if (known != nullptr)"),
    (T, "if (known != nullptr) return known->refresh", "if (false) return known->refresh"),
    (T, "(course.state() == LessonState::kMissed && is_untold)", "false"),
    (T, "|| !touches || !(runs || recent)) continue;", "|| !touches || !runs) continue;"),
    (T, "|| !touches || !(runs || recent)) continue;", "|| !touches || !recent) continue;"),
    (T, "is_past || lesson.end_utc <= lesson.key.start_utc) return;", "is_past) return;"),
    (T, "!lesson.is_planned || is_past ||", "is_past ||"),
    (T, "if (runs && !names(read, key)) course.refresh", "if (runs) course.refresh"),
    (C, "(!runs || (lesson.is_planned && !lesson.is_kept));", "(!runs || !lesson.is_kept);"),
    (C, "(!runs || (lesson.is_planned && !lesson.is_kept));", "(!runs || lesson.is_planned);"),
    (T, "lesson.end_utc + (read.restored ? kRemembered : 0) <= now.utc", "lesson.end_utc <= now.utc"),
    (T, "if (lesson.key.start_utc <= 0) return;", ""),
    (C, "if (start_sent_ || (state_ == LessonState::kStarting && action_.in_flight)) return;", ""),
    (C, "now.mono - extended_at_ > kExtensionSettles", "true"),
    (C, "lesson_.key = key;  // A vendor", "// A vendor"),
    (C, "if (state_ == LessonState::kCancelled && now.vendor_utc() < end_utc_ && !context.is_holiday) apply", "if (false) apply"),
    (F, "if (outcome.verdict != Verdict::kDone) {", "if (false) {"),
    (F, "tells_absence_ = listed > 0;", "tells_absence_ = true;"),
    (F, "if (was_absent || is_missing) absent.push_back(old.key);\n    lessons.push_back(old);", ""),
    (F, "const bool lies_behind = now.trusted && old.end_utc <= now.utc &&", "const bool lies_behind = old.end_utc <= now.utc &&"),
    (F, "old.end_utc <= now.utc && !was_asked_for &&", "old.end_utc <= now.utc &&"),
    (F, "!was_asked_for && now.mono >= settled_;", "!was_asked_for;"),
    (F, "(is_missing && was_absent) || (tells_absence_ && lies_behind)", "tells_absence_ && lies_behind"),
    (F, "|| std::any_of(lessons.begin(), end, is_named)) continue;", ") continue;"),
    (F, "(is_missing && was_absent) || (tells_absence_ && lies_behind)", "is_missing && was_absent"),
    (F, "is_missing = tells_absence_ && was_asked_for", "is_missing = tells_absence_"),
    (F, "if (was_absent || is_missing) absent", "if (was_absent) absent"),
    (F, "if (was_absent || is_missing) absent", "if (is_missing) absent"),
    (F, "every - every / 10 + random_.below(every / 5 + 1)", "every"),
    (F, "random_.below(every / 5 + 1), not_before_)", "random_.below(every / 5 + 1), now.mono)"),
    (F, "std::max(now.mono + random_.below(kPollNear), not_before_)", "now.mono + random_.below(kPollNear)"),
    (F, "lesson.key.start_utc - within <= now.vendor_utc()", "lesson.key.start_utc <= now.vendor_utc()"),
    (F, "due_ = std::max(now.mono + backoff(failures_, random_, kPollNear), not_before_);", "due_ = now.mono + backoff(failures_, random_, kPollNear);"),
    (F, "may_be_near ? kRetryAfterNearMax : kRetryAfterMax", "kRetryAfterMax"),
    (F, "failures_ = 0;\n  due_ = std::min(due_, now.mono + random_.below(kSpread));", "failures_ = 0;\n  due_ = std::min(due_, now.mono);"),
    (F, "if (failures_ > 0) due_ =", "due_ ="),
    (F, "std::max(now.mono, not_before_)", "now.mono"),
    (F, "if (failures_ == 0 || !is_network(fault_)) return false;\n  failures_ = 0;", "if (failures_ == 0) return false;\n  failures_ = 0;"),
    (F, "if (failures_ == 0 || !is_network(fault_)) return false;\n  failures_ = 0;", "if (failures_ == 0 || !is_network(fault_)) return false;"),
    (T, "for (Course& course : courses_) course.link_up(now);", ""),
    (C, "if (action_.failures == 0 || !is_network(fault_)) return;", "if (action_.failures == 0) return;"),
    (C, "  action_.failures = 0;\n  if (!action_.in_flight) action_.due = std::min", "  if (!action_.in_flight) action_.due = std::min"),
    (C, "if (!action_.in_flight) action_.due = std::min(action_.due, now.mono);", ""),
    (F, "  failures_ = 0;\n  read_at_utc_", "  read_at_utc_"),
    (F, "if (in_flight_ || now.mono < due_) return false;", "if (now.mono < due_) return false;"),
    (F, "if (failures_ > 0) due_", "due_"),
    (F, "random_.below(now.trusted ? kSpread : first_spread(now))", "0"),
    (F, "random_.below(now.trusted ? kSpread : first_spread(now))", "random_.below(kSpread)"),
    (F, "random_.below(now.trusted ? kSpread : first_spread(now))", "random_.below(first_spread(now))"),
    (F, "lesson.key.start_utc - now.utc - kSpread / 2", "lesson.key.start_utc - now.utc"),
    (F, "if (lessons.size() > kFeedLessonsMax) lessons.resize(kFeedLessonsMax);", ""),
    # Rule 6: booting
    (C, "case LessonState::kArmed:\n      seen_late_ = true;", "case LessonState::kArmed:"),
    (C, "start_sent_ = unknown_ = !now.trusted || was_due(up_for, now) || is_pressed_early;", "start_sent_ = unknown_ = true;"),
    (C, "start_sent_ = unknown_ = !now.trusted || was_due(up_for, now) || is_pressed_early;", "start_sent_ = unknown_ = was_due(up_for, now) || is_pressed_early;"),
    (C, "start_sent_ = unknown_ = !now.trusted || was_due(up_for, now) || is_pressed_early;", "start_sent_ = unknown_ = !now.trusted || was_due(up_for, now);"),
    (C, "by_press_ && now.utc < lesson_.key.start_utc && up_for < kClockSettles;", "by_press_ && up_for < kClockSettles;"),
    (C, "by_press_ && now.utc < lesson_.key.start_utc && up_for < kClockSettles;", "by_press_ && now.utc < lesson_.key.start_utc;"),
    (C, "if (!untold_ || (state_ != LessonState::kArmed && state_ != LessonState::kStarting)) return;", "if (!untold_ || state_ != LessonState::kArmed) return;"),
    (C, "if (!untold_ || (state_ != LessonState::kArmed && state_ != LessonState::kStarting)) return;", "if (!untold_ || state_ != LessonState::kStarting) return;"),
    (C, "if (!untold_ || (state_ != LessonState::kArmed && state_ != LessonState::kStarting)) return;", "if (!untold_) return;"),
    (C, "untold_ = true;  // Nothing is synced at T.", ""),
    (C, "untold_ = false;\n      if (action_.operation", "if (action_.operation"),
    (C, "untold_ = may_be_untold && !is_in_progress(state_) && state_ != LessonState::kStopping;", "untold_ = may_be_untold;"),
    (C, "untold_ = may_be_untold && !is_in_progress(state_) && state_ != LessonState::kStopping;", "untold_ = may_be_untold && !is_in_progress(state_);"),
    (C, "&& outcome.retry_after > 0 && !needs_look(context)) {", "&& false) {"),
    (C, "&& outcome.retry_after > 0 && !needs_look(context)) {", "&& !needs_look(context)) {"),
    (C, "&& outcome.retry_after > 0 && !needs_look(context)) {", "&& outcome.retry_after > 0) {"),
    (C, "&& outcome.retry_after > 0 && !needs_look(context)) {", "&& outcome.retry_after > 0 && !unknown_) {"),
    (C, "if (state_ == LessonState::kStarting && outcome.retry_after > 0", "if (outcome.retry_after > 0"),
    (C, "untold_ = may_be_untold && !is_in_progress(state_) && state_ != LessonState::kStopping;", "untold_ = may_be_untold && !has_begun(state_);"),
    (C, "if (is_pressed_early && !action_.in_flight) action_.due = std::min(action_.due, mono_of(lesson_.key.start_utc, now));", ""),
    (C, "if (is_pressed_early && !action_.in_flight)", "if (!unknown_ && !action_.in_flight)"),
    (C, "&& !start_sent_ && !untold_ && !action_.in_flight", "&& !start_sent_ && !action_.in_flight"),
    (C, "untold_ = unknown_ = waits_for_person_", "unknown_ = waits_for_person_"),
    (C, "untold_ = seen_live_ = seen_late_ = false;", "seen_live_ = seen_late_ = false;"),
    (C, "if (!live) untold_ = false;", ""),
    (C, "if (!live) untold_ = false;", "untold_ = false;"),
    (T, "course.recall(now.mono - recovered_, now);", ""),
    (C, "!now.trusted || was_due(up_for, now)", "!now.trusted || was_due(0, now)"),
    (T, "add(Course(lesson, may_be_untold(lesson.key)));", "add(Course(lesson));"),
    (T, "const Course course(record, may_be_untold(record.key), now);", "const Course course(record, false, now);"),
    (H, " || course.has_lasted(now)) continue;", ") continue;"),
    ("course.h", "now.mono >= until_ + end_utc_ - lesson_.end_utc", "now.mono >= until_", [H]),
    (C, "    case LessonState::kStarting:\n      seen_late_ = true;\n", "    case LessonState::kStarting:\n"),
    (C, "seen_live_ = seen_late_ = false;", "seen_live_ = false;"),
    (C, "    seen_late_ = now.utc > lesson_.key.start_utc;", ""),
    (C, "end_utc_ - now.utc < std::min(kLeftToStart, length / 2)", "end_utc_ - now.utc < kLeftToStart"),
    (C, "if (!context.can.read_state || (read_at_ != 0 && room_ != RoomState::kUnread)) return Cause::kTooLate;", "return Cause::kTooLate;"),
    # Rule 7, heartbeats
    (C, "action_.due = now.mono + (leave_due_ ? kLeavePatience : 0);", "action_.due = now.mono + (leave_due_ ? 60000 : 0);"),
    (C, "action_.due = now.mono + (leave_due_ ? kLeavePatience : 0);", "action_.due = now.mono;"),
    (C, "if (state_ == LessonState::kStopping && !action_.in_flight) action_.due = std::min(action_.due, now.mono);", ""),
    (C, "(on_time ? next_heartbeat_ : now.mono) + kHeartbeatEvery", "next_heartbeat_ + kHeartbeatEvery"),
    (C, "(on_time ? next_heartbeat_ : now.mono) + kHeartbeatEvery", "now.mono + kHeartbeatEvery"),
    (C, "return latest - (latest - next_heartbeat_ - kHeartbeatEvery / 2) % kHeartbeatEvery;", "return latest;"),
    (C, "if (!report_.in_flight && (leave_due_", "if ((leave_due_"),
    (C, "operation == Operation::kHeartbeat && context.can.presence && !present_;", "context.can.presence && !present_;"),
    (C, "operation == Operation::kHeartbeat && context.can.presence && !present_;", "false;"),
    (C, "if (operation == Operation::kEnter && done) present_ = true;", "if (operation == Operation::kEnter) present_ = true;"),
    (C, "leave_due_ = present_;\n", "leave_due_ = true;\n"),
    (C, "if (operation == Operation::kHeartbeat) watch(outcome.room, now, context, out);", ""),
    (C, "if (action_.operation == Operation::kReadState) action_.in_flight = false;\n      action_.due = now.mono;", "action_.due = now.mono;"),
    (C, "      if (action_.operation == Operation::kReadState) action_.in_flight = false;  // Nor does it hold up the stop.\n", ""),
    (C, "if (action_.in_flight || now.mono < action_.due) return;", "if (now.mono < action_.due) return;"),
    # Rule 8: overlaps
    (T, "if (is_in_the_way) context.room_free = false;", ""),
    (T, "if (is_in_the_way && other.state() == LessonState::kStopping) context.stop_pending = true;", ""),
    (T, "if (has_begun && shares_room) context.passed_on = true;", ""),
    (T, "if (has_begun && shares_room) context.passed_on = true;", "if (has_begun) context.passed_on = true;"),
    (T, "(other.may_be_heard() || !blocks(course, now))", "other.may_be_heard()"),
    (T, "(other.may_be_heard() || !blocks(course, now))", "true"),
    (T, "(other.may_be_heard() || !blocks(course, now))", "!blocks(course, now)"),
    (T, "return other.taken_back_until() != 0 || now.mono - other.entered_state_mono() < kStopPatience;", "return other.taken_back_until() != 0;"),
    (T, "return other.taken_back_until() != 0 || now.mono - other.entered_state_mono() < kStopPatience;", "return true;"),
    (C, "  entered_state_ = now.mono;  // From here on the next lesson's patience counts.\n", ""),
    (C, "if (live && context.room_free && !context.just_stopped) {", "if (live) {"),
    (C, "if (live) read_at_ = 0;", ""),
    (C, "if (!may_start(now) || context.stop_pending) break;", "if (!may_start(now)) break;"),
    (T, "if (is_held_elsewhere(lesson)) return;", ""),
    (T, "if (is_held_elsewhere(lesson)) return;", "if (known == nullptr && is_held_elsewhere(lesson)) return;"),
    (T, "!has_begun(known->state()) && !is_over(known->state());", "known->state() == LessonState::kPlanned;"),
    (T, "if (course.is_gone()) return false;", ""),
    (T, "return course.is_named() ? is_same_class(held, lesson) : is_at_same_start(held, lesson);", "return course.is_named() ? is_same_lesson(held, lesson) : is_at_same_time(held, lesson);"),
    (T, "if (is_to_come && std::any_of(courses_.begin(), courses_.end(), is_twin)) {", "if (false) {"),
    (T, "if (is_to_come && std::any_of(courses_.begin(), courses_.end(), is_twin)) {", "if (is_to_come && is_held_elsewhere(lesson)) {"),
    (T, "is_same_class(held, lesson) : is_at_same_start(held, lesson);", "is_same_class(held, lesson) : is_at_same_time(held, lesson);"),
    (T, "if (state == LessonState::kStopping && course.is_stop_sent(now, context(course, now)))", "if (state == LessonState::kStopping)"),
    (C, "lesson.end_utc != end_utc_ && lesson.end_utc != asked_end_utc_", "lesson.end_utc != end_utc_"),
    (C, "lesson.end_utc != end_utc_ && lesson.end_utc != asked_end_utc_", "lesson.end_utc != asked_end_utc_"),
    (H, "state == LessonState::kArmed || state == LessonState::kStopping ||", "state == LessonState::kArmed ||"),
    (T, "return ends_in_page(course) ? 3 : 1;", "return 1;"),
    (T, "return ends_in_page(course) ? 3 : 1;", "return ends_in_page(course) ? 3 : 0;"),
    (T, "return ends_in_page(course) ? 3 : 1;", "return 3;"),
    (T, "patience > now.mono) at = std::min(at, patience);", "patience > now.mono) {}"),
    # Rule 9: the clock
    (C, "now.utc < end_utc_ && !(cause_ == Cause::kTooLate && has_little_left(now)) && !dropped_", "now.utc < start_utc && !dropped_"),
    (C, "now.utc < end_utc_ && !(cause_ == Cause::kTooLate && has_little_left(now)) && !dropped_", "now.utc < end_utc_ && !dropped_"),
    (C, "now.utc < end_utc_ && !(cause_ == Cause::kTooLate && has_little_left(now)) && !dropped_", "now.utc < end_utc_ && cause_ != Cause::kTooLate && !dropped_"),
    (C, "now.utc < end_utc_ && !(cause_ == Cause::kTooLate && has_little_left(now)) && !dropped_", "false"),
    (C, "if (is_adopted_early(now) && room != RoomState::kOver && apply", "if (false && apply"),
    (C, "else if (was_live_ && is_adopted_early(now) && room_ != RoomState::kOver)", "else if (false)"),
    (C, "else if (was_live_ && is_adopted_early(now) && room_ != RoomState::kOver)", "else if (was_live_ && is_adopted_early(now))"),
    (C, "if (is_adopted_early(now) && room != RoomState::kOver && apply", "if (is_adopted_early(now) && apply"),
    (C, "if (room != RoomState::kIdle || is_adopted_early(now)) return", "if (room != RoomState::kIdle) return"),
    (C, "now.utc < lesson_.key.start_utc + kMinute && !by_press_", "!by_press_"),
    (C, "lesson_.key.start_utc + kMinute && !by_press_ && !dropped_;", "lesson_.key.start_utc + kMinute && !dropped_;"),
    (C, "if (live && context.just_stopped && (!start_sent_ || untold_)) {", "if (false) {"),
    (C, "if (live && context.just_stopped && (!start_sent_ || untold_)) {", "if (live && context.just_stopped && !start_sent_) {"),
    (C, "if (live && context.just_stopped && (!start_sent_ || untold_)) {", "if (live && context.just_stopped) {"),
    (T, "if (other.has_just_ended(now) && shares_room)", "if (other.state() == LessonState::kEnded && shares_room)"),
    (C, "if (outcome.verdict == Verdict::kNotYet) fault_ = {};", ""),
    (H, "if (const Course* over = just_over(now)) down_on_", "if (const Course* over = nullptr) down_on_"),
    (C, "lesson_.key.start_utc + kMinute && !by_press_ && !dropped_;", "lesson_.key.start_utc + kMinute && !by_press_;"),
    (C, "std::max(entered_state_utc_, last_live_utc_) < lesson_.key.start_utc", "entered_state_utc_ < lesson_.key.start_utc"),
    (C, "return was_early && now.trusted && now.utc", "return was_early && now.utc"),
    (C, "return was_early && now.trusted && now.utc", "return now.trusted && now.utc"),
    (H, "if (waiting != nullptr && waiting->lesson().key.start_utc <= utc) return nullptr;", ""),
    (H, "running != nullptr ? kFollowed : kOverShown", "kOverShown"),
    (H, "running != nullptr ? kFollowed : kOverShown", "kFollowed"),
    (H, "if (had_room && past >= 0 && past < moment &&", "if (had_room && past < moment &&"),
    (H, "past < moment && course.entered_within(moment, now)", "past < moment"),
    (C, " || has_run_over(now)", ""),
    (C, "> length + kClockSettles", "> length"),
    (C, "live_since_ == 0 || until_ != 0 || length <= 0", "live_since_ == 0 || length <= 0"),
    (C, "std::min(now.mono - live_since_, end_utc_ - now.utc)", "now.mono - live_since_"),
    (C, "held_until_ != 0 && now.mono >= held_until_ && !context.hand_is_down", "held_until_ != 0 && now.mono >= held_until_"),
    (C, "return now.trusted ? now.utc < end_utc_ : !from_journal_;", "return now.utc < end_utc_ || !now.trusted;"),
    (H, "running->insist();\n    tell(Notice::kStarting", "tell(Notice::kStarting"),
    (H, "running->insist();\n        tell(Notice::kAlreadyStarted", "tell(Notice::kAlreadyStarted"),
    (H, "if (is_about_another()) return tell(running", "if (false) return tell(running"),
    (H, "is_about_another() || (running != nullptr && !down_on_)", "is_about_another()"),
    (H, "is_about_another() || (running != nullptr && !down_on_)", "running != nullptr && !down_on_"),
    (H, "if (running->state() == LessonState::kStarting) {", "if (false) {"),
    (V, "is_off ? at_hand && (just_over || course.cause() == Cause::kHoliday)", "is_off ? just_over"),
    (V, "is_off ? at_hand && (just_over || course.cause() == Cause::kHoliday)", "is_off ? at_hand && just_over"),
    (F, "if (now.elsewhere_utc == 0 || std::abs(now.elsewhere_utc - now.utc) < kMinute) return;", "return;"),
    (F, "asked_utc_ = now.vendor_utc();", "asked_utc_ = now.utc;"),
    (C, "if (live_since_ == 0) {", "{"),
    (C, "if (was_live_ && now.is_known())", "if (now.is_known())"),
    (C, "if (was_live_ && now.is_known())", "if (was_live_)"),
    (V, "view.utc = now.vendor_utc();", "view.utc = now.utc;"),
    (V, "course.end_utc() > now.vendor_utc()", "course.end_utc() > now.utc"),
    (V, "ahead <= now.vendor_utc() && now.vendor_utc() < course.end_utc()", "ahead <= now.utc && now.utc < course.end_utc()"),
    (W, "if (counts && !is_time_known(view))", "if (false)"),
    (W, "&& length > 0 && is_time_known(view)", "&& length > 0"),
    (W, "view.start_in_page || view.waits_for_person || view.state == LessonState::kStopping", "false"),
    (W, "view.start_in_page || view.waits_for_person || view.state == LessonState::kStopping", "view.kind == ScreenKind::kStarting"),
    (H, "other.end_utc() > now.vendor_utc();", "true;"),
    (H, "if (running.end_utc() <= now.vendor_utc()) return running.end_utc();", ""),
    (C, "until_ == 0 && (!runs ||", "(!runs ||"),
    (W, "if (view.end_in_page) return", "if (false) return"),
    (W, "view.state == LessonState::kStopping && view.end_in_page", "view.end_in_page"),
    (C, "live_before_ = live_since_ = 0;\n    not_live_ = 0;", "not_live_ = 0;"),
    (C, "now.vendor_utc() + (until_ - now.mono)", "now.utc + (until_ - now.mono)"),
    (C, "LessonState::kCancelled && now.vendor_utc() < end_utc_", "LessonState::kCancelled && now.utc < end_utc_"),
    (T, "void Terminal::on(const Now& now, const Tick&, Effects& out) { gesture(button_.tick(now.mono), now, out); }", "void Terminal::on(const Now&, const Tick&, Effects&) {}"),
    (F, "lesson.key.start_utc - within <= now.vendor_utc() && now.vendor_utc() < lesson.end_utc", "lesson.key.start_utc - kNear <= now.utc && now.utc < lesson.end_utc"),
    (C, "if (for_long && is_outbox_over(now, context)) return Cause::kGivenUp;", "if (is_outbox_over(now, context)) return Cause::kGivenUp;"),
    (C, "from_journal_ ? settles : outbox(context)", "outbox(context)"),
    (C, "now.utc - std::max(asked_utc, lesson_.key.start_utc) > outbox", "now.utc - asked_utc > outbox"),
    (C, "now.utc - std::max(asked_utc, lesson_.key.start_utc) > outbox", "now.utc - lesson_.key.start_utc > outbox"),
    (C, "from_journal_ ? settles : outbox(context)", "settles"),
    (C, "const Milliseconds settles = context.can.start ? kClockSettles : 0;", "const Milliseconds settles = kClockSettles;"),
    (C, "held_until_ != 0 || !is_stop_sent(now, context)", "held_until_ != 0"),
    (C, "held_until_ != 0 || !is_stop_sent(now, context)", "held_until_ != 0 || is_outbox_over(now, context)"),
    (C, "if (look_is_owed(now, context)) action_.due = now.mono;", ""),
    (C, "return since >= 0 && now.mono - looked_ > since + kSecond;", "return since >= 0 && looked_ == 0;"),
    (C, "return since >= 0 && now.mono - looked_ > since + kSecond;", "return since >= 0;"),
    (C, "return context.room_free && is_too_late(now) && read_at_ == 0;", "return false;"),
    (C, "wall(lesson_.key.start_utc - last_look_before_);", ""),
    (C, "last_look_before_ = kReadBeforeStart + context.random->below(kSecond);", ""),
    (C, "entered_state_utc_ - now.utc <= kPageOverrun ? entered_state_utc_ : end_utc_;", "entered_state_utc_;"),
    (C, "entered_state_utc_ - now.utc <= kPageOverrun ? entered_state_utc_ : end_utc_;", "std::min(entered_state_utc_, end_utc_);"),
    (C, "entered_state_utc_ - now.utc <= kPageOverrun ? entered_state_utc_ : end_utc_;", "entered_state_utc_ <= now.utc ? entered_state_utc_ : end_utc_;"),
    (C, "if (until_ == 0) return;", "if (until_ == 0 || is_over(state_)) return;"),
    (T, "return may_be_untold(course.lesson().key) && course.was_due(now.mono - recovered_, now);", "return may_be_untold(course.lesson().key);"),
    (T, "return damaged_utc_ != 0 && key.start_utc <= damaged_utc_;", "return damaged_utc_ != 0;"),
    (T, "if (!recovered.whole) damaged_utc_ = kNever;", ""),
    (T, "if (!recovered.whole) damaged_utc_ = kNever;", "if (!recovered.whole) damaged_utc_ = now.utc;"),
    (T, "if (damaged_utc_ != 0) records.push_back(damage_record(damaged_utc_));", ""),
    (T, "damaged_utc_ = std::max(damaged_utc_, record.at_utc);", "{}"),
    (T, "damaged_utc_ = std::min(damaged_utc_, now.utc);", "if (damaged_utc_ == kNever) damaged_utc_ = now.utc;"),
    (T, "damaged_utc_ = std::min(damaged_utc_, now.utc);", "damaged_utc_ = now.utc;"),
    (T, "if (damaged_utc_ + kRemembered < now.utc) damaged_utc_ = 0;", ""),
    (T, "damaged_utc_ == 0 || !now.trusted || now.mono - recovered_ <= kClockSettles", "damaged_utc_ == 0 || !now.trusted"),
    (T, "damaged_utc_ == 0 || !now.trusted || now.mono - recovered_ <= kClockSettles", "damaged_utc_ == 0 || now.mono - recovered_ <= kClockSettles"),
    (T, "forgotten_ += damaged_utc_ != before ? 1 : 0;", ""),
    (T, "forgotten_ += damaged_utc_ != before ? 1 : 0;", "forgotten_ += damaged_utc_ == 0 ? 1 : 0;"),
    (T, "known_for > (is_of_before ? kClockSettles : kRemembered)", "known_for > (is_of_before ? kClockSettles : 0)"),
    (T, "known_for > (is_of_before ? kClockSettles : kRemembered)", "known_for > (is_of_before ? 0 : kRemembered)"),
    (T, "known_for > (is_of_before ? kClockSettles : kRemembered)", "known_for > kRemembered"),
    (T, "now.mono - (is_of_before ? recovered_ : course.entered_state_mono())", "now.mono - course.entered_state_mono()"),
    (T, "courses_.erase(old, courses_.end());", "courses_.insert(courses_.end(), 0, courses_.front());"),
    (T, "if (is_manual || course.lesson().room_stays) context.can.extend = false;", ""),
    (T, "course.by_press() && course.lesson().room == from->manual_room", "course.lesson().room == from->manual_room"),
    (C, "(start_sent_ && was_new && room_ == RoomState::kIdle)", "false"),
    (C, "(start_sent_ && was_new && room_ == RoomState::kIdle)", "(start_sent_ && room_ == RoomState::kIdle)"),
    (C, "      room_ = RoomState::kUnread;\n", ""),
    # Urgency
    (C, "return std::max(pause, std::min(outcome.retry_after, kBackoffMax));", "return pause;"),
    (C, "if (outcome.verdict == Verdict::kRefused) pause = std::max(pause, kRefusedPause);", ""),
    (C, "now.mono - entered_state_ < kMinute) {", "false) {"),
    (C, "if (state_ == LessonState::kStarting) {\n    pause = urgent", "if (false) {\n    pause = urgent"),
    (C, "waits_for_person_ = outcome.verdict == Verdict::kNotYet;", ""),
    # Deadlines: a forgotten one is a shell that sleeps over it, or spins
    (C, "      wall(lesson_.key.start_utc);\n      wall(end_utc_);", "      wall(end_utc_);"),
    (C, "      wall(ending_from());\n", ""),
    (C, "    case LessonState::kEnding:\n      wall(end_utc_);\n", "    case LessonState::kEnding:\n"),
    (C, "if (!report_.in_flight && report_.due != kNever && next_report()) at", "if (false) at"),
    (C, "if (now.trusted && utc > now.utc) at", "if (now.trusted && utc >= now.utc) at"),
    (T, "if (notice_ != Notice::kNone) at = std::min(at, notice_until_);", ""),
    (T, "Milliseconds at = button_.deadline();", "Milliseconds at = kNever;"),
    # Extensions
    (C, "action_.due = extend_to_ != 0 ? now.mono : next_watch(now);", "action_.due = next_watch(now);"),
    (C, "action_.due = is_watched(state_) ? next_watch(now) : now.mono;", "action_.due = next_watch(now);"),
    (C, "vendor_end_utc_ = outcome.end_utc != 0 ? outcome.end_utc : asked;", "vendor_end_utc_ = asked;"),
    (C, "    extend_to_ = 0;\n    extension_refused_ = true;", "    extension_refused_ = true;"),
    (C, "|| action_.failures >= kExtendAttempts", ""),
    (C, "  } else if (is_in_progress(state_)) {\n    out.push(Write{record(), true});", "  } else if (is_in_progress(state_)) {"),
    (H, "std::min(running.end_utc() + settings_.extend_step, running.planned_end_utc() + settings_.extend_max)", "running.end_utc() + settings_.extend_step"),
    (H, "until = std::min(until, start);", "until = std::min(until, until);"),
    (H, "!is_over(other.state()) && other.end_utc() >", "other.end_utc() >"),
    (H, "0 < left && left <= kExtendWithin", "0 < left"),
    (H, "0 < left && left <= kExtendWithin", "left <= kExtendWithin"),
    (T, "if (course.extension_refused() && !was_refused) tell(Notice::kCannotExtend, now);", ""),
    # The hand
    (H, "utc < start - kStartAhead || utc >= course.end_utc()", "utc >= course.end_utc()"),
    (H, "utc < start - kStartAhead || utc >= course.end_utc()", "utc < start - kStartAhead"),
    (H, "if (is_about_another() || current() == nullptr || !is_in_progress(current()->state())) return press(now, out);", "return press(now, out);"),
    (H, "if (!was_held_ && current() != nullptr && current()->taken_back_until() != 0) start_by_hand(now, out);", ""),
    (H, "!hold_stops_start_ && running->taken_back_until() == 0) stop(false, now, out);", "!hold_stops_start_) stop(false, now, out);"),
    (H, "if (hold_is_taken_ && !hold_stops_start_ && running", "if (hold_is_taken_ && running"),
    (H, "if (hold_stops_start_ && has_room", "if (false && has_room"),
    (H, "current() != nullptr && !is_about_another();", "current() != nullptr;"),
    (H, "was_held_ = running->taken_back_until() != 0;", ""),
    (H, "was_held_ = true;", ""),
    (V, "extended(*course, now) > view.end_utc && !course->extension_refused()", "true"),
    (H, "if (from.manual_room.empty()) continue;", ""),
    (H, "if (!start_by_hand(now, out)) start_manual(now, out);", "start_by_hand(now, out);"),
    (H, "return tell(Notice::kPressed, now);", "return;"),
    (T, "notice_ = button_.is_stuck() ? Notice::kButtonStuck : Notice::kNone;", "notice_ = Notice::kNone;"),
    (B, "mono - since_ < kShortPressMax ? ", "mono - since_ <= kShortPressMax ? "),
    (B, "if (mono < due_)", "if (mono <= due_)"),
    (B, "!was_late_ && mono - due_ >= kReadFirst", "false"),
    (B, "!was_late_ && mono - due_ >= kReadFirst", "!was_late_ && mono - due_ > kReadFirst - 2"),
    (B, "!was_late_ && mono - due_ >= kReadFirst", "mono - due_ >= kReadFirst"),
    (B, "since_ + kStuckAfter", "mono + kStuckAfter"),
    (B, "if (down == was_down) return Gesture::kNone;", ""),
    # The journal
    (J, "if (line.size() < kHead || line.substr(0, kHead) != head_of(line.substr(kHead))) return std::nullopt;", "if (line.size() < kHead) return std::nullopt;"),
    (J, "|| stated < sequence_min ||", "||"),
    (J, "recovered.next_sequence = above_all(journal, sequence);", ""),
    (J, "recovered.next_sequence = above_all(journal, sequence);", "recovered.next_sequence = above_all(journal, recovered.next_sequence);"),
    (J, "++sequence;\n    rest", "rest"),
    (J, "|| stated == UINT64_MAX ||", "||"),
    (J, "|| length != body.size() - tab", ""),
    (J, "byte < 0x20 || c == '%' || byte == 0x7F", "byte < 0x20 || byte == 0x7F"),
    (J, "byte < 0x20 || c == '%' || byte == 0x7F", "c == '%' || byte == 0x7F"),
    (J, "if (!bytes.empty()) return std::nullopt;", ""),
    (J, "cause > static_cast<std::int64_t>(Cause::kReturned)", "false"),
    (J, "bool done() const { return good_ && rest_.empty(); }", "bool done() const { return good_; }"),
    (J, "sequence_min = stated + 1;", "sequence_min = stated;"),
    # Zones and timetables
    (Z, "return offset_s(late) == after ? late : early;", "return early;"),
    (Z, "return offset_s(late) == after ? late : early;", "return late;"),
    (Z, "if (before == after || offset_s(early) == before) return early;", "if (before == after) return early;"),
    (Z, "changes_[i].from_utc <= utc", "changes_[i].from_utc < utc"),
    (Z, "a / b - (a % b < 0 ? 1 : 0)", "a / b"),
    (P, "zone.civil(from_utc - kDay)", "zone.civil(from_utc)"),
    (P, "row.end_s <= row.start_s", "row.end_s < row.start_s"),
    (P, "lesson.end_utc > from_utc &&", "lesson.end_utc >= from_utc &&"),
    (P, "lesson.key.start_utc < to_utc", "lesson.key.start_utc <= to_utc"),
    (P, "/ kDay + 3", "/ kDay + 1"),
    # The view
    (V, "if (settings_.show_titles) view.title", "view.title"),
    (V, "if (view.fault && is_quiet)", "if (false)"),
    (V, " || (course != nullptr && course->cause() == Cause::kHoliday)", ""),
    (V, "fault.code < worst.code", "fault.code > worst.code"),
    (V, "if (about != nullptr && !about->waits_for_person()) consider", "if (about != nullptr) consider"),
    (V, "if (about != nullptr && !about->waits_for_person()) consider(about->fault());", ""),
    (V, "if (!browser_ok_ && page_open_)", "if (!browser_ok_)"),
    (V, "course.entered_within(kOverShown, now)", "false"),
    (V, "case ScreenKind::kEnding: return LedSign::kEnding;", "case ScreenKind::kEnding: return LedSign::kLive;"),
    (V, "if (!devices_ok_) consider", "if (false) consider"),
    (V, "return half == 0 ? kNever : (mono / half + 1) * half;", "return half == 0 ? kNever : (mono / half + 2) * half;"),
    (B, "if (down) return was_stuck ? Gesture::kNone : Gesture::kStuck;", "if (down) return Gesture::kNone;"),
    (B, "return was_stuck ? Gesture::kFreed : Gesture::kNone;", "return Gesture::kNone;"),
    (B, "phase_ = down ? Phase::kStuck : Phase::kUp;", "phase_ = down ? Phase::kDown : Phase::kUp;"),
    (V, "view.start_utc - view.utc <= 5 * kMinute", "view.start_utc - view.utc < 5 * kMinute"),
    (V, "view.utc >= lesson.key.start_utc + kPressInPageAfter", "view.utc > lesson.key.start_utc + kPressInPageAfter"),
    (W, "if (view.kind == ScreenKind::kOpening) screen.qr = view.student_url;", "screen.qr = view.student_url;"),
    (W, 'view.clock_trusted ? clock_text(zone.civil(view.utc), !is_calm(view)) : std::string("--:--:--")', "clock_text(zone.civil(view.utc), !is_calm(view))"),
    (W, "const Milliseconds countdown = (view.start_utc - view.utc - 1) % kMinute + 1;", "const Milliseconds countdown = kMinute;"),
    (W, "view.start_utc - view.utc > kSecondsWithin", "view.start_utc - view.utc >= kSecondsWithin"),
    (W, "span + (round_up ? kSecond - 1 : 0)", "span"),
    (F, "told_ = polled_.size();", ""),
    (F, "told_ = read;", "told_ = polled_.size();"),
    (H, "now.elsewhere_utc != 0 ? startable(now.elsewhere_utc, now) : nullptr;", "nullptr;"),
    (H, "return best != nullptr ? best : startable(now.utc, now);", "return best;"),
    (H, "tell(runs || is_stopping ? Notice", "tell(runs ? Notice"),
    (V, "course->by_press() || view.utc", "view.utc"),
    (V, "return view.fault && waits_for_vendor ? LedSign::kFault : LedSign::kHeld;", "return LedSign::kHeld;"),
    (V, "view.state == LessonState::kStopping && view.take_back_s == 0 && !view.end_in_page;", "true;"),
    (W, "view.kind == ScreenKind::kOpening && view.utc >= view.start_utc", "view.kind == ScreenKind::kOpening"),
    (W, "view.kind == ScreenKind::kOpening && view.utc >= view.start_utc", "view.kind == ScreenKind::kOpening && view.utc > view.start_utc"),
    # Pages
    (T, "if (page_open_) out.push(Browse{false, page_});", ""),
    (T, "if (page_open_ && page_ == wanted->lesson().key) return;", ""),
    (T, "if (blocks(course, now)) return 5;", ""),
    (T, "if (blocks(course, now)) return 5;", "if (is_in_progress(course.state())) return 5;"),
    (T, "if (blocks(course, now)) return 5;", "if (is_in_progress(course.state()) || course.state() == LessonState::kStopping) return 5;"),
    (T, "if (state == LessonState::kArmed) return 4;", "if (state == LessonState::kArmed) return 2;"),
    (T, "return state == LessonState::kOpening ? 2 : 0;", "return 0;"),
    # Headers
    ("text.h", "while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;", "", ["text_test.cc"]),
    ("backoff.h", "whole / 2 + random.below(whole / 2 + 1);\n}\n\n// The pause before the next", "whole;\n}\n\n// The pause before the next", ["backoff_test.cc"]),
    ("backoff.h", "late / 20, 250", "late / 2, 250", ["course.cc", "course_answers.cc"]),
    ("course.h", "kTakeBack = 10 * kSecond", "kTakeBack = 8 * kSecond", ["course.cc", "course_answers.cc"]),
    ("course.h", "kStopPatience = 10 * kSecond", "kStopPatience = 20 * kSecond", ["terminal.cc"]),
    ("course.h", "kReadBeforeStart = 3 * kSecond", "kReadBeforeStart = 20 * kSecond", ["course.cc", "course_answers.cc"]),
    ("course.h", "kLeftToStart = 2 * kMinute", "kLeftToStart = 1 * kMinute", ["course.cc", "course_answers.cc"]),
]


def run(command, cpu_s):
    """None: it took more than `cpu_s` of the processor, or, asleep or on a machine however busy, ten times that of the clock."""
    limit = lambda: resource.setrlimit(resource.RLIMIT_CPU, (cpu_s, cpu_s + 1))
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, preexec_fn=limit, text=True, timeout=10 * cpu_s)
    except subprocess.TimeoutExpired:
        return None
    return None if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL) else done


def pattern(text):
    return re.compile(r"\s*".join(re.escape(token) for token in re.findall(r"\w+|[^\w\s]", text)))


class Farm:
    def __init__(self, folder):
        self.folder = folder
        self.tests = sorted(p for p in UNIT.glob("*_test.cc") if p.name != "allocation_test.cc")
        self.include = folder / "clean"
        shutil.copytree(CORE, self.include / "core")

    @staticmethod
    def compile(source, target, include):
        return run(["g++", *FLAGS, "-I", str(include), "-I", str(UNIT), "-c", str(source), "-o", str(target)], 300)

    def objects(self, include, sources, jobs):
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            made = {source: include / (source.stem + ".o") for source in sources}
            for result in pool.map(lambda s: self.compile(s, made[s], include), sources):
                if result.returncode != 0:
                    sys.exit(result.stdout)
        return list(made.values())

    def core_objects(self, include):
        """None: does not compile."""
        objects = []
        for source in sorted((include / "core").glob("*.cc")):
            target = include / (source.stem + ".core.o")
            result = self.compile(source, target, include)
            if result is None or result.returncode != 0:
                return None
            objects.append(target)
        return objects

    def prepare(self, jobs):
        self.world = UNIT / "world.cc"
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            built = pool.submit(self.core_objects, self.include)
            self.test_objects = self.objects(self.include, [self.world, *self.tests], jobs)
            self.clean_core = {o.name: o for o in built.result()}
        verdict, output = self.judge(self.include, list(self.clean_core.values()) + self.test_objects)
        if verdict != "survives":
            sys.exit("the tests fail without any mutation:\n" + output)

    def judge(self, folder, objects, test_filter="*"):
        binary = folder / "tests"
        linked = run(["g++", *map(str, objects), "-lgtest", "-lgtest_main", "-lpthread", "-o", str(binary)], 120)
        if linked.returncode != 0:
            return "does not link", linked.stdout
        ran = run([str(binary), "--gtest_brief=1", "--gtest_fail_fast", "--gtest_filter=" + test_filter], 60)
        if ran is None:
            return "killed (for ever)", ""
        if ran.returncode == 0:
            return "survives", ran.stdout
        failed = re.search(r"FAILED  \] ([\w/.]+)", ran.stdout)
        return "killed by " + (failed.group(1) if failed else "a crash"), ran.stdout

    def mutant(self, number, file, old, new, users):
        folder = self.folder / str(number)
        shutil.copytree(self.include / "core", folder / "core")
        places = [(p, found) for p in (folder / "core").glob(file) for found in pattern(old).finditer(p.read_text())]
        if len(places) != 1:
            shutil.rmtree(folder)
            return f"does not apply ({len(places)} places)"
        path, found = places[0]
        text = path.read_text()
        path.write_text(text[:found.start()] + new + text[found.end():])
        rest = {o.name: o for o in [*self.clean_core.values(), *self.test_objects]}
        objects = []
        for name in users or [path.name]:
            of_core = folder / "core" / name
            source, target = (of_core, of_core.stem + ".core.o") if of_core.exists() else (UNIT / name, UNIT.joinpath(name).stem + ".o")
            result = self.compile(source, folder / target, folder)
            if result is None or result.returncode != 0:
                shutil.rmtree(folder)
                return "does not compile"
            del rest[target]
            objects.append(folder / target)
        verdict = self.judge(folder, [*objects, *rest.values()], "Life/Row*" if file == "life.h" else "*")[0]
        shutil.rmtree(folder)
        return verdict


def rows():
    text = (CORE / "life.h").read_text()
    for row in re.findall(r"^    Transition\{.*\},.*\n", text, re.M):
        yield ("life.h", row, "", ["course.cc"])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("-j", type=int, default=os.cpu_count())
    parser.add_argument("-k", default="", help="only mutations of which this is found in file or text")
    parser.add_argument("--apply", action="store_true", help="only see that each mutation has one place")
    arguments = parser.parse_args()
    mutations = [(*m, []) if len(m) == 3 else m for m in [*MUTATIONS, *rows()]]
    mutations = [m for m in mutations if re.search(arguments.k, m[0] + " " + m[1])]
    if arguments.apply:
        stale = [m[:2] for m in mutations if sum(len(pattern(m[1]).findall(p.read_text())) for p in CORE.glob(m[0])) != 1]
        print(f"{len(mutations)} mutations, {len(stale)} do not apply", *stale, sep="\n")
        return 2 if stale else 0
    with tempfile.TemporaryDirectory(prefix="mutants.") as name:
        farm = Farm(pathlib.Path(name))
        farm.prepare(arguments.j)
        counts = {"killed": 0, "survives": 0, "does": 0}
        with concurrent.futures.ThreadPoolExecutor(arguments.j) as pool:
            verdicts = pool.map(lambda n: farm.mutant(n, *mutations[n]), range(len(mutations)))
            for (file, old, new, _), verdict in zip(mutations, verdicts):
                counts[verdict.split()[0]] += 1
                print(f"{verdict:60} {file}: {' '.join(old.split())[:90]}  =>  {' '.join(new.split())[:70]}", flush=True)
        print(f"{len(mutations)} mutants: {counts['killed']} killed, {counts['survives']} survive, {counts['does']} do not apply or compile")
    return 2 if counts["does"] else 1 if counts["survives"] else 0


if __name__ == "__main__":
    sys.exit(main())
