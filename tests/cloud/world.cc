#include "world.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>

namespace cloud {

int64_t now_ms() {
  using namespace std::chrono;
  return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

std::string iso_time(int64_t t_ms) {
  const std::time_t s = static_cast<std::time_t>(t_ms / 1000);
  std::tm tm{};
  gmtime_r(&s, &tm);
  char day[32], out[48];
  std::strftime(day, sizeof day, "%Y-%m-%dT%H:%M:%S", &tm);
  std::snprintf(out, sizeof out, "%s.%03dZ", day, static_cast<int>(t_ms % 1000));
  return out;
}

json Settings::to_json() const {
  return {{"token_lifetime_s", token_lifetime_s},
          {"single_login", single_login},
          {"planned_times", planned_times},
          {"overrun_s", overrun_s},
          {"occupied_after_s", occupied_after_s},
          {"entry_window_s", entry_window_s},
          {"page_size", page_size},
          {"sample_keys", sample_keys},
          {"heartbeat_gap_min_s", heartbeat_gap_min_s},
          {"heartbeat_gap_max_s", heartbeat_gap_max_s},
          {"clock_offset_s", clock_offset_s},
          {"callback_interval_s", callback_interval_s},
          {"callback_tries", callback_tries},
          {"callback_expiry_s", callback_expiry_s},
          {"callback_url", callback_url},
          {"convert_s", convert_s},
          {"upload_interval_s", upload_interval_s}};
}

std::string Settings::apply(const json& changes) {
  if (!changes.is_object()) return "settings must be an object";
  json all = to_json();
  for (const auto& [key, value] : changes.items()) {
    if (!all.contains(key)) return "unknown setting '" + key + "'";
    const bool same = all[key].is_number() ? value.is_number() : all[key].type() == value.type();
    if (!same) return "setting '" + key + "' must be a " + all[key].type_name();
    all[key] = value;
  }
  if (all["page_size"].get<double>() < 1) return "page_size must be at least 1";
  token_lifetime_s = all["token_lifetime_s"];
  single_login = all["single_login"];
  planned_times = all["planned_times"];
  overrun_s = all["overrun_s"];
  occupied_after_s = all["occupied_after_s"];
  entry_window_s = all["entry_window_s"];
  page_size = all["page_size"];
  sample_keys = all["sample_keys"];
  heartbeat_gap_min_s = all["heartbeat_gap_min_s"];
  heartbeat_gap_max_s = all["heartbeat_gap_max_s"];
  clock_offset_s = all["clock_offset_s"];
  callback_interval_s = all["callback_interval_s"];
  callback_tries = all["callback_tries"];
  callback_expiry_s = all["callback_expiry_s"];
  callback_url = all["callback_url"];
  convert_s = all["convert_s"];
  upload_interval_s = all["upload_interval_s"];
  return "";
}

Room* World::find(const std::string& vendor, const std::string& id) {
  const auto it = rooms_.find({vendor, id});
  return it == rooms_.end() ? nullptr : &it->second;
}

Room* World::find_open(const std::string& vendor, const std::string& id) {
  Room* room = find(vendor, id);
  return room && !room->deleted ? room : nullptr;
}

std::vector<Room*> World::rooms(const std::string& vendor) {
  std::vector<Room*> out;
  for (auto it = rooms_.lower_bound({vendor, ""}); it != rooms_.end(); ++it) {
    if (!vendor.empty() && it->first.first != vendor) break;
    out.push_back(&it->second);
  }
  std::stable_sort(out.begin(), out.end(), [](const Room* a, const Room* b) {
    return std::tie(a->start_s, a->vendor, a->id) < std::tie(b->start_s, b->vendor, b->id);
  });
  return out;
}

Room& World::add(Room room) {
  while (room.id.empty() || (find(room.vendor, room.id) && room.created_ms == 0)) {
    // As long as in each document's samples.
    static const std::map<std::string, int64_t> first = {
        {"sxb", 100}, {"iclass", 100012000}, {"weclassroom", 219343000}};
    const auto at = first.find(room.vendor);
    room.id = std::to_string((at == first.end() ? 865772000 : at->second) + ++next_id_);
  }
  if (room.created_ms == 0) room.created_ms = now_ms();
  room.end_first_s = room.end_s;
  return rooms_[{room.vendor, room.id}] = room;
}

void World::remove(Room& room) { rooms_.erase({room.vendor, room.id}); }

void World::clear() { rooms_.clear(); }

int64_t World::cloud_now_ms() const { return now_ms() + static_cast<int64_t>(settings.clock_offset_s * 1000); }

bool World::start(Room& room, const std::string& by) {
  if (room.live) return false;
  room.live = true;
  for (auto& [who, beats] : room.heartbeats) beats.broken = true;
  room.sessions.push_back({now_ms(), 0, by, ""});
  return true;
}

bool World::stop(Room& room, const std::string& by) {
  if (!room.live) return false;
  room.live = false;
  room.sessions.back().stop_ms = now_ms();
  room.sessions.back().stopped_by = by;
  return true;
}

void World::leave_all(Room& room) {
  for (Person& person : room.people) {
    if (person.leave_ms == 0) person.leave_ms = now_ms();
  }
}

void World::open_page(Room& room, const std::string& who, int role) {
  if (room.opened_ms == 0) room.opened_ms = now_ms();
  room.people.push_back({who, who, role, now_ms(), 0});
}

// He presses start once, if the page is open and the planned time is not over; a class he ended stays ended.
void World::teach(const std::string& vendor) {
  const int64_t now = now_ms();
  const auto at = [](const Room& room, double s) { return room.start_ms() + static_cast<int64_t>(s * 1000); };
  for (auto it = rooms_.lower_bound({vendor, ""}); it != rooms_.end() && it->first.first == vendor; ++it) {
    Room& room = it->second;
    if (room.deleted) continue;
    const int64_t ends_ms = room.teacher_ends_after_s ? at(room, *room.teacher_ends_after_s) : room.end_ms();
    if (room.live) {
      if (now >= ends_ms && now > room.sessions.back().start_ms && stop(room, "teacher")) leave_all(room);
    } else if (room.opened_ms != 0 && !room.has_been_live() && room.teacher_starts_after_s) {
      if (now >= at(room, *room.teacher_starts_after_s) && now < std::min(ends_ms, room.end_ms()))
        start(room, "teacher");
    }
  }
}

namespace {

std::string as_text(const json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// start, end, start_in_s, end_in_s, length_s: whole epoch seconds; relative ones count from the next full second.
std::string read_times(const json& in, Room& room) {
  const int64_t base_s = (now_ms() + 999) / 1000;
  for (const char* key : {"start", "end", "start_in_s", "end_in_s", "length_s"}) {
    if (in.contains(key) && !in[key].is_number()) return std::string(key) + " must be a number";
  }
  const auto seconds = [&](const char* key) { return static_cast<int64_t>(std::llround(in[key].get<double>())); };
  if (in.contains("start")) room.start_s = seconds("start");
  if (in.contains("start_in_s")) room.start_s = base_s + seconds("start_in_s");
  if (in.contains("end")) room.end_s = seconds("end");
  if (in.contains("end_in_s")) room.end_s = base_s + seconds("end_in_s");
  if (in.contains("length_s")) room.end_s = room.start_s + seconds("length_s");
  if (room.start_s == 0) room.start_s = base_s;
  if (room.end_s == 0) room.end_s = room.start_s + 3600;
  return room.end_s > room.start_s ? "" : "end must be after start";
}

std::string read_passwords(const json& in, Room& room) {
  if (!in.is_object()) return "passwords must be an object";
  for (const auto& [key, value] : in.items()) {
    std::string* slot = key == "teacher" || key == "chairman" ? &room.chairman
                        : key == "assistant"                  ? &room.assistant
                        : key == "patrol"                     ? &room.patrol
                        : key == "student"                    ? &room.student
                                                              : nullptr;
    if (!slot) return "unknown password '" + key + "' (teacher, assistant, patrol, student)";
    *slot = as_text(value);
    if (slot == &room.student) room.student_password = !slot->empty();
  }
  return "";
}

}  // namespace

std::string room_from_json(const json& in, Room& room, World& world) {
  static const std::vector<std::string> known = {"vendor",
                                                 "id",
                                                 "title",
                                                 "teacher",
                                                 "start",
                                                 "end",
                                                 "start_in_s",
                                                 "end_in_s",
                                                 "length_s",
                                                 "passwords",
                                                 "extra",
                                                 "live",
                                                 "occupied",
                                                 "occupied_after_s",
                                                 "deleted",
                                                 "teacher_starts_after_s",
                                                 "teacher_ends_after_s",
                                                 "callback_url"};
  if (!in.is_object()) return "a room must be an object";
  for (const auto& [key, value] : in.items()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) return "unknown key '" + key + "'";
  }
  if (in.contains("title")) room.title = as_text(in["title"]);
  if (in.contains("teacher")) room.teacher = as_text(in["teacher"]);
  if (std::string wrong = read_times(in, room); !wrong.empty()) return wrong;
  if (in.contains("passwords")) {
    if (std::string wrong = read_passwords(in["passwords"], room); !wrong.empty()) return wrong;
  }
  if (in.contains("extra")) {
    if (!in["extra"].is_object()) return "extra must be an object";
    room.extra.update(in["extra"]);
  }
  if (in.contains("occupied_after_s")) room.occupied_after_s = in["occupied_after_s"].get<double>();
  if (in.contains("occupied")) {
    room.occupied_forced = in["occupied"].is_null() ? -1 : in["occupied"].get<bool>() ? 1 : 0;
  }
  for (const auto& [key, slot] : {std::pair{"teacher_starts_after_s", &room.teacher_starts_after_s},
                                  std::pair{"teacher_ends_after_s", &room.teacher_ends_after_s}}) {
    if (!in.contains(key)) continue;
    *slot = in[key].is_null() ? std::nullopt : std::optional<double>(in[key].get<double>());
  }
  if (in.contains("callback_url")) {
    room.callback_url = in["callback_url"].get<std::string>();
    if (!room.callback_url.empty() && room.callback_url.rfind("http://", 0) != 0)
      return "callback_url must begin http://";
  }
  if (in.contains("deleted")) room.deleted = in["deleted"].get<bool>();
  if (in.contains("live")) {
    if (in["live"].get<bool>()) {
      world.start(room, "control");
    } else {
      world.stop(room, "control");
    }
  }
  return "";
}

json room_to_json(const Room& room) {
  return {{"vendor", room.vendor},
          {"id", room.id},
          {"title", room.title},
          {"teacher", room.teacher},
          {"start", room.start_s},
          {"end", room.end_s},
          {"live", room.live},
          {"deleted", room.deleted},
          {"destroyed", room.destroyed},
          {"occupied_after_s", room.occupied_after_s},
          {"extra", room.extra},
          {"opened_ms", room.opened_ms},
          {"callback_url", room.callback_url}};
}

}  // namespace cloud
