"""cvclass: 41 interfaces valid, unsigned, incomplete; the document's own PHP as oracle; Entry and a class."""
import json, os, random, shutil, subprocess, time, urllib.parse

from selftest_clients import aes, check, http, multipart, same, upload

HERE = os.path.dirname(os.path.abspath(__file__))


def cvclass_endpoints(world, cv):
    """Each interface: valid, with a broken token, without each required parameter (and the document's code for it)."""
    now = int(time.time())
    room = world.room("cvclass", start=now - 60, end=now + 3600, title="数学")
    serial = room["id"]
    file = upload(cv, {"key": cv.id, "serial": serial, "conversion": 1})
    same(file["result"], 0, "UploadFile")
    fid = file["fileid"]
    create = {"roomname": "课 & 100%", "starttime": now, "endtime": now + 60, "chairmanpwd": "1111",
              "assistantpwd": "2222", "patrolpwd": "3333"}
    table = [  # path, parameters, {required: code when it is missing}, result
        ("CreateRoom", create, {"roomname": 4003, "starttime": 5004, "endtime": 5004, "chairmanpwd": 5002,
                                "assistantpwd": 5018, "patrolpwd": 5019}, 0),
        ("ModifyRoom", {"serial": serial, "starttime": now - 60, "endtime": now + 3601}, {"serial": 5100}, 0),
        ("GetRoomList", {"timetype": 1}, {}, 0),
        ("GetRoomByTime", {"starttime": now, "endtime": now + 10, "page": 1}, {}, 0),
        ("GetRoomInfo", {"serial": serial}, {"serial": 5100}, 0),
        ("UploadFileUrl", {"key": cv.id, "serial": serial, "fileurl": "https://x/y", "name": "h5"},
         {"key": 47001, "serial": 5100, "fileurl": 48001, "name": 48001}, 0),
        ("SetFileRemark", {"remarkdata": [{"fileid": fid, "pageid": 1, "remark": "r"}]}, {"remarkdata": 48001}, 0),
        ("GetFileConvertStatus", {"fileid": fid}, {"fileid": 4202}, 0),
        ("GetFileRemark", {"fileid": fid}, {"fileid": 4202}, 0),
        ("GetConversionFile", {"page": 1, "status": 1}, {"page": 48001}, 0),
        ("GetCompanyFileList", {"page": 1}, {"page": 48001}, 0),
        ("v3/room_bind_file", {"serial": serial, "fileid_arr": [fid]}, {"serial": 5100, "fileid_arr": 4202}, 0),
        ("GetRoomFile", {"serial": serial}, {"serial": 5100}, 0),
        ("v3/room_unbind_file", {"serial": serial, "fileid_arr": [fid]}, {"serial": 5100, "fileid_arr": 4202}, 0),
        ("v3/delete_file", {"fileid_arr": [fid]}, {"fileid_arr": 4202}, 0),
        ("BatchDeleteFile", {"fileid": [fid + 1]}, {"fileid": 4202}, 0),
        ("v3/room_control", {"serial": serial, "state": 1}, {"serial": 10020, "state": 10020}, 10021),
        ("getMainClassroom", {"page": 1}, {"page": 48001}, 1),
        ("getThemeList", {}, {}, 0),
        ("v3/create_blacklist", {"scope": 2, "serial": serial, "astrict_type": 0, "astrict_content": "1.2.3.4",
                                 "astrict_aging": 3},
         {"scope": 5108, "serial": 5109, "astrict_type": 5112, "astrict_content": 5113, "astrict_aging": 5114}, 0),
        ("blacklist", {}, {}, 0),
        ("delete_blacklist", {"id": 1}, {"id": 5107}, None),
        ("GetRoomOnlinenum", {"serial": serial}, {}, 0),
        ("v3/room_online_users_number", {"serial": serial}, {"serial": 5100}, 0),
        ("GetOnlineUserInfo", {"serial": serial}, {"serial": 5100}, 1),
        ("GetUserGift", {"serial": serial}, {"serial": 5100}, 1),
        ("GetChatList", {"serial": serial, "starttime": now - 9, "endtime": now, "page": 0},
         {"serial": 5100, "starttime": 5004, "endtime": 5004, "page": 48001}, 1),
        ("getAnswerRecord", {"serial": serial}, {"serial": 5100}, 0),
        ("GetRaiseHands", {"serial": serial, "recordtitle": "1"}, {"serial": 5100, "recordtitle": 48001}, 0),
        ("GetNetworkEquipment", {"serial": serial}, {"serial": 5100}, 1),
        ("GetEquipment", {"serial": serial}, {"serial": 5100}, 1),
        ("RoomStatus", {"serial": serial}, {"serial": 5100}, 0),
        ("GetLoginInfo", {"serial": serial}, {"serial": 5100}, 1),
        ("GetRoomUserInfo", {"serial": serial}, {"serial": 5100}, 0),
        ("GetRecordList", {"serial": serial}, {"serial": 5100}, 1),
        ("CleanLeaveScreenMedia", {"serial": serial, "recordtitle": ["1"]}, {"serial": 5100, "recordtitle": 48001}, 1),
        ("BatchDeleteRecord", {"starttime": now - 9, "endtime": now - 1}, {"starttime": 53001, "endtime": 53001}, 0),
        ("getStorageUsage", {"page": 1}, {"page": 48001}, 0),
        ("DeleteRoom", {"serial": serial}, {"serial": 5100}, 0),
    ]
    same(len(table) + 2, 41, "interfaces walked, with UploadFile and Entry")
    for path, params, required, want in table:
        for name, code in required.items():
            left = {k: v for k, v in params.items() if k != name}
            same(cv.result(path, **left), str(code), f"{path} without {name}")
            kinds = [v["kind"] for v in world.last()["violations"]]
            check("missing_parameter" in kinds, f"{path} without {name} is blamed: {kinds}")
        id_name = "key" if path == "UploadFileUrl" else "app_id"
        whole = {**params, id_name: cv.id}
        same(cv.post(path, {**whole, "token": "0" * 32}).json["result"], 47003, f"{path} broken token")
        same(cv.post(path, whole).json["result"], 47002, f"{path} no token")
        same(cv.post(path, {**whole, id_name: "x" * 16, "token": "0" * 32}).json["result"], 47004, f"{path} app_id")
        if want is not None:
            got = cv.call(path, **params).json
            same(int(got["result"]), want, f"{path} {got}")
        if "serial" in params:
            same(cv.result(path, **{**params, "serial": "999"}), "4007", f"{path} unknown room")
    same(cv.result("delete_blacklist", id=999999), "5106", "unknown ban")
    text = [p for p in ("UploadFileUrl", "SetFileRemark", "v3/room_control")]
    check(all(isinstance(cv.call(p, **({"serial": "1", "state": 1} if "room" in p else {"key": cv.id})).json["result"], str)
              for p in text if p == "v3/room_control"), "room_control's result is a string, as in its sample")
    for bad, code in ({"conversion": 1}, -5), ({"key": "no", "conversion": 1}, 4102), ({"key": cv.id, "conversion": 1}, -6), \
            ({"key": cv.id, "serial": "999", "conversion": 1}, -7), ({"key": cv.id, "isopen": 1}, 48001):
        same(upload(cv, bad)["result"], code, f"UploadFile {bad}")
    same(upload(cv, {"key": cv.id, "isopen": 1, "conversion": 1}, None)["result"], -2, "UploadFile without a file")


