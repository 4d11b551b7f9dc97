#include "vendors/iclass/vendor.h"

#include <algorithm>

#include "vendors/crypto.h"
#include "vendors/iclass/catalogue.h"
#include "vendors/iclass/errors.h"
#include "vendors/iclass/receive.h"
#include "vendors/iclass/sign.h"
#include "vendors/json.h"
#include "vendors/parameters.h"
#include "vendors/php.h"
#include "vendors/reply.h"

namespace classbell::vendors::iclass {

std::string sign(std::string_view tic_key, std::int64_t expire_time) {
  return md5_hex(std::string(tic_key) + std::to_string(expire_time));
}

namespace {

constexpr Setting kSettings[] = {
    {"sdkappid", true, false, "", "0-9", "the project's number at Tencent"},
    {"tic_key", true, true, "", "", "the key that signs requests"},
    {"user_id", false, false, "", "", "whose classes are taught here; default: every class"},
    {"user_token", false, true, "", "", "the user's ticket, appended to entry URLs"},
    {"entry_base", false, false, "https://tedu.qcloudtrtc.com", "", "what entry URLs begin with"},
};

// Appendix 2 sets no limit; its example is 120 s. A clock behind by more is one that we report.
constexpr std::int64_t kSignatureLife_s = 900;
constexpr int kRowsPerPage = 100;  // Section 1.5's largest.
constexpr int kPagesMax = 300;     // All that is to come, the last created first; beyond it there is no reading.

// Appendix 3.4
RoomState room_state(std::string_view status) {
  if (status == "will") return RoomState::kNew;
  if (status == "ing") return RoomState::kLive;
  if (status == "end") return RoomState::kOver;
  return RoomState::kUnread;
}

class IclassSession final : public Session {
 public:
  explicit IclassSession(const Account& account) : account_(account), vendor_(vendor()) {}

  Capabilities can() const override {
    Capabilities can{};
    can.read_state = can.extend = can.heartbeat_reads_state = true;
    return can;
  }

  Step next(Job& job, const Now& now) override {
    if (!job.operation) return encode(job.call, now);
    switch (*job.operation) {
      case Operation::kEntry: return enter(job);
      case Operation::kSchedule:
      case Operation::kReadState:
      case Operation::kHeartbeat:
      case Operation::kExtend: return encode(plan(job), now);
      case Operation::kStart:
      case Operation::kStop:
      case Operation::kEnter:
      case Operation::kLeave: break;
    }
    return done();
  }

  std::optional<Finished> accept(Job& job, const Reply& reply, const Now&) override {
    if (auto failed = failed_exchange(reply)) return failed;
    auto parsed = parse_json(reply.body);
    if (!parsed) return not_understood(parsed.error());
    const auto error_code = code_in(*parsed, "error_code");
    if (!error_code) return not_understood("the reply has no error_code");
    const int code = *error_code;
    if (!job.operation) {
      Finished finished = code == 0 ? done() : refusal(code, job.call.endpoint->changes, *parsed);
      finished.reply = std::move(*parsed);
      finished.reply_text = reply.body;
      return finished;
    }
    if (code != 0) return refusal(code, job.operation == Operation::kExtend, *parsed);
    Finished finished = done();
    if (job.operation == Operation::kSchedule) return schedule_answered(job, *parsed);
    if (job.operation == Operation::kExtend) finished.outcome.end_utc = job.end_utc;
    if (job.operation == Operation::kReadState || job.operation == Operation::kHeartbeat) {
      finished.outcome.room = room_state(text_of(*parsed, "class_status"));
      if (finished.outcome.room == RoomState::kUnread)
        return not_understood("the reply has no class_status will, ing or end");
    }
    return finished;
  }

  Request preview(const Call& call, const Now& now) override { return encode(call, now); }

  std::vector<SignStep> explain(const Call& call, const Now& now) override {
    const std::int64_t expires = expire_time(now);
    const std::string plain = std::string(account_.secret("tic_key").reveal()) + std::to_string(expires);
    const Request request = encode(call, now);
    return {{"expire_time = now + 900 s (appendix 2)", std::to_string(expires)},
            {"tic_key + expire_time", plain},
            {"sign = md5 of that", md5_hex(plain)},
            {"url", request.url},
            {"sent", request.body}};
  }

  std::optional<Notified> notified(const Notification& notification, const Now& now) override {
    return receive(account_, notification, now);
  }

  std::vector<Secret> secrets() const override { return {account_.secret("tic_key"), account_.secret("user_token")}; }

 private:
  static std::int64_t expire_time(const Now& now) { return now.vendor_utc() / kSecond + kSignatureLife_s; }

