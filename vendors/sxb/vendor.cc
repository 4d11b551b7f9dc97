#include "vendors/sxb/vendor.h"

#include <algorithm>
#include <utility>

#include "vendors/crypto.h"
#include "vendors/json.h"
#include "vendors/reply.h"
#include "vendors/parameters.h"
#include "vendors/sxb/catalogue.h"
#include "vendors/sxb/errors.h"
#include "vendors/sxb/receive.h"

namespace classbell::vendors::sxb {
namespace {

constexpr Setting kSettings[] = {
    {"appid", true, false, "", "0-9", "the SdkAppID"},
    {"id", true, false, "", "", "the teacher's user id"},
    {"pwd", true, true, "", "", "the password, in clear (base64 goes over the wire)"},
};

constexpr int kRoomGone = 10010;
constexpr int kLoginsMax = 2;
constexpr int kRowsPerPage = 50;
constexpr int kPagesMax = 100;
constexpr std::string_view kTokenPlaceholder = "TOKEN";

bool has_parameter(const Endpoint& endpoint, std::string_view name) {
  return std::any_of(endpoint.parameters.begin(), endpoint.parameters.end(),
                     [&](const Parameter& p) { return p.name == name; });
}

// 课程state取值
RoomState room_state(const Value& room) {
  switch (int_of(room, "state", -1)) {
    case 0: return RoomState::kNew;
    case 1: return RoomState::kLive;
    case 2:
    case 3: return RoomState::kOver;
    default: return RoomState::kUnread;
  }
}

const Value::List* rooms_of(const Value& reply) {
  const Value* data = reply.find("data");
  const Value* rooms = data != nullptr ? data->find("rooms") : nullptr;
  return rooms != nullptr ? rooms->list() : nullptr;
}

// What a schedule reads one after the other: rooms that are planned, then rooms that are live.
constexpr int kListedStates = 2;

class SxbSession final : public Session {
 public:
  explicit SxbSession(const Account& account) : account_(account), vendor_(vendor()) {}

  Capabilities can() const override {
    Capabilities can{};
    can.start = can.read_state = can.presence = true;
    return can;
  }

  Step next(Job& job, const Now& now) override {
    if (job.operation == Operation::kEntry) return entered(by_template(account_, job).value_or(""));
    const Call call = job.operation ? plan(job) : job.call;
    if (has_parameter(*call.endpoint, "token") && token_.empty()) {
      // A start or a stop does not wait for a log-in of others, which may hang.
      const bool is_urgent = job.operation == Operation::kStart || job.operation == Operation::kStop;
      int& awaited = job.progress.awaited_login;
      if (awaited != 0 && awaited <= failed_login_) return login_failure_;
      if (login_in_flight_ && !is_urgent) {
        awaited = awaited != 0 ? awaited : login_;
        return Wait{};
      }
      job.progress.login = ++login_;
      login_in_flight_ = true;
      return encode(login_call(), {}, now);
    }
    job.progress.awaited_login = 0;
    job.progress.token = token_;
    return encode(call, token_.reveal(), now);
  }

  std::optional<Finished> accept(Job& job, const Reply& reply, const Now& now) override {
    if (job.progress.login != 0) return login_answered(job, reply);
    if (auto failed = failed_exchange(reply)) return failed;
    auto parsed = parse_json(reply.body);
    if (!parsed) return not_understood(parsed.error());
    const auto error_code = code_in(*parsed, "errorCode");
    if (!error_code) return not_understood("the reply has no errorCode");
    const int code = *error_code;
    const ErrorRow* row = vendor_.error(code);
    if (row != nullptr && row->remedy == Remedy::kLogin && !job.progress.token.empty()) {
      // Another job may have logged in meanwhile: its token is then the one to use.
      if (token_ == job.progress.token) token_.clear();
      if (job.progress.logins < kLoginsMax) return std::nullopt;
    }
    if (!job.operation) return call_answered(job, code, std::move(*parsed), reply);
    if (job.operation == Operation::kSchedule) return schedule_answered(job, code, *parsed, now);
    if (code != 0) {
      Finished finished = refusal(code, job.operation != Operation::kReadState, *parsed);
      if (code != kRoomGone) return finished;
      if (job.operation == Operation::kReadState) finished = done();
      finished.outcome.room = RoomState::kOver;
      return finished;
    }
    Finished finished = done();
    if (job.operation == Operation::kReadState) {
      const Value::List* rooms = rooms_of(*parsed);
      if (rooms == nullptr) return not_understood("the reply has no list of rooms");
      // A room that is not listed is unread, not over: those that are over are listed as well (课程state取值).
      for (const Value& room : *rooms) {
        if (text_of(room, "roomnum") != job.lesson.room.view()) continue;
        finished.outcome.room = room_state(room);
        if (finished.outcome.room == RoomState::kUnread) return not_understood("the room has no state from 0 to 3");
      }
    }
    return finished;
  }

