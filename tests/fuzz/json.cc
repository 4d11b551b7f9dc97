// JSON texts: what is read can be written, printed and read again.
#include "fuzz.h"
#include "vendors/json.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto value = vendors::parse_json(text);
  if (!value) {
    expect(is_one_clean_line(value.error()), "the error is one line");
    return 0;
  }
  value->to_text();
  value->to_int(0);
  const std::string written = vendors::write_json(*value);
  expect(is_one_clean_line(written), "it may be printed");
  const auto again = vendors::parse_json(written);
  expect(again.has_value(), "it reads what it wrote");
  // From here on it stays as it is: -0.0 became -0, which is the integer 0.
  const std::string settled = vendors::write_json(*again);
  const auto third = vendors::parse_json(settled);
  expect(third.has_value() && vendors::write_json(*third) == settled, "and writes the same");
  expect(vendors::parse_json(vendors::printable_json(text)).has_value(), "made printable it is JSON still");
  return 0;
}
