#include "verdict.h"

#include <algorithm>

namespace cloud {
namespace {

constexpr int64_t kSpareMs = 8000;       // After a room's end: for its stop, and a retry of it.
constexpr int64_t kStartWithinMs = 1000;
constexpr int64_t kGapMaxMs = 3500;

// What keeps a class alive, or watches it, every three seconds.
std::string heartbeat_of(const std::string& vendor) { return vendor == "sxb" ? "live/heartbeat" : "RoomStatus"; }

struct Beats {
  int count = 0;
  int64_t gap_max_ms = 0;
};

// The gaps between start, heartbeats and stop.
Beats beats_of(const Room& room, const Session& session, const Audit& audit) {
  Beats beats;
  int64_t last_ms = session.start_ms;
  for (const Entry& entry : audit.entries()) {
    const bool inside = entry.t_ms >= session.start_ms && entry.t_ms <= session.stop_ms;
    if (!inside || entry.vendor != room.vendor || entry.room != room.id || entry.endpoint != heartbeat_of(room.vendor)) continue;
    if (entry.code != "0") continue;
    ++beats.count;
    beats.gap_max_ms = std::max(beats.gap_max_ms, entry.t_ms - last_ms);
    last_ms = entry.t_ms;
  }
  beats.gap_max_ms = std::max(beats.gap_max_ms, session.stop_ms - last_ms);
  return beats;
}

std::string judge_room(const Room& room, const Audit& audit, bool& good) {
  std::string line = room.vendor + " " + room.id + " " + room.title + ": ";
  if (room.sessions.size() != 1 || room.sessions[0].stop_ms == 0) {
    good = false;
    return line + std::to_string(room.sessions.size()) + " effective starts" +
           (room.live ? ", still live" : "") + ": NOT AS IT SHOULD BE";
  }
  const Session& session = room.sessions[0];
  const Beats beats = beats_of(room, session, audit);
  const int64_t late_ms = session.start_ms - room.start_ms();
  int violations = 0;
  for (const Entry& entry : audit.entries()) {
    if (entry.vendor == room.vendor && entry.room == room.id) violations += static_cast<int>(entry.violations.size());
  }
  const bool as_it_should = late_ms >= 0 && late_ms <= kStartWithinMs && beats.count > 0 && beats.gap_max_ms <= kGapMaxMs &&
                            session.stopped_by == "client" && violations == 0;
  good = good && as_it_should;
  return line + "started at T + " + std::to_string(late_ms) + " ms, " + std::to_string(beats.count) +
         " heartbeats at most " + std::to_string(beats.gap_max_ms) + " ms apart, stopped at E + " +
         std::to_string(session.stop_ms - room.end_ms()) + " ms, " + std::to_string(violations) + " violations" +
         (as_it_should ? "" : ": NOT AS IT SHOULD BE");
}

}  // namespace

Verdict judge(World& world, const Audit& audit) {
  Verdict verdict;
  verdict.over = true;
  for (const Room* room : world.rooms("")) {
    if (now_ms() < room->end_ms() + kSpareMs) verdict.over = false;
    verdict.lines.push_back(judge_room(*room, audit, verdict.good));
  }
  return verdict;
}

}  // namespace cloud
