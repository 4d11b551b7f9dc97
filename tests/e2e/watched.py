"""What the tests of the watched vendors share: iclass, weclassroom, gensee. There the teacher begins and ends the class in
the opened page; the terminal opens it, watches, extends, and says what is awaited."""
import calendar
from harness import *

VENDORS = ("iclass", "weclassroom", "gensee")
SEEN_MS = 4500  # The watch looks each 3 s; an answer, the log and a busy machine come on top.
ENDED_MS = 8000  # An end is believed at the second look.
WATCH = {"iclass": "class/info", "weclassroom": "lessonData/status", "gensee": "query/status"}
EXTEND = {"iclass": "class/modify", "weclassroom": "lesson/edit", "gensee": "room/modify"}


def source(world, vendor, **more):
    secret, at = world.cloud.secret[vendor], world.cloud.at
    own = {"iclass": {"sdkappid": secret.get("sdkappid"), "tic_key": secret.get("tic_key"), "entry_base": at["iclass"]},
           "weclassroom": {"application_id": secret.get("application_id"), "secret": secret.get("secret"),
                           "user_id": secret.get("user_id"), "entry_template": at["weclassroom"] + "/client?lesson=%r"},
           "gensee": {"login_name": secret.get("login_name"), "password": secret.get("password"), "password_hash": "md5"}}[vendor]
    return {"vendor": vendor, "base_url": at[vendor], **own, **more}


def words(world):
    """What must never be printed."""
    secret = world.cloud.secret
    password = secret["gensee"]["password"]
    return [secret["iclass"]["tic_key"], secret["weclassroom"]["secret"], password, hashlib.md5(password.encode()).hexdigest()]


def three(world, vendors=VENDORS, lesson=None, room=None, more="", settings=None, **times):
    """A terminal and a room at each vendor: [(terminal, room)]. The rooms exist before the terminals do."""
    rooms = {v: world.cloud.room(v, **times, **(room or {})) for v in vendors}
    pairs = [(world.terminal(v, {v: source(world, v, **(settings or {}))}, lesson=lesson, more=more), rooms[v]) for v in vendors]
    for terminal, _ in pairs:
        terminal.start()
    return pairs


def at_ms(terminal, room, state):
    """When the log says that the lesson came into `state`, ms UTC."""
    moved = next((m[0] for m in terminal.moves(room) if m[2] == state), None)
    check(moved, f"{terminal.name}: never {state}; {terminal.path(room)}")
    whole, part = moved.rstrip("Z").split(".")
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) * 1000 + int(part)


def check_begun(world, terminal, room, by="teacher", seen_ms=SEEN_MS):
    """Begun once and not by us, seen soon."""
    report = world.cloud.of(room)
    same([s["by"] for s in report["starts"]], [by], f"{terminal.name}: starts")
    begun = report["starts"][0]["t_ms"]
    late = at_ms(terminal, room, "live") - begun
    world.note(f"{terminal.name} begun {report['starts'][0]['offset_ms']:+d}, seen after {late} ms")
    check(-5 <= late <= seen_ms + PULSE.between(begun - 3000, begun + late), f"{terminal.name}: live {late} ms after it was begun")
    return report


def check_watched(world, terminal, room, by="teacher", seen_ms=SEEN_MS, ended_ms=ENDED_MS, allowed=(), gaps=True):
    """A whole class: opened before T, begun and ended by somebody else, both seen soon, looked at each 3 s, no violation."""
    report = check_begun(world, terminal, room, by, seen_ms)
    same([s["by"] for s in report["stops"]], [by], f"{terminal.name}: ends")
    begun, over = report["starts"][0]["t_ms"], report["stops"][0]["t_ms"]
    late = at_ms(terminal, room, "ended") - over
    if room["vendor"] == "gensee" and over < room["end"] * 1000:
        ended_ms += 57000  # A pause, perhaps: that is given a minute.
    check(-5 <= late <= ended_ms + PULSE.between(over - 3000, over + late), f"{terminal.name}: ended {late} ms after it was over")
    bad = [v for v in report["violations"] if v["kind"] not in allowed]
    check(not bad, f"{terminal.name}: violations {bad}")
    looks = [e["t_ms"] for e in world.cloud.audit(vendor=room["vendor"], endpoint=WATCH[room["vendor"]]) if begun < e["t_ms"] < over]
    times = [begun, *looks, over]
    longest = max(b - a for a, b in zip(times, times[1:]))
    check(not gaps or longest <= GAP_MS[1] + PULSE.between(begun, over), f"{terminal.name}: {longest} ms without a look at a live class")
    return report


def close_watched(world):
    """No secret anywhere, and nothing amiss beside the rooms."""
    for t in world.terminals:
        for what, text in [("log", read(t.log)), ("stdout", read(t.out)), *[("a command's output", s) for s in t.said]]:
            for word in words(world):
                check(word not in text, f"{t.name}: a secret in {what}")
    world.check_elsewhere()



