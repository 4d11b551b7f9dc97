#include "vendors/gensee/vendor.h"

#include <algorithm>
#include <map>

#include "vendors/crypto.h"
#include "vendors/date_text.h"
#include "vendors/gensee/catalogue.h"
#include "vendors/gensee/errors.h"
#include "vendors/json.h"
#include "vendors/parameters.h"
#include "vendors/php.h"
#include "vendors/reply.h"

namespace classbell::vendors::gensee {
namespace {

constexpr Setting kSettings[] = {
    {"login_name", true, false, "", "", "an administrator of the site, or a teacher who is an organiser too"},
    {"password", true, true, "", "", "the password, in clear"},
    {"password_hash", false, false, "plain", "plain|md5|sha1", "how the password goes over the wire"},
    {"nickname", false, false, "ClassBell", "", "the name shown in the room"},
};

constexpr int kOk = 0;
constexpr int kNoData = 501;
constexpr int kDaysBack = 60;  // room/sync lists by the day of creation: so far ahead a room may be booked.
constexpr int kDaysAPoll = 2;  // Of those, where it is known what is near: a fleet has its power back at once.
constexpr Milliseconds kRestoredLasts = 24 * kHour;  // A reading is of 36 hours ahead: what is held today is in it.
constexpr int kPagesMax = 100;
constexpr Milliseconds kLengthMax = 480 * kMinute;  // The longest `duration` (5.1).
constexpr std::size_t kRefreshedMax = 16;  // Rooms asked for one by one in a poll: those that are due, configured, ...
constexpr std::size_t kNearMax = 4;        // ... to come, in turn, so that all have theirs within minutes, ...
constexpr std::size_t kLaterMax = 1;       // ... and of those beyond the poll's window.

// 5.41: 0 not begun or over, 1 somebody is there but has not begun, 2 begun.
RoomState room_state(std::int64_t status) {
  switch (status) {
    case 0:
    case 1: return RoomState::kIdle;
    case 2: return RoomState::kLive;
    default: return RoomState::kUnread;
  }
}

// What the document gives as a JSON string (5.59): objects, and lists of them. Lists of plain values go as
// recordId[0]=.. (5.16).
bool is_structure(const Value& value) {
  const Value::List* list = value.list();
  if (list == nullptr) return value.object() != nullptr;
  return std::any_of(list->begin(), list->end(), [](const Value& element) { return element.object() != nullptr; });
}

class GenseeSession final : public Session {
 public:
  explicit GenseeSession(const Account& account) : account_(account), vendor_(vendor()) {}

  Capabilities can() const override {
    Capabilities can{};
    can.read_state = can.extend = can.heartbeat_reads_state = true;
    return can;
  }

  void restore(Span<const Lesson> lessons, Milliseconds read_utc) override {
    for (const Lesson& lesson : lessons) known_[std::string(lesson.room.view())].lesson = lesson;
    restored_utc_ = read_utc;
  }

  Step next(Job& job, const Now& now) override {
    if (!job.operation) return encode(job.call);
    switch (*job.operation) {
      case Operation::kEntry:
        if (auto url = by_template(account_, job)) return entered(std::move(*url));
        return encode(plan(job));
      case Operation::kSchedule: return next_of_schedule(job, now);
      case Operation::kExtend: return encode(job.progress.stage == 0 ? plan(job) : job.call);
      case Operation::kReadState:
      case Operation::kHeartbeat: return encode(plan(job));
      case Operation::kStart:
      case Operation::kStop:
      case Operation::kEnter:
      case Operation::kLeave: break;
    }
    return done();
  }

  std::optional<Finished> accept(Job& job, const Reply& reply, const Now& now) override {
    auto end = answered(job, reply, now);
    auto& progress = job.progress;
    const std::size_t asked = job.operation == Operation::kSchedule ? index(progress) : 0;
    if (!end || asked >= progress.ids.size() || asked < progress.needed) return end;
    // The reading is whole without it. Where nothing answers the others are left for the next poll.
    const auto known = known_.find(progress.ids[asked]);
    if (known != known_.end()) known->second.poll = poll_;
    progress.ids[asked].clear();
    progress.retry_after = std::max(progress.retry_after, end->outcome.retry_after);
    if (failed_exchange(reply)) progress.ids.resize(asked + 1);
    ++progress.stage;
    return std::nullopt;
  }

