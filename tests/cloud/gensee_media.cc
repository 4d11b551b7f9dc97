// Courseware (课件), recordings (录制件), documents, warm-ups (暖场件). One recording, courseware and document are
// there from the beginning; each class that is over adds a recording and its courseware.
#include <algorithm>

#include "crypto.h"
#include "gensee.h"

namespace cloud::gensee {
namespace {

// startTime, endTime of the three lists: created between, both ends included.
Span created_between(const Params& params) {
  return {params.time_ms("startTime", 0), params.time_ms("endTime", INT64_MAX)};
}

}  // namespace

Courseware& Gensee::courseware_of(const Params& params, const std::string& name) {
  for (Courseware& c : coursewares_) {
    if (c.id == params.text(name)) return c;
  }
  throw Refused{kNotThere};
}

Record& Gensee::record_of(int64_t id) {
  for (Record& r : records_) {
    if (r.id == id) return r;
  }
  throw Refused{kNotThere};
}

Warmup& Gensee::warmup_of(const Params& params, const std::string& name) {
  for (Warmup& w : warmups_) {
    if (w.id == params.text(name)) return w;
  }
  throw Refused{kNotThere};
}

Doc& Gensee::doc_of(const Params& params) {
  for (Doc& d : docs_) {
    if (d.id == params.number("docId")) return d;
  }
  throw Refused{kNotThere};
}

Courseware& Gensee::add_courseware(const std::string& subject, const std::string& room, int type) {
  Courseware c;
  c.id = "cw" + unique(6);
  c.number = unique(8);
  c.subject = subject;
  c.room = room;
  c.type = type;
  c.token = std::to_string(100000 + std::stoul(random_hex(3), nullptr, 16) % 900000);
  c.creator = me_ ? me_->id : users_[0].id;
  c.created_ms = c.done_ms = world_.cloud_now_ms();
  coursewares_.push_back(c);
  return coursewares_.back();
}

json Gensee::courseware_list(const Params& params) {
  const Room& room = room_of(params, "roomId", -1);
  json out = json::array();
  for (const Courseware& c : coursewares_) {
    if (c.room != room.id) continue;
    const Record& r = record_of(c.record);
    out.push_back({{"id", c.id},
                   {"number", c.number},
                   {"url", visit_url(c)},
                   {"subject", c.subject},
                   {"roomId", c.room},
                   {"recordId", c.record},
                   {"duration", r.end_ms - r.start_ms},
                   {"description", some(c.description)},
                   {"token", some(c.token)},
                   {"createdTime", c.created_ms}});
  }
  return {{"coursewares", out}};
}

json Gensee::courseware_info(const Params& params) {
  const Courseware& c = courseware_of(params, "coursewareId");
  return {{"id", c.id},           {"token", some(c.token)},
          {"subject", c.subject}, {"roomId", some(c.room)},
          {"url", visit_url(c)},  {"description", some(c.description)},
          {"creator", c.creator}, {"number", c.number}};
}

json Gensee::courseware_modify(const Params& params) {
  Courseware& c = courseware_of(params, "id");
  c.subject = params.text("subject");
  c.token = params.text("token", c.token);
  return nullptr;
}

json Gensee::courseware_deleted(const Params& params) {
  const std::string id = courseware_of(params, "coursewareId").id;
  coursewares_.erase(
      std::find_if(coursewares_.begin(), coursewares_.end(), [&](const Courseware& c) { return c.id == id; }));
  return nullptr;
}

json Gensee::courseware_syn(const Params& params) {
  const Span span = created_between(params);
  json all = json::array();
  for (const Courseware& c : coursewares_) {
    if (!span.has(c.created_ms)) continue;
    json one = {{"id", c.id},
                {"token", some(c.token)},
                {"subject", c.subject},
                {"url", visit_url(c)},
                {"roomId", some(c.room)},
                {"description", some(c.description)},
                {"creator", c.creator},
                {"number", c.number},
                {"createdTime", c.created_ms},
                {"grType", c.type},
                {"convertResult", world_.cloud_now_ms() >= c.done_ms ? 1 : 0}};
    if (c.record != 0) {
      const Record& r = record_of(c.record);
      one.update({{"recordId", r.id},
                  {"grId", r.id},
                  {"recordStartTime", r.start_ms},
                  {"recordEndTime", r.end_ms},
                  {"duration", r.end_ms - r.start_ms}});
    }
    all.push_back(one);
  }
  return page_of(all, params, "list");
}

// Converting takes the setting convert_s. callbackUrl is not called.
json Gensee::courseware_transcode(const Params& params) {
  const int64_t done_ms = world_.cloud_now_ms() + static_cast<int64_t>(world_.settings.convert_s * 1000);
  const int64_t id = 7000 + ++next_;
  docs_.push_back({id, world_.cloud_now_ms(), done_ms, params.text("name"), true});
  Courseware& c = add_courseware(params.text("name"), "", 2);
  c.done_ms = done_ms;
  c.doc = id;
  return {
      {"coursewareId", c.id}, {"coursewareCode", c.number}, {"visitUrl", visit_url(c)}, {"docId", std::to_string(id)}};
}

json Gensee::media_transcode(const Params& params) {
  const int64_t now = world_.cloud_now_ms();
  const int64_t id = 9000 + ++next_;
  records_.push_back({id, now, now - 60000, now, 1 << 20, me_->id, params.text("name"), ""});
  Courseware& c = add_courseware(params.text("name"), "", 1);
  c.done_ms = now + static_cast<int64_t>(world_.settings.convert_s * 1000);
  c.record = id;
  return {{"coursewareId", c.id},
          {"coursewareCode", c.number},
          {"visitUrl", visit_url(c)},
          {"recordId", std::to_string(id)}};
}

json Gensee::record_syn(const Params& params) {
  const Span span = created_between(params);
  json all = json::array();
  for (const Record& r : records_) {
    if (!span.has(r.created_ms)) continue;
    all.push_back({{"id", std::to_string(r.id)},
                   {"name", r.name},
                   {"recordStartTime", r.start_ms},
                   {"recordEndTime", r.end_ms},
                   {"createdTime", r.created_ms},
                   {"size", r.size},
                   {"roomId", some(r.room)},
                   {"duration", r.end_ms - r.start_ms},
                   {"creator", r.creator}});
  }
  return page_of(all, params, "list");
}

json Gensee::record_choose(const Params& params) {
  Room& room = room_of(params, "roomId");
  for (const int64_t id : params.numbers("recordId")) record_of(id);
  for (const int64_t id : params.numbers("recordId")) detail(room).records.push_back(id);
  return nullptr;
}

json Gensee::record_remove(const Params& params) {
  std::vector<int64_t>& records = detail(room_of(params, "roomId")).records;
  for (const int64_t id : params.numbers("recordId")) {
    if (std::find(records.begin(), records.end(), id) == records.end()) throw Refused{kNotThere};
  }
  for (const int64_t id : params.numbers("recordId"))
    records.erase(std::remove(records.begin(), records.end(), id), records.end());
  return nullptr;
}

// "该操作同时会删除相关的点播，插播，暖场"
json Gensee::gr_delete(const Params& params) {
  const int64_t id = record_of(params.number("grId")).id;
  const auto erase_if = [](auto& list, const auto& test) {
    list.erase(std::remove_if(list.begin(), list.end(), test), list.end());
  };
  erase_if(coursewares_, [&](const Courseware& c) { return c.record == id; });
  for (auto& [room, d] : details_) {
    d.records.erase(std::remove(d.records.begin(), d.records.end(), id), d.records.end());
    for (const Warmup& w : warmups_) {
      if (w.record == id && d.warmup == w.id) d.warmup.clear();
    }
  }
  erase_if(warmups_, [&](const Warmup& w) { return w.record == id; });
  erase_if(records_, [&](const Record& r) { return r.id == id; });
  return nullptr;
}

json Gensee::warmup_created(const Params& params) {
  record_of(params.number("recordId"));
  warmups_.push_back({"w" + unique(6), params.text("name"), params.number("recordId"), params.number("mode", 1)});
  const Warmup& w = warmups_.back();
  return {{"name", w.name}, {"id", w.id}, {"recordId", w.record}, {"mode", w.mode}};
}

json Gensee::warmup_modify(const Params& params) {
  Warmup& w = warmup_of(params, "id");
  if (params.has("recordId")) record_of(params.number("recordId"));
  w.name = params.text("name", w.name);
  w.record = params.number("recordId", w.record);
  w.mode = params.number("mode", w.mode);
  return nullptr;
}

json Gensee::warmup_attach(const Params& params) {
  detail(room_of(params, "roomId")).warmup = warmup_of(params, "warmupId").id;
  return nullptr;
}

// "本API不验证warmupId是否是原先的暖场件ID"
json Gensee::warmup_detach(const Params& params) {
  detail(room_of(params, "roomId")).warmup.clear();
  return nullptr;
}

// 5.22 answers `Id` with a capital.
json Gensee::doc_syn(const Params& params) {
  const Span span = created_between(params);
  json all = json::array();
  for (const Doc& d : docs_) {
    if (!span.has(d.created_ms)) continue;
    all.push_back({{"Id", d.id},
                   {"name", d.name},
                   {"upload", d.uploaded ? "true" : "false"},
                   {"createdTime", d.created_ms},
                   {"convCode", world_.cloud_now_ms() >= d.done_ms ? 0 : 2}});
  }
  return page_of(all, params, "list");
}

json Gensee::doc_attach(const Params& params) {
  std::vector<int64_t>& docs = detail(room_of(params, "roomId")).docs;
  const int64_t id = doc_of(params).id;
  if (std::find(docs.begin(), docs.end(), id) != docs.end()) throw Refused{kDuplicate};
  docs.push_back(id);
  return nullptr;
}

json Gensee::doc_detach(const Params& params) {
  std::vector<int64_t>& docs = detail(room_of(params, "roomId")).docs;
  const auto it = std::find(docs.begin(), docs.end(), params.number("docId"));
  if (it == docs.end()) throw Refused{kNotThere};
  docs.erase(it);
  return nullptr;
}

json Gensee::vodview(const Params& params) { return {{"total", courseware_of(params, "id").views}}; }

}  // namespace cloud::gensee
