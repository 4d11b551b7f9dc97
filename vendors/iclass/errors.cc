#include "vendors/iclass/errors.h"

#include <cstddef>

namespace classbell::vendors::iclass {
namespace {

constexpr ErrorRow kErrors[] = {
    {0, Remedy::kNone, "Success", "成功", "Nothing to do."},
};

static_assert(is_ascending(kErrors));

}  // namespace

Span<const ErrorRow> errors() { return kErrors; }

}  // namespace classbell::vendors::iclass
