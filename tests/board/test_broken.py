#!/usr/bin/env python3
"""Goal: what is wired badly or missing is said on what can still say it, and the terminal runs on with the rest.
Method: one board, a program for each fault; each has a red LED of its own, whose pin must blink fast, unless the LED itself is
the fault: there the LCD says it. A line is made busy by the first program, which has nothing wrong. At the end all of
them keep a lesson.
"""
import time

from lab import *

# Name: program, its red LED's line, what is wrong, the device that is told of it, and how.
GPIO = {"chip": "gpiochip0"}
BUTTON = {"input": "gpio", "chip": "gpiochip0", "line": 0, "active": "high", "bias": "as-is"}
NO_PANEL = {"panel": "none"}
FAULTS = {
    "busy": ("aarch64", 1, {"button": BUTTON}, "button", "line 0 of gpiochip0 is in use by 'classbell'"),
    "noline": ("armhf", 2, {"button": {**BUTTON, "line": 55}}, "button", "gpiochip0 has no line 55; it has 8, from 0 on"),
    "nochip": ("aarch64", 3, {"button": {**BUTTON, "chip": "gpiochip7"}}, "button", "gpiochip7"),
    "nopanel": ("armhf", 4, {"display": {"panel": "framebuffer", "device": "/dev/fb9"}}, "display", "/dev/fb9"),
    "nofont": ("aarch64", 5, {"display": {"panel": "framebuffer", "device": "/dev/fb0", "font": "/etc/hosts"}}, "display",
               "/etc/hosts"),
    "nokey": ("armhf", 6, {"button": {"input": "evdev", "device": "/dev/input/event9"}}, "button", "/dev/input/event9"),
}
BROWSERS = {"nobrowser": ("aarch64", "/bin/nothing %u", "/bin/nothing"), "exits": ("armhf", "/bin/ls %u", "/bin/ls ended 3 times in a row")}
NEAR_S = 540  # Of a lesson so near the schedule is read each 15 s.
AHEAD_S = 20  # More than that.
ROOM = {name: 401 + i for i, name in enumerate((*BROWSERS, *FAULTS, "healthy"))}


def terminal(world, board, name, target, red=None, **sections):
    sections.setdefault("display", NO_PANEL)
    leds = {"output": "none"} if red is None else {"output": "gpio", **GPIO, "red": red}
    return Wall(world, board, name, target, {"sx": sxb(world, board, rooms=str(ROOM[name]))}, leds=leds, **sections)


def code_of(wall):
    return (wall.status()["fault"] or {}).get("code")


def says(wall, device, text):
    """What is wrong stands in status and log."""
    wait_for(f"{wall.name}: status says what is wrong with the {device}", 10, lambda: text in wall.status()["devices"][device]
             and code_of(wall) == "E-DEVICE", 0.5)
    status = wall.status()
    check(any(f"E-DEVICE {device}: " in line and text in line for line in wall.lines()),
          f"{wall.name}: the log does not say what is wrong with the {device}")
    passed(f"{wall.name}: {device}: {status['devices'][device]}")


def blinks_fast(board, walls):
    found = board.pattern(3, {name: FAULTS[name][1] for name in walls})
    for name, pattern in found.items():
        same(pattern, "fast", f"{name}: its red LED")
    passed("each one's red LED blinks fast at its pin")


def lcd_is_lit(board):
    """The panel without its font shows the fault all the same, in the program's own letters."""
    pixels = Picture.from_ppm(board.picture()).pixels
    lit = sum(1 for i in range(0, len(pixels), 3) if pixels[i:i + 3] != pixels[0:3])
    check(lit > 2000, f"the LCD without a font shows nothing: {lit} pixels")
    passed("the LCD shows it without its font")


def keep_lessons(world, walls, rooms):
    """No fault stops a lesson, and a browser that does not run is said while it should."""
    start = int(time.time()) + AHEAD_S
    for room in rooms.values():
        room.update(world.cloud.patch(room, start=start, end=start + 1800))
    for name in BROWSERS:
        walls[name].start()
    for name, wall in walls.items():
        wait_for(f"{name}: live", 40, lambda: wall.state(rooms[name]) == "live", 0.5)
        same(len(world.cloud.of(rooms[name])["starts"]), 1, f"{name}: effective starts")
        passed(f"{name}: its lesson is live, started once")
    for name, (_, _, text) in BROWSERS.items():
        wall = walls[name]
        wait_for(f"{name}: E-BROWSER", 20, lambda: code_of(wall) == "E-BROWSER", 0.5)
        line = next((l for l in wall.lines() if "E-BROWSER" in l and text in l), None)
        check(line, f"{name}: the log does not say what is wrong with the browser")
        passed(f"{name}: " + line.split(" ", 2)[2])


def test(world):
    board = Board(world, "board")
    healthy = terminal(world, board, "healthy", "aarch64", button=BUTTON)
    walls = {name: terminal(world, board, name, target, red, **sections)
             for name, (target, red, sections, _, _) in FAULTS.items()}
    in_lesson = {"busy": walls["busy"], "nopanel": walls["nopanel"],
                 **{name: terminal(world, board, name, target, kiosk={"command": command})
                    for name, (target, command, _) in BROWSERS.items()}}
    rooms = {name: world.cloud.room("sxb", id=ROOM[name], start_in_s=NEAR_S, length_s=1800) for name in in_lesson}
    board.boot()
    healthy.start()
    for wall in walls.values():
        wall.start()
    for name, wall in walls.items():
        says(wall, *FAULTS[name][3:])
    check(all(text in ("ok", "none") for text in healthy.status()["devices"].values()), f"{healthy.status()['devices']}")
    blinks_fast(board, walls)
    lcd_is_lit(board)
    keep_lessons(world, in_lesson, rooms)


run("broken", test)
