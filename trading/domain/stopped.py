"""The bodies of stop orders and of decisions on complaints: docs/spec/ledger.md, "Complaints and stop orders"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.clarified import Move, read_moves
from trading.domain.fields import Fields
from trading.domain.matters import Measure, reason_of

ORDERED: Final = "stop.ordered"
LIFTED: Final = "stop.lifted"
DECIDED: Final = "complaint.decided"


@dataclass(frozen=True, slots=True)
class Ordered:
    """A stop of `lots`; `allows` are the outcomes that may happen meanwhile."""

    order: UUID
    lots: tuple[UUID, ...]
    allows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lifted:
    """The end of a stop, with the deadlines that it moved."""

    order: UUID
    moves: tuple[Move, ...]


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a complaint: `measures` are none where it was dismissed; `lots`: those that it ends."""

    complaint: UUID
    measures: tuple[Measure, ...]
    text: str
    lots: tuple[UUID, ...] = ()


def read_ordered(body: JsonObject) -> Ordered:
    """Raises `FormatError`."""
    fields = Fields(body, ("allows", "lots", "order", "reason"), ORDERED, more=True)
    lots = tuple(Fields({"lot": lot}, ("lot",)).uuid("lot") for lot in fields.array("lots"))
    return Ordered(fields.uuid("order"), lots, tuple(str(each) for each in fields.array("allows")))


def read_lifted(body: JsonObject) -> Lifted:
    """Raises `FormatError`."""
    fields = Fields(body, ("moves", "order", "reason"), LIFTED, more=True)
    return Lifted(fields.uuid("order"), read_moves(fields))


def read_decided(body: JsonObject) -> Decided:
    """Raises `FormatError`."""
    fields = Fields(body, ("complaint", "measures", "text", "upheld"), DECIDED, more=True)
    try:
        measures = tuple(Measure(str(each)) for each in fields.array("measures"))
    except ValueError as error:
        raise FormatError(f"{DECIDED}: an unknown measure") from error
    if fields.boolean("upheld") != bool(measures):
        raise FormatError(f"{DECIDED}: measures are for complaints that are upheld, and for all of those")
    named = Fields({"lots": fields.value_or("lots", [])}, ("lots",), DECIDED).array("lots")
    lots = tuple(Fields({"lot": lot}, ("lot",)).uuid("lot") for lot in named)
    if lots and reason_of(measures) is None:
        raise FormatError(f"{DECIDED}: no measure that ends a lot")
    return Decided(fields.uuid("complaint"), measures, fields.text("text"), lots)
