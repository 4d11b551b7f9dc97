#ifndef CLASSBELL_TESTS_CLOUD_VERDICT_H_
#define CLASSBELL_TESTS_CLOUD_VERDICT_H_

// Whether a scripted day went as it should: each room started once and on time, kept alive, stopped once. Where the
// teacher does that in the page: the page opened before T, the class seen live, watched to its end.

#include <memory>
#include <string>
#include <vector>

#include "audit.h"
#include "vendor.h"
#include "world.h"

namespace cloud {

struct Verdict {
  bool over = false;  // Every room is past its end, with some seconds to spare.
  bool good = true;
  std::vector<std::string> lines;  // One a room: what happened to it.
};

Verdict judge(World& world, const Audit& audit, const std::vector<std::unique_ptr<Vendor>>& vendors);

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_VERDICT_H_
