#!/usr/bin/env python3
"""Every one of the 167 endpoints through `classbell call`: valid, with a broken signature, without each required parameter.

A scenario walks a vendor. Valid: the vendor accepts it and has nothing to blame. Broken: a source with a wrong secret is refused
as such. Missing: refused here by one line that names it, and nothing is sent; with --force it is sent, and the vendor misses it.
"""
from watched import *

COUNTS = {"cvclass": 41, "sxb": 18, "iclass": 14, "weclassroom": 35, "gensee": 59}
WRONG = {"cvclass": {"secret_key": "no-such-secret-key"}, "sxb": {"pwd": "no-such-password"}, "iclass": {"tic_key": "no-such-key"},
         "weclassroom": {"secret": "0123456789-no-such-secret-abcdef"}, "gensee": {"password": "no-such-password"}}
REFUSED = {"cvclass": "47003", "sxb": "10006", "iclass": "10005", "weclassroom": "20005", "gensee": "200"}
# Without a signature: cvclass's upload has a key only; sxb's first two log nobody in, and its callbacks are for anybody.
UNSIGNED = {"cvclass": ("UploadFile", "Entry"), "sxb": ("account/regist", "live/recendcall", "live/idxfileendcall")}


class Walk:
    def __init__(self, world, vendor):
        self.world, self.vendor = world, vendor
        make = {"cvclass": world.cvclass, "sxb": world.sxb}.get(vendor, lambda **more: source(world, vendor, **more))
        self.terminal = world.terminal(vendor, {"good": make(), "bad": make(**WRONG[vendor])})
        self.rows = json.loads(self.terminal.run("apis", vendor, "--json", code=0).out)
        same(len(self.rows), COUNTS[vendor], f"endpoints of {vendor}")
        self.walked, self.seq = [], 0

    def words(self, values):
        return [f"{k}={v}" if isinstance(v, str) else f"{k}:={json.dumps(v, ensure_ascii=False)}" for k, v in values.items()]

    def say(self, source_name, name, values, *more):
        """Runs it: (what was said, what the cloud saw of it)."""
        said = self.terminal.run("call", source_name, name, *self.words(values), *more)
        seen = self.world.cloud.audit(since=self.seq)
        self.seq = max([self.seq, *(e["seq"] for e in seen)])
        return said, seen

    def walk(self, name, /, codes=(), **values):
        """`codes`: of a refusal by the vendor that is as good as done (nothing is there)."""
        row = next(r for r in self.rows if r["name"] == name)
        required = [p["name"] for p in row["parameters"] if p["need"] == "required"]
        check(not set(required) - set(values), f"{name}: the walk lacks {set(required) - set(values)}")
        for one in required:
            left = {k: v for k, v in values.items() if k != one}
            said, seen = self.say("good", name, left)
            same(said.code, 2, f"{name} without {one}: {said.err}")
            check(f"'{one}' is required" in said.err and row["section"] in said.err and len(said.err.splitlines()) == 1, f"{name} without {one}: {said.err}")
            same(seen, [], f"{name} without {one}: requests")
            if name == "Entry":
                continue  # Never sent.
            said, seen = self.say("good", name, left, "--force")
            same(said.code, 1, f"{name} without {one} by force: {said.out} {said.err}")
            check(seen, f"{name} without {one} by force: nothing was sent")
            blamed = [v["kind"] for v in seen[-1]["violations"]]
            check("missing_parameter" in blamed, f"{name} without {one} by force: {seen[-1]}")
        if name not in UNSIGNED.get(self.vendor, ()):
            said, seen = self.say("bad", name, values)
            same(said.code, 1, f"{name} with a wrong secret: {said.out} {said.err}")
            check("bad_signature" in [v["kind"] for v in seen[-1]["violations"]] or self.vendor == "sxb", f"{name} with a wrong secret: {seen[-1]}")
            check(f"code {REFUSED[self.vendor]}" in said.err, f"{name} with a wrong secret: {said.err}")
        said, seen = self.say("good", name, values)
        if name == "Entry":
            with urllib.request.urlopen(json.loads(said.out)["url"]) as r:
                same(r.status, 200, "the page")
                check(b"<h1>" in r.read(), "the page of a class")
            self.seq = self.world.cloud.audit(since=self.seq)[-1]["seq"]
        check(said.code == 0 or any(f"code {c}" in said.err for c in codes), f"{name} {values}: {said.out} {said.err}")
        if name != "Entry":
            json.loads(said.out)
            same(seen[-1]["violations"], [], f"{name}: blamed")
            same(seen[-1]["endpoint"].split("/")[-1].lower(), name.split("/")[-1].lower(), f"{name}: what the cloud saw")
        self.walked.append(name)
        return json.loads(said.out)

    def finish(self):
        same(sorted(self.walked), sorted(r["name"] for r in self.rows), "endpoints walked")
        self.world.note(f"{len(self.terminal.said)} calls")


