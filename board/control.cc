#include <cstdio>

#include "board/commands.h"
#include "board/config.h"
#include "board/status.h"
#include "platform/linux/control_socket.h"
#include "vendors/json.h"

namespace classbell::board {
namespace {

constexpr int kAnswerTimeoutMs = 5000;

}  // namespace

int control(const Arguments& arguments) {
  if (!arguments.words.empty()) return fail(kExitUsage, "'" + arguments.verb + "' takes nothing behind it");
  const auto socket = load_socket(arguments.config);
  if (!socket) return fail(kExitConfig, socket.error());
  const auto answer = platform::ask(*socket, arguments.verb, kAnswerTimeoutMs);
  if (!answer) return fail(kExitNetwork, answer.error().detail);
  const auto reply = vendors::parse_json(*answer);
  if (!reply) return fail(kExitNetwork, "the terminal's answer makes no sense: " + reply.error());
  const bool is_table = arguments.verb == "status" && !arguments.json;
  if (is_table) std::fputs(status_text(*reply).c_str(), stdout);
  else std::printf("%s\n", vendors::write_json(*reply).c_str());
  const vendors::Value* ok = reply->find("ok");
  const bool refused = ok != nullptr && ok->boolean() != nullptr && !*ok->boolean();
  return refused ? kExitRefused : kExitOk;
}

}  // namespace classbell::board
