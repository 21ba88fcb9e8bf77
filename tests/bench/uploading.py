"""`/healthz` and the server's memory while many large files come in by tus, 4 MiB a piece."""

import base64
import hashlib
import http.client
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bidding.domain import age
from bidding.domain.age_keys import Identity
from bidding.domain.sealing import Context, Role
from bidding.services.uploads import MAX_PIECE, place_of
from bidding.simulation.replay import prepared_session
from bidding.simulation.visitor import Visitor
from tests.support.cast import Person, make_bidders
from tests.support.sites import LiveSite
from tests.support.world import Tender

UPLOADS = 50
MEGABYTES = 20
EACH = 5
Job = tuple[str, str, int, bytes, bytes]
ASK_EVERY_SECONDS = 0.02
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
    memory = Path(f"/proc/{site.process.pid}/status")
    jobs = list(_jobs(tender))
    _send(*jobs.pop())  # one goes before, so that what is loaded once is not counted
    idle = _idle(site.port, memory)
    before, over = _resident(memory), threading.Event()
    answers: list[float] = []
    peaks = [before]
    asking = threading.Thread(target=_ask, args=[site.port, answers, memory, peaks, over])
    asking.start()
    began = time.monotonic()
    with ThreadPoolExecutor(UPLOADS) as pool:
        list(pool.map(lambda job: _send(*job), jobs))
    seconds = time.monotonic() - began
    over.set()
    asking.join()
    answers.sort()
    return Report(answers[-1] * 1000, answers[len(answers) // 2] * 1000, idle * 1000, max(peaks) - before, seconds)


def _idle(port: int, memory: Path) -> float:
    """The slowest answer while nothing is uploaded: what the machine itself adds."""
    answers: list[float] = []
    over = threading.Event()
    asking = threading.Thread(target=_ask, args=[port, answers, memory, [], over])
    asking.start()
    time.sleep(IDLE_SECONDS)
    over.set()
    asking.join()
    return max(answers)


def _ask(port: int, answers: list[float], memory: Path, peaks: list[float], over: threading.Event) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=60)) as connection:
        while not over.wait(ASK_EVERY_SECONDS):
            began = time.monotonic()
            connection.request("GET", "/healthz")
            connection.getresponse().read()
            answers.append(time.monotonic() - began)
            peaks.append(_resident(memory))


def _resident(memory: Path) -> float:
    line = next(line for line in memory.read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _jobs(tender: Tender) -> Iterator[Job]:
    """Objects that are sealed as the server demands; they share one body, since only their headers differ."""
    recipient, file_key = Identity.generate().recipient, b"k" * age.FILE_KEY_SIZE
    whole = age.encrypt(bytes(MEGABYTES * 2**20), (recipient,), (), file_key)
    body = whole[_header_length(whole) :]
    for bidder in make_bidders((UPLOADS + 1 + EACH - 1) // EACH):
        session = prepared_session(bidder.actor)
        for index in range(EACH):
            header = age.encrypt(b"x", (recipient,), (_context(tender, bidder, index).stanza(),), file_key)
            yield session, str(tender.lot.pk), index, header[: _header_length(header)], body


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
