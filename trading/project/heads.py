"""Each web process follows the ledger's head, to know from when on its kept pages are old."""

import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from django.db import close_old_connections, connections

from trading.selectors.heads import LedgerHead, ledger_head
from trading.services.moments import database_time

log = structlog.get_logger(__name__)

LOOK_SECONDS = 0.5
TRUST_SECONDS = 1.5
"""Longer than that nobody trusts what was seen last: a database that is away makes no page live for ever."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What one look found: the head, and the database's clock at this moment of our own."""

    head: LedgerHead | None
    time: datetime
    mark: float


@dataclass
class HeadFollower:
    """Looks twice a second, from the first question on."""

    _seen: Seen | None = None
    _thread: threading.Thread | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def head(self) -> LedgerHead | None:
        """None where it is not known well enough."""
        seen = self._fresh()
        return seen.head if seen else None

    def time(self) -> datetime | None:
        """The platform's time now; None where it is not known well enough."""
        seen = self._fresh()
        return seen.time + timedelta(seconds=time.monotonic() - seen.mark) if seen else None

    def _fresh(self) -> Seen | None:
        if self._thread is None:
            self._start()
        seen = self._seen
        return seen if seen and time.monotonic() - seen.mark < TRUST_SECONDS else None

    def _start(self) -> None:
        with self._lock:
            if self._thread is None:
                self._thread = threading.Thread(target=self._follow, name="ledger-head", daemon=True)
                self._thread.start()

    def _follow(self) -> None:
        while True:
            try:
                self._look()
                close_old_connections()
            except Exception as error:  # whatever it was, a thread that ended would leave no page kept for good
                log.warning("ledger.head_lost", error=type(error).__name__)
                connections.close_all()
            time.sleep(LOOK_SECONDS)

    def _look(self) -> None:
        mark = time.monotonic()  # before the look, so that the trust begins with what was true then
        now = database_time()
        self._seen = Seen(ledger_head(now), now, mark)
