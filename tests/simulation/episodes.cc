// What goes wrong on a day, and what a vendor's people do.

#include <algorithm>
#include <array>

#include "school.h"

namespace classbell::simulation {
namespace {

constexpr Milliseconds kYear = 365 * kDay;

bool is_power(Kind kind) { return kind <= Kind::kKilled || (kind >= Kind::kTorn && kind <= Kind::kBitRot); }

// As often short as long.
Milliseconds draw_span(Random& random, Milliseconds least, Milliseconds most) {
  Milliseconds span = least;
  while (span < most && random.below(4) != 0) span *= 2;
  return std::min(most, span / 2 + random.below(span));
}

}  // namespace

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
      switch (random_.below(7)) {
        case 0:
        case 1: at = bell + 5 + random_.below(90); break;  // While it is starting, or being stopped.
        case 2: at = bell + random_.below(4 * kSecond) - 2 * kSecond; break;
        case 3: at = bell; break;
        case 4: at = bell - kMinute - random_.below(4 * kMinute); break;  // While it is opening.
        default: at = bell + random_.below(3 * kMinute) - 100 * kSecond; break;
      }
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

// At the operation of the disk or of the network that comes as number `left`; of three times once more in the recovery.
void School::cut_at_operation(Kind kind, std::int64_t left, Milliseconds span) {
  const auto cut = [this, kind, span, count = std::make_shared<std::int64_t>(left)] {
    if (--*count != 0) return true;
    machine_.disk.on_operation = nullptr;
    machine_.network.on_send = nullptr;
    begin(kind, span);
    off_for(span, true);
    if (random_.below(3) == 0)
      agenda_.in(span, [this, kind, span] { cut_at_operation(kind, 1 + random_.below(4), span); });
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
}

void School::power(Kind kind, Milliseconds span) {
  if (!machine_.is_up()) return;
  switch (kind) {
    case Kind::kTorn: machine_.disk.leaves = Leaves::kTorn; break;
    case Kind::kReordered: machine_.disk.leaves = Leaves::kReordered; break;
    case Kind::kOldLines: machine_.disk.leaves = Leaves::kOldLines; break;
    case Kind::kZeroFilled: machine_.disk.leaves = Leaves::kZeroFilled; break;
    case Kind::kBitRot: (random_.below(3) == 0 ? machine_.disk.file_rot : machine_.disk.bit_rot) = true; break;
    default: machine_.disk.leaves = random_.below(2) == 0 ? Leaves::kNothing : Leaves::kAll; break;
  }
  // Of three power cuts one lasts until there is too little left of the lesson.
  const Planned* on = kind == Kind::kPowerCut && random_.below(3) == 0 ? current() : nullptr;
  if (on != nullptr && on->start_utc <= agenda_.now() && on->end_utc - agenda_.now() > 3 * kMinute)
    span = on->end_utc - agenda_.now() - 10 * kSecond - random_.below(100 * kSecond);
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
  if (kind == Kind::kPowerCutAtIo || (kind >= Kind::kTorn && kind <= Kind::kOldLines)) {
    // At one of the next operations of the disk or of the network, whichever comes to it.
    return cut_at_operation(kind, 1 + random_.below(12), span);
  }
  begin(kind, span);
  off_for(span, true);
}

void School::strike(Kind kind, Milliseconds span) {
  if (is_power(kind)) return power(kind, span);
  if (is_people(kind)) return people(kind);
  if (kind == Kind::kDnsMoves) {
    machine_.network.move_host();
    return begin(kind, 10 * kSecond);
  }
  if (is_network(kind)) {
    if (machine_.network.ill) return;
    machine_.network.ill = kind;
    // These befall a new connection: as often they come with the loss of the old one.
    const bool needs_connecting = kind == Kind::kDnsHangs || kind == Kind::kDnsFails || kind == Kind::kBadCertificate;
    if (needs_connecting && random_.below(2) == 0) machine_.network.hang_up();
    begin(kind, span);
    agenda_.in(span, [this, kind, span] {
      machine_.network.ill.reset();
      if (kind != Kind::kDown) return;
      machine_.plug_in();
      if (span > 2 * kMinute)
        agenda_.in(kSpread + kSecond, [this, back = agenda_.now()] { referee_.judge_link(back); });
    });
    return;
  }
  if (is_vendor(kind)) {
    if (clouds_.ill) return;
    if (kind == Kind::kTokenExpired) {
      clouds_.expire_tokens();
      return begin(kind, kSecond);
    }
    const int percents[] = {30, 60, 100};
    if (kind == Kind::kEmptySchedule) span *= 4;
    const bool only_controls = kind != Kind::kEmptySchedule && random_.below(2) == 0;
    clouds_.ill = Clouds::Ill{kind, percents[random_.below(3)], only_controls};
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
      const Planned* next = current();
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
      if (random_.below(4) == 0) span = kDay;  // Never, that is.
      clock_right_after(span);
      return begin(kind, span);
    case Kind::kBrowserCrashes:
    case Kind::kBrowserMissing:
      machine_.browser.crashes = kind == Kind::kBrowserCrashes;
      machine_.browser.is_missing = kind == Kind::kBrowserMissing;
      machine_.browser.crash();
      agenda_.in(span, [this] { machine_.browser.crashes = machine_.browser.is_missing = false; });
      return begin(kind, span + 40 * kSecond);
    case Kind::kBrowserHangs:
      machine_.browser.hangs = true;
      agenda_.in(span, [this] { machine_.browser.awake(); });
      return begin(kind, span + 2 * kSecond);
    case Kind::kBouncing:
      begin(kind, kSecond);
      referee_.hand("the button bounces");
      for (int i = 0; i < 8; ++i) agenda_.in(i * 30, [this, i] { machine_.button(i % 2 == 0); });
      return;
    case Kind::kStuck:
      if (agenda_.now() < pressed_until_) return;
      begin(kind, span + 12 * kSecond);
      referee_.stuck(true);
      agenda_.in(span + 12 * kSecond, [this] { referee_.stuck(false); });
      return press(12 * kSecond + span);
    case Kind::kStarved: machine_.starve(agenda_.now() + 10 * kSecond); return begin(kind, 10 * kSecond);
    case Kind::kSlowLcd:  // 23 ms: an OLED at 400 kHz; 250 ms: a character LCD of 20x4 that is initialised anew.
      machine_.set_lcd(23 + random_.below(228));
      agenda_.in(span, [this] { machine_.set_lcd(0); });
      return begin(kind, span);
    default: return;
  }
}

// At the start that two lessons of two vendors shared until one of them went: to the terminal they are one all the same
// if it has heard nothing of that by then, or a person began the one that went.
void School::parted(const Planned& gone, Planned& twin, Milliseconds since) {
  if (!machine_.is_up()) return agenda_.in(10 * kSecond, [this, &gone, &twin, since] { parted(gone, twin, since); });
  if (referee_.has_read_since(gone.vendor, since) && !referee_.holds_as_begun(gone)) return;
  twin.spoiled = true;
  for (Planned& of : referee_.plans) of.spoiled |= of.vendor == gone.vendor && of.room == gone.room;
}

void School::people(Kind kind) {
  // Done to one whose class has not begun: that is to come, or is due and still waits for its start.
  const bool is_ahead = kind == Kind::kMoved || kind == Kind::kStartedElsewhere;
  Planned* due = is_ahead ? current() : nullptr;
  if (due != nullptr && clouds_.truth(due->vendor, due->room).sessions > 0) due = next();
  Planned* plan = is_ahead ? due : kind == Kind::kStoppedElsewhere ? live() : current();
  const Milliseconds ahead = kind == Kind::kMoved ? 90 * kMinute : 30 * kMinute;
  if (plan == nullptr || plan->start_utc > agenda_.now() + ahead) return;
  if (kind == Kind::kAdded || kind == Kind::kOverlap) {
    const Milliseconds start = kind == Kind::kAdded
                                   ? (agenda_.now() / kMinute + 1 + random_.below(20)) * kMinute
                                   : plan->start_utc + (plan->end_utc - plan->start_utc) / 2 / kMinute * kMinute;
    const std::string vendor = plan->vendor;
    plan_lesson(vendor, start, start + (5 + random_.below(30)) * kMinute);
    return referee_.fault_strikes(kind, vendor, "");
  }
  const bool is_of_plan =
      kind == Kind::kMoved || kind == Kind::kCancelled || kind == Kind::kShortened || kind == Kind::kLengthened;
  if (plan->twin != kNoTwin) {  // From here on they are two lessons, one behind the other.
    Planned& twin = referee_.plans[plan->twin];
    plan->overlaps = twin.overlaps = true;
    plan->twin = twin.twin = kNoTwin;
    // With their start they are one to the terminal all the same, whatever end either is given, once one has begun.
    const bool is_parted = kind == Kind::kMoved || kind == Kind::kCancelled;
    if (!is_parted || plan->start_utc < agenda_.now() + 2 * kMinute) {
      plan->spoiled = twin.spoiled = true;
    } else {
      agenda_.at(plan->start_utc, [this, plan, &twin, since = agenda_.now()] { parted(*plan, twin, since); });
    }
  }
  if (is_of_plan && (plan->is_local || plan->is_manual)) return;
  const bool begun = clouds_.truth(plan->vendor, plan->room).sessions > 0;
  const std::string vendor = plan->vendor;
  const std::string room = plan->room;
  switch (kind) {
    case Kind::kMoved: {
      if (begun) return;
      Planned moved = *plan;
      plan->removed_at = agenda_.now();
      plan->was_moved = true;
      Milliseconds by = (1 + random_.below(20)) * kMinute;
      if (random_.below(3) == 0 && moved.start_utc > agenda_.now())
        by = -std::min(by, (moved.start_utc - agenda_.now()) / kMinute * kMinute + 2 * kMinute);
      moved.start_utc += by;
      moved.end_utc += by;
      moved.known_since = agenda_.now();
      moved.readings = 0;
      moved.latched = false;  // At its new time it is another lesson.
      for (const Planned& other : referee_.plans) {
        if (&other != plan && other.removed_at == 0 && other.start_utc < moved.end_utc &&
            other.end_utc > moved.start_utc)
          moved.overlaps = true;
      }
      for (Planned& other : referee_.plans) {
        if (&other != plan && other.removed_at == 0 && other.start_utc < moved.end_utc &&
            other.end_utc > moved.start_utc) {
          other.overlaps = true;
          // Twins that are moved to one time, one after the other, are one lesson again.
          const bool meets = other.start_utc == moved.start_utc && other.end_utc == moved.end_utc;
          if (meets && other.vendor != moved.vendor) other.spoiled = moved.spoiled = true;
        }
      }
      clouds_.move(moved.vendor, room, moved.start_utc, moved.end_utc);
      watch(referee_.add(moved));
      break;
    }
    case Kind::kCancelled:
      // A class that has begun vanishes from the schedule, and goes on (rule 5).
      if (begun && !clouds_.truth(plan->vendor, room).live) return;
      if (begun) {
        clouds_.hide(plan->vendor, room);
        plan->is_hidden = true;
        if (plan->start_utc > agenda_.now()) plan->hidden_at = agenda_.now();  // To who had not looked it is gone.
        if (plan->readings == 0) plan->spoiled = true;                         // Nor did anybody hear of its new time.
        break;
      }
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
      plan->readings = 0;
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
      if (plan->vendor == "cvclass" && random_.below(2) == 0) return try_early(*plan);
      clouds_.start_elsewhere(plan->vendor, room);
      plan->elsewhere_since = agenda_.now();
      // Where the real start alone is listed, it is the lesson that another vendor has at that second.
      for (const Planned& other : referee_.plans)
        plan->spoiled |=
            other.removed_at == 0 && other.vendor != vendor && other.start_utc / kSecond == agenda_.now() / kSecond;
      break;
    case Kind::kStoppedElsewhere:
      if (!clouds_.truth(plan->vendor, room).live) return;
      clouds_.stop_elsewhere(plan->vendor, room);
      referee_.stopped_elsewhere(*plan);
      break;
    default: return;
  }
  trace_.line(agenda_.now(), "people: " + vendor + " " + room);
  referee_.fault_strikes(kind, vendor, room);
}

// They come just when some lesson is in a state that lessons are seldom in; mostly that one is theirs too.
void School::meddle(LessonState state) {
  constexpr std::array kKinds{Kind::kMoved,      Kind::kCancelled,        Kind::kShortened,
                              Kind::kLengthened, Kind::kStartedElsewhere, Kind::kStoppedElsewhere};
  const bool has_people = std::any_of(kKinds.begin(), kKinds.end(), [this](Kind kind) { return has(kind); });
  const bool is_often = state == LessonState::kPlanned || state == LessonState::kArmed ||
                        state == LessonState::kStarting || state == LessonState::kLive;
  if (!has_people || is_often || random_.below(state == LessonState::kMissed ? 2 : 6) != 0) return;
  const Milliseconds within = state == LessonState::kStopping ? 80 : 5 * kSecond;
  const Kind kind = kKinds[static_cast<std::size_t>(random_.below(kKinds.size()))];
  if (order_.fault.empty() || has(kind)) agenda_.in(random_.below(within), [this, kind] { people(kind); });
}

// Somebody tries the class in its page, and ends it before its time. That is no stop of the lesson.
void School::try_early(const Planned& plan) {
  const bool is_at_once = plan.start_utc - agenda_.now() > 100 * kSecond && random_.below(2) == 0;
  const Milliseconds begun = plan.start_utc - 75 * kSecond + random_.below(30 * kSecond);
  const Milliseconds ended = plan.start_utc - 45 * kSecond + random_.below(25 * kSecond);
  const Milliseconds from = is_at_once ? agenda_.now() + kSecond : begun;
  const Milliseconds until = is_at_once ? from + 5 * kSecond + random_.below(30 * kSecond) : ended;
  if (from <= agenda_.now()) return;
  agenda_.at(from, [this, vendor = plan.vendor, room = plan.room, until] {
    const RoomTruth truth = clouds_.truth(vendor, room);
    if (!truth.exists || truth.sessions > 0) return;
    clouds_.start_elsewhere(vendor, room);
    trace_.line(agenda_.now(), "people: try " + vendor + " " + room);
    referee_.fault_strikes(Kind::kStartedElsewhere, vendor, room);
    agenda_.at(until, [this, vendor, room] {
      if (!clouds_.truth(vendor, room).live) return;
      clouds_.stop_elsewhere(vendor, room);
      for (Planned& tried : referee_.plans) {
        if (tried.vendor != vendor || tried.room != room || tried.removed_at != 0) continue;
        tried.tried_at = agenda_.now();
        // Moved to before now, or behind its start by the terminal's clock, it was the lesson.
        const Milliseconds by_terminal = machine_.is_up() ? machine_.now().utc : 0;
        if (tried.start_utc <= std::max(agenda_.now(), by_terminal)) referee_.stopped_elsewhere(tried);
      }
      trace_.line(agenda_.now(), "people: tried " + vendor + " " + room);
      referee_.fault_strikes(Kind::kStoppedElsewhere, vendor, room);
    });
  });
}

}  // namespace classbell::simulation
