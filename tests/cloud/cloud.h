#ifndef CLASSBELL_TESTS_CLOUD_CLOUD_H_
#define CLASSBELL_TESTS_CLOUD_CLOUD_H_

// The clouds as one thing: takes a request, says how it is to be answered. Thread-safe; knows no socket.

#include <memory>
#include <mutex>
#include <atomic>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "audit.h"
#include "faults.h"
#include "http.h"
#include "vendor.h"
#include "verdict.h"
#include "world.h"

namespace cloud {

// How the server is to answer: wait, then reply (whole, by drops, cut short) or end the connection.
struct Plan {
  enum class End { kReply, kClose, kReset };
  int64_t seq = 0;  // Of the audit entry; 0 for the control API.
  double wait_s = 0;
  bool late = false;  // Carry out after the wait: call Cloud::late().
  End end = End::kReply;
  Reply reply;
  double drip_bytes_per_s = 0;
  bool chunked = false;
  int64_t promised_size = -1;  // Content-Length when it is to be a lie; the connection ends early.
  std::string date;            // The Date header.
};

// Turns the honest reply (present when the call was carried out) into the plan that `fault` asks for.
void shape(const Fault& fault, Vendor& vendor, const std::string& endpoint, const std::optional<Reply>& honest,
           Plan& plan);

class Cloud {
 public:
  Cloud();
  ~Cloud();
  Plan begin(const Request& request);
  void late(const Request& request, Plan& plan);
  void finish(int64_t seq, const std::string& outcome);

  Reply control(const Request& request);          // Under /_cloud/.
  std::string load_scenario(const json& in);      // "" or what is wrong.
  bool open_log(const std::string& path);
  Verdict verdict();                              // Of the day so far.
  static json credentials();

 private:
  Vendor* vendor_of(const std::string& path, std::string& rest);
  Reply carry_out(Vendor& vendor, const Request& request, const std::string& rest, int64_t seq);
  std::string date_header(double offset_s) const;

  Reply control_rooms(const Request& request, const std::vector<std::string>& path);
  Reply control_faults(const Request& request, const std::vector<std::string>& path);
  Reply control_read(const Request& request, const std::string& what);
  std::string add_room(const json& in, json& out);
  std::string add_fault(const json& in, json& out);

  std::mutex mutex_;
  World world_;
  Audit audit_;
  Faults faults_;
  std::vector<std::unique_ptr<Vendor>> vendors_;
  std::atomic<bool> over_{false};
  std::thread clock_;  // Simulated teachers act on time, whether or not somebody asks.
};

}  // namespace cloud

#endif  // CLASSBELL_TESTS_CLOUD_CLOUD_H_
