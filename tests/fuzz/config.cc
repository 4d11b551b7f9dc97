// A configuration file: it is one, or one line says what is wrong with it.
#include "board/config.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "fuzz.h"

namespace {

// A file of this process's own; a configuration is read from nowhere else.
class File {
 public:
  File() : path_("/tmp/fuzz-config-XXXXXX") { ::close(::mkstemp(path_.data())); }
  ~File() { ::unlink(path_.c_str()); }
  const std::string& path() const { return path_; }
  void fill(const std::uint8_t* data, std::size_t size) const {
    std::FILE* const file = std::fopen(path_.c_str(), "wb");
    classbell::fuzz::expect(file != nullptr && std::fwrite(data, 1, size, file) == size, "the file is written");
    std::fclose(file);
  }

 private:
  std::string path_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace classbell;
  using namespace classbell::fuzz;
  static const File file;
  file.fill(data, size);
  const auto config = board::load_config(file.path());
  const bool has_panel = board::load_panel(file.path()).has_value();
  if (config) {
    expect(has_panel, "what is good is good for its panel");
    board::terminal_settings(*config, 1);
    for (const auto& source : config->sources)
      expect(source.vendor != nullptr && !source.account.name.empty(), "a source has a vendor and a name");
  } else {
    expect(is_one_clean_line(config.error()), "the error is one line");
    expect(config.error().find(file.path()) == 0, "it begins with the file");
  }
  return 0;
}
