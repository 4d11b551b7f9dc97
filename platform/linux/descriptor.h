#ifndef CLASSBELL_PLATFORM_LINUX_DESCRIPTOR_H_
#define CLASSBELL_PLATFORM_LINUX_DESCRIPTOR_H_

#include <unistd.h>

#include <utility>

namespace classbell::platform {

// Owns a file descriptor and closes it. -1: none.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    if (this != &other) reset(std::exchange(other.fd_, -1));
    return *this;
  }
  ~Descriptor() { reset(); }

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }
  void reset(int fd = -1) {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
  }

 private:
  int fd_ = -1;
};

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_DESCRIPTOR_H_
