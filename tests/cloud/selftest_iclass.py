"""iclass: 14 interfaces valid, unsigned, incomplete, of wrong types; a class begun by the teacher in the opened page;
the five events, tried again until they are taken."""
import http.server, json, random, threading, time, urllib.parse

from selftest_clients import check, http as fetch, md5, same

MISSING, BAD, APP, SIGN, EXPIRED, NO_CLASS, NO_USER, NO_DOCUMENT, REPEATED, STATE = 10002, 10003, 10004, 10005, 10006, 10007, 10008, 10009, 10010, 10011


class IClass:
    def __init__(self, world):
        self.world, self.cred = world, world.secret["iclass"]

    def send(self, name, body, query=None, headers=None, data=None, method=None):
        expire = body.get("expire_time", 0)
        q = {"sdkappid": self.cred["sdkappid"], "random": random.randrange(1 << 31), "sign": md5(self.cred["tic_key"] + str(expire))}
        q = {k: v for k, v in {**q, **(query or {})}.items() if v is not None}
        url = f"{self.world.http}/iclass/paas/v1/{name}?" + urllib.parse.urlencode(q)
        return fetch(url, json.dumps(body).encode() if data is None else data, headers or {"Content-Type": "application/json"}, method=method)

    def call(self, name, **fields):
        return self.send(name, {"expire_time": int(time.time()) + 120, **fields}).json

    def code(self, name, **fields):
        return self.call(name, **fields)["error_code"]


def iclass_endpoints(world):
    ic = IClass(world)
    endpoints(world, ic)
    details(world, ic)
    lesson(world, ic)
    events(world, ic)


