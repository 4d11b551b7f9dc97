#ifndef CLASSBELL_TESTS_CLOUD_SXB_H_
#define CLASSBELL_TESTS_CLOUD_SXB_H_

// The sxb cloud, from sxb.md: 18 commands at /sxb/index.php?svc=..&cmd=..

#include <string>
#include <vector>

#include "vendor.h"

namespace cloud::sxb {

inline constexpr int64_t kAppId = 1400001234;
inline constexpr char kTeacher[] = "teacher1";
inline constexpr char kTeacherPassword[] = "teach-demo-1";
inline constexpr char kStudent[] = "student1";
inline constexpr char kStudentPassword[] = "study-demo-1";

struct Refused {
  int code;
};

struct Account {
  std::string id, password;
  bool teacher = false;
};

struct Token {
  std::string account;
  int64_t made_ms = 0;
  bool logged_out = false;
};

struct Binding {
  int64_t type;
  std::string file_name, url;
};

// The fields of one request; every getter refuses with 10003.
class Fields {
 public:
  Fields(const json& object, Entry& entry) : object_(object), entry_(entry) {}
  bool has(const char* name) const { return object_.contains(name); }
  int64_t number(const char* name, int64_t min = 0, int64_t max = int64_t{1} << 53) const;
  int64_t number_or(const char* name, int64_t fallback, int64_t min = 0, int64_t max = int64_t{1} << 53) const;
  std::string text(const char* name, bool may_be_empty = false) const;
  std::string text_or(const char* name, const std::string& fallback) const;
  const json& object(const char* name) const;
  Entry& entry() const { return entry_; }
  [[noreturn]] void refuse(const std::string& name, bool missing) const;

 private:
  const json& object_;
  Entry& entry_;
};

class Sxb : public Vendor {
 public:
  explicit Sxb(World& world) : world_(world) { clear(); }
  std::string name() const override { return "sxb"; }
  void describe(const Request& request, const std::string& path, Entry& entry) override;
  Reply handle(const Request& request, const std::string& path, Entry& entry) override;
  Reply refusal(const std::string& endpoint, const std::string& code) override;
  bool is_schedule(const std::string& endpoint) const override { return endpoint == "live/roomlist"; }
  Reply empty_schedule(const std::string& endpoint) override;
  std::string success_around(const std::string& value) const override;
  bool expire_tokens() override;
  std::string keeps_alive() const override { return "heartbeat"; }
  json credentials() const override;
  void clear() override;

  struct Command {
    const char* name;  // svc/cmd
    json (Sxb::*handle)(const Fields&);
    enum Kind { kOpen, kToken, kTeacher, kCallback } kind;
    const char* fields;  // Beside token, timeStamp, appid.
  };
  static const Command* find_command(const std::string& name);

 private:
  Reply phrase(int code, const json& data, Entry& entry) const;
  void check_common(const Fields& fields) const;
  void check_token(const Fields& fields, bool teacher);
  Account* account(const std::string& id);
  Room& room_of(const Fields& fields, bool destroyed_too = false);
  json room_item(const Room& room) const;

  json regist(const Fields&);
  json login(const Fields&);
  json logout(const Fields&);
  json create(const Fields&);
  json startcourse(const Fields&);
  json exitroom(const Fields&);
  json heartbeat(const Fields&);
  json roomlist(const Fields&);
  json reportmemid(const Fields&);
  json roomidlist(const Fields&);
  json reportbind(const Fields&);
  json querybind(const Fields&);
  json cos_sign(const Fields&);
  json vod_sign(const Fields&);
  json vod_proxy(const Fields&);
  json vod_client_sign(const Fields&);
  json callback(const Fields&);

  World& world_;
  std::vector<Account> accounts_;
  std::map<std::string, Token> tokens_;
  std::map<std::string, std::vector<Binding>> bindings_;  // By room.
  Account* me_ = nullptr;                                 // Whose token the request in hand carries.
};

}  // namespace cloud::sxb

#endif  // CLASSBELL_TESTS_CLOUD_SXB_H_
