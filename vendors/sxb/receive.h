#ifndef CLASSBELL_VENDORS_SXB_RECEIVE_H_
#define CLASSBELL_VENDORS_SXB_RECEIVE_H_

#include "vendors/notification.h"

namespace classbell::vendors::sxb {

// Reads an event: 录制结束回调接口, 索引文件生成完成回调接口. The document gives neither parameters nor a signature, so
// anybody can send one, and it says no more than its name.
Notified receive(const Notification& notification);

}  // namespace classbell::vendors::sxb

#endif  // CLASSBELL_VENDORS_SXB_RECEIVE_H_
