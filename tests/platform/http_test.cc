// Goal: every way in which an exchange can end has its own answer, in time; a request with `once` arrives once; TLS
// trusts nobody else; the loop sleeps when there is nothing to do.
// Method: http_server.py misbehaves on request, over loopback; certificates are made by openssl for each run;
// getaddrinfo is replaced, so that a name can hang and none leaves this machine.
#include <arpa/inet.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netdb.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "mono.h"
#include "platform/linux/loop.h"

// Comes before libc's for libcurl's resolver threads.
extern "C" int getaddrinfo(const char* node, const char* service, const addrinfo* hints, addrinfo** result) {
  if (node != nullptr && std::strcmp(node, "hanging.test") == 0) sleep(4);
  const std::string name = node == nullptr ? "" : node;
  if (name.size() > 5 && name.compare(name.size() - 5, 5, ".test") == 0) return EAI_NONAME;
  static const auto next = reinterpret_cast<decltype(&getaddrinfo)>(dlsym(RTLD_NEXT, "getaddrinfo"));
  return next(node, service, hints, result);
}

namespace classbell::platform {
namespace {

using http::Method;
using http::Reply;
using http::Request;
using http::Transport;

// http_server.py, until the object ends.
class Server {
 public:
  explicit Server(const std::string& arguments = "") {
    int in[2], out[2];
    EXPECT_EQ(pipe2(in, O_CLOEXEC), 0);
    EXPECT_EQ(pipe2(out, O_CLOEXEC), 0);
    pid_ = fork();
    if (pid_ == 0) {
      dup2(in[0], 0);
      dup2(out[1], 1);
      const std::string command = "exec python3 -W ignore " HTTP_TEST_SERVER " " + arguments;
      execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    FILE* lines = fdopen(out[0], "r");
    EXPECT_EQ(std::fscanf(lines, "%d", &port_), 1);
    std::fclose(lines);
  }
  ~Server() {
    close(stdin_);
    waitpid(pid_, nullptr, 0);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  std::string url(const std::string& path, const std::string& start = "http://127.0.0.1") const {
    return start + ":" + std::to_string(port_) + path;
  }

 private:
  pid_t pid_ = -1;
  int stdin_ = -1;
  int port_ = 0;
};

class Http : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::signal(SIGPIPE, SIG_IGN);
    for (const char* proxy : {"http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"}) unsetenv(proxy);
    server_ = std::make_unique<Server>();
  }
  static void TearDownTestSuite() { server_.reset(); }

  void SetUp() override { open(HttpOptions()); }

  void open(const HttpOptions& options) {
    loop_.reset();
    auto loop = HttpLoop::open(options);
    ASSERT_TRUE(loop) << loop.error();
    loop_ = std::move(*loop);
  }

  static std::string url(const std::string& path) { return server_->url(path); }

  static Request get(const std::string& url, Milliseconds timeout_ms = 5000) {
    Request request;
    request.method = Method::kGet;
    request.url = url;
    request.timeout_ms = timeout_ms;
    return request;
  }

  static Request post(const std::string& url, const std::string& body, bool once = false) {
    Request request;
    request.url = url;
    request.content_type = "application/json";
    request.body = body;
    request.timeout_ms = 5000;
    request.once = once;
    return request;
  }

  Reply run(Request request, const std::string& ca_file = "") {
    const double begin = now_ms();
    const std::uint64_t id = loop_->send(std::move(request), ca_file);
    EXPECT_NE(id, 0U);
    loop_->wait(mono(20000), done_, ready_);
    took_ms_ = now_ms() - begin;
    if (done_.size() != 1) {
      ADD_FAILURE() << done_.size() << " answers";
      return Reply();
    }
    EXPECT_EQ(done_[0].id, id);
    check(done_[0].reply);
    return done_[0].reply;
  }

