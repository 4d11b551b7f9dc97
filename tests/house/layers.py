#!/usr/bin/env python3
"""Goal: a forbidden include does not compile. layers.py SOURCE_DIR BUILD_DIR

Method: a scratch copy of the layers, compiled with the flags of compile_commands.json. Unplanted, a source of each
layer compiles; with an include that the arrows forbid, in the source or in a header, it does not, and for that reason.
That headers compile alone is shown by the target all_verify_interface_header_sets, and for those of board/ here.
"""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

LAYERS = ("core", "vendors", "platform", "board")
# The arrows: core -> nothing; vendors -> core; platform -> core; board -> all.
FORBIDDEN = {"core": ("vendors", "platform", "board"), "vendors": ("platform", "board"),
             "platform": ("vendors", "board")}
SOURCE = {"core": "core/zone.cc", "vendors": "vendors/value.cc", "platform": "platform/linux/zone.cc",
          "board": "board/status.cc"}
HEADER = {"core": "core/zone.h", "vendors": "vendors/value.h", "platform": "platform/linux/zone.h"}
FOREIGN = {"core": "core/life.h", "vendors": "vendors/json.h", "platform": "platform/error.h",
           "board": "board/status.h"}
WRONG = ("No such file or directory", "does not name a type", "not declared")  # What a plant must fail for.


class Scratch:
    """The layers' sources, copied, and their include roots."""

    def __init__(self, source, build):
        self.source, self.build = os.path.realpath(source), os.path.realpath(build)
        self.root = tempfile.mkdtemp(prefix="classbell-layers-")
        for layer in LAYERS:
            shutil.copytree(os.path.join(source, layer), os.path.join(self.root, layer))
            os.makedirs(os.path.join(self.root, "include-roots", layer))
            os.symlink(os.path.join(self.root, layer), os.path.join(self.root, "include-roots", layer, layer))
        with open(os.path.join(build, "compile_commands.json"), encoding="utf-8") as opened:
            self.commands = {os.path.realpath(c["file"]): c["command"] for c in json.load(opened)}

    def flags(self, path):
        """The command that compiles `path`, turned to the scratch copy, without its input and output."""
        words, kept = shlex.split(self.commands[os.path.join(self.source, path)]), []
        while words:
            word = words.pop(0)
            if word in ("-o", "-c", "-MT", "-MF"):
                words.pop(0)
            elif word not in ("-MD", "-MMD"):
                kept.append(word.replace(self.build + "/include-roots", self.root + "/include-roots"))
        return kept

    def compile(self, path, flags_of):
        result = subprocess.run(self.flags(flags_of) + ["-fsyntax-only", os.path.join(self.root, path)],
                                capture_output=True, text=True, check=False)
        return result.returncode == 0, result.stderr

    def plant(self, path, header, planted):
        """A copy of the file that includes `header`, beside it."""
        with open(os.path.join(self.root, path), encoding="utf-8") as opened:
            text = opened.read()
        with open(os.path.join(self.root, planted), "w", encoding="utf-8") as opened:
            opened.write(f'#include "{header}"\n{text}')
        return planted


def cases(scratch):
    """(name, whether it compiles, path, whose flags)"""
    for layer in LAYERS:
        yield f"{layer}, unplanted", True, SOURCE[layer], SOURCE[layer]
        for foreign in FORBIDDEN.get(layer, ()):
            folder = os.path.dirname(SOURCE[layer])
            planted = scratch.plant(SOURCE[layer], FOREIGN[foreign], f"{folder}/planted_{foreign}.cc")
            yield f"{layer}/...cc includes {FOREIGN[foreign]}", False, planted, SOURCE[layer]
            header = scratch.plant(HEADER[layer], FOREIGN[foreign], f"{folder}/planted_{foreign}.h")
            user = f"{folder}/planted_{foreign}_user.cc"
            with open(os.path.join(scratch.root, user), "w", encoding="utf-8") as opened:
                opened.write(f'#include "{header}"\n')
            yield f"{layer}/...h includes {FOREIGN[foreign]}", False, user, SOURCE[layer]
    for layer in LAYERS[1:]:  # What is allowed compiles: the plants fail for what they include, not for being plants.
        planted = scratch.plant(SOURCE[layer], FOREIGN["core"], f"{os.path.dirname(SOURCE[layer])}/planted_core.cc")
        yield f"{layer}/...cc includes {FOREIGN['core']}", True, planted, SOURCE[layer]
    for file in sorted(os.listdir(os.path.join(scratch.root, "board"))):
        if file.endswith(".h"):
            alone = f"board/alone_{file}.cc"
            with open(os.path.join(scratch.root, alone), "w", encoding="utf-8") as opened:
                opened.write(f'#include "board/{file}"\n')
            yield f"board/{file} compiles alone", True, alone, SOURCE["board"]
    with open(os.path.join(scratch.root, "core/needy.h"), "w", encoding="utf-8") as opened:
        opened.write("std::string text();\n")
    with open(os.path.join(scratch.root, "core/alone_needy.cc"), "w", encoding="utf-8") as opened:
        opened.write('#include "core/needy.h"\n')
    yield "a header that lacks <string> does not compile alone", False, "core/alone_needy.cc", SOURCE["core"]


def main():
    scratch = Scratch(sys.argv[1], sys.argv[2])
    faults = []

    def run(case):
        name, should_compile, path, flags_of = case
        compiles, words = scratch.compile(path, flags_of)
        right_reason = compiles or any(reason in words for reason in WRONG)
        verdict = "ok" if compiles == should_compile and right_reason else "FAULT"
        print(f"{verdict}: {name}: {'compiles' if compiles else 'does not compile'}", flush=True)
        if verdict != "ok":
            faults.append(f"{name}:\n{words[:1500]}")

    try:
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(run, cases(scratch)))
    finally:
        shutil.rmtree(scratch.root)
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
