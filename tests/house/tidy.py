#!/usr/bin/env python3
"""The linter as a test: tidy.py SOURCE_DIR BUILD_DIR [--proof]

Reads every text file of the repository and names each offence against bans.py, and sources that no CMakeLists.txt
lists. With --proof it reads no file: each ban must catch its plants and let its innocents pass, so that a green tidy
means something. Exceptions stand in allowed.txt with their reasons; one that nothing needs any more is an offence too.
"""

import json
import os
import re
import subprocess
import sys

sys.dont_write_bytecode = True  # The repository stays as it is.
import bans  # noqa: E402

LAYERS = ("core", "vendors", "platform")  # Those whose headers are file sets.


def mirrors():
    """The hosts that this machine's apt asks, but for Debian's own: they are nobody else's business."""
    command = ["apt-get", "indextargets", "--format", "$(REPO_URI)"]
    uris = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    uris += subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=False).stdout
    hosts = set(re.findall(r"https?://(?:[^@/\s\"]*@)?([^/:\s\"]+)", uris))
    return {host for host in hosts if not host.endswith("debian.org") and host not in ("localhost", "127.0.0.1")}


def mirror_ban(hosts):
    """The name of a package mirror, and so of the machine that the text was written on."""
    if not hosts:
        return lambda path, text, code: ()
    either = "|".join(re.escape(host) for host in sorted(hosts))
    return bans.raw_pattern(rf"(?<![\w.-])({either})(?![\w-])", "the package mirror of the machine it was written on")


def unlisted(paths, compiled, lists):
    """Sources that nothing builds. `compiled`: what compile_commands.json names; `lists`: CMakeLists.txt by folder."""
    for path in paths:
        folder = os.path.dirname(path)
        while folder and folder not in lists:
            folder = os.path.dirname(folder)
        words = re.split(r"[\s()\"]+", lists.get(folder, ""))
        is_named = os.path.relpath(path, folder or ".") in words
        is_layer_header = path.endswith(".h") and path.split("/")[0] in LAYERS
        if (path.endswith(".cc") and path not in compiled and not is_named) or (is_layer_header and not is_named):
            yield path, 1, "unlisted", f"no CMakeLists.txt lists it ({folder or '.'}/CMakeLists.txt should)"


def offences_of(path, text, rules):
    code = bans.code_of(path, text)
    for name, rule in rules.items():
        for line, what in rule(path, text, code):
            yield path, line, name, what


def text_files(root):
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(f for f in folders if f not in ("build", ".git", "__pycache__", "seeds"))  # Seeds are bytes.
        for file in sorted(files):
            path = os.path.join(folder, file)
            with open(path, "rb") as opened:
                content = opened.read()
            if b"\0" not in content:
                yield os.path.relpath(path, root), content.decode("utf-8", "replace")


def allowed(path):
    """allowed.txt: 'BAN PATH REASON', one a line."""
    rows = {}
    with open(path, encoding="utf-8") as opened:
        for line in opened:
            if line.strip() and not line.startswith("#"):
                ban, file, _reason = line.split(None, 2)
                rows[(ban, file)] = False
    return rows


def prove():
    faults = []

    def expect(name, path, text, caught, rules):
        found = {offence[2] for offence in offences_of(path, text, rules)}
        if (name in found) != caught:
            faults.append(f"{name}: {'misses' if caught else 'wrongly catches'} {path}: {text[:60]!r}")

    for name, (rule, plants, innocents) in bans.BANS.items():
        for path, text in plants:
            expect(name, path, text, True, {name: rule})
        for path, text in innocents:
            expect(name, path, text, False, {name: rule})
    rules = {"mirror": mirror_ban({"apt.mirror.example"})}
    expect("mirror", "toolchains/a", "deb-src http://apt.mirror.example/debian\n", True, rules)
    expect("mirror", "README.md", "deb.debian.org apt.mirror.example2\n", False, rules)

    lists = {"core": "SOURCES a.cc HEADERS a.h)", "vendors": "SOURCES sxb/a.cc HEADERS sxb/a.h"}
    listed = ["core/a.cc", "core/a.h", "vendors/sxb/a.cc", "vendors/sxb/a.h", "tests/unit/a.cc", "tests/unit/a.h"]
    for path in listed:
        if list(unlisted([path], {"tests/unit/a.cc"}, lists)):
            faults.append(f"unlisted: wrongly catches {path}")
    for path in ("core/b.cc", "core/b.h", "vendors/a.cc", "vendors/sxb/b.h", "tests/unit/b.cc"):
        if not list(unlisted([path], {"tests/unit/a.cc"}, lists)):
            faults.append(f"unlisted: misses {path}")
    plants = sum(len(ban[1]) for ban in bans.BANS.values()) + 6  # One mirror, five unlisted.
    print(f"{len(bans.BANS) + 2} bans, {plants} plants, {len(faults)} faults")
    return faults


def check(root, build):
    rules = {name: ban[0] for name, ban in bans.BANS.items()}
    rules["mirror"] = mirror_ban(mirrors())
    files = dict(text_files(root))
    with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as opened:
        commands = json.load(opened)
    compiled = {os.path.relpath(os.path.realpath(command["file"]), os.path.realpath(root)) for command in commands}
    lists = {os.path.dirname(path): text for path, text in files.items() if os.path.basename(path) == "CMakeLists.txt"}
    offences = [offence for path, text in files.items() for offence in offences_of(path, text, rules)]
    offences += unlisted([path for path in files if bans.is_cpp(path)], compiled, lists)

    exceptions = allowed(os.path.join(os.path.dirname(os.path.abspath(__file__)), "allowed.txt"))
    faults = []
    for path, line, ban, what in offences:
        if (ban, path) in exceptions:
            exceptions[(ban, path)] = True
        else:
            faults.append(f"{path}:{line}: {ban}: {what}")
    faults += [f"allowed.txt: {ban} {path}: needed no more" for (ban, path), used in exceptions.items() if not used]
    print(f"{len(files)} files, {len(rules) + 1} bans, {len(faults)} offences")
    return faults


def main():
    found = prove() if "--proof" in sys.argv else check(sys.argv[1], sys.argv[2])
    print("\n".join(found))
    sys.exit(1 if found else 0)


main()
