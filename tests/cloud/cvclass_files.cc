// 1.1.7 - 1.2.9: courseware.
#include <algorithm>

#include "crypto.h"
#include "cvclass.h"

namespace cloud::cvclass {
namespace {

constexpr size_t kUploadMax = 100u << 20;

std::string extension(const std::string& name) {
  const size_t dot = name.rfind('.');
  return dot == std::string::npos ? "" : lower(name.substr(dot + 1));
}

}  // namespace

std::string File::path() const { return "/cospath/20260101_000000_" + id; }

File* CvClass::file(const std::string& id) {
  for (File& f : files_) {
    if (f.id == id && !f.deleted) return &f;
  }
  return nullptr;
}

// 1.1.7: multipart with `key` and the file `filedata`, no token. Its errors are its own, -2 to -10.
Reply CvClass::handle_upload(const Request& request, Entry& entry) {
  std::vector<Upload> uploads;
  const auto post = lower(request.header("content-type")).rfind("multipart/form-data", 0) == 0
                        ? parse_multipart(request.header("content-type"), request.body, uploads)
                        : std::nullopt;
  if (!post) {
    entry.blame("bad_body", "not multipart/form-data");
    return phrase({{"result", 48001}}, "", entry);
  }
  const Form form(*post, entry);
  try {
    if (form.text("key", "-5", "-5") != kAppId) form.refuse_bad("key", "4102");
    File f;
    f.serial = form.text_or("serial", "", "-7", 1, 11);
    entry.room = f.serial;
    f.open = form.number_if("isopen", "48001", 0, 1).value_or(0) == 1;
    f.conversion = static_cast<int>(form.number("conversion", "48001", "48001", 1, 4));
    f.dynamic = form.number_if("dynamicppt", "48001", 0, 1).value_or(0) == 1;
    form.number_if("isdefault", "48001", 0, 1);
    for (const char* name : {"isconversion", "isvideoconversion", "isvideoalone"}) form.number_if(name, "48001", 0, 2);
    if (f.dynamic != (f.conversion == 2)) entry.blame("bad_parameter", "conversion and dynamicppt disagree");
    if (!f.open && f.serial.empty()) form.refuse_missing("serial", "-6");
    if (!f.serial.empty() && !world_.find_open("cvclass", f.serial)) throw Refused{"-7", {}};
    const auto up = std::find_if(uploads.begin(), uploads.end(), [](const Upload& u) { return u.field == "filedata"; });
    if (up == uploads.end()) form.refuse_missing("filedata", "-2");
    if (extension(up->filename).empty() || extension(up->filename) == "exe" || extension(up->filename) == "php") {
      form.refuse_bad("filedata", "-4");
    }
    if (up->bytes.size() > kUploadMax) form.refuse_bad("filedata", "-10");
    f.id = std::to_string(34166 + ++next_id_);
    f.name = up->filename;
    f.size = static_cast<int64_t>(up->bytes.size());
    f.upload_ms = now_ms();
    if (!f.serial.empty()) f.rooms.push_back(f.serial);
    files_.push_back(f);
    entry.effective = "upload";
    return phrase({{"result", 0},
                   {"swfpath", f.path()},
                   {"pagenum", 1},
                   {"fileid", std::stoll(f.id)},
                   {"downloadpath", f.path()},
                   {"size", f.size},
                   {"status", 1},
                   {"filename", f.name},
                   {"dynamicppt", f.dynamic ? 1 : 0},
                   {"fileprop", f.dynamic ? 2 : 0},
                   {"file_address", "https://rddoccdnws.roadofcloud.net" + f.path()}},
                  "UploadFile", entry);
  } catch (const Refused& refused) {
    return phrase({{"result", std::stoi(refused.code)}}, "", entry);
  }
}

json CvClass::upload_file_url(const Form& form) {
  File f;
  f.serial = room_of(form).id;
  const std::string url = form.text("fileurl", "48001");
  if (url.rfind("http://", 0) != 0 && url.rfind("https://", 0) != 0) form.refuse_bad("fileurl", "48001");
  f.name = form.text("name", "48001");
  f.id = std::to_string(34166 + ++next_id_);
  f.conversion = 3;
  f.upload_ms = now_ms();
  f.rooms.push_back(f.serial);
  files_.push_back(f);
  form.entry().effective = "upload";
  return {{"fileid", f.id}};
}

json CvClass::set_file_remark(const Form& form) {
  json unknown = json::array();
  for (const auto& [index, one] : form.list("remarkdata", "48001").items) {
    if (!one.is_array) form.refuse_bad("remarkdata", "48001");
    const Form item(one, form.entry());
    const std::string id = std::to_string(item.number("fileid", "4202", "4203", 0, 9999999999));
    if (!item.has("pageid")) item.refuse_missing("pageid", "48001");
    const PhpValue& page = *one.find("pageid");  // Number in the words, Array in the table: both.
    const std::string first = page.is_array ? page.items[0].second.text : page.text;
    if (File* f = file(id)) {
      f->remarks.emplace_back(first, item.text_or("remark", ""));
    } else {
      unknown.push_back(id);
    }
  }
  if (!unknown.empty()) throw Refused{"1", {{"errorlist", unknown}}};
  return json::object();
}

json CvClass::file_convert_status(const Form& form) {
  const File* f = file(std::to_string(form.number("fileid", "4202", "4203", 0, 9999999999)));
  if (!f) throw Refused{"1", {}};
  return {{"convertstatus", f->dynamic ? 0 : 1}};  // "0是1否"
}

json CvClass::file_remark(const Form& form) {
  const File* f = file(std::to_string(form.number("fileid", "4202", "4203", 0, 9999999999)));
  if (!f || f->remarks.empty()) throw Refused{"-1", {}};
  json list = json::array();
  for (const auto& [page, remark] : f->remarks) list.push_back({{"pageid", page}, {"remark", remark}});
  return {{"list", list}};
}

json CvClass::conversion_file(const Form& form) {
  const auto time = [&](const char* name, int64_t fallback) {
    if (!form.has(name)) return fallback;
    const auto t = read_local_time(form.text(name, "4004", "4004"));
    if (!t) form.refuse_bad(name, "4004");
    return *t;
  };
  const int64_t from = time("starttime", 0), to = time("endtime", 1LL << 40);
  if (to < from) form.refuse_bad("endtime", "4005");
  const auto status = form.number_if("status", "48001", 0, 3);
  const int64_t page = form.number("page", "48001", "48001", 1, 1 << 30);
  json all = json::array();
  for (const File& f : files_) {
    if (f.deleted || f.upload_ms / 1000 < from || f.upload_ms / 1000 > to || status.value_or(1) != 1) continue;
    all.push_back({{"fileid", f.id},
                   {"filename", f.name},
                   {"newfilename", f.id + "." + extension(f.name)},
                   {"status", "1"},
                   {"downloadpath", f.path()},
                   {"uploadtime", local_time(f.upload_ms)},
                   {"swfpath", f.path()},
                   {"size", std::to_string(f.size)},
                   {"filetype", extension(f.name)}});
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

namespace {

std::vector<std::string> ids_of(const Form& form, const char* name) {
  std::vector<std::string> out;
  for (const auto& [key, value] : form.list(name, "4202").items) {
    const bool digits = !value.is_array && !value.text.empty() &&
                        value.text.find_first_not_of("0123456789") == std::string::npos && value.text.size() <= 11;
    if (!digits) form.refuse_bad(name, "4203");
    out.push_back(value.text);
  }
  return out;
}

}  // namespace

json CvClass::delete_file(const Form& form) {
  const std::vector<std::string> ids = ids_of(form, "fileid_arr");
  for (const std::string& id : ids) {
    if (!file(id)) throw Refused{"1", {}};
  }
  for (const std::string& id : ids) {
    if (File* f = file(id)) f->deleted = true;
  }
  form.entry().effective = "delete_file";
  return json::object();
}

json CvClass::batch_delete_file(const Form& form) {
  const std::vector<std::string> ids = ids_of(form, "fileid");
  if (ids.size() > 50) form.refuse_bad("fileid", "48001");
  int deleted = 0;
  for (const std::string& id : ids) {
    if (File* f = file(id)) {
      f->deleted = true;
      ++deleted;
    }
  }
  if (deleted == 0) throw Refused{"1", {}};
  form.entry().effective = "delete_file";
  return json::object();
}

json CvClass::file_item(const File& f) const {
  return {{"fileid", f.id},
          {"companyid", kCompany},
          {"filename", f.name},
          {"newfilename", f.id + "." + extension(f.name)},
          {"size", std::to_string(f.size)},
          {"uploaduserid", "0"},
          {"uploadusername", ""},
          {"uploadtime", local_time(f.upload_ms)},
          {"filepath", "/upload0/" + f.id},
          {"downloadpath", f.path()},
          {"swfpath", f.path()},
          {"pdfpath", ""},
          {"cospdfpath", ""},
          {"filetype", extension(f.name)},
          {"pagenum", "1"},
          {"active", f.open ? "1" : "0"},
          {"fileserverid", "0"},
          {"status", "1"},
          {"isconvert", std::to_string(f.conversion)},
          {"dynamicppt", f.dynamic ? "1" : "0"},
          {"filecategory", f.open ? "1" : "0"},
          {"catalogid", "0"},
          {"notifyurl", ""},
          {"isContentDocument", "0"},
          {"convertor", nullptr},
          {"isFullPath", "0"},
          {"converttime", nullptr},
          {"redisvalue", ""},
          {"ordernum", "0"}};
}

json CvClass::company_files(const Form& form) {
  const auto type = form.number_if("type", "48001", 0, 1);
  const int64_t page = form.number("page", "48001", "48001", 1, 1 << 30);
  json all = json::array();
  for (const File& f : files_) {
    if (!f.deleted && (!type || (*type == 1) == f.open)) all.push_back(file_item(f));
  }
  if (all.empty()) throw Refused{"-1", {{"roomfile", ""}}};
  return page_of(all, page, world_.settings.page_size, "list");
}

json CvClass::bind_file(const Form& form) {
  const Room& room = room_of(form);
  form.number_if("fileid", "4203", 0, 99999999999);
  if (form.has("sort_arr")) form.list("sort_arr", "48001");
  int bound = 0;
  for (const std::string& id : ids_of(form, "fileid_arr")) {
    File* f = file(id);
    if (!f) continue;
    ++bound;
    if (std::find(f->rooms.begin(), f->rooms.end(), room.id) == f->rooms.end()) f->rooms.push_back(room.id);
  }
  if (bound == 0) throw Refused{"4105", {}};
  form.entry().effective = "bind";
  return json::object();
}

json CvClass::unbind_file(const Form& form) {
  const Room& room = room_of(form);
  int unbound = 0;
  for (const std::string& id : ids_of(form, "fileid_arr")) {
    File* f = file(id);
    if (!f) continue;
    const auto at = std::find(f->rooms.begin(), f->rooms.end(), room.id);
    if (at == f->rooms.end()) continue;
    f->rooms.erase(at);
    ++unbound;
  }
  if (unbound == 0) throw Refused{"4105", {}};
  form.entry().effective = "unbind";
  return json::object();
}

json CvClass::room_files(const Form& form) {
  const Room& room = room_of(form);
  const int64_t page = form.number_if("page", "48001", 1, 1 << 30).value_or(1);
  json all = json::array();
  for (const File& f : files_) {
    if (f.deleted || std::find(f.rooms.begin(), f.rooms.end(), room.id) == f.rooms.end()) continue;
    json item = file_item(f);
    item.erase("catalogid");
    item.update({{"type", "0"}, {"fileprop", f.dynamic ? "2" : "0"}, {"sort", "0"}, {"warmvideo", "0"}});
    for (const char* name : {"fileid", "uploaduserid", "filepath"}) {
      const json value = item[name];
      item.erase(name);
      item[key(name)] = value;
    }
    all.push_back(item);
  }
  return page_of(all, page, world_.settings.page_size, "list");
}

}  // namespace cloud::cvclass
