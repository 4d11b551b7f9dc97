#!/usr/bin/env python3
"""Bad input, and the command line: one clear line, the right exit code, no secret, no crash."""
import stat
from harness import *

ROOMS = 205


def conf(world, name, text, mode=None):
    path = os.path.join(world.folder, name + ".conf")
    with open(path, "w") as f:
        f.write(text)
    return path


def good(world, more=""):
    secret = world.cloud.secret
    return (f"[terminal]\nroom = 7b\nstate_dir = {world.folder}/state\nsocket = {world.folder}/socket\n[source cv]\nvendor = cvclass\n"
            f"base_url = {world.cloud.at['cvclass']}\napp_id = {secret['cvclass']['app_id']}\nsecret_key = {secret['cvclass']['secret_key']}\n"
            f"domain = {secret['cvclass']['domain']}\n[source sx]\nvendor = sxb\nbase_url = {world.cloud.at['sxb']}\n"
            f"appid = {secret['sxb']['appid']}\nid = {secret['sxb']['id']}\npwd = {secret['sxb']['pwd']}\n{more}")


def run(world, path, *words, code=None, lines=None, has=(), env=None, timeout=60, before=False):
    """Runs classbell; `lines`: how many on stderr; `has`: what must stand there."""
    config = ["--config", path] if path else []
    argv = [CLASSBELL, *config, *words] if before else [CLASSBELL, *words, *config]
    done = subprocess.run(argv, stdin=subprocess.DEVNULL, capture_output=True, timeout=timeout, env={**os.environ, **(env or {})})
    out, err = done.stdout.decode("utf-8", "strict"), done.stderr.decode("utf-8", "strict")
    what = f"classbell {' '.join(words)[:200]}: exit {done.returncode}, stdout {out[:500]!r}, stderr {err[:1500]!r}"
    check("Sanitizer" not in err and "runtime error" not in err and done.returncode >= 0, what)
    for word in world.secrets():
        check(word not in out + err, f"a secret is told: {what}")
    if code is not None:
        same(done.returncode, code, what)
    if lines is not None:
        same(len(err.splitlines()), lines, f"lines on stderr; {what}")
    for word in [has] if isinstance(has, str) else has:
        check(word in err, f"{word!r} is not said; {what}")
    return Said(done.returncode, out, err)


