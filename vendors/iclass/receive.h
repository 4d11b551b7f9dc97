#ifndef CLASSBELL_VENDORS_ICLASS_RECEIVE_H_
#define CLASSBELL_VENDORS_ICLASS_RECEIVE_H_

#include "vendors/notification.h"
#include "vendors/vendor.h"

namespace classbell::vendors::iclass {

// How far behind `expire_time` our clock may be past, and how far ahead of us it may be: a longer life than a day is
// no life of one event. The document sets no limits.
inline constexpr std::int64_t kExpirySkew_s = 60;
inline constexpr std::int64_t kExpiryAhead_s = kDay / kSecond;

// Checks and reads an event (chapter 4): sdkappid and sign in the query (appendix 1 and 2), expire_time, event and
// data in the body. The sign covers expire_time alone, so until then who saw one event can make up others: what a
// terminal does upon it must be no more than to look sooner. Refused while the clock is not trusted.
Notified receive(const Account& account, const Notification& notification, const Now& now);

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_RECEIVE_H_
