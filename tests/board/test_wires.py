#!/usr/bin/env python3
"""Goal: the button, the LEDs and the LCD do what PRODUCT 4 says, on a kernel's own GPIO and framebuffer.
Method: both programs run on one board, each with a button and LEDs of its own on the PL061: aarch64's button is high when
pressed and was held down before the board had power; armhf's idles high, and goes low. The test moves the lines, watches the LEDs' pins change,
and looks at the LCD, which is aarch64's. A third program has a key of an input device for a button.
"""
import statistics
import time

from lab import *

HIGH = {"button": 0, "green": 4, "amber": 5, "red": 6, "active": "high", "idle": False}
LOW = {"button": 1, "green": 2, "amber": 3, "red": 7, "active": "low", "idle": True}
PRESSES = 10
ACKNOWLEDGED_MS = 100
KEYS_ROOM = 865779001


def wiring(pins):
    return {"button": {"input": "gpio", "chip": "gpiochip0", "line": pins["button"], "active": pins["active"], "bias": "as-is"},
            "leds": {"output": "gpio", "chip": "gpiochip0", "green": pins["green"], "amber": pins["amber"],
                     "red": pins["red"]}}


class Hand:
    """The button and the LEDs of one program."""

    def __init__(self, board, pins):
        self.board, self.pins = board, pins

    def set(self, pressed):
        self.board.line(self.pins["button"], pressed != self.pins["idle"])

    def press(self, for_s=0.15, bounces=0):
        for level in (True, False):
            for _ in range(bounces):
                self.set(level)
                time.sleep(0.0005)
                self.set(not level)
                time.sleep(0.0005)
            self.set(level)
            if level:
                time.sleep(for_s)

    def pattern(self, for_s=2.2):
        return self.board.pattern(for_s, {c: self.pins[c] for c in ("green", "amber", "red")})

    def wait_pattern(self, what, timeout_s=15, **want):
        want = {"green": "off", "amber": "off", "red": "off", **want}
        found = None
        until = time.monotonic() + timeout_s
        while time.monotonic() < until:
            found = self.pattern()
            if found == want:
                return passed(f"LEDs, {what}: " + ", ".join(f"{c} {p}" for c, p in want.items() if p != "off"))
        raise Failed(f"LEDs, {what}: {found}, want {want}")


def is_stuck(wall):
    return wall.status().get("notice") == "the button is stuck"


def held_at_boot(wall, hand):
    wait_for("the stuck button is said", 20, lambda: is_stuck(wall), 0.3)
    hand.set(False)
    wait_for("the button is free again", 20, lambda: not is_stuck(wall), 0.3)
    passed(f"{wall.name}: held at boot: stuck, and said so until it was let go")


def press_starts(world, walls, hands, rooms):
    """A lesson within 30 minutes: a press that bounces starts it, once."""
    for target in walls:
        hands[target].press(bounces=10)
    for target, wall in walls.items():
        wait_for(f"{target}: live by a press", 20, lambda: wall.state(rooms[target]) == "live", 0.3)
    time.sleep(1)
    for target in walls:
        same(len(world.cloud.of(rooms[target])["starts"]), 1, f"{target}: effective starts by one press that bounced")
        passed(f"{target}: a press with ten bounces started the lesson, once")


def long_press_is_nothing(world, walls, hands, rooms):
    """Over 10 s nobody means it: it is said to be stuck, and the stop that it began is taken back."""
    for hand in hands.values():
        hand.set(True)
    time.sleep(10.6)
    stuck = {target: is_stuck(wall) for target, wall in walls.items()}
    for hand in hands.values():
        hand.set(False)
    time.sleep(1)
    for target, wall in walls.items():
        check(stuck[target], f"{target}: a button held for 10 s is not said to be stuck")
        same(wall.status_of(rooms[target])["state"], "live", f"{target}: after a press of 10 s")
        same(len(world.cloud.of(rooms[target])["stops"]), 0, f"{target}: stops by a press of 10 s")
        passed(f"{target}: a press of 10 s was stuck, and stopped nothing")