@scenario
def configuration(world):
    base = good(world)
    n = len(base.splitlines())
    key = os.path.join(world.folder, "key")
    with open(key, "w") as f:
        f.write("0123456789abcdef-secret\n")
    os.chmod(key, 0o644)
    empty = os.path.join(world.folder, "empty")
    with open(empty, "w"):
        pass
    os.chmod(empty, 0o600)
    fifo = os.path.join(world.folder, "fifo")
    os.mkfifo(fifo, 0o600)
    no_secret = "".join(l + "\n" for l in base.splitlines() if not l.startswith("secret_key"))
    at_secret = base.replace("\n[source sx]", "\n@\n[source sx]")
    with_file = lambda path: "".join((f"secret_key_file = {path}" if l.startswith("secret_key") else l) + "\n" for l in base.splitlines())
    cases = [
        ("unknown_section", base + "[bell]\nx = 1\n", (f":{n + 1}:", "[bell]", "unknown section", "[terminal]", "[source NAME]")),
        ("unknown_key", base + "[lesson]\nopen_befor = 5m\n", (f":{n + 2}:", "open_befor", "unknown key", "open_before", "extend_step")),
        ("unknown_source_key", base.replace("domain =", "domian ="), ("domian", "unknown key", "domain", "secret_key")),
        ("bad_duration", base + "[lesson]\nopen_before = 5 minutes\n", (f":{n + 2}:", "open_before", "'5 minutes'", "500ms, 90s, 5m or 1h")),
        ("bad_duration_bare", base + "[lesson]\nopen_before = 5\n", ("open_before", "90s")),
        ("bad_duration_negative", base + "[lesson]\nextend_max = -5m\n", ("extend_max", "90s")),
        ("bad_duration_huge", base + "[lesson]\nextend_max = 99999999999999999999h\n", ("extend_max",)),
        ("duration_out_of_range", base + "[lesson]\nopen_before = 2h\n", ("open_before", "out of range", "0s to 1h")),
        ("bad_choice", base.replace("room = 7b", "room = 7b\nlanguage = fr"), (":3:", "language", "'fr'", "zh, en")),
        ("bad_boolean", base + "[lesson]\nauto_start = true\n", ("auto_start", "'true'", "yes, no")),
        ("bad_role", base.replace("domain =", "role = pupil\ndomain ="), ("role", "teacher", "student")),
        ("bad_vendor", base.replace("vendor = sxb", "vendor = zoom"), ("vendor", "'zoom'", "cvclass", "sxb")),
        ("missing_vendor", base.replace("vendor = sxb\n", ""), ("vendor", "missing in [source sx]")),
        ("missing_key", base.replace(f"id = {world.cloud.secret['sxb']['id']}\n", "", 2).replace("appid =", "appid ="), ("missing in [source sx]",)),
        ("missing_secret", no_secret, ("secret_key", "missing in [source cv]", "secret_key_file")),
        ("missing_secret_file", with_file("/nonexistent/key"), ("secret_key_file", "/nonexistent/key", "No such file")),
        ("readable_secret_file", with_file(key), ("secret_key_file", key, "0600", "chmod 600")),
        ("empty_secret_file", with_file(empty), ("secret_key_file", "empty")),
        ("folder_as_secret_file", with_file(world.folder), ("secret_key_file", "no regular file")),
        ("both_secret_and_file", base.replace("\ndomain", f"\nsecret_key_file = {key}\ndomain"), ("secret_key_file", "not both")),
        ("bad_appid", base.replace(f"appid = {world.cloud.secret['sxb']['appid']}", "appid = abc"), ("appid", "whole number")),
        ("bad_url", base.replace("base_url = http", "base_url = ftp", 1), ("base_url", "https://HOST")),
        ("bad_url_query", base.replace("/cvclass\n", "/cvclass?x=1\n", 1), ("base_url", "without a query")),
        ("bad_student_template", base + "student_template = weclass://room/%r\n", (f":{n + 1}:", "student_template", "https://HOST")),
        ("missing_ca_file", base + "ca_file = /nonexistent/ca.pem\n", (f":{n + 1}:", "ca_file", "/nonexistent/ca.pem")),
        ("folder_as_ca_file", base + f"ca_file = {world.folder}\n", ("ca_file", world.folder, "no regular file")),
        ("fifo_as_ca_file", base + f"ca_file = {fifo}\n", ("ca_file", fifo, "no regular file")),
        ("fifo_as_secret_file", with_file(fifo), ("secret_key_file", fifo, "no regular file")),
        ("bad_timezone", base.replace("room = 7b", "room = 7b\ntimezone = Mars/Olympus"), ("timezone", "Mars/Olympus")),
        ("twice_a_key", base.replace("room = 7b", "room = 7b\nroom = 8b"), (":3:", "room")),
        ("twice_a_section", base + "[terminal]\nroom = 8b\n", ("[terminal]",)),
        ("two_sources_of_a_name", base + "[source sx]\nvendor = sxb\n", ("[source sx]",)),
        ("two_sources_of_a_name_but_for_a_blank", base + "[source  sx]\nvendor = sxb\n", (f":{n + 2}:", "two", "[source sx]")),
        ("no_page", base + "entry_template = class.example.com/%r\n", ("entry_template", "https://HOST")),
        ("any_port", base + "[callbacks]\nlisten = 0.0.0.0:0\n", (f":{n + 2}:", "listen", "ADDRESS:PORT")),
        ("no_state_dir", base.replace("state_dir = ", "state_dir =\n# "), ("state_dir", "path")),
        ("no_equals", base + "[lesson]\nopen_before 5m\n", (f":{n + 2}:",)),
        ("key_before_section", "room = 7b\n" + base, (":1:",)),
        ("open_quote", base + "[kiosk]\ncommand = browser 'x\n", ("command", "quote")),
        ("timetable_days", base + "[timetable]\np1 = mun 08:00-08:45 sx 18\n", (f":{n + 2}:", "p1", "'mun'", "mon-fri")),
        ("timetable_time", base + "[timetable]\np1 = mon 8:00-08:45 sx 18\n", ("p1", "'8:00-08:45'", "HH:MM")),
        ("timetable_source", base + "[timetable]\np1 = mon 08:00-08:45 zz 18\n", ("p1", "[source zz]")),
        ("timetable_no_room", base + "[timetable]\np1 = mon 08:00-08:45 sx\n", ("p1", "room")),
        ("bad_holiday", base + "[holidays]\nnational = 2026-10-01..2026-09-30\n", (f":{n + 2}:", "national", "2026-09-30")),
        ("no_holiday", base + "[holidays]\nnational = october\n", ("national", "'october'", "YYYY-MM-DD")),
        ("not_utf8", base + "[lesson]\n# \udcff\n", (f":{n + 2}:", "UTF-8")),
        ("long_line", base + "[lesson]\nopen_before = " + "5" * 9000 + "\n", (f":{n + 2}:", "longer")),
        ("empty_rooms_item", base + "rooms = 1,,2\n", ("rooms", "a, b")),
        ("nine_rooms", base + "rooms = 1,2,3,4,5,6,7,8,9\n", ("rooms", "8")),
    ]
    for name, text, has in cases:
        path = os.path.join(world.folder, name + ".conf")
        with open(path, "w", encoding="utf-8", errors="surrogateescape") as f:
            f.write(text)
        run(world, path, "schedule", code=3, lines=1, has=[path, *has])
        if name in ("unknown_key", "missing_secret_file"):
            run(world, path, "run", code=3, lines=1, has=[path, *has], timeout=10)
            run(world, path, "call", "cv", "GetRoomByTime", code=3, lines=1, has=[path, *has])
            run(world, path, "status", code=4, lines=1, has="no terminal is running")  # It needs [terminal] alone.
            out = run(world, path, "check", code=3).out
            check("FAIL" in out and has[1] in out, f"check: {out}")
    run(world, conf(world, "french", "[terminal]\nlanguage = fr\n"), "status", code=3, lines=1, has=["language", "zh, en"])
    run(world, "/nonexistent/classbell.conf", "run", code=3, lines=1, has="/nonexistent/classbell.conf")
    run(world, world.folder, "run", code=3, lines=1, has=world.folder)
    run(world, fifo, "run", code=3, lines=1, has=fifo, timeout=10)
    run(world, "/dev/zero", "run", code=3, lines=1, has="/dev/zero", timeout=10)
    run(world, conf(world, "none", "[terminal]\nroom = 1\n"), "run", code=3, lines=1, has="[source NAME]")
    same(world.cloud.audit(), [], "requests of bad configurations")
    # And what is allowed.
    os.chmod(key, 0o600)
    with open(key, "w") as f:
        f.write(world.cloud.secret["cvclass"]["secret_key"] + "\n")
    for text in (with_file(key), base.replace("\n", "\r\n"), "\ufeff; x\n# y\n\n" + base, base + "[lesson]\nopen_before = 0s\n"):
        run(world, conf(world, "fine", text), "schedule", code=0, lines=0)