  Request preview(const Call& call, const Now& now) override {
    return encode(call, token_.empty() ? kTokenPlaceholder : token_.reveal(), now);
  }

  std::vector<SignStep> explain(const Call& call, const Now& now) override {
    std::vector<SignStep> steps;
    if (has_parameter(*call.endpoint, "token")) {
      steps.push_back(
          {"token = data.token of account/login (登录); no signature is computed", std::string(kTokenPlaceholder)});
    }
    if (call.endpoint->name == kLogin) {
      steps.push_back({"pwd = base64 of the password (登录)", base64(account_.secret("pwd").reveal())});
    }
    steps.push_back({"timeStamp = milliseconds since 1970, low 32 bits (公共参数)", std::to_string(time_stamp(now))});
    steps.push_back({"sent", preview(call, now).body});
    return steps;
  }

  std::optional<Notified> notified(const Notification& notification, const Now&) override {
    return receive(notification);
  }

  std::vector<Secret> secrets() const override {
    const Secret& pwd = account_.secret("pwd");
    return {pwd, Secret(base64(pwd.reveal())), token_};
  }

 private:
  static std::int64_t time_stamp(const Now& now) { return now.vendor_utc() & 0xFFFFFFFF; }

  Call login_call() const { return {vendor_.find(kLogin), Value(Value::Object{})}; }

  Call plan(const Job& job) const {
    Value parameters{Value::Object{}};
    std::string_view name;
    const Value room = Value(std::string(job.lesson.room.view())).to_int(0);
    switch (*job.operation) {
      case Operation::kSchedule:
        parameters.set("index", job.progress.rows);
        parameters.set("size", kRowsPerPage);
        parameters.set("state", job.progress.stage);
        // Without named rooms, the teacher's own.
        if (account_.rooms.empty()) parameters.set("host_uid", account_.value("id"));
        return {vendor_.find(kRoomList), parameters};
      case Operation::kReadState:
        parameters.set("index", 0);
        parameters.set("size", 1);
        name = kRoomList;
        break;
      case Operation::kStart: name = kStartCourse; break;
      case Operation::kStop: name = kExitRoom; break;
      case Operation::kEnter:
      case Operation::kLeave: name = kReportMemId; break;
      case Operation::kHeartbeat:
      case Operation::kEntry:
      case Operation::kExtend: name = kHeartbeat; break;
    }
    parameters.set("roomnum", room);
    if (name == kReportMemId) parameters.set("operate", job.operation == Operation::kEnter ? 0 : 1);
    return {vendor_.find(name), parameters};
  }

  Request encode(const Call& call, std::string_view token, const Now& now) const {
    Value body{Value::Object{}};
    if (has_parameter(*call.endpoint, "token")) body.set("token", token);
    const Value parameters = typed(*call.endpoint, call.parameters);
    if (const Value::Object* members = parameters.object()) {
      for (const auto& [name, value] : *members) body.set(name, value);
    }
    if (call.endpoint->name == kLogin && body.find("id") == nullptr) body.set("id", account_.value("id"));
    if (call.endpoint->name == kLogin && body.find("pwd") == nullptr) body.set("pwd", account_.secret("pwd").reveal());
    if (const Value* password = body.find("pwd")) body.set("pwd", base64(password->to_text()));
    body.set("timeStamp", time_stamp(now));
    body.set("appid", Value(account_.value("appid")).to_int(0));
    Request request;
    request.url = account_.base_url + std::string(call.endpoint->path);
    request.content_type = "application/json";
    request.body = write_json(body);
    request.once = call.endpoint->changes;
    request.timeout_ms = timeout_ms(call.endpoint->name);
    return request;
  }

  static Milliseconds timeout_ms(std::string_view endpoint) {
    if (endpoint == kHeartbeat || endpoint == kReportMemId) return 2500;
    if (endpoint == kStartCourse || endpoint == kExitRoom || endpoint == kLogin) return 4000;
    return endpoint == kRoomList ? 5000 : 10000;
  }

