"""What changed between the notice and the deadline, as the entries tell it: documents, and deadlines of lots."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from trading.domain import bodies, clarified, qualified, stopped
from trading.domain.bodies import AnnouncedLot, DocumentFile
from trading.domain.canonical import JsonObject
from trading.domain.clarified import Move
from trading.domain.entries import Entry
from trading.domain.money import Money
from trading.domain.scheme_terms import SchemeTerms, scheme_in
from trading.domain.stopped import Ordered

SCHEME = "scheme"
NOTICES = (qualified.PREQUALIFICATION_ANNOUNCED, bodies.ANNOUNCED)


@dataclass(frozen=True, slots=True)
class DocumentSet:
    """The documents that were in force from `since` on."""

    since: datetime
    files: tuple[DocumentFile, ...]
    hash: str


def versions_of(entries: Sequence[Entry]) -> list[DocumentSet]:
    """Every version of the documents, the first notice's first."""
    return [version for entry in entries if (version := _version(entry)) is not None]


def _version(entry: Entry) -> DocumentSet | None:
    if entry.type in NOTICES:
        announced = bodies.read_announced(entry.body)
        return DocumentSet(entry.at, announced.files, announced.document)
    if entry.type == clarified.CLARIFIED:
        said = clarified.read_clarified(entry.body)
        return DocumentSet(entry.at, said.files, said.document)
    return None


def scheme_of(entries: Sequence[Entry]) -> SchemeTerms | None:
    """How bids are evaluated: as the last notice says, or a clarification after it. Raises `FormatError`."""
    terms: SchemeTerms | None = None
    for entry in entries:
        if entry.type in NOTICES:
            terms = scheme_in(entry.body)
        elif entry.type == clarified.CLARIFIED:
            changed = clarified.read_clarified(entry.body).scheme
            terms = terms if changed is None else changed.after
    return terms


def ceiling_of(lot: AnnouncedLot, entries: Sequence[Entry]) -> Decimal | None:
    """The lot's ceiling: the notice's, or what the last clarification made of it."""
    ceiling = None if lot.ceiling is None else lot.ceiling.amount
    for change in (change for entry in entries if entry.type == clarified.CLARIFIED for change in _changes(entry)):
        if change.get("what") == "ceiling" and change.get("lot") == str(lot.lot):
            ceiling = Money.parse(str(change.get("to"))).amount
    return ceiling


def _changes(entry: Entry) -> list[JsonObject]:
    changes = entry.body.get("changes")
    return [change for change in changes if isinstance(change, dict)] if isinstance(changes, list) else []


def moves_of(lot: UUID, entries: Sequence[Entry]) -> list[tuple[Entry, Move]]:
    """How the lot's deadline was moved, by which entries; other checks say whether it might be."""
    return [(entry, move) for entry in entries for move in _moves(lot, entry) if move.lot == lot]


@dataclass(frozen=True, slots=True)
class Stop:
    """A stop order for a lot, and the entry that lifted it, if one did."""

    ordered: Entry
    order: Ordered
    lifted: Entry | None

    def holds(self, seq: int) -> bool:
        """Whether an entry came while the lot was stopped."""
        return self.ordered.seq < seq and (self.lifted is None or seq < self.lifted.seq)


def stops_of(lot: UUID, entries: Sequence[Entry]) -> list[Stop]:
    """Every stop of the lot, in order; other checks say whether they are in order."""
    lifted = {stopped.read_lifted(entry.body).order: entry for entry in entries if entry.type == stopped.LIFTED}
    orders = ((entry, stopped.read_ordered(entry.body)) for entry in entries if entry.type == stopped.ORDERED)
    return [Stop(entry, order, lifted.get(order.order)) for entry, order in orders if lot in order.lots]


def later_by(stops: Sequence[Stop], begin: datetime, end: datetime) -> datetime:
    """When a period from `begin` to `end` is over, if every lifted stop that falls into it lengthens it."""
    for stop in stops:
        if stop.lifted is not None and begin <= stop.ordered.at < end:
            end += stop.lifted.at - stop.ordered.at
    return end


def _moves(lot: UUID, entry: Entry) -> tuple[Move, ...]:
    if entry.type == clarified.CLARIFIED:
        return clarified.read_clarified(entry.body).moves
    if entry.type == clarified.ANSWERED:
        return clarified.read_answered(entry.body).moves
    if entry.type == stopped.LIFTED:
        return stopped.read_lifted(entry.body).moves
    if entry.type == bodies.INCIDENT_EXTENDED and entry.body.get("lot") == str(lot):
        extended = bodies.read_extended(entry.body)
        return (Move(lot, extended.previous, extended.deadline),)
    return ()
