// A vendor's answers: the first byte names the vendor, the second the operation, the third the HTTP status; behind them
// the bodies, parted by a zero, the last of which is given again and again.
#include <algorithm>
#include <memory>
#include <string>

#include "accounts.h"
#include "fuzz.h"
#include "vendors/crypto.h"
#include "vendors/json.h"

namespace classbell::fuzz {
namespace {

using vendors::Finished;
using vendors::Job;

// iclass lists 300 pages at most, sxb 100 of each state. gensee's first poll of a day is the longest, 61 days of 100
// pages and 16 rooms: too many for each input, so what comes behind kListingMax is empty, and it must end all the same.
constexpr int kPagesMax = 300;
constexpr std::size_t kListingMax = 310;
constexpr std::size_t kEmptyMax = 61 + 16;
constexpr std::string_view kEmpty = R"({"code":"0","list":[]})";
constexpr std::size_t kOthersMax = 4;  // sxb's, that log in twice.

bool may_send(const Job& job, std::size_t sent, std::string_view vendor) {
  if (job.operation != Operation::kSchedule) return sent < kOthersMax;
  return job.progress.page <= kPagesMax && sent < kListingMax + (vendor == "gensee" ? kEmptyMax : 0);
}

Job job_of(Operation operation) {
  Job job;
  job.operation = operation;
  job.lesson.key = {"school", "18", kNow.utc + kMinute};
  job.lesson.end_utc = kNow.utc + kHour;
  job.lesson.room = job.lesson.group = "18";
  job.end_utc = kNow.utc + 2 * kHour;
  job.from_utc = kNow.utc - kHour;
  job.to_utc = kNow.utc + kDay;
  return job;
}

void check(const Job& job, const Finished& finished) {
  const bool is_done = finished.outcome.verdict == Verdict::kDone;
  expect(is_done == !finished.outcome.fault, "a fault, and only where it is not done");
  expect(is_one_clean_line(finished.detail), "the detail may be printed");
  for (const Lesson& lesson : finished.lessons) {
    expect(lesson.end_utc > lesson.key.start_utc, "a lesson ends behind its start");
    expect(is_one_clean_line(lesson.title.view()), "a title may be printed");
    expect(is_one_clean_line(lesson.teacher.view()), "a name may be printed");
  }
  expect(finished.url.empty() || is_one_clean_line(finished.url.reveal()), "a URL is one line");
  expect(is_done || finished.url.empty(), "no page where it failed");
  expect(finished.lessons.empty() || job.operation == Operation::kSchedule, "lessons are a schedule's");
}

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  static const bool ready = vendors::crypto_init();
  expect(ready, "PSA starts");
  Input input(data, size);
  const auto registry = vendors::registry();
  const vendors::Vendor& vendor = registry[input.byte() % registry.size()];
  const auto operation = static_cast<Operation>(input.byte() % (static_cast<int>(Operation::kExtend) + 1));
  const int statuses[] = {200, 200, 200, 401, 404, 429, 500, 503};
  const int status = statuses[input.byte() % 8];
  std::string_view bodies = input.rest();

  const auto session = vendor.open(account_of(vendor));
  vendors::Job job = job_of(operation);
  for (std::size_t sent = 0;; ++sent) {
    const vendors::Step step = session->next(job, kNow);
    if (const auto* finished = std::get_if<vendors::Finished>(&step)) {
      check(job, *finished);
      return 0;
    }
    expect(std::holds_alternative<vendors::Request>(step), "one job waits for no other");
    expect(may_send(job, sent, vendor.name), "a job ends");
    vendors::Reply reply;
    reply.transport = http::Transport::kOk;
    reply.status = status;
    const std::size_t end = bodies.find('\0');
    reply.body = sent < kListingMax ? bodies.substr(0, end) : kEmpty;
    if (end != std::string_view::npos) bodies.remove_prefix(end + 1);
    if (const auto finished = session->accept(job, reply, kNow)) {
      check(job, *finished);
      return 0;
    }
  }
}
