"""Replay a recorded opening through a server, the hall, its viewers and the verifier; the last line is a report."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from argparse import ArgumentTypeError
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from bidding.models import OpenedBid
from bidding.simulation.accounts import actor
from bidding.simulation.cast import AGENCY, PROJECTS, Project
from bidding.simulation.parties import SimulatedAgency
from bidding.simulation.replay import (
    BadRecording,
    ReadyBidder,
    Recording,
    enrol,
    prepared_session,
    read_recording,
    release_all,
    seal_all,
    submit_all,
)
from bidding.simulation.tenders import TrainingTender, make_tender
from bidding.simulation.visitor import Visitor
from disclosure.services.bundles import build_bundle
from trading.domain.schedule import Instant
from trading.domain.stages import Stage
from trading.models import Checkpoint, Lot, Position, Trade
from trading.project import keys
from trading.project.postgres.errors import PostgresRefused
from trading.project.postgres.server import EmbeddedPostgres
from trading.project.preparation import PreparationRefused, prepare
from trading.services.training import move_clock

LEAD_SECONDS = 2
STAGE_SECONDS = 300.0
OPENED = "bids.opened"
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Report:
    """What the replay measured. p50, p99, max: milliseconds from a release acknowledged to seen by the last viewer."""

    bidders: int
    opened: int
    not_opened: int
    seconds: float
    p50: float
    p99: float
    max: float
    reveal_seconds: float
    peak_memory_mb: float
    verify_seconds: float
    verified: bool


class Command(BaseCommand):
    help = "Replays a recorded opening at a multiple of its speed before many viewers."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("recording", type=Path)
        parser.add_argument("--speed", type=_positive, default=20)
        parser.add_argument("--watchers", type=_positive, default=200)
        parser.add_argument("--bundle", type=Path, required=True)

    def handle(self, *args: Any, recording: Path, speed: int, watchers: int, bundle: Path, **options: Any) -> None:
        if settings.IS_PRODUCTION:
            raise CommandError("A replay is training; production has none.")
        if not bundle.parent.is_dir():
            raise CommandError(f"The folder {bundle.parent} of the bundle does not exist.")
        try:
            recorded = read_recording(recording)
        except BadRecording as error:
            raise CommandError(str(error)) from None
        with ExitStack() as stack:
            _database(stack)
            server = _Server(stack)
            tender, ready = self._fill_the_box(recorded, server.origin)
            report = self._replay(tender, ready, server, speed, watchers, bundle, stack)
        self.stdout.write(json.dumps(asdict(report)))

    def _fill_the_box(self, recorded: Recording, origin: str) -> tuple[TrainingTender, list[ReadyBidder]]:
        agency = actor(AGENCY)
        deadline = recorded.opening_at
        tender = make_tender(_project(recorded), by=agency, deadline=deadline, now=deadline - timedelta(days=3))
        actors = enrol(recorded.bids)
        sealed, seconds = seal_all(tender, recorded.bids)
        self._say(f"sealed {len(sealed)} bids in {seconds:.1f} s")
        began = time.perf_counter()
        ready = submit_all(tender, actors, sealed, recorded.bids, origin)
        self._say(f"received {len(ready)} bids, each with its receipt, in {time.perf_counter() - began:.1f} s")
        connections.close_all()
        return tender, ready

    def _replay(
        self,
        tender: TrainingTender,
        ready: list[ReadyBidder],
        server: "_Server",
        speed: int,
        watchers: int,
        bundle: Path,
        stack: ExitStack,
    ) -> Report:
        viewers = _viewers(server.origin, tender, watchers, stack)
        began = time.monotonic()
        lot = _open_window(tender, speed)
        acknowledged = release_all(ready, speed, time.monotonic())
        self._say(f"{len(acknowledged)} releases acknowledged {time.monotonic() - began:.1f} s after the start")
        _until(tender, Stage.UNLOCKING)
        published = time.monotonic()
        _agency(server.origin, tender).publish_window_key(tender.lot)
        outcomes = list(OpenedBid.objects.filter(lot=lot).values_list("outcome", flat=True))
        _finish(tender)
        seconds = time.monotonic() - began
        seen = _end(viewers)
        delays = sorted(_delays(acknowledged, seen, watchers))
        verify_seconds, verified = _verify(tender, bundle)
        return Report(
            bidders=len(ready),
            opened=outcomes.count("opened"),
            not_opened=len(outcomes) - outcomes.count("opened"),
            seconds=round(seconds, 1),
            p50=_quantile(delays, 0.50),
            p99=_quantile(delays, 0.99),
            max=_quantile(delays, 1.0),
            reveal_seconds=_reveal(seen, watchers, published),
            peak_memory_mb=server.peak_memory_mb(),
            verify_seconds=round(verify_seconds, 1),
            verified=verified,
        )

    def _say(self, text: str) -> None:
        self.stdout.write(text)
        self.stdout.flush()


def _project(recorded: Recording) -> Project:
    """The recorded project, with what the recording does not say made up."""
    return replace(PROJECTS[0], title=recorded.project, lot="全部工程", summary="按公开的开标记录重放。", ceiling="")


class _Server:
    """A web process of our own on a free port, and the clockwork beside it; they end with the command."""

    def __init__(self, stack: ExitStack) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.origin = f"http://localhost:{port}"
        variables = {**os.environ, "PORT": str(port), "ORIGIN": settings.ORIGIN, "LOG_LEVEL": "WARNING"}
        self.processes = [
            subprocess.Popen([sys.executable, "-m", f"trading.project.{name}"], env=variables | {"CLOCKWORK": "0"})
            for name in ("web", "clockwork")
        ]
        stack.callback(self._stop)
        _wait(lambda: _answers(f"{self.origin}/healthz"), "the server did not start")

    def peak_memory_mb(self) -> float:
        """The most memory each process has had in use, together, in MiB."""
        return round(sum(map(_peak_kb, self.processes)) / 1024, 1)

    def _stop(self) -> None:
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(30)


def _peak_kb(process: "subprocess.Popen[bytes]") -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmHWM")]
    return int(line.split()[1])


def _database(stack: ExitStack) -> None:
    keys.prepare(settings.ENVIRONMENT)
    if settings.ENVIRONMENT.embedded_database:
        server = EmbeddedPostgres(settings.VAR_DIR)
        try:
            server.start()
        except PostgresRefused as refusal:
            raise CommandError(str(refusal)) from None
        if server.process is not None:  # else it was running already, and others use it
            stack.callback(server.stop)
        for alias in connections.settings:  # read before a first start could say where its socket is
            connections.settings[alias]["HOST"] = str(server.socket)
    try:
        prepare(verbosity=0)
    except PreparationRefused as refusal:
        raise CommandError(str(refusal)) from None


def _viewers(origin: str, tender: TrainingTender, count: int, stack: ExitStack) -> "subprocess.Popen[str]":
    address = f"{origin.replace('http', 'ws')}/ws/halls/{tender.lot}/"
    command = [sys.executable, "-m", "bidding.simulation.watchers", address, str(count)]
    viewers = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    stack.callback(viewers.kill)
    assert viewers.stdout is not None
    if viewers.stdout.readline().strip() != "ready":
        raise CommandError("The viewers could not join the hall.")
    return viewers


def _open_window(tender: TrainingTender, speed: int) -> Lot:
    """Let the trade's clock run at `speed` from a moment before the deadline, and wait for the window."""
    move_clock(trade_id=tender.trade, to=tender.deadline - timedelta(seconds=LEAD_SECONDS * speed), speed=speed)
    return _until(tender, Stage.DECRYPTING)


