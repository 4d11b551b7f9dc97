#include "board/callbacks.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "vendors/json.h"

namespace classbell::board {
namespace {

using platform::Level;

constexpr std::string_view kPrefix = "/callback/";
constexpr std::size_t kLoggedBytesMax = 300;
constexpr std::size_t kIdentityBytesMax = 400;

std::string answer_text(std::string_view words) {
  vendors::Value answer;
  answer.set("error_code", words.empty() ? 0 : 1);
  if (!words.empty()) answer.set("error_msg", words);
  return vendors::write_json(answer);
}

}  // namespace

std::vector<Callbacks::Told> Callbacks::serve(platform::HttpListener& listener, const Now& now) {
  std::vector<Told> told;
  std::vector<platform::Posted> posted;
  listener.step(now.mono, posted);
  for (platform::Posted& one : posted) {
    const std::uint64_t id = one.id;
    const Answer answer = take(one, now, told);
    listener.answer(id, answer.status, answer_text(answer.words), now.mono);
  }
  return told;
}

Callbacks::Answer Callbacks::take(platform::Posted& posted, const Now& now, std::vector<Told>& told) {
  const std::string_view path = posted.path;
  const std::string_view below =
      path.substr(0, kPrefix.size()) == kPrefix ? path.substr(kPrefix.size()) : std::string_view();
  const std::size_t slash = std::min(below.find('/'), below.size());
  const auto source =
      std::find_if(sources_.begin(), sources_.end(), [&](const Source& s) { return s.name == below.substr(0, slash); });
  vendors::Notification notification;
  notification.path = below.substr(std::min(slash + 1, below.size()));
  notification.query = std::move(posted.query);
  notification.body = std::move(posted.body);
  const auto notified = source != sources_.end() ? source->session->notified(notification, now) : std::nullopt;
  if (!notified) {
    say(Level::kWarning, "an event for no source that has any", now);
    return {404, "no such source"};
  }
  switch (notified->verdict) {
    case vendors::Notified::Verdict::kTaken: break;
    case vendors::Notified::Verdict::kRefused:
      say(Level::kWarning, source->name + ": an event was refused: " + notified->detail, now);
      return {403, "refused: not signed by the vendor, or expired"};
    case vendors::Notified::Verdict::kNotUnderstood:
      say(Level::kWarning, source->name + ": an event was not understood: " + notified->detail, now);
      return {400, "not understood"};
  }
  if (is_repeat(source->name, notified->identity)) return {200, ""};
  const std::string detail = notified->detail.empty() ? "" : ", " + notified->detail.substr(0, kLoggedBytesMax);
  say(Level::kInfo, source->name + ": event " + notified->event + detail, now);
  if (!notified->room.empty()) told.push_back({source->name, notified->room, notified->state});
  return {200, ""};
}

bool Callbacks::is_repeat(const std::string& source, const std::string& identity) {
  if (identity.empty()) return false;
  std::string key = source + " " + identity.substr(0, kIdentityBytesMax);
  if (std::find(remembered_.begin(), remembered_.end(), key) != remembered_.end()) return true;
  if (remembered_.size() < kEventsRemembered) {
    remembered_.push_back(std::move(key));
    return false;
  }
  remembered_[oldest_] = std::move(key);
  oldest_ = (oldest_ + 1) % kEventsRemembered;
  return false;
}

void Callbacks::say(Level level, const std::string& line, const Now& now) {
  if (now.mono - minute_from_mono_ >= kMinute) {
    if (lines_ > kEventLinesPerMinute) {
      platform::log_line(Level::kWarning,
                         "callbacks: " + std::to_string(lines_ - kEventLinesPerMinute) + " more lines were left out");
    }
    minute_from_mono_ = now.mono;
    lines_ = 0;
  }
  if (++lines_ <= kEventLinesPerMinute) platform::log_line(level, line);
}

}  // namespace classbell::board