  static void check(const Reply& reply) {
    EXPECT_EQ(reply.detail.empty(), reply.transport == Transport::kOk) << reply.detail;
    for (const char c : reply.detail) EXPECT_TRUE(c >= ' ' && c < 127);
    if (reply.transport != Transport::kOk) {
      EXPECT_EQ(reply.body, "");
    }
    if (!reply.sent) {
      EXPECT_EQ(reply.status, 0);
    }
  }

  std::string count(const std::string& name) { return run(get(url("/count/" + name))).body; }

  static std::unique_ptr<Server> server_;
  std::unique_ptr<HttpLoop> loop_;
  std::vector<HttpDone> done_;
  std::vector<FdReady> ready_;
  double took_ms_ = 0;
};

std::unique_ptr<Server> Http::server_;

// A listening socket on loopback that nobody serves.
class Deaf {
 public:
  explicit Deaf(int backlog) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
    EXPECT_EQ(getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size), 0);
    port_ = ntohs(address.sin_port);
    if (backlog < 0) return;
    EXPECT_EQ(listen(fd_, backlog), 0);
    for (int i = 0; backlog == 0 && i < 2; ++i) {  // From now on the kernel drops who comes.
      fill_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0));
      static_cast<void>(connect(fill_.back(), reinterpret_cast<sockaddr*>(&address), size));
    }
  }
  ~Deaf() {
    for (const int fd : fill_) close(fd);
    close(fd_);
  }
  Deaf(const Deaf&) = delete;
  Deaf& operator=(const Deaf&) = delete;
  std::string url(const std::string& scheme) const { return scheme + "://127.0.0.1:" + std::to_string(port_) + "/x"; }

 private:
  int fd_;
  int port_ = 0;
  std::vector<int> fill_;
};

TEST_F(Http, AnswersWhatTheServerSaid) {
  Reply reply = run(get(url("/ok/a")));
  EXPECT_EQ(reply.transport, Transport::kOk);
  EXPECT_TRUE(reply.sent);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body, "fine");
  EXPECT_FALSE(reply.date_utc);
  reply = run(get(url("/status/500")));
  EXPECT_EQ(reply.transport, Transport::kOk);
  EXPECT_EQ(reply.status, 500);
  EXPECT_EQ(reply.body, "sorry");
  EXPECT_EQ(run(get(url("/redirect"))).status, 302);
  EXPECT_EQ(count("redirected"), "0");
}

TEST_F(Http, SendsWhatItWasGiven) {
  std::string body = run(post(url("/echo/a/../b?x=1&y=%20"), "{\"a\":1}")).body;
  EXPECT_NE(body.find("\"method\": \"POST\""), std::string::npos);
  EXPECT_NE(body.find("\"target\": \"/echo/a/../b?x=1&y=%20\""), std::string::npos) << body;
  EXPECT_NE(body.find("\"content-type\": \"application/json\""), std::string::npos);
  EXPECT_NE(body.find("\"accept\": \"*/*\""), std::string::npos);
  EXPECT_NE(body.find("\"user-agent\": \"ClassBell\""), std::string::npos);
  EXPECT_NE(body.find("\"body\": \"{\\\"a\\\":1}\""), std::string::npos) << body;

  Request large = post(url("/echo"), std::string(2U << 20U, 'x'));
  large.content_type.clear();
  body = run(large).body;
  EXPECT_GT(body.size(), 2U << 20U);
  EXPECT_EQ(body.find("expect"), std::string::npos);
  EXPECT_EQ(body.find("content-type"), std::string::npos);

  const std::string nothing = run(post(url("/echo"), "")).body;
  EXPECT_NE(nothing.find("\"content-length\": \"0\""), std::string::npos);
  EXPECT_NE(run(get(url("/echo"))).body.find("\"method\": \"GET\""), std::string::npos);
}