  Request preview(const Call& call, const Now&) override { return encode(call); }

  std::vector<SignStep> explain(const Call& call, const Now&) override {
    const bool plain = account_.value("password_hash") == "plain";
    return {
        {plain ? "password as it is, without sec (3.6)"
               : "password = lower-case hex of " + std::string(account_.value("password_hash")) + ", sec=true (3.6)",
         wire_password(account_.secret("password").reveal())},
        {"sent", encode(call).body}};
  }

  std::vector<Secret> secrets() const override {
    const Secret& password = account_.secret("password");
    return {password, Secret(wire_password(password.reveal()))};
  }

 private:
  std::optional<Finished> answered(Job& job, const Reply& reply, const Now& now) {
    if (auto failed = failed_exchange(reply)) return failed;
    auto parsed = parse_json(reply.body);
    if (!parsed) return not_understood(parsed.error());
    const auto told = code_in(*parsed, "code");
    if (!told) return not_understood("the reply has no code");
    const int code = *told;
    const bool changes = job.operation ? job.operation == Operation::kExtend : job.call.endpoint->changes;
    Finished finished = code == kOk ? done() : refused(code, vendor_.error(code), changes, text_of(*parsed, "message"));
    if (!job.operation) {
      finished.reply = std::move(*parsed);
      finished.reply_text = reply.body;
      return finished;
    }
    if (job.operation == Operation::kSchedule) return schedule_answered(job, code, *parsed, now);
    const bool is_look = job.operation == Operation::kReadState || job.operation == Operation::kHeartbeat;
    if (code == kNoData && is_look) finished = done();  // No such room (any more): that is an answer.
    if (code == kNoData) finished.outcome.room = RoomState::kOver;
    if (code != kOk) return finished;
    if (job.operation == Operation::kEntry) {
      std::string url = join_url(job, *parsed);
      if (url.empty()) return not_understood("the reply has no join URL");
      return entered(std::move(url));
    }
    if (job.operation == Operation::kExtend) {
      if (job.progress.stage++ == 0) {
        job.call = extension(job, *parsed);
        return std::nullopt;
      }
      const std::int64_t start = int_of(job.call.parameters, "startDate");
      finished.outcome.end_utc = start + int_of(job.call.parameters, "duration") * kMinute;
      // A poll need not ask for it: by this clock it may not be due.
      const auto known = known_.find(std::string(job.lesson.room.view()));
      if (known != known_.end()) known->second.lesson.end_utc = finished.outcome.end_utc;
      return finished;
    }
    finished.outcome.room = room_state(int_of(*parsed, "status", -1));
    if (finished.outcome.room == RoomState::kUnread) return not_understood("the reply has no status from 0 to 2");
    return finished;
  }

  std::string wire_password(std::string_view password) const {
    if (account_.value("password_hash") == "md5") return md5_hex(password);
    if (account_.value("password_hash") == "sha1") return sha1_hex(password);
    return std::string(password);
  }

  Call plan(const Job& job) const {
    Value parameters{Value::Object{}};
    const bool reads_info = job.operation == Operation::kEntry || job.operation == Operation::kExtend;
    parameters.set("roomId", job.lesson.room.view());
    return {vendor_.find(reads_info ? kRoomInfo : kQueryStatus), parameters};
  }

