#include "school.h"

#include <algorithm>

namespace classbell::simulation {
namespace {

constexpr Milliseconds kDayBegins = 6 * kHour;
constexpr Milliseconds kSchoolFrom = 8 * kHour;
constexpr Milliseconds kSchoolUntil = 18 * kHour;
constexpr Milliseconds kYear = 365 * kDay;

bool is_network(Kind kind) { return kind >= Kind::kDown && kind <= Kind::kBadCertificate; }
bool is_vendor(Kind kind) { return kind >= Kind::kStatus401 && kind <= Kind::kWrongDate; }
bool is_people(Kind kind) { return kind >= Kind::kMoved && kind <= Kind::kAdded; }
bool is_power(Kind kind) { return kind <= Kind::kKilled || (kind >= Kind::kTorn && kind <= Kind::kBitRot); }

// As often short as long.
Milliseconds draw_span(Random& random, Milliseconds least, Milliseconds most) {
  Milliseconds span = least;
  while (span < most && random.below(4) != 0) span *= 2;
  return std::min(most, span / 2 + random.below(span));
}

}  // namespace

std::vector<std::string> School::draw_vendors(const Order& order, Random& random) {
  if (!order.vendor.empty()) return {order.vendor};
  switch (random.below(12)) {
    case 0:
    case 1: return {"iclass"};
    case 2: return {"cvclass", "sxb"};
    case 3:
    case 4:
    case 5:
    case 6: return {"sxb"};
    default: return {"cvclass"};
  }
}

board::Config School::config(const std::vector<std::string>& vendors) {
  board::Config config;
  config.room = "Room 301";
  config.zone = Zone(8 * 3600);
  config.language = Language::kEnglish;
  for (const std::string& vendor : vendors) config.sources.push_back(Clouds::source(vendor, vendor));
  return config;
}

School::School(Agenda& agenda, Trace& trace, const Order& order)
    : agenda_(agenda),
      trace_(trace),
      order_(order),
      random_(order.seed),
      vendors_(draw_vendors(order, random_)),
      clouds_(agenda.clock(), order.seed + 17),
      machine_(agenda, clouds_, trace, config(vendors_), order.seed + 23),
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
}

void School::run() {
  if (order_.scripted) return run_script();
  for (int day = 0; day < order_.days; ++day) {
    const Milliseconds day_utc = kFirstDay + day * kDay;
    agenda_.at(day_utc + kDayBegins, [this, day_utc] {
      plan_day(day_utc);
      plan_faults(day_utc);
    });
  }
  agenda_.at(kFirstDay + kDayBegins, [this] { machine_.boot(true); });
  const Milliseconds end = kFirstDay + kDayBegins + order_.days * kDay;
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
  off_for(5 * kSecond, true);
}

// One lesson, two and a half minutes after the start. Whatever was cut where: it is held once and stopped.
void School::run_script() {
  const Milliseconds from = kFirstDay + kSchoolFrom;
  const Milliseconds until = from + 3 * kMinute + order_.length + 6 * kMinute;
  machine_.disk.leaves = order_.leaves;
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
  while (!trace_.has_failed() && agenda_.step(until)) {
  }
  if (trace_.has_failed()) return;
  const RoomTruth truth = clouds_.truth(vendors_[0], referee_.plans[0].room);
  if (truth.sessions != 1) trace_.fail(agenda_.now(), "rule 1", "held " + std::to_string(truth.sessions) + " times");
  if (truth.live) trace_.fail(agenda_.now(), "over", "still live at the vendor");
}