def local(t, form="%Y-%m-%d %H:%M:%S"):
    return time.strftime(form, time.gmtime(t + 28800))


@scenario
def cvclass(world):
    walk, now = Walk(world, "cvclass"), int(time.time())
    serial = world.cloud.room("cvclass", start=now - 60, end=now + 3600)["id"]
    path = os.path.join(world.folder, "slides.pdf")
    with open(path, "wb") as f:
        f.write(b"%PDF-1.4\r\n--x\0\r\n")
    plan = {"roomname": "课 & 100%", "starttime": now, "endtime": now + 60, "chairmanpwd": "1111", "assistantpwd": "2222", "patrolpwd": "3333"}
    span, of = {"starttime": now - 9, "endtime": now}, {"serial": serial}
    walk.walk("CreateRoom", **plan)
    walk.walk("ModifyRoom", **of, starttime=now - 60, endtime=now + 3601)
    walk.walk("GetRoomList", timetype=1)
    walk.walk("GetRoomByTime", **span)
    walk.walk("GetRoomInfo", **of)
    file = walk.walk("UploadFile", conversion=1, filedata="@" + path, **of)["fileid"]
    walk.walk("UploadFileUrl", **of, fileurl="https://x.example/y", name="h5")
    walk.walk("SetFileRemark", remarkdata=[{"fileid": file, "pageid": 1, "remark": "r"}])
    for name in ("GetFileConvertStatus", "GetFileRemark"):
        walk.walk(name, fileid=file)
    walk.walk("GetConversionFile", page=1, status=1)
    walk.walk("GetCompanyFileList", page=1)
    walk.walk("room_bind_file", **of, fileid_arr=[file])
    walk.walk("GetRoomFile", **of)
    walk.walk("room_unbind_file", **of, fileid_arr=[file])
    walk.walk("delete_file", fileid_arr=[file])
    walk.walk("BatchDeleteFile", codes=(1,), fileid=[file])
    walk.walk("room_control", codes=(10021,), **of, state=1)
    walk.walk("Entry", **of)
    walk.walk("getMainClassroom", page=1)
    walk.walk("getThemeList")
    ban = walk.walk("create_blacklist", scope=2, **of, astrict_type=0, astrict_content="1.2.3.4", astrict_aging=3)
    walk.walk("blacklist")
    walk.walk("delete_blacklist", codes=(5106,), id=int(ban.get("id", 1)))
    for name in ("GetRoomOnlinenum", "room_online_users_number", "GetOnlineUserInfo", "GetUserGift", "GetAnswerRecord", "GetNetworkEquipment",
                 "GetEquipment", "RoomStatus", "GetLoginInfo", "GetRoomUserInfo", "GetRecordList"):
        walk.walk(name, **of)
    walk.walk("GetChatList", **of, **span, page=0)
    walk.walk("GetRaiseHands", **of, recordtitle="1")
    walk.walk("CleanLeaveScreenMedia", codes=(1,), **of, recordtitle=["1"])
    walk.walk("BatchDeleteRecord", codes=(1,), starttime=now - 9, endtime=now - 1)
    walk.walk("getStorageUsage", page=1)
    walk.walk("DeleteRoom", **of)
    walk.finish()


@scenario
def sxb(world):
    walk = Walk(world, "sxb")
    vod = {"method": "GET", "host": "vod.api.qcloud.com", "path": "/v2/index.php",
           "params": {"Action": "DescribeVodInfo", "Nonce": 1, "SecretId": "", "SignatureMethod": "HmacSHA256"}}
    walk.walk("account/regist", id="newcomer", pwd="secret-1", role=0)
    walk.walk("account/login")
    of = {"roomnum": walk.walk("live/create", title="math")["data"]["roomnum"]}
    page = {"index": 0, "size": 10}
    walk.walk("live/roomlist", **page)
    walk.walk("live/startcourse", **of)
    walk.walk("live/reportmemid", **of, operate=0)
    walk.walk("live/heartbeat", **of)
    walk.walk("live/roomidlist", **of, **page)
    walk.walk("live/reportbind", **of, operate=0, bind_file={"type": 0, "file_name": "f", "url": "u"})
    walk.walk("live/querybind", **of, **page)
    walk.walk("cos/get_sign", type=0)
    walk.walk("vod/get_sign", **vod)
    walk.walk("vod/cmd_proxy", **vod)
    for name in ("vod/get_client_sign", "live/recendcall", "live/idxfileendcall"):
        walk.walk(name)
    walk.walk("live/exitroom", **of)
    walk.walk("account/logout")
    walk.finish()


