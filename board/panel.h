#ifndef CLASSBELL_BOARD_PANEL_H_
#define CLASSBELL_BOARD_PANEL_H_

#include <memory>
#include <string>
#include <vector>

#include "core/view.h"
#include "platform/display.h"
#include "platform/led.h"
#include "platform/linux/console.h"
#include "platform/linux/key_line.h"

// The simulated board's parts, on the terminal the program runs in: the LCD as text lines, the LEDs as lamps below
// them, the button as the space bar.
namespace classbell::board {

class ConsolePanel final : public platform::Display {
 public:
  // Draws nothing where `fd` is no terminal.
  explicit ConsolePanel(int fd) : console_(fd, kColumns, kRows) {}

  bool is_active() const { return console_.is_active(); }
  tl::expected<void, platform::Error> present(const Screen& screen) override;
  bool can_show(Language) const override { return true; }
  void light(bool platform::Lamps::*lamp, bool lit);

 private:
  static constexpr int kColumns = 44;
  static constexpr int kRows = 9;
  platform::Console console_;
  std::vector<std::string> lines_;
  platform::Lamps lamps_;
};

class ConsoleLed final : public platform::Led {
 public:
  ConsoleLed(std::shared_ptr<ConsolePanel> panel, bool platform::Lamps::*lamp)
      : panel_(std::move(panel)), lamp_(lamp) {}
  tl::expected<void, platform::Error> light(bool lit) override;

 private:
  std::shared_ptr<ConsolePanel> panel_;
  bool platform::Lamps::*lamp_;
};

// A terminal tells presses, not releases: space is a press down and up; 'h' holds it down, and lets it go again.
class SpaceBar final : public platform::KeyLine {
 public:
  explicit SpaceBar(platform::Keyboard keyboard) : keyboard_(std::move(keyboard)) {}

  int descriptor() const override { return keyboard_.is_gone() ? -1 : keyboard_.descriptor(); }
  bool is_debounced() const override { return true; }
  tl::expected<void, platform::Error> read_events(std::vector<bool>& levels) override;
  tl::expected<bool, platform::Error> level() override { return held_; }

 private:
  platform::Keyboard keyboard_;
  bool held_ = false;
};

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_PANEL_H_
