#!/usr/bin/env python3
"""Goal: both shipped programs keep their lessons on a real ARM kernel, over HTTPS: not before the clock is set, on time, with
the cable pulled in between.
Method: one board that believes in 2020 runs them side by side, each at a vendor of its own; the clouds tell what reached them.
"""
import re
import time

from lab import *

LESSON_S = 16
NEAR_S = 540  # Of a lesson so near the schedule is read each 15 s.
AHEAD_S = 20  # More than that.


def versions(board):
    for target in BINARIES:
        text = board.sh(f"classbell-{target} --version")
        check(re.match(r"classbell \d+\.\d+", text), f"--version of {target}: {text!r}")


def no_start_in_2020(world, board, walls):
    """A lesson is due by the clouds' clock; the board's is years behind."""
    year = int(board.sh("date +%Y"))
    same(year, 2020, "the board's year")
    rooms = {"cvclass": world.cloud.room("cvclass", start_in_s=1, length_s=1800, occupied=True),
             "sxb": world.cloud.room("sxb", start_in_s=1, length_s=1800)}
    for wall in walls.values():
        wall.start()
        wait_for(f"{wall.name} answers", 20, lambda: "trusted" in wall.board.sh(
            f"classbell-{wall.target} status --json --config {wall.config}", ok=False), 0.3)
        check(not wall.status()["clock"]["trusted"], f"{wall.name} trusts a clock in 2020")
    time.sleep(5)
    for vendor, wall in walls.items():
        same(len(world.cloud.of(rooms[vendor])["starts"]), 0, f"starts at {vendor} with a clock in 2020")
    board.set_clock()
    for vendor, wall in walls.items():
        wait_for(f"{vendor} live once the clock is set", 30, lambda: wall.state(rooms[vendor]) == "live", 0.3)
    for vendor in walls:
        same(len(world.cloud.of(rooms[vendor])["starts"]), 1, f"starts at {vendor} once the clock is set")
    passed("a clock in 2020: no start until it is set, then one")
    return rooms


def cable(world, board, walls, rooms):
    """Lessons are live; the cable goes; one passes its end, the other is stopped by hand. Stops are caught up with."""
    end = int(time.time()) + 26
    world.cloud.patch(rooms["cvclass"], end=end)
    text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))
    wait_for("the new end is known", 15, lambda: walls["cvclass"].status_of(rooms["cvclass"])["end"] == text, 0.3)
    board.machine.plug(False)
    wait_for("no carrier", 10, lambda: "1" not in board.sh("cat /sys/class/net/eth0/carrier", ok=False))
    board.sh(f"classbell-{walls['sxb'].target} stop --config {walls['sxb'].config}")
    time.sleep(max(0, end + 4 - time.time()))
    for vendor, wall in walls.items():
        same(len(world.cloud.of(rooms[vendor])["stops"]), 0, f"stops at {vendor} without a cable")
        same(wall.status_of(rooms[vendor])["state"], "stopping", f"{vendor} without a cable")
    board.machine.plug(True)
    for vendor, wall in walls.items():
        wait_for(f"{vendor} ended after the cable is back", 40, lambda: wall.state(rooms[vendor]) == "ended", 0.5)
        report = world.cloud.of(rooms[vendor])
        same((len(report["starts"]), len(report["stops"])), (1, 1), f"{vendor}: effective starts and stops")
    passed("the cable pulled in a lesson and plugged in again: one stop each")


def later_lessons(world):
    return {"cvclass": world.cloud.room("cvclass", start_in_s=NEAR_S, length_s=LESSON_S, occupied=True),
            "sxb": world.cloud.room("sxb", start_in_s=NEAR_S, length_s=LESSON_S)}


def whole_lesson(world, walls, rooms):
    """The next lessons, moved to begin at once."""
    start = int(time.time()) + AHEAD_S
    for vendor, room in rooms.items():
        room.update(world.cloud.patch(room, start=start, end=start + LESSON_S))
    for vendor, wall in walls.items():
        wait_for(f"{vendor} ended", AHEAD_S + LESSON_S + 20, lambda: wall.state(rooms[vendor]) == "ended", 0.5)
    for vendor, wall in walls.items():
        world.check_lesson(rooms[vendor], start=(-50, 1000), beats=False, allowed=("heartbeat_gap",))
    passed("a lesson each, from planned to ended: " + "; ".join(world.notes))


def test(world):
    board = Board(world, "board", rtc="2020-01-01T00:00:00")
    walls = {"cvclass": Wall(world, board, "aarch64", "aarch64", {"cv": cvclass(world, board)}),
             "sxb": Wall(world, board, "armhf", "armhf", {"sx": sxb(world, board)})}
    board.boot(sync=False)
    measured("boot, until the board answers", board.boot_s, "s")
    versions(board)
    rooms = no_start_in_2020(world, board, walls)
    later = later_lessons(world)
    cable(world, board, walls, rooms)
    whole_lesson(world, walls, later)


run("lesson", test)
