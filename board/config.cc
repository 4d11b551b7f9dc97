#include "board/config.h"

#include <algorithm>
#include <ctime>
#include <iterator>
#include <optional>

#include "board/boards.h"
#include "board/config_reader.h"
#include "board/holiday_text.h"
#include "board/timetable_text.h"
#include "platform/linux/http_listener.h"
#include "platform/linux/launcher.h"
#include "platform/linux/zone.h"
#include "platform/log.h"

namespace classbell::board {
namespace {

using platform::IniEntry;
using platform::IniSection;
using platform::trimmed;

constexpr std::string_view kSourcePrefix = "source ";
// Besides those of the sources.
constexpr std::string_view kSections[] = {"terminal", "lesson", "kiosk",  "timetable", "holidays",
                                          "display",  "leds",   "button", "callbacks"};

bool is_source(std::string_view section) { return section.substr(0, kSourcePrefix.size()) == kSourcePrefix; }

void take_zone(Section& section, std::string_view key, const std::string& fallback, Zone& zone) {
  const std::string name = section.text(key, fallback);
  const auto loaded = platform::load_zone(name, static_cast<Milliseconds>(std::time(nullptr)) * kSecond);
  if (loaded) zone = *loaded;
  else section.fail(key, loaded.error().detail);
}

void take_terminal(Section& section, Config& config, std::string& zone_name) {
  config.room = section.text("room", "");
  std::vector<std::string_view> names;
  for (const Board& board : boards()) names.push_back(board.name);
  config.board = section.choice("board", config.board, names);
  zone_name = section.text("timezone", "Asia/Shanghai");
  take_zone(section, "timezone", zone_name, config.zone);
  config.language = section.choice("language", "zh", {"zh", "en"}) == "zh" ? Language::kChinese : Language::kEnglish;
  for (const auto& [key, path] : {std::pair("state_dir", &config.state_dir), std::pair("socket", &config.socket)}) {
    *path = section.text(key, *path);
    if (path->empty()) section.fail(key, "must be a path");
  }
}

void take_lesson(Section& section, Config& config) {
  config.open_before = section.duration("open_before", config.open_before, 0, kHour);
  config.auto_start = section.yes_no("auto_start", true);
  config.auto_stop = section.yes_no("auto_stop", true);
  config.extend_step = section.duration("extend_step", config.extend_step, kSecond, kHour);
  config.extend_max = section.duration("extend_max", config.extend_max, 0, 4 * kHour);
  config.manual_length = section.duration("manual_length", config.manual_length, kMinute, 12 * kHour);
}

void take_kiosk(Section& section, Config& config) {
  const std::string command = section.text("command", "");
  if (command.empty()) return;
  const auto argv = platform::split_command(command);
  if (argv) config.kiosk = *argv;
  else section.fail("command", argv.error().detail);
}

void take_callbacks(Section& section, Config& config) {
  config.callbacks = section.text("listen", "");
  if (config.callbacks.empty()) return;
  const bool is_any_port = config.callbacks.substr(config.callbacks.rfind(':') + 1) == "0";
  if (is_any_port || !platform::is_listen_address(config.callbacks))
    section.fail("listen", "must be ADDRESS:PORT, for example 0.0.0.0:8080 or [::]:8080");
}

// A setting of the vendor's; a secret also as NAME_file.
void take_setting(Section& section, const vendors::Setting& setting, vendors::Account& account) {
  std::string value = section.text(setting.name, setting.fallback);
  const std::string file_key = std::string(setting.name) + "_file";
  const std::string path = setting.secret ? section.text(file_key, "") : "";
  if (!path.empty()) {
    if (!value.empty())
      return section.fail(file_key, "give either '" + std::string(setting.name) + "' or this, not both");
    const auto content = read_secret_file(path);
    if (!content) return section.fail(file_key, content.error());
    value = trimmed(*content);
    if (value.empty()) return section.fail(file_key, "the file is empty");
  }
  if (value.empty() && setting.required) {
    const std::string also = setting.secret ? " (or '" + file_key + "')" : "";
    return section.missing(setting.name, also, setting.meaning);
  }
  const std::string problem = objection(setting, value);
  if (!problem.empty()) return section.fail(setting.name, problem);
  account.set(setting, std::move(value));
}

// The room of a lesson without its plan is read besides those that the account names; one that names none has them all.
// Whether it was added.
bool add_room(vendors::Account& account, const std::string& room) {
  auto& rooms = account.rooms;
  if (rooms.empty() || std::find(rooms.begin(), rooms.end(), room) != rooms.end()) return false;
  rooms.push_back(room);
  return true;
}

void take_source(Section& section, const std::string& zone_name, Config& config) {
  SourceConfig source;
  vendors::Account& account = source.account;
  account.name = trimmed(std::string_view(section.name()).substr(kSourcePrefix.size()));
  std::vector<std::string_view> names;
  for (const vendors::Vendor& vendor : vendors::registry()) names.push_back(vendor.name);
  const std::string vendor = section.choice("vendor", "", names);
  source.vendor = vendors::find_vendor(vendor);
  if (source.vendor == nullptr) return section.missing("vendor", "", "whose API this account is at");
  if (account.name.empty() || account.name.size() > kSourceNameBytes ||
      account.name.find_first_of(" \t/") != std::string::npos) {
    return section.fail("vendor", "the section is [source NAME]: a name of 1 to 32 bytes without blanks or '/'");
  }
  if (config.find(account.name) != nullptr)
    return section.fail("vendor", "there are two sections [source " + account.name + "]");
  account.base_url = section.url("base_url", source.vendor->base_url);
  if (account.base_url.empty()) return section.missing("base_url", "", "what stands before the document's own path");
  const auto page = [&](std::string_view key) {
    std::string url = section.text(key, "");
    if (!url.empty() && !platform::is_openable(url))
      section.fail(key, "must be http://HOST or https://HOST, with %r, %g or %l behind it");
    return url;
  };
  account.entry_template = page("entry_template");
  account.student_template = page("student_template");
  account.rooms = section.list("rooms");
  if (account.rooms.size() > kRoomsMax) section.fail("rooms", "at most " + std::to_string(kRoomsMax));
  account.manual_length_ms = config.manual_length;
  take_zone(section, "timezone", zone_name, account.zone);
  source.ca_file = section.readable_file("ca_file");
  source.manual_room = section.text("manual_room", "");
  source.only_lends = !source.manual_room.empty() && add_room(account, source.manual_room);
  for (const vendors::Setting& setting : source.vendor->settings) take_setting(section, setting, account);
  // A terminal that enters as a student itself: its page is the students'.
  if (account.value("role") == role_name(vendors::Role::kStudent) && account.student_template.empty())
    account.student_template = account.entry_template;
  config.sources.push_back(std::move(source));
}

void take_timetable(Section& section, Config& config) {
  for (const IniEntry& entry : section.take_all()) {
    auto row = parse_timetable_row(entry.key, entry.value);
    if (!row) return section.fail(entry.key, row.error());
    const auto source = std::find_if(config.sources.begin(), config.sources.end(),
                                     [&](const SourceConfig& s) { return s.account.name == row->source; });
    if (source == config.sources.end()) return section.fail(entry.key, "no [source " + row->source + "]");
    if (source->timetable.size() == kTimetableMax)
      return section.fail(entry.key, "at most " + std::to_string(kTimetableMax) + " rows");
    source->timetable.push_back(row->row);
    add_room(source->account, std::string(row->row.room.view()));
    if (row->row.room == source->manual_room) source->only_lends = false;
  }
}

void take_holidays(Section& section, Config& config) {
  for (const IniEntry& entry : section.take_all()) {
    const auto holiday = parse_holiday(entry.value, config.zone);
    if (!holiday) return section.fail(entry.key, holiday.error());
    if (config.holidays.size() == kHolidaysMax)
      return section.fail(entry.key, "at most " + std::to_string(kHolidaysMax) + " rows");
    config.holidays.push_back(*holiday);
  }
}

// A board's file, as it was built in.
struct BoardFile {
  std::string file;
  std::vector<IniSection> sections;
};

tl::expected<BoardFile, std::string> read_board(std::string_view name) {
  for (const Board& board : boards()) {
    if (board.name != name) continue;
    BoardFile read;
    read.file = "board/" + std::string(name) + "/board.ini";
    auto sections = platform::parse_ini(read.file, board.ini);
    if (!sections) return tl::unexpected(sections.error().detail);
    read.sections = std::move(*sections);
    return read;
  }
  return tl::unexpected("no board '" + std::string(name) + "'");
}

const IniSection* section_of(const std::vector<IniSection>& sections, std::string_view name) {
  for (const IniSection& section : sections) {
    if (section.name == name) return &section;
  }
  return nullptr;
}

// [terminal]; where the file has none, all its defaults.
std::optional<std::string> read_terminal(const std::string& path, const std::vector<IniSection>& sections,
                                         Config& config, std::string& zone_name) {
  const IniSection none{"terminal", 0, {}};
  const IniSection* mine = section_of(sections, "terminal");
  Section section(path, mine != nullptr ? *mine : none);
  take_terminal(section, config, zone_name);
  return section.finish();
}

// A wall's board has a console only where that is its panel.
void take_wired_leds(Section& section, LedsConfig& leds) {
  take_leds(section, leds);
  if (leds.output == LedsConfig::Output::kConsole)
    section.fail("output", "console needs [display] panel = console; LEDs on wires are gpio or sysfs");
}

void take_wired_button(Section& section, ButtonConfig& button) {
  take_button(section, button);
  if (button.input == ButtonConfig::Input::kKeyboard)
    section.fail("input", "keyboard is the space bar of [display] panel = console; a button on USB is evdev");
}

// [display], [leds] or [button]: what the file says goes before what its board does.
template <class Part>
std::optional<std::string> read_part(const std::string& path, const std::vector<IniSection>& sections,
                                     const BoardFile& board, std::string_view name, void (*take)(Section&, Part&),
                                     Part& part) {
  const IniSection none{std::string(name), 0, {}};
  const IniSection* mine = section_of(sections, name);
  Section section(path, mine != nullptr ? *mine : none, board.file, section_of(board.sections, name));
  take(section, part);
  return section.finish();
}

// The first section that is none of kSections, nor of a source.
std::optional<std::string> unknown_section(const std::string& path, const std::vector<IniSection>& sections) {
  for (const IniSection& ini : sections) {
    if (is_source(ini.name) || std::find(std::begin(kSections), std::end(kSections), ini.name) != std::end(kSections))
      continue;
    std::string allowed;
    for (const std::string_view name : kSections) allowed += "[" + std::string(name) + "], ";
    return path + ":" + std::to_string(ini.line) + ": [" + ini.name + "]: unknown section; allowed: " + allowed +
           "[source NAME]";
  }
  return std::nullopt;
}

}  // namespace

const SourceConfig* Config::find(std::string_view source) const {
  for (const SourceConfig& candidate : sources) {
    if (candidate.account.name == source) return &candidate;
  }
  return nullptr;
}

tl::expected<std::string, std::string> load_socket(const std::string& path) {
  const auto sections = platform::read_ini(path);
  if (!sections) return tl::unexpected(sections.error().detail);
  Config config;
  std::string zone_name;
  if (const auto error = read_terminal(path, *sections, config, zone_name))
    return tl::unexpected(platform::printable(*error));
  return config.socket;
}

std::optional<Config> load_panel(const std::string& path) {
  const auto sections = platform::read_ini(path);
  if (!sections) return std::nullopt;
  Config config;
  std::string zone_name;
  if (read_terminal(path, *sections, config, zone_name)) return std::nullopt;
  const auto board = read_board(config.board);
  if (!board || read_part(path, *sections, *board, "display", take_display, config.display)) return std::nullopt;
  return config;
}

tl::expected<Config, std::string> load_config(const std::string& path) {
  const auto sections = platform::read_ini(path);
  if (!sections) return tl::unexpected(sections.error().detail);
  Config config;
  std::string zone_name;
  std::optional<std::string> error = read_terminal(path, *sections, config, zone_name);
  // In this order whatever the file's: sources look at [terminal] and [lesson], the timetable at the sources.
  const auto pass = [&](auto matches, auto take) {
    for (const IniSection& ini : *sections) {
      if (error || !matches(ini.name)) continue;
      Section section(path, ini);
      take(section);
      error = section.finish();
    }
  };
  const auto named = [](std::string_view name) { return [name](std::string_view s) { return s == name; }; };
  pass(named("lesson"), [&](Section& s) { take_lesson(s, config); });
  pass(named("kiosk"), [&](Section& s) { take_kiosk(s, config); });
  pass(named("callbacks"), [&](Section& s) { take_callbacks(s, config); });
  const auto board = read_board(config.board);
  if (!board) return tl::unexpected(board.error());
  if (!error) error = read_part(path, *sections, *board, "display", take_display, config.display);
  const bool has_console = config.board == "sim" || config.display.panel == DisplayConfig::Panel::kConsole;
  const auto leds = has_console ? take_leds : take_wired_leds;
  const auto button = has_console ? take_button : take_wired_button;
  if (!error) error = read_part(path, *sections, *board, "leds", leds, config.leds);
  if (!error) error = read_part(path, *sections, *board, "button", button, config.button);
  pass(is_source, [&](Section& s) { take_source(s, zone_name, config); });
  pass(named("timetable"), [&](Section& s) { take_timetable(s, config); });
  pass(named("holidays"), [&](Section& s) { take_holidays(s, config); });
  if (!error) error = unknown_section(path, *sections);
  if (!error && config.sources.size() > kSourcesMax)
    error = path + ": at most " + std::to_string(kSourcesMax) + " [source NAME] sections";
  if (error) return tl::unexpected(platform::printable(*error));  // A key or a value may hold tabs.
  return config;
}

TerminalSettings terminal_settings(const Config& config, std::uint64_t seed) {
  TerminalSettings settings;
  settings.room = config.room;
  settings.open_before = config.open_before;
  settings.auto_start = config.auto_start;
  settings.auto_stop = config.auto_stop;
  settings.extend_step = config.extend_step;
  settings.extend_max = config.extend_max;
  settings.manual_length = config.manual_length;
  settings.show_titles = config.display.titles;
  settings.leds = config.leds.table;
  settings.holidays = config.holidays;
  settings.seed = seed;
  for (const SourceConfig& from : config.sources) {
    SourceSettings source;
    source.name = from.account.name;
    source.manual_room = from.manual_room;
    for (const std::string& room : from.account.rooms) {
      if (!from.only_lends || room != from.manual_room) source.rooms.emplace_back(room);
    }
    source.can = from.vendor->open(from.account)->can();
    settings.sources.push_back(std::move(source));
  }
  return settings;
}

}  // namespace classbell::board
