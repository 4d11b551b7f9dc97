#!/usr/bin/env python3
"""TLS, the clock, the browser, the disk."""
import socket

from harness import *


@scenario(https=True)
def https_with_ca(world):
    rooms = {v: world.cloud.room(v, start_in_s=10, length_s=20) for v in ("cvclass", "sxb")}
    base, ca = world.cloud.at["https"], world.cloud.ca
    pairs = []
    for v, name in (("cvclass", "cvclass"), ("sxb", "sxb")):
        pairs.append((world.terminal(name, {name: world.source(v, base_url=f"{base}/{v}", ca_file=ca)}).start(), rooms[v]))
    finish(world, pairs)
    check(all(e["https"] for e in world.cloud.audit()), "everything over HTTPS")


@scenario(https=True)
def https_without_ca(world):
    """The certificate is of nobody known: E-TLS, and not one byte in clear."""
    room = world.cloud.room("cvclass", start_in_s=5, length_s=10)
    base = world.cloud.at["https"]
    terminal = world.terminal("room", {"cv": world.cvclass(base_url=f"{base}/cvclass"), "sx": world.sxb(base_url=f"{base}/sxb")}).start()
    terminal.wait_line("cv: schedule: E-TLS")
    terminal.wait_line("sx: schedule: E-TLS")
    same([(s["name"], s["fault"]["code"]) for s in terminal.status()["sources"]], [("cv", "E-TLS"), ("sx", "E-TLS")], "faults of the sources")
    # Where nothing but the vendors' answers vouches for the clock, that comes first.
    check(terminal.status()["fault"]["code"] in ("E-TLS", "E-CLK"), f"{terminal.status()['fault']}")
    check("sx: E-TLS: No secure connection" in terminal.run("status", code=0).out, "E-TLS in the status as text")
    time.sleep(6)
    same(world.cloud.audit(), [], "requests that arrived")
    for words, code in ((("schedule",), 4), (("check",), None), (("call", "cv", "GetRoomByTime", "starttime=1790000000", "endtime=1790003600", "page=1"), 4)):
        said = terminal.run(*words, code=code)
        check("certificate" in said.out + said.err or "E-TLS" in said.out + said.err, f"{words}: {said.out} {said.err}")
    check(terminal.run("check").code != 0, "check fails")


@scenario(https=True)
def http_url_at_a_tls_port_and_the_other_way(world):
    """The wrong scheme: refused by what comes back, nothing sent elsewhere, one line each."""
    tls, plain = world.cloud.at["https"].split(":")[-1], world.cloud.at["http"].split(":")[-1]
    terminal = world.terminal("room", {"a": world.cvclass(base_url=f"http://127.0.0.1:{tls}/cvclass"),
                                       "b": world.cvclass(base_url=f"https://127.0.0.1:{plain}/cvclass", ca_file=world.cloud.ca)})
    for source in "ab":
        said = terminal.run("call", source, "GetRoomByTime", "starttime=1790000000", "endtime=1790003600", "page=1", code=4)
        same(len(said.err.strip().splitlines()), 1, f"lines: {said.err}")


class NameServers(threading.Thread):
    """Two in a resolv.conf: the first one drops what it gets, the second says that every name is 127.0.0.1."""

    def __init__(self, folder):
        super().__init__(daemon=True)
        self.dead, self.alive = (socket.socket(socket.AF_INET, socket.SOCK_DGRAM) for _ in range(2))
        self.dead.bind(("127.0.0.2", 53))
        self.alive.bind(("127.0.0.3", 53))
        self.file = os.path.join(folder, "resolv.conf")
        with open(self.file, "w") as file:
            file.write("nameserver 127.0.0.2\nnameserver 127.0.0.3\n")
        self.others = os.path.join(folder, "nsswitch.conf")
        with open(self.others, "w") as file:
            file.write("hosts: nobody\n")
        self.start()

    def run(self):
        while True:
            query, client = self.alive.recvfrom(512)
            end = query.index(0, 12) + 5  # RFC 1035 4.1.2: the name, its type and class.
            is_a = query[end - 4:end - 2] == b"\0\1"
            header = query[:2] + b"\x81\x80\0\1" + (b"\0\1" if is_a else b"\0\0") + b"\0\0\0\0"
            self.alive.sendto(header + query[12:end] + (b"\xc0\x0c\0\1\0\1\0\0\0\x05\0\4\x7f\0\0\1" if is_a else b""), client)


