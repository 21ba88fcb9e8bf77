"""Many sockets in a process of their own, as cheap as Python allows: they tell when the last of them had each frame.

Run as `python -m tests.bench.audience PORT PATH ORIGIN COUNT`. It prints `ready` once all have had a first frame, then
for each further frame one JSON line {"first", "last"} on `time.monotonic`, the clock that all processes here share.
"""

import json
import os
import select
import socket
import sys
import time

READ = 1 << 16
TEXT, PING = 1, 9
PONG, NO_MASK = 0x8A, bytes(4)


class Listener:
    """One socket and the frames that came through it."""

    def __init__(self, port: int, path: str, origin: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=120)
        key = "dGhlIHNhbXBsZSBub25jZQ=="
        lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", f"Origin: {origin}", "Upgrade: websocket"]
        lines += ["Connection: Upgrade", f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self.buffer = b""

    def wait_for_the_first(self) -> None:
        """The answer to the handshake, and the frame of what happened before."""
        while b"\r\n\r\n" not in self.buffer:
            self._read()
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        assert b" 101 " in head.split(b"\r\n")[0], head
        while not self.take():
            self._read()
        self.socket.setblocking(False)

    def take(self) -> int:
        """Count the whole frames with text in the buffer, answer pings, and drop both."""
        taken = 0
        while (length := _length(self.buffer)) is not None and len(self.buffer) >= length:
            kind, body, self.buffer = self.buffer[0] & 15, self.buffer[2:length], self.buffer[length:]
            if kind == PING:
                self.socket.sendall(bytes((PONG, 128 + len(body))) + NO_MASK + body)
            taken += kind == TEXT
        return taken

    def _read(self) -> None:
        data = self.socket.recv(READ)
        assert data, "the server has closed a socket"
        self.buffer += data


def _length(data: bytes) -> int | None:
    """Of a server's frame, header included; None where the header is not there yet."""
    if len(data) < 2:
        return None
    short = data[1] & 127
    if short < 126:
        return 2 + short
    size = 2 if short == 126 else 8
    return 2 + size + int.from_bytes(data[2 : 2 + size]) if len(data) >= 2 + size else None


def listen(port: int, path: str, origin: str, count: int) -> None:
    poll, by_handle = select.epoll(), dict[int, Listener]()
    for _ in range(count):
        listener = Listener(port, path, origin)
        listener.wait_for_the_first()
        by_handle[listener.socket.fileno()] = listener
        poll.register(listener.socket, select.EPOLLIN)
        _answer_pings(poll, by_handle)
    print("ready", flush=True)
    while True:
        _one_frame(poll, by_handle, count)


def _answer_pings(poll: select.epoll, by_handle: dict[int, Listener]) -> None:
    """Whoever was there first is asked whether it still is, while others come."""
    for handle, _ in poll.poll(0):
        by_handle[handle].buffer += os.read(handle, READ)
        by_handle[handle].take()


def _one_frame(poll: select.epoll, by_handle: dict[int, Listener], count: int) -> None:
    first, seen = 0.0, 0
    while seen < count:
        for handle, _ in poll.poll():
            listener = by_handle[handle]
            listener.buffer += os.read(handle, READ)
            seen += listener.take()
            if seen:
                first = first or time.monotonic()
    print(json.dumps({"first": first, "last": time.monotonic()}), flush=True)


if __name__ == "__main__":
    listen(int(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4]))
