#include "board/once.h"

#include <csignal>
#include <ctime>

#include "platform/linux/clock.h"
#include "platform/log.h"

namespace classbell::board {
namespace {

int rank(ExitCode code) {
  switch (code) {
    case kExitOk: return 0;
    case kExitRefused: return 1;
    case kExitNetwork: return 2;
    case kExitClock: return 3;
    case kExitConfig:
    case kExitUsage: return 4;
  }
  return 4;
}

}  // namespace

ExitCode worse(ExitCode a, ExitCode b) { return rank(b) > rank(a) ? b : a; }

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
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  if (!loop) return tl::unexpected(loop.error());
  return std::unique_ptr<Once>(new Once(source, std::move(*loop)));
}

Once::Once(const SourceConfig& source, std::unique_ptr<platform::HttpLoop> loop)
    : vendor_(*source.vendor),
      loop_(std::move(loop)),
      jobs_(source.vendor->open(source.account), source.ca_file, *loop_) {
  for (const Secret& secret : session().secrets()) platform::log_secret(secret.reveal(), platform::Keep::kForever);
}

vendors::Finished Once::run(vendors::Job job) {
  std::optional<Milliseconds> date_utc;
  vendors::Finished finished = run_job(jobs_, *loop_, std::move(job), system_now(), date_utc);
  blame_clock(vendor_, date_utc, system_now().utc, finished);
  for (const Secret& secret : session().secrets()) platform::log_secret(secret.reveal(), platform::Keep::kForever);
  return finished;
}

void blame_clock(const vendors::Vendor& vendor, std::optional<Milliseconds> date_utc, Milliseconds now_utc,
                 vendors::Finished& finished) {
  Fault& fault = finished.outcome.fault;
  // A code that the vendor's document does not explain (iclass explains none) may be a signature's; below 1000 it is
  // an HTTP status.
  const bool is_unexplained = fault.code == FaultCode::kVendor && finished.outcome.verdict == Verdict::kRefused &&
                              fault.vendor_code >= 1000 && vendor.error(fault.vendor_code) == nullptr;
  if (!date_utc || (fault.code != FaultCode::kAuth && !is_unexplained)) return;
  const Milliseconds ahead = now_utc - *date_utc;
  const Milliseconds off = ahead < 0 ? -ahead : ahead;
  if (off < platform::kDisagrees) return;
  fault = {FaultCode::kClock, 0};
  finished.detail = "this machine's clock is " + std::to_string(off / kMinute) + " min " +
                    (ahead < 0 ? "behind" : "ahead of") + " the vendor's, which spoils every signature: set it (" +
                    "systemd-timesyncd, chrony, or date -s); the vendor said: " + finished.detail;
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
