// The vendors whose class a teacher begins in the opened page.

#include <psa/crypto.h>

#include <algorithm>
#include <array>

#include "clouds.h"
#include "form.h"
#include "vendors/date_text.h"

namespace classbell::simulation {
namespace {

using vendors::DateForm;

const Zone kShanghai(8 * 3600);
constexpr std::string_view kWeclassroomSecret = "secret-of-weclassroom-secret";  // As Clouds::source() has it.

constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> kBase64 = [] {
  constexpr std::string_view kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::array<std::uint8_t, 256> table{};
  for (std::uint8_t& value : table) value = kNoDigit;
  for (std::size_t i = 0; i < kDigits.size(); ++i)
    table[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  return table;
}();

// Of a form's urlencoded base64; what is no digit of it is left out.
std::string from_base64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int have = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%' && i + 2 < text.size()) {
      if (text.substr(i, 3) == "%3D") break;
      c = text.substr(i, 3) == "%2B" ? '+' : '/';
      i += 2;
    }
    const std::uint8_t value = kBase64[static_cast<unsigned char>(c)];
    if (value == kNoDigit) continue;
    bits = bits << 6U | value;
    have += 6;
    if (have < 8) continue;
    have -= 8;
    bytes += static_cast<char>(bits >> static_cast<unsigned>(have) & 0xFFU);
  }
  return bytes;
}

// AES-256-CBC with PKCS#7; the key is filled with zero bytes, as PHP does it. Empty: it cannot be read.
std::string decrypt(std::string_view bytes, std::string_view secret) {
  std::array<std::uint8_t, 32> key{};
  std::copy_n(secret.begin(), std::min(secret.size(), key.size()), key.begin());
  psa_key_attributes_t attributes = PSA_KEY_ATTRIBUTES_INIT;
  psa_set_key_usage_flags(&attributes, PSA_KEY_USAGE_DECRYPT);
  psa_set_key_algorithm(&attributes, PSA_ALG_CBC_PKCS7);
  psa_set_key_type(&attributes, PSA_KEY_TYPE_AES);
  psa_set_key_bits(&attributes, 256);
  psa_key_id_t id = 0;
  if (psa_import_key(&attributes, key.data(), key.size(), &id) != PSA_SUCCESS) return {};
  std::string out(bytes.size(), '\0');
  std::size_t length = 0;
  const auto status =
      psa_cipher_decrypt(id, PSA_ALG_CBC_PKCS7, reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                         reinterpret_cast<std::uint8_t*>(out.data()), out.size(), &length);
  psa_destroy_key(id);
  out.resize(status == PSA_SUCCESS ? length : 0);
  return out;
}

// The first value, or the first of a list, behind `key` in what PHP's serialize() made.
std::string_view serialized(std::string_view text, std::string_view key) {
  const std::size_t at = text.find("\"" + std::string(key) + "\";");
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + key.size() + 3);
  if (text.substr(0, 2) == "a:") text.remove_prefix(std::min(text.size(), text.find("i:0;") + 4));
  if (text.substr(0, 2) == "i:") return text.substr(2, text.find(';') - 2);
  text.remove_prefix(std::min(text.size(), text.find('"') + 1));
  return text.substr(0, text.find('"'));
}

std::string second_text(Milliseconds utc) { return vendors::date_text(utc, kShanghai, DateForm::kSecond); }

}  // namespace

bool begins_in_page(std::string_view vendor) { return vendor != "cvclass" && vendor != "sxb"; }

void Clouds::describe_iclass(std::string_view path, std::string_view body, Described& described) {
  path = path.substr(0, path.find('?'));
  described.endpoint = path.substr(path.rfind('/') + 1);
  described.room = field(body, "class_id");
  if (described.endpoint == "info") described.call = Call::kStatus;
  else if (described.endpoint == "list") described.call = Call::kSchedule;
  else if (described.endpoint == "modify") described.call = Call::kExtend;
}

