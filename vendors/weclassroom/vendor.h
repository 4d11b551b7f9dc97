#ifndef CLASSBELL_VENDORS_WECLASSROOM_VENDOR_H_
#define CLASSBELL_VENDORS_WECLASSROOM_VENDOR_H_

#include "vendors/vendor.h"

namespace classbell::vendors::weclassroom {

Vendor vendor();

}  // namespace classbell::vendors::weclassroom

#endif  // CLASSBELL_VENDORS_WECLASSROOM_VENDOR_H_
