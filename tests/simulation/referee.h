#ifndef CLASSBELL_TESTS_SIMULATION_REFEREE_H_
#define CLASSBELL_TESTS_SIMULATION_REFEREE_H_

#include <array>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "machine.h"
#include "plan.h"

namespace classbell::simulation {

// How often a fault met a lesson in a state: of an exchange the lesson that it is about (of a listing each of that
// vendor's), of a vendor's people the lesson that they touch, of the terminal all that it knows.
using Coverage = std::array<std::array<std::uint64_t, kLessonStates>, kFaultKinds>;

inline constexpr Milliseconds kHandLasts = 15 * kSecond;  // A hold's stop is sent ten seconds after it was held.

// What a person does that must come about.
enum class Deed : std::uint8_t { kStart, kHold, kStop, kTakeBack, kExtend, kManual };

// What is owed while nothing is wrong: how often it was due, and how often nothing excused it and it was judged.
enum class Owed : std::uint8_t { kPage, kStart, kLive, kHeartbeat, kOver, kBoot, kDeed, kSchedule };
inline constexpr std::array<std::string_view, 8> kOwedNames{"page",    "start",        "live", "heartbeat",
                                                            "is-over", "acts-at-boot", "deed", "fresh-schedule"};
struct Judged {
  std::uint64_t due = 0;
  std::uint64_t judged = 0;

  void add(const Judged& more) { due += more.due, judged += more.judged; }
};
using Judgments = std::array<Judged, kOwedNames.size()>;

// Knows what was promised (core/README.md, issue 5) and looks after every event whether it is kept.
class Referee final : public Witness {
 public:
  Referee(Agenda& agenda, Clouds& clouds, Trace& trace, Machine& machine);

  std::deque<Planned> plans;
  std::size_t add(const Planned& plan);       // To `plans`, and nothing else does: where it is there.
  std::function<void(LessonState)> on_moved;  // A lesson of the terminal's came into it.
  Coverage coverage{};
  Judgments judgments{};

  // Faults that last, by kind; what is not listed is well.
  void fault_begins(Kind kind);
  void fault_ends(Kind kind);
  void stopped_elsewhere(Planned& plan);  // By somebody else, just now.
  void fault_strikes(Kind kind, const std::string& vendor, const std::string& room);  // Empty `room`: each of its.
  bool is_well() const { return lasting_ == 0; }
  // Whether nothing was wrong from then on until now.
  bool was_well_since(Milliseconds utc) const { return is_well() && ill_until_ <= utc; }
  Milliseconds well_since() const { return is_well() ? ill_until_ : kNever; }
  // Whether the terminal takes it for begun: by a person's hand, where its time has not come.
  bool holds_as_begun(const Planned& plan) const;
  // Whether the terminal has had a good reading of it after that.
  bool has_read_since(const std::string& vendor, Milliseconds utc) const {
    const auto read = good_poll_at_.find(vendor);
    return read != good_poll_at_.end() && read->second > utc;
  }

  void hand(std::string_view what);  // A press, hold or command is about to happen.
  void pressed();                    // The button went down just now.
  void stuck(bool is_stuck) { stuck_from_ = is_stuck ? agenda_.now() : 0; }

  void expect(Deed deed, std::size_t plan);  // Somebody is about to do it.

  // Judgments at a time.
  void judge_opened(std::size_t plan);
  void judge_start(std::size_t plan, bool again = false);
  void judge_live(std::size_t plan);
  void judge_stop(std::size_t plan);
  void judge_over(std::size_t plan);
  void judge_schedule();
  void judge_link(Milliseconds back_utc);

  // Witness
  void sent(std::uint64_t exchange, const Described& what, const http::Request& request) override;
  void carried_out(std::uint64_t exchange, const Described& what, const Answer& answer) override;
  void answered(std::uint64_t exchange, const Described& what, const http::Reply& reply, bool told) override;
  void struck(Kind kind, const Described& what) override { cover(kind, what.vendor, what.room); }

  std::vector<std::uint32_t> polls_per_second;  // When counted (fleet).

 private:
  void due(Owed what) { ++judgments[static_cast<std::size_t>(what)].due; }
  void judged(Owed what) { ++judgments[static_cast<std::size_t>(what)].judged; }
  struct Seen {
    LessonKey key;
    LessonState state;
  };
  struct Control {
    int open = 0;
    bool unknown = false;
    Milliseconds start_utc = 0;  // kStart: of the lesson it was sent for last, as the terminal knows it.
  };
  struct Listing {
    Milliseconds served_utc = 0;
    int listed = -1;
    std::vector<std::string> rooms;
  };

