#include "vendors/cvclass/vendor.h"
#include "vendors/gensee/vendor.h"
#include "vendors/iclass/vendor.h"
#include "vendors/sxb/vendor.h"
#include "vendors/vendor.h"
#include "vendors/weclassroom/vendor.h"

namespace classbell::vendors {

Span<const Vendor> registry() {
  static const Vendor kVendors[] = {
      cvclass::vendor(),
      sxb::vendor(),
      iclass::vendor(),
      weclassroom::vendor(),
      gensee::vendor(),
  };
  return kVendors;
}

const Vendor* find_vendor(std::string_view name) {
  for (const Vendor& vendor : registry()) {
    if (vendor.name == name) return &vendor;
  }
  return nullptr;
}

const Endpoint* Vendor::find(std::string_view endpoint) const {
  for (const Endpoint& row : endpoints) {
    if (row.name == endpoint) return &row;
  }
  return nullptr;
}

const ErrorRow* Vendor::error(int code) const {
  for (const ErrorRow& row : errors) {
    if (row.code == code) return &row;
  }
  return nullptr;
}

std::string_view Account::value(std::string_view setting) const {
  for (const auto& [key, text] : values) {
    if (key == setting) return text;
  }
  return {};
}

const Secret& Account::secret(std::string_view setting) const {
  static const Secret kNone;
  for (const auto& [key, secret] : secrets) {
    if (key == setting) return secret;
  }
  return kNone;
}

void Account::set(const Setting& setting, std::string value) {
  if (setting.secret) secrets.emplace_back(setting.name, Secret(std::move(value)));
  else values.emplace_back(setting.name, std::move(value));
}

}  // namespace classbell::vendors