def endpoints(world, ic):
    now = int(time.time())
    klass = int(world.room("iclass", start=now - 60, end=now + 3600, title="数学")["id"])
    gone = int(world.room("iclass", start=now + 60, end=now + 3600)["id"])
    docs = [ic.call("document/add", doc_url="http://x/a.ppt")["doc_id"] for _ in range(2)]
    user = {"user_id": "u9", "role": "student", "nickname": "小明", "gender": "male", "avatar": "https://x/a.png", "phone_no": "13", "e_mail": "a@b"}
    teacher = ic.cred["user_id"]
    table = [  # name, fields, optional ones among them
        ("class/create", {"teacher_id": "user_00", "class_topic": "课堂主题", "class_type": "public", "start_time": now + 60,
                          "stop_time": now + 120, "record_types": ["local", "remote"], "record_user_id": "tic_recorduser_1",
                          "record_user_sig": "s", "members": [{"role": "student", "user_id": "user1"}]},
         "class_topic class_type start_time stop_time record_types record_user_id record_user_sig members"),
        ("class/modify", {"class_id": klass, "class_topic": "新的课堂主题", "stop_time": now + 3700}, "class_topic stop_time"),
        ("class/info", {"class_id": klass}, "class_id"),
        ("class/list", {"index": 0, "size": 20, "user_id": "", "create_time_desc": True, "class_status": ["will", "ing", "end"],
                        "class_type": ["1vN"]}, "index size user_id class_status class_type"),
        ("class/delete", {"class_id": gone}, ""),
        ("user/register", {"list": [user]}, ""),
        ("user/profile/modify", {"user_id": teacher, "role": 2, "nickname": "新昵称", "gender": "female"}, "role nickname gender"),
        ("user/token/update", {"user_id": "u9"}, ""),
        ("user/info", {"user_id": teacher}, ""),
        ("user/list", {"index": 0, "size": 10, "roles": ["teacher"], "prefix": ""}, "index size roles prefix"),
        ("document/add", {"doc_url": "http://x/b.ppt", "doc_name": "课件", "doc_ext": "ppt", "doc_size": 1024, "doc_md5": "c4ca", "permission": "private",
                          "owner": "x", "is_transcode": False}, "doc_name doc_ext doc_size doc_md5 permission owner is_transcode"),
        ("document/info", {"doc_id": docs[0]}, ""),
        ("document/list", {"index": 0, "size": 10, "owner": "", "prefix": "", "permissions": ["public", "private"]}, "index size owner prefix permissions"),
        ("document/delete", {"doc_ids": docs[1:]}, ""),
    ]
    same(len({t[0] for t in table}), 14, "interfaces walked")
    for name, fields, optional in table:
        expire = int(time.time()) + 120
        whole = {"expire_time": expire, **fields}
        for one in whole:
            if one in optional.split():
                continue
            got = ic.send(name, {k: v for k, v in whole.items() if k != one}).json
            same(got["error_code"], MISSING, f"{name} without {one}")
            check(one in got["error_msg"], f"{name} without {one} is named: {got}")
            same(world.last()["violations"], [{"kind": "missing_parameter", "detail": one}], f"{name} without {one} is blamed")
        for one, value in whole.items():
            wrong = str(value) if isinstance(value, (int, list)) else 1.5
            got = ic.send(name, {**whole, one: wrong}).json["error_code"]
            same(got, BAD, f"{name} with {one} of a wrong type")
        for one in ("sdkappid", "random", "sign"):
            same(ic.send(name, whole, {one: None}).json["error_code"], MISSING, f"{name} without {one} in the query")
        got = ic.send(name, whole, {"sign": md5("x")}).json
        same(got["error_code"], SIGN, f"{name}: broken sign")
        check(got["error_msg"] != "", f"{name}: a broken sign has a message")
        same(world.last()["violations"][0]["kind"], "bad_signature", f"{name}: a broken sign is blamed")
        same(ic.send(name, whole, {"sdkappid": 5}).json["error_code"], APP, f"{name}: another sdkappid")
        same(ic.send(name, {**whole, "expire_time": expire - 125}).json["error_code"], EXPIRED, f"{name}: expired")
        same(world.last()["violations"][0]["kind"], "stale_timestamp", f"{name}: expired is blamed")
        same(ic.send(name, {**whole, "expire_time": str(expire)}).json["error_code"], BAD, f"{name}: expire_time as a string")
        same(ic.send(name, whole, headers={"Content-Type": "text/plain"}).json["error_code"], 10001, f"{name}: Content-Type")
        same(ic.send(name, whole, data=b"{no").json["error_code"], 10001, f"{name}: no JSON")
        same(ic.send(name, whole, method="PUT").json["error_code"], 10001, f"{name}: PUT")
        got = ic.call(name, **fields)
        same((got["error_code"], got["error_msg"]), (0, ""), f"{name} {got}")
        same(world.last()["violations"], [], f"{name} without blame")
    same(ic.send("class/nothing", {}).status, 404, "unknown interface")
    same(md5("DzXpbluRsmo1JkoFxzKMNg5ifrA4GRlU1548247837"), "28374bd8cff400ac4906414780fbe387", "the document's own example")