def cvclass_details(world, cv):
    now = int(time.time())
    post = cv.post("GetRoomList", {"app_id": cv.id}, {"Content-Type": "application/json"})
    same(post.json["result"], 48001, "JSON is refused")
    same(http(world.http + "/cvclass/WebAPI/GetRoomList").json["result"], 48001, "GET is refused")
    same(http(world.http + "/cvclass/WebAPI/Nothing", b"").status, 404, "unknown interface")
    base = {"roomname": "r", "starttime": now, "endtime": now + 60, "chairmanpwd": "1111", "assistantpwd": "2222",
            "patrolpwd": "3333"}
    for change, code in [({"starttime": "soon"}, 4004), ({"endtime": now - 1}, 4005), ({"chairmanpwd": "123"}, 4006),
                         ({"assistantpwd": "x" * 17}, 4010), ({"roomname": "字" * 21}, 48001), ({"roomname": "字" * 20}, 0),
                         ({"passwordrequired": 1}, 5003), ({"passwordrequired": 1, "confuserpwd": "12"}, 4009),
                         ({"patrolpwd": "1111"}, 5102), ({"videotype": "x"}, 5016), ({"videotype": 9}, 5020),
                         ({"maxvideo": 1}, 5103), ({"maxvideo": 9, "multi_camera": 1}, 5104),
                         ({"maxvideo": 2, "roomlayout": 2}, 5105), ({"maxvideo": 5, "roomlayout": 4}, 5105),
                         ({"skinid": 7}, 5021), ({"grouproom": 2}, 53102), ({"grouproom": 2, "fatherroomid": "1"}, 53103)]:
        same(cv.result("CreateRoom", **{**base, **change}), str(code), f"CreateRoom {change}")
    # Paging, and what overlaps.
    world.control("POST", "settings", {"page_size": 3})
    far = now + 864000
    rooms = [world.room("cvclass", start=far + 100 * i, end=far + 100 * i + 90) for i in range(7)]
    page = [cv.call("GetRoomByTime", starttime=far, endtime=far + 1000, page=p).json for p in (1, 2, 3, 4)]
    same([len(p.get("list", [])) for p in page], [3, 3, 1, 0], "pages")
    same(page[3]["result"], 1, "past the last page")
    check(all(isinstance(i[k], str) for i in page[0]["list"] for k in ("serial", "starttime", "endtime")), "strings")
    for a, b, count in [(89, 90, 1), (90, 100, 0), (50, 150, 2), (-50, 0, 0), (-50, 1, 1)]:
        got = cv.call("GetRoomByTime", starttime=far + a, endtime=far + b).json
        same(len(got.get("list", [])), count, f"overlap [{a},{b})")
    world.control("POST", "settings", {"page_size": 200})
    for r in rooms:
        world.control("DELETE", f"rooms/cvclass/{r['id']}")
    # ModifyRoom and its report.
    r = world.room("cvclass", start=now + 100, end=now + 200)
    same(cv.result("ModifyRoom", serial=r["id"], starttime=now + 100, endtime=now + 500), "0", "extend")
    got = world.report(r)
    same((got["end"], got["extended_s"], got["violations"]), (now + 500, 300, []), "extended")
    same(cv.result("ModifyRoom", serial=r["id"], endtime=now + 50), "4005", "end before start")
    world.control("POST", "settings", {"sample_keys": True})
    check(" confuserpwd " in cv.call("GetRoomByTime").json["list"][0], "keys with blanks on request")
    world.control("POST", "settings", {"sample_keys": False})


