"""The bans of tidy.py: each a name, a rule, plants that it must catch, and innocents that it must not.

A rule takes (path, text, code) and yields (line, what). `code` is the text with C++ comments and strings blanked out,
line by line, so that a word in a comment is no offence. Plants and innocents are (path, text). This file holds an
example of every offence, so allowed.txt lets it have them.
"""

import re

SHIPPED = ("core/", "vendors/", "platform/", "board/")
LINES_MAX = 450
TEST_LINES_MAX = 700
COLUMNS_MAX = 120


def is_cpp(path):
    return path.endswith((".cc", ".h"))


def is_code(path):
    is_script = "." not in path.rsplit("/", maxsplit=1)[-1]
    return is_script or path.endswith((".cc", ".h", ".c", ".py", ".php", ".sh", ".cmake", "CMakeLists.txt"))


def is_inner(path):
    return path.startswith(("core/", "vendors/", "platform/")) and is_cpp(path)


def is_shipped(path):
    return path.startswith(SHIPPED) and is_cpp(path)


def blank(match):
    return re.sub(r"[^\n]", " ", match.group(0))


def code_of(path, text):
    """C++ without comments and string literals; other languages as they are."""
    if not is_cpp(path):
        return text
    token = (r'R"([^()\\\s]{0,16})\((?:.|\n)*?\)\1"|//[^\n]*|/\*(?:.|\n)*?\*/|"(?:\\.|[^"\\\n])*"'
             r"|(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+'")
    kept = re.compile(r"^[ \t]*#[ \t]*include[^\n]*", re.M)  # An include's name is no string.
    includes = {m.start(): m.group(0) for m in kept.finditer(text)}
    blanked = re.sub(token, blank, text)
    for start, line in includes.items():
        blanked = blanked[:start] + line + blanked[start + len(line):]
    return blanked


def line_of(text, position):
    return text.count("\n", 0, position) + 1


def pattern(expression, what, where):
    """A rule: no line of the code of the files `where` matches."""
    compiled = re.compile(expression)

    def rule(path, text, code):
        if where(path):
            for number, line in enumerate(code.split("\n"), 1):
                if compiled.search(line):
                    yield number, what

    return rule


def raw_pattern(expression, what, where=lambda path: True):
    """The same, over comments and strings too."""
    rule = pattern(expression, what, where)
    return lambda path, text, code: rule(path, text, text)


def body_after(code, position):
    """The bounds of the {...} that follows `position`."""
    start = code.find("{", position)
    depth = 0
    for i in range(start, len(code)):
        depth += {"{": 1, "}": -1}.get(code[i], 0)
        if depth == 0:
            return start, i
    return start, len(code)


def defaults(path, text, code):
    """A switch over an enumeration names every enumerator, so that -Wswitch tells of a new one."""
    if not is_shipped(path):
        return
    for switch in re.finditer(r"\bswitch\s*\(", code):
        start, end = body_after(code, switch.end())
        body = code[start:end]
        for inner in re.finditer(r"\bswitch\s*\(", body):  # An inner switch speaks for itself.
            inner_start, inner_end = body_after(body, inner.end())
            body = body[:inner_start] + re.sub(r"[^\n]", " ", body[inner_start:inner_end]) + body[inner_end:]
        over_enumeration = re.search(r"\bcase\s+(\w+::)+k[A-Z]", body)
        default = re.search(r"\bdefault\s*:", body)
        if over_enumeration and default:
            yield line_of(code, start + default.start()), "a switch over an enumeration has no default"


def long_lines(path, text, code):
    if is_cpp(path):
        for number, line in enumerate(text.split("\n"), 1):
            if len(line) > COLUMNS_MAX:
                yield number, f"{len(line)} columns, {COLUMNS_MAX} allowed"


def long_files(path, text, code):
    lines = text.count("\n")
    lines_max = LINES_MAX if is_shipped(path) else TEST_LINES_MAX
    if is_code(path) and lines > lines_max:
        yield lines, f"{lines} lines, {lines_max} allowed: a file that grows is two things"


def guarded(name):
    return f"#ifndef {name}\n#define {name}\nint x;\n#endif  // {name}\n"


def guards(path, text, code):
    if not path.endswith(".h"):
        return
    name = "CLASSBELL_" + re.sub(r"[^A-Z0-9]", "_", path[:-2].upper()) + "_H_"
    lines = [line.strip() for line in text.strip().split("\n")]
    opened = lines[:2] == [f"#ifndef {name}", f"#define {name}"]
    if not opened or lines[-1] != f"#endif  // {name}":
        yield 1, f"the include guard is not {name}, from the first line to the last"


