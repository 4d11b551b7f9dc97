#ifndef CLASSBELL_VENDORS_ICLASS_VENDOR_H_
#define CLASSBELL_VENDORS_ICLASS_VENDOR_H_

#include "vendors/vendor.h"

namespace classbell::vendors::iclass {

Vendor vendor();

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_VENDOR_H_