TEST_F(Http, SendsMultipart) {
  Request request = post(url("/echo"), "");
  request.content_type.clear();
  request.parts = {{"field", std::string("a\0b", 3), ""}, {"file", "content", "name.txt"}};
  const std::string body = run(request).body;
  EXPECT_NE(body.find("multipart/form-data; boundary="), std::string::npos) << body;
  EXPECT_NE(body.find("form-data; name=\\\"field\\\"\\r\\n\\r\\na\\u0000b\\r\\n"), std::string::npos) << body;
  EXPECT_NE(body.find("name=\\\"file\\\"; filename=\\\"name.txt\\\""), std::string::npos) << body;
  EXPECT_EQ(body.find("\"expect\""), std::string::npos);
}

TEST_F(Http, TimesOut) {
  for (const char* path : {"/hang/30", "/stall", "/drip"}) {
    const Reply reply = run(get(url(path), 300));
    EXPECT_EQ(reply.transport, Transport::kTimeout) << path;
    EXPECT_TRUE(reply.sent);
    EXPECT_GE(took_ms_, 299);
    EXPECT_LT(took_ms_, 500) << path;
  }
}

TEST_F(Http, TimesOutBySilence) {
  HttpOptions options;
  options.silence_ms = 1000;
  open(options);
  const Reply reply = run(get(url("/hang/30"), 10000));
  EXPECT_EQ(reply.transport, Transport::kTimeout);
  EXPECT_LT(took_ms_, 4000);
}

TEST_F(Http, KnowsThatNothingWasSent) {
  const Deaf refused(-1);
  Reply reply = run(get(refused.url("http")));
  EXPECT_EQ(reply.transport, Transport::kConnect) << reply.detail;
  EXPECT_FALSE(reply.sent);

  reply = run(get("http://unknown.test/x?secret=1"));
  EXPECT_EQ(reply.transport, Transport::kDns) << reply.detail;
  EXPECT_FALSE(reply.sent);
  EXPECT_EQ(reply.detail.find("secret"), std::string::npos);

  const Deaf dropping(0);
  reply = run(get(dropping.url("http"), 200));
  EXPECT_EQ(reply.transport, Transport::kConnect) << reply.detail;
  EXPECT_FALSE(reply.sent);
  EXPECT_LT(took_ms_, 450);

  const Deaf silent(8);
  reply = run(get(silent.url("https"), 200));
  EXPECT_EQ(reply.transport, Transport::kTls) << reply.detail;
  EXPECT_FALSE(reply.sent);
  EXPECT_LT(took_ms_, 450);

  reply = run(get(server_->url("/ok", "https://127.0.0.1"), 300));  // Speaks no TLS.
  EXPECT_EQ(reply.transport, Transport::kTls) << reply.detail;
  EXPECT_FALSE(reply.sent);

  for (const char* wrong : {"", "ftp://127.0.0.1/", "file:///etc/passwd", "http://", "http://a b/?secret", "a:x"}) {
    reply = run(get(wrong));
    EXPECT_FALSE(reply.sent) << wrong;
    EXPECT_EQ(reply.transport, Transport::kConnect) << wrong << " " << reply.detail;
  }
}

TEST_F(Http, GoesThroughAProxy) {
  setenv("https_proxy", url("").c_str(), 1);
  setenv("http_proxy", url("").c_str(), 1);
  Reply reply = run(get("https://elsewhere.test/x?secret=1"));  // The server refuses to CONNECT.
  EXPECT_EQ(reply.transport, Transport::kConnect) << reply.detail;
  EXPECT_FALSE(reply.sent);
  EXPECT_EQ(reply.detail.find("secret"), std::string::npos);
  reply = run(get("http://elsewhere.test/echo"));
  EXPECT_EQ(reply.status, 404);  // It got the whole URL as the target.
  setenv("https_proxy", "http://name:secret@[bad", 1);
  reply = run(get("https://elsewhere.test/"));
  EXPECT_FALSE(reply.sent);
  EXPECT_EQ(reply.detail.find("secret"), std::string::npos) << reply.detail;
  unsetenv("https_proxy");
  unsetenv("http_proxy");
}

