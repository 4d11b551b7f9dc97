#ifndef CLASSBELL_PLATFORM_LINUX_EXEC_H_
#define CLASSBELL_PLATFORM_LINUX_EXEC_H_

#include <sys/types.h>

#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// Forks and executes `arguments`, whose first is looked for in PATH, under the conditions launcher.h promises. Does not
// wait for the exec: `exec_result` becomes readable when it is done, closed if it succeeded, with an int, its errno, if
// not. Returns the child, to be waited for by the caller. Errors: errno of pipe or fork; no process is left behind.
tl::expected<pid_t, Error> spawn(const std::vector<std::string>& arguments, Descriptor& exec_result);

// A descriptor, readable when the process `pid` has ended; -1 and errno on kernels before 5.3.
int open_pidfd(pid_t pid);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_EXEC_H_
