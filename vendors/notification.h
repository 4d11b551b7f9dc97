#ifndef CLASSBELL_VENDORS_NOTIFICATION_H_
#define CLASSBELL_VENDORS_NOTIFICATION_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/operation.h"
#include "core/time.h"

namespace classbell::vendors {

// An event that a vendor posts to an address of ours, as it came in. Anybody may have sent it.
struct Notification {
  std::string path;                                        // Below the source's own address; mostly empty.
  std::vector<std::pair<std::string, std::string>> query;  // Decoded.
  std::string body;

  // The first parameter of that name; "" where there is none.
  std::string_view parameter(std::string_view name) const {
    for (const auto& [key, value] : query) {
      if (key == name) return value;
    }
    return {};
  }
};

// What a session makes of it.
struct Notified {
  enum class Verdict : std::uint8_t {
    kTaken,
    kRefused,        // Not proven to be the vendor's, or too old.
    kNotUnderstood,  // Nothing of the document's.
  };
  Verdict verdict = Verdict::kTaken;
  std::string event;     // kTaken: its name in the document.
  std::string detail;    // For the log, clean and without secrets: what it says, or why it is not taken.
  std::string identity;  // Event, class and time: a second one of it is a repeat. Empty: not to be told.
  std::string room;      // Empty: it says nothing of a room ...
  RoomState state = RoomState::kUnread;  // ... else what became of it.
};

}  // namespace classbell::vendors

#endif  // CLASSBELL_VENDORS_NOTIFICATION_H_
