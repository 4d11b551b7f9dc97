// Goal: whatever connects, the listener hands on whole POSTs only, holds 16 connections at most, lets nobody stay
// longer than his time, and never spins. Method: real sockets on the loopback; the test owns the listener's time.
#include "platform/linux/http_listener.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <csignal>
#include <memory>

#include "platform/linux/loop.h"

namespace classbell::platform {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A client of the test's own.
class Raw {
 public:
  explicit Raw(int port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  // As much as the far side takes.
  std::size_t send(std::string_view text) {
    const ssize_t sent = ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    return sent < 0 ? 0 : static_cast<std::size_t>(sent);
  }
  std::string read() {  // What is there; "EOF" if nothing more comes.
    char text[65536];
    const ssize_t got = ::recv(socket_.get(), text, sizeof text, MSG_DONTWAIT);
    return got < 0 && errno == EAGAIN ? "" : got <= 0 ? "EOF" : std::string(text, static_cast<std::size_t>(got));
  }
  void close() { socket_.reset(); }

 private:
  Descriptor socket_;
};

std::string post(const std::string& target, const std::string& body) {
  return "POST " + target + " HTTP/1.1\r\nHost: board\r\nContent-Type: application/json\r\nContent-Length: " +
         std::to_string(body.size()) + "\r\n\r\n" + body;
}

class HttpListenerTest : public ::testing::Test {
 protected:
  HttpListenerTest() {
    ::signal(SIGPIPE, SIG_IGN);
    auto listener = TcpHttpListener::open("127.0.0.1:0");
    EXPECT_TRUE(listener) << listener.error().detail;
    listener_ = std::move(*listener);
    port_ = listener_->port();
  }
  bool is_ready(int wait_ms = 20) const {
    pollfd ready{listener_->descriptor(), POLLIN, 0};
    return ::poll(&ready, 1, wait_ms) == 1;
  }
  // Serves until nothing happens any more; the listener must come to rest.
  std::vector<Posted> step(Milliseconds mono = 1000) {
    std::vector<Posted> posted;
    listener_->step(mono, posted);
    int rounds = 0;
    while (rounds < 1000 && (listener_->deadline() == 0 || is_ready())) {
      listener_->step(mono, posted);
      ++rounds;
    }
    EXPECT_LT(rounds, 1000) << "it spins";
    return posted;
  }
  std::string whole(Raw& client, Milliseconds mono = 1000) {
    std::string all;
    for (int i = 0; i < 100; ++i) {
      const std::string part = client.read();
      if (part == "EOF") return all;
      all += part;
      if (part.empty()) step(mono);
    }
    return all + "(open)";
  }
  void expect_idle() {
    EXPECT_EQ(listener_->deadline(), kNever);
    EXPECT_FALSE(is_ready());
  }

  std::unique_ptr<TcpHttpListener> listener_;
  int port_ = 0;
};

TEST_F(HttpListenerTest, HandsOnAPostAndAnswersIt) {
  expect_idle();
  Raw client(port_);
  client.send(post("/callback/t%20x/?sign=a%2Bb+c&empty=&flag&sign=2", "{\"a\":1}"));
  const auto posted = step();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].path, "/callback/t x/");
  EXPECT_EQ(posted[0].body, "{\"a\":1}");
  const std::vector<std::pair<std::string, std::string>> query = {
      {"sign", "a+b c"}, {"empty", ""}, {"flag", ""}, {"sign", "2"}};
  EXPECT_EQ(posted[0].query, query);
  EXPECT_EQ(client.read(), "");
  EXPECT_FALSE(is_ready());  // Does not spin while the owner thinks.
  listener_->answer(posted[0].id, 403, R"({"error_code":1})", 1000);
  EXPECT_EQ(listener_->deadline(), 0);
  const std::string answer = whole(client);
  EXPECT_EQ(answer.rfind("HTTP/1.1 403 ", 0), 0U) << answer;
  EXPECT_TRUE(has(answer, "Content-Type: application/json\r\n"));
  EXPECT_TRUE(has(answer, "Connection: close\r\n"));
  EXPECT_TRUE(has(answer, "\r\n\r\n{\"error_code\":1}"));
  expect_idle();
  listener_->answer(posted[0].id, 200, "again", 1000);  // Nobody.
  expect_idle();
}