def details(world, ic):
    now = int(time.time())
    got = ic.call("class/create", teacher_id="t1")
    n = got["class_id"]
    base = f"{world.http}/iclass/{ic.cred['sdkappid']}/{n}/"
    same((got["teacher_url"], got["student_url"]), (base + "0", base + "1"), "urls")
    info = ic.call("class/info", class_id=n)
    keys = {"error_code", "error_msg", "class_id", "class_topic", "class_type", "class_status", "teacher_id", "create_time", "start_time",
            "stop_time", "real_start_time", "real_stop_time", "member_count", "chat_group_id", "cmd_group_id", "settings", "members"}
    same(set(info), keys, "class/info's keys")
    same((info["class_topic"], info["stop_time"] - info["start_time"], info["real_start_time"], info["member_count"], info["settings"]["record_types"]),
         (str(n), 7200, 0, 1, ["local"]), "defaults")
    same(fetch(base + "1").status, 200, "the student's page")
    same(ic.call("class/info", class_id=n)["class_status"], "will", "a student begins nothing")
    same(ic.code("class/info"), NO_CLASS, "class/info of none")
    for name in ("class/info", "class/modify", "class/delete"):
        same(ic.code(name, class_id=5), NO_CLASS, f"{name} of an unknown class")
    create = {"teacher_id": "t", "start_time": now, "stop_time": now + 60}
    for bad, want in [({"class_type": "2v2"}, BAD), ({"stop_time": now - 1}, BAD), ({"record_types": ["x"]}, BAD), ({"record_types": ["remote"]}, MISSING),
                      ({"settings": {"record_types": ["remote"]}}, MISSING), ({"members": [{"user_id": "u"}]}, MISSING),
                      ({"members": [{"role": "student"}]}, MISSING), ({"members": [{"role": "teacher", "user_id": "u"}]}, BAD), ({"stop_time": now}, 0),
                      ({"settings": {"record_types": ["remote"]}, "record_user_id": "tic_record_user_1", "record_user_sig": "s"}, 0)]:
        same(ic.code("class/create", **{**create, **bad}), want, f"class/create {bad}")
    ic.call("class/create", **create, settings={"fps": 5})
    same(world.last()["violations"], [{"kind": "unknown_parameter", "detail": "settings.fps"}], "settings cannot be set")
    ic.call("class/modify", class_id=n, members=[{"role": "student", "user_id": "m1"}, {"role": "student", "user_id": "m2"}])
    same(ic.call("class/info", class_id=n)["member_count"], 3, "members are replaced as a whole")
    listed = lambda **f: ic.call("class/list", **{"create_time_desc": True, **f})
    same([c["class_id"] for c in listed(user_id="m2")["list"]], [n], "a member's classes")
    same(set(listed(user_id="m2")["list"][0]), {"class_id", "class_topic", "class_type", "class_status", "teacher_id", "create_time", "start_time", "stop_time"},
         "class/list's keys")
    everything = listed()
    total = everything["total"]
    same((everything["finish"], len(everything["list"])), (True, total), "all of them")
    pages = [listed(index=i, size=3) for i in range(0, total, 3)]
    same([c["class_id"] for p in pages for c in p["list"]], [c["class_id"] for c in everything["list"]], "paged by offset")
    same([p["finish"] for p in pages], [False] * (len(pages) - 1) + [True], "finish")
    same([c["class_id"] for c in listed(create_time_desc=False)["list"]], [c["class_id"] for c in everything["list"]][::-1], "ascending")
    same(len(listed(class_status=["ing"])["list"]), 0, "by status")
    same(listed(class_status=[])["total"], total, "an empty filter is none")
    for bad in ({"size": 101}, {"size": 0}, {"index": -1}, {"class_status": ["x"]}, {"class_type": ["x"]}):
        same(ic.code("class/list", create_time_desc=True, **bad), BAD, f"class/list {bad}")
    over = int(world.room("iclass", start=now - 100, end=now - 50)["id"])
    same(ic.call("class/info", class_id=over)["class_status"], "end", "never held, and over")

    one = {"user_id": "r1", "role": "teacher"}
    same(ic.call("user/register", list=[one])["repeats"], [], "registered")
    got = ic.call("user/register", list=[one, {**one, "user_id": "r2"}])
    same((got["error_code"], got["user_list"], got["repeats"]), (REPEATED, [], ["r1"]), "repeated")
    same(ic.code("user/info", user_id="r2"), NO_USER, "nobody was registered then")
    for bad, want in [({"role": "x"}, BAD), ({"gender": "男"}, BAD), ({"user_id": None}, BAD), ({"role": 2}, BAD)]:
        same(ic.code("user/register", list=[{**one, "user_id": "r3", **bad}]), want, f"user/register {bad}")
    same(ic.code("user/register", list=[{"role": "student"}]), MISSING, "user/register without user_id")
    got = ic.call("user/info", user_id="r1")["user_info"]
    same((got["nickname"], got["gender"], type(got["regist_time"])), ("r1", "male", int), "a user's defaults")
    same(ic.code("user/profile/modify", user_id="r1", role="assistant"), 0, "role as a string")
    same([u["user_id"] for u in ic.call("user/list", roles=["assistant"], prefix="r")["list"]], ["r1"], "user/list")
    a, b = [ic.call("user/token/update", user_id="r1")["user_token"] for _ in range(2)]
    check(a != b, "a new token")
    fetch(base + "1?user_token=" + a)
    same([v["kind"] for v in world.last()["violations"]], ["unknown_token"], "an old token in the page's address")

    doc = ic.call("document/add", doc_url="http://x", doc_name="量子计算导论", permission="private", doc_md5=5)["doc_id"]
    got = ic.call("document/info", doc_id=doc)
    same((got["doc_id"], got["permission"], got["transcode_status"], got["doc_md5"]), (doc, "public", "", 5), "without an owner it is public")
    same(ic.call("document/list", prefix="量子")["list"][0]["doc_id"], doc, "document/list")
    same(ic.code("document/delete", doc_ids=[doc, "none"]), NO_DOCUMENT, "an unknown document")
    same(ic.code("document/delete", doc_ids=[doc]), 0, "deleted")
    same(ic.code("document/info", doc_id=doc), NO_DOCUMENT, "gone")
    world.fault(vendor="iclass", kind="empty_schedule", times=1)
    same((listed()["list"], listed()["total"] > 0), ([], True), "empty schedule")
    world.fault(vendor="iclass", endpoint="class/info", kind="code", code=77, times=1)
    same(ic.code("class/info", class_id=n), 77, "a code of choice")


