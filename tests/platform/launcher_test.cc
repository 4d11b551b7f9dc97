#include "platform/linux/launcher.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <sstream>

#include "platform/linux/exec.h"
#include "temp_folder.h"

namespace classbell::platform {
namespace {

using Kind = LaunchState::Kind;
using Arguments = std::vector<std::string>;

Milliseconds monotonic() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return static_cast<Milliseconds>(now.tv_sec) * kSecond + now.tv_nsec / 1000000;
}

// Serves the launcher as the loop does, until `condition` or 5 s.
template <class Condition>
bool serve_until(Launcher& launcher, Condition condition) {
  const Milliseconds end = monotonic() + 5000;
  while (!condition()) {
    const Milliseconds now = monotonic();
    if (now > end) return false;
    const Milliseconds wait = std::min<Milliseconds>(launcher.deadline() - now, 20);
    pollfd ready{launcher.descriptor(), POLLIN, 0};
    ::poll(&ready, 1, static_cast<int>(std::max<Milliseconds>(wait, 0)));
    launcher.step(monotonic());
  }
  return true;
}
bool serve_until(Launcher& launcher, Kind kind) {
  return serve_until(launcher, [&] { return launcher.state().kind == kind; });
}

bool is_alive(int pid) {
  std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
  std::string word;
  stat >> word >> word >> word;
  return stat && word != "Z";
}

class LauncherTest : public ::testing::Test {
 protected:
  std::unique_ptr<ProcessLauncher> make(Arguments command, ProcessLauncher::Limits limits = {}) {
    auto launcher = ProcessLauncher::make(std::move(command), limits);
    EXPECT_TRUE(launcher);
    return std::move(*launcher);
  }
  // A script that stands for a browser.
  std::string script(const std::string& text) {
    const std::string path = temp_ / ("script" + std::to_string(++scripts_));
    write_file(path, "#!/bin/sh\n" + text + "\n", 0755);
    return path;
  }
  // What a script wrote to `name`, as soon as it is a whole line.
  std::string wait_line(Launcher& launcher, const std::string& name) {
    serve_until(launcher, [&] { return read_file(temp_ / name).find('\n') != std::string::npos; });
    std::string line = read_file(temp_ / name);
    return line.substr(0, line.find('\n'));
  }

  TempFolder temp_;
  int scripts_ = 0;
};

TEST(SplitCommand, SplitsAsAShell) {
  EXPECT_EQ(*split_command("chromium --kiosk  %u"), (Arguments{"chromium", "--kiosk", "%u"}));
  EXPECT_EQ(*split_command("a 'b c' \"d \\\" e\" f\\ g ''"), (Arguments{"a", "b c", "d \" e", "f g", ""}));
  EXPECT_EQ(*split_command("a '$HOME;`x`' | b"), (Arguments{"a", "$HOME;`x`", "|", "b"}));
  EXPECT_FALSE(split_command("a 'b"));
  EXPECT_FALSE(split_command("  "));
  EXPECT_FALSE(split_command("'' x"));
}

TEST(IsOpenable, TakesHttpOnly) {
  for (const char* url : {"http://h", "https://h/p?a=b#c", "HTTPS://h/", "https://例子/课"})
    EXPECT_TRUE(is_openable(url)) << url;
  for (const char* url :
       {"", "--version", "file:///etc/passwd", "javascript:alert(1)", "http://", "https:///x", "-https://h",
        " https://h", "https://h/\n", "https://h/\x1b[2J", "https://h/\xE2\x80\xAE", "https://h/\xFF"}) {
    EXPECT_FALSE(is_openable(url)) << url;
  }
  EXPECT_FALSE(is_openable(std::string_view("https://h\0/", 11)));
  EXPECT_FALSE(is_openable("https://h/" + std::string(4096, 'x')));
}

TEST_F(LauncherTest, RunsTheProgramWithTheUrl) {
  const std::string url = "https://h/?a=b;c&d='e' $(f)";
  for (const Arguments& extra : {Arguments{"-x", "--app=%u", "last"}, Arguments{"-x"}}) {
    Arguments command{script("printf '%s|' \"$@\" > " + temp_ / "arguments.new" + "; echo >> " +
                             temp_ / "arguments.new" + "; mv " + temp_ / "arguments.new" + " " + temp_ / "arguments" +
                             "; exec sleep 60")};
    command.insert(command.end(), extra.begin(), extra.end());
    const auto launcher = make(command);
    EXPECT_EQ(launcher->state().kind, Kind::kNone);
    EXPECT_EQ(launcher->deadline(), kNever);
    ASSERT_TRUE(launcher->open(url, monotonic()));
    EXPECT_TRUE(serve_until(*launcher, Kind::kRunning));
    const std::string line = wait_line(*launcher, "arguments");
    EXPECT_EQ(line, extra.size() == 1 ? "-x|" + url + "|" : "-x|--app=" + url + "|last|");
    ::unlink((temp_ / "arguments").c_str());
  }
}

TEST_F(LauncherTest, RefusesOtherUrls) {
  const auto launcher = make({"sleep", "60"});
  EXPECT_EQ(launcher->open("file:///etc/passwd", 0).error().code, EINVAL);
  EXPECT_EQ(launcher->state().kind, Kind::kNone);
}

TEST_F(LauncherTest, SaysAtOnceThatThereIsNoProgram) {
  const auto launcher = make({"no-such-browser"});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kFailed));
  EXPECT_EQ(launcher->state().value, ENOENT);
  ASSERT_TRUE(serve_until(*launcher, [&] { return launcher->fault().has_value(); }));
  EXPECT_EQ(launcher->fault()->code, ENOENT);
  EXPECT_NE(launcher->fault()->detail.find("no-such-browser"), std::string::npos);
  EXPECT_LT(launcher->deadline(), monotonic() + 1100);  // It will be tried again.
}

