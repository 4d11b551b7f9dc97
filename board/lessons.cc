// classbell schedule, classbell url

#include <algorithm>
#include <cstdio>

#include <qrcodegen.h>

#include "board/commands.h"
#include "board/config.h"
#include "board/holiday_text.h"
#include "board/once.h"
#include "board/status.h"
#include "core/feed.h"
#include "core/merge.h"
#include "platform/log.h"
#include "vendors/json.h"

namespace classbell::board {
namespace {

struct Window {
  Milliseconds from;
  Milliseconds to;
};

// `day` as YYYY-MM-DD in the terminal's zone; empty: from now on, as far as the terminal looks.
tl::expected<Window, std::string> window_of(const std::string& day, const Zone& zone, Milliseconds now) {
  if (day.empty()) return Window{now, now + kScheduleAhead};
  const auto civil = parse_day(day);
  if (!civil) return tl::unexpected("--day '" + day + "' is no day; write YYYY-MM-DD");
  const Milliseconds from = zone.instant(*civil);
  return Window{from, from + kDay};
}

// The room's lessons from all its sources, merged as the running terminal merges them, but all of them: that one holds
// as many as are due next. `worst` tells what failed.
std::vector<Lesson> merged_schedule(const Config& config, const Window& window, ExitCode& worst) {
  const TerminalSettings settings = terminal_settings(config, 0);
  std::vector<Lesson> merged;
  for (std::size_t i = 0; i < config.sources.size(); ++i) {
    const SourceConfig& source = config.sources[i];
    const std::string& name = source.account.name;
    auto once = Once::open(source);
    if (!once) {
      fail(kExitConfig, once.error());
      worst = worse(worst, kExitConfig);
      continue;
    }
    vendors::Job job;
    job.operation = Operation::kSchedule;
    job.from_utc = window.from;
    job.to_utc = window.to;
    vendors::Finished finished = (*once)->run(std::move(job));
    if (finished.outcome.verdict != Verdict::kDone) {
      fail(exit_code(finished.outcome), name + ": no schedule: " + finished.detail);
      worst = worse(worst, exit_code(finished.outcome));
    }
    std::vector<Lesson> lessons = std::move(finished.lessons);
    plan(Span<const TimetableRow>(source.timetable), name, source.account.zone, window.from, window.to, lessons);
    merge(Span<const Text<kTitleBytes>>(settings.sources[i].rooms), Span<const Lesson>(lessons), merged);
  }
  const auto is_outside = [&](const Lesson& l) { return l.end_utc <= window.from || l.key.start_utc >= window.to; };
  merged.erase(std::remove_if(merged.begin(), merged.end(), is_outside), merged.end());
  return merged;
}

void print_table(const std::vector<Lesson>& lessons, const Config& config) {
  const Zone& zone = config.zone;
  for (const Lesson& lesson : lessons) {
    const std::string line = local_date_text(lesson.key.start_utc, zone) + " " + local_time_text(lesson.end_utc, zone) +
                             "  " + std::string(lesson.key.source.view()) + "/" + std::string(lesson.key.id.view()) +
                             "  " + std::string(lesson.title.view()) + "  " + std::string(lesson.teacher.view()) +
                             (is_holiday(config.holidays, lesson) ? "  (a holiday: cancelled)" : "");
    std::printf("%s\n", platform::printable(line).c_str());
  }
}

const Lesson* find_lesson(const std::vector<Lesson>& lessons, const std::string& wanted, Milliseconds now) {
  const auto found = std::find_if(lessons.begin(), lessons.end(), [&](const Lesson& lesson) {
    if (wanted == "next") return lesson.end_utc > now;
    return lesson.key.id.view() == wanted ||
           std::string(lesson.key.source.view()) + "/" + std::string(lesson.key.id.view()) == wanted;
  });
  return found == lessons.end() ? nullptr : &*found;
}

// Two modules a character, dark on light, with the quiet zone of four modules that readers want.
bool print_qr(const Secret& url) {
  const std::string text(url.reveal());
  std::vector<std::uint8_t> code(qrcodegen_BUFFER_LEN_MAX);
  std::vector<std::uint8_t> scratch(qrcodegen_BUFFER_LEN_MAX);
  if (!qrcodegen_encodeText(text.c_str(), scratch.data(), code.data(), qrcodegen_Ecc_LOW, qrcodegen_VERSION_MIN,
                            qrcodegen_VERSION_MAX, qrcodegen_Mask_AUTO, true)) {
    return false;
  }
  constexpr int kQuiet = 4;
  const int size = qrcodegen_getSize(code.data());
  for (int y = -kQuiet; y < size + kQuiet; y += 2) {
    for (int x = -kQuiet; x < size + kQuiet; ++x) {
      const bool upper = !qrcodegen_getModule(code.data(), x, y);
      const bool lower = !qrcodegen_getModule(code.data(), x, y + 1);
      std::fputs(upper ? (lower ? "\u2588" : "\u2580") : (lower ? "\u2584" : " "), stdout);
    }
    std::fputs("\n", stdout);
  }
  return true;
}

// Enters as `role` from here on: its password is the one the schedule then brings.
void take_role(Config& config, const std::string& role) {
  for (SourceConfig& source : config.sources) {
    for (auto& [name, value] : source.account.values) {
      if (name == "role") value = role;
    }
  }
}

}  // namespace

int schedule(const Arguments& arguments) {
  if (!arguments.words.empty()) return fail(kExitUsage, "'schedule' takes only options: --day YYYY-MM-DD, --json");
  const auto config = load_config(arguments.config);
  if (!config) return fail(kExitConfig, config.error());
  const auto window = window_of(arguments.day, config->zone, system_now().utc);
  if (!window) return fail(kExitUsage, window.error());
  ExitCode worst = kExitOk;
  const std::vector<Lesson> lessons = merged_schedule(*config, *window, worst);
  if (!arguments.json) {
    print_table(lessons, *config);
    return worst;
  }
  vendors::Value list{vendors::Value::List{}};
  for (const Lesson& lesson : lessons) {
    const bool is_cancelled = is_holiday(config->holidays, lesson);
    const LessonState state = is_cancelled ? LessonState::kCancelled : LessonState::kPlanned;
    list.list()->push_back(lesson_json(lesson, lesson.end_utc, state, Cause::kHoliday, true));
  }
  std::printf("%s\n", vendors::write_json(list).c_str());
  return worst;
}

int url(const Arguments& arguments) {
  if (arguments.words.size() != 1)
    return fail(kExitUsage, "write: classbell url LESSON [--role R] [--qr]; LESSON is an id, SOURCE/ID or 'next'");
  auto config = load_config(arguments.config);
  if (!config) return fail(kExitConfig, config.error());
  const auto role = vendors::role_from(arguments.role);
  if (!arguments.role.empty() && !role) {
    return fail(kExitUsage,
                "--role '" + arguments.role + "' is not allowed; one of: teacher, assistant, student, patrol, head");
  }
  if (role) take_role(*config, arguments.role);
  const Milliseconds now = system_now().utc;
  ExitCode worst = kExitOk;
  const std::vector<Lesson> lessons = merged_schedule(*config, {now - kScheduleBack, now + kScheduleAhead}, worst);
  const Lesson* lesson = find_lesson(lessons, arguments.words[0], now);
  if (lesson == nullptr) {
    return fail(worst != kExitOk ? worst : kExitUsage,
                "no lesson '" + arguments.words[0] + "' in the schedule; see classbell schedule");
  }
  const SourceConfig* source = config->find(lesson->key.source);
  auto once = Once::open(*source);
  if (!once) return fail(kExitConfig, once.error());
  vendors::Job job;
  job.operation = Operation::kEntry;
  job.lesson = *lesson;
  job.role = role.value_or(vendors::role_from(source->account.value("role")).value_or(vendors::Role::kTeacher));
  const vendors::Finished finished = (*once)->run(std::move(job));
  if (finished.outcome.verdict != Verdict::kDone) return fail(exit_code(finished.outcome), finished.detail);
  if (finished.url.empty()) {
    const bool is_student = role == vendors::Role::kStudent;
    const std::string key =
        is_student ? "'student_template' for students' entry URLs" : "'entry_template' for entry URLs";
    return fail(kExitConfig, "[source " + source->account.name + "] needs " + key);
  }
  if (arguments.qr) return print_qr(finished.url) ? kExitOk : fail(kExitRefused, "the URL is too long for a QR code");
  vendors::Value json;
  json.set("source", lesson->key.source.view());
  json.set("lesson", lesson->key.id.view());
  json.set("url", finished.url.reveal());
  std::printf("%s\n", vendors::write_json(json).c_str());
  return kExitOk;
}

}  // namespace classbell::board
