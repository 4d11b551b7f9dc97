#ifndef CLASSBELL_VENDORS_ICLASS_CALLBACKS_H_
#define CLASSBELL_VENDORS_ICLASS_CALLBACKS_H_

#include <cstddef>
#include <string_view>

#include "core/span.h"
#include "vendors/endpoint.h"

// The events that iclass sends to an address of ours (iclass.md, chapter 4) as rows, in its order. An event that is
// not answered with {"error_code":0} comes again, ten times, a minute apart.
namespace classbell::vendors::iclass {

struct Callback {
  std::string_view event;      // As `event` in the body.
  std::string_view section;    // Of the document.
  std::string_view meaning;    // One line of English.
  Span<const Parameter> data;  // The members of `data` in the body.
};

inline constexpr Parameter kEventClassId = required("class_id", Type::kInt, "Class id");
inline constexpr Parameter kEventErrorCode = required("error_code", Type::kInt, "0 success, anything else failure");
inline constexpr Parameter kEventErrorMsg = required("error_msg", Type::kString, "What went wrong");

inline constexpr Parameter kClassBeginData[] = {
    kEventClassId,
    required("real_start_time", Type::kInt, "When the lesson began, Unix seconds"),
};

inline constexpr Parameter kClassOverData[] = {
    kEventClassId,
    required("real_stop_time", Type::kInt, "When the lesson ended, Unix seconds"),
};

inline constexpr Parameter kOnlineRecordStartData[] = {
    kEventErrorCode, kEventErrorMsg, kEventClassId,
    required("timestamp", Type::kInt, "The vendor's time, Unix seconds"),
};

inline constexpr Parameter kOnlineRecordStopData[] = {
    kEventErrorCode, kEventErrorMsg,
    required("timestamp", Type::kInt, "The vendor's time, Unix seconds"),
    required("start_time", Type::kInt, "Begin of the recording, Unix seconds"),
    required("stop_time", Type::kInt, "End of the recording, Unix seconds"),
    kEventClassId,
    required("video_info", Type::kList,
             "Videos, each with video_play_time, video_size (bytes), video_format, video_duration (seconds), "
             "video_url, video_id, video_type (0 camera, 1 screen, 2 whiteboard), user_id (empty for a whiteboard)"),
};

inline constexpr Parameter kTransportProgressData[] = {
    kEventErrorCode, kEventErrorMsg,
    required("timestamp", Type::kInt, "When the progress changed, Unix seconds"),
    required("status", Type::kString, "Conversion: queued, processing or finished",
             one_of("queued|processing|finished")),
    required("progress", Type::kInt, "Progress in per cent", range(0, 100)),
    required("h5_url", Type::kString, "Address of the H5 pages, once it has finished; the example lacks it"),
    required("resolution", Type::kString, "Size of the slides, such as 1024x768"),
    required("pages", Type::kInt, "How many slides"),
    required("title", Type::kString, "Name of the file"),
};

inline constexpr std::string_view kClassBegin = "class_begin";  // 4.2
inline constexpr std::string_view kClassOver = "class_over";    // 4.3

inline constexpr Callback kCallbacks[] = {
    {kClassBegin, "4.2", "The teacher began the lesson in the vendor's client", kClassBeginData},
    {kClassOver, "4.3", "The teacher ended the lesson in the vendor's client", kClassOverData},
    {"online_record_start", "4.4", "The server began to record", kOnlineRecordStartData},
    {"online_record_stop", "4.5", "The server's recording ended: its videos", kOnlineRecordStopData},
    {"transport_progress", "4.6", "Progress of a conversion to H5", kTransportProgressData},
};

// Whether no event stands twice and none lacks a name, a section or a meaning.
constexpr bool is_sound(Span<const Callback> callbacks) {
  for (std::size_t i = 0; i < callbacks.size(); ++i) {
    const Callback& row = callbacks[i];
    if (row.event.empty() || row.section.empty() || row.meaning.empty() || row.data.empty()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (callbacks[j].event == row.event) return false;
    }
  }
  return true;
}
static_assert(is_sound(kCallbacks));
static_assert(sizeof(kCallbacks) / sizeof(kCallbacks[0]) == 5);

}  // namespace classbell::vendors::iclass

#endif  // CLASSBELL_VENDORS_ICLASS_CALLBACKS_H_
