#!/usr/bin/env python3
"""What vendors tell by themselves, through `[callbacks] listen`: iclass's five events, sxb's two.

Where it matters how soon the terminal hears of a press, the vendor's status call is made to hang: only the event and the
look that follows it can tell.
"""
import socket
from watched import *

OK = {"error_code": 0}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def listening(world, source_name="iclass", vendor="iclass", **room):
    """A terminal that listens, and a room whose events come there."""
    port = free_port()
    base = f"http://127.0.0.1:{port}/callback/{source_name}"
    room = world.cloud.room(vendor, callback_url=base, **room) if vendor == "iclass" else world.cloud.room(vendor, **room)
    settings = source(world, "iclass") if vendor == "iclass" else world.sxb()
    terminal = world.terminal(source_name, {source_name: settings}, more=f"[callbacks]\nlisten = 127.0.0.1:{port}\n").start()
    return terminal, room, base


def post(url, body, timeout=10):
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data=data, headers={"Content-Type": "application/json"})
    try:
        with urllib.request.urlopen(request, timeout=timeout) as r:
            return r.status, json.loads(r.read())
    except urllib.error.HTTPError as e:
        return e.code, json.loads(e.read())


def signed(world, base, expires_s):
    secret = world.cloud.secret["iclass"]
    sign = hashlib.md5(f"{secret['tic_key']}{expires_s}".encode()).hexdigest()
    return f"{base}?sdkappid={secret['sdkappid']}&random=37926&sign={sign}"


def told(world, event):
    return [c for c in world.cloud.control("GET", "callbacks") if c["event"] == event]


def taken(world, event, count=1):
    def probe():
        found = told(world, event)
        return found if len(found) >= count and all(c["state"] != "waiting" for c in found) else None
    found = wait_for(f"{count} x {event} are answered", 15, probe)
    for one in found:
        same(one["state"], "taken", f"{event}: {one}")
        same([(t["http"], json.loads(t["reply"])) for t in one["tries"]], [(200, OK)], f"{event}: the answer to the first try")
    return found


def looks(world, room, since_ms):
    return [e for e in world.cloud.audit(vendor="iclass", room=room["id"], endpoint="class/info") if e["t_ms"] >= since_ms]


def lines(terminal, text):
    return [l for l in terminal.lines() if text in l]


@scenario
def begin_and_over_are_heard_at_once(world):
    """The five events of a recorded class. class_begin and class_over make the terminal look, and what it sees counts."""
    terminal, room, base = listening(world, start_in_s=9, length_s=600, teacher_starts_after_s=2, teacher_ends_after_s=16,
                                     extra={"record_types": ["remote"]})
    world.cloud.settings(callback_url=base)
    terminal.wait(room, "live", 30)
    begun = world.cloud.of(room)["starts"][0]["t_ms"]
    late = at_ms(terminal, room, "live") - begun
    check(late <= 1500 + PULSE.between(begun - 1000, begun + late), f"seen {late} ms after it was begun")
    check(looks(world, room, begun), "the room was not looked at")
    terminal.run("call", "iclass", "document/add", "doc_url=http://127.0.0.1/a.ppt", "doc_name=物理", "is_transcode:=true", code=0)
    terminal.wait(room, "ended", 40)
    over = world.cloud.of(room)["stops"][0]["t_ms"]
    late_over = at_ms(terminal, room, "ended") - over
    check(late_over <= 1500 + PULSE.between(over - 1000, over + late_over), f"ended {late_over} ms after it was over")
    for event in ("class_begin", "online_record_start", "class_over", "online_record_stop"):
        taken(world, event)
        same(len(lines(terminal, f"event {event}")), 1, f"log lines of {event}")
    taken(world, "transport_progress", 3)
    same(len(lines(terminal, "event transport_progress")), 3, "log lines of transport_progress")
    world.note(f"begin {late} ms, over {late_over} ms")
    close_watched(world)


