#include "platform/linux/exec.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string_view>
#include <utility>

#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif

namespace classbell::platform {
namespace {

constexpr unsigned kCloseRangeCloexec = 4;  // CLOSE_RANGE_CLOEXEC, of Linux 5.11

// All that the child needs, made before the fork: behind it, in a process that had threads, no memory is to be had.
struct Plan {
  std::vector<std::string> programs;  // Where the program may be, in PATH's order.
  std::vector<char*> arguments;
  std::vector<char*> environment;
};

std::vector<std::string> programs_of(const std::string& name) {
  if (name.find('/') != std::string::npos) return {name};
  const char* variable = std::getenv("PATH");
  const std::string_view path = variable != nullptr ? variable : "/usr/local/bin:/usr/bin:/bin";
  std::vector<std::string> programs;
  for (std::size_t at = 0; at <= path.size();) {
    const std::size_t end = std::min(path.find(':', at), path.size());
    if (end > at) programs.push_back(std::string(path.substr(at, end - at)) + "/" + name);
    at = end + 1;
  }
  return programs;
}

// What is for us alone. Who holds NOTIFY_SOCKET may feed our watchdog.
bool is_ours(std::string_view variable) {
  for (const std::string_view name : {"NOTIFY_SOCKET=", "WATCHDOG_PID=", "WATCHDOG_USEC=", "CREDENTIALS_DIRECTORY=",
                                      "LISTEN_FDS=", "LISTEN_PID=", "LISTEN_FDNAMES=", "RES_OPTIONS="}) {
    if (variable.substr(0, name.size()) == name) return true;
  }
  return false;
}

Plan make_plan(const std::vector<std::string>& arguments) {
  Plan plan;
  plan.programs = programs_of(arguments[0]);
  for (const std::string& argument : arguments) plan.arguments.push_back(const_cast<char*>(argument.c_str()));
  plan.arguments.push_back(nullptr);
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    if (!is_ours(*variable)) plan.environment.push_back(*variable);
  }
  plan.environment.push_back(nullptr);
  return plan;
}

void reset_signals() {
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) ::sigaction(number, &normal, nullptr);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Ours are all O_CLOEXEC; a library's may not be.
void close_others_on_exec() {
  if (::syscall(SYS_close_range, 3U, ~0U, kCloseRangeCloexec) == 0) return;
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const int end = limit.rlim_cur < 65536 ? static_cast<int>(limit.rlim_cur) : 65536;
  for (int fd = 3; fd < end; ++fd) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

// The child. Only calls that are safe behind a fork.
[[noreturn]] void become(const Plan& plan, pid_t parent, int null, int result) {
  ::setsid();
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(127);  // It died before prctl.
  ::dup2(null, STDIN_FILENO);
  ::fcntl(STDIN_FILENO, F_SETFD, 0);  // dup2 leaves it alone where `null` is 0.
  ::dup2(null, STDOUT_FILENO);
  ::dup2(null, STDERR_FILENO);
  close_others_on_exec();
  reset_signals();
  int code = ENOENT;
  for (const std::string& program : plan.programs) {
    ::execve(program.c_str(), plan.arguments.data(), plan.environment.data());
    if (errno == ENOENT || errno == ENOTDIR) continue;
    code = errno;
    if (code != EACCES) break;
  }
  if (::write(result, &code, sizeof code) < 0) ::_exit(126);
  ::_exit(127);
}

}  // namespace

int open_pidfd(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)); }

tl::expected<pid_t, Error> spawn(const std::vector<std::string>& arguments, Descriptor& exec_result) {
  const Plan plan = make_plan(arguments);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return tl::make_unexpected(system_error(errno, "pipe"));
  Descriptor reader(ends[0]);
  const Descriptor writer(ends[1]);
  const Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return tl::make_unexpected(system_error(errno, "/dev/null"));
  // A child before its exec must not take a signal in the parent's stead.
  sigset_t all;
  sigset_t former;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &former);
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) become(plan, parent, null.get(), writer.get());
  const int code = errno;
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
  if (child < 0) return tl::make_unexpected(system_error(code, "fork"));
  exec_result = std::move(reader);
  return child;
}

}  // namespace classbell::platform
