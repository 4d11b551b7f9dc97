"""A longer way to a server: each byte takes half of `rtt_ms` more, each way. TCP on loopback."""
import asyncio
import threading


class Proxy:
    def __init__(self, url, rtt_ms):
        self.host, port = url.split("//")[1].split(":")
        self.port, self.half_s = int(port), rtt_ms / 2000
        self.loop = asyncio.new_event_loop()

    async def pass_on(self, reader, writer):
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
        while data:
            try:
                data = await reader.read(65536)
            except ConnectionError:
                data = b""
            queue.put_nowait((self.loop.time() + self.half_s, data))
        await task

    async def client(self, reader, writer):
        there_reader, there_writer = await asyncio.open_connection(self.host, self.port)
        try:
            await asyncio.gather(self.pass_on(reader, there_writer), self.pass_on(there_reader, writer))
        except (asyncio.CancelledError, ConnectionError):
            pass

    async def listen(self):
        self.server = await asyncio.start_server(self.client, "127.0.0.1", 0)
        self.url = "http://127.0.0.1:%d" % self.server.sockets[0].getsockname()[1]

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
