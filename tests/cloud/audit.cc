#include "audit.h"

#include <algorithm>

namespace cloud {
namespace {

bool is_control(const std::string& call) { return call == "start" || call == "stop" || call == "extend"; }

std::string key_of(const Entry& e) { return e.vendor + "\n" + e.room + "\n" + e.call; }

}  // namespace

bool succeeded(const Entry& e) { return e.code == "0" || (e.vendor == "weclassroom" && e.code == "10000"); }

bool Audit::open_log(const std::string& path) {
  log_.open(path, std::ios::app);
  return log_.good();
}

int64_t Audit::open(Entry entry, World& world) {
  entry.seq = first_ + static_cast<int64_t>(entries_.size());
  if (is_control(entry.call) && !entry.room.empty()) {
    check_order(entry);
    open_calls_[key_of(entry)].insert(entry.seq);
  }
  if (entry.call == "heartbeat") check_heartbeat(entry, world);
  entries_.push_back(std::move(entry));
  return entries_.back().seq;
}

// A call may not be on its way twice, nor be sent again while its outcome is unknown and nobody looked.
void Audit::check_order(Entry& entry) {
  const auto open = open_calls_.find(key_of(entry));
  if (open != open_calls_.end() && !open->second.empty()) {
    entry.blame("concurrent_control", entry.call + " while request " + std::to_string(*open->second.begin()) +
                                          " for the same room is unanswered");
  }
  if (entry.call != "extend" && unknown_[key_of(entry)]) {  // An absolute new end may be repeated.
    entry.blame("repeat_without_readback", entry.call + " sent again, the last outcome unknown and not read back");
  }
}

void Audit::check_heartbeat(Entry& entry, World& world) {
  Room* room = world.find_open(entry.vendor, entry.room);
  if (!room || entry.account.empty()) return;
  if (!room->live) {
    entry.blame("heartbeat_not_live", room->destroyed ? "the room is destroyed" : "the class has not begun");
    return;  // Counts for nothing.
  }
  Heartbeats& beats = room->heartbeats[entry.account];
  if (beats.count > 0 && !beats.broken) {
    const int64_t gap = entry.t_ms - beats.last_ms;
    beats.gap_min_ms = beats.gap_min_ms < 0 ? gap : std::min(beats.gap_min_ms, gap);
    beats.gap_max_ms = std::max(beats.gap_max_ms, gap);
    const Settings& s = world.settings;
    if (static_cast<double>(gap) < s.heartbeat_gap_min_s * 1000 ||
        static_cast<double>(gap) > s.heartbeat_gap_max_s * 1000) {
      entry.blame("heartbeat_gap", std::to_string(gap) + " ms");
    }
  }
  if (beats.count == 0) beats.first_ms = entry.t_ms;
  beats.broken = false;
  beats.last_ms = entry.t_ms;
  ++beats.count;
}

Entry* Audit::find(int64_t seq) {
  const int64_t index = seq - first_;
  return index < 0 || index >= static_cast<int64_t>(entries_.size()) ? nullptr : &entries_[static_cast<size_t>(index)];
}

void Audit::close(int64_t seq, const std::string& outcome) {
  Entry* found = find(seq);
  if (!found) return;
  Entry& entry = *found;
  if (entry.outcome != "pending") return;
  entry.outcome = outcome;
  entry.answered_ms = now_ms();
  const bool told = outcome == "answered" && entry.trusted;
  if (is_control(entry.call) && !entry.room.empty()) {
    open_calls_[key_of(entry)].erase(seq);
    unknown_[key_of(entry)] = !told;
  }
  if (entry.call == "status" && told && succeeded(entry)) {
    // A look at one room clears that room, a list clears all of the vendor.
    for (auto& [key, unknown] : unknown_) {
      if (key.rfind(entry.vendor + "\n" + (entry.room.empty() ? "" : entry.room + "\n"), 0) == 0) unknown = false;
    }
  }
  if (log_.is_open()) log_ << entry_to_json(entry).dump(-1, ' ', false, json::error_handler_t::replace) << std::endl;
}

void Audit::clear() {
  first_ += static_cast<int64_t>(entries_.size());
  entries_.clear();
  open_calls_.clear();
  unknown_.clear();
}

json entry_to_json(const Entry& e) {
  json violations = json::array();
  for (const Violation& v : e.violations) violations.push_back({{"kind", v.kind}, {"detail", v.detail}});
  return {{"seq", e.seq}, {"t_ms", e.t_ms}, {"time", iso_time(e.t_ms)}, {"vendor", e.vendor},
          {"endpoint", e.endpoint}, {"method", e.method}, {"room", e.room}, {"call", e.call},
          {"account", e.account}, {"params", e.params}, {"code", e.code}, {"http", e.http},
          {"effective", e.effective.empty() ? json(nullptr) : json(e.effective)},
          {"fault", e.fault.empty() ? json(nullptr) : json(e.fault)}, {"outcome", e.outcome},
          {"took_ms", e.answered_ms ? e.answered_ms - e.t_ms : -1}, {"https", e.https}, {"violations", violations}};
}

}  // namespace cloud
