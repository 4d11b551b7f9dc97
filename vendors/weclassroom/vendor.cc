#include "vendors/weclassroom/vendor.h"

#include <algorithm>

#include "vendors/crypto.h"
#include "vendors/date_text.h"
#include "vendors/json.h"
#include "vendors/parameters.h"
#include "vendors/php.h"
#include "vendors/reply.h"
#include "vendors/weclassroom/catalogue.h"
#include "vendors/weclassroom/codec.h"
#include "vendors/weclassroom/errors.h"

namespace classbell::vendors::weclassroom {
namespace {

constexpr Setting kSettings[] = {
    {"application_id", true, false, "", "", "the partner's applicationID"},
    {"secret", true, true, "", "", "the partner's secret, 32 bytes"},
    {"user_id", false, false, "", "0-9", "the teacher whose lessons are taught here; default: every lesson"},
};

constexpr int kOk = 10000;
constexpr std::size_t kInfoMax = 100;  // API 19 takes so many lessons at once.

// API 29's table; the others that answer a status name no meaning.
RoomState room_state(std::int64_t status) {
  switch (status) {
    case 0: return RoomState::kNew;
    case 1: return RoomState::kLive;
    case 2:
    case 3: return RoomState::kOver;
    default: return RoomState::kUnread;
  }
}

// nullptr: the answer has no list. A null is one of nothing (API 14, 15).
const Value::List* rows_of(const Value& reply) {
  static const Value::List kNone;
  const Value* data = reply.find("data");
  if (data == nullptr) return nullptr;
  return data->is_null() ? &kNone : data->list();
}

// A lesson's id, under the names it has in API 17, 19, 29 and 31.
std::string lesson_id(const Value& row) {
  for (const std::string_view name : {"zby_lid", "lesson_id", "Lesson_id", "id"}) {
    if (std::string id = text_of(row, name); !id.empty()) return id;
  }
  return {};
}

class WeclassroomSession final : public Session {
 public:
  explicit WeclassroomSession(const Account& account) : account_(account), vendor_(vendor()) {}

  Capabilities can() const override {
    Capabilities can{};
    can.read_state = can.extend = can.heartbeat_reads_state = true;
    return can;
  }

