// The part of a room that has to do with entry URLs: the browser's page and the students' QR code.

#include <algorithm>
#include <string>
#include <utility>

#include "board/room.h"
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
  for (auto& source : sources_) source->teacher_until = source->student_until = kNever;
  if (!browse.open) {
    if (machine_.browser != nullptr) machine_.browser->close(now_.mono);
    return;
  }
  Source* source = find(browse.lesson.source);
  const Lesson* lesson = terminal_.find(browse.lesson);
  if (source == nullptr || lesson == nullptr) return;
  source->entry_lesson = browse.lesson;
  ask_entry(*source, true);
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
  (teacher ? source.teacher_entry : source.student_entry) = source.jobs.start(std::move(job), now_);
}

// A URL that is signed with its time goes stale. A page that runs is left alone with it, unless its lesson is due and
// does not begin: then nobody is in the room by it. A browser that has to be started again is given a new one, and so
// is the QR code while it is shown.
void Room::renew_entries() {
  for (auto& source : sources_) {
    if (now_.mono < std::min(source->teacher_until, source->student_until)) continue;
    const auto course = std::find_if(terminal_.courses().begin(), terminal_.courses().end(),
                                     [&](const Course& c) { return c.lesson().key == source->entry_lesson; });
    if (course == terminal_.courses().end()) continue;
    const LessonState state = course->state();
    if (now_.mono >= source->teacher_until && (is_down(machine_.browser) || state == LessonState::kStarting)) {
      log_line(Level::kInfo, lesson_text(source->entry_lesson) + ": the entry URL is stale; a new one");
      source->teacher_until = kNever;
      ask_entry(*source, true);
    }
    if (now_.mono >= source->student_until && (state == LessonState::kOpening || state == LessonState::kArmed)) {
      source->student_until = kNever;
      ask_entry(*source, false);
    }
  }
}

void Room::finish_entry(Source& source, bool teacher, const vendors::Finished& finished) {
  const bool done = finished.outcome.verdict == Verdict::kDone;
  if (done && finished.url_valid_ms > 0)
    (teacher ? source.teacher_until : source.student_until) = now_.mono + finished.url_valid_ms;
  if (!teacher) {
    if (done) step(EntryKnown{source.entry_lesson, finished.url.reveal()});
    return;
  }
  if (!done)
    log_line(Level::kError,
             lesson_text(source.entry_lesson) + ": no entry URL: " + words_of(finished, source.jobs.session()));
  if (!done || finished.url.empty() || machine_.browser == nullptr) return;
  platform::log_secret(finished.url.reveal(), platform::Keep::kPassing);
  const auto opened = machine_.browser->open(finished.url.reveal(), now_.mono);
  if (!opened) log_line(Level::kError, lesson_text(source.entry_lesson) + ": " + opened.error().detail);
}

}  // namespace classbell::board
