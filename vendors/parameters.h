#ifndef CLASSBELL_VENDORS_PARAMETERS_H_
#define CLASSBELL_VENDORS_PARAMETERS_H_

#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "vendors/endpoint.h"
#include "vendors/value.h"

// The parameters of a call, as a person gives them.
namespace classbell::vendors {

// Sets `path` ("name", "a[0][b]") in the tree. The error says what is wrong with the path.
tl::expected<void, std::string> set_path(Value& tree, std::string_view path, Value value);

// Numbers that came as strings become numbers where the document wants one: a form does not care, JSON does.
Value typed(const Endpoint& endpoint, Value parameters);

// What is wrong with a call before it is sent: a missing, an unknown, or a bad parameter; one line that names it, what
// is allowed, and the document's section. nullopt: nothing.
std::optional<std::string> check(const Endpoint& endpoint, const Value& parameters);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_PARAMETERS_H_
