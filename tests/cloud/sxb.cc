// The gate of sxb: POST, JSON, svc and cmd, timeStamp and appid, fields, token, role.
#include "sxb.h"

#include <algorithm>
#include <array>
#include <sstream>

#include "crypto.h"
#include "php.h"

namespace cloud::sxb {
namespace {

std::string command_of(const Request& request) {
  const PhpValue query = parse_form(request.query);
  const PhpValue *svc = query.find("svc"), *cmd = query.find("cmd");
  return (svc ? svc->text : "") + "/" + (cmd ? cmd->text : "");
}

json body_of(const Request& request) { return json::parse(request.body, nullptr, false); }

}  // namespace

const Sxb::Command* Sxb::find_command(const std::string& name) {
  using C = Command;
  static const std::array<Command, 18> kCommands{{
      {"account/regist", &Sxb::regist, C::kOpen, "id pwd role"},
      {"account/login", &Sxb::login, C::kOpen, "id pwd"},
      {"account/logout", &Sxb::logout, C::kToken, ""},
      {"live/create", &Sxb::create, C::kTeacher, "title cover"},
      {"live/startcourse", &Sxb::startcourse, C::kTeacher, "roomnum"},
      {"live/exitroom", &Sxb::exitroom, C::kTeacher, "roomnum"},
      {"live/heartbeat", &Sxb::heartbeat, C::kToken, "roomnum"},
      {"live/roomlist", &Sxb::roomlist, C::kToken, "index size roomnum from_time to_time host_uid state"},
      {"live/reportmemid", &Sxb::reportmemid, C::kToken, "roomnum operate"},
      {"live/roomidlist", &Sxb::roomidlist, C::kToken, "roomnum index size"},
      {"live/reportbind", &Sxb::reportbind, C::kToken, "roomnum operate bind_file"},
      {"live/querybind", &Sxb::querybind, C::kToken, "roomnum index size"},
      {"cos/get_sign", &Sxb::cos_sign, C::kToken, "type bucket file_path"},
      {"vod/get_sign", &Sxb::vod_sign, C::kToken, "method host path params"},
      {"vod/cmd_proxy", &Sxb::vod_proxy, C::kToken, "method host path params"},
      {"vod/get_client_sign", &Sxb::vod_client_sign, C::kToken, ""},
      {"live/recendcall", &Sxb::callback, C::kCallback, ""},
      {"live/idxfileendcall", &Sxb::callback, C::kCallback, ""},
  }};
  for (const Command& command : kCommands) {
    if (name == command.name) return &command;
  }
  return nullptr;
}

void Fields::refuse(const std::string& name, bool missing) const {
  entry_.blame(missing ? "missing_parameter" : "bad_parameter", name);
  throw Refused{10003};
}

int64_t Fields::number(const char* name, int64_t min, int64_t max) const {
  if (!has(name)) refuse(name, true);
  const json& value = object_[name];
  if (!value.is_number_integer()) refuse(name, false);  // No strings, no 1.0, no true.
  if (value.is_number_unsigned() && value.get<uint64_t>() > static_cast<uint64_t>(max)) refuse(name, false);
  const int64_t number = value.get<int64_t>();
  if (number < min || number > max) refuse(name, false);
  return number;
}

int64_t Fields::number_or(const char* name, int64_t fallback, int64_t min, int64_t max) const {
  return has(name) ? number(name, min, max) : fallback;
}

std::string Fields::text(const char* name, bool may_be_empty) const {
  if (!has(name)) refuse(name, true);
  if (!object_[name].is_string()) refuse(name, false);
  const std::string value = object_[name].get<std::string>();
  if (value.empty() && !may_be_empty) refuse(name, false);
  return value;
}

std::string Fields::text_or(const char* name, const std::string& fallback) const {
  return has(name) ? text(name, true) : fallback;
}

const json& Fields::object(const char* name) const {
  if (!has(name)) refuse(name, true);
  if (!object_[name].is_object()) refuse(name, false);
  return object_[name];
}

void Sxb::describe(const Request& request, const std::string& path, Entry& entry) {
  entry.endpoint = path == "/index.php" ? command_of(request) : path;
  const json body = body_of(request);
  if (!body.is_object()) return;
  for (const char* name : {"roomnum", "operate", "index", "size", "from_time", "to_time", "state", "type"}) {
    if (body.contains(name) && body[name].is_number_integer()) entry.params[name] = body[name];
  }
  if (entry.params.contains("roomnum")) entry.room = entry.params["roomnum"].dump();
  if (body.contains("token") && body["token"].is_string()) {
    const auto token = tokens_.find(body["token"].get<std::string>());
    if (token != tokens_.end()) entry.account = token->second.account;
  }
  if (entry.endpoint == "live/startcourse") entry.call = "start";
  if (entry.endpoint == "live/exitroom") entry.call = "stop";
  if (entry.endpoint == "live/heartbeat") entry.call = "heartbeat";
  if (entry.endpoint == "live/roomlist") entry.call = "status";
}

Reply Sxb::handle(const Request& request, const std::string& path, Entry& entry) {
  const Command* command = path == "/index.php" ? find_command(entry.endpoint) : nullptr;
  if (path != "/index.php") {
    entry.blame("unknown_endpoint", path);
    return {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};
  }
  try {
    if (request.method != "POST") {
      entry.blame("bad_method", request.method);
      throw Refused{10001};
    }
    if (!command) {
      entry.blame("unknown_endpoint", entry.endpoint);
      throw Refused{10001};
    }
    const json body = body_of(request);
    if (!body.is_object()) {
      entry.blame("bad_body", "not a JSON object");
      throw Refused{10002};
    }
    const Fields fields(body, entry);
    if (command->kind != Command::kCallback) check_common(fields);
    const std::string known = std::string(" token timeStamp appid ") + command->fields + " ";
    for (const auto& [key, value] : body.items()) {
      if (command->kind != Command::kCallback && known.find(" " + key + " ") == std::string::npos) {
        entry.blame("unknown_parameter", key.substr(0, 40));
      }
    }
    me_ = nullptr;
    if (command->kind == Command::kToken || command->kind == Command::kTeacher) {
      fields.text("token");
      // A logout of what was logged out has a code of its own; so it checks its token itself.
      if (entry.endpoint != "account/logout") check_token(fields, command->kind == Command::kTeacher);
    }
    return phrase(0, (this->*command->handle)(fields), entry);
  } catch (const Refused& refused) {
    return phrase(refused.code, nullptr, entry);
  }
}

// timeStamp is the low 32 bits of milliseconds; how far it may be off is not said: noted only.
void Sxb::check_common(const Fields& fields) const {
  const int64_t stamp = fields.number("timeStamp", 0, 0xFFFFFFFFLL);
  const int64_t now = world_.cloud_now_ms() & 0xFFFFFFFFLL;
  const int64_t apart = std::min((stamp - now) & 0xFFFFFFFFLL, (now - stamp) & 0xFFFFFFFFLL);
  if (apart > 600000) fields.entry().blame("stale_timestamp", std::to_string(apart) + " ms apart");
  if (fields.number("appid") != kAppId) fields.refuse("appid", false);
}

void Sxb::check_token(const Fields& fields, bool teacher) {
  Entry& entry = fields.entry();
  const auto it = tokens_.find(fields.text("token"));
  const bool known = it != tokens_.end() && !it->second.logged_out;
  const bool old = known && static_cast<double>(world_.cloud_now_ms() - it->second.made_ms) >=
                                world_.settings.token_lifetime_s * 1000;
  if (!known) entry.blame("unknown_token");
  if (!known || old) throw Refused{10009};
  me_ = account(it->second.account);
  if (!me_) throw Refused{10009};
  if (teacher && !me_->teacher) {
    entry.blame("not_teacher", me_->id);
    throw Refused{10001};
  }
}

Reply Sxb::phrase(int code, const json& data, Entry& entry) const {
  static const std::map<int, const char*> kSentences = {
      {0, ""}, {10001, "request error"}, {10002, "request json error"}, {10003, "request data error"},
      {10004, "user has registered"}, {10005, "user not exist"}, {10006, "password error"}, {10007, "repeat login"},
      {10008, "repeat logout"}, {10009, "token expired"}, {10010, "av room not exist"},
      {20001, "user has no av room"}, {20002, "user is not in live"}, {90000, "server internal error"}};
  const auto it = kSentences.find(code);
  const std::string sentence = it == kSentences.end() ? "error" : it->second;
  entry.code = std::to_string(code);
  json out = {{"errorCode", code}, {"errorInfo", sentence}, {"errInfo", sentence}};
  if (!data.is_null()) out["data"] = data;
  return {200, "application/json; charset=utf-8", out.dump(-1, ' ', false, json::error_handler_t::replace), {}};
}

Reply Sxb::refusal(const std::string&, const std::string& code) {
  Entry scratch;
  const bool numeric = !code.empty() && code.size() < 9 && code.find_first_not_of("-0123456789") == std::string::npos;
  if (numeric) return phrase(std::stoi(code), nullptr, scratch);
  return {200, "application/json; charset=utf-8", json{{"errorCode", code}, {"errorInfo", "error"}}.dump(), {}};
}

Reply Sxb::empty_schedule(const std::string&) {
  Entry scratch;
  return phrase(0, {{"total", 0}, {"rooms", json::array()}}, scratch);
}

std::string Sxb::success_around(const std::string& value) const {
  return "{\"errorCode\":0,\"errorInfo\":\"\",\"errInfo\":\"\",\"data\":{\"total\":0,\"rooms\":" + value + "}}";
}

// Logins are remembered so that a heartbeat's account is still known; they just are too old now.
bool Sxb::expire_tokens() {
  for (auto& [text, token] : tokens_) token.made_ms = -(int64_t{1} << 50);
  return true;
}

json Sxb::credentials() const {
  return {{"appid", kAppId}, {"id", kTeacher}, {"pwd", kTeacherPassword}, {"student_id", kStudent},
          {"student_pwd", kStudentPassword}};
}

void Sxb::clear() {
  accounts_ = {{kTeacher, kTeacherPassword, true}, {kStudent, kStudentPassword, false}};
  tokens_.clear();
  bindings_.clear();
}

}  // namespace cloud::sxb

namespace cloud {
std::unique_ptr<Vendor> make_sxb(World& world) { return std::make_unique<sxb::Sxb>(world); }
}  // namespace cloud
