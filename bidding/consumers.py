"""The hall's socket: everyone may watch; nobody says anything through it."""

import json
import time
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer

from trading.domain.actors import ANONYMOUS
from trading.frames import Write, prepared, writer
from trading.live import NoRoom, Topic, catch_up, encode_frame, hub
from trading.selectors.trades import NoSuchLot, lot_for

NO_SUCH_HALL = 4404
LOAD_ANEW = 4410
NO_ROOM = 4503
TOO_BUSY = 4429
PING_EVERY_SECONDS = 1.0
LONGEST_MESSAGE = 100


class HallConsumer(AsyncWebsocketConsumer):
    """`/ws/halls/<lot>/?since=<seq>`: first what happened after `since`, then every new frame."""

    topic: Topic | None = None
    last_seq = 0
    last_ping = 0.0
    waiting: list[str] | None = None
    write: Write | None = None

    async def connect(self) -> None:
        self.write = writer(self.base_send)
        self.topic = await _topic(self.scope["url_route"]["kwargs"]["lot_id"])
        await self.accept()
        if self.topic is None:
            await self.close(NO_SUCH_HALL)
            return
        self.waiting = []
        try:
            hub.join(self.topic, self)
        except NoRoom:
            await self.close(NO_ROOM)
            return
        await self._catch_up(self.topic, _since(self.scope["query_string"]))

    async def disconnect(self, code: int) -> None:
        if self.topic is not None:
            hub.leave(self.topic, self)

    async def deliver(self, frame: str) -> None:
        """Send a frame that is already encoded; while catching up, keep it for afterwards."""
        if self.waiting is not None:
            self.waiting.append(frame)
        elif self.write is not None:
            self.write(prepared(frame))
        else:
            await self.base_send({"type": "websocket.send", "text": frame})

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """Answer a ping with the time, at most once a second."""
        now = time.monotonic()
        if text_data is None or len(text_data) > LONGEST_MESSAGE or now - self.last_ping < PING_EVERY_SECONDS:
            await self.close(TOO_BUSY)
            return
        self.last_ping = now
        if self.topic is not None:
            await self.send(await database_sync_to_async(encode_frame)(self.topic.trade, (), self.last_seq))

    async def _catch_up(self, topic: Topic, since: int) -> None:
        frame, complete = await database_sync_to_async(catch_up)(topic, since)
        await self.send(frame)
        self.last_seq = json.loads(frame)["seq"]
        if not complete:
            await self.close(LOAD_ANEW)
        while self.waiting:
            await self.send(self.waiting.pop(0))
        self.waiting = None


@database_sync_to_async
def _topic(lot_id: UUID) -> Topic | None:
    try:
        lot = lot_for(ANONYMOUS, lot_id)
    except NoSuchLot:
        return None
    return Topic(trade=lot.trade_id, lot=lot.pk)


def _since(query: bytes) -> int:
    values: list[Any] = parse_qs(query.decode("ascii", "replace")).get("since", ["0"])
    return int(values[0]) if values[0].isdecimal() and len(values[0]) < 16 else 0
