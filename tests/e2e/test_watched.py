#!/usr/bin/env python3
"""iclass, weclassroom, gensee: the teacher begins in the page, or somebody else does, or nobody."""
from watched import *

PRESS = "Teacher: press start in the page"
WATCHED_LIFE = ["planned", "opening", "armed", "starting", "live", "ending", "stopping", "ended"]


@scenario
def teacher_presses_start_and_ends_at_e(world):
    pairs = three(world, start_in_s=9, length_s=24)
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        told = terminal.status()
        same((told["heading"], told["leds"]["red"]), ("Live", "on"), "the status of a live class")
    for terminal, room in pairs:
        terminal.wait(room, "ended", 60)
    for terminal, room in pairs:
        opened = world.cloud.look(room)["opened_ms"]
        check(0 < opened < room["start"] * 1000, f"{terminal.name}: opened at {opened}, T is {room['start']}000")
        report = check_watched(world, terminal, room)
        check(0 <= report["starts"][0]["offset_ms"] <= 2500, f"{terminal.name}: begun at T{report['starts'][0]['offset_ms']:+d} ms")
        same(terminal.path(room), WATCHED_LIFE, f"{terminal.name}: states")
        same(world.cloud.of(room)["extended_s"], 0, "nothing is extended by itself")
    close_watched(world)


@scenario
def teacher_ends_early(world):
    """Ended in the page long before E: seen, and the browser is closed."""
    pairs = three(world, start_in_s=8, length_s=600, room={"teacher_ends_after_s": 14})
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 90)  # gensee's may be a pause: that is given a minute.
        check_watched(world, terminal, room)
        same(terminal.path(room), ["planned", "opening", "armed", "starting", "live", "ended"], f"{terminal.name}: states")
        wait_for("the browser is closed", 5, lambda: not any(is_running(p) for p in terminal.browser_pids()))
    close_watched(world)


@scenario
def nobody_presses_for_a_minute(world):
    """Switched on at T + 50 s: at T + 60 s, and not before, the screen and the LED ask for the press; then it comes."""
    begin = int(time.time()) - 48
    pairs = three(world, start=begin, end=begin + 400, room={"teacher_starts_after_s": None})
    for terminal, room in pairs:
        terminal.wait(room, "starting", 20)
    early = [terminal.status() for terminal, _ in pairs]
    if time.time() < begin + 59:
        same([(s["heading"], s["leds"]["amber"]) for s in early], [("Starting", "on")] * 3, "before T + 60 s")
    else:
        world.note("too slow to look before T + 60 s")
    time.sleep(max(0, begin + 60.2 - time.time()))
    for terminal, room in pairs:
        told = terminal.status()
        same((told["state"], told["heading"], told["leds"]["amber"]), ("starting", PRESS, "blink"), f"{terminal.name} at T + 60 s")
        same(told["fault"], None, "no fault of the vendor's")
    pressed = time.time()
    for _, room in pairs:
        world.cloud.patch(room, teacher_starts_after_s=0)
    for terminal, room in pairs:
        terminal.wait(room, "live", 15)
        check(at_ms(terminal, room, "live") - pressed * 1000 <= SEEN_MS + 500, f"{terminal.name}: the press was seen late")
        same(terminal.status()["heading"], "Live", "the heading")
    close_watched(world)


@scenario
def nobody_presses_at_all(world):
    """Missed, with its reason; nothing but looks was sent."""
    pairs = three(world, start_in_s=9, length_s=14, room={"teacher_starts_after_s": None})
    for terminal, room in pairs:
        told = terminal.wait(room, "missed", 50)
        check("passed without a start" in told["reason"], f"{terminal.name}: {told}")
        same(terminal.path(room), ["planned", "opening", "armed", "starting", "missed"], f"{terminal.name}: states")
        report = world.cloud.of(room)
        same((report["starts"], report["violations"]), ([], []), f"{terminal.name}: at the vendor")
        same([e["endpoint"] for e in world.cloud.audit(vendor=room["vendor"], endpoint=EXTEND[room["vendor"]])], [], "changes sent")
    close_watched(world)


