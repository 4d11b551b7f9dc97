#!/usr/bin/env python3
"""A browser for tests: fetches the URL as a browser would, notes what happened, stays until it is told to go.

browser.py LOG MODE URL    MODE: stay | exit (at once) | stubborn (ignores SIGTERM) | group (with two children)
LOG gets lines `open PID URL`, `page STATUS`, `child PID`, `close PID`.
"""
import os, signal, ssl, subprocess, sys, time, urllib.error, urllib.request


def note(path, line):
    with open(path, "a") as f:
        f.write(line + "\n")


def fetch(log, url):
    for _ in range(20):
        try:
            with urllib.request.urlopen(url, timeout=5, context=ssl._create_unverified_context()) as r:
                r.read()
                note(log, f"page {r.status}")
                return
        except urllib.error.HTTPError as e:
            note(log, f"page {e.code}")
            if e.code < 500:
                return
        except OSError as e:
            note(log, f"page {type(e).__name__}")
        time.sleep(1)


def main():
    log, mode, url = sys.argv[1:4]
    note(log, f"open {os.getpid()} {url}")
    if mode == "exit":
        sys.exit(3)
    if mode == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        def leave(*_):
            note(log, f"close {os.getpid()}")
            os._exit(0)
        signal.signal(signal.SIGTERM, leave)
    if mode == "group":
        for _ in range(2):
            child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
            note(log, f"child {child.pid}")
    fetch(log, url)
    while True:
        time.sleep(60)


main()
