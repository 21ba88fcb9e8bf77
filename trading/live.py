"""The live feed: each process tails the ledger once, encodes each frame once, and hands it to every watcher.

A frame carries events of one lot: `{"seq", "now", "speed", "events": [{"seq", "type", "at", …}]}`. `seq` counts within
the trade, so a watcher that comes back with its last one misses nothing. Only public entries are ever read here.
"""

import asyncio
import json
import select
import threading
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias
from uuid import UUID

import psycopg2
import structlog
from django.db import close_old_connections, connection, connections

from trading.domain.canonical import at_text
from trading.domain.entries import Visibility
from trading.domain.trade_time import trade_time
from trading.models import Position, Trade
from trading.services.moments import database_time, segments_of
from trading.services.sequencing import CHANNEL

log = structlog.get_logger(__name__)

POLL_SECONDS = 0.25
GATHER_SECONDS = 0.15
"""After a frame, what happens next is gathered for so long: a thousand watchers cost a thousand writes a frame."""

ENTRIES_AT_ONCE = 2000
MAX_CATCH_UP = 5000
MOST_WATCHERS = 20_000

Event: TypeAlias = dict[str, Any]
Projection: TypeAlias = Callable[[Mapping[str, Any]], Event]


class NoRoom(Exception):
    """This process has as many watchers as it can serve in time; another one may have room."""


class Watcher(Protocol):
    """Somebody to whom frames are sent; `deliver` is called in the event loop it was registered from."""

    async def deliver(self, frame: str) -> None: ...


PROJECTIONS: dict[str, Projection] = {}
"""By type of entry: what a watcher is told of its body. Each app adds its own; a type without one is not sent."""


@dataclass(frozen=True, slots=True)
class Topic:
    trade: UUID
    lot: UUID


@dataclass(frozen=True, slots=True)
class Happened:
    """A public entry in its place, as watchers of its lot will see it (`lot` None: of every lot of the trade)."""

    trade: UUID
    lot: str | None
    seq: int
    event: Event


@dataclass
class Hub:
    """The watchers of this process, and the thread that feeds them. One per process: `hub`."""

    _watchers: dict[Topic, dict[Watcher, asyncio.AbstractEventLoop]] = field(default_factory=lambda: defaultdict(dict))
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    def join(self, topic: Topic, watcher: Watcher) -> None:
        """From now on the watcher gets every new frame of the topic. Starts the tail with the first watcher.

        Raises `NoRoom` where the process has as many watchers as it can serve in time.
        """
        with self._lock:
            if sum(map(len, self._watchers.values())) >= MOST_WATCHERS:
                raise NoRoom
            self._watchers[topic][watcher] = asyncio.get_running_loop()
            if self._thread is None:
                self._thread = threading.Thread(target=self._tail, name="ledger-tail", daemon=True)
                self._thread.start()

    def leave(self, topic: Topic, watcher: Watcher) -> None:
        with self._lock:
            self._watchers[topic].pop(watcher, None)
            if not self._watchers[topic]:
                del self._watchers[topic]

    def watched(self) -> list[Topic]:
        with self._lock:
            return list(self._watchers)

    def publish(self, happenings: Sequence[Happened]) -> None:
        """Encode one frame a topic and hand it to the loops of its watchers."""
        by_trade: dict[UUID, list[Happened]] = defaultdict(list)
        for happened in happenings:
            by_trade[happened.trade].append(happened)
        for topic in self.watched():
            events = [each for each in by_trade.get(topic.trade, ()) if each.lot in (None, str(topic.lot))]
            if events:
                self._hand_over(topic, encode_frame(topic.trade, events))

    def _hand_over(self, topic: Topic, frame: str) -> None:
        by_loop: dict[asyncio.AbstractEventLoop, list[Watcher]] = defaultdict(list)
        with self._lock:
            for watcher, loop in self._watchers.get(topic, {}).items():
                by_loop[loop].append(watcher)
        for loop, watchers in by_loop.items():
            if not loop.is_closed():
                asyncio.run_coroutine_threadsafe(_deliver(watchers, frame), loop)

    def _tail(self) -> None:
        position = last_position()
        while True:
            try:
                with _listening() as listener:
                    position = self._follow(listener, position)
            except Exception as error:
                # A database that restarts must not end the feed: say so, and begin again where we were.
                log.warning("ledger.tail_lost", error=type(error).__name__)
                connections.close_all()
                threading.Event().wait(POLL_SECONDS)

    def _follow(self, listener: "psycopg2.extensions.connection", position: int) -> int:
        while True:
            entries = read_after(position)
            if entries:
                position = entries[-1].log_index
                self.publish(happenings(entries))
                threading.Event().wait(GATHER_SECONDS)
                continue
            close_old_connections()
            select.select([listener], [], [], POLL_SECONDS)
            listener.poll()
            listener.notifies.clear()


