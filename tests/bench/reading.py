"""How many times a second a process answers one address, from a process of its own: the reader must not be measured with it.

Run as `python -m tests.bench.reading PORT PATH`; prints one JSON line: {"rate": answers a second, "size": bytes of one}.
"""

import asyncio
import json
import sys
import time

READERS = 8
SECONDS = 3.0


async def read(port: int, path: str) -> tuple[int, int]:
    """How many answers came, and how long the last was."""
    until = time.monotonic() + SECONDS
    counts = await asyncio.gather(*(_read(port, path, until) for _ in range(READERS)))
    return sum(count for count, _size in counts), counts[0][1]


async def _read(port: int, path: str, until: float) -> tuple[int, int]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    asked = f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()
    count = size = 0
    while time.monotonic() < until:
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        status, _, fields = head.partition(b"\r\n")
        assert b" 200 " in status, status
        lengths = [line for line in fields.lower().split(b"\r\n") if line.startswith(b"content-length:")]
        size = int(lengths[0].partition(b":")[2])
        await reader.readexactly(size)
        count += 1
    writer.close()
    return count, size


if __name__ == "__main__":
    answers, length = asyncio.run(read(int(sys.argv[1]), sys.argv[2]))
    print(json.dumps({"rate": answers / SECONDS, "size": length}), flush=True)
