#include "vendors/iclass/errors.h"

#include <cstddef>

namespace classbell::vendors::iclass {
namespace {

constexpr ErrorRow kErrors[] = {
    {0, Remedy::kNone, "Success", "成功", "Nothing to do."},
};

constexpr bool ascending(Span<const ErrorRow> rows) {
  for (std::size_t i = 1; i < rows.size(); ++i) {
    if (rows[i - 1].code >= rows[i].code) return false;
  }
  return true;
}
static_assert(ascending(kErrors));

}  // namespace

Span<const ErrorRow> errors() { return kErrors; }

}  // namespace classbell::vendors::iclass
