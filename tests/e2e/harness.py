"""What the end-to-end tests share: a world of simulated clouds, terminals and browsers, and what must be true of it.

Programs come from the environment: CLASSBELL, CLASSBELL_CLOUD (else what ctest names, else build/host). KEEP=1 keeps the
folders. A scenario is a function that takes a World; main() runs those of a file side by side, since most of their time is waiting. `python3 test_x.py [-j N] [--repeat N] [NAME ...]`; exit status 0: all passed.
"""
import base64, concurrent.futures, hashlib, json, os, re, shutil, signal, subprocess, sys, tempfile, threading, time
import traceback, urllib.error, urllib.parse, urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))


def program(variable, name):
    return os.environ.get(variable) or os.environ.get("BUILT_" + variable) or os.path.join(ROOT, "build/host", name)


CLASSBELL, CLOUD = program("CLASSBELL", "classbell"), program("CLASSBELL_CLOUD", "classbell-cloud")
BROWSER = os.path.join(HERE, "browser.py")

STATES = ("planned", "opening", "armed", "starting", "live", "ending", "stopping", "ended", "missed", "cancelled")
WHOLE_LIFE = ["planned", "opening", "armed", "starting", "live", "ending", "stopping", "ended"]
LATE_MS = 1000       # A start is at most this late where the network allows.
GAP_MS = (2500, 3500)
MOVE = re.compile(r"^(\S+Z) (\S+) (\S+) (\w+) -> (\w+), ([^(]*?)(?: \((.*)\))?$")


class Failed(AssertionError):
    pass


def check(ok, what):
    if not ok:
        raise Failed(what)


def same(got, want, what):
    check(got == want, f"{what}: got {got!r}, want {want!r}")


def wait_for(what, timeout_s, probe, every_s=0.1):
    """The first true answer of `probe`."""
    until = time.monotonic() + timeout_s
    while True:
        found = probe()
        if found:
            return found
        if time.monotonic() > until:
            raise Failed(f"waited {timeout_s} s in vain: {what}")
        time.sleep(every_s)


def tail(path, lines=60):
    try:
        with open(path, errors="replace") as f:
            return "".join(f.readlines()[-lines:])
    except OSError as e:
        return f"({e})\n"


def read(path):
    try:
        with open(path, "rb") as f:
            return f.read().decode("utf-8", "replace")
    except OSError:
        return ""


class Cloud:
    """classbell-cloud on free ports, and its control API."""

    def __init__(self, folder, https=False, keepalive=None):
        self.ca, ready = os.path.join(folder, "ca.pem"), os.path.join(folder, "ready")
        argv = [CLOUD, "--http", "0", "--ready", ready]
        if https:
            argv += ["--https", "0", "--ca", self.ca]
        if keepalive:
            argv += ["--keepalive", str(keepalive)]
        self.err = os.path.join(folder, "cloud.err")
        with open(self.err, "w") as err:
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=err)
        wait_for("the clouds listen", 30, lambda: os.path.exists(ready), 0.05)
        self.at = json.loads(read(ready))
        self.secret = self.control("GET", "credentials")

    def control(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.at['http']}/_cloud/{path}", data=data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as r:
                return json.loads(r.read())
        except urllib.error.HTTPError as e:
            raise Failed(f"{method} /_cloud/{path} {body}: {e.code} {e.read()!r}")

    def room(self, vendor, start_in_s=10, length_s=24, **more):
        if "start" not in more:
            more.update(start_in_s=start_in_s, length_s=length_s)
        return self.control("POST", "rooms", {"vendor": vendor, "title": "数学", **more})

    def patch(self, room, **change):
        return self.control("PATCH", f"rooms/{room['vendor']}/{room['id']}", change)

    def look(self, room):
        return self.control("GET", f"rooms/{room['vendor']}/{room['id']}")

    def forget(self, room):
        return self.control("DELETE", f"rooms/{room['vendor']}/{room['id']}")

    def fault(self, kind, **more):
        return self.control("POST", "faults", {"kind": kind, **more})

    def calm(self):
        self.control("DELETE", "faults")

    def settings(self, **changes):
        self.control("POST", "settings", changes)

    def report(self, room=None):
        query = f"?vendor={room['vendor']}&room={room['id']}" if room else ""
        return self.control("GET", "report" + query)

    def of(self, room):
        return self.report(room)["rooms"][0]

    def audit(self, **query):
        return self.control("GET", "audit?" + urllib.parse.urlencode(query))

    def stop(self):
        self.process.terminate()
        try:
            same(self.process.wait(20), 0, "the clouds' exit status")
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


