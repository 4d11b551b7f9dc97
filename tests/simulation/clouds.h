#ifndef CLASSBELL_TESTS_SIMULATION_CLOUDS_H_
#define CLASSBELL_TESTS_SIMULATION_CLOUDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "board/config.h"
#include "core/http.h"
#include "core/random.h"
#include "faults.h"

// The vendors, from their documents, as lean as the millions of requests of a soak want: the text of a request in, the
// text of a reply out. tests/cloud holds requests to the last letter and signature; here rooms, order and time count.
// cvclass and sxb (clouds.cc) are told to start; the class of the others (clouds_teacher.cc) a teacher begins in the
// opened page.
namespace classbell::simulation {

inline constexpr std::string_view kHost = "https://cloud.test/";

bool begins_in_page(std::string_view vendor);

enum class Call : std::uint8_t { kOther, kStart, kStop, kExtend, kHeartbeat, kStatus, kSchedule, kPage };

struct Described {
  Call call = Call::kOther;
  std::string vendor;
  std::string endpoint;
  std::string room;
  // kSchedule: which of its listings. sxb's are 0, created, and 1, live; weclassroom's 0, which, and 1, what; gensee's
  // 0, the rooms created today, and 1, those of another day, or one room.
  int listing = 0;
  std::string inner;  // weclassroom: what is inside signMsg. gensee: the day of creation.
};

struct Answer {
  int status = 200;
  std::string body;
  Milliseconds retry_after_ms = 0;
  Milliseconds date_utc = 0;
  Milliseconds thinks_ms = 5;      // How long the vendor takes.
  bool lost = false;               // Carried out, and the connection ends without a reply.
  bool honest = true;              // It tells the terminal what was done.
  bool accepted = false;           // The vendor's own word for success.
  std::string effective;           // "start", "stop", ... what it changed.
  int listed = -1;                 // Rooms that it lists; -1: it is no listing.
  std::vector<std::string> rooms;  // gensee: those it tells of.
  std::optional<Kind> met;         // The fault that made it what it is.
};

// One lesson at its vendor, as the referee sees it.
struct RoomTruth {
  bool exists = false;
  bool live = false;
  int sessions = 0;
  Milliseconds live_since = 0;
  Milliseconds over_since = 0;
  Milliseconds end_utc = 0;  // As it is planned now.
  std::string started_by, stopped_by;
};

class Clouds {
 public:
  // `utc`: true UTC, the vendors' clock.
  Clouds(const Milliseconds* utc, std::uint64_t seed) : utc_(*utc), random_(seed) {}

  // A [source NAME] of an account at `vendor`.
  static board::SourceConfig source(const std::string& vendor, const std::string& name);
  static std::vector<std::string> secrets(const std::string& vendor);

  Described describe(const http::Request& request) const;
  Answer serve(const http::Request& request, const Described& described);

  // What the vendor's people do. Returns the room's number.
  std::string add(const std::string& vendor, const std::string& title, Milliseconds start_utc, Milliseconds end_utc);
  std::string add_permanent(const std::string& vendor);  // A room without a plan, in no listing.
  void move(const std::string& vendor, const std::string& room, Milliseconds start_utc, Milliseconds end_utc);
  void made_before(const std::string& room, Milliseconds by);  // gensee's: so long before now.
  void remove(const std::string& vendor, const std::string& room);
  void hide(const std::string& vendor, const std::string& room);  // Out of the listings; the room stays.
  void start_elsewhere(const std::string& vendor, const std::string& room);
  void stop_elsewhere(const std::string& vendor, const std::string& room);
  void forget(const std::string& vendor, const std::string& room);
  void expire_tokens();
  RoomTruth truth(const std::string& vendor, const std::string& room);

  // A vendor's fault that lasts: of the requests it fits, `percent` meet it.
  struct Ill {
    Kind kind;
    int percent = 100;
    bool only_controls = false;  // Starts and stops; else everything.
    bool only_looks = false;
  };
  std::optional<Ill> ill;

 private:
  struct Room {
    std::string vendor;
    std::string id;
    std::string title;
    Milliseconds start_utc = 0;
    Milliseconds end_utc = 0;
    Milliseconds created_utc = 0;
    bool closes_itself = false;  // cvclass: some time past its end.
    bool begins_in_page = false;
    bool deleted = false;
    bool hidden = false;
    bool live = false;
    bool destroyed = false;       // sxb: over for good.
    bool occupied = false;        // Somebody opened the page.
    std::vector<RoomTruth> past;  // Sessions.
  };

  Room* find(std::string_view vendor, std::string_view id);
  void tick(Room& room);
  // Hands a listing's rooms to `take`, in an order of which no document says anything.
  template <class Take>
  void each_row(Take take) {
    const auto size = static_cast<std::int64_t>(rooms_.size());
    const std::int64_t first = ill && ill->kind == Kind::kRowsReordered && size > 0 ? random_.below(size) : 0;
    for (std::int64_t i = 0; i < size; ++i) take(rooms_[static_cast<std::size_t>((first + i) % size)]);
  }
  bool start(Room& room, const std::string& by);
  bool stop(Room& room, const std::string& by);
  void carry_out(const http::Request& request, const Described& described, Answer& answer);
  void cvclass(const http::Request& request, const Described& described, Answer& answer);
  void sxb(const http::Request& request, const Described& described, Answer& answer);
  static void describe_iclass(std::string_view path, std::string_view body, Described& described);
  static void describe_weclassroom(std::string_view path, std::string_view body, Described& described);
  void describe_gensee(std::string_view path, std::string_view body, Described& described) const;
  void weclassroom(const Described& described, Answer& answer);
  void gensee(const http::Request& request, const Described& described, Answer& answer);
  void iclass(const http::Request& request, const Described& described, Answer& answer);

  const Milliseconds& utc_;
  Random random_;
  std::vector<Room> rooms_;
  std::int64_t last_id_ = 100000;
  std::string token_;  // sxb: the one that is good.
  int logins_ = 0;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_CLOUDS_H_
