#ifndef CLASSBELL_BOARD_BOARDS_H_
#define CLASSBELL_BOARD_BOARDS_H_

#include <string_view>

#include "core/span.h"

namespace classbell::board {

// A board that ClassBell knows: what `[terminal] board = NAME` stands for, namely the content of board/NAME/board.ini,
// the defaults of [display], [leds] and [button]. Built in; a new board is a new folder with such a file.
struct Board {
  std::string_view name;
  std::string_view ini;
};

Span<const Board> boards();

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_BOARDS_H_
