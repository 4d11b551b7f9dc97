#!/usr/bin/env python3
"""Starts classbell-cloud and walks it as an independent client: every endpoint right, unsigned, incomplete; Entry,
classes, heartbeats, faults. usage: selftest.py PATH-TO-classbell-cloud. Exit 0: all held; 1: something did not."""
import json, shutil, signal, socket, ssl, subprocess, sys, time
import urllib.error

sys.dont_write_bytecode = True  # Nothing is left in the source tree.
from selftest_clients import CvClass, Sxb, World, check, checks, failures, http, same
from selftest_cvclass import cvclass_class, cvclass_details, cvclass_endpoints, oracle
from selftest_faults import faults
from selftest_gensee import gensee
from selftest_iclass import iclass_endpoints
from selftest_sxb import sxb_class, sxb_endpoints
from selftest_weclassroom import weclassroom_endpoints


def control_api(world, cv):
    rooms = world.control("GET", "rooms")
    same([(r["id"], r["end"] - r["start"]) for r in rooms], [("4711", 30)], "the scenario's room")
    check(15 < rooms[0]["start"] - time.time() < 25, "relative times")
    same(world.control("GET", "settings")["overrun_s"], 60, "the scenario's settings")
    world.control("POST", "rooms", {"vendor": "nobody"}, want=400)
    world.control("POST", "rooms", {"vendor": "cvclass", "id": "4711"}, want=400)
    world.control("POST", "rooms", {"vendor": "cvclass", "start": 20, "end": 10}, want=400)
    world.control("POST", "settings", {"nonsense": 1}, want=400)
    world.control("PATCH", "rooms/cvclass/1", {}, want=404)
    world.control("GET", "nonsense", want=404)
    r = world.control("POST", "rooms", [{"vendor": "cvclass", "live": True}])[0]
    same(cv.call("RoomStatus", serial=r["id"]).json["status"], 2, "started elsewhere")
    world.control("POST", f"rooms/cvclass/{r['id']}", {"live": False, "occupied": True})
    same(cv.call("RoomStatus", serial=r["id"]).json["status"], 1, "stopped elsewhere")
    same([s["by"] for s in world.report(r)["starts"]], ["control"], "by whom")
    same(cv.result("v3/room_control", serial=r["id"], state=1), "0", "occupied by decree")
    world.control("DELETE", f"rooms/cvclass/{r['id']}")
    same(cv.result("RoomStatus", serial=r["id"]), "4007", "deleted")
    since = world.last()["seq"]
    cv.call("getThemeList")
    same([e["endpoint"] for e in world.control("GET", f"audit?since={since}")], ["getThemeList"], "since")
    check(abs(world.control("GET", "time")["now_ms"] / 1000 - time.time()) < 2, "time")
    good = ssl.create_default_context(cafile=world.ca)
    same(http(world.at["https"] + "/_cloud/time", context=good).status, 200, "https with the CA")
    # By name, without a resolver: a minimal system has no /etc/hosts.
    port = int(world.at["https"].rsplit(":", 1)[1])
    with socket.create_connection(("127.0.0.1", port)) as plain, good.wrap_socket(plain, server_hostname="localhost") as secure:
        check(secure.getpeercert(), "https by name")
    try:
        http(world.at["https"] + "/_cloud/time", context=ssl.create_default_context())
        check(False, "https without the CA is refused")
    except urllib.error.URLError:
        check(True, "")


def command_line(program):
    for args, code in [(["--help"], 0), (["--nonsense"], 2), (["--http", "x"], 2), (["--http"], 2), (["x"], 2),
                       (["--scenario", "/nonexistent"], 1)]:
        got = subprocess.run([program, *args], capture_output=True, text=True, timeout=10)
        same(got.returncode, code, f"classbell-cloud {args}")
        check(code == 0 or got.stderr.count("\n") == 1, f"one line for {args}: {got.stderr}")


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: selftest.py PATH-TO-classbell-cloud")
    command_line(sys.argv[1])
    world = World(sys.argv[1])
    try:
        cv = CvClass(world)
        control_api(world, cv)
        cvclass_endpoints(world, cv)
        cvclass_details(world, cv)
        oracle(world, cv)
        cvclass_class(world, cv)
        sxb = Sxb(world)
        sxb_endpoints(world, sxb)
        sxb_class(world, sxb)
        iclass_endpoints(world)
        weclassroom_endpoints(world)
        gensee(world, sys.argv[1])
        faults(world, cv, sxb)
        world.control("POST", "reset")
        same(world.control("GET", "rooms"), [], "reset")
    finally:
        world.process.send_signal(signal.SIGTERM)
        same(world.process.wait(timeout=10), 0, "exit code after SIGTERM")
        shutil.rmtree(world.dir)
    print(f"{checks[0]} checks, {len(failures)} failed")
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
