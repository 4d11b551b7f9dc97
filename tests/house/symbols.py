#!/usr/bin/env python3
"""Goal: the core reads no clock, no file, no socket. symbols.py ARCHIVE CXX

Method: what the archive leaves undefined (nm -u) must stand in core_symbols.txt. Then the test of the test: with an
object added that calls time(), opens a file, and so on, the same check must name what it calls.
"""

import fnmatch
import os
import shutil
import subprocess
import sys
import tempfile

PLANTS = {
    "time": "#include <ctime>\nlong f() { return time(nullptr); }\n",
    "clock_gettime": "#include <time.h>\nint f() { timespec t; return clock_gettime(CLOCK_MONOTONIC, &t); }\n",
    "std::chrono": "#include <chrono>\nauto f() { return std::chrono::system_clock::now(); }\n",
    "fopen": "#include <cstdio>\nvoid* f() { return std::fopen(\"x\", \"r\"); }\n",
    "printf": "#include <cstdio>\nint f(int n) { return std::printf(\"%d\", n); }\n",
    "getenv": "#include <cstdlib>\nconst char* f() { return std::getenv(\"TZ\"); }\n",
    "rand": "#include <cstdlib>\nint f() { return std::rand(); }\n",
    "socket": "#include <sys/socket.h>\nint f() { return socket(1, 1, 0); }\n",
    "open": "#include <fcntl.h>\nint f() { return open(\"x\", 0); }\n",
    "write": "#include <unistd.h>\nlong f() { return write(1, \"x\", 1); }\n",
    "pthread_create": "#include <pthread.h>\n"
                      "int f(pthread_t* t, void* (*r)(void*)) { return pthread_create(t, nullptr, r, nullptr); }\n",
    "std::random_device": "#include <random>\nunsigned f() { return std::random_device{}(); }\n",
    "std::basic_ifstream": "#include <fstream>\nbool f() { return std::ifstream(\"x\").good(); }\n",
    "localtime": "#include <ctime>\nvoid* f(time_t t) { return localtime(&t); }\n",
}


def patterns():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "core_symbols.txt")
    with open(path, encoding="utf-8") as opened:
        return [line.strip() for line in opened if line.strip() and not line.startswith("#")]


def symbols(archive, *options):
    run = subprocess.run(["nm", "-C", *options, archive], capture_output=True, text=True, check=True)
    rows = [line.split(None, 2 if "-u" not in options else 1) for line in run.stdout.split("\n")]
    return {row[-1].strip() for row in rows if len(row) > 1 and row[-1].strip()}


def foreign(archive):
    """What is undefined in the archive, not defined in it, and not allowed."""
    wanted = symbols(archive, "-u") - symbols(archive, "--defined-only")
    # A name with brackets is no pattern of theirs: only '*' means anything.
    escaped = [pattern.replace("[", "[[]") for pattern in patterns()]
    return sorted(name for name in wanted if not any(fnmatch.fnmatchcase(name, pattern) for pattern in escaped))


def main():
    archive, compiler = sys.argv[1], sys.argv[2]
    faults = [f"core wants {name}" for name in foreign(archive)]
    scratch = tempfile.mkdtemp(prefix="classbell-symbols-")
    try:
        for name, source in PLANTS.items():
            base = os.path.join(scratch, "planted")
            with open(base + ".cc", "w", encoding="utf-8") as opened:
                opened.write(source)
            subprocess.run([compiler, "-std=c++17", "-O2", "-c", base + ".cc", "-o", base + ".o"], check=True)
            shutil.copy(archive, base + ".a")
            subprocess.run(["ar", "qs", base + ".a", base + ".o"], check=True, capture_output=True)
            if not any(name in found for found in foreign(base + ".a")):
                faults.append(f"the test is blind: an object that calls {name} passes")
    finally:
        shutil.rmtree(scratch)
    print(f"{len(symbols(archive, '-u'))} undefined symbols, {len(PLANTS)} plants, {len(faults)} faults")
    print("\n".join(faults))
    sys.exit(1 if faults else 0)


main()
