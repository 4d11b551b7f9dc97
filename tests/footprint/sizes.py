#!/usr/bin/env python3
"""Goal: the shipped program stays small, and who makes it larger sees at once where.
Method: the linker's map says which object each byte came from; a table per layer and per dependency is printed, and a row
past its budget (budget.txt) fails, as does a target that has none. The file's own size is what counts in the end.

sizes.py FOLDER_OF_BUILDS TARGET...     those of them that are built: FOLDER/TARGET/classbell and FOLDER/TARGET/classbell.map
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
    if not in_file:
        sys.exit(f"{path}: no map of lld's; link with it (toolchains/StaticLinux.cmake)")
    return in_file, in_memory


def glibc_of(path):
    """Where the glibc came from."""
    return {where.split("(")[0] for _, where, _ in pieces(path) if "/libc.a(" in where}


def budgets(path=os.path.join(HERE, "budget.txt")):
    """The rows 'KIND NAME LIMIT...' below a row 'kind name TARGET...': target to {(kind, name): limit}."""
    with open(path, encoding="utf-8") as f:
        rows = [words for words in (line.split("#")[0].split() for line in f) if words]
    return {target: {(row[0], row[1]): int(row[at]) for row in rows[1:]} for at, target in enumerate(rows[0]) if at >= 2}


def table(target, program, limits):
    """Prints what the program consists of; what is past its limit, as sentences."""
    in_file, in_memory = by_owner(program + ".map")
    whole, faults = os.path.getsize(program), []

    def row(kind, name, size, memory=""):
        limit = limits.get((kind, name), 0)
        print(f"{name:<14}{size:>12}{limit:>10}{memory:>10}")
        if size > limit:
            faults.append(f"{target}: {name} has {size} bytes, the budget is {limit}")

    print(f"{target:<14}{'bytes':>12}{'budget':>10}{'+ memory':>10}")
    for name in sorted(in_file, key=lambda name: -in_file[name]):
        row("part", name, in_file[name], in_memory[name])
    print(f"{'(headers)':<14}{whole - sum(in_file.values()):>12}{'':>20}  (less what the linker merged)")
    row("file", "classbell", whole)
    print()
    return faults + [f"{target}: links {libc}, which is not the target's current one (toolchains/StaticLinux.cmake)"
                     for libc in glibc_of(program + ".map") if "/foreign-" not in libc]


def main():
    folder, targets = sys.argv[1], sys.argv[2:]
    program = {t: os.path.join(folder, t, "classbell") for t in targets}
    built = [t for t in targets if os.path.exists(program[t]) and os.path.exists(program[t] + ".map")]
    for target in targets:
        if target not in built:
            print(f"skipped: {target}, since there is no {program[target]} (toolchains/build {target})")
    if not built:
        sys.exit(SKIPPED)
    limits, faults = budgets(), []
    for target in built:
        found = table(target, program[target], limits.get(target, {}))
        faults += found if target in limits else [f"{target}: budget.txt has no column for it"]
    print("\n".join(faults or ["All within budget.txt."]))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
