#ifndef CLASSBELL_CORE_LIMITS_H_
#define CLASSBELL_CORE_LIMITS_H_

#include <cstddef>

// The core's capacities. What comes from outside is cut or refused at these bounds.
namespace classbell {

inline constexpr std::size_t kLessonsMax = 64;        // Lessons one room knows of: two days, a lesson each 45 minutes.
inline constexpr std::size_t kRoomsMax = 8;           // Rooms (or name prefixes) one source names for one terminal.
inline constexpr std::size_t kSourcesMax = 8;         // Accounts one terminal listens to.
inline constexpr std::size_t kTimetableMax = 64;      // Rows of the local timetable.
inline constexpr std::size_t kHolidaysMax = 64;       // Rows of [holidays].
inline constexpr std::size_t kFeedLessonsMax = 4096;  // Lessons of one reading of one source.
inline constexpr std::size_t kZoneChangesMax = 96;
inline constexpr std::size_t kEffectsMax = 256;  // What one step may ask of the shell: three for each lesson, and more.

inline constexpr std::size_t kSourceNameBytes = 32;
inline constexpr std::size_t kVendorIdBytes = 48;
inline constexpr std::size_t kTitleBytes = 160;  // 40 Chinese characters with room to spare.
inline constexpr std::size_t kTeacherBytes = 64;
inline constexpr std::size_t kPasswordBytes = 40;
inline constexpr std::size_t kUrlBytes = 1024;

}  // namespace classbell

#endif  // CLASSBELL_CORE_LIMITS_H_
