// The control API under /_cloud/. See README.md for examples.
#include <sstream>

#include "cloud.h"
#include "php.h"

namespace cloud {
namespace {

Reply answer(int status, const json& body) {
  return {
      status, "application/json; charset=utf-8", body.dump(1, ' ', false, json::error_handler_t::replace) + "\n", {}};
}

Reply wrong(int status, const std::string& sentence) { return answer(status, {{"error", sentence}}); }

std::vector<std::string> split(const std::string& path) {
  std::vector<std::string> out;
  std::stringstream in(path);
  for (std::string part; std::getline(in, part, '/');) {
    if (!part.empty()) out.push_back(url_decode(part));
  }
  return out;
}

std::string argument(const Request& request, const std::string& name) {
  const PhpValue query = parse_form(request.query);
  const PhpValue* value = query.find(name);
  return value ? value->text : "";
}

}  // namespace

Reply Cloud::control(const Request& request) {
  const std::lock_guard<std::mutex> lock(mutex_);
  const std::vector<std::string> path = split(request.path);  // "_cloud", ...
  const std::string what = path.size() > 1 ? path[1] : "";
  try {
    for (const auto& vendor : vendors_) vendor->tick();
    if (what == "rooms") return control_rooms(request, path);
    if (what == "faults") return control_faults(request, path);
    if (what == "settings" && request.method != "GET") {
      const std::string bad = world_.settings.apply(json::parse(request.body));
      return bad.empty() ? answer(200, world_.settings.to_json()) : wrong(400, bad);
    }
    if (what == "callbacks" && request.method == "POST") {
      const json in = json::parse(request.body);
      std::string bad = "unknown vendor";
      for (const auto& vendor : vendors_) {
        if (vendor->name() == in.value("vendor", "")) bad = vendor->call_back(in);
      }
      return bad.empty() ? answer(201, json::object()) : wrong(400, bad);
    }
    if (what == "audit" && request.method == "DELETE") {
      audit_.clear();
      return answer(200, json::object());
    }
    if (what == "reset" && request.method == "POST") {
      world_.clear();
      world_.settings = Settings();
      audit_.clear();
      faults_.clear();
      for (const auto& vendor : vendors_) vendor->clear();
      return answer(200, json::object());
    }
    if (request.method == "GET") return control_read(request, what);
    return wrong(405, "no " + request.method + " for /_cloud/" + what);
  } catch (const std::exception& e) {
    return wrong(400, e.what());
  }
}

Reply Cloud::control_read(const Request& request, const std::string& what) {
  if (what == "time")
    return answer(200, {{"now_ms", now_ms()}, {"cloud_ms", world_.cloud_now_ms()}, {"time", iso_time(now_ms())}});
  if (what == "settings") return answer(200, world_.settings.to_json());
  if (what == "credentials") return answer(200, credentials());
  if (what == "callbacks") {
    json out = json::array();
    for (const auto& vendor : vendors_) {
      for (const json& one : vendor->callbacks()) out.push_back(one);
    }
    return answer(200, out);
  }
  if (what == "report")
    return answer(200, report(world_, audit_, argument(request, "vendor"), argument(request, "room")));
  if (what == "audit") {
    const std::string since = argument(request, "since"), vendor = argument(request, "vendor");
    const std::string room = argument(request, "room"), endpoint = argument(request, "endpoint");
    const int64_t after = since.empty() ? 0 : std::stoll(since);
    json out = json::array();
    for (const Entry& e : audit_.entries()) {
      if (e.seq <= after || (!vendor.empty() && e.vendor != vendor) || (!room.empty() && e.room != room)) continue;
      if (!endpoint.empty() && e.endpoint != endpoint) continue;
      out.push_back(entry_to_json(e));
    }
    return answer(200, out);
  }
  return wrong(404, "unknown: /_cloud/" + what +
                        " (rooms, faults, settings, audit, callbacks, report, time, credentials, reset)");
}

std::string Cloud::add_room(const json& in, json& out) {
  if (!in.is_object()) return "a room must be an object";
  Room room;
  room.vendor = in.value("vendor", "");
  bool known = false;
  for (const auto& vendor : vendors_) known = known || vendor->name() == room.vendor;
  if (!known) return "unknown vendor '" + room.vendor + "'";
  if (in.contains("id")) room.id = in["id"].is_string() ? in["id"].get<std::string>() : in["id"].dump();
  if (room.id.empty() ? in.contains("id") : room.id.find_first_not_of("0123456789") != std::string::npos) {
    return "id must be digits";
  }
  if (world_.find(room.vendor, room.id)) return "room '" + room.id + "' exists";
  room.title = "Lesson";
  json plain = in;
  const bool live = plain.value("live", false);
  plain.erase("live");
  if (std::string bad = room_from_json(plain, room, world_); !bad.empty()) return bad;
  if (room.teacher.empty() && room.vendor == "sxb") room.teacher = credentials()["sxb"]["id"];
  Room& added = world_.add(room);
  for (const auto& vendor : vendors_) {
    if (vendor->name() == added.vendor) vendor->complete(added);
  }
  if (live) world_.start(added, "control");
  out = room_to_json(added);
  return "";
}

Reply Cloud::control_rooms(const Request& request, const std::vector<std::string>& path) {
  const std::string vendor = path.size() > 2 ? path[2] : "", id = path.size() > 3 ? path[3] : "";
  if (path.size() <= 3) {
    if (request.method == "GET") {
      json out = json::array();
      const std::string wanted = vendor.empty() ? argument(request, "vendor") : vendor;
      for (const Room* room : world_.rooms(wanted)) out.push_back(room_to_json(*room));
      return answer(200, out);
    }
    if (request.method != "POST") return wrong(405, "rooms: GET, POST");
    const json in = json::parse(request.body);
    if (!in.is_array()) {
      json out;
      const std::string bad = add_room(in, out);
      return bad.empty() ? answer(201, out) : wrong(400, bad);
    }
    json all = json::array();
    for (const json& one : in) {
      json out;
      if (std::string bad = add_room(one, out); !bad.empty()) return wrong(400, bad);
      all.push_back(out);
    }
    return answer(201, all);
  }
  Room* room = world_.find(vendor, id);
  if (!room) return wrong(404, "no room '" + id + "' of '" + vendor + "'");
  if (request.method == "GET") return answer(200, room_to_json(*room));
  if (request.method == "DELETE") {
    room->deleted = true;  // Kept for the report; the vendors do not see it any more.
    return answer(200, room_to_json(*room));
  }
  if (request.method != "PATCH" && request.method != "POST") return wrong(405, "a room: GET, PATCH, POST, DELETE");
  Room changed = *room;
  json in = json::parse(request.body);
  in.erase("vendor");
  in.erase("id");
  const std::string bad = room_from_json(in, changed, world_);
  if (!bad.empty()) return wrong(400, bad);
  changed.end_first_s += changed.end_s - room->end_s;  // The plan itself moved: no extension.
  *room = changed;
  return answer(200, room_to_json(*room));
}

std::string Cloud::add_fault(const json& in, json& out) {
  int64_t id = 0;
  if (in.is_object() && in.value("kind", "") == "token_expired") {
    bool any = false;
    for (const auto& vendor : vendors_) {
      if (in.value("vendor", vendor->name()) == vendor->name()) any = vendor->expire_tokens() || any;
    }
    out = {{"id", nullptr}};
    return any ? "" : "that vendor has no logins";
  }
  const std::string bad = faults_.add(in, id);
  out = {{"id", id}};
  return bad;
}

Reply Cloud::control_faults(const Request& request, const std::vector<std::string>& path) {
  if (request.method == "GET") return answer(200, faults_.to_json());
  if (request.method == "DELETE") {
    if (path.size() > 2) {
      return faults_.remove(std::stoll(path[2])) ? answer(200, json::object()) : wrong(404, "no such fault");
    }
    faults_.clear();
    return answer(200, json::object());
  }
  if (request.method != "POST") return wrong(405, "faults: GET, POST, DELETE");
  const json in = json::parse(request.body);
  json all = json::array();
  for (const json& one : in.is_array() ? in : json::array({in})) {
    json out;
    if (std::string bad = add_fault(one, out); !bad.empty()) return wrong(400, bad);
    all.push_back(out);
  }
  return answer(201, in.is_array() ? all : all[0]);
}

std::string Cloud::load_scenario(const json& in) {
  const std::lock_guard<std::mutex> lock(mutex_);
  try {
    if (!in.is_object()) return "a scenario must be an object";
    for (const auto& [key, value] : in.items()) {
      if (key != "rooms" && key != "faults" && key != "settings")
        return "unknown key '" + key + "' (rooms, faults, settings)";
    }
    json out;
    if (in.contains("settings")) {
      if (std::string bad = world_.settings.apply(in["settings"]); !bad.empty()) return bad;
    }
    for (const json& room : in.value("rooms", json::array())) {
      if (std::string bad = add_room(room, out); !bad.empty()) return bad;
    }
    for (const json& fault : in.value("faults", json::array())) {
      if (std::string bad = add_fault(fault, out); !bad.empty()) return bad;
    }
    return "";
  } catch (const std::exception& e) {
    return e.what();
  }
}

Verdict Cloud::verdict() {
  const std::lock_guard<std::mutex> lock(mutex_);
  return judge(world_, audit_, vendors_);
}

}  // namespace cloud
