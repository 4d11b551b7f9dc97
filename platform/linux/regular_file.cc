#include "platform/linux/regular_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "platform/linux/descriptor.h"

namespace classbell::platform {

tl::expected<std::string, Error> read_regular_file(const std::string& path, std::size_t bytes_max) {
  // Without O_NONBLOCK the open of a FIFO waits for a writer.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  if (!file) return tl::make_unexpected(system_error(errno, "cannot read '" + path + "'"));
  struct stat info {};
  if (::fstat(file.get(), &info) != 0 || !S_ISREG(info.st_mode))
    return failed(EINVAL, "'" + path + "' is no regular file");
  constexpr std::size_t kBlockBytes = 64U << 10U;
  std::string content;
  for (;;) {
    // One byte more than is allowed tells a file that is too large. The size that fstat told may be old, or 0 (/proc).
    const std::size_t had = content.size();
    content.resize(had + std::min(std::max(kBlockBytes, had), bytes_max + 1 - had));
    const ssize_t got = ::read(file.get(), content.data() + had, content.size() - had);
    content.resize(had + (got > 0 ? static_cast<std::size_t>(got) : 0));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(system_error(errno, "cannot read '" + path + "'"));
    if (got == 0) return content;
    if (content.size() > bytes_max)
      return failed(EFBIG, "'" + path + "' is larger than " + std::to_string(bytes_max) + " bytes");
  }
}

}  // namespace classbell::platform
