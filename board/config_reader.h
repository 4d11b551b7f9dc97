#ifndef CLASSBELL_BOARD_CONFIG_READER_H_
#define CLASSBELL_BOARD_CONFIG_READER_H_

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/time.h"
#include "platform/linux/ini.h"
#include "vendors/vendor.h"

namespace classbell::board {

// Reads one section key by key; what nobody took at the end is an unknown key. The first error is kept. Behind the
// section may stand another of defaults, from another file: a board's.
class Section {
 public:
  Section(std::string file, const platform::IniSection& section) : file_(std::move(file)), section_(section) {}
  Section(std::string file, const platform::IniSection& section, std::string defaults_file,
          const platform::IniSection* defaults)
      : file_(std::move(file)), section_(section), defaults_file_(std::move(defaults_file)), defaults_(defaults) {}

  const std::string& name() const { return section_.name; }

  // The value of `key`, or `fallback` where it is not set.
  std::string text(std::string_view key, std::string_view fallback);
  std::string choice(std::string_view key, std::string_view fallback, const std::vector<std::string_view>& allowed);
  bool yes_no(std::string_view key, bool fallback);
  Milliseconds duration(std::string_view key, Milliseconds fallback, Milliseconds min, Milliseconds max);
  std::vector<std::string> list(std::string_view key);
  // http(s) without a trailing slash, a query, or a user.
  std::string url(std::string_view key, std::string_view fallback);
  std::string readable_file(std::string_view key);
  // Every key, as taken.
  std::vector<platform::IniEntry> take_all();

  void fail(std::string_view key, std::string what);
  void missing(std::string_view key, std::string_view also, std::string_view meaning);

  // The first error, or the first key that nobody took.
  std::optional<std::string> finish() const;

 private:
  const platform::IniEntry* find(std::string_view key);
  // Where `key` stands, or else the section: "FILE:LINE: ".
  std::string place(std::string_view key) const;

  std::string file_;
  const platform::IniSection& section_;
  std::string defaults_file_;
  const platform::IniSection* defaults_ = nullptr;
  std::set<std::string, std::less<>> asked_;
  std::optional<std::string> error_;
};

// "500ms", "90s", "5m", "1h".
tl::expected<Milliseconds, std::string> parse_duration(std::string_view text);

// The content of a credential's file: readable by its owner alone, or a systemd credential. BLOCKS on the disk.
tl::expected<std::string, std::string> read_secret_file(const std::string& path);

// What is wrong with a value of a vendor's setting; "" when nothing is.
std::string objection(const vendors::Setting& setting, std::string_view value);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_CONFIG_READER_H_
