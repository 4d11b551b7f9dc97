#!/usr/bin/env python3
"""iclass, weclassroom, gensee: plans that move, power cuts, vendors that fail, credentials that are wrong."""
from watched import *


@scenario
def moved_while_armed(world):
    """The lesson runs at its new time, and not at the old one."""
    pairs = three(world, start_in_s=26, length_s=16)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 15)
    old = pairs[0][1]["start"]
    for _, room in pairs:
        room.update(world.cloud.patch(room, start=room["start"] + 8, end=room["end"] + 8))
    time.sleep(max(0, old + 3 - time.time()))
    for terminal, room in pairs:
        same(world.cloud.of(room)["starts"], [], f"{terminal.name}: begun at the old time")
        check(terminal.status_of(room)["state"] in ("opening", "armed"), f"{terminal.name}: {terminal.status_of(room)}")
    for terminal, room in pairs:
        terminal.wait(room, "ended", 60)
        check_begun(world, terminal, room)
        same(terminal.status_of(room)["state"], "ended", "the moved lesson")
    close_watched(world)


@scenario
def dropped_before_t(world):
    """Cancelled after two good polls, the browser is closed; another room of the same account is no concern."""
    pairs = three(world, start_in_s=52, length_s=20)
    for v in VENDORS:
        world.cloud.room(v, start_in_s=7200, length_s=60)  # Not an empty schedule.
    for terminal, room in pairs:
        terminal.wait(room, "armed", 20)
    for _, room in pairs:
        world.cloud.forget(room)
    for terminal, room in pairs:
        terminal.wait(room, "cancelled", 50)
        wait_for("the browser is closed", 5, lambda: not any(is_running(p) for p in terminal.browser_pids()))
        same(world.cloud.of(room)["starts"], [], "begun")
    close_watched(world)


def killed(moment_s, after_s):
    """`moment_s`: from T, where the teacher presses at T + 3."""
    def run(world):
        pairs = three(world, start_in_s=10, length_s=22, room={"teacher_starts_after_s": 3})
        for terminal, _ in pairs:
            terminal.wait_line("is up", 10)
        time.sleep(max(0, pairs[0][1]["start"] + moment_s - time.time()))
        for terminal, _ in pairs:
            terminal.kill()
        time.sleep(after_s)
        for terminal, _ in pairs:
            terminal.start()
        for terminal, room in pairs:
            wait_for(f"{terminal.name} {room['id']} ended; {terminal.path(room)}", 60, lambda: terminal.state(room) == "ended")
            report = world.cloud.of(room)
            same([s["by"] for s in report["starts"]], ["teacher"], f"{terminal.name}: starts")
            same([s["by"] for s in report["stops"]], ["teacher"], f"{terminal.name}: ends")
            check("live" in terminal.path(room), f"{terminal.name}: never seen live; {terminal.path(room)}")
            bad = [v for v in report["violations"] if v["kind"] != "heartbeat_gap"]  # What a cut breaks it may break.
            same(bad, [], f"{terminal.name}: violations")
            same(terminal.status_of(room)["state"], "ended", "the status")
        close_watched(world)
    return run


for moment, moment_s in (("armed", -4), ("awaiting_the_press", 1), ("just_after_the_press", 3.2), ("live", 12), ("ending", 20)):
    add(f"kill_{moment}", killed(moment_s, 0.5 if moment_s < 3.2 else 2))


@scenario
def vendor_fails_across_t(world):
    """500 to every call from T - 6 s to T + 8 s; the teacher's page works. The press is seen when the vendor is back."""
    pairs = three(world, start_in_s=12, length_s=40)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 12)
    begin = pairs[0][1]["start"]
    for v in VENDORS:  # The pages stay: what fails is the API.
        for endpoint in ("class/info", "class/list", "lessonData/status", "lesson/byUser", "lesson/info", "query/status", "room/sync", "room/info"):
            world.cloud.fault("status", vendor=v, endpoint=endpoint, **{"from": begin - 6, "until": begin + 8})
    time.sleep(max(0, begin + 5 - time.time()))
    for terminal, room in pairs:
        same(terminal.state(room), "starting", f"{terminal.name}: while nothing is known")
        told = terminal.status()
        check(told["fault"] and told["fault"]["code"] == "E-VENDOR" and told["fault"]["vendor_code"] == 500, f"{terminal.name}: {told['fault']}")
    for terminal, room in pairs:
        terminal.wait(room, "live", 20)
        late = at_ms(terminal, room, "live") - (begin + 8) * 1000
        check(late <= SEEN_MS, f"{terminal.name}: seen {late} ms after the vendor was back")
        wait_for(f"{terminal.name}: the fault is over", 20, lambda: terminal.status()["fault"] is None)
    for terminal, room in pairs:
        terminal.wait(room, "ended", 60)
        same([s["by"] for s in world.cloud.of(room)["starts"]], ["teacher"], "starts")
    close_watched(world)


