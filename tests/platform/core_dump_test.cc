#include "platform/linux/core_dump.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace classbell::platform {
namespace {

// Goal: no file gets this process's memory. Method: a child forbids it, though its limit allows it, and dies of a
// signal that dumps core; the kernel says in the wait status whether it did.
TEST(CoreDump, NeitherTheLimitNorTheKernelAllowsOne) {
  const pid_t child = fork();
  if (child == 0) {
    rlimit limit{};
    getrlimit(RLIMIT_CORE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_CORE, &limit);
    forbid_core_dumps();
    getrlimit(RLIMIT_CORE, &limit);
    if (limit.rlim_max != 0 || prctl(PR_GET_DUMPABLE) != 0) _exit(1);
    signal(SIGQUIT, SIG_DFL);
    raise(SIGQUIT);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status)) << "exit code " << WEXITSTATUS(status);
  EXPECT_FALSE(WCOREDUMP(status));
}

}  // namespace
}  // namespace classbell::platform
