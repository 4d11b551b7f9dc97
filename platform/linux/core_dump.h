#ifndef CLASSBELL_PLATFORM_LINUX_CORE_DUMP_H_
#define CLASSBELL_PLATFORM_LINUX_CORE_DUMP_H_

namespace classbell::platform {

// This process's memory, where the secrets are, goes into no file: it leaves no core dump, to whatever program the
// kernel would hand it, and only root may attach to it. Call it before the first secret is read.
void forbid_core_dumps();

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_CORE_DUMP_H_