TEST_F(Http, ConnectsInItsOwnTime) {
  HttpOptions options;
  options.connect_timeout_ms = 200;
  open(options);
  const Deaf dropping(0);
  EXPECT_EQ(run(get(dropping.url("http"), 10000)).transport, Transport::kConnect);
  EXPECT_LT(took_ms_, 450);
}

TEST_F(Http, WaitsForNoResolver) {
  Reply reply = run(get("http://hanging.test/", 200));
  EXPECT_EQ(reply.transport, Transport::kDns) << reply.detail;
  EXPECT_FALSE(reply.sent);
  EXPECT_LT(took_ms_, 450);

  const double begin = now_ms();
  loop_->send(get("http://hanging.test/"), "");
  loop_->wait(mono(50), done_, ready_);
  loop_.reset();
  EXPECT_LT(now_ms() - begin, 450);
}

TEST_F(Http, CapsTheReply) {
  for (const char* path : {"/big/announced", "/big/chunked"}) {
    const Reply reply = run(get(url(path)));
    EXPECT_EQ(reply.transport, Transport::kTooLarge) << path;
    EXPECT_EQ(reply.detail, "The reply is larger than allowed");
    EXPECT_TRUE(reply.sent);
    EXPECT_EQ(reply.status, 200);
    EXPECT_LT(took_ms_, 1000) << path;
  }
  EXPECT_EQ(run(get(url("/longheader"))).transport, Transport::kTooLarge);

  Request exact = get(url("/ok"));
  exact.reply_bytes_max = 4;
  EXPECT_EQ(run(exact).body, "fine");
  for (const std::size_t cap : {3U, 0U}) {
    exact.reply_bytes_max = cap;
    EXPECT_EQ(run(exact).transport, Transport::kTooLarge);
  }
}

TEST_F(Http, KnowsABrokenConnection) {
  for (const char* path : {"/close", "/half", "/garbage", "/reset"}) {
    const Reply reply = run(get(url(path)));
    EXPECT_EQ(reply.transport, Transport::kBroken) << path << " " << reply.detail;
    EXPECT_TRUE(reply.sent);
  }
}

// A kept connection on which the request meets a server that goes: libcurl's own answer is to send it again.
TEST_F(Http, SendsOnceWhatMustNotRepeat) {
  for (const bool once : {false, true}) {
    const std::string name = once ? "once" : "often";
    open(HttpOptions());
    ASSERT_EQ(run(get(url("/dieifkept/warm"))).status, 200);
    const Reply reply = run(post(url("/dieifkept/" + name), "start", once));
    EXPECT_TRUE(reply.sent);
    EXPECT_EQ(reply.transport, once ? Transport::kBroken : Transport::kOk) << reply.detail;
    EXPECT_EQ(reply.detail, once ? "The connection broke before a reply; not to be sent again" : "");
    EXPECT_EQ(count(name), once ? "1" : "2");
    // The next one is not harmed by the connection that was made and not used.
    EXPECT_EQ(run(post(url("/ok/after"), "stop", once)).status, 200);
  }
}

TEST_F(Http, SendsOnceOnAWarmConnection) {
  const auto serial = [](const std::string& body) { return body.substr(body.find("\"connection\": "), 18); };
  const std::string first = serial(run(get(url("/echo"))).body);
  EXPECT_EQ(serial(run(post(url("/echo"), "", true)).body), first);
  EXPECT_EQ(serial(run(post(url("/echo"), "", true)).body), first);
}

TEST_F(Http, SendsOnceWhenTheKeptConnectionWasClosedBefore) {
  ASSERT_EQ(run(get(url("/okclose/x"))).status, 200);
  loop_->wait(mono(200), done_, ready_);
  EXPECT_EQ(run(post(url("/ok/closedbefore"), "", true)).status, 200);
  EXPECT_EQ(count("closedbefore"), "1");
}

std::string hex(const std::string& text) {
  std::string out;
  for (const unsigned char c : text) {
    char digits[3];
    std::snprintf(digits, sizeof digits, "%02x", c);
    out += digits;
  }
  return out;
}

