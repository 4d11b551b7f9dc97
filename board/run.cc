#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <csignal>
#include <memory>
#include <optional>
#include <string>

#include "board/commands.h"
#include "board/config.h"
#include "board/face.h"
#include "board/parts.h"
#include "board/room.h"
#include "platform/linux/control_socket.h"
#include "platform/linux/http_listener.h"
#include "platform/linux/journal_file.h"
#include "platform/linux/launcher.h"
#include "platform/linux/netlink.h"
#include "platform/linux/sd_notify.h"
#include "platform/linux/signals.h"
#include "platform/linux/state_folder.h"
#include "platform/linux/loop.h"
#include "platform/linux/clock.h"
#include "platform/log.h"

namespace classbell::board {
namespace {

using platform::Level;
using platform::log_line;

constexpr std::size_t kScheduleBytesMax = 8U << 20U;

// Terminals of one school differ in where they keep their state, and in when they were switched on.
std::uint64_t seed_of(const Config& config) {
  std::uint64_t seed = static_cast<std::uint64_t>(::getpid());
  for (const char c : config.room + config.state_dir) seed = seed * 1099511628211U + static_cast<unsigned char>(c);
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return seed ^ static_cast<std::uint64_t>(now.tv_nsec);
}

// The disk, where there is one; where there is none the terminal goes on, and says so (E-DISK).
struct Disk {
  std::unique_ptr<platform::StateFolder> folder;
  std::unique_ptr<platform::JournalFile> journal;
  std::unique_ptr<platform::NoStore> none;

  platform::Store& store() {
    if (journal) return *journal;
    return *none;
  }
};

Disk open_disk(const std::string& path, std::optional<std::string>& taken) {
  Disk disk;
  auto folder = platform::StateFolder::open(path);
  if (!folder) {
    if (folder.error().code == EWOULDBLOCK) taken = folder.error().detail;
    disk.none = std::make_unique<platform::NoStore>(folder.error());
    return disk;
  }
  disk.folder = std::make_unique<platform::StateFolder>(std::move(*folder));
  auto journal = platform::JournalFile::open(*disk.folder, "journal");
  if (journal) disk.journal = std::move(*journal);
  else disk.none = std::make_unique<platform::NoStore>(journal.error());
  return disk;
}

Milliseconds saved_time(const Disk& disk) {
  if (!disk.folder) return 0;
  const auto text = disk.folder->read("time", 64);
  Milliseconds utc = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), utc);
  return utc;
}

void restore(Room& room, Disk& disk, const Config& config) {
  std::optional<std::string> journal;
  if (disk.journal && !disk.journal->damage()) journal = disk.journal->take_found();
  room.restore(journal);
  if (disk.journal && disk.journal->damage()) log_line(Level::kWarning, disk.journal->damage()->detail);
  if (!disk.folder) return;
  for (const SourceConfig& source : config.sources) {
    const std::string& name = source.account.name;
    const auto bytes = disk.folder->read(schedule_file(name), kScheduleBytesMax);
    if (bytes) room.restore_schedule(name, *bytes);
    else if (bytes.error().code != ENOENT) log_line(Level::kWarning, name + ": " + bytes.error().detail);
  }
}

tl::expected<Config, std::string> read_config(const std::string& path) {
  auto config = load_config(path);
  if (config && config->sources.empty())
    return tl::make_unexpected(path + ": there is no [source NAME] section; a terminal needs at least one");
  return config;
}

// A configuration that is refused is told on the panel as well, which keeps it when this process has ended; not on that
// of a terminal that runs.
void show_refusal(const std::string& path) {
  const auto config = load_panel(path);
  const auto open = config ? display_opener(*config) : nullptr;
  if (!open) return;
  const auto asked = platform::ask(config->socket, "status", 500);
  if (asked || (asked.error().code != ENOENT && asked.error().code != ECONNREFUSED)) return;
  const auto opened = open();
  if (!opened) return;
  View view;
  view.kind = ScreenKind::kFault;
  view.room = config->room;
  view.fault.code = FaultCode::kConfig;
  const bool can_show = opened->part->can_show(config->language);
  static_cast<void>(
      opened->part->present(screen(view, config->zone, can_show ? config->language : Language::kEnglish)));
}