@scenario
def a_dead_first_name_server(world):
    """The next one is asked in time, by DNS whatever nsswitch.conf says: the lesson starts, and stops."""
    if not may_mount():
        return world.note("skipped: no mount namespace")
    servers = NameServers(world.folder)
    port = world.cloud.at["http"].split(":")[-1]
    room = world.cloud.room("sxb", start_in_s=12, length_s=15)
    terminal = world.terminal("room", {"sx": world.sxb(base_url=f"http://vendor.test:{port}/sxb")})
    terminal.wrap = in_namespace(
        f"mount --bind {servers.file} /etc/resolv.conf\nmount --bind {servers.others} /etc/nsswitch.conf")
    finish(world, [(terminal.start(), room)])


TRUSTED = "mount -t tmpfs tmpfs /run\nmkdir -p /run/systemd/timesync\ntouch /run/systemd/timesync/synchronized"


@scenario
def wrong_date_with_a_trusted_clock(world):
    """The vendor's Date is an hour off, timesyncd vouches for ours: reported, and the lesson runs."""
    if not may_mount():
        return world.note("skipped: no mount namespace")
    rooms = {v: world.cloud.room(v, start_in_s=8, length_s=20) for v in ("cvclass", "sxb")}
    for v in rooms:
        world.cloud.fault("date", vendor=v, offset_s=3600)
    pairs = []
    for terminal, vendor in world.pair():
        terminal.wrap = in_namespace(TRUSTED)
        pairs.append((terminal.start(), rooms[vendor]))
    for terminal, room in pairs:
        terminal.wait(room, "live", 30)
        clock = terminal.status()["clock"]
        same((clock["trusted"], clock["trust"]), (True, "timesyncd"), "trust")
        check(abs(abs(clock["vendor_disagrees_s"]) - 3600) <= 2, f"{clock}")
        terminal.wait_line("Date header differs by -?3[56]\\d\\d s")
    finish(world, pairs)


@scenario
def wrong_date_with_an_untrusted_clock(world):
    """Nothing vouches for the clock, and the only vendor's is another: no automatic start; a person may, by a page that is
    signed with the vendor's time."""
    room = world.cloud.room("cvclass", start_in_s=6, length_s=40)
    world.cloud.settings(clock_offset_s=-3600)
    terminal = world.terminal("room", {"cv": world.cvclass()}).start()
    time.sleep(10)
    clock = terminal.status()["clock"]
    if clock["trust"] not in ("none", "confirmed", "below-floor"):
        return world.note(f"skipped: this machine's clock is trusted ({clock['trust']})")
    same(clock["trusted"], False, "trusted")
    same(terminal.status()["fault"]["code"], "E-CLK", "fault")
    same(world.cloud.of(room)["starts"], [], "starts")
    terminal.run("start", code=0)
    terminal.wait(room, "live", 10)
    terminal.run("stop", code=0)
    terminal.wait(room, "ended", 10)
    time.sleep(1)
    world.check_lesson(room, start=None, stop=None, beats=False)


@scenario
def one_vendor_with_a_wrong_date(world):
    """One vendor's Date is wrong, the other's agrees with ours: the latter's lesson is started on time."""
    room = world.cloud.room("sxb", start_in_s=12, length_s=20)
    world.cloud.room("cvclass", start_in_s=4000, length_s=20)
    world.cloud.fault("date", vendor="cvclass", offset_s=3600)
    terminal = world.terminal("room", {"cv": world.cvclass(), "sx": world.sxb()}).start()
    finish(world, [(terminal, room)])


def browser(mode, seconds_to_go=3):
    def run(world):
        room = world.cloud.room("cvclass", start_in_s=8, length_s=16, occupied=True)
        terminal = world.terminal("room", {"cv": world.cvclass()}, kiosk=mode).start()
        terminal.wait(room, "live", 30)
        if mode == "exit":
            terminal.wait_line("E-BROWSER.*ended 3 times", 20)
            same(terminal.status()["fault"]["code"], "E-BROWSER", "fault")
        if mode == "/nonexistent/browser %u":
            terminal.wait_line("E-BROWSER: /nonexistent/browser: No such file", 10)
            same(terminal.status()["fault"]["code"], "E-BROWSER", "fault")
            same(terminal.status()["browser"], "failed", "the browser")
        if mode in ("stubborn", "group"):
            same(terminal.status()["browser"], "running", "the browser")
        pids = terminal.browser_pids()
        if mode == "group":
            same(len(pids), 3, "the browser and its children")
        terminal.wait(room, "ended", 40)
        wait_for("the browser and all it started are gone", 12, lambda: not any(is_running(p) for p in terminal.browser_pids()))
        wait_for("the browser is closed in the status", 5, lambda: terminal.status()["browser"] == "closed")
        check(terminal.status()["fault"] is None, f"the fault goes with the page: {terminal.status()['fault']}")
        world.check_lesson(room)
        world.check_path(terminal, room)
    return run


