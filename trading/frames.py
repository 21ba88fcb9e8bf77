"""One prepared WebSocket frame for many watchers, written past Daphne's work for each single message.

Channels and Daphne make a frame anew for every watcher, and Twisted waits for a turn of its loop to write it, at three
system calls a watcher. This module finds the transport behind a consumer's `send` and writes one frame (RFC 6455,
section 5.2) that was made once, at one system call. It relies on inner parts of Daphne (`send` is a partial of
`Server.handle_reply` with the protocol as its argument, and the protocol has `transport` and `state`) and of Twisted
(what a connection has not sent is in `dataBuffer` and `_tempDataLen`). Where that is not so, `writer` gives None and the
public way is taken; tests/web/test_frames.py notices it.
"""

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any, TypeAlias

from autobahn.websocket.protocol import WebSocketProtocol
from twisted.internet.tcp import Connection

FINAL_TEXT = 0x81
SHORT, MEDIUM = 126, 1 << 16
MOST_UNSENT = 1 << 20
"""Bytes that may wait for a slow watcher. Then it is cut off; it comes back by itself and goes on after its last seq."""

Write: TypeAlias = Callable[[bytes], None]


def writer(send: object) -> Write | None:
    """A function that writes prepared bytes to the socket behind `send`, or None where there is no way to."""
    if not isinstance(send, partial) or len(send.args) != 1 or not isinstance(send.args[0], WebSocketProtocol):
        return None
    protocol: Any = send.args[0]
    if not isinstance(protocol.transport, Connection):
        return None

    def write(frame: bytes) -> None:
        if protocol.state == WebSocketProtocol.STATE_OPEN:
            _write(protocol.transport, frame)

    return write


def _write(transport: Any, frame: bytes) -> None:
    unsent = len(transport.dataBuffer) - transport.offset + transport._tempDataLen
    if unsent > MOST_UNSENT:
        transport.abortConnection()
        return
    sent = 0 if unsent or transport.disconnecting else transport.writeSomeData(frame)
    if sent != len(frame):
        # What the socket did not take waits; an error shows itself again when the loop comes to write.
        transport.write(frame[sent:] if isinstance(sent, int) else frame)


@lru_cache(maxsize=64)
def prepared(text: str) -> bytes:
    """The text as one unmasked frame; made once for all watchers."""
    data = text.encode()
    size = len(data)
    if size < SHORT:
        return bytes((FINAL_TEXT, size)) + data
    if size < MEDIUM:
        return bytes((FINAL_TEXT, 126)) + size.to_bytes(2) + data
    return bytes((FINAL_TEXT, 127)) + size.to_bytes(8) + data
