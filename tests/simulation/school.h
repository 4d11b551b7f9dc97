#ifndef CLASSBELL_TESTS_SIMULATION_SCHOOL_H_
#define CLASSBELL_TESTS_SIMULATION_SCHOOL_H_

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "referee.h"

namespace classbell::simulation {

// Monday 2026-03-02, 00:00 in Shanghai.
inline constexpr Milliseconds kFirstDay = 1772380800000;
// How long a fleet's polls are counted, from the power on.
inline constexpr Milliseconds kFleetCounted = 12 * kMinute;
inline constexpr Milliseconds kSchoolFrom = 8 * kHour;

struct Order {
  std::uint64_t seed = 0;
  int days = 1;
  std::string vendor;  // Empty: drawn.
  std::string fault;   // Only this kind, in every episode; empty: drawn. "none": none.

  bool has_timetable = false;  // sxb's lessons come from a local timetable, over a change of the clocks.

  // One of many terminals, two minutes before the bell, instead of days: to which the power comes back, with a clock
  // that is set, or that nothing vouches for but the vendor's Date; or which have been on, and whose network comes
  // back.
  enum class Fleet : std::uint8_t { kNone, kPower, kPowerUnsynced, kNetwork };
  Fleet fleet = Fleet::kNone;

  // A scripted lesson instead of days: the power is cut at its n-th operation (of the disk: write, fsync, rename; of
  // the network: before a request leaves, when it was carried out, when its answer is here), and at the m-th after
  // that.
  bool scripted = false;
  Milliseconds length = 4 * kMinute;
  std::uint64_t cut_at = 0;  // 0: never.
  std::uint64_t cut_again = 0;
  std::optional<std::size_t> tears_at;  // Of what was not synced, kTorn leaves so many bytes.
  bool is_held = false;                 // The teacher ends it, half way.
  bool is_late = false;     // Without power from before T until 100 s are left.
  bool looks_fail = false;  // For ten seconds after a cut the vendor answers no look at the room.
  bool rots = false;        // What the cut left of the journal has a bit that turned.
  Leaves leaves = Leaves::kNothing;
};

// One terminal's days, drawn from a seed: lessons, teachers, faults.
class School {
 public:
  School(Agenda& agenda, Trace& trace, const Order& order);

  std::uint64_t operations() const { return operations_; }

  void run();  // To the end of the last day, or to the first violation.
  // How many days it lives: a timetable's rows come again after a week, and are planned for one.
  static int days_of(const Order& order);
  const Referee& referee() const { return referee_; }
  Machine& machine() { return machine_; }

 private:
  static bool has_timetable(const Order& order);
  board::Config config();
  void add_timetable(board::Config& config);
  static std::vector<std::string> draw_vendors(const Order& order, Random& random);
  void run_script();
  void run_in_fleet();
  void operation();
  void plan_day(Milliseconds day_utc);
  void plan_lesson(const std::string& vendor, Milliseconds start_utc, Milliseconds end_utc);
  void plan_twin(const std::string& vendor);
  void watch_plan(const Planned& plan);
  void watch(std::size_t plan);
  void plan_faults(Milliseconds day_utc);
  void begin(Kind kind, Milliseconds span);
  void strike(Kind kind, Milliseconds span);
  void power(Kind kind, Milliseconds span);
  void people(Kind kind);
  void parted(const Planned& gone, Planned& twin, Milliseconds since);
  void meddle(LessonState state);
  void try_early(const Planned& plan);
  void plan_teacher(std::size_t plan);
  void plan_manual(Milliseconds at_utc);
  void begin_manual();
  void cut_at_operation(Kind kind, std::int64_t left, Milliseconds span);
  void type(std::size_t plan, Milliseconds at_utc, const std::string& line, std::optional<Deed> deed);
  void presses(std::size_t plan, Milliseconds at_utc, Milliseconds held_ms, Deed deed);
  void press(Milliseconds held_ms);
  void off_for(Milliseconds span, bool power);
  Planned* current();
  Planned* next();
  Planned* live();
  bool has(Kind kind) const { return kinds_[static_cast<std::size_t>(kind)]; }

  Agenda& agenda_;
  Trace& trace_;
  Order order_;
  Random random_;
  std::vector<std::string> vendors_;
  Clouds clouds_;
  Milliseconds first_day_ = kFirstDay;
  std::vector<Planned> timetable_;  // What a local timetable plans; empty: the vendors do.
  bool has_manual_ = false;
  std::string manual_room_;  // Where a lesson without a plan is held.
  Machine machine_;
  Referee referee_;
  std::array<bool, kFaultKinds> kinds_{};
  bool has_teacher_ = false;
  Milliseconds pressed_until_ = 0;
  std::uint64_t operations_ = 0;
  std::uint64_t last_cut_ = 0;
};

}  // namespace classbell::simulation

#endif  // CLASSBELL_TESTS_SIMULATION_SCHOOL_H_
