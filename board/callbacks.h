#ifndef CLASSBELL_BOARD_CALLBACKS_H_
#define CLASSBELL_BOARD_CALLBACKS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/terminal.h"
#include "platform/http_listener.h"
#include "platform/log.h"
#include "vendors/session.h"

namespace classbell::board {

inline constexpr std::size_t kEventsRemembered = 256;
inline constexpr int kEventLinesPerMinute = 60;

// The events that vendors post to [callbacks] listen. A source's address is /callback/SOURCE. What its session takes
// is answered with 200 {"error_code":0}, once and again when it is repeated; else error_code is 1: 403 not proven to
// be the vendor's, 400 none of the document's events, 404 no such source or one whose vendor sends none.
class Callbacks {
 public:
  // What a vendor told of a room.
  struct Told {
    std::string source;
    std::string room;
    RoomState state = RoomState::kUnread;

    Event event() const { return RoomReport{source, room, state}; }  // Borrows.
  };

  // Before the first serve(). `session` must outlive this.
  void add(std::string source, vendors::Session& session) { sources_.push_back({std::move(source), &session}); }

  // Serves `listener`: answers all there is, and returns what was told for the first time.
  std::vector<Told> serve(platform::HttpListener& listener, const Now& now);

 private:
  struct Source {
    std::string name;
    vendors::Session* session;
  };
  struct Answer {
    int status;
    std::string_view words;  // Empty: taken.
  };

  Answer take(platform::Posted& posted, const Now& now, std::vector<Told>& told);
  bool is_repeat(const std::string& source, const std::string& identity);
  void say(platform::Level level, const std::string& line, const Now& now);

  std::vector<Source> sources_;
  std::vector<std::string> remembered_;  // The last kEventsRemembered events, as a ring.
  std::size_t oldest_ = 0;
  Milliseconds minute_from_mono_ = 0;    // Since when lines_ counts: a flood must not fill the log.
  int lines_ = 0;
};

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_CALLBACKS_H_
