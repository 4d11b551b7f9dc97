#include "oracle.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace classbell::golden {
namespace {

// Limits of php.ini that stand in a test's way only: many fields, deep recursion.
constexpr const char* kPhp = "php -n -d max_input_vars=1000000 -d memory_limit=-1 ";

std::string contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

// The exchange has its own hex: what is tested does not carry its own answers.
std::string to_hex(const std::string& bytes) {
  std::string digits;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    digits += "0123456789abcdef"[byte / 16];
    digits += "0123456789abcdef"[byte % 16];
  }
  return digits;
}

std::string from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(digits.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::vector<std::string> ask_php(const std::string& primitive, const std::vector<Fields>& cases) {
  const std::string base = testing::TempDir() + "classbell-golden-" + std::to_string(getpid()) + "-" + primitive;
  const std::string in = base + ".in", out = base + ".out", err = base + ".err";
  {
    std::ofstream file(in, std::ios::binary);
    for (const Fields& fields : cases) {
      for (std::size_t i = 0; i < fields.size(); ++i) {
        file << (i == 0 ? "" : " ") << (fields[i].empty() ? "-" : to_hex(fields[i]));
      }
      file << '\n';
    }
  }
  const std::string command =
      kPhp + std::string("'" GOLDEN_ORACLE "' ") + primitive + " <" + in + " >" + out + " 2>" + err;
  const int status = std::system(command.c_str());
  std::ifstream answers(out, std::ios::binary);
  std::string version;
  std::getline(answers, version);
  std::vector<std::string> lines;
  for (std::string line; std::getline(answers, line);) lines.push_back(from_hex(line));
  const std::string words = contents(err);
  for (const std::string& path : {in, out, err}) unlink(path.c_str());

  if (WIFEXITED(status) && WEXITSTATUS(status) == 127) {
    throw std::runtime_error(
        "php-cli is missing (apt-get install php-cli): these tests compare with PHP and never skip");
  }
  if (status != 0 || lines.size() != cases.size()) {
    throw std::runtime_error("PHP answered " + std::to_string(lines.size()) + " of " + std::to_string(cases.size()) +
                             " cases of " + primitive + ", status " + std::to_string(status) + ": " +
                             words.substr(0, 400));
  }
  if (std::strtod(version.c_str(), nullptr) < 8.2)
    throw std::runtime_error("PHP is " + version + "; ksort needs 8.2 or later");
  return lines;
}

}  // namespace classbell::golden
