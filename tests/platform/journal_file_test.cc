#include "platform/linux/journal_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <chrono>
#include <climits>
#include <csignal>
#include <filesystem>
#include <thread>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

// A disk that can be told to fail.
struct Disk {
  std::atomic<int> fsyncs{0};
  std::atomic<int> writes{0};
  std::atomic<int> fsyncs_to_fail{0};
  std::atomic<int> writes_to_fail{0};
  std::atomic<bool> torn{false};   // A failing write takes one byte first.
  std::atomic<bool> stuck{false};  // fsync does not return.
  std::atomic<int> renames_to_fail{0};
  std::atomic<ino_t> fsynced{0};  // The file of the last one.
  std::atomic<std::thread::id> fsync_thread{};
};
Disk* disk = nullptr;

bool take(std::atomic<int>& count) {
  int left = count;
  while (left > 0 && !count.compare_exchange_weak(left, left - 1)) {
  }
  return left > 0;
}
ssize_t disk_write(int fd, const void* bytes, std::size_t size) {
  ++disk->writes;
  if (!take(disk->writes_to_fail)) return ::write(fd, bytes, size);
  if (disk->torn && size > 1) return ::write(fd, bytes, 1);
  errno = ENOSPC;
  return -1;
}
int disk_fsync(int fd) {
  struct stat file {};
  ::fstat(fd, &file);
  disk->fsynced = file.st_ino;
  while (disk->stuck) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  ++disk->fsyncs;
  disk->fsync_thread = std::this_thread::get_id();
  if (!take(disk->fsyncs_to_fail)) return 0;
  errno = EIO;
  return -1;
}
int disk_rename(int from_folder, const char* from, int to_folder, const char* to) {
  if (!take(disk->renames_to_fail)) return ::renameat(from_folder, from, to_folder, to);
  errno = EIO;
  return -1;
}

class JournalTest : public ::testing::Test {
 protected:
  JournalTest() {
    disk = &disk_;
    state_.emplace(std::move(*StateFolder::open(temp_ / "state", {disk_write, disk_fsync, disk_rename})));
  }
  ~JournalTest() override {
    disk_.stuck = false;
    journal_.reset();
  }

  void open(std::size_t size_max = 1U << 20U) {
    journal_.reset();
    auto journal = JournalFile::open(*state_, "journal", {size_max, 20, 100});
    ASSERT_TRUE(journal);
    journal_ = std::move(*journal);
  }
  template <class Condition>
  bool wait_for(Condition condition) {
    for (int i = 0; i < 300; ++i) {
      if (condition()) return true;
      pollfd ready{journal_->descriptor(), POLLIN, 0};
      ::poll(&ready, 1, 10);
      journal_->settle();
    }
    return condition();
  }
  bool wait_synced(std::uint64_t number) {
    return wait_for([&] { return journal_->synced() >= number; });
  }
  std::string content() const { return read_file(temp_ / "state/journal"); }

  Disk disk_;
  TempFolder temp_;
  std::optional<StateFolder> state_;
  std::unique_ptr<JournalFile> journal_;
};

TEST_F(JournalTest, AppendsAndSyncs) {
  open();
  EXPECT_EQ(journal_->take_found(), "");
  EXPECT_EQ(journal_->append("one ", Sync::kNone), 1U);
  EXPECT_EQ(journal_->append("two ", Sync::kSoon), 2U);
  EXPECT_TRUE(wait_synced(2));
  EXPECT_EQ(content(), "one two ");
  EXPECT_EQ(journal_->size(), 8U);
  EXPECT_FALSE(journal_->fault());
  EXPECT_NE(disk_.fsync_thread.load(), std::this_thread::get_id());
  EXPECT_EQ(mode_of(temp_ / "state/journal"), 0600U);
  open();
  EXPECT_EQ(journal_->take_found(), "one two ");
  journal_->append("three", Sync::kNone);
  journal_.reset();
  EXPECT_EQ(content(), "one two three");
}

TEST_F(JournalTest, WritesABatchAtOnce) {
  open();
  ASSERT_TRUE(wait_for([&] { return disk_.fsyncs >= 2; }));
  disk_.writes = 0;
  journal_->append("a whole batch of records", Sync::kNone);
  EXPECT_EQ(disk_.writes, 1);
  EXPECT_EQ(content(), "a whole batch of records");  // A crash of the process loses nothing.
}

