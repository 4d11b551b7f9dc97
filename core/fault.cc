#include "core/fault.h"

namespace classbell {

std::string_view fault_name(FaultCode code) {
  switch (code) {
    case FaultCode::kNone: return "";
    case FaultCode::kConfig: return "E-CONFIG";
    case FaultCode::kClock: return "E-CLK";
    case FaultCode::kDisk: return "E-DISK";
    case FaultCode::kAuth: return "E-AUTH";
    case FaultCode::kTls: return "E-TLS";
    case FaultCode::kDns: return "E-DNS";
    case FaultCode::kNet: return "E-NET";
    case FaultCode::kVendor: return "E-VENDOR";
    case FaultCode::kBrowser: return "E-BROWSER";
    case FaultCode::kDevice: return "E-DEVICE";
  }
  return "";
}

std::string fault_text(const Fault& fault) {
  std::string text(fault_name(fault.code));
  if (fault.vendor_code != 0) text += " " + std::to_string(fault.vendor_code);
  return text;
}

}  // namespace classbell
