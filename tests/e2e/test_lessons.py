#!/usr/bin/env python3
"""Lessons on a good network: one terminal a vendor, and one terminal with both."""
from harness import *


def whole(world, terminal, room, length_s=24):
    terminal.wait(room, "live", 40)
    terminal.wait(room, "ending", length_s + 5)
    terminal.wait(room, "ended", length_s + 20)


@scenario
def two_vendors_at_once(world):
    rooms = {v: world.cloud.room(v, start_in_s=10, length_s=24) for v in ("cvclass", "sxb")}
    pair = world.pair()
    for terminal, _ in pair:
        terminal.start()
    for terminal, vendor in pair:
        whole(world, terminal, rooms[vendor])
    time.sleep(4)  # Nothing may follow.
    for terminal, vendor in pair:
        world.check_lesson(rooms[vendor])
        world.check_path(terminal, rooms[vendor])
        same(len(terminal.opened()), 1, "the browser opened")
        check(not any(is_running(p) for p in terminal.browser_pids()), "the browser is closed")
    world.check_elsewhere()


def one_room(world, **more):
    """One terminal that listens to both vendors."""
    return world.terminal("room", {"cv": world.cvclass(), "sx": world.sxb()}, **more)


def zero_gap(first, second):
    def run(world):
        a = world.cloud.room(first, start_in_s=10, length_s=20)
        b = world.cloud.room(second, start=a["end"], end=a["end"] + 20)
        terminal = one_room(world).start()
        terminal.wait(a, "live", 30)
        terminal.wait(b, "live", 40)
        terminal.wait(b, "ended", 40)
        time.sleep(2)
        report_a = world.check_lesson(a)
        report_b = world.check_lesson(b)
        check(report_a["stops"][0]["t_ms"] <= report_b["starts"][0]["t_ms"], "stop before the next start")
        world.check_path(terminal, a)
        world.check_path(terminal, b)
        same(len(terminal.opened()), 2, "pages opened")
    return run


add("zero_gap_cvclass_sxb", zero_gap("cvclass", "sxb"))
add("zero_gap_sxb_cvclass", zero_gap("sxb", "cvclass"))
add("zero_gap_cvclass_cvclass", zero_gap("cvclass", "cvclass"))
add("zero_gap_sxb_sxb", zero_gap("sxb", "sxb"))


@scenario
def overlapping(world):
    """The one in progress runs to its own end, then the next starts late."""
    a = world.cloud.room("cvclass", start_in_s=10, length_s=20)
    b = world.cloud.room("sxb", start=a["start"] + 10, end=a["end"] + 20)
    terminal = one_room(world).start()
    terminal.wait(a, "live", 30)
    time.sleep(max(0, b["start"] + 3 - time.time()))
    same(terminal.status_of(b)["state"], "armed", "the second waits")
    terminal.wait(b, "live", 40)
    terminal.wait(b, "ended", 40)
    time.sleep(2)
    world.check_lesson(a)
    world.check_lesson(b, start=(10000, 11500))
    world.check_path(terminal, a)
    world.check_path(terminal, b)


@scenario
def one_lesson_at_two_vendors(world):
    """The same title and times at two sources: one lesson."""
    a = world.cloud.room("cvclass", start_in_s=10, length_s=20, title="Physics 7b")
    b = world.cloud.room("sxb", start=a["start"], end=a["end"], title="Physics 7b")
    terminal = one_room(world).start()
    wait_for("one of them is live", 30, lambda: "live" in (terminal.state(a), terminal.state(b)))
    time.sleep(max(0, a["end"] + 5 - time.time()))
    reports = [world.cloud.of(r) for r in (a, b)]
    same(sorted(len(r["starts"]) for r in reports), [0, 1], "starts of the two")
    same(sorted(len(r["stops"]) for r in reports), [0, 1], "stops of the two")
    same(len(terminal.status()["lessons"]), 1, "lessons in the status")


def local(utc_s):
    """Seconds since 1970 as the weekday and time of Asia/Shanghai, which is what sources are in."""
    t = time.gmtime(utc_s + 8 * 3600)
    return ["mon", "tue", "wed", "thu", "fri", "sat", "sun"][t.tm_wday], time.strftime("%H:%M:%S", t)


@scenario
def timetable_at_sxb(world):
    """The vendor has no times: a room of the local timetable, planned_times off as in the document's silence."""
    world.cloud.settings(planned_times=False)
    start = int(time.time()) + 12
    room = world.cloud.room("sxb", start=start, end=start + 24)
    (day, begin), (_, end) = local(start), local(start + 24)
    terminal = world.terminal("room", {"sx": world.sxb()}, timetable={"physics": f"{day} {begin}-{end} sx {room['id']} Physics"}).start()
    whole(world, terminal, room)
    time.sleep(20)  # Another poll: the room that has been live is no second lesson.
    world.check_lesson(room)
    world.check_path(terminal, room)
    lessons = [l for l in terminal.status()["lessons"] if l["state"] != "planned"]
    same([l["state"] for l in lessons], ["ended"], "lessons of the day")


