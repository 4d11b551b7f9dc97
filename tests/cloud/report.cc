// GET /_cloud/report: what happened to each room, measured against its plan.
#include "audit.h"

namespace cloud {
namespace {

json sessions_of(const Room& room, bool stops) {
  json out = json::array();
  for (const Session& s : room.sessions) {
    const int64_t t = stops ? s.stop_ms : s.start_ms;
    if (t == 0) continue;
    json one = {{"t_ms", t}, {"time", iso_time(t)}, {"by", stops ? s.stopped_by : s.started_by},
                {"offset_ms", t - room.start_ms()}};
    if (stops) one["offset_from_end_ms"] = t - room.end_ms();
    out.push_back(one);
  }
  return out;
}

json heartbeats_of(const Room& room) {
  json out = {{"count", 0}, {"min_gap_ms", nullptr}, {"max_gap_ms", nullptr}, {"accounts", json::object()}};
  for (const auto& [who, beats] : room.heartbeats) {
    const json low = beats.gap_min_ms < 0 ? json(nullptr) : json(beats.gap_min_ms);
    const json high = beats.gap_max_ms < 0 ? json(nullptr) : json(beats.gap_max_ms);
    out["accounts"][who] = {{"count", beats.count}, {"first_ms", beats.first_ms}, {"last_ms", beats.last_ms},
                            {"min_gap_ms", low}, {"max_gap_ms", high}};
    out["count"] = out["count"].get<int>() + beats.count;
    if (!low.is_null() && (out["min_gap_ms"].is_null() || low < out["min_gap_ms"])) out["min_gap_ms"] = low;
    if (!high.is_null() && (out["max_gap_ms"].is_null() || high > out["max_gap_ms"])) out["max_gap_ms"] = high;
  }
  return out;
}

json violation(const Entry& e, const Violation& v) {
  return {{"seq", e.seq}, {"t_ms", e.t_ms}, {"time", iso_time(e.t_ms)}, {"vendor", e.vendor},
          {"endpoint", e.endpoint}, {"room", e.room}, {"kind", v.kind}, {"detail", v.detail}};
}

json report_room(const Room& room, const Audit& audit) {
  json violations = json::array(), calls = json::object(), changes = json::array();
  for (const Entry& e : audit.entries()) {
    if (e.vendor != room.vendor || e.room != room.id) continue;
    calls[e.endpoint] = calls.value(e.endpoint, 0) + 1;
    for (const Violation& v : e.violations) violations.push_back(violation(e, v));
    if (e.effective == "extend" || e.effective == "shorten" || e.effective == "move" || e.effective == "delete") {
      changes.push_back({{"t_ms", e.t_ms}, {"what", e.effective}, {"starttime", e.params.value("starttime", "")},
                         {"endtime", e.params.value("endtime", "")}});
    }
  }
  json entered = json::array();
  for (const Person& p : room.people) {
    entered.push_back({{"id", p.id}, {"role", p.role}, {"enter_ms", p.enter_ms}, {"leave_ms", p.leave_ms},
                       {"offset_ms", p.enter_ms - room.start_ms()}});
  }
  json out = room_to_json(room);
  out["starts"] = sessions_of(room, false);
  out["stops"] = sessions_of(room, true);
  out["heartbeats"] = heartbeats_of(room);
  out["end_first"] = room.end_first_s;
  out["extended_s"] = room.end_s - room.end_first_s;
  out["changes"] = changes;
  out["entered"] = entered;
  out["calls"] = calls;
  out["violations"] = violations;
  return out;
}

}  // namespace

json report(World& world, const Audit& audit, const std::string& vendor, const std::string& room) {
  json rooms = json::array(), other = json::array(), all = json::object();
  for (const Room* r : world.rooms(vendor)) {
    if (room.empty() || r->id == room) rooms.push_back(report_room(*r, audit));
  }
  for (const Entry& e : audit.entries()) {
    if (!vendor.empty() && e.vendor != vendor) continue;
    for (const Violation& v : e.violations) {
      all[v.kind] = all.value(v.kind, 0) + 1;
      if (!world.find(e.vendor, e.room)) other.push_back(violation(e, v));
    }
  }
  return {{"now_ms", now_ms()}, {"requests", audit.entries().size()}, {"rooms", rooms},
          {"violations_elsewhere", other}, {"violation_counts", all}};
}

}  // namespace cloud
