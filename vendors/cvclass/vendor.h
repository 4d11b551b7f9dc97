#ifndef CLASSBELL_VENDORS_CVCLASS_VENDOR_H_
#define CLASSBELL_VENDORS_CVCLASS_VENDOR_H_

#include "vendors/vendor.h"

namespace classbell::vendors::cvclass {

Vendor vendor();

}  // namespace classbell::vendors::cvclass

#endif  // CLASSBELL_VENDORS_CVCLASS_VENDOR_H_