// What the panel keeps when this process has ended, instead of a countdown that stands still.
Screen stopped(const std::string& room, Language language) {
  Screen screen;
  screen.kind = ScreenKind::kFault;
  screen.room = room;
  screen.heading = language == Language::kChinese ? "已停止" : "Stopped";
  screen.detail = language == Language::kChinese ? "ClassBell 未运行" : "ClassBell is off";
  return screen;
}

// The signal that asks the process to end; 0: none. With SIGHUP it ends to begin anew, but not into a configuration
// that it could not read.
int asked_to_end(platform::Signals& signals, const std::string& path) {
  while (const auto number = signals.next()) {
    if (*number == SIGTERM || *number == SIGINT) return *number;
    if (*number != SIGHUP) continue;
    const auto config = read_config(path);
    if (config) return SIGHUP;
    log_line(Level::kError, "SIGHUP: the lesson goes on by the configuration as it was; " + config.error());
  }
  return 0;
}

}  // namespace

int run(const Arguments& arguments) {
  if (!arguments.words.empty()) return fail(kExitUsage, "'run' takes nothing behind it");
  const auto config = read_config(arguments.config);
  if (!config) {
    show_refusal(arguments.config);
    return fail(kExitConfig, config.error());
  }
  auto manager = platform::SdNotify::from_environment();
  auto signals = platform::Signals::open();
  if (!signals) return fail(kExitConfig, signals.error().detail);
  auto loop = platform::HttpLoop::open(platform::HttpOptions());
  if (!loop) return fail(kExitConfig, loop.error());

  std::optional<std::string> taken;
  Disk disk = open_disk(config->state_dir, taken);
  if (taken) return fail(kExitConfig, *taken);
  auto clock = platform::SystemClock::open(saved_time(disk));
  if (!clock) return fail(kExitConfig, clock.error().detail);
  auto control = platform::ControlSocket::open(config->socket);
  if (!control) log_line(Level::kError, "control: " + control.error().detail);

  std::unique_ptr<platform::TcpHttpListener> callbacks;
  if (!config->callbacks.empty()) {
    auto opened = platform::TcpHttpListener::open(config->callbacks);
    if (opened) callbacks = std::move(*opened);
    else log_line(Level::kError, "callbacks: " + opened.error().detail);
  }

  auto link = platform::Netlink::open();
  if (!link) log_line(Level::kWarning, link.error().detail);

  std::unique_ptr<platform::ProcessLauncher> browser;
  if (!config->kiosk.empty()) {
    auto launcher = platform::ProcessLauncher::make(config->kiosk);
    if (launcher) browser = std::move(*launcher);
    else log_line(Level::kError, "E-BROWSER: " + launcher.error().detail);
  }
  Face face(face_parts(*config), **loop, clock->now().mono);

  (*loop)->watch(signals->descriptor(), POLLIN);
  (*loop)->watch(clock->descriptor(), POLLIN);
  if (disk.journal) (*loop)->watch(disk.journal->descriptor(), POLLIN);
  if (browser) (*loop)->watch(browser->descriptor(), POLLIN);
  if (control) (*loop)->watch((*control)->descriptor(), POLLIN);
  if (callbacks) (*loop)->watch(callbacks->descriptor(), POLLIN);
  if (link) (*loop)->watch(link->descriptor(), POLLIN);

  Room room(*config,
            {**loop, *clock, disk.store(), browser.get(), control ? control->get() : nullptr, &face, callbacks.get(),
             link ? &*link : nullptr},
            seed_of(*config));
  restore(room, disk, *config);
  log_line(Level::kInfo,
           "room '" + config->room + "' is up; clock " + std::string(platform::trust_name(clock->trust())));
  if (manager.descriptor() >= 0) (*loop)->watch(manager.descriptor(), POLLIN);
  manager.ready();
  int signal = 0;
  do {
    room.round();
    manager.step(room.makes_progress());
    if (room.is_ready(signals->descriptor())) signal = asked_to_end(*signals, arguments.config);
  } while (signal == 0);
  manager.stopping();
  room.shut_down();
  if (signal != SIGHUP) {
    const Language language = face.can_show(config->language) ? config->language : Language::kEnglish;
    face.show(stopped(config->room, language), clock->now().mono);
  }
  log_line(Level::kInfo, "ends");
  return kExitOk;
}

}  // namespace classbell::board
