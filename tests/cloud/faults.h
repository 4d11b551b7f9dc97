#ifndef CLASSBELL_TESTS_CLOUD_FAULTS_H_
#define CLASSBELL_TESTS_CLOUD_FAULTS_H_

// Faults on request: which one meets a request, and how it is read from the control API.

#include <string>
#include <vector>

#include "world.h"

namespace cloud {

struct Fault {
  int64_t id = 0;
  std::string vendor, endpoint, room, kind;  // Empty vendor, endpoint, room: any.
  std::string call;                          // Only this call (start, stop, ...).
  int times = -1;                            // How often still; -1: without end.
  int hits = 0;
  int64_t from_ms = 0, until_ms = 0;         // 0: open.
  bool after_start = false, before_start = false;
  double from_after_start_s = 0, until_after_start_s = 0;  // Against the room's planned start.
  std::string carried_out;                   // "yes", "no" or "late" (after the delay).
  int status = 500;
  double seconds = 10, bytes_per_s = 1, megabytes = 10, offset_s = 0;
  int retry_after = -1, depth = 10000;
  bool chunked = false, short_length = false;
  std::string code;
};

class Faults {
 public:
  std::string add(const json& in, int64_t& id);  // "" or what is wrong.
  // The first that fits, counted down; `date` picks among the Date faults, else among the others.
  const Fault* match(bool date, const std::string& vendor, const std::string& endpoint, const std::string& call,
                     const Room* room, const std::string& room_id, bool is_schedule);
  json to_json() const;
  bool remove(int64_t id);
  void clear() { faults_.clear(); }

 private:
  std::vector<Fault> faults_;
  int64_t next_ = 0;
};

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_FAULTS_H_
