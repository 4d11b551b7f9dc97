// The part of a room that has to do with entry URLs: the browser's page and the students' QR code.

#include <algorithm>
#include <string>
#include <utility>

#include "board/room.h"
#include "core/backoff.h"
#include "platform/log.h"

namespace classbell::board {
namespace {

using platform::Level;
using platform::log_line;

bool is_down(const platform::Launcher* browser) {
  if (browser == nullptr) return false;
  const auto kind = browser->state().kind;
  return kind == platform::LaunchState::Kind::kExited || kind == platform::LaunchState::Kind::kFailed;
}

}  // namespace

void Room::on(const Browse& browse) {
  for (auto& source : sources_) source->teacher = source->student = {};
  if (!browse.open) {
    if (machine_.browser != nullptr) machine_.browser->close(now_.mono);
    return;
  }
  Source* source = find(browse.lesson.source);
  const Lesson* lesson = terminal_.find(browse.lesson);
  if (source == nullptr || lesson == nullptr) return;
  source->entry_lesson = browse.lesson;
  browser_ok_ = true;  // As the core takes it of a page that is another: what is wrong still is reported anew.
  if (machine_.browser != nullptr) ask_entry(*source, true);
  ask_entry(*source, false);
}

// As the vendor is asked about it: one without a plan has no group and no passwords of its own.
std::optional<Lesson> Room::lesson_of(const Source& source, const LessonKey& key) const {
  const Lesson* known = terminal_.find(key);
  if (known == nullptr) return std::nullopt;
  Lesson lesson = *known;
  if (lesson.room == source.config->manual_room) source.feed.lend(lesson);
  return lesson;
}

void Room::ask_entry(Source& source, bool teacher) {
  const auto lesson = lesson_of(source, source.entry_lesson);
  if (!lesson) return;
  vendors::Job job;
  job.operation = Operation::kEntry;
  job.lesson = *lesson;
  job.role = teacher ? vendors::role_from(source.config->account.value("role")).value_or(vendors::Role::kTeacher)
                     : vendors::Role::kStudent;
  Entry& entry = teacher ? source.teacher : source.student;
  entry.good_until = entry.again = kNever;
  entry.epoch = now_.vendor_utc() - now_.mono;
  entry.is_guess = !now_.is_known();
  entry.lacks_password = job.lesson.password.reveal().empty();
  entry.job = source.jobs.start(std::move(job), now_);
}

// What could not be had is asked for anew while its page is wanted. A URL that is signed with its time goes stale: a
// page that runs is left alone with it, unless its lesson is due and nobody is in the room by it.
// A browser that has to be started again is given a new one, and so is the QR code while it is shown.
void Room::renew_entries() {
  for (auto& source : sources_) {
    for (Entry* entry : {&source->teacher, &source->student}) {
      if (!entry->is_guess || !now_.is_known()) continue;
      entry->is_guess = false;
      if (entry->good_until == kNever) continue;
      const Milliseconds behind = now_.vendor_utc() - now_.mono - entry->epoch;
      entry->good_until -= std::max<Milliseconds>(0, behind);
      // By a time that it bears it was let in.
      if (std::abs(behind) > entry->bears) entry->again = now_.mono;
    }
    if (now_.mono >= source->teacher.again) ask_entry(*source, true);
    const Entry& student = source->student;
    if (now_.mono < std::min({source->teacher.good_until, student.good_until, student.again})) continue;
    const Course* course = course_of(source->entry_lesson);
    const bool waits = course != nullptr && course->state() == LessonState::kStarting && course->waits_for_person();
    if (now_.mono >= source->teacher.good_until && (is_down(machine_.browser) || waits)) {
      log_line(Level::kInfo, lesson_text(source->entry_lesson) + ": the entry URL is stale; a new one");
      ask_entry(*source, true);
    }
    if (now_.mono < std::min(student.good_until, student.again)) continue;
    const bool is_shown =
        course != nullptr && (course->state() == LessonState::kOpening || course->state() == LessonState::kArmed);
    if (is_shown) ask_entry(*source, false);
    else source->student.again = kNever;
  }
}

// Behind a power cut a page may be opened before the schedule, which has the room's password, is known.
void Room::renew_passwords(Source& source) {
  const auto lesson = lesson_of(source, source.entry_lesson);
  if (!lesson || lesson->password.reveal().empty()) return;
  for (Entry* entry : {&source.teacher, &source.student}) {
    if (std::exchange(entry->lacks_password, false)) entry->again = now_.mono;
  }
}

const Course* Room::course_of(const LessonKey& lesson) const {
  for (const Course& course : terminal_.courses()) {
    if (course.lesson().key == lesson) return &course;
  }
  return nullptr;
}

// The report to the core comes last: what it makes due may open another page, or close this one.
void Room::finish_entry(Source& source, bool teacher, const vendors::Finished& finished) {
  Entry& entry = teacher ? source.teacher : source.student;
  if (finished.outcome.verdict != Verdict::kDone) {
    ++entry.failures;
    if (teacher && entry.failures == 1)
      log_line(Level::kError,
               lesson_text(source.entry_lesson) + ": no entry URL: " + words_of(finished, source.jobs.session()));
    if (finished.outcome.fault.code != FaultCode::kConfig) {  // That stays so.
      const Course* course = course_of(source.entry_lesson);
      const bool is_due = course != nullptr && course->state() == LessonState::kStarting;
      const Milliseconds pause = backoff(entry.failures, random_, is_due ? 2 * kSecond : kBackoffMax);
      entry.not_before = now_.mono + std::min(finished.outcome.retry_after, kBackoffMax);
      entry.again = std::max(now_.mono + pause, entry.not_before);
    }
    if (teacher) step(EntryReport{finished.outcome.fault});
    return;
  }
  entry.failures = 0;
  entry.bears = finished.url_valid_ms;
  if (entry.bears > 0) entry.good_until = now_.mono + entry.bears;
  if (!teacher) {
    const bool fits = finished.url.reveal().size() <= kUrlBytes;
    if (!fits) log_line(Level::kWarning, lesson_text(source.entry_lesson) + ": no QR code, the URL is too long for it");
    return step(EntryKnown{source.entry_lesson, fits ? finished.url.reveal() : std::string_view()});
  }
  if (machine_.browser == nullptr) return step(EntryReport{});
  std::string problem = "no page to open: its source has no entry_template";
  if (!finished.url.empty()) {
    platform::log_secret(finished.url.reveal(), platform::Keep::kPassing);
    const auto opened = machine_.browser->open(finished.url.reveal(), now_.mono);
    if (opened) return step(EntryReport{});
    problem = opened.error().detail;
  } else if (source.jobs.session().can().start) {
    return step(EntryReport{});  // It begins without a page.
  }
  log_line(Level::kError, lesson_text(source.entry_lesson) + ": " + problem);
  step(EntryReport{{FaultCode::kConfig, 0}});
}

}  // namespace classbell::board