hub = Hub()


def last_position() -> int:
    """The log index of the newest placed entry, -1 in an empty log."""
    last = Position.objects.order_by("-log_index").values_list("log_index", flat=True).first()
    return -1 if last is None else last


def read_after(position: int) -> list[Position]:
    """The next placed entries, in the order of the log."""
    rows = Position.objects.filter(log_index__gt=position).select_related("entry__content").order_by("log_index")
    return list(rows[:ENTRIES_AT_ONCE])


def happenings(positions: Iterable[Position]) -> list[Happened]:
    """What watchers may know of these entries."""
    return [
        _happened(row)
        for row in positions
        if row.trade_id and row.entry.visibility == Visibility.PUBLIC.value and row.entry.type in PROJECTIONS
    ]


def catch_up(topic: Topic, since: int) -> tuple[str, bool]:
    """A frame with all that happened after `since` in the topic, and whether that is everything (else load anew)."""
    rows = Position.objects.filter(trade_id=topic.trade, trade_seq__gt=since).select_related("entry__content")
    positions = list(rows.order_by("trade_seq")[: MAX_CATCH_UP + 1])
    events = [each for each in happenings(positions[:MAX_CATCH_UP]) if each.lot in (None, str(topic.lot))]
    seq = positions[:MAX_CATCH_UP][-1].trade_seq if positions else since
    return encode_frame(topic.trade, events, seq), len(positions) <= MAX_CATCH_UP


def last_seq(trade: Trade) -> int:
    """The place within the trade up to which a page made now is complete."""
    last = Position.objects.filter(trade=trade).order_by("-trade_seq").values_list("trade_seq", flat=True).first()
    return last or 0


def encode_frame(trade_id: UUID, events: Sequence[Happened], seq: int | None = None) -> str:
    """One frame: the events in order, the last `seq` it covers, and the trade's clock."""
    segments = segments_of(Trade(pk=trade_id))
    frame = {
        "events": [{"seq": each.seq, **each.event} for each in events],
        "now": at_text(trade_time(segments, database_time())),
        "seq": events[-1].seq if seq is None else seq,
        "speed": segments[-1].speed,
    }
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def _happened(row: Position) -> Happened:
    body = row.entry.content.body
    event = {"at": at_text(row.entry.at), "type": row.entry.type} | PROJECTIONS[row.entry.type](body)
    assert row.trade_id is not None
    return Happened(trade=row.trade_id, lot=body.get("lot"), seq=row.trade_seq, event=event)


async def _deliver(watchers: Sequence[Watcher], frame: str) -> None:
    for watcher in watchers:
        await watcher.deliver(frame)


@contextmanager
def _listening() -> Iterator["psycopg2.extensions.connection"]:
    """A connection of its own that hears the sequencer's NOTIFY."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    with closing(psycopg2.connect(**parameters)) as listener:
        listener.autocommit = True
        with listener.cursor() as cursor:
            cursor.execute(f"LISTEN {CHANNEL}")
        yield listener
