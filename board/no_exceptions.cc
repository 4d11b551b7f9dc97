// Where libstdc++ would throw, ClassBell ends: it is built without exceptions, so nobody could catch one. So it is said
// in a line what happened, and the linker leaves out what throws, and its texts. What the system lacks is no bug: exit
// code 71, and the unit's Restart=always begins again with what the journal has.
#include <sysexits.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <new>

namespace {

void say(const char* why) {
  constexpr char kWords[] = "classbell: ends at once: ";
  [[maybe_unused]] auto written = ::write(STDERR_FILENO, kWords, sizeof kWords - 1);
  written = ::write(STDERR_FILENO, why, std::strlen(why));
  written = ::write(STDERR_FILENO, "\n", 1);
}

[[noreturn]] void bug(const char* what) {
  say(what);
  std::abort();
}

[[noreturn]] void lacking(const char* what) {
  say(what);
  _exit(EX_OSERR);
}

}  // namespace

void* operator new(std::size_t bytes) {
  void* const memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) lacking("out of memory");
  return memory;
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return std::malloc(bytes == 0 ? 1 : bytes); }
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

// These are libstdc++'s names. NOLINTBEGIN(bugprone-reserved-identifier, cert-dcl50-cpp)
namespace std {
void __throw_bad_alloc() { lacking("out of memory"); }
void __throw_bad_array_new_length() { bug("a bug (bad_array_new_length)"); }
void __throw_logic_error(const char* what) { bug(what); }
void __throw_length_error(const char* what) { bug(what); }
void __throw_out_of_range(const char* what) { bug(what); }
void __throw_out_of_range_fmt(const char*, ...) { bug("a bug (out_of_range)"); }
void __throw_invalid_argument(const char* what) { bug(what); }
void __throw_bad_function_call() { bug("a bug (bad_function_call)"); }
void __throw_system_error(int code) { lacking(std::strerror(code)); }
}  // namespace std

// In place of the one that brings a demangler along to name the exception.
namespace __gnu_cxx {
void __verbose_terminate_handler();
void __verbose_terminate_handler() { bug("a bug (std::terminate)"); }
}  // namespace __gnu_cxx
// NOLINTEND(bugprone-reserved-identifier, cert-dcl50-cpp)