class Terminal:
    """A classbell with a folder and a configuration of its own."""

    def __init__(self, world, name, sources, lesson=None, kiosk="stay", timetable=None, terminal=None, more="", face=None):
        self.world, self.name = world, name
        self.folder = os.path.join(world.folder, name)
        os.mkdir(self.folder)
        self.config = os.path.join(self.folder, "classbell.conf")
        self.state_dir = os.path.join(self.folder, "state")
        self.socket = os.path.join(self.folder, "socket")
        self.log, self.out = os.path.join(self.folder, "log"), os.path.join(self.folder, "out")
        self.browser_log = os.path.join(self.folder, "browser")
        self.process, self.said, self.wrap = None, [], []  # `wrap`: an argv that is put before the program's.
        command = f"{sys.executable} -S -E {BROWSER} {self.browser_log} {kiosk} %u" if kiosk in ("stay", "exit", "stubborn", "group") else kiosk
        text = {"terminal": {"room": name, "language": "en", "state_dir": self.state_dir, "socket": self.socket, **(terminal or {})},
                "lesson": {"open_before": "1m", **(lesson or {})}}
        for source, settings in sources.items():
            text["source " + source] = {k: v for k, v in settings.items() if v is not None}
        text["kiosk"] = {"command": command} if command else {}
        text.update(face or {"display": {"panel": "none"}, "button": {"input": "none"}})
        text["timetable"] = timetable or {}
        with open(self.config, "w") as f:
            for section, keys in text.items():
                f.write(f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()))
            f.write(more)

    def start(self):
        check(self.process is None, "starts twice")
        with open(self.log, "a") as log, open(self.out, "a") as out:
            self.process = subprocess.Popen([*self.wrap, CLASSBELL, "run", "--config", self.config], stdin=subprocess.DEVNULL,
                                            stdout=out, stderr=log)
        return self

    def kill(self):
        """Power cut."""
        self.process.kill()
        self.process.wait()
        self.process = None
        with open(self.log, "a") as log:
            log.write("======== SIGKILL ========\n")

    def end(self):
        """SIGTERM: must end cleanly."""
        if self.process is None:
            return
        process, self.process = self.process, None
        process.terminate()
        try:
            same(process.wait(20), 0, f"{self.name}: exit status after SIGTERM")
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise Failed(f"{self.name}: does not end on SIGTERM")

    def alive(self):
        return self.process is not None and self.process.poll() is None

    # The log.
    def lines(self):
        return read(self.log).splitlines()

    def moves(self, room=None):
        """(time, old, new, reason, fault) of each transition, in order; of one lesson or of all."""
        found = []
        for line in self.lines():
            m = MOVE.match(line)
            if m and m[4] in STATES and m[5] in STATES and (room is None or m[3] == str(room["id"])):
                found.append((m[1], m[4], m[5], m[6].strip(), m[7]))
        return found

    def state(self, room):
        moves = self.moves(room)
        return moves[-1][2] if moves else "planned"

    def path(self, room):
        """The states a lesson went through; each transition must begin where the last one ended."""
        moves = self.moves(room)
        if not moves:
            return []
        return [moves[0][1]] + [m[2] for m in moves]

    def wait(self, room, state, timeout_s=60):
        """Waits for a state, and sees that `status --json` tells the same."""
        def probe():
            check(self.alive(), f"{self.name} died: exit {self.process.poll() if self.process else None}")
            return any(m[2] == state for m in self.moves(room)[self.world.seen.get((self.name, room['id']), 0):])
        wait_for(f"{self.name}: {room['vendor']} {room['id']} is {state}; now {self.state(room)}, {self.path(room)}", timeout_s, probe)
        for _ in range(5):
            before = self.state(room)
            told = self.status_of(room)
            after = self.state(room)
            if told is not None and told["state"] in (before, after):
                return told
            time.sleep(0.2)
        raise Failed(f"{self.name}: log says {before} or {after}, status {told}")

    def forget_moves(self, room):
        """From here on wait() looks only at later transitions."""
        self.world.seen[(self.name, room["id"])] = len(self.moves(room))

    def wait_line(self, pattern, timeout_s=30):
        found = re.compile(pattern)
        return wait_for(f"{self.name}: a log line like {pattern!r}", timeout_s,
                        lambda: next((l for l in self.lines() if found.search(l)), None))

    # Commands.
    def run(self, *words, code=None, timeout=60, env=None):
        done = subprocess.run([CLASSBELL, *words, "--config", self.config], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=timeout, env={**os.environ, **(env or {})})
        out, err = done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
        self.said.append(out + err)
        if code is not None:
            same(done.returncode, code, f"classbell {' '.join(words)} (stdout {out[:300]!r}, stderr {err[:600]!r})")
        return Said(done.returncode, out, err)

    def status(self):
        return json.loads(self.run("status", "--json", code=0).out)

    def status_of(self, room):
        """The lesson of this room; where it was moved, the one at the time it has now."""
        found = [l for l in self.status()["lessons"] if l["id"] == str(room["id"])]
        begin = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(room["start"]))
        exact = [l for l in found if l["start"] == begin]
        return (exact or found or [None])[0]

    def opened(self):
        """URLs that the browser opened."""
        return [l.split(" ", 2)[2] for l in read(self.browser_log).splitlines() if l.startswith("open ")]

    def browser_pids(self, of="open|child"):
        return [int(l.split()[1]) for l in read(self.browser_log).splitlines() if re.match(f"({of}) ", l)]


