"""QEMU from outside: the machine's process, its QMP and qtest sockets, and its serial console as a command line."""
import json, os, re, signal, socket, subprocess, threading, time

import image

KERNEL_WORDS = "console=ttyAMA0 quiet loglevel=1 panic=-1 vt.global_cursor_default=0"


class Gone(AssertionError):
    pass


class Hung(Gone):
    """The board does not even answer a command of its own, though QEMU runs: an emulated processor stands still."""


class Qmp:
    def __init__(self, path, timeout_s):
        until = time.monotonic() + timeout_s
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() > until:
                    raise Gone("QEMU does not open its QMP socket")
                time.sleep(0.02)
        self.file = self.socket.makefile("rw")
        self.lock = threading.Lock()
        json.loads(self.file.readline())
        self("qmp_capabilities")

    def __call__(self, command, **arguments):
        with self.lock:
            self.file.write(json.dumps({"execute": command, "arguments": arguments}) + "\n")
            self.file.flush()
            while True:
                line = self.file.readline()
                if not line:
                    raise Gone(f"QEMU is gone, at '{command}'")
                answer = json.loads(line)
                if "error" in answer:
                    raise Gone(f"{command} {arguments}: {answer['error']['desc']}")
                if "return" in answer:
                    return answer["return"]


class Qtest:
    """The pins' side. Listens before QEMU starts; `on_irq(line, level)` is called in a thread of its own."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.on_irq = lambda line, level: None
        self.answers, self.ready = [], threading.Condition()
        self.lock = threading.Lock()
        self.file = None

    def accept(self, timeout_s):
        self.listener.settimeout(timeout_s)
        connection, _ = self.listener.accept()
        connection.settimeout(None)
        self.file = connection.makefile("rw")
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        try:
            for line in self.file:
                words = line.split()
                if words[:1] == ["IRQ"]:
                    self.on_irq(int(words[2]), words[1] == "raise")
                else:
                    with self.ready:
                        self.answers.append(words)
                        self.ready.notify()
        except (OSError, ValueError):
            pass
        with self.ready:
            self.answers.append(None)
            self.ready.notify()

    def __call__(self, command):
        with self.lock:
            self.file.write(command + "\n")
            self.file.flush()
            with self.ready:
                if not self.ready.wait_for(lambda: self.answers, 30):
                    raise Gone(f"qtest does not answer '{command}'")
                words = self.answers.pop(0)
        if not words or words[0] != "OK":
            raise Gone(f"qtest: '{command}': {words}")
        return words[1:]


class Machine:
    """A QEMU 'virt' board with a PL061 (8 GPIO lines), an 800x480 screen, a network card and perhaps a disk. `nodes`: what its
    device tree says besides. `first`: it goes before what else this machine does, where that is allowed; a board of metal shares
    its processors with nobody."""

    def __init__(self, folder, kernel, initrd, disk=None, rtc="utc", nodes="", first=False):
        self.folder = folder
        self.serial_log = open(os.path.join(folder, "serial"), "ab")
        qmp, qtest = os.path.join(folder, "qmp"), os.path.join(folder, "qtest")
        for path in (qmp, qtest):
            if os.path.exists(path):
                os.unlink(path)
        self.qtest = Qtest(qtest)
        argv = ["qemu-system-aarch64", "-M", "virt", "-cpu", "cortex-a53", "-accel", "tcg,thread=multi", "-smp", "2",
                "-m", "256", "-nodefaults", "-display", "none"]
        tree = os.path.join(folder, "tree")
        image.device_tree(tree, argv, nodes)
        argv += ["-no-reboot", "-dtb", tree, "-serial", "stdio", "-qmp", f"unix:{qmp},server=on,wait=off",
                 "-qtest", f"unix:{qtest}", "-qtest-log", "none", "-rtc", f"base={rtc}",
                 "-kernel", kernel, "-initrd", initrd, "-append", KERNEL_WORDS,
                 "-netdev", "user,id=n0", "-device", "virtio-net-pci,netdev=n0,romfile=,id=nic",
                 "-device", "virtio-gpu-pci,xres=800,yres=480"]
        if disk:
            argv += ["-drive", f"if=none,id=d0,format=raw,file={disk},cache=writeback", "-device", "virtio-blk-pci,drive=d0"]
        if first:
            argv = ["nice", "-n", "-15", *argv]
        self.process = subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.serial_log)
        self.said, self.more = b"", threading.Condition()
        self.lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()
        self.qtest.accept(20)
        self.qmp = Qmp(qmp, 20)
        children = self.qmp("qom-list", path="/machine/unattached")
        self.gpio = "/machine/unattached/" + next(c["name"] for c in children if c["type"] == "child<pl061>")

    def _read(self):
        while True:
            data = os.read(self.process.stdout.fileno(), 65536)
            with self.more:
                self.said += data
                self.ended = not data
                self.more.notify()
            if not data:
                return
            self.serial_log.write(data)
            self.serial_log.flush()

    def _answer(self, timeout_s, what, gone=Gone):
        """Output up to the next line of \\1, and what stands behind \\1."""
        with self.more:
            found = lambda: re.search(rb"\x01(\w+)\r?\n", self.said)
            self.more.wait_for(lambda: found() or self.process.poll() is not None, timeout_s)
            m = found()
            if not m:
                hangs = self.process.poll() is None
                self.process.kill()
                raise (gone if hangs else Gone)(f"the board does not answer '{what}' in {timeout_s} s: {self.said[-2000:]!r}")
            out, self.said = self.said[:m.start()], self.said[m.end():]
            return out.decode("utf-8", "replace"), m[1].decode()

    def wait_up(self, timeout_s=120):
        self._answer(timeout_s, "boot", Hung)

    def sh(self, line, timeout_s=30, ok=True):
        """Runs a line of shell on the board; its output. `ok`: it must exit with 0."""
        with self.lock:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
            out, status = self._answer(timeout_s, line, Gone if line.startswith("classbell-") else Hung)
        if ok and status != "0":
            raise Gone(f"on the board: '{line}' exits with {status}: {out}")
        return out

    # The cable. Unplugged, the link is down; in a black hole it is up, and nothing comes or goes.
    def plug(self, is_in):
        self.qmp("set_link", name="nic", up=is_in)

    def black_hole(self, on):
        if on:
            self.qmp("object-add", **{"qom-type": "filter-buffer", "id": "hole", "netdev": "n0", "interval": 4000000000})
        else:
            self.qmp("object-del", id="hole")

    def picture(self, path):
        """What the LCD shows, as a PPM file."""
        self.qmp("screendump", filename=path, format="ppm")
        return path

    def memory(self, at, size, path):
        """What the board's memory has there, as a file."""
        self.qmp("pmemsave", val=at, size=size, filename=path)
        return path

    def cut(self):
        """The power goes. What the board had not written to its disk is lost."""
        self.process.kill()
        self.process.wait()
        self.serial_log.close()
