"""Prepared frames are what the public way sends, and reach a real socket."""

import asyncio
import inspect
from functools import partial
from typing import Any
from uuid import uuid4

import daphne.server
import daphne.ws_protocol
import pytest
from autobahn.websocket.protocol import WebSocketProtocol
from django.conf import settings
from websockets.frames import Frame, Opcode

from bidding import consumers
from trading.frames import prepared, writer
from trading.project.asgi import application


class Transport:
    def __init__(self) -> None:
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data


def protocol(state: int) -> Any:
    found: Any = object.__new__(WebSocketProtocol)  # its constructor wants an event loop
    found.transport, found.state = Transport(), state
    return found


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
def test_a_prepared_frame_is_the_frame_that_others_make(size: int) -> None:
    text = "开" * (size // 3) + "x" * (size % 3)

    assert prepared(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_it_is_written_to_an_open_socket_and_to_no_other() -> None:
    for state, written in ((WebSocketProtocol.STATE_OPEN, b"\x81\x01x"), (WebSocketProtocol.STATE_CLOSING, b"")):
        one = protocol(state)
        write = writer(partial(print, one))
        assert write is not None

        write(prepared("x"))

        assert one.transport.written == written


def test_where_daphne_is_not_behind_it_there_is_no_writer() -> None:
    assert writer(print) is None
    assert writer(partial(print, "something else")) is None


def test_daphne_still_has_the_parts_that_are_used() -> None:
    assert issubclass(daphne.ws_protocol.WebSocketProtocol, WebSocketProtocol)
    assert "partial(self.handle_reply, protocol)" in inspect.getsource(daphne.server.Server.create_application)


def test_a_halls_consumer_gets_daphnes_own_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """A middleware that wraps `send` would hide the socket, and every watcher would cost a message again."""
    got: list[object] = []

    def note(send: object) -> None:
        got.append(send)
        raise ZeroDivisionError

    monkeypatch.setattr(consumers, "writer", note)
    scope = {
        "type": "websocket",
        "path": f"/ws/halls/{uuid4()}/",
        "query_string": b"",
        "headers": [],
        "subprotocols": [],
    }
    scope["headers"] = [(b"origin", settings.ORIGIN.encode())]
    messages = iter([{"type": "websocket.connect"}])

    async def receive() -> dict[str, str]:
        return next(messages)

    async def send(message: object) -> None: ...

    with pytest.raises(ZeroDivisionError):
        asyncio.run(application(scope, receive, send))

    assert got == [send]