TEST_F(HttpListenerTest, TakesBodiesInPartsChunkedAndEmpty) {
  Raw parts(port_), chunked(port_), empty(port_);
  const std::string whole_post = post("/p", "0123456789");
  for (const char c : whole_post.substr(0, whole_post.size() - 1)) {
    parts.send(std::string(1, c));
    std::vector<Posted> none;
    listener_->step(1000, none);
    EXPECT_TRUE(none.empty());
  }
  parts.send("9");
  auto posted = step();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].body, "0123456789");
  chunked.send("POST /c HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
  posted = step();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].body, "abcde");
  empty.send(post("/e", ""));
  posted = step();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].body, "");
}

TEST_F(HttpListenerTest, OtherMethodsAre405) {
  for (const std::string method : {"GET", "PUT", "DELETE", "OPTIONS", "BREW"}) {
    Raw client(port_);
    client.send(method + " /callback/x HTTP/1.1\r\nHost: b\r\nContent-Length: 2\r\n\r\n{}");
    EXPECT_TRUE(step().empty()) << method;
    const std::string answer = whole(client);
    EXPECT_EQ(answer.rfind("HTTP/1.1 405 ", 0), 0U) << method << answer;
    EXPECT_TRUE(has(answer, "Allow: POST\r\n"));
  }
  expect_idle();
}

TEST_F(HttpListenerTest, LargestBodyIsTakenOneMoreByteIs413) {
  for (const std::size_t bytes : {kPostBytesMax, kPostBytesMax + 1, 10 * kPostBytesMax}) {
    Raw client(port_);
    const std::string all = post("/b", std::string(bytes, 'x'));
    std::vector<Posted> posted;
    for (std::size_t sent = 0; sent < all.size();) {
      sent += client.send(std::string_view(all).substr(sent));
      listener_->step(1000, posted);
    }
    for (Posted& one : step()) posted.push_back(std::move(one));
    if (bytes == kPostBytesMax) {
      ASSERT_EQ(posted.size(), 1U);
      EXPECT_EQ(posted[0].body.size(), bytes);
      listener_->answer(posted[0].id, 200, "{}", 1000);
      EXPECT_EQ(whole(client).rfind("HTTP/1.1 200 ", 0), 0U);
    } else {
      EXPECT_TRUE(posted.empty());
      EXPECT_EQ(whole(client).rfind("HTTP/1.1 413 ", 0), 0U) << bytes;
    }
  }
  expect_idle();
}