  void after_round();
  void check_journal();
  void check_screen();
  void after_boot(const std::vector<Record>& records);
  void moved(const Course& course, LessonState from, const Now& now);
  void judge_cancelled(Planned& plan, const RoomTruth& truth, const std::string& who);
  void check_start(const Described& what);
  void check_stop(const Described& what);
  void check_beat(const Described& what);
  void check_poll(const Described& what);
  void check_written(const Course& course);
  bool is_burst(const std::string& of, std::size_t most);
  void check_extension(const Described& what);
  const Course* course_of(const std::string& vendor, const std::string& room) const;
  // Those of a room, in the order in which they were planned.
  const std::vector<Planned*>& plans_of(const std::string& vendor, const std::string& room) const;
  Planned* plan_of(const std::string& vendor, const std::string& room);
  Planned* plan_from(const std::string& vendor, const std::string& room, Milliseconds start_utc);
  void judge_special(const Planned& plan);
  void judge_boot(int boot, Milliseconds booted_utc);
  static bool is_last(const std::string& journal, const LessonKey& key, LessonState state);
  void judge_written(const LessonKey& key, LessonState state);
  void expect_manual(std::size_t plan);
  void came_about(Deed deed, std::size_t plan, Milliseconds from);
  void extended(std::size_t plan, Milliseconds end_utc, Milliseconds most, Milliseconds from);
  bool is_about_bell(Milliseconds within) const;
  // Whether what happens now may be of the last press, hold or command: what comes while the process is starved is read
  // when it goes on.
  bool hand_acts() const {
    const bool waited = starved_from_ <= hand_at_ && hand_at_ <= awake_at_;
    return agenda_.now() - (waited ? awake_at_ : hand_at_) < kHandLasts;
  }
  bool is_calm_since(Milliseconds utc) const;
  bool is_untouched(const Planned& plan) const;
  void fail(std::string_view rule, const std::string& text) { trace_.fail(agenda_.now(), rule, text); }
  void cover_all(Kind kind);
  void cover(Kind kind, std::string_view vendor, std::string_view room);
  bool room_is_taken(const Planned& plan) const;
  bool follows_another(const Planned& plan) const;
  bool is_untold(const Planned& plan) const;
  void read_without(Planned& plan);
  void read_rooms(const Described& what, const Listing& listing);
  void read_schedule(const Described& what, const Listing& listing);

  Agenda& agenda_;
  Clouds& clouds_;
  Trace& trace_;
  Machine& machine_;
  std::map<std::pair<std::string, std::string>, std::vector<Planned*>> plans_of_;  // By vendor and room.
  std::array<int, kFaultKinds> active_{};
  int lasting_ = 0;
  Milliseconds ill_until_ = 0;
  std::vector<Seen> seen_;
  std::map<std::pair<std::string, Call>, Control> controls_;
  std::map<std::string, std::deque<Milliseconds>> beats_;
  std::map<std::uint64_t, Listing> listings_;       // Carried out, by exchange.
  std::map<std::string, Listing> first_listing_;    // Of the reading under way, by vendor.
  std::set<std::string> rooms_told_;                // gensee's, to this process,
  std::set<std::string> rooms_of_reading_;          // those of its reading under way,
  int days_listed_ = 0;                             // and the days that it has asked for.
  std::map<std::string, Milliseconds> live_since_;  // By vendor and room, as the terminal says.
  Milliseconds hand_at_ = -kDay;
  Milliseconds starved_from_ = 0;
  Milliseconds awake_at_ = 0;
  std::deque<Milliseconds> hands_;  // The last presses, holds and commands.
  Milliseconds stuck_from_ = 0;     // The button is down since then, and stays so; 0: it is not.
  bool hand_types_ = false;         // It was typed, which is stopped at once.
  std::map<std::string, Milliseconds> good_poll_at_;  // By vendor,
  std::map<std::string, Milliseconds> poll_at_;       // as is when one was sent last,
  std::map<std::string, Milliseconds> asked_utc_;     // by the terminal's clock then,
  std::map<std::string, Milliseconds> not_before_;    // and when the vendor wants the next.
  Milliseconds disk_fails_since_ = 0;                 // 0: it works.
  Milliseconds login_at_ = 0;
  Milliseconds freed_at_ = 0;  // When a lesson was over last.
  Milliseconds bell_at_ = 0;   // When one was ended by its end.
  std::uint64_t rounds_ = 0;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_REFEREE_H_
