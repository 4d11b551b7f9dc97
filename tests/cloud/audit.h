#ifndef CLASSBELL_TESTS_CLOUD_AUDIT_H_
#define CLASSBELL_TESTS_CLOUD_AUDIT_H_

// What was asked, when, and what was wrong with it. Holds no secret: neither tokens, passwords nor bodies.

#include <cstdint>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "world.h"

namespace cloud {

struct Violation {
  std::string kind, detail;
};

struct Entry {
  int64_t seq = 0, t_ms = 0, answered_ms = 0;
  std::string vendor, endpoint, method, room, call;  // `call`: start, stop, extend, heartbeat, status or "".
  std::string account;                               // sxb: whose token.
  json params = json::object();                      // A few harmless ones.
  std::string code;                                  // The vendor's answer code; "" while none.
  int http = 0;
  std::string effective;                             // start, stop, extend, enter, create, ... or "".
  std::string fault, outcome = "pending";            // pending, answered, gone (client left), dropped.
  bool https = false, trusted = true;                // trusted: the answer told the client what happened.
  std::vector<Violation> violations;

  void blame(const std::string& kind, const std::string& detail = "") { violations.push_back({kind, detail}); }
};

bool succeeded(const Entry& entry);  // The vendor's own word for success.

class Audit {
 public:
  bool open_log(const std::string& path);
  int64_t open(Entry entry, World& world);  // Numbers it; checks what can be seen before the call is carried out.
  Entry* find(int64_t seq);  // nullptr: the audit was cleared meanwhile.
  Entry& at(int64_t seq) { return *find(seq); }
  void close(int64_t seq, const std::string& outcome);
  const std::vector<Entry>& entries() const { return entries_; }
  void clear();

 private:
  using Key = std::string;  // vendor, room and call.
  void check_order(Entry& entry);
  void check_heartbeat(Entry& entry, World& world);

  std::vector<Entry> entries_;
  int64_t first_ = 1;
  std::map<Key, std::set<int64_t>> open_calls_;
  std::map<Key, bool> unknown_;  // The outcome of the last one is unknown to the client, and it has not looked since.
  std::ofstream log_;
};

json entry_to_json(const Entry& entry);
json report(World& world, const Audit& audit, const std::string& vendor, const std::string& room);

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_AUDIT_H_
