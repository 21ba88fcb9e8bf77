"""Prepared frames are what the public way sends, and reach a real socket."""

import asyncio
import inspect
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any, TypeAlias
from uuid import uuid4

import daphne.server
import daphne.ws_protocol
import pytest
from autobahn.websocket.protocol import WebSocketProtocol
from django.conf import settings
from twisted.internet.protocol import Protocol
from twisted.internet.tcp import Connection
from websockets.frames import Frame, Opcode

from bidding import consumers
from trading.frames import MOST_UNSENT, prepared, writer
from trading.project.asgi import application

Wire: TypeAlias = tuple[Any, socket.socket]


@pytest.fixture
def wire() -> Iterator[Wire]:
    """A connection of Twisted's over a real socket, and the other end of it. No loop writes what it keeps."""
    ours, theirs = socket.socketpair()
    ours.setblocking(False)
    reactor: Any = Reactor()
    nobody: Any = Protocol()
    connection = Connection(ours, nobody, reactor=reactor)
    connection.connected = True
    yield connection, theirs
    ours.close()
    theirs.close()


class Reactor:
    """Notes who wants to write, and does not."""

    def __init__(self) -> None:
        self.writers: list[object] = []
        self.later: list[object] = []

    def addWriter(self, writer: object) -> None:
        self.writers.append(writer)

    def removeWriter(self, writer: object) -> None: ...

    def removeReader(self, reader: object) -> None: ...

    def callLater(self, _: float, what: object, *__: object) -> None:
        self.later.append(what)


def protocol(state: int, transport: object) -> Any:
    found: Any = object.__new__(WebSocketProtocol)  # its constructor wants an event loop
    found.transport, found.state = transport, state
    return found


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 1_000_000])
def test_a_prepared_frame_is_the_frame_that_others_make(size: int) -> None:
    text = "开" * (size // 3) + "x" * (size % 3)

    assert prepared(text) == Frame(Opcode.TEXT, text.encode()).serialize(mask=False)


def test_it_is_written_to_an_open_socket_and_to_no_other(wire: Wire) -> None:
    connection, theirs = wire
    for state in (WebSocketProtocol.STATE_CLOSING, WebSocketProtocol.STATE_OPEN):
        write = writer(partial(print, protocol(state, connection)))
        assert write is not None

        write(prepared(str(state)))

    assert theirs.recv(100) == prepared(str(WebSocketProtocol.STATE_OPEN))


def test_what_the_socket_does_not_take_waits_in_order(wire: Wire) -> None:
    connection, theirs = wire
    write = writer(partial(print, protocol(WebSocketProtocol.STATE_OPEN, connection)))
    assert write is not None
    frames = [prepared(letter * 300_000) for letter in "abc"]

    for frame in frames:
        write(frame)

    got = b""
    while len(got) < sum(map(len, frames)):
        got += theirs.recv(1 << 20)
        connection.doWrite()
    assert got == b"".join(frames)


def test_a_watcher_that_does_not_read_is_cut_off(wire: Wire) -> None:
    connection, _ = wire
    write = writer(partial(print, protocol(WebSocketProtocol.STATE_OPEN, connection)))
    assert write is not None
    frame = prepared("x" * 500_000)

    for _ in range(20):
        write(frame)

    assert connection.reactor.later == [connection.connectionLost]
    assert connection._tempDataLen <= MOST_UNSENT + len(frame)


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