void School::plan_day(Milliseconds day_utc) {
  // What is long over is forgotten, as vendors do with their lists.
  for (const Planned& plan : referee_.plans) {
    if (plan.end_utc < day_utc - kDay) clouds_.forget(plan.vendor, plan.room);
  }
  Milliseconds at = day_utc + kSchoolFrom + random_.below(4) * 15 * kMinute;
  int lesson = 0;
  while (at < day_utc + kSchoolUntil) {
    const bool is_short = random_.below(12) == 0;
    const Milliseconds length = is_short ? (1 + random_.below(6)) * kMinute : (30 + random_.below(4) * 10) * kMinute;
    const std::string& vendor =
        vendors_[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(vendors_.size())))];
    plan_lesson(vendor, at, at + length);
    ++lesson;
    const Milliseconds gap = random_.below(3) == 0 ? 0 : random_.below(8) * 5 * kMinute;
    at += length + gap;
    if (random_.below(4) == 0) at += kHour;
  }
  for (Milliseconds t = day_utc + kDayBegins + 10 * kMinute; t < day_utc + kDayBegins + kDay; t += 17 * kMinute)
    agenda_.at(t, [this] { referee_.judge_schedule(); });
}

void School::plan_lesson(const std::string& vendor, Milliseconds start_utc, Milliseconds end_utc) {
  Planned plan;
  plan.vendor = plan.source = vendor;
  plan.start_utc = start_utc;
  plan.end_utc = end_utc;
  plan.known_since = agenda_.now();
  plan.told_to_start = vendor == "cvclass" || vendor == "sxb";
  plan.room = clouds_.add(vendor, "Lesson " + std::to_string(referee_.plans.size() + 1), start_utc, end_utc);
  for (Planned& other : referee_.plans) {
    if (other.removed_at == 0 && other.start_utc < end_utc && other.end_utc > start_utc) {
      (other.start_utc < start_utc ? plan.overlaps : other.overlaps) = true;
    }
  }
  referee_.plans.push_back(plan);
  watch(referee_.plans.size() - 1);
  if (has_teacher_ && random_.below(2) == 0) plan_teacher(referee_.plans.size() - 1);
}

void School::watch(std::size_t index) {
  const Planned& plan = referee_.plans[index];
  trace_.line(agenda_.now(), "plan " + plan.vendor + " " + plan.room + " " + time_text(plan.start_utc) + " - " +
                                 time_text(plan.end_utc));
  agenda_.at(plan.start_utc + (plan.told_to_start ? 1500 : 3000), [this, index] { referee_.judge_start(index); });
  for (Milliseconds t = plan.start_utc + 70 * kSecond; t < plan.end_utc; t += 97 * kSecond)
    agenda_.at(t, [this, index] { referee_.judge_live(index); });
  agenda_.at(plan.end_utc + 62 * kSecond, [this, index] { referee_.judge_over(index); });
}

// The lesson that is on, or the next one.
Planned* School::current(bool with_next) {
  Planned* next = nullptr;
  for (Planned& plan : referee_.plans) {
    if (plan.removed_at != 0 || plan.end_utc <= agenda_.now()) continue;
    if (plan.start_utc <= agenda_.now()) return &plan;
    if (next == nullptr || plan.start_utc < next->start_utc) next = &plan;
  }
  return with_next ? next : nullptr;
}

void School::plan_faults(Milliseconds day_utc) {
  std::vector<Kind> mine;
  for (std::size_t kind = 0; kind < kFaultKinds; ++kind) {
    if (kinds_[kind]) mine.push_back(static_cast<Kind>(kind));
  }
  if (mine.empty()) return;
  const int episodes = 3 + static_cast<int>(random_.below(14));
  for (int i = 0; i < episodes; ++i) {
    const Kind kind = mine[static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(mine.size())))];
    Milliseconds at = day_utc + kSchoolFrom - kHour + random_.below(11 * kHour);
    if (random_.below(4) != 0) {  // About a bell.
      const Planned& plan = referee_.plans[referee_.plans.size() - 1 -
                                           static_cast<std::size_t>(random_.below(static_cast<std::int64_t>(
                                               std::min<std::size_t>(referee_.plans.size(), 8))))];
      const Milliseconds bell = random_.below(3) == 0 ? plan.end_utc : plan.start_utc;
      at = bell + (random_.below(3) == 0 ? random_.below(4 * kSecond) - 2 * kSecond
                                         : random_.below(3 * kMinute) - 100 * kSecond);
    }
    const Milliseconds span = draw_span(random_, kSecond, 10 * kMinute);
    agenda_.at(at, [this, kind, span] { strike(kind, span); });
  }
}

