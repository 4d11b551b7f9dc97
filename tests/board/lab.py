"""The emulated board with its hand, its eyes and its clouds: what the board tests share.

Times of the board are those of its own clock: Board.clock_ms() says how far that is from this machine's.
"""
import atexit, os, re, shutil, subprocess, sys, threading, time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests/e2e"))
os.environ["PATH"] += ":/usr/sbin:/sbin"  # A user's has no mkfs.ext4.
import image  # noqa: E402
import qemu  # noqa: E402
import harness  # noqa: E402
from picture import Picture  # noqa: E402
from harness import Failed, Terminal, World, check, read, same  # noqa: E402

BINARIES = {target: os.environ.get(f"CLASSBELL_{target.upper()}") or os.path.join(ROOT, "build", target, "classbell")
            for target in ("aarch64", "armhf")}
PL061_DATA = 0x90303FC
FONT = "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc"  # That of the boards' own settings.
SHANGHAI = "/usr/share/zoneinfo/Asia/Shanghai"
SKIPPED = 77  # ctest's SKIP_RETURN_CODE
PATIENCE = 3  # An emulated board on a busy machine is so much slower; what comes sooner is not waited for.


def wait_for(what, timeout_s, probe, every_s=0.1):
    return harness.wait_for(what, timeout_s * PATIENCE, probe, every_s)


def skip_unless_possible():
    """The board needs QEMU and both binaries. What is missing is said, and the test counts as skipped."""
    missing = [f"{tool} (toolchains/install-packages board)" for tool in ("qemu-system-aarch64", "dtc", "mkfs.ext4", "faketime")
               if not shutil.which(tool)]
    missing += [f"{path} (toolchains/install-packages board)" for path in (FONT, SHANGHAI) if not os.path.exists(path)]
    missing += [f"{path} (toolchains/build {target})" for target, path in BINARIES.items() if not os.path.exists(path)]
    if missing:
        print("skipped, since there is no " + " and no ".join(missing))
        sys.exit(SKIPPED)


PANEL_16_BIT = {"at": 0x4F000000, "width": 800, "height": 480}


def panel_16_bit():
    """Nodes of the device tree: a framebuffer of 16 bits a pixel in a part of the memory; it is /dev/fb0 then, the LCD /dev/fb1."""
    at, width, height = PANEL_16_BIT.values()
    return f"""
/ {{
    reserved-memory {{
        #address-cells = <2>; #size-cells = <2>; ranges;
        panel@{at:x} {{ reg = <0 {at:#x} 0 0x100000>; no-map; }};
    }};
    framebuffer@{at:x} {{
        compatible = "simple-framebuffer"; format = "r5g6b5";
        reg = <0 {at:#x} 0 {width * height * 2:#x}>; width = <{width}>; height = <{height}>; stride = <{2 * width}>;
    }};
}};
"""


