#include "vendors/iclass/receive.h"

#include <algorithm>
#include <optional>

#include "vendors/iclass/callbacks.h"
#include "vendors/iclass/sign.h"
#include "vendors/json.h"
#include "vendors/reply.h"

namespace classbell::vendors::iclass {
namespace {

constexpr std::int64_t kSecondsMax = 253402300799;  // The end of the year 9999.

Notified refused(std::string why) {
  Notified notified;
  notified.verdict = Notified::Verdict::kRefused;
  notified.detail = std::move(why);
  return notified;
}

Notified not_understood(std::string why) {
  Notified notified = refused(std::move(why));
  notified.verdict = Notified::Verdict::kNotUnderstood;
  return notified;
}

// Takes as long for any two texts of these lengths, so that no sign can be found out digit by digit.
bool is_same(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  volatile unsigned char different = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    different =
        static_cast<unsigned char>(different | (static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(b[i])));
  }
  return different == 0;
}

std::string in_lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

// Why an event is not the vendor's, or not of today; nullopt: it is.
std::optional<std::string> objection(const Account& account, const Notification& notification, std::int64_t expires,
                                     const Now& now) {
  if (notification.parameter("sdkappid") != account.value("sdkappid")) return "not of this sdkappid";
  if (!is_same(in_lower_case(notification.parameter("sign")), sign(account.secret("tic_key").reveal(), expires)))
    return "wrong signature";
  if (!now.trusted) return "the clock is not trusted, so no signature's age is known";
  const std::int64_t now_s = now.vendor_utc() / kSecond;
  if (expires < now_s - kExpirySkew_s) return "signature expired";
  if (expires > now_s + kExpiryAhead_s) return "signature valid for more than a day";
  return std::nullopt;
}

const Callback* find_callback(std::string_view event) {
  const auto* row =
      std::find_if(std::begin(kCallbacks), std::end(kCallbacks), [&](const Callback& c) { return c.event == event; });
  return row != std::end(kCallbacks) ? row : nullptr;
}

// 4.2, 4.3
Notified room_told(Notified notified, const Value& data, bool begins) {
  const std::int64_t at = int_of(data, begins ? "real_start_time" : "real_stop_time");
  notified.room = text_of(data, "class_id");
  if (notified.room.empty() || at <= 0 || at > kSecondsMax)
    return not_understood(notified.event + " without its class_id and time");
  notified.state = begins ? RoomState::kLive : RoomState::kOver;
  notified.detail = "class " + notified.room;
  notified.identity = notified.event + " " + notified.room + " " + std::to_string(at);
  return notified;
}

// 4.4 to 4.6: for the log only.
Notified work_told(Notified notified, const Value& data) {
  const std::string room = text_of(data, "class_id");
  const std::string status = text_of(data, "status");
  const std::string progress = text_of(data, "progress");
  const std::int64_t code = int_of(data, "error_code");
  notified.detail = room.empty() ? "'" + text_of(data, "title") + "'" : "class " + room;
  if (!status.empty()) notified.detail += " " + status + " " + progress + "%";
  if (code != 0) notified.detail += ", error " + std::to_string(code) + " " + text_of(data, "error_msg");
  notified.identity = notified.event + " " + text_of(data, "timestamp") + " " + notified.detail;
  return notified;
}

}  // namespace

Notified receive(const Account& account, const Notification& notification, const Now& now) {
  const auto body = parse_json(notification.body);
  if (!body || body->object() == nullptr) return not_understood("the body is no JSON object");
  const std::int64_t expires = int_of(*body, "expire_time");
  if (expires <= 0 || expires > kSecondsMax) return not_understood("no expire_time");
  if (auto why = objection(account, notification, expires, now)) return refused(std::move(*why));
  const Callback* row = find_callback(text_of(*body, "event"));
  const Value* data = body->find("data");
  if (row == nullptr) return not_understood("an event that the document does not have");
  if (data == nullptr || data->object() == nullptr) return not_understood(std::string(row->event) + " without data");
  Notified notified;
  notified.event = row->event;
  if (row->event == kClassBegin || row->event == kClassOver)
    return room_told(std::move(notified), *data, row->event == kClassBegin);
  return work_told(std::move(notified), *data);
}

}  // namespace classbell::vendors::iclass