@scenario
def usage(world):
    path = conf(world, "good", good(world))
    fifo = os.path.join(world.folder, "fifo")
    os.mkfifo(fifo)
    for words, has in [
        ((), ("--help",)), (("lessons",), ("'lessons'", "--help")), (("run", "now"), ("'run'",)), (("status", "now"), ("'status'",)),
        (("schedule", "--jsonn"), ("--jsonn",)), (("run", "--json"), ("'run'", "--json")), (("schedule", "--qr"), ("'schedule'", "--qr")),
        (("schedule", "--day", "tomorrow"), ("--day", "tomorrow", "YYYY-MM-DD")),
        (("schedule", "--day", "2026-02-30"), ("--day", "2026-02-30")), (("schedule", "extra"), ("--day",)),
        (("url",), ("LESSON",)), (("url", "next", "--role", "pupil"), ("--role", "'pupil'", "teacher", "student")),
        (("url", "no-such"), ("no-such", "schedule")),
        (("call",), ("SOURCE",)), (("call", "cv"), ("ENDPOINT",)), (("call", "zz", "GetRoomByTime"), ("zz", "cv", "sx")),
        (("call", "cv", "GetRoomByTimes"), ("GetRoomByTimes", "apis")), (("call", "sx", "startcourse"), ("startcourse",)),
        (("call", "cv", "GetRoomByTime", "starttime=1790000000", "endtime=1790003600", "page=1", "colour=red"), ("colour",)),
        (("call", "cv", "room_control", "serial=865772001"), ("state",)), (("call", "cv", "room_control", "serial=865772001", "state=7"), ("state",)),
        (("call", "cv", "RoomStatus"), ("serial",)),
        (("call", "sx", "live/startcourse"), ("roomnum",)), (("call", "sx", "live/startcourse", "roomnum=abc"), ("roomnum",)),
        (("call", "sx", "live/heartbeat", "roomnum"), ("roomnum", "key=value")),
        (("call", "cv", "RoomStatus", "serial:={"), ("serial",)), (("call", "cv", "RoomStatus", "serial=@/nonexistent"), ("serial", "/nonexistent")),
        (("call", "cv", "RoomStatus", "serial:=" + "[" * 10000), ("serial",)),
        (("call", "cv", "RoomStatus", "a" + "[0]" * 40000 + "=1", "--force", "--dry-run"), ("deeper than 64",)),
        (("call", "cv", "RoomStatus", "serial=@/dev/zero"), ("serial", "/dev/zero", "no regular file")),
        (("call", "cv", "RoomStatus", f"serial=@{fifo}"), ("serial", fifo, "no regular file")),
        (("call", "cv", "RoomStatus", f"serial=@{world.folder}"), ("serial", "no regular file")),
        (("call", "cv", "RoomStatus", "serial=1", "--all"), ("RoomStatus", "--all")),
        (("sign", "cv", "RoomStatus"), ("serial",)), (("sign", "cv", "Nothing"), ("Nothing",)),
        (("apis", "zoom"), ("zoom", "cvclass", "sxb")), (("apis", "cvclass", "Nothing"), ("Nothing",)),
        (("check", "it"), ("'check'",)), (("stop", "it"), ("'stop'",)),
    ]:
        run(world, path, *words, code=2, lines=1, has=has)
    run(world, path, "schedule", "--day", code=2, lines=1, has=("--day", "value"), before=True)
    run(world, None, "--config", code=2, lines=1, has="--config")
    for words in (("status",), ("start",), ("stop",), ("extend",), ("status", "--json")):
        run(world, path, *words, code=4, lines=1, has=("no terminal is running", f"{world.folder}/socket", "classbell run"))
    same(world.cloud.audit(vendor="cvclass", endpoint="RoomStatus"), [], "calls that were sent")
    for before in (True, False):
        check(run(world, path, "schedule", "--json", code=0, lines=0, before=before).out.strip() == "[]", "an empty schedule")
    check("classbell run" in run(world, None, "--help", code=0, lines=0).out, "--help")
    check("mbedTLS" in run(world, None, "--version", code=0, lines=0).out, "--version")


