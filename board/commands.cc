#include "board/commands.h"

#include <cstdio>

#include "platform/log.h"

namespace classbell::board {

int fail(ExitCode code, std::string_view line) {
  std::fprintf(stderr, "classbell: %s\n", platform::printable(platform::masked(line)).c_str());
  return code;
}

}  // namespace classbell::board
