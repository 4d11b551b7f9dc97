#include "board/arguments.h"

#include <getopt.h>

#include <string_view>

#include "board/config.h"

namespace classbell::board {
namespace {

enum Option : int { kConfig = 256, kDay, kRole, kJson, kTsv, kCodes, kQr, kDryRun, kAll, kForce, kHelp, kVersion };

constexpr option kOptions[] = {
    {"config", required_argument, nullptr, kConfig},
    {"day", required_argument, nullptr, kDay},
    {"role", required_argument, nullptr, kRole},
    {"json", no_argument, nullptr, kJson},
    {"tsv", no_argument, nullptr, kTsv},
    {"codes", no_argument, nullptr, kCodes},
    {"qr", no_argument, nullptr, kQr},
    {"dry-run", no_argument, nullptr, kDryRun},
    {"all", no_argument, nullptr, kAll},
    {"force", no_argument, nullptr, kForce},
    {"help", no_argument, nullptr, kHelp},
    {"version", no_argument, nullptr, kVersion},
    {nullptr, 0, nullptr, 0},
};

// Which options a verb takes, besides --config, --help and --version.
struct Verb {
  std::string_view name;
  std::string_view options;
};
constexpr Verb kVerbs[] = {
    {"run", ""},
    {"status", "json"},
    {"start", ""},
    {"stop", ""},
    {"extend", ""},
    {"check", ""},
    {"schedule", "day json"},
    {"url", "role qr"},
    {"apis", "json tsv codes"},
    {"sign", "force"},
    {"call", "dry-run all force"},
};

bool is_listed(std::string_view list, std::string_view word) {
  while (!list.empty()) {
    const std::size_t blank = list.find(' ');
    if (list.substr(0, blank) == word) return true;
    if (blank == std::string_view::npos) return false;
    list.remove_prefix(blank + 1);
  }
  return false;
}

}  // namespace

tl::expected<Arguments, std::string> parse_arguments(int argc, char** argv) {
  Arguments arguments;
  arguments.config = kConfigPath;
  std::vector<std::string> used;
  opterr = 0;
  for (;;) {
    int index = -1;
    const int found = getopt_long(argc, argv, ":h", kOptions, &index);
    if (found == -1) break;
    if (found == '?' || found == ':') {
      // Of short options in one word getopt is still at the word; of a long one optopt tells nothing.
      const std::string what =
          found == '?' && optopt > 0 && optopt < 0x80 ? std::string("-") + static_cast<char>(optopt) : argv[optind - 1];
      return tl::unexpected(found == ':' ? "option '" + what + "' needs a value"
                                         : "unknown option '" + what + "'; see classbell --help");
    }
    const std::string value = optarg != nullptr ? optarg : "";
    if (index >= 0) used.emplace_back(kOptions[index].name);
    switch (found) {
      case kConfig: arguments.config = value; break;
      case kDay: arguments.day = value; break;
      case kRole: arguments.role = value; break;
      case kJson: arguments.json = true; break;
      case kTsv: arguments.tsv = true; break;
      case kCodes: arguments.codes = true; break;
      case kQr: arguments.qr = true; break;
      case kDryRun: arguments.dry_run = true; break;
      case kAll: arguments.all = true; break;
      case kForce: arguments.force = true; break;
      case kVersion: arguments.version = true; break;
      default: arguments.help = true; break;
    }
  }
  for (int i = optind; i < argc; ++i) arguments.words.emplace_back(argv[i]);
  if (arguments.help || arguments.version) return arguments;
  if (arguments.words.empty()) return tl::unexpected(std::string("what to do? See classbell --help"));
  arguments.verb = arguments.words.front();
  arguments.words.erase(arguments.words.begin());
  for (const Verb& verb : kVerbs) {
    if (verb.name != arguments.verb) continue;
    for (const std::string& option : used) {
      if (option != "config" && !is_listed(verb.options, option))
        return tl::unexpected("'" + arguments.verb + "' takes no option --" + option);
    }
    return arguments;
  }
  return tl::unexpected("unknown command '" + arguments.verb + "'; see classbell --help");
}

}  // namespace classbell::board
