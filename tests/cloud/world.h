#ifndef CLASSBELL_TESTS_CLOUD_WORLD_H_
#define CLASSBELL_TESTS_CLOUD_WORLD_H_

// Everything the clouds remember: rooms, what happened to them, settings. Guarded by the server's one lock.

#include <cstdint>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace cloud {

using json = nlohmann::json;

int64_t now_ms();                    // UTC.
std::string iso_time(int64_t t_ms);  // 2026-01-02T03:04:05.678Z

struct Person {
  std::string id, name;
  int role = 2;  // The vendor's own number.
  int64_t enter_ms = 0, leave_ms = 0;
};

// One class, from an effective start to an effective stop.
struct Session {
  int64_t start_ms = 0, stop_ms = 0;
  std::string started_by, stopped_by;  // "client", "teacher" (in the opened page), "control" or "cloud".
};

struct Heartbeats {
  int64_t first_ms = 0, last_ms = 0, gap_min_ms = -1, gap_max_ms = -1;
  int count = 0;
  bool broken = false;  // The next one opens a new series: its gap counts for nothing.
};

struct Room {
  std::string vendor, id, title, teacher;
  int64_t start_s = 0, end_s = 0, end_first_s = 0;
  std::string chairman, assistant, patrol, student;  // Passwords; empty = none set.
  bool student_password = false;
  bool deleted = false, live = false, destroyed = false;
  int64_t created_ms = 0;
  double occupied_after_s = -1;  // < 0: the vendor's setting.
  int occupied_forced = -1;      // 0, 1 by the control API; -1: by who entered.
  std::vector<Person> people;
  std::vector<Session> sessions;
  std::map<std::string, Heartbeats> heartbeats;  // By account.
  json extra = json::object();                   // The vendor's own keys.
  // Where the class is begun by the teacher in the opened page (see World::teach).
  int64_t opened_ms = 0;                              // The page was first opened then.
  std::optional<double> teacher_starts_after_s = 1;   // After T; none: nobody ever presses start.
  std::optional<double> teacher_ends_after_s;         // After T; none: at the room's end, wherever that is by then.
  std::string callback_url;                           // iclass: where its events are posted.

  bool has_been_live() const { return !sessions.empty(); }
  int64_t start_ms() const { return start_s * 1000; }
  int64_t end_ms() const { return end_s * 1000; }
};

// What POST /_cloud/settings may change; the names are the keys there.
struct Settings {
  double token_lifetime_s = 7200;    // sxb.
  bool single_login = false;         // sxb: a login ends the account's earlier token.
  bool planned_times = true;         // sxb: begin_time, end_time before the class are the planned ones (else 0).
  double overrun_s = 600;            // cvclass: how long past its end a room stays open.
  double occupied_after_s = 0;       // cvclass: from the Entry page to counting as somebody.
  double entry_window_s = 600;       // cvclass: how far ts may be off.
  int page_size = 200;               // cvclass: where the document says 200.
  bool sample_keys = false;          // cvclass: keys with blanks as in the samples (" confuserpwd ").
  double heartbeat_gap_min_s = 2.5, heartbeat_gap_max_s = 3.5;
  double callback_interval_s = 60;   // iclass: between two tries of a callback.
  int callback_tries = 10;           // iclass: the first one included.
  double callback_expiry_s = 120;    // iclass: how long a callback's signature is good.
  std::string callback_url;          // iclass: for rooms without one of their own, and for transcoding.
  double convert_s = 1;              // iclass, weclassroom: how long converting courseware takes.
  double upload_interval_s = 30;     // weclassroom: courseware may be uploaded this often.
  double clock_offset_s = 0;         // The clouds' clock against the machine's (Date, ts, tokens).

  json to_json() const;
  std::string apply(const json& changes);  // "" or what is wrong. Applies nothing when wrong.
};

class World {
 public:
  Settings settings;

  Room* find(const std::string& vendor, const std::string& id);  // Deleted ones too.
  Room* find_open(const std::string& vendor, const std::string& id);
  std::vector<Room*> rooms(const std::string& vendor);  // "" = all; by start, then id; deleted ones too.
  Room& add(Room room);                                 // An id of its own when it has none.
  void remove(Room& room);                              // For good.
  void clear();
  int64_t cloud_now_ms() const;  // With clock_offset_s.

  bool start(Room& room, const std::string& by);  // false: was live.
  bool stop(Room& room, const std::string& by);   // false: was not live.
  void leave_all(Room& room);

  // For vendors whose class the teacher begins in the opened page: presses start and end wherever that is due.
  void open_page(Room& room, const std::string& who, int role);
  void teach(const std::string& vendor);

 private:
  std::map<std::pair<std::string, std::string>, Room> rooms_;
  int64_t next_id_ = 0;
};

// A room as the control API writes and reads it. `room` keeps what `in` does not name. "" or what is wrong.
std::string room_from_json(const json& in, Room& room, World& world);
json room_to_json(const Room& room);

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_WORLD_H_
