#ifndef CLASSBELL_PLATFORM_LINUX_STATE_FOLDER_H_
#define CLASSBELL_PLATFORM_LINUX_STATE_FOLDER_H_

#include <sys/types.h>
#include <unistd.h>

#include <cstddef>
#include <cstdio>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "platform/error.h"
#include "platform/linux/descriptor.h"

namespace classbell::platform {

// The system calls a disk can fail. Tests put others in their place.
struct FileCalls {
  ssize_t (*write)(int, const void*, std::size_t) = ::write;
  int (*fsync)(int) = ::fsync;
  int (*renameat)(int, const char*, int, const char*) = ::renameat;
};

// The folder in which one terminal keeps what outlives it: journal, schedule cache, saved time. Held under a lock, so
// that two terminals never share one. Everything here BLOCKS on the disk: at start-up, or on the writer's thread
// (see journal_file.h). Thread-safe, as long as two threads never name the same file.
//
// A file's name is one path component without a leading dot; anything else is EINVAL, a programmer's error.
class StateFolder {
 public:
  // Opens `path`, made with mode 0700 (missing parents too) if it is not there; one that others may enter is closed
  // to them. Errors: EWOULDBLOCK it is another's: a terminal holds it, or this is root and its owner somebody else,
  // whom files of root's would shut out (nothing is touched); EACCES, EROFS, ENOSPC, ENOTDIR ... see detail.
  static tl::expected<StateFolder, Error> open(const std::string& path, const FileCalls& calls = {});

  const std::string& path() const { return path_; }
  int descriptor() const { return folder_.get(); }  // For openat; never to be read.
  const FileCalls& calls() const { return calls_; }

  // Puts `content` in the place of the file `name`, mode 0600: afterwards the old content or the new one is there,
  // whole, whatever happens. Errors: errno of the call that failed; the old content stands, and the same call may be
  // made again (it begins with a new file, never with pages the kernel failed to write).
  tl::expected<void, Error> write(const std::string& name, std::string_view content) const;

  // The whole content. Errors: ENOENT there is none (normal on the first start); EFBIG more than `bytes_max`;
  // else errno. A file that is damaged (see is_damage()), or makes no sense, is to be quarantined.
  tl::expected<std::string, Error> read(const std::string& name, std::size_t bytes_max) const;

  // Keeps a bad file as NAME.bad (one is kept), for somebody to look at. Until something takes its place it is NAME
  // too, so that it is never taken for one that never was; but for a folder, and on a disk without links.
  tl::expected<void, Error> quarantine(const std::string& name) const;

 private:
  StateFolder() = default;
  Error error(int code, std::string_view what, const std::string& name) const;

  std::string path_;
  Descriptor folder_;
  Descriptor lock_;
  FileCalls calls_;
};

// Whether an error of StateFolder::read() is the file's own. Else its content may be good: it is only not to be had, by
// this user (EACCES) or now (EMFILE, ENOMEM).
bool is_damage(int code);

// Writes all of `bytes`, going on after short writes and signals. Returns 0 or errno.
int write_all(int fd, std::string_view bytes, const FileCalls& calls);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_STATE_FOLDER_H_