class Said:
    def __init__(self, code, out, err):
        self.code, self.out, self.err = code, out, err


def may_mount():
    """Whether a mount namespace of our own is to be had (root in a container with CAP_SYS_ADMIN, or not)."""
    return subprocess.run(["unshare", "-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True).returncode == 0


def in_namespace(script):
    """For Terminal.wrap: runs `script` in a mount namespace of its own, then the program there."""
    return ["unshare", "-m", "sh", "-ec", script + '\nexec "$@"', "sh"]


class Pulse(threading.Thread):
    """Notices when the whole machine stood still: what was late then was not the program's fault."""

    def __init__(self):
        super().__init__(daemon=True)
        self.stalls = []  # (from, to) in ms of the wall clock.
        self.start()

    def run(self):
        last = time.time()
        while True:
            time.sleep(0.05)
            now = time.time()
            if now - last > 0.2:
                self.stalls.append((last * 1000 + 50, now * 1000))
            last = now

    def between(self, a_ms, b_ms):
        """For how long, in ms, within a second of what is asked for."""
        return sum(b - a for a, b in self.stalls if b > a_ms - 1000 and a < b_ms + 1000)


PULSE = Pulse()


def is_running(pid):
    try:
        with open(f"/proc/{pid}/stat") as f:
            return f.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class World:
    def __init__(self, name, **cloud):
        self.folder = tempfile.mkdtemp(prefix=f"e2e-{name}-", dir=os.environ.get("E2E_TMP"))
        self.cloud_options, self._cloud, self.terminals, self.seen, self.notes = cloud, None, [], {}, []

    @property
    def cloud(self):
        if self._cloud is None:
            self._cloud = Cloud(self.folder, **self.cloud_options)
        return self._cloud

    def note(self, text):
        self.notes.append(text)

    # Sources.
    def cvclass(self, **more):
        secret = self.cloud.secret["cvclass"]
        return {"vendor": "cvclass", "base_url": self.cloud.at["cvclass"], "app_id": secret["app_id"],
                "secret_key": secret["secret_key"], "domain": secret["domain"], **more}

    def sxb(self, **more):
        secret = self.cloud.secret["sxb"]
        return {"vendor": "sxb", "base_url": self.cloud.at["sxb"], "appid": secret["appid"], "id": secret["id"],
                "pwd": secret["pwd"], "entry_template": self.cloud.at["http"] + "/_cloud/time?room=%r", **more}

    def source(self, vendor, **more):
        return {"cvclass": self.cvclass, "sxb": self.sxb}[vendor](**more)

    def terminal(self, name, sources, **more):
        self.terminals.append(Terminal(self, name, sources, **more))
        return self.terminals[-1]

    def pair(self, **more):
        """A terminal at each of the two vendors: (terminal, source name, vendor)."""
        return [(self.terminal(v, {v: self.source(v)}, **more), v) for v in ("cvclass", "sxb")]

    # What must be true.
    def secrets(self):
        secret = self.cloud.secret
        pwd = secret["sxb"]["pwd"]
        words = [secret["cvclass"]["secret_key"], secret["cvclass"]["app_id"], pwd, base64.b64encode(pwd.encode()).decode(),
                 hashlib.md5(secret["cvclass"]["secret_key"].encode()).hexdigest()]
        return [w for w in words if len(w) >= 4]

    def tokens(self):
        return {str(e["params"]["token"]) for e in self.cloud.audit() if len(str(e.get("params", {}).get("token", ""))) >= 8
                and e["vendor"] == "sxb"}

    def look_for_secrets(self):
        words = self.secrets() + list(self.tokens())
        for t in self.terminals:
            for what, text in [("log", read(t.log)), ("stdout", read(t.out)), *[("a command's output", s) for s in t.said]]:
                for word in words:
                    at = text.find(word)
                    check(at < 0, f"{t.name}: a secret in {what}: ...{text[max(0, at - 120):at]}<HERE>")

    def look_for_crashes(self):
        for path in [t.log for t in self.terminals] + ([self._cloud.err] if self._cloud else []):
            text = read(path)
            at = max(text.find("Sanitizer"), text.find("runtime error:"), text.find("Assertion"), text.find("terminate called"))
            check(at < 0, f"{path}: {text[max(0, at - 200):at + 3000]}")
        for t in self.terminals:
            for text in t.said:
                check("Sanitizer" not in text and "runtime error:" not in text, f"{t.name}: {text[:3000]}")

    def gaps(self, room, report):
        """Gaps between the signs of life of a live lesson, with its start and stop as first and last."""
        if room["vendor"] == "sxb":
            beats = [e["t_ms"] for e in self.cloud.audit(vendor="sxb", room=room["id"], endpoint="live/heartbeat") if e["code"] != "10009"]
        else:
            beats = [e["t_ms"] for e in self.cloud.audit(vendor="cvclass", room=room["id"], endpoint="RoomStatus")]
        start, stop = report["starts"][0]["t_ms"], report["stops"][-1]["t_ms"]
        return [start] + [b for b in beats if start < b <= stop] + [stop]

    def check_lesson(self, room, start=(0, LATE_MS), stop=(0, 1500), starts=1, stops=1, by="client", stop_by="client",
                     beats=True, allowed=(), end_moved_ms=0):
        """One effective start and stop, when they must be, heartbeats between, no violation but those `allowed`.
        `start` and `stop`: least and most offset in ms from T and E; None: any."""
        report = self.cloud.of(room)
        report["now_ms"] = time.time() * 1000
        who = f"{room['vendor']} {room['id']}"
        text = json.dumps({k: report[k] for k in ("starts", "stops", "heartbeats", "calls", "violations")}, ensure_ascii=False)
        same(len(report["starts"]), starts, f"{who}: effective starts; {text}")
        same(len(report["stops"]), stops, f"{who}: effective stops; {text}")
        bad = [v for v in report["violations"] if v["kind"] not in allowed and
               not (v["kind"] == "heartbeat_gap" and PULSE.between(v["t_ms"] - 3500, v["t_ms"]))]
        check(not bad, f"{who}: violations {bad}")
        if PULSE.between(room["start"] * 1000, report["now_ms"]):
            self.note(f"the machine stood still for {PULSE.between(room['start'] * 1000, report['now_ms']):.0f} ms")
        if starts:
            same(report["starts"][0]["by"], by, f"{who}: started by")
            at = report["starts"][0]["offset_ms"]
            self.note(f"{room['vendor']} start {at:+d} ms")
            if start:
                slack = PULSE.between(report["starts"][0]["t_ms"] - 3000, report["starts"][0]["t_ms"])
                check(start[0] <= at <= start[1] + slack, f"{who}: start at T{at:+d} ms, want {start}; {text}")
        if stops:
            same(report["stops"][-1]["by"], stop_by, f"{who}: stopped by")
            at = report["stops"][-1]["offset_from_end_ms"] - end_moved_ms
            self.note(f"stop {at:+d}")
            if stop:
                slack = PULSE.between(report["stops"][-1]["t_ms"] - 3000, report["stops"][-1]["t_ms"])
                check(stop[0] <= at <= stop[1] + slack, f"{who}: stop at E{at:+d} ms, want {stop}; {text}")
        if beats and starts == 1 and stops:
            times = self.gaps(room, report)
            gaps = [b - a for a, b in zip(times, times[1:])]
            if PULSE.between(times[0], times[-1]):
                gaps = []
            if len(gaps) > 2:
                inner = gaps[1:-1]
                self.note(f"beats {len(inner) + 1}, {min(inner)}..{max(inner)} ms")
                check(min(inner) >= GAP_MS[0] and max(inner) <= GAP_MS[1], f"{who}: gaps of heartbeats {gaps}")
            check(not gaps or (gaps[0] <= GAP_MS[1] and gaps[-1] <= GAP_MS[1]), f"{who}: gaps of heartbeats (with start and stop) {gaps}")
            check(len(times) - 1 >= (times[-1] - times[0]) // 3500, f"{who}: heartbeats are missing: {gaps}")
        return report

    def entered(self, room, after_s=0):
        """The most that a start may be late in ms where it waits for the browser: 1 s after somebody is in the room."""
        first = min([p["enter_ms"] for p in self.cloud.of(room)["entered"]], default=0) + after_s * 1000
        return max(LATE_MS, first - room["start"] * 1000 + LATE_MS)

    def check_elsewhere(self, allowed=()):
        bad = [v for v in self.cloud.report()["violations_elsewhere"] if v["kind"] not in allowed]
        check(not bad, f"violations outside of rooms: {bad}")

    def check_path(self, terminal, room, want=WHOLE_LIFE):
        same(terminal.path(room), list(want), f"{terminal.name}: states of {room['vendor']} {room['id']}; {terminal.moves(room)}")
        moves = terminal.moves(room)
        for a, b in zip(moves, moves[1:]):
            same(b[1], a[2], f"{terminal.name}: a transition begins where the last one ended: {moves}")

    # The end.
    def close(self):
        first = None
        for t in self.terminals:
            try:
                t.end()
            except Exception as e:
                first = first or e
        try:
            if first is None and self._cloud is not None and self._cloud.process.poll() is None:
                self.look_for_secrets()
            self.look_for_crashes()
        except Exception as e:
            first = first or e
        if first:
            raise first

    def tell(self):
        """What somebody needs who looks for the reason of a failure."""
        out = ""
        for t in self.terminals:
            out += f"---- log of {t.name}, {t.log}\n{tail(t.log)}"
            out += "".join(f"---- said: {s[:1500]}\n" for s in t.said[-3:])
            if os.path.exists(t.browser_log):
                out += f"---- browser of {t.name}\n{tail(t.browser_log, 10)}"
        if self._cloud is not None and self._cloud.process.poll() is None:
            try:
                for e in self._cloud.audit()[-60:]:
                    out += (f"{e['time'][11:]} {e['seq']} {e['vendor']} {e['endpoint']} {e['room']} {e['call']} code={e['code']} "
                            f"eff={e['effective']} fault={e['fault']} {e['outcome']} {e['took_ms']}ms {e['violations'] or ''}\n")
            except Exception as e:
                out += f"(no audit: {e})\n"
        return out

    def clean(self):
        for t in self.terminals:
            if t.process is not None and t.process.poll() is None:
                t.process.kill()
                t.process.wait()
            for pid in t.browser_pids():
                if is_running(pid) and BROWSER in read(f"/proc/{pid}/cmdline") or "time.sleep(600)" in read(f"/proc/{pid}/cmdline"):
                    os.kill(pid, signal.SIGKILL)
        if self._cloud is not None:
            self._cloud.process.kill()
            self._cloud.process.wait()
        if not os.environ.get("KEEP"):
            subprocess.run(["chmod", "-R", "u+rwx", self.folder], check=False)
            shutil.rmtree(self.folder, ignore_errors=True)


def both(world, start_in_s=10, length_s=24, lesson=None):
    """Two terminals, a lesson each. The rooms exist before the terminals do."""
    rooms = {v: world.cloud.room(v, start_in_s=start_in_s, length_s=length_s) for v in ("cvclass", "sxb")}
    pairs = [(t, rooms[v]) for t, v in world.pair(lesson=lesson)]
    for terminal, _ in pairs:
        terminal.start()
    return pairs


def finish(world, pairs, timeout_s=80, path=WHOLE_LIFE, **expected):
    for terminal, room in pairs:
        terminal.wait(room, "live", timeout_s)
    for terminal, room in pairs:
        terminal.wait(room, "ended", timeout_s)
    time.sleep(3)
    for terminal, room in pairs:
        world.check_lesson(room, **expected)
        if path:
            world.check_path(terminal, room, path)


SCENARIOS = []


def scenario(*args, **cloud):
    """Registers `def name(world)`; options go to the clouds."""
    def register(function):
        SCENARIOS.append((function.__name__, function, cloud))
        return function
    return register(args[0]) if args else register


def add(name, function, **cloud):
    SCENARIOS.append((name, function, cloud))


def run_one(name, function, cloud, wait_s):
    time.sleep(wait_s)
    began, world, problem, told = time.monotonic(), World(name, **cloud), None, ""
    try:
        try:
            function(world)
            world.close()
        except Exception as e:
            problem = str(e) if isinstance(e, Failed) else traceback.format_exc()
            told = world.tell()
    finally:
        world.clean()
    return name, problem, told, time.monotonic() - began, "; ".join(world.notes)


def main():
    arguments, jobs, repeat, wanted = sys.argv[1:], int(os.environ.get("E2E_JOBS", "12")), 1, []
    while arguments:
        word = arguments.pop(0)
        if word == "-j":
            jobs = int(arguments.pop(0))
        elif word == "--repeat":
            repeat = int(arguments.pop(0))
        elif word == "--list":
            print("\n".join(n for n, _, _ in SCENARIOS))
            return
        else:
            wanted.append(word)
    chosen = [s for s in SCENARIOS if not wanted or any(w in s[0] for w in wanted)] * repeat
    failed, lock, began = [], threading.Lock(), time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        # One after the other at first: the start of dozens of programs at once would make some miss their T.
        waits = [0.5 * i if i < jobs else 0 for i in range(len(chosen))]
        for future in concurrent.futures.as_completed([pool.submit(run_one, *s, w) for s, w in zip(chosen, waits)]):
            name, problem, told, took, notes = future.result()
            with lock:
                print(f"{'FAIL' if problem else 'ok  '} {name}  {took:.1f} s  {notes}", flush=True)
                if problem:
                    failed.append(name)
                    print(f"{told}  {problem}", flush=True)
    print(f"{len(chosen) - len(failed)} of {len(chosen)} passed in {time.monotonic() - began:.0f} s" +
          (f"; failed: {', '.join(failed)}" if failed else ""))
    sys.exit(1 if failed or not chosen else 0)
