#!/usr/bin/env python3
"""Goal: each press is on the LCD within 100 ms while nothing goes through the network.
Method: the board's kernel traces what happens, by its own clock: the interrupt of the button's line, the program's writes to
the framebuffer, and the display's answer that it shows them. Looking from outside (screendump) holds the emulated processors
up, so it is done behind the measurement; how long a press takes for somebody who looks all the time is told besides.
"""
import re
import time

from lab import *

BUTTON = 0
PRESSES, LOOKED_AT = 10, 5
ACKNOWLEDGED_MS = 100
TRANSFER, FLUSH = "type=0x105 ", "type=0x104 "  # VIRTIO_GPU_CMD_TRANSFER_TO_HOST_2D, VIRTIO_GPU_CMD_RESOURCE_FLUSH


class Trace:
    """The kernel's trace of the button's interrupts, what the program writes, and what the display is told and answers."""

    def __init__(self, board, pid):
        self.board = board
        board.sh(f"""cd /sys/kernel/tracing && echo mono >trace_clock &&
            echo 'name=="classbell"' >events/irq/irq_handler_entry/filter &&
            for e in sys_exit_pwrite64 sys_enter_ppoll; do echo common_pid=={pid} >events/syscalls/$e/filter; done &&
            for e in irq/irq_handler_entry syscalls/sys_exit_pwrite64 syscalls/sys_enter_ppoll virtio_gpu; do
            echo 1 >events/$e/enable; done; cd /""".replace("\n", " "))

    def clear(self):
        self.board.sh("echo >/sys/kernel/tracing/trace")

    def events(self):
        """(ms, text), oldest first."""
        found = re.findall(r"^[^#].* (\d+\.\d+): (.*)$", self.board.sh("cat /sys/kernel/tracing/trace"), re.M)
        return [(float(at) * 1000, text.strip() + " ") for at, text in found]


def acknowledged_ms(events):
    """From the first edge of the line to the display's answer to the flush behind the last write of that step."""
    edge = next(at for at, text in events if text.startswith("irq_handler_entry"))
    writes = next(i for i, (at, text) in enumerate(events) if text.startswith("sys_pwrite64") and at >= edge)
    waits = next(i for i, (_, text) in enumerate(events) if text.startswith("sys_ppoll") and i > writes)
    drawn = max(i for i, (_, text) in enumerate(events[:waits]) if text.startswith("sys_pwrite64"))
    # The queue keeps the order: the answer to the n-th command is the n-th answer. A transfer of what was written goes before.
    commands = [i for i, (_, text) in enumerate(events) if text.startswith("virtio_gpu_cmd_queue")]
    answers = [at for at, text in events if text.startswith("virtio_gpu_cmd_response")]
    transfer = next(n for n, i in enumerate(commands) if i > drawn and TRANSFER in events[i][1])
    flush = next(n for n, i in enumerate(commands) if n > transfer and FLUSH in events[i][1])
    return answers[flush] - edge


def rested(board):
    """The LCD's picture a moment after a second of its clock began: nothing but a press changes it for a while."""
    before, until = board.picture(), time.monotonic() + 3
    while board.picture() == before and time.monotonic() < until:
        time.sleep(0.02)
    time.sleep(0.25)
    return board.picture()


def press(board, trace):
    before = rested(board)
    trace.clear()
    board.line(BUTTON, True)
    time.sleep(0.3)
    check(board.picture() != before, "a press is not on the LCD")
    events = trace.events()
    board.line(BUTTON, False)
    return acknowledged_ms(events)


def looked_at(board):
    before, began = rested(board), time.monotonic()
    board.line(BUTTON, True)
    while board.picture() == before:
        check(time.monotonic() - began < 3, "a press is not on the LCD at all")
    took = time.monotonic() - began
    board.line(BUTTON, False)
    return took * 1000


def test(world):
    board = Board(world, "board", first=True)
    wall = Wall(world, board, "wall", "aarch64", {"cv": cvclass(world, board)},
                display={"panel": "framebuffer", "device": "/dev/fb0"},
                button={"input": "gpio", "chip": "gpiochip0", "line": BUTTON, "active": "high", "bias": "as-is"})
    board.boot()
    wall.start()
    board.machine.black_hole(True)
    trace = Trace(board, wall.pid)
    took = sorted(press(board, trace) for _ in range(PRESSES))
    print("     a press on the LCD, ms:     ", " ".join(f"{t:.0f}" for t in took))
    outside = sorted(looked_at(board) for _ in range(LOOKED_AT))
    print("     seen from outside, ms:      ", " ".join(f"{t:.0f}" for t in outside))
    measured(f"a press on the LCD, the network a black hole, the slowest of {PRESSES}", took[-1], "ms", ACKNOWLEDGED_MS)
    measured(f"seen by somebody who looks all the time, median of {LOOKED_AT}", outside[LOOKED_AT // 2], "ms")


run("press", test)