// API 15, 17, 18 and 19 of weclassroom.md: what is asked is inside signMsg.
void Clouds::describe_weclassroom(std::string_view path, std::string_view body, Described& described) {
  described.endpoint = path.substr(path.rfind('/') + 1);
  const std::string map = from_base64(field(body, "signMsg"));
  std::string value(field(map, "value"));  // json_encode() writes "\/".
  value.erase(std::remove(value.begin(), value.end(), '\\'), value.end());
  std::string iv(field(map, "iv"));
  iv.erase(std::remove(iv.begin(), iv.end(), '\\'), iv.end());
  described.inner = decrypt(from_base64(iv) + from_base64(value), kWeclassroomSecret);
  described.room = serialized(described.inner, described.endpoint == "get_lesson_status" ? "lesson_id" : "lessonId");
  if (described.endpoint == "get_lesson_status") described.call = Call::kStatus;
  else if (described.endpoint == "edit") described.call = Call::kExtend;
  else described.call = Call::kSchedule;
  if (described.endpoint != "info") return;
  described.listing = 1;
  described.room.clear();  // Many.
}

// 5.2, 5.4, 5.41 and 5.54 of gensee.txt. Rooms are listed by the day of their creation, and asked for one by one.
void Clouds::describe_gensee(std::string_view path, std::string_view body, Described& described) const {
  described.endpoint = path.substr(path.rfind('/') + 1);
  described.room = field(body, described.endpoint == "modify" ? "Id" : "roomId");
  if (described.endpoint == "status") described.call = Call::kStatus;
  else if (described.endpoint == "modify") described.call = Call::kExtend;
  else described.call = Call::kSchedule;
  described.inner = std::string(field(body, "createTime").substr(0, 10));
  const bool is_today = described.inner == vendors::date_text(utc_, kShanghai, DateForm::kDay);
  described.listing = described.endpoint == "sync" && is_today ? 0 : 1;
}

// 1.3, 1.4 and 1.5 of iclass.md.
void Clouds::iclass(const http::Request& request, const Described& described, Answer& answer) {
  const auto status = [](const Room& room) { return room.live ? "ing" : !room.past.empty() ? "end" : "will"; };
  const auto row = [&](const Room& room) {
    return "\"class_id\":" + room.id + ",\"class_topic\":\"" + room.title +
           "\",\"teacher_id\":\"teacher1\",\"start_time\":" + digits(room.start_utc / kSecond) +
           ",\"stop_time\":" + digits(room.end_utc / kSecond) + ",\"class_status\":\"" + status(room) + "\"";
  };
  if (described.call == Call::kSchedule) {
    std::string rows;
    std::int64_t index = number(request.body, "index", 0);
    answer.listed = 0;
    each_row([&](const Room& room) {
      if (room.vendor != "iclass" || room.deleted || room.hidden || std::string_view(status(room)) == "end" ||
          --index >= 0)
        return;
      ++answer.listed;
      rows += (rows.empty() ? "{" : ",{") + row(room) + "}";
    });
    answer.body = "{\"error_code\":0,\"list\":[" + rows + "],\"finish\":true}";
    return;
  }
  Room* room = find("iclass", described.room);
  if (room == nullptr || room->deleted) {
    answer.body = R"({"error_code":10007,"error_msg":"no class"})";
    return;
  }
  if (described.call == Call::kExtend) {
    room->end_utc = number(request.body, "stop_time", room->end_utc / kSecond) * kSecond;
    answer.effective = "extend";
  }
  answer.body = "{\"error_code\":0," + row(*room) + "}";
}

