#!/usr/bin/env python3
"""SIGKILL at any moment, restart at once or after 3 s: one effective start, one effective stop (rule 1).

Each scenario kills two terminals, one at each vendor, at the same moment of their lessons; E2E_SEED varies the moments.
"""
import random
from harness import *

T, LENGTH = 12, 24
SEED = int(os.environ.get("E2E_SEED", "1"))
BOOT_MS = 2500  # From the restart to the vendor: the program starts (with sanitizers), reads its disk, asks for the state.


def killed(moment, after_s, kind=None):
    """`moment`: seconds from T, or "E-2.5" from E."""
    def run(world):
        rooms = {v: world.cloud.room(v, start_in_s=T, length_s=LENGTH) for v in ("cvclass", "sxb")}
        pairs = [(t, rooms[v]) for t, v in world.pair()]
        for terminal, _ in pairs:
            terminal.start()
        room = rooms["sxb"]
        at = room["end"] + float(moment[1:]) if isinstance(moment, str) else room["start"] + moment
        for terminal, _ in pairs:
            terminal.wait_line("is up", 10)
        time.sleep(max(0, at - time.time()))
        for terminal, _ in pairs:
            terminal.kill()
        time.sleep(after_s)
        restarted = time.time()
        for terminal, _ in pairs:
            terminal.start()
        for terminal, room in pairs:
            wait_for(f"{terminal.name} {room['id']} ended", 60, lambda: has_ended(terminal, room), 0.5)
        time.sleep(3)
        for terminal, room in pairs:
            late = restarted * 1000 - room["start"] * 1000
            start = (0, max(LATE_MS, late + BOOT_MS))
            stop = (0, max(1500, restarted * 1000 - room["end"] * 1000 + BOOT_MS))
            # What a cut breaks it may break: the beat, and a request that was on its way.
            world.check_lesson(room, start=start, stop=stop, beats=False, allowed=("heartbeat_gap",))
            resumed(world, terminal, room, restarted)
            same(terminal.status_of(room)["state"], "ended", "the status")
    return run


def has_ended(terminal, room):
    """By its status: killed between the record of it and the line, the log never says so."""
    said = terminal.run("status", "--json")
    lessons = json.loads(said.out)["lessons"] if said.code == 0 else []
    return any(lesson["id"] == str(room["id"]) and lesson["state"] == "ended" for lesson in lessons)


def resumed(world, terminal, room, restarted):
    """A live lesson's heartbeats go on after the restart, until the end."""
    report = world.cloud.of(room)
    start, stop = report["starts"][0]["t_ms"], report["stops"][0]["t_ms"]
    since = max(start, restarted * 1000)
    endpoint = "live/heartbeat" if room["vendor"] == "sxb" else "RoomStatus"
    beats = [e["t_ms"] for e in world.cloud.audit(vendor=room["vendor"], room=room["id"], endpoint=endpoint)
             if since < e["t_ms"] <= stop]
    times = [since, *beats, stop]
    gaps = [b - a for a, b in zip(times, times[1:])]
    check(gaps[0] <= 3500 + BOOT_MS and max(gaps[1:] or [0]) <= 3500, f"{terminal.name}: heartbeats after the restart: {gaps}")


MOMENTS = {"before_opening": -11.5, "armed": -4, "at_the_last_look": -3.4, "just_before_t": -0.05, "at_t": 0.004, "just_after_t": 0.05,
           "soon_after_t": 0.4, "live": 8, "ending": "E-3", "just_before_e": "E-0.05", "at_e": "E+0.004", "just_after_e": "E+0.05",
           "soon_after_e": "E+0.5"}
for name, moment in MOMENTS.items():
    for after_s in (0, 3):
        add(f"kill_{name}_back_{'at_once' if after_s == 0 else 'after_3_s'}", killed(moment, after_s))

chance = random.Random(SEED)
for i in range(4):
    moment, after_s = round(chance.uniform(-T + 1, LENGTH - 1), 3), round(chance.uniform(0, 4), 3)
    add(f"kill_seed_{SEED}_{i}_at_{moment}_for_{after_s}", killed(moment, after_s))


