// classbell call, classbell sign

#include <algorithm>
#include <cstdio>

#include "board/commands.h"
#include "board/config.h"
#include "board/once.h"
#include "platform/linux/regular_file.h"
#include "platform/log.h"
#include "vendors/crypto.h"
#include "vendors/json.h"
#include "vendors/parameters.h"

namespace classbell::board {
namespace {

using vendors::Value;

constexpr int kPagesMax = 10000;
constexpr int kRowsAtOnce = 100;
constexpr std::size_t kFileBytesMax = 512U << 20U;

// key=value, key:=json, key=@file
tl::expected<void, std::string> take_parameter(const std::string& word, vendors::Call& call) {
  const std::size_t equals = word.find('=');
  if (equals == std::string::npos || equals == 0)
    return tl::unexpected("'" + word + "': write key=value, key:=json or key=@file");
  const bool is_json = word[equals - 1] == ':';
  const std::string path = word.substr(0, is_json ? equals - 1 : equals);
  const std::string text = word.substr(equals + 1);
  if (is_json) {
    if (text.find("\\u0000") != std::string::npos) return tl::unexpected("'" + path + "': no text may hold a NUL");
    auto value = vendors::parse_json(text);
    if (!value) return tl::unexpected("'" + path + "': " + value.error());
    return vendors::set_path(call.parameters, path, std::move(*value));
  }
  if (text.empty() || text[0] != '@') return vendors::set_path(call.parameters, path, Value(text));
  auto content = platform::read_regular_file(text.substr(1), kFileBytesMax);
  if (!content) return tl::unexpected("'" + path + "': " + content.error().detail);
  call.file_name = text.substr(text.find_last_of("/@") + 1);
  return vendors::set_path(call.parameters, path, Value(std::move(*content)));
}

// With --all the pages are ours to name; what was given is where to begin.
void start_pages(vendors::Paging paging, Value& parameters) {
  const std::string_view key = vendors::page_parameter(paging);
  if (parameters.find(key) == nullptr) parameters.set(key, vendors::first_page(paging));
  if (paging == vendors::Paging::kIndexSize && parameters.find("size") == nullptr) parameters.set("size", kRowsAtOnce);
}

struct Prepared {
  Config config;
  const SourceConfig* source = nullptr;
  vendors::Call call;
};

// Reads SOURCE ENDPOINT key=value ...; prints what is wrong and sets `code`.
bool prepare(const Arguments& arguments, Prepared& prepared, int& code) {
  const auto refuse = [&](ExitCode exit, std::string_view line) {
    code = fail(exit, line);
    return false;
  };
  if (arguments.words.size() < 2)
    return refuse(kExitUsage, "write: classbell " + arguments.verb + " SOURCE ENDPOINT [key=value ...]");
  auto config = load_config(arguments.config);
  if (!config) return refuse(kExitConfig, config.error());
  prepared.config = std::move(*config);
  const std::string& name = arguments.words[0];
  prepared.source = prepared.config.find(name);
  if (prepared.source == nullptr) {
    std::string known;
    for (const SourceConfig& source : prepared.config.sources)
      known += (known.empty() ? "" : ", ") + source.account.name;
    return refuse(kExitUsage, "no [source " + name + "] in " + arguments.config +
                                  "; there are: " + (known.empty() ? "none" : known));
  }
  const vendors::Vendor& vendor = *prepared.source->vendor;
  prepared.call.endpoint = vendor.find(arguments.words[1]);
  if (prepared.call.endpoint == nullptr) {
    return refuse(kExitUsage, std::string(vendor.name) + " has no endpoint '" + arguments.words[1] +
                                  "'; see classbell apis " + std::string(vendor.name));
  }
  prepared.call.parameters = Value(Value::Object{});
  for (std::size_t i = 2; i < arguments.words.size(); ++i) {
    if (const auto taken = take_parameter(arguments.words[i], prepared.call); !taken)
      return refuse(kExitUsage, taken.error());
  }
  prepared.call.parameters = vendors::named(*prepared.call.endpoint, std::move(prepared.call.parameters));
  const vendors::Paging paging = prepared.call.endpoint->paging;
  if (arguments.all && paging != vendors::Paging::kNone) start_pages(paging, prepared.call.parameters);
  if (!arguments.force) {
    if (const auto wrong = vendors::check(*prepared.call.endpoint, prepared.call.parameters))
      return refuse(kExitUsage, *wrong);
  }
  for (const vendors::Parameter& parameter : prepared.call.endpoint->parameters) {
    const Value* given = prepared.call.parameters.find(parameter.name);
    if (!parameter.secret || given == nullptr) continue;
    platform::log_secret(given->to_text(), platform::Keep::kForever);
    platform::log_secret(vendors::base64(given->to_text()), platform::Keep::kForever);
  }
  return true;
}

// Puts "***" for `name`'s value in a form or a URL's query, and has it masked elsewhere too: a secret leaves encrypted
// or hashed, and whoever has it in that form may send it again.
void hide_field(std::string& text, std::string_view name) {
  const std::string field = std::string(name) + "=";
  for (std::size_t at = text.find(field); at != std::string::npos; at = text.find(field, at)) {
    const bool begins = at == 0 || text[at - 1] == '?' || text[at - 1] == '&';
    at += field.size();
    const std::size_t size = std::min(text.find_first_of("&#", at), text.size()) - at;
    if (!begins || size == 0) continue;
    platform::log_secret(std::string_view(text).substr(at, size), platform::Keep::kForever);
    text.replace(at, size, "***");
  }
}

// The request that would be sent, without its secrets; from here on they are known to the masks in every form.
http::Request hidden_request(vendors::Session& session, const vendors::Call& call) {
  http::Request request = session.preview(call, system_now());
  const bool is_form = request.content_type.find("json") == std::string::npos;
  for (const vendors::Parameter& parameter : call.endpoint->parameters) {
    if (!parameter.secret) continue;
    hide_field(request.url, parameter.name);
    if (is_form) hide_field(request.body, parameter.name);
    for (http::Part& part : request.parts) {
      if (part.name == parameter.name) part.content = "***";
    }
  }
  return request;
}

// Each text is masked before it is JSON: in its escapes a secret would not be found.
void print_request(const http::Request& request) {
  using platform::masked;
  Value json;
  json.set("method", request.method == http::Method::kGet ? "GET" : "POST");
  json.set("url", masked(request.url));
  if (!request.content_type.empty()) json.set("content_type", request.content_type);
  if (!request.body.empty()) json.set("body", masked(request.body));
  if (!request.parts.empty()) {
    Value parts{Value::List{}};
    for (const http::Part& part : request.parts) {
      Value row;
      row.set("name", part.name);
      if (part.file_name.empty()) row.set("content", masked(part.content));
      else row.set("file", masked(part.file_name) + ", " + std::to_string(part.content.size()) + " bytes");
      parts.list()->push_back(std::move(row));
    }
    json.set("parts", std::move(parts));
  }
  std::printf("%s\n", vendors::write_json(json).c_str());
}

// Prints the reply and, when it is a refusal, what it means.
int conclude(const vendors::Finished& finished) {
  if (!finished.url.empty()) {
    Value json;
    json.set("url", finished.url.reveal());
    std::printf("%s\n", vendors::write_json(json).c_str());
  }
  if (!finished.reply_text.empty()) std::printf("%s\n", vendors::printable_json(finished.reply_text).c_str());
  if (finished.outcome.verdict == Verdict::kDone) return kExitOk;
  return fail(exit_code(finished.outcome), finished.detail);
}

const Value* at_path(const Value& reply, std::string_view path) {
  const Value* node = &reply;
  while (node != nullptr && !path.empty()) {
    const std::size_t dot = path.find('.');
    node = node->find(path.substr(0, dot));
    path.remove_prefix(dot == std::string_view::npos ? path.size() : dot + 1);
  }
  return node;
}

// Follows the pages, one row a line, until one is empty (the documents contradict themselves about a page's size).
int call_all(Once& once, vendors::Call call) {
  const vendors::Paging paging = call.endpoint->paging;
  const bool by_index = paging == vendors::Paging::kIndexSize;
  const std::string_view key = vendors::page_parameter(paging);
  std::int64_t at = call.parameters.find(key)->to_int(0);
  std::string before;
  for (int page = 0; page < kPagesMax; ++page) {
    call.parameters.set(key, at);
    vendors::Job job;
    job.call = call;
    const vendors::Finished finished = once.run(std::move(job));
    if (finished.outcome.verdict != Verdict::kDone) return conclude(finished);
    const Value* rows = at_path(finished.reply, call.endpoint->rows);
    const std::string text = rows != nullptr ? vendors::write_json(*rows) : std::string();
    // A server that answers each further page with its last one would keep us for ever.
    if (rows == nullptr || rows->list() == nullptr || rows->list()->empty() || text == before) return kExitOk;
    for (const Value& row : *rows->list()) std::printf("%s\n", vendors::write_json(row).c_str());
    before = text;
    at += by_index ? static_cast<std::int64_t>(rows->list()->size()) : 1;
  }
  return fail(kExitRefused, "more than " + std::to_string(kPagesMax) + " pages");
}

}  // namespace

int call(const Arguments& arguments) {
  Prepared prepared;
  int code = kExitOk;
  if (!prepare(arguments, prepared, code)) return code;
  auto once = Once::open(*prepared.source);
  if (!once) return fail(kExitConfig, once.error());
  if (arguments.dry_run) {
    print_request(hidden_request((*once)->session(), prepared.call));
    return kExitOk;
  }
  if (arguments.all) {
    if (prepared.call.endpoint->paging == vendors::Paging::kNone)
      return fail(kExitUsage, "'" + arguments.words[1] + "' has no pages; leave --all out");
    return call_all(**once, prepared.call);
  }
  vendors::Job job;
  job.call = prepared.call;
  return conclude((*once)->run(std::move(job)));
}

int sign(const Arguments& arguments) {
  Prepared prepared;
  int code = kExitOk;
  if (!prepare(arguments, prepared, code)) return code;
  auto once = Once::open(*prepared.source);
  if (!once) return fail(kExitConfig, once.error());
  hidden_request((*once)->session(), prepared.call);
  Value steps{Value::List{}};
  for (const vendors::SignStep& step : (*once)->session().explain(prepared.call, system_now())) {
    Value row;
    row.set("what", step.what);
    row.set("bytes", platform::masked(step.bytes));
    steps.list()->push_back(std::move(row));
  }
  std::printf("%s\n", vendors::write_json(steps).c_str());
  return kExitOk;
}

}  // namespace classbell::board
