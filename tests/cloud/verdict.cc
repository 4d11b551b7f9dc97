#include "verdict.h"

#include <algorithm>

namespace cloud {
namespace {

constexpr int64_t kSpareMs = 8000;  // After a room's end: for its stop, and a retry of it.
constexpr int64_t kStartWithinMs = 1000;
constexpr int64_t kGapMaxMs = 3500;
constexpr int64_t kSeenWithinMs = 5000;  // From the teacher's press to the first look that tells.

struct Beats {
  int count = 0;
  int64_t first_ms = 0;    // From the start to the first.
  int64_t gap_max_ms = 0;  // Start, beats, stop.
  int64_t between_ms = 0;  // The same without the first.
};

// The gaps between start, the calls that keep the class alive or watch it, and stop.
Beats beats_of(const Room& room, const Session& session, const Audit& audit, const std::string& call) {
  Beats beats;
  int64_t last_ms = session.start_ms;
  for (const Entry& entry : audit.entries()) {
    const bool inside = entry.t_ms >= session.start_ms && entry.t_ms <= session.stop_ms;
    // weclassroom's lessonData/status and the lists name no room: they tell of all.
    const bool tells = entry.room == room.id || (entry.room.empty() && call == "status");
    if (!inside || entry.vendor != room.vendor || !tells || entry.call != call) continue;
    if (!succeeded(entry)) continue;
    if (++beats.count == 1) {
      beats.first_ms = entry.t_ms - last_ms;
    } else {
      beats.between_ms = std::max(beats.between_ms, entry.t_ms - last_ms);
    }
    last_ms = entry.t_ms;
  }
  beats.between_ms = std::max(beats.between_ms, session.stop_ms - last_ms);
  beats.gap_max_ms = std::max(beats.first_ms, beats.between_ms);
  return beats;
}

// The class that the teacher began in the page: the terminal opened it in time and watched.
std::string judge_taught(const Room& room, const Session& session, const Beats& beats, int violations, bool& good) {
  const int64_t early_ms = room.start_ms() - room.opened_ms;
  const bool as_it_should = room.opened_ms != 0 && early_ms > 0 && beats.count > 0 && beats.first_ms <= kSeenWithinMs &&
                            beats.between_ms <= kGapMaxMs && session.stopped_by == "teacher" && violations == 0;
  good = good && as_it_should;
  return "page opened at T - " + std::to_string(early_ms) + " ms, begun by the teacher at T + " +
         std::to_string(session.start_ms - room.start_ms()) + " ms, " +
         (beats.count == 0 ? "never seen live" : "seen live " + std::to_string(beats.first_ms) + " ms later") + ", " +
         std::to_string(beats.count) + " looks at most " + std::to_string(beats.between_ms) +
         " ms apart, ended by the " + session.stopped_by + " at E + " +
         std::to_string(session.stop_ms - room.end_ms()) + " ms, " + std::to_string(violations) + " violations" +
         (as_it_should ? "" : ": NOT AS IT SHOULD BE");
}

std::string judge_room(const Room& room, const Audit& audit, const std::string& call, bool& good) {
  std::string line = room.vendor + " " + room.id + " " + room.title + ": ";
  if (room.sessions.size() != 1 || room.sessions[0].stop_ms == 0) {
    good = false;
    return line + std::to_string(room.sessions.size()) + " effective starts" + (room.live ? ", still live" : "") +
           ": NOT AS IT SHOULD BE";
  }
  const Session& session = room.sessions[0];
  const Beats beats = beats_of(room, session, audit, call);
  const int64_t late_ms = session.start_ms - room.start_ms();
  int violations = 0;
  for (const Entry& entry : audit.entries()) {
    if (entry.vendor == room.vendor && entry.room == room.id) violations += static_cast<int>(entry.violations.size());
  }
  if (session.started_by == "teacher") return line + judge_taught(room, session, beats, violations, good);
  const bool as_it_should = late_ms >= 0 && late_ms <= kStartWithinMs && beats.count > 0 &&
                            beats.gap_max_ms <= kGapMaxMs && session.stopped_by == "client" && violations == 0;
  good = good && as_it_should;
  return line + "started at T + " + std::to_string(late_ms) + " ms, " + std::to_string(beats.count) +
         " heartbeats at most " + std::to_string(beats.gap_max_ms) + " ms apart, stopped at E + " +
         std::to_string(session.stop_ms - room.end_ms()) + " ms, " + std::to_string(violations) + " violations" +
         (as_it_should ? "" : ": NOT AS IT SHOULD BE");
}

}  // namespace

Verdict judge(World& world, const Audit& audit, const std::vector<std::unique_ptr<Vendor>>& vendors) {
  Verdict verdict;
  verdict.over = true;
  for (const Room* room : world.rooms("")) {
    if (now_ms() < room->end_ms() + kSpareMs) verdict.over = false;
    std::string call;
    for (const auto& vendor : vendors) {
      if (vendor->name() == room->vendor) call = vendor->keeps_alive();
    }
    verdict.lines.push_back(judge_room(*room, audit, call, verdict.good));
  }
  return verdict;
}

}  // namespace cloud
