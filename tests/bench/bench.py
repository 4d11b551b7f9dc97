"""What ClassBell costs, as a table: bench.py BUILD_DIR [PART...] (tests/bench/run builds first).

A row is: what, how much, what it may be (where issue 5 says so), and whether it is. Exit code 1: one is not. Instructions are
callgrind's, so they are the same everywhere; all else is this machine's, now.
"""
import collections
import hashlib
import json
import os
import re
import resource
import ssl
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "e2e"))
import harness  # noqa: E402
from front import Forgetful, Front, tls  # noqa: E402

BUILD = os.path.abspath(sys.argv[1])
missed, known = [], []


def program(name):
    return os.path.join(BUILD, "tests/bench", name)


def row(what, value, unit, at_most=None, at_least=None, is_known=False):
    """`is_known`: README says that, and why, it is missed; so the exit code does not."""
    shown = f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    limits = [f"{sign} {limit:,}" for sign, limit in ((">=", at_least), ("<=", at_most)) if limit is not None]
    good = (at_least is None or value >= at_least) and (at_most is None or value <= at_most)
    if not good:
        (known if is_known else missed).append(what)
    word = ("ok" if good else "MISSED, known" if is_known else "MISSED") if limits else ""
    print(f"{what:<70}{shown:>12} {unit:<13}{', '.join(limits):<18}{word}".rstrip(), flush=True)


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


# --- Instructions

def instructions(*work):
    said = subprocess.run(["valgrind", "--tool=callgrind", "--toggle-collect=*measured*", "--callgrind-out-file=/dev/null", program("bench-work"), *work],
                          capture_output=True, text=True, check=True).stderr
    return int(re.search(r"Collected : (\d+)", said).group(1))


def count_instructions():
    row("a schedule poll of 200 lessons (cvclass): read, kept", instructions("poll"), "instructions")
    for vendor in ("cvclass", "sxb", "iclass", "weclassroom", "gensee"):
        row(f"a request of {vendor}: coded and signed", instructions("sign", vendor), "instructions")
    row("a step of the core in which nothing is due", instructions("step"), "instructions")
    said = subprocess.run([program("bench-allocations")], stdout=subprocess.PIPE, text=True, check=True).stdout
    allocations, asks, of_a_vector = map(int, said.split())
    row(f"allocations in a live lesson's steps and views, 3 x 30 min, {asks:,} asks", allocations, "allocations", at_most=0)
    row("... that the counter counts: of a vector made on purpose", of_a_vector, "allocations", at_least=1)


# --- Virtual time

def simulation():
    days, seeds = 1, 150
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run([os.path.join(BUILD, "tests/simulation/classbell-simulation"), "--seed", "1", "--seeds", str(seeds), "--days", str(days),
                           "--go-on"], stdout=subprocess.PIPE, text=True, check=False).stdout
    if f"{seeds} seeds, {seeds * days} terminal-days" not in said:
        raise SystemExit("the simulation did not come to its end: " + said)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    row("the simulation: simulated seconds a CPU second", int(seeds * days * 86400 / cpu), "s/s", at_least=100_000)


# --- A lesson, under strace

CALL = re.compile(r"^(?:\[pid +)?(\d+)\]? +(\d+\.\d+) (\w+)\((.*)$")
SENDS = ("send", "sendto", "sendmsg")
SYNCS = ("fsync", "fdatasync", "sync_file_range")
HANDSHAKE_RECORD = re.compile(r'"\\26\\3\\[0-4]')  # As strace writes bytes: type 22, then TLS's version.
DATA_RECORD = re.compile(r'"\\27\\3\\3')