void School::begin(Kind kind, Milliseconds span) {
  referee_.fault_begins(kind);
  agenda_.in(span, [this, kind] { referee_.fault_ends(kind); });
}

void School::off_for(Milliseconds span, bool power) {
  if (!machine_.is_up()) return;
  power ? machine_.cut_power() : machine_.kill();
  agenda_.in(span, [this, power] { machine_.boot(power); });
}

void School::power(Kind kind, Milliseconds span) {
  if (!machine_.is_up()) return;
  switch (kind) {
    case Kind::kTorn: machine_.disk.leaves = Leaves::kTorn; break;
    case Kind::kReordered: machine_.disk.leaves = Leaves::kReordered; break;
    case Kind::kZeroFilled: machine_.disk.leaves = Leaves::kZeroFilled; break;
    case Kind::kBitRot: machine_.disk.bit_rot = true; break;
    default: machine_.disk.leaves = random_.below(2) == 0 ? Leaves::kNothing : Leaves::kAll; break;
  }
  if (kind == Kind::kKilled) {
    begin(kind, kSecond);
    return off_for(kSecond, false);
  }
  if (kind == Kind::kBootLoop) {
    begin(kind, 40 * kSecond);
    for (int i = 0; i < 5; ++i) {
      agenda_.in(i * 8 * kSecond, [this] { off_for(kSecond + random_.below(6 * kSecond), true); });
    }
    return;
  }
  if (kind == Kind::kPowerCutAtIo || kind == Kind::kTorn || kind == Kind::kReordered || kind == Kind::kZeroFilled) {
    // At one of the next operations of the disk or of the network, whichever comes to it.
    const auto left = std::make_shared<std::int64_t>(1 + random_.below(12));
    const auto cut = [this, left, kind, span] {
      if (--*left != 0) return true;
      machine_.disk.on_operation = nullptr;
      machine_.network.on_send = nullptr;
      begin(kind, span);
      off_for(span, true);
      return false;
    };
    machine_.disk.on_operation = [cut](std::string_view) {
      const auto kept = cut;
      kept();
    };
    if (kind == Kind::kPowerCutAtIo)
      machine_.network.on_send = [cut] {
        const auto kept = cut;
        return kept();
      };
    return;
  }
  begin(kind, span);
  off_for(span, true);
}

