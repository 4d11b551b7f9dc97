// What goes between a terminal and its vendors: what is sent and answered, and the rules that this shows.

#include <algorithm>
#include <utility>

#include "referee.h"

namespace classbell::simulation {
namespace {

// sxb lists what is to come and what is live one after the other, weclassroom which lessons there are and what they
// are.
int last_listing(std::string_view vendor, int listed_first) {
  return vendor == "sxb" || (vendor == "weclassroom" && listed_first > 0) ? 1 : 0;
}

constexpr int kDaysBack = 60;
constexpr std::size_t kPollsMax = 12;
// A start and a stop that are due try again after an eighth of a second at the least.
constexpr std::size_t kLoginsMax = 64;
// While a start is due one each eighth of a second, one as the link comes back, and one as it is live.
constexpr std::size_t kLooksMax = 8;
constexpr Milliseconds kBurst = 4 * kSecond;
constexpr int kExchangesMax = 16;                   // As http.h has it; more would make a start wait its turn.
constexpr Milliseconds kStopAwaited = 9 * kSecond;  // A stop may go unconfirmed for ten from E on.
constexpr Milliseconds kTakenBackWithin = 9900;
constexpr Milliseconds kLookSettles = 10 * kSecond;  // The last look before T is three seconds old, and worth six.
constexpr Milliseconds kTwoLooks = 7 * kSecond;      // A look each 3 s; two in a row are believed.

}  // namespace

void Referee::sent(std::uint64_t exchange, const Described& what, const http::Request& request) {
  trace_.line(agenda_.now(), {"> ", std::to_string(exchange), " ", what.vendor, " ", what.endpoint, " ", what.room});
  if (machine_.network.in_flight() > kExchangesMax)
    fail("bounded", "more exchanges in flight than the loop takes at once");
  const bool is_action = what.call == Call::kStart || what.call == Call::kStop || what.call == Call::kStatus ||
                         what.call == Call::kHeartbeat;
  if (is_action) {
    for (Planned* plan : plans_of(what.vendor, what.room)) plan->last_asked = agenda_.now();
  }
  if (what.endpoint == "login") {
    login_at_ = agenda_.now();
    if (is_burst(what.vendor + " login", kLoginsMax)) fail("login", "a burst of log-ins");
  }
  switch (what.call) {
    case Call::kStart:
      if (!request.once) fail("rule 1", "a start may be sent again by the transport");
      return check_start(what);
    case Call::kStop:
      if (!request.once) fail("rule 1", "a stop may be sent again by the transport");
      return check_stop(what);
    case Call::kHeartbeat:
    case Call::kStatus: return check_beat(what);
    case Call::kSchedule:
      check_poll(what);
      if (what.listing == 0 && what.room.empty()) asked_utc_[what.vendor] = machine_.now().vendor_utc();
      if (!polls_per_second.empty() && what.room.empty()) {  // gensee's room/info is how a page is entered, too.
        const auto second = static_cast<std::size_t>(agenda_.now() / kSecond) % polls_per_second.size();
        ++polls_per_second[second];
      }
      return;
    case Call::kExtend:
    case Call::kOther:
    case Call::kPage: return;
  }
}

void Referee::check_start(const Described& what) {
  Planned* plan = plan_of(what.vendor, what.room);
  const Course* course = course_of(what.vendor, what.room);
  const std::string who = what.vendor + " " + what.room;
  if (plan == nullptr || course == nullptr) return fail("rule 2", "a start of a lesson nobody planned: " + who);
  if (course->by_press()) check_written(*course);
  const Now now = machine_.now();
  const bool in_window = now.trusted && now.utc >= course->lesson().key.start_utc && now.utc < course->end_utc();
  const bool by_hand = hand_acts();
  // One for which the terminal had to log in is sent anew; the clock may have been set meanwhile.
  const bool is_anew =
      what.vendor == "sxb" && login_at_ >= plan->last_start && agenda_.now() - plan->last_start < kBurst;
  // A press while it is starting (by the plan that it was moved from): somebody wants it, listed or not, whatever
  // becomes of the clock.
  constexpr Milliseconds kPressLasts = 2 * kSecond;
  Planned* begun = plan_from(what.vendor, what.room, course->lesson().key.start_utc);
  const Milliseconds starting_since = begun != nullptr ? begun->starting_since : 0;
  const bool is_insisted_on = course->state() == LessonState::kStarting && starting_since != 0 &&
                              hand_at_ + kPressLasts >= starting_since;
  const bool is_persons = plan->by_hand || by_hand || is_insisted_on;
  plan->by_hand |=
      is_insisted_on && course->by_press() && plan->removed_at != 0;  // Behind a power cut it is still tried.
  if (!in_window && !is_anew && !(course->by_press() && is_persons))
    fail("rule 2", "an automatic start outside [T, end), or with an untrusted clock: " + who);
  if (plan->latched && !by_hand) fail("rule 3", "the teacher stopped it, and it is started again: " + who);
  // What the second reading answers at this moment may be heard behind the look that the start waited for.
  const bool is_dropped = plan->readings_without >= 2 && plan->dropped_at < agenda_.now();
  if (plan->removed_at != 0 && is_dropped && !is_persons)
    fail("rule 2", "started after the schedule dropped it: " + who);
  if (plan->is_holiday && !plan->by_hand && !by_hand) fail("holiday", "started on a holiday: " + who);
  if (plan->twin != kNoTwin && !plan->spoiled && !by_hand && !plan->by_hand) {
    const Planned& twin = plans[plan->twin];
    // A press wants it once more, where its room went with the class that it stopped.
    const RoomTruth truth = clouds_.truth(twin.vendor, twin.room);
    const bool is_wanted = twin.vendor == "sxb" && twin.by_hand && !twin.latched && truth.sessions > 0 && !truth.live;
    if ((twin.starts > 0 || twin.latched) && !is_wanted)
      fail("rule 8", "one lesson of two vendors, and begun at both: " + who);
  }
  const Milliseconds left = course->end_utc() - now.utc;
  const Milliseconds least = std::min(2 * kMinute, (course->planned_end_utc() - course->lesson().key.start_utc) / 2);
  if (machine_.up_since() > std::max(plan->start_utc, plan->last_start) && left < least - kSecond &&
      !course->by_press() && plan->starts == 0 && controls_[{who, Call::kStart}].open == 0)
    fail("rule 6", "booted, and started with too little left: " + who);
  Control& control = controls_[{who, Call::kStart}];
  if (control.open > 0) fail("rule 1", "a second start while one is unanswered: " + who);
  if (control.unknown) fail("rule 1", "a start is repeated, the last outcome unknown and not read back: " + who);
  ++control.open;
  control.unknown = true;
  control.start_utc = course->lesson().key.start_utc;
  const RoomTruth truth = clouds_.truth(what.vendor, what.room);
  const Milliseconds settled = agenda_.now() - kLookSettles;
  if (truth.live && truth.live_since < settled && was_well_since(settled - 5 * kSecond) &&
      machine_.up_since() < settled - 5 * kSecond)
    fail("rule 4", "found live for long, and started all the same: " + who);
  for (const Planned& other : plans) {
    if (other.room == plan->room) continue;
    const Course* theirs = course_of(other.vendor, other.room);
    const bool is_stopping = theirs != nullptr && theirs->state() == LessonState::kStopping;
    if (is_stopping && other.told_to_start && other.stopping_since + kStopAwaited > agenda_.now())
      fail("rule 8", "started before the stop of " + other.room + " is confirmed: " + who);
    if (theirs != nullptr && theirs != course && is_in_progress(theirs->state()) && theirs->may_be_heard())
      fail("rule 8", "started while " + other.room + " is in progress: " + who);
  }
  plan->last_start = agenda_.now();
  if (begun != nullptr) begun->last_start = agenda_.now();  // By the plan that it was moved from.
}

void Referee::check_stop(const Described& what) {
  const std::string who = what.vendor + " " + what.room;
  const Course* course = course_of(what.vendor, what.room);
  if (course == nullptr || course->state() != LessonState::kStopping)
    fail("rule 1", "a stop of a lesson that is not stopping: " + who);
  else check_written(*course);
  Planned* plan = plan_of(what.vendor, what.room);
  if (plan != nullptr) plan->last_stop = agenda_.now();
  if (plan != nullptr && plan->held_at > machine_.up_since() && agenda_.now() < plan->held_at + kTakenBackWithin &&
      course != nullptr && course->cause() == Cause::kStopAsked)
    fail("rule 3", "a hold's stop was sent before it could be taken back: " + who);
  // A stuck button's hold may be all that the disk knows when the power goes.
  const Planned* of = course == nullptr ? nullptr : plan_from(what.vendor, what.room, course->lesson().key.start_utc);
  const bool was_asked_before = of != nullptr && of->stopping_since != 0 && of->stopping_since < stuck_from_;
  if (stuck_from_ > machine_.up_since() && !was_asked_before && agenda_.now() > stuck_from_ + 11 * kSecond &&
      agenda_.now() - hand_at_ > 11 * kSecond && course != nullptr && course->cause() == Cause::kStopAsked)
    fail("button", "a stuck button ended it: " + who);
  Control& control = controls_[{who, Call::kStop}];
  if (control.open > 0) fail("rule 1", "a second stop while one is unanswered: " + who);
  if (control.unknown) fail("rule 1", "a stop is repeated, the last outcome unknown and not read back: " + who);
  ++control.open;
  control.unknown = true;
}

// One heartbeat in flight, and no burst that makes up for those that were missed.
void Referee::check_beat(const Described& what) {
  std::deque<Milliseconds>& beats = beats_[what.vendor + " " + what.room + " " + what.endpoint];
  // One for which the terminal had to log in first is sent anew.
  if (what.call == Call::kHeartbeat && !beats.empty() && login_at_ >= beats.back()) beats.pop_back();
  beats.push_back(agenda_.now());
  if (beats.size() > kLooksMax) beats.pop_front();
  const auto& open = machine_.network.open();
  const auto beside = std::count_if(open.begin(), open.end(), [&](const auto& e) {
    return e.second->what.call == what.call && e.second->what.room == what.room && e.second->what.vendor == what.vendor;
  });
  // The look that stands for a heartbeat may be beside the last one before T, and one that a start or stop needs.
  if (beside > (what.call == Call::kHeartbeat ? 1 : 3)) fail("heartbeat", "a heartbeat beside one: " + what.room);
  if (what.call == Call::kHeartbeat) {
    if (beats.size() > 3 && beats.back() - beats[beats.size() - 4] < 5 * kSecond)
      fail("heartbeat", "a burst of heartbeats: " + what.room);
  } else if (beats.size() == kLooksMax && beats.back() - beats.front() < kSecond / 2) {
    fail("heartbeat", "a burst of looks at the room: " + what.room);
  }
}

void Referee::carried_out(std::uint64_t exchange, const Described& what, const Answer& answer) {
  if (answer.met) cover(*answer.met, what.vendor, what.room);
  if (!answer.effective.empty())
    trace_.line(agenda_.now(), {"= ", std::to_string(exchange), " ", answer.effective, " ", what.room});
  if (answer.effective == "extend") check_extension(what);
  if (what.call == Call::kSchedule) listings_[exchange] = {agenda_.now(), answer.listed, answer.rooms};
  if (what.call == Call::kStart && answer.effective == "start") {
    // Moved just before T, it is begun by the old plan, and again by the new one: two lessons.
    const Milliseconds start_utc = controls_[{what.vendor + " " + what.room, Call::kStart}].start_utc;
    Planned* plan = plan_from(what.vendor, what.room, start_utc);
    if (plan != nullptr && ++plan->starts > plan->starts_allowed)
      fail("rule 1", "a second effective start: " + what.vendor + " " + what.room);
  }
}

// Whether the last `most` of them, of which one is sent now, were sent within kBurst.
bool Referee::is_burst(const std::string& of, std::size_t most) {
  std::deque<Milliseconds>& sent = beats_[of];
  sent.push_back(agenda_.now());
  if (sent.size() > most) sent.pop_front();
  return sent.size() == most && sent.back() - sent.front() < kBurst;
}

// A log-in that ran out may make a reading begin again; nothing makes it come more often than that.
void Referee::check_poll(const Described& what) {
  if (what.vendor == "gensee" && what.listing != 0) return;  // Looks back over 60 days, and asks for rooms one by one.
  if (is_burst(what.vendor + " schedule", kPollsMax)) fail("schedule", "a burst of readings");
  poll_at_[what.vendor] = agenda_.now();
  if (agenda_.now() < not_before_[what.vendor])
    fail("schedule", "read before the vendor's Retry-After is over: " + what.vendor);
}

// What a person asked for goes to the journal before it goes to the vendor.
void Referee::check_written(const Course& course) {
  const LessonKey& key = course.lesson().key;
  if (!is_last(machine_.disk.content(), key, course.state()))
    fail("journal", "asked for before it is written: " + std::string(key.id.view()));
}

// Capped at the next lesson's start and half an hour in all, as far as the terminal can know them.
void Referee::check_extension(const Described& what) {
  const Course* course = machine_.is_up() ? course_of(what.vendor, what.room) : nullptr;
  if (course == nullptr) return;
  const Milliseconds end = clouds_.truth(what.vendor, what.room).end_utc;
  if (end > course->planned_end_utc() + 30 * kMinute) fail("extend", "by more than half an hour: " + what.room);
  for (const Course& other : machine_.terminal().courses()) {
    const Milliseconds start = other.lesson().key.start_utc;
    if (&other != course && !is_over(other.state()) && start > course->lesson().key.start_utc && start < end &&
        start >= course->end_utc())
      fail("extend", "over the next lesson's start: " + what.room);
  }
}

void Referee::answered(std::uint64_t exchange, const Described& what, const http::Reply& reply, bool told) {
  trace_.line(agenda_.now(), {"< ", std::to_string(exchange), " ",
                              reply.transport == http::Transport::kOk ? std::to_string(reply.status) : reply.detail});
  const std::string who = what.vendor + " " + what.room;
  if (what.call == Call::kStart || what.call == Call::kStop) {
    Control& control = controls_[{who, what.call}];
    control.open = std::max(0, control.open - 1);
    control.unknown = !told;
  }
  const bool good = told && reply.transport == http::Transport::kOk && reply.status == 200;
  Planned* plan = what.room.empty() ? nullptr : plan_of(what.vendor, what.room);
  const Call beat = what.vendor == "sxb" ? Call::kHeartbeat : Call::kStatus;
  if (what.call == beat && good && plan != nullptr) {
    // Seen live before its time, and not twice seen to be over until now: it may have been the lesson.
    const auto live = live_since_.find(who);
    const bool was_tried = plan->tried_at != 0 && plan->last_beat < plan->tried_at + kTwoLooks &&
                           live != live_since_.end() && live->second < plan->tried_at;
    if (was_tried && agenda_.now() >= plan->start_utc) stopped_elsewhere(*plan);
    plan->last_beat = agenda_.now();
  }
  if (what.call == Call::kStatus && good) {
    controls_[{who, Call::kStart}].unknown = false;
    controls_[{who, Call::kStop}].unknown = false;
  }
  if (what.call != Call::kSchedule) return;
  const bool may_be_entry = what.vendor == "gensee" && !what.room.empty();
  if (reply.retry_after_ms > 0 && !may_be_entry) not_before_[what.vendor] = agenda_.now() + reply.retry_after_ms;
  const Listing listing = listings_[exchange];
  listings_.erase(exchange);
  if (good && listing.listed >= 0 && what.vendor == "gensee") read_rooms(what, listing);
  else if (good && listing.listed >= 0) read_schedule(what, listing);
}

void Referee::read_without(Planned& plan) {
  const Milliseconds asked = asked_utc_[plan.vendor];
  const bool was_asked_for = plan.end_utc > asked - kScheduleBack && plan.start_utc < asked + kScheduleAhead;
  if (!was_asked_for) return;  // By a clock of another day it asked for that day's.
  if (++plan.readings_without == 2) plan.dropped_at = agenda_.now();
}

// gensee is read room by room: one that is gone is told once, and is not in the readings after that. A process that
// has nothing on its disk, or whose clock went back, begins with a look back over 60 days, and asks of no room that it
// was not told of.
void Referee::read_rooms(const Described& what, const Listing& listing) {
  good_poll_at_[what.vendor] = agenda_.now();
  const bool is_begun = what.listing == 0;
  const bool looked_back = is_begun && days_listed_ > kDaysBack;
  const std::set<std::string> told_then = is_begun ? std::exchange(rooms_of_reading_, {}) : std::set<std::string>();
  if (is_begun) days_listed_ = 0;
  if (what.room.empty()) ++days_listed_;
  rooms_told_.insert(listing.rooms.begin(), listing.rooms.end());
  rooms_of_reading_.insert(listing.rooms.begin(), listing.rooms.end());
  for (Planned& p : plans) {
    if (p.vendor != what.vendor) continue;
    const bool is_told = std::find(listing.rooms.begin(), listing.rooms.end(), p.room) != listing.rooms.end();
    if (is_told && p.known_since < listing.served_utc && listing.served_utc < p.end_utc) ++p.readings;
    const bool is_untold = rooms_told_.count(p.room) == 0 || (looked_back && told_then.count(p.room) == 0);
    const bool is_gone = what.room == p.room ? !is_told : is_begun && (p.readings_without > 0 || is_untold);
    if (!is_gone || p.gone_at() == 0 || p.gone_at() >= listing.served_utc) continue;
    if (is_untold && looked_back && p.readings_without == 0) read_without(p);  // It went while that was under way.
    read_without(p);
  }
}

// A listing of the schedule reached the terminal. An empty one of what is planned tells nothing (rule 5).
void Referee::read_schedule(const Described& what, const Listing& listing) {
  Listing& first = first_listing_[what.vendor];
  if (what.listing == 0) first = listing;
  if (what.listing != last_listing(what.vendor, first.listed) || first.listed < 0) return;
  good_poll_at_[what.vendor] = agenda_.now();
  // weclassroom tells of each that it listed: one that goes between the two is missing too.
  const Milliseconds served_utc = what.vendor == "weclassroom" ? listing.served_utc : first.served_utc;
  for (Planned& p : plans) {
    if (p.vendor != what.vendor) continue;
    if (p.known_since < first.served_utc && served_utc < p.end_utc) ++p.readings;
    if (p.gone_at() != 0 && p.gone_at() <= served_utc && first.listed > 0) read_without(p);
  }
  first.listed = -1;
}

}  // namespace classbell::simulation
