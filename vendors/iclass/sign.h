#ifndef CLASSBELL_VENDORS_ICLASS_SIGN_H_
#define CLASSBELL_VENDORS_ICLASS_SIGN_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace classbell::vendors::iclass {

// Appendix 2: md5(tic_key + expire_time), of requests and of callbacks. `expire_time` in seconds since 1970.
std::string sign(std::string_view tic_key, std::int64_t expire_time);

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_SIGN_H_
