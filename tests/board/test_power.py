#!/usr/bin/env python3
"""Goal: a power cut in a lesson neither loses nor doubles it.
Method: the state is on an ext4 disk; QEMU is killed while both programs are live, so that what the board had not written to
its disk is lost; it boots again and must find its lessons, and stop them once, at an end that is moved.
"""
import time

from lab import *

LESSON_S = 1800
LEFT_S = 20  # More than the 15 s after which the schedule is read again.


def test(world):
    board = Board(world, "board", disk=True)
    walls = {"cvclass": Wall(world, board, "aarch64", "aarch64", {"cv": cvclass(world, board)},
                             terminal={"state_dir": "/mnt/aarch64"}),
             "sxb": Wall(world, board, "armhf", "armhf", {"sx": sxb(world, board)}, terminal={"state_dir": "/mnt/armhf"})}
    board.boot()
    rooms = {"cvclass": world.cloud.room("cvclass", start_in_s=8, length_s=LESSON_S, occupied=True),
             "sxb": world.cloud.room("sxb", start_in_s=8, length_s=LESSON_S)}
    for vendor, wall in walls.items():
        wall.start()
    for vendor, wall in walls.items():
        wait_for(f"{vendor} live", 40, lambda: wall.state(rooms[vendor]) == "live", 0.3)
    time.sleep(2)  # The journal's record of it is to be on the disk by then: it is synced soon, not at once.
    cut_at = time.time()
    board.cut()
    for vendor, wall in walls.items():
        with open(wall.log, "a") as log:
            log.write("======== power cut ========\n")
    board.boot()
    for wall in walls.values():
        wall.start()
    for vendor, wall in walls.items():
        wait_for(f"{vendor} live again", 40, lambda: wall.path(rooms[vendor]).count("live") >= 2
                 or wall.status_of(rooms[vendor])["state"] in ("live", "ending"), 0.3)
        measured(f"{vendor}: from the cut to live again, with the boot", time.time() - cut_at, "s")
    for vendor, wall in walls.items():
        same(len(world.cloud.of(rooms[vendor])["starts"]), 1, f"{vendor}: effective starts after the power cut")
    passed("a power cut in a lesson: it is live again, and was started once")
    for room in rooms.values():
        world.cloud.patch(room, end=int(time.time()) + LEFT_S)
    for vendor, wall in walls.items():
        wait_for(f"{vendor} ended", LEFT_S + 20, lambda: wall.state(rooms[vendor]) == "ended", 0.5)
        report = world.cloud.of(rooms[vendor])
        same((len(report["starts"]), len(report["stops"])), (1, 1), f"{vendor}: effective starts and stops")
        same([s["by"] for s in report["starts"] + report["stops"]], ["client", "client"], f"{vendor}: by whom")
    passed("and it was stopped once, at its end")


run("power", test)
