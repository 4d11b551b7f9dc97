#ifndef CLASSBELL_TESTS_UNIT_WORLD_H_
#define CLASSBELL_TESTS_UNIT_WORLD_H_

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/journal.h"
#include "core/terminal.h"

// A room with everything around the core: it owns the time, carries asks to a scripted vendor and the answers back,
// keeps the journal and the schedule cache, has a finger on the button, and pulls the plug.
//
// `time` is the true time (UTC, ms); the terminal sees time + clock_error as its wall clock and time - mono_base as its
// monotonic one. After each step it checks what must hold always: the deadline lies ahead (else the shell would spin),
// steps that change nothing do not go on for ever, each lane has at most one ask in flight, each transition is a row of
// the table, no start is asked for outside [T, end) or with an untrusted clock unless a person pressed.
namespace classbell::test {

// Monday 2026-03-02 01:00:00 UTC (09:00 in Shanghai): T of the usual lesson.
inline constexpr Milliseconds kT = 1772413200000;
inline constexpr Milliseconds kLength = 45 * kMinute;
inline constexpr Milliseconds kE = kT + kLength;

// What the vendor makes of one request.
struct Reaction {
  Verdict verdict = Verdict::kDone;
  bool effect = true;             // Whether it is carried out.
  Milliseconds delay = 40;        // Until the answer.
  Milliseconds effect_after = 10;
  Fault fault;
  Milliseconds retry_after = 0;
  std::optional<RoomState> room;  // What the answer says of the room; else the truth, where the operation tells it.
  Milliseconds end_utc = 0;       // kExtend: the end accepted; 0: the one asked for.
};
Reaction done(Milliseconds delay = 40);
Reaction not_yet(Milliseconds delay = 40);
Reaction busy(Milliseconds retry_after, Milliseconds delay = 40);
Reaction refused(Milliseconds delay = 40);
Reaction unreachable(Milliseconds delay = 40);
Reaction unknown(bool effect, Milliseconds delay = 4000);
Reaction says(RoomState room, Milliseconds delay = 40);

struct Room {  // At the vendor.
  RoomState state = RoomState::kNew;
  std::vector<Milliseconds> starts;  // True times at which a start was carried out, on a live room too.
  std::vector<Milliseconds> stops;
};

struct Sent {
  Milliseconds time = 0;
  Ask ask;
};
struct Moved {
  Milliseconds time = 0;
  Transitioned transition;
};

using Script = std::function<Reaction(const Ask&)>;
// `reaction` so often, then `later`.
Script first(int count, const Reaction& reaction, const Reaction& later = done());

Lesson lesson(std::string_view id = "7", Milliseconds start = kT, Milliseconds end = 0, std::string_view source = "a");
// A vendor that can do all (cvclass); one whose heartbeats tell nothing (sxb); one that can only be watched.
SourceSettings full(std::string_view name = "a");
SourceSettings beating(std::string_view name = "a");
SourceSettings watched(std::string_view name = "a");
TerminalSettings with_manual_room();  // "m1" at "a", which stands behind "b".

class World {
 public:
  explicit World(SourceSettings source = full(), Milliseconds time = kT - 10 * kMinute);
  explicit World(TerminalSettings settings, Milliseconds time = kT - 10 * kMinute);

  // --- The terminal
  void boot(bool button_down = false);
  // Takes the power away and gives it back `after` later; `power_cut`: what was not synced is lost, mono begins anew.
  void kill(Milliseconds after, bool power_cut);
  void compact();                      // The journal is written anew from what the terminal knows, as the room does it.
  void rot(const std::string& whole);  // The journal on the disk is damaged behind that.
  void kill_at(std::size_t step, int phase, Milliseconds after, bool power_cut);  // phase: see Phase in world.cc
  Now now() const;
  void step(const Event& event);
  void run_until(Milliseconds until);
  void run_for(Milliseconds span) { run_until(time + span); }
  void at(Milliseconds when, std::function<void()> action);
  void set_clock_error(Milliseconds error);  // The wall clock steps; the terminal is woken.
  void trust(bool trusted);
  void starve_until(Milliseconds until);     // The loop hangs: nothing is stepped, answers wait.

  // --- The schedule
  void plan(std::vector<Lesson> lessons, std::string_view source = "a");  // Known to the vendor, and read at once.
  void read(std::string_view source = "a");

  // --- The teacher
  void press(Milliseconds length = 200);     // Down, time passes, up.
  void hold() { press(2100); }
  void command(Command::Kind kind) { step(Command{kind}); }

  // --- What is to be seen
  const Course* course(std::string_view id = "7", Milliseconds start = 0) const;
  LessonState state(std::string_view id = "7", Milliseconds start = 0) const;
  View view() const { return terminal->view(now()); }
  Room& room(const std::string& id = "7") { return rooms[id]; }
  std::vector<Milliseconds> asked(Operation operation, std::string_view id = {}) const;  // The times.
  std::size_t count(Operation operation, std::string_view id = {}) const { return asked(operation, id).size(); }
  bool took(LessonState from, Cause cause, LessonState to, std::string_view id = {}) const;
  std::string path(std::string_view id = "7") const;  // "opening armed starting live ..."

  TerminalSettings settings;
  Milliseconds time;
  Milliseconds mono_base;
  Milliseconds clock_error = 0;
  bool trusted = true;
  bool elsewhere = false;              // A vendor's clock is known, and right.
  std::unique_ptr<Terminal> terminal;
  std::map<Operation, Script> script;  // Absent: done.
  std::map<std::string, Room> rooms;   // By the vendor's room number.
  std::map<std::string, std::vector<Lesson>> schedule;  // By source.
  std::vector<Sent> sent;
  std::vector<Moved> moved;
  std::vector<Browse> browsed;
  std::string synced;                  // The journal on the disk,
  std::string unsynced;                // and what is still on its way there.
  bool rotten = false;                 // `synced` is damaged.
  std::uint64_t sequence = 1;
  std::size_t steps = 0;
  Milliseconds lag = 0;                // How late a deadline is served.

 private:
  struct Pending {
    Milliseconds time = 0;
    std::uint64_t order = 0;
    std::function<void()> act;
  };
  void later(Milliseconds when, std::function<void()> act);
  void perform(const Effect& effect);
  void carry(const Ask& ask);
  void check_ask(const Ask& ask);
  void forget(const LessonKey& key, bool is_over);
  void insist();
  void check_after(std::size_t effects, bool is_tick, const View& before);

  std::deque<Pending> pending_;        // By time, then order.
  std::uint64_t order_ = 0;
  std::uint64_t life_ = 0;             // Answers to an earlier process reach nobody.
  std::map<std::uint32_t, Sent> in_flight_;
  std::set<std::string> by_hand_;      // Lessons that a person started.
  std::size_t idle_ticks_ = 0;
  Milliseconds idle_since_ = 0;
  std::size_t kill_step_ = 0;
  int kill_phase_ = 0;
  Milliseconds kill_after_ = 0;
  bool kill_power_ = false;
  Effects effects_;
};

}  // namespace classbell::test

#endif  // CLASSBELL_TESTS_UNIT_WORLD_H_
