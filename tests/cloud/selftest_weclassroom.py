"""weclassroom: 35 interfaces valid, unsigned, incomplete, of wrong types, signed by PHP with the document's own code;
a lesson begun by the teacher in the opened client, extended, ended."""
import json, os, shutil, subprocess, time, urllib.parse

from selftest_clients import check, http, same

HERE = os.path.dirname(os.path.abspath(__file__))
OK = 10000


def local(t, form="%Y-%m-%d %H:%M:%S"):
    return time.strftime(form, time.gmtime(t + 8 * 3600))


class WeClassroom:
    def __init__(self, world):
        self.world, self.cred = world, world.secret["weclassroom"]
        self.php = subprocess.Popen(["php", os.path.join(HERE, "weclassroom_sign.php")], stdin=subprocess.PIPE,
                                    stdout=subprocess.PIPE, text=True, bufsize=1)

    def close(self):
        self.php.stdin.close()
        self.php.wait()

    def sign(self, params, spoil="", key=None):
        line = {"data": params, "key": key or self.cred["secret"], "spoil": spoil}
        self.php.stdin.write(json.dumps(line) + "\n")
        return self.php.stdout.readline().strip()

    def post(self, name, fields, query="", method=None):
        data = urllib.parse.urlencode(fields).encode()
        return http(f"{self.world.http}/weclassroom/{name}{query}", data,
                    {"Content-Type": "application/x-www-form-urlencoded"}, method=method)

    def send(self, name, params, **how):
        return self.post(name, {"applicationID": self.cred["application_id"], "signMsg": self.sign(params, **how)})

    def call(self, name, **params):
        return self.send(name, params).json

    def code(self, name, params, **how):
        got = self.send(name, params, **how).json
        return got.get("error_code", got.get("code", OK if got["status"] == 1 else None))


def weclassroom_endpoints(world):
    if not shutil.which("php"):
        print("php is missing: weclassroom is not walked")
        return
    we = WeClassroom(world)
    try:
        endpoints(world, we)
        signatures(world, we)
        details(world, we)
        lesson(world, we)
    finally:
        we.close()