def lesson(world, ic):
    now = int(time.time())
    page = lambda r: fetch(f"{world.http}/iclass/{ic.cred['sdkappid']}/{r['id']}/0")
    info = lambda r: ic.call("class/info", class_id=int(r["id"]))
    soon = world.room("iclass", start=now + 2, length_s=2, title="甲 <1>")
    late = world.room("iclass", start=now - 5, length_s=60)
    shut = world.room("iclass", start=now - 5, length_s=60)
    never = world.room("iclass", start=now - 5, length_s=60, teacher_starts_after_s=None)
    before = world.room("iclass", start=now + 50, length_s=60, teacher_starts_after_s=-60)
    got = page(soon)
    check(got.status == 200 and "甲 &lt;1&gt;" in got.body.decode() and got.headers["Content-Type"].startswith("text/html"), "the teacher's page")
    for r in (late, never, before):
        page(r)
    same(fetch(f"{world.http}/iclass/5/{soon['id']}/0").status, 404, "another sdkappid's page")
    same(fetch(f"{world.http}/iclass/{ic.cred['sdkappid']}/5/0").status, 404, "no such class")
    same([info(r)["class_status"] for r in (soon, late, shut, never, before)], ["will", "ing", "will", "will", "ing"], "statuses")
    stop = info(late)["stop_time"]
    modify = lambda r, **f: ic.code("class/modify", class_id=int(r["id"]), **f)
    same(modify(late, stop_time=stop + 300), 0, "extended")
    same(modify(late, start_time=now - 4), STATE, "the start of a live class")
    same(modify(late, stop_time=now - 1), STATE, "an end that is over")
    same(modify(late, stop_time=now - 100), BAD, "an end before the start")
    rep = world.report(late)
    same((rep["extended_s"], [c["what"] for c in rep["changes"]], rep["starts"][0]["by"]), (300, ["extend"], "teacher"), "in the report")
    time.sleep(max(0, now + 3.5 - time.time()))
    same(info(soon)["class_status"], "ing", "live at T + 1")
    time.sleep(max(0, now + 4.5 - time.time()))
    got = info(soon)
    check(got["class_status"] == "end" and got["real_start_time"] in (now + 3, now + 4) and got["real_stop_time"] in (now + 4, now + 5), f"over: {got}")
    same(modify(soon, stop_time=now + 100), STATE, "a class that is over")
    rep = world.report(soon)
    check(950 <= rep["starts"][0]["offset_ms"] <= 1200 and 0 <= rep["stops"][0]["offset_from_end_ms"] <= 200, f"on time: {rep['starts']} {rep['stops']}")
    same((rep["starts"][0]["by"], rep["stops"][0]["by"]), ("teacher", "teacher"), "by the teacher")
    same(world.report(shut)["starts"], [], "nobody opened it")


class Listener:
    """A client's side: takes a callback after refusing it `refuse` times."""

    def __init__(self, refuse):
        self.got, self.refuse = [], refuse
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.got.append((time.time(), self.path, self.headers["Content-Type"], body))
                answer = json.dumps({"error_code": 1 if len(outer.got) <= outer.refuse else 0}).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *args):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/cb?room=1"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def wait(self, count, seconds=6):
        until = time.time() + seconds
        while len(self.got) < count and time.time() < until:
            time.sleep(0.02)
        return [g[3]["event"] for g in self.got]


