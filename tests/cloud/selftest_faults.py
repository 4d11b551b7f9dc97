"""Every fault the cloud can be asked for, seen from the client's side."""
import json, socket, threading, time
import urllib.error

from selftest_clients import check, http, same


def raw(world, request, seconds=3):
    host, port = world.http[7:].split(":")
    s = socket.create_connection((host, int(port)), timeout=seconds)
    s.sendall(request)
    out, until = b"", time.time() + seconds
    try:
        while True:
            s.settimeout(max(0.001, until - time.time()))
            got = s.recv(65536)
            if not got:
                return out, "closed"
            out += got
    except ConnectionResetError:
        return out, "reset"
    except socket.timeout:
        return out, "open"
    finally:
        s.close()


def faults(world, cv, sxb):
    now = int(time.time())
    r = world.room("cvclass", start=now - 5, end=now + 600)
    s = r["id"]
    http(cv.entry_url(s))
    control = lambda state, **k: cv.call("v3/room_control", serial=s, state=state, **k)
    status = lambda: cv.call("RoomStatus", serial=s).json["status"]
    world.fault(vendor="cvclass", endpoint="room_control", kind="status", status=500, times=1)
    same((control(1).status, status()), (500, 0), "500 before")
    world.fault(vendor="cvclass", endpoint="room_control", kind="status", status=500, times=1, carried_out=True)
    same((control(1).status, status()), (500, 2), "500 after")
    same(control(0).json["result"], "0", "the fault is used up")
    world.fault(vendor="cvclass", kind="status", status=429, retry_after=7, times=1)
    got = cv.call("GetRoomList")
    same((got.status, got.headers["Retry-After"]), (429, "7"), "429")
    for kind, test in [("garbage", lambda b: b.startswith(b"<!DOCTYPE")), ("empty", lambda b: b == b""),
                       ("empty_schedule", lambda b: json.loads(b)["list"] == []),
                       ("truncated", lambda b: len(b) > 2 and not b.endswith(b"}"))]:
        world.fault(vendor="cvclass", kind=kind, times=1)
        got = cv.call("GetRoomList")
        check(got.status == 200 and test(got.body), f"{kind}: {got.body[:60]}")
    world.fault(vendor="sxb", kind="empty_schedule", times=1)
    same(sxb.call("live/roomlist", token=sxb.token, index=0, size=5)["data"], {"total": 0, "rooms": []}, "sxb empty schedule")
    world.fault(vendor="cvclass", kind="huge", megabytes=5, times=1)
    got = cv.call("GetRoomList")
    check(4.9e6 < len(got.body) < 5.1e6 and got.json["result"] == 0, f"huge {len(got.body)}")
    world.fault(vendor="cvclass", kind="deep", depth=5000, times=1)
    same(cv.call("GetRoomList").body.count(b"["), 5000, "deep")
    world.fault(vendor="cvclass", endpoint="RoomStatus", kind="code", code=3002, times=1)
    same(cv.call("RoomStatus", serial=s).json["result"], 3002, "a code of choice")
    world.fault(vendor="cvclass", kind="date", offset_s=-3600, times=1)
    got = cv.call("GetRoomList")
    day = time.mktime(time.strptime(got.headers["Date"], "%a, %d %b %Y %H:%M:%S GMT")) - time.timezone
    check(abs(day + 3600 - time.time()) < 5 and len(got.headers.get_all("Date")) == 1, f"Date {got.headers['Date']}")
    world.fault(vendor="cvclass", kind="nobody", seconds=3600, room=s, times=1)
    same(control(1).json["result"], "10021", "nobody until T + N")
    same(control(1).json["result"], "0", "then somebody")
    # No byte at all.
    get = f"GET /cvclass/WebAPI/Entry HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    world.fault(vendor="cvclass", kind="close", times=1)
    same(raw(world, get), (b"", "closed"), "close")
    world.fault(vendor="cvclass", kind="reset", times=1)
    same(raw(world, get), (b"", "reset"), "reset")
    world.fault(vendor="cvclass", kind="drip", bytes_per_s=2, times=1)
    out, end = raw(world, get, 3)
    check(1 <= len(out.split(b"\r\n\r\n")[1]) <= 8 and end == "open", f"drip {out!r}")
    world.fault(vendor="cvclass", kind="truncated", short_length=True, times=1)
    out, end = raw(world, get)
    check(end == "closed" and out.split(b"\r\n\r\n")[1][:1] == b"{", f"less than promised {out!r} {end}")
    # Hangs: carried out at once, never, late.
    def expect_timeout(what, call):
        begun = time.time()
        try:
            call()
            check(False, what + ": an answer came")
        except (TimeoutError, socket.timeout, urllib.error.URLError, ConnectionError):
            check(time.time() - begun < 3, what)
    world.fault(vendor="cvclass", endpoint="room_control", kind="hang", seconds=30, times=1, carried_out=True)
    expect_timeout("hang", lambda: control(0, timeout=1))
    world.fault(vendor="cvclass", endpoint="room_control", kind="hang", seconds=1, times=1, carried_out=True)
    control(0)
    check("repeat_without_readback" in [v["kind"] for v in world.last()["violations"]], f"a blind repeat is blamed {world.last()}")
    same(status(), 1, "the hanging stop was carried out")
    world.fault(vendor="cvclass", endpoint="room_control", kind="hang", seconds=30, times=1)
    expect_timeout("hang, not carried out", lambda: control(1, timeout=1))
    same(status(), 1, "not carried out")
    world.fault(vendor="cvclass", endpoint="room_control", kind="hang", seconds=2, times=1, carried_out="late")
    expect_timeout("hang, carried out late", lambda: control(1, timeout=1))
    same(status(), 1, "not yet")
    time.sleep(1.5)
    same(status(), 2, "late, although the client is gone")
    gone = [e for e in world.control("GET", "audit?vendor=cvclass&room=" + s) if e["outcome"] == "gone"]
    same(len(gone), 3, "given up by the client")
    # Two at once.
    world.fault(vendor="cvclass", endpoint="room_control", kind="hang", seconds=1, times=1, carried_out=True)
    t = threading.Thread(target=lambda: control(0))
    t.start()
    time.sleep(0.3)
    control(0)
    t.join()
    check("concurrent_control" in [v["kind"] for v in world.report(r)["violations"]], "two at once are blamed")
    # Windows.
    world.fault(vendor="cvclass", kind="status", from_in_s=0.5, until_in_s=1)
    codes = []
    for _ in range(3):
        codes.append(cv.call("GetRoomList").status)
        time.sleep(0.6)
    same(codes, [200, 500, 200], "a window of time")
    world.calm()
    same(world.control("GET", "faults"), [], "no faults")
    world.control("POST", "faults", {"kind": "nonsense"}, want=400)
    world.control("POST", "faults", {"kind": "hang", "secnods": 1}, want=400)
