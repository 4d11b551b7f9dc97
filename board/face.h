#ifndef CLASSBELL_BOARD_FACE_H_
#define CLASSBELL_BOARD_FACE_H_

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "core/terminal.h"
#include "platform/display.h"
#include "platform/led.h"
#include "platform/loop.h"
#include "platform/push_button.h"

namespace classbell::board {

template <class T>
struct Opened {
  Opened() = default;
  template <class U>
  Opened(std::shared_ptr<U> opened) : part(std::move(opened)) {}  // NOLINT(google-explicit-constructor)

  std::shared_ptr<T> part;
  std::optional<platform::Error> flaw;  // It works, but not as configured: a font that is none.
};

// How a part of the face is opened; empty: the board has none.
template <class T>
using Opener = std::function<tl::expected<Opened<T>, platform::Error>()>;

struct FaceParts {
  Opener<platform::Display> display;
  std::array<Opener<platform::Led>, 3> leds;  // Green, amber, red.
  Opener<platform::PushButton> button;
};

// What a person sees and touches: panel, LEDs and button. A part that cannot be opened, or fails, is left out and tried
// again, each by itself, and the room runs on with the others; what is wrong goes to the log, the core and the status.
class Face {
 public:
  static constexpr Milliseconds kRetryAfter = 10 * kSecond;

  // Opens the parts. BLOCKS as they do (a font to load).
  Face(FaceParts parts, platform::Loop& loop, Milliseconds mono);
  ~Face();
  Face(const Face&) = delete;
  Face& operator=(const Face&) = delete;

  // Opens again what is due, and appends what the core is to be told: what the button did, that a part failed or works.
  void step(Milliseconds mono, std::vector<Event>& events);

  bool has_display() const { return display_.part != nullptr; }
  // Whether the panel can write that language; else it is to be shown English.
  bool can_show(Language language) const { return display_.part == nullptr || display_.part->can_show(language); }
  void show(const Screen& screen, Milliseconds mono);
  // Lights the LEDs as their patterns have it at this instant. Only what changes is touched.
  void light(const Leds& leds, Milliseconds mono);

  // When step() or light() has something to do at the latest, mono; steady LEDs and an idle button: kNever.
  Milliseconds deadline() const;

  struct State {
    std::string_view name;  // "display", "green", "amber", "red", "button"
    std::string text;       // "ok", "none", or what is wrong.
  };
  std::vector<State> states() const;

 private:
  template <class T>
  struct Slot {
    std::string_view name;
    Opener<T> open;
    std::shared_ptr<T> part = nullptr;
    std::optional<platform::Error> fault = std::nullopt;
    Milliseconds retry_mono = kNever;
  };
  struct LedSlot {
    Slot<platform::Led> slot;
    std::optional<bool> lit = std::nullopt;
  };

  template <class T>
  bool try_open(Slot<T>& slot, Milliseconds mono);
  template <class T>
  void fail(Slot<T>& slot, const platform::Error& error, Milliseconds mono);
  void open_due(Milliseconds mono);
  void read_button(Milliseconds mono);
  bool is_well() const;

  platform::Loop& loop_;
  Slot<platform::Display> display_;
  std::array<LedSlot, 3> leds_;
  Slot<platform::PushButton> button_;
  int watched_ = -1;           // The button's descriptor.
  std::vector<Event> events_;  // Not told yet.
  bool told_well_ = true;
  Milliseconds blink_mono_ = kNever;
  std::vector<bool> changes_;
};

}  // namespace classbell::board

#endif  // CLASSBELL_BOARD_FACE_H_