  Step next(Job& job, const Now&) override {
    if (!job.operation) return encode(job.call);
    switch (*job.operation) {
      case Operation::kEntry: return entered(by_template(account_, job).value_or(""));
      case Operation::kExtend:
        // A lesson ends on a whole minute (API 15).
        if (minute(job.end_utc) <= job.lesson.key.start_utc) return done();
        return encode(plan(job));
      case Operation::kSchedule:
      case Operation::kReadState:
      case Operation::kHeartbeat: return encode(plan(job));
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
    // Some samples lack error_code, API 34 calls it code, API 21 nests oddly: status is what all of them have.
    const std::int64_t status = int_of(*parsed, "status", -1);
    if (status != 0 && status != 1) return not_understood("the reply has no status 0 or 1");
    const std::string_view name = parsed->find("error_code") != nullptr ? "error_code" : "code";
    const auto told = code_in(*parsed, name);
    if (!told && parsed->find(name) != nullptr) return not_understood("the reply's " + std::string(name) + " is none");
    const int code = told.value_or(status == 1 ? kOk : 0);
    const bool ok = status == 1 && code == kOk;
    const bool changes = job.operation ? job.operation == Operation::kExtend : job.call.endpoint->changes;
    Finished finished = ok ? done() : refused(code, vendor_.error(code), changes, text_of(*parsed, "msg"));
    if (!job.operation) {
      finished.reply = std::move(*parsed);
      finished.reply_text = reply.body;
      return finished;
    }
    if (!ok) return finished;
    if (job.operation == Operation::kSchedule) return schedule_answered(job, *parsed);
    if (job.operation == Operation::kExtend) finished.outcome.end_utc = minute(job.end_utc);
    if (job.operation == Operation::kReadState || job.operation == Operation::kHeartbeat)
      return state_answered(job, *parsed);
    return finished;
  }

  Request preview(const Call& call, const Now&) override { return encode(call); }

  std::vector<SignStep> explain(const Call& call, const Now&) override {
    const SignMsg sign_msg = sign(inner(call), account_.secret("secret").reveal(), random_bytes(16));
    return {{"serialize(parameters): types and byte lengths count (接口规范 1)", sign_msg.serialized},
            {"iv = base64 of 16 random bytes", sign_msg.iv},
            {"value = base64(AES-256-CBC(serialized, secret, iv))", sign_msg.value},
            {"mac = HMAC-SHA256(iv + value, secret)", sign_msg.mac},
            {"json_encode of iv, value, mac", sign_msg.json},
            {"signMsg = base64 of that", sign_msg.message}};
  }

  std::vector<Secret> secrets() const override { return {account_.secret("secret")}; }

 private:
  static Milliseconds minute(Milliseconds utc) { return utc - utc % kMinute; }

  std::string date(Milliseconds utc, DateForm form) const { return date_text(utc, account_.zone, form); }

  bool by_user() const { return !account_.value("user_id").empty(); }

  Call plan(const Job& job) const {
    Value parameters{Value::Object{}};
    const Value user = Value(account_.value("user_id")).to_int(0);
    const Value lesson = Value(job.lesson.room.view()).to_int(0);
    if (job.operation == Operation::kSchedule) return plan_schedule(job, user);
    if (job.operation == Operation::kExtend) {
      parameters.set("lessonId", lesson);
      parameters.set("startTime", date(job.lesson.key.start_utc, DateForm::kMinute));
      parameters.set("endTime", date(job.end_utc, DateForm::kMinute));
      return {vendor_.find(kLessonEdit), parameters};
    }
    if (!by_user()) {
      parameters.set("lesson_id", Value(Value::List{lesson}));
      return {vendor_.find(kLessonStatus), parameters};
    }
    parameters.set("day", date(job.lesson.key.start_utc, DateForm::kDay));
    parameters.set("uid", user);
    return {vendor_.find(kLessonDataStatus), parameters};
  }

  // First which lessons there are (stage 0), then what they are, a hundred at a time (stage 1).
  Call plan_schedule(const Job& job, const Value& user) const {
    Value parameters{Value::Object{}};
    if (job.progress.stage == 1) {
      Value ids{Value::List{}};
      const std::size_t first = static_cast<std::size_t>(job.progress.page) * kInfoMax;
      for (std::size_t i = first; i < std::min(first + kInfoMax, job.progress.ids.size()); ++i) {
        ids.list()->push_back(Value(Value(job.progress.ids[i]).to_int(0)));
      }
      parameters.set("lessonId", std::move(ids));
      return {vendor_.find(kLessonInfo), parameters};
    }
    const std::string from = date(job.from_utc, DateForm::kSecond);
    const std::string to = date(job.to_utc, DateForm::kSecond);
    if (by_user()) {
      parameters.set("userId", user);
      parameters.set("startTime", from);
      parameters.set("endTime", to);
      return {vendor_.find(kLessonsByUser), parameters};
    }
    parameters.set("start_time", from);
    parameters.set("end_time", to);
    return {vendor_.find(kLessonsByTime), parameters};
  }

  // What is inside signMsg: all but applicationID.
  static Value inner(const Call& call) {
    Value parameters = typed(*call.endpoint, call.parameters);
    Value::Object& members = *parameters.object();
    members.erase(
        std::remove_if(members.begin(), members.end(), [](const auto& m) { return m.first == "applicationID"; }),
        members.end());
    return parameters;
  }

  Request encode(const Call& call) const {
    const Value* application = call.parameters.find("applicationID");
    Value form;
    form.set("applicationID",
             application != nullptr ? application->to_text() : std::string(account_.value("application_id")));
    form.set("signMsg", sign(inner(call), account_.secret("secret").reveal(), random_bytes(16)).message);
    Request request;
    request.url = account_.base_url + std::string(call.endpoint->path);
    request.content_type = "application/x-www-form-urlencoded";
    request.body = php::build_query(form);
    request.once = call.endpoint->changes;
    if (call.endpoint->name == kLessonDataStatus || call.endpoint->name == kLessonStatus) request.timeout_ms = 2500;
    return request;
  }

  std::optional<Finished> schedule_answered(Job& job, const Value& reply) const {
    const Value::List* rows = rows_of(reply);
    if (rows == nullptr) return not_understood("the reply has no list of lessons");
    auto& progress = job.progress;
    if (progress.stage == 0) {
      for (const Value& row : *rows) {
        const std::string id = lesson_id(row);
        const bool known = std::find(progress.ids.begin(), progress.ids.end(), id) != progress.ids.end();
        if (!id.empty() && !known) progress.ids.push_back(id);
      }
      progress.stage = 1;
    } else {
      for (const Value& row : *rows) {
        if (auto lesson = read(row)) progress.lessons.push_back(*lesson);
      }
      ++progress.page;
    }
    if (static_cast<std::size_t>(progress.page) * kInfoMax < progress.ids.size()) return std::nullopt;
    Finished finished = done();
    finished.lessons = std::move(progress.lessons);
    return finished;
  }

  // API 19. A lesson has no title there; the teacher's name is what people know it by.
  std::optional<Lesson> read(const Value& row) const {
    const std::string id = lesson_id(row);
    const auto start = parse_date(text_of(row, "start_time"), account_.zone);
    const auto end = parse_date(text_of(row, "end_time"), account_.zone);
    if (id.empty() || !start || !end || !is_plausible(*start, *end)) return std::nullopt;
    Lesson lesson;
    lesson.key = {account_.name, id, *start};
    const bool is_last_second = *end % kMinute == 59 * kSecond && minute(*end) > *start;
    lesson.end_utc = is_last_second ? minute(*end) : *end;  // Booked by the minute, it is told with that.
    lesson.teacher = text_of(row, "teacher_name");
    lesson.room = id;
    return lesson;
  }

  Finished state_answered(const Job& job, const Value& reply) const {
    const Value::List* rows = rows_of(reply);
    if (rows == nullptr) return not_understood("the reply has no list of lessons");
    Finished finished = done();
    for (const Value& row : *rows) {  // One that is not among them, removed or another teacher's, is unread.
      if (lesson_id(row) != job.lesson.room.view()) continue;
      finished.outcome.room = room_state(int_of(row, "status", -1));
      if (finished.outcome.room == RoomState::kUnread) return not_understood("the reply has no status from 0 to 3");
    }
    return finished;
  }

  Account account_;
  Vendor vendor_;
};

std::unique_ptr<Session> open(const Account& account) { return std::make_unique<WeclassroomSession>(account); }

}  // namespace

Vendor vendor() { return {"weclassroom", "https://openapi.weclassroom.com", kSettings, endpoints(), errors(), &open}; }

}  // namespace classbell::vendors::weclassroom
