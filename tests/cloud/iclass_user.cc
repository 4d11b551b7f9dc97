// Accounts (2.1 to 2.5).
#include <algorithm>

#include "crypto.h"
#include "iclass.h"

namespace cloud::iclass {

User* IClass::user(const std::string& id) {
  for (User& u : users_) {
    if (u.id == id) return &u;
  }
  return nullptr;
}

User& IClass::user_of(const Fields& fields) {
  User* found = user(fields.text("user_id"));
  if (!found) throw Refused{kNoUser, "user_id"};
  return *found;
}

void IClass::read_profile(const Fields& fields, User& u) const {
  u.nickname = fields.text_or("nickname", u.nickname);
  if (fields.has("gender")) u.gender = fields.one_of("gender", {"male", "female"});
  u.avatar = fields.text_or("avatar", u.avatar);
  u.phone_no = fields.text_or("phone_no", u.phone_no);
  u.e_mail = fields.text_or("e_mail", u.e_mail);
}

// One id that is known already, or given twice: nobody is registered.
json IClass::user_register(const Fields& fields) {
  const json& list = fields.raw("list");
  if (!list.is_array() || list.empty()) fields.refuse("list");
  std::vector<User> made;
  json repeats = json::array(), out = json::array();
  for (const json& one : list) {
    if (!one.is_object()) fields.refuse("list");
    const Fields inner(one, fields.entry());
    User u;
    u.id = u.nickname = inner.text("user_id");
    u.role = inner.one_of("role", kRoles);
    u.avatar = "https://iclass.test/avatar/" + std::to_string(made.size() % 8) + ".png";
    read_profile(inner, u);
    u.token = random_hex(16);
    u.regist_s = u.update_s = world_.cloud_now_ms() / 1000;
    const bool twice = std::any_of(made.begin(), made.end(), [&](const User& o) { return o.id == u.id; });
    if (twice || user(u.id)) repeats.push_back(u.id);
    out.push_back({{"user_id", u.id}, {"user_token", u.token}});
    made.push_back(u);
  }
  if (!repeats.empty()) throw Refused{kRepeated, "", {{"user_list", json::array()}, {"repeats", repeats}}};
  users_.insert(users_.end(), made.begin(), made.end());
  fields.entry().effective = "register";
  return {{"user_list", out}, {"repeats", repeats}};
}

// role is an int in this table only: an int is taken as the row of appendix 3.1, a string as everywhere.
json IClass::user_profile_modify(const Fields& fields) {
  User& found = user_of(fields);
  User changed = found;
  if (fields.has("role")) {
    changed.role = fields.raw("role").is_string() ? fields.one_of("role", kRoles)
                                                  : kRoles[static_cast<size_t>(fields.number("role", 0, 6))];
  }
  read_profile(fields, changed);
  changed.update_s = world_.cloud_now_ms() / 1000;
  found = changed;
  fields.entry().effective = "edit_user";
  return nullptr;
}

json IClass::user_token_update(const Fields& fields) {
  User& found = user_of(fields);
  found.token = random_hex(16);
  fields.entry().effective = "token";
  return {{"user_token", found.token}};
}

json IClass::user_item(const User& u) {
  return {{"user_id", u.id}, {"nickname", u.nickname}, {"gender", u.gender}, {"avatar", u.avatar}, {"role", u.role},
          {"phone_no", u.phone_no}, {"e_mail", u.e_mail}, {"regist_time", u.regist_s}, {"update_time", u.update_s}};
}

json IClass::user_info(const Fields& fields) { return {{"user_info", user_item(user_of(fields))}}; }

json IClass::user_list(const Fields& fields) {
  const std::vector<std::string> roles = fields.some_of("roles", kRoles);
  const std::string prefix = fields.text_or("prefix", "");
  json all = json::array();
  for (const User& u : users_) {
    if (u.id.rfind(prefix, 0) != 0) continue;
    if (roles.empty() || std::find(roles.begin(), roles.end(), u.role) != roles.end()) all.push_back(user_item(u));
  }
  return page_of(fields, all);
}

}  // namespace cloud::iclass