  // 5.2 wants the subject, the start and realtime again, and takes a default or makes a token where one is left out:
  // all that room/info tells is sent back as it is. Whether the room is realtime no answer tells.
  Call extension(const Job& job, const Value& info) const {
    Value parameters{Value::Object{}};
    for (const std::string_view name : {"subject", "teacherToken", "studentToken", "studentClientToken",
                                        "assistantToken", "webJoin", "clientJoin", "aacSupport"}) {
      if (const Value* value = info.find(name)) parameters.set(name, *value);
    }
    // The start may have been moved since: the duration counts from there, and it is not moved back.
    const std::int64_t told = int_of(info, "startDate");
    const std::int64_t start = told > 0 && told < job.end_utc ? told : job.lesson.key.start_utc;
    parameters.set("startDate", start);
    if (const std::int64_t invalid = int_of(info, "invalidDate"); invalid > 0)
      parameters.set("invalidDate", std::max(invalid, job.end_utc));
    parameters.set("duration", (job.end_utc - start) / kMinute);  // Whole minutes (5.2).
    parameters.set("Id", job.lesson.room.view());
    parameters.set("realtime", "true");
    return {vendor_.find(kRoomModify), parameters};
  }

  Request encode(const Call& call) const {
    Value form = typed(*call.endpoint, call.parameters);
    for (auto& [name, value] : *form.object()) {
      if (const bool* flag = value.boolean()) value = Value(*flag ? "true" : "false");
      else if (is_structure(value)) value = Value(write_json(value));
    }
    const Value* password = form.find("password");
    const bool is_plain = account_.value("password_hash") == "plain";
    form.set("password", wire_password(password != nullptr ? password->to_text()
                                                           : std::string(account_.secret("password").reveal())));
    if (form.find("loginName") == nullptr) form.set("loginName", account_.value("login_name"));
    if (!is_plain && form.find("sec") == nullptr) form.set("sec", "true");
    Request request;
    request.url = account_.base_url + std::string(call.endpoint->path);
    request.content_type = "application/x-www-form-urlencoded";
    request.body = php::build_query(php::as_sent(form));
    request.once = call.endpoint->changes;
    if (call.endpoint->name == kQueryStatus) request.timeout_ms = 2500;
    return request;
  }

  // 5.4: the join URLs; nickname and token are how gensee's clients join, though the document does not say so. A
  // student gives a name of his own.
  std::string join_url(const Job& job, const Value& info) const {
    const bool is_student = job.role == Role::kStudent;
    std::string url = text_of(info, is_student ? "studentJoinUrl" : "teacherJoinUrl");
    const std::string token = text_of(info, is_student                     ? "studentToken"
                                            : job.role == Role::kAssistant ? "assistantToken"
                                                                           : "teacherToken");
    std::string query;
    if (!is_student) query = "nickname=" + php::urlencode(account_.value("nickname"));
    if (!token.empty()) query += (query.empty() ? "token=" : "&token=") + php::urlencode(token);
    if (url.empty() || query.empty()) return url;
    return url + (url.find('?') == std::string::npos ? "?" : "&") + query;
  }

  // Which of `ids` a reading is at; out of them while it lists days.
  static std::size_t index(const Job::Progress& progress) {
    return progress.stage < progress.days ? SIZE_MAX : static_cast<std::size_t>(progress.stage - progress.days);
  }

