"""The bodies of entries about a committee: docs/spec/ledger.md, "Committee". None of them names anybody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.fields import Fields
from trading.domain.phases import Phase

REQUESTED: Final = "committee.requested"
WITHDRAWN: Final = "committee.request_withdrawn"
FORMED: Final = "committee.formed"
REOPENED: Final = "committee.reopened"
EXTENDED: Final = "committee.extended"
ALL: Final = (REQUESTED, WITHDRAWN, FORMED, REOPENED, EXTENDED)

_REQUESTED: Final = frozenset(
    ("calls_from", "evaluation_from", "evaluation_until", "experts", "groups", "lot", "members", "request")
)
_GROUP: Final = frozenset(("majors", "number", "places"))
_MOST: Final = 99


@dataclass(frozen=True, slots=True)
class Requested:
    """A committee is asked for: `experts` of its `members` are drawn, `places` of them by group.

    `phase`: whether it evaluates bids, or reviews the applications of a pre-qualification (TR 18).
    """

    lot: UUID
    request: UUID
    members: int
    experts: int
    places: tuple[int, ...]
    calls_from: datetime
    evaluation_from: datetime
    evaluation_until: datetime
    phase: Phase = Phase.BIDDING


@dataclass(frozen=True, slots=True)
class OfRequest:
    """What the other entries say: of which request, for which lot."""

    lot: UUID
    request: UUID


@dataclass(frozen=True, slots=True)
class Extended:
    """The tenderer gives the evaluation more time, for `asked` of `members` found it too short (TR 48)."""

    request: UUID
    evaluation_until: datetime
    asked: int
    members: int


def read_requested(body: JsonObject) -> Requested:
    """Raises `FormatError`."""
    fields = Fields(body, _REQUESTED, "committee.requested", more=True)
    groups = list(fields.each("groups", _GROUP, more=True))
    if [group.integer("number", 1, _MOST) for group in groups] != list(range(1, len(groups) + 1)):
        raise FormatError("the groups of a committee are numbered 1, 2, 3 …")
    return Requested(
        lot=fields.uuid("lot"),
        request=fields.uuid("request"),
        members=fields.integer("members", 1, _MOST),
        experts=fields.integer("experts", 0, _MOST),
        places=tuple(group.integer("places", 1, _MOST) for group in groups),
        calls_from=fields.at("calls_from"),
        evaluation_from=fields.at("evaluation_from"),
        evaluation_until=fields.at("evaluation_until"),
        phase=_phase(fields.value_or("phase", Phase.BIDDING.value)),
    )


def read_of_request(body: JsonObject) -> OfRequest:
    """`committee.request_withdrawn`, `committee.formed` or `committee.reopened`. Raises `FormatError`."""
    fields = Fields(body, frozenset(("lot", "request")), "an entry about a committee", more=True)
    return OfRequest(fields.uuid("lot"), fields.uuid("request"))


def read_extended(body: JsonObject) -> Extended:
    """Raises `FormatError`."""
    names = frozenset(("asked", "evaluation_until", "lot", "members", "request"))
    fields = Fields(body, names, EXTENDED, more=True)
    return Extended(
        request=fields.uuid("request"),
        evaluation_until=fields.at("evaluation_until"),
        asked=fields.integer("asked", 1, _MOST),
        members=fields.integer("members", 1, _MOST),
    )


def _phase(said: object) -> Phase:
    try:
        return Phase(str(said))
    except ValueError:
        raise FormatError("not a phase of a trade") from None
