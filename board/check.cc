// classbell check: what an installer wants to know before leaving the room

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include "board/commands.h"
#include "board/config.h"
#include "board/findings.h"
#include "board/once.h"
#include "board/status.h"
#include "platform/linux/control_socket.h"
#include "platform/linux/clock.h"
#include "platform/linux/launcher.h"
#include "platform/log.h"
#include "vendors/json.h"

namespace classbell::board {
namespace {

bool is_in_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return ::access(program.c_str(), X_OK) == 0;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "";
  while (!rest.empty()) {
    const std::size_t colon = rest.find(':');
    if (::access((std::string(rest.substr(0, colon)) + "/" + program).c_str(), X_OK) == 0) return true;
    if (colon == std::string_view::npos) break;
    rest.remove_prefix(colon + 1);
  }
  return false;
}

// Whether the browser would get a page: of a lesson that there is, or else of any in the source's first room.
void check_page(const SourceConfig& source, const Lesson* known, Once& once, Findings& findings) {
  const auto& rooms = source.account.rooms;
  const auto is_number = [](const std::string& room) { return room.find(':') == std::string::npos; };
  const auto room = std::find_if(rooms.begin(), rooms.end(), is_number);
  if (known == nullptr && room == rooms.end()) return;
  vendors::Job job;
  job.operation = Operation::kEntry;
  if (known != nullptr) job.lesson = *known;
  else job.lesson.room = *room;
  job.role = vendors::role_from(source.account.value("role")).value_or(vendors::Role::kTeacher);
  const vendors::Finished finished = once.run(std::move(job));
  const std::string what = "page " + source.account.name;
  if (finished.outcome.verdict != Verdict::kDone)
    return findings.bad(exit_code(finished.outcome), what, finished.detail);
  if (!finished.url.empty() && !platform::is_openable(finished.url.reveal()))
    return findings.bad(kExitConfig, what, "the vendor's URL is none that a browser opens");
  if (!finished.url.empty()) return findings.good(what, "there is a URL for the browser");
  if (!once.session().can().start)
    return findings.bad(kExitConfig, what, "no page for the browser, where only a page begins a class: entry_template");
  findings.doubtful(what, "no page for the browser: [source " + source.account.name + "] has no entry_template");
}

void check_source(const SourceConfig& source, bool has_browser, Findings& findings) {
  const std::string what = "source " + source.account.name;
  auto once = Once::open(source);
  if (!once) return findings.bad(kExitConfig, what, once.error());
  vendors::Job job;
  job.operation = Operation::kSchedule;
  job.from_utc = system_now().utc;
  const Milliseconds until_utc = job.to_utc = job.from_utc + kDay;
  const vendors::Finished finished = (*once)->run(std::move(job));
  if (finished.outcome.verdict == Verdict::kDone) {
    const auto& lessons = finished.lessons;
    const auto is_ours = [&](const Lesson& lesson) {
      return lesson.is_planned && lesson.key.start_utc < until_utc && is_of(source.account.rooms, lesson);
    };
    const auto ours = std::count_if(lessons.begin(), lessons.end(), is_ours);
    const std::size_t listed = std::max(finished.listed.value_or(0), lessons.size());
    findings.good(what, std::string(source.vendor->name) + " at " + source.account.base_url + " answers, " +
                            std::to_string(ours) + " lessons of this room within a day");
    if (ours == 0 && listed > 0 && !source.account.rooms.empty())
      findings.doubtful(
          what, "it lists " + std::to_string(listed) + ", none of which is held in one of 'rooms' within a day");
    const auto first = std::find_if(lessons.begin(), lessons.end(), is_ours);
    if (has_browser) check_page(source, first != lessons.end() ? &*first : nullptr, **once, findings);
    return;
  }
  std::string remedy;
  switch (finished.outcome.fault.code) {
    case FaultCode::kDns: remedy = "; the name is not found: check base_url and the network's DNS"; break;
    case FaultCode::kTls:
      remedy = "; the certificate is refused: check the clock, or name the school's authority with ca_file";
      break;
    case FaultCode::kNet: remedy = "; check the cable, the firewall and base_url"; break;
    case FaultCode::kNone:
    case FaultCode::kConfig:
    case FaultCode::kClock:
    case FaultCode::kDisk:
    case FaultCode::kAuth:
    case FaultCode::kVendor:
    case FaultCode::kBrowser:
    case FaultCode::kDevice: break;
  }
  findings.bad(exit_code(finished.outcome), what,
               std::string(fault_name(finished.outcome.fault.code)) + " " + finished.detail + remedy);
}

void check_clock(Findings& findings) {
  auto clock = platform::SystemClock::open(0);
  if (!clock) return findings.bad(kExitClock, "clock", clock.error().detail);
  const Now now = clock->now();
  const std::string text = utc_text(now.utc) + ", " + std::string(platform::trust_name(clock->trust()));
  if (now.trusted) return findings.good("clock", text);
  findings.bad(kExitClock, "clock",
               "E-CLK " + text +
                   ": nothing vouches for it; run systemd-timesyncd, chrony or an RTC. Until then the terminal relies "
                   "on its sources' Date headers, and acts by itself only while one agrees");
}

void check_medium(const std::string& path, Findings& findings) {
  struct statfs medium {};
  if (::statfs(path.c_str(), &medium) != 0) return;
  const auto type = static_cast<std::uint32_t>(medium.f_type);  // It is signed, and of 32 bits, on some.
  const bool is_overlay = type == OVERLAYFS_SUPER_MAGIC;
  if (type != TMPFS_MAGIC && type != RAMFS_MAGIC && !is_overlay) return;
  findings.doubtful("disk",
                    path + (is_overlay ? " is on an overlay; if that is" : " is") +
                        " in memory, a power cut forgets what was held and stopped: name a state_dir on a disk, and "
                        "let classbell.service write there (ReadWritePaths)");
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.find_last_of('/');
  return slash == std::string::npos ? "." : path.substr(0, std::max<std::size_t>(slash, 1));
}

// Where no terminal runs: it makes one folder, and no other above it.
void check_socket(const std::string& path, Findings& findings) {
  const std::string above = folder_of(folder_of(path));
  if (::access(above.c_str(), F_OK) == 0) return;
  findings.bad(kExitConfig, "socket",
               path + ": " + above + " is not there; without a socket status, start and stop find no terminal");
}

// Somebody listens there, whom nothing could be asked.
bool may_run(int code) {
  return code == EACCES || code == EPERM || code == ETIMEDOUT || code == EBUSY || code == ECONNRESET || code == EFBIG;
}

void check_browser(const std::vector<std::string>& kiosk, Findings& findings) {
  if (kiosk.empty()) return findings.good("browser", "none configured ([kiosk] command)");
  if (!is_in_path(kiosk[0])) {
    return findings.bad(kExitConfig, "browser",
                        "E-BROWSER '" + kiosk[0] + "' is not there; install it or mend [kiosk] command");
  }
  findings.good("browser", kiosk[0]);
  // What it runs itself stands behind its "--" (cage -- chromium), where others have arguments (xinit ... -- :0).
  const auto dashes = std::find(kiosk.begin(), kiosk.end(), "--");
  if (dashes == kiosk.end() || dashes + 1 == kiosk.end()) return;
  const std::string& word = dashes[1];
  if (std::isalpha(static_cast<unsigned char>(word[0])) != 0 && !is_in_path(word))
    findings.doubtful("browser",
                      "'" + word + "' is no program that is there; if " + kiosk[0] + " is to run it, install it");
}

// Looks, and changes nothing: the terminal makes the folder when it first runs, as the user it runs as.
void check_disk(const std::string& path, Findings& findings) {
  const auto bad = [&](const std::string& what) { findings.bad(kExitConfig, "disk", "E-DISK " + what); };
  const auto why = [] { return std::string(std::strerror(errno)); };
  struct stat about {};
  if (::stat(path.c_str(), &about) == 0) {
    if (!S_ISDIR(about.st_mode)) return bad(path + " is no folder; name another state_dir");
    if (::access(path.c_str(), R_OK | W_OK | X_OK) != 0)
      return bad(path + ": " + why() + "; chown it to the user that the terminal runs as");
    for (const std::string& file : {path + "/lock", path + "/journal"}) {
      struct stat inside {};
      if (::lstat(file.c_str(), &inside) == 0 && inside.st_uid != about.st_uid)
        return bad(file + " was written as another user; chown -R --reference=" + path + " " + path);
    }
    findings.good("disk", path);
    return check_medium(path, findings);
  }
  if (errno != ENOENT) return bad(path + ": " + why());
  std::string above = path;
  do above = folder_of(above);
  while (::access(above.c_str(), F_OK) != 0 && errno == ENOENT && above.size() > 1);
  if (::access(above.c_str(), W_OK | X_OK) != 0)
    return bad(path + " is not there and cannot be made in " + above + ": " + why() + "; make it, and chown it");
  findings.good("disk", path + ", which the terminal will make");
}

}  // namespace

