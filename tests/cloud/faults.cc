#include "faults.h"

#include <algorithm>
#include <set>

namespace cloud {
namespace {

const std::set<std::string> kKinds = {"status",    "hang", "garbage",       "empty",  "empty_schedule",
                                      "truncated", "huge", "deep",          "drip",   "close",
                                      "reset",     "date", "token_expired", "nobody", "code"};

// Read fields with nlohmann's own type errors; the caller turns them into a sentence.
void read(const json& in, Fault& f) {
  f.vendor = in.value("vendor", "");
  f.endpoint = in.value("endpoint", "");
  f.room = in.contains("room") && in["room"].is_number() ? in["room"].dump() : in.value("room", "");
  f.call = in.value("call", "");
  f.times = in.value("times", -1);
  f.status = in.value("status", 500);
  f.retry_after = in.value("retry_after", f.status == 429 ? 2 : -1);
  f.seconds = in.value("seconds", 10.0);
  f.bytes_per_s = in.value("bytes_per_s", 1.0);
  f.megabytes = in.value("megabytes", 10.0);
  f.depth = in.value("depth", 10000);
  f.offset_s = in.value("offset_s", 3600.0);
  f.chunked = in.value("chunked", false);
  f.short_length = in.value("short_length", false);
  if (in.contains("code")) f.code = in["code"].is_string() ? in["code"].get<std::string>() : in["code"].dump();
  const int64_t now = now_ms();
  const auto when = [&](const char* absolute, const char* relative) -> int64_t {
    if (in.contains(absolute)) return static_cast<int64_t>(in[absolute].get<double>() * 1000);
    if (in.contains(relative)) return now + static_cast<int64_t>(in[relative].get<double>() * 1000);
    return 0;
  };
  f.from_ms = when("from", "from_in_s");
  f.until_ms = when("until", "until_in_s");
  f.after_start = in.contains("from_after_start_s");
  f.before_start = in.contains("until_after_start_s");
  f.from_after_start_s = in.value("from_after_start_s", 0.0);
  f.until_after_start_s = in.value("until_after_start_s", 0.0);
  const bool real_reply = f.kind == "truncated" || f.kind == "drip" || f.kind == "date";
  f.carried_out = real_reply ? "yes" : "no";
  if (in.contains("carried_out")) {
    f.carried_out = in["carried_out"].is_string()   ? in["carried_out"].get<std::string>()
                    : in["carried_out"].get<bool>() ? "yes"
                                                    : "no";
  }
  if (f.kind == "nobody") {  // 10021 until N seconds after T, start calls only.
    f.kind = "code";
    f.code = "10021";
    f.vendor = "cvclass";
    f.call = "start";
    f.before_start = true;
    f.until_after_start_s = in.value("seconds", 10.0);
  }
}

}  // namespace

std::string Faults::add(const json& in, int64_t& id) {
  static const std::set<std::string> keys = {"vendor",
                                             "endpoint",
                                             "room",
                                             "call",
                                             "kind",
                                             "times",
                                             "status",
                                             "retry_after",
                                             "seconds",
                                             "bytes_per_s",
                                             "megabytes",
                                             "depth",
                                             "offset_s",
                                             "chunked",
                                             "short_length",
                                             "code",
                                             "from",
                                             "from_in_s",
                                             "until",
                                             "until_in_s",
                                             "from_after_start_s",
                                             "until_after_start_s",
                                             "carried_out"};
  if (!in.is_object()) return "a fault must be an object";
  for (const auto& [key, value] : in.items()) {
    if (!keys.count(key)) return "unknown key '" + key + "'";
  }
  Fault f;
  f.kind = in.value("kind", "");
  if (!kKinds.count(f.kind)) return "unknown kind '" + f.kind + "'";
  if (f.kind == "code" && !in.contains("code")) return "kind code needs 'code'";
  read(in, f);
  if (f.carried_out != "yes" && f.carried_out != "no" && f.carried_out != "late") {
    return "carried_out must be true, false or \"late\"";
  }
  if (f.carried_out == "late" && f.kind != "hang") return "only a hang can be carried out late";
  if (f.carried_out == "no" && f.kind == "drip") return "drip sends the real answer: it is carried out";
  f.id = id = ++next_;
  faults_.push_back(f);
  return "";
}

const Fault* Faults::match(bool date, const std::string& vendor, const std::string& endpoint, const std::string& call,
                           const Room* room, const std::string& room_id, bool is_schedule) {
  const int64_t now = now_ms();
  for (Fault& f : faults_) {
    if ((f.kind == "date") != date || f.times == 0) continue;
    if (!f.vendor.empty() && f.vendor != vendor) continue;
    const bool tail = endpoint.size() > f.endpoint.size() && endpoint.compare(endpoint.size() - f.endpoint.size() - 1,
                                                                              std::string::npos, "/" + f.endpoint) == 0;
    if (!f.endpoint.empty() && f.endpoint != endpoint && !tail) continue;
    if (!f.room.empty() && f.room != room_id) continue;
    if (!f.call.empty() && f.call != call) continue;
    if (f.kind == "empty_schedule" && !is_schedule) continue;
    if ((f.from_ms && now < f.from_ms) || (f.until_ms && now >= f.until_ms)) continue;
    if ((f.after_start || f.before_start) && !room) continue;
    const double since_start_s = room ? static_cast<double>(now - room->start_ms()) / 1000 : 0;
    if (f.after_start && since_start_s < f.from_after_start_s) continue;
    if (f.before_start && since_start_s >= f.until_after_start_s) continue;
    if (f.times > 0) --f.times;
    ++f.hits;
    return &f;
  }
  return nullptr;
}

json Faults::to_json() const {
  json out = json::array();
  for (const Fault& f : faults_) {
    out.push_back({{"id", f.id},
                   {"vendor", f.vendor},
                   {"endpoint", f.endpoint},
                   {"room", f.room},
                   {"call", f.call},
                   {"kind", f.kind},
                   {"times_left", f.times},
                   {"hits", f.hits},
                   {"carried_out", f.carried_out},
                   {"from_ms", f.from_ms},
                   {"until_ms", f.until_ms}});
  }
  return out;
}

bool Faults::remove(int64_t id) {
  const auto it = std::find_if(faults_.begin(), faults_.end(), [&](const Fault& f) { return f.id == id; });
  if (it == faults_.end()) return false;
  faults_.erase(it);
  return true;
}

}  // namespace cloud
