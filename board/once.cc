#include "board/once.h"

#include <csignal>
#include <ctime>

#include "platform/log.h"

namespace classbell::board {

Now system_now() {
  timespec real{};
  timespec mono{};
  clock_gettime(CLOCK_REALTIME, &real);
  clock_gettime(CLOCK_MONOTONIC, &mono);
  const auto ms = [](const timespec& t) { return static_cast<Milliseconds>(t.tv_sec) * kSecond + t.tv_nsec / 1000000; };
  return {ms(mono), ms(real), false};
}

tl::expected<std::unique_ptr<Once>, std::string> Once::open(const SourceConfig& source) {
  std::signal(SIGPIPE, SIG_IGN);
  auto loop = platform::Loop::open(platform::HttpOptions());
  if (!loop) return tl::unexpected(loop.error());
  return std::unique_ptr<Once>(new Once(source, std::move(*loop)));
}

Once::Once(const SourceConfig& source, std::unique_ptr<platform::Loop> loop)
    : loop_(std::move(loop)), jobs_(source.vendor->open(source.account), source.ca_file, *loop_) {
  for (const std::string& secret : session().secrets()) platform::log_secret(secret, platform::Keep::kForever);
}

vendors::Finished Once::run(vendors::Job job) {
  vendors::Finished finished = run_job(jobs_, *loop_, std::move(job), system_now());
  for (const std::string& secret : session().secrets()) platform::log_secret(secret, platform::Keep::kForever);
  return finished;
}

ExitCode exit_code(const Outcome& outcome) {
  switch (outcome.fault.code) {
    case FaultCode::kNone: return kExitOk;
    case FaultCode::kConfig: return kExitConfig;
    case FaultCode::kClock: return kExitClock;
    case FaultCode::kTls:
    case FaultCode::kDns:
    case FaultCode::kNet: return kExitNetwork;
    case FaultCode::kDisk:
    case FaultCode::kAuth:
    case FaultCode::kVendor:
    case FaultCode::kBrowser:
    case FaultCode::kDevice: return kExitRefused;
  }
  return kExitRefused;
}

}  // namespace classbell::board