@scenario
def kill_again_and_again(world):
    """Every 2 to 5 s, before T, while live, until E."""
    rooms = {v: world.cloud.room(v, start_in_s=T, length_s=36) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    dice = random.Random(SEED)
    for terminal, _ in pairs:
        terminal.start()
    while time.time() < rooms["sxb"]["end"] - 6:
        time.sleep(dice.uniform(2, 5))
        for terminal, _ in pairs:
            terminal.kill()
            terminal.start()
    for terminal, room in pairs:
        wait_for(f"{terminal.name} ended", 60, lambda: terminal.state(room) == "ended")
    time.sleep(3)
    for terminal, room in pairs:
        world.check_lesson(room, start=(0, LATE_MS + BOOT_MS), beats=False, allowed=("heartbeat_gap",))


def while_unanswered(call, carried_out):
    """The cut comes while the start (or the stop) is on its way and its outcome unknown."""
    def run(world):
        rooms = {v: world.cloud.room(v, start_in_s=T, length_s=LENGTH) for v in ("cvclass", "sxb")}
        pairs = [(t, rooms[v]) for t, v in world.pair()]
        for v in rooms:
            world.cloud.fault("hang", vendor=v, call=call, seconds=60, carried_out=carried_out, times=1)
        for terminal, _ in pairs:
            terminal.start()
        at = rooms["sxb"]["start"] if call == "start" else rooms["sxb"]["end"]
        time.sleep(max(0, at + 1 - time.time()))
        for terminal, _ in pairs:
            terminal.kill()
            terminal.start()
        for terminal, room in pairs:
            wait_for(f"{terminal.name} ended", 60, lambda: terminal.state(room) == "ended")
        time.sleep(3)
        for terminal, room in pairs:
            late = (0, 1000 + BOOT_MS)
            world.check_lesson(room, start=late if call == "start" else (0, LATE_MS), stop=late, beats=False, allowed=("heartbeat_gap",))
    return run


for call in ("start", "stop"):
    for carried_out in (True, False):
        add(f"kill_while_{call}_is_unanswered_carried_out_{'yes' if carried_out else 'no'}", while_unanswered(call, carried_out))


@scenario
def kill_right_after_stop(world):
    """The teacher's stop survives the cut, and latches."""
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=40) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    for v in rooms:  # The stop does not get through before the cut.
        world.cloud.fault("hang", vendor=v, call="stop", seconds=5, times=1)
    time.sleep(4)
    for terminal, _ in pairs:
        terminal.run("stop", code=0)
        terminal.kill()
        terminal.start()
    for terminal, room in pairs:
        wait_for(f"{terminal.name} ended", 20, lambda: terminal.state(room) == "ended")
        check(time.time() < room["end"] - 5, "it is the teacher's stop")
    time.sleep(max(0, rooms["sxb"]["end"] + 3 - time.time()))
    for terminal, room in pairs:
        world.check_lesson(room, stop=None, beats=False, allowed=("heartbeat_gap",))
        same(terminal.state(room), "ended", "latched")


@scenario
def kill_after_stop_was_carried_out(world):
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=30) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        terminal.run("stop", code=0)
        wait_for("the stop", 5, lambda: world.cloud.of(room)["stops"])
        terminal.kill()
        terminal.start()
    time.sleep(max(0, rooms["sxb"]["end"] + 3 - time.time()))
    for terminal, room in pairs:
        world.check_lesson(room, stop=None, beats=False, allowed=("heartbeat_gap",))
        same(terminal.status_of(room)["state"], "ended", "latched")


@scenario
def kill_live_and_gone_past_e(world):
    """The power comes back after E: the lesson is stopped then (the outbox)."""
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=14) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    time.sleep(2)
    for terminal, _ in pairs:
        terminal.kill()
    time.sleep(max(0, rooms["sxb"]["end"] + 5 - time.time()))
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        wait_for(f"{terminal.name} ended", 20, lambda: terminal.state(room) == "ended")
    time.sleep(2)
    for terminal, room in pairs:
        world.check_lesson(room, stop=(5000, 5000 + BOOT_MS), beats=False, allowed=("heartbeat_gap",))


@scenario
def journal_is_lost_while_live(world):
    """No journal, only the vendor knows: adopted, not started again."""
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=40) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        time.sleep(2)
        terminal.kill()
        shutil.rmtree(terminal.state_dir)
        terminal.forget_moves(room)
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 20)
        terminal.wait(room, "ended", 60)
    time.sleep(2)
    for terminal, room in pairs:
        world.check_lesson(room, beats=False, allowed=("heartbeat_gap",))


@scenario
def journal_is_damaged(world):
    """Garbage at its end and in its middle: what can be read is used, and the rest is said."""
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=40) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for i, (terminal, room) in enumerate(pairs):
        terminal.wait(room, "live", 30)
        terminal.kill()
        with open(os.path.join(terminal.state_dir, "journal"), "ab" if i else "r+b") as f:
            f.seek(0, 2)
            if not i:
                f.truncate(f.tell() - 5)
            f.write(bytes(range(256)))
        terminal.forget_moves(room)
        terminal.start()
    for terminal, room in pairs:
        terminal.wait_line("journal.*damaged", 10)
        terminal.wait(room, "ended", 60)
    time.sleep(2)
    for terminal, room in pairs:
        world.check_lesson(room, beats=False, allowed=("heartbeat_gap",))


@scenario
def boots_just_before_t_with_the_schedule_of_the_disk(world):
    """Cut while opening (nothing of it is in the journal), back 1 s before T: no poll may hold the start up."""
    rooms = {v: world.cloud.room(v, start_in_s=14, length_s=20) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair()]
    for terminal, _ in pairs:
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "armed", 30)
        time.sleep(1)
        terminal.kill()
        os.unlink(os.path.join(terminal.state_dir, "journal"))
    time.sleep(max(0, rooms["sxb"]["start"] - 1 - time.time()))
    for terminal, room in pairs:
        terminal.forget_moves(room)
        terminal.start()
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        terminal.wait(room, "ended", 60)
    for terminal, room in pairs:
        world.check_lesson(room, beats=False, start=(0, BOOT_MS))


if __name__ == "__main__":
    main()