TEST_F(JournalTest, NeverWaitsForTheDisk) {
  open();
  disk_.stuck = true;
  const auto begin = std::chrono::steady_clock::now();
  journal_->append("one", Sync::kSoon);
  journal_->replace("two");
  journal_->append(" three", Sync::kSoon);
  journal_->save("cache", "x");
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::milliseconds(100));
  EXPECT_TRUE(wait_for([&] { return journal_->busy_since() > 0; }));
  EXPECT_EQ(journal_->synced(), 0U);
  disk_.stuck = false;
  EXPECT_TRUE(wait_synced(3));
  EXPECT_EQ(content(), "two three");
}

TEST_F(JournalTest, ReplacesAtomically) {
  open();
  journal_->append("old old old", Sync::kSoon);
  const auto number = journal_->replace("new");
  EXPECT_EQ(number, 2U);
  journal_->append(" more", Sync::kNone);
  EXPECT_EQ(journal_->size(), 8U);
  EXPECT_TRUE(wait_synced(2));
  EXPECT_EQ(content(), "new more");
  EXPECT_FALSE(std::filesystem::exists(temp_ / "state/.journal.new"));
}

// Goal: a failed fsync is never trusted. Method: it fails once; then the name must stand for another file.
TEST_F(JournalTest, TakesANewFileAfterAFailedFsync) {
  open();
  journal_->append("one ", Sync::kSoon);
  ASSERT_TRUE(wait_synced(1));
  struct stat before {};
  const int old = ::open((temp_ / "state/journal").c_str(), O_RDONLY);  // Keeps the inode's number from being reused.
  ASSERT_EQ(::fstat(old, &before), 0);
  disk_.fsyncs_to_fail = 1;
  journal_->append("two ", Sync::kSoon);
  EXPECT_TRUE(wait_synced(2));
  struct stat after {};
  ASSERT_EQ(::stat((temp_ / "state/journal").c_str(), &after), 0);
  ::close(old);
  EXPECT_NE(before.st_ino, after.st_ino);
  EXPECT_EQ(content(), "one two ");
  EXPECT_EQ(journal_->failures(), 1U);
  EXPECT_FALSE(journal_->fault());
}

TEST_F(JournalTest, ReportsADiskThatGoesOnFailing) {
  open();
  disk_.fsyncs_to_fail = 1000;
  journal_->append("one ", Sync::kSoon);
  ASSERT_TRUE(wait_for([&] { return journal_->fault().has_value(); }));
  EXPECT_EQ(journal_->fault()->code, EIO);
  journal_->append("two ", Sync::kSoon);
  EXPECT_EQ(journal_->synced(), 0U);
  disk_.fsyncs_to_fail = 0;
  EXPECT_TRUE(wait_synced(2));
  EXPECT_FALSE(journal_->fault());
  EXPECT_EQ(content(), "one two ");
}

TEST_F(JournalTest, RepairsATornWrite) {
  open();
  journal_->append("one ", Sync::kSoon);
  ASSERT_TRUE(wait_synced(1));
  disk_.torn = true;
  disk_.writes_to_fail = 1;
  journal_->append("two ", Sync::kSoon);  // One byte, then the rest: a short write is no failure.
  ASSERT_TRUE(wait_synced(2));
  EXPECT_EQ(journal_->failures(), 0U);
  disk_.torn = false;
  disk_.writes_to_fail = 3;
  journal_->append("three ", Sync::kSoon);
  journal_->append("four ", Sync::kNone);
  EXPECT_TRUE(wait_synced(4));
  EXPECT_GE(journal_->failures(), 1U);
  EXPECT_FALSE(journal_->fault());
  EXPECT_EQ(content(), "one two three four ");
}

TEST_F(JournalTest, SurvivesFailedRenames) {
  open();
  journal_->append("old", Sync::kSoon);
  ASSERT_TRUE(wait_synced(1));
  disk_.renames_to_fail = 2;
  journal_->replace("new");
  journal_->append(" more", Sync::kSoon);
  EXPECT_TRUE(wait_synced(3));
  EXPECT_EQ(content(), "new more");
  EXPECT_EQ(journal_->failures(), 2U);
}

// Goal: while the new file cannot be made, as on a full disk, what must survive goes to the disk in the old one.
TEST_F(JournalTest, SyncsTheOldFileWhileThereIsNoNewOne) {
  open();
  journal_->append("old", Sync::kSoon);
  ASSERT_TRUE(wait_synced(1));
  struct stat old {};
  ASSERT_EQ(::stat((temp_ / "state/journal").c_str(), &old), 0);
  disk_.renames_to_fail = INT_MAX;
  journal_->replace("new");
  ASSERT_TRUE(wait_for([&] { return journal_->failures() > 0; }));
  disk_.fsynced = 0;
  const auto last = journal_->append(" more", Sync::kSoon);
  EXPECT_TRUE(wait_for([&] { return disk_.fsynced == old.st_ino; }));
  EXPECT_LT(journal_->synced(), last);
  EXPECT_EQ(content(), "old more");
  const int idle = disk_.fsyncs;
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  EXPECT_LE(disk_.fsyncs, idle + 8);  // The new one's, tried again.
  disk_.renames_to_fail = 0;
  EXPECT_TRUE(wait_synced(last));
  EXPECT_EQ(content(), "new more");
}

