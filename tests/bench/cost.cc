// What a program costs, with all that it started and waited for: behind what the program prints, one line of CPU time
// in us, memory of the largest process in KiB, and how often one slept and was woken.
//
//   bench-cost PROGRAM [ARGUMENT...]
//
// By a program as small as this, since a process's largest memory begins with that of the one that started it.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc < 2) return 2;
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(argv[1], argv + 1);
    ::_exit(127);
  }
  int status = 0;
  rusage used{};
  if (child < 0 || ::wait4(child, &status, 0, &used) != child) return 1;
  const auto us = [](const timeval& time) { return 1000000LL * time.tv_sec + time.tv_usec; };
  std::printf("%lld %ld %ld\n", us(used.ru_utime) + us(used.ru_stime), used.ru_maxrss, used.ru_nvcsw);
  return status == 0 ? 0 : 1;
}
