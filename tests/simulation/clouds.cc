#include "clouds.h"

#include <algorithm>

#include "form.h"
#include "vendors/vendor.h"

namespace classbell::simulation {
namespace {

constexpr Milliseconds kOverrun = 10 * kMinute;    // cvclass: how long past its end a room stays open.
constexpr Milliseconds kTeacherPresses = kSecond;  // After T, once the page is open.

// The first row of a listing stands there twice.
void repeat_row(std::string& body) {
  const std::size_t at = body.find("[{");
  const std::size_t end = body.find('}', at);
  if (at != std::string::npos && end != std::string::npos) body.insert(at + 1, body.substr(at + 1, end - at) + ",");
}

}  // namespace

board::SourceConfig Clouds::source(const std::string& vendor, const std::string& name) {
  board::SourceConfig source;
  source.vendor = vendors::find_vendor(vendor);
  source.account.name = name;
  source.account.base_url = std::string(kHost) + vendor;
  source.account.zone = Zone(8 * 3600);
  for (const vendors::Setting& setting : source.vendor->settings) {
    std::string value(setting.fallback);
    if (setting.required || setting.name == "domain" || setting.name == "user_token")
      value = setting.allowed == "0-9" ? "1400001234" : "secret-of-" + vendor + "-" + std::string(setting.name);
    if (setting.name == "entry_base") value = source.account.base_url + "/page";
    if (!value.empty()) source.account.set(setting, value);
  }
  if (vendor == "sxb" || vendor == "weclassroom") source.account.entry_template = source.account.base_url + "/page/%r";
  return source;
}

std::vector<std::string> Clouds::secrets(const std::string& vendor) {
  const board::SourceConfig from = source(vendor, "x");
  std::vector<std::string> out;
  for (const vendors::Setting& setting : from.vendor->settings) {
    if (setting.secret && !from.account.secret(setting.name).empty())
      out.emplace_back(from.account.secret(setting.name).reveal());
  }
  if (vendor == "cvclass") out.emplace_back("654321");  // The teacher's password of each room.
  if (vendor == "sxb") out.emplace_back("token-");  // As it begins each that it lends.
  return out;
}

Described Clouds::describe(const http::Request& request) const {
  Described described;
  std::string_view rest = std::string_view(request.url).substr(std::min(request.url.size(), kHost.size()));
  described.vendor = rest.substr(0, rest.find('/'));
  rest.remove_prefix(std::min(rest.size(), described.vendor.size() + 1));
  const std::string_view body = request.body;
  if (request.method == http::Method::kGet) {
    described.call = Call::kPage;
    described.endpoint = "page";
    const std::string_view form = rest.substr(std::min(rest.size(), rest.find('?') + 1));
    if (described.vendor == "cvclass") described.room = field(form, "serial");
    else if (described.vendor != "iclass") described.room = rest.substr(0, rest.find('?')).substr(rest.rfind('/') + 1);
    else described.room = rest.substr(0, rest.rfind('/')).substr(rest.substr(0, rest.rfind('/')).rfind('/') + 1);
    return described;
  }
  if (described.vendor == "cvclass") {
    described.endpoint = rest.substr(rest.rfind('/') + 1);
    described.room = field(body, "serial");
    if (described.endpoint == "RoomStatus") described.call = Call::kStatus;
    else if (described.endpoint == "room_control")
      described.call = field(body, "state") == "1" ? Call::kStart : Call::kStop;
    else if (described.endpoint == "ModifyRoom") described.call = Call::kExtend;
    else if (described.endpoint == "GetRoomByTime") described.call = Call::kSchedule;
  } else if (described.vendor == "sxb") {
    described.endpoint = rest.substr(rest.rfind('=') + 1);
    described.room = field(body, "roomnum");
    if (described.endpoint == "heartbeat") described.call = Call::kHeartbeat;
    else if (described.endpoint == "startcourse") described.call = Call::kStart;
    else if (described.endpoint == "exitroom") described.call = Call::kStop;
    else if (described.endpoint == "roomlist")
      described.call = described.room.empty() ? Call::kSchedule : Call::kStatus;
    if (described.call == Call::kSchedule) described.listing = static_cast<int>(number(body, "state", 0));
  } else if (described.vendor == "weclassroom") {
    describe_weclassroom(rest, body, described);
  } else if (described.vendor == "gensee") {
    describe_gensee(rest, body, described);
  } else {
    describe_iclass(rest, body, described);
  }
  return described;
}

Clouds::Room* Clouds::find(std::string_view vendor, std::string_view id) {
  const auto is_it = [&](const Room& room) { return room.id == id && room.vendor == vendor; };
  const auto found = std::find_if(rooms_.rbegin(), rooms_.rend(), is_it);  // Most are asked of late.
  return found != rooms_.rend() ? &*found : nullptr;
}

bool Clouds::start(Room& room, const std::string& by) {
  if (room.live) return false;
  room.live = true;
  RoomTruth session;
  session.live_since = utc_;
  session.started_by = by;
  room.past.push_back(session);
  return true;
}

bool Clouds::stop(Room& room, const std::string& by) {
  if (!room.live) return false;
  room.live = false;
  room.past.back().over_since = utc_;
  room.past.back().stopped_by = by;
  return true;
}

// What time does by itself.
void Clouds::tick(Room& room) {
  if (room.closes_itself && utc_ >= room.end_utc + kOverrun) {
    stop(room, "cloud");
    room.occupied = false;
  }
  if (!room.begins_in_page || room.deleted) return;
  if (room.live && utc_ >= room.end_utc) stop(room, "teacher");
  const bool presses = room.occupied && room.past.empty() && utc_ >= room.start_utc + kTeacherPresses;
  if (presses && utc_ < room.end_utc) start(room, "teacher");
}

Answer Clouds::serve(const http::Request& request, const Described& described) {
  Answer answer;
  answer.date_utc = utc_ / kSecond * kSecond;
  answer.thinks_ms = 2 + random_.below(30);
  const bool is_control = described.call == Call::kStart || described.call == Call::kStop;
  const bool meets = ill && described.call != Call::kPage && random_.below(100) < ill->percent &&
                     (is_control || !ill->only_controls) && (described.call == Call::kStatus || !ill->only_looks);
  const std::optional<Kind> kind = meets ? std::optional(ill->kind) : std::nullopt;
  const auto refuse = [&](int status, Milliseconds retry_after) {
    answer.status = status;
    answer.retry_after_ms = retry_after;
    answer.body = "<html><body>" + std::to_string(status) + "</body></html>";
  };
  bool carried_out = true;
  if (kind == Kind::kStatus401) refuse(401, 0);
  if (kind == Kind::kStatus403) refuse(403, 0);
  if (kind == Kind::kStatus429) refuse(429, (random_.below(8) == 0 ? 20 : random_.below(3) * 2) * kSecond);
  if (kind == Kind::kStatus503) refuse(503, random_.below(2) == 0 ? 0 : 3 * kSecond);
  if (answer.status != 200) carried_out = false;
  if (kind == Kind::kStatus503 && answer.retry_after_ms == 0) answer.honest = false;
  if (kind == Kind::kStatus500) carried_out = random_.below(2) == 0;
  if (kind == Kind::kEmptySchedule && described.call == Call::kSchedule) {
    answer.listed = 0;
    answer.met = kind;
    if (described.vendor == "cvclass") answer.body = R"({"result":0,"list":[]})";
    else if (described.vendor == "sxb") answer.body = R"({"errorCode":0,"errorInfo":"","data":{"total":0,"rooms":[]}})";
    else if (described.vendor == "weclassroom") answer.body = R"({"status":1,"error_code":10000,"data":[]})";
    else if (described.vendor == "gensee") answer.body = R"({"code":"0","list":[]})";
    else answer.body = R"({"error_code":0,"list":[],"finish":true})";
    return answer;
  }
  if (carried_out) carry_out(request, described, answer);
  if (described.call == Call::kSchedule && ill && ill->kind == Kind::kRowsReordered) answer.met = ill->kind;
  if (!kind) return answer;
  if (*kind != Kind::kEmptySchedule && *kind != Kind::kRowsReordered) answer.met = kind;
  switch (*kind) {
    case Kind::kStatus500:
      refuse(500, 0);
      answer.honest = false;
      break;
    case Kind::kTruncated:
      answer.body.resize(answer.body.size() / 2);
      answer.honest = false;
      break;
    case Kind::kGarbage:
      answer.body = "<html><body>Welcome! Please log in.</body></html>";
      answer.honest = false;
      break;
    case Kind::kDuplicate:
      if (described.call == Call::kSchedule && random_.below(2) == 0) {
        repeat_row(answer.body);
        break;
      }
      answer.body += answer.body;
      answer.honest = false;
      break;
    case Kind::kHang: answer.thinks_ms = 500 + random_.below(20 * kSecond); break;
    case Kind::kLostReply:
      answer.lost = true;
      answer.honest = false;
      break;
    case Kind::kWrongDate: answer.date_utc += 3 * kHour; break;
    default: break;
  }
  return answer;
}

void Clouds::carry_out(const http::Request& request, const Described& described, Answer& answer) {
  for (Room& room : rooms_) tick(room);
  if (described.call == Call::kPage) {
    Room* room = find(described.vendor, described.room);
    if (room != nullptr) room->occupied = true;
    answer.body = "<html></html>";
  } else if (described.vendor == "cvclass") {
    cvclass(request, described, answer);
  } else if (described.vendor == "sxb") {
    sxb(request, described, answer);
  } else if (described.vendor == "weclassroom") {
    weclassroom(described, answer);
  } else if (described.vendor == "gensee") {
    gensee(request, described, answer);
  } else {
    iclass(request, described, answer);
  }
}

// 1.1.2, 1.1.5, 1.3.2 and 2.2.1 of cvclass.txt.
void Clouds::cvclass(const http::Request& request, const Described& described, Answer& answer) {
  const std::string_view body = request.body;
  const auto result = [&](int code) { answer.body = "{\"result\":" + digits(code) + ",\"msg\":\"\"}"; };
  if (described.call == Call::kSchedule) {
    const Milliseconds from = number(body, "starttime", 0) * kSecond;
    const Milliseconds to = number(body, "endtime", 0) * kSecond;
    std::string rows;
    answer.listed = 0;
    each_row([&](const Room& room) {
      if (room.vendor != "cvclass" || room.deleted || room.hidden || room.start_utc >= to || room.end_utc <= from)
        return;
      ++answer.listed;
      put(rows, rows.empty() ? "" : ",", "{\"serial\":\"", room.id, "\",\"roomname\":\"", room.title,
          "\",\"starttime\":\"", digits(room.start_utc / kSecond), "\",\"endtime\":\"", digits(room.end_utc / kSecond),
          "\",\"chairmanpwd\":\"654321\",\"confuserpwd\":\"\"}");
    });
    if (rows.empty()) return result(1);
    answer.body = "{\"result\":0,\"page\":1,\"pagenumber\":200,\"list\":[" + rows + "]}";
    return;
  }
  Room* room = find("cvclass", described.room);
  const bool is_gone = room == nullptr || room->deleted;
  if (described.call == Call::kStatus) {
    if (is_gone) return result(4007);
    const int status = utc_ >= room->end_utc + kOverrun ? 3 : room->live ? 2 : !room->past.empty() ? 1 : 0;
    answer.body = "{\"result\":0,\"status\":" + digits(status) + "}";
    return;
  }
  if (is_gone || utc_ >= room->end_utc + kOverrun) return result(4007);
  if (described.call == Call::kExtend) {
    room->end_utc = number(body, "endtime", room->end_utc / kSecond) * kSecond;
    answer.effective = "extend";
    return result(0);
  }
  if (!room->occupied) return result(10021);
  if (described.call == Call::kStart && start(*room, "client")) answer.effective = "start";
  if (described.call == Call::kStop && stop(*room, "client")) answer.effective = "stop";
  result(0);
}

// account/login and live/* of sxb.md. A class that was ended destroys its room.
void Clouds::sxb(const http::Request& request, const Described& described, Answer& answer) {
  const std::string_view body = request.body;
  const auto result = [&](int code, const std::string& data = "{}") {
    answer.body = "{\"errorCode\":" + digits(code) + ",\"errorInfo\":\"\",\"data\":" + data + "}";
  };
  if (described.endpoint == "login") {
    token_ = "token-" + digits(++logins_);
    return result(0, "{\"userSig\":\"x\",\"token\":\"" + token_ + "\"}");
  }
  if (token_.empty() || field(body, "token") != token_) {
    answer.met = Kind::kTokenExpired;
    return result(10009);
  }
  if (described.endpoint == "roomlist") {
    const std::int64_t state = number(body, "state", -1);
    const std::int64_t index = number(body, "index", 0);
    std::string rows;
    std::int64_t total = 0;
    answer.listed = 0;
    each_row([&](const Room& room) {
      if (room.vendor != "sxb" || room.deleted || (!described.room.empty() && room.id != described.room)) return;
      if (described.room.empty() && room.hidden) return;
      const int is = room.live ? 1 : room.destroyed ? 2 : 0;
      if (state >= 0 && state != is) return;
      if (++total <= index) return;
      ++answer.listed;
      const Milliseconds begin = room.past.empty() ? room.start_utc : room.past.back().live_since;  // 0: no plan.
      const Milliseconds end = room.past.empty() || room.live ? room.end_utc : room.past.back().over_since;
      put(rows, rows.empty() ? "" : ",", "{\"host_uid\":\"teacher1\",\"title\":\"", room.title,
          "\",\"state\":", digits(is), ",\"roomnum\":", room.id, ",\"groupid\":\"", room.id,
          "\",\"begin_time\":", digits(begin / kSecond), ",\"end_time\":", digits(end / kSecond), "}");
    });
    return result(0, "{\"total\":" + digits(total) + ",\"rooms\":[" + rows + "]}");
  }
  Room* room = find("sxb", described.room);
  if (room == nullptr || room->deleted) return result(10010);
  if (described.endpoint == "reportmemid") return result(0);
  if (room->destroyed) return result(10010);
  if (described.call == Call::kStart && start(*room, "client")) answer.effective = "start";
  if (described.call == Call::kStop) {
    if (!stop(*room, "client")) return result(20002);
    room->destroyed = true;
    answer.effective = "stop";
  }
  result(0);
}

std::string Clouds::add(const std::string& vendor, const std::string& title, Milliseconds start_utc,
                        Milliseconds end_utc) {
  Room room;
  room.vendor = vendor;
  room.closes_itself = vendor == "cvclass";
  room.begins_in_page = begins_in_page(vendor);
  room.id = digits(++last_id_);
  room.title = title;
  room.start_utc = start_utc;
  room.end_utc = end_utc;
  room.created_utc = utc_;
  rooms_.push_back(room);
  return room.id;
}

std::string Clouds::add_permanent(const std::string& vendor) {
  const std::string id = add(vendor, "Room", 0, utc_ + 10 * 365 * kDay);
  find(vendor, id)->hidden = true;
  return id;
}

void Clouds::move(const std::string& vendor, const std::string& room, Milliseconds start_utc, Milliseconds end_utc) {
  Room* found = find(vendor, room);
  found->start_utc = start_utc;
  found->end_utc = end_utc;
}

void Clouds::made_before(const std::string& room, Milliseconds by) { find("gensee", room)->created_utc -= by; }
void Clouds::remove(const std::string& vendor, const std::string& room) { find(vendor, room)->deleted = true; }
void Clouds::hide(const std::string& vendor, const std::string& room) { find(vendor, room)->hidden = true; }
void Clouds::start_elsewhere(const std::string& vendor, const std::string& room) {
  start(*find(vendor, room), "elsewhere");
}
void Clouds::stop_elsewhere(const std::string& vendor, const std::string& room) {
  Room* found = find(vendor, room);
  if (stop(*found, "elsewhere")) found->destroyed = vendor == "sxb";
}
void Clouds::forget(const std::string& vendor, const std::string& room) {
  rooms_.erase(
      std::remove_if(rooms_.begin(), rooms_.end(), [&](const Room& r) { return r.vendor == vendor && r.id == room; }),
      rooms_.end());
}
void Clouds::expire_tokens() { token_.clear(); }

RoomTruth Clouds::truth(const std::string& vendor, const std::string& room) {
  RoomTruth truth;
  Room* found = find(vendor, room);
  if (found == nullptr) return truth;
  tick(*found);
  if (!found->past.empty()) truth = found->past.back();
  truth.exists = !found->deleted;
  truth.end_utc = found->end_utc;
  truth.live = found->live;
  truth.sessions = static_cast<int>(found->past.size());
  return truth;
}

}  // namespace classbell::simulation
