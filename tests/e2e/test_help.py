#!/usr/bin/env python3
"""Help that teaches: apis, sign, the shell's completion, pages followed; for all five vendors."""
import hmac
from watched import *

VENDORS5 = ("cvclass", "sxb", "iclass", "weclassroom", "gensee")
COMPLETION = os.path.join(ROOT, "board/completion/classbell.bash")


def terminal_of_all(world):
    sources = {"cv": world.cvclass(), "sx": world.sxb(), **{v: source(world, v) for v in VENDORS}}
    return world.terminal("all", sources)


@scenario
def a_page_of_help(world):
    """Every endpoint's page has its parameters with what is allowed, an example call, the reply's fields."""
    terminal = terminal_of_all(world)
    page = terminal.run("apis", "gensee", "room/created", code=0).out
    for has in ("gensee room/created", "section 5.1", "POST /integration/site/training/room/created", "subject            string  required, 1 to 250 characters",
                "scene              int     optional, one of 0|1", "reply: code, message, id, number", "teacherJoinUrl",
                "for example: classbell call SOURCE room/created subject=... startDate=... realtime=..."):
        check(has in page, f"{has!r} is not in:\n{page}")
    page = terminal.run("apis", "gensee", "room/sync", code=0).out
    for has in ("reply: code, message\n       list[]: roomId, subject", "\n       page: pageNo", "pages: --all follows them"):
        check(has in page, f"{has!r} is not in:\n{page}")
    rows = [l.split("\t") for l in terminal.run("apis", "--tsv", code=0).out.splitlines()]
    same(len(rows), 167, "endpoints")
    for vendor, name, _, path, required, optional in rows:
        page = terminal.run("apis", vendor, name, code=0).out
        check("for example: classbell call SOURCE " + name in page and path in page, page)
        # A browser reads Entry's; sxb's document gives none for its two callbacks.
        check("reply: " in page or name in ("Entry", "live/recendcall", "live/idxfileendcall"), page)
        for parameter in filter(None, (required + "," + optional).split(",")):
            check(re.search(rf"^  {re.escape(parameter)} ", page, re.M), f"{parameter} is not in:\n{page}")
        for parameter in filter(None, required.split(",")):
            check(re.search(rf"^for example: .* {re.escape(parameter)}[=\[]", page, re.M), f"{parameter} is not in the example:\n{page}")


@scenario
def a_table_of_codes(world):
    """A vendor's codes, each with its meaning in both languages and what is done about it."""
    terminal = terminal_of_all(world)
    for vendor in VENDORS5:
        rows = json.loads(terminal.run("apis", vendor, "--codes", "--json", code=0).out)
        check(all(r["meaning"] and r["remedy"] and r["advice"] and isinstance(r["code"], int) for r in rows), f"{vendor}: {rows}")
        check(all(re.search("[\u4e00-\u9fff]", r["meaning_zh"]) or r["meaning_zh"] == "OK" for r in rows), f"{vendor}: {rows}")
        page = terminal.run("apis", vendor, "--codes", code=0).out
        same(len(page.splitlines()), 2 * len(rows), f"lines of {vendor}")
    waits = [r for r in json.loads(terminal.run("apis", "cvclass", "--codes", "--json", code=0).out) if r["code"] == 10021]
    same([(r["remedy"], r["retry"]) for r in waits], [("wait", True)], "10021")
    for words, has in ((("--codes",), "apis VENDOR --codes"), (("cvclass", "room_control", "--codes"), "apis VENDOR --codes"),
                       (("cvclass", "--codes", "--tsv"), "apis VENDOR --codes"), (("zoom", "--codes"), "no vendor 'zoom'; there are: cvclass")):
        said = terminal.run("apis", *words, code=2)
        same((said.err.count("\n"), has in said.err), (1, True), f"what is said about apis {words}: {said.err}")