TEST_F(HttpListenerTest, AnEndlessBodyIsHungUpOn) {
  Raw client(port_);
  client.send("POST /b HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'x') + "\r\n";
  std::string waiting;
  std::size_t sent = 0;
  std::string end;
  for (int i = 0; i < 5000 && end != "EOF"; ++i) {
    if (waiting.empty()) waiting = chunk;
    const std::size_t now = client.send(waiting);
    waiting.erase(0, now);
    sent += now;
    std::vector<Posted> posted;
    listener_->step(1000, posted);
    EXPECT_TRUE(posted.empty());
    end = client.read();
  }
  EXPECT_EQ(end, "EOF");
  EXPECT_LT(sent, 8U << 20U);
  step();
  expect_idle();
}

TEST_F(HttpListenerTest, NoHttpIsRefused) {
  for (const std::string& junk :
       {std::string("\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", 11), std::string("hello\r\n\r\n"),
        std::string("POST /x HTTP/1.1\r\n\r\n"), std::string("POST /x HTTP/9.9\r\nHost: b\r\n\r\n"),
        "POST /" + std::string(20000, 'x') + " HTTP/1.1\r\nHost: b\r\n\r\n",
        "POST /x HTTP/1.1\r\nHost: b\r\nX: " + std::string(20000, 'x') + "\r\n\r\n",
        std::string("POST /x HTTP/1.1\r\nHost: b\r\nContent-Length: -1\r\n\r\n"),
        std::string("POST /x HTTP/1.1\r\nHost: b\r\nContent-Length: 99999999999999999999\r\n\r\n"),
        std::string("POST /x HTTP/1.1\r\nHost: b\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")}) {
    Raw client(port_);
    client.send(junk);
    EXPECT_TRUE(step().empty()) << junk.substr(0, 60);
    const std::string answer = whole(client);
    EXPECT_TRUE(answer.empty() || has(answer.substr(0, 12), "HTTP/1.1 4") || has(answer.substr(0, 12), "HTTP/1.1 5") ||
                has(answer.substr(0, 12), "HTTP/1.0 4"))
        << answer;
  }
  expect_idle();
}

TEST_F(HttpListenerTest, ParametersAreCounted) {
  std::string target = "/x?";
  for (int i = 0; i < 60; ++i) target += "a" + std::to_string(i) + "=" + std::to_string(i) + "&";
  Raw client(port_);
  client.send(post(target, ""));
  const auto posted = step();
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(posted[0].query.size(), kPostParametersMax);
}

TEST_F(HttpListenerTest, TheSilentTheSlowAndTheHalfAreCutOff) {
  Raw silent(port_), half(port_), slow(port_);
  half.send(post("/h", std::string(100, 'x')).substr(0, 120));
  step(1000);
  EXPECT_EQ(listener_->deadline(), 1000 + kPosterPatience);
  for (Milliseconds mono = 1000; mono < 1000 + kPosterPatience; mono += 500) {
    slow.send("P");  // A byte now and then buys no time.
    EXPECT_TRUE(step(mono).empty());
  }
  step(999 + kPosterPatience);
  EXPECT_EQ(silent.read(), "");
  step(1000 + kPosterPatience);
  EXPECT_EQ(silent.read(), "EOF");
  EXPECT_EQ(half.read(), "EOF");
  EXPECT_EQ(slow.read(), "EOF");
  expect_idle();
}

TEST_F(HttpListenerTest, AnUnansweredRequestEnds) {
  Raw client(port_);
  client.send(post("/x", "{}"));
  const auto posted = step(1000);
  ASSERT_EQ(posted.size(), 1U);
  EXPECT_EQ(listener_->deadline(), 1000 + kPosterPatience);
  step(1000 + kPosterPatience);
  EXPECT_EQ(client.read(), "EOF");
  expect_idle();
  listener_->answer(posted[0].id, 200, "{}", 7000);
  expect_idle();
}

TEST_F(HttpListenerTest, ForgetsWhoGoesAway) {
  {
    Raw early(port_), late(port_);
    early.send("POST /x HT");
    late.send(post("/x", "{}"));
    const auto posted = step();
    ASSERT_EQ(posted.size(), 1U);
    early.close();
    late.close();
    step();
    listener_->answer(posted[0].id, 200, "{}", 1000);
    step();
  }
  expect_idle();
}

TEST_F(HttpListenerTest, TwentyClientsAreAllServedSixteenAtOnce) {
  std::vector<std::unique_ptr<Raw>> clients;
  std::vector<Posted> first;
  for (int i = 0; i < 20; ++i) {
    clients.push_back(std::make_unique<Raw>(port_));
    clients.back()->send(post("/c", std::to_string(i)));
    listener_->step(1000, first);
  }
  for (Posted& one : step()) first.push_back(std::move(one));
  ASSERT_EQ(first.size(), kPostersMax);
  EXPECT_FALSE(is_ready());  // Those who wait do not make it spin.
  for (const Posted& one : first) listener_->answer(one.id, 200, "{\"error_code\":0}", 1000);
  const auto rest = step();
  ASSERT_EQ(rest.size(), 4U);
  for (const Posted& one : rest) listener_->answer(one.id, 200, "{\"error_code\":0}", 1000);
  step();
  for (auto& client : clients) EXPECT_EQ(whole(*client).rfind("HTTP/1.1 200 ", 0), 0U);
  expect_idle();
}

TEST_F(HttpListenerTest, SixteenSilentOnesDelayTheNextByTheirPatience) {
  std::vector<std::unique_ptr<Raw>> silent;
  for (std::size_t i = 0; i < kPostersMax; ++i) silent.push_back(std::make_unique<Raw>(port_));
  EXPECT_TRUE(step(1000).empty());
  Raw client(port_);
  client.send(post("/x", "{}"));
  EXPECT_TRUE(step(2000).empty());
  EXPECT_EQ(step(1000 + kPosterPatience).size(), 1U);
}

TEST_F(HttpListenerTest, EndsWithClientsInEveryPhase) {
  Raw silent(port_), half(port_), waiting(port_), reading(port_);
  half.send("POST /x");
  waiting.send(post("/x", "{}"));
  reading.send(post("/y", "{}"));
  const auto posted = step();
  ASSERT_EQ(posted.size(), 2U);
  listener_->answer(posted[1].id, 200, "{}", 1000);
  listener_.reset();
}

TEST_F(HttpListenerTest, OutOfDescriptorsItWaits) {
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  Raw client(port_);
  Descriptor highest(::dup(0));
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(highest.get());
  highest.reset();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &none), 0);
  std::vector<Posted> posted;
  listener_->step(1000, posted);
  const bool spins = is_ready();
  const Milliseconds deadline = listener_->deadline();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_FALSE(spins);
  EXPECT_EQ(deadline, 2000);
  client.send(post("/x", "{}"));
  EXPECT_EQ(step(2000).size(), 1U);
}

