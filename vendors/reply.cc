#include "vendors/reply.h"

#include "vendors/php.h"
#include "vendors/vendor.h"

namespace classbell::vendors {
namespace {

Finished failure(Verdict verdict, Fault fault, std::string detail) {
  Finished finished;
  finished.outcome.verdict = verdict;
  finished.outcome.fault = fault;
  finished.detail = std::move(detail);
  return finished;
}

FaultCode fault_of(http::Transport transport) {
  switch (transport) {
    case http::Transport::kOk: return FaultCode::kNone;
    case http::Transport::kDns: return FaultCode::kDns;
    case http::Transport::kTls: return FaultCode::kTls;
    case http::Transport::kConnect:
    case http::Transport::kTimeout:
    case http::Transport::kBroken:
    case http::Transport::kTooLarge: return FaultCode::kNet;
  }
  return FaultCode::kNet;
}

// Bytes of the UTF-8 character at the front of `text`; 0 when there is none.
std::size_t character_bytes(std::string_view text) {
  const auto first = static_cast<unsigned char>(text[0]);
  const std::size_t size = first < 0x80   ? 1
                           : first < 0xC2 ? 0
                           : first < 0xE0 ? 2
                           : first < 0xF0 ? 3
                           : first < 0xF5 ? 4
                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) return 0;
  }
  if (size < 3) return size;
  const auto second = static_cast<unsigned char>(text[1]);
  const bool is_overlong = (first == 0xE0 && second < 0xA0) || (first == 0xF0 && second < 0x90);
  const bool is_surrogate = first == 0xED && second >= 0xA0;
  const bool is_beyond = first == 0xF4 && second >= 0x90;  // U+10FFFF
  return is_overlong || is_surrogate || is_beyond ? 0 : size;
}

}  // namespace

Finished done() { return failure(Verdict::kDone, {}, {}); }

Finished entered(std::string url) {
  Finished finished = done();
  finished.url = Secret(std::move(url));
  return finished;
}

std::optional<Finished> failed_exchange(const Reply& reply) {
  if (reply.transport != http::Transport::kOk) {
    const Verdict verdict = reply.sent ? Verdict::kUnknown : Verdict::kUnreachable;
    return failure(verdict, {fault_of(reply.transport), 0}, reply.detail);
  }
  if (reply.status == 200) return std::nullopt;
  const Fault by_vendor{FaultCode::kVendor, reply.status};
  std::string words = "HTTP status " + std::to_string(reply.status);
  Finished finished;
  if (reply.status == 401 || reply.status == 403) {
    finished = failure(Verdict::kRefused, {FaultCode::kAuth, reply.status}, std::move(words));
  } else if (reply.status == 429 || (reply.status == 503 && reply.retry_after_ms > 0)) {
    finished = failure(Verdict::kBusy, by_vendor, std::move(words));
  } else if (reply.status >= 400 && reply.status < 500) {
    finished = failure(Verdict::kRefused, by_vendor, std::move(words));
  } else {
    // A server that fails, or a portal that redirects, says nothing of what was carried out.
    finished = failure(Verdict::kUnknown, by_vendor, std::move(words));
  }
  finished.outcome.retry_after = reply.retry_after_ms;
  return finished;
}

std::optional<int> code_in(const Value& reply, std::string_view member) {
  const Value* value = reply.find(member);
  const std::int64_t code = value != nullptr ? value->to_int(INT64_MIN) : INT64_MIN;
  if (code < INT32_MIN || code > INT32_MAX) return std::nullopt;
  return static_cast<int>(code);
}

Finished not_understood(std::string detail) {
  return failure(Verdict::kUnknown, {FaultCode::kNet, 0}, std::move(detail));
}

Finished refused(int code, const ErrorRow* row, bool changes, std::string_view words) {
  std::string detail = "code " + std::to_string(code);
  if (row != nullptr) detail += ": " + std::string(row->meaning);
  const std::string said = clean(words);
  if (!said.empty()) detail += " (" + said + ")";
  if (row != nullptr && !row->advice.empty()) detail += "; " + std::string(row->advice);

  const Remedy remedy = row != nullptr ? row->remedy : Remedy::kFixCall;
  Verdict verdict = Verdict::kRefused;
  if (remedy == Remedy::kWait) verdict = Verdict::kNotYet;
  if (remedy == Remedy::kRetry) verdict = changes ? Verdict::kUnknown : Verdict::kBusy;
  const bool is_account = remedy == Remedy::kFixConfig || remedy == Remedy::kLogin;
  return failure(verdict, {is_account ? FaultCode::kAuth : FaultCode::kVendor, code}, std::move(detail));
}

std::string clean(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t size = character_bytes(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    text.remove_prefix(character.size());
    if (size == 0) {
      out += "\xEF\xBF\xBD";  // U+FFFD
      continue;
    }
    const auto first = static_cast<unsigned char>(character[0]);
    const bool is_control = size == 1 && (first < 0x20 || first == 0x7F);
    const bool is_c1 = size == 2 && first == 0xC2 && static_cast<unsigned char>(character[1]) < 0xA0;
    // U+200E, U+200F, U+2028-U+202E, U+2066-U+2069: marks that turn or break the line around them.
    const bool is_mark = character.substr(0, 2) == "\xE2\x80" && (character[2] == '\x8E' || character[2] == '\x8F' ||
                                                                  (character[2] >= '\xA8' && character[2] <= '\xAE'));
    const bool is_isolate = character.substr(0, 2) == "\xE2\x81" && character[2] >= '\xA6' && character[2] <= '\xA9';
    if (!is_control && !is_c1 && !is_mark && !is_isolate) out += character;
  }
  return out;
}

std::optional<Span<const Value>> list_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  const Value::List* list = value != nullptr ? value->list() : nullptr;
  return list != nullptr ? std::optional<Span<const Value>>(*list) : std::nullopt;
}

std::string text_of(const Value& object, std::string_view key) {
  const Value* value = object.find(key);
  return value != nullptr ? clean(value->to_text()) : std::string();
}

std::int64_t int_of(const Value& object, std::string_view key, std::int64_t fallback) {
  const Value* value = object.find(key);
  return value != nullptr ? value->to_int(fallback) : fallback;
}

bool is_plausible(Milliseconds start_utc, Milliseconds end_utc) {
  constexpr Milliseconds kEndOf9999 = 253402300799 * kSecond;
  return start_utc > 0 && start_utc < end_utc && end_utc <= kEndOf9999;
}

std::string expand(std::string_view url_template, const Lesson& lesson) {
  std::string url;
  for (std::size_t i = 0; i < url_template.size(); ++i) {
    const char what = url_template[i] == '%' && i + 1 < url_template.size() ? url_template[i + 1] : '\0';
    if (what != 'r' && what != 'g' && what != 'l') {
      url += url_template[i];
      continue;
    }
    const auto value = what == 'r' ? lesson.room.view() : what == 'g' ? lesson.group.view() : lesson.key.id.view();
    // A blank as %20: '+' means one in a query only.
    for (const char c : php::urlencode(value)) url += c == '+' ? std::string_view("%20") : std::string_view(&c, 1);
    ++i;
  }
  return url;
}

std::optional<std::string> by_template(const Account& account, const Job& job) {
  const bool is_student = job.role == Role::kStudent;
  const std::string& own = is_student ? account.student_template : account.entry_template;
  if (!own.empty()) return expand(own, job.lesson);
  return is_student && !account.entry_template.empty() ? std::optional<std::string>("") : std::nullopt;
}

}  // namespace classbell::vendors
