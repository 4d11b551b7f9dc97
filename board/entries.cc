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
  if (machine_.browser != nullptr) ask_entry(*source, true);
  ask_entry(*source, false);
}

void Room::ask_entry(Source& source, bool teacher) {
  const Lesson* lesson = terminal_.find(source.entry_lesson);
  if (lesson == nullptr) return;
  vendors::Job job;
  job.operation = Operation::kEntry;
  job.lesson = *lesson;
  job.role = teacher ? vendors::role_from(source.config->account.value("role")).value_or(vendors::Role::kTeacher)
                     : vendors::Role::kStudent;
  Entry& entry = teacher ? source.teacher : source.student;
  entry.good_until = entry.again = kNever;
  entry.job = source.jobs.start(std::move(job), now_);
}

// What could not be had is asked for anew while its page is wanted. A URL that is signed with its time goes stale: a
// page that runs is left alone with it, unless its lesson is due and does not begin: then nobody is in the room by it.
// A browser that has to be started again is given a new one, and so is the QR code while it is shown.
void Room::renew_entries() {
  for (auto& source : sources_) {
    if (now_.mono >= source->teacher.again) ask_entry(*source, true);
    const Entry& student = source->student;
    if (now_.mono < std::min({source->teacher.good_until, student.good_until, student.again})) continue;
    const auto state = state_of(source->entry_lesson);
    if (now_.mono >= source->teacher.good_until && (is_down(machine_.browser) || state == LessonState::kStarting)) {
      log_line(Level::kInfo, lesson_text(source->entry_lesson) + ": the entry URL is stale; a new one");
      ask_entry(*source, true);
    }
    if (now_.mono < std::min(student.good_until, student.again)) continue;
    if (state == LessonState::kOpening || state == LessonState::kArmed) ask_entry(*source, false);
    else source->student.again = kNever;
  }
}

std::optional<LessonState> Room::state_of(const LessonKey& lesson) const {
  for (const Course& course : terminal_.courses()) {
    if (course.lesson().key == lesson) return course.state();
  }
  return std::nullopt;
}

void Room::finish_entry(Source& source, bool teacher, const vendors::Finished& finished) {
  Entry& entry = teacher ? source.teacher : source.student;
  if (finished.outcome.verdict != Verdict::kDone) {
    ++entry.failures;
    if (teacher) step(EntryReport{finished.outcome.fault});
    if (teacher && entry.failures == 1)
      log_line(Level::kError,
               lesson_text(source.entry_lesson) + ": no entry URL: " + words_of(finished, source.jobs.session()));
    if (finished.outcome.fault.code == FaultCode::kConfig) return;  // It stays so.
    const bool is_due = state_of(source.entry_lesson) == LessonState::kStarting;
    const Milliseconds pause = backoff(entry.failures, random_, is_due ? 2 * kSecond : kBackoffMax);
    entry.again = now_.mono + std::max(pause, std::min(finished.outcome.retry_after, kBackoffMax));
    return;
  }
  entry.failures = 0;
  if (finished.url_valid_ms > 0) entry.good_until = now_.mono + finished.url_valid_ms;
  if (!teacher) return step(EntryKnown{source.entry_lesson, finished.url.reveal()});
  step(EntryReport{});
  if (machine_.browser == nullptr) return;
  std::string problem = "no page to open: its source has no entry_template";
  if (!finished.url.empty()) {
    platform::log_secret(finished.url.reveal(), platform::Keep::kPassing);
    const auto opened = machine_.browser->open(finished.url.reveal(), now_.mono);
    if (opened) return;
    problem = opened.error().detail;
  } else if (source.jobs.session().can().start) {
    return;  // It begins without a page.
  }
  log_line(Level::kError, lesson_text(source.entry_lesson) + ": " + problem);
  step(EntryReport{{FaultCode::kConfig, 0}});
}

}  // namespace classbell::board
