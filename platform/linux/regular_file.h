#ifndef CLASSBELL_PLATFORM_LINUX_REGULAR_FILE_H_
#define CLASSBELL_PLATFORM_LINUX_REGULAR_FILE_H_

#include <cstddef>
#include <string>
#include <tl/expected.hpp>

#include "platform/error.h"

namespace classbell::platform {

// The whole content of a file that somebody named. BLOCKS on the disk alone: a FIFO, a device or a folder is refused
// unread, and no more than `bytes_max` is kept in memory, whatever the file grows to meanwhile.
// Errors: errno of open or read; EINVAL: no regular file; EFBIG: larger than `bytes_max`.
tl::expected<std::string, Error> read_regular_file(const std::string& path, std::size_t bytes_max);

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_REGULAR_FILE_H_
