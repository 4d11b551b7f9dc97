#!/usr/bin/env python3
"""Goal: the LCD shows what it should in every state, to the pixel.
Method: one board, whose clock and clouds believe in 3 March 2031, lives through a lesson; between two pictures both clocks are
set forward, which the terminal must bear anyway. Each picture is compared with the approved one (approved/), at a second that
the clock on the picture tells. It is looked for until it comes: a busy machine may be late, but never shows another. A second
program shows the next lesson on a panel of 16 bits. While the lesson is live the program's memory is measured.

APPROVE=1 writes the pictures instead; look at each before you commit it. BOARD_LANGUAGE (en, zh) and BOARD_TARGET (armhf,
aarch64) choose what runs.
"""
import calendar
import os
import re
import time

from lab import *

LANGUAGE, TARGET = os.environ.get("BOARD_LANGUAGE", "en"), os.environ.get("BOARD_TARGET", "armhf")
APPROVED = os.path.join(HERE, "approved")
START = calendar.timegm((2031, 3, 3, 2, 0, 0))  # 10:00 in Shanghai.
END = START + 40 * 60
ROOM, TITLE = 301, {"en": "Mathematics 7b", "zh": "高中数学必修第一册第二章一元二次函数、方程和不等式第三节二次函数与一元二次方程式"}[LANGUAGE]
UNTITLED_ROOM, UNTITLED_START = 302, END + 30 * 60
UNTITLED_END = UNTITLED_START + 40 * 60
BUTTON = 0
ELAPSED = ((0, 380, 800, 36),)  # Since the vendor confirmed: a second more or less.
CLOCK = ((0, 0, 800, 50),)  # Where a countdown is asked for that began with a press.
HOLDING = (*ELAPSED, *CLOCK, (0, 150, 800, 140), (16, 420, 768, 10))  # It is not to be held until a second fits.
PSS_KB_MAX = 4096
TRIES, LOOK_S, JUMP_S = 3, 5, 2


class FakeTime:
    """The clouds' clock, moved by libfaketime; `offset_s` is what they and the board are ahead of this machine."""

    def __init__(self, world):
        self.file, program = os.path.join(world.folder, "offset"), os.path.join(world.folder, "cloud")
        self.set(0)
        with open(program, "w") as f:
            f.write(f'#!/bin/sh\nexport FAKETIME_TIMESTAMP_FILE={self.file} FAKETIME_NO_CACHE=1 DONT_FAKE_MONOTONIC=1\n'
                    f'LD_PRELOAD=$(ls /usr/lib/*/faketime/libfaketime.so.1) exec {harness.CLOUD} "$@"\n')
        os.chmod(program, 0o755)
        harness.CLOUD = program

    def set(self, offset_s):
        self.offset_s = offset_s
        with open(self.file + ".new", "w") as f:
            f.write(f"{offset_s:+d}\n")
        os.rename(self.file + ".new", self.file)


class Film:
    """Takes the pictures, and moves the time."""

    def __init__(self, board, fake):
        self.board, self.fake = board, fake

    def to(self, utc):
        """Sets the board and the clouds to a time."""
        now = time.time()
        self.fake.set(int(utc) - int(now) - 1)
        self.board.set_clock(utc)

    def jump(self, name, utc, **more):
        """Sets the time to a moment before `utc`, and looks."""
        self.to(utc - JUMP_S)
        self.shot(name, utc, **more)

    def wait(self, utc):
        time.sleep(max(0, utc - self.fake.offset_s - time.time()))

    def shot(self, name, utc, boxes=(), look_s=LOOK_S):
        """What is seen at `utc`. `boxes`: parts that need not be the same. `look_s`: for how long it is looked for; where that
        is long, a busy machine may have missed the second, and it may come again."""
        path = os.path.join(APPROVED, f"{name}-{LANGUAGE}.png")
        if os.environ.get("APPROVE"):
            self.wait(utc + 0.5)
            os.makedirs(APPROVED, exist_ok=True)
            Picture.from_ppm(self.board.picture()).write(path)
            return passed(f"{path} is written; look at it")
        want, nearest = Picture.read(path).without(boxes), None
        for attempt in range(TRIES if look_s == LOOK_S else 1):
            if attempt:
                self.to(utc - JUMP_S)
            self.wait(utc - 0.2)
            until = time.monotonic() + look_s
            while time.monotonic() < until:
                seen = Picture.from_ppm(self.board.picture()).without(boxes)
                differing = want.differing(seen)
                if differing == 0:
                    return passed(f"the LCD, {name}: as approved")
                if nearest is None or differing < nearest[0]:
                    nearest = differing, seen
                time.sleep(0.05)
        out = os.path.join(ROOT, "build", f"board-{name}-{LANGUAGE}.png")
        nearest[1].write(out)
        raise Failed(f"the LCD, {name}: {nearest[0]} pixels are not as approved; the nearest picture is {out}")