// Goal: nothing is lost, whatever fails and whenever. Method: appends and replaces under a disk that fails at random.
TEST_F(JournalTest, KeepsEverythingOnABadDisk) {
  open();
  std::string expected;
  std::uint32_t seed = 7;
  for (int i = 0; i < 400; ++i) {
    seed = seed * 1664525U + 1013904223U;
    const unsigned dice = (seed >> 16U) % 20;
    if (dice == 0) disk_.fsyncs_to_fail = 1;
    if (dice == 1) disk_.writes_to_fail = 1;
    if (dice == 2) disk_.renames_to_fail = 1;
    if (dice == 3) {
      expected = "[" + std::to_string(i) + "]";
      journal_->replace(expected);
    }
    const std::string record = std::to_string(i) + " ";
    expected += record;
    journal_->append(record, dice % 2 == 0 ? Sync::kSoon : Sync::kNone);
    if (dice > 15) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  disk_.fsyncs_to_fail = disk_.writes_to_fail = disk_.renames_to_fail = 0;
  const auto last = journal_->append("end", Sync::kSoon);
  EXPECT_TRUE(wait_synced(last));
  EXPECT_EQ(content(), expected + "end");
}

// Goal: what was appended survives the process's death at any moment, compaction or not. Method: kill -9.
TEST_F(JournalTest, SurvivesKill) {
  for (int round = 0; round < 20; ++round) {
    std::filesystem::remove_all(temp_ / "killed");
    int ends[2];
    ASSERT_EQ(::pipe(ends), 0);
    const pid_t child = ::fork();
    if (child == 0) {
      const auto state = StateFolder::open(temp_ / "killed");
      const auto journal = JournalFile::open(*state, "journal");
      for (int i = 0;; ++i) {
        if (i % 7 == 3) (*journal)->replace(std::to_string(i - 1) + "\n");
        (*journal)->append(std::to_string(i) + "\n", Sync::kSoon);
        if (::write(ends[1], &i, sizeof i) < 0) ::_exit(1);
      }
    }
    ::close(ends[1]);
    int last = -1;
    for (int i = 0; i < 20 + round * 13; ++i) ASSERT_EQ(::read(ends[0], &last, sizeof last), ssize_t{sizeof last});
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    while (::read(ends[0], &last, sizeof last) == ssize_t{sizeof last}) {
    }
    ::close(ends[0]);
    EXPECT_NE(("\n" + read_file(temp_ / "killed/journal")).find("\n" + std::to_string(last) + "\n"), std::string::npos)
        << round;
  }
}

TEST_F(JournalTest, RefusesToGrowForEver) {
  open(10);
  journal_->append("12345678", Sync::kNone);
  const auto refused = journal_->append("abc", Sync::kSoon);
  EXPECT_EQ(journal_->fault()->code, EFBIG);
  journal_->append("x", Sync::kSoon);  // Would fit; but a gap is no journal.
  std::this_thread::sleep_for(std::chrono::milliseconds(20));
  EXPECT_LT(journal_->synced(), refused);
  EXPECT_EQ(content(), "12345678");
  const auto number = journal_->replace("1");
  EXPECT_FALSE(journal_->fault());
  EXPECT_TRUE(wait_synced(number));
  EXPECT_EQ(content(), "1");
}

TEST_F(JournalTest, PutsAnUnreadableFileAside) {
  write_file(temp_ / "state/journal", std::string(20, 'x'));
  open(10);
  EXPECT_EQ(journal_->damage()->code, EFBIG);
  EXPECT_EQ(journal_->take_found(), "");
  journal_.reset();
  EXPECT_EQ(content(), std::string(20, 'x'));
  open(10);  // As after a power cut: it is no new terminal's.
  EXPECT_EQ(journal_->damage()->code, EFBIG);
  disk_.renames_to_fail = 2;
  journal_->replace("lost,");
  journal_->append("new", Sync::kSoon);
  EXPECT_TRUE(wait_synced(2));
  EXPECT_EQ(content(), "lost,new");
  EXPECT_EQ(read_file(temp_ / "state/journal.bad"), std::string(20, 'x'));
}

TEST_F(JournalTest, SavesTheLatestOfEachName) {
  open();
  disk_.stuck = true;
  for (int i = 0; i < 100; ++i) journal_->save("cache", "content " + std::to_string(i));
  journal_->save("clock", "12");
  disk_.stuck = false;
  journal_.reset();  // Drains.
  EXPECT_EQ(read_file(temp_ / "state/cache"), "content 99");
  EXPECT_EQ(read_file(temp_ / "state/clock"), "12");
  EXPECT_LT(disk_.fsyncs, 20);
}

TEST_F(JournalTest, RetriesSaves) {
  open();
  ASSERT_TRUE(wait_for([&] { return disk_.fsyncs >= 2; }));
  disk_.renames_to_fail = 2;
  journal_->save("cache", "content");
  EXPECT_TRUE(wait_for([&] { return journal_->fault().has_value(); }));
  EXPECT_TRUE(wait_for([&] { return !journal_->fault(); }));
  EXPECT_EQ(read_file(temp_ / "state/cache"), "content");
}

TEST_F(JournalTest, DrainsAtTheEnd) {
  open();
  journal_->append("one", Sync::kNone);
  disk_.fsyncs = 0;
  journal_.reset();
  EXPECT_GE(disk_.fsyncs, 1);
  EXPECT_EQ(content(), "one");
}

TEST_F(JournalTest, EndsOnADeadDisk) {
  open();
  disk_.fsyncs_to_fail = 1 << 20;
  disk_.writes_to_fail = 1 << 20;
  journal_->append("one", Sync::kSoon);
  journal_->save("cache", "x");
  journal_.reset();  // Returns.
}

// The kernel's own refusal, in the middle of a batch.
TEST(JournalAtFileSizeLimit, RecoversWhenThereIsRoomAgain) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state");
  auto journal = JournalFile::open(*state, "journal", {1U << 20U, 20, 100});
  ASSERT_TRUE(journal);
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit former{};
  ::getrlimit(RLIMIT_FSIZE, &former);
  const rlimit small{4096, former.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &small);
  const auto number = (*journal)->append(std::string(5000, 'x'), Sync::kSoon);
  ::usleep(100000);
  EXPECT_EQ((*journal)->fault()->code, EFBIG);
  EXPECT_LT((*journal)->synced(), number);
  ::setrlimit(RLIMIT_FSIZE, &former);
  for (int i = 0; i < 200 && (*journal)->synced() < number; ++i) ::usleep(5000);
  EXPECT_EQ((*journal)->synced(), number);
  EXPECT_EQ(read_file(temp / "state/journal"), std::string(5000, 'x'));
}