  std::optional<Finished> login_answered(Job& job, const Reply& reply) {
    const int login = std::exchange(job.progress.login, 0);
    login_in_flight_ = false;
    ++job.progress.logins;
    // Whatever went wrong: the job's own request was not sent, nor will be those of the jobs that waited.
    const auto not_sent = [&](Finished finished) {
      if (finished.outcome.verdict == Verdict::kUnknown) finished.outcome.verdict = Verdict::kUnreachable;
      finished.detail = "login: " + finished.detail;
      failed_login_ = login;
      login_failure_ = finished;
      return finished;
    };
    if (auto failed = failed_exchange(reply)) return not_sent(std::move(*failed));
    auto parsed = parse_json(reply.body);
    if (!parsed) return not_sent(not_understood(parsed.error()));
    const auto code = code_in(*parsed, "errorCode");
    if (!code) return not_sent(not_understood("the reply has no errorCode"));
    if (*code != 0) return not_sent(refusal(*code, false, *parsed));
    const Value* data = parsed->find("data");
    token_ = Secret(data != nullptr ? text_of(*data, "token") : std::string());
    if (token_.empty()) return not_sent(not_understood("the reply has no token"));
    return std::nullopt;
  }

  Finished refusal(int code, bool changes, const Value& reply) const {
    const std::string words = text_of(reply, "errorInfo");
    return refused(code, vendor_.error(code), changes, words.empty() ? text_of(reply, "errInfo") : words);
  }

  Finished call_answered(const Job& job, int code, Value&& reply, const Reply& raw) const {
    Finished finished = code == 0 ? done() : refusal(code, job.call.endpoint->changes, reply);
    finished.reply = std::move(reply);
    finished.reply_text = raw.body;
    return finished;
  }

  std::optional<Finished> schedule_answered(Job& job, int code, const Value& reply, const Now& now) const {
    if (code != 0) return refusal(code, false, reply);
    const Value::List* rooms = rooms_of(reply);
    if (rooms == nullptr) return not_understood("the reply has no list of rooms");
    auto& lessons = job.progress.lessons;
    for (const Value& room : *rooms) {
      auto lesson = read(room, now);
      if (!lesson) continue;
      const bool known =
          std::any_of(lessons.begin(), lessons.end(), [&](const Lesson& l) { return l.key.id == lesson->key.id; });
      if (!known) lessons.push_back(*lesson);
    }
    const std::int64_t total = int_of(*reply.find("data"), "total");
    job.progress.rows += static_cast<int>(rooms->size());
    if (job.progress.rows < total) {
      if (rooms->empty() || ++job.progress.page >= kPagesMax) return not_understood("the list of rooms is not whole");
      return std::nullopt;
    }
    if (job.progress.stage == 0) job.progress.planned = job.progress.rows;
    job.progress.page = job.progress.rows = 0;
    if (++job.progress.stage < kListedStates) return std::nullopt;
    Finished finished = done();
    finished.lessons = std::move(lessons);
    // An empty listing of the created beside a room that is live is an empty reply (rule 5): it takes nothing away.
    finished.listed = static_cast<std::size_t>(job.progress.planned);
    return finished;
  }

  // A room that is not over. Without a begin_time it has no plan and only serves the timetable; without an end_time
  // after it, the plan is as long as a lesson without a plan, and one only while it lies ahead: what began without
  // having been planned is somebody else's class. Of a class that runs, an end_time that is past is no plan either.
  std::optional<Lesson> read(const Value& room, const Now& now) const {
    constexpr std::int64_t kSecondsMax = 253402300799;  // The end of the year 9999.
    const std::string number = text_of(room, "roomnum");
    const std::int64_t begin = int_of(room, "begin_time");
    const std::int64_t end = int_of(room, "end_time");
    if (number.empty() || begin < 0 || begin > kSecondsMax || end > kSecondsMax) return std::nullopt;
    Lesson lesson;
    lesson.key = {account_.name, number, begin * kSecond};
    lesson.end_utc = end > begin ? end * kSecond : begin * kSecond + account_.manual_length_ms;
    lesson.title = text_of(room, "title");
    lesson.teacher = text_of(room, "host_uid");
    lesson.room = number;
    lesson.group = text_of(room, "groupid");
    const bool is_new = room_state(room) == RoomState::kNew;
    const bool has_end = end > begin && (is_new || lesson.end_utc > now.vendor_utc());
    lesson.is_planned = has_end || (is_new && lesson.key.start_utc > now.vendor_utc());
    return lesson;
  }

  Account account_;
  Vendor vendor_;
  Secret token_;
  bool login_in_flight_ = false;
  int login_ = 0;         // The number of the log-in that was begun last,
  int failed_login_ = 0;  // and of the one that failed last.
  Finished login_failure_;
};

std::unique_ptr<Session> open(const Account& account) { return std::make_unique<SxbSession>(account); }

}  // namespace

Vendor vendor() { return {"sxb", "", kSettings, endpoints(), errors(), &open}; }

}  // namespace classbell::vendors::sxb
