#include "school.h"

#include <algorithm>

namespace classbell::simulation {
namespace {

constexpr Milliseconds kDayBegins = 6 * kHour;
constexpr Milliseconds kSchoolUntil = 18 * kHour;

}  // namespace

bool School::has_timetable(const Order& order) {
  const bool is_drawn =
      order.vendor.empty() && order.fault.empty() && !order.scripted && order.fleet == Order::Fleet::kNone;
  return order.has_timetable || (is_drawn && order.seed % 16 == 5);
}

int School::days_of(const Order& order) { return has_timetable(order) ? std::min(order.days, 5) : order.days; }

std::vector<std::string> School::draw_vendors(const Order& order, Random& random) {
  if (has_timetable(order)) return {"sxb"};
  if (!order.vendor.empty()) return {order.vendor};
  switch (random.below(12)) {
    case 0: return {"iclass"};
    case 1: return {"weclassroom"};
    case 2: return {"gensee"};
    case 3: return {"cvclass", "sxb"};
    case 4: return {"cvclass", random.below(2) == 0 ? "weclassroom" : "gensee"};
    case 5:
    case 6:
    case 7: return {"sxb"};
    default: return {"cvclass"};
  }
}

board::Config School::config() {
  board::Config config;
  config.room = "Room 301";
  config.zone = Zone(8 * 3600);
  config.language = Language::kEnglish;
  for (const std::string& vendor : vendors_) config.sources.push_back(Clouds::source(vendor, vendor));
  if (has_timetable(order_)) add_timetable(config);
  has_manual_ = !config.sources.empty() && vendors_[0] == "cvclass" && order_.fault != "none" && random_.below(4) == 0;
  if (has_manual_) config.sources[0].manual_room = manual_room_ = clouds_.add_permanent(vendors_[0]);
  // The second day.
  if (random_.below(8) == 0) config.holidays.push_back({first_day_ + kDay, first_day_ + 2 * kDay});
  return config;
}

// A school in Berlin, from a Friday on, whose clocks change in the night to Sunday at 01:00 UTC. Local times until
// three o'clock of that Sunday are read by the offset before the change: those that do not exist, and of those that are
// there twice the first ones.
void School::add_timetable(board::Config& config) {
  const bool is_spring = random_.below(2) == 0;
  const std::int64_t sunday = days_from_civil(2026, is_spring ? 3 : 10, is_spring ? 29 : 25);
  const int before_s = is_spring ? 3600 : 7200;
  const int after_s = is_spring ? 7200 : 3600;
  Zone zone(before_s);
  zone.add_change((sunday * 86400 + 3600) * kSecond, after_s);
  config.zone = zone;
  board::SourceConfig& source = config.sources.front();
  source.account.zone = zone;
  first_day_ = (sunday - 2) * kDay - before_s * kSecond;
  const auto utc = [&](std::int64_t day, int minute) {
    const bool is_before = day < sunday || (day == sunday && minute < 3 * 60);
    return day * kDay + minute * kMinute - (is_before ? before_s : after_s) * kSecond;
  };
  for (std::int64_t day = sunday - 2; day < sunday + 4; ++day) {
    int minute = day == sunday ? 60 : 8 * 60;
    for (int row = 0; row < 6; ++row) {
      const int start = minute + static_cast<int>(random_.below(10)) * 5;
      const int end = start + 15 + static_cast<int>(random_.below(8)) * 5;
      minute = end + static_cast<int>(random_.below(3)) * 5;
      Planned plan;
      plan.vendor = plan.source = "sxb";
      plan.told_to_start = plan.is_local = true;
      plan.room = clouds_.add("sxb", "Room", 0, 0);
      plan.start_utc = utc(day, start);
      plan.end_utc = utc(day, end);
      if (plan.end_utc <= plan.start_utc) plan.end_utc = plan.start_utc + (end - start) * kMinute;
      const bool is_free = timetable_.empty() || plan.start_utc >= timetable_.back().end_utc;
      if (!is_free) continue;
      timetable_.push_back(plan);
      TimetableRow line;
      line.name = std::string_view("lesson");
      line.weekdays = static_cast<std::uint8_t>(1 << civil_from_days(day).weekday);
      line.start_s = start * 60;
      line.end_s = end * 60;
      line.room = plan.room;
      source.timetable.push_back(line);
    }
  }
}

School::School(Agenda& agenda, Trace& trace, const Order& order)
    : agenda_(agenda),
      trace_(trace),
      order_(order),
      random_(order.seed),
      vendors_(draw_vendors(order, random_)),
      clouds_(agenda.clock(), order.seed + 17),
      machine_(agenda, clouds_, trace, config(), order.seed + 23),
      referee_(agenda, clouds_, trace, machine_) {
  for (const std::string& vendor : vendors_) {
    for (const std::string& secret : Clouds::secrets(vendor)) trace_.secrets.push_back(secret);
  }
  const int share = 4 + static_cast<int>(random_.below(16));  // In percent: some seeds know few faults, some many.
  for (bool& kind : kinds_) kind = random_.below(100) < share;
  if (order.fault == "none" || (order.fault.empty() && random_.below(12) == 0)) kinds_.fill(false);
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (!order.fault.empty() && order.fault != "none") kinds_[kind] = kFaultNames[kind] == order.fault;
  }
  has_teacher_ = order.fault != "none" && !order.scripted && random_.below(5) < 2;
  machine_.network.round_trip_ms = 4 + random_.below(120);
  referee_.on_moved = [this](LessonState to) { meddle(to); };
}

