#!/usr/bin/env python3
"""What the schedule does, or fails to do, to a lesson."""
from harness import *

LISTS = {"cvclass": "GetRoomByTime", "sxb": "live/roomlist"}


def bad_schedule(kind, **more):
    """The first reading is good, all further ones are bad: the lesson runs all the same."""
    def run(world):
        # Long enough for two looks at a live room before its end is near.
        pairs = both(world, start_in_s=35, length_s=40 if kind == "empty_schedule" else 20)
        for terminal, room in pairs:
            terminal.wait(room, "armed", 15)
        world.cloud.fault(kind, vendor="cvclass", endpoint=LISTS["cvclass"], **more)
        # At sxb the same call tells a room's state: that goes wrong as well.
        world.cloud.fault(kind, vendor="sxb", endpoint=LISTS["sxb"], **more)
        finish(world, pairs, beats=False)  # At sxb unseen, where no look at the room is answered.
        for terminal, room in pairs:
            polls = [e for e in world.cloud.audit(vendor=room["vendor"], endpoint=LISTS[room["vendor"]]) if e["fault"]]
            check(len(polls) >= 2, f"{room['vendor']}: only {len(polls)} bad schedule replies")
    return run


add("schedule_empty", bad_schedule("empty_schedule"))
add("schedule_truncated", bad_schedule("truncated", carried_out=True))
add("schedule_truncated_short_length", bad_schedule("truncated", carried_out=True, short_length=True))
add("schedule_garbage", bad_schedule("garbage"))
add("schedule_empty_body", bad_schedule("empty"))
add("schedule_500", bad_schedule("status"))
add("schedule_reset", bad_schedule("reset"))
add("schedule_hang", bad_schedule("hang", seconds=60))


@scenario
def deleted_before_t(world):
    """Cancelled after two good polls; nothing is sent."""
    pairs = both(world, start_in_s=58, length_s=20)
    stay = {v: world.cloud.room(v, start_in_s=7200, length_s=60) for v in ("cvclass", "sxb")}  # Not an empty schedule.
    for terminal, room in pairs:
        terminal.wait(room, "armed", 30)
    time.sleep(2)
    for _, room in pairs:
        world.cloud.forget(room)
    gone_ms = time.time() * 1000
    for terminal, room in pairs:
        terminal.wait(room, "cancelled", 50)
    for terminal, room in pairs:
        polls = [e["t_ms"] for e in world.cloud.audit(vendor=room["vendor"], endpoint=LISTS[room["vendor"]])
                 if e["t_ms"] > gone_ms and not e["room"] and e["params"].get("state", 0) == 0]
        world.note(f"{room['vendor']} cancelled after {len(polls)} polls")
        check(len(polls) >= 2, f"{room['vendor']}: cancelled after {len(polls)} polls")
    time.sleep(max(0, room["start"] + 3 - time.time()))
    for terminal, room in pairs:
        same(terminal.path(room)[-1], "cancelled", "the state past T")
        world.check_lesson(room, starts=0, stops=0)
        check(not any(is_running(p) for p in terminal.browser_pids()), "the browser is closed")
        same(world.cloud.of(stay[room["vendor"]])["starts"], [], "the other room")


@scenario
def deleted_while_live(world):
    """A lesson that runs is not ended by the schedule. (The vendor forgets the room only as far as its list goes.)"""
    pairs = both(world, start_in_s=8, length_s=45)
    stay = {v: world.cloud.room(v, start_in_s=7200, length_s=60) for v in ("cvclass", "sxb")}
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    for _, room in pairs:  # Out of the window that is asked for, and back for what follows.
        if room["vendor"] == "cvclass":
            world.cloud.fault("empty_schedule", vendor="cvclass")
    finish(world, pairs)
    same(world.cloud.of(stay["sxb"])["starts"], [], "the other room")


@scenario
def moved_later(world):
    pairs = both(world, start_in_s=30, length_s=20)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 20)
    for _, room in pairs:
        room.update(world.cloud.patch(room, start=room["start"] + 12, end=room["end"] + 12))
    finish(world, pairs, path=None)
    for terminal, room in pairs:
        same(terminal.path(room)[-1], "ended", "the last state")


@scenario
def moved_earlier(world):
    pairs = both(world, start_in_s=50, length_s=20)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 20)
    for _, room in pairs:
        room.update(world.cloud.patch(room, start=room["start"] - 20, end=room["end"] - 20))
    finish(world, pairs, path=None)


@scenario
def end_moved_while_live(world):
    """The vendor moves E while the lesson is live: followed. sxb has written the real start over the planned one by then."""
    pairs = both(world, start_in_s=8, length_s=60)
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    for _, room in pairs:
        room.update(world.cloud.patch(room, end=room["end"] - 25))
    finish(world, pairs)


@scenario
def appears_late(world):
    """A lesson that is put in half a minute before T, while the terminal believes in an empty day."""
    terminals = [t.start() for t, _ in world.pair()]
    for t in terminals:
        t.wait_line("is up")
    time.sleep(5)
    rooms = [world.cloud.room(v, start_in_s=75, length_s=20) for v in ("cvclass", "sxb")]
    finish(world, list(zip(terminals, rooms)), timeout_s=110)


if __name__ == "__main__":
    main()
