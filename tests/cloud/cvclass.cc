// The gate every cvclass request passes: method, form, app_id, token. Then its own handler.
#include "cvclass.h"

#include <algorithm>
#include <sstream>

#include "crypto.h"

namespace cloud::cvclass {
namespace {

constexpr char kBase[] = "/WebAPI/";

std::string below_base(const std::string& path) {
  return path.rfind(kBase, 0) == 0 ? path.substr(sizeof kBase - 1) : "";
}

std::string media_type(const Request& request) {
  std::string type = lower(request.header("content-type"));
  type = type.substr(0, type.find(';'));
  return type.substr(0, type.find_last_not_of(" \t") + 1);
}

std::string text_at(const PhpValue& form, const std::string& name) {
  const PhpValue* value = form.find(name);
  return value && !value->is_array ? value->text : "";
}

std::string last_part(const std::string& path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

void CvClass::describe(const Request& request, const std::string& path, Entry& entry) {
  const std::string below = below_base(path);
  entry.endpoint = below.empty() ? path : last_part(below);
  if (below == "Entry") {
    std::string plain = request.query;
    split_jumpurl(plain);
    const PhpValue query = parse_form(plain);
    entry.room = text_at(query, "serial");
    entry.params["usertype"] = text_at(query, "usertype");
    return;
  }
  if (media_type(request) != "application/x-www-form-urlencoded") return;
  const PhpValue post = parse_form(request.body);
  entry.room = text_at(post, "serial");
  for (const char* name : {"state", "starttime", "endtime", "page", "timetype", "room_type"}) {
    if (post.find(name)) entry.params[name] = text_at(post, name);
  }
  if (below == "v3/room_control") {
    const std::string state = text_at(post, "state");
    entry.call = state == "1" ? "start" : state == "0" ? "stop" : "";
  }
  if (below == "ModifyRoom") entry.call = "extend";
  if (below == "RoomStatus") entry.call = "status";
}

Reply CvClass::handle(const Request& request, const std::string& path, Entry& entry) {
  const std::string below = below_base(path);
  const Endpoint* endpoint = find_endpoint(below);
  if (!endpoint) {
    entry.blame("unknown_endpoint", path);
    entry.http = 404;
    return {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};
  }
  if (below == "Entry") return handle_entry(request, entry);
  if (request.method != "POST") {
    entry.blame("bad_method", request.method);
    return phrase({{"result", 48001}}, "", entry);
  }
  if (below == "UploadFile") return handle_upload(request, entry);
  return handle_form(*endpoint, request, entry);
}

// 5.1: everything as POST, no JSON. A query beside the form is not part of what is signed: blamed and not read.
Reply CvClass::handle_form(const Endpoint& endpoint, const Request& request, Entry& entry) {
  if (!request.query.empty()) entry.blame("query_ignored", "parameters belong into the body");
  if (media_type(request) != "application/x-www-form-urlencoded") {
    entry.blame("bad_body", "Content-Type is not application/x-www-form-urlencoded");
    return phrase({{"result", 48001}}, "", entry);
  }
  const PhpValue post = parse_form(request.body);
  try {
    check_common(endpoint, post, entry);
  } catch (const Refused& refused) {
    return phrase({{"result", std::stoi(refused.code)}}, "", entry);
  }
  std::stringstream names(endpoint.parameters);
  std::vector<std::string> known{"token", "app_id"};
  for (std::string name; names >> name;) known.push_back(name);
  for (const auto& [key, value] : post.items) {
    if (std::find(known.begin(), known.end(), key.str()) == known.end()) {
      entry.blame("unknown_parameter", key.str().substr(0, 40));
    }
  }
  const Form form(post, entry);
  try {
    json answer = (this->*endpoint.handle)(form);
    if (!answer.contains("result")) answer["result"] = 0;
    return phrase(answer, endpoint.path, entry);
  } catch (const Refused& refused) {
    json answer = refused.more.is_null() ? json::object() : refused.more;
    answer["result"] = std::stoi(refused.code);
    return phrase(answer, endpoint.path, entry);
  }
}

void CvClass::check_common(const Endpoint& endpoint, const PhpValue& post, Entry& entry) const {
  const Form form(post, entry);
  const char* id = std::string(endpoint.path) == "UploadFileUrl" ? "key" : "app_id";  // 1.1.8 has `key` instead.
  if (form.text(id, "47001", "47004") != kAppId) {
    entry.blame("bad_signature", std::string("wrong ") + id);
    throw Refused{"47004", {}};
  }
  if (form.text("token", "47002", "47003") != cvclass_token(post, kAppId, kSecretKey)) {
    entry.blame("bad_signature", "token");
    throw Refused{"47003", {}};
  }
}

// `endpoint` "": a refusal before the interface itself, whose result is a number everywhere.
Reply CvClass::phrase(const json& answer, const std::string& endpoint, Entry& entry) const {
  const Endpoint* known = find_endpoint(endpoint);
  json out = answer;
  entry.code = out["result"].is_string() ? out["result"].get<std::string>() : out["result"].dump();
  if (known && known->text_result) out["result"] = entry.code;
  if (endpoint == "v3/room_control" && !out.contains("msg")) out["msg"] = "error " + entry.code;
  return {200, "application/json; charset=utf-8", out.dump(-1, ' ', false, json::error_handler_t::replace), {}};
}

Reply CvClass::refusal(const std::string& endpoint, const std::string& code) {
  const bool numeric = !code.empty() && code.find_first_not_of("-0123456789") == std::string::npos && code.size() < 9;
  json out = {{"result", numeric ? json(std::stoi(code)) : json(code)}};
  const Endpoint* known = find_endpoint(endpoint == "room_control" ? "v3/room_control" : endpoint);
  if (known && known->text_result) out["result"] = code;
  if (endpoint == "room_control") out["msg"] = "error " + code;
  return {200, "application/json; charset=utf-8", out.dump(), {}};
}

bool CvClass::is_schedule(const std::string& endpoint) const {
  return endpoint == "GetRoomByTime" || endpoint == "GetRoomList";
}

Reply CvClass::empty_schedule(const std::string&) {
  return {200,
          "application/json; charset=utf-8",
          json{{"result", 0}, {"page", 1}, {"pagenumber", world_.settings.page_size}, {"list", json::array()}}.dump(),
          {}};
}

json CvClass::credentials() const { return {{"app_id", kAppId}, {"secret_key", kSecretKey}, {"domain", kDomain}}; }

// Past its end and the overrun a room is closed, and a class in it ended by the cloud itself.
void CvClass::tick() {
  for (Room* room : world_.rooms("cvclass")) {
    if (expired(*room)) {
      world_.stop(*room, "cloud");
      world_.leave_all(*room);
    }
    size_t& done = recorded_[room->id];
    for (; done < room->sessions.size() && room->sessions[done].stop_ms != 0; ++done) {
      const Session& s = room->sessions[done];
      records_.push_back({std::to_string(s.start_ms), room->id, s.start_ms / 1000, s.stop_ms - s.start_ms});
    }
  }
}

void CvClass::clear() {
  files_.clear();
  records_.clear();
  bans_.clear();
  recorded_.clear();
}

Room& CvClass::room_of(const Form& form, const std::string& missing) {
  Room* room = world_.find_open("cvclass", form.text("serial", missing, "4007", 1, 11));
  if (!room) throw Refused{"4007", {}};
  return *room;
}

bool CvClass::expired(const Room& room) const {
  return world_.cloud_now_ms() >= room.end_ms() + static_cast<int64_t>(world_.settings.overrun_s * 1000);
}

std::vector<Person> CvClass::present(const Room& room) const {
  const double delay_s = room.occupied_after_s >= 0 ? room.occupied_after_s : world_.settings.occupied_after_s;
  std::vector<Person> out;
  for (const Person& p : room.people) {
    if (p.leave_ms == 0 && now_ms() >= p.enter_ms + static_cast<int64_t>(delay_s * 1000)) out.push_back(p);
  }
  return out;
}

bool CvClass::occupied(const Room& room) const {
  return room.occupied_forced >= 0 ? room.occupied_forced == 1 : !present(room).empty();
}

std::string CvClass::key(const std::string& plain) const {
  return world_.settings.sample_keys ? " " + plain + " " : plain;
}

// One page of `all`; 1 when there is nothing on it.
json CvClass::page_of(const json& all, int64_t page, int64_t size, const std::string& list, bool from_zero) const {
  const int64_t first = (page - (from_zero ? 0 : 1)) * size, total = static_cast<int64_t>(all.size());
  if (first < 0 || first >= total) throw Refused{"1", {}};
  json out = json::array();
  for (int64_t i = first; i < std::min(total, first + size); ++i) out.push_back(all[static_cast<size_t>(i)]);
  return {{"result", 0}, {"page", page}, {"pagenumber", size}, {list, out}};
}

}  // namespace cloud::cvclass

namespace cloud {
std::unique_ptr<Vendor> make_cvclass(World& world) { return std::make_unique<cvclass::CvClass>(world); }
}  // namespace cloud
