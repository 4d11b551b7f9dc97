"""sxb: 18 commands valid, incomplete, of wrong types; a class from start to end."""
import base64, time

from selftest_clients import check, http, same


def sxb_endpoints(world, sxb):
    created = sxb.call("live/create", token=sxb.token, title="math", cover="http://c")["data"]
    n = created["roomnum"]
    check(isinstance(n, int) and created["groupid"] == str(n), "create's types")
    vod = {"method": "GET", "host": "vod.api.qcloud.com", "path": "/v2/index.php",
           "params": {"Action": "DescribeVodInfo", "Nonce": 1, "SecretId": "", "SignatureMethod": "HmacSHA256"}}
    b64 = base64.b64encode(b"secret-1").decode()
    table = [  # name, fields beside timeStamp, appid, token
        ("account/regist", {"id": "user000", "pwd": b64, "role": 0}),
        ("account/login", {"id": "user000", "pwd": b64}),
        ("live/create", {"title": "math"}),
        ("live/roomlist", {"index": 0, "size": 10}),
        ("live/startcourse", {"roomnum": n}),
        ("live/reportmemid", {"roomnum": n, "operate": 0}),
        ("live/heartbeat", {"roomnum": n}),
        ("live/roomidlist", {"roomnum": n, "index": 0, "size": 10}),
        ("live/reportbind", {"roomnum": n, "operate": 0, "bind_file": {"type": 0, "file_name": "f", "url": "u"}}),
        ("live/querybind", {"roomnum": n, "index": 0, "size": 50}),
        ("cos/get_sign", {"type": 0}),
        ("vod/get_sign", vod), ("vod/cmd_proxy", vod), ("vod/get_client_sign", {}),
        ("live/recendcall", {}), ("live/idxfileendcall", {}),
        ("live/exitroom", {"roomnum": n}),
        ("account/logout", {}),
    ]
    same(len({t[0] for t in table}), 18, "commands walked")
    for name, fields in table:
        open_ = name in ("account/regist", "account/login")
        callback = name in ("live/recendcall", "live/idxfileendcall")
        if not callback:
            whole = {"timeStamp": 1, "appid": sxb.cred["appid"], **fields, **({} if open_ else {"token": sxb.token})}
            for field in whole:
                left = {k: v for k, v in whole.items() if k != field}
                got = sxb.send(name, left).json["errorCode"]
                same(got, 10003, f"{name} without {field}")
            for field, value in whole.items():
                wrong = {**whole, field: [] if not isinstance(value, int) else str(value)}
                same(sxb.send(name, wrong).json["errorCode"], 10003, f"{name} with {field} of a wrong type")
            same(sxb.send(name, {**whole, "timeStamp": 1 << 32}).json["errorCode"], 10003, f"{name}: timeStamp over 32 bits")
            same(sxb.send(name, {**whole, "appid": 5}).json["errorCode"], 10003, f"{name}: other appid")
            if not open_:
                same(sxb.send(name, {**whole, "token": "none"}).json["errorCode"], 10009, f"{name} with an unknown token")
            if "roomnum" in fields:
                same(sxb.code(name, **{**fields, "roomnum": 999999}), 10010, f"{name} unknown room")
        same(sxb.send(name, b"{no").json["errorCode"], 10002, f"{name} not JSON")
        got = sxb.call(name, **fields, **({} if open_ or callback else {"token": sxb.token}))
        same((got["errorCode"], got["errInfo"], got["errorInfo"]), (0, "", ""), f"{name} {got}")
    same(sxb.code("account/logout"), 10008, "logged out twice")
    same(sxb.code("live/roomlist", index=0, size=1), 10009, "the token is gone")
    sxb.token = sxb.login()
    same(sxb.call("account/login", id="nobody", pwd=b64)["errorCode"], 10005, "unknown account")
    same(sxb.call("account/login", id="user000", pwd=base64.b64encode(b"no").decode())["errorCode"], 10006, "password")
    same(sxb.call("account/login", id="user000", pwd="secret-1")["errorCode"], 10003, "pwd not in base64")
    same(sxb.call("account/regist", id="user000", pwd=b64, role=0)["errorCode"], 10004, "registered already")
    same(sxb.send("live/nothing", {}).json["errorCode"], 10001, "unknown command")
    same(http(world.http + "/sxb/index.php?svc=live&cmd=roomlist").json["errorCode"], 10001, "GET")
    student = sxb.login("student_id", "student_pwd")
    for name, fields in [("live/create", {"title": "x"}), ("live/startcourse", {"roomnum": n}), ("live/exitroom", {"roomnum": n})]:
        same(sxb.call(name, token=student, **fields)["errorCode"], 10001, f"{name} by a student")
    same(sxb.code("cos/get_sign", type=1), 10003, "single signature without a path")
    same(sxb.call("cos/get_sign", token=sxb.token, type=1, file_path="/a", bucket="b")["data"]["region"], "", "region")


