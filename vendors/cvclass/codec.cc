#include "vendors/cvclass/codec.h"

#include "vendors/crypto.h"
#include "vendors/cvclass/catalogue.h"
#include "vendors/php.h"

namespace classbell::vendors::cvclass {
namespace {

std::string_view entry_key(const Account& account) {
  const std::string_view key = account.secret("entry_key").reveal();
  return key.empty() ? account.secret("app_id").reveal() : key;
}

bool has_parameter(const Endpoint& endpoint, std::string_view name) {
  for (const Parameter& parameter : endpoint.parameters) {
    if (parameter.name == name) return true;
  }
  return false;
}

// Section 1.3.1: what the URL carries, `jumpurl` last.
Value entry_parameters(const Call& call, const Account& account, const Now& now) {
  Value all;
  const auto given_or = [&](std::string_view name, std::string_view fallback) {
    const Value* given = call.parameters.find(name);
    return given != nullptr ? given->to_text() : std::string(fallback);
  };
  const std::string serial = given_or("serial", {});
  const std::string type = given_or("usertype", usertype(account.value("role")));
  const std::string ts = std::to_string(now.vendor_utc() / kSecond);
  all.set("domain", given_or("domain", account.value("domain")));
  all.set("serial", serial);
  all.set("username", given_or("username", account.value("username")));
  all.set("usertype", type);
  if (const Value* pid = call.parameters.find("pid")) all.set("pid", pid->to_text());
  all.set("ts", ts);
  all.set("auth", md5_hex(std::string(entry_key(account)) + ts + serial + type));
  const std::string password = given_or("userpassword", {});
  if (!password.empty()) all.set("userpassword", encrypt_password(password, entry_key(account)));
  for (const std::string_view name : {"extradata", "jumpurl"}) {
    if (const Value* given = call.parameters.find(name)) all.set(name, given->to_text());
  }
  return all;
}

// What is signed: all that is sent except app_id, key and token (section 5.1).
Value signed_part(const Call& call) {
  Value sent = php::as_sent(call.parameters);
  Value kept{Value::Object{}};
  for (const auto& [name, value] : *sent.object()) {
    if (name != "app_id" && name != "key" && name != "token") kept.set(name, value);
  }
  return kept;
}

Value with_authentication(const Call& call, const Account& account) {
  const Value sent = signed_part(call);
  Value all = sent;
  const std::string_view app_id = account.secret("app_id").reveal();
  for (const std::string_view name : {"app_id", "key"}) {
    if (!has_parameter(*call.endpoint, name)) continue;
    const Value* given = call.parameters.find(name);
    all.set(name, given != nullptr ? given->to_text() : std::string(app_id));
  }
  if (call.endpoint->authenticated)
    all.set("token", token(sent, app_id, account.secret("secret_key").reveal()));
  return all;
}

Milliseconds timeout_ms(std::string_view endpoint) {
  if (endpoint == kRoomControl) return 4000;
  if (endpoint == kRoomStatus) return 2500;
  return 10000;
}

}  // namespace

std::string_view usertype(std::string_view role) {
  if (role == "teacher") return "0";
  if (role == "assistant") return "1";
  if (role == "student") return "2";
  if (role == "patrol") return "4";
  if (role == "head") return "5";
  return {};
}

std::string token(const Value& sent, std::string_view app_id, std::string_view secret_key) {
  return md5_hex(md5_hex(std::string(app_id) + php::body_string(sent)) + md5_hex(secret_key));
}

std::string encrypt_password(std::string_view password, std::string_view key) {
  return hex(aes128_ecb_zero_padded(password, key));
}

Request encode(const Call& call, const Account& account, const Now& now) {
  Request request;
  request.method = call.endpoint->method;
  request.url = account.base_url + std::string(call.endpoint->path);
  request.timeout_ms = timeout_ms(call.endpoint->name);
  request.once = call.endpoint->changes;
  switch (call.endpoint->body) {
    case Body::kUrl: request.url += "?" + php::build_query(entry_parameters(call, account, now)); break;
    case Body::kMultipart: {
      const Value all = with_authentication(call, account);
      for (const auto& [name, value] : *all.object()) {
        const bool is_file = name == "filedata";
        request.parts.push_back({name, value.to_text(), is_file ? call.file_name : std::string()});
      }
      request.timeout_ms = 120000;
      break;
    }
    case Body::kForm:
    case Body::kJson:
      request.content_type = "application/x-www-form-urlencoded";
      request.body = php::build_query(with_authentication(call, account));
      break;
  }
  return request;
}

std::vector<SignStep> explain(const Call& call, const Account& account, const Now& now) {
  const std::string app_id(account.secret("app_id").reveal());
  if (call.endpoint->body == Body::kUrl) {
    const Value all = entry_parameters(call, account, now);
    const std::string plain = std::string(entry_key(account)) + all.find("ts")->to_text() +
                              all.find("serial")->to_text() + all.find("usertype")->to_text();
    std::vector<SignStep> steps{{"entry_key + ts + serial + usertype (section 1.3.1)", plain},
                                {"auth = md5 of that", all.find("auth")->to_text()}};
    if (const Value* password = all.find("userpassword")) {
      steps.push_back(
          {"userpassword = hex(AES-128-ECB(password, entry_key, zero padding)) (section 4.1)", password->to_text()});
    }
    return steps;
  }
  if (!call.endpoint->authenticated)
    return {{"not signed (section 5.2)", php::build_query(with_authentication(call, account))}};
  const std::string body = php::body_string(signed_part(call));
  const std::string inner = md5_hex(app_id + body);
  const std::string secret = md5_hex(account.secret("secret_key").reveal());
  return {{"BodyStr: parameters in ksort order, without token, app_id, key (section 5.1)", body},
          {"app_id + BodyStr", app_id + body},
          {"a = md5(app_id + BodyStr)", inner},
          {"b = md5(secret_key)", secret},
          {"token = md5(a + b)", md5_hex(inner + secret)},
          {"sent", php::build_query(with_authentication(call, account))}};
}

}  // namespace classbell::vendors::cvclass