def hold_stops(world, walls, hands, rooms):
    for hand in hands.values():
        hand.press(for_s=2.4, bounces=5)
    for target, wall in walls.items():
        wait_for(f"{target}: stopped by a hold", 40, lambda: wall.state(rooms[target]) == "ended", 0.3)
        same(len(world.cloud.of(rooms[target])["stops"]), 1, f"{target}: effective stops by one hold")
        passed(f"{target}: a hold of 2 s stopped it, once")


def rested(board):
    """The LCD's picture a moment after a second of its clock began: nothing but a press changes it for a while."""
    before, until = board.picture(), time.monotonic() + 3
    while board.picture() == before and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.25)
    return board.picture()


def acknowledged(board, hand):
    """From the line's change to another picture on the LCD, while nothing goes through the network."""
    board.machine.black_hole(True)
    times = []
    for _ in range(PRESSES):
        before, began = rested(board), time.monotonic()
        hand.set(True)
        while board.picture() == before:
            check(time.monotonic() - began < 3, "a press is not on the LCD at all")
        times.append((time.monotonic() - began) * 1000)
        time.sleep(0.1)
        hand.set(False)
    board.machine.black_hole(False)
    print("     a press on the LCD, ms:", " ".join(f"{t:.0f}" for t in sorted(times)))
    measured(f"a press on the LCD, the network a black hole, median of {PRESSES}", statistics.median(times), "ms",
             ACKNOWLEDGED_MS)


def lessons(world, walls, hands):
    """A lesson each, 25 minutes ahead; a press has the schedule read at once."""
    rooms = {"aarch64": world.cloud.room("cvclass", start_in_s=1500, length_s=1800, occupied=True),
             "armhf": world.cloud.room("sxb", start_in_s=1500, length_s=1800)}
    for target, hand in hands.items():
        hand.press()
        wait_for(f"{target} knows the lesson", 40, lambda: walls[target].status_of(rooms[target]), 0.3)
    return rooms


def tap(board):
    for down in (True, False):
        board.machine.key("ret", down)
        time.sleep(0.15)


def a_key_starts(world, board, wall):
    """The Enter key of a keyboard, through evdev."""
    room = world.cloud.room("cvclass", id=KEYS_ROOM, start_in_s=1500, length_s=1800, occupied=True)
    tap(board)  # It has the schedule read at once.
    wait_for("the key's terminal knows the lesson", 40, lambda: wall.status_of(room), 0.3)
    tap(board)
    wait_for("live by a key", 20, lambda: wall.state(room) == "live", 0.3)
    same(len(world.cloud.of(room)["starts"]), 1, "effective starts by a key")
    passed("a key of an input device started a lesson, once")


def test(world):
    board = Board(world, "board")
    pins = {"aarch64": HIGH, "armhf": LOW}
    hands = {t: Hand(board, p) for t, p in pins.items()}
    display = {"panel": "framebuffer", "device": "/dev/fb0"}
    walls = {"aarch64": Wall(world, board, "aarch64", "aarch64", {"cv": cvclass(world, board)}, display=display,
                             **wiring(HIGH)),
             "armhf": Wall(world, board, "armhf", "armhf", {"sx": sxb(world, board)}, display={"panel": "none"},
                           **wiring(LOW))}
    keys = Wall(world, board, "key", "armhf", {"cv": cvclass(world, board, rooms=str(KEYS_ROOM))}, display={"panel": "none"},
                button={"input": "evdev", "device": "/dev/input/event0", "key": "enter"})
    board.boot(lines={HIGH["button"]: True, LOW["button"]: True})  # One is held down, the other idles high.
    for wall in walls.values():
        wall.start()
    held_at_boot(walls["aarch64"], hands["aarch64"])
    for target, hand in hands.items():
        check(not is_stuck(walls[target]), f"{target}: stuck, though nobody holds it")
        hand.wait_pattern(f"{target} ready", green="on")
    acknowledged(board, hands["aarch64"])
    rooms = lessons(world, walls, hands)
    press_starts(world, walls, hands, rooms)
    for target, hand in hands.items():
        hand.wait_pattern(f"{target} live", red="on")
    long_press_is_nothing(world, walls, hands, rooms)
    hold_stops(world, walls, hands, rooms)
    keys.start()
    a_key_starts(world, board, keys)


run("wires", test)
