"""One event to all watchers of a hall, through a real web process, against a plain broadcast of the same frame."""

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings

from tests.support import world
from tests.support.ports import free_port
from tests.support.sites import LiveSite
from tests.support.world import Tender
from trading.live import encode_frame, happenings
from trading.models import Position
from trading.services import training

REPETITIONS = 7


@dataclass(frozen=True, slots=True)
class Delivery:
    """Medians in seconds: `spread` from the first watcher to the last, `whole` from the event to the last."""

    spread: float
    whole: float


def through_the_platform(site: LiveSite, tender: Tender, count: int) -> Delivery:
    with _audience(site.port, f"/ws/halls/{tender.lot_id}/?since={_seq(tender)}", count) as audience:

        def happen() -> float:
            began = time.monotonic()
            training.move_clock(trade_id=tender.trade.pk, to=world.now(tender) + world.SECOND)
            return began

        return _measure(audience, happen)


def plainly(tender: Tender, count: int) -> Delivery:
    port = free_port()
    frame = _frame(tender)
    with _process("tests.bench.plain", str(port)) as server:
        assert server.stdin and server.stdout
        server.stdout.readline()
        with _audience(port, "/", count) as audience:

            def send() -> float:
                assert server.stdin and server.stdout
                server.stdin.write(frame + "\n")
                server.stdin.flush()
                return float(server.stdout.readline())

            return _measure(audience, send)


def _measure(audience: "subprocess.Popen[str]", happen: object) -> Delivery:
    assert audience.stdout and callable(happen)
    spreads, wholes = [], []
    for _ in range(REPETITIONS):
        time.sleep(0.3)
        began = happen()
        seen = json.loads(audience.stdout.readline())
        spreads.append(seen["last"] - seen["first"])
        wholes.append(seen["last"] - began)
    return Delivery(statistics.median(spreads), statistics.median(wholes))


def _seq(tender: Tender) -> int:
    return int(Position.objects.filter(trade=tender.trade).order_by("-trade_seq")[0].trade_seq)


def _frame(tender: Tender) -> str:
    """The same event as the platform sends."""
    rows = Position.objects.filter(trade=tender.trade, entry__type="clock.moved").select_related("entry__content")
    return encode_frame(tender.trade.pk, happenings(rows.order_by("-trade_seq")[:1]))


@contextmanager
def _audience(port: int, path: str, count: int) -> "Iterator[subprocess.Popen[str]]":
    with _process("tests.bench.audience", str(port), path, settings.ORIGIN, str(count)) as audience:
        assert audience.stdout
        assert audience.stdout.readline() == "ready\n"
        yield audience


@contextmanager
def _process(module: str, *arguments: str) -> "Iterator[subprocess.Popen[str]]":
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()
