// Linked into classbell by --wrap (CMakeLists.txt): its k-th allocation, or its k-th call of the system, fails.
//
//   TORTURE=alloc:K    malloc, calloc, realloc, strdup; operator new, which is no_exceptions.cc's, over malloc
//   TORTURE=call:K     the calls of the table below, together
//   TORTURE_TOLD=FILE  is told at the end how many there were, and which one failed: "COUNT NAME"
//
// Counted is what ClassBell and the libraries linked into it call; what libc calls inside of itself is not.
#include <dirent.h>
#include <fcntl.h>
#include <ifaddrs.h>
#include <netdb.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <sys/timex.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace {

enum class Kind { kAllocation, kCall };

std::atomic<long> count{0};
std::atomic<const char*> failed{"-"};

struct Order {
  bool counts = false;
  Kind kind = Kind::kAllocation;
  long at = 0;

  Order() {
    const char* text = std::getenv("TORTURE");
    if (text == nullptr) return;
    counts = true;
    kind = std::strncmp(text, "call:", 5) == 0 ? Kind::kCall : Kind::kAllocation;
    at = std::atol(std::strchr(text, ':') + 1);
  }
};

const pid_t first_process = getpid();  // Not the browser, between fork and exec.

void tell() {
  const char* path = std::getenv("TORTURE_TOLD");
  std::FILE* file = path != nullptr && getpid() == first_process ? std::fopen(path, "w") : nullptr;
  if (file == nullptr) return;
  std::fprintf(file, "%ld %s\n", count.load(), failed.load());
  std::fclose(file);
}

bool fails(Kind kind, const char* name) {
  static const Order order;
  static const int registered = std::atexit(tell);
  (void)registered;
  if (!order.counts || kind != order.kind || ++count != order.at) return false;
  failed = name;
  tell();
  return true;
}

}  // namespace

