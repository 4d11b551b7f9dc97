#ifndef CLASSBELL_PLATFORM_LINUX_LAUNCHER_H_
#define CLASSBELL_PLATFORM_LINUX_LAUNCHER_H_

#include <sys/types.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "platform/launcher.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// Splits `[kiosk] command` into arguments as a shell would: at blanks, with '...', "..." and \ to keep them; nothing
// else means anything. Errors: EINVAL nothing in it, or a quote that is not closed.
tl::expected<std::vector<std::string>, Error> split_command(std::string_view command);

// Whether `url` may be handed to a browser: http:// or https:// and a host, no control or other invisible characters,
// valid UTF-8, at most 4096 bytes.
bool is_openable(std::string_view url);

// Runs a program, found through PATH, with the URL in its arguments. No shell. The program stays in the foreground:
// when it ends, what it started is killed, and it is started again. It gets a session of its own, /dev/null as stdin,
// stderr as stdout, no other descriptor, default signals, no NOTIFY_SOCKET or credentials folder in its environment,
// and is killed with this process (what it started then is systemd's to kill: KillMode=control-group). An end that
// nobody asked for is a line in the log: its status, and how long it ran.
class ProcessLauncher final : public Launcher {
 public:
  struct Limits {
    Milliseconds kill_after = 3 * kSecond;
    Milliseconds restart_after = 1 * kSecond;
    Milliseconds restart_after_max = 30 * kSecond;
    Milliseconds steady_after = kMinute;  // Has run well for so long.
    int (*pidfd_open)(pid_t) = nullptr;   // nullptr: the kernel's. Where it fails, step() looks each 0.5 s.
  };

  // `command`: argv, as from split_command, with the URL for each "%u", or behind all arguments where there is none.
  // Errors: EINVAL an empty command; errno of epoll, out of descriptors.
  static tl::expected<std::unique_ptr<ProcessLauncher>, Error> make(std::vector<std::string> command, Limits limits);
  static tl::expected<std::unique_ptr<ProcessLauncher>, Error> make(std::vector<std::string> command) {
    return make(std::move(command), Limits());
  }
  ProcessLauncher(const ProcessLauncher&) = delete;
  ProcessLauncher& operator=(const ProcessLauncher&) = delete;

  // Closes what is open. BLOCKS until it is gone, up to kill_after.
  ~ProcessLauncher();

  tl::expected<void, Error> open(std::string_view url, Milliseconds mono) override;
  void close(Milliseconds mono) override;
  LaunchState state() const override { return state_; }
  std::optional<Error> fault() const override { return fault_; }
  int descriptor() const override { return epoll_.get(); }
  Milliseconds deadline() const override;
  void step(Milliseconds mono) override;

 private:
  using Kind = LaunchState::Kind;

  ProcessLauncher(std::vector<std::string> command, Limits limits);
  void start(Milliseconds mono);
  void watch(const Descriptor& descriptor) const;
  void forget(Descriptor& descriptor) const;
  void hear_of_exec();
  void look_for_exit(Milliseconds mono);
  void ended(Milliseconds mono);
  void terminate(Milliseconds mono);
  void close_group(Milliseconds mono);
  bool is_group_gone() const;
  void signal_group(int number) const;

  std::vector<std::string> command_;
  Limits limits_;
  Descriptor epoll_;
  std::string url_;  // What is to be open; empty: nothing.
  LaunchState state_;
  std::optional<Error> fault_;
  pid_t child_ = -1;  // The running program, not reaped yet; its group has the same number.
  pid_t group_ = -1;  // A group being closed.
  Descriptor pidfd_;
  Descriptor exec_;  // Tells errno if exec failed, closes if not.
  Milliseconds started_mono_ = 0;
  Milliseconds kill_mono_ = kNever;
  Milliseconds start_mono_ = kNever;  // When to start (again).
  Milliseconds look_mono_ = kNever;   // When to look without having been told.
  Milliseconds restart_ms_ = 0;
  int ends_ = 0;  // Unwanted, since it last ran well.
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_LAUNCHER_H_
