#ifndef CLASSBELL_CORE_OPERATION_H_
#define CLASSBELL_CORE_OPERATION_H_

#include <cstdint>

#include "core/fault.h"
#include "core/limits.h"
#include "core/text.h"
#include "core/time.h"

namespace classbell {

// What the terminal may ask of a vendor, whoever the vendor is.
enum class Operation : std::uint8_t {
  kSchedule,   // The lessons of the next day and a half, every page of them.
  kEntry,      // The URL that opens the class. No request where the vendor's document lets us compute it.
  kReadState,  // Is the room live? Changes nothing.
  kStart,
  kStop,
  kHeartbeat,  // Keeps the lesson alive where the vendor wants that, and says whether it still is.
  kEnter,      // Tells the vendor that the terminal entered the room, or left it.
  kLeave,
  kExtend,     // Moves the planned end.
};

// What came of an operation.
enum class Verdict : std::uint8_t {
  kDone,         // The vendor confirmed it.
  kNotYet,       // Refused until somebody is in the room (cvclass 10021); certainly not carried out.
  kBusy,         // Turned away (429, 503 with Retry-After): hardly carried out, the same may be sent again later.
  kRefused,      // Refused, certainly not carried out; sending the same again is of no use by itself.
  kUnreachable,  // Nothing reached the vendor.
  kUnknown,      // Sent, but no answer that says what was done: read the state before sending anything again.
};

// Whether a start or stop that was answered so may have been carried out: the room is looked at before the next one.
constexpr bool leaves_doubt(Verdict verdict) { return verdict == Verdict::kUnknown || verdict == Verdict::kBusy; }

enum class RoomState : std::uint8_t {
  kUnread,   // The answer says nothing of it.
  kNew,      // Never live yet.
  kIdle,     // Has been live, is not now, may be again.
  kLive,
  kOver,     // Past its end or destroyed: cannot be live again.
};

struct Outcome {
  Verdict verdict = Verdict::kUnknown;
  RoomState room = RoomState::kUnread;
  Fault fault;                      // Set unless kDone.
  Milliseconds retry_after = 0;     // What the vendor asked us to wait (Retry-After); 0: nothing asked.
  Milliseconds end_utc = 0;         // kExtend: the end the vendor accepted.
};

// What a vendor's API lets a terminal do.
struct Capabilities {
  bool start;       // kStart and kStop exist; otherwise the teacher starts in the page and the terminal watches.
  bool read_state;  // kReadState exists.
  bool extend;      // kExtend exists; otherwise an extension is local only.
  bool presence;    // kEnter and kLeave are to be reported.
  bool heartbeat_reads_state;  // kHeartbeat's answer says whether the room is live.
};

}  // namespace classbell

#endif  // CLASSBELL_CORE_OPERATION_H_
