#include "platform/linux/state_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/linux/regular_file.h"

namespace classbell::platform {
namespace {

bool is_file_name(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find('/') == std::string::npos && name.find('\0') == std::string::npos;
}

// Makes `path` and what leads to it, 0700. Errors show when the folder is opened.
void make_folders(const std::string& path) {
  for (std::size_t at = path.find('/', 1); at != std::string::npos; at = path.find('/', at + 1)) {
    ::mkdir(path.substr(0, at).c_str(), 0700);
  }
  ::mkdir(path.c_str(), 0700);
}

// Who holds the lock wrote its process id into it.
std::string lock_holder(int lock) {
  std::array<char, 16> text{};
  const ssize_t got = ::pread(lock, text.data(), text.size() - 1, 0);
  std::string pid(text.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
  pid.resize(std::min(pid.find_first_not_of("0123456789"), pid.size()));
  return pid.empty() ? "another terminal" : "another terminal (process " + pid + ")";
}

// As sudo's -u takes it. Not by getpwuid(): in a static program that loads libraries.
std::string user_name(uid_t user) {
  constexpr std::size_t kBytesMax = 1U << 20U;
  const std::string number = std::to_string(user);
  const std::string users = read_regular_file("/etc/passwd", kBytesMax).value_or("");
  for (std::string_view rest = users; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));  // name:password:number:...
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    const std::size_t name = line.find(':');
    const std::size_t password = name == std::string_view::npos ? name : line.find(':', name + 1);
    if (password != std::string_view::npos && line.substr(password + 1, number.size() + 1) == number + ":")
      return std::string(line.substr(0, name));
  }
  return "'#" + number + "'";
}

// A file of the folder that could not be opened.
Error unopened(int code, const std::string& what, const std::string& folder) {
  Error error = system_error(code, what);
  if (code == EACCES || code == EPERM)
    error.detail += "; was it written as another user? chown -R --reference=" + folder + " " + folder;
  return error;
}

tl::expected<Descriptor, Error> take_lock(int folder, const std::string& path) {
  Descriptor lock(::openat(folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  // A disk that is mounted read-only since it began to fail: what is on it is still good to read.
  if (!lock && errno == EROFS) lock.reset(::openat(folder, "lock", O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!lock) return tl::make_unexpected(unopened(errno, path + "/lock", path));
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return tl::make_unexpected(system_error(errno, path + "/lock"));
    return failed(EWOULDBLOCK, lock_holder(lock.get()) + " uses the state folder " + path +
                                   ": stop it, or give this one a folder of its own");
  }
  // Only words for the message above: the lock holds without them, on a full disk too.
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(lock.get(), 0) == 0 && ::pwrite(lock.get(), pid.data(), pid.size(), 0) < 0) errno = 0;
  return lock;
}

}  // namespace

bool is_damage(int code) {
  return code != ENOENT && code != EACCES && code != EPERM && code != EMFILE && code != ENFILE && code != ENOMEM;
}

int write_all(int fd, std::string_view bytes, const FileCalls& calls) {
  while (!bytes.empty()) {
    const ssize_t wrote = calls.write(fd, bytes.data(), bytes.size());
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) return wrote < 0 ? errno : EIO;
    bytes.remove_prefix(static_cast<std::size_t>(wrote));
  }
  return 0;
}

tl::expected<StateFolder, Error> StateFolder::open(const std::string& path, const FileCalls& calls) {
  StateFolder state;
  state.path_ = path;
  state.calls_ = calls;
  make_folders(path);
  state.folder_.reset(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!state.folder_) return tl::make_unexpected(system_error(errno, "state folder " + path));
  struct stat info {};
  if (::fstat(state.folder_.get(), &info) != 0) return tl::make_unexpected(system_error(errno, "state folder " + path));
  if (::geteuid() == 0 && info.st_uid != 0) {
    const std::string owner = user_name(info.st_uid);
    return failed(EWOULDBLOCK, "the state folder " + path + " is of the user " + owner +
                                   ", whom files of root's would shut out; run it as its owner: sudo -u " + owner +
                                   " classbell run");
  }
  if ((info.st_mode & 077U) != 0 && ::fchmod(state.folder_.get(), 0700) != 0) {
    return tl::make_unexpected(
        system_error(errno, "state folder " + path + " is open to others and not ours to close"));
  }
  auto lock = take_lock(state.folder_.get(), path);
  if (!lock) return tl::make_unexpected(lock.error());
  state.lock_ = std::move(*lock);
  return state;
}

Error StateFolder::error(int code, std::string_view what, const std::string& name) const {
  return system_error(code, std::string(what) + " " + path_ + "/" + name);
}

tl::expected<void, Error> StateFolder::write(const std::string& name, std::string_view content) const {
  if (!is_file_name(name)) return tl::make_unexpected(error(EINVAL, "write", name));
  const std::string temporary = "." + name + ".new";
  // Removed first: what a crash left there may have another mode, or pages the kernel could not write.
  ::unlinkat(folder_.get(), temporary.c_str(), 0);
  Descriptor file(::openat(folder_.get(), temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!file) return tl::make_unexpected(error(errno, "write", name));
  const char* step = "write";
  int code = write_all(file.get(), content, calls_);
  if (code == 0 && calls_.fsync(file.get()) != 0) {
    code = errno;
    step = "fsync";
  }
  if (code == 0 && calls_.renameat(folder_.get(), temporary.c_str(), folder_.get(), name.c_str()) != 0) {
    code = errno;
    step = "rename";
  }
  if (code != 0) {
    ::unlinkat(folder_.get(), temporary.c_str(), 0);
    return tl::make_unexpected(error(code, step, name));
  }
  if (calls_.fsync(folder_.get()) != 0) return tl::make_unexpected(error(errno, "fsync of the folder of", name));
  return {};
}

tl::expected<std::string, Error> StateFolder::read(const std::string& name, std::size_t bytes_max) const {
  if (!is_file_name(name)) return tl::make_unexpected(error(EINVAL, "read", name));
  // O_NONBLOCK: somebody's FIFO of that name must not hold the terminal.
  const Descriptor file(::openat(folder_.get(), name.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file) return tl::make_unexpected(unopened(errno, "read " + path_ + "/" + name, path_));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode)) {
    return tl::make_unexpected(error(EINVAL, "no regular file:", name));
  }
  std::string content;
  std::array<char, 4096> block{};
  for (;;) {
    const ssize_t got = ::read(file.get(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(error(errno, "read", name));
    if (got == 0) return content;
    if (content.size() + static_cast<std::size_t>(got) > bytes_max) {
      return tl::make_unexpected(error(EFBIG, "read", name));
    }
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

tl::expected<void, Error> StateFolder::quarantine(const std::string& name) const {
  if (!is_file_name(name)) return tl::make_unexpected(error(EINVAL, "quarantine", name));
  const std::string bad = name + ".bad";
  const auto link = [&] { return ::linkat(folder_.get(), name.c_str(), folder_.get(), bad.c_str(), 0) == 0; };
  if (link()) return {};
  if (errno == EEXIST && ::unlinkat(folder_.get(), bad.c_str(), 0) == 0 && link()) return {};
  if (calls_.renameat(folder_.get(), name.c_str(), folder_.get(), bad.c_str()) != 0) {
    return tl::make_unexpected(error(errno, "quarantine", name));
  }
  return {};
}

}  // namespace classbell::platform