CALL = ("call", "cv", "GetRoomByTime", "starttime=1790000000", "endtime=1799000000", "page=1")


@scenario
def bad_replies(world):
    """What a vendor may answer to a command: a line, exit 4 (or 1 where it refuses), and nothing of it on the screen."""
    path = conf(world, "good", good(world))
    for fault, code, has in [
        ({"kind": "huge", "megabytes": 50}, 4, ("larger",)), ({"kind": "huge", "megabytes": 50, "chunked": True}, 4, ("larger",)),
        ({"kind": "deep", "depth": 10000}, 4, ("deep",)), ({"kind": "empty"}, 4, ()), ({"kind": "garbage"}, 4, ()),
        ({"kind": "truncated"}, 4, ()), ({"kind": "truncated", "short_length": True}, 4, ()), ({"kind": "close"}, 4, ()),
        ({"kind": "reset"}, 4, ()), ({"kind": "status", "status": 500}, None, ("500",)), ({"kind": "status", "status": 403}, 1, ("403",)),
        ({"kind": "status", "status": 404}, 1, ("404",)), ({"kind": "status", "status": 429}, 1, ("429",)),
    ]:
        world.cloud.calm()
        world.cloud.fault(**fault)
        for words in (CALL, ("call", "sx", "live/roomlist", "index=0", "size=5"), ("call", "cv", "RoomStatus", "serial=1", "--all")[:4]):
            began = time.monotonic()
            # A log-in has 4 s, RoomStatus 2.5 s, in which a busy machine may not make 50 MB: then that it timed out is said.
            may_time_out = fault["kind"] == "huge" and words != CALL
            if fault["kind"] == "huge":  # Once before it is judged, so that the clouds' memory has grown to it.
                run(world, path, *words, code=code, lines=1)
                began = time.monotonic()
            said = run(world, path, *words, code=code, lines=1, has=() if may_time_out else has)
            check(not may_time_out or "larger" in said.err or "timed out" in said.err, f"{fault}: {said.err}")
            check(len(said.err) < 600 and len(said.out) < 5000, f"{fault}: {len(said.err)}, {len(said.out)} bytes are printed")
            check(time.monotonic() - began < 15, f"{fault}: takes {time.monotonic() - began:.1f} s")
        said = run(world, path, "schedule", lines=2)
        check(said.code != 0 and "cv" in said.err and "sx" in said.err, f"{fault}: schedule: exit {said.code} {said.err}")
    world.cloud.calm()
    world.cloud.fault("code", vendor="cvclass", code="4109")
    said = run(world, path, *CALL, code=1, lines=1, has=("4109",))
    check(json.loads(said.out)["result"] in (4109, "4109"), "the refusal is on stdout")
    world.cloud.fault("date", vendor="cvclass", offset_s=-1620)  # A signature is refused, and the clocks disagree.
    run(world, path, *CALL, code=5, lines=1, has=("clock is 27 min ahead", "set it", "4109"))
    run(world, path, "schedule", code=5, has=("clock is 27 min ahead",))
    world.cloud.calm()
    run(world, path, "call", "cv", "RoomStatus", "serial=12345", code=1, lines=1, has="4007")
    wrong = good(world).replace(f"pwd = {world.cloud.secret['sxb']['pwd']}", "pwd = wrong-password")
    run(world, conf(world, "wrong", wrong), "call", "sx", "live/roomlist", "index=0", "size=5", code=1, lines=1, has=("login", "10006"))
    wrong = good(world).replace(world.cloud.secret["cvclass"]["secret_key"], "wrong-secret-key")
    said = run(world, conf(world, "wrong2", wrong), *CALL, code=1, lines=1)
    check("wrong-secret-key" not in said.out + said.err, "the wrong key is told")