// Goal: a journal that this user may not read is no damaged one: what it tells of lessons is not thrown away.
TEST(JournalOfAnotherUser, StaysAsItIs) {
  const TempFolder temp;
  write_file(temp / "state/journal", "a lesson is live", 0);
  {
    const AsNobody nobody{temp.path(), temp / "state"};
    const auto state = StateFolder::open(temp / "state");
    ASSERT_TRUE(state) << state.error().detail;
    const auto journal = JournalFile::open(*state, "journal");
    ASSERT_FALSE(journal);
    EXPECT_EQ(journal.error().code, EACCES);
    EXPECT_NE(journal.error().detail.find("chown -R --reference="), std::string::npos) << journal.error().detail;
  }
  ::chmod((temp / "state/journal").c_str(), 0600);
  EXPECT_EQ(read_file(temp / "state/journal"), "a lesson is live");
  EXPECT_FALSE(std::filesystem::exists(temp / "state/journal.bad"));
}

TEST(JournalThatIsALink, IsPutAside) {
  const TempFolder temp;
  const auto state = StateFolder::open(temp / "state");
  std::filesystem::create_symlink("/dev/full", temp / "state/journal");
  auto journal = JournalFile::open(*state, "journal");
  ASSERT_TRUE(journal);
  EXPECT_TRUE((*journal)->damage());
  (*journal)->replace("one");
  journal->reset();
  EXPECT_EQ(read_file(temp / "state/journal"), "one");
}

TEST(NoStore, KeepsNothingAndSaysWhy) {
  NoStore store({EROFS, "read only"});
  EXPECT_EQ(store.append("x", Sync::kSoon), 1U);
  EXPECT_EQ(store.replace("x"), 2U);
  EXPECT_EQ(store.synced(), 0U);
  EXPECT_EQ(store.fault()->code, EROFS);
}

}  // namespace
}  // namespace classbell::platform
