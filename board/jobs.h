#ifndef CLASSBELL_BOARD_JOBS_H_
#define CLASSBELL_BOARD_JOBS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/time.h"
#include "platform/loop.h"
#include "vendors/session.h"

namespace classbell::board {

// Carries the jobs of one session over the loop, each through as many exchanges as it takes.
class Jobs {
 public:
  struct Done {
    std::uint64_t job = 0;
    vendors::Finished finished;
  };

  Jobs(std::unique_ptr<vendors::Session> session, std::string ca_file, platform::Loop& loop)
      : session_(std::move(session)), ca_file_(std::move(ca_file)), loop_(loop) {}

  // Begins a job; returns its number. What is over at once comes with the next take_done().
  std::uint64_t start(vendors::Job job, const Now& now);
  // Hands in an exchange's end; false: it is none of this session's.
  bool on_reply(const platform::HttpDone& done, const Now& now);
  std::vector<Done> take_done() { return std::exchange(done_, {}); }

  bool has_done() const { return !done_.empty(); }

  vendors::Session& session() { return *session_; }
  const vendors::Session& session() const { return *session_; }

 private:
  struct Flight {
    std::uint64_t number;
    vendors::Job job;
    std::uint64_t exchange;  // 0: waits for another job's.
  };

  // Takes the flight at `i` a step on; false: it is over and gone.
  bool advance(std::size_t i, const Now& now);
  void resume_waiting(const Now& now);

  std::unique_ptr<vendors::Session> session_;
  std::string ca_file_;
  platform::Loop& loop_;
  std::vector<Flight> flights_;
  std::vector<Done> done_;
  std::uint64_t last_number_ = 0;
};

// For the command line: runs one job to its end. BLOCKS until it is over. `date_utc` becomes what the last reply's Date
// header told, if any did.
vendors::Finished run_job(Jobs& jobs, platform::Loop& loop, vendors::Job job, const Now& now,
                          std::optional<Milliseconds>& date_utc);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_JOBS_H_
