#!/usr/bin/env python3
"""The teacher stops, starts again, extends: by the commands, which do what the button does."""
from harness import *


@scenario
def stop_latches(world):
    pairs = both(world, start_in_s=8, length_s=40)
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
    time.sleep(4)
    stopped = time.time()
    for terminal, room in pairs:
        answer = json.loads(terminal.run("stop", code=0).out)
        same(answer, {"ok": True, "answer": "stopping"}, "stop")
    for terminal, room in pairs:
        terminal.wait(room, "ended", 10)
        same(terminal.run("stop").code, 1, "a second stop")
        same(terminal.run("extend").code, 1, "extend of what has ended")
    time.sleep(max(0, pairs[0][1]["end"] + 4 - time.time()))
    for terminal, room in pairs:
        report = world.check_lesson(room, stop=None)
        check(report["stops"][0]["t_ms"] - stopped * 1000 < 2000, "the stop is at once")
        world.check_path(terminal, room, ["planned", "opening", "armed", "starting", "live", "stopping", "ended"])
        check(not any(is_running(p) for p in terminal.browser_pids()), "the browser is closed")


@scenario
def stop_and_start_again(world):
    """After the stop has been carried out; a room that can be started again is."""
    room = world.cloud.room("cvclass", start_in_s=8, length_s=50)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}).start()
    terminal.wait(room, "live", 30)
    time.sleep(3)
    terminal.run("stop", code=0)
    terminal.wait(room, "ended", 10)
    time.sleep(12)
    same(terminal.state(room), "ended", "latched for 12 s")
    terminal.forget_moves(room)
    terminal.run("start", code=0)
    terminal.wait(room, "live", 15)
    terminal.wait(room, "ended", 60)
    time.sleep(2)
    report = world.check_lesson(room, starts=2, stops=2, allowed=("second_start",))
    world.check_path(terminal, room, ["planned", "opening", "armed", "starting", "live", "stopping", "ended",
                                      "starting", "live", "ending", "stopping", "ended"])
    same(len(terminal.opened()), 2, "the page is opened again")


@scenario
def stop_and_start_again_where_the_room_is_gone(world):
    """sxb destroys a room that is left: a start afterwards ends in a state with a reason, not in silence."""
    room = world.cloud.room("sxb", start_in_s=8, length_s=36)
    terminal = world.terminal("sxb", {"sxb": world.sxb()}).start()
    terminal.wait(room, "live", 30)
    terminal.run("stop", code=0)
    terminal.wait(room, "ended", 10)
    terminal.forget_moves(room)
    answer = terminal.run("start")
    time.sleep(5)
    world.note(f"start said {answer.out.strip()}; then {terminal.path(room)[7:]}, {terminal.status()['fault']}")
    time.sleep(max(0, room["end"] + 4 - time.time()))
    check(terminal.state(room) in ("ended", "missed"), f"the state past E: {terminal.path(room)}")
    world.check_lesson(room, stop=None)
    starts = [e for e in world.cloud.audit(vendor="sxb", room=room["id"]) if e["call"] == "start"]
    check(len(starts) <= 1 + 36 // 4, f"{len(starts)} starts of a room that is gone")


@scenario
def stop_before_it_is_live(world):
    """Nobody is in the room yet; the teacher gives up: nothing is started later."""
    room = world.cloud.room("cvclass", start_in_s=8, length_s=30)
    world.cloud.fault("nobody", seconds=12)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}).start()
    terminal.wait(room, "starting", 30)
    time.sleep(2)
    terminal.run("stop", code=0)
    terminal.wait(room, "ended", 10)
    time.sleep(16)
    world.check_lesson(room, starts=0, stops=0)


@scenario
def commands_without_a_lesson(world):
    terminal = world.terminal("empty", {"cv": world.cvclass(), "sx": world.sxb()}).start()
    terminal.wait_line("is up")
    time.sleep(1)
    for verb, word in (("start", "no lesson to start"), ("stop", "no lesson is live"), ("extend", "no lesson is live")):
        said = terminal.run(verb, code=1)
        answer = json.loads(said.out)
        check(answer["ok"] is False and word in answer["answer"], f"{verb}: {answer}")
    same(terminal.status()["state"], "idle", "state")


def moved_end(world, room):
    return json.loads(json.dumps(world.cloud.look(room)))["end"]