TEST_F(Http, ReadsDateAndRetryAfter) {
  const auto with = [&](const std::string& headers) { return run(get(url("/headers?" + hex(headers)))); };
  const Milliseconds at = 784111777 * kSecond;
  EXPECT_EQ(with("Date: Sun, 06 Nov 1994 08:49:37 GMT").date_utc, at);
  EXPECT_EQ(with("dAtE:Sunday, 06-Nov-94 08:49:37 GMT").date_utc, at);
  EXPECT_EQ(with("Date: Thu, 19 Feb 2099 00:00:00 GMT").date_utc, Milliseconds{4075142400} * kSecond);
  EXPECT_FALSE(with("Date: yesterday").date_utc);
  EXPECT_FALSE(with("Date:").date_utc);
  EXPECT_FALSE(with("X-Date: Sun, 06 Nov 1994 08:49:37 GMT").date_utc);
  EXPECT_EQ(with("Retry-After: 7").retry_after_ms, 7000);
  EXPECT_EQ(with("Retry-After: 0").retry_after_ms, 0);
  EXPECT_EQ(with("Retry-After: -5").retry_after_ms, 0);
  EXPECT_EQ(with("Retry-After: 99999999999999999999999999").retry_after_ms, kHour);
  EXPECT_EQ(with("Retry-After: soon").retry_after_ms, 0);
  const std::string until = "Retry-After: Sun, 06 Nov 1994 08:49:39 GMT";
  EXPECT_EQ(with(until + "\nDate: Sun, 06 Nov 1994 08:49:37 GMT").retry_after_ms, 2000);
  EXPECT_EQ(with(until).retry_after_ms, 0);  // Long ago.
}

TEST_F(Http, KeepsToSixteen) {
  const double begin = now_ms();
  std::vector<std::uint64_t> ids;
  for (int i = 0; i < 40; ++i) ids.push_back(loop_->send(get(url("/hang/0.2")), ""));
  std::vector<std::uint64_t> answered;
  while (answered.size() < ids.size()) {
    loop_->wait(mono(5000), done_, ready_);
    ASSERT_FALSE(done_.empty());
    for (const HttpDone& done : done_) {
      EXPECT_EQ(done.reply.transport, Transport::kOk) << done.reply.detail;
      answered.push_back(done.id);
    }
  }
  EXPECT_GT(now_ms() - begin, 550);  // Three rounds, in the order of sending.
  EXPECT_LT(now_ms() - begin, 2400);
  for (std::size_t i = 0; i < 16; ++i) EXPECT_LE(answered[i], ids[15]);
}

TEST_F(Http, CountsTheWaitingIntoTheTimeout) {
  HttpOptions options;
  options.exchanges_max = 1;
  options.waiting_max = 2;
  open(options);
  loop_->send(get(url("/hang/30"), 400), "");
  const std::uint64_t second = loop_->send(get(url("/ok"), 200), "");
  const std::uint64_t third = loop_->send(get(url("/ok"), 3000), "");
  const std::uint64_t fourth = loop_->send(get(url("/ok"), 3000), "");
  loop_->wait(mono(5000), done_, ready_);
  ASSERT_EQ(done_.size(), 1U);
  EXPECT_EQ(done_[0].id, fourth);
  EXPECT_EQ(done_[0].reply.transport, Transport::kConnect);
  EXPECT_FALSE(done_[0].reply.sent);
  const double begin = now_ms();
  loop_->wait(mono(5000), done_, ready_);
  ASSERT_EQ(done_.size(), 1U);
  EXPECT_EQ(done_[0].id, second);
  EXPECT_FALSE(done_[0].reply.sent);
  EXPECT_LT(now_ms() - begin, 250);
  loop_->wait(mono(5000), done_, ready_);
  loop_->wait(mono(5000), done_, ready_);
  ASSERT_EQ(done_.size(), 1U);
  EXPECT_EQ(done_[0].id, third);
  EXPECT_EQ(done_[0].reply.status, 200);
}

