#!/usr/bin/env python3
"""A server that misbehaves on request, for http_test.cc.

    http_server.py [CERTIFICATE KEY [TLS_VERSION]]

Prints its port; ends when its standard input does. One thread a connection. GET /count/NAME tells how many requests
with /NAME as the last part of their path have arrived.
"""
import json
import os
import socket
import ssl
import struct
import sys
import threading
import time

counts = {}
lock = threading.Lock()


class Connection:
    def __init__(self, sock, serial):
        self.sock = sock
        self.serial = serial  # Of the connection.
        self.requests = 0     # On this connection.
        self.buffer = b""

    def read_request(self):
        """Method, path, headers, body; None at the end."""
        while b"\r\n\r\n" not in self.buffer:
            if not self.fill():
                return None
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        lines = head.decode("latin-1").split("\r\n")
        method, path, _ = lines[0].split(" ", 2)
        headers = {name.strip().lower(): value.strip() for name, value in (line.split(":", 1) for line in lines[1:])}
        length = int(headers.get("content-length", 0))
        while len(self.buffer) < length:
            if not self.fill():
                return None
        body, self.buffer = self.buffer[:length], self.buffer[length:]
        self.requests += 1
        return method, path, headers, body

    def fill(self):
        try:
            data = self.sock.recv(65536)
        except (OSError, ssl.SSLError):
            return False
        self.buffer += data
        return bool(data)

    def reply(self, status=200, body=b"", headers=(), length=True):
        lines = ["HTTP/1.1 %d Whatever" % status, *headers]
        if length:
            lines.append("Content-Length: %d" % len(body))
        self.sock.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def reset(self):
        """Closes with RST instead of FIN."""
        self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def serve(c):
    """Answers requests until one of them ends the connection."""
    while True:
        request = c.read_request()
        if request is None:
            return
        method, target, headers, body = request
        path = target.split("?")[0]
        action, _, name = path[1:].partition("/")
        with lock:
            counts[name] = counts.get(name, 0) + 1
        if action == "ok":
            c.reply(body=b"fine")
        elif action == "count":
            with lock:
                c.reply(body=str(counts[name] - 1).encode())
        elif action == "status":
            c.reply(int(name), b"sorry")
        elif action == "echo":
            tls = getattr(c.sock, "session_reused", None)
            version = c.sock.version() if tls is not None else None
            seen = {"method": method, "target": target, "headers": headers, "body": body.decode("latin-1"),
                    "connection": c.serial, "resumed": tls, "tls": version}
            c.reply(body=json.dumps(seen).encode())
        elif action == "hang":
            time.sleep(float(name or 30))
            c.reply(body=b"late")
        elif action == "headers":  # Header lines as the query has them, hexadecimal.
            c.reply(headers=bytes.fromhex(target.split("?")[1]).decode("latin-1").split("\n"))
        elif action == "big":  # 50 MB, announced or in chunks.
            if name == "announced":
                c.reply(length=False, headers=["Content-Length: 50000000"])
            else:
                c.reply(length=False, headers=["Transfer-Encoding: chunked"])
            block = b"x" * 50000
            for _ in range(1000):
                c.sock.sendall(block if name == "announced" else b"c350\r\n" + block + b"\r\n")
        elif action == "longheader":
            c.reply(headers=["X-%d: %s" % (i, "y" * 1000) for i in range(1000)])
        elif action == "drip":  # A byte each 0.1 s: never silent, never done.
            c.reply(length=False, headers=["Content-Length: 1000"])
            for _ in range(1000):
                c.sock.sendall(b".")
                time.sleep(0.1)
        elif action == "stall":  # Half a reply, then silence.
            c.reply(length=False, headers=["Content-Length: 1000"])
            c.sock.sendall(b"half")
            time.sleep(30)
        elif action == "half":
            c.reply(length=False, headers=["Content-Length: 1000"])
            c.sock.sendall(b"half")
            return
        elif action == "garbage":
            c.sock.sendall(b"\x1b[31mSSH-2.0-nothing\r\n\r\n")
            return
        elif action == "close":
            return
        elif action == "reset":
            c.reset()
            return
        elif action == "okclose":  # Answers, and closes the idle connection soon after without having said so.
            c.reply(body=b"fine")
            time.sleep(0.05)
            return
        elif action == "dieifkept":  # Answers on a new connection, dies at a second request.
            if c.requests > 1:
                return
            c.reply(body=b"fine")
        elif action == "redirect":
            c.reply(302, headers=["Location: /ok/redirected"])
        else:
            c.reply(404)


def connection(sock, serial, context):
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context:
            sock = context.wrap_socket(sock, server_side=True)
        serve(Connection(sock, serial))
    except (OSError, ssl.SSLError, ValueError):
        pass
    finally:
        sock.close()


def main():
    context = None
    if len(sys.argv) > 2:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[1], sys.argv[2])
        if len(sys.argv) > 3:
            version = {"1.1": ssl.TLSVersion.TLSv1_1, "1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}
            context.maximum_version = version[sys.argv[3]]
            if sys.argv[3] == "1.1":
                context.minimum_version = version["1.1"]
                context.set_ciphers("ALL:@SECLEVEL=0")
    server = socket.create_server(("127.0.0.1", 0), backlog=64)
    print(server.getsockname()[1], flush=True)

    def accept():
        serial = 0
        while True:
            sock, _ = server.accept()
            serial += 1
            threading.Thread(target=connection, args=(sock, serial, context), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    sys.stdin.read()
    os._exit(0)


main()
