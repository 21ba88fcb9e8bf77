"""The order of an opening's steps: docs/spec/ledger.md, "Bodies"; docs/spec/opening.md."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from bidding.domain import bodies
from disclosure.verifier.changes import later_by
from disclosure.verifier.pins import Pins
from disclosure.verifier.reading import Bundle, LotView
from disclosure.verifier.report import Findings, NotApplicable
from trading.domain.bodies import CLOCK_MOVED, CREATED, WINDOW_PROLONGED, read_clock_moved, read_created, read_prolonged
from trading.domain.entries import Entry

ORDER = (
    bodies.BOX_CLOSED,
    bodies.OPENING_STARTED,
    bodies.RELEASE_RECEIVED,
    bodies.WINDOW_CLOSED,
    bodies.WINDOW_KEY_PUBLISHED,
    bodies.BIDS_OPENED,
    bodies.RECORD_PUBLISHED,
)
SEVERAL = frozenset((bodies.RELEASE_RECEIVED, bodies.WINDOW_KEY_PUBLISHED))


def order(found: Findings, bundle: Bundle, pins: Pins) -> None:
    """Box, window, releases, end of the window, keys, prices, record: in this order, none hidden, the window full."""
    lots = [lot for lot in bundle.lots if _steps(lot)]
    if not lots:
        raise NotApplicable("no lot has a box that the public may see")
    for lot in lots:
        steps = _steps(lot)
        found.looked_at += len(steps)
        _check_complete(found, lot, [entry.type for _, entry in steps])
        furthest = 0
        for step, entry in steps:
            if step < furthest:
                found.wrong(f"entry {entry.seq}: {entry.type} comes after {ORDER[furthest]}")
            furthest = max(step, furthest)
        _check_window(found, lot)


def started_lots(bundle: Bundle) -> Iterator[LotView]:
    """The lots whose window was opened for everyone to see."""
    lots = [lot for lot in bundle.lots if lot.box is not None and lot.only(bodies.OPENING_STARTED) is not None]
    if not lots:
        raise NotApplicable("no lot has come to its opening")
    yield from lots


def closed_windows(bundle: Bundle) -> Iterator[LotView]:
    """Releases are in a bundle from the end of the window on."""
    lots = [lot for lot in started_lots(bundle) if lot.only(bodies.WINDOW_CLOSED) is not None]
    if not lots:
        raise NotApplicable("no window is closed yet")
    yield from lots


def window_of(lot: LotView) -> tuple[datetime, datetime]:
    """From when to when releases are taken; what a stop order or an outage took of that time was given back."""
    started = lot.only(bodies.OPENING_STARTED)
    assert started is not None
    begin, end = started.at, started.at + lot.announced.window
    for entry in lot.of_type(WINDOW_PROLONGED):
        begin, end = entry.at, read_prolonged(entry.body).until
    return started.at, later_by(lot.stops, begin, end)


def release_received(entry: Entry) -> bodies.ReleaseReceived:
    return bodies.read_release_received(entry.body)


def _steps(lot: LotView) -> list[tuple[int, Entry]]:
    return [(ORDER.index(entry.type), entry) for entry in lot.entries if entry.type in ORDER]


def _check_complete(found: Findings, lot: LotView, types: list[str]) -> None:
    """Whoever hides a step would have its checks skipped: a later step needs every earlier one."""
    last = max(map(ORDER.index, types))
    for kind in ORDER[:last]:
        if kind not in types and kind != bodies.RELEASE_RECEIVED:
            found.wrong(f"{lot.announced.code}: there is {ORDER[last]}, but {kind} is hidden or never was")
    for kind in set(types) - SEVERAL:
        if types.count(kind) > 1:
            found.wrong(f"{lot.announced.code}: {kind} happened {types.count(kind)} times")


def _check_window(found: Findings, lot: LotView) -> None:
    """O20 art. 30: everybody has the time that the documents give, unless everybody has released."""
    started, closed = lot.only(bodies.OPENING_STARTED), lot.only(bodies.WINDOW_CLOSED)
    if started is None or closed is None:
        return
    _check_prolonged(found, lot, started, closed)
    released = {value.bid for value in map(release_received, lot.of_type(bodies.RELEASE_RECEIVED))}
    if closed.at < window_of(lot)[1] and released != lot.bids.keys():
        found.wrong(f"{lot.announced.code}: the window was closed early, though not every bid had been released")


def _check_prolonged(found: Findings, lot: LotView, started: Entry, closed: Entry) -> None:
    """O20 31: only when its time was up, by what the platform was away of it, and never for longer than it was."""
    begin, end = started, started.at + lot.announced.window
    for entry in lot.of_type(WINDOW_PROLONGED):
        where, said = f"{lot.announced.code}, entry {entry.seq}", read_prolonged(entry.body)
        if not (later_by(lot.stops, begin.at, end) <= entry.at < said.until and entry.at < closed.at):
            found.wrong(f"{where}: the window was prolonged before its time was up, or after it was closed")
        if entry.facts.by.role != "platform":
            found.wrong(f"{where}: the window was prolonged by {entry.facts.by.role}, not by the platform")
        lost = sum((until - since for since, until in said.silent), timedelta())
        silent = [moment for pair in said.silent for moment in pair]
        if (
            not silent
            or silent != sorted(silent)
            or silent[0] < begin.facts.recorded_at
            or silent[-1] > entry.facts.recorded_at
        ):
            found.wrong(f"{where}: the platform was not away in the window as it is said")
        if said.until - entry.at != lost * _speed(lot, entry):
            found.wrong(f"{where}: the window was not prolonged by the time that was lost")
        begin, end = entry, said.until


def _speed(lot: LotView, entry: Entry) -> int:
    """How fast the trade's clock ran then: as fast as real time, but in a training."""
    created = [each for each in lot.bundle.entries if each.type in (CREATED, CLOCK_MOVED) and each.seq < entry.seq]
    if not created:
        return 1
    last = created[-1]
    return (read_clock_moved(last.body) if last.type == CLOCK_MOVED else read_created(last.body).clock).speed
