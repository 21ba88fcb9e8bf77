"""`/healthz` and the server's memory while many large files come in by tus, 4 MiB a piece."""

import base64
import hashlib
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from bidding.domain import age
from bidding.domain.age_keys import Identity
from bidding.domain.sealing import Context, Role
from bidding.services.uploads import MAX_PIECE, place_of
from bidding.simulation.replay import prepared_session
from bidding.simulation.visitor import Visitor
from tests.bench.asking import resident
from tests.support.cast import Person, make_bidders
from tests.support.sites import LiveSite
from tests.support.world import Tender

UPLOADS = 50
MEGABYTES = 20
EACH = 5
Job = tuple[str, str, int, bytes, bytes]
IDLE_SECONDS = 5


@dataclass(frozen=True, slots=True)
class Report:
    slowest_answer_ms: float
    usual_answer_ms: float
    slowest_idle_ms: float
    memory_growth_mb: float
    seconds: float


def measure(site: LiveSite, tender: Tender) -> Report:
    """All uploads at once; each is checked and stored by the server."""
    assert site.process
    jobs = list(_jobs(tender))
    _send(*jobs.pop())  # one goes before, so that what is loaded once is not counted
    before = resident(site.process.pid)
    with _asking(site) as idle:
        time.sleep(IDLE_SECONDS)
    began = time.monotonic()
    with _asking(site) as busy, ThreadPoolExecutor(UPLOADS) as pool:
        list(pool.map(lambda job: _send(*job), jobs))
    usual = statistics.median(busy.answers)
    growth = busy.peak_mb - before
    return Report(max(busy.answers) * 1000, usual * 1000, max(idle.answers) * 1000, growth, time.monotonic() - began)


@dataclass
class Asked:
    """What the asking process has seen; complete when it has ended."""

    answers: list[float] = field(default_factory=list)
    peak_mb: float = 0.0


@contextmanager
def _asking(site: LiveSite) -> Iterator[Asked]:
    assert site.process
    command = [sys.executable, "-m", "tests.bench.asking", str(site.port), str(site.process.pid)]
    asked = Asked()
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield asked
        seen = json.loads(process.communicate()[0])
    asked.answers, asked.peak_mb = seen["answers"], seen["memory"]


def _jobs(tender: Tender) -> Iterator[Job]:
    """Objects that are sealed as the server demands; they share one body, since only their headers differ."""
    recipient, file_key = Identity.generate().recipient, b"k" * age.FILE_KEY_SIZE
    whole = age.encrypt(bytes(MEGABYTES * 2**20), (recipient,), (), file_key)
    body = whole[_header_length(whole) :]
    for bidder in make_bidders((UPLOADS + 1 + EACH - 1) // EACH):
        session = prepared_session(bidder.actor)
        for index in range(EACH):
            header = age.encrypt(b"x", (recipient,), (_context(tender, bidder, index).stanza(),), file_key)
            yield session, str(tender.lot_id), index, header[: _header_length(header)], body


def _context(tender: Tender, bidder: Person, index: int) -> Context:
    return Context(place_of(tender.lot), bidder.party, 1, Role.ATTACHMENT, index)


def _header_length(data: bytes) -> int:
    return data.index(b"\n", data.index(b"\n--- ") + 1) + 1


def _send(session: str, lot: str, index: int, header: bytes, body: bytes) -> None:
    digest = hashlib.sha256(header)
    digest.update(body)
    size = len(header) + len(body)
    about = {"sha256": digest.hexdigest(), "lot": lot, "role": "attachment", "index": str(index), "version": "1"}
    written = ",".join(f"{name} {base64.b64encode(value.encode()).decode()}" for name, value in about.items())
    with closing(Visitor(settings.ORIGIN, session)) as visitor:
        headers = {"Tus-Resumable": "1.0.0", "Upload-Length": str(size), "Upload-Metadata": written}
        answer, _ = visitor.send("POST", "/uploads/", headers=headers)
        offset = 0
        while offset < size:
            begin = max(offset - len(header), 0)
            piece = (header[offset:] + body[begin : begin + MAX_PIECE])[:MAX_PIECE]
            about_piece = {"Tus-Resumable": "1.0.0", "Upload-Offset": str(offset)}
            visitor.send("PATCH", answer["location"], piece, "application/offset+octet-stream", about_piece)
            offset += len(piece)