@scenario
def a_forged_over_ends_nothing(world):
    """The signature covers only expire_time: with a captured one anybody can say that a class is over. It is looked at."""
    terminal, room, base = listening(world, start_in_s=8, length_s=600)
    terminal.wait(room, "live", 30)
    expires = int(time.time()) + 120
    for i in range(12):
        since = time.time() * 1000
        body = {"expire_time": expires, "event": "class_over", "data": {"class_id": int(room["id"]), "real_stop_time": int(time.time()) + i}}
        same(post(signed(world, base, expires), body), (200, OK), "the answer")
        time.sleep(0.5)
        same(terminal.state(room), "live", f"after forged event {i + 1}")
    time.sleep(2)
    same(len(lines(terminal, "event class_over")), 12, "log lines")
    # More looks than the watch's one each 3 s, and no storm: at most one a second for events.
    count = len(looks(world, room, since - 6000))
    check(5 <= count <= 16, f"{count} looks within 8 s")
    same(world.cloud.of(room)["stops"], [], "ends")
    same(terminal.path(room), ["planned", "opening", "armed", "starting", "live"], "states")
    close_watched(world)


@scenario
def a_forged_begin_begins_nothing(world):
    terminal, room, base = listening(world, start_in_s=8, length_s=600, teacher_starts_after_s=None)
    terminal.wait(room, "starting", 20)
    expires = int(time.time()) + 120
    for t in range(3):
        body = {"expire_time": expires, "event": "class_begin", "data": {"class_id": int(room["id"]), "real_start_time": 1 + t}}
        same(post(signed(world, base, expires), body), (200, OK), "the answer")
        time.sleep(1)
    same(terminal.state(room), "starting", "the state")
    close_watched(world)


@scenario
def wrong_and_expired_signatures_are_refused(world):
    """Refused and not looked at; the vendor tries again, in vain."""
    terminal, room, base = listening(world, start_in_s=300, length_s=600)
    terminal.wait_line("is up", 10)
    for spoil in ({"sign": "0" * 32}, {"sign": "x"}, {"expires_in_s": -61}, {"expires_in_s": -86400}, {"expires_in_s": 200000}):
        world.cloud.control("POST", "callbacks", {"vendor": "iclass", "room": room["id"], "event": "class_begin", "tries": 2, "interval_s": 0.5, **spoil})
    wait_for("all are given up", 20, lambda: [c["state"] for c in told(world, "class_begin")] == ["given up"] * 5)
    for one in told(world, "class_begin"):
        same(len(one["tries"]), 2, "tries")
        for t in one["tries"]:
            same(t["http"], 403, f"the answer: {one}")
            check(json.loads(t["reply"])["error_code"] != 0, f"the answer: {t}")
    same(len(lines(terminal, "an event was refused")), 10, "log lines")
    same(lines(terminal, "event class_begin"), [], "events taken")
    # Near the edge it is the sender's clock: a minute is forgiven. Then it is told as any other.
    world.cloud.control("POST", "callbacks", {"vendor": "iclass", "room": room["id"], "event": "class_over",
                                              "data": {"class_id": int(room["id"]), "real_stop_time": 1}, "expires_in_s": -50})
    taken(world, "class_over")
    same(terminal.state(room), "planned", "the lesson")
    close_watched(world)


