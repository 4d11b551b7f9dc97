#!/usr/bin/env python3
"""Goal: the board "generic" works as its README says: LEDs in /sys/class/leds, a key of an input device, a framebuffer; the panel
has 16 bits a pixel.
Method: README's own nodes, on lines of the PL061, are added to the board's device tree, so that the kernel's gpio-leds and
gpio-keys have the pins; a simple-framebuffer is in a part of its memory. The test moves the button's line (idle high),
watches the LEDs' pins, and reads the panel's pixels from that memory.
"""
import re
import time

from lab import *

BUTTON = 1
LEDS = {"green": 2, "amber": 3, "red": 7}
LINES = {17: BUTTON, 23: LEDS["green"], 24: LEDS["amber"], 25: LEDS["red"]}  # README's, and the PL061's.
WORDS = {"GPIO_ACTIVE_HIGH": 0, "GPIO_ACTIVE_LOW": 1, "GPIO_PULL_UP": 16, "KEY_PROG1": 148}  # dt-bindings
BY_PATH = "/dev/input/by-path"


def nodes():
    """The device tree's source in board/generic/README.md, with this board's lines."""
    text = read(os.path.join(ROOT, "board/generic/README.md"))
    source = text[text.index("    / {\n"):text.index("\n    };\n") + 7]
    source = re.sub(r"(<&gpio0) (\d+)", lambda m: f"{m[1]} {LINES[int(m[2])]}", source)
    for word, value in WORDS.items():
        source = re.sub(rf"\b{word}\b", str(value), source)
    return source + panel_16_bit()


def press(board, for_s, bounces=5):
    for level in (False, True):
        for _ in range(bounces):
            board.line(BUTTON, level)
            time.sleep(0.001)
            board.line(BUTTON, not level)
            time.sleep(0.001)
        board.line(BUTTON, level)
        time.sleep(0 if level else for_s)


def lit(board, **want):
    """Waits until exactly these LEDs are on, and does not count what blinks."""
    want = {"green": "off", "amber": "off", "red": "off", **want}
    wait_for(f"the LEDs are {want}", 5, lambda: board.pattern(2.2, LEDS) == want, 0)
    passed("LEDs of the kernel's gpio-leds: " + ", ".join(f"{c} {p}" for c, p in want.items() if p != "off"))


def test(world):
    board = Board(world, "board", {FONT[1:]: (FONT, 0o644)}, nodes=nodes())
    wall = Wall(world, board, "wall", "armhf", {"sx": sxb(world, board)}, terminal={"board": "generic"})
    room = world.cloud.room("sxb", start_in_s=1500, length_s=1800)
    board.boot(lines={BUTTON: True})
    # What udev makes of it.
    board.sh(f"mkdir -p {BY_PATH} && ln -s /dev/input/event0 {BY_PATH}/platform-classbell-button-event")
    same(board.sh("cat /sys/class/input/event0/device/name").strip(), "classbell-button", "the input device's name")
    wall.start()
    devices = wall.status()["devices"]
    check(all(state == "ok" for state in devices.values()), f"{devices}")
    wait_for("the lesson is known", 20, lambda: wall.status_of(room), 0.3)
    lit(board, green="on")
    before = board.picture_16_bit()
    press(board, 0.1)
    wait_for("live by the key", 20, lambda: wall.state(room) == "live", 0.3)
    time.sleep(1)
    same(len(world.cloud.of(room)["starts"]), 1, "effective starts by one press that bounced")
    passed("a key of the kernel's gpio-keys started the lesson, once")
    lit(board, red="on")
    live = board.picture_16_bit()
    red = sum(1 for i in range(0, len(live.pixels), 3) if live.pixels[i] > 180 and live.pixels[i + 1] < 40)
    check(live.differing(before) > 10000 and red > 10000, f"the panel of 16 bits: {red} red pixels")
    passed("the panel of 16 bits shows the red band of a live lesson")


run("generic", test)
