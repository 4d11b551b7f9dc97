#!/usr/bin/env python3
"""Goal: a sixth vendor would be one new folder and one line in the registry. vendors.py SOURCE_DIR | --proof

Method: outside a vendor's folder its name may stand in vendors/registry.cc, once as its include and once as its line, and in
the build's list of sources; nowhere else in what ships. Comments may name it. --proof: a name that is planted is found.
"""

import os
import re
import sys

LAYERS = ("core", "vendors", "platform", "board")


def without_comments(text):
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.S)


def places(name, files):
    """Where `name` stands in `files` {path: text}, outside its own folder: (path, line's number, line)."""
    found = []
    for path, text in sorted(files.items()):
        if path.startswith(f"vendors/{name}/"):
            continue
        for number, line in enumerate(without_comments(text).splitlines(), 1):
            if re.search(rf"\b{name}\b", line):
                found.append((path, number, line.strip()))
    return found


def sources(root):
    files = {}
    for layer in LAYERS:
        for folder, _, names in os.walk(os.path.join(root, layer)):
            for name in names:
                if name.endswith((".h", ".cc")):
                    path = os.path.join(folder, name)
                    with open(path, encoding="utf-8") as opened:
                        files[os.path.relpath(path, root)] = opened.read()
    return files


def complaints(root, files):
    vendors = sorted(n for n in os.listdir(os.path.join(root, "vendors")) if os.path.isdir(os.path.join(root, "vendors", n)))
    assert len(vendors) >= 5, vendors
    wrong = []
    for name in vendors:
        allowed = [f'#include "vendors/{name}/vendor.h"', f"{name}::vendor(),"]
        here = places(name, files)
        lines = [line for path, _, line in here if path == "vendors/registry.cc"]
        if lines != allowed:
            wrong.append(f"{name}: vendors/registry.cc has {lines}, not {allowed}")
        wrong += [f"{path}:{number}: names the vendor {name}: {line}" for path, number, line in here if path != "vendors/registry.cc"]
        if not os.path.exists(os.path.join(root, "vendors", name, "README.md")):
            wrong.append(f"vendors/{name}/README.md is missing")
    return wrong


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) if sys.argv[1:] == ["--proof"] else sys.argv[1]
    files = sources(root)
    if sys.argv[1:] == ["--proof"]:
        files["board/room.cc"] += '\nif (vendor == "gensee") start();\n// gensee may be named here\n'
        found = complaints(root, files)
        assert len(found) == 1 and "names the vendor gensee" in found[0], found
        return
    wrong = complaints(root, files)
    print("\n".join(wrong) or f"{len(files)} files: no vendor is named outside its folder but in the registry")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
