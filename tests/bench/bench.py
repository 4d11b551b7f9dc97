#!/usr/bin/env python3
"""What ClassBell costs, as a table: bench.py BUILD_DIR [PART...] (tests/bench/run builds first).

A row is: what, how much, what it may be (where issue 5 says so), and whether it is. Exit code 1: one is not. Instructions are
callgrind's, so they are the same everywhere; all else is this machine's, now.
"""
import hashlib
import json
import os
import re
import resource
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import harness  # noqa: E402
from proxy import Proxy  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
missed = []


def row(what, value, unit, limit=None, most=True):
    shown = f"{value:,.3f}" if isinstance(value, float) else f"{value:,}"
    word = ""
    if limit is not None:
        good = value <= limit if most else value >= limit
        word = f"{'at most' if most else 'at least'} {limit:,}: {'yes' if good else 'NO'}"
        if not good:
            missed.append(what)
    print(f"{what:<66}{shown:>14} {unit:<14}{word}", flush=True)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


# --- Instructions

def instructions(*work):
    program = os.path.join(BUILD, "tests/bench/bench-work")
    said = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=*measured*", "--callgrind-out-file=/dev/null", program, *work],
                          capture_output=True, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", said).group(1))


def count_instructions():
    row("a schedule poll of 200 lessons (cvclass): read, kept", instructions("poll"), "instructions")
    for vendor in ("cvclass", "sxb", "iclass", "weclassroom", "gensee"):
        row(f"a request of {vendor}: coded and signed", instructions("sign", vendor), "instructions")
    row("a step of the core in which nothing is due", instructions("step"), "instructions")


# --- Virtual time