@scenario
def credentials_are_wrong(world):
    """Said as E-AUTH where the vendor's document has a code for it; iclass's has none: its own code and words. No secret."""
    for v in VENDORS:
        world.cloud.room(v, start_in_s=600, length_s=60)
    wrong = {"iclass": {"tic_key": "wrong-tic-key-0123456789"}, "weclassroom": {"secret": "wrong-secret-0123456789-abcdefgh"},
             "gensee": {"password": "wrong-password-0123"}}
    for v in VENDORS:
        world.terminal(v, {v: source(world, v, **wrong[v])}).start()
    want = {"iclass": ("E-VENDOR", 10005), "weclassroom": ("E-AUTH", 20005), "gensee": ("E-AUTH", 200)}
    for terminal in world.terminals:
        terminal.wait_line("is up", 15)

        def fault():
            told = terminal.status()["fault"]
            return told and (told["code"], told.get("vendor_code"))
        same(wait_for(f"{terminal.name}: a fault", 15, fault), want[terminal.name], f"{terminal.name}: the fault")
        text = read(terminal.log)
        for word in [*wrong[terminal.name].values(), *words(world)]:
            check(word not in text, f"{terminal.name}: a secret in the log")
    check("sign error" in read(world.terminals[0].log), "iclass: the vendor's own words")
    # And where it is set right, the next start works; a wrong sdkappid and applicationID are as plain.
    for v, key in (("iclass", "sdkappid"), ("weclassroom", "application_id")):
        said = world.terminal(v + "2", {v: source(world, v, **{key: "4711"})}).run(
            "call", v, "class/list" if v == "iclass" else "lesson/info", *(["create_time_desc:=true"] if v == "iclass" else ["lessonId:=[1]"]), code=1)
        check(("sdkappid not found" if v == "iclass" else "20003") in said.out + said.err, f"{v}: {said.out} {said.err}")


@scenario
def gensee_looks_back_sixty_days_once_a_day(world):
    """Rooms are listed by the day of creation: the first poll reads 60 days and today, the next ones only today."""
    cloud = world.cloud
    far = cloud.room("gensee", start_in_s=900, length_s=60, extra={"created_days_ago": 60})
    today = cloud.room("gensee", start_in_s=1800, length_s=60)
    older = cloud.room("gensee", start_in_s=2700, length_s=60, extra={"created_days_ago": 61})
    near = cloud.room("gensee", start_in_s=100, length_s=60)  # Makes polls come each 15 s.
    terminal = world.terminal("gensee", {"gensee": source(world, "gensee")}, lesson={"open_before": "60s"}).start()
    named = world.terminal("named", {"gensee": source(world, "gensee", rooms=older["id"])}).start()
    for each in (terminal, named):
        each.wait_line("is up", 15)
    wait_for("the first poll", 30, lambda: terminal.status_of(today) and terminal.status_of(near))
    begin = calendar.timegm(time.strptime(time.strftime("%Y-%m-%d", time.gmtime(time.time() + 28800)), "%Y-%m-%d"))
    want = [time.strftime("%Y-%m-%d", time.gmtime(begin - i * 86400)) for i in range(61)]
    wait_for("both have read their 61 days", 20, lambda: len(cloud.audit(vendor="gensee", endpoint="room/sync")) >= 122)
    days = sorted(e["params"]["createTime"][:10] for e in cloud.audit(vendor="gensee", endpoint="room/sync")[:122])
    same(days, sorted(want * 2), "the days asked for at first")
    check(terminal.status_of(far), "the room of 60 days ago is known")
    same(terminal.status_of(older), None, "the room of 61 days ago, which nobody named")
    wait_for("the room that is named", 10, lambda: named.status_of(older))
    since = len(cloud.audit(vendor="gensee", endpoint="room/sync"))
    new = cloud.room("gensee", start_in_s=3600, length_s=60)
    wait_for("a room made today, at the next poll", 40, lambda: terminal.status_of(new))
    later = [e["params"]["createTime"][:10] for e in cloud.audit(vendor="gensee", endpoint="room/sync")[since:]]
    same(set(later), {want[0]}, "the days asked for then")
    world.note(f"{len(later)} more")
    close_watched(world)


if __name__ == "__main__":
    main()
