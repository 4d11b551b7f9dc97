// Goal: the signing primitives give PHP's bytes; passwords and entry URLs are what cvclass.txt 4.1 and 1.3.1 want.
#include <gtest/gtest.h>

#include "generate.h"
#include "oracle.h"
#include "tree.h"
#include "vendors/crypto.h"
#include "vendors/cvclass/codec.h"
#include "vendors/cvclass/vendor.h"
#include "vendors/php.h"

namespace classbell::golden {
namespace {

using vendors::Value;

TEST(Crypto, UrlencodeMd5Base64AndHex) {
  Random random(7);
  std::vector<Fields> cases = {{""}, {std::string(1, '\0')}};
  std::string every;
  for (int byte = 0; byte < 256; ++byte) {
    every += static_cast<char>(byte);
    cases.push_back({std::string(1, static_cast<char>(byte))});
  }
  cases.push_back({every});
  for (const std::size_t size : {55U, 56U, 63U, 64U, 65U, 4096U}) cases.push_back({std::string(size, 'x')});
  for (int i = 0; i < 600; ++i) cases.push_back({random_bytes(random, i < 300 ? 12 : 200)});
  for (int i = 0; i < 300; ++i) cases.push_back({random_text(random, 20)});
  const auto answers = ask_php("texts", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string& text = cases[i][0];
    const std::string ours = vendors::php::urlencode(text) + " " + vendors::md5_hex(text) + " " +
                             vendors::base64(text) + " " + vendors::hex(text);
    ASSERT_EQ(ours, answers[i]) << "case " << i << ": " << to_hex(text);
  }
}

TEST(Crypto, PasswordKnownAnswerOfTheDocument) {
  EXPECT_EQ(vendors::cvclass::encrypt_password("123456", "5NIWjlgmvqwbt494"), "e864048bf573b9e5efa6e2228d7c2583");
}

TEST(Crypto, PasswordIsWhatTheDocumentsCodeEncrypts) {
  Random random(8);
  std::vector<Fields> cases = {{"1234556700000", "ancderwerscsdf123"}, {"123456", "5NIWjlgmvqwbt494"}};
  for (std::size_t key = 1; key <= 40; ++key) {
    std::string bytes;
    while (bytes.size() < key) bytes += static_cast<char>('!' + random.below(94));
    for (std::size_t text = 0; text <= 50; ++text)
      cases.push_back({std::string(text, static_cast<char>('a' + text % 26)), bytes});
    cases.push_back({"密码三年级", bytes});
    cases.push_back({random_text(random, 16), random_bytes(random, key - 1) + "k"});
    cases.push_back({random_bytes(random, 50), "k" + random_bytes(random, key - 1)});
  }
  const auto answers = ask_php("aes", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    ASSERT_EQ(vendors::cvclass::encrypt_password(cases[i][0], cases[i][1]), answers[i])
        << to_hex(cases[i][0]) << " with " << to_hex(cases[i][1]);
  }
}

TEST(Crypto, EntryUrlAsPhpReadsIt) {
  Random random(9);
  const vendors::Vendor vendor = vendors::cvclass::vendor();
  std::vector<Fields> cases;
  std::vector<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    vendors::Account account;
    account.base_url = "https://cloud.example";
    const std::string key = "k" + random_text(random, 15);
    account.values = {{"domain", random_text(random, 9)}, {"username", "U"}, {"role", "teacher"}};
    account.secrets = {{"app_id", Secret("A")}, {"secret_key", Secret("S")}, {"entry_key", Secret(key)}};
    Value given{Value::Object{}};
    given.set("serial", std::to_string(random.next() % 100000000000U));
    given.set("usertype", std::to_string(random.pick(std::vector<int>{0, 1, 2, 4, 5})));
    given.set("jumpurl", "https://jump.example/?a=1&b=" + random_text(random, 9));
    given.set("username", "u" + random_text(random, 9));
    given.set("userpassword", "p" + random_text(random, 9));
    const Now now{0, static_cast<Milliseconds>(random.next() % 4000000000000U), true};
    const vendors::Request request = vendor.open(account)->preview({vendor.find("Entry"), given}, now);
    const std::string ts = std::to_string(now.utc / kSecond);
    const std::string auth =
        vendors::md5_hex(key + ts + given.find("serial")->to_text() + given.find("usertype")->to_text());
    cases.push_back({request.url, key});
    Value get{Value::Object{}};
    get.set("domain", account.values[0].second);
    for (const char* name : {"serial", "username", "usertype"}) get.set(name, *given.find(name));
    get.set("ts", ts);
    get.set("auth", auth);
    get.set("userpassword", vendors::cvclass::encrypt_password(given.find("userpassword")->to_text(), key));
    get.set("jumpurl", *given.find("jumpurl"));
    expected.push_back(dump(get) + " " + auth);
  }
  const auto answers = ask_php("entry", cases);
  for (std::size_t i = 0; i < cases.size(); ++i) ASSERT_EQ(answers[i], expected[i]) << cases[i][0];
}

}  // namespace
}  // namespace classbell::golden