// On a connection that is open: whoever asks may be slow to wait.
TEST_F(Http, TheRequestLeavesWithTheAsking) {
  EXPECT_EQ(run(get(url("/ok"))).status, 200);
  loop_->send(get(url("/ok/at-once")), "");
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  const std::unique_ptr<HttpLoop> asker = std::move(loop_);
  open(HttpOptions());
  EXPECT_EQ(count("at-once"), "1");
}

TEST_F(Http, ServesDescriptorsBesideExchanges) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  loop_->watch(fds[0], POLLIN);
  loop_->send(get(url("/hang/0.2")), "");
  ASSERT_EQ(write(fds[1], "x", 1), 1);
  const double begin = now_ms();
  loop_->wait(mono(1000), done_, ready_);
  EXPECT_EQ(ready_.size(), 1U);
  EXPECT_TRUE(done_.empty());
  EXPECT_LT(now_ms() - begin, 50);
  char byte;
  ASSERT_EQ(read(fds[0], &byte, 1), 1);
  loop_->wait(mono(1000), done_, ready_);
  EXPECT_TRUE(ready_.empty());
  ASSERT_EQ(done_.size(), 1U);
  close(fds[0]);
  close(fds[1]);
}

TEST_F(Http, WaitsToTheMillisecond) {
  run(get(url("/ok")));  // With a kept connection, too.
  double late_max_ms = 0;
  for (int i = 0; i < 60; ++i) {
    const Milliseconds deadline = mono(5 + i % 7);
    loop_->wait(deadline, done_, ready_);
    const double late_ms = now_ms() - static_cast<double>(deadline);
    EXPECT_GE(late_ms, 0);
    late_max_ms = std::max(late_max_ms, late_ms);
  }
  EXPECT_LT(late_max_ms, 50);  // The machine's, which is busy with other tests; else 1.2.
  const double begin = now_ms();
  loop_->wait(mono(-1000), done_, ready_);
  loop_->wait(0, done_, ready_);
  EXPECT_LT(now_ms() - begin, 20);
}

TEST_F(Http, SleepsWhenThereIsNothingToDo) {
  int fds[2];
  ASSERT_EQ(pipe(fds), 0);
  loop_->watch(fds[0], POLLIN);
  run(get(url("/okclose/idle")));  // The server closes the kept connection meanwhile.
  loop_->wait(mono(150), done_, ready_);
  rusage before{}, after{};
  getrusage(RUSAGE_THREAD, &before);
  loop_->wait(mono(3000), done_, ready_);
  getrusage(RUSAGE_THREAD, &after);
  std::printf("%ld sleeps in 3 s\n", after.ru_nvcsw - before.ru_nvcsw);
  EXPECT_LE(after.ru_nvcsw - before.ru_nvcsw, 2);
  close(fds[0]);
  close(fds[1]);
}

// --- TLS ---

// Two authorities, and certificates of the first: for localhost and 127.0.0.1, for another name, and an expired one.
class Tls : public Http {
 protected:
  static void SetUpTestSuite() {
    Http::SetUpTestSuite();
    char folder[] = "/tmp/http_test.XXXXXX";
    ASSERT_NE(mkdtemp(folder), nullptr);
    folder_ = folder;
    const std::string script = "cd " + folder_ + R"( && exec 2>openssl.log && set -e
      ec='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30'
      for ca in good other; do
        openssl req -x509 $ec -keyout $ca.key -out $ca.pem -subj "/CN=Test $ca authority"
      done
      make() { openssl req $ec -keyout $1.key -out $1.csr -subj "/CN=$1"; echo "subjectAltName=$2" >$1.ext
               openssl x509 -req -in $1.csr -CA good.pem -CAkey good.key -CAcreateserial -days $3 \
                 -extfile $1.ext -out $1.crt; }
      make here DNS:localhost,IP:127.0.0.1 30
      make elsewhere DNS:elsewhere.test,IP:127.0.0.2 30
      make expired DNS:localhost,IP:127.0.0.1 -1
      openssl x509 -in good.pem -outform DER -out good.der)";
    ASSERT_EQ(std::system(script.c_str()), 0);
    here_ = std::make_unique<Server>(files("here"));
  }
  static void TearDownTestSuite() {
    here_.reset();
    std::filesystem::remove_all(folder_);
    Http::TearDownTestSuite();
  }

  static std::string files(const std::string& name) { return path(name + ".crt") + " " + path(name + ".key"); }
  static std::string path(const std::string& name) { return folder_ + "/" + name; }
  static std::string at(const Server& server, const std::string& host = "localhost") {
    return server.url("/echo", "https://" + host);
  }

  void expect_refused(const std::string& url, const std::string& ca_file) {
    const Reply reply = run(get(url), ca_file);
    EXPECT_EQ(reply.transport, Transport::kTls) << url << " " << ca_file;
    EXPECT_FALSE(reply.sent);
    std::printf("refused: %s\n", reply.detail.c_str());
  }

  static std::string folder_;
  static std::unique_ptr<Server> here_;
};

