#ifndef CLASSBELL_BOARD_PARTS_H_
#define CLASSBELL_BOARD_PARTS_H_

#include "board/config.h"
#include "board/face.h"

namespace classbell::board {

// What the configuration says the room's face is made of. Opens nothing of the board's yet; the terminal this runs in,
// where it is panel or button, at once.
FaceParts face_parts(const Config& config);

// One by one, for `classbell check`.
Opener<platform::Display> display_opener(const Config& config);
Opener<platform::Led> led_opener(const LedsConfig& leds, std::size_t colour);
Opener<platform::PushButton> button_opener(const ButtonConfig& button);

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_PARTS_H_
