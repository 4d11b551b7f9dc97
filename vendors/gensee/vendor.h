#ifndef CLASSBELL_VENDORS_GENSEE_VENDOR_H_
#define CLASSBELL_VENDORS_GENSEE_VENDOR_H_

#include "vendors/vendor.h"

namespace classbell::vendors::gensee {

Vendor vendor();

}  // namespace classbell::vendors::gensee

#endif  // CLASSBELL_VENDORS_GENSEE_VENDOR_H_
