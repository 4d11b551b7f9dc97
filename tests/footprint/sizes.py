#!/usr/bin/env python3
"""Goal: the shipped program stays small, and who makes it larger sees at once where.
Method: the linker's map says which object each byte came from; a table per layer and per dependency is printed, and a row
past its budget (budget.txt) fails. The file's own size is what counts in the end.

sizes.py FOLDER_OF_BUILDS TARGET...     with FOLDER/TARGET/classbell and FOLDER/TARGET/classbell.map
"""
import collections
import os
import re
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
SKIPPED = 77
# Sections that only memory holds, and those that a stripped file has lost.
IN_MEMORY = re.compile(r"\.(bss|tbss)|COMMON|__libc_freeres_ptrs")
NOWHERE = re.compile(r"\.(comment|gnu\.warning|debug|symtab|strtab|shstrtab|ARM\.attributes)")
# Of what a path in the map belongs to; the first that matches.
OWNERS = ((r"^<internal>", "(texts)"), (r"libclassbell_(\w+)\.a", r"\1"), (r"CMakeFiles/classbell\.dir/", "board"), (r"/lib(?:mbed\w+|everest|p256m)\.a", "mbedtls"),
          (r"/(\w+)/lib/lib\w+\.a", r"\1"), (r"libstdc\+\+\.a", "libstdc++"), (r"libgcc(?:_eh)?\.a|/crt(?:begin|end)\w*\.o", "libgcc"),
          (r"lib(?:c|m|pthread|dl|rt|resolv)(?:-[\d.]+)?\.a|/crt[1in]\.o", "glibc"))


def owner_of(path):
    for pattern, name in OWNERS:
        m = re.search(pattern, path)
        if m:
            return m.expand(name)
    return "other"


def pieces(path):
    """(bytes, file, section) of each piece of the program: lines "VMA LMA SIZE ALIGN FILE:(SECTION)" of lld's map."""
    with open(path, encoding="utf-8", errors="replace") as f:
        return [(int(size, 16), where, section)
                for size, where, section in re.findall(r"^ *\w+ +\w+ +(\w+) +\d+ {9}(\S.*):\((\S+)\)$", f.read(), re.M)]


def by_owner(path):
    """What each owner has in the file, and in memory besides."""
    in_file, in_memory = collections.Counter(), collections.Counter()
    for size, where, section in pieces(path):
        if not NOWHERE.match(section):
            (in_memory if IN_MEMORY.match(section) else in_file)[owner_of(where)] += size
    return in_file, in_memory


def glibc_of(path):
    """Where the glibc came from."""
    return {where.split("(")[0] for _, where, _ in pieces(path) if "/libc.a(" in where}


def budget(path=os.path.join(HERE, "budget.txt")):
    """'KIND NAME LIMIT [LIMIT]' to {(kind, name): (limit, ...)}."""
    rows = {}
    with open(path, encoding="utf-8") as f:
        for line in f:
            words = line.split("#")[0].split()
            if words:
                rows[(words[0], words[1])] = tuple(float(w) for w in words[2:])
    return rows


def main():
    folder, targets = sys.argv[1], sys.argv[2:]
    programs = [os.path.join(folder, t, "classbell") for t in targets]
    missing = [p for p in programs if not os.path.exists(p) or not os.path.exists(p + ".map")]
    if missing:
        print("skipped: there is no " + ", no ".join(missing) + " (toolchains/build TARGET)")
        sys.exit(SKIPPED)
    limits, faults = budget(), []
    found = [by_owner(p + ".map") for p in programs]
    files = [os.path.getsize(p) for p in programs]
    names = sorted({n for in_file, _ in found for n in in_file}, key=lambda n: -found[0][0][n])
    print(f"{'bytes':<14}" + "".join(f"{t:>12}{'budget':>10}{'+ memory':>10}" for t in targets))

    def row(kind, name, sizes, memories):
        line = f"{name:<14}"
        for i, (target, size) in enumerate(zip(targets, sizes)):
            limit = limits.get((kind, name), (0,) * len(targets))[("armhf", "aarch64").index(target)]
            memory = f"{memories[i]:>10}" if memories else " " * 10
            line += f"{size:>12}{limit:>10.0f}{memory}"
            if size > limit:
                faults.append(f"{target}: {name} has {size} bytes, the budget is {limit:.0f}")
        print(line)

    for name in names:
        row("part", name, [in_file[name] for in_file, _ in found], [in_memory[name] for _, in_memory in found])
    rest = [size - sum(in_file.values()) for size, (in_file, _) in zip(files, found)]
    print(f"{'(headers)':<14}" + "".join(f"{r:>12}{'':>20}" for r in rest) + "  (less what the linker merged)")
    row("file", "classbell", files, None)
    for target, program in zip(targets, programs):
        faults += [f"{target}: links {libc}, which is not the target's current one (toolchains/StaticLinux.cmake)"
                   for libc in glibc_of(program + ".map") if "/foreign-" not in libc]
    print("\n".join(["", *faults] if faults else ["", "All within budget.txt."]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
