// A server's headers: a line each. What they say is in its bounds, or nothing.
#include "platform/linux/http_headers.h"

#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  Input input(data, size);
  std::optional<Milliseconds> date;
  while (!input.empty()) {
    const std::string_view line = input.line();
    if (const auto value = platform::header_value(line, "date:")) date = platform::http_date(*value);
    expect(!date || *date >= 0, "no date before 1970");
    if (const auto value = platform::header_value(line, "retry-after:")) {
      const Milliseconds wait = platform::retry_after(*value, date);
      expect(wait >= 0 && wait <= kHour, "0 to 1 h");
    }
  }
  return 0;
}