void School::strike(Kind kind, Milliseconds span) {
  if (is_power(kind)) return power(kind, span);
  if (is_people(kind)) return people(kind);
  if (is_network(kind)) {
    if (machine_.network.ill) return;
    machine_.network.ill = kind;
    agenda_.in(span, [this] { machine_.network.ill.reset(); });
    return begin(kind, span);
  }
  if (is_vendor(kind)) {
    if (clouds_.ill) return;
    if (kind == Kind::kTokenExpired) {
      clouds_.expire_tokens();
      return begin(kind, kSecond);
    }
    const int percents[] = {30, 60, 100};
    clouds_.ill = Clouds::Ill{kind, percents[random_.below(3)], random_.below(2) == 0};
    agenda_.in(span, [this] { clouds_.ill.reset(); });
    // A reply may be on its way for as long as its requester waits.
    return begin(kind, span + 20 * kSecond);
  }
  const auto clock_right_after = [this](Milliseconds after) {
    agenda_.in(after, [this] {
      machine_.synced = true;
      machine_.set_drift(0);
      machine_.set_clock_off(0);
    });
  };
  switch (kind) {
    case Kind::kNoSpace:
    case Kind::kSyncFails:
    case Kind::kSyncSlow:
      machine_.disk.health.full = kind == Kind::kNoSpace;
      machine_.disk.health.sync_fails = kind == Kind::kSyncFails;
      machine_.disk.health.sync_ms = kind == Kind::kSyncSlow ? 5 * kSecond : 12;
      agenda_.in(span, [this] { machine_.disk.health = {}; });
      return begin(kind, span);
    case Kind::kBoot1970:
    case Kind::kBootStale: {
      if (!machine_.is_up()) return;
      off_for(2 * kSecond, true);
      machine_.synced = false;
      machine_.set_clock_off(kind == Kind::kBoot1970 ? -agenda_.now() : -random_.below(3 * kDay));
      clock_right_after(span + 2 * kSecond);
      return begin(kind, span + 2 * kSecond);
    }
    case Kind::kStep:
    case Kind::kStepAtStart:
    case Kind::kWrongTrusted: {
      constexpr Milliseconds kSteps[] = {kSecond, 5 * kSecond, kMinute, 10 * kMinute, kHour, kDay, kYear, 10 * kYear};
      const Milliseconds step =
          kSteps[random_.below(kind == Kind::kStepAtStart ? 4 : 8)] * (random_.below(2) == 0 ? 1 : -1);
      const Planned* next = current(true);
      Milliseconds after = 0;
      if (kind == Kind::kStepAtStart && next != nullptr && next->start_utc > agenda_.now())
        after = next->start_utc - agenda_.now();
      if (after > kHour) return;
      const bool known = kind == Kind::kWrongTrusted || random_.below(2) == 0;
      agenda_.in(after, [this, step, known, kind, span, clock_right_after] {
        machine_.synced = known;
        machine_.set_clock_off(step);
        clock_right_after(span);
        begin(kind, span);
      });
      return;
    }
    case Kind::kDrift:
      machine_.set_drift(random_.below(2) == 0 ? 200 : -200);
      clock_right_after(4 * span);
      return begin(kind, 4 * span);
    case Kind::kUnsynced:
      machine_.synced = false;
      clock_right_after(span);
      return begin(kind, span);
    case Kind::kBrowserCrashes:
    case Kind::kBrowserMissing:
      machine_.browser.crashes = kind == Kind::kBrowserCrashes;
      machine_.browser.is_missing = kind == Kind::kBrowserMissing;
      agenda_.in(span, [this] { machine_.browser.crashes = machine_.browser.is_missing = false; });
      return begin(kind, span + 40 * kSecond);
    case Kind::kBouncing:
      begin(kind, kSecond);
      referee_.hand("the button bounces");
      for (int i = 0; i < 8; ++i) agenda_.in(i * 30, [this, i] { machine_.button(i % 2 == 0); });
      return;
    case Kind::kStuck: begin(kind, span + 12 * kSecond); return press(12 * kSecond + span);
    case Kind::kStarved: machine_.starve(agenda_.now() + 10 * kSecond); return begin(kind, 10 * kSecond);
    default: return;
  }
}

