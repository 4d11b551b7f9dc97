#include "vendors/cvclass/vendor.h"

#include <algorithm>

#include "vendors/crypto.h"
#include "vendors/cvclass/catalogue.h"
#include "vendors/cvclass/codec.h"
#include "vendors/cvclass/errors.h"
#include "vendors/json.h"
#include "vendors/reply.h"

namespace classbell::vendors::cvclass {
namespace {

constexpr Setting kSettings[] = {
    {"app_id", true, true, "", "", "the company's authkey"},
    {"secret_key", true, true, "", "", "the company's Secretkey"},
    {"domain", false, false, "", "", "the company's domain, for entry URLs"},
    {"entry_key", false, true, "", "", "the key that signs entry URLs and encrypts passwords; default: app_id"},
    {"username", false, false, "ClassBell", "", "the name shown in the room"},
    {"role", false, false, "teacher", "teacher|assistant|student|patrol|head", "as whom the terminal enters"},
};

constexpr int kOk = 0;
constexpr int kNoData = 1;
constexpr int kError = -1;
constexpr int kRoomDeleted = 3003, kRoomGone = 4007;  // Both: "已删除或过期".
constexpr int kRowsPerPage = 200;
// Section 1.3.1 does not say for how long `ts` is good: 10 min (vendor-docs/README.md), less a margin.
constexpr Milliseconds kEntryValid = 8 * kMinute;
constexpr int kPagesMax = 50;

// Section 1.1.5. The head teacher's password is not named (section 1.3.1): the teacher's.
std::string_view password_field(std::string_view role) {
  if (role == "assistant") return "assistantpwd";
  if (role == "student") return "confuserpwd";
  if (role == "patrol") return "patrolpwd";
  return "chairmanpwd";
}

// Whether a code is the answer to a question that has none. 1 says so, unless something was to be changed: then it is
// a failure. Sections 1.2.2, 1.2.6 and 2.1.9 say -1.
bool is_no_data(int code, const Endpoint& endpoint) {
  if (code == kNoData) return !endpoint.changes;
  const bool says_so =
      endpoint.name == kGetFileRemark || endpoint.name == kGetCompanyFileList || endpoint.name == kGetEquipment;
  return code == kError && says_so;
}

bool is_room_over(int code) { return code == kRoomDeleted || code == kRoomGone; }

RoomState room_state(const Value& reply) {
  const Value* status = reply.find("status");
  switch (status != nullptr ? status->to_int(-1) : -1) {
    case 0: return RoomState::kNew;
    case 1: return RoomState::kIdle;
    case 2: return RoomState::kLive;
    case 3: return RoomState::kOver;
    default: return RoomState::kUnread;
  }
}

class CvclassSession final : public Session {
 public:
  explicit CvclassSession(const Account& account)
      : account_(account), vendor_(vendor()), hashed_key_(md5_hex(account.secret("secret_key").reveal())) {}

  Capabilities can() const override {
    Capabilities can{};
    can.start = can.read_state = can.extend = can.heartbeat_reads_state = true;
    return can;
  }

  Step next(Job& job, const Now& now) override {
    if (job.operation == Operation::kEntry) return enter(job, now);
    if (job.operation == Operation::kEnter || job.operation == Operation::kLeave) return done();
    const Call call = job.operation ? plan(job) : job.call;
    if (call.endpoint->body == Body::kUrl) return entered(encode(call, account_, now).url);
    return encode(call, account_, now);
  }

  std::optional<Finished> accept(Job& job, const Reply& reply, const Now&) override {
    if (auto failed = failed_exchange(reply)) return failed;
    auto parsed = parse_json(reply.body);
    if (!parsed) return not_understood(parsed.error());
    const auto result = code_in(*parsed, "result");
    if (!result) return not_understood("the reply has no result code");
    const int code = *result;
    if (!job.operation) return call_answered(job, code, std::move(*parsed), reply);
    switch (*job.operation) {
      case Operation::kSchedule: return schedule_answered(job, code, *parsed);
      case Operation::kReadState:
      case Operation::kHeartbeat: return state_answered(code, *parsed);
      case Operation::kStart:
      case Operation::kStop:
      case Operation::kExtend: return control_answered(job, code, *parsed);
      case Operation::kEntry:
      case Operation::kEnter:
      case Operation::kLeave: break;
    }
    return done();
  }

  Request preview(const Call& call, const Now& now) override { return encode(call, account_, now); }
  std::vector<SignStep> explain(const Call& call, const Now& now) override {
    return cvclass::explain(call, account_, now);
  }

  std::vector<Secret> secrets() const override {
    return {account_.secret("app_id"), account_.secret("secret_key"), account_.secret("entry_key"), hashed_key_};
  }

 private:
  Call plan(const Job& job) const {
    Value parameters{Value::Object{}};
    const std::string serial(job.lesson.room.view());
    switch (*job.operation) {
      case Operation::kSchedule:
        parameters.set("starttime", job.from_utc / kSecond);
        parameters.set("endtime", job.to_utc / kSecond);
        parameters.set("page", job.progress.page + 1);
        return {vendor_.find(kGetRoomByTime), parameters};
      case Operation::kStart:
      case Operation::kStop:
        parameters.set("serial", serial);
        parameters.set("state", job.operation == Operation::kStart ? 1 : 0);
        return {vendor_.find(kRoomControl), parameters};
      case Operation::kExtend:
        // Section 1.1.2: the end goes together with the start.
        parameters.set("serial", serial);
        parameters.set("starttime", job.lesson.key.start_utc / kSecond);
        parameters.set("endtime", job.end_utc / kSecond);
        return {vendor_.find(kModifyRoom), parameters};
      case Operation::kReadState:
      case Operation::kHeartbeat:
      case Operation::kEntry:
      case Operation::kEnter:
      case Operation::kLeave: break;
    }
    parameters.set("serial", serial);
    return {vendor_.find(kRoomStatus), parameters};
  }