std::string Tls::folder_;
std::unique_ptr<Server> Tls::here_;

TEST_F(Tls, TrustsTheRightAuthorityOnly) {
  expect_refused(at(*here_), "");
  expect_refused(at(*here_), path("other.pem"));
  for (const char* host : {"localhost", "127.0.0.1"}) {
    for (const char* ca : {"good.pem", "good.der"}) {
      const Reply reply = run(get(at(*here_, host)), path(ca));
      EXPECT_EQ(reply.transport, Transport::kOk) << host << " " << ca << " " << reply.detail;
    }
  }
  // The connections and sessions that the good one earned serve nobody else.
  expect_refused(at(*here_), "");
  expect_refused(at(*here_), path("other.pem"));
  EXPECT_EQ(run(get(at(*here_)), path("good.pem")).status, 200);
}

TEST_F(Tls, RefusesAnotherName) {
  const Server elsewhere(files("elsewhere"));
  expect_refused(at(elsewhere), path("good.pem"));
  expect_refused(at(elsewhere, "127.0.0.1"), path("good.pem"));
}

TEST_F(Tls, RefusesTheExpiredAndTheOld) {
  const Server expired(files("expired"));
  expect_refused(at(expired), path("good.pem"));
  const Server old(files("here") + " 1.1");
  expect_refused(at(old), path("good.pem"));
}

TEST_F(Tls, NeedsAnAuthority) {
  expect_refused(at(*here_), path("missing.pem"));
  expect_refused(at(*here_), path("here.key"));
  HttpOptions options;
  options.system_roots = path("missing.pem");
  open(options);
  expect_refused(at(*here_), "");
  EXPECT_EQ(run(get(at(*here_)), path("good.pem")).status, 200);  // A school with its own alone.
  EXPECT_EQ(run(get(url("/ok"))).status, 200);
  options.system_roots = path("good.pem");
  open(options);
  EXPECT_EQ(run(get(at(*here_)), "").status, 200);
  EXPECT_EQ(run(get(at(*here_)), path("other.pem")).status, 200);  // Besides the system's.
}

TEST_F(Tls, ResumesSessions) {
  for (const char* version : {"1.2", "1.3"}) {
    open(HttpOptions());
    const Server server(files("here") + " " + version);
    const auto resumed = [&](const std::string& ca) {
      Request request = get(at(server));
      const std::string body = run(request, path(ca)).body;
      EXPECT_NE(body.find(std::string("TLSv") + version), std::string::npos) << body;
      return body.find("\"resumed\": true") != std::string::npos;
    };
    EXPECT_FALSE(resumed("good.pem"));
    // Its end is the end of the kept connection, so that another is made.
    run(get(server.url("/close", "https://localhost")), path("good.pem"));
    EXPECT_TRUE(resumed("good.pem")) << version;
    expect_refused(at(server), "");
  }
}

}  // namespace
}  // namespace classbell::platform