TEST_F(LauncherTest, SaysThatAProgramMayNotRun) {
  write_file(temp_ / "data", "text", 0644);
  const auto launcher = make({temp_ / "data"});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kFailed));
  EXPECT_EQ(launcher->state().value, EACCES);
}

TEST_F(LauncherTest, GivesTheProgramACleanStart) {
  ::setenv("NOTIFY_SOCKET", "/run/x", 1);
  const int leaked = ::fcntl(STDERR_FILENO, F_DUPFD, 77);  // Not O_CLOEXEC.
  ASSERT_EQ(leaked, 77);
  sigset_t blocked;
  sigset_t former;
  sigemptyset(&blocked);
  sigaddset(&blocked, SIGTERM);
  ::pthread_sigmask(SIG_BLOCK, &blocked, &former);
  ::signal(SIGPIPE, SIG_IGN);
  // Its descriptors and signals are looked at by what is built into sh, which has more of both while it forks.
  const auto launcher = make({script(
      "{ for f in /proc/$$/fd/*; do [ -L $f ] && printf '%s ' ${f##*/}; done; readlink /proc/$$/fd/0; } > " +
      temp_ / "fds" +
      "; while read -r key value; do case $key in SigBlk:|SigIgn:) printf '%s\\t%s\\n' $key $value;; esac; "
      "done < /proc/$$/status > " +
      temp_ / "signals" + "; echo \"$NOTIFY_SOCKET.\" > " + temp_ / "notify" + "; cut -d' ' -f5,6 /proc/$$/stat > " +
      temp_ / "group" + "; echo $$ > " + temp_ / "pid" + "; exec sleep 60")});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  const std::string pid = wait_line(*launcher, "pid");
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
  ::signal(SIGPIPE, SIG_DFL);
  ::close(leaked);
  ::unsetenv("NOTIFY_SOCKET");
  std::istringstream fds(wait_line(*launcher, "fds"));
  for (std::string fd; fds >> fd && fd != "/dev/null";) {
    EXPECT_TRUE(fd == "10" || fd == "11" || std::stoi(fd) < 3) << fd;  // 10 and 11 are sh's own.
  }
  EXPECT_NE(read_file(temp_ / "fds").find("/dev/null"), std::string::npos);
  EXPECT_EQ(read_file(temp_ / "signals"), "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  EXPECT_EQ(wait_line(*launcher, "notify"), ".");
  EXPECT_EQ(wait_line(*launcher, "group"), pid + " " + pid);
}

TEST_F(LauncherTest, ClosesPolitely) {
  const auto launcher = make({script("trap 'echo bye > " + temp_ / "bye" + "; exit' TERM; echo up > " + temp_ / "up" +
                                     "; while :; do sleep 0.05; done")});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  wait_line(*launcher, "up");
  launcher->close(monotonic());
  EXPECT_TRUE(serve_until(*launcher, Kind::kNone));
  EXPECT_EQ(wait_line(*launcher, "bye"), "bye");
  EXPECT_EQ(launcher->deadline(), kNever);
}

TEST_F(LauncherTest, KillsTheStubbornWithItsChildren) {
  ProcessLauncher::Limits limits;
  limits.kill_after = 300;
  const auto launcher = make({script("trap '' TERM; sleep 100 & echo $! > " + temp_ / "child" + "; echo $$ > " +
                                     temp_ / "self" + "; while :; do sleep 1; done")},
                             limits);
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  const int self = std::stoi(wait_line(*launcher, "self"));
  const int child = std::stoi(wait_line(*launcher, "child"));
  const Milliseconds begin = monotonic();
  launcher->close(begin);
  EXPECT_EQ(launcher->deadline(), begin + 300);
  EXPECT_TRUE(serve_until(*launcher, Kind::kNone));
  EXPECT_GE(monotonic() - begin, 300);
  EXPECT_FALSE(is_alive(self));
  ::usleep(20000);
  EXPECT_FALSE(is_alive(child));
}

// The program obeys, what it started does not.
TEST_F(LauncherTest, KillsWhatIsLeftOfTheGroup) {
  ProcessLauncher::Limits limits;
  limits.kill_after = 300;
  const std::string stubborn = script("trap '' TERM; echo $$ > " + temp_ / "child" + "; while :; do sleep 1; done");
  const auto launcher = make({script(stubborn + " & exec sleep 100")}, limits);
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  const int child = std::stoi(wait_line(*launcher, "child"));
  launcher->close(monotonic());
  EXPECT_TRUE(serve_until(*launcher, Kind::kNone));
  ::usleep(20000);
  EXPECT_FALSE(is_alive(child));
}

TEST_F(LauncherTest, ClosesBeforeOpeningAnother) {
  const auto launcher = make({script("echo $1 >> " + temp_ / "log" + "; trap 'sleep 0.1; echo end >> " + temp_ / "log" +
                                     "; exit' TERM; while :; do sleep 0.02; done")});
  ASSERT_TRUE(launcher->open("https://one", monotonic()));
  wait_line(*launcher, "log");
  ::usleep(30000);
  ASSERT_TRUE(launcher->open("https://one", monotonic()));  // Is open already.
  ASSERT_TRUE(launcher->open("https://two", monotonic()));
  EXPECT_TRUE(serve_until(*launcher, [&] { return read_file(temp_ / "log") == "https://one\nend\nhttps://two\n"; }))
      << read_file(temp_ / "log");
}

TEST_F(LauncherTest, RestartsWithBackoffAndReports) {
  ProcessLauncher::Limits limits;
  limits.restart_after = 20;
  limits.restart_after_max = 50;
  const auto launcher = make({script("echo x >> " + temp_ / "runs" + "; exit 7")}, limits);
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kExited));
  EXPECT_EQ(launcher->state().value, 7);
  EXPECT_FALSE(launcher->fault());
  ASSERT_TRUE(serve_until(*launcher, [&] { return launcher->fault().has_value(); }));
  EXPECT_GE(read_file(temp_ / "runs").size(), 6U);
  EXPECT_NE(launcher->fault()->detail.find("status 7"), std::string::npos);
  EXPECT_TRUE(serve_until(*launcher, [&] { return read_file(temp_ / "runs").size() >= 12; }));  // And goes on.
  launcher->close(monotonic());
  EXPECT_TRUE(serve_until(*launcher, Kind::kNone));
  EXPECT_FALSE(launcher->fault());
}

