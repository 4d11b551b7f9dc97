#include "platform/linux/control_socket.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// A client of the test's own.
class Raw {
 public:
  explicit Raw(const std::string& path) : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    EXPECT_EQ(::connect(socket_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  void send(const std::string& text) { ::send(socket_.get(), text.data(), text.size(), MSG_NOSIGNAL); }
  std::string read() {  // What is there, "EOF" if nothing more comes.
    char text[300000];
    const ssize_t got = ::recv(socket_.get(), text, sizeof text, MSG_DONTWAIT);
    return got < 0 && errno == EAGAIN ? "" : got <= 0 ? "EOF" : std::string(text, static_cast<std::size_t>(got));
  }
  void close() { socket_.reset(); }
  int fd() const { return socket_.get(); }

 private:
  Descriptor socket_;
};

class ControlTest : public ::testing::Test {
 protected:
  ControlTest() {
    auto control = ControlSocket::open(path_);
    EXPECT_TRUE(control);
    control_ = std::move(*control);
  }
  bool is_ready() const {
    pollfd ready{control_->descriptor(), POLLIN, 0};
    return ::poll(&ready, 1, 20) == 1;
  }
  std::vector<ControlRequest> step(Milliseconds mono = 1000) {
    std::vector<ControlRequest> requests;
    for (int i = 0; i < 3; ++i) control_->step(mono, requests);
    return requests;
  }

  TempFolder temp_;
  std::string path_ = temp_ / "run/control";
  std::unique_ptr<ControlSocket> control_;
};

TEST_F(ControlTest, Answers) {
  EXPECT_EQ(mode_of(path_), 0660U);
  EXPECT_FALSE(is_ready());
  EXPECT_EQ(control_->deadline(), kNever);
  Raw client(path_);
  EXPECT_TRUE(is_ready());
  step();
  client.send("sta");
  EXPECT_TRUE(step().empty());
  client.send("tus now\r\nmore");
  const auto requests = step();
  ASSERT_EQ(requests.size(), 1U);
  EXPECT_EQ(requests[0].line, "status now");
  EXPECT_FALSE(is_ready());
  control_->answer(requests[0].client, "{}\n", 1000);
  EXPECT_EQ(client.read(), "{}\n");
  EXPECT_EQ(client.read(), "EOF");
  EXPECT_EQ(control_->deadline(), kNever);
  control_->answer(requests[0].client, "again", 1000);  // Nobody.
}

TEST_F(ControlTest, TakesEmptyLinesAndLongestLines) {
  Raw empty(path_);
  empty.send("\n");
  Raw longest(path_);
  longest.send(std::string(kControlRequestBytesMax, 'x') + "\r\n");
  Raw longer(path_);
  longer.send(std::string(kControlRequestBytesMax + 1, 'x') + "\n");
  Raw endless(path_);
  endless.send(std::string(5000, 'x'));
  const auto requests = step();
  ASSERT_EQ(requests.size(), 2U);
  EXPECT_EQ(requests[0].line, "");
  EXPECT_EQ(requests[1].line.size(), kControlRequestBytesMax);
  EXPECT_EQ(longer.read(), "EOF");
  EXPECT_EQ(endless.read(), "EOF");
}

TEST_F(ControlTest, DropsTheSilent) {
  Raw silent(path_);
  Raw half(path_);
  half.send("stat");
  step(1000);
  EXPECT_EQ(control_->deadline(), 6000);
  step(5999);
  EXPECT_EQ(silent.read(), "");
  step(6000);
  EXPECT_EQ(silent.read(), "EOF");
  EXPECT_EQ(half.read(), "EOF");
  EXPECT_EQ(control_->deadline(), kNever);
}

TEST_F(ControlTest, DropsWhoDoesNotRead) {
  Raw client(path_);
  client.send("status\n");
  const auto requests = step(1000);
  ASSERT_EQ(requests.size(), 1U);
  const int small = 4096;
  ::setsockopt(client.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
  control_->answer(requests[0].client, std::string(kControlAnswerBytesMax + 1000000, 'x'), 2000);
  EXPECT_EQ(control_->deadline(), 7000);
  EXPECT_FALSE(is_ready());  // Does not spin meanwhile.
  step(7000);
  EXPECT_EQ(control_->deadline(), kNever);
}

TEST_F(ControlTest, SendsLongAnswersBitByBit) {
  Raw client(path_);
  client.send("status\n");
  const auto requests = step();
  ASSERT_EQ(requests.size(), 1U);
  const std::string answer(kControlAnswerBytesMax, 'y');
  control_->answer(requests[0].client, answer, 1000);
  std::string got;
  for (int i = 0; i < 1000; ++i) {
    const std::string part = client.read();
    if (part == "EOF") break;
    got += part;
    step();
  }
  EXPECT_EQ(got, answer);
}

TEST_F(ControlTest, ForgetsWhoGoesAway) {
  Raw client(path_);
  client.send("status\n");
  const auto requests = step();
  ASSERT_EQ(requests.size(), 1U);
  client.close();
  EXPECT_TRUE(is_ready());
  step();
  EXPECT_FALSE(is_ready());
  EXPECT_EQ(control_->deadline(), kNever);
  control_->answer(requests[0].client, "late", 1000);
}

TEST_F(ControlTest, ServesEightAtOnce) {
  std::vector<std::unique_ptr<Raw>> clients;
  for (std::size_t i = 0; i < kControlClientsMax; ++i) clients.push_back(std::make_unique<Raw>(path_));
  step();
  Raw ninth(path_);
  step();
  EXPECT_TRUE(has(ninth.read(), "busy"));
  EXPECT_EQ(ninth.read(), "EOF");
  for (auto& client : clients) client->send("status\n");
  EXPECT_EQ(step().size(), kControlClientsMax);
  clients.clear();
  step();
  Raw next(path_);
  next.send("status\n");
  EXPECT_EQ(step().size(), 1U);
}

TEST_F(ControlTest, RemovesItsFile) {
  control_.reset();
  EXPECT_NE(::access(path_.c_str(), F_OK), 0);
}

TEST_F(ControlTest, LeavesAnothersFile) {
  ::unlink(path_.c_str());
  write_file(path_, "another's");
  control_.reset();
  EXPECT_EQ(read_file(path_), "another's");
}

TEST_F(ControlTest, RefusesASecondTerminal) {
  const auto second = ControlSocket::open(path_);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EADDRINUSE);
  EXPECT_TRUE(has(second.error().detail, "another terminal listens there")) << second.error().detail;
  Raw still(path_);
}

TEST_F(ControlTest, ClearsAwayAStaleSocket) {
  control_.reset();
  {
    const Descriptor stale(::socket(AF_UNIX, SOCK_STREAM, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path_.c_str(), sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(stale.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  const auto control = ControlSocket::open(path_);
  ASSERT_TRUE(control) << control.error().detail;
  Raw client(path_);
}

TEST(ControlSocket, RefusesBadPaths) {
  const TempFolder temp;
  write_file(temp / "file", "mine");
  EXPECT_TRUE(has(ControlSocket::open(temp / "file").error().detail, "no socket"));
  EXPECT_EQ(read_file(temp / "file"), "mine");
  EXPECT_EQ(ControlSocket::open("/" + std::string(200, 'x')).error().code, ENAMETOOLONG);
  EXPECT_EQ(ControlSocket::open(temp / "a/b/c").error().code, ENOENT);
}

// A thread that is the terminal.
class Served {
 public:
  Served(ControlSocket& control, std::string answer)
      : thread_([this, &control, answer = std::move(answer)] {
          while (!stop_) {
            std::vector<ControlRequest> requests;
            pollfd ready{control.descriptor(), POLLIN, 0};
            ::poll(&ready, 1, 10);
            control.step(1000, requests);
            for (const auto& request : requests) control.answer(request.client, answer + request.line, 1000);
          }
        }) {}
  ~Served() {
    stop_ = true;
    thread_.join();
  }

 private:
  std::atomic<bool> stop_{false};
  std::thread thread_;
};

TEST_F(ControlTest, IsAsked) {
  const Served served(*control_, std::string(200000, 'z'));
  const auto answer = ask(path_, "status", 2000);
  ASSERT_TRUE(answer) << answer.error().detail;
  EXPECT_EQ(answer->size(), 200006U);
  EXPECT_EQ(answer->substr(200000), "status");
}

TEST_F(ControlTest, AskSaysTheRemedy) {
  const auto begin = std::chrono::steady_clock::now();
  const auto stuck = ask(path_, "status", 100);  // Nobody serves.
  ASSERT_FALSE(stuck);
  EXPECT_EQ(stuck.error().code, ETIMEDOUT);
  EXPECT_GE(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(90));
  EXPECT_EQ(ask(path_, "two\nlines", 100).error().code, EINVAL);
  EXPECT_EQ(ask(path_, std::string(kControlRequestBytesMax + 1, 'x'), 100).error().code, EINVAL);
  control_.reset();
  const auto none = ask(path_, "status", 100);
  EXPECT_EQ(none.error().code, ENOENT);
  EXPECT_TRUE(has(none.error().detail, "no terminal is running")) << none.error().detail;
  EXPECT_TRUE(has(none.error().detail, "classbell run"));
}

TEST_F(ControlTest, AskHearsThatTheTerminalIsBusy) {
  std::vector<std::unique_ptr<Raw>> clients;
  for (std::size_t i = 0; i < kControlClientsMax; ++i) clients.push_back(std::make_unique<Raw>(path_));
  const Served served(*control_, "");
  const auto answer = ask(path_, "status", 2000);
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, EBUSY);
  EXPECT_TRUE(has(answer.error().detail, "try again"));
}

}  // namespace
}  // namespace classbell::platform
