// Accounts and logins. pwd travels in base64.
#include "crypto.h"
#include "sxb.h"

namespace cloud::sxb {

Account* Sxb::account(const std::string& id) {
  for (Account& a : accounts_) {
    if (a.id == id) return &a;
  }
  return nullptr;
}

json Sxb::regist(const Fields& fields) {
  const std::string id = fields.text("id");
  const auto password = unbase64(fields.text("pwd"));
  if (!password) fields.refuse("pwd", false);
  const int64_t role = fields.number("role", 0, 1);
  if (account(id)) throw Refused{10004};
  accounts_.push_back({id, *password, role == 1});
  fields.entry().effective = "regist";
  return nullptr;
}

json Sxb::login(const Fields& fields) {
  const std::string id = fields.text("id");
  const auto password = unbase64(fields.text("pwd"));
  if (!password) fields.refuse("pwd", false);
  const Account* user = account(id);
  if (!user) throw Refused{10005};
  if (user->password != *password) throw Refused{10006};
  if (world_.settings.single_login) {
    for (auto& [text, token] : tokens_) {
      if (token.account == id) token.logged_out = true;
    }
  }
  const std::string text = random_hex(16);
  tokens_[text] = {id, world_.cloud_now_ms(), false};
  fields.entry().account = id;
  fields.entry().effective = "login";
  return {{"userSig", "eJx" + random_hex(20)}, {"token", text}, {"role", user->teacher ? 1 : 0}};
}

json Sxb::logout(const Fields& fields) {
  const auto it = tokens_.find(fields.text("token"));
  if (it != tokens_.end() && it->second.logged_out) throw Refused{10008};
  check_token(fields, false);
  it->second.logged_out = true;
  fields.entry().effective = "logout";
  return nullptr;
}

}  // namespace cloud::sxb
