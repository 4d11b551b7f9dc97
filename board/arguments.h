#ifndef CLASSBELL_BOARD_ARGUMENTS_H_
#define CLASSBELL_BOARD_ARGUMENTS_H_

#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace classbell::board {

// What a script can go by; README.md says when each is returned.
enum ExitCode : int {
  kExitOk = 0,
  kExitRefused = 1,
  kExitUsage = 2,
  kExitConfig = 3,
  kExitNetwork = 4,
  kExitClock = 5
};

struct Arguments {
  std::string verb;
  std::vector<std::string> words;  // Behind the verb.
  std::string config;
  std::string day;
  std::string role;
  bool json = false;
  bool tsv = false;
  bool codes = false;
  bool qr = false;
  bool dry_run = false;
  bool all = false;
  bool force = false;
  bool help = false;
  bool version = false;
};

// Options may stand before or after the verb. The error is one line.
tl::expected<Arguments, std::string> parse_arguments(int argc, char** argv);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_ARGUMENTS_H_