class Board:
    """One board on the wall. `files`: what is on it besides the binaries, name to (bytes or path, mode); `machine`: more of what
    qemu.Machine takes."""

    def __init__(self, world, name, files=None, disk=False, **machine):
        self.world, self.folder, self.options = world, os.path.join(world.folder, name), machine
        os.makedirs(self.folder)
        self.files = {"etc/hosts": (b"127.0.0.1 localhost\n10.0.2.2 cvclass.test sxb.test\n", 0o644),
                      "etc/ca.pem": (world.cloud.ca, 0o644),
                      "bin/browser": (b"#!/bin/sh\nexec sleep 1000000\n", 0o755),
                      SHANGHAI[1:]: (SHANGHAI, 0o644),
                      **{f"bin/classbell-{t}": (path, 0o755) for t, path in BINARIES.items()}, **(files or {})}
        self.disk = os.path.join(self.folder, "disk") if disk else None
        if disk:
            with open(self.disk, "wb") as f:
                f.truncate(8 << 20)
            subprocess.run(["mkfs.ext4", "-q", "-F", self.disk], check=True)
        self.lit, self.changes, self.machine = {}, [], None
        self.levels = threading.Condition()

    def base_url(self, vendor):
        """The clouds, as the board reaches them."""
        return self.world.cloud.at["https"].replace("127.0.0.1", vendor + ".test") + "/" + vendor

    def boot(self, lines=None, sync=True):
        """Switches it on; `lines`: input lines of the PL061 and their levels from the first moment."""
        kernel = image.initramfs(os.path.join(self.folder, "initrd"), self.files)
        began = time.monotonic()
        self.machine = qemu.Machine(self.folder, kernel, os.path.join(self.folder, "initrd"), self.disk, **self.options)
        atexit.register(self.machine.process.kill)
        self.machine.qtest.on_irq = self._on_irq
        for at, level in (lines or {}).items():
            self.line(at, level)
        self.machine.qtest("irq_intercept_out " + self.machine.gpio)
        self.machine.wait_up()
        self.boot_s = time.monotonic() - began
        if sync:
            self.set_clock()
        return self

    def sh(self, line, **more):
        return self.machine.sh(line, **more)

    def cut(self):
        self.machine.cut()
        self.machine = None

    # The clock.
    def clock_ms(self):
        """How far the board's clock is ahead of this machine's: the quickest of some answers is the best one."""
        best = None
        for _ in range(5):
            before = time.time() * 1000
            text = self.sh("adjtimex", ok=False)
            after = time.time() * 1000
            s, us = (int(re.search(rf"time.tv_{unit}: +(\d+)", text)[1]) for unit in ("sec", "usec"))
            if best is None or after - before < best[0]:
                best = (after - before, s * 1000 + us / 1000 - (before + after) / 2)
        return best[1]

    def set_clock(self, to=None):
        """To this machine's time, or to another (s since 1970); a moment behind it, never ahead."""
        now = time.time()
        time.sleep(1 - now % 1)
        self.sh(f"date -s @{int(now) + 1 if to is None else int(to)}")

    # The hand.
    def line(self, at, level):
        """Holds an input line of the PL061 at a level."""
        self.machine.qtest(f"set_irq_in {self.machine.gpio} unnamed-gpio-in {at} {int(level)}")

    # The eyes.
    def _on_irq(self, line, level):
        with self.levels:
            self.lit[line] = level
            self.changes.append((time.monotonic(), line, level))
            self.levels.notify_all()

    def pins(self):
        """The levels of the eight lines."""
        bits = int(self.machine.qtest(f"readl {PL061_DATA:#x}")[0], 16)
        return [bool(bits >> line & 1) for line in range(8)]

    def pattern(self, for_s, lines):
        """What each LED does: off, on, blink or fast, by its pin's changes in `for_s`. `lines`: colour to line."""
        with self.levels:
            self.changes.clear()
        time.sleep(for_s)
        pins, found = self.pins(), {}
        with self.levels:
            for name, line in lines.items():
                per_s = sum(1 for _, l, _ in self.changes if l == line) / for_s
                found[name] = ("on" if pins[line] else "off") if per_s == 0 else "blink" if per_s < 4 else "fast"
        return found

    def picture(self):
        """What the LCD shows: the bytes of a PPM file."""
        with open(self.machine.picture(os.path.join(self.folder, "lcd.ppm")), "rb") as f:
            return f.read()


    def picture_16_bit(self):
        """What the panel of panel_16_bit() shows."""
        at, width, height = PANEL_16_BIT.values()
        path = self.machine.memory(at, 2 * width * height, os.path.join(self.folder, "panel"))
        with open(path, "rb") as f:
            return Picture.from_565(width, height, f.read())


