#ifndef CLASSBELL_TESTS_SIMULATION_TRACE_H_
#define CLASSBELL_TESTS_SIMULATION_TRACE_H_

#include <cstdint>
#include <deque>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace classbell::simulation {

// What happened, line by line: hashed always, kept in part, printed on demand. One seed and one commit give one hash.
class Trace {
 public:
  Trace(bool prints) : prints_(prints) {}

  void line(Milliseconds utc, std::initializer_list<std::string_view> parts);
  void line(Milliseconds utc, std::string_view text) { line(utc, {text}); }
  std::uint64_t hash() const { return hash_; }
  std::uint64_t lines() const { return lines_; }

  // A promise was broken. The first one is kept, and ends the run.
  void fail(Milliseconds utc, std::string_view rule, std::string_view text);
  bool has_failed() const { return !rule_.empty(); }
  const std::string& rule() const { return rule_; }
  const std::string& failure() const { return failure_; }
  const std::deque<std::string>& last() const { return last_; }

  // What must be in no line of the log and on no screen.
  std::vector<std::string> secrets;
  bool holds_secret(std::string_view text) const;

 private:
  bool prints_;
  std::uint64_t hash_ = 14695981039346656037U;
  std::uint64_t lines_ = 0;
  std::string rule_;
  std::string failure_;
  std::deque<std::string> last_;
};

// Where log_line() goes: platform/log.h is linked to the simulation's own. `trace` outlives what logs.
void sink_log(Trace* trace, Milliseconds (*utc)());

std::string time_text(Milliseconds utc);  // "03-02 08:00:00.000", Shanghai's

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_TRACE_H_