@scenario
def each_step_of_a_signature(world):
    """The steps are computed anew here, from the secret that they mask."""
    terminal = terminal_of_all(world)
    secret = world.cloud.secret
    md5 = lambda text: hashlib.md5(text.encode()).hexdigest()

    def steps(*words):
        said = terminal.run("sign", *words, code=0)
        same(said.err, "", f"sign {words}")
        return json.loads(said.out)

    got = steps("cv", "RoomStatus", "serial=7")
    token = md5(md5(secret["cvclass"]["app_id"] + "serial7") + md5(secret["cvclass"]["secret_key"]))
    check(any(token in s["bytes"] for s in got), f"cvclass: {got}")
    got = steps("sx", "live/roomlist", "index=0", "size=5")
    check(any("timeStamp" in s["what"] for s in got), f"sxb: {got}")
    got = steps("iclass", "class/info", "class_id=7")
    expires = got[0]["bytes"]
    same((got[1]["bytes"][-len(expires):], got[2]["bytes"]), (expires, md5(secret["iclass"]["tic_key"] + expires)), "iclass")
    check(secret["iclass"]["tic_key"] not in json.dumps(got) and "class_id" in got[4]["bytes"], f"iclass: {got}")
    got = {s["what"].split(" ")[0]: s["bytes"] for s in steps("weclassroom", "lesson/delete/disk", "lessonId=10384374", "diskId=356")}
    same(got["serialize(parameters):"], 'a:2:{s:8:"lessonId";i:10384374;s:6:"diskId";i:356;}', "weclassroom: serialised")
    key = secret["weclassroom"]["secret"].encode()
    mac = hmac.new(key, (got["iv"] + got["value"]).encode(), hashlib.sha256).hexdigest()
    same((got["mac"], len(base64.b64decode(got["iv"]))), (mac, 16), "weclassroom: mac, iv")
    same(json.loads(base64.b64decode(got["signMsg"])), {"iv": got["iv"], "value": got["value"], "mac": mac}, "weclassroom: signMsg")
    got = steps("gensee", "query/status", "roomId=7")
    check("md5" in got[0]["what"] and "roomId=7" in got[1]["bytes"] and "sec=true" in got[1]["bytes"], f"gensee: {got}")
    same(world.cloud.audit(), [], "requests")
    close_watched(world)


def completes(terminal, *words):
    """What bash offers for the last of `words`."""
    script = (f'source {COMPLETION}\nCOMP_WORDS=("$@")\nCOMP_CWORD=$(($# - 1))\n_classbell 2>/dev/null\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n')
    done = subprocess.run(["bash", "-c", script, "bash", CLASSBELL, "--config", terminal.config, *words], capture_output=True, text=True, timeout=60)
    same((done.returncode, done.stderr), (0, ""), f"completion of {words}")
    return [l for l in done.stdout.splitlines() if l]


@scenario
def completion_under_bash(world):
    terminal = terminal_of_all(world)
    rows = [l.split("\t") for l in terminal.run("apis", "--tsv", code=0).out.splitlines()]
    check({"run", "call", "apis", "sign"} <= set(completes(terminal, "")), "commands")
    same(completes(terminal, "sch"), ["schedule"], "a command")
    same(sorted(completes(terminal, "apis", "")), sorted(VENDORS5), "vendors")
    same(completes(terminal, "apis", "we"), ["weclassroom"], "a vendor")
    same(sorted(completes(terminal, "call", "")), sorted(["cv", "sx", *VENDORS]), "sources")
    for verb, first in (("apis", "gensee"), ("call", "gensee"), ("sign", "gensee")):
        same(sorted(completes(terminal, verb, first, "")), sorted(r[1] for r in rows if r[0] == "gensee"), f"{verb}: endpoints of gensee")
    same(sorted(completes(terminal, "call", "sx", "live/")), sorted(r[1] for r in rows if r[1].startswith("live/")), "endpoints of a source")
    for name, endpoint in (("gensee", "room/created"), ("weclassroom", "lesson/edit"), ("cv", "UploadFile"), ("iclass", "class/list")):
        row = next(r for r in rows if r[1] == endpoint)
        want = [p + "=" for p in (row[4] + "," + row[5]).split(",") if p]
        same(sorted(completes(terminal, "call", name, endpoint, "")), sorted(want), f"parameters of {endpoint}")
    same(completes(terminal, "call", "gensee", "room/created", "subject=x", "startD"), ["startDate="], "a parameter")
    check({"--all", "--force", "--dry-run"} <= set(completes(terminal, "call", "cv", "GetRoomList", "--")), "options")
    same(completes(terminal, "apis", "nothing", ""), [], "an unknown vendor")