  Call plan(const Job& job) const {
    Value parameters{Value::Object{}};
    if (job.operation == Operation::kSchedule) {
      parameters.set("index", job.progress.rows);
      parameters.set("size", kRowsPerPage);
      if (!account_.value("user_id").empty()) parameters.set("user_id", account_.value("user_id"));
      parameters.set("create_time_desc", true);
      parameters.set("class_status", Value(Value::List{Value("will"), Value("ing")}));
      return {vendor_.find(kClassList), parameters};
    }
    parameters.set("class_id", Value(job.lesson.room.view()).to_int(0));
    if (job.operation != Operation::kExtend) return {vendor_.find(kClassInfo), parameters};
    parameters.set("stop_time", job.end_utc / kSecond);
    return {vendor_.find(kClassModify), parameters};
  }

  Request encode(const Call& call, const Now& now) const {
    const std::int64_t expires = expire_time(now);
    Value body{Value::Object{}};
    body.set("expire_time", expires);
    std::string project(account_.value("sdkappid"));
    const Value parameters = typed(*call.endpoint, call.parameters);
    for (const auto& [name, value] : *parameters.object()) {
      // Section 1.1: record_types stands in `settings` in the example, outside in the table.
      const Value* inside = name == "settings" ? value.find("record_types") : nullptr;
      if (name == "sdkappid") project = value.to_text();
      else if (inside == nullptr) body.set(name, value);
      else if (parameters.find("record_types") == nullptr) body.set("record_types", *inside);
    }
    Request request;
    request.url = account_.base_url + std::string(call.endpoint->path) + "?sdkappid=" + project +
                  "&random=" + std::to_string(now.utc % 100000000) +
                  "&sign=" + sign(account_.secret("tic_key").reveal(), expires);
    request.content_type = "application/json";
    request.body = write_json(body);
    request.once = call.endpoint->changes;
    if (call.endpoint->name == kClassInfo) request.timeout_ms = 2500;
    return request;
  }

  // Section 1.1's answer shows the form; sections 1.4 and 1.5 give no URL for a class that somebody else booked.
  Finished enter(const Job& job) const {
    if (auto url = by_template(account_, job)) return entered(std::move(*url));
    const bool is_student = job.role == Role::kStudent;
    std::string url = std::string(account_.value("entry_base")) + "/" + std::string(account_.value("sdkappid")) + "/" +
                      std::string(job.lesson.room.view()) + (is_student ? "/1" : "/0");
    if (!is_student && !account_.secret("user_token").empty()) {
      url += "?user_id=" + php::urlencode(account_.value("user_id")) +
             "&user_token=" + php::urlencode(account_.secret("user_token").reveal());
    }
    return entered(std::move(url));
  }

  Finished refusal(int code, bool changes, const Value& reply) const {
    return refused(code, vendor_.error(code), changes, text_of(reply, "error_msg"));
  }

  std::optional<Finished> schedule_answered(Job& job, const Value& reply) const {
    const auto rows = list_of(reply, "list");
    if (!rows) return not_understood("the reply has no list of classes");
    auto& lessons = job.progress.lessons;
    for (const Value& row : *rows) {
      auto lesson = read(row);
      if (!lesson) continue;
      const bool known =
          std::any_of(lessons.begin(), lessons.end(), [&](const Lesson& l) { return l.key == lesson->key; });
      if (!known && lesson->end_utc > job.from_utc && lesson->key.start_utc < job.to_utc) lessons.push_back(*lesson);
    }
    const Value* finish = reply.find("finish");
    const bool is_last = finish != nullptr && finish->boolean() != nullptr && *finish->boolean();
    job.progress.rows += static_cast<int>(rows->size());
    const bool more = !is_last && !rows->empty();
    if (more && ++job.progress.page >= kPagesMax) return not_understood("the list of classes has no end");
    if (more) return std::nullopt;
    Finished finished = done();
    finished.listed = static_cast<std::size_t>(job.progress.rows);  // Of all times, and so are those of a whole list.
    finished.lessons = std::move(lessons);
    return finished;
  }

  std::optional<Lesson> read(const Value& row) const {
    constexpr std::int64_t kSecondsMax = INT64_MAX / kSecond;
    Lesson lesson;
    const std::string id = text_of(row, "class_id");
    lesson.key = {account_.name, id, std::clamp<std::int64_t>(int_of(row, "start_time"), 0, kSecondsMax) * kSecond};
    lesson.end_utc = std::clamp<std::int64_t>(int_of(row, "stop_time"), 0, kSecondsMax) * kSecond;
    if (id.empty() || !is_plausible(lesson.key.start_utc, lesson.end_utc)) return std::nullopt;
    lesson.title = text_of(row, "class_topic");
    lesson.teacher = text_of(row, "teacher_id");
    lesson.room = id;
    return lesson;
  }

  Account account_;
  Vendor vendor_;
};

std::unique_ptr<Session> open(const Account& account) { return std::make_unique<IclassSession>(account); }

}  // namespace

Vendor vendor() { return {"iclass", "https://iclass.api.qcloud.com", kSettings, endpoints(), errors(), &open}; }

}  // namespace classbell::vendors::iclass
