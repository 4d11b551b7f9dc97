"""gensee: 59 interfaces valid, with a wrong login, incomplete; join pages, the simulated teacher, faults, a day's verdict."""
import hashlib, json, os, subprocess, tempfile, time, urllib.parse

from selftest_clients import check, form, http, same


def stamp(t):
    """yyyy-MM-dd HH:mm:ss in Asia/Shanghai."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(t + 8 * 3600))


def drop_empty(value):
    """Whether no null is left in an answer."""
    if isinstance(value, dict):
        return all(v is not None and drop_empty(v) for v in value.values())
    return all(drop_empty(v) for v in value) if isinstance(value, list) else value is not None


class Gensee:
    def __init__(self, world, login="login_name", password="password"):
        self.world, cred = world, world.secret["gensee"]
        self.base = world.http + "/gensee/integration/site/training/"
        self.login = {"loginName": cred[login], "password": cred[password]}

    def send(self, path, params, method="POST", headers=None):
        data = urllib.parse.urlencode(form(params))
        if method == "GET":
            return http(f"{self.base}{path}?{data}")
        return http(self.base + path, data.encode(), headers, method=method)

    def call(self, path, method="POST", **params):
        return self.send(path, {**self.login, **params}, method).json

    def code(self, path, method="POST", **params):
        return self.call(path, method, **params)["code"]

    def join(self, url, **query):
        return http(url + ("?" + urllib.parse.urlencode(query) if query else ""))


def kinds(world):
    return [v["kind"] for v in world.last()["violations"]]


def endpoints(world, gs):
    now = int(time.time())
    room = world.room("gensee", start=now - 60, end=now + 3600, title="数学", passwords={"teacher": "123456", "assistant": "654321"})
    rid = room["id"]
    relay = world.room("gensee", start=now - 60, end=now + 3600)["id"]
    plan = {"startDate": stamp(now + 60), "realtime": "true"}
    record = gs.call("record/syn")["list"][0]["id"]
    spare = gs.call("media/transcode", resourceUrl="http://x/a.mp4", name="m")["recordId"]
    course = gs.call("courseware/syn")["list"][0]["id"]
    gone = gs.call("courseware/transcode", resourceUrl="http://x/a.pptx", name="d")["coursewareId"]
    doc = gs.call("doc/syn")["list"][0]["Id"]
    warmup = gs.call("warmup/created", name="w", recordId=record)["id"]
    famous = gs.call("famousroom/created", subject="双师", classCount=2, slaveClazzList='[{"clazzName":"甲班"}]', **plan)
    slave = famous["slaveRoomWrapper"]["slaveFamousRoomResultInfos"][1]["id"]
    mini = gs.call("miniroom/created", subject="微", startDate=stamp(now), duration=30)["id"]
    group = gs.call("group/create", groupCount=2, roomId=rid, groupNameList='[{"groupName":"甲"}]')["groups"][0]["code"]
    dead = gs.call("room/created", subject="删", **plan)["id"]
    dead_famous = gs.call("famousroom/created", subject="双", slaveClazzList="[]", **plan)["id"]
    days = {"startDate": stamp(now)[:10], "endDate": stamp(now)[:10]}
    span = {"startTime": stamp(now - 86400), "endTime": stamp(now + 86400)}
    teacher = {"teacherLoginName": "li@demo.com", "teacherPassword": "123456", "name": "李老师"}
    r, i = {"roomId": rid}, {"id": famous["id"]}
    table = [  # path, required parameters, optional ones, keys of the answer
        ("room/created", {"subject": "课", **plan}, {"invalidDate": (now + 7200) * 1000, "duration": 45, "uiMode": 4, "scene": 1},
         "id number assistantToken teacherToken startDate webJoin clientJoin invalidDate teacherJoinUrl studentJoinUrl scene"),
        ("room/modify", {"Id": rid, "subject": "数学", "startDate": (now - 60) * 1000, "realtime": "true"}, {"uiColor": "green"}, ""),
        ("room/deleted", {"roomId": dead}, {}, ""),
        ("room/info", r, {}, "id number teacherToken startDate teacherJoinUrl studentJoinUrl subject duration groupList invalidDate aacSupport"),
        ("courseware/list", r, {}, "coursewares"),
        ("courseware/info", {"coursewareId": course}, {}, "id subject url creator number"),
        ("courseware/modify", {"id": course, "subject": "新"}, {"token": "t", "autoPlay": "false"}, ""),
        ("courseware/deleted", {"coursewareId": gone}, {}, ""),
        ("teacher/created", teacher, {"maxPoints": 5, "maxVodPoints": 6}, ""),
        ("record/syn", {}, {"pageNo": 1, **span}, "list page"),
        ("courseware/syn", {}, {"startTime": 0}, "list page"),
        ("warmup/created", {"name": "w2", "recordId": record}, {"mode": 2}, "id name recordId mode"),
        ("warmup/modify", {"id": warmup}, {"name": "w3"}, ""),
        ("warmup/attach", {"roomId": rid, "warmupId": warmup}, {}, ""),
        ("warmup/detach", {"roomId": rid, "warmupId": "any"}, {}, ""),
        ("record/choose", r, {"recordId": [record, record]}, ""),
        ("record/remove", r, {"recordId": [record]}, ""),
        ("export/history", r, span, "list"), ("export/qa", r, span, "list"), ("export/rollcall", r, span, "rollcall"),
        ("export/vote", r, span, "list"),
        ("doc/syn", {}, {"pageNo": 1}, "list page"),
        ("doc/attach", {"roomId": rid, "docId": doc}, {}, ""), ("doc/detach", {"roomId": rid, "docId": doc}, {}, ""),
        ("export/study/history", {"date": stamp(now)}, {"hour": 23, "joinTimeSync": "true"}, "list pageNo totalCounts totalPages"),
        ("export/chat", r, span, "list"),
        ("courseware/transcode", {"resourceUrl": "http://x/a.pptx", "name": "d"}, {"convmode": 1},
         "coursewareId coursewareCode visitUrl docId"),
        ("media/transcode", {"resourceUrl": "http://x/a.mp4", "name": "m"}, {}, "coursewareId coursewareCode visitUrl recordId"),
        ("export/room/usage", span, {"roomId": rid}, "list"),
        ("room/telconf", r, {"siteName": "s", "sitePassword": "p", "callinSupport": "true"}, ""),
        ("export/room/concurrent", days, {}, "list"), ("export/vod/concurrent", days, {}, "list"),
        ("export/redpacket", r, span, "redpacket"), ("export/medal", r, {"pageNo": 1}, "medalDtos page"),
        ("export/praise", r, {"pageNo": 1}, "praiseDtos page"),
        ("relay/add", {"roomId": rid, "relayId": relay}, {}, ""), ("relay/remove", {"roomId": rid, "relayId": relay}, {}, ""),
        ("vod/vodview", {"id": course}, {}, "total"), ("export/reward", days, {}, "list"),
        ("teacher/modify", teacher, {"invalidDate": stamp(now + 99)}, ""),
        ("query/status", r, {"status": 0}, "status"), ("export/praise/detail", r, span, "praiseDtos page"),
        ("gr/delete", {"grId": spare}, {}, ""),
        ("famousroom/created", {"subject": "双师二", "slaveClazzList": '[{"clazzName":"乙班"}]', **plan}, {"classCount": 3},
         "id number assistantToken teacherToken startDate clientUrl slaveRoomWrapper"),
        ("famousroom/modify", {**i, "slaveClazzList": [{"clazzName": "丙班"}], **plan}, {"subject": "双师三"},
         "id number teacherToken clientUrl slaveRoomWrapper"),
        ("slaveroom/modify", {"roomId": slave}, {"className": "丁班"}, ""),
        ("famousroom/info", i, {}, "id number teacherToken clientUrl slaveRoomWrapper"),
        ("tutorialroom/info", {"roomId": slave}, {}, "id number tutorialRoomId subject tutorialRoomName clientUrl joinUrl"),
        ("famousroom/deleted", {"roomId": dead_famous}, {}, ""),
        ("group/create", {"groupCount": 1, "roomId": relay, "groupNameList": "[]"}, {}, "groups"),
        ("group/add", r, {"groupName": "乙"}, "groupCode roomId subject joinUrl name"),
        ("group/update", {"roomId": rid, "groupCode": group, "groupName": "丙"}, {}, "groupCode roomId subject joinUrl name"),
        ("group/delete", {"roomId": rid, "groupCode": group}, {}, ""),
        ("room/sync", {}, {"status": -1, "finished": 0}, "list page"),
        ("miniroom/created", {"subject": "微二", "startDate": stamp(now), "duration": 480}, {"action": "false"},
         "id number teacherToken studentClientToken startDate duration invalidDate teacherJoinUrl studentJoinUrl action"),
        ("miniroom/modify", {"Id": mini, "subject": "微三"}, {}, "id number duration invalidDate teacherJoinUrl"),
        ("miniroom/export/history", {"id": mini}, {}, "recordStatistics page"), ("miniroom/syn", {}, {}, "roomStatistics page duration"),
        ("room/student/list", {"studentListInfo": '[{"id":111,"name":"张三"}]', "roomId": rid}, {"expireTime": 180, "cover": "true"}, ""),
    ]
    same((len(table), len({t[0] for t in table})), (59, 59), "interfaces walked")
    for path, required, optional, keys in table:
        whole = {**gs.login, **required}
        for name in whole:
            left = {k: v for k, v in whole.items() if k != name}
            same(gs.send(path, left).json["code"], "101", f"{path} without {name}")
            check("missing_parameter" in kinds(world), f"{path} without {name} is blamed")
        same(gs.send(path, {**whole, "password": "no"}).json["code"], "200", f"{path} wrong password")
        check("bad_signature" in kinds(world), f"{path} wrong password is blamed")
        same(gs.send(path, {**whole, "loginName": "nobody"}).json["code"], "200", f"{path} unknown login")
        if "roomId" in required:
            same(gs.send(path, {**whole, "roomId": "999"}).json["code"], "501", f"{path} unknown room")
        got = gs.send(path, {**whole, **optional}, "POST" if "famous" in path or len(path) % 2 else "GET").json
        same(got["code"], "0", f"{path} {got}")
        same(kinds(world), [], f"{path}: no violations")
        for key in keys.split():
            check(key in got, f"{path} answers {key}: {got}")
        check(drop_empty(got) and "message" not in got, f"{path} leaves nulls out: {got}")
    for path in ("famousroom/created", "famousroom/modify"):
        same(gs.code(path, "GET"), "-1", f"{path} by GET")
    same(gs.send("room/nothing", gs.login).status, 404, "unknown interface")
    same(gs.send("room/sync", gs.login, headers={"Content-Type": "application/json"}).json["code"], "101", "JSON is not read")
    got = gs.call("famousroom/info", **i)["slaveRoomWrapper"]["slaveFamousRoomResultInfos"]
    same(([len(got), gs.call("tutorialroom/info", roomId=got[0]["id"])["tutorialRoomName"]]), [2, "丙班"], "name[0][key] is read")


def details(world, gs):
    now = int(time.time())
    plain = gs.login["password"]
    for sec, password, code in [("true", hashlib.md5(plain.encode()).hexdigest(), "0"), ("true", hashlib.sha1(plain.encode()).hexdigest(), "0"),
                                ("true", hashlib.md5(plain.encode()).hexdigest().upper(), "200"), ("true", plain, "200"),
                                ("false", hashlib.md5(plain.encode()).hexdigest(), "200"), ("false", plain, "0"), ("1", plain, "102")]:
        same(gs.code("room/sync", sec=sec, password=password), code, f"sec={sec} {password[:4]}")
    base = {"subject": "限", "startDate": stamp(now), "realtime": "false"}
    for change, code in [({"subject": "字" * 251}, 101), ({"teacherToken": "12345"}, 101), ({"teacherToken": "x" * 16}, 101),
                         ({"studentToken": "x" * 16}, 101), ({"uiMode": 7}, 101), ({"uiMode": "x"}, 102), ({"uiColor": "red"}, 101),
                         ({"scene": 2}, 101), ({"realtime": "yes"}, 102), ({"startDate": "2026-01-01"}, 102),
                         ({"startDate": "2026-02-30 10:00:00"}, 102), ({"invalidDate": stamp(now - 1)}, 101), ({"duration": 0}, 101),
                         ({"teacherToken": "123456", "assistantToken": "123456"}, 502), ({"fullScreenMode": 4}, 101),
                         ({"webJoin": "false", "clientJoin": "false", "subject": "字" * 250}, 0), ({}, 0), ({}, 502)]:
        got = gs.call("room/created", **{**base, **change})
        same(got["code"], str(code), f"room/created {change}")
        if "webJoin" in change:
            same((got["webJoin"], got["clientJoin"]), ("true", "true"), "not both false")
    same(gs.code("room/created", **{**base, "subject": "限二"}, nonsense=1), "0", "an unknown parameter is not read")
    same(kinds(world), ["unknown_parameter"], "but noted")
    t = Gensee(world, "teacher_login_name", "teacher_password")
    for path, params, code in [("room/sync", {}, "0"), ("record/syn", {}, "200"), ("query/status", {"roomId": 1}, "200"),
                               ("vod/vodview", {"id": 1}, "200"), ("export/qa", {"roomId": 1}, "501")]:
        same(t.code(path, **params), code, f"{path} by a teacher")
    gs.call("teacher/created", teacherLoginName="old", teacherPassword="123456", name="o", validDate=stamp(now - 99), invalidDate=stamp(now - 9))
    same(gs.send("room/sync", {"loginName": "old", "password": "123456"}).json["code"], "201", "an account that is over")
    same(gs.code("teacher/created", teacherLoginName="old", teacherPassword="123456", name="o"), "502", "there already")
    # 5.54: by day of creation, in pages.
    for r in world.control("GET", "rooms?vendor=gensee"):
        world.control("DELETE", f"rooms/gensee/{r['id']}")
    ids = [world.room("gensee", start=now + 900, end=now + 1800)["id"] for _ in range(3)]
    old = world.room("gensee", start=now + 900, end=now + 945, extra={"created_days_ago": 3})["id"]
    world.control("POST", "settings", {"page_size": 2})
    pages = [gs.call("room/sync", pageNo=p) for p in (1, 2, 3)]
    same([x["roomId"] for p in pages for x in p["list"]], ids, "created today, in order")
    same([p["page"] for p in pages], [{"pageNo": n, "totalPages": 2, "totalCounts": 3} for n in (1, 2, 3)], "pages")
    world.control("POST", "settings", {"page_size": 200})
    day = stamp(now - 3 * 86400)
    for given in (day, day[:10] + " 00：00：00", (now - 3 * 86400) * 1000):
        same([x["roomId"] for x in gs.call("room/sync", createTime=given)["list"]], [old], f"created on {given}")
    row = gs.call("room/sync", createTime=day)["list"][0]
    same((row["beginTime"], "duration" in row, row["status"]), ((now + 900) * 1000, False, 0), "45 s are no whole minutes")
    same(gs.call("room/info", roomId=old)["invalidDate"], (now + 945) * 1000, "its end")
    same([len(gs.call("room/sync", finished=f)["list"]) for f in (0, 1, 2)], [3, 0, 3], "finished")
    same(gs.code("room/sync", status=3), "101", "status 3")
    # room/modify: the end is the earlier of startDate + duration and invalidDate.
    info = gs.call("room/info", roomId=ids[0])
    same((info["duration"], info["invalidDate"]), (15, (now + 1800) * 1000), "duration and invalidDate")
    change = {"Id": ids[0], "subject": info["subject"], "startDate": info["startDate"], "realtime": "true"}
    for more, end in [({}, 1800), ({"invalidDate": stamp(now + 2100)}, 1800), ({"duration": 20}, 2100),
                      ({"duration": 25, "invalidDate": (now + 2400) * 1000}, 2400)]:
        same(gs.code("room/modify", **change, **more), "0", f"room/modify {more}")
        same(world.report({"vendor": "gensee", "id": ids[0]})["end"], now + end, f"the end after {more}")
    rep = world.report({"vendor": "gensee", "id": ids[0]})
    same((rep["extended_s"], [c["what"] for c in rep["changes"]]), (600, ["extend", "extend"]), "extended")
    same([v["kind"] for v in rep["violations"]], ["times_not_together"], "invalidDate alone moves nothing")
    same(gs.code("room/modify", **{**change, "Id": "999"}), "501", "unknown room")
    same(gs.code("room/modify", **change, teacherToken="123456", assistantToken="123456"), "502", "tokens differ")
    kept = {"teacherToken": "123456", "assistantToken": "654321", "webJoin": "false", "clientJoin": "true", "aacSupport": "true"}
    for more, stays in [(kept, [True] * 5), ({}, [False, False, False, True, False])]:  # 5.2: random, true, not enabled
        same(gs.code("room/modify", **change, **more), "0", f"room/modify {more}")
        told = gs.call("room/info", roomId=ids[0])
        same([str(told[k]).lower() == v for k, v in kept.items()], stays, f"what is left out takes its default {told}")
    for span, code in [((0, 7 * 86400), "0"), ((0, 7 * 86400 + 1), "101"), ((1, 0), "101")]:
        same(gs.code("export/chat", roomId=old, startTime=stamp(now + span[0]), endTime=stamp(now + span[1])), code, f"span {span}")
    same(gs.code("export/chat", roomId=old, startTime=stamp(now)), "101", "half a span")
    same(gs.code("export/room/concurrent", startDate="2026-01-01", endDate="2026-02-01"), "101", "31 days")
    for text, code in [('[{"id":1,"name":"张三},{"id":2,"name":"李四"}]', "102"), ('[{"id":1,"name":"a"},{"id":1,"name":"b"}]', "502"),
                       ('[{"id":"x","name":"a"}]', "102"), ('[{"id":1}]', "101"), ("[]", "101")]:
        same(gs.code("room/student/list", roomId=old, studentListInfo=text), code, f"studentListInfo {text}")
    same((gs.code("group/add", roomId=old), gs.code("group/create", roomId=old, groupCount=41, groupNameList="[]")), ("500", "101"), "groups")
    world.fault(vendor="gensee", kind="empty_schedule", times=1)
    same(gs.call("room/sync"), {"code": "0", "list": [], "page": {"pageNo": 1, "totalPages": 0, "totalCounts": 0}}, "empty schedule")
    world.fault(vendor="gensee", endpoint="query/status", kind="code", code=600, times=1)
    got = gs.call("query/status", roomId=old)
    check(got["code"] == "600" and "禁用" in got["message"], f"a code of choice {got}")
    world.fault(vendor="gensee", call="extend", kind="status", status=503, times=1)
    same((gs.send("room/modify", {**gs.login, **change}).status, gs.send("room/modify", {**gs.login, **change}).status), (503, 200), "503 once")
    world.control("POST", "faults", {"vendor": "gensee", "kind": "token_expired"}, want=400)


def taught(world, gs):
    """The teacher in the opened page begins and ends the class; a terminal only watches."""
    now = int(time.time())
    pw = {"teacher": "123456", "assistant": "654321", "student": "7271"}
    first = world.room("gensee", start=now + 2, length_s=4, title="<b>甲</b>", passwords=pw)
    late = world.room("gensee", start=now - 5, length_s=600, passwords=pw, teacher_ends_after_s=9)
    never = world.room("gensee", start=now - 5, length_s=600, passwords=pw, teacher_starts_after_s=None)
    shut = world.room("gensee", start=now - 5, length_s=600)
    past = world.room("gensee", start=now - 50, length_s=40, passwords=pw)
    info = gs.call("room/info", roomId=first["id"])
    same((info["teacherToken"], info["assistantToken"], info["studentToken"]), ("123456", "654321", "7271"), "tokens")
    status = lambda r: gs.call("query/status", roomId=r["id"])["status"]
    url = lambda r, who="teacher": gs.call("room/info", roomId=r["id"])[who + "JoinUrl"]
    page = gs.join(info["teacherJoinUrl"])
    check(page.status == 200 and b"<form" in page.body and page.headers["Content-Type"].startswith("text/html"), "asks for the token")
    same((status(first), kinds(world)), (0, []), "not in")
    check("口令错误" in gs.join(info["teacherJoinUrl"], nickname="王", token="000000").body.decode(), "a wrong token")
    same(kinds(world), ["bad_signature"], "is blamed")
    same(gs.join(info["teacherJoinUrl"].replace(info["number"], "1")).status, 404, "no such room")
    world.control("DELETE", "audit")
    page = gs.join(info["teacherJoinUrl"], nickname="王老师", token="123456").body.decode()
    check("&lt;b&gt;" in page and "王老师" in page and 'id="start"' in page, f"the teacher's page {page}")
    gs.join(info["studentJoinUrl"], nickname="张三", token="7271", uid=1000001)
    gs.join(url(late, "student"), nickname="张三", token="7271")
    same((status(first), status(late)), (1, 1), "somebody is there")
    check("已结束" in gs.join(url(past), token="123456").body.decode(), "over: nobody enters")
    gs.join(url(late), nickname="助教", token="654321")
    time.sleep(0.2)
    same(status(late), 1, "an assistant does not begin")
    gs.join(url(late), nickname="王老师", token="123456")
    gs.join(url(never), nickname="王老师", token="123456")
    time.sleep(0.2)
    same([status(r) for r in (late, never, shut, past)], [2, 1, 0, 0], "begun as soon as the teacher is there, or not")
    seen = []
    while time.time() < now + 7:
        seen.append(status(first))
        time.sleep(0.3)
    check(seen == sorted(seen, key=[1, 2, 0].index) and set(seen) == {0, 1, 2}, f"ready, live, over: {seen}")
    same(status(late), 0, "ended when its teacher ends it")
    rep = world.report(first)
    start, stop = rep["starts"][0], rep["stops"][0]
    same((start["by"], stop["by"], len(rep["starts"]), rep["violations"]), ("teacher", "teacher", 1, []), "by the teacher")
    check(950 < start["offset_ms"] < 1500 and -50 < stop["offset_from_end_ms"] < 500, f"{start} {stop}")
    got = gs.call("export/history", roomId=first["id"])["list"]
    same([(x["uid"], x["nickname"]) for x in got], [(1000001, "张三")], "who was there")
    for path, key in [("export/qa", "list"), ("export/rollcall", "rollcall"), ("export/vote", "list"), ("export/chat", "list"),
                      ("export/redpacket", "redpacket"), ("export/medal", "medalDtos"), ("export/praise", "praiseDtos"),
                      ("export/praise/detail", "praiseDtos"), ("courseware/list", "coursewares")]:
        same(len(gs.call(path, roomId=first["id"])[key]), 1, f"{path} of the class")
    same([len(gs.call("room/sync", finished=1)["list"]), gs.call("room/sync", status=1)["list"][0]["roomId"]], [3, never["id"]], "finished")
    text = json.dumps(world.control("GET", "audit")) + open(world.log).read()
    for secret in ("654321", gs.login["password"], info["teacherJoinUrl"]):
        check(secret not in text, f"the audit holds no secret: {secret[:4]}")


def verdict(program):
    """--until-over: a lesson that the page begins, watched well and watched badly."""
    for gap, code in ((1, 0), (60, 1)):
        with tempfile.TemporaryDirectory() as d:
            path = os.path.join(d, "s.json")
            with open(path, "w") as f:
                json.dump({"rooms": [{"vendor": "gensee", "id": 77, "start_in_s": 2, "length_s": 3, "passwords": {"teacher": "123456"}}]}, f)
            p = subprocess.Popen([program, "--scenario", path, "--until-over"], stdout=subprocess.PIPE, text=True)
            at = json.loads(p.stdout.readline())
            send = lambda name: http(f"{at['gensee']}/integration/site/training/{name}?roomId=77&loginName=admin%40demo.com&password=gensee-demo-1").json
            http(send("room/info")["teacherJoinUrl"] + "?token=123456")
            until = time.time() + 6
            while time.time() < until:
                send("query/status")
                time.sleep(min(gap, max(0.0, until - time.time())))
            out = p.communicate(timeout=30)[0]
            same(p.returncode, code, f"the day's verdict, a look each {gap} s: {out}")
            check(("never seen live" in out) == bool(code) and "begun by the teacher at T + 1" in out, out)


def gensee(world, program):
    gs = Gensee(world)
    endpoints(world, gs)
    details(world, gs)
    taught(world, gs)
    verdict(program)
