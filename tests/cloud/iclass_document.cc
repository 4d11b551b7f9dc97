// Courseware (3.1 to 3.4) and its transcoding, told by transport_progress (4.6).
#include <algorithm>

#include "crypto.h"
#include "iclass.h"

namespace cloud::iclass {
namespace {

const std::vector<std::string> kPermissions = {"public", "private"};
const char* const kProgress[] = {"queued", "processing", "finished"};

std::string h5_url(const Document& d) { return "https://iclass.test/h5/" + d.id + "/index.html"; }

}  // namespace

Document* IClass::document(const std::string& id) {
  for (Document& d : documents_) {
    if (d.id == id) return &d;
  }
  return nullptr;
}

// Queued for the first half of convert_s, then processing.
int IClass::progress_of(const Document& d) const {
  const double age_s = static_cast<double>(now_ms() - d.upload_ms) / 1000;
  return age_s >= world_.settings.convert_s ? 2 : age_s >= world_.settings.convert_s / 2 ? 1 : 0;
}

json IClass::document_add(const Fields& fields) {
  Document d;
  d.url = fields.text("doc_url");
  d.name = fields.text_or("doc_name", "");
  d.ext = fields.text_or("doc_ext", "");
  d.size = fields.number_or("doc_size", 0);
  if (fields.has("doc_md5")) d.md5 = fields.raw("doc_md5");  // int in the table, a hex string in the example.
  if (!d.md5.is_string() && !d.md5.is_number_integer()) fields.refuse("doc_md5");
  d.permission = fields.has("permission") ? fields.one_of("permission", kPermissions) : "private";
  d.transcode = fields.has("is_transcode") && fields.flag("is_transcode");
  d.owner = fields.text_or("owner", "");
  if (d.owner.empty()) d.permission = "public";  // "如果不填此字段，permission会被设置为public"
  d.id = random_hex(8);
  d.upload_ms = now_ms();
  documents_.push_back(d);
  fields.entry().effective = "upload";
  return {{"doc_id", d.id}};
}

json IClass::document_delete(const Fields& fields) {
  const std::vector<std::string> ids = fields.texts("doc_ids");
  if (ids.empty()) fields.refuse("doc_ids");
  for (const std::string& id : ids) {
    if (!document(id)) throw Refused{kNoDocument, id};
  }
  const auto gone = [&](const Document& d) { return std::find(ids.begin(), ids.end(), d.id) != ids.end(); };
  documents_.erase(std::remove_if(documents_.begin(), documents_.end(), gone), documents_.end());
  fields.entry().effective = "delete";
  return nullptr;
}

json IClass::document_item(const Document& d) const {
  const int at = progress_of(d);
  return {{"doc_id", d.id},
          {"doc_name", d.name},
          {"doc_url", d.url},
          {"doc_ext", d.ext},
          {"doc_md5", d.md5},
          {"doc_size", d.size},
          {"permission", d.permission},
          {"owner", d.owner},
          {"upload_time", d.upload_ms / 1000},
          {"is_transcode", d.transcode},
          {"transcode_status", d.transcode ? kProgress[at] : ""},
          {"transcode_code", 0},
          {"transcode_msg", ""},
          {"transcode_result", d.transcode && at == 2 ? h5_url(d) : ""}};
}

json IClass::document_info(const Fields& fields) {
  const Document* found = document(fields.text("doc_id"));
  if (!found) throw Refused{kNoDocument, "doc_id"};
  return document_item(*found);
}

json IClass::document_list(const Fields& fields) {
  const std::string prefix = fields.text_or("prefix", ""), owner = fields.text_or("owner", "");
  const std::vector<std::string> permissions = fields.some_of("permissions", kPermissions);
  json all = json::array();
  for (const Document& d : documents_) {
    if (d.name.rfind(prefix, 0) != 0 || (!owner.empty() && d.owner != owner)) continue;
    if (permissions.empty() || std::find(permissions.begin(), permissions.end(), d.permission) != permissions.end()) {
      all.push_back(document_item(d));
    }
  }
  return page_of(fields, all);
}

void IClass::tell_documents() {
  for (Document& d : documents_) {
    for (; d.transcode && d.told <= progress_of(d); ++d.told) {
      tell(world_.settings.callback_url, "", "transport_progress",
           {{"error_code", 0},
            {"error_msg", ""},
            {"timestamp", now_ms() / 1000},
            {"status", kProgress[d.told]},
            {"progress", d.told * 50},
            {"h5_url", d.told == 2 ? h5_url(d) : ""},
            {"resolution", "1024x768"},
            {"pages", 20},
            {"title", d.name}});
    }
  }
}

}  // namespace cloud::iclass