// Goal: 1 s, 2 s, 4 s ... 30 s, and from 1 s again after a good minute. Method: a time of the test's own.
TEST_F(LauncherTest, DoublesItsPatience) {
  const auto launcher = make({"no-such-browser"});
  Milliseconds now = 0;
  ASSERT_TRUE(launcher->open("https://h", now));
  for (const Milliseconds expected : {1, 2, 4, 8, 16, 30, 30}) {
    for (int i = 0; i < 500 && launcher->deadline() == kNever; ++i) {
      ::usleep(2000);
      launcher->step(now);
    }
    EXPECT_EQ(launcher->deadline() - now, expected * kSecond);
    now = launcher->deadline();
    launcher->step(now);
  }
}

// Goal: a browser that dies every 40 s is E-BROWSER at its third end, and each end is in the log, without the URL; one
// that ran for a minute in between begins the count anew. Method: a time of the test's own, in which runs are long.
TEST_F(LauncherTest, ReportsShortRunsHoweverFarApart) {
  const auto launcher =
      make({script("until [ -e " + temp_ / "end" + " ]; do sleep 0.01; done; rm " + temp_ / "end" + "; exit 7")});
  Milliseconds now = 0;
  ASSERT_TRUE(launcher->open("https://h/secret", now));
  const auto run_for = [&](Milliseconds ran_ms) {
    now += ran_ms;
    write_file(temp_ / "end", "");
    for (int i = 0; i < 500 && launcher->state().kind != Kind::kExited; ++i) {
      ::usleep(2000);
      launcher->step(now);
    }
    EXPECT_EQ(launcher->state().kind, Kind::kExited);
    const bool is_faulty = launcher->fault().has_value();
    now = launcher->deadline();
    launcher->step(now);
    return is_faulty;
  };
  ::testing::internal::CaptureStderr();
  for (const auto& [ran_s, is_faulty] :
       {std::pair{40, false}, std::pair{40, false}, std::pair{61, false}, std::pair{40, false}, std::pair{40, true}})
    EXPECT_EQ(run_for(ran_s * kSecond), is_faulty) << ran_s << " s until " << now;
  const std::string log = ::testing::internal::GetCapturedStderr();
  EXPECT_NE(log.find("ended with status 7 after 40 s\n"), std::string::npos) << log;
  EXPECT_NE(log.find("ended with status 7 after 61 s\n"), std::string::npos) << log;
  EXPECT_EQ(std::count(log.begin(), log.end(), '\n'), 5) << log;
  EXPECT_EQ(log.find("secret"), std::string::npos) << log;
  EXPECT_NE(launcher->fault()->detail.find("ended 3 times"), std::string::npos) << launcher->fault()->detail;
}

