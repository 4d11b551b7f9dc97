#ifndef CLASSBELL_TESTS_CLOUD_VENDOR_H_
#define CLASSBELL_TESTS_CLOUD_VENDOR_H_

// One simulated vendor. All look alike to the server: describe a request, carry it out, phrase an answer.

#include <memory>
#include <string>

#include "audit.h"
#include "http.h"
#include "world.h"

namespace cloud {

class Vendor {
 public:
  virtual ~Vendor() = default;
  virtual std::string name() const = 0;  // Its base path is "/" + name().

  // Fills what can be told without carrying anything out: endpoint, room, call, account, params. `path` lacks the base.
  virtual void describe(const Request& request, const std::string& path, Entry& entry) = 0;

  // Checks and carries out; sets entry.code, effective, violations.
  virtual Reply handle(const Request& request, const std::string& path, Entry& entry) = 0;

  virtual Reply refusal(const std::string& endpoint, const std::string& code) = 0;  // Any code, in this vendor's form.
  virtual bool is_schedule(const std::string& endpoint) const = 0;
  virtual Reply empty_schedule(const std::string& endpoint) = 0;           // Success with nothing in it.
  virtual std::string success_around(const std::string& value) const = 0;  // Success whose list or data is `value`.
  virtual bool expire_tokens() { return false; }  // Forgets every login now; false: it has none.
  virtual json credentials() const = 0;           // The demo ones, for GET /_cloud/credentials and --help.
  virtual void tick() {}           // What time does by itself; called before each request and each 50 ms.
  virtual void complete(Room&) {}  // A room of the control API: fills what it left out.
  virtual std::string keeps_alive() const {
    return "status";
  }                                                         // The call (Entry::call) a live class must see each 3 s.
  virtual json callbacks() const { return json::array(); }  // What was posted to clients: GET /_cloud/callbacks.
  virtual std::string call_back(const json&) {
    return "that vendor has no callbacks";
  }                        // POST there: "" or what is wrong.
  virtual void clear() {}  // POST /_cloud/reset.
};

std::unique_ptr<Vendor> make_cvclass(World& world);
std::unique_ptr<Vendor> make_sxb(World& world);
std::unique_ptr<Vendor> make_iclass(World& world);
std::unique_ptr<Vendor> make_weclassroom(World& world);
std::unique_ptr<Vendor> make_gensee(World& world);

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_VENDOR_H_
