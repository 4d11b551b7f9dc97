#!/usr/bin/env python3
"""Goal: a sixth vendor would be one new folder and one line in the registry. vendors.py SOURCE_DIR | --proof

Method: outside a vendor's folder its name may stand in vendors/registry.cc, once as its include and once as its line, and in
the build's list of sources; nowhere else in what ships. Comments may name it. Its README.md has a row for each key that it
takes. --proof: a name that is planted is found, and a key that is taken out of a README.
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


def readmes(root):
    """{vendor: the text of its README.md, "" where there is none}."""
    folder = os.path.join(root, "vendors")
    found = {}
    for name in sorted(n for n in os.listdir(folder) if os.path.isdir(os.path.join(folder, n))):
        path = os.path.join(folder, name, "README.md")
        found[name] = open(path, encoding="utf-8").read() if os.path.exists(path) else ""
    return found


def keys_of(vendor_cc):
    """The names in the table of settings."""
    table = re.search(r"\bkSettings\[\] = \{(.*?)\n\};", vendor_cc, re.S)
    return re.findall(r'^ *\{"(\w+)"', table.group(1), re.M) if table else []


def complaints(files, texts):
    assert len(texts) >= 5, list(texts)
    wrong = []
    for name, text in texts.items():
        allowed = [f'#include "vendors/{name}/vendor.h"', f"{name}::vendor(),"]
        here = places(name, files)
        lines = [line for path, _, line in here if path == "vendors/registry.cc"]
        if lines != allowed:
            wrong.append(f"{name}: vendors/registry.cc has {lines}, not {allowed}")
        wrong += [f"{path}:{number}: names the vendor {name}: {line}" for path, number, line in here if path != "vendors/registry.cc"]
        keys = keys_of(files[f"vendors/{name}/vendor.cc"])
        assert len(keys) >= 3, (name, keys)
        wrong += [f"vendors/{name}/README.md has no row for the key '{key}'" for key in keys if f"\n| `{key}` |" not in text]
    return wrong


def main():
    root = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))) if sys.argv[1:] == ["--proof"] else sys.argv[1]
    files, texts = sources(root), readmes(root)
    if sys.argv[1:] == ["--proof"]:
        files["board/room.cc"] += '\nif (vendor == "gensee") start();\n// gensee may be named here\n'
        texts["sxb"] = texts["sxb"].replace("| `pwd` |", "| `password` |")
        found = complaints(files, texts)
        assert len(found) == 2 and "names the vendor gensee" in found[0] and "'pwd'" in found[1], found
        return
    wrong = complaints(files, texts)
    print("\n".join(wrong) or f"{len(files)} files: no vendor is named outside its folder but in the registry, each key has its row")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
