#ifndef CLASSBELL_VENDORS_SXB_VENDOR_H_
#define CLASSBELL_VENDORS_SXB_VENDOR_H_

#include "vendors/vendor.h"

namespace classbell::vendors::sxb {

Vendor vendor();

}  // namespace classbell::vendors::sxb

#endif  // CLASSBELL_VENDORS_SXB_VENDOR_H_