void Clouds::weclassroom(const Described& described, Answer& answer) {
  const auto status = [](const Room& room) { return room.live ? 1 : !room.past.empty() ? 2 : 0; };
  std::string rows;
  const auto reply = [&] { answer.body = R"({"status":1,"error_code":10000,"msg":"","data":[)" + rows + "]}"; };
  if (described.call == Call::kSchedule) {
    answer.listed = 0;
    const bool names_them = described.endpoint == "info";
    const auto from = vendors::parse_date(serialized(described.inner, "start_time"), kShanghai).value_or(0);
    const auto to = vendors::parse_date(serialized(described.inner, "end_time"), kShanghai).value_or(kNever);
    each_row([&](const Room& room) {
      if (room.vendor != "weclassroom" || room.deleted) return;
      if (names_them ? described.inner.find("i:" + room.id + ";") == std::string::npos
                     : room.hidden || room.end_utc <= from || room.start_utc >= to)
        return;
      ++answer.listed;
      rows += rows.empty() ? "{" : ",{";
      rows += (names_them ? "\"zby_lid\":" : "\"lesson_id\":") + room.id + ",\"status\":" + digits(status(room));
      if (names_them)
        rows += ",\"teacher_name\":\"Li\",\"start_time\":\"" + second_text(room.start_utc) + "\",\"end_time\":\"" +
                second_text(room.end_utc + 59 * kSecond) + "\"";  // API 19: 18:45:59 for 18:45.
      rows += "}";
    });
    return reply();
  }
  Room* room = find("weclassroom", described.room);
  if (room == nullptr || room->deleted) {
    answer.body = R"({"status":0,"error_code":40003,"msg":""})";
    return;
  }
  if (described.call == Call::kExtend) {
    const auto end = vendors::parse_date(serialized(described.inner, "endTime"), kShanghai);
    room->end_utc = end.value_or(room->end_utc);
    answer.effective = "extend";
  }
  rows = "{\"lesson_id\":\"" + room->id + "\",\"status\":" + digits(status(*room)) + "}";
  reply();
}

void Clouds::gensee(const http::Request& request, const Described& described, Answer& answer) {
  const auto row = [](const Room& room, const std::string& start) {
    return "\"subject\":\"" + room.title + "\",\"" + start + "\":" + digits(room.start_utc) +
           ",\"duration\":" + digits((room.end_utc - room.start_utc) / kMinute) + ",\"teacherJoinUrl\":\"" +
           std::string(kHost) + "gensee/page/" + room.id + "\",\"studentJoinUrl\":\"" + std::string(kHost) +
           "gensee/page/" + room.id + "\"";
  };
  if (described.endpoint == "sync") {
    std::string rows;
    answer.listed = 0;
    each_row([&](const Room& room) {
      const bool is_listed = room.vendor == "gensee" && !room.deleted && !room.hidden;
      if (!is_listed || vendors::date_text(room.created_utc, kShanghai, DateForm::kDay) != described.inner) return;
      ++answer.listed;
      answer.rooms.push_back(room.id);
      rows += (rows.empty() ? "{\"roomId\":\"" : ",{\"roomId\":\"") + room.id + "\"," + row(room, "beginTime") + "}";
    });
    answer.body = "{\"code\":\"0\",\"page\":{\"totalPages\":1},\"list\":[" + rows + "]}";
    return;
  }
  if (described.call == Call::kSchedule) answer.listed = 0;
  Room* room = find("gensee", described.room);
  if (room == nullptr || room->deleted) {
    answer.body = R"({"code":"501","message":"no data"})";
    return;
  }
  if (described.call == Call::kStatus) {
    answer.body = "{\"code\":0,\"status\":" +
                  digits(room->live                             ? 2
                         : room->occupied && room->past.empty() ? 1
                                                                : 0) +
                  "}";
    return;
  }
  if (described.call == Call::kExtend) {
    room->end_utc = room->start_utc + number(request.body, "duration", 0) * kMinute;
    answer.effective = "extend";
    answer.body = R"({"code":"0"})";
    return;
  }
  answer.listed = 1;
  answer.rooms.push_back(room->id);
  answer.body = "{\"code\":\"0\"," + row(*room, "startDate") + "}";
}

}  // namespace classbell::simulation