void School::run() {
  if (order_.scripted) return run_script();
  if (order_.fleet != Order::Fleet::kNone) return run_in_fleet();
  for (int day = 0; day < days_of(order_); ++day) {
    const Milliseconds day_utc = first_day_ + day * kDay;
    agenda_.at(day_utc + kDayBegins, [this, day_utc] {
      plan_day(day_utc);
      plan_faults(day_utc);
    });
  }
  agenda_.at(first_day_ + kDayBegins, [this] { machine_.boot(true); });
  const Milliseconds end = first_day_ + kDayBegins + days_of(order_) * kDay;
  while (!trace_.has_failed() && agenda_.step(end)) {
  }
}

void School::operation() {
  ++operations_;
  const bool is_first = last_cut_ == 0 && operations_ == order_.cut_at;
  const bool is_second = last_cut_ != 0 && order_.cut_again != 0 && operations_ == last_cut_ + order_.cut_again;
  if (!is_first && !is_second) return;
  last_cut_ = is_first ? operations_ : 0;
  if (is_second) order_.cut_at = 0;
  begin(Kind::kPowerCutAtIo, 5 * kSecond);
  machine_.disk.bit_rot = order_.rots;
  off_for(5 * kSecond, true);
  if (!order_.looks_fail) return;
  clouds_.ill = Clouds::Ill{Kind::kStatus503, 100, false, true};
  begin(Kind::kStatus503, 15 * kSecond);
  agenda_.in(15 * kSecond, [this] { clouds_.ill.reset(); });
}

// One lesson, two and a half minutes after the start. Whatever was cut where: it is held once and stopped.
void School::run_script() {
  const Milliseconds from = kFirstDay + kSchoolFrom;
  const Milliseconds until = from + 3 * kMinute + order_.length + 6 * kMinute;
  machine_.disk.leaves = order_.leaves;
  machine_.disk.tears_at = order_.tears_at;
  machine_.disk.on_operation = [this](std::string_view) { operation(); };
  machine_.network.on_step = [this] { operation(); };
  machine_.network.on_send = [this] {
    operation();
    return machine_.is_up();
  };
  agenda_.at(from, [this, from] {
    plan_lesson(vendors_[0], from + 150 * kSecond, from + 150 * kSecond + order_.length);
    machine_.boot(true);
  });
  if (order_.is_held) agenda_.at(from + 150 * kSecond + order_.length / 2, [this] { press(2500); });
  if (order_.is_late) {
    agenda_.at(from + 130 * kSecond, [this] {
      begin(Kind::kPowerCut, order_.length - 80 * kSecond);
      off_for(order_.length - 80 * kSecond, true);
    });
  }
  while (!trace_.has_failed() && agenda_.step(until)) {
  }
  if (trace_.has_failed()) return;
  const RoomTruth truth = clouds_.truth(vendors_[0], referee_.plans[0].room);
  if (truth.sessions != (order_.is_late ? 0 : 1))
    trace_.fail(agenda_.now(), "rule 1", "held " + std::to_string(truth.sessions) + " times");
  if (truth.live) trace_.fail(agenda_.now(), "over", "still live at the vendor");
}

// The schedule is on its disk from before; then the power of the whole school goes, and comes back.
void School::run_in_fleet() {
  const Milliseconds bell = kFirstDay + kSchoolFrom;
  const Milliseconds on = bell - 2 * kMinute;
  agenda_.at(bell - 40 * kMinute, [this, bell] {
    plan_lesson(vendors_[0], bell, bell + 45 * kMinute);
    machine_.boot(true);
  });
  const bool by_network = order_.fleet == Order::Fleet::kNetwork;
  agenda_.at(bell - 20 * kMinute, [this, by_network, on] {
    if (by_network) return strike(Kind::kDown, on - agenda_.now());
    machine_.cut_power();
    machine_.synced = order_.fleet != Order::Fleet::kPowerUnsynced;
  });
  agenda_.at(on, [this] {
    referee_.polls_per_second.assign(static_cast<std::size_t>(kFleetCounted / kSecond), 0);
    machine_.boot(true);
  });
  while (!trace_.has_failed() && agenda_.step(on + kFleetCounted - 1)) {
  }
}