  Finished enter(const Job& job, const Now& now) const {
    if (auto url = by_template(account_, job)) return entered(std::move(*url));
    if (account_.value("domain").empty()) {
      Finished finished = done();
      finished.outcome.verdict = Verdict::kRefused;
      finished.outcome.fault = {FaultCode::kConfig, 0};
      const std::string_view also = job.role == Role::kStudent ? "student_template" : "entry_template";
      finished.detail = "[source " + account_.name + "] needs 'domain' (or '" + std::string(also) + "') for entry URLs";
      return finished;
    }
    const bool is_own = role_name(job.role) == account_.value("role");
    Value parameters;
    parameters.set("serial", job.lesson.room.view());
    parameters.set("usertype", usertype(role_name(job.role)));
    if (!is_own) parameters.set("username", role_name(job.role));
    const auto password = (job.role == Role::kStudent ? job.lesson.student_password : job.lesson.password).reveal();
    if (!password.empty() && (is_own || job.role == Role::kStudent)) parameters.set("userpassword", password);
    Finished finished = entered(encode({vendor_.find(kEntry), parameters}, account_, now).url);
    finished.url_valid_ms = kEntryValid;
    return finished;
  }

  Finished call_answered(const Job& job, int code, Value&& reply, const Reply& raw) const {
    const bool ok = code == kOk || is_no_data(code, *job.call.endpoint);
    Finished finished = ok ? done() : refusal(code, job.call.endpoint->changes, reply);
    finished.reply = std::move(reply);
    finished.reply_text = raw.body;
    return finished;
  }

  Finished refusal(int code, bool changes, const Value& reply) const {
    const Value* words = reply.find("msg");
    return refused(code, vendor_.error(code), changes, words != nullptr ? words->to_text() : std::string());
  }

  std::optional<Finished> schedule_answered(Job& job, int code, const Value& reply) const {
    if (code != kOk && code != kNoData) return refusal(code, false, reply);
    const auto list = list_of(reply, "list");
    if (code == kOk && !list) return not_understood("the reply has no list of rooms");
    const auto rows = list.value_or(Span<const Value>());
    auto& lessons = job.progress.lessons;
    for (const Value& row : rows) {
      const auto lesson = read(row);
      if (!lesson || !is_of(account_.rooms, *lesson)) continue;
      const bool known =
          std::any_of(lessons.begin(), lessons.end(), [&](const Lesson& l) { return l.key == lesson->key; });
      if (!known) lessons.push_back(*lesson);
    }
    job.progress.rows += static_cast<int>(rows.size());
    const Value* per_page = reply.find("pagenumber");
    const std::int64_t full =
        std::max<std::int64_t>(1, per_page != nullptr ? per_page->to_int(kRowsPerPage) : kRowsPerPage);
    const bool more = static_cast<std::int64_t>(rows.size()) >= full;
    if (more && ++job.progress.page >= kPagesMax) return not_understood("the list of rooms has no end");
    if (more) return std::nullopt;
    Finished finished = done();
    finished.listed = static_cast<std::size_t>(job.progress.rows);
    finished.lessons = std::move(lessons);
    return finished;
  }

  // A row of section 1.1.5. A row without a number or a time is left out, not a reason to lose the others.
  std::optional<Lesson> read(const Value& row) const {
    const std::string serial = text_of(row, "serial");
    constexpr std::int64_t kSecondsMax = INT64_MAX / kSecond;
    const std::int64_t start = std::clamp<std::int64_t>(int_of(row, "starttime"), 0, kSecondsMax) * kSecond;
    const std::int64_t end = std::clamp<std::int64_t>(int_of(row, "endtime"), 0, kSecondsMax) * kSecond;
    if (serial.empty() || !is_plausible(start, end)) return std::nullopt;
    Lesson lesson;
    lesson.key = {account_.name, serial, start};
    lesson.end_utc = end;
    lesson.title = text_of(row, "roomname");
    lesson.room = serial;
    lesson.password.assign(text_of(row, password_field(account_.value("role"))));
    lesson.student_password.assign(text_of(row, "confuserpwd"));
    if (end - start <= kDay) return lesson;
    // Each room has an end (1.1.1): one this long is no lesson, but a room for lessons without a plan of the vendor's.
    lesson.key.start_utc = 0;
    lesson.end_utc = account_.manual_length_ms;
    lesson.is_planned = false;
    return lesson;
  }

  Finished state_answered(int code, const Value& reply) const {
    Finished finished = done();
    if (is_room_over(code)) {
      finished.outcome.room = RoomState::kOver;
    } else if (code != kOk) {
      finished = refusal(code, false, reply);
    } else {
      finished.outcome.room = room_state(reply);
      if (finished.outcome.room == RoomState::kUnread) return not_understood("the reply has no status from 0 to 3");
    }
    return finished;
  }

  Finished control_answered(const Job& job, int code, const Value& reply) const {
    if (code == kOk) {
      Finished finished = done();
      if (job.operation == Operation::kExtend) finished.outcome.end_utc = job.end_utc;
      return finished;
    }
    Finished finished = refusal(code, true, reply);
    if (is_room_over(code)) finished.outcome.room = RoomState::kOver;
    return finished;
  }

  Account account_;
  Vendor vendor_;
  Secret hashed_key_;  // As tokens are made of it.
};

std::unique_ptr<Session> open(const Account& account) { return std::make_unique<CvclassSession>(account); }

}  // namespace

Vendor vendor() { return {"cvclass", "https://cvclassapi.263cv.net", kSettings, endpoints(), errors(), &open}; }

}  // namespace classbell::vendors::cvclass