def record_bytes(data):
    """Of TLS 1.3, as Mbed TLS makes it of `data`: head, data and its real type padded to 16, tag."""
    return 5 + -(-(len(data) + 1) // 16) * 16 + 16


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
    """sxb's, which has a heartbeat each 3 s, behind a front that is 20 ms away, as most servers are; the teacher ends it."""
    watched_s = 210
    world = harness.World("bench")
    with Front(world.cloud.at["http"], 20, tls(world.folder)) as front:
        room = world.cloud.room("sxb", start_in_s=66, length_s=2700)
        source = world.sxb(base_url=front.url + "/sxb", ca_file=os.path.join(world.folder, "ca.pem"))
        terminal = world.terminal("bench", {"sx": source}, kiosk="")
        terminal.wrap = ["strace", "-D", "-f", "-ttt", "-o", os.path.join(terminal.folder, "strace")]
        try:
            terminal.start()
            terminal.wait(room, "live", 90)
            time.sleep(room["start"] + watched_s - time.time())
            calls = traced(terminal.folder)
            terminal.run("stop", code=0)
            terminal.wait(room, "ended", 30)
        finally:
            audit = world.cloud.audit(vendor="sxb")
            world.close()
            world.clean()
    named = requests(calls, front.asked)
    heartbeats(calls, named)
    at_the_start(calls, named, room["start"])
    by_others(calls, front, audit, room["start"])
    row("full handshakes from its start to the end of a lesson", front.handshakes["full"], "handshakes", at_most=5)
    row("... resumed", front.handshakes["resumed"], "handshakes")


def requests(calls, asked):
    """{index of a send: the request's name}: of requests that the front read, the send whose size is that of all of it."""
    named = {}
    for at, data in asked:
        name = re.match(rb"POST \S*cmd=(\w+)", data)
        for i, (t, _, call, rest) in enumerate(calls):
            if name and call in SENDS and i not in named and 0 <= at - t < 0.1 and sent_bytes(rest) == record_bytes(data):
                named[i] = name[1].decode()
                break
    return named


def sent_bytes(rest):
    found = re.search(r'", (\d+), |"\.\.\., (\d+), ', rest)
    return int(found[1] or found[2]) if found else 0


def heartbeats(calls, named):
    """From each heartbeat to the next: all calls of all threads. The limit is a heartbeat's own: where the terminal polls
    between it and the next one, what is more is the poll's, and is told beside it. 'other' is what no request was sent by:
    a handshake's records, an answer at the control socket."""
    beats = [i for i in sorted(named) if named[i] == "heartbeat"]
    spans = [(b - a, a, b) for a, b in zip(beats, beats[1:])]
    sent = {}
    for _, a, b in spans:
        between = collections.Counter(named.get(i, "other") for i in range(a + 1, b) if calls[i][2] in SENDS)
        sent[a] = ", ".join(f"{count} {name}" for name, count in between.most_common())
    quiet = [span for span in spans if not sent[span[1]]]
    if not quiet:
        raise SystemExit(f"{len(beats)} heartbeats were found among strace's writes, none of them quiet")
    lengths = [length for length, _, _ in quiet]
    row(f"system calls of a heartbeat, median of {len(quiet)} (not {len(spans) - len(quiet)} with polls between)", percentile(lengths, 0.5), "calls",
        at_most=10)
    for length, count in sorted(collections.Counter(lengths).items()):
        print(f"... {count} with {length}: {said(calls, next(span for span in quiet if span[0] == length))}")
    row("... so many of them had more than 10", sum(length > 10 for length in lengths), "heartbeats")
    row(f"... from one to the next whatever else is sent, median of all {len(spans)}", percentile(spans, 0.5)[0], "calls")
    row("... from one to the next whatever else is sent, the most", max(spans)[0], "calls")
    print(f"... {said(calls, max(spans))}; with {sent[max(spans)[1]] or 'nothing'} between")
    for between, count in collections.Counter(filter(None, sent.values())).most_common():
        row(f"... median of {count} with {between} between", percentile([s[0] for s in spans if sent[s[1]] == between], 0.5), "calls")


def said(calls, span, shown=8):
    names = collections.Counter(name for _, _, name, _ in calls[span[1]:span[2]]).most_common()
    more = sum(count for _, count in names[shown:])
    return ", ".join(f"{count} {name}" for name, count in names[:shown]) + (f", {more} others" if more else "")


def at_the_start(calls, named, start_s):
    """Of all threads. The first byte's limit is issue 4's, which has it of the emulated board, without strace."""
    sent = next(i for i, (t, _, name, _) in enumerate(calls) if start_s <= t and name in SENDS)
    before = [call for call in calls[:sent + 1] if start_s <= call[0]]
    row("from T to the start's first byte, under strace", (before[-1][0] - start_s) * 1000, "ms", at_most=20.0)
    row(f"... that is startcourse, by its size and the front: {named.get(sent, 'none of that size')}", int(named.get(sent) == "startcourse"),
        "requests", at_least=1)
    row("... system calls", len(before), "calls")
    for what, names in (("connections begun", ("connect",)), ("syncs", SYNCS),
                        ("files opened", ("open", "openat"))):
        row(f"... {what}", sum(1 for _, _, name, _ in before if name in names), "calls", at_most=0)
    row("... names looked up: /etc/hosts opened", lookups(before), "times", at_most=0)
    earlier = [call for call in calls if call[0] < start_s]
    row("... that was seen before T, when the connection was made", lookups(earlier), "times", at_least=1)
    row("... writes of all threads: the request, and nothing else", writes(before), "calls", at_most=1)
    reply = next(i for i, (_, _, name, rest) in enumerate(calls) if i > sent and name == "recvfrom" and DATA_RECORD.search(rest))
    behind = calls[sent + 1:reply]
    row("... behind it, until its reply: writes (journal's record, log's line)", writes(behind), "calls")
    row("... behind it, until its reply: syncs, connections, files opened",
        sum(1 for _, _, name, _ in behind if name in ("connect", "open", "openat", *SYNCS)), "calls", at_most=0)


def writes(calls):
    return sum(1 for _, _, name, _ in calls if name in ("write", "writev", "pwrite64", *SENDS))


def by_others(calls, front, audit, start_s):
    """What the other side saw of the start, and who shook hands in the second about T, on whichever connection."""
    starts = [e for e in audit if e["effective"] == "start" and 0 <= e["t_ms"] - start_s * 1000 < 200]
    row("... starts that took effect within 0.2 s, by the cloud's audit", len(starts), "starts", at_least=1, at_most=1)
    near = lambda t: abs(t - start_s) < 0.5
    records = [t for t, _, _, rest in calls if HANDSHAKE_RECORD.search(rest)]
    row("... handshakes done in the second about T, by the server's count", sum(map(near, front.handshook)), "handshakes", at_most=0)
    row("... records of a TLS handshake in it, on any connection, by strace", sum(map(near, records)), "records", at_most=0)
    row("... such records as were seen before it", sum(t < start_s - 0.5 for t in records), "records", at_least=1)


def lookups(calls):
    return sum(1 for _, _, name, rest in calls if name in ("open", "openat") and '"/etc/hosts"' in rest)


# --- Time

def jitter():
    said = subprocess.run([program("bench-jitter"), "8"], capture_output=True, text=True, check=True).stdout
    late = {"loop": [], "timerfd": []}
    for line in said.splitlines():
        who, us = line.split()
        late[who].append(int(us))
    for share, name in ((0.5, "median"), (0.999, "p99.9")):
        row(f"the loop's wake at a start: late by, {name} of {len(late['loop'])}", percentile(late["loop"], share), "us")
        row(f"... a bare timerfd's, in turns with it, {name}", percentile(late["timerfd"], share), "us")
    row("... p99.9 of the one to that of the other", percentile(late["loop"], 0.999) / percentile(late["timerfd"], 0.999), "times", at_most=1.2)


def is_start(data, room):
    return b"room_control" in data.split(b"\r\n")[0] and re.search(rb"serial=%s\b" % room["id"].encode(), data)


def latency():
    """From T to the vendor's confirmation, over a way that is longer by so much: of five lessons each, one a second."""
    world = harness.World("bench")
    fronts = {rtt_ms: Front(world.cloud.at["http"], rtt_ms) for rtt_ms in (0, 50, 200)}
    lessons = []
    try:
        for rtt_ms, front in fronts.items():
            front.__enter__()
            for i in range(5):
                room = world.cloud.room("cvclass", start_in_s=12 + 3 * i + list(fronts).index(rtt_ms), length_s=20)
                source = world.cvclass(base_url=front.url + "/cvclass", rooms=room["id"])
                lessons.append((rtt_ms, room, world.terminal(f"bench-{rtt_ms}-{i}", {"cv": source}).start()))
        taken, first_bytes = collections.defaultdict(list), []
        for rtt_ms, room, terminal in lessons:
            terminal.wait(room, "live", 60)
            first_bytes.append(min(t for t, data in fronts[rtt_ms].asked if is_start(data, room)) - room["start"])
            line = next(l for l in terminal.lines() if "starting -> live" in l)
            taken[rtt_ms].append((float(line[17:23]) - room["start"] % 60) % 60)
    finally:
        world.close()
        for front in fronts.values():
            front.__exit__()
        world.clean()
    row(f"from T to the start's first byte at the server, median of {len(first_bytes)}", percentile(first_bytes, 0.5) * 1000, "ms", at_most=20.0)
    row("... the latest: the loop's wake, the room's step, signing and sending", max(first_bytes) * 1000, "ms")
    middle = {rtt_ms: percentile(seconds, 0.5) for rtt_ms, seconds in taken.items()}
    for rtt_ms, seconds in middle.items():
        row(f"from T to the vendor's confirmation, {rtt_ms} ms of round trip added", seconds * 1000, "ms")
    for rtt_ms in (50, 200):
        row(f"... of {rtt_ms} ms: so many added round trips", (middle[rtt_ms] - middle[0]) / rtt_ms * 1000, "round trips", at_least=0.95, at_most=1.05)


# --- Handshakes

# Of TLS 1.2, where a ticket's age counts from the full handshake: for how long a server takes one unless it is told otherwise, and how many
# polls that is, one a minute.
SHORT_TICKETS = {"5 h": 300, "2 h (OpenSSL)": 120, "5 min (nginx)": 5}
KNOWN_TO_MISS = ("2 h (OpenSSL)", "5 min (nginx)")


def handshakes():
    """As many polls as a day has, faster; and meanwhile terminals at their own pace."""
    world = harness.World("bench")
    versions = {"TLS 1.3": ssl.TLSVersion.TLSv1_3, "TLS 1.2": ssl.TLSVersion.TLSv1_2}
    contexts = {name: tls(world.folder, version) for name, version in versions.items()}
    for name, good_for in SHORT_TICKETS.items():
        contexts[name] = Forgetful(good_for, lambda: tls(world.folder, ssl.TLSVersion.TLSv1_2))
    ca_file, polls, watched_s = os.path.join(world.folder, "ca.pem"), 1440, 150
    fronts = []

    def front(name, **more):
        fronts.append(Front(world.cloud.at["http"], context=contexts[name], **more))
        return fronts[-1].__enter__()

    try:
        at_own_pace = {name: front(name) for name in versions}
        for name, there in at_own_pace.items():
            world.terminal(name.replace(" ", "-"), {"cv": world.cvclass(base_url=there.url + "/cvclass", ca_file=ca_file)}, kiosk="").start()
        begun = time.monotonic()
        fast = {name: front(name, hangs_up=True) for name in contexts}
        running = [subprocess.Popen([program("bench-polls"), there.url + "/_cloud/time", ca_file, str(polls)]) for there in fast.values()]
        if any(process.wait() for process in running):
            raise SystemExit("bench-polls failed")
        time.sleep(max(0, watched_s - (time.monotonic() - begun)))
    finally:
        world.close()
        for each in fronts:
            each.__exit__()
        world.clean()
    holds_for = {"TLS 1.3": "tickets of > 1 min", "TLS 1.2": "tickets of a day"}
    for name in contexts:
        of = f"{name}, {holds_for[name]}" if name in versions else f"TLS 1.2, tickets of {name}"
        row(f"{polls:,} polls, {of}: full handshakes", fast[name].handshakes["full"], "handshakes", at_most=5,
            is_known=name in KNOWN_TO_MISS)
        row("... resumed", fast[name].handshakes["resumed"], "handshakes")
    for name in versions:
        row(f"a terminal with no lesson for {watched_s} s, {name}: full handshakes", at_own_pace[name].handshakes["full"], "handshakes")
        row("... resumed", at_own_pace[name].handshakes["resumed"], "handshakes")


# --- The same poll by others

PYTHON = """
import sys, requests
print(len(requests.post(sys.argv[1], data=sys.argv[2], headers={'Content-Type': 'application/x-www-form-urlencoded'}, verify=sys.argv[3]).json()['list']))
"""


def cost(argv):
    """(CPU ms, KiB, times woken), and that it read the 20 lessons."""
    *said, figures = subprocess.run([program("bench-cost"), *argv], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True).stdout.splitlines()
    lessons = len(json.loads("\n".join(said))["list"]) if said[0].startswith("{") else int(said[0])
    if lessons != 20:
        raise SystemExit(f"{argv[0]} read {lessons} lessons of 20")
    cpu_us, kib, wakes = map(int, figures.split())
    return cpu_us / 1000, kib, wakes


def others():
    """One poll of the day's schedule over TLS, each by a program that is started for it."""
    world = harness.World("bench", https=True)
    try:
        for i in range(20):
            world.cloud.room("cvclass", start_in_s=3600 + 600 * i, length_s=300)
        ca_file = world.cloud.ca
        terminal = world.terminal("bench", {"cv": world.cvclass(base_url=world.cloud.at["https"] + "/cvclass", ca_file=ca_file)}, kiosk="")
        now = int(time.time())
        words = {"starttime": str(now), "endtime": str(now + 86400), "page": "1"}
        call = ["call", "cv", "GetRoomByTime", *(f"{k}={v}" for k, v in words.items()), "--config", terminal.config]
        url = json.loads(subprocess.run([harness.CLASSBELL, *call, "--dry-run"], capture_output=True, text=True, check=True).stdout)["url"]
        secret = world.cloud.secret["cvclass"]
        md5 = lambda text: hashlib.md5(text.encode()).hexdigest()
        signed = md5(md5(secret["app_id"] + "".join(k + words[k] for k in sorted(words))) + md5(secret["secret_key"]))
        form = "&".join(f"{k}={v}" for k, v in {**words, "app_id": secret["app_id"], "token": signed}.items())
        ways = {"classbell call": [harness.CLASSBELL, *call],
                "curl | jq": ["sh", "-c", f"curl -s --cacert '{ca_file}' -d '{form}' '{url}' | jq '.list | length'"],
                "python with requests": [sys.executable, "-c", PYTHON, url, form, ca_file]}
        costs = {name: [] for name in ways}
        for turn in range(11):  # In turns; the first is not counted.
            for name, argv in ways.items():
                figures = cost(argv)
                if turn:
                    costs[name].append(figures)
    finally:
        world.close()
        world.clean()
    middle = {name: [percentile(column, 0.5) for column in zip(*rows)] for name, rows in costs.items()}
    for name, (cpu_ms, kib, wakes) in middle.items():
        row(f"the poll by {name}: CPU", cpu_ms, "ms")
        row("... memory of the largest process", kib, "KiB")
        row("... wakeups", wakes, "times")
        if name != "classbell call":
            for what, theirs, ours in zip(("CPU", "memory", "wakeups"), (cpu_ms, kib, wakes), middle["classbell call"]):
                row(f"... its {what} to classbell's", theirs / ours, "times")


def idle_share():
    """Of the processors, in a second in which this measures nothing."""
    def read():
        with open("/proc/stat", encoding="ascii") as f:
            return [int(word) for word in f.readline().split()[1:]]
    before = read()
    time.sleep(1)
    spent = [b - a for a, b in zip(before, read())]
    return (spent[3] + spent[4]) / sum(spent)


with open("/proc/cpuinfo", encoding="utf-8") as cpuinfo:
    model = re.search(r"model name\s*: (.*)", cpuinfo.read())
print(f"{time.strftime('%Y-%m-%d %H:%M', time.gmtime())} UTC, {os.cpu_count()} x {model[1] if model else os.uname().machine}, "
      f"Linux {os.uname().release}, idle for {idle_share():.0%} before, nice {os.nice(0)}")
PARTS = {"instructions": count_instructions, "simulation": simulation, "lesson": lesson, "jitter": jitter, "latency": latency,
         "handshakes": handshakes, "others": others}
for name in sys.argv[2:] or PARTS:
    PARTS[name]()
if known:
    print("missed, and README says why: " + "; ".join(known))
print("missed: " + "; ".join(missed) if missed else f"No {'other ' if known else ''}figure is missed.")
sys.exit(1 if missed else 0)