add("browser_exits_at_once", browser("exit"))
add("browser_does_not_exist", browser("/nonexistent/browser %u"))
add("browser_ignores_sigterm", browser("stubborn"))
add("browser_is_a_group", browser("group"))


@scenario
def browser_is_killed_with_the_terminal(world):
    """SIGTERM to the terminal while live: the browser does not outlive it."""
    room = world.cloud.room("cvclass", start_in_s=6, length_s=40)
    terminal = world.terminal("room", {"cv": world.cvclass()}, kiosk="group").start()
    terminal.wait(room, "live", 30)
    pids = terminal.browser_pids()
    terminal.end()
    wait_for("the browser is gone", 5, lambda: not any(is_running(p) for p in pids))
    check(not world.cloud.of(room)["stops"], "a restart of the service does not end the lesson")


@scenario
def browser_after_a_power_cut(world):
    """SIGKILL while live: what is left of the old browser does not stand beside the new one."""
    room = world.cloud.room("cvclass", start_in_s=6, length_s=30)
    terminal = world.terminal("room", {"cv": world.cvclass()}, kiosk="stay").start()
    terminal.wait(room, "live", 30)
    old = terminal.browser_pids()
    terminal.kill()
    terminal.forget_moves(room)
    terminal.start()
    terminal.wait(room, "live", 20)
    wait_for("a new browser", 10, lambda: len(terminal.browser_pids("open")) == 2)
    check(not any(is_running(p) for p in old), "the old browser is gone")
    terminal.wait(room, "ended", 50)


@scenario
def no_browser_configured(world):
    room = world.cloud.room("sxb", start_in_s=8, length_s=14)
    terminal = world.terminal("room", {"sx": world.sxb(entry_template=None)}, kiosk=None).start()
    finish(world, [(terminal, room)])


@scenario
def bad_wiring(world):
    """No panel, no such LED, no such line: the lesson runs, and log, status and check say what is wrong."""
    face = {"display": {"panel": "framebuffer", "device": "/nonexistent/fb0"},
            "leds": {"output": "sysfs", "green": "no:such:led", "fault": "red fast"},
            "button": {"input": "gpio", "line": "NO_SUCH_LINE"}}
    room = world.cloud.room("sxb", start_in_s=8, length_s=14)
    terminal = world.terminal("room", {"sx": world.sxb()}, kiosk=None, face=face).start()
    for line in ("E-DEVICE display: .*/nonexistent/fb0: No such file", "E-DEVICE green: no LED 'no:such:led'", "E-DEVICE button: .*GPIO"):
        terminal.wait_line(line, 10)
    status = terminal.status()
    same(status["fault"]["code"], "E-DEVICE", "fault")
    same(status["devices"]["amber"], "none", "an LED that is not configured")
    for name in ("display", "green", "button"):
        check(status["devices"][name] not in ("ok", "none"), f"{name}: {status['devices']}")
    said = terminal.run("check", code=3, timeout=60).out
    for line in ("FAIL display: E-DEVICE ", "FAIL LED green: E-DEVICE ", "FAIL button: E-DEVICE ", "mend [button] line"):
        check(line in said, f"check says '{line}': {said}")
    finish(world, [(terminal, room)])
    same(len([l for l in terminal.lines() if "E-DEVICE button" in l]), 1, "lines of it, though it is tried again and again")


@scenario
def no_state_dir(world):
    """The disk cannot be used at all: E-DISK, and the lesson runs."""
    room = world.cloud.room("sxb", start_in_s=8, length_s=20)
    with open(os.path.join(world.folder, "file"), "w"):
        pass
    terminal = world.terminal("room", {"sx": world.sxb()}, terminal={"state_dir": os.path.join(world.folder, "file", "below")}).start()
    terminal.wait(room, "live", 30)
    status = terminal.status()
    same(status["fault"]["code"], "E-DISK", "fault")
    check(status["disk"] != "ok", "disk")
    same(len([l for l in terminal.lines() if "E-DISK" in l]), 1, "lines of E-DISK")
    finish(world, [(terminal, room)])


