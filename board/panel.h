#ifndef CLASSBELL_BOARD_PANEL_H_
#define CLASSBELL_BOARD_PANEL_H_

#include "core/view.h"
#include "platform/linux/console.h"

namespace classbell::board {

// The simulated board's face: the LCD's screen as text lines, and the LEDs, on the terminal the program runs in.
class ConsolePanel {
 public:
  // Draws nothing where `fd` is no terminal.
  explicit ConsolePanel(int fd) : console_(fd, kColumns, kRows) {}

  bool is_active() const { return console_.is_active(); }
  void present(const Screen& screen, const Leds& leds, Milliseconds mono);

 private:
  static constexpr int kColumns = 44;
  static constexpr int kRows = 9;
  platform::Console console_;
};

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_PANEL_H_