class Wall(Terminal):
    """A classbell on a board; its log is brought over when somebody looks."""

    def __init__(self, world, board, name, target, sources, **sections):
        self.world, self.board, self.name, self.target = world, board, name, target
        self.folder = os.path.join(world.folder, name)
        os.mkdir(self.folder)
        self.log, self.out = os.path.join(self.folder, "log"), os.path.join(self.folder, "out")
        self.browser_log = os.path.join(self.folder, "browser")
        self.said, self.process, self.pid, self.taken = [], None, None, 0
        self.config = f"/etc/{name}.conf"
        text = {"terminal": {"room": "Room 301", "language": "en", "state_dir": f"/run/{name}",
                             "socket": f"/run/{name}.sock"},
                "lesson": {"open_before": "1m"}, "kiosk": {"command": "/bin/browser %u"}}
        text.update({"source " + source: keys for source, keys in sources.items()})
        for section, keys in sections.items():
            text.setdefault(section, {}).update(keys)
        ini = "".join(f"[{section}]\n" + "".join(f"{k} = {v}\n" for k, v in keys.items()) for section, keys in text.items())
        board.files[self.config[1:]] = (ini.encode(), 0o644)
        world.terminals.append(self)

    def start(self):
        """Runs it, until it says that it is up."""
        self.taken, before = 0, len(read(self.log).splitlines())
        self.pid = int(self.board.sh(f"classbell-{self.target} run --config {self.config} >/run/{self.name}.out "
                                     f"2>/run/{self.name}.log & echo $!").split()[-1])
        self.process = True
        wait_for(f"{self.name} is up", 40, lambda: any("' is up; clock" in line for line in self.lines()[before:]), 0.2)
        return self

    def alive(self):
        return self.board.machine is not None and "yes" in self.board.sh(f"[ -d /proc/{self.pid} ] && echo yes", ok=False)

    def lines(self):
        if self.board.machine is not None:
            new = self.board.sh(f"tail -c +{self.taken + 1} /run/{self.name}.log 2>/dev/null", ok=False)
            self.taken += len(new.encode())
            with open(self.log, "a") as f:
                f.write(new)
        return read(self.log).splitlines()

    def status(self):
        import json
        return json.loads(self.board.sh(f"classbell-{self.target} status --json --config {self.config}"))

    def end(self):
        """SIGTERM: must end cleanly."""
        if self.process is None or self.board.machine is None:
            return
        self.process = None
        self.board.sh(f"kill {self.pid}")
        wait_for(f"{self.name} ends on SIGTERM", 10, lambda: not self.alive())
        self.lines()


def cvclass(world, board, **more):
    """A [source] of this vendor, over HTTPS."""
    return {**world.cvclass(), "base_url": board.base_url("cvclass"), "ca_file": "/etc/ca.pem", **more}


def sxb(world, board, **more):
    return {**world.sxb(), "base_url": board.base_url("sxb"), "ca_file": "/etc/ca.pem",
            "entry_template": board.base_url("sxb") + "/%r", **more}


# What was measured: a table at the end, for a person; a row past its limit fails at once.
ROWS = []


def measured(what, value, unit, limit=None):
    ROWS.append((what, f"{value:.1f} {unit}", "" if limit is None else f"<= {limit:g} {unit}"))
    check(limit is None or value <= limit, f"{what}: {value:.1f} {unit}, at most {limit} {unit}")


def passed(what):
    print(f"ok   {what}", flush=True)


def attempt(name, test, cloud):
    """Runs test(world); what went wrong is told with the logs, and given back."""
    began, world = time.monotonic(), World("board-" + name, https=True, **cloud)
    try:
        test(world)
        world.close()
        print(f"{name}: passed in {time.monotonic() - began:.0f} s")
    except Exception as problem:
        print(f"{world.tell()}FAIL {problem}", flush=True)
        if not isinstance(problem, (Failed, qemu.Gone)):
            raise
        return problem
    finally:
        for wall in world.terminals:
            wall.process = None  # It lives on the board, which ends with this program.
        world.clean()


def run(name, test, **cloud):
    """Exit status 0: passed. A board that hangs by itself, which is QEMU's fault, is given a second life: one, and it is said."""
    skip_unless_possible()
    problem = attempt(name, test, cloud)
    if isinstance(problem, qemu.Hung):
        print(f"{name}: the emulated board hangs, and no program on it; once more", flush=True)
        ROWS.clear()
        problem = attempt(name, test, cloud)
    for row in ROWS:
        print(f"     {row[0]:<60}{row[1]:>16}  {row[2]}")
    sys.exit(1 if problem else 0)