def endpoints(world, we):
    now = int(time.time())
    soon, later = local(now + 3600, "%Y-%m-%d %H:%M"), local(now + 7200, "%Y-%m-%d %H:%M")
    uid, sid, cid = we.cred["user_id"], we.cred["student_id"], we.cred["classroom_id"]
    world.control("POST", "settings", {"convert_s": 0})
    n = int(world.room("weclassroom", start=now - 60, end=now + 3600, title="数学",
                       extra={"events": [{"uid": sid, "type": "handup", "t": now}, {"uid": sid, "type": "reward", "t": now}]})["id"])
    gone = int(world.room("weclassroom", start=now + 60, end=now + 3600)["id"])
    cw = we.call("courseware/upload", filename="a.ppt", filesize=30234, coursewareUrl="https://x/a.ppt", type=1)["coursewareId"]
    day, tomorrow = local(now, "%Y-%m-%d"), local(now + 86400, "%Y-%m-%d")  # Not today: a lesson of today may be on while this runs.
    span = {"start_time": local(now - 120), "end_time": local(now + 120)}
    user = {"userPhone": "13521600960", "userName": "李四", "userType": "1", "userGender": "1"}
    spare = we.call("classroom/create", teacherId=uid, className="一", category=2)["classroomId"]
    table = [  # name, parameters, optional ones among them
        ("user/create", {"userData": [user, {**user, "userPhone": 13521600961, "userType": "2"}]}, ""),
        ("classroom/create", {"teacherId": uid, "className": "我的课程", "category": 1, "needLianMai": 1, "isReplay": 1,
                              "replayDuration": 365}, "needLianMai isReplay replayDuration"),
        ("classroom/student/add", {"classroomId": cid, "studentId": f"[{sid},1234]"}, ""),
        ("classroom/courseware/add", {"classroomId": cid, "coursewareIds": f"[{cw}]"}, ""),
        ("classroom/delete", {"classroomId": spare}, ""),
        ("courseware/upload", {"filename": "b", "filesize": 0, "coursewareUrl": "https://x/b", "type": 2, "covt": 0}, "covt"),
        ("courseware/list", {"page": 1, "pageSize": 10}, ""),
        ("lesson/create", {"classroomId": cid, "startTime": soon, "endTime": later, "genre": 1, "teacherId": uid,
                           "lessonName": "初二一班", "is_replay": 1, "replay_duration": 3},
         "teacherId lessonName is_replay replay_duration"),
        ("lesson/multi_create", {"classroomId": cid, "genre": 0, "teacherId": uid, "dataInfo": json.dumps(
            [{"creatDate": tomorrow, "startTime": "09:00", "endTime": "10:30", "lessonName": "hao"},
             {"createDate": tomorrow, "startTime": "19:00", "endTime": "20:30"}])}, "teacherId"),
        ("lesson/delete", {"lessonId": gone}, ""),
        ("lesson/add/disk", {"lessonId": n, "diskId": f"[{cw},5]"}, ""),
        ("lesson/delete/disk", {"lessonId": n, "diskId": cw}, ""),
        ("lesson/delete/student", {"lessonId": n, "studentId": sid}, ""),
        ("lesson/add/student", {"lessonId": n, "studentId": f"[{sid},234237]"}, ""),
        ("lesson/change/teacher", {"lessonId": n, "teacherId": uid}, ""),
        ("lesson/edit", {"lessonId": n, "newName": "新名字"}, "newName"),
        ("lesson/get_help_info", span, ""),
        ("lesson/get_class_info", span, ""),
        ("lesson/get_lesson_status", {"lesson_id": [n, 1]}, ""),
        ("lesson/info", {"lessonId": [n, 1]}, ""),
        ("user/id", {"mobile": [13800138000]}, ""),
        ("lesson/service/record", {"lesson_id": n, "user_id": uid}, ""),
        ("user/edit", {"newMobile": 13800138009, "oldMobile": 13800138001}, ""),
        ("lesson/io/info", {"lessonId": n, "page": 0}, "page"),
        ("lesson/replay/url", {"lessonId": str(n)}, ""),
        ("lesson/student/award", {"lessonIds": [n]}, ""),
        ("lesson/finish", {"classroomId": cid}, ""),
        ("lessonData/query", {"lid": n, "event_type": "handup"}, ""),
        ("lessonData/user/query", {"lid": n, "event_type": "handup", "uid": sid}, ""),
        ("lessonData/status", {"day": day, "uid": uid}, ""),
        ("lesson/getClassInfo", {"lessonId": n}, ""),
        ("lesson/byUser", {"userId": uid, "startTime": span["start_time"], "endTime": span["end_time"]}, ""),
        ("user/editinfo", {"userId": sid, "userType": 1, "userName": "张三", "gender": 2}, "userName gender"),
        ("classroom/student/delete", {"classroomId": cid, "studentId": sid}, ""),
        ("v2/data/teacher/inout", {"lessonId": n}, ""),
    ]
    same(len({t[0] for t in table}), 35, "interfaces walked")
    app = we.cred["application_id"]
    any_type = {"lesson/service/record"}
    for name, params, optional in table:
        for one in params:
            left = {k: v for k, v in params.items() if k != one}
            if one in optional.split():
                continue
            same(we.code(name, left), 40001, f"{name} without {one}")
            same(world.last()["violations"], [{"kind": "missing_parameter", "detail": one}], f"{name} without {one} is blamed")
        for one, value in params.items():
            wrong = {**params, one: {"x": 1.5} if name in any_type or one == "userData" else str(value) if isinstance(value, int) else 7}
            if one == "userData":
                wrong = {"userData": "text"}
            same(we.code(name, wrong), 40002, f"{name} with {one} of a wrong type")
        same(we.post(name, {"signMsg": we.sign(params)}).json["error_code"], 20001, f"{name} without applicationID")
        same(we.post(name, {"applicationID": app}).json["error_code"], 20002, f"{name} without signMsg")
        same(we.post(name, {"applicationID": "1", "signMsg": we.sign(params)}).json["error_code"], 20003, f"{name}: another applicationID")
        got = we.send(name, params, spoil="mac").json
        same((got["status"], got["error_code"], got["msg"]), (0, 20005, "授权验证异常"), f"{name}: broken mac")
        same(world.last()["violations"][0]["kind"], "bad_signature", f"{name}: a broken mac is blamed")
        same(http(f"{world.http}/weclassroom/{name}").json["error_code"], 30002, f"{name} by GET")
        got = we.call(name, **params)
        same((got["status"], got.get("error_code", got.get("code", OK))), (1, OK), f"{name} {got}")
        same(world.last()["violations"], [], f"{name} without blame")
        bare = {"courseware/list", "lesson/get_help_info", "lesson/get_class_info", "lesson/get_lesson_status", "lesson/service/record"}
        same(("error_code" in got, "code" in got), (name not in bare | {"v2/data/teacher/inout"}, name == "v2/data/teacher/inout"),
             f"{name}: the name of its code")
    same(we.code("lesson/nothing", {}), 30001, "unknown route")


