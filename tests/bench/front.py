"""What stands before a vendor's server, on loopback: the TLS (OpenSSL's, with session tickets), and a longer way.

Each byte takes half of `rtt_ms` more, each way. `handshakes` are counted by "full" and "resumed", `handshook` has when each
was done, and `asked` has (time, bytes) of all that clients sent, as it was read: a request each where it comes in one piece.
Clients know it by this machine's name, which they have to look up: libcurl knows what 'localhost' is by itself.
"""
import asyncio
import os
import socket
import ssl
import subprocess
import threading
import time

LOOPBACK = "127.0.0.1"


def own():
    """(name, address): of this machine; the address twice where the name leads nowhere."""
    try:
        name = socket.gethostname()
        return name, socket.gethostbyname(name)
    except OSError:
        return LOOPBACK, LOOPBACK


NAME, ADDRESS = own()
CERTIFICATE = """
exec 2>openssl.log; ec="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
openssl req -x509 $ec -keyout ca.key -out ca.pem -subj "/CN=Bench authority" -days 2
openssl req $ec -keyout key.pem -out request -subj "/CN=Bench"
echo "subjectAltName=$NAMES" >names
openssl x509 -req -in request -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out certificate.pem
"""


def tls(folder, version=ssl.TLSVersion.TLSv1_3):
    """A server's context, whose authority is FOLDER/ca.pem; it is made there where it is not yet."""
    if not os.path.exists(os.path.join(folder, "ca.pem")):
        names = f"IP:{ADDRESS}" + (f",DNS:{NAME}" if NAME != ADDRESS else "")
        subprocess.run(["sh", "-e", "-c", CERTIFICATE], cwd=folder, env={**os.environ, "NAMES": names}, check=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = version
    context.load_cert_chain(os.path.join(folder, "certificate.pem"), os.path.join(folder, "key.pem"))
    return context


class Forgetful:
    """A server's context whose tickets are good for so many connections, then no more: as they are where the age of a
    ticket counts from the full handshake, and the connections are evenly apart."""

    def __init__(self, connections, make):
        self.connections, self.make, self.taken = connections, make, 0

    def wrap_bio(self, *words, **more):  # All that asyncio asks of a context.
        if self.taken % self.connections == 0:
            self.context = self.make()  # With keys of its own.
        self.taken += 1
        return self.context.wrap_bio(*words, **more)


class Front:
    def __init__(self, url, rtt_ms=0, context=None, hangs_up=False):
        self.host, port = url.split("//")[1].split(":")
        self.port, self.half_s, self.context = int(port), rtt_ms / 2000, context
        self.hangs_up = hangs_up  # Behind each reply, as a server does whose patience is shorter than the next one's coming.
        self.handshakes = {"full": 0, "resumed": 0}
        self.handshook, self.asked = [], []
        self.loop = asyncio.new_event_loop()

    async def pass_on(self, reader, writer, hangs_up, asked=None):
        """Later by half the added round trip, in order, however much there is."""
        queue = asyncio.Queue()

        async def deliver():
            while True:
                at, data = await queue.get()
                await asyncio.sleep(max(0, at - self.loop.time()))
                if not data:
                    return writer.close()
                writer.write(data)

        task = asyncio.ensure_future(deliver())
        data = b"?"
        try:
            while data:
                try:
                    data = await asyncio.wait_for(reader.read(65536), 0.005 if hangs_up and data != b"?" else None)
                except (OSError, asyncio.TimeoutError):  # TLS's errors too: a client that ends without a word.
                    data = b""
                if asked is not None and data:
                    asked.append((time.time(), data))
                queue.put_nowait((self.loop.time() + self.half_s, data))
            await task
        finally:
            task.cancel()

    async def client(self, reader, writer):
        if self.context:
            self.handshakes["resumed" if writer.get_extra_info("ssl_object").session_reused else "full"] += 1
            self.handshook.append(time.time())
        there_reader, there_writer = await asyncio.open_connection(self.host, self.port)
        try:
            await asyncio.gather(self.pass_on(reader, there_writer, False, self.asked), self.pass_on(there_reader, writer, self.hangs_up))
        except (asyncio.CancelledError, OSError):
            pass

    async def listen(self):
        self.server = await asyncio.start_server(self.client, ADDRESS, 0, ssl=self.context)
        self.url = f"{'https' if self.context else 'http'}://{NAME}:{self.server.sockets[0].getsockname()[1]}"

    def __enter__(self):
        self.loop.run_until_complete(self.listen())
        threading.Thread(target=self.loop.run_forever, daemon=True).start()
        return self

    async def end(self):
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def __exit__(self, *_):
        asyncio.run_coroutine_threadsafe(self.end(), self.loop).result()
        self.loop.call_soon_threadsafe(self.loop.stop)