@scenario
def no_network(world):
    text = good(world)
    host = world.cloud.at["http"]
    refused = conf(world, "refused", text.replace(host, "http://127.0.0.1:1"))
    unknown = conf(world, "unknown", text.replace(host, "http://no-such-host.invalid"))
    for words in (CALL, ("call", "sx", "live/roomlist", "index=0", "size=5")):
        run(world, refused, *words, code=4, lines=1)
        run(world, unknown, *words, code=4, lines=1, timeout=90)
    run(world, refused, "schedule", code=4, lines=2)
    said = run(world, unknown, "check", timeout=90)
    check(said.code in (4, 5) and "E-DNS" in said.out, f"check: {said.code} {said.out}")
    said = run(world, refused, "check")
    check(said.code in (4, 5) and "E-NET" in said.out, f"check: {said.code} {said.out}")
    same(json.loads(run(world, refused, "schedule", "--json", code=4).out), [], "schedule --json without a network")
    # The worst finding is the exit code, whatever comes first; and nothing is made.
    missing = conf(world, "missing", text.replace(host, "http://127.0.0.1:1") + "[kiosk]\ncommand = /nonexistent/browser\n")
    said = run(world, missing, "check", code=3)
    check("E-NET" in said.out and "E-BROWSER" in said.out, f"check: {said.out}")
    check("which the terminal will make" in said.out and not os.path.exists(os.path.join(world.folder, "state")), f"check: {said.out}")
    os.makedirs(os.path.join(world.folder, "state"), 0o755)
    said = run(world, missing, "check", code=3)
    check("ok   disk" in said.out and os.listdir(os.path.join(world.folder, "state")) == [], f"check: {said.out}")
    same(stat.S_IMODE(os.stat(os.path.join(world.folder, "state")).st_mode), 0o755, "the state folder's mode")
    os.rmdir(os.path.join(world.folder, "state"))
    with open(os.path.join(world.folder, "state"), "w"):
        pass
    check("E-DISK" in run(world, missing, "check", code=3).out, "a file as state_dir")


@scenario
def doubtful(world):
    """What may be meant so is told by `check`, and is in no exit code."""
    world.cloud.room("cvclass", start_in_s=3600)
    text = good(world).replace("domain =", "rooms = 999\ndomain =").replace(f"{world.folder}/state", "/dev/shm")
    ours = run(world, conf(world, "ours", text.replace("rooms = 999", "rooms = name:")), "check")
    others = run(world, conf(world, "others", text + "[kiosk]\ncommand = sh -- %u\n"), "check")
    same(others.code, ours.code, f"exit code; {others.out}")
    check("?    source cv: it lists 1, none of which is held in one of 'rooms'" in others.out, others.out)
    check("'rooms'" not in ours.out, ours.out)
    check("ok   disk: /dev/shm\n?    disk: /dev/shm is in memory" in others.out, others.out)
    check("?    board: sim" in others.out, others.out)
    check("?    board" not in run(world, conf(world, "rpi", text.replace("[terminal]", "[terminal]\nboard = rpi")), "check", code=3).out, "a board")
    for words, is_told in (("-- nonexistent-browser %u", True), ("-- sh %u", False), ("%u -- :0", False), ("-- %u", False)):
        said = run(world, conf(world, "cage", text + f"[kiosk]\ncommand = sh {words}\n"), "check")
        same("'nonexistent-browser' is no program" in said.out, is_told, said.out)


@scenario
def page_before_it_is_needed(world):
    """Where a browser is configured, `check` tells of a page that could not be opened: without a lesson, by the rooms."""
    text = good(world, "rooms = 18\n[kiosk]\ncommand = sh -- %u\n").replace("domain =", "rooms = 17\ndomain =")
    domain = f"domain = {world.cloud.secret['cvclass']['domain']}\n"
    whole = run(world, conf(world, "whole", text.replace("rooms = 18", "entry_template = https://p.test/%r\nrooms = 18")), "check").out
    check("ok   page cv" in whole and "ok   page sx" in whole, whole)
    lacks = run(world, conf(world, "lacks", text.replace(domain, "")), "check", code=3).out
    check("FAIL page cv" in lacks and "domain" in lacks and "?    page sx" in lacks and "entry_template" in lacks, lacks)
    check("page cv" not in run(world, conf(world, "bare", text.replace("[kiosk]\ncommand = sh -- %u\n", "")), "check").out, "without a browser")