def signatures(world, we):
    for spoil in ("mac", "upper", "value", "base", "length", "tail", "json", "object", "raw:", "raw:a:1:{s:3:\"uid\";i:05;}",
                  "raw:a:1:{s:3:\"uid\";i:+5;}", "raw:a:2:{s:3:\"uid\";i:5;}", "raw:a:1:{s:4:\"uid\";i:5;}", "raw:i:5;",
                  "raw:a:1:{i:0;i:5;}"):
        same(we.code("courseware/list", {"page": 1, "pageSize": 10, "x": "课"}, spoil=spoil), 20005, f"signMsg: {spoil}")
    same(we.code("courseware/list", {"page": 1, "pageSize": 10}, key="another-secret-of-32-bytes-00000"), 20005, "another secret")
    fields = lambda sign: {"applicationID": we.cred["application_id"], "signMsg": sign}
    sign = we.sign({"page": 1, "pageSize": 10})
    for bad in (sign[:-4], sign[1:], "!" + sign[1:], "e30=", "W10="):
        same(we.post("courseware/list", fields(bad)).json["error_code"], 20005, "a damaged signMsg")
    same(we.post("courseware/list", fields(sign), query="?a=1").json["status"], 1, "with a query")
    same(world.last()["violations"][0]["kind"], "query_ignored", "a query is blamed")
    same(we.call("courseware/list", page=1, pageSize=10, more="x")["status"], 1, "an unknown parameter")
    same(world.last()["violations"], [{"kind": "unknown_parameter", "detail": "more"}], "is blamed")
    for i in range(40):  # Every length of padding, every byte.
        name = "".join(chr(0x4e00 + (i * 37 + k) % 5000) if k % 3 else "/\"';{}"[(i + k) % 6] for k in range(1 + i % 20))
        params = {"teacherId": we.cred["user_id"], "className": name, "category": 2}
        same(we.code("classroom/create", params), OK, f"a name of {len(name)}")
    mark = "----selftest"
    body = "".join(f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields(sign).items())
    got = http(f"{world.http}/weclassroom/courseware/list", (body + f"--{mark}--\r\n").encode(),
               {"Content-Type": f"multipart/form-data; boundary={mark}"})
    same(got.json["status"], 1, "multipart")
    got = http(f"{world.http}/weclassroom/courseware/list", json.dumps(fields(sign)).encode(), {"Content-Type": "application/json"})
    same(got.json["error_code"], 20001, "JSON instead of a form")