  // A poll reads today's new rooms, and each day those of the last 60 days, some at a time. Then it asks anew for rooms
  // whose times may have changed: stage counts the days that it reads, then those rooms.
  Step next_of_schedule(Job& job, const Now& now) {
    auto& progress = job.progress;
    const std::string today = date_text(now.vendor_utc(), account_.zone, DateForm::kDay);
    if (progress.stage == 0 && progress.page == 0 && progress.ids.empty()) {
      if (today < look_back_of_) {  // A clock that ran ahead has had what was to come forgotten.
        knows_ = false;
        restored_utc_ = 0;
      }
      if (today != look_back_of_) {
        look_back_of_ = today;
        looked_back_ = 0;
      }
      const int left = kDaysBack - looked_back_;
      const Milliseconds age = now.vendor_utc() - restored_utc_;
      const bool has_time = knows_ || (age >= 0 && age < kRestoredLasts);
      progress.days = 1 + (has_time ? std::min(left, kDaysAPoll) : left);
      ++poll_;
    }
    Value parameters{Value::Object{}};
    if (progress.stage < progress.days) {
      parameters.set("pageNo", progress.page + 1);
      Civil noon =
          account_.zone.civil(now.vendor_utc());  // Days of 23 and of 25 hours: a noon is in the day it is counted to.
      noon.hour = 12;
      const int back = progress.stage == 0 ? 0 : looked_back_ + progress.stage;
      const Milliseconds then = account_.zone.instant(noon) - back * kDay;
      parameters.set("createTime", date_text(then, account_.zone, DateForm::kDay) + " 00:00:00");
      return encode({vendor_.find(kRoomSync), parameters});
    }
    if (progress.stage == progress.days && progress.ids.empty()) choose_rooms(job, now);
    if (const std::size_t i = index(progress); i < progress.ids.size()) {
      parameters.set("roomId", progress.ids[i]);
      return encode({vendor_.find(kRoomInfo), parameters});
    }
    // Only of the day on which it was done: a poll that midnight overtakes has not looked back.
    if (today == look_back_of_) {
      looked_back_ += progress.days - 1;
      knows_ |= looked_back_ == kDaysBack;
    }
    Finished finished = done();
    finished.outcome.retry_after = progress.retry_after;
    for (const auto& [id, room] : known_) {
      const Lesson& lesson = room.lesson;
      const bool is_asked_for = lesson.end_utc > job.from_utc && lesson.key.start_utc < job.to_utc;
      // Twice without it cancels a lesson: the second time, too, it was asked for.
      const bool is_told = std::find(progress.ids.begin(), progress.ids.end(), id) != progress.ids.end();
      const bool is_gone = room.absences > 1 || (room.absences == 1 && is_told);
      if (is_asked_for && !is_gone) finished.lessons.push_back(lesson);
    }
    return finished;
  }

  // Those that are configured or due, and then those of which nothing was told for the longest time: the office may
  // have swapped two, or taken one of another day.
  void choose_rooms(Job& job, const Now& now) const {
    auto& ids = job.progress.ids;
    const auto add = [&](const std::string& id) {
      if (ids.size() < kRefreshedMax && std::find(ids.begin(), ids.end(), id) == ids.end()) ids.push_back(id);
    };
    for (const std::string& room : account_.rooms) {
      if (room.rfind("name:", 0) != 0) add(room);
    }
    const auto is_due = [&](const Room& room) {
      return room.lesson.key.start_utc - kHour <= now.vendor_utc() && now.vendor_utc() < room.lesson.end_utc;
    };
    // By the vendor, to this process: the disk may have rooms of an account that was changed since.
    const auto is_told = [](const Room& room) { return room.poll != 0; };
    for (const bool ours : {true, false}) {  // Others' last: one may have been renamed to be ours.
      for (const auto& [id, room] : known_) {
        if (is_due(room) && is_told(room) && is_of(account_.rooms, room.lesson) == ours) add(id);
      }
    }
    job.progress.needed = ids.size();
    const auto also = [&](std::size_t most, auto fits) {
      std::vector<std::pair<int, std::string>> rooms;
      for (const auto& [id, room] : known_) {
        if (room.poll < poll_ && is_of(account_.rooms, room.lesson) && fits(room)) rooms.emplace_back(room.poll, id);
      }
      std::sort(rooms.begin(), rooms.end());
      for (std::size_t i = 0; i < std::min(most, rooms.size()); ++i) add(rooms[i].second);
    };
    const auto is_later = [&](const Room& room) { return room.lesson.key.start_utc >= job.to_utc; };
    also(kRefreshedMax, [&](const Room& room) { return room.absences == 1 || (is_due(room) && !is_told(room)); });
    also(kNearMax, [&](const Room& room) { return room.lesson.end_utc > job.from_utc && !is_later(room); });
    also(kLaterMax, is_later);
  }