void Findings::bad(ExitCode code, std::string_view what, std::string_view detail) {
  print("FAIL ", what, detail);
  worst_ = worse(worst_, code);
}

void Findings::print(std::string_view mark, std::string_view what, std::string_view detail) {
  const std::string line = std::string(mark) + std::string(what) + ": " + std::string(detail);
  std::printf("%s\n", platform::printable(platform::masked(line)).c_str());
}

int check(const Arguments& arguments) {
  if (!arguments.words.empty()) return fail(kExitUsage, "'check' takes nothing behind it");
  Findings findings;
  const auto config = load_config(arguments.config);
  if (!config) {
    findings.bad(kExitConfig, "config", config.error());
    return findings.worst();
  }
  if (config->sources.empty()) findings.bad(kExitConfig, "config", arguments.config + ": no [source NAME] section");
  else findings.good("config", arguments.config + ", " + std::to_string(config->sources.size()) + " sources");
  if (::geteuid() == 0 && config->board != "sim")
    findings.doubtful("user",
                      "root, who may read and write what the terminal's user may not: once that has run, "
                      "sudo -u classbell classbell check");
  check_clock(findings);
  for (const SourceConfig& source : config->sources) check_source(source, !config->kiosk.empty(), findings);
  const auto answer = platform::ask(config->socket, "status", 2000);
  if (!answer) check_socket(config->socket, findings);
  const auto status = vendors::parse_json(answer ? *answer : std::string());
  const vendors::Value* running = status ? status->find("devices") : nullptr;
  check_disk(config->state_dir, findings);
  check_browser(config->kiosk, findings);
  if (!answer && may_run(answer.error().code))
    findings.doubtful("devices", "not looked at beside a terminal that may have them: " + answer.error().detail);
  else check_devices(*config, running, findings);
  return findings.worst();
}

}  // namespace classbell::board
