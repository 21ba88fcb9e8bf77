"""The platform's threads (clock, sequencer, readers, sweeper, callers, medium): plain functions, supervised, in whichever process leads.

A `Pulse` names a function `() -> float | None`: it does what is due and may say how many seconds later it wants to be
called again. The functions are safe to run twice at once; the advisory lock only saves work. It is held on a connection of its
own, so a leader that dies or loses the database gives it up.
"""

import threading
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib import import_module

import psycopg2
import structlog
from django.db import connections

log = structlog.get_logger(__name__)

LONGEST_BACKOFF = 30.0
FOLLOWER_SECONDS = 2.0
HEARTBEAT_SECONDS = 60.0
JOIN_SECONDS = 3.0


@dataclass(frozen=True)
class Pulse:
    """A function called for ever: `target` as "module:function", `pause` seconds apart unless it says otherwise."""

    name: str
    target: str
    pause: float

    @property
    def lock(self) -> int:
        return zlib.crc32(f"mingzheng/thread/{self.name}".encode())

    def function(self) -> Callable[[], float | None]:
        module, name = self.target.split(":")
        function: Callable[[], float | None] = getattr(import_module(module), name)
        return function


PULSES = (
    Pulse("clock", "trading.project.pulses:clock", pause=0.2),
    Pulse("sequencer", "trading.project.pulses:sequencer", pause=0.05),
    Pulse("readers", "trading.project.pulses:readers", pause=0.5),
    Pulse("sweeper", "trading.project.pulses:sweeper", pause=3600),
    Pulse("deposits", "trading.project.pulses:deposits", pause=10),
    Pulse("medium", "trading.project.pulses:medium", pause=2.0),
    Pulse("callers", "trading.project.pulses:callers", pause=1.0),
)


class Supervised(threading.Thread):
    """A thread that runs one pulse for ever: it follows, leads, and after an error begins again, ever more slowly."""

    def __init__(self, pulse: Pulse) -> None:
        super().__init__(name=pulse.name, daemon=True)
        self.pulse = pulse
        self.stopped = threading.Event()
        self.beats = 0

    def run(self) -> None:
        failures = 0
        while not self.stopped.is_set():
            beats = self.beats
            try:
                self._follow()
            except Exception as error:  # whatever it was, the platform's clock must go on
                failures = 0 if self.beats > beats else failures + 1
                delay = min(LONGEST_BACKOFF, 0.5 * 2**failures)
                log.error("thread.failed", thread=self.name, error=repr(error), again_in=delay, exc_info=failures < 2)
                self.stopped.wait(delay)
            finally:
                connections.close_all()

    def _follow(self) -> None:
        function = self.pulse.function()
        with leadership(self.pulse.lock) as take:
            while not self.stopped.is_set():
                if take():
                    log.info("thread.leads", thread=self.name)
                    self._lead(function, take)
                self.stopped.wait(FOLLOWER_SECONDS)

    def _lead(self, function: Callable[[], float | None], still: Callable[[], bool]) -> None:
        told = time.monotonic()
        while not self.stopped.is_set():
            pause = function()
            self.beats += 1
            if time.monotonic() - told > HEARTBEAT_SECONDS:
                told = time.monotonic()
                log.info("thread.alive", thread=self.name, beats=self.beats)
                if not still():
                    return
            self.stopped.wait(self.pulse.pause if pause is None else pause)


@contextmanager
def leadership(lock: int) -> Iterator[Callable[[], bool]]:
    """A connection outside the pool, and a question: is the lock ours (now, or already)?"""
    held = False
    options = connections["default"].get_connection_params()
    with closing(psycopg2.connect(**options, application_name="mingzheng leader")) as connection:
        connection.autocommit = True

        def take() -> bool:
            nonlocal held
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1" if held else "SELECT pg_try_advisory_lock(%s)", None if held else [lock])
                held = bool(cursor.fetchone()[0])
            return held

        yield take


def ask_to_stop(running: Iterable[Supervised]) -> None:
    """Let each end what it is doing and begin nothing new."""
    for thread in running:
        thread.stopped.set()


def wait_for(running: Iterable[Supervised]) -> None:
    """Wait for all of them, three seconds in all. What one has not committed by then is done by the next leader."""
    until = time.monotonic() + JOIN_SECONDS
    for thread in running:
        thread.join(max(0.0, until - time.monotonic()))


def start() -> tuple[Supervised, ...]:
    """Start every pulse on a thread of its own."""
    running = tuple(Supervised(pulse) for pulse in PULSES)
    for thread in running:
        thread.start()
    return running
