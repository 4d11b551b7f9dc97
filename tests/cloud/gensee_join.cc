// teacherJoinUrl, studentJoinUrl and a group's joinUrl: pages that ask for a nickname and a token (口令), or take them
// as ?nickname=..&token=... The document names neither the parameters nor a refusal.
#include <algorithm>

#include "gensee.h"

namespace cloud::gensee {
namespace {

constexpr char kJoin[] = "/training/site/";

std::string html_text(const std::string& in) {
  std::string out;
  for (const char c : in) {
    switch (c) {
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '&': out += "&amp;"; break;
      case '"': out += "&quot;"; break;
      default: out += c;
    }
  }
  return out;
}

Reply page(int status, const std::string& title, const std::string& inner) {
  return {status,
          "text/html; charset=utf-8",
          "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html_text(title) +
              "</title></head><body><h1>" + html_text(title) + "</h1>" + inner + "</body></html>\n",
          {}};
}

constexpr char kAsk[] =
    "<form id=\"join\"><input name=\"nickname\"><input name=\"token\" type=\"password\"><button>加入</button></form>";

// Whoever opens the page again leaves the one he had open.
void leave(Room& room, const std::string& id) {
  for (Person& p : room.people) {
    if (p.id == id && p.leave_ms == 0) p.leave_ms = now_ms();
  }
}

}  // namespace

Reply Gensee::join_page(const Request& request, const std::string& path, Entry& entry) {
  const std::string rest = path.substr(sizeof kJoin - 1);  // "r/61007919", "s/61007919/GROUP"
  const char door = rest.empty() ? ' ' : rest[0];
  if (request.method != "GET" && request.method != "HEAD") entry.blame("bad_method", request.method);
  if (door == 'v') return page(200, "课件", "");
  Room* room = world_.find_open("gensee", entry.room);
  if (!room || (door != 'r' && door != 's') || rest.substr(1, 1) != "/") {
    entry.code = std::to_string(kNotThere);
    return page(404, "课堂不存在", "");
  }
  const Detail& d = detail(*room);
  if (world_.cloud_now_ms() >= room->end_ms()) {
    entry.code = std::to_string(kBusiness);
    return page(200, room->title, "<p id=\"state\">课堂已结束</p>");
  }
  const PhpValue query = parse_form(request.query);
  const Params params(query, entry);
  for (const auto& [key, value] : query.items) {
    static const std::set<std::string> known = {"nickname", "token", "uid", "k"};
    if (!known.count(key.str())) entry.blame("unknown_parameter", key.str().substr(0, 40));
  }
  const std::string token = params.text("token"), nickname = params.text("nickname", "访客");
  std::string role;
  if (door == 'r') {
    role = token == room->chairman                                ? "teacher"
           : !room->assistant.empty() && token == room->assistant ? "assistant"
                                                                  : "";
  } else {
    const bool open = room->student.empty() && d.student_client.empty();
    const bool right =
        (!room->student.empty() && token == room->student) || (!d.student_client.empty() && token == d.student_client);
    role = open || right ? "student" : "";
  }
  if (role.empty()) {
    entry.code = std::to_string(token.empty() ? kBadParameter : kWrongLogin);
    entry.blame(token.empty() ? "missing_parameter" : "bad_signature", "token");
    return page(200, room->title, std::string(token.empty() ? "" : "<p id=\"error\">口令错误</p>") + kAsk);
  }
  entry.code = "0";
  entry.params["role"] = role;
  if (request.method == "GET") {
    const std::string id =
        role == "student" ? params.text("uid", "1000000" + std::to_string(room->people.size())) : role;
    leave(*room, id);
    if (role == "teacher") {
      world_.open_page(*room, id, 1);
    } else {
      room->people.push_back({id, nickname, role == "assistant" ? 2 : 0, now_ms(), 0});
    }
    room->people.back().name = nickname;
    entry.effective = "enter";
  }
  return page(200, room->title,
              "<p id=\"room\">" + html_text(d.number) + "</p><p id=\"user\">" + html_text(nickname) +
                  "</p><p id=\"role\">" + role + "</p>" +
                  (role == "teacher" ? "<button id=\"start\">开始直播</button>" : ""));
}

}  // namespace cloud::gensee
