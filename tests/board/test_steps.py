#!/usr/bin/env python3
"""Goal: steps of the board's clock neither begin, end, lose nor double a lesson: an hour ahead and a day back while it is live,
and ten minutes back a moment before T.
Method: `date -s` on the running kernel, which then has no NTP either; the clouds tell what reached them.
"""
import time

from lab import *

LESSON_S = 1800
AHEAD_S = 25  # More than the 15 s after which the schedule is read again,
NEAR_S = 540  # as it is while a lesson is so near.


def step_while_live(world, board, walls, rooms, by_s):
    board.set_clock(time.time() + by_s)
    for vendor, wall in walls.items():
        wait_for(f"{vendor}: no trust in a clock {by_s} s off", 10, lambda: not wall.status()["clock"]["trusted"], 0.3)
    beats = lambda: len(world.cloud.audit(vendor="sxb", room=rooms["sxb"]["id"], endpoint="live/heartbeat"))
    before = beats()
    time.sleep(8)
    for vendor, wall in walls.items():
        report = world.cloud.of(rooms[vendor])
        same((len(report["starts"]), len(report["stops"])), (1, 0), f"{vendor}: starts and stops, the clock {by_s} s off")
        same(wall.status_of(rooms[vendor])["state"], "live", f"{vendor}, the clock {by_s} s off")
    check(beats() >= before + 2, f"{beats() - before} heartbeats in eight seconds, the clock {by_s} s off")
    board.set_clock()
    for vendor, wall in walls.items():
        wait_for(f"{vendor}: trust in the right clock", 30, lambda: wall.status()["clock"]["trusted"], 0.3)
    passed(f"a step of {by_s} s in a lesson and back: it goes on")


def end_on_time(world, walls, rooms):
    end = int(time.time()) + AHEAD_S
    for room in rooms.values():
        room.update(world.cloud.patch(room, end=end))
    for vendor, wall in walls.items():
        wait_for(f"{vendor} ended", AHEAD_S + 20, lambda: wall.state(rooms[vendor]) == "ended", 0.5)
        world.check_lesson(rooms[vendor], start=None, stop=(-50, 1500), beats=False, allowed=("heartbeat_gap", "stale_timestamp"))
    passed("and it is stopped once, at its end: " + "; ".join(world.notes))


def step_before_start(world, board, walls, rooms):
    start = int(time.time()) + AHEAD_S
    for room in rooms.values():
        room.update(world.cloud.patch(room, start=start, end=start + LESSON_S))
    for vendor, wall in walls.items():
        wait_for(f"{vendor} armed", AHEAD_S, lambda: wall.state(rooms[vendor]) == "armed", 0.3)
    time.sleep(max(0, start - 2.5 - time.time()))
    board.set_clock(time.time() - 600)
    time.sleep(max(0, start + 5 - time.time()))
    for vendor in walls:
        same(len(world.cloud.of(rooms[vendor])["starts"]), 0, f"{vendor}: starts by a clock ten minutes behind")
    board.set_clock()
    for vendor, wall in walls.items():
        wait_for(f"{vendor} live once the clock is right", 30, lambda: wall.state(rooms[vendor]) == "live", 0.3)
        same(len(world.cloud.of(rooms[vendor])["starts"]), 1, f"{vendor}: starts")
        measured(f"{vendor}: started after T, the clock right again 5 s after it",
                 world.cloud.of(rooms[vendor])["starts"][0]["offset_ms"] / 1000, "s")
    passed("ten minutes back a moment before T: not begun by it, and once when it is right again")


def test(world):
    board = Board(world, "board")
    walls = {"cvclass": Wall(world, board, "aarch64", "aarch64", {"cv": cvclass(world, board)}),
             "sxb": Wall(world, board, "armhf", "armhf", {"sx": sxb(world, board)})}
    board.boot()
    rooms = {"cvclass": world.cloud.room("cvclass", start_in_s=8, length_s=LESSON_S, occupied=True),
             "sxb": world.cloud.room("sxb", start_in_s=8, length_s=LESSON_S)}
    later = {"cvclass": world.cloud.room("cvclass", start_in_s=NEAR_S, length_s=LESSON_S, occupied=True),
             "sxb": world.cloud.room("sxb", start_in_s=NEAR_S, length_s=LESSON_S)}
    for wall in walls.values():
        wall.start()
    for vendor, wall in walls.items():
        wait_for(f"{vendor} live", 40, lambda: wall.state(rooms[vendor]) == "live", 0.3)
    for by_s in (3600, -86400):
        step_while_live(world, board, walls, rooms, by_s)
    end_on_time(world, walls, rooms)
    step_before_start(world, board, walls, later)


run("steps", test)
