// Whether a scripted day went as it should: each room started once and on time, kept alive, stopped once.
#pragma once

#include <string>
#include <vector>

#include "audit.h"
#include "world.h"

namespace cloud {

struct Verdict {
  bool over = false;  // Every room is past its end, with some seconds to spare.
  bool good = true;
  std::vector<std::string> lines;  // One a room: what happened to it.
};

Verdict judge(World& world, const Audit& audit);

}  // namespace cloud
