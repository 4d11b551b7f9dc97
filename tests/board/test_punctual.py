#!/usr/bin/env python3
"""Goal: a start is issued within 20 ms after T on the board's own clock (median of 20), and never before T.
Method: four terminals on one board, of both programs, have five lessons each, a second apart from each other; the clouds'
clock is compared with the board's before and after. What the clouds see is later than what was issued: it includes TLS and the
way through the emulated network. The rest of the time an idle terminal's wakeups are counted.
"""
import statistics
import time

from lab import *

TERMINALS, LESSONS, LENGTH_S, EVERY_S = 4, 5, 2, 4
LIMIT_MS = 20


def test(world):
    board = Board(world, "board", first=True)
    walls = []
    for i in range(TERMINALS):
        numbers = [str(865773000 + 10 * i + k) for k in range(LESSONS)]
        target = ("aarch64", "armhf")[i % 2]
        walls.append((Wall(world, board, f"{target}-{i}", target,
                           {"cv": cvclass(world, board, rooms=",".join(numbers))}), numbers))
    board.boot()
    ahead = board.clock_ms()
    start = int(time.time()) + 12
    rooms = [(wall, world.cloud.room("cvclass", id=int(number), start=start + EVERY_S * k + i,
                                     end=start + EVERY_S * k + i + LENGTH_S, occupied=True))
             for i, (wall, numbers) in enumerate(walls) for k, number in enumerate(numbers)]
    for wall, _ in walls:
        wall.start()
    time.sleep(start + EVERY_S * LESSONS + LENGTH_S + 3 - time.time())
    drift = board.clock_ms() - ahead
    offsets, issued = [], []
    for wall, room in rooms:
        report = world.cloud.of(room)
        same(len(report["starts"]), 1, f"{wall.name}: starts of {room['id']}; {wall.moves(room)}")
        offsets.append(report["starts"][0]["offset_ms"] + ahead)
        at = next(m[0] for m in wall.moves(room) if m[2] == "starting")  # "...15:11:54.001Z"
        issued.append(((float(at[-7:-1]) - room["start"] % 60 + 30) % 60 - 30) * 1000)
    print("     issued after T, ms:   ", " ".join(f"{t:.0f}" for t in sorted(issued)))
    print("     at the clouds, ms:    ", " ".join(f"{t:.0f}" for t in sorted(offsets)))
    check(min(issued) >= 0, f"a start before T: {min(issued)} ms")
    measured("the clocks drifted apart meanwhile", abs(drift), "ms", 10)
    measured(f"start issued after T, median of {len(issued)}", statistics.median(issued), "ms", LIMIT_MS)
    measured(f"start at the clouds after T, median of {len(offsets)}", statistics.median(offsets), "ms")


run("punctual", test)
