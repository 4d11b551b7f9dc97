#ifndef CLASSBELL_PLATFORM_ERROR_H_
#define CLASSBELL_PLATFORM_ERROR_H_

#include <cstring>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <utility>

// What the machine answers when it refuses. Errors are values: `tl::expected<T, platform::Error>`, of which only
// `if (!r)`, `*r` after that, and `r.error()` are used (`.value()` is undefined without exceptions).
namespace classbell::platform {

struct Error {
  int code = 0;        // errno, or 0 where no system call failed.
  std::string detail;  // One English line for the log or the command line: what, where, the remedy.
};

// The error of a failed system call: "WHAT: No such file or directory".
inline Error system_error(int code, std::string_view what) {
  return {code, std::string(what) + ": " + std::strerror(code)};
}

// What a function returns instead of a value.
inline tl::unexpected<Error> failed(int code, std::string detail) {
  return tl::make_unexpected(Error{code, std::move(detail)});
}

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_ERROR_H_
