#include <cstdio>

#include "board/commands.h"
#include "platform/linux/core_dump.h"
#include "vendors/crypto.h"

namespace classbell::board {
namespace {

constexpr const char* kHelp =
    "classbell: starts and stops a classroom's live lessons on time\n"
    "\n"
    "  classbell run                         the terminal of this room\n"
    "  classbell status | start | stop | extend\n"
    "                                        talk to the running terminal\n"
    "  classbell schedule [--day YYYY-MM-DD] the lessons of this room, from all sources\n"
    "  classbell url LESSON [--role R] [--qr]\n"
    "                                        the URL that enters a lesson (its id, SOURCE/ID, or 'next')\n"
    "  classbell call SOURCE ENDPOINT [key=value | key:=json | key=@file ...]\n"
    "                                        any endpoint of the vendor; --dry-run: shown, not sent; --all: each\n"
    "                                        page; --force: whatever is wrong with its parameters\n"
    "  classbell sign SOURCE ENDPOINT [...]  how that call is signed, step by step; --force\n"
    "  classbell apis [VENDOR [ENDPOINT]]    what endpoints there are; --json; --tsv: a line each, for scripts;\n"
    "                                        a VENDOR's error table: --codes\n"
    "  classbell check                       config, clock, names, TLS, credentials, devices: what is wrong\n"
    "\n"
    "  --config FILE   instead of /etc/classbell/classbell.conf; before or after the command\n"
    "  --version       of every part\n"
    "\n"
    "status, schedule, apis and check print words, and all but check JSON with --json; the others print JSON.\n"
    "What went wrong is on stderr (check: on stdout). Exit codes: 0 ok, 1 the vendor or the terminal refused,\n"
    "2 usage, 3 configuration (check: or disk, browser, a device), 4 network, or no terminal is running, 5 clock,\n"
    "71 out of memory.\n";

int dispatch(const Arguments& arguments) {
  if (arguments.verb == "run") return run(arguments);
  if (arguments.verb == "schedule") return schedule(arguments);
  if (arguments.verb == "url") return url(arguments);
  if (arguments.verb == "call") return call(arguments);
  if (arguments.verb == "sign") return sign(arguments);
  if (arguments.verb == "apis") return apis(arguments);
  if (arguments.verb == "check") return check(arguments);
  return control(arguments);
}

int main(int argc, char** argv) {
  platform::forbid_core_dumps();
  const auto arguments = parse_arguments(argc, argv);
  if (!arguments) return fail(kExitUsage, arguments.error());
  if (arguments->help) {
    std::fputs(kHelp, stdout);
    return kExitOk;
  }
  if (arguments->version) {
    std::fputs(version_text().c_str(), stdout);
    return kExitOk;
  }
  if (!vendors::crypto_init())
    return fail(kExitConfig, "the system's random source does not work; nothing can be signed");
  return dispatch(*arguments);
}

}  // namespace
}  // namespace classbell::board

int main(int argc, char** argv) { return classbell::board::main(argc, argv); }