  std::optional<Finished> schedule_answered(Job& job, int code, const Value& reply, const Now& now) {
    auto& progress = job.progress;
    const bool is_room = progress.stage >= progress.days;
    const bool is_answer = code == kOk || code == kNoData;
    const std::string id = is_room ? progress.ids[index(progress)] : "";
    const auto known = known_.find(id);
    const bool is_others = known != known_.end() && !is_of(account_.rooms, known->second.lesson);
    if (!is_answer && !is_others) return refused(code, vendor_.error(code), false, text_of(reply, "message"));
    if (is_room) {
      if (known != known_.end()) {  // It may come back; it is asked for again.
        known->second.absences = code == kNoData ? known->second.absences + 1 : 0;
        known->second.poll = poll_;
      }
      if (code == kOk) remember(id, reply);  // A reply without a time takes nothing away.
      ++progress.stage;
      return std::nullopt;
    }
    for (const Value& row : list_of(reply, "list").value_or(Span<const Value>())) {
      remember(text_of(row, "roomId"), row);
    }
    // 'page' is called an array and described as an object.
    const Value* page = reply.find("page");
    if (page != nullptr && page->list() != nullptr && !page->list()->empty()) page = &page->list()->front();
    const std::int64_t pages = int_of(page != nullptr ? *page : reply, "totalPages", 1);
    if (++progress.page < std::min<std::int64_t>(pages, kPagesMax)) return std::nullopt;
    progress.page = 0;
    ++progress.stage;
    forget_old(now);
    return std::nullopt;
  }

  // A row of room/sync (5.54) or the answer of room/info (5.4), which name the start differently.
  void remember(const std::string& id, const Value& row) {
    const Milliseconds start = int_of(row, "beginTime", int_of(row, "startDate"));
    const std::int64_t length = std::clamp<std::int64_t>(int_of(row, "duration"), 0, kDay / kMinute);
    if (id.empty() || start <= 0 || start > INT64_MAX / 2) return;
    // room/sync has no invalidDate (5.54), room/info may lack either. That is when the room expires, which may be a
    // term later: it ends a class early, and tells its length where it could be one.
    const Milliseconds invalid = int_of(row, "invalidDate");
    const bool is_length = invalid > start && invalid - start <= kLengthMax;
    const Milliseconds untold = is_length ? invalid - start : account_.manual_length_ms;
    const Milliseconds planned = start + (length > 0 ? length * kMinute : untold);
    const Milliseconds end = invalid > start ? std::min(planned, invalid) : planned;
    if (!is_plausible(start, end)) return;
    Lesson lesson;
    lesson.key = {account_.name, id, start};
    lesson.end_utc = end;
    lesson.title = text_of(row, "subject");
    Room& known = known_[id];
    const bool names_teacher = row.find("speakerInfo") != nullptr;  // 5.54 does, 5.4 does not.
    if (names_teacher) lesson.teacher = text_of(row, "speakerInfo");
    else lesson.teacher = known.lesson.teacher;
    lesson.room = id;
    known = {lesson, 0, poll_};
  }

  void forget_old(const Now& now) {
    for (auto it = known_.begin(); it != known_.end();)
      it = it->second.lesson.end_utc + kDay < now.vendor_utc() ? known_.erase(it) : std::next(it);
  }

  struct Room {
    Lesson lesson;
    int absences = 0;  // So often there was no such room when it was asked for, since it was there last.
    int poll = 0;      // The one that asked for it last, or was told of it.
  };

  Account account_;
  Vendor vendor_;
  std::map<std::string, Room> known_;  // By room. What room/sync told so far.
  bool knows_ = false;                 // A look back was done: what is booked for today is known.
  Milliseconds restored_utc_ = 0;      // As the disk knew it.
  std::string look_back_of_;           // The day whose look back it is,
  int looked_back_ = 0;                // so many days of which are read.
  int poll_ = 0;                       // How many were begun.
};

std::unique_ptr<Session> open(const Account& account) { return std::make_unique<GenseeSession>(account); }

}  // namespace

Vendor vendor() { return {"gensee", "", kSettings, endpoints(), errors(), &open}; }

}  // namespace classbell::vendors::gensee
