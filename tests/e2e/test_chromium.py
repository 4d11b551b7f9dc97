#!/usr/bin/env python3
"""Goal: Chromium with the command line and the policy of board/README.md is the kiosk that a lesson needs: it fills the screen
with the page, lets the vendor's origin have camera and microphone and no other, is started again when it crashes, and is wholly
gone after the lesson.
Method: README's way under X, on a virtual screen whose pixels are read from its file; pages on loopback that say what they were
allowed; a made-up camera. Skipped where there is no chromium or no Xvfb: tests/run does not install them.
"""
import http.server, json, os, re, shutil, signal, struct, subprocess, sys, tempfile, threading, time

from harness import *

SKIPPED = 77
WIDTH, HEIGHT = 800, 480
COLOUR = (32, 144, 80)
PAGE = """<!DOCTYPE html><html><body style="margin:0;background:rgb(%d,%d,%d)"><script>
const say = text => fetch('/said', {method: 'POST', body: location.hostname + ' ' + text});
const ask = async () => {
  for (const name of ['camera', 'microphone']) await say(name + ' ' + (await navigator.permissions.query({name})).state);
  if (location.hostname === 'localhost') return;
  await navigator.mediaDevices.getUserMedia({video: true, audio: true}).then(
      stream => say('tracks ' + stream.getTracks().length), problem => say('no tracks: ' + problem.name));
  location = 'http://localhost:' + location.port + '/other';
};
ask();
</script></body></html>""" % COLOUR


class Pages(http.server.ThreadingHTTPServer):
    """The vendor's page at 127.0.0.1, which goes on to another origin, localhost."""

    def __init__(self):
        self.said, self.opened = [], 0
        pages = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def answer(self, body=b"", kind="text/html"):
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_GET(self):
                pages.opened += self.path.startswith("/class")
                self.answer(PAGE.encode())

            def do_POST(self):
                pages.said.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
                self.answer()

            def log_message(self, *_):
                pass

        super().__init__(("127.0.0.1", 0), Handler)
        self.origin = f"http://127.0.0.1:{self.server_port}"
        threading.Thread(target=self.serve_forever, daemon=True).start()


class Screen:
    """Xvfb; its picture is a file of the kind xwd."""

    def __init__(self, folder):
        reading, writing = os.pipe()
        self.file = os.path.join(folder, "Xvfb_screen0")
        self.process = subprocess.Popen(["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                                         "-fbdir", folder, "-nolisten", "tcp"], pass_fds=[writing], stderr=subprocess.DEVNULL)
        os.close(writing)
        with os.fdopen(reading) as f:
            self.name = ":" + f.readline().strip()
        check(self.name != ":", "Xvfb does not start")

    def share_of(self, colour):
        """How much of the screen has the colour."""
        with open(self.file, "rb") as f:
            data = f.read()
        size, stride, colours = (struct.unpack(">I", data[at:at + 4])[0] for at in (0, 48, 76))
        start, want = size + 12 * colours, bytes(colour[::-1])  # Little-endian words: blue comes first.
        rows = (data[start + y * stride:start + y * stride + 4 * WIDTH] for y in range(HEIGHT))
        return sum(row[x:x + 3] == want for row in rows for x in range(0, 4 * WIDTH, 4)) / (WIDTH * HEIGHT)


def in_readme(pattern):
    return re.search(pattern, read(os.path.join(ROOT, "board/README.md")), re.M | re.S)[1]


def processes(profile):
    """Those whose command line names the browser's profile, and what they began."""
    found = {}
    for pid in filter(str.isdigit, os.listdir("/proc")):
        words = read(f"/proc/{pid}/cmdline").replace("\0", " ")
        if profile in words and is_running(pid):
            found[int(pid)] = words
    return found


@scenario
def kiosk(world):
    profile, pages, screen = os.path.join(world.folder, "profile"), Pages(), Screen(world.folder)
    os.environ["DISPLAY"] = screen.name
    command = in_readme(r"^    command = (cage [^\n]*chromium [^\n]*)$")
    for left_out in ("cage -s -- ", "--ozone-platform=wayland "):
        check(left_out in command, f"no '{left_out}' in README's {command}")
        command = command.replace(left_out, "")
    size = in_readme(r"`(--window-position=0,0 --window-size=)1920,1080`") + f"{WIDTH},{HEIGHT}"
    ours = "--use-fake-device-for-media-stream" + (" --no-sandbox" if os.getuid() == 0 else "")
    command = re.sub(r"--user-data-dir=\S+", f"--user-data-dir={profile} {size} {ours}", command)
    policy = json.loads(in_readme(r"^(    \{\n.*?^    \})$"))
    for key, value in policy.items():
        if isinstance(value, list):
            policy[key] = [pages.origin]
    with open(os.path.join(world.folder, "policy"), "w") as f:
        json.dump(policy, f)
    terminal = world.terminal("wall", {"sxb": world.sxb(entry_template=pages.origin + "/class?room=%r")}, kiosk=command)
    # The machine's own /etc stays as it is.
    terminal.wrap = in_namespace(f"mount -t tmpfs tmpfs /etc/chromium && mkdir -p /etc/chromium/policies/managed && "
                                 f"cp {world.folder}/policy /etc/chromium/policies/managed/classbell.json")
    room = world.cloud.room("sxb", start_in_s=35, length_s=20)
    terminal.start()
    try:
        wait_for("the page is opened", 40, lambda: pages.opened)
        wait_for("the page has camera and microphone", 20, lambda: "127.0.0.1 tracks 2" in pages.said)
        wait_for("another origin is opened", 20, lambda: len(pages.said) >= 5)
        same(pages.said, ["127.0.0.1 camera granted", "127.0.0.1 microphone granted", "127.0.0.1 tracks 2",
                          "localhost camera prompt", "localhost microphone prompt"], "what the pages may do")
        wait_for("the page fills the screen", 10, lambda: screen.share_of(COLOUR) > 0.99)
        first = processes(profile)
        browser = next(pid for pid, words in first.items() if "--type=" not in words and "crashpad" not in words)
        os.kill(browser, signal.SIGSEGV)
        wait_for("it is started again", 30, lambda: pages.opened == 2)
        wait_for("the page fills the screen again", 10, lambda: screen.share_of(COLOUR) > 0.99)
        terminal.wait(room, "live", 60)
        terminal.wait(room, "ended", 60)
        wait_for(f"nothing of it is left: {processes(profile)}", 15, lambda: not processes(profile))
        world.note(f"{len(first)} processes at first, none after the lesson")
        world.check_lesson(room)
    finally:
        for pid in processes(profile):
            os.kill(pid, signal.SIGKILL)
        screen.process.terminate()
        screen.process.wait()
        pages.shutdown()


if __name__ == "__main__":
    missing = [p for p in ("chromium", "Xvfb") if not shutil.which(p)]
    if missing or not may_mount():
        print("skipped: " + (f"there is no {' and no '.join(missing)}" if missing else "no mount namespace is to be had"))
        sys.exit(SKIPPED)
    main()
