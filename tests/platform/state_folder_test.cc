#include "platform/linux/state_folder.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <filesystem>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

int no_fsync(int) {
  errno = EIO;
  return -1;
}
ssize_t no_write(int, const void*, std::size_t) {
  errno = ENOSPC;
  return -1;
}
ssize_t one_byte(int fd, const void* bytes, std::size_t) { return ::write(fd, bytes, 1); }

TEST(StateFolder, IsMadePrivate) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "a/b/state");
  ASSERT_TRUE(state) << state.error().detail;
  EXPECT_EQ(mode_of(temp / "a/b/state"), 0700U);
  ASSERT_TRUE(state->write("cache", "content"));
  EXPECT_EQ(mode_of(temp / "a/b/state/cache"), 0600U);
}

TEST(StateFolder, ClosesAnOpenOne) {
  const TempFolder temp;
  std::filesystem::create_directory(temp / "state");
  ::chmod((temp / "state").c_str(), 0755);
  ASSERT_TRUE(StateFolder::open(temp / "state"));
  EXPECT_EQ(mode_of(temp / "state"), 0700U);
}

TEST(StateFolder, HoldsOneTerminal) {
  const TempFolder temp;
  auto first = StateFolder::open(temp / "state");
  ASSERT_TRUE(first);
  const auto second = StateFolder::open(temp / "state");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, EWOULDBLOCK);
  EXPECT_NE(second.error().detail.find("process " + std::to_string(::getpid())), std::string::npos)
      << second.error().detail;
  { const StateFolder gone = std::move(*first); }
  EXPECT_TRUE(StateFolder::open(temp / "state"));
}

// Goal: a run as root in the service's folder leaves no file of root's there, and says how it is done.
TEST(StateFolder, IsNotRootsWhereItIsAnothers) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const TempFolder temp;
  const std::string folder = temp / "state";
  for (const auto& [user, name] : {std::pair{1U, "daemon"}, std::pair{4000123U, "'#4000123'"}}) {
    std::filesystem::create_directory(folder);
    ASSERT_EQ(::chmod(folder.c_str(), 0755), 0);
    ASSERT_EQ(::chown(folder.c_str(), user, user), 0);
    const auto state = StateFolder::open(folder);
    ASSERT_FALSE(state);
    EXPECT_EQ(state.error().code, EWOULDBLOCK);
    EXPECT_NE(state.error().detail.find("sudo -u " + std::string(name) + " classbell run"), std::string::npos)
        << state.error().detail;
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    EXPECT_EQ(mode_of(folder), 0755U);
  }
  ASSERT_EQ(::chown(folder.c_str(), 0, 0), 0);
  EXPECT_TRUE(StateFolder::open(folder));
}

TEST(StateFolder, SaysWhoseTheLockIs) {
  const TempFolder temp;
  write_file(temp / "state/lock", "", 0);
  const AsNobody nobody{temp.path(), temp / "state"};
  const auto state = StateFolder::open(temp / "state");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, EACCES);
  EXPECT_NE(state.error().detail.find("chown -R --reference="), std::string::npos) << state.error().detail;
}

TEST(StateFolder, SaysWhyItCannotBeOpened) {
  const TempFolder temp;
  write_file(temp / "file", "");
  const auto state = StateFolder::open(temp / "file/state");
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ENOTDIR);
  EXPECT_NE(state.error().detail.find("file/state"), std::string::npos);
}

TEST(StateFolder, ReadsWhatItWrote) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state", FileCalls{one_byte});
  ASSERT_TRUE(state);
  EXPECT_EQ(state->read("cache", 100).error().code, ENOENT);
  const std::string content("ab\0c", 4);
  ASSERT_TRUE(state->write("cache", content));
  ASSERT_TRUE(state->write("cache", content + "d"));
  EXPECT_EQ(*state->read("cache", 5), content + "d");
  EXPECT_EQ(state->read("cache", 4).error().code, EFBIG);
}

TEST(StateFolder, KeepsTheOldContentWhenTheDiskFails) {
  const TempFolder temp;
  { ASSERT_TRUE(StateFolder::open(temp / "state")->write("cache", "old")); }
  for (const FileCalls calls : {FileCalls{no_write}, FileCalls{::write, no_fsync}}) {
    const auto state = StateFolder::open(temp / "state", calls);
    const auto wrote = state->write("cache", "new");
    ASSERT_FALSE(wrote);
    EXPECT_NE(wrote.error().code, 0);
    EXPECT_EQ(*state->read("cache", 10), "old");
    EXPECT_FALSE(std::filesystem::exists(temp / "state/.cache.new"));
  }
}

TEST(StateFolder, WritesOverWhatACrashLeft) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state");
  write_file(temp / "state/.cache.new", "torn", 0444);
  ASSERT_TRUE(state->write("cache", "new"));
  EXPECT_EQ(*state->read("cache", 10), "new");
}

TEST(StateFolder, Quarantines) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state");
  EXPECT_EQ(state->quarantine("cache").error().code, ENOENT);
  ASSERT_TRUE(state->write("cache", "bad"));
  ASSERT_TRUE(state->quarantine("cache"));
  EXPECT_EQ(*state->read("cache", 10), "bad");
  ASSERT_TRUE(state->write("cache", "good"));
  EXPECT_EQ(read_file(temp / "state/cache.bad"), "bad");
  ASSERT_TRUE(state->write("cache", "worse"));
  ASSERT_TRUE(state->quarantine("cache"));
  ASSERT_TRUE(state->quarantine("cache"));
  EXPECT_EQ(read_file(temp / "state/cache.bad"), "worse");
  std::filesystem::create_directory(temp / "state/folder");
  ASSERT_TRUE(state->quarantine("folder"));
  EXPECT_FALSE(std::filesystem::exists(temp / "state/folder"));
}

TEST(StateFolder, StaysInside) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state");
  for (const std::string name : {"", ".", "..", "../x", "a/b", ".hidden"}) {
    EXPECT_EQ(state->write(name, "").error().code, EINVAL) << name;
    EXPECT_EQ(state->read(name, 1).error().code, EINVAL) << name;
  }
  std::filesystem::create_symlink("/etc/passwd", temp / "state/link");
  EXPECT_FALSE(state->read("link", 1U << 20U));
  ASSERT_EQ(::mkfifo((temp / "state/fifo").c_str(), 0600), 0);
  EXPECT_FALSE(state->read("fifo", 1));  // And does not hang.
}

}  // namespace
}  // namespace classbell::platform
