// Events that anybody may post: the first byte names the vendor and whether the signature is right, the first line is
// path and query, the rest the body.
#include "board/callbacks.h"

#include "accounts.h"
#include "fuzz.h"
#include "vendors/crypto.h"
#include "vendors/php.h"

namespace classbell::fuzz {
namespace {

class Listener final : public platform::HttpListener {
 public:
  explicit Listener(platform::Posted posted) : posted_(std::move(posted)) {}
  void step(Milliseconds, std::vector<platform::Posted>& posted) override {
    if (!given_) posted.push_back(posted_);
    given_ = true;
  }
  void answer(std::uint64_t id, int status, std::string_view json, Milliseconds) override {
    expect(id == posted_.id, "who posted is answered");
    expect(status == 200 || status == 400 || status == 403 || status == 404, "a status of the contract");
    expect(json.find("error_code") != std::string_view::npos, "an answer of the contract");
    ++answers;
  }
  int descriptor() const override { return -1; }
  Milliseconds deadline() const override { return kNever; }
  int answers = 0;

 private:
  platform::Posted posted_;
  bool given_ = false;
};

platform::Posted posted_of(Input& input, bool is_signed, const vendors::Account& account) {
  platform::Posted posted;
  posted.id = 7;
  std::string_view line = input.line();
  const std::size_t mark = line.find('?');
  posted.path = "/callback/school" + std::string(line.substr(0, mark));
  if (is_signed) {
    const std::string expires = std::to_string(kNow.utc / kSecond + 600);
    posted.query = {{"sdkappid", std::string(account.value("sdkappid"))},
                    {"expire_time", expires},
                    {"sign", vendors::md5_hex(std::string(account.value("tic_key")) + expires)}};
  }
  line.remove_prefix(mark == std::string_view::npos ? line.size() : mark + 1);
  while (!line.empty() && posted.query.size() < platform::kPostParametersMax) {
    const std::string_view word = line.substr(0, line.find('&'));
    const std::size_t equals = word.find('=');
    posted.query.emplace_back(word.substr(0, equals),
                              equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1));
    line.remove_prefix(std::min(line.size(), word.size() + 1));
  }
  posted.body = input.rest();
  return posted;
}

}  // namespace
}  // namespace classbell::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  static const bool ready = vendors::crypto_init();
  expect(ready, "PSA starts");
  Input input(data, size);
  const unsigned first = input.byte();
  const auto registry = vendors::registry();
  const vendors::Vendor& vendor = registry[(first >> 1U) % registry.size()];
  const vendors::Account account = account_of(vendor);
  const auto session = vendor.open(account);
  board::Callbacks callbacks;
  callbacks.add("school", *session);
  Listener listener(posted_of(input, (first & 1U) != 0, account));
  for (const auto& told : callbacks.serve(listener, kNow)) {
    expect(told.source == "school" && !told.room.empty(), "what is told is of a room");
  }
  expect(listener.answers == 1, "one post, one answer");
  return 0;
}
