#include "platform/linux/launcher.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "platform/linux/exec.h"
#include "platform/log.h"

namespace classbell::platform {
namespace {

constexpr Milliseconds kLookGroup = 100;  // Nothing tells when the last process of a group is gone.
constexpr Milliseconds kLookChild = 500;  // Without a pidfd.
constexpr std::size_t kUrlBytesMax = 4096;
constexpr int kEndsToSay = 3;

// The blank that ends an argument, outside of quotes.
bool is_blank(char c) { return c == ' ' || c == '\t'; }

std::vector<std::string> with_url(const std::vector<std::string>& command, const std::string& url) {
  std::vector<std::string> arguments = command;
  bool placed = false;
  for (std::string& argument : arguments) {
    for (std::size_t at = argument.find("%u"); at != std::string::npos; at = argument.find("%u", at + url.size())) {
      argument.replace(at, 2, url);
      placed = true;
    }
  }
  if (!placed) arguments.push_back(url);
  return arguments;
}

}  // namespace

tl::expected<std::vector<std::string>, Error> split_command(std::string_view command) {
  std::vector<std::string> arguments;
  bool inside = false;  // an argument, perhaps an empty one: ''
  char quote = '\0';
  for (std::size_t i = 0; i < command.size(); ++i) {
    const char c = command[i];
    if (quote == '\0' && is_blank(c)) {
      inside = false;
      continue;
    }
    if (!inside) arguments.emplace_back();
    inside = true;
    if (quote == '\0' && (c == '\'' || c == '"')) {
      quote = c;
    } else if (quote != '\0' && c == quote) {
      quote = '\0';
    } else if (c == '\\' && quote != '\'' && i + 1 < command.size()) {
      arguments.back() += command[++i];
    } else {
      arguments.back() += c;
    }
  }
  if (quote != '\0') return failed(EINVAL, std::string("a quote (") + quote + ") is not closed");
  if (arguments.empty() || arguments[0].empty()) return failed(EINVAL, "the command names no program");
  return arguments;
}

bool is_openable(std::string_view url) {
  if (url.size() > kUrlBytesMax || printable(url) != url) return false;
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (url.size() <= scheme.size()) continue;
    const bool same = std::equal(scheme.begin(), scheme.end(), url.begin(),
                                 [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
    const char host = url[scheme.size()];
    if (same) return host != '/' && host != '?' && host != '#' && host != ' ';
  }
  return false;
}

ProcessLauncher::ProcessLauncher(std::vector<std::string> command, Limits limits)
    : command_(std::move(command)), limits_(limits) {
  if (limits_.pidfd_open == nullptr) limits_.pidfd_open = open_pidfd;
}

tl::expected<std::unique_ptr<ProcessLauncher>, Error> ProcessLauncher::make(std::vector<std::string> command,
                                                                            Limits limits) {
  if (command.empty() || command[0].empty()) return failed(EINVAL, "the command names no program");
  std::unique_ptr<ProcessLauncher> launcher(new ProcessLauncher(std::move(command), limits));
  launcher->epoll_.reset(::epoll_create1(EPOLL_CLOEXEC));
  if (!launcher->epoll_) return tl::make_unexpected(system_error(errno, "epoll"));
  return launcher;
}

ProcessLauncher::~ProcessLauncher() {
  if (child_ > 0 && group_ < 0) terminate(0);
  constexpr timespec kNap{0, 10000000};  // 10 ms
  for (Milliseconds waited = 0; waited < limits_.kill_after && group_ > 0; waited += 10) {
    if (child_ > 0 && ::waitpid(child_, nullptr, WNOHANG) == child_) child_ = -1;
    if (child_ < 0 && is_group_gone()) group_ = -1;
    if (group_ > 0) ::nanosleep(&kNap, nullptr);
  }
  if (group_ > 0) signal_group(SIGKILL);
  if (child_ > 0) ::waitpid(child_, nullptr, 0);
}

tl::expected<void, Error> ProcessLauncher::open(std::string_view url, Milliseconds mono) {
  // Behind '?' stands what lets one in.
  const std::string_view shown = url.substr(0, std::min<std::size_t>(64, url.find('?')));
  if (!is_openable(url)) return failed(EINVAL, "not opened, no http(s) URL: " + printable(shown));
  if (url == url_) return {};
  url_ = url;
  fault_.reset();
  ends_ = 0;
  restart_ms_ = 0;
  start_mono_ = mono;
  if (child_ > 0 && group_ < 0) terminate(mono);
  step(mono);
  return {};
}

void ProcessLauncher::close(Milliseconds mono) {
  url_.clear();
  fault_.reset();
  start_mono_ = kNever;
  if (child_ > 0 && group_ < 0) terminate(mono);
  if (group_ < 0) state_ = {};
}

Milliseconds ProcessLauncher::deadline() const {
  Milliseconds first = std::min(kill_mono_, look_mono_);
  if (child_ < 0 && group_ < 0) first = std::min(first, start_mono_);
  if (state_.kind == Kind::kRunning && fault_) first = std::min(first, started_mono_ + limits_.steady_after);
  return first;
}

void ProcessLauncher::step(Milliseconds mono) {
  if (exec_) hear_of_exec();
  if (child_ > 0) look_for_exit(mono);
  if (group_ > 0) close_group(mono);
  if (child_ < 0 && group_ < 0 && start_mono_ <= mono) start(mono);
  if (state_.kind == Kind::kRunning && mono - started_mono_ >= limits_.steady_after) fault_.reset();
}

void ProcessLauncher::watch(const Descriptor& descriptor) const {
  epoll_event event{};
  event.events = EPOLLIN;
  if (descriptor) ::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor.get(), &event);
}

// Taken out by name: closing does not, while a child that has not come to exec yet holds a copy.
void ProcessLauncher::forget(Descriptor& descriptor) const {
  if (descriptor) ::epoll_ctl(epoll_.get(), EPOLL_CTL_DEL, descriptor.get(), nullptr);
  descriptor.reset();
}

void ProcessLauncher::start(Milliseconds mono) {
  start_mono_ = kNever;
  started_mono_ = mono;
  const auto spawned = spawn(with_url(command_, url_), exec_);
  if (!spawned) {
    state_ = {Kind::kFailed, spawned.error().code};
    return ended(mono);
  }
  child_ = *spawned;
  state_ = {Kind::kStarting, 0};
  pidfd_.reset(limits_.pidfd_open(child_));
  if (!pidfd_) look_mono_ = mono + kLookChild;
  watch(pidfd_);
  watch(exec_);
}

// The pipe closes when exec succeeds, and brings errno when not.
void ProcessLauncher::hear_of_exec() {
  int code = 0;
  const ssize_t got = ::read(exec_.get(), &code, sizeof code);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  state_ = got == static_cast<ssize_t>(sizeof code) ? LaunchState{Kind::kFailed, code} : LaunchState{Kind::kRunning, 0};
  forget(exec_);
}

void ProcessLauncher::look_for_exit(Milliseconds mono) {
  siginfo_t info{};
  // WNOWAIT: as long as it is not reaped, nobody else gets its number, and so its group's.
  const int result = ::waitid(P_PID, static_cast<id_t>(child_), &info, WEXITED | WNOHANG | WNOWAIT);
  if (result == 0 && info.si_pid == 0) {
    if (!pidfd_) look_mono_ = mono + kLookChild;
    return;
  }
  if (group_ < 0) signal_group(SIGKILL);  // What a crashed browser left behind would hold its profile's lock.
  ::waitpid(child_, nullptr, WNOHANG);
  child_ = -1;
  look_mono_ = kNever;
  forget(pidfd_);
  forget(exec_);
  if (state_.kind != Kind::kFailed) {
    state_ = {Kind::kExited, info.si_code == CLD_EXITED ? info.si_status : 128 + info.si_status};
  }
  if (group_ < 0) ended(mono);
}

// Nobody asked for this end: try again, ever more slowly, and say so if it goes on.
void ProcessLauncher::ended(Milliseconds mono) {
  const Milliseconds ran_ms = mono - started_mono_;
  if (ran_ms >= limits_.steady_after) {
    restart_ms_ = 0;
    ends_ = 0;
  }
  ++ends_;
  restart_ms_ = restart_ms_ == 0 ? limits_.restart_after : std::min(2 * restart_ms_, limits_.restart_after_max);
  start_mono_ = mono + restart_ms_;
  if (state_.kind == Kind::kFailed) {
    fault_ = system_error(state_.value, command_[0]);
    return;
  }
  const std::string status = "with status " + std::to_string(state_.value);
  log_line(Level::kWarning,
           "browser: " + command_[0] + " ended " + status + " after " + std::to_string(ran_ms / kSecond) + " s");
  if (ends_ < kEndsToSay) return;
  fault_ = Error{0, command_[0] + " ended " + std::to_string(ends_) + " times in a row, the last time " + status};
}

void ProcessLauncher::terminate(Milliseconds mono) {
  group_ = child_;
  kill_mono_ = mono + limits_.kill_after;
  signal_group(SIGTERM);
}

// To all of the group, or to the one process that has not come to make its group yet.
void ProcessLauncher::signal_group(int number) const {
  const pid_t group = group_ > 0 ? group_ : child_;
  if (::kill(-group, number) != 0 && child_ > 0) ::kill(child_, number);
}

// The number could be another group's by now only if tens of thousands of processes were made since the last look.
bool ProcessLauncher::is_group_gone() const { return ::kill(-group_, 0) != 0 && errno == ESRCH; }

void ProcessLauncher::close_group(Milliseconds mono) {
  bool gone = child_ < 0 && is_group_gone();
  if (!gone && mono >= kill_mono_) {
    signal_group(SIGKILL);
    gone = child_ < 0;  // Nobody survives that; only the program itself is ours to wait for.
    kill_mono_ = mono + limits_.kill_after;
  }
  if (!gone) {
    if (child_ < 0) look_mono_ = mono + kLookGroup;
    return;
  }
  group_ = -1;
  kill_mono_ = look_mono_ = kNever;
  state_ = {};
}

}  // namespace classbell::platform