TEST_F(HttpListenerTest, WorksInTheLoopAndSleepsWhenIdle) {
  const auto loop = HttpLoop::open(HttpOptions());
  ASSERT_TRUE(loop) << loop.error();
  (*loop)->watch(listener_->descriptor(), POLLIN);
  std::vector<HttpDone> done;
  std::vector<FdReady> ready;
  timespec now{};
  const auto mono = [&now] {
    clock_gettime(CLOCK_MONOTONIC, &now);
    return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
  };
  const Milliseconds end = mono() + 300;
  int wakeups = 0;
  while (mono() < end) {
    (*loop)->wait(std::min(end, listener_->deadline()), done, ready);
    std::vector<Posted> posted;
    listener_->step(mono(), posted);
    ++wakeups;
  }
  EXPECT_LE(wakeups, 2);
  Raw client(port_);
  client.send(post("/x", "{}"));
  const Milliseconds limit = mono() + 2000;
  std::string answer;
  for (wakeups = 0; answer.empty() && mono() < limit; ++wakeups) {
    (*loop)->wait(std::min(limit, listener_->deadline()), done, ready);
    std::vector<Posted> posted;
    listener_->step(mono(), posted);
    for (const Posted& one : posted) listener_->answer(one.id, 200, "{}", mono());
    answer = client.read();
  }
  EXPECT_EQ(answer.rfind("HTTP/1.1 200 ", 0), 0U) << answer;
  EXPECT_LE(wakeups, 6);
  (*loop)->unwatch(listener_->descriptor());
}

TEST(TcpHttpListener, Addresses) {
  for (const char* good : {"0.0.0.0:8080", "127.0.0.1:0", "192.0.2.7:65535", "[::]:8080", "[::1]:1"})
    EXPECT_TRUE(is_listen_address(good)) << good;
  for (const char* bad : {"", ":8080", "8080", "localhost:80", "1.2.3:80", "1.2.3.4", "1.2.3.4:", "1.2.3.4:65536",
                          "1.2.3.4:-1", "1.2.3.4:80x", "1.2.3.4: 80", "::1:80", "[]:80", "[::1]80", "[1.2.3.4]:80",
                          "http://1.2.3.4:80", " 1.2.3.4:80"}) {
    EXPECT_FALSE(is_listen_address(bad)) << bad;
  }
}

TEST(TcpHttpListener, SaysWhyItCannotListen) {
  EXPECT_EQ(TcpHttpListener::open("localhost:80").error().code, EINVAL);
  const auto first = TcpHttpListener::open("127.0.0.1:0");
  ASSERT_TRUE(first);
  const auto second = TcpHttpListener::open("127.0.0.1:" + std::to_string((*first)->port()));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EADDRINUSE);
  EXPECT_TRUE(has(second.error().detail, "another program listens there")) << second.error().detail;
  EXPECT_TRUE(TcpHttpListener::open("192.0.2.7:0"));  // Not this machine's, yet.
}

}  // namespace
}  // namespace classbell::platform
