#ifndef CLASSBELL_VENDORS_CVCLASS_CODEC_H_
#define CLASSBELL_VENDORS_CVCLASS_CODEC_H_

#include <string>
#include <string_view>
#include <vector>

#include "vendors/vendor.h"

// How cvclass's requests are written and signed (sections 1.3.1, 4.1, 5.1, 5.2).
namespace classbell::vendors::cvclass {

// Section 5.1: md5(md5(app_id + BodyStr) + md5(Secretkey)), over the parameters as they are sent.
std::string token(const Value& sent, std::string_view app_id, std::string_view secret_key);

// Section 4.1: AES-128-ECB with zero padding, as hex.
std::string encrypt_password(std::string_view password, std::string_view entry_key);

// The request that carries `call` out. For Body::kUrl the request's url is the product; it is not to be sent.
Request encode(const Call& call, const Account& account, const Now& now);

// The computation of `call`'s signature, step by step.
std::vector<SignStep> explain(const Call& call, const Account& account, const Now& now);

// usertype of section 1.3.1, from the configuration's word; "" for another word.
std::string_view usertype(std::string_view role);

}  // namespace classbell::vendors::cvclass

#endif  // CLASSBELL_VENDORS_CVCLASS_CODEC_H_
