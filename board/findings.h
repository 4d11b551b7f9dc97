#ifndef CLASSBELL_BOARD_FINDINGS_H_
#define CLASSBELL_BOARD_FINDINGS_H_

#include <string_view>

#include "board/arguments.h"
#include "board/config.h"
#include "vendors/value.h"

namespace classbell::board {

// What `classbell check` finds: a line each. What is doubtful may be meant so; only what is bad is in the exit code, of
// several that which is to be mended first (worse()).
class Findings {
 public:
  void good(std::string_view what, std::string_view detail) { print("ok   ", what, detail); }
  void doubtful(std::string_view what, std::string_view detail) { print("?    ", what, detail); }
  void bad(ExitCode code, std::string_view what, std::string_view detail);
  int worst() const { return worst_; }

 private:
  static void print(std::string_view mark, std::string_view what, std::string_view detail);
  ExitCode worst_ = kExitOk;
};

// Panel, LEDs and button. `running`: what this room's terminal, which holds them, says of each; nullptr: none runs, and
// they are opened.
void check_devices(const Config& config, const vendors::Value* running, Findings& findings);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_FINDINGS_H_