@scenario
def iclass(world):
    walk, now = Walk(world, "iclass"), int(time.time())
    teacher = world.cloud.secret["iclass"]["user_id"]
    of = {"class_id": walk.walk("class/create", teacher_id="user_00", class_topic="课堂", start_time=now + 60, stop_time=now + 120, record_types=["local", "remote"],
                                record_user_id="tic_recorduser_1", record_user_sig="s", members=[{"role": "student", "user_id": "u1"}])["class_id"]}
    walk.walk("class/modify", **of, class_topic="新", stop_time=now + 3700)
    walk.walk("class/info", **of)
    walk.walk("class/list", create_time_desc=True, class_status=["will", "ing", "end"], class_type=["1vN"])
    walk.walk("class/delete", **of)
    walk.walk("user/register", list=[{"user_id": "u9", "role": "student", "nickname": "小明", "gender": "male"}])
    walk.walk("user/profile/modify", user_id=teacher, role="teacher", gender="female")
    walk.walk("user/token/update", user_id="u9")
    walk.walk("user/info", user_id=teacher)
    walk.walk("user/list", roles=["teacher"])
    document = walk.walk("document/add", doc_url="http://x.example/b.ppt", doc_md5="c4ca", doc_size=1024, is_transcode=False)["doc_id"]
    walk.walk("document/info", doc_id=document)
    walk.walk("document/list", permissions=["public", "private"])
    walk.walk("document/delete", doc_ids=[document])
    walk.finish()


@scenario
def weclassroom(world):
    walk, now = Walk(world, "weclassroom"), int(time.time())
    secret = world.cloud.secret["weclassroom"]
    uid, sid, cid = (int(secret[k]) for k in ("user_id", "student_id", "classroom_id"))
    world.cloud.settings(convert_s=0, upload_interval_s=0)
    n = int(world.cloud.room("weclassroom", start=now - 60, end=now + 3600)["id"])
    gone = int(world.cloud.room("weclassroom", start=now + 60, end=now + 3600)["id"])
    span, day = {"start_time": local(now - 120), "end_time": local(now + 120)}, local(now, "%Y-%m-%d")
    of = {"lessonId": n}
    walk.walk("user/create", userData=[{"userPhone": "13521600960", "userName": "李四", "userType": "1", "userGender": "1"}])
    spare = walk.walk("classroom/create", teacherId=uid, className="我的课程", category=1)["classroomId"]
    walk.walk("classroom/student/add", classroomId=cid, studentId=f"[{sid},1234]")
    ware = walk.walk("courseware/upload", filename="a.ppt", filesize=30234, coursewareUrl="https://x.example/a.ppt", type=1)["coursewareId"]
    walk.walk("classroom/courseware/add", classroomId=cid, coursewareIds=f"[{ware}]")
    walk.walk("classroom/delete", classroomId=spare)
    walk.walk("courseware/list", page=1, pageSize=10)
    walk.walk("lesson/create", classroomId=cid, startTime=local(now + 3600, "%Y-%m-%d %H:%M"), endTime=local(now + 7200, "%Y-%m-%d %H:%M"), genre=1)
    walk.walk("lesson/multi_create", classroomId=cid, genre=0, dataInfo=json.dumps([{"createDate": day, "startTime": "19:00", "endTime": "20:30"}]))
    walk.walk("lesson/delete", lessonId=gone)
    walk.walk("lesson/add/disk", **of, diskId=f"[{ware}]")
    walk.walk("lesson/delete/disk", **of, diskId=ware)
    walk.walk("lesson/delete/student", **of, studentId=sid)
    walk.walk("lesson/add/student", **of, studentId=f"[{sid}]")
    walk.walk("lesson/change/teacher", **of, teacherId=uid)
    walk.walk("lesson/edit", **of, newName="新名字")
    walk.walk("lesson/get_help_info", **span)
    walk.walk("lesson/get_class_info", **span)
    walk.walk("lesson/get_lesson_status", lesson_id=[n])
    walk.walk("lesson/info", lessonId=[n])
    walk.walk("user/id", mobile=[13800138000])
    walk.walk("lesson/service/record", lesson_id=n, user_id=uid)
    walk.walk("lesson/io/info", **of, page=0)
    walk.walk("lesson/replay/url", lessonId=str(n))
    walk.walk("lesson/student/award", lessonIds=[n])
    walk.walk("lesson/finish", classroomId=cid)
    walk.walk("lessonData/query", lid=n, event_type="handup")
    walk.walk("lessonData/user/query", lid=n, event_type="handup", uid=sid)
    walk.walk("lessonData/status", day=day, uid=uid)
    walk.walk("lesson/getClassInfo", **of)
    walk.walk("lesson/byUser", userId=uid, startTime=span["start_time"], endTime=span["end_time"])
    walk.walk("user/editinfo", userId=sid, userType=1, userName="张三", gender=2)
    walk.walk("user/edit", newMobile=13800138009, oldMobile=13800138001)
    walk.walk("classroom/student/delete", classroomId=cid, studentId=sid)
    walk.walk("v2/data/teacher/inout", **of)
    walk.finish()


