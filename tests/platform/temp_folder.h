#ifndef CLASSBELL_TESTS_PLATFORM_TEMP_FOLDER_H_
#define CLASSBELL_TESTS_PLATFORM_TEMP_FOLDER_H_

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <string>

namespace classbell::platform {

// A folder of the test's own, gone with it.
class TempFolder {
 public:
  TempFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "classbell-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~TempFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline void write_file(const std::string& path, const std::string& content, mode_t mode = 0644) {
  std::filesystem::create_directories(std::filesystem::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << content;
  ::chmod(path.c_str(), mode);
}

inline std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline mode_t mode_of(const std::string& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 ? info.st_mode & 07777U : 0;
}

// Where the test is root, to whom no file is closed: it acts as somebody else as long as this lives, and has given that
// user the folders.
class AsNobody {
 public:
  static constexpr uid_t kUser = 65534;
  AsNobody(std::initializer_list<std::string> folders) {
    if (!is_root_) return;
    for (const std::string& folder : folders) must(::chown(folder.c_str(), kUser, kUser));
    must(::seteuid(kUser));
  }
  ~AsNobody() {
    if (is_root_) must(::seteuid(0));
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;

 private:
  static void must(int result) {
    if (result != 0) std::abort();
  }

  bool is_root_ = ::geteuid() == 0;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_TESTS_PLATFORM_TEMP_FOLDER_H_