void School::plan_day(Milliseconds day_utc) {
  // What is long over is forgotten, as vendors do with their lists.
  for (const Planned& plan : referee_.plans) {
    if (plan.end_utc < day_utc - kDay && !plan.is_manual) clouds_.forget(plan.vendor, plan.room);
  }
  for (const Planned& plan : timetable_) {
    if (day_utc == first_day_) watch_plan(plan);
  }
  Milliseconds at = day_utc + kSchoolFrom + random_.below(4) * 15 * kMinute;
  while (timetable_.empty() && at < day_utc + kSchoolUntil) {
    const bool is_short = random_.below(12) == 0;
    const Milliseconds length = is_short ? (1 + random_.below(6)) * kMinute : (30 + random_.below(4) * 10) * kMinute;
    const std::string& vendor =
        vendors_[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(vendors_.size())))];
    plan_lesson(vendor, at, at + length);
    if (vendors_.size() > 1 && random_.below(3) == 0) plan_twin(vendors_[vendor == vendors_[0] ? 1 : 0]);
    const Milliseconds gap = random_.below(3) == 0 ? 0 : random_.below(8) * 5 * kMinute;
    at += length + gap;
    if (random_.below(4) == 0) at += kHour;
  }
  for (int i = has_manual_ ? 3 : 0; i > 0; --i) plan_manual(day_utc + kSchoolFrom + random_.below(10 * kHour));
  for (Milliseconds t = day_utc + kDayBegins + 10 * kMinute; t < day_utc + kDayBegins + kDay; t += 7 * kMinute)
    agenda_.at(t, [this] { referee_.judge_schedule(); });
}

void School::plan_lesson(const std::string& vendor, Milliseconds start_utc, Milliseconds end_utc) {
  Planned plan;
  plan.vendor = plan.source = vendor;
  plan.start_utc = start_utc;
  plan.end_utc = end_utc;
  plan.known_since = agenda_.now();
  plan.told_to_start = !begins_in_page(vendor);
  plan.room = clouds_.add(vendor, "Lesson " + std::to_string(referee_.plans.size() + 1), start_utc, end_utc);
  // gensee lists by the day of creation. What is planned later is made then.
  if (vendor == "gensee" && machine_.boots() == 0) clouds_.made_before(plan.room, random_.below(60) * kDay);
  for (Planned& other : referee_.plans) {
    if (other.removed_at == 0 && other.start_utc < end_utc && other.end_utc > start_utc) {
      (other.start_utc < start_utc ? plan.overlaps : other.overlaps) = true;
    }
  }
  watch_plan(plan);
}

// Another vendor plans the lesson that was planned last, too. weclassroom tells no titles, by which they are known.
void School::plan_twin(const std::string& vendor) {
  const std::size_t index = referee_.plans.size() - 1;
  Planned twin = referee_.plans[index];
  if (vendor == "weclassroom" || twin.vendor == "weclassroom") return;
  twin.vendor = twin.source = vendor;
  twin.told_to_start = !begins_in_page(vendor);
  twin.twin = index;
  twin.room = clouds_.add(vendor, "Lesson " + std::to_string(index + 1), twin.start_utc, twin.end_utc);
  referee_.plans[index].twin = index + 1;
  watch_plan(twin);
}

void School::watch_plan(const Planned& plan) {
  const std::size_t index = referee_.add(plan);
  Planned& added = referee_.plans[index];
  added.known_since = agenda_.now();
  for (const Holiday& holiday : machine_.config().holidays)
    added.is_holiday |= plan.start_utc >= holiday.from_utc && plan.start_utc < holiday.to_utc;
  watch(index);
  if (has_teacher_ && random_.below(2) == 0) plan_teacher(index);
}

void School::watch(std::size_t index) {
  const Planned& plan = referee_.plans[index];
  trace_.line(agenda_.now(), "plan " + plan.vendor + " " + plan.room + " " + time_text(plan.start_utc) + " - " +
                                 time_text(plan.end_utc));
  agenda_.at(plan.start_utc - 270 * kSecond, [this, index] { referee_.judge_opened(index); });
  agenda_.at(plan.end_utc + kSecond, [this, index] { referee_.judge_stop(index); });
  agenda_.at(plan.start_utc + (plan.told_to_start ? 1500 : 3000), [this, index] { referee_.judge_start(index); });
  for (Milliseconds t = plan.start_utc + 70 * kSecond; t < plan.end_utc; t += 41 * kSecond)
    agenda_.at(t, [this, index] { referee_.judge_live(index); });
  agenda_.at(plan.end_utc + 62 * kSecond, [this, index] { referee_.judge_over(index); });
}

// The lesson that is to come next.
Planned* School::next() {
  Planned* next = nullptr;
  for (Planned& plan : referee_.plans) {
    if (plan.removed_at != 0 || plan.start_utc <= agenda_.now()) continue;
    if (next == nullptr || plan.start_utc < next->start_utc) next = &plan;
  }
  return next;
}

// The lesson that is on, or the next one.
Planned* School::current() {
  for (Planned& plan : referee_.plans) {
    if (plan.removed_at == 0 && plan.start_utc <= agenda_.now() && plan.end_utc > agenda_.now()) return &plan;
  }
  return next();
}

// One whose class runs at its vendor.
Planned* School::live() {
  for (Planned& plan : referee_.plans) {
    if (plan.removed_at == 0 && clouds_.truth(plan.vendor, plan.room).live) return &plan;
  }
  return nullptr;
}

}  // namespace classbell::simulation