@scenario
def auto_start_no(world):
    pairs = world.pair(lesson={"auto_start": "no"})
    rooms = [world.cloud.room(v, start_in_s=8, length_s=30) for _, v in pairs]
    for terminal, _ in pairs:
        terminal.start()
    time.sleep(max(0, rooms[0]["start"] + 4 - time.time()))
    for (terminal, _), room in zip(pairs, rooms):
        same(terminal.state(room), "armed", "not started by itself")
        same(world.cloud.of(room)["starts"], [], "starts")
        terminal.run("start", code=0)
    for (terminal, _), room in zip(pairs, rooms):
        terminal.wait(room, "live", 10)
        terminal.wait(room, "ended", 50)
    time.sleep(2)
    for room in rooms:
        world.check_lesson(room, start=(4000, 7000))


@scenario
def auto_stop_no(world):
    pairs = world.pair(lesson={"auto_stop": "no"})
    rooms = [world.cloud.room(v, start_in_s=8, length_s=20) for _, v in pairs]
    for terminal, _ in pairs:
        terminal.start()
    for (terminal, _), room in zip(pairs, rooms):
        terminal.wait(room, "live", 30)
    time.sleep(max(0, max(room["end"] for room in rooms) + 5 - time.time()))
    for (terminal, _), room in zip(pairs, rooms):
        same(terminal.status_of(room)["state"], "ending", "past E")
        same(world.cloud.of(room)["stops"], [], "stops")
        terminal.run("stop", code=0)
        terminal.wait(room, "ended", 10)
    time.sleep(1)
    for room in rooms:
        world.check_lesson(room, stop=(5000, 8000))


@scenario
def press_before_t(world):
    """A person may start before T, the clock may not."""
    pairs = world.pair()
    rooms = [world.cloud.room(v, start_in_s=25, length_s=20) for _, v in pairs]
    for terminal, _ in pairs:
        terminal.start()
    for (terminal, _), room in zip(pairs, rooms):
        terminal.wait(room, "armed", 20)
    for (terminal, _), room in zip(pairs, rooms):
        terminal.run("start", code=0)
    for (terminal, _), room in zip(pairs, rooms):
        terminal.wait(room, "live", 10)
        check(time.time() < room["start"], "live before T")
        same(terminal.run("start").code, 1, "a second start")
    for (terminal, _), room in zip(pairs, rooms):
        terminal.wait(room, "ended", 60)
    time.sleep(2)
    for room in rooms:
        world.check_lesson(room, start=None, allowed=("start_early",))


@scenario
def rooms_filter(world):
    """A terminal takes its own rooms: by number, by name's prefix, or the timetable's beside them."""
    mine = {v: world.cloud.room(v, start_in_s=10, length_s=20, title="R12 Physics") for v in ("cvclass", "sxb")}
    others = [world.cloud.room(v, start_in_s=10, length_s=20, title="R1 Biology") for v in ("cvclass", "sxb")]
    by_number = world.terminal("number", {"cv": world.cvclass(rooms=mine["cvclass"]["id"])}).start()
    by_name = world.terminal("name", {"sx": world.sxb(rooms="name:R12, 99999")}).start()
    whole(world, by_number, mine["cvclass"], 20)
    whole(world, by_name, mine["sxb"], 20)
    for room in mine.values():
        world.check_lesson(room)
    for room in others:
        world.check_lesson(room, starts=0, stops=0)
    for terminal in (by_number, by_name):
        same(len(terminal.status()["lessons"]), 1, f"{terminal.name}: lessons")


@scenario
def passwords_of_the_room(world):
    """The entry URL carries the role's password, encrypted; the log and the status carry neither."""
    room = world.cloud.room("cvclass", start_in_s=10, length_s=16, passwords={"teacher": "t-pass-11", "student": "s-pass-22"})
    terminal = world.terminal("room", {"cv": world.cvclass()}).start()
    whole(world, terminal, room, 16)
    world.check_lesson(room)
    for word in ("t-pass-11", "s-pass-22", *[u.split("userpassword=")[1][:32] for u in terminal.opened()]):
        check(word not in read(terminal.log) + terminal.run("status", "--json").out, f"{word} is told")


@scenario
def hostile_title(world):
    title = "\x1b]0;pwned\x07\x1b[2J\u202e\r\n2025-01-01T00:00:00.000Z info x 1 planned -> live, forged\x9b31m\u0085 7b"
    rooms = [world.cloud.room(v, start_in_s=8, length_s=14, title=title, **({"teacher": "teacher1"} if v == "sxb" else {})) for v in ("cvclass", "sxb")]
    terminal = world.terminal("room", {"cv": world.cvclass()}, more="").start()
    terminal.wait(rooms[0], "live", 30)
    for words in (("status",), ("status", "--json"), ("schedule",), ("schedule", "--json"), ("url", "next")):
        said = terminal.run(*words, code=0)
        for text in (said.out, said.err):
            bad = [c for c in text if (ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 or c in "\u202e\u2028\u2029"]
            check(not bad, f"classbell {' '.join(words)} prints {bad}")
        check(not any(l.startswith("2025-01-01") for l in said.out.splitlines()), f"{words}: a forged line")
    terminal.wait(rooms[0], "ended", 40)
    text = read(terminal.log)
    check(all(c == "\n" or (ord(c) >= 32 and not 0x7F <= ord(c) < 0xA0) for c in text), "control characters in the log")
    world.check_lesson(rooms[0])


if __name__ == "__main__":
    main()