@scenario
def refused_on_the_panel(world):
    """A configuration that `run` refuses is told on the panel too, unless a terminal has it. A file takes what a character LCD
    would get."""
    lcd = os.path.join(world.folder, "lcd")
    shown = lambda: read(lcd)

    def refused(socket, more, has):
        with open(lcd, "w"):
            pass
        text = good(world, more).replace(f"{world.folder}/socket", socket)
        run(world, conf(world, "refused", text), "run", code=3, lines=1, has=has, timeout=10)

    panel = f"[display]\npanel = charlcd\ndevice = {lcd}\n"
    free = os.path.join(world.folder, "free")
    refused(free, panel + "[lesson]\nopen_before = 5\n", "open_before")
    check("E-CONFIG" in shown(), f"on the panel: {shown()!r}")
    refused(free, panel + "size = 40x2\n", "size")
    same(shown(), "", "on a panel that is itself what is wrong")
    terminal = world.terminal("room", {"sx": world.sxb()})
    terminal.start()
    terminal.wait_line("is up")
    refused(terminal.socket, panel + "[lesson]\nopen_before = 5\n", "open_before")
    same(shown(), "", "on the panel of a terminal that runs")
    walled = world.terminal("wall", {"sx": world.sxb()}, face={"display": {"panel": "charlcd", "device": lcd}}).start()
    walled.wait_line("is up")
    walled.end()
    check("Stopped" in shown() and "ClassBell is off" in shown(), f"on the panel of one that was stopped: {shown()!r}")


@scenario
def deep_and_huge_in_the_running_terminal(world):
    """A terminal is fed 50 MB and JSON 10,000 deep instead of schedules and states: it stays up, the lesson runs."""
    pairs = both(world, start_in_s=20, length_s=16)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 15)
    for vendor, endpoint in (("cvclass", "GetRoomByTime"), ("sxb", "live/roomlist")):
        world.cloud.fault("huge", vendor=vendor, endpoint=endpoint, megabytes=50, times=1)
        world.cloud.fault("deep", vendor=vendor, endpoint=endpoint, depth=10000, times=1)
    finish(world, pairs, beats=False)


@scenario
def dry_run_and_sign(world):
    """The request is shown, masked; nothing is sent. sign shows the steps, masked."""
    path = conf(world, "good", good(world))
    for words in (CALL, ("call", "cv", "room_control", "serial=865772001", "state=1"), ("call", "sx", "live/startcourse", "roomnum=18"),
                  ("call", "sx", "account/login"), ("call", "cv", "Entry", "serial=865772001", "usertype=0", "userpassword=pass-word-9"),
                  ("call", "sx", "account/regist", "id=newcomer", "role=1", "pwd=new-pass-1")):
        said = run(world, path, *words, "--dry-run", code=0, lines=0)
        shown = json.loads(said.out)
        check({"method", "url"} <= set(shown), f"{words}: {shown}")
        for word in ("pass-word-9", "new-pass-1", base64.b64encode(b"new-pass-1").decode()):
            check(word not in said.out, f"{words}: {word} is shown: {said.out}")
        said = run(world, path, "sign", *words[1:], code=0, lines=0)
        steps = json.loads(said.out)
        check(steps and all({"what", "bytes"} <= set(s) for s in steps), f"{steps}")
        for word in ("pass-word-9", "new-pass-1", base64.b64encode(b"new-pass-1").decode()):
            check(word not in said.out, f"{words}: {word} is shown: {said.out}")
    run(world, path, "--dry-run", "call", "cv", "RoomStatus", "serial=1", code=0, lines=0, before=True)
    # Secrets that JSON and URLs write otherwise, and the password as it would be sent.
    odd = 'k"ey\\k 1/2345'
    key = conf(world, "odd", good(world).replace("domain =", f"entry_key = {odd}\ndomain ="))
    entry = ("cv", "Entry", "serial=865772001", "usertype=0", "userpassword=pass-word-9")
    for words in (("sign", *entry), ("call", *entry, "--dry-run"), ("sign", "cv", "room_control", "serial=1", "state=1")):
        said = run(world, key, *words, code=0, lines=0)
        for form in (odd, json.dumps(odd)[1:-1], "k\"ey", "pass-word"):
            check(form not in said.out, f"{words}: {form} is shown: {said.out}")
    shown = json.loads(run(world, path, "call", *entry, "--dry-run", code=0, lines=0).out)
    same(urllib.parse.parse_qs(urllib.parse.urlsplit(shown["url"]).query)["userpassword"], ["***"], "the password to be sent")
    check(len(re.findall(r"\b[0-9a-f]{32}\b", run(world, path, "sign", *entry, code=0, lines=0).out)) == 1, "auth alone is shown by sign")
    same(world.cloud.audit(), [], "requests that were sent")


