#!/usr/bin/env python3
"""The vendors misbehave around T and E: one terminal at each of the two vendors, the same fault for both."""
from harness import *

RETRIED = 1000  # After what stood in the way is gone.


@scenario
def nobody_for_8_s(world):
    room = world.cloud.room("cvclass", start_in_s=10, length_s=30)
    world.cloud.fault("nobody", seconds=8)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}).start()
    terminal.wait(room, "starting", 30)
    time.sleep(2)
    same(terminal.status()["screen"], "starting", "the screen while nobody is in the room")
    finish(world, [(terminal, room)], start=(8000, 8000 + RETRIED))


@scenario
def nobody_enters_for_15_s(world):
    """The page takes its time: the person counts 15 s after the browser has opened it."""
    world.cloud.settings(occupied_after_s=15)
    room = world.cloud.room("cvclass", start_in_s=8, length_s=30)
    terminal = world.terminal("cvclass", {"cvclass": world.cvclass()}).start()
    terminal.wait(room, "live", 40)
    finish(world, [(terminal, room)], start=(0, world.entered(room, 15)))


@scenario
def token_lives_10_s(world):
    world.cloud.settings(token_lifetime_s=10, single_login=True)
    room = world.cloud.room("sxb", start_in_s=12, length_s=36)
    terminal = world.terminal("sxb", {"sxb": world.sxb()}).start()
    # The beat that is refused for its token is sent again at once: no gap to the one that counts.
    finish(world, [(terminal, room)], allowed=("heartbeat_gap",))
    logins = len(world.cloud.audit(vendor="sxb", endpoint="account/login"))
    check(4 <= logins <= 12, f"{logins} logins in 50 s of 10 s tokens")


@scenario
def token_dies_at_t_and_e(world):
    room = world.cloud.room("sxb", start_in_s=8, length_s=20)
    terminal = world.terminal("sxb", {"sxb": world.sxb()}).start()
    for at in (room["start"], room["end"]):
        time.sleep(max(0, at - 0.03 - time.time()))
        world.cloud.fault("token_expired", vendor="sxb")
    finish(world, [(terminal, room)], allowed=("heartbeat_gap",))


@scenario
def status_500_across_t(world):
    pairs = both(world, start_in_s=15, length_s=40)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 12)
    over = pairs[0][1]["start"] + 10
    world.cloud.fault("status", **{"from": over - 20, "until": over})
    for terminal, room in pairs:
        terminal.wait(room, "starting", 20)
    time.sleep(4)
    for terminal, room in pairs:
        same(terminal.status()["fault"]["code"], "E-VENDOR", "the fault while the vendor answers 500")
    finish(world, pairs, start=(10000, 10000 + RETRIED))


@scenario
def status_500_across_e(world):
    pairs = both(world, start_in_s=8, length_s=20)
    over = pairs[0][1]["end"] + 10
    world.cloud.fault("status", **{"from": over - 13, "until": over})
    finish(world, pairs, stop=(10000, 13000), beats=False)


@scenario
def status_503_retry_after(world):
    """503 with Retry-After: 3 on the start: nothing before it is over."""
    pairs = both(world, start_in_s=8, length_s=24)
    world.cloud.fault("status", status=503, retry_after=3, call="start", until_after_start_s=2)
    finish(world, pairs, start=(3000, 4500))
    for _, room in pairs:
        starts = [e["t_ms"] for e in world.cloud.audit(vendor=room["vendor"], room=room["id"]) if e["call"] == "start"]
        check(all(b - a >= 2990 for a, b in zip(starts, starts[1:])), f"Retry-After is honoured: {starts}")


def hang(which, call, seconds):
    def run(world):
        pairs = both(world, start_in_s=8, length_s=26)
        for v in ("cvclass", "sxb"):
            world.cloud.fault("hang", vendor=v, call=call, seconds=seconds, carried_out=which, times=1)
        expected = {"beats": False}
        if call == "start" and which is not True:
            expected["start"] = (3900, 6500)  # A request that hangs is given up after 4 s.
        if call == "stop" and which is not True:
            expected["stop"] = (3900, 6500)
        if which == "late":
            expected["allowed"] = ("start_while_live", "second_start", "stop_not_live")
        finish(world, pairs, **expected)
    return run


for which in (True, False, "late"):
    add(f"hang_on_start_carried_out_{str(which).lower()}", hang(which, "start", 8))
    add(f"hang_on_stop_carried_out_{str(which).lower()}", hang(which, "stop", 8))


@scenario
def hang_on_the_last_look(world):
    """The read before T hangs: it must not delay the start."""
    pairs = both(world, start_in_s=14, length_s=20)
    for terminal, room in pairs:
        terminal.wait(room, "armed", 12)
        world.cloud.fault("hang", vendor=room["vendor"], call="status", seconds=12, times=1, from_after_start_s=-5)
    finish(world, pairs, beats=False)


@scenario
def hang_on_every_look(world):
    """No read of the state is answered, the start would be: a start is not held up for ever."""
    pairs = both(world, start_in_s=8, length_s=30)
    world.cloud.fault("hang", vendor="cvclass", endpoint="RoomStatus", seconds=30, until_after_start_s=14)
    world.cloud.fault("hang", vendor="sxb", endpoint="live/roomlist", room=str(pairs[1][1]["id"]), seconds=30, until_after_start_s=14)
    finish(world, pairs, beats=False, allowed=("heartbeat_gap",))


def broken(kind, call, carried_out, times):
    def run(world):
        pairs = both(world, start_in_s=8, length_s=22)
        for v in ("cvclass", "sxb"):
            world.cloud.fault(kind, vendor=v, call=call, carried_out=carried_out, times=times)
        finish(world, pairs, start=(0, 2500), stop=(0, 2500), beats=False)
    return run


for kind in ("close", "reset"):
    for call in ("start", "stop"):
        add(f"{kind}_on_{call}_carried_out", broken(kind, call, True, 1))
        add(f"{kind}_on_{call}_not_carried_out", broken(kind, call, False, 2))
for kind in ("garbage", "empty", "truncated"):
    add(f"{kind}_answer_to_start_carried_out", broken(kind, "start", True, 1))


@scenario
def heartbeats_fail_for_7_s(world):
    """Faults of the reports do not end a lesson, nor do they change its beat."""
    pairs = both(world, start_in_s=8, length_s=30)
    world.cloud.fault("status", vendor="sxb", call="heartbeat", from_after_start_s=5, until_after_start_s=12)
    world.cloud.fault("status", vendor="cvclass", endpoint="RoomStatus", from_after_start_s=5, until_after_start_s=12)
    finish(world, pairs)


@scenario
def heartbeats_hang(world):
    """A heartbeat that hangs delays neither the stop nor, by more than its own limit, the next."""
    pairs = both(world, start_in_s=8, length_s=24)
    world.cloud.fault("hang", vendor="sxb", call="heartbeat", seconds=10, from_after_start_s=16)
    world.cloud.fault("hang", vendor="cvclass", endpoint="RoomStatus", seconds=10, from_after_start_s=16, until_after_start_s=24)
    finish(world, pairs, beats=False)


@scenario
def connections_close_after_each_answer(world):
    """Kept connections that the server has closed meanwhile cost neither a start nor a second one."""
    pairs = both(world, start_in_s=10, length_s=24)
    finish(world, pairs)


SCENARIOS[-1][2]["keepalive"] = 2

if __name__ == "__main__":
    main()
