#ifndef CLASSBELL_PLATFORM_LINUX_SD_NOTIFY_H_
#define CLASSBELL_PLATFORM_LINUX_SD_NOTIFY_H_

#include <string>
#include <string_view>

#include "core/time.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// The protocol of sd_notify(3), without libsystemd: the service manager that started this process learns that it is
// up, alive, and about to end. Where nobody asks for that (a shell, an init of another kind) every call does nothing.
// From the loop's thread; nothing blocks, and a manager that does not listen is no fault of the terminal's.
class SdNotify {
 public:
  // Reads NOTIFY_SOCKET, WATCHDOG_USEC and WATCHDOG_PID, and takes them out of the environment: they are not for the
  // browser.
  static SdNotify from_environment();

  void ready();     // READY=1: everything is open, the first round is about to begin. step() repeats it if need be.
  void stopping();  // STOPPING=1

  // Readable when the watchdog wants food: twice in each of its periods. -1: it wants none.
  int descriptor() const { return timer_.get(); }
  // Called in each round. Feeds the watchdog (WATCHDOG=1) once it is due and `is_well`; a watchdog that goes hungry for
  // a whole period has the process killed and started anew.
  void step(bool is_well);

 private:
  bool send(std::string_view state) const;  // False: the manager's queue is full.

  std::string address_;  // "/path" or "@abstract"; empty: nobody listens.
  Descriptor socket_;
  Descriptor timer_;
  bool is_ready_due_ = false;
  bool is_due_ = false;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_SD_NOTIFY_H_