BANS = {
    "parent-include": (
        pattern(r'#\s*include\s*[<"]\.\./', "an include that climbs out of its layer", is_cpp),
        [("core/a.cc", '#include "../vendors/json.h"\n'), ("tests/unit/a.cc", '# include "../../core/life.h"\n')],
        [("core/a.cc", '#include "core/life.h"\n// #include "../x.h" is banned\n')],
    ),
    "expected-value": (
        pattern(r"(\.|->)value\(\)", "value() on an error is undefined without exceptions: test, then use *",
                is_shipped),
        [("vendors/a.cc", "auto x = parse(text).value();\n"), ("board/a.cc", "return r->value();\n")],
        [("vendors/a.cc", 'account.value("pwd"); r.value_or(1);\n'), ("tests/unit/a.cc", "r.value();\n")],
    ),
    "stdout": (
        pattern(r"std::(cout|cerr|clog)\b|(?<![\w:])(std::)?v?f?(printf|puts|putchar)\s*\(",
                "prints: only board and tests do", is_inner),
        [("core/a.cc", "std::cout << 1;\n"), ("platform/a.cc", 'printf("x");\n'),
         ("vendors/a.cc", "std::fputs(text, stdout);\n")],
        [("core/a.cc", 'snprintf(text, 9, "%d", 1);\n'), ("board/a.cc", 'printf("x");\n'),
         ("tests/unit/a.cc", "std::cout << 1;\n")],
    ),
    "using-std": (
        pattern(r"\busing\s+namespace\s+(::)?std\s*;", "using namespace std", is_cpp),
        [("tests/unit/a.cc", "using namespace std;\n"), ("core/a.h", "  using  namespace ::std ;\n")],
        [("core/a.cc", "using std::string;\n"), ("tests/cloud/a.cc", "using namespace std::chrono;\n")],
    ),
    "exceptions": (
        pattern(r"\bcatch\s*\(|\bthrow\b|\btry\s*\{", "exceptions: errors are values in what ships", is_shipped),
        [("core/a.cc", "throw 1;\n"), ("board/a.cc", "} catch (...) {\n"), ("vendors/a.cc", "try {\n")],
        [("core/a.cc", '// never throw away\nsay("throw");\nthrown = 1;\n'), ("tests/unit/a.cc", "throw 1;\n")],
    ),
    "enum-default": (
        defaults,
        [("core/a.cc", "switch (s) {\n  case LessonState::kLive: break;\n  default: break;\n}\n"),
         ("vendors/a.cc", "switch (v) {\n  case Verdict::kDone: {\n    switch (n) { case 1: break; default: break; }\n"
                          "  }\n  default: f();\n}\n"),
         ("board/a.cc", "switch (*job.operation) {\n  case classbell::Operation::kStart: f();\n  default:\n}\n")],
        [("core/a.cc", "switch (c) {\n  case 'x': break;\n  default: break;\n}\n"),
         ("core/b.cc", "switch (s) {\n  case LessonState::kLive:\n    switch (c) { case 1: f(); default: g(); }\n}\n")],
    ),
    "long-line": (
        long_lines,
        [("core/a.cc", "x" * 121 + "\n"), ("tests/a.cc", "三" * 121 + "\n")],
        [("core/a.cc", "三" * 120 + "\n"), ("README.md", "x" * 300 + "\n")],
    ),
    "tab": (
        raw_pattern("\t", "a tab"),
        [("core/a.cc", "\tint x;\n"), ("README.md", "a\tb\n")],
        [("core/a.cc", r'out += "\t";' + "\n")],
    ),
    "long-file": (
        long_files,
        [("core/a.cc", "x\n" * 451), ("tests/e2e/a.py", "x\n" * 701)],
        [("core/a.cc", "x\n" * 450), ("tests/e2e/a.py", "x\n" * 700), ("board/sim/day.json", "x\n" * 900)],
    ),
    "todo": (
        raw_pattern(r"\b(TODO|FIXME|XXX|HACK)\b", "left to do: an issue's matter"),
        [("core/a.cc", "// TODO(x): later\n"), ("README.md", "FIXME\n")],
        [("core/a.cc", "// Nothing to do.\n")],
    ),
    "machine-path": (
        raw_pattern(r"(?<![\w.$}/-])/(work|root)(/|\b)", "a path of the machine it was written on"),
        [("README.md", "see /work/main\n"), ("toolchains/x", 'cache="/root/.cache"\n'),
         ("core/a.cc", "// in /work/shared\n")],
        [("core/a.cc", "// the include-root/core, home/work, a workroot\n"),
         ("tests/x.py", "'https://a.example/work/1'\n")],
    ),
    "include-guard": (
        guards,
        [("core/a.h", "#pragma once\n"), ("vendors/sxb/a.h", guarded("CLASSBELL_SXB_A_H_")),
         ("core/b.h", "#ifndef CLASSBELL_CORE_B_H_\n#define CLASSBELL_CORE_B_H_\n#endif\n")],
        [("vendors/sxb/a_b.h", guarded("CLASSBELL_VENDORS_SXB_A_B_H_"))],
    ),
}