void School::people(Kind kind) {
  Planned* plan = current(kind != Kind::kStoppedElsewhere);
  if (plan == nullptr || plan->start_utc > agenda_.now() + 30 * kMinute) return;
  if (kind == Kind::kAdded || kind == Kind::kOverlap) {
    const Milliseconds start = kind == Kind::kAdded
                                   ? (agenda_.now() / kMinute + 1 + random_.below(20)) * kMinute
                                   : plan->start_utc + (plan->end_utc - plan->start_utc) / 2 / kMinute * kMinute;
    const std::string vendor = plan->vendor;
    plan_lesson(vendor, start, start + (5 + random_.below(30)) * kMinute);
    return referee_.fault_strikes(kind);
  }
  const bool begun = plan->start_utc <= agenda_.now() || clouds_.truth(plan->vendor, plan->room).sessions > 0;
  const std::string room = plan->room;
  switch (kind) {
    case Kind::kMoved: {
      if (begun) return;
      Planned moved = *plan;
      plan->removed_at = agenda_.now();
      plan->was_moved = true;
      const Milliseconds by = (1 + random_.below(20)) * kMinute;
      moved.start_utc += by;
      moved.end_utc += by;
      moved.known_since = agenda_.now();
      for (const Planned& other : referee_.plans) {
        if (&other != plan && other.removed_at == 0 && other.start_utc < moved.end_utc &&
            other.end_utc > moved.start_utc)
          moved.overlaps = true;
      }
      for (Planned& other : referee_.plans) {
        if (&other != plan && other.removed_at == 0 && other.start_utc < moved.end_utc &&
            other.end_utc > moved.start_utc)
          other.overlaps = true;
      }
      clouds_.move(moved.vendor, room, moved.start_utc, moved.end_utc);
      referee_.plans.push_back(moved);
      watch(referee_.plans.size() - 1);
      break;
    }
    case Kind::kCancelled:
      if (begun) return;
      clouds_.remove(plan->vendor, room);
      plan->removed_at = agenda_.now();
      break;
    case Kind::kShortened:
    case Kind::kLengthened: {
      const Milliseconds by = (1 + random_.below(10)) * kMinute * (kind == Kind::kShortened ? -1 : 1);
      if (plan->end_utc + by < std::max(agenda_.now(), plan->start_utc) + kMinute) return;
      plan->end_utc += by;
      // sxb cannot be told an end, so what it lists of a class that runs is not believed.
      if (begun && plan->vendor == "sxb") plan->spoiled = true;
      plan->known_since = agenda_.now();
      for (Planned& other : referee_.plans) {
        if (&other != plan && other.removed_at == 0 && other.start_utc < plan->end_utc &&
            other.end_utc > plan->start_utc)
          (other.start_utc < plan->start_utc ? plan->overlaps : other.overlaps) = true;
      }
      clouds_.move(plan->vendor, room, plan->start_utc, plan->end_utc);
      const auto index = static_cast<std::size_t>(
          std::find_if(referee_.plans.begin(), referee_.plans.end(), [&](const Planned& p) { return &p == plan; }) -
          referee_.plans.begin());
      agenda_.at(plan->end_utc + 130 * kSecond, [this, index] { referee_.judge_over(index); });
      break;
    }
    case Kind::kStartedElsewhere:
      if (clouds_.truth(plan->vendor, room).sessions > 0) return;
      clouds_.start_elsewhere(plan->vendor, room);
      plan->elsewhere_since = agenda_.now();
      break;
    case Kind::kStoppedElsewhere:
      if (!clouds_.truth(plan->vendor, room).live) return;
      clouds_.stop_elsewhere(plan->vendor, room);
      plan->elsewhere_since = agenda_.now();
      plan->stopped_elsewhere = true;
      break;
    default: return;
  }
  trace_.line(agenda_.now(), "people: " + plan->vendor + " " + room);
  referee_.fault_strikes(kind);
}

void School::press(Milliseconds held_ms) {
  referee_.hand("presses for " + std::to_string(held_ms) + " ms");
  machine_.button(true);
  referee_.pressed();
  agenda_.in(held_ms, [this] {
    referee_.hand("lets go");
    machine_.button(false);
  });
}

void School::plan_teacher(std::size_t index) {
  const Planned& plan = referee_.plans[index];
  const Milliseconds length = plan.end_utc - plan.start_utc;
  const Milliseconds during = plan.start_utc + length / 10 + random_.below(length * 8 / 10);
  const auto type = [this](Milliseconds at, const std::string& line) {
    agenda_.at(at, [this, line] {
      referee_.hand("types " + line);
      machine_.type(line);
    });
  };
  switch (random_.below(9)) {
    case 0: agenda_.at(plan.start_utc - random_.below(4 * kMinute), [this] { press(200); }); break;
    case 1: agenda_.at(during, [this] { press(2500); }); break;
    case 2:
      agenda_.at(during, [this] {
        press(2500);
        agenda_.in(4 * kSecond + random_.below(10 * kSecond), [this] { press(150); });
      });
      break;
    case 3:
      agenda_.at(during, [this] { press(3000); });
      agenda_.at(during + 2 * kMinute, [this] { press(150); });
      break;
    case 4: agenda_.at(plan.end_utc - 4 * kMinute, [this] { press(300); }); break;
    case 5: type(during, "stop"); break;
    case 6: type(plan.start_utc - random_.below(20 * kMinute), "start"); break;
    case 7: type(plan.end_utc - 3 * kMinute, "extend"); break;
    default: type(during, "status"); break;
  }
}

}  // namespace classbell::simulation