@scenario
def call_and_all(world):
    path = conf(world, "good", good(world))
    world.cloud.control("POST", "rooms", [{"vendor": v, "title": f"Lesson {i}", "start": 1799000000 + 60 * i, "end": 1799000060 + 60 * i}
                                          for v in ("cvclass", "sxb") for i in range(ROOMS)])
    for words in (("call", "cv", "GetRoomByTime", "starttime=1798990000", "endtime=1799990000", "--all"),
                  ("call", "sx", "live/roomlist", "size=50", "--all")):
        said = run(world, path, *words, code=0, lines=0)
        rows = [json.loads(l) for l in said.out.splitlines()]
        same(len(rows), ROOMS, f"{words}: rows")
        same(len({json.dumps(r, sort_keys=True) for r in rows}), ROOMS, "different rows")
    one = json.loads(run(world, path, "call", "cv", "GetRoomByTime", "starttime=1798990000", "endtime=1799990000", "page=2", code=0).out)
    same(len(one["list"]), ROOMS - 200, "rows of page 2")
    bad = world.cloud.report()
    same(bad["violation_counts"], {}, "violations")
    # Pipes that close early are no crash.
    done = subprocess.run(f"'{CLASSBELL}' call cv GetRoomByTime starttime=1798990000 endtime=1799990000 --all --config '{path}' | head -1",
                          shell=True, capture_output=True)
    check(b"Sanitizer" not in done.stderr, done.stderr.decode("utf-8", "replace"))


@scenario
def apis(world):
    said = run(world, None, "apis", "--tsv", code=0, lines=0)
    rows = [l.split("\t") for l in said.out.splitlines()]
    check(all(len(r) == 6 for r in rows), "six columns")
    for vendor, count in (("cvclass", 41), ("sxb", 18)):
        same(len([r for r in rows if r[0] == vendor]), count, f"rows of {vendor}")
        same(len(run(world, None, "apis", vendor, "--tsv", code=0, lines=0).out.splitlines()), count, f"apis {vendor} --tsv")
        json.loads(run(world, None, "apis", vendor, "--json", code=0, lines=0).out)
    same(len({(r[0], r[1]) for r in rows}), len(rows), "names are unique")
    check(["sxb", "live/startcourse", "POST"] in [r[:3] for r in rows], "live/startcourse")
    row = next(r for r in rows if r[:2] == ["cvclass", "room_control"])
    same(sorted(row[4].split(",")), ["serial", "state"], "room_control's required parameters")
    json.loads(run(world, None, "apis", "--json", code=0, lines=0).out)
    check("serial" in run(world, None, "apis", "cvclass", "room_control", code=0, lines=0).out, "apis cvclass room_control")