extern "C" {

// Mbed TLS 3.6.6: what its set-up of a cipher has got stays behind when the rest of a handshake finds no memory.
const char* __lsan_default_suppressions() { return "leak:chachapoly_ctx_alloc\n"; }

#define ALLOCATION(name, parameters, arguments)     \
  void* __real_##name parameters;                   \
  void* __wrap_##name parameters {                  \
    if (fails(Kind::kAllocation, #name)) {          \
      errno = ENOMEM;                               \
      return nullptr;                               \
    }                                               \
    return __real_##name arguments;                 \
  }
ALLOCATION(malloc, (std::size_t size), (size))
ALLOCATION(calloc, (std::size_t n, std::size_t size), (n, size))
ALLOCATION(realloc, (void* old, std::size_t size), (old, size))
ALLOCATION(strdup, (const char* text), (text))

#define CALL(name, type, parameters, arguments, result, error) \
  type __real_##name parameters;                               \
  type __wrap_##name parameters {                              \
    if (fails(Kind::kCall, #name)) {                           \
      errno = error;                                           \
      return result;                                           \
    }                                                          \
    return __real_##name arguments;                            \
  }
CALL(accept, int, (int fd, sockaddr* to, socklen_t* size), (fd, to, size), -1, EMFILE)
CALL(accept4, int, (int fd, sockaddr* to, socklen_t* size, int flags), (fd, to, size, flags), -1, EMFILE)
CALL(access, int, (const char* path, int mode), (path, mode), -1, EACCES)
CALL(adjtimex, int, (timex* to), (to), -1, EPERM)
CALL(bind, int, (int fd, const sockaddr* to, socklen_t size), (fd, to, size), -1, EADDRINUSE)
CALL(chmod, int, (const char* path, mode_t mode), (path, mode), -1, EPERM)
CALL(connect, int, (int fd, const sockaddr* to, socklen_t size), (fd, to, size), -1, ENETUNREACH)
CALL(epoll_create1, int, (int flags), (flags), -1, EMFILE)
CALL(epoll_ctl, int, (int on, int how, int fd, epoll_event* event), (on, how, fd, event), -1, ENOMEM)
CALL(epoll_wait, int, (int on, epoll_event* events, int max, int ms), (on, events, max, ms), -1, EINTR)
CALL(eventfd, int, (unsigned first, int flags), (first, flags), -1, EMFILE)
CALL(eventfd_read, int, (int fd, eventfd_t* to), (fd, to), -1, EAGAIN)
CALL(eventfd_write, int, (int fd, eventfd_t more), (fd, more), -1, EAGAIN)
CALL(fchmod, int, (int fd, mode_t mode), (fd, mode), -1, EPERM)
CALL(flock, int, (int fd, int how), (fd, how), -1, EINTR)
CALL(fopen, FILE*, (const char* path, const char* mode), (path, mode), nullptr, EMFILE)
CALL(fopen64, FILE*, (const char* path, const char* mode), (path, mode), nullptr, EMFILE)
CALL(fork, pid_t, (), (), -1, EAGAIN)
CALL(fstat, int, (int fd, struct stat* to), (fd, to), -1, EIO)
CALL(fsync, int, (int fd), (fd), -1, EIO)
CALL(ftruncate, int, (int fd, off_t size), (fd, size), -1, ENOSPC)
CALL(getaddrinfo, int, (const char* name, const char* service, const addrinfo* hints, addrinfo** to),
     (name, service, hints, to), EAI_AGAIN, EAGAIN)
CALL(getifaddrs, int, (ifaddrs** to), (to), -1, ENOMEM)
CALL(getpeername, int, (int fd, sockaddr* to, socklen_t* size), (fd, to, size), -1, ENOTCONN)
CALL(getsockname, int, (int fd, sockaddr* to, socklen_t* size), (fd, to, size), -1, ENOBUFS)
CALL(getsockopt, int, (int fd, int level, int name, void* to, socklen_t* size), (fd, level, name, to, size), -1,
     ENOBUFS)
CALL(listen, int, (int fd, int n), (fd, n), -1, EADDRINUSE)
CALL(lstat, int, (const char* path, struct stat* to), (path, to), -1, EIO)
CALL(mkdir, int, (const char* path, mode_t mode), (path, mode), -1, ENOSPC)
CALL(mmap, void*, (void* at, size_t size, int protection, int flags, int fd, off_t offset),
     (at, size, protection, flags, fd, offset), MAP_FAILED, ENOMEM)
CALL(nanosleep, int, (const timespec* time, timespec* left), (time, left), -1, EINTR)
CALL(opendir, DIR*, (const char* path), (path), nullptr, EMFILE)
CALL(pipe2, int, (int* to, int flags), (to, flags), -1, EMFILE)
CALL(poll, int, (pollfd* fds, nfds_t n, int ms), (fds, n, ms), -1, ENOMEM)
CALL(ppoll, int, (pollfd* fds, nfds_t n, const timespec* time, const sigset_t* mask), (fds, n, time, mask), -1, ENOMEM)
CALL(pread, ssize_t, (int fd, void* to, size_t size, off_t at), (fd, to, size, at), -1, EIO)
CALL(pwrite, ssize_t, (int fd, const void* bytes, size_t size, off_t at), (fd, bytes, size, at), -1, EIO)
CALL(read, ssize_t, (int fd, void* to, size_t size), (fd, to, size), -1, EIO)
CALL(readdir, dirent*, (DIR* in), (in), nullptr, EIO)
CALL(realpath, char*, (const char* path, char* to), (path, to), nullptr, EACCES)
CALL(recv, ssize_t, (int fd, void* to, size_t size, int flags), (fd, to, size, flags), -1, ECONNRESET)
CALL(recvfrom, ssize_t, (int fd, void* to, size_t size, int flags, sockaddr* from, socklen_t* length),
     (fd, to, size, flags, from, length), -1, ECONNRESET)
CALL(rename, int, (const char* from, const char* to), (from, to), -1, ENOSPC)
CALL(renameat, int, (int in, const char* from, int into, const char* to), (in, from, into, to), -1, ENOSPC)
CALL(select, int, (int n, fd_set* in, fd_set* out, fd_set* other, timeval* time), (n, in, out, other, time), -1, ENOMEM)
CALL(send, ssize_t, (int fd, const void* bytes, size_t size, int flags), (fd, bytes, size, flags), -1, EPIPE)
CALL(sendmsg, ssize_t, (int fd, const msghdr* what, int flags), (fd, what, flags), -1, EPIPE)
CALL(sendto, ssize_t, (int fd, const void* bytes, size_t size, int flags, const sockaddr* to, socklen_t length),
     (fd, bytes, size, flags, to, length), -1, ENOBUFS)
CALL(setsockopt, int, (int fd, int level, int name, const void* from, socklen_t size), (fd, level, name, from, size),
     -1, ENOBUFS)
CALL(shutdown, int, (int fd, int how), (fd, how), -1, ENOTCONN)
CALL(signalfd, int, (int fd, const sigset_t* mask, int flags), (fd, mask, flags), -1, EMFILE)
CALL(socket, int, (int domain, int type, int protocol), (domain, type, protocol), -1, EMFILE)
CALL(socketpair, int, (int domain, int type, int protocol, int* to), (domain, type, protocol, to), -1, EMFILE)
CALL(stat, int, (const char* path, struct stat* to), (path, to), -1, EIO)
CALL(tcgetattr, int, (int fd, termios* to), (fd, to), -1, EIO)
CALL(tcsetattr, int, (int fd, int when, const termios* how), (fd, when, how), -1, EIO)
CALL(timerfd_create, int, (int clock, int flags), (clock, flags), -1, EMFILE)
CALL(timerfd_settime, int, (int fd, int flags, const itimerspec* to, itimerspec* old), (fd, flags, to, old), -1,
     ECANCELED)
CALL(unlink, int, (const char* path), (path), -1, EROFS)
CALL(unlinkat, int, (int in, const char* path, int flags), (in, path, flags), -1, EROFS)
CALL(waitid, int, (idtype_t type, id_t id, siginfo_t* to, int options), (type, id, to, options), -1, EINTR)
CALL(waitpid, pid_t, (pid_t pid, int* status, int options), (pid, status, options), -1, EINTR)
CALL(write, ssize_t, (int fd, const void* bytes, size_t size), (fd, bytes, size), -1, ENOSPC)

// These return what went wrong, or have more arguments than they name.
int __real_pthread_create(pthread_t* to, const pthread_attr_t* how, void* (*run)(void*), void* with);
int __wrap_pthread_create(pthread_t* to, const pthread_attr_t* how, void* (*run)(void*), void* with) {
  return fails(Kind::kCall, "pthread_create") ? EAGAIN : __real_pthread_create(to, how, run, with);
}

// Two of Linux's calls that libc has no name for here, and Mbed TLS's getrandom.
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...) {
  if (fails(Kind::kCall, "syscall")) {
    errno = ENOSYS;
    return -1;
  }
  va_list more;
  va_start(more, number);
  const auto first = va_arg(more, long);
  const auto second = va_arg(more, long);
  const auto third = va_arg(more, long);  // No one has more than three.
  va_end(more);
  return __real_syscall(number, first, second, third);
}

// What fails to be closed is closed all the same.
int __real_close(int fd);
int __wrap_close(int fd) {
  const int result = __real_close(fd);
  if (!fails(Kind::kCall, "close")) return result;
  errno = EIO;
  return -1;
}

#define OPEN(name, parameters, arguments, last, error)   \
  int __real_##name parameters;                          \
  int __wrap_##name parameters {                         \
    if (fails(Kind::kCall, #name)) {                     \
      errno = error;                                     \
      return -1;                                         \
    }                                                    \
    va_list more;                                        \
    va_start(more, last);                                \
    const auto extra = va_arg(more, unsigned long);      \
    va_end(more);                                        \
    return __real_##name arguments;                      \
  }
OPEN(open, (const char* path, int flags, ...), (path, flags, extra), flags, EMFILE)
OPEN(openat, (int in, const char* path, int flags, ...), (in, path, flags, extra), flags, EMFILE)
OPEN(fcntl, (int fd, int what, ...), (fd, what, extra), what, EINVAL)
OPEN(fcntl64, (int fd, int what, ...), (fd, what, extra), what, EINVAL)
OPEN(ioctl, (int fd, unsigned long what, ...), (fd, what, extra), what, ENOTTY)
}