def sixteen_bit(board, wall, utc, film):
    """The same picture on a panel of 16 bits: no channel further off than what such a pixel leaves out."""
    want = Picture.read(os.path.join(APPROVED, f"idle-{LANGUAGE}.png"))
    film.to(utc - 6)
    wall.start()
    film.wait(utc)
    wait_for("the panel of 16 bits shows the next lesson", 5, lambda: want.furthest(board.picture_16_bit()) <= 8, 0.3)
    wall.end()
    passed("a panel of 16 bits shows the same")


def memory(board, wall):
    """PSS in KB. The framebuffer is written to, and not mapped."""
    return int(re.search(r"^Pss: +(\d+) kB", board.sh(f"cat /proc/{wall.pid}/smaps_rollup"), re.M)[1])


def hold(film, board, wall):
    """Looks between the first second of a hold and the second, in which it stops the lesson; a late look takes that back."""
    for attempt in range(TRIES):
        film.to(START + 604)
        film.wait(START + 605.9)
        board.line(BUTTON, True)
        try:
            return film.shot("hold", START + 607, boxes=HOLDING, look_s=1)
        except Failed:
            if attempt + 1 == TRIES:
                raise
        finally:
            board.line(BUTTON, False)
        if wall.status()["screen"] == "held":
            board.line(BUTTON, True)
            time.sleep(0.2)
            board.line(BUTTON, False)
            time.sleep(1)


def test(world):
    fake = FakeTime(world)
    fake.set(START - 1500 - int(time.time()))
    board = Board(world, "board", {"font.ttc": (FONT, 0o644)}, rtc="2031-03-03T01:35:00", nodes=panel_16_bit())
    source = sxb(world, board, entry_template="https://class.example/teach/%r",  # The QR code is the students'.
                 student_template="https://class.example/join/%r", rooms=f"{ROOM},{UNTITLED_ROOM}")
    face = {"terminal": {"language": LANGUAGE}, "lesson": {"open_before": "5m"}}
    panel = {"panel": "framebuffer", "font": "/font.ttc"}
    sixteen = Wall(world, board, "sixteen", TARGET, {"sx": source}, display={**panel, "device": "/dev/fb0"}, **face)
    wall = Wall(world, board, "wall", TARGET, {"sx": source}, **face, display={**panel, "device": "/dev/fb1"},
                button={"input": "gpio", "chip": "gpiochip0", "line": BUTTON, "active": "high", "bias": "as-is"})
    board.boot(sync=False)
    film = Film(board, fake)
    room = world.cloud.room("sxb", id=ROOM, start=START, end=END, title=TITLE, teacher="teacher1")
    world.cloud.room("sxb", id=UNTITLED_ROOM, start=UNTITLED_START, end=UNTITLED_END, title="", teacher="teacher1")

    board.sh("mkdir -p /run/systemd/timesync && touch /run/systemd/timesync/synchronized")  # Its clock is trusted in each step.
    board.machine.plug(False)
    film.to(START - 1196)
    wall.start()
    film.shot("fault", START - 1190)
    board.machine.plug(True)
    wait_for("the schedule is read", 40, lambda: wall.status_of(room), 0.5)
    film.jump("idle", START - 896)
    sixteen_bit(board, sixteen, START - 896, film)
    film.jump("opening", START - 185)
    world.cloud.fault("hang", vendor="sxb", endpoint="startcourse", seconds=3, carried_out=True, times=1)
    film.to(START - 62)
    film.wait(START - 58)
    film.to(START - 3)
    film.shot("starting", START + 1)
    wait_for("live", 20, lambda: wall.state(room) == "live", 0.3)
    film.jump("live", START + 604, boxes=ELAPSED)
    measured(f"{TARGET}: memory (PSS) while live, with TLS and an LCD", memory(board, wall), "KB", PSS_KB_MAX)
    hold(film, board, wall)
    film.jump("ending", END - 190, boxes=ELAPSED)
    film.wait(END - 188.5)
    board.line(BUTTON, True)
    film.wait(END - 186)
    board.line(BUTTON, False)
    film.shot("held", END - 182, boxes=CLOCK)
    wait_for("ended", 40, lambda: wall.state(room) == "ended", 0.3)
    film.jump("ended", UNTITLED_START - 896)  # Shown for a while by the monotonic clock, which nobody sets.
    film.jump("untitled", UNTITLED_START - 185)
    film.jump("missed", UNTITLED_END + 5)  # A jump over the whole of it.
    same(len(world.cloud.of(room)["starts"]), 1, "effective starts, with the clock set forward again and again")


run("screens", test)
