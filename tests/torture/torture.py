#!/usr/bin/env python3
"""Goal: whatever allocation or system call fails, ClassBell does not crash, leak, hang or lie, and says what is wrong.
Method: classbell-torture (failing.cc) does one thing over and over under AddressSanitizer and UBSan, and each time another
allocation or call of it fails, the first, the second and so on to the last. A command must then end in time by an exit code
of its own; with 0 it must have printed what it always prints, or a line that says what is missing (the next lesson, of the
sources that could be read), else a line that says why. A terminal must bring its lesson
live, or end with such a line, after which its unit starts it anew.

torture.py [--every N] [--only alloc|call] [-j N] [NAME...]     every Nth failure; of commands, and 'run', a terminal's lesson
"""
import argparse
import concurrent.futures
import os
import re
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import harness  # noqa: E402

PROGRAM = harness.program("CLASSBELL_TORTURE", "classbell-torture")
COMMANDS = {"schedule": ["schedule"], "url": ["url", "next"], "call": ["call", "sx", "live/roomlist", "index=0", "size=5", "state=0"],
            "dry": ["call", "cv", "GetRoomByTime", "starttime=1", "endtime=2", "page=1", "--dry-run"], "check": ["check"],
            "apis": ["apis", "gensee", "room/created"]}
OVER_TLS = ("call", "check")
CODES = (0, 1, 2, 3, 4, 5)
OUT_OF_MEMORY = 71  # no_exceptions.cc
SILENT = ("write",)  # What the line itself is written with.
ENDS_S = 60


def environment(kind, k, told):
    return {**os.environ, "TORTURE": f"{kind}:{k}", "TORTURE_TOLD": told, "ASAN_OPTIONS": "detect_leaks=1:abort_on_error=0:exitcode=99",
            "UBSAN_OPTIONS": "print_stacktrace=1:halt_on_error=1"}


def shape(out):
    """Without what changes from second to second: times, ages, and what is signed with them."""
    return re.sub(r"[0-9a-f]{8,}|[0-9]+", "#", out)


def complaint(code, out, err, name, good):
    """What is wrong with the end of a command; None: nothing."""
    if "Sanitizer" in err or "runtime error:" in err:
        return err[-3000:]
    if code not in (*CODES, OUT_OF_MEMORY):
        return f"exit code {code}: {err[-800:]}"
    is_said = re.search(r"^classbell: \S", err, re.M) or re.search(r"^FAIL ", out, re.M)  # `check` says it on stdout.
    if code == 0 and good is not None and shape(out) != shape(good) and not is_said:
        return f"exit code 0, but it prints {out[-300:]!r}, and {err!r}"
    if code != 0 and name not in SILENT and not is_said:
        return f"exit code {code} without a word: {err!r}"
    return None


class Command:
    """One command, again and again, at a cloud that has two lessons."""

    def __init__(self, world, name):
        self.name, self.words = name, COMMANDS[name]
        self.world = world
        now = int(time.time())
        for vendor in ("cvclass", "sxb"):
            world.cloud.room(vendor, start=now + 7200, length_s=1800)
        tls = {"base_url": world.cloud.at["https"] + "/sxb", "ca_file": world.cloud.ca} if name in OVER_TLS else {}
        self.terminal = world.terminal(name, {"sx": world.sxb(**tls), "cv": world.cvclass()}, kiosk="")
        self.good = None

    def go(self, kind, k):
        told = os.path.join(self.world.folder, f"told-{self.name}-{kind}-{k}")
        try:
            done = subprocess.run([PROGRAM, *self.words, "--config", self.terminal.config], stdin=subprocess.DEVNULL, capture_output=True,
                                  timeout=ENDS_S, env=environment(kind, k, told))
        except subprocess.TimeoutExpired:
            return 0, "?", f"does not end within {ENDS_S} s"
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        count, failed = (harness.read(told).split() or ["0", "-"])[:2]
        if k == 0:
            self.good = out
        if harness.read(told):
            os.unlink(told)
        return int(count), failed, complaint(done.returncode, out, err, failed, self.good)


class Lesson:
    """A terminal that has a lesson in four seconds; each has a room of its own."""

    def __init__(self, world, name):
        self.name, self.world = name, world

    def go(self, kind, k):
        room = self.world.cloud.room("sxb", start_in_s=4, length_s=600)
        terminal = harness.Terminal(self.world, f"{self.name}-{kind}-{k}", {"sx": self.world.sxb(rooms=room["id"])})
        told = os.path.join(terminal.folder, "told")
        with open(terminal.log, "w") as log:
            process = subprocess.Popen([PROGRAM, "run", "--config", terminal.config], stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                       env=environment(kind, k, told))
        until, live = time.monotonic() + ENDS_S, False
        while process.poll() is None and not live and time.monotonic() < until:
            time.sleep(0.3)
            live = self.is_live(terminal, room)
        time.sleep(1.5 if live else 0)  # A heartbeat, and what is written behind it.
        if process.poll() is None:
            process.terminate()
        try:
            code = process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            code = "none, it does not end on SIGTERM"
        text = harness.read(terminal.log)
        count, failed = (harness.read(told).split() or ["0", "-"])[:2]
        for pid in terminal.browser_pids():
            subprocess.run(["kill", "-9", str(pid)], stderr=subprocess.DEVNULL, check=False)
        self.world.cloud.forget(room)
        wrong = complaint(code, "", text, failed, None)
        if wrong is None and code == 0 and not live:
            wrong = "the lesson did not come live: " + text[-1500:]
        return int(count), failed, wrong

    def is_live(self, terminal, room):
        """By its log; or, where the write of that line failed, by a heartbeat, which it has only then."""
        return " -> live, " in harness.read(terminal.log) or self.world.cloud.of(room)["heartbeats"]["count"] > 0


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--only", choices=("alloc", "call"))
    parser.add_argument("-j", type=int, default=4)
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    faults = []
    for name in options.names or [*COMMANDS, "run"]:
        for kind in (options.only,) if options.only else ("alloc", "call"):
            world = harness.World("torture", https=True)
            try:
                victim = Lesson(world, name) if name == "run" else Command(world, name)
                count, _, wrong = victim.go(kind, 0)
                if wrong or not count:
                    raise harness.Failed(f"{name} fails by itself: {wrong}")
                at = range(1, count + 1, options.every)
                began = time.monotonic()
                with concurrent.futures.ThreadPoolExecutor(options.j) as pool:
                    ends = list(pool.map(lambda k: victim.go(kind, k), at))
                bad = [(k, failed, wrong) for k, (_, failed, wrong) in zip(at, ends) if wrong]
                missed = sum(1 for _, failed, _ in ends if failed == "-")
                if missed * 5 > len(ends):
                    bad.append((0, "-", f"in {missed} of {len(ends)} runs nothing failed: they call less than the first one did"))
                print(f"{name:<9}{'allocations' if kind == 'alloc' else 'calls':<12}{count:>7}, failed in turn {len(ends) - missed:>6}, "
                      f"wrong {len(bad):>3}, {time.monotonic() - began:.0f} s", flush=True)
                for k, failed, wrong in bad[:5]:
                    print(f"  TORTURE={kind}:{k} ({failed}): {wrong}", flush=True)
                faults += bad
            finally:
                world.clean()
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
