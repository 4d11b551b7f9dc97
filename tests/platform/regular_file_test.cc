// Goal: a file that somebody named is read whole, or refused at once: nothing hangs and nothing reads without end.
// Method: real files, a real FIFO and the kernel's devices, in a folder of the test's own.
#include "platform/linux/regular_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "temp_folder.h"

namespace classbell::platform {
namespace {

TEST(RegularFile, IsReadWhole) {
  const TempFolder folder;
  for (const std::size_t size : {0U, 1U, 65535U, 65536U, 65537U, 1000003U}) {
    std::string content(size, '\0');
    for (std::size_t i = 0; i < size; ++i) content[i] = static_cast<char>(i * 31 / 7);
    write_file(folder / "file", content);
    const auto read = read_regular_file(folder / "file", size);
    ASSERT_TRUE(read) << size << ": " << read.error().detail;
    EXPECT_EQ(*read, content) << size;
    if (size == 0) continue;
    const auto over = read_regular_file(folder / "file", size - 1);
    ASSERT_FALSE(over) << size;
    EXPECT_EQ(over.error().code, EFBIG);
    EXPECT_NE(over.error().detail.find(std::to_string(size - 1) + " bytes"), std::string::npos);
  }
}

TEST(RegularFile, OfUntoldSizeIsReadToo) {
  const auto read = read_regular_file("/proc/self/status", 1U << 20U);  // Its st_size is 0.
  ASSERT_TRUE(read);
  EXPECT_NE(read->find("Pid:"), std::string::npos);
}

TEST(RegularFile, WhatIsNoneIsRefusedUnread) {
  const TempFolder folder;
  ASSERT_EQ(::mkfifo((folder / "fifo").c_str(), 0600), 0);
  for (const std::string& path : {folder / "fifo", std::string("/dev/zero"), folder.path()}) {
    const auto read = read_regular_file(path, 100);
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().code, EINVAL) << path;
    EXPECT_NE(read.error().detail.find("'" + path + "'"), std::string::npos);
  }
  const auto missing = read_regular_file(folder / "none", 100);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ENOENT);
  EXPECT_EQ(missing.error().detail, "cannot read '" + (folder / "none") + "': No such file or directory");
}

}  // namespace
}  // namespace classbell::platform