@scenario
def begun_early_elsewhere(world):
    """Begun on another device before T: adopted while armed, and ended by the other."""
    pairs = three(world, start_in_s=25, length_s=20)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 15)
    time.sleep(max(0, pairs[0][1]["start"] - 7 - time.time()))
    for _, room in pairs:
        world.cloud.patch(room, live=True)
    for terminal, room in pairs:
        terminal.wait(room, "live", 15)
        check(time.time() < room["start"] + 3, f"{terminal.name}: seen only after T")
    time.sleep(max(0, pairs[0][1]["start"] + 6 - time.time()))
    for _, room in pairs:
        world.cloud.patch(room, live=False)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 15)
        ends = ["ending", "stopping", "ended"] if room["vendor"] == "gensee" else ["ended"]  # A pause, perhaps, until E.
        same(terminal.path(room), ["planned", "opening", "armed", "live", *ends], f"{terminal.name}: states")
        # Before T it is looked at when it is armed, and three seconds before T.
        check_watched(world, terminal, room, by="control", seen_ms=8500, gaps=False, allowed=("heartbeat_gap",))
    close_watched(world)


@scenario
def adopted_when_switched_on(world):
    begin = int(time.time()) - 20
    rooms = {v: world.cloud.room(v, start=begin, end=begin + 300, live=True) for v in VENDORS}
    for v in VENDORS:
        world.terminal(v, {v: source(world, v)}).start()
    for terminal in world.terminals:
        terminal.wait(rooms[terminal.name], "live", 15)
        same(len(world.cloud.of(rooms[terminal.name])["starts"]), 1, "starts")
    close_watched(world)


@scenario
def extended_through_the_vendor(world):
    """The button's extension reaches the vendor, who keeps the class open past its old end; the vendor's end counts."""
    pairs = three(world, start_in_s=8, length_s=26, lesson={"extend_step": "90s"})
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    for terminal, room in pairs:
        terminal.run("extend", code=0)
    for terminal, room in pairs:
        moved = wait_for(f"{terminal.name}: the vendor's end moves", 10, lambda: world.cloud.of(room)["extended_s"])
        # weclassroom ends on a whole minute, gensee lasts whole minutes: never longer than was asked for.
        check(30 <= moved <= 90, f"{terminal.name}: extended by {moved} s")
        end = world.cloud.look(room)["end"]
        text = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(end))
        wait_for(f"{terminal.name}: the status has the vendor's end {text}", 10, lambda: terminal.status_of(room)["end"] == text)
        same(len(world.cloud.audit(vendor=room["vendor"], endpoint=EXTEND[room["vendor"]])), 1, "calls sent")
        world.note(f"{terminal.name} +{moved} s")
    time.sleep(max(0, pairs[0][1]["end"] + 3 - time.time()))
    for terminal, room in pairs:
        check(terminal.state(room) in ("live", "ending"), f"{terminal.name}: past its old end it is {terminal.state(room)}")
        same(world.cloud.of(room)["stops"], [], "the teacher goes on")
        world.cloud.patch(room, live=False)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 90)
        same(world.cloud.of(room)["violations"], [], f"{terminal.name}: violations")
    close_watched(world)


@scenario
def extension_refused(world):
    """What the vendor does not accept does not count: the old end stands."""
    pairs = three(world, start_in_s=8, length_s=600, lesson={"extend_step": "120s"})
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        code = {"iclass": "10011", "weclassroom": "40004", "gensee": "502"}[room["vendor"]]
        world.cloud.fault("code", vendor=room["vendor"], call="extend", code=code)
    for terminal, room in pairs:
        before = terminal.status_of(room)["end"]
        terminal.run("extend", code=0)
        wait_for(f"{terminal.name}: it is said", 15, lambda: terminal.status().get("notice") == "the lesson cannot be extended"
                 or "extend" in terminal.status().get("notice", ""))
        time.sleep(1)
        same((terminal.status_of(room)["end"], terminal.status_of(room)["state"]), (before, "live"), f"{terminal.name} after a refusal")
        same(world.cloud.of(room)["extended_s"], 0, "extended")
    close_watched(world)


if __name__ == "__main__":
    main()
