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

// The same under the names that the document's table has, where a parameter is known by others too.
Value named(const Endpoint& endpoint, Value parameters);

// As the document's table types them, for bodies that carry types (JSON, serialize(); a form does not): "5" becomes 5
// where a number is wanted, and the other way round; name[0]=.. or JSON text becomes a list where one is wanted, and a
// list JSON text where a string is.
Value typed(const Endpoint& endpoint, Value parameters);

// What is wrong with a call before it is sent: a missing, an unknown, or a bad parameter; one line that names it, what
// is allowed, and the document's section. nullopt: nothing.
std::optional<std::string> check(const Endpoint& endpoint, const Value& parameters);

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_PARAMETERS_H_