def sxb_class(world, sxb):
    now = int(time.time())
    r = world.room("sxb", start=now - 2, end=now + 100, title="物理")
    n = int(r["id"])
    item = lambda: sxb.call("live/roomlist", token=sxb.token, index=0, size=9, roomnum=n)["data"]["rooms"][0]
    same((item()["state"], item()["begin_time"], item()["host_uid"]), (0, now - 2, sxb.cred["id"]), "planned")
    total = lambda **f: sxb.call("live/roomlist", token=sxb.token, index=0, size=100, roomnum=n, **f)["data"]["total"]
    for f, want in [({"from_time": now - 2}, 1), ({"from_time": now - 1}, 0), ({"to_time": now - 2}, 1), ({"to_time": now - 3}, 0),
                    ({"state": 0}, 1), ({"state": 1}, 0), ({"host_uid": "x"}, 0)]:
        same(total(**f), want, f"roomlist {f}")
    same(sxb.code("live/exitroom", roomnum=n), 20002, "stop before the start")
    same(sxb.code("live/heartbeat", roomnum=n), 0, "a beat before the start")
    same(sxb.code("live/startcourse", roomnum=n), 0, "start")
    same(sxb.code("live/startcourse", roomnum=n), 0, "start again")
    same(item()["state"], 1, "live")
    same(sxb.code("live/reportmemid", roomnum=n, operate=0), 0, "enter")
    for wait in (0, 2.9, 1):
        time.sleep(wait)
        same(sxb.code("live/heartbeat", roomnum=n), 0, "beat")
    same(item()["memsize"], 1, "one member")
    same(sxb.code("live/exitroom", roomnum=n), 0, "stop")
    same(sxb.code("live/exitroom", roomnum=n), 10010, "stop again")
    same(sxb.code("live/heartbeat", roomnum=n), 10010, "a beat after the end")
    same(sxb.code("live/reportmemid", roomnum=n, operate=1), 0, "leave afterwards")
    same(item()["state"], 2, "over")
    rep = world.report(r)
    same((len(rep["starts"]), len(rep["stops"]), rep["heartbeats"]["count"]), (1, 1, 3), "report")
    check(900 < rep["heartbeats"]["min_gap_ms"] < 1500 and 2800 < rep["heartbeats"]["max_gap_ms"] < 3400, str(rep["heartbeats"]))
    kinds = [v["kind"] for v in rep["violations"]]
    for kind in ("stop_not_live", "heartbeat_not_live", "start_while_live", "heartbeat_gap"):
        check(kind in kinds, f"{kind} in {kinds}")
    world.control("POST", "settings", {"token_lifetime_s": 1})
    token = sxb.login()
    time.sleep(1.1)
    same(sxb.call("live/roomlist", token=token, index=0, size=1)["errorCode"], 10009, "token lifetime")
    world.control("POST", "settings", {"token_lifetime_s": 7200})
    sxb.token = sxb.login()
    world.fault(vendor="sxb", kind="token_expired")
    same(sxb.code("live/roomlist", index=0, size=1), 10009, "token expired now")
    sxb.token = sxb.login()