@scenario
def schedule_and_url(world):
    path = conf(world, "good", good(world, "entry_template = https://live.test/r/%r?g=%g&l=%l\n"))
    with_students = conf(world, "students", good(world, "entry_template = https://live.test/r/%r\nstudent_template = https://live.test/s/%r\n"))
    a = world.cloud.room("cvclass", start_in_s=600, length_s=60, title="数学 7b", passwords={"teacher": "t-pass-11", "student": "s-pass-22"})
    b = world.cloud.room("sxb", start_in_s=900, length_s=60, title="Physics")
    lessons = json.loads(run(world, path, "schedule", "--json", code=0, lines=0).out)
    same([(l["source"], l["id"], l["title"]) for l in lessons], [("cv", str(a["id"]), "数学 7b"), ("sx", str(b["id"]), "Physics")], "schedule")
    same(len(run(world, path, "schedule", code=0, lines=0).out.splitlines()), 2, "lines of the schedule")
    same(json.loads(run(world, path, "schedule", "--day", "2030-01-01", "--json", code=0).out), [], "another day")
    for words, role in ((("url", "next"), "0"), (("url", str(a["id"]), "--role", "student"), "2"), (("url", f"cv/{a['id']}"), "0")):
        url = json.loads(run(world, path, *words, code=0, lines=0).out)["url"]
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)
        same(query["usertype"], [role], f"{words}: usertype")
        check(url.startswith(world.cloud.at["cvclass"]), url)
        with urllib.request.urlopen(url) as r:
            check(b"\xe6\x95\xb0\xe5\xad\xa6 7b" in r.read(), f"{words}: the page is the lesson's")
    same(json.loads(run(world, path, "url", str(b["id"]), code=0).out)["url"], f"https://live.test/r/{b['id']}?g={b['id']}&l={b['id']}", "template")
    run(world, path, "url", str(b["id"]), "--role", "student", code=3, lines=1, has=["[source sx]", "'student_template'"])
    run(world, path, "url", str(b["id"]), "--role", "student", "--qr", code=3, lines=1, has=["[source sx]", "'student_template'"])
    for words, page in (((), "r"), (("--role", "student"), "s"), (("--role", "assistant"), "r")):
        same(json.loads(run(world, with_students, "url", str(b["id"]), *words, code=0).out)["url"], f"https://live.test/{page}/{b['id']}", words)
    # A terminal that enters as a student itself has one page, its students'.
    as_student = conf(world, "as_student", good(world).replace("domain =", "role = student\nentry_template = https://live.test/r/%r\ndomain ="))
    same(json.loads(run(world, as_student, "url", str(a["id"]), code=0).out)["url"], f"https://live.test/r/{a['id']}", "role = student")
    out = run(world, path, "url", str(b["id"]), "--qr", code=0, lines=0).out
    check(len(out.splitlines()) > 14 and set(out) <= set("█▀▄ \n"), f"a QR code: {out[:300]!r}")
    run(world, path, "url", str(a["id"]), "--role", "student", "--qr", code=0, lines=0)
    # A holiday cancels, visibly.
    today = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 8 * 3600))
    tomorrow = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 32 * 3600))
    closed = conf(world, "closed", good(world) + f"[holidays]\nfair = {today}..{tomorrow}\n")
    lessons = json.loads(run(world, closed, "schedule", "--json", code=0, lines=0).out)
    same([(l["state"], l["reason"]) for l in lessons], [("cancelled", "a holiday")] * 2, "lessons of a holiday")
    same(run(world, closed, "schedule", code=0, lines=0).out.count("(a holiday: cancelled)"), 2, "marks in the table")
    # More lessons than a room holds.
    begin = int(time.time()) + 7200
    world.cloud.control("POST", "rooms", [{"vendor": "cvclass", "title": f"Lesson {i}", "start": begin + 60 * i, "end": begin + 60 * i + 60} for i in range(100)])
    lessons = json.loads(run(world, path, "schedule", "--json", code=0, lines=0).out)
    same(len(lessons), 102, "lessons of the schedule")
    same([l["start"] for l in lessons], sorted(l["start"] for l in lessons), "their order")
    run(world, path, "url", lessons[-1]["id"], code=0, lines=0)
    same(world.cloud.report()["violation_counts"], {}, "violations")


@scenario
def one_document_each(world):
    terminal = world.terminal("room", {"cv": world.cvclass(), "sx": world.sxb()}).start()
    terminal.wait_line("is up")
    for words in (("status", "--json"), ("schedule", "--json")):
        out = terminal.run(*words, code=0).out
        _, end = json.JSONDecoder().raw_decode(out)
        same(out[end:].strip(), "", f"{words}: one document")
    status = json.loads(terminal.run("status", "--json", code=0).out)
    same((status["disk_failures"], status["clock"]["steps"]), (0, 0), "what went wrong in silence")
    check(terminal.run("status", code=0).out.startswith("room idle"), "status as text")


@scenario
def service_manager(world):
    """systemd's protocol: up, fed while it is well, about to end; and the browser inherits none of it."""
    import socket
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(os.path.join(world.folder, "notify"))
    manager.settimeout(20)
    terminal = world.terminal("room", {"cv": world.cvclass()})
    terminal.wrap = ["env", f"NOTIFY_SOCKET={world.folder}/notify", "WATCHDOG_USEC=2000000"]
    terminal.start()
    heard = [manager.recv(100) for _ in range(4)]
    same(heard, [b"READY=1", b"WATCHDOG=1", b"WATCHDOG=1", b"WATCHDOG=1"], "while it runs")
    check(terminal.alive(), "the terminal is alive")
    terminal.end()
    while (last := manager.recv(100)) == b"WATCHDOG=1":
        pass
    same(last, b"STOPPING=1", "at its end")


@scenario
def hostile_control_clients(world):
    """Clients of the local socket that say nothing, nonsense, or too much, do not hold the terminal up."""
    import socket
    terminal = world.terminal("room", {"cv": world.cvclass()}).start()
    terminal.wait_line("is up")
    held = []
    for payload in (b"", b"nonsense\n", b"status", b"x" * 100000, b"\x00\xff\n", b"status\nstatus\n", b"stop\r\n"):
        s = socket.socket(socket.AF_UNIX)
        s.connect(terminal.socket)
        try:
            s.sendall(payload)
        except OSError:
            pass
        held.append(s)
        began = time.monotonic()
        terminal.status()
        check(time.monotonic() - began < 4, f"status took {time.monotonic() - began:.1f} s beside {payload[:20]!r}")
    mode = stat.S_IMODE(os.stat(terminal.socket).st_mode)
    check(mode & 0o007 == 0, f"the socket's mode {mode:o}")
    check(terminal.alive(), "the terminal is alive")


if __name__ == "__main__":
    main()
