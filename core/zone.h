#ifndef CLASSBELL_CORE_ZONE_H_
#define CLASSBELL_CORE_ZONE_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "core/limits.h"
#include "core/time.h"

namespace classbell {

// A civil time without a zone.
struct Civil {
  int year = 1970;
  int month = 1;    // 1-12
  int day = 1;      // 1-31
  int weekday = 4;  // 0 Sunday .. 6 Saturday
  int hour = 0;
  int minute = 0;
  int second = 0;
};

// A time zone as a list of offsets, each valid from an instant on. The platform makes it from the system's tz data.
class Zone {
 public:
  Zone() = default;  // UTC
  explicit Zone(std::int32_t offset_s) : first_offset_s_(offset_s) {}

  // Adds a change; instants must ascend. Returns false when the zone is full.
  bool add_change(Milliseconds from_utc, std::int32_t offset_s);

  std::int32_t offset_s(Milliseconds utc) const;
  Civil civil(Milliseconds utc) const;

  // The instant of a civil time. In a gap (clock put forward) the instant as if it had not been put forward; in an
  // overlap the first one: a lesson rings once. Weekday is ignored.
  Milliseconds instant(const Civil& civil) const;

 private:
  struct Change {
    Milliseconds from_utc;
    std::int32_t offset_s;
  };
  std::int32_t first_offset_s_ = 0;
  std::array<Change, kZoneChangesMax> changes_{};
  std::size_t size_ = 0;
};

// Days since 1970-01-01 of a civil date, and back. Proleptic Gregorian.
std::int64_t days_from_civil(int year, int month, int day);
Civil civil_from_days(std::int64_t days);

}  // namespace classbell

#endif  // CLASSBELL_CORE_ZONE_H_