@scenario
def repeats_are_answered_and_dropped(world):
    """The vendor tries ten times; the same event again is answered, and neither told nor looked at again."""
    terminal, room, base = listening(world, start_in_s=8, length_s=600)
    terminal.wait(room, "live", 30)
    time.sleep(1)
    data = {"class_id": int(room["id"]), "real_start_time": world.cloud.of(room)["starts"][0]["t_ms"] // 1000}
    since = time.time() * 1000
    for _ in range(10):  # Each signed anew.
        world.cloud.control("POST", "callbacks", {"vendor": "iclass", "room": room["id"], "event": "class_begin", "data": data})
        time.sleep(0.2)
    found = taken(world, "class_begin", 11)
    same(len(found), 11, "the teacher's, and ten repeats")
    same(len(lines(terminal, "event class_begin")), 1, "log lines")
    check(len(looks(world, room, since)) <= 2, "looks for repeats")
    close_watched(world)


@scenario
def a_terminal_that_was_off_hears_the_next_try(world):
    """The event of a press comes while the terminal is off: the vendor's next try is taken, the class is adopted."""
    world.cloud.settings(callback_interval_s=1)
    terminal, room, base = listening(world, start_in_s=8, length_s=600)
    terminal.wait(room, "armed", 20)
    terminal.kill()
    wait_for("the teacher presses", 20, lambda: world.cloud.look(room)["live"] or (time.time() > room["start"] + 1 and world.cloud.patch(room, live=True)["live"]))
    wait_for("a try fails", 10, lambda: told(world, "class_begin") and told(world, "class_begin")[0]["tries"])
    terminal.start()
    terminal.wait(room, "live", 15)
    one = wait_for("it is taken", 10, lambda: [c for c in told(world, "class_begin") if c["state"] == "taken"])[0]
    same((one["tries"][0]["http"], one["tries"][-1]["http"], json.loads(one["tries"][-1]["reply"])), (0, 200, OK), f"tries: {one['tries']}")
    close_watched(world)


@scenario
def sxb_tells_of_recordings(world):
    """recendcall and idxfileendcall are answered and logged; nothing else of sxb's is taken."""
    terminal, room, base = listening(world, "school", "sxb", start_in_s=300, length_s=60)
    terminal.wait_line("is up", 10)
    for command in ("recendcall", "idxfileendcall"):
        for url in (f"{base}/index.php?svc=live&cmd={command}", f"{base}?svc=live&cmd={command}"):
            same(post(url, {"roomnum": int(room["id"])}), (200, OK), f"the answer to {command}")
        same(len(lines(terminal, f"event {command}")), 2, f"log lines of {command}")
    for url in (f"{base}/index.php?svc=live&cmd=startcourse", f"{base}/index.php?svc=live&cmd=exitroom"):
        same(post(url, {"roomnum": int(room["id"])})[0], 400, "another command")
    same(post(base.replace("school", "nobody"), {})[0], 404, "no such source")
    same(terminal.state(room), "planned", "the lesson")


@scenario
def hostile_posts_do_no_harm(world):
    """Garbage, much of it: answered, bounded in the log, and the lesson runs on time."""
    terminal, room, base = listening(world, start_in_s=14, length_s=12)
    terminal.wait_line("is up", 10)
    for body in (b"", b"{", b"[" * 60000, b"\0" * 1000, b"\xff\xfe", json.dumps({"expire_time": 1}).encode()):
        check(post(signed(world, base, 1), body)[0] in (400, 403), f"{body[:20]!r}")
    begin = time.time()
    while time.time() < room["start"] + 1:
        post(base, {"event": "class_over"})
    terminal.wait(room, "live", 20)
    terminal.wait(room, "ended", 40)
    check_begun(world, terminal, room)
    refused = len(lines(terminal, "an event"))
    check(refused <= 70 * ((time.time() - begin) // 60 + 2), f"{refused} log lines")
    close_watched(world)


@scenario
def off_by_default(world):
    """Nothing listens without the section."""
    room = world.cloud.room("iclass", start_in_s=300, length_s=60)
    terminal = world.terminal("iclass", {"iclass": source(world, "iclass")}).start()
    terminal.wait_line("is up", 15)
    wait_for("the schedule", 15, lambda: terminal.status_of(room))
    # The process is not dumpable, so that only root sees its descriptors.
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    listed = subprocess.run([*as_root, "ls", "-l", f"/proc/{terminal.process.pid}/fd"], capture_output=True, text=True)
    check("socket:[" in listed.stdout, f"its sockets cannot be seen: {listed.stderr}")
    inodes = set(re.findall(r"socket:\[\d+\]", listed.stdout))
    listeners = [l.split() for f in ("tcp", "tcp6") for l in read(f"/proc/{terminal.process.pid}/net/{f}").splitlines()[1:]]
    same([l for l in listeners if l[3] == "0A" and f"socket:[{l[9]}]" in inodes], [], "listening sockets")


if __name__ == "__main__":
    main()