TEST_F(LauncherTest, ForgivesAfterASteadyMinute) {
  ProcessLauncher::Limits limits;
  limits.restart_after = 1;
  const auto launcher = make({script("[ $(wc -c < " + temp_ / "runs" + ") -ge 6 ] && exec sleep 100; echo x >> " +
                                     temp_ / "runs" + "; exit 1")},
                             limits);
  write_file(temp_ / "runs", "");
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, [&] { return launcher->fault() && launcher->state().kind == Kind::kRunning; }));
  const Milliseconds later = monotonic() + kMinute;
  EXPECT_LE(launcher->deadline(), later);
  launcher->step(later);
  EXPECT_FALSE(launcher->fault());
  EXPECT_EQ(launcher->deadline(), kNever);
}

TEST_F(LauncherTest, ReportsTheSignal) {
  const auto launcher = make({script("kill -9 $$")});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kExited));
  EXPECT_EQ(launcher->state().value, 128 + SIGKILL);
}

// What a crashed browser leaves behind would keep its successor from starting.
TEST_F(LauncherTest, ClearsUpBehindACrash) {
  const auto launcher = make({script("sleep 100 & echo $! > " + temp_ / "child" + "; exit 1")});
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kExited));
  const int child = std::stoi(wait_line(*launcher, "child"));
  ::usleep(20000);
  EXPECT_FALSE(is_alive(child));
}

TEST_F(LauncherTest, DoesWithoutPidfd) {
  ProcessLauncher::Limits limits;
  limits.pidfd_open = [](pid_t) {
    errno = ENOSYS;
    return -1;
  };
  const auto launcher = make({script("sleep 0.1; exit 3")}, limits);
  ASSERT_TRUE(launcher->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*launcher, Kind::kExited));
  EXPECT_EQ(launcher->state().value, 3);
}

TEST_F(LauncherTest, SleepsWhileAllIsWell) {
  const auto steady = make({script("exec sleep 60")});
  ASSERT_TRUE(steady->open("https://h", monotonic()));
  ASSERT_TRUE(serve_until(*steady, Kind::kRunning));
  EXPECT_EQ(steady->deadline(), kNever);
  pollfd ready{steady->descriptor(), POLLIN, 0};
  EXPECT_EQ(::poll(&ready, 1, 50), 0);
}

TEST_F(LauncherTest, ClosesWhenItGoes) {
  int self = 0;
  {
    ProcessLauncher::Limits limits;
    limits.kill_after = 200;
    const auto launcher =
        make({script("trap '' TERM; echo $$ > " + temp_ / "self" + "; while :; do sleep 1; done")}, limits);
    ASSERT_TRUE(launcher->open("https://h", monotonic()));
    self = std::stoi(wait_line(*launcher, "self"));
  }
  EXPECT_FALSE(is_alive(self));
}

TEST_F(LauncherTest, DiesWithItsParent) {
  const std::string browser = script("echo $$ > " + temp_ / "self" + "; exec sleep 100");
  const pid_t parent = ::fork();
  if (parent == 0) {
    auto launcher = ProcessLauncher::make({browser});
    (void)(*launcher)->open("https://h", 0);
    for (int i = 0; i < 500 && read_file(temp_ / "self").find('\n') == std::string::npos; ++i) ::usleep(10000);
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(parent, nullptr, 0);
  const int self = std::stoi(read_file(temp_ / "self"));
  for (int i = 0; i < 200 && is_alive(self); ++i) ::usleep(5000);
  EXPECT_FALSE(is_alive(self));
}

}  // namespace
}  // namespace classbell::platform