def _finish(tender: TrainingTender) -> None:
    """Through objections and confirmation to the record, without their waiting times."""
    for stage, end in ((Stage.OBJECTIONS, Instant.OBJECTIONS_END), (Stage.CONFIRMING, Instant.CONFIRMATION_END)):
        lot = _until(tender, stage)
        move_clock(trade_id=tender.trade, to=lot.schedule.instant(end))
    _until(tender, Stage.OPENED)


def _until(tender: TrainingTender, stage: Stage) -> Lot:
    def reached() -> Lot | None:
        return Lot.objects.select_related("trade").filter(pk=tender.lot, stage=stage.value).first()

    return _wait(reached, f"the lot did not come to the stage {stage}", pause=0.01)


def _agency(origin: str, tender: TrainingTender) -> SimulatedAgency:
    return SimulatedAgency(Visitor(origin, prepared_session(actor(AGENCY))), tender.window.text)


def _end(viewers: "subprocess.Popen[str]") -> dict[str, dict[str, float]]:
    assert viewers.stdin is not None and viewers.stdout is not None
    viewers.stdin.close()
    seen: dict[str, dict[str, float]] = json.loads(viewers.stdout.readline())
    return seen


def _delays(acknowledged: dict[str, float], seen: dict[str, dict[str, float]], watchers: int) -> list[float]:
    """In seconds. A release that some viewer did not see makes the replay fail."""
    missed = [party for party in acknowledged if seen["count"].get(party) != watchers]
    if missed:
        raise CommandError(f"{len(missed)} releases were not seen by every viewer.")
    return [max(0.0, seen["last"][party] - at) for party, at in acknowledged.items()]


def _reveal(seen: dict[str, dict[str, float]], watchers: int, published: float) -> float:
    if seen["count"].get(OPENED) != watchers:
        raise CommandError(f"The prices were seen by {seen['count'].get(OPENED, 0)} of {watchers} viewers.")
    return round(seen["last"][OPENED] - published, 2)


def _quantile(delays: list[float], share: float) -> float:
    return round(delays[min(len(delays) - 1, int(len(delays) * share))] * 1000, 1) if delays else 0.0


def _verify(tender: TrainingTender, bundle: Path) -> tuple[float, bool]:
    """Write the bundle once everything is under a checkpoint, and let the stand-alone verifier judge it."""
    _wait(lambda: _covered(tender), "the trade came under no checkpoint")
    with bundle.open("wb") as file:
        build_bundle(Trade.objects.get(pk=tender.trade), file)
    began = time.perf_counter()
    command = [sys.executable, "-m", "disclosure.verifier", str(bundle)]
    verdict = subprocess.run(command, check=False, capture_output=True, text=True)
    if verdict.returncode:
        sys.stderr.write(verdict.stdout + verdict.stderr)
    return time.perf_counter() - began, verdict.returncode == 0


def _covered(tender: TrainingTender) -> bool:
    last = Position.objects.filter(trade_id=tender.trade, entry__type="record.published").first()
    checkpoint = Checkpoint.objects.order_by("-pk").first()
    return last is not None and checkpoint is not None and checkpoint.size > last.log_index


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
            return True
    except (urllib.error.URLError, OSError):
        return False


def _wait(found: Callable[[], Found | None], otherwise: str, pause: float = 0.1) -> Found:
    until = time.monotonic() + STAGE_SECONDS
    while time.monotonic() < until:
        if result := found():
            return result
        time.sleep(pause)
    raise CommandError(f"Gave up: {otherwise}.")


def _positive(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= 100_000:
        raise ArgumentTypeError("a whole number above 0")
    return int(text)