def details(world, we):
    now = int(time.time())
    uid, sid, cid = we.cred["user_id"], we.cred["student_id"], we.cred["classroom_id"]
    value = lambda name, want=40003, **params: same(we.code(name, params), want, f"{name} {params}")
    got = we.call("courseware/list", page=1, pageSize=10)["data"]
    same((got["page"], got["pageSize"], type(got["count"])), ("1", "10", int), "strings and numbers as in the sample")
    same(got["list"][0]["convert_status"], 2, "converted")
    value("courseware/list", page=0, pageSize=10)
    made = we.call("user/create", userData=[{"userPhone": 13700000001, "userName": "a", "userType": "1", "userGender": "2"},
                                            {"userPhone": "13700000002", "userName": "b", "userType": 2, "userGender": 1}])["data"]
    same([type(m["mobile"]) for m in made], [int, str], "mobile comes back as it was given")
    student, teacher = made[0]["uid"], made[1]["uid"]
    again = we.call("user/create", userData={"userPhone": "13700000001", "userName": "a", "userType": "1", "userGender": "2"})
    same(again["data"], [{"mobile": "13700000001", "uid": student}], "one user, known already")
    one = {"userPhone": "13700000003", "userName": "c", "userType": "1", "userGender": "1"}
    value("user/create", userData=[one] * 51)
    value("user/create", userData=[{**one, "userType": "3"}])
    value("user/create", userData=[{**one, "userPhone": "123"}])
    value("user/create", 40001, userData=[{k: v for k, v in one.items() if k != "userName"}])
    same([u["role"] for u in we.call("user/id", mobile=[13700000001, 13700000002, 1])["data"]], [3, 2], "roles")
    for bad in ({"category": 3}, {"className": "x" * 21}, {"className": ""}, {"teacherId": student}, {"teacherId": 1},
                {"smallRoutine": 1}, {"parentSupervise": 1}, {"needLianMai": 2}, {"category": 0, "needLianMai": 1}):
        value("classroom/create", **{"teacherId": uid, "className": "x" * 20, "category": 2, **bad})
    value("classroom/create", OK, teacherId=uid, className="课" * 20, category=0, parentSupervise=1)
    routine = {"teacherId": uid, "className": "小", "category": 1, "smallRoutine": 1, "classFrontCoverUrl": "http://x", "classInfo": "i", "collectInfo": 0}
    for key in ("classFrontCoverUrl", "classInfo", "collectInfo"):
        value("classroom/create", 40001, **{k: v for k, v in routine.items() if k != key})
    small = we.call("classroom/create", **routine)["classroomId"]
    when = {"genre": 0, "startTime": local(now + 600, "%Y-%m-%d %H:%M"), "endTime": local(now + 1200, "%Y-%m-%d %H:%M")}
    got = we.call("lesson/create", classroomId=small, **when)
    check(isinstance(got["data"], int) and isinstance(got["command"], int), f"command of a category 1 lesson: {got}")
    value("lesson/create", 40004, classroomId=small, **when)
    value("lesson/edit", OK, lessonId=got["data"], collectInfo=1)
    for bad in ({"endTime": when["startTime"]}, {"startTime": local(now)}, {"startTime": "2018-3-16 12:00"}, {"startTime": "2026-06-31 12:00"},
                {"startTime": "2026-06-30 12:60"}, {"genre": 2}, {"classroomId": 5}, {"teacherId": sid}):
        value("lesson/create", **{"classroomId": cid, **when, **bad})
    value("lesson/multi_create", classroomId=cid, genre=0, dataInfo="[]")
    value("lesson/multi_create", classroomId=cid, genre=0, dataInfo='[{"createDate":"2026-01-01","startTime":"10:00","endTime":"09:00"}]')
    value("lesson/info", lessonId=list(range(1, 102)))
    value("lesson/info", 40002, lessonId=["5"])
    value("lesson/info", 40002, lessonId="[5]")
    same(we.call("lesson/info", lessonId=[1])["data"], [], "an unknown lesson")
    value("classroom/student/add", classroomId=cid, studentId=json.dumps(list(range(1, 52))))
    value("classroom/student/add", classroomId=cid, studentId="1,2")
    got = we.call("classroom/student/add", classroomId=cid, studentId=f"[{student},{teacher},7]")
    same(got["notEnterStudentIds"], [teacher, 7], "students that are none")
    world.control("POST", "settings", {"sample_keys": True})
    same(we.call("classroom/student/add", classroomId=cid, studentId="[7]")["notEnterStudentIds "], [7], "the sample's key")
    world.control("POST", "settings", {"sample_keys": False, "convert_s": 0.3, "upload_interval_s": 3600})
    value("courseware/upload", 40004, filename="a.pdf", filesize=1, coursewareUrl="https://x/a", type=3)
    world.control("POST", "settings", {"upload_interval_s": 0})
    value("courseware/upload", filename="a.pdf", filesize=1, coursewareUrl="https://x/a", type=1)
    value("courseware/upload", filename="a.pdf", filesize=(50 << 20) + 1, coursewareUrl="https://x/a", type=3)
    cw = we.call("courseware/upload", filename="a.pdf", filesize=1, coursewareUrl="https://x/a", type=3)["coursewareId"]
    n = int(world.room("weclassroom", start=now - 600, end=now - 60, title="过", teacher="赵老师")["id"])
    got = we.call("lesson/add/disk", lessonId=n, diskId=f"[{cw},5]")["data"]
    same([len(got[k]) for k in ("notFound", "unConverted", "alreadyExist")], [1, 1, 0], "converting")
    time.sleep(0.35)
    we.call("lesson/add/disk", lessonId=n, diskId=f"[{cw}]")
    same(len(we.call("lesson/add/disk", lessonId=n, diskId=f"[{cw}]")["data"]["alreadyExist"]), 1, "there already")
    same((we.call("lesson/delete/disk", lessonId=n, diskId=cw)["data"]), cw, "taken out")
    value("lesson/delete/disk", lessonId=n, diskId=cw)
    got = we.call("lesson/info", lessonId=[n])["data"][0]
    same(got, {"zby_lid": n, "status": 3, "actual_start_time": None, "actual_end_time": None, "teacher_name": "赵老师",
               "start_time": local(now - 600), "end_time": local(now - 60)}, "lesson/info of one never held")
    same(we.call("lesson/get_lesson_status", lesson_id=[n])["data"], [{"lesson_id": str(n), "status": 3, "video": ""}], "ids as strings")
    value("lesson/replay/url", 40002, lessonId=n)
    same(we.call("lesson/getClassInfo", lessonId=n)["data"]["name"], "过", "the class is named as the room")
    ids = lambda a, b: [i["lesson_id"] for i in we.call("lesson/get_class_info", start_time=local(a), end_time=local(b))["data"]]
    for a, b, want in [(now - 601, now - 599, True), (now - 700, now - 600, False), (now - 60, now + 1, False), (now - 61, now, True)]:
        same(str(n) in ids(a, b), want, f"overlap {a - now} {b - now}")
    value("lesson/get_class_info", OK, start_time="2018-3-16 12:13:27", end_time="2018-3-16 13:13:27")
    value("lesson/get_class_info", start_time="2018-3-16 12:13", end_time="2018-3-16 13:13:27")
    value("lesson/get_help_info", OK, start_time="2018-3-16 12:13", end_time="2018-3-16 13:13:27")
    value("lessonData/status", day="2026-1-5", uid=uid)
    value("lessonData/status", day="2026-01-05", uid=1)
    value("lessonData/query", lid=n, event_type="x")
    same(we.call("lessonData/query", lid=n, event_type="handup")["data"], [], "no events: an empty PHP array")
    same(we.call("lesson/byUser", userId=student, startTime=local(now), endTime=local(now + 1))["data"], [], "not his")
    world.fault(vendor="weclassroom", kind="empty_schedule", times=1)
    same(we.call("lesson/get_class_info", start_time=local(now - 700), end_time=local(now))["data"], [], "empty schedule")
    world.fault(vendor="weclassroom", endpoint="lesson/info", kind="code", code=20004, times=1)
    same(we.code("lesson/info", {"lessonId": [n]}), 20004, "a code of choice")
    for sent in (we.post("lesson/get_class_info", {"applicationID": "1000001", "signMsg": we.sign({"start_time": local(now - 700), "end_time": local(now)})}),):
        pairs = json.loads(sent.body, object_pairs_hook=list)
        item = dict(pairs)["data"][0]
        same([type(v) for k, v in item if k == "lesson_id"], [int, str], "lesson_id twice")


