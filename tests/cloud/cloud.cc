#include "cloud.h"

#include <chrono>
#include <ctime>

namespace cloud {

Cloud::Cloud() {
  vendors_.push_back(make_cvclass(world_));
  vendors_.push_back(make_sxb(world_));
  vendors_.push_back(make_iclass(world_));
  vendors_.push_back(make_weclassroom(world_));
  vendors_.push_back(make_gensee(world_));
  clock_ = std::thread([this] {
    while (!over_) {
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      const std::lock_guard<std::mutex> lock(mutex_);
      for (const auto& vendor : vendors_) vendor->tick();
    }
  });
}

Cloud::~Cloud() {
  over_ = true;
  clock_.join();
}

json Cloud::credentials() {
  World world;
  json out = json::object();
  const std::unique_ptr<Vendor> vendors[] = {make_cvclass(world), make_sxb(world), make_iclass(world),
                                             make_weclassroom(world), make_gensee(world)};
  for (const auto& vendor : vendors) out[vendor->name()] = vendor->credentials();
  return out;
}

bool Cloud::open_log(const std::string& path) { return audit_.open_log(path); }

Vendor* Cloud::vendor_of(const std::string& path, std::string& rest) {
  for (const auto& vendor : vendors_) {
    const std::string base = "/" + vendor->name();
    if (path.rfind(base + "/", 0) != 0) continue;
    rest = path.substr(base.size());
    return vendor.get();
  }
  return nullptr;
}

std::string Cloud::date_header(double offset_s) const {
  const std::time_t t = static_cast<std::time_t>(world_.cloud_now_ms() / 1000 + static_cast<int64_t>(offset_s));
  std::tm tm{};
  gmtime_r(&t, &tm);
  char out[64];
  std::strftime(out, sizeof out, "%a, %d %b %Y %H:%M:%S GMT", &tm);
  return out;
}

Reply Cloud::carry_out(Vendor& vendor, const Request& request, const std::string& rest, int64_t seq) {
  Entry cleared;  // Where the audit was emptied while a request hung.
  Entry* entry = audit_.find(seq);
  return vendor.handle(request, rest, entry ? *entry : cleared);
}

Plan Cloud::begin(const Request& request) {
  Plan plan;
  if (request.path.rfind("/_cloud/", 0) == 0) {
    plan.reply = control(request);
    const std::lock_guard<std::mutex> lock(mutex_);
    plan.date = date_header(0);
    return plan;
  }
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string rest;
  Vendor* vendor = vendor_of(request.path, rest);
  Entry entry;
  entry.t_ms = now_ms();
  entry.method = request.method;
  entry.https = request.https;
  if (!vendor) {
    entry.endpoint = request.path;
    entry.blame("unknown_path", request.path);
    plan.reply = {404, "text/html; charset=utf-8", "<html><body><h1>404 Not Found</h1></body></html>\n", {}};
    plan.seq = audit_.open(entry, world_);
    audit_.at(plan.seq).http = 404;
    plan.date = date_header(0);
    return plan;
  }
  vendor->tick();
  entry.vendor = vendor->name();
  vendor->describe(request, rest, entry);
  plan.seq = audit_.open(entry, world_);

  const Room* room = world_.find(entry.vendor, entry.room);
  const bool schedule = vendor->is_schedule(entry.endpoint);
  const Fault* date = faults_.match(true, entry.vendor, entry.endpoint, entry.call, room, entry.room, schedule);
  const Fault* fault = faults_.match(false, entry.vendor, entry.endpoint, entry.call, room, entry.room, schedule);
  plan.date = date_header(date ? date->offset_s : 0);
  std::optional<Reply> honest;
  if (!fault || fault->carried_out == "yes") honest = carry_out(*vendor, request, rest, plan.seq);
  Entry& kept = audit_.at(plan.seq);
  if (date) kept.fault = "date";
  if (fault) {
    kept.fault = fault->kind + (fault->carried_out == "yes"    ? " (carried out)"
                                : fault->carried_out == "late" ? " (late)"
                                                               : "");
    // A 429 and a vendor's own code say plainly that nothing was done.
    kept.trusted = (fault->kind == "status" && fault->status == 429) || fault->kind == "code" ||
                   fault->kind == "drip" || (fault->kind == "hang" && fault->carried_out != "no");
    if (fault->kind == "code") kept.code = fault->code;
    shape(*fault, *vendor, kept.endpoint, honest, plan);
  } else {
    plan.reply = *honest;
  }
  kept.http = plan.end == Plan::End::kReply ? plan.reply.status : 0;
  return plan;
}

void Cloud::late(const Request& request, Plan& plan) {
  const std::lock_guard<std::mutex> lock(mutex_);
  std::string rest;
  Vendor* vendor = vendor_of(request.path, rest);
  if (!vendor) return;
  vendor->tick();
  plan.reply = carry_out(*vendor, request, rest, plan.seq);
}

void Cloud::finish(int64_t seq, const std::string& outcome) {
  if (seq == 0) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  audit_.close(seq, outcome);
}

}  // namespace cloud