@scenario
def disk_gets_full(world):
    """The disk fills up before T and is emptied while the lesson is live."""
    if not may_mount():
        return world.note("skipped: no mount namespace")
    room = world.cloud.room("sxb", start_in_s=12, length_s=24)
    terminal = world.terminal("room", {"sx": world.sxb()})
    os.mkdir(terminal.state_dir, 0o700)
    terminal.wrap = in_namespace(f"mount -t tmpfs -o size=64k,mode=700 tmpfs {terminal.state_dir}")
    terminal.start()
    terminal.wait(room, "armed", 10)
    inside = f"/proc/{terminal.process.pid}/root{terminal.state_dir}/filler"
    try:
        with open(inside, "wb", buffering=0) as f:
            while f.write(b"x" * 1024):
                pass
    except OSError:
        pass
    world.cloud.patch(room, title="语文")  # News: the schedule is saved, in a file of its own; the journal may have room left.
    terminal.wait_line("E-DISK", 30)
    terminal.wait(room, "live", 30)
    same(terminal.status()["fault"]["code"], "E-DISK", "fault")
    os.unlink(inside)
    world.cloud.patch(room, title="英语")
    terminal.wait_line("disk: works again", 30)
    check(terminal.status()["fault"] is None, "the fault is over")
    finish(world, [(terminal, room)])


@scenario
def readonly_disk(world):
    """The disk turns read-only while the lesson is armed, as a dying card does."""
    if not may_mount():
        return world.note("skipped: no mount namespace")
    room = world.cloud.room("sxb", start_in_s=10, length_s=20)
    terminal = world.terminal("room", {"sx": world.sxb()})
    os.mkdir(terminal.state_dir, 0o700)
    terminal.wrap = in_namespace(f"mount -t tmpfs -o size=4m,mode=700 tmpfs {terminal.state_dir}\nmount --bind -o ro {terminal.state_dir} {terminal.state_dir}"
                                 f"\nmount -o remount,bind,ro {terminal.state_dir}")
    terminal.start()
    terminal.wait_line("E-DISK", 10)
    finish(world, [(terminal, room)])


@scenario
def boot_on_a_readonly_disk(world):
    """What the disk told before it turned read-only is read: the teacher's stop latches, and the fault is shown."""
    if not may_mount():
        return world.note("skipped: no mount namespace")
    room = world.cloud.room("cvclass", start_in_s=6, length_s=240)
    terminal = world.terminal("room", {"cv": world.cvclass()}).start()
    terminal.wait(room, "live", 30)
    terminal.run("stop", code=0)
    terminal.wait(room, "ended", 30)
    terminal.kill()
    terminal.wrap = in_namespace(f"mount --bind {terminal.state_dir} {terminal.state_dir}\nmount -o remount,bind,ro {terminal.state_dir}")
    terminal.start()
    terminal.wait_line("E-DISK", 10)
    time.sleep(8)
    same(terminal.state(room), "ended", "latched")
    same(len(world.cloud.of(room)["starts"]), 1, "starts")


@scenario
def second_terminal_on_the_same_state(world):
    room = world.cloud.room("sxb", start_in_s=6, length_s=14)
    first = world.terminal("first", {"sx": world.sxb()}).start()
    first.wait(room, "armed", 10)
    second = world.terminal("second", {"sx": world.sxb()}, terminal={"state_dir": first.state_dir})
    said = second.run("run", code=3, timeout=20)
    same(len(said.err.strip().splitlines()), 1, f"lines: {said.err}")
    check(first.state_dir in said.err, f"names the folder: {said.err}")
    # The same socket, another folder: the first one keeps it.
    third = world.terminal("third", {"sx": world.sxb(rooms="99999")}, terminal={"socket": first.socket}).start()
    third.wait_line("control: ", 10)
    time.sleep(1)
    same(first.status()["room"], "first", "who answers at the socket")
    finish(world, [(first, room)])


@scenario
def root_in_the_services_folder(world):
    """`sudo classbell run` writes nothing where the service's user could not read it; a file that is root's is said by `check`."""
    if os.geteuid() != 0:
        return world.note("skipped: not root")
    terminal = world.terminal("room", {"sx": world.sxb()})
    os.mkdir(terminal.state_dir, 0o700)
    os.chown(terminal.state_dir, 1, 1)
    said = terminal.run("run", code=3, timeout=20)
    same(len(said.err.strip().splitlines()), 1, f"lines: {said.err}")
    check("sudo -u daemon classbell run" in said.err, f"says how: {said.err}")
    same(os.listdir(terminal.state_dir), [], "files")
    disk = lambda: next(l for l in terminal.run("check").out.splitlines() if "disk" in l)
    check(disk().startswith("ok"), disk())
    open(os.path.join(terminal.state_dir, "journal"), "w").close()
    check(disk().startswith("FAIL") and "chown -R --reference=" in disk(), disk())


@scenario
def cloud_is_not_there(world):
    """Nobody listens at the vendor's address for the first 12 s: found within 15 s of being there."""
    room = world.cloud.room("cvclass", start_in_s=30, length_s=16)
    world.cloud.fault("reset", until_in_s=12)
    terminal = world.terminal("room", {"cv": world.cvclass()}).start()
    terminal.wait_line("E-NET", 10)
    finish(world, [(terminal, room)])


if __name__ == "__main__":
    main()
