// 1.3.1 Entry: what the browser opens. A good one shows a page and puts somebody into the room.
#include <algorithm>
#include <cstdlib>

#include "crypto.h"
#include "cvclass.h"

namespace cloud::cvclass {
namespace {

std::string html_text(const std::string& in) {
  std::string out;
  for (char c : in) {
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

}  // namespace

std::string split_jumpurl(std::string& query) {
  size_t at = query.rfind("jumpurl=", 0) == 0 ? 0 : query.find("&jumpurl=");
  if (at == std::string::npos) return "";
  const std::string raw = query.substr(query.find('=', at) + 1);
  query.erase(at);
  return raw.find("%3A%2F%2F") != std::string::npos || raw.find("%3a%2f%2f") != std::string::npos ? url_decode(raw)
                                                                                                  : raw;
}

Reply CvClass::handle_entry(const Request& request, Entry& entry) {
  if (request.method != "GET" && request.method != "HEAD") {
    entry.blame("bad_method", request.method);
    return phrase({{"result", 48001}}, "", entry);
  }
  std::string query = request.query;
  const std::string jumpurl = split_jumpurl(query);
  const PhpValue get = parse_form(query);
  const Form form(get, entry);
  try {
    for (const auto& [name, value] : get.items) {
      static const std::vector<std::string> known = {"domain", "serial", "username",     "usertype", "pid",
                                                     "ts",     "auth",   "userpassword", "extradata"};
      if (std::find(known.begin(), known.end(), name.str()) == known.end()) {
        entry.blame("unknown_parameter", name.str().substr(0, 40));
      }
    }
    if (form.text("domain", "4101", "4001", 1, 20) != kDomain) form.refuse_bad("domain", "4001");
    const std::string serial = form.text("serial", "5100", "4007", 1, 11);
    const std::string username = form.text("username", "5205", "5205", 1, 20);
    const int64_t usertype = form.number("usertype", "5207", "5207", 0, 5);
    if (usertype == 3) form.refuse_bad("usertype", "5207");
    form.number_if("pid", "48001", 0, 999999999999999999);
    const std::string pid = form.text_or("pid", "0");
    // As PHP would: the strings as given are hashed.
    const std::string ts = form.text("ts", "4109", "4109", 10, 10);
    const int64_t ts_s = form.number("ts", "4109", "4109", 0, 9999999999);
    const std::string auth = form.text("auth", "4109", "4109", 32, 32);
    if (auth != md5_hex(kAppId + ts + serial + form.text("usertype", "5207"))) {
      entry.blame("bad_signature", "auth");
      throw Refused{"4109", {}};
    }
    if (std::llabs(ts_s - now_s()) > static_cast<int64_t>(world_.settings.entry_window_s)) {
      entry.blame("stale_timestamp", std::to_string(now_s() - ts_s) + " s");
      throw Refused{"4109", {}};
    }
    Room* room = world_.find_open("cvclass", serial);
    if (!room || expired(*room)) throw Refused{"4007", {}};
    const std::string& password = usertype == 1   ? room->assistant
                                  : usertype == 4 ? room->patrol
                                  : usertype == 2 ? room->student
                                                  : room->chairman;
    const bool needed = usertype == 2 ? room->student_password : !password.empty();
    if (needed && !form.has("userpassword")) form.refuse_missing("userpassword", "4110");
    if (needed && lower(form.text("userpassword", "4110")) != aes128_ecb_zero_hex(kAppId, password)) {
      entry.blame("bad_signature", "userpassword");
      throw Refused{"4008", {}};
    }
    if (!jumpurl.empty() && jumpurl.rfind("http://", 0) != 0 && jumpurl.rfind("https://", 0) != 0) {
      entry.blame("bad_parameter", "jumpurl");
    }
    entry.code = "0";
    if (request.method == "GET") {
      room->people.push_back({pid, username, static_cast<int>(usertype), now_ms(), 0});
      entry.effective = "enter";
    }
    return {200,
            "text/html; charset=utf-8",
            "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html_text(room->title) +
                "</title></head><body><h1>" + html_text(room->title) + "</h1><p id=\"room\">" + html_text(serial) +
                "</p><p id=\"user\">" + html_text(username) + "</p></body></html>\n",
            {}};
  } catch (const Refused& refused) {
    return phrase({{"result", std::stoi(refused.code)}}, "", entry);
  }
}

}  // namespace cloud::cvclass
