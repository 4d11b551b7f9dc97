#!/usr/bin/env python3
"""Lessons that others start or end, and terminals that are switched on in the middle of one."""
from harness import *


def calls(world, room, call):
    return [e for e in world.cloud.audit(vendor=room["vendor"], room=room["id"]) if e["call"] == call]


@scenario
def started_elsewhere_before_t(world):
    """Adopted: no start is sent, and it is ended at E."""
    pairs = both(world, start_in_s=16, length_s=24)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 15)
    time.sleep(max(0, pairs[0][1]["start"] - 6 - time.time()))
    for _, room in pairs:
        world.cloud.patch(room, live=True)
    for terminal, room in pairs:
        terminal.wait(room, "live", 20)
        terminal.wait(room, "ended", 50)
    time.sleep(3)
    for terminal, room in pairs:
        same(calls(world, room, "start"), [], "starts sent")
        world.check_lesson(room, by="control", start=None, beats=False)
        world.check_path(terminal, room, ["planned", "opening", "armed", "live", "ending", "stopping", "ended"])


@scenario
def started_elsewhere_a_second_before_t(world):
    """Behind the last look: one effective start all the same."""
    pairs = both(world, start_in_s=12, length_s=20)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 12)
    time.sleep(max(0, pairs[0][1]["start"] - 1 - time.time()))
    for _, room in pairs:
        world.cloud.patch(room, live=True)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 50)
    time.sleep(2)
    for terminal, room in pairs:
        world.check_lesson(room, by="control", start=None, beats=False, allowed=("start_while_live",))
        world.note(f"{room['vendor']}: {len(calls(world, room, 'start'))} starts sent")


@scenario
def started_elsewhere_during_an_outage(world):
    """500 across T, meanwhile another starts it: adopted when the vendor is back."""
    pairs = both(world, start_in_s=12, length_s=40)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 12)
    begin = pairs[0][1]["start"]
    world.cloud.fault("status", **{"from": begin - 6, "until": begin + 8})
    time.sleep(max(0, begin + 4 - time.time()))
    for _, room in pairs:
        world.cloud.patch(room, live=True)
    for terminal, room in pairs:
        terminal.wait(room, "live", 20)
        terminal.wait(room, "ended", 60)
    time.sleep(2)
    for terminal, room in pairs:
        check(not [e for e in calls(world, room, "start") if e["t_ms"] > (begin + 4) * 1000 and not e["fault"]], "starts after it was live")
        world.check_lesson(room, by="control", start=None, beats=False)


@scenario
def ended_elsewhere(world):
    """No stop is sent, and it is not started again."""
    pairs = both(world, start_in_s=8, length_s=40)
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    time.sleep(7)
    for terminal, room in pairs:  # By another program of the same account.
        stop = ("room_control", f"serial={room['id']}", "state=0") if room["vendor"] == "cvclass" else ("live/exitroom", f"roomnum={room['id']}")
        terminal.run("call", room["vendor"], *stop, code=0)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 20)
        check(time.time() < room["end"] - 10, "told long before E")
    time.sleep(max(0, pairs[0][1]["end"] + 4 - time.time()))
    for terminal, room in pairs:
        same(len(calls(world, room, "stop")), 1, "stops sent, the other's among them")
        world.check_lesson(room, stop=None, beats=False, allowed=("heartbeat_not_live",))
        world.check_path(terminal, room, ["planned", "opening", "armed", "starting", "live", "ended"])


def inside(lead_s, length_s, expected):
    def run(world):
        begin = int(time.time()) - lead_s
        rooms = {v: world.cloud.room(v, start=begin, end=begin + length_s) for v in ("cvclass", "sxb")}
        pairs = [(t, rooms[v]) for t, v in world.pair()]
        if expected == "adopted":
            for room in rooms.values():
                world.cloud.patch(room, live=True)
        switched_on = time.time()
        for terminal, _ in pairs:
            terminal.start()
        for terminal, room in pairs:
            terminal.wait(room, "missed" if expected == "missed" else "live", 15)
        if expected == "missed":
            time.sleep(4)
            for terminal, room in pairs:
                world.check_lesson(room, starts=0, stops=0)
                same([c for c in ("start", "stop") if calls(world, room, c)], [], "calls sent")
                check("too little" in terminal.moves(room)[-1][3], f"the reason: {terminal.moves(room)[-1]}")
            return
        for terminal, room in pairs:
            if length_s > 100:
                time.sleep(1)
                terminal.run("stop", code=0)
            terminal.wait(room, "ended", length_s + 10)
        time.sleep(2)
        for terminal, room in pairs:
            # At cvclass the browser must have entered first.
            latest = max(world.entered(room) if room["vendor"] == "cvclass" else 0, (switched_on - begin) * 1000 + 3500)
            world.check_lesson(room, start=None if expected == "adopted" else (lead_s * 1000, latest), beats=False,
                               stop=None if length_s > 100 else (0, 1500), by="control" if expected == "adopted" else "client")
            if expected == "adopted":
                same(calls(world, room, "start"), [], "starts sent")
    return run


add("boots_inside_the_window_with_time_left", inside(10, 50, "started"))
add("boots_inside_the_window_with_too_little_left", inside(38, 50, "missed"))
add("boots_inside_a_long_window_130_s_left", inside(2000, 2130, "started"))
add("boots_inside_a_long_window_110_s_left", inside(2000, 2110, "missed"))
add("boots_into_a_live_lesson", inside(10, 40, "adopted"))
add("boots_into_a_live_lesson_with_too_little_left", inside(30, 50, "adopted"))


@scenario
def sxb_end_unknown_while_live(world):
    """A live room of sxb need not name its end (it has none yet): the plan stands."""
    room = world.cloud.room("sxb", start_in_s=8, length_s=40)
    terminal = world.terminal("sxb", {"sxb": world.sxb()}).start()
    terminal.wait(room, "live", 30)
    world.cloud.settings(planned_times=False)
    finish(world, [(terminal, room)])


@scenario
def sxb_timetable_and_a_late_start(world):
    """The plan is the timetable's, the start comes 3 s late: the vendor's begin_time then differs from T. E stands."""
    world.cloud.settings(planned_times=False)
    begin = int(time.time()) + 10
    day = lambda t: (["mon", "tue", "wed", "thu", "fri", "sat", "sun"][time.gmtime(t + 28800).tm_wday], time.strftime("%H:%M:%S", time.gmtime(t + 28800)))
    room = world.cloud.room("sxb", start=begin, end=begin + 40)
    world.cloud.fault("status", vendor="sxb", call="start", until_after_start_s=3)
    terminal = world.terminal("sxb", {"sxb": world.sxb()},
                              timetable={"p1": f"{day(begin)[0]} {day(begin)[1]}-{day(begin + 40)[1]} sxb {room['id']} Physics"}).start()
    finish(world, [(terminal, room)], start=(3000, 4000))
    same([l["state"] for l in terminal.status()["lessons"] if l["state"] != "planned"], ["ended"], "lessons of the day")


if __name__ == "__main__":
    main()
