#include "board/status.h"

#include <cstdio>

#include "platform/log.h"

namespace classbell::board {
namespace {

using vendors::Value;

std::string_view pattern_name(LedPattern pattern) {
  switch (pattern) {
    case LedPattern::kOff: return "off";
    case LedPattern::kOn: return "on";
    case LedPattern::kBlink: return "blink";
    case LedPattern::kFastBlink: return "fast-blink";
  }
  return "";
}

Value fault_json(const Fault& fault, std::string_view sentence) {
  if (!fault) return Value();
  Value json;
  json.set("code", fault_name(fault.code));
  if (fault.vendor_code != 0) json.set("vendor_code", fault.vendor_code);
  json.set("sentence", sentence);
  return json;
}

std::string civil_text(const char* format, const Civil& c) {
  char text[40];
  const int size = std::snprintf(text, sizeof text, format, c.year, c.month, c.day, c.hour, c.minute, c.second);
  return {text, static_cast<std::size_t>(size)};
}

std::string field(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr ? platform::printable(value->to_text()) : std::string();
}

}  // namespace

std::string utc_text(Milliseconds utc) { return civil_text("%04d-%02d-%02dT%02d:%02d:%02dZ", Zone().civil(utc)); }
std::string local_date_text(Milliseconds utc, const Zone& zone) {
  return civil_text("%04d-%02d-%02d %02d:%02d:%02d", zone.civil(utc));
}
std::string local_time_text(Milliseconds utc, const Zone& zone) { return local_date_text(utc, zone).substr(11, 5); }

Value lesson_json(const Lesson& lesson, Milliseconds end_utc, LessonState state, Cause cause, bool show_title) {
  Value json;
  json.set("source", lesson.key.source.view());
  json.set("id", lesson.key.id.view());
  json.set("room", lesson.room.view());
  if (show_title) json.set("title", lesson.title.view());
  json.set("teacher", lesson.teacher.view());
  json.set("start", utc_text(lesson.key.start_utc));
  json.set("end", utc_text(end_utc));
  json.set("state", state_name(state));
  if (state != LessonState::kPlanned) json.set("reason", cause_text(cause));
  return json;
}

Value status_json(const Terminal& terminal, const Now& now, const StatusExtras& extras) {
  const View view = terminal.view(now);
  Value json;
  json.set("room", view.room.view());
  json.set("screen", screen_name(view.kind));
  json.set("heading", screen(view, Zone(), Language::kEnglish).heading.view());
  json.set("state", view.has_lesson ? state_name(view.state) : "idle");
  Value lessons{Value::List{}};
  Value current;
  for (const Course& course : terminal.courses()) {
    Value lesson =
        lesson_json(course.lesson(), course.end_utc(), course.state(), course.cause(), terminal.settings().show_titles);
    if (view.has_lesson && course.lesson().key == view.lesson) current = lesson;
    lessons.list()->push_back(std::move(lesson));
  }
  json.set("lesson", std::move(current));
  json.set("lessons", std::move(lessons));
  json.set("fault", fault_json(view.fault, fault_sentence(view, Language::kEnglish)));
  Value sources{Value::List{}};  // Each one's own: the worst of all hides the others, and often their cause.
  for (std::size_t i = 0; i < terminal.source_faults().size(); ++i) {
    Value source;
    source.set("name", terminal.settings().sources[i].name.view());
    const Fault& fault = terminal.source_faults()[i];
    source.set("fault", fault_json(fault, fault_sentence(fault.code, Language::kEnglish)));
    sources.list()->push_back(std::move(source));
  }
  json.set("sources", std::move(sources));
  Value leds;
  leds.set("green", pattern_name(view.leds.green));
  leds.set("amber", pattern_name(view.leds.amber));
  leds.set("red", pattern_name(view.leds.red));
  json.set("leds", std::move(leds));
  Value clock;
  clock.set("utc", utc_text(now.utc));
  clock.set("trusted", now.trusted);
  clock.set("trust", extras.clock_trust);
  if (extras.clock_skew) clock.set("vendor_disagrees_s", *extras.clock_skew / kSecond);
  clock.set("steps", static_cast<std::int64_t>(extras.clock_steps));
  json.set("clock", std::move(clock));
  json.set("browser", extras.browser);
  json.set("disk", extras.disk.empty() ? "ok" : extras.disk);
  Value devices{Value::Object{}};
  for (const Face::State& device : extras.devices) devices.set(device.name, device.text);
  json.set("devices", std::move(devices));
  json.set("disk_failures", static_cast<std::int64_t>(extras.disk_failures));
  if (view.notice != Notice::kNone) json.set("notice", notice_name(view.notice));
  return json;
}

std::string status_text(const Value& status) {
  std::string text = field(status, "room") + " " + field(status, "state") + "\n";
  if (const Value* lessons = status.find("lessons"); lessons != nullptr && lessons->list() != nullptr) {
    for (const Value& lesson : *lessons->list()) {
      text += "  " + field(lesson, "start") + " " + field(lesson, "end") + " " + field(lesson, "state") + " " +
              field(lesson, "source") + " " + field(lesson, "id") + " " + field(lesson, "title") + "\n";
    }
  }
  const auto tell = [&](const std::string& who, const Value* fault) {
    if (fault == nullptr || fault->is_null()) return;
    const std::string number = field(*fault, "vendor_code");
    text += "  " + who + field(*fault, "code") + (number.empty() ? "" : " " + number) + ": " +
            field(*fault, "sentence") + "\n";
  };
  tell("", status.find("fault"));
  if (const Value* sources = status.find("sources"); sources != nullptr && sources->list() != nullptr) {
    for (const Value& source : *sources->list()) tell(field(source, "name") + ": ", source.find("fault"));
  }
  if (const std::string notice = field(status, "notice"); !notice.empty()) text += "  " + notice + "\n";
  if (const std::string disk = field(status, "disk"); disk != "ok")
    text += "  disk: " + platform::printable(disk) + "\n";
  const std::string browser = field(status, "browser");
  if (browser == "failed" || browser == "exited") text += "  browser: " + browser + "\n";
  if (const Value* clock = status.find("clock"); clock != nullptr && clock->find("vendor_disagrees_s") != nullptr)
    text += "  clock: a vendor's differs by " + field(*clock, "vendor_disagrees_s") + " s\n";
  if (const Value* devices = status.find("devices"); devices != nullptr && devices->object() != nullptr) {
    for (const auto& [name, state] : *devices->object()) {
      const std::string said = platform::printable(state.to_text());
      if (said != "ok" && said != "none") text += "  " + platform::printable(name) + ": " + said + "\n";
    }
  }
  return text;
}

}  // namespace classbell::board