@scenario
def gensee(world):
    walk, now = Walk(world, "gensee"), int(time.time())
    rid = world.cloud.room("gensee", start=now - 60, end=now + 3600, passwords={"teacher": "123456", "assistant": "654321"})["id"]
    relay = world.cloud.room("gensee", start=now - 60, end=now + 3600)["id"]
    plan, r = {"startDate": local(now + 60), "realtime": True}, {"roomId": rid}
    span = {"startTime": local(now - 86400), "endTime": local(now + 86400)}
    days = {"startDate": local(now, "%Y-%m-%d"), "endDate": local(now, "%Y-%m-%d")}
    teacher = {"teacherLoginName": "li@demo.com", "teacherPassword": "123456", "name": "李老师"}
    dead = walk.walk("room/created", subject="课", **plan)["id"]
    walk.walk("room/modify", Id=rid, subject="数学", startDate=local(now - 60), realtime=True)
    walk.walk("room/deleted", roomId=dead)
    walk.walk("room/info", **r)
    walk.walk("teacher/created", **teacher)
    walk.walk("teacher/modify", **teacher)
    record = walk.walk("record/syn")["list"][0]["id"]
    course = walk.walk("courseware/syn")["list"][0]["id"]
    gone = walk.walk("courseware/transcode", resourceUrl="http://x.example/a.pptx", name="d")["coursewareId"]
    spare = walk.walk("media/transcode", resourceUrl="http://x.example/a.mp4", name="m")["recordId"]
    walk.walk("courseware/list", **r)
    walk.walk("courseware/info", coursewareId=course)
    walk.walk("courseware/modify", id=course, subject="新")
    walk.walk("courseware/deleted", coursewareId=gone)
    warmup = walk.walk("warmup/created", name="w", recordId=record)["id"]
    walk.walk("warmup/modify", id=warmup, name="w3")
    walk.walk("warmup/attach", **r, warmupId=warmup)
    walk.walk("warmup/detach", **r, warmupId=warmup)
    walk.walk("record/choose", **r, recordId=[record])
    walk.walk("record/remove", **r, recordId=[record])
    for name in ("export/history", "export/qa", "export/rollcall", "export/vote", "export/chat", "export/redpacket", "export/praise/detail"):
        walk.walk(name, **r, **span)
    doc = walk.walk("doc/syn")["list"][0]["Id"]
    walk.walk("doc/attach", **r, docId=doc)
    walk.walk("doc/detach", **r, docId=doc)
    walk.walk("export/study/history", date=local(now))
    walk.walk("export/room/usage", **span)
    walk.walk("room/telconf", **r)
    for name in ("export/room/concurrent", "export/vod/concurrent", "export/reward"):
        walk.walk(name, **days)
    walk.walk("export/medal", **r)
    walk.walk("export/praise", **r)
    walk.walk("relay/add", **r, relayId=relay)
    walk.walk("relay/remove", **r, relayId=relay)
    walk.walk("vod/vodview", id=course)
    walk.walk("query/status", **r)
    walk.walk("gr/delete", grId=spare)
    famous = walk.walk("famousroom/created", subject="双师", slaveClazzList=[{"clazzName": "甲班"}], **plan)
    slave = famous["slaveRoomWrapper"]["slaveFamousRoomResultInfos"][0]["id"]
    walk.walk("famousroom/modify", id=famous["id"], slaveClazzList=[{"clazzName": "乙班"}], **plan)
    walk.walk("famousroom/info", id=famous["id"])
    walk.walk("slaveroom/modify", roomId=slave, className="丁班")
    walk.walk("tutorialroom/info", roomId=slave)
    walk.walk("famousroom/deleted", roomId=famous["id"])
    group = walk.walk("group/create", groupCount=2, **r, groupNameList=[{"groupName": "甲"}])["groups"][0]["code"]
    walk.walk("group/add", **r, groupName="乙")
    walk.walk("group/update", **r, groupCode=str(group), groupName="丙")
    walk.walk("group/delete", **r, groupCode=str(group))
    walk.walk("room/sync", status=-1, finished=0)
    mini = walk.walk("miniroom/created", subject="微", startDate=local(now), duration=30)["id"]
    walk.walk("miniroom/modify", Id=mini, subject="微三")
    walk.walk("miniroom/export/history", id=mini)
    walk.walk("miniroom/syn")
    walk.walk("room/student/list", **r, studentListInfo=json.dumps([{"id": 111, "name": "张三"}], ensure_ascii=False))
    walk.finish()


if __name__ == "__main__":
    main()
