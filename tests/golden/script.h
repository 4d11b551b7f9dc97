#ifndef CLASSBELL_TESTS_GOLDEN_SCRIPT_H_
#define CLASSBELL_TESTS_GOLDEN_SCRIPT_H_

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "vendors/vendor.h"

// A session with a scripted far side: the shell's part of the contract in vendors/session.h.
namespace classbell {

// For messages.
inline void PrintTo(Verdict verdict, std::ostream* out) {
  static const char* const kNames[] = {"kDone", "kNotYet", "kBusy", "kRefused", "kUnreachable", "kUnknown"};
  *out << kNames[static_cast<int>(verdict)];
}
inline void PrintTo(const Fault& fault, std::ostream* out) {
  *out << fault_name(fault.code) << ' ' << fault.vendor_code;
}

}  // namespace classbell

namespace classbell::golden {

using vendors::Finished;
using vendors::Job;
using vendors::Reply;
using vendors::Request;

inline constexpr Now kNow{1000, 1429242959000, true};

inline Reply http(int status, std::string body = {}, Milliseconds retry_after_ms = 0) {
  Reply reply;
  reply.transport = http::Transport::kOk;
  reply.status = status;
  reply.body = std::move(body);
  reply.retry_after_ms = retry_after_ms;
  return reply;
}
inline Reply ok(std::string body) { return http(200, std::move(body)); }

inline Reply failed(http::Transport transport, bool sent) {
  Reply reply;
  reply.transport = transport;
  reply.sent = sent;
  reply.detail = "the transport's words";
  return reply;
}

struct Script {
  std::unique_ptr<vendors::Session> session;

  // What the job sends next. Throws std::bad_variant_access where it sends nothing.
  Request sends(Job& job) const { return std::get<Request>(session->next(job, kNow)); }
  bool waits(Job& job) const { return std::holds_alternative<vendors::Wait>(session->next(job, kNow)); }
  // The end of a job that sends nothing.
  Finished ends(Job& job) const { return std::get<Finished>(session->next(job, kNow)); }
  std::optional<Finished> hears(Job& job, const Reply& reply) const { return session->accept(job, reply, kNow); }

  // Sends, hears the replies one after the other, and must then be at its end.
  Finished runs(Job job, const std::vector<Reply>& replies) const {
    for (const Reply& reply : replies) {
      sends(job);
      if (auto end = hears(job, reply)) return *end;
    }
    throw std::runtime_error("the job wants more replies");
  }
};

inline Job job_of(Operation operation, const Lesson& lesson = {}) {
  Job job;
  job.operation = operation;
  job.lesson = lesson;
  return job;
}

// Answers that are no answer of any vendor.
inline const std::vector<std::string>& garbage() {
  static const std::vector<std::string> kGarbage = {"",
                                                    " ",
                                                    "null",
                                                    "0",
                                                    "\"0\"",
                                                    "[]",
                                                    "{}",
                                                    "true",
                                                    "<html><body>Log in to the school's network</body></html>",
                                                    "{\"result\":0,\"errorCode\":0,\"list\":[",
                                                    "{\"result\":0",
                                                    "{\"errorCode\":0,\"data\":{\"total\":1,\"rooms\":[{\"roomnum\":18",
                                                    "result=0",
                                                    "{\"result\":null,\"errorCode\":null}",
                                                    "{\"result\":\"\",\"errorCode\":\"\"}",
                                                    "{\"result\":\"ok\",\"errorCode\":\"ok\"}",
                                                    "{\"result\":false,\"errorCode\":false}",
                                                    "{\"result\":[],\"errorCode\":[]}",
                                                    "{\"result\":{},\"errorCode\":{}}",
                                                    "{\"result\":0.5,\"errorCode\":0.5}",
                                                    "{\"result\":-0.25,\"errorCode\":-0.25}",
                                                    "{\"result\":4294967296,\"errorCode\":4294967296}",
                                                    "{\"result\":-4294967296,\"errorCode\":-4294967296}",
                                                    "{\"result\":\"4294967296\",\"errorCode\":\"4294967296\"}",
                                                    "{\"result\":1e400,\"errorCode\":1e400}",
                                                    "{\"result\":\"0x0\",\"errorCode\":\"0x0\"}",
                                                    "{\"Result\":0,\"ErrorCode\":0}",
                                                    std::string(3, '\0'),
                                                    "\xFF\xFE{",
                                                    std::string(100000, '[')};
  return kGarbage;
}

}  // namespace classbell::golden

#endif  // CLASSBELL_TESTS_GOLDEN_SCRIPT_H_
