#ifndef CLASSBELL_BOARD_CONFIG_H_
#define CLASSBELL_BOARD_CONFIG_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "board/face_config.h"
#include "core/terminal.h"
#include "core/timetable.h"
#include "core/view.h"
#include "core/zone.h"
#include "vendors/vendor.h"

// The one INI file, read and checked whole before anything runs.
namespace classbell::board {

inline constexpr std::string_view kConfigPath = "/etc/classbell/classbell.conf";

struct SourceConfig {
  const vendors::Vendor* vendor = nullptr;
  vendors::Account account;
  std::string ca_file;                 // A private authority, trusted besides the system's; may be empty.
  std::string manual_room;
  bool only_lends = false;  // Of the manual room: it is read for what it lends, and what is planned there is not ours.
  std::vector<TimetableRow> timetable;
};

struct Config {
  std::string room;
  std::string board = "sim";  // Whose board.ini gives the defaults of the face.
  Zone zone;                           // For what people read; each source has its own for what vendors write.
  Language language = Language::kChinese;
  std::string state_dir = "/var/lib/classbell";
  std::string socket = "/run/classbell/classbell.sock";

  Milliseconds open_before = 5 * kMinute;
  bool auto_start = true;
  bool auto_stop = true;
  Milliseconds extend_step = 5 * kMinute;
  Milliseconds extend_max = 30 * kMinute;
  Milliseconds manual_length = 60 * kMinute;

  std::vector<std::string> kiosk;      // argv; empty: no browser is opened
  std::string callbacks;               // ADDRESS:PORT where vendors post their events; empty: nowhere
  DisplayConfig display;
  LedsConfig leds;
  ButtonConfig button;
  std::vector<SourceConfig> sources;
  std::vector<Holiday> holidays;

  const SourceConfig* find(std::string_view source) const;
};

// BLOCKS on the disk: the file, what KEY_file names, the time zones. Errors are one line: "FILE:LINE: KEY: what is
// wrong, what is allowed". No error repeats a secret.
tl::expected<Config, std::string> load_config(const std::string& path);
// What can be had of one that load_config refuses: room, language, socket and panel, to say so there. BLOCKS likewise.
// nullopt: there is no such file, or [terminal] or [display] is itself what is wrong.
std::optional<Config> load_panel(const std::string& path);
// Reads and judges [terminal] alone, for its socket: who may use the socket need not be able to read the secrets.
tl::expected<std::string, std::string> load_socket(const std::string& path);

// What the core is told of it. `seed` spreads this terminal's polls apart from the others'.
TerminalSettings terminal_settings(const Config& config, std::uint64_t seed);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_CONFIG_H_