def lesson(world, we):
    """The teacher presses start in the opened client; the end moves with lesson/edit."""
    now = int(time.time())
    uid = we.cred["user_id"]
    status = lambda n: {d["id"]: d["status"] for d in we.call("lessonData/status", day=local(now, "%Y-%m-%d"), uid=uid)["data"]}.get(n)
    opened = lambda n: http(f"{world.http}/weclassroom/client?lesson={n}")
    early = world.room("weclassroom", start=now + 2, length_s=3, title="甲")
    late = world.room("weclassroom", start=now - 5, length_s=600, title="乙")
    never = world.room("weclassroom", start=now - 5, length_s=600, teacher_starts_after_s=None)
    shut = world.room("weclassroom", start=now - 5, length_s=600)
    ends = world.room("weclassroom", start=now - 5, length_s=600, teacher_ends_after_s=7)
    n = {k: int(r["id"]) for k, r in (("early", early), ("late", late), ("never", never), ("shut", shut), ("ends", ends))}
    got = opened(n["early"])
    check(got.status == 200 and "甲" in got.body.decode(), "the client's page")
    for which in ("late", "never", "ends"):
        opened(n[which])
    same(opened(1).status, 404, "no such lesson")
    if local(now, "%Y-%m-%d") == local(now + 2, "%Y-%m-%d"):
        same([status(n[k]) for k in ("early", "late", "never", "shut", "ends")], [0, 1, 0, 0, 1], "statuses")
    same(we.code("lesson/delete", {"lessonId": n["late"]}), 40004, "a live lesson is not deleted")
    minute = lambda t: local(t, "%Y-%m-%d %H:%M")
    plus = (now + 595) // 60 * 60 + 300
    edit = {"lessonId": n["late"], "startTime": minute(now - 5), "endTime": minute(plus)}
    same(we.code("lesson/edit", {k: v for k, v in edit.items() if k != "startTime"}), 40001, "endTime alone")
    kinds = [v["kind"] for v in world.last()["violations"]]
    check("times_not_together" in kinds, str(kinds))
    same(we.code("lesson/edit", {**edit, "endTime": local(plus)}), 40003, "endTime with seconds")
    same(we.code("lesson/edit", {**edit, "newName": "x" * 51}), 40003, "a long name")
    same(we.code("lesson/edit", {**edit, "startTime": minute(now + 120)}), 40004, "the start of a live lesson")
    same(we.code("lesson/edit", edit), OK, "extended")
    rep = world.report(late)
    same((rep["end"], rep["start"], [c["what"] for c in rep["changes"]]), (plus, now - 5, ["extend"]), "extended in the report")
    check(rep["extended_s"] == plus - (now + 595), "extended_s")
    same(we.code("lesson/change/teacher", {"lessonId": n["late"], "teacherId": uid}), 40004, "another teacher while live")
    time.sleep(max(0, now + 3.6 - time.time()))
    rep = world.report(early)
    check(len(rep["starts"]) == 1 and 950 <= rep["starts"][0]["offset_ms"] <= 1200 and rep["starts"][0]["by"] == "teacher", f"T + 1: {rep['starts']}")
    time.sleep(max(0, now + 5.5 - time.time()))
    rep = world.report(early)
    check(len(rep["stops"]) == 1 and 0 <= rep["stops"][0]["offset_from_end_ms"] <= 200 and rep["stops"][0]["by"] == "teacher", f"E: {rep['stops']}")
    check(rep["opened_ms"] > 0 and rep["entered"], "opened")
    rep = world.report(ends)
    check(len(rep["stops"]) == 1 and 7000 <= rep["stops"][0]["offset_ms"] <= 7300, f"ends before its end: {rep['stops']}")
    got = we.call("lesson/info", lessonId=[n["early"], n["late"]])["data"]
    same([(g["status"], g["actual_start_time"] is None, g["actual_end_time"] is None) for g in got], [(2, False, False), (1, False, True)], "actual times")
    check(we.call("lesson/replay/url", lessonId=str(n["early"]))["data"]["mp4url"].startswith("http://"), "a replay")
    day = local(now + 3, "%Y%m%d")
    check(day in we.call("lesson/service/record", lesson_id=str(n["early"]), user_id=uid), "a record by day")
    got = we.call("v2/data/teacher/inout", lessonId=n["early"])["data"]
    same((got["teacher_id"], got["inout_times"], got["u_late"]), (uid, 1, 0), "teacher's attendance")
    same(we.code("lesson/edit", {"lessonId": n["early"], "newName": "x"}), 40004, "a lesson that is over")
    course = dict(we.call("lesson/getClassInfo", lessonId=n["late"])["data"])["id"]
    got = we.call("lesson/finish", classroomId=course)["data"]
    same((got["lessonOnClass"], got["total"]), (1, 1), "progress")
    same(world.report(shut)["starts"], [], "nobody opened it")
    world.control("PATCH", f"rooms/weclassroom/{n['shut']}", {"live": True})
    same([s["by"] for s in world.report(shut)["starts"]], ["control"], "started elsewhere")
