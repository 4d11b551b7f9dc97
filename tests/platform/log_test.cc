#include "platform/log.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <regex>
#include <string>

namespace classbell::platform {
namespace {

// Takes stderr's place.
class Stderr {
 public:
  Stderr() : former_(::dup(STDERR_FILENO)) {
    EXPECT_EQ(::pipe2(ends_.data(), O_CLOEXEC), 0);
    ::dup2(ends_[1], STDERR_FILENO);
  }
  ~Stderr() {
    ::dup2(former_, STDERR_FILENO);
    for (const int fd : {former_, ends_[0], ends_[1]}) ::close(fd);
  }
  std::string read() const {
    std::array<char, 65536> text{};
    ::fcntl(ends_[0], F_SETFL, O_NONBLOCK);
    const ssize_t got = ::read(ends_[0], text.data(), text.size());
    return {text.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
  }

 private:
  std::array<int, 2> ends_{};
  int former_;
};

TEST(Printable, LeavesTextAlone) {
  for (const std::string text : {"", "plain", "数学课 (三年级)", "é", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"}) {
    EXPECT_EQ(printable(text), text);
  }
}

TEST(Printable, TakesEscapesOut) {
  EXPECT_EQ(printable("a\x1b[31;1mb\x1b[0mc"), "abc");
  EXPECT_EQ(printable("a\x1b]0;title\ab"), "ab");
  EXPECT_EQ(printable("a\x1b]0;title\x1b\\b"), "ab");
  EXPECT_EQ(printable("a\x1bP1$r\x1b\\b"), "ab");
  EXPECT_EQ(printable("a\x1b(Bb\x1b" "7c"), "abc");
  EXPECT_EQ(printable("a\xC2\x9B" "2Jb"), "ab");             // 8-bit CSI
  EXPECT_EQ(printable("a\xC2\x9D" "0;x\xC2\x9C" "b"), "ab");  // 8-bit OSC
  EXPECT_EQ(printable("a\x1b"), "a");
  EXPECT_EQ(printable("a\x1b["), "a");
  EXPECT_EQ(printable("a\x1b]0;endless"), "a0;endless");
}

TEST(Printable, KeepsOneLine) {
  EXPECT_EQ(printable("a\nb\r\nc\td"), "a b  c d");
  EXPECT_EQ(printable("a\xE2\x80\xA8" "b\xE2\x80\xA9" "c\xC2\x85" "d"), "a b c d");
  EXPECT_EQ(printable(std::string_view("a\0b\x7f" "c\x08", 6)), "abc");
}

TEST(Printable, TurnsNoWritingDirection) {
  EXPECT_EQ(printable("a\xE2\x80\xAE" "b\xE2\x81\xA6" "c\xE2\x80\x8F" "d\xEF\xBB\xBF" "e\xD8\x9C" "f"), "abcdef");
}

TEST(Printable, ReplacesWhatIsNoUtf8) {
  const std::string bad = "\xEF\xBF\xBD";
  EXPECT_EQ(printable("\x9b" "31m"), bad + "31m");
  EXPECT_EQ(printable("\xC0\xAF"), bad + bad);              // overlong
  EXPECT_EQ(printable("\xE0\x80\x9B"), bad + bad + bad);    // overlong C1
  EXPECT_EQ(printable("\xED\xA0\x80"), bad + bad + bad);    // surrogate
  EXPECT_EQ(printable("\xF4\x90\x80\x80"), bad + bad + bad + bad);
  EXPECT_EQ(printable("\xE6\x95"), bad + bad);              // cut
}

TEST(Printable, IsIdempotentOnNoise) {
  std::uint32_t seed = 1;
  for (int round = 0; round < 2000; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) {
      seed = seed * 1664525U + 1013904223U;
      constexpr std::string_view kNasty = "\x1b[]P\\\x07\x9b\xc2\xe2\x80\xae\x9c\xf0\x9f;0mA\n";
      text += kNasty[(seed >> 16U) % kNasty.size()];
    }
    EXPECT_EQ(printable(printable(text)), printable(text));
    EXPECT_EQ(printable(text).find('\x1b'), std::string::npos);
  }
}

TEST(Log, WritesOneLineWithTime) {
  const Stderr captured;
  log_line(Level::kInfo, "lesson\nforged \x1b[2J");
  EXPECT_TRUE(std::regex_match(
      captured.read(), std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z info lesson forged \n)")));
}

TEST(Log, AnEventHasNoLevel) {
  const Stderr captured;
  log_event("cv 100101 armed -> starting, the lesson\nis due");
  EXPECT_TRUE(std::regex_match(
      captured.read(),
      std::regex(R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z cv 100101 armed -> starting, the lesson is due\n)")));
}

TEST(Log, MasksWhatAFormAndJsonMakeOfASecret) {
  ASSERT_TRUE(log_secret("k\"ey\\k/12 3~5", Keep::kForever));
  EXPECT_EQ(masked(R"({"a":"k\"ey\\k/12 3~5","b":"k\"ey\\k\/12 3~5"})"), R"({"a":"***","b":"***"})");
  EXPECT_EQ(masked("a=k%22ey%5Ck%2F12+3%7E5&b=k%22ey%5Ck%2F12%203~5"), "a=***&b=***");
}

TEST(Log, MasksSecrets) {
  EXPECT_TRUE(log_secret("s3cr3t+key", Keep::kForever));
  EXPECT_TRUE(log_secret("s3cr3t+key-longer", Keep::kForever));
  EXPECT_FALSE(log_secret("abc", Keep::kForever));
  EXPECT_EQ(masked("k=s3cr3t+key&l=s3cr3t+key-longer."), "k=***&l=***.");
  EXPECT_EQ(masked("https://x/?k=s3cr3t%2Bkey"), "https://x/?k=***");
  EXPECT_EQ(masked("https://x/?k=s3cr3t%2bkey"), "https://x/?k=***");
  EXPECT_EQ(masked("abc"), "abc");
  const Stderr captured;
  log_line(Level::kError, "sign s3cr3t\x1b[0m+key");  // Joined by taking the escape out.
  const std::string line = captured.read();
  EXPECT_NE(line.find("sign ***\n"), std::string::npos) << line;
}

TEST(Log, ForgetsOnlyPassingSecrets) {
  log_secret("for-ever", Keep::kForever);
  log_secret("first-token", Keep::kPassing);
  for (std::size_t i = 0; i < kPassingSecretsMax; ++i) log_secret("token" + std::to_string(i), Keep::kPassing);
  EXPECT_EQ(masked("first-token for-ever token1023"), "first-token *** ***");
}

TEST(Log, CutsLongLines) {
  const Stderr captured;
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "课";
  log_line(Level::kInfo, text);
  const std::string line = captured.read();
  EXPECT_LT(line.size(), 2100U);
  EXPECT_EQ(printable(line.substr(0, line.size() - 1)), line.substr(0, line.size() - 1));
}

// Goal: a reader that stalls stops nobody. Method: a pipe that is full.
TEST(Log, DropsLinesRatherThanBlock) {
  const Stderr captured;
  const std::string text(2000, 'x');
  for (int i = 0; i < 200; ++i) log_line(Level::kInfo, text);
  captured.read();
  log_line(Level::kInfo, "after");
  const std::string end = captured.read();
  EXPECT_TRUE(std::regex_search(end, std::regex(R"(warning \d+ lines were lost here\n.* info after\n$)"))) << end;
}

}  // namespace
}  // namespace classbell::platform
