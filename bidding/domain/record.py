"""The opening record (开标记录), byte for byte: docs/spec/opening.md, "Record"."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bidding.domain import bodies
from bidding.domain.forms import OpeningItem, parse_opening_items
from bidding.domain.opening import BidOutcome
from bidding.domain.places import Place
from bidding.domain.stated import STATED, DepositLine, read_stated
from trading.domain.bodies import TradeAnnounced
from trading.domain.canonical import FormatError, at_text, encode
from trading.domain.entries import Entry

TYPE: Final = "mingzheng/record/v1"


@dataclass(frozen=True, slots=True)
class RecordLine:
    """One bid in the record."""

    outcome: BidOutcome
    received_at: datetime
    released_at: datetime | None
    signed_in_at: datetime | None
    confirmed_at: datetime | None
    deposit: DepositLine | None = None


@dataclass(frozen=True, slots=True)
class ObjectionLine:
    """An objection, and its answer where one was given. `subject`: box or opening."""

    bidder: str
    subject: str
    text: str
    at: datetime
    answer: str | None
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RecordFacts:
    """Everything that the record says."""

    place: Place
    title: str
    lot_code: str
    lot_title: str
    opening_items: tuple[OpeningItem, ...]
    box_root: str
    box_size: int
    closed_at: datetime
    window_opened_at: datetime
    window_closed_at: datetime
    keys_published_at: datetime
    opened_at: datetime
    bids: tuple[RecordLine, ...]
    objections: tuple[ObjectionLine, ...]
    asks_deposit: bool = False


def record_bytes(facts: RecordFacts) -> bytes:
    """record.json. Bids in order of receipt, objections in order of time, whatever order the facts come in."""
    bids = sorted(facts.bids, key=lambda line: (line.received_at, line.outcome.bid))
    objections = sorted(facts.objections, key=lambda line: (line.at, line.bidder, line.subject, line.text))
    return encode(
        {
            **facts.place.members,
            "bids": [_bid(line) | (_deposit(line) if facts.asks_deposit else {}) for line in bids],
            "box": {"root": facts.box_root, "size": facts.box_size},
            "closed_at": at_text(facts.closed_at),
            "keys_published_at": at_text(facts.keys_published_at),
            "lot_code": facts.lot_code,
            "lot_title": facts.lot_title,
            "objections": [_objection(line) for line in objections],
            "opened_at": at_text(facts.opened_at),
            "opening_items": [item.members() for item in facts.opening_items],
            "title": facts.title,
            "type": TYPE,
            "window_closed_at": at_text(facts.window_closed_at),
            "window_opened_at": at_text(facts.window_opened_at),
        }
    )


def facts_from_ledger(
    place: Place, announced: TradeAnnounced, entries: Sequence[Entry], released: Mapping[str, datetime]
) -> RecordFacts:
    """What the record must say, from the lot's ledger entries alone (in their order).

    `released`: bid, and when its release was acknowledged. Raises `FormatError` where an entry is missing.
    """
    (lot,) = [lot for lot in announced.lots if lot.lot == place.lot]
    box = _the(entries, bodies.BOX_CLOSED)
    opened = _the(entries, bodies.BIDS_OPENED)
    started = _the(entries, bodies.OPENING_STARTED)
    closed = bodies.read_box_closed(box.body)
    stated = {} if lot.deposit is None else {line.bid: line for line in read_stated(_the(entries, STATED).body)}
    return RecordFacts(
        place=place,
        title=announced.title,
        lot_code=lot.code,
        lot_title=lot.title,
        opening_items=parse_opening_items(lot.opening_items),
        box_root=closed.root,
        box_size=closed.size,
        closed_at=box.at,
        window_opened_at=started.at,
        window_closed_at=_the(entries, bodies.WINDOW_CLOSED).at,
        keys_published_at=max(entry.at for entry in _all(entries, bodies.WINDOW_KEY_PUBLISHED)),
        opened_at=opened.at,
        bids=tuple(_lines(entries, started, opened, released, stated)),
        objections=tuple(_objections(entries)),
        asks_deposit=lot.deposit is not None,
    )


def _lines(
    entries: Sequence[Entry],
    started: Entry,
    opened: Entry,
    released: Mapping[str, datetime],
    stated: Mapping[str, DepositLine],
) -> Iterable[RecordLine]:
    present = _first_times(entries, (bodies.SIGNED_IN, bodies.RELEASE_RECEIVED))
    confirmed = _first_times(entries, (bodies.RECORD_CONFIRMED,))
    received = {bid.bid: bid.received_at for bid in bodies.read_opening_started(started.body)}
    for outcome in bodies.read_bids_opened(opened.body):
        if outcome.bid not in received:
            raise FormatError("a bid is opened that was not in the box when the window opened")
        yield RecordLine(
            outcome=outcome,
            received_at=received[outcome.bid],
            released_at=released.get(outcome.bid),
            signed_in_at=present.get(outcome.bidder),
            confirmed_at=confirmed.get(outcome.bidder),
            deposit=stated.get(outcome.bid),
        )


def _first_times(entries: Iterable[Entry], types: Sequence[str]) -> dict[str, datetime]:
    """Per bidder, the trade time of its first entry of these types. Whoever releases is there."""
    times: dict[str, datetime] = {}
    for entry in entries:
        if entry.type in types:
            times.setdefault(bodies.read_bidder(entry.body, entry.type), entry.at)
    return times


def _objections(entries: Iterable[Entry]) -> Iterable[ObjectionLine]:
    answers = {}
    for entry in _all(entries, bodies.OBJECTION_ANSWERED):
        answer = bodies.read_objection_answered(entry.body)
        answers[answer.objection] = (answer.text, entry.at)
    for entry in _all(entries, bodies.OBJECTION_RAISED):
        raised = bodies.read_objection_raised(entry.body)
        text, at = answers.get(raised.objection, (None, None))
        yield ObjectionLine(raised.bidder, raised.subject, raised.text, entry.at, text, at)


def _bid(line: RecordLine) -> dict[str, object]:
    outcome = line.outcome
    return {
        "bid": outcome.bid,
        "bidder": outcome.bidder,
        "cause": None if outcome.cause is None else outcome.cause.value,
        "confirmed_at": _text(line.confirmed_at),
        "items": None if outcome.items is None else dict(outcome.items),
        "name": outcome.name,
        "outcome": outcome.result.value,
        "received_at": at_text(line.received_at),
        "released_at": _text(line.released_at),
        "signed_in_at": _text(line.signed_in_at),
    }


def _deposit(line: RecordLine) -> dict[str, object]:
    """Only where the notice asks one; null where the bid was not opened."""
    return {"deposit": None if line.deposit is None else line.deposit.shown()}


def _objection(line: ObjectionLine) -> dict[str, object]:
    return {
        "answer": line.answer,
        "answered_at": _text(line.answered_at),
        "at": at_text(line.at),
        "bidder": line.bidder,
        "subject": line.subject,
        "text": line.text,
    }


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else at_text(moment)


def _all(entries: Iterable[Entry], kind: str) -> list[Entry]:
    found = [entry for entry in entries if entry.type == kind]
    if not found and kind == bodies.WINDOW_KEY_PUBLISHED:
        raise FormatError(f"no entry {kind}")
    return found


def _the(entries: Iterable[Entry], kind: str) -> Entry:
    found = [entry for entry in entries if entry.type == kind]
    if len(found) != 1:
        raise FormatError(f"exactly one entry {kind} is wanted, there are {len(found)}")
    return found[0]
