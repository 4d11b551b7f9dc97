#ifndef CLASSBELL_CORE_FAULT_H_
#define CLASSBELL_CORE_FAULT_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace classbell {

// What can be wrong, as the LCD and the status name it. In order of what to show first.
enum class FaultCode : std::uint8_t {
  kNone,
  kConfig,   // E-CONFIG
  kClock,    // E-CLK
  kDisk,     // E-DISK
  kAuth,     // E-AUTH
  kTls,      // E-TLS
  kDns,      // E-DNS
  kNet,      // E-NET
  kVendor,   // E-VENDOR n, n being the vendor's own code
  kBrowser,  // E-BROWSER
  kDevice,   // E-DEVICE: the button, an LED or the panel
};

struct Fault {
  FaultCode code = FaultCode::kNone;
  int vendor_code = 0;  // Only with kVendor and kAuth: the vendor's number, or an HTTP status.

  explicit operator bool() const { return code != FaultCode::kNone; }
  friend bool operator==(const Fault& a, const Fault& b) { return a.code == b.code && a.vendor_code == b.vendor_code; }
  friend bool operator!=(const Fault& a, const Fault& b) { return !(a == b); }
};

// Whether it may be gone when the network is back.
constexpr bool is_network(const Fault& fault) { return fault.code == FaultCode::kNet || fault.code == FaultCode::kDns; }

// "E-NET", "E-VENDOR", ...; "" for kNone.
std::string_view fault_name(FaultCode code);
// "E-NET", "E-VENDOR 4007".
std::string fault_text(const Fault& fault);

}  // namespace classbell

#endif  // CLASSBELL_CORE_FAULT_H_
