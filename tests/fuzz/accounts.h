#ifndef CLASSBELL_TESTS_FUZZ_ACCOUNTS_H_
#define CLASSBELL_TESTS_FUZZ_ACCOUNTS_H_

#include "vendors/vendor.h"

namespace classbell::fuzz {

inline constexpr Now kNow{1000, 1429242959000, true};

// An account whose settings are all set to something that the vendor allows.
inline vendors::Account account_of(const vendors::Vendor& vendor) {
  vendors::Account account;
  account.name = "school";
  account.base_url = "https://vendor.example";
  account.entry_template = "https://page.example/%r";
  account.student_template = "https://students.example/%r";
  account.zone = Zone(8 * 3600);
  for (const vendors::Setting& setting : vendor.settings) {
    const std::string_view one_of = setting.allowed.substr(0, setting.allowed.find('|'));
    const bool is_word = setting.allowed.find('|') != std::string_view::npos;
    const std::string_view value = !setting.fallback.empty() ? setting.fallback : is_word ? one_of : "12345678";
    account.set(setting, std::string(value));
  }
  return account;
}

}  // namespace classbell::fuzz

#endif  // CLASSBELL_TESTS_FUZZ_ACCOUNTS_H_