def oracle(world, cv):
    """Random forms, signed by the document's PHP over what PHP itself makes of them: all must pass the token check."""
    if not shutil.which("php"):
        print("SKIP php is not installed: the document's own code is not run")
        return
    php = subprocess.Popen(["php", os.path.join(HERE, "oracle.php")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    random.seed(20260101)
    # Sorts without a circle: PHP's own order of these does not depend on its algorithm.
    names = lambda: random.choice([["a", "b", "Z", "key", "ab", "x y", "é", "a.b", " k"], ["10", "9", "2", "0", "-3", "a", "zz"],
                                   ["1.5", "02", "9", "10", "1e1"]])
    values = ["", "0", "1", "false", "a b", "é&=", "0.0", "[]", "00", " ", "null", "x" * 30]
    bodies = ["a%5Bb=1", "a[b][c=1", "a[]=1&a[]=2&a[x]=3&a[]=4", "a=1&a[b]=2", "a[b]c=1", "[x]=1", "a[ ]=1&a[]=2", "=5&b=1",
              "b&a", "a%00b=1", "a[1][2][3]=x&a[1][0]=y", "&&a=1&&", "a=%zz&b=%4", "a[-5]=1&a[]=2", "a]b=1",
              "remarkdata[0][fileid]=1&remarkdata[0][pageid]=2&remarkdata[10][fileid]=3&remarkdata[9][fileid]=4",
              "a[9223372036854775807]=1&a[9223372036854775808]=2&a[-0]=3&a[+1]=4"]
    for _ in range(250):
        pool, parts = names(), []
        for _ in range(random.randint(1, 12)):
            name = random.choice(pool).replace("1.5", "15")  # At the top it becomes "1_5", and 9 < 10 < 1_5 < 9.
            for _ in range(random.choice([0, 0, 1, 1, 2])):
                name += "[" + random.choice(pool + [""]) + "]"
            parts.append(urllib.parse.quote(name, safe="[]") + "=" + urllib.parse.quote_plus(random.choice(values)))
        bodies.append("&".join(parts))
    passed = 0
    for body in bodies:
        php.stdin.write(json.dumps({"body": body, "app_id": cv.id, "secret": cv.key}) + "\n")
        php.stdin.flush()
        token = php.stdout.readline().strip()
        data = f"{body}&app_id={cv.id}&token={token}".encode()
        got = http(world.http + "/cvclass/WebAPI/GetRoomList", data, {"Content-Type": "application/x-www-form-urlencoded"})
        check(got.json["result"] in (0, 1), f"PHP's token is accepted for {body}: {got.body}")
        passed += 1
    php.stdin.close()
    php.wait()
    print(f"php: {passed} forms signed by the document's code")


def cvclass_class(world, cv):
    """Entry, 10021, start, status, stop."""
    now = int(time.time())
    pw = {"teacher": "123456", "assistant": "2222", "patrol": "3333", "student": "7271"}
    r = world.room("cvclass", start=now - 5, end=now + 600, passwords=pw, title="<b>数学</b>")
    s, aes_teacher = r["id"], aes(cv.id, "123456")
    same(aes_teacher, "e864048bf573b9e5efa6e2228d7c2583", "4.1's example")
    same(cv.call("v3/room_control", serial=s, state=1).json["result"], "10021", "nobody is there")
    same(cv.result("v3/room_control", serial=s, state=2), "10022", "state 2")
    same(cv.result("RoomStatus", serial=s), "0", "RoomStatus")
    same(cv.call("RoomStatus", serial=s).json["status"], 0, "not begun")
    old = int(time.time())
    for url, code in [(cv.entry_url(s), 4110), (cv.entry_url(s, password="0" * 32), 4008),
                      (cv.entry_url(s, ts=old - 700, password=aes_teacher), 4109),
                      (cv.entry_url(s, password=aes_teacher, auth="0" * 32), 4109),
                      (cv.entry_url(s, usertype=1, password=aes_teacher), 4008),
                      (cv.entry_url("99", password=aes_teacher), 4007),
                      (cv.entry_url(s, usertype=9, password=aes_teacher), 5207),
                      (cv.entry_url(s, password=aes_teacher, domain="other"), 4001),
                      (cv.entry_url(s, password=aes_teacher, username="n" * 21), 5205)]:
        same(http(url).json["result"], code, f"Entry refuses {code}")
    for name, code in [("domain", 4101), ("serial", 5100), ("username", 5205), ("usertype", 5207), ("ts", 4109), ("auth", 4109)]:
        url = cv.entry_url(s, password=aes_teacher).replace("&" + name + "=", "&extradata=").replace("?" + name + "=", "?extradata=")
        same(http(url).json["result"], code, f"Entry without {name}")
    same(cv.result("v3/room_control", serial=s, state=1), "10021", "still nobody")
    world.control("PATCH", f"rooms/cvclass/{s}", {"occupied_after_s": 1})
    page = http(cv.entry_url(s, usertype=5, password=aes_teacher.upper()) + "&jumpurl=http://a/?auth=1&serial=2")
    check(page.status == 200 and b"&lt;b&gt;" in page.body and page.headers["Content-Type"].startswith("text/html"), "Entry page")
    same(cv.result("v3/room_control", serial=s, state=1), "10021", "entered, not counted yet")
    time.sleep(1.1)
    same(cv.result("v3/room_control", serial=s, state=0), "0", "a stop of an idle room")
    same(cv.result("v3/room_control", serial=s, state=1), "0", "start")
    same(cv.call("RoomStatus", serial=s).json["status"], 2, "live")
    same(cv.result("v3/room_control", serial=s, state=1), "0", "start again")
    same(cv.result("v3/room_control", serial=s, state=0), "0", "stop")
    same(cv.call("RoomStatus", serial=s).json["status"], 1, "idle")
    same(cv.call("v3/room_online_users_number", serial=s).json["num"], 1, "one there")
    same(cv.result("GetRecordList", serial=s), "0", "a recording")
    rep = world.report(r)
    same((len(rep["starts"]), len(rep["stops"])), (1, 1), "one start, one stop")
    check(4000 < rep["starts"][0]["offset_ms"] < 60000, "offset from T")
    kinds = [v["kind"] for v in rep["violations"]]
    check("stop_not_live" in kinds and "start_while_live" in kinds and "start_early" not in kinds, str(kinds))
    early = world.room("cvclass", start=now + 300, end=now + 600)
    http(cv.entry_url(early["id"]))
    same(cv.result("v3/room_control", serial=early["id"], state=1), "0", "a start before T is carried out")
    check("start_early" in [v["kind"] for v in world.report(early)["violations"]], "and blamed")
    past = world.room("cvclass", start=now - 300, end=now - 61)
    same(cv.call("RoomStatus", serial=past["id"]).json["status"], 3, "over")
    same(cv.result("v3/room_control", serial=past["id"], state=1), "4007", "no start past end and overrun")
    text = json.dumps(world.control("GET", "audit")) + open(world.log).read()
    for secret in ("123456", aes_teacher, cv.key, cv.id):
        check(secret not in text, f"the audit holds no secret: {secret[:4]} {text[max(0, text.find(secret) - 60):][:120]}")
