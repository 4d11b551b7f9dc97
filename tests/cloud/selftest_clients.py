"""Independent clients of classbell-cloud, written from the documents: its control API, cvclass, sxb. Standard library only."""
import base64, hashlib, json, os, subprocess, tempfile, time
import urllib.error, urllib.parse, urllib.request

failures, checks = [], [0]


def check(ok, what):
    checks[0] += 1
    if not ok:
        failures.append(what)
        print("FAIL", what, flush=True)


def same(got, want, what):
    check(got == want, f"{what}: got {got!r}, want {want!r}")


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def json(self):
        return json.loads(self.body)


def http(url, data=None, headers=None, method=None, timeout=20, context=None):
    request = urllib.request.Request(url, data=data, headers=headers or {}, method=method)
    try:
        with urllib.request.urlopen(request, timeout=timeout, context=context) as r:
            return Reply(r.status, r.headers, r.read())
    except urllib.error.HTTPError as e:
        return Reply(e.code, e.headers, e.read())


class World:
    """The program under test and its control API."""

    def __init__(self, program):
        self.dir = tempfile.mkdtemp()
        self.ca = os.path.join(self.dir, "ca.pem")
        self.log = os.path.join(self.dir, "log")
        scenario = os.path.join(self.dir, "scenario.json")
        with open(scenario, "w") as f:
            json.dump({"rooms": [{"vendor": "cvclass", "id": 4711, "title": "From the scenario", "start_in_s": 20,
                                  "length_s": 30}], "settings": {"overrun_s": 60}}, f)
        ready = os.path.join(self.dir, "ready")
        self.process = subprocess.Popen(
            [program, "--http", "0", "--https", "0", "--ca", self.ca, "--scenario", scenario, "--ready", ready,
             "--log", self.log], stdout=subprocess.PIPE, text=True)
        self.at = json.loads(self.process.stdout.readline())
        check(json.load(open(ready)) == self.at, "--ready holds the printed line")
        self.http = self.at["http"]
        self.secret = self.control("GET", "credentials")

    def control(self, method, path, body=None, want=None):
        r = http(self.http + "/_cloud/" + path, None if body is None else json.dumps(body).encode(), method=method)
        if want is None:
            check(r.status < 300, f"{method} /_cloud/{path} {body}: {r.status} {r.body[:200]}")
        else:
            same(r.status, want, f"{method} /_cloud/{path} {body}")
        return r.json

    def room(self, vendor, **more):
        return self.control("POST", "rooms", {"vendor": vendor, **more})

    def report(self, room):
        return self.control("GET", f"report?vendor={room['vendor']}&room={room['id']}")["rooms"][0]

    def fault(self, **fault):
        return self.control("POST", "faults", fault)

    def calm(self):
        self.control("DELETE", "faults")

    def last(self):
        return self.control("GET", "audit")[-1]


def flatten(value, name):
    """http_build_query: nested lists and dicts as a[b][c]=v."""
    if isinstance(value, (list, dict)):
        pairs = enumerate(value) if isinstance(value, list) else value.items()
        return [p for k, v in pairs for p in flatten(v, f"{name}[{k}]")]
    return [(name, str(value))]


def form(params):
    return [p for k, v in params.items() for p in flatten(v, k)]


def body_str(data):
    items = list(enumerate(data)) if isinstance(data, list) else list(data.items())
    items.sort(key=lambda kv: kv[0])
    out = ""
    for k, v in items:
        if isinstance(v, (list, dict)):
            out += str(k) + body_str(v) if v else ""
        elif str(v) != "":
            out += f"{k}{v}"
    return out


def md5(text):
    return hashlib.md5(text.encode()).hexdigest()


class CvClass:
    def __init__(self, world):
        self.world, self.id = world, world.secret["cvclass"]["app_id"]
        self.key = world.secret["cvclass"]["secret_key"]

    def token(self, params):
        signed = {k: v for k, v in params.items() if k not in ("token", "app_id", "key")}
        return md5(md5(self.id + body_str(signed)) + md5(self.key))

    def post(self, path, params, headers=None, timeout=20, base=None):
        data = urllib.parse.urlencode(form(params)).encode()
        url = (base or self.world.http) + "/cvclass/WebAPI/" + path
        return http(url, data, headers or {"Content-Type": "application/x-www-form-urlencoded"}, timeout=timeout)

    def call(self, path, timeout=20, **params):
        if path != "UploadFileUrl":
            params["app_id"] = self.id
        params["token"] = self.token(params)
        return self.post(path, params, timeout=timeout)

    def result(self, path, **params):
        return str(self.call(path, **params).json["result"])

    def entry_url(self, serial, usertype=0, ts=None, password=None, **more):
        ts = int(time.time()) if ts is None else ts
        q = {"domain": "demo", "serial": serial, "username": "王老师", "usertype": usertype, "ts": ts,
             "auth": md5(f"{self.id}{ts}{serial}{usertype}")}
        if password is not None:
            q["userpassword"] = password
        q.update(more)
        return self.world.http + "/cvclass/WebAPI/Entry?" + urllib.parse.urlencode(q)


def aes(key, text):
    plain = text.encode() + b"\0" * (-len(text.encode()) % 16)
    out = subprocess.run(["openssl", "enc", "-aes-128-ecb", "-nopad", "-K", key.encode().hex()], input=plain,
                         capture_output=True, check=True)
    return out.stdout.hex()


def multipart(fields, file):
    mark = "----selftest"
    out = b""
    for k, v in fields.items():
        out += f'--{mark}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
    if file:
        out += (f'--{mark}\r\nContent-Disposition: form-data; name="filedata"; filename="{file}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n").encode() + b"%PDF\r\n--x\0\r\n"
    return out + f"--{mark}--\r\n".encode(), {"Content-Type": f"multipart/form-data; boundary={mark}"}


def upload(cv, fields, file="a.pdf"):
    body, headers = multipart(fields, file)
    return http(cv.world.http + "/cvclass/WebAPI/UploadFile", body, headers).json


class Sxb:
    def __init__(self, world):
        self.world, self.cred = world, world.secret["sxb"]
        self.token = self.login()

    def send(self, name, body, timeout=20):
        svc, cmd = name.split("/")
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        return http(f"{self.world.http}/sxb/index.php?svc={svc}&cmd={cmd}", data, {"Content-Type": "application/json"}, timeout=timeout)

    def call(self, name, timeout=20, **fields):
        body = {"timeStamp": int(time.time() * 1000) & 0xFFFFFFFF, "appid": self.cred["appid"], **fields}
        return self.send(name, body, timeout).json

    def code(self, name, **fields):
        return self.call(name, **{"token": self.token, **fields})["errorCode"]

    def login(self, who="id", pwd="pwd"):
        got = self.call("account/login", id=self.cred[who], pwd=base64.b64encode(self.cred[pwd].encode()).decode())
        return got["data"]["token"]
