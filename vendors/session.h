#ifndef CLASSBELL_VENDORS_SESSION_H_
#define CLASSBELL_VENDORS_SESSION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "core/http.h"
#include "core/lesson.h"
#include "core/operation.h"
#include "core/secret.h"
#include "core/span.h"
#include "core/time.h"
#include "vendors/endpoint.h"
#include "vendors/notification.h"
#include "vendors/value.h"

// A session is one account at one vendor: what to send next for a job, and what the answer means. No sockets, no
// clock. The shell's part of the contract:
//
//     Step step = session.next(job, now);           // Request: send it.  Wait: call again after any accept().
//     ... the exchange ...                          // Finished: the job is over.
//     std::optional<Finished> end = session.accept(job, reply, now);   // nullopt: call next() again.
//
// Jobs of one session may overlap. Each is carried to its end: others may wait for the log-in that it has begun.
namespace classbell::vendors {

using http::Reply;
using http::Request;

// A call of one endpoint, as the command line or a session states it.
struct Call {
  const Endpoint* endpoint = nullptr;
  Value parameters;  // An object; without what the session computes or the configuration fills.
  std::string file_name = {};  // Of a Type::kFile parameter, whose value is the file's content.
};

enum class Role : std::uint8_t { kTeacher, kAssistant, kStudent, kPatrol, kHead };
inline constexpr std::string_view kRoleNames[] = {"teacher", "assistant", "student", "patrol", "head"};
constexpr std::string_view role_name(Role role) { return kRoleNames[static_cast<std::size_t>(role)]; }
constexpr std::optional<Role> role_from(std::string_view name) {
  for (std::size_t i = 0; i < 5; ++i) {
    if (kRoleNames[i] == name) return static_cast<Role>(i);
  }
  return std::nullopt;
}

// One thing to be done, and how far it is. Made by the shell, advanced by the session.
struct Job {
  std::optional<Operation> operation;  // Unset: `call` is carried out as it stands.
  Lesson lesson;                       // All but kSchedule.
  Role role = Role::kTeacher;          // kEntry.
  Milliseconds end_utc = 0;            // kExtend: the new end.
  Milliseconds from_utc = 0;           // kSchedule: the window.
  Milliseconds to_utc = 0;
  Call call;

  struct Progress {
    int page = 0;
    int rows = 0;                      // Read so far of one listing.
    int stage = 0;                     // Vendor's own, e.g. which listing is being read.
    int planned = 0;                   // Rows of the listing of what is planned, where that is one of several.
    int days = 0;                      // How many listings there are to read.
    std::vector<std::string> ids;      // What is to be asked for one by one, ...
    std::size_t needed = 0;            // ... and how many of them must be answered, where others may fail.
    Milliseconds retry_after = 0;      // What the vendor asked for where such a one failed.
    int logins = 0;                    // Log-ins this job has caused.
    int login = 0;                     // The number of the log-in that it is at; 0: none,
    int awaited_login = 0;             // or of another job's that it waits for.
    Secret token;                      // The token its last request carried.
    std::vector<Lesson> lessons;
  } progress;
};

// The end of a job.
struct Finished {
  Outcome outcome;
  std::string detail;                  // The vendor's or the transport's words; untrusted, no secrets.
  std::vector<Lesson> lessons;         // kSchedule, whole.
  std::optional<std::size_t> listed;   // kSchedule: rows of what lists the planned, where `lessons` are not just those.
  Secret url;                          // kEntry.
  Milliseconds url_valid_ms = 0;       // How long that can be opened; 0: as long as the lesson is held.
  Value reply;                         // Calls: the reply as parsed ...
  std::string reply_text;              // ... and as it came, valid JSON unless empty.
};

struct Wait {};  // Another job's exchange (a log-in) must end first.
using Step = std::variant<Request, Wait, Finished>;

// A line of `classbell sign`: what is computed, and the bytes.
struct SignStep {
  std::string what;
  std::string bytes;
};

class Session {
 public:
  virtual ~Session() = default;

  virtual Capabilities can() const = 0;
  // What the last process read of the schedule, and when, before the first job; of this account, unless it was changed
  // since. A session that must look far for its rooms may do so bit by bit while that lasts.
  virtual void restore(Span<const Lesson> /*lessons*/, Milliseconds /*read_utc*/) {}
  virtual Step next(Job& job, const Now& now) = 0;
  virtual std::optional<Finished> accept(Job& job, const Reply& reply, const Now& now) = 0;

  // The request that would carry out `call` at once, with "TOKEN" for a token that is not there yet. For --dry-run.
  virtual Request preview(const Call& call, const Now& now) = 0;
  virtual std::vector<SignStep> explain(const Call& call, const Now& now) = 0;

  // What an event means that was posted to this source's address; nullopt: this vendor sends none.
  virtual std::optional<Notified> notified(const Notification&, const Now&) { return std::nullopt; }

  // Every string that must never be printed: configured credentials, tokens, and what is derived from them.
  virtual std::vector<Secret> secrets() const = 0;
};

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_SESSION_H_
