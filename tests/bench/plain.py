"""What we compare with: a plain `websockets` server that broadcasts the frame it reads from its input to everybody.

Run as `python -m tests.bench.plain PORT`; for each line it prints when it began to send, on `time.monotonic`.
"""

import asyncio
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve


async def main(port: int) -> None:
    everybody: set[ServerConnection] = set()

    async def join(socket: ServerConnection) -> None:
        await socket.send("{}")
        everybody.add(socket)
        await socket.wait_closed()

    async with serve(join, "127.0.0.1", port, compression=None, ping_interval=None):
        print("ready", flush=True)
        while frame := await asyncio.to_thread(sys.stdin.readline):
            began = time.monotonic()
            broadcast(everybody, frame.rstrip("\n"))
            print(began, flush=True)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
