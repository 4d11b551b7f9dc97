#ifndef CLASSBELL_PLATFORM_LINUX_ZONE_H_
#define CLASSBELL_PLATFORM_LINUX_ZONE_H_

#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "core/time.h"
#include "core/zone.h"
#include "platform/error.h"

namespace classbell::platform {

// The zone called `name`: "UTC", an offset "+08:00" or "-03:30" (up to 14 hours), or a name of the system's tz database
// ("Asia/Shanghai", which is known without the database too), with its changes from two years before `utc` to 30 years
// after it, or as many as a Zone takes.
//
// Has glibc read the database, by setting TZ for the moment: at start-up only, while there is one thread. BLOCKS on
// the disk; some 30 ms on a small board.
// Errors: EINVAL no such form or name; ENOENT not in the database, or there is none (install tzdata). Detail names
// what is allowed.
tl::expected<Zone, Error> load_zone(std::string_view name, Milliseconds utc,
                                    const std::string& database = "/usr/share/zoneinfo");

}  // namespace classbell::platform

#endif  // CLASSBELL_PLATFORM_LINUX_ZONE_H_
