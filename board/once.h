#ifndef CLASSBELL_BOARD_ONCE_H_
#define CLASSBELL_BOARD_ONCE_H_

#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "board/arguments.h"
#include "board/config.h"
#include "board/jobs.h"
#include "platform/linux/loop.h"

// What a command needs that speaks with a vendor once and is gone.
namespace classbell::board {

Now system_now();  // The clock as it is; `trusted` is false: nothing here acts by itself.

class Once {
 public:
  // Starts the loop and opens the source's session; its secrets are masked from now on.
  static tl::expected<std::unique_ptr<Once>, std::string> open(const SourceConfig& source);

  vendors::Session& session() { return jobs_.session(); }
  // Carries a job out. BLOCKS until it is over.
  // A refusal that a wrong clock explains comes as E-CLK: see blame_clock().
  vendors::Finished run(vendors::Job job);

 private:
  Once(const SourceConfig& source, std::unique_ptr<platform::HttpLoop> loop);

  const vendors::Vendor& vendor_;
  std::unique_ptr<platform::HttpLoop> loop_;
  Jobs jobs_;
};

// Signatures hold the time, and the vendors' shortest window is 10 min: where a vendor that did not accept one told in
// its Date header that this clock (`now_utc`) is off by as much, the clock is the fault, and `finished` says by how
// much and what to do.
void blame_clock(const vendors::Vendor& vendor, std::optional<Milliseconds> date_utc, Milliseconds now_utc,
                 vendors::Finished& finished);

// The exit code of a finished job, by who refused it.
ExitCode exit_code(const Outcome& outcome);
// Of two, the one to be mended first, for it explains what stands behind it: without a configuration nothing can be
// looked at, a wrong clock spoils certificates and signatures, and without a network no vendor answers.
ExitCode worse(ExitCode a, ExitCode b);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_ONCE_H_
