// What bench.py counts instructions of, under callgrind: one call of measured() is one piece of work.
//
//   bench-work poll | sign VENDOR | step
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>

#include "accounts.h"
#include "core/feed.h"
#include "core/terminal.h"
#include "vendors/crypto.h"

namespace {

using namespace classbell;
using fuzz::account_of;
using fuzz::kNow;

// A page of cvclass's GetRoomByTime, as its document has it.
std::string page_of_200() {
  std::string list;
  for (int i = 0; i < 200; ++i) {
    const std::int64_t begin = kNow.utc / kSecond + 600 * i;
    list +=
        (i > 0 ? "," : "") + std::string(R"({"serial":")") + std::to_string(100000 + i) +
        R"(","roomname":"高等数学 第)" + std::to_string(i) + R"(讲","starttime":")" + std::to_string(begin) +
        R"(","endtime":")" + std::to_string(begin + 540) +
        R"(","roomtype":"3","chairmanpwd":"123456","confuserpwd":"654321","assistantpwd":"111111"})";
  }
  return R"({"result":0,"total":200,"list":[)" + list + "]}";
}

std::function<void()> poll() {
  static const auto session = vendors::find_vendor("cvclass")->open(account_of(*vendors::find_vendor("cvclass")));
  static Feed feed("school", {}, Zone(8 * 3600), 1);
  static vendors::Reply reply;
  reply.transport = http::Transport::kOk;
  reply.status = 200;
  static vendors::Reply last = reply;
  reply.body = page_of_200();
  last.body = R"({"result":0,"total":200,"list":[]})";
  return [] {
    vendors::Job job;
    job.operation = Operation::kSchedule;
    job.from_utc = kNow.utc - 6 * kHour;
    job.to_utc = kNow.utc + 36 * kHour;
    if (!std::holds_alternative<vendors::Request>(session->next(job, kNow))) std::abort();
    auto finished = session->accept(job, reply, kNow);
    if (!finished && std::holds_alternative<vendors::Request>(session->next(job, kNow)))
      finished = session->accept(job, last, kNow);  // A full page may have one behind it.
    if (!finished || finished->lessons.size() != 200) std::abort();
    feed.poll_due({kNow.mono + kDay, kNow.utc, true});
    feed.answered(finished->outcome, std::move(finished->lessons), 200, kNow);
  };
}

std::function<void()> sign(const std::string& name) {
  static const vendors::Vendor& vendor = *vendors::find_vendor(name);
  static const auto session = vendor.open(account_of(vendor));
  static vendors::Call call;
  const char* const endpoints[][2] = {{"cvclass", "RoomStatus"},
                                      {"sxb", "live/heartbeat"},
                                      {"iclass", "class/info"},
                                      {"weclassroom", "lessonData/status"},
                                      {"gensee", "query/status"}};
  for (const auto& [of, endpoint] : endpoints) {
    if (name == of) call.endpoint = vendor.find(endpoint);
  }
  call.parameters = vendors::Value(vendors::Value::Object{});
  for (const vendors::Parameter& parameter : call.endpoint->parameters) {
    if (parameter.need == vendors::Need::kRequired) call.parameters.set(parameter.name, vendors::Value("1000181"));
  }
  return [] {
    if (session->preview(call, kNow).url.empty()) std::abort();
  };
}

std::function<void()> step() {
  static TerminalSettings settings;
  SourceSettings source;
  source.name = "school";
  source.can = {true, true, true, true, true};
  settings.sources = {source};
  static Terminal terminal(settings);
  static Effects effects;
  static Lesson lesson;
  lesson.key = {"school", "18", kNow.utc + kHour};
  lesson.end_utc = lesson.key.start_utc + kHour;
  terminal.step(kNow, ScheduleRead{"school", Span<const Lesson>(&lesson, 1), false, kNow.utc}, effects);
  return [] {
    static Milliseconds mono = kNow.mono;
    ++mono;
    terminal.step({mono, kNow.utc + mono, true}, Tick{}, effects);
  };
}

// Not inlined, and not merged: callgrind toggles at its entry.
__attribute__((noinline, noipa)) void measured(const std::function<void()>& work) { work(); }

}  // namespace

int main(int argc, char** argv) {
  const std::string what = argc > 1 ? argv[1] : "";
  if (!vendors::crypto_init()) return 1;
  std::function<void()> work;
  if (what == "poll") work = poll();
  if (what == "sign" && argc > 2 && vendors::find_vendor(argv[2]) != nullptr) work = sign(argv[2]);
  if (what == "step") work = step();
  if (!work) {
    std::fprintf(stderr, "usage: bench-work poll | sign VENDOR | step\n");
    return 2;
  }
  work();  // Once before it counts: what is filled only once, is.
  measured(work);
  return 0;
}