def simulation():
    days, seeds = 1, 150
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([os.path.join(BUILD, "tests/simulation/classbell-simulation"), "--seed", "1", "--seeds", str(seeds), "--days", str(days),
                    "--go-on"], stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row("the simulation: simulated seconds a CPU second", int(seeds * days * 86400 / cpu), "s/s", 100_000, most=False)


# --- A lesson, under strace

CALL = re.compile(r"^(?:\[pid +)?(\d+)\]? +(\d+\.\d+) (\w+)\((.*)$")
ASLEEP = ("epoll_wait", "epoll_pwait", "poll", "ppoll", "clock_nanosleep", "restart_syscall", "futex")


def traced(folder):
    """(time, thread, call, its arguments) of all that strace saw."""
    found = []
    with open(os.path.join(folder, "strace"), encoding="utf-8", errors="replace") as f:
        for line in f:
            m = CALL.match(line)
            if m:
                found.append((float(m[2]), int(m[1]), m[3], m[4]))
    return found


def lesson():
    world = harness.World("bench", https=True)
    room = world.cloud.room("sxb", start_in_s=75, length_s=90)
    terminal = world.terminal("bench", {"sx": world.sxb(base_url=world.cloud.at["https"] + "/sxb", ca_file=world.cloud.ca)}, kiosk="")
    terminal.wrap = ["strace", "-D", "-f", "-ttt", "-o", os.path.join(terminal.folder, "strace")]
    try:
        terminal.start()
        terminal.wait(room, "live", 90)
        time.sleep(60)
    finally:
        calls = traced(terminal.folder)
        start_s = room["start"]
        beats = [e["t_ms"] / 1000 for e in world.cloud.audit(vendor="sxb", endpoint="live/heartbeat")]
        world.close()
    main_thread = calls[0][1]
    # Between a heartbeat and the next, where no poll of the schedule is: the least of them.
    spans = [sum(1 for t, _, _, _ in calls if a - 1 <= t < b - 1) for a, b in zip(beats, beats[1:]) if 2.5 < b - a < 3.5]
    row("system calls from a heartbeat to the next, of all threads, at least", min(spans), "calls", 10)
    row("... median, polls of the schedule among them", percentile(spans, 0.5), "calls")
    at_t = [(t, thread, name, rest) for t, thread, name, rest in calls if start_s <= t]
    sent = next(i for i, (_, _, name, _) in enumerate(at_t) if name in ("send", "sendto", "sendmsg"))
    before = at_t[:sent + 1]
    row("from T to the start's first byte", (before[-1][0] - start_s) * 1000, "ms")
    row("... system calls", len(before), "calls")
    for what, names in (("connections begun", ("connect",)), ("syncs", ("fsync", "fdatasync", "sync_file_range")),
                        ("files opened (a name looked up opens three)", ("open", "openat"))):
        row(f"... {what}", sum(1 for _, _, name, _ in before if name in names), "calls", 0)
    row("... writes: the request, and nothing else", sum(1 for _, thread, name, _ in before if thread == main_thread and name in
        ("write", "writev", "pwrite64", "send", "sendto", "sendmsg")), "calls", 1)


# --- Time

def jitter():
    samples = 1500
    said = subprocess.run([os.path.join(BUILD, "tests/bench/bench-jitter"), str(samples)], capture_output=True, text=True, check=True).stdout
    late = {"loop": [], "timerfd": []}
    for line in said.splitlines():
        who, us = line.split()
        late[who].append(int(us))
    for share, name in ((0.5, "median"), (0.999, "p99.9")):
        row(f"a wake of the loop: late by, {name}", percentile(late["loop"], share), "us")
        row(f"... of a bare timerfd, in turns with it, {name}", percentile(late["timerfd"], share), "us")
    row("... p99.9 of the one to that of the other", percentile(late["loop"], 0.999) / percentile(late["timerfd"], 0.999), "times", 1.2)


def latency():
    """From T to the vendor's confirmation, over a way that is longer by so much."""
    taken = {}
    for rtt_ms in (0, 50, 200):
        world = harness.World("bench")
        with Proxy(world.cloud.at["http"], rtt_ms) as proxy:
            room = world.cloud.room("cvclass", start_in_s=8, length_s=20)
            terminal = world.terminal("bench", {"cv": world.cvclass(base_url=proxy.url + "/cvclass")})
            try:
                terminal.start()
                terminal.wait(room, "live", 30)
                line = next(l for l in terminal.lines() if "starting -> live" in l)
                taken[rtt_ms] = float(line[17:23]) % 60 - room["start"] % 60
            finally:
                world.close()
    for rtt_ms, seconds in taken.items():
        row(f"from T to the vendor's confirmation, {rtt_ms} ms of round trip added", seconds * 1000, "ms")
    slope = (taken[200] - taken[0]) / 0.2
    row("... that is so many added round trips", slope, "round trips", 1.05)


# --- The same poll by others

PYTHON = """
import sys, requests
print(len(requests.post(sys.argv[1], data=sys.argv[2], headers={'Content-Type': 'application/x-www-form-urlencoded'}).json()['list']))
"""


def others():
    world = harness.World("bench")
    for i in range(20):
        world.cloud.room("cvclass", start_in_s=3600 + 600 * i, length_s=300)
    terminal = world.terminal("bench", {"cv": world.cvclass()}, kiosk="")
    now = int(time.time())
    words = {"starttime": str(now), "endtime": str(now + 86400), "page": "1"}
    secret = world.cloud.secret["cvclass"]
    md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
    dry = json.loads(subprocess.run([harness.CLASSBELL, "call", "cv", "GetRoomByTime", *(f"{k}={v}" for k, v in words.items()), "--dry-run",
                                     "--config", terminal.config], capture_output=True, text=True, check=True).stdout)
    signed = md5(md5(secret["app_id"] + "".join(k + words[k] for k in sorted(words))) + md5(secret["secret_key"]))
    form = "&".join(f"{k}={v}" for k, v in {**words, "token": signed, "timestamp": ""}.items() if v)
    url = dry["url"]
    ways = {"classbell call": [harness.CLASSBELL, "call", "cv", "GetRoomByTime", *(f"{k}={v}" for k, v in words.items()), "--config", terminal.config],
            "curl | jq": ["sh", "-c", f"curl -s -d '{form}' '{url}' | jq .result"],
            "python with requests": [sys.executable, "-c", PYTHON, url, form]}
    try:
        cost = {}
        for name, argv in ways.items():
            subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            before, runs = resource.getrusage(resource.RUSAGE_CHILDREN), 10
            for _ in range(runs):
                subprocess.run(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            peak = subprocess.run(["sh", "-c", '"$@" >/dev/null 2>&1 & p=$!; m=0; while kill -0 $p 2>/dev/null; do '
                                   'v=$(sed -n "s/^VmHWM: *\\([0-9]*\\).*/\\1/p" /proc/$p/status 2>/dev/null); [ "${v:-0}" -gt $m ] && m=$v; done; echo $m',
                                   "sh", *argv], capture_output=True, text=True, check=True).stdout
            cost[name] = ((after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) / runs * 1000, int(peak))
            row(f"the poll by {name}: CPU", cost[name][0], "ms")
            row("... memory at most (of curl | jq: the shell's)" if "|" in name else "... memory at most", cost[name][1], "KiB")
        for name in list(ways)[1:]:
            row(f"... classbell's CPU to that of {name}", cost["classbell call"][0] / cost[name][0], "times")
    finally:
        world.close()


PARTS = {"instructions": count_instructions, "simulation": simulation, "lesson": lesson, "jitter": jitter, "latency": latency, "others": others}
for name in sys.argv[2:] or PARTS:
    PARTS[name]()
print("missed: " + "; ".join(missed) if missed else "No figure is missed.")
sys.exit(1 if missed else 0)