@scenario
def extend_cvclass(world):
    """Twice 10 s, the vendor told of both; capped at 25 s in all; then the stop at the new end."""
    room = world.cloud.room("cvclass", start_in_s=8, length_s=20)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}, lesson={"extend_step": "10s", "extend_max": "25s"}).start()
    terminal.wait(room, "live", 30)
    terminal.wait(room, "ending", 30)
    for until in (10, 20, 25):
        terminal.run("extend", code=0)
        wait_for(f"the vendor's end is {until} s later", 5, lambda: moved_end(world, room) == room["end"] + until)
        wait_for("the status has the new end", 5, lambda: terminal.status_of(room)["end"].endswith(
            time.strftime("%H:%M:%SZ", time.gmtime(room["end"] + until))))
        time.sleep(0.5)
    said = terminal.run("extend", code=1)
    check("cannot extend" in said.out, f"a fourth time: {said.out}")
    terminal.forget_moves(room)
    terminal.wait(room, "ended", 60)
    time.sleep(2)
    report = world.check_lesson(room)
    same(report["extended_s"], 25, "extended_s")
    for e in world.cloud.audit(vendor="cvclass", endpoint="ModifyRoom"):
        check({"starttime", "endtime"} <= set(e["params"]) and e["code"] == "0", f"ModifyRoom {e['params']} {e['code']}")
    moves = [m[2] for m in terminal.moves(room)]
    check(moves[:5] == ["opening", "armed", "starting", "live", "ending"] and moves[-2:] == ["stopping", "ended"], f"{moves}")


@scenario
def extend_sxb(world):
    """Local only; the polls of the schedule do not take it back."""
    room = world.cloud.room("sxb", start_in_s=8, length_s=20)
    terminal = world.terminal("sxb", {"sxb": world.sxb()}, lesson={"extend_step": "30s", "extend_max": "30s"}).start()
    terminal.wait(room, "ending", 40)
    terminal.run("extend", code=0)
    terminal.forget_moves(room)
    terminal.wait(room, "ended", 70)
    time.sleep(2)
    world.check_lesson(room, end_moved_ms=30000)


@scenario
def extend_up_to_the_next_lesson(world):
    a = world.cloud.room("cvclass", start_in_s=8, length_s=20)
    b = world.cloud.room("sxb", start=a["end"] + 4, end=a["end"] + 24)
    terminal = world.terminal("room", {"cv": world.cvclass(), "sx": world.sxb()}, lesson={"extend_step": "10s"}).start()
    terminal.wait(a, "ending", 40)
    terminal.run("extend", code=0)
    wait_for("the end is the next one's start", 5, lambda: moved_end(world, a) == b["start"])
    time.sleep(0.5)
    terminal.run("extend", code=1)
    terminal.forget_moves(a)
    terminal.wait(a, "ended", 30)
    terminal.wait(b, "live", 30)
    terminal.wait(b, "ended", 40)
    time.sleep(2)
    world.check_lesson(a)
    world.check_lesson(b)


@scenario
def extend_refused(world):
    """The vendor refuses (another class follows in the room): the lesson ends when it was to end, and that is said."""
    room = world.cloud.room("cvclass", start_in_s=8, length_s=24)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}, lesson={"extend_step": "10s"}).start()
    world.cloud.fault("code", vendor="cvclass", call="extend", code="5106")
    terminal.wait(room, "ending", 40)
    terminal.run("extend", code=0)
    time.sleep(1)
    world.note(f"refused: notice {terminal.status().get('notice')}, fault {(terminal.status()['fault'] or {}).get('code')}")
    terminal.wait(room, "ended", 30)
    time.sleep(2)
    world.check_lesson(room)


@scenario
def extend_unanswered_at_the_end(world):
    """The extension hangs across E: the lesson does not run on for ever, and is stopped once."""
    room = world.cloud.room("cvclass", start_in_s=8, length_s=20)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}, lesson={"extend_step": "10s"}).start()
    terminal.wait(room, "ending", 40)
    world.cloud.fault("hang", vendor="cvclass", call="extend", seconds=60)
    time.sleep(max(0, room["end"] - 1 - time.time()))
    terminal.run("extend", code=0)
    terminal.wait(room, "ended", 60)
    time.sleep(2)
    report = world.check_lesson(room, stop=None, beats=False, allowed=("concurrent_control",))
    world.note(f"stopped {report['stops'][0]['offset_from_end_ms']} ms after E")


@scenario
def kill_after_extend(world):
    """An extension survives a power cut."""
    pairs = both(world, start_in_s=8, length_s=20, lesson={"extend_step": "15s"})
    for terminal, room in pairs:
        terminal.wait(room, "ending", 40)
    for terminal, room in pairs:
        terminal.run("extend", code=0)
    time.sleep(1)
    for terminal, room in pairs:
        terminal.kill()
        terminal.start()
        terminal.forget_moves(room)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 60)
    time.sleep(2)
    for terminal, room in pairs:
        world.check_lesson(room, beats=False, allowed=("heartbeat_gap",), end_moved_ms=15000 if room["vendor"] == "sxb" else 0)


if __name__ == "__main__":
    main()