def settled(world):
    until = time.time() + 4
    while time.time() < until and any(c["state"] == "waiting" for c in world.control("GET", "callbacks")):
        time.sleep(0.02)


def events(world, ic):
    now = int(time.time())
    world.control("POST", "settings", {"callback_interval_s": 1, "callback_url": ""})
    world.control("POST", "rooms", {"vendor": "iclass", "callback_url": "ftp://x"}, want=400)
    ear = Listener(refuse=1)
    r = world.room("iclass", start=now - 5, end=now + 3, teacher_starts_after_s=0, callback_url=ear.url, extra={"record_types": ["remote"]})
    opened = time.time()
    fetch(f"{world.http}/iclass/{ic.cred['sdkappid']}/{r['id']}/0")
    same(sorted(ear.wait(3)), ["class_begin", "class_begin", "online_record_start"], "begin, once more, and the record's")
    check(ear.got[0][0] - opened < 0.5, "told at once")
    check(0.9 < ear.got[2][0] - ear.got[0][0] < 1.5, "told again after the interval")
    same(sorted(ear.wait(5))[2:4], ["class_over", "online_record_start"], "over")
    for t, path, kind, body in ear.got:
        q = dict(urllib.parse.parse_qsl(path.split("?", 1)[1]))
        same((q["room"], q["sdkappid"], kind), ("1", str(ic.cred["sdkappid"]), "application/json"), "public parameters")
        same(q["sign"], md5(ic.cred["tic_key"] + str(body["expire_time"])), "a callback's sign")
        check(q["random"].isdigit() and t < body["expire_time"] < t + 121, "random and expire_time")
    begin = next(b for _, _, _, b in ear.got if b["event"] == "class_begin")
    same((begin["data"]["class_id"], set(begin["data"])), (int(r["id"]), {"class_id", "real_start_time"}), "class_begin")
    record = next(b for _, _, _, b in ear.got if b["event"] == "online_record_stop")
    check(record["data"]["video_info"][0]["video_type"] == 0, "online_record_stop")
    settled(world)
    same({(c["event"], c["state"], len(c["tries"])) for c in world.control("GET", "callbacks")},
         {("class_begin", "taken", 2), ("online_record_start", "taken", 1), ("class_over", "taken", 1), ("online_record_stop", "taken", 1)}, "deliveries")

    deaf = Listener(refuse=99)
    world.control("POST", "settings", {"callback_interval_s": 0.1, "callback_tries": 3, "convert_s": 0.4})
    world.control("POST", "callbacks", {"vendor": "iclass", "url": deaf.url, "event": "class_over", "data": {"class_id": 1}, "expires_in_s": -5})
    deaf.wait(3)
    time.sleep(0.4)
    same(len(deaf.got), 3, "given up after the last try")
    check(deaf.got[0][3]["expire_time"] < time.time() - 3, "expired on request")
    world.control("POST", "callbacks", {"vendor": "iclass", "url": deaf.url, "sign": "bad", "tries": 1})
    deaf.wait(4)
    check(deaf.got[3][1].endswith("sign=bad"), "a broken sign on request")
    settled(world)
    same([c["state"] for c in world.control("GET", "callbacks")][-2:], ["given up", "given up"], "states")
    world.control("POST", "callbacks", {"vendor": "iclass"}, want=400)
    world.control("POST", "callbacks", {"vendor": "cvclass"}, want=400)

    ear = Listener(refuse=0)
    world.control("POST", "settings", {"callback_url": ear.url})
    ic.call("document/add", doc_url="http://x", doc_name="a", is_transcode=True)
    same(ear.wait(3), ["transport_progress"] * 3, "transcoding")
    same([(g[3]["data"]["status"], g[3]["data"]["progress"]) for g in ear.got], [("queued", 0), ("processing", 50), ("finished", 100)], "progress")
    world.control("POST", "settings", {"callback_url": "", "callback_interval_s": 60, "callback_tries": 10, "convert_s": 1})
