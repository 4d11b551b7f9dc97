#ifndef CLASSBELL_TESTS_CLOUD_CVCLASS_H_
#define CLASSBELL_TESTS_CLOUD_CVCLASS_H_

// The cvclass cloud, from cvclass.txt: 41 interfaces under /cvclass/WebAPI/.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "php.h"
#include "vendor.h"

namespace cloud::cvclass {

// Demo credentials. Entry's key is the app_id: one thing, see README.
inline constexpr char kAppId[] = "5NIWjlgmvqwbt494";
inline constexpr char kSecretKey[] = "cv-demo-secret-2026";
inline constexpr char kDomain[] = "demo";
inline constexpr char kCompany[] = "10898";

struct Refused {
  std::string code;
  json more = json::object();  // Keys beside `result`.
};

// The parameters of one request; every getter refuses with the document's code.
class Form {
 public:
  Form(const PhpValue& post, Entry& entry) : post_(post), entry_(entry) {}

  bool has(const std::string& name) const;  // Present and not empty.
  std::string text(const std::string& name, const std::string& missing, const std::string& bad = "48001", int min = 1,
                   int max = 1 << 20) const;
  std::string text_or(const std::string& name, const std::string& fallback, const std::string& bad = "48001",
                      int min = 1, int max = 1 << 20) const;
  int64_t number(const std::string& name, const std::string& missing, const std::string& bad, int64_t min,
                 int64_t max) const;
  std::optional<int64_t> number_if(const std::string& name, const std::string& bad, int64_t min, int64_t max) const;
  const PhpValue& list(const std::string& name, const std::string& missing, const std::string& bad = "48001") const;
  [[noreturn]] void refuse_missing(const std::string& name, const std::string& code) const;
  [[noreturn]] void refuse_bad(const std::string& name, const std::string& code) const;
  const PhpValue& post() const { return post_; }
  Entry& entry() const { return entry_; }

 private:
  std::string checked(const std::string& name, const std::string& bad, int min, int max) const;
  const PhpValue& post_;
  Entry& entry_;
};

struct File {
  std::string id, name, serial;  // serial: of the room it was uploaded to, or "".
  int64_t size = 0, upload_ms = 0;
  bool open = false, dynamic = false, deleted = false;
  int conversion = 1;
  std::vector<std::string> rooms;  // Bound to these.
  std::vector<std::pair<std::string, std::string>> remarks;
  std::string path() const;
};

struct Record {
  std::string title, serial;
  int64_t start_s = 0, duration_ms = 0;
};

struct Ban {
  std::string id, scope, serial, type, content, aging;
  int64_t add_ms = 0;
};

class CvClass : public Vendor {
 public:
  explicit CvClass(World& world) : world_(world) {}
  std::string name() const override { return "cvclass"; }
  void describe(const Request& request, const std::string& path, Entry& entry) override;
  Reply handle(const Request& request, const std::string& path, Entry& entry) override;
  Reply refusal(const std::string& endpoint, const std::string& code) override;
  bool is_schedule(const std::string& endpoint) const override;
  Reply empty_schedule(const std::string& endpoint) override;
  std::string success_around(const std::string& value) const override {
    return "{\"result\":0,\"list\":" + value + "}";
  }
  json credentials() const override;
  void tick() override;
  void clear() override;

  struct Endpoint {
    const char* path;  // Below /WebAPI/.
    json (CvClass::*handle)(const Form&);
    const char* parameters;  // Blank-separated; token and app_id go without saying.
    bool text_result;        // `result` is a string in the document's sample.
  };
  static const Endpoint* find_endpoint(const std::string& path);

 private:
  Reply handle_entry(const Request& request, Entry& entry);   // cvclass_entry.cc
  Reply handle_upload(const Request& request, Entry& entry);  // cvclass_files.cc
  Reply handle_form(const Endpoint& endpoint, const Request& request, Entry& entry);
  void check_common(const Endpoint& endpoint, const PhpValue& post, Entry& entry) const;
  Reply phrase(const json& answer, const std::string& endpoint, Entry& entry) const;

  Room& room_of(const Form& form, const std::string& missing = "5100");
  bool expired(const Room& room) const;
  bool occupied(const Room& room) const;
  int64_t now_s() const { return world_.cloud_now_ms() / 1000; }
  json page_of(const json& all, int64_t page, int64_t size, const std::string& list, bool page_from_zero = false) const;
  std::string key(const std::string& plain) const;  // With the samples' blanks, if asked for.
  json room_item(const Room& room, const std::vector<std::string>& keys) const;
  void read_room(const Form& form, Room& room, bool create);
  void read_passwords(const Form& form, Room& room, bool create);
  void read_layout(const Form& form, Room& room);
  File* file(const std::string& id);
  json file_item(const File& file) const;
  std::vector<Person> present(const Room& room) const;

  json create_room(const Form&);
  json modify_room(const Form&);
  json delete_room(const Form&);
  json get_room_list(const Form&);
  json get_room_by_time(const Form&);
  json get_room_info(const Form&);
  json room_control(const Form&);
  json room_status(const Form&);
  json main_classroom(const Form&);
  json theme_list(const Form&);
  json upload_file_url(const Form&);
  json set_file_remark(const Form&);
  json file_convert_status(const Form&);
  json file_remark(const Form&);
  json conversion_file(const Form&);
  json delete_file(const Form&);
  json batch_delete_file(const Form&);
  json company_files(const Form&);
  json bind_file(const Form&);
  json unbind_file(const Form&);
  json room_files(const Form&);
  json create_blacklist(const Form&);
  json blacklist(const Form&);
  json delete_blacklist(const Form&);
  json online_num(const Form&);
  json online_users_number(const Form&);
  json online_user_info(const Form&);
  json user_gift(const Form&);
  json chat_list(const Form&);
  json answer_record(const Form&);
  json raise_hands(const Form&);
  json network_equipment(const Form&);
  json equipment(const Form&);
  json login_info(const Form&);
  json room_user_info(const Form&);
  json record_list(const Form&);
  json clean_media(const Form&);
  json batch_delete_record(const Form&);
  json storage_usage(const Form&);

  World& world_;
  std::vector<File> files_;
  std::vector<Record> records_;
  std::vector<Ban> bans_;
  int64_t next_id_ = 0;
  std::map<std::string, size_t> recorded_;  // Sessions of a room turned into records so far.
};

std::string local_time(int64_t t_ms);                        // Asia/Shanghai, "2019-01-14 16:31:35".
std::optional<int64_t> read_local_time(const std::string&);  // Epoch seconds.
// 1.3.1 "please pass this parameter last": all behind jumpurl= is the address, its own '&' included. Cuts it off.
std::string split_jumpurl(std::string& query);

}  // namespace cloud::cvclass

#endif  // CLASSBELL_TESTS_CLOUD_CVCLASS_H_
