#ifndef CLASSBELL_BOARD_COMMANDS_H_
#define CLASSBELL_BOARD_COMMANDS_H_

#include <string>
#include <string_view>

#include "board/arguments.h"

// The verbs of the command line. Each prints its answer on stdout, as JSON or as words, and on stderr what
// went wrong, and returns the process's exit code. All BLOCK until done.
namespace classbell::board {

int run(const Arguments& arguments);       // run.cc
int control(const Arguments& arguments);   // control.cc: status, start, stop, extend
int schedule(const Arguments& arguments);  // lessons.cc
int url(const Arguments& arguments);
int call(const Arguments& arguments);      // call.cc
int sign(const Arguments& arguments);
int apis(const Arguments& arguments);      // apis.cc
int codes(const Arguments& arguments);     // codes.cc; the vendor is known
int check(const Arguments& arguments);     // check.cc

// Of this program and of every part that is linked in, one a line.
std::string version_text();

// One line on stderr, masked and printable; returns `code`.
int fail(ExitCode code, std::string_view line);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_COMMANDS_H_
