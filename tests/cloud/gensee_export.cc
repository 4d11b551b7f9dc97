// What is exported of classes that were held. Who came and when is real; votes, medals, packets and the like are one
// made-up row a class, or what the room's extra says: {"qa": [{..}]} gives 5.19 these rows.
#include <algorithm>

#include "gensee.h"

namespace cloud::gensee {
namespace {

constexpr int kStudent = 0;

int64_t count_of(const Room& room) {
  return std::count_if(room.people.begin(), room.people.end(), [](const Person& p) { return p.role == kStudent; });
}

int64_t number_of(const Person& p) { return std::strtoll(p.id.c_str(), nullptr, 10); }

}  // namespace

// startTime to endTime, both or neither, at most 7 days. Neither: the last class that is over, if there is one.
std::optional<Span> Gensee::span_of(const Params& params, const Room& room) const {
  const bool from = params.has("startTime"), to = params.has("endTime");
  if (from != to) params.refuse(from ? "endTime" : "startTime", kBadParameter);
  if (from) {
    const Span span{params.time_ms("startTime"), params.time_ms("endTime")};
    if (span.to_ms < span.from_ms || span.to_ms - span.from_ms > 7 * kDayMs) params.refuse("endTime", kBadParameter);
    return span;
  }
  for (auto s = room.sessions.rbegin(); s != room.sessions.rend(); ++s) {
    if (s->stop_ms != 0) return Span{s->start_ms, s->stop_ms};
  }
  return std::nullopt;
}

// startDate to endDate, both days included, at most 30 days apart.
Span Gensee::days_of(const Params& params) const {
  const Span span{params.time_ms("startDate"), params.time_ms("endDate") + kDayMs - 1};
  if (span.to_ms < span.from_ms || span.to_ms - span.from_ms >= 31 * kDayMs) params.refuse("endDate", kBadParameter);
  return span;
}

// Rows of room.extra[key] whose `time` is in the span, or `sample` of each class that began in it.
json Gensee::rows(const Params& params, const char* key, const char* time,
                  const std::function<json(const Room&, const Session&)>& sample) {
  const Room& room = room_of(params, "roomId", -1);
  json out = json::array();
  const std::optional<Span> span = span_of(params, room);
  if (!span) return out;
  if (room.extra.contains(key) && room.extra[key].is_array()) {
    for (const json& row : room.extra[key]) {
      if (!row.contains(time) || span->has(row[time].get<int64_t>())) out.push_back(row);
    }
    return out;
  }
  for (const Session& s : room.sessions) {
    if (span->has(s.start_ms)) out.push_back(sample(room, s));
  }
  return out;
}

json Gensee::export_history(const Params& params) {
  const Room& room = room_of(params, "roomId", -1);
  json out = json::array();
  const std::optional<Span> span = span_of(params, room);
  for (const Person& p : room.people) {
    if (!span || p.role != kStudent) continue;
    const bool there = params.has("startTime")
                           ? span->has(p.enter_ms)
                           : p.enter_ms <= span->to_ms && (p.leave_ms == 0 || p.leave_ms >= span->from_ms);
    if (!there) continue;
    out.push_back({{"uid", number_of(p)},
                   {"nickname", p.name},
                   {"joinTime", p.enter_ms},
                   {"leaveTime", p.leave_ms ? json(p.leave_ms) : json(nullptr)},
                   {"name", p.name},
                   {"area", "局域网"},
                   {"device", 1},
                   {"ip", "127.0.0.1"}});
  }
  return {{"list", out}};
}

json Gensee::export_qa(const Params& params) {
  return {{"list", rows(params, "qa", "submitTime", [](const Room&, const Session& s) {
             return json{{"submitter", 1000001},
                         {"published", "true"},
                         {"submitTime", s.start_ms + 500},
                         {"name", "张三"},
                         {"answerBy", 10002},
                         {"question", "为什么？"},
                         {"response", "因为。"},
                         {"answerTime", s.start_ms + 900}};
           })}};
}

json Gensee::export_rollcall(const Params& params) {
  return {{"rollcall", rows(params, "rollcall", "startTime", [](const Room& room, const Session& s) {
             json users = json::array();
             for (const Person& p : room.people) {
               if (p.role == kStudent) users.push_back({{"id", number_of(p)}, {"name", p.name}, {"present", true}});
             }
             return json{{"id", "rc" + std::to_string(s.start_ms)},
                         {"startTime", s.start_ms},
                         {"endTime", s.start_ms + 60000},
                         {"total", users.size()},
                         {"present", users.size()},
                         {"absent", 0},
                         {"users", users}};
           })}};
}

json Gensee::export_vote(const Params& params) {
  return {{"list", rows(params, "vote", "startTime", [](const Room&, const Session& s) {
             return json{
                 {"id", "v" + std::to_string(s.start_ms)},
                 {"subject", "随堂测验"},
                 {"type", 0},
                 {"questions",
                  {{{"id", "q1"},
                    {"content", "1 + 1 = ?"},
                    {"answer", "2"},
                    {"options", {{{"value", "1"}, {"precentage", 25.5}}, {{"value", "2"}, {"precentage", 74.5}}}},
                    {"result", "2"},
                    {"type", 0},
                    {"results", {{{"nickName", "张三"}, {"uid", 1000001}, {"content", "2"}}}}}}}};
           })}};
}

// 5.26 alone says it: a teacher may only have what is his own.
json Gensee::export_chat(const Params& params) {
  const Room& room = room_of(params, "roomId", -1);
  if ((me_->roles & kAdmin) == 0 && detail(room).owner != me_->login) {
    params.entry().blame("not_owner", me_->login);
    throw Refused{kBusiness};
  }
  return {{"list", rows(params, "chat", "time", [](const Room&, const Session& s) {
             return json{{"time", s.start_ms + 300}, {"sender", "张三"}, {"senderId", 1000001}, {"msg", "老师好"}};
           })}};
}

// Nobody watches courseware here: pages of nothing. The fields of a page stand at the top, 5.25 alone.
json Gensee::export_study_history(const Params& params) {
  const int64_t page = params.number("pageNo", 1);
  return {{"list", json::array()}, {"pageNo", page}, {"totalCounts", 0}, {"totalPages", 0}};
}

json Gensee::export_room_usage(const Params& params) {
  if (params.has("roomId")) room_of(params, "roomId", -1);
  json out = json::array();
  for (const Room* room : rooms(-1)) {
    if (params.has("roomId") && params.text("roomId") != room->id) continue;
    const std::optional<Span> span = span_of(params, *room);
    for (const Session& s : room->sessions) {
      if (!span || s.stop_ms == 0 || !span->has(s.stop_ms)) continue;
      out.push_back({{"id", std::stoll(room->id)},
                     {"startTime", s.start_ms},
                     {"endTime", s.stop_ms},
                     {"subject", room->title},
                     {"number", detail(*room).number},
                     {"maxConcurrent", count_of(*room) + 1},
                     {"total", count_of(*room) + 1}});
    }
  }
  return {{"list", out}};
}

json Gensee::export_room_concurrent(const Params& params) {
  const Span span = days_of(params);
  json out = json::array();
  for (int64_t day = span.from_ms; day < span.to_ms; day += kDayMs) {
    int64_t most = 0;
    for (const Room* room : rooms(-1)) {
      for (const Session& s : room->sessions) {
        if (s.start_ms >= day && s.start_ms < day + kDayMs) most = std::max(most, count_of(*room) + 1);
      }
    }
    if (most > 0) out.push_back({{"date", shanghai_day(day)}, {"maxConcurrent", most}});
  }
  return {{"list", out}};
}

json Gensee::export_vod_concurrent(const Params& params) {
  days_of(params);
  return {{"list", json::array()}};
}

json Gensee::export_redpacket(const Params& params) {
  return {{"redpacket", rows(params, "redpacket", "issueTime", [](const Room&, const Session& s) {
             return json{
                 {"userName", "王老师"},
                 {"issueTime", s.start_ms + 100},
                 {"type", 0},
                 {"amount", 100},
                 {"number", 2},
                 {"receiveAmount", 40},
                 {"receiveNumber", 1},
                 {"users",
                  {{{"userId", 1000001}, {"userName", "张三"}, {"receiveTime", s.start_ms + 200}, {"amount", 40}}}}};
           })}};
}

json Gensee::export_medal(const Params& params) {
  return page_of(
      rows(params, "medal", "roomStartTime",
           [](const Room&, const Session& s) {
             return json{{"userName", "王老师"}, {"userId", 10002}, {"count", 3}, {"roomStartTime", s.start_ms}};
           }),
      params, "medalDtos");
}

json Gensee::export_praise(const Params& params) {
  return page_of(
      rows(params, "praise", "roomStartTime",
           [](const Room&, const Session& s) {
             return json{{"userName", "王老师"}, {"userId", 10002}, {"count", 5}, {"roomStartTime", s.start_ms}};
           }),
      params, "praiseDtos");
}

// A page without a pageNo to ask for one: the first.
json Gensee::export_praise_detail(const Params& params) {
  return page_of(rows(params, "praise_detail", "actionTime",
                      [](const Room&, const Session& s) {
                        return json{{"userId", 1000001},
                                    {"userName", "张三"},
                                    {"actionTime", s.start_ms + 400},
                                    {"targetUserId", 10002},
                                    {"targetUserName", "王老师"}};
                      }),
                 params, "praiseDtos");
}

json Gensee::export_reward(const Params& params) {
  const Span span = days_of(params);
  json out = json::array();
  for (const Room* room : rooms(-1)) {
    for (const Session& s : room->sessions) {
      if (s.stop_ms == 0 || !span.has(s.start_ms)) continue;
      out.push_back({{"subject", room->title},
                     {"startDate", s.start_ms},
                     {"endDate", s.stop_ms},
                     {"totalReward", 10},
                     {"speakerInfoList", {{{"speakerName", "王老师"}, {"speakerReward", 10}}}}});
    }
  }
  return {{"list", out}};
}

}  // namespace cloud::gensee
