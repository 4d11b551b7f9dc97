// Users and courseware: API 1, 20, 22, 32; 6, 7.
#include <algorithm>

#include "crypto.h"
#include "weclassroom.h"

namespace cloud::weclassroom {
namespace {

constexpr size_t kUsersMax = 50;

bool all_digits(const std::string& text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
}

// '1' as in the example, or 1 as in the remark beside it.
int64_t one_or_two(const Params& params, const std::string& name) {
  const json& value = params.raw(name);
  if (value.is_number_integer()) return params.number(name, 1, 2);
  const std::string text = params.text(name);
  if (text != "1" && text != "2") params.refuse(name, kWrongValue);
  return text == "1" ? 1 : 2;
}

std::string extension_of(const std::string& file) {
  const size_t dot = file.rfind('.');
  return dot == std::string::npos ? "" : lower(file.substr(dot + 1));
}

bool type_fits(int64_t type, const std::string& extension) {
  switch (type) {
    case 1: return extension == "ppt" || extension == "pptx";
    case 3: return extension == "pdf";
    case 4: return extension == "doc" || extension == "docx";
    default: return true;
  }
}

}  // namespace

User* WeClassroom::user(int64_t uid) {
  for (User& u : users_) {
    if (u.uid == uid) return &u;
  }
  return nullptr;
}

// `type` 0: either.
User& WeClassroom::user_of(const Params& params, const std::string& name, int64_t type) {
  User* found = user(params.number(name));
  if (!found || (type != 0 && found->type != type)) params.refuse(name, kWrongValue);
  return *found;
}

// "可多维": a list of users, or one. The example is not balanced.
json WeClassroom::user_create(const Params& params) {
  const json& data = params.raw("userData");
  if (data.is_object() ? false : !data.is_array()) params.refuse("userData", kWrongType);
  const json list = data.is_object() ? json::array({data}) : data;
  if (list.empty() || list.size() > kUsersMax) params.refuse("userData", kWrongValue);
  std::vector<User> made;
  for (const json& one : list) {
    if (!one.is_object()) params.refuse("userData", kWrongType);
    const Params inner(one, params.entry());
    User u;
    u.mobile = inner.raw("userPhone");
    if (!u.mobile.is_string() && !u.mobile.is_number_integer()) inner.refuse("userPhone", kWrongType);
    if (u.digits().size() != 11 || !all_digits(u.digits())) inner.refuse("userPhone", kWrongValue);
    u.name = inner.text("userName");
    u.type = one_or_two(inner, "userType");
    u.gender = one_or_two(inner, "userGender");
    made.push_back(u);
  }
  json out = json::array();
  for (User& u : made) {
    const auto same = std::find_if(users_.begin(), users_.end(), [&](const User& o) {
      return o.digits() == u.digits() && o.type == u.type;
    });
    if (same == users_.end()) {
      u.uid = ++next_user_;
      users_.push_back(u);
    } else {
      u.uid = same->uid;  // Whoever is known keeps his id.
    }
    out.push_back({{"mobile", u.mobile}, {"uid", u.uid}});
  }
  params.entry().effective = "create_user";
  return {{"data", out}};
}

// role is 2 or 3 in the sample and explained nowhere: 2 a teacher as in userType, 3 a student.
json WeClassroom::user_id(const Params& params) {
  json out = json::array();
  for (const int64_t mobile : params.numbers("mobile", 1000)) {
    for (const User& u : users_) {
      if (u.digits() != std::to_string(mobile)) continue;
      out.push_back({{"uid", u.uid}, {"mobile", mobile}, {"role", u.type == 2 ? 2 : 3}});
    }
  }
  return {{"data", out}};
}

json WeClassroom::user_edit(const Params& params) {
  constexpr int64_t kLeast = 10000000000, kMost = 99999999999;
  const int64_t to = params.number("newMobile", kLeast, kMost), from = params.number("oldMobile", kLeast, kMost);
  User* found = nullptr;
  for (User& u : users_) {
    if (u.digits() == std::to_string(to)) throw Refused{kNotAllowed};
    if (u.digits() == std::to_string(from)) found = &u;
  }
  if (!found) params.refuse("oldMobile", kWrongValue);
  found->mobile = std::to_string(to);
  params.entry().effective = "edit_user";
  return {{"uid", found->uid}};
}

json WeClassroom::user_editinfo(const Params& params) {
  User& found = user_of(params, "userId");
  if (params.number("userType", 1, 2) != found.type) params.refuse("userType", kWrongValue);
  const std::string name = params.text_or("userName", found.name);
  found.gender = params.number_if("gender", 1, 2).value_or(found.gender);
  found.name = name;
  params.entry().effective = "edit_user";
  return {{"data", nullptr}};
}

Courseware* WeClassroom::courseware(int64_t id) {
  for (Courseware& c : courseware_) {
    if (c.id == id) return &c;
  }
  return nullptr;
}

json WeClassroom::courseware_upload(const Params& params) {
  Courseware c;
  c.name = params.text("filename");
  c.size = params.number("filesize", 0, 50 << 20);
  const std::string url = params.text("coursewareUrl");
  if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) params.refuse("coursewareUrl", kWrongValue);
  c.type = params.number("type", 1, 4);
  params.number_if("covt", 0, 1);
  if (!type_fits(c.type, extension_of(c.name))) params.refuse("type", kWrongValue);
  const int64_t now = now_ms();
  if (c.type != 2) {
    if (static_cast<double>(now - uploaded_ms_) < world_.settings.upload_interval_s * 1000) throw Refused{kNotAllowed};
    uploaded_ms_ = now;
    c.done_ms = now + static_cast<int64_t>(world_.settings.convert_s * 1000);
  }
  c.id = ++next_courseware_;
  courseware_.push_back(c);
  params.entry().effective = "upload";
  return {{"coursewareId", c.id}};
}

// page and pageSize come back as strings, as in the sample.
json WeClassroom::courseware_list(const Params& params) {
  const int64_t page = params.number("page"), size = params.number("pageSize");
  const int64_t count = static_cast<int64_t>(courseware_.size());
  json list = json::array();
  if ((page - 1) <= count / size) {
    for (int64_t i = (page - 1) * size; i < count && i < page * size; ++i) {
      const Courseware& c = courseware_[static_cast<size_t>(i)];
      list.push_back({{"filesize", c.size / 1024}, {"type", c.type}, {"convert_status", now_ms() >= c.done_ms ? 2 : 0},
                      {"filename", c.name}, {"id", c.id}});
    }
  }
  return {{"data", {{"count", count}, {"page", std::to_string(page)}, {"pageSize", std::to_string(size)},
                    {"sumpage", count / size + (count % size ? 1 : 0)}, {"list", list}}}};
}

}  // namespace cloud::weclassroom
