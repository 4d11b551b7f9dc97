#!/usr/bin/env python3
"""Goal: the button and the LEDs do what board/README.md says, on a kernel's own GPIO.
Method: both programs run on one board, each with a button and LEDs of its own on the PL061: aarch64's button is high when
pressed and was held down before the board had power; armhf's idles high, and goes low, and its lines are known by their
names. The test moves the lines and watches the LEDs' pins change. Meanwhile it counts how often two more programs, with an
LCD and an hour to go, wake up.
"""
import re
import time

from lab import *

HIGH = {"button": 0, "green": 4, "amber": 5, "red": 6, "active": "high", "idle": False}
LOW = {"button": 1, "green": 2, "amber": 3, "red": 7, "active": "low", "idle": True}
NAMES = {LOW[part]: name for part, name in {"button": "BELL", "green": "LED_G", "amber": "LED_A", "red": "LED_R"}.items()}
IDLE_ROOM = 865779001
IDLE_S = 60  # At least: a poll's minute.
WAKEUPS_PER_S = 0.5


def wiring(pins, names=None):
    """[button] and [leds]: lines of gpiochip0 by number, or of any chip by name."""
    chip = {} if names else {"chip": "gpiochip0"}
    line = names.get if names else int
    return {"button": {"input": "gpio", "line": line(pins["button"]), "active": pins["active"], "bias": "as-is", **chip},
            "leds": {"output": "gpio", **{colour: line(pins[colour]) for colour in ("green", "amber", "red")}, **chip}}


def line_names():
    """For the device tree."""
    return "&gpio0 { gpio-line-names = " + ", ".join(f'"{NAMES.get(line, "")}"' for line in range(8)) + "; };\n"


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


class Idle:
    """Terminals with an LCD and nothing to do for an hour: how often do they wake up?"""

    def __init__(self, world, board):
        self.board, self.walls = board, []
        for target in BINARIES:
            self.walls.append(Wall(world, board, "idle-" + target, target, {"cv": cvclass(world, board, rooms=str(IDLE_ROOM))},
                                   lesson={"open_before": "5m"}, display={"panel": "framebuffer", "device": "/dev/fb0"}))

    def count(self, wall):
        text = self.board.sh(f"cat /proc/{wall.pid}/task/*/status")
        return sum(int(n) for n in re.findall(r"^voluntary_ctxt_switches:\s+(\d+)", text, re.M))

    def begin(self):
        self.since, self.counts = time.monotonic(), [self.count(wall) for wall in self.walls]

    def judge(self):
        time.sleep(max(0, self.since + IDLE_S - time.monotonic()))
        for wall, before in zip(self.walls, self.counts):
            for_s = time.monotonic() - self.since
            measured(f"{wall.target}: wakeups a second over {for_s:.0f} s, the next lesson an hour away",
                     (self.count(wall) - before) / for_s, "/s", WAKEUPS_PER_S)


def test(world):
    board = Board(world, "board", nodes=line_names())
    pins = {"aarch64": HIGH, "armhf": LOW}
    hands = {t: Hand(board, p) for t, p in pins.items()}
    rooms = {"aarch64": world.cloud.room("cvclass", start_in_s=1500, length_s=1800, occupied=True),
             "armhf": world.cloud.room("sxb", start_in_s=1500, length_s=1800)}
    world.cloud.room("cvclass", id=IDLE_ROOM, start_in_s=3720, length_s=2400)
    walls = {"aarch64": Wall(world, board, "aarch64", "aarch64",
                             {"cv": cvclass(world, board, rooms=str(rooms["aarch64"]["id"]))}, display={"panel": "none"},
                             **wiring(HIGH)),
             "armhf": Wall(world, board, "armhf", "armhf", {"sx": sxb(world, board)}, display={"panel": "none"},
                           **wiring(LOW, NAMES))}
    idle = Idle(world, board)
    board.boot(lines={HIGH["button"]: True, LOW["button"]: True})  # One is held down, the other idles high.
    for wall in (*idle.walls, *walls.values()):
        wall.start()
    held_at_boot(walls["aarch64"], hands["aarch64"])
    for target, hand in hands.items():
        check(not is_stuck(walls[target]), f"{target}: stuck, though nobody holds it")
        hand.wait_pattern(f"{target} ready", green="on")
    idle.begin()
    press_starts(world, walls, hands, rooms)
    for target, hand in hands.items():
        hand.wait_pattern(f"{target} live", red="on")
    long_press_is_nothing(world, walls, hands, rooms)
    hold_stops(world, walls, hands, rooms)
    idle.judge()


run("wires", test)
