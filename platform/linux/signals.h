#ifndef CLASSBELL_PLATFORM_LINUX_SIGNALS_H_
#define CLASSBELL_PLATFORM_LINUX_SIGNALS_H_

#include <csignal>
#include <optional>
#include <tl/expected.hpp>

#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// SIGTERM, SIGINT, SIGHUP and SIGCHLD as something to read instead of something that interrupts; SIGPIPE is ignored.
// Made first thing in main: threads started before would still take the signals. The destructor gives the calling
// thread its former mask back.
class Signals {
 public:
  // Errors: none to be expected; errno of sigprocmask or signalfd.
  static tl::expected<Signals, Error> open();
  Signals(Signals&&) noexcept;
  Signals& operator=(Signals&&) = delete;
  ~Signals();

  // Readable when a signal waits.
  int descriptor() const { return descriptor_.get(); }

  // The number of the next signal that waits, if any. Does not block. Several SIGCHLD may come as one.
  std::optional<int> next();

 private:
  Signals() = default;
  Descriptor descriptor_;
  sigset_t former_{};
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_SIGNALS_H_
