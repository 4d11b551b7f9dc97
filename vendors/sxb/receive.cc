#include "vendors/sxb/receive.h"

namespace classbell::vendors::sxb {

Notified receive(const Notification& notification) {
  Notified notified;
  const bool is_ours = notification.path.empty() || notification.path == "index.php";
  const std::string_view command = notification.parameter("cmd");
  if (is_ours && notification.parameter("svc") == "live" && (command == "recendcall" || command == "idxfileendcall")) {
    notified.event = command;
    return notified;
  }
  notified.verdict = Notified::Verdict::kNotUnderstood;
  notified.detail = "neither recendcall nor idxfileendcall";
  return notified;
}

}  // namespace classbell::vendors::sxb
