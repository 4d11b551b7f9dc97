#ifndef CLASSBELL_TESTS_CLOUD_ICLASS_H_
#define CLASSBELL_TESTS_CLOUD_ICLASS_H_

// The iclass cloud, from iclass.md: 14 interfaces under /iclass/paas/v1/, its class pages, its five events.

#include <optional>
#include <string>
#include <vector>

#include "iclass_callbacks.h"
#include "vendor.h"

namespace cloud::iclass {

inline constexpr int64_t kSdkAppId = 1400005678;
inline constexpr char kTicKey[] = "iclass-demo-tic-key";
inline constexpr char kTeacher[] = "teacher1";
inline constexpr char kStudent[] = "student1";

// The document has no table of codes: these are the simulation's own.
constexpr int kBadRequest = 10001, kMissing = 10002, kBadParameter = 10003, kBadSdkAppId = 10004, kBadSign = 10005,
              kExpired = 10006, kNoClass = 10007, kNoUser = 10008, kNoDocument = 10009, kRepeated = 10010,
              kWrongState = 10011;

struct Refused {
  int code;
  std::string detail;
  json more = json::object();  // Keys beside error_code.
};

// The fields of a body or of an object within it; every getter refuses.
class Fields {
 public:
  Fields(const json& object, Entry& entry) : object_(object), entry_(entry) {}
  bool has(const std::string& name) const { return object_.contains(name); }
  const json& raw(const std::string& name) const;
  int64_t number(const std::string& name, int64_t min = 0, int64_t max = int64_t{1} << 53) const;
  int64_t number_or(const std::string& name, int64_t fallback, int64_t min = 0, int64_t max = int64_t{1} << 53) const;
  bool flag(const std::string& name) const;
  std::string text(const std::string& name, bool may_be_empty = false) const;
  std::string text_or(const std::string& name, const std::string& fallback) const;
  std::string one_of(const std::string& name, const std::vector<std::string>& known) const;
  std::vector<std::string> texts(const std::string& name) const;  // An array of strings.
  std::vector<std::string> some_of(const std::string& name, const std::vector<std::string>& known) const;  // None: [].
  [[noreturn]] void refuse(const std::string& name, bool missing = false) const;
  const json& object() const { return object_; }
  Entry& entry() const { return entry_; }

 private:
  const json& object_;
  Entry& entry_;
};

struct User {
  std::string id, role, nickname, gender = "male", avatar, phone_no, e_mail, token;
  int64_t regist_s = 0, update_s = 0;
};

struct Document {
  std::string id, url, name, ext, permission, owner;
  json md5 = "";
  int64_t size = 0, upload_ms = 0;
  bool transcode = false;
  int told = 0;  // Of queued, processing, finished.
};

class IClass : public Vendor {
 public:
  explicit IClass(World& world) : world_(world), callbacks_(kSdkAppId, kTicKey) { clear(); }
  std::string name() const override { return "iclass"; }
  void describe(const Request& request, const std::string& path, Entry& entry) override;
  Reply handle(const Request& request, const std::string& path, Entry& entry) override;
  Reply refusal(const std::string& endpoint, const std::string& code) override;
  bool is_schedule(const std::string& endpoint) const override { return endpoint == "class/list"; }
  Reply empty_schedule(const std::string& endpoint) override;
  std::string success_around(const std::string& value) const override;
  json credentials() const override;
  void tick() override;
  void complete(Room& room) override;
  json callbacks() const override { return callbacks_.history(); }
  std::string call_back(const json& in) override;
  void clear() override;

  struct Endpoint {
    const char* name;  // The path below /paas/v1/.
    json (IClass::*handle)(const Fields&);
    const char* fields;  // Beside expire_time.
  };
  static const Endpoint* find_endpoint(const std::string& name);

 private:
  Reply phrase(int code, const std::string& detail, const json& more, Entry& entry) const;
  Reply page(const Request& request, Entry& entry);
  json body_of(const Request& request, Entry& entry) const;
  void check_public(const Request& request, const Fields& fields) const;

  Room& class_of(const Fields& fields);
  std::string status_of(const Room& room) const;
  void read_class(const Fields& fields, Room& room, bool create);
  json class_item(const Room& room) const;
  User* user(const std::string& id);
  User& user_of(const Fields& fields);
  void read_profile(const Fields& fields, User& user) const;
  static json user_item(const User& user);
  Document* document(const std::string& id);
  json document_item(const Document& document) const;
  int progress_of(const Document& document) const;  // 0 queued, 1 processing, 2 finished.
  void tell(const std::string& url, const std::string& room, const std::string& event, const json& data);
  void tell_sessions(const Room& room);
  void tell_documents();

  json class_create(const Fields&);  // iclass_class.cc
  json class_delete(const Fields&);
  json class_modify(const Fields&);
  json class_info(const Fields&);
  json class_list(const Fields&);
  json user_register(const Fields&);  // iclass_user.cc
  json user_profile_modify(const Fields&);
  json user_token_update(const Fields&);
  json user_info(const Fields&);
  json user_list(const Fields&);
  json document_add(const Fields&);  // iclass_document.cc
  json document_delete(const Fields&);
  json document_info(const Fields&);
  json document_list(const Fields&);

  World& world_;
  std::string base_;  // Of the request in hand: http://HOST/iclass
  std::vector<User> users_;
  std::vector<Document> documents_;
  std::map<std::string, std::pair<size_t, size_t>> told_;  // By class: begins and ends told.
  Callbacks callbacks_;
};

inline const std::vector<std::string> kRoles = {"superadmin", "admin",      "teacher", "assistant",
                                                "student",    "supervisor", "visitor"};

// The part of `all` that index (an offset) and size ask for, with finish and total.
json page_of(const Fields& fields, const json& all);

}  // namespace cloud::iclass

#endif  // CLASSBELL_TESTS_CLOUD_ICLASS_H_