@scenario
def every_listing_is_followed(world):
    """--all: each paged endpoint of the five vendors to its end, a row a line; what has no pages says so."""
    terminal = terminal_of_all(world)
    world.cloud.settings(page_size=3, convert_s=0, upload_interval_s=0)
    now = int(time.time())
    for v in VENDORS5:
        world.cloud.control("POST", "rooms", [{"vendor": v, "title": f"L{i}", "start": now + 3600 + 60 * i, "end": now + 3660 + 60 * i} for i in range(7)])
    run = lambda *words: terminal.run("call", *words, code=0)
    for i in range(7):
        run("gensee", "media/transcode", "resourceUrl=http://x.example/a.mp4", f"name=m{i}")
        run("iclass", "document/add", f"doc_url=http://x.example/{i}.ppt")
        run("weclassroom", "courseware/upload", f"filename={i}.ppt", "filesize=1", "coursewareUrl=https://x.example/a.ppt", "type=1")
    room = world.cloud.room("gensee", start=now + 7200, length_s=60)["id"]
    listings = [  # source, endpoint, parameters, at least so many rows
        ("cv", "GetRoomList", ["timetype=1"], 0), ("cv", "GetRoomByTime", [f"starttime={now}", f"endtime={now + 9999}"], 7),
        ("sx", "live/roomlist", ["size=3"], 7),
        ("iclass", "class/list", ["create_time_desc:=true", "size=3"], 7), ("iclass", "document/list", ["size=2"], 7), ("iclass", "user/list", ["size=1"], 2),
        ("weclassroom", "courseware/list", ["pageSize=3"], 7),
        ("gensee", "room/sync", [], 7), ("gensee", "record/syn", [], 7), ("gensee", "courseware/syn", [], 7), ("gensee", "doc/syn", [], 1),
        ("gensee", "export/medal", [f"roomId={room}"], 0), ("gensee", "export/praise", [f"roomId={room}"], 0), ("gensee", "miniroom/syn", [], 0)]
    for name, endpoint, words, least in listings:
        rows = [json.loads(l) for l in run(name, endpoint, *words, "--all").out.splitlines()]
        same(len({json.dumps(r, sort_keys=True) for r in rows}), len(rows), f"{name} {endpoint}: rows that stand twice")
        check(len(rows) >= least, f"{name} {endpoint}: {len(rows)} rows")
    bad = {k: v for k, v in world.cloud.report()["violation_counts"].items()}
    same(bad, {}, "violations")
    for name, endpoint, words in (("gensee", "room/info", ["roomId=1"]), ("weclassroom", "lesson/info", ["lessonId[0]=1"]), ("iclass", "class/info", [])):
        said = terminal.run("call", name, endpoint, *words, "--all", code=2)
        check("no pages" in said.err, said.err)


@scenario
def files_travel_as_they_are(world):
    """UploadFile: multipart, every byte; key=@FILE for any other parameter sends what the file holds."""
    terminal = terminal_of_all(world)
    room = world.cloud.room("cvclass", start_in_s=600, length_s=60)
    path = os.path.join(world.folder, "数学 \"1\".pdf")
    content = bytes(range(256)) * 300 + b"\r\n--boundary--\r\n"
    with open(path, "wb") as f:
        f.write(content)
    same(json.loads(terminal.run("call", "cv", "UploadFile", "conversion=1", f"serial={room['id']}", f"filedata=@{path}", code=0).out)["result"], 0, "the upload")
    seen = world.cloud.audit(endpoint="UploadFile")
    same((len(seen), seen[-1]["violations"]), (1, []), "at the vendor")
    files = json.loads(terminal.run("call", "cv", "GetRoomFile", f"serial={room['id']}", code=0).out)["list"]
    same([int(f["size"]) for f in files], [len(content)], f"its size: {files}")
    shown = terminal.run("call", "cv", "UploadFile", "conversion=1", f"serial={room['id']}", f"filedata=@{path}", "--dry-run", code=0).out
    check(f"{len(content)} bytes" in shown and len(shown) < 2000, f"--dry-run tells its size only: {shown[:400]}")
    text = os.path.join(world.folder, "title")
    with open(text, "w", encoding="utf-8") as f:
        f.write("物理 & =+%")
    made = json.loads(terminal.run("call", "gensee", "room/created", f"subject=@{text}", f"startDate={(int(time.time()) + 60) * 1000}", "realtime=true", code=0).out)
    same(json.loads(terminal.run("call", "gensee", "room/info", f"roomId={made['id']}", code=0).out)["subject"], "物理 & =+%", "a text from a file")
    said = terminal.run("call", "cv", "UploadFile", "conversion=1", "filedata=@/nonexistent/file", code=2)
    check("/nonexistent/file" in said.err and len(said.err.splitlines()) == 1, said.err)


if __name__ == "__main__":
    main()
