"""What the committee's report says in public: the body of `evaluation.reported` (docs/spec/evaluation.md).

The award starts from it, and the verifier reckons it again. Nothing in it names an expert.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final
from uuid import UUID

from trading.domain.canonical import FormatError, Json, JsonObject
from trading.domain.fields import Fields
from trading.domain.money import Money, MoneyMalformed
from trading.domain.scheme_terms import number
from trading.domain.scoring_methods import DrawnNumber

STARTED: Final = "evaluation.started"
SHEET_COMMITTED: Final = "sheet.committed"
MEMBER_REPLACED: Final = "member.replaced"
REPORTED: Final = "evaluation.reported"


class ReportResult(StrEnum):
    """What a committee comes to."""

    RANKED = "ranked"
    ALL_REJECTED = "all_rejected"
    COMPETITION_MISSING = "competition_missing"


class Stand(StrEnum):
    """How a member stands to the report: O12 43."""

    SIGNED = "signed"
    DISSENTED = "dissented"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class ReportedMember:
    """`member` is blinded; `sheet`: the commitment to its sheet, None where nothing was scored."""

    member: str
    sheet: str | None
    stand: Stand


@dataclass(frozen=True, slots=True)
class RejectedBid:
    """Why in the words of the law or the documents; the committee's reasons are in the report."""

    bid: str
    bidder: str
    ground: str


@dataclass(frozen=True, slots=True)
class ValidBid:
    """`factors`: the points that count, by factor. `merit`: total of points, or evaluated price. `by`: what parted it
    from its equal."""

    bid: str
    bidder: str
    price: Money
    factors: Mapping[str, Decimal]
    price_points: Decimal | None
    merit: Decimal
    place: int
    by: str | None


@dataclass(frozen=True, slots=True)
class CandidateResult:
    """A candidate of the report, with what its bid promises; `merit` as in `ValidBid`."""

    rank: int
    bidder: str
    name: str
    bid: str
    price: Money
    items: Mapping[str, str]
    merit: Decimal


@dataclass(frozen=True, slots=True)
class DrawnCoefficient:
    """What a draw decided for the price formula of the notice: `number` names which of its numbers."""

    draw: UUID
    number: DrawnNumber
    value: Decimal


@dataclass(frozen=True, slots=True)
class EvaluationResult:
    """`valid`, `rejected` by bid; `report`: hash of what the members signed.

    `coefficient`: what was drawn for the formula; `lots`: the numbers by bidder of the draw `lottery`.
    """

    lot: UUID
    result: ReportResult
    report: str
    benchmark: Decimal | None
    members: tuple[ReportedMember, ...]
    rejected: tuple[RejectedBid, ...]
    valid: tuple[ValidBid, ...]
    candidates: tuple[CandidateResult, ...]
    lots: Mapping[str, int]
    coefficient: DrawnCoefficient | None = None
    lottery: UUID | None = None


@dataclass(frozen=True, slots=True)
class Started:
    """The blinded members, and how many of them are experts."""

    members: tuple[str, ...]
    experts: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A seat changed hands: whatever `left` did is void (TR 48)."""

    left: str
    seated: str


def read_started(body: JsonObject) -> Started:
    fields = Fields(body, ("experts", "lot", "members"), STARTED, more=True)
    return Started(tuple(fields.hashes("members")), fields.integer("experts"))


def read_committed(body: JsonObject) -> tuple[str, str]:
    """The blinded member and the commitment to its sheet."""
    fields = Fields(body, ("lot", "member", "sheet"), SHEET_COMMITTED, more=True)
    return fields.hash("member"), fields.hash("sheet")


def read_replaced(body: JsonObject) -> Replaced:
    fields = Fields(body, ("left", "lot", "seated"), MEMBER_REPLACED, more=True)
    return Replaced(fields.hash("left"), fields.hash("seated"))


def read_reported(body: JsonObject) -> EvaluationResult:
    """Raises `FormatError`."""
    fields = Fields(body, _REPORTED, REPORTED, more=True)
    try:
        return EvaluationResult(
            lot=fields.uuid("lot"),
            result=ReportResult(fields.text("result")),
            report=fields.hash("report"),
            benchmark=_number_or_none(fields, "benchmark"),
            members=tuple(map(_member, fields.each("members", ("member", "sheet", "stand")))),
            rejected=tuple(map(_rejected, fields.each("rejected", ("bid", "bidder", "ground")))),
            valid=tuple(map(_valid, fields.each("valid", _VALID))),
            candidates=tuple(map(_candidate, fields.each("candidates", _CANDIDATE))),
            lots=_lots(fields.object("lots")),
            coefficient=_coefficient(fields.value_or("coefficient", None)),
            lottery=None if fields.value_or("lottery", None) is None else fields.uuid("lottery"),
        )
    except (ValueError, MoneyMalformed) as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"{REPORTED}: {error}") from None


_REPORTED = frozenset(("benchmark", "candidates", "lot", "lots", "members", "rejected", "report", "result", "valid"))
_VALID = frozenset(("bid", "bidder", "by", "factors", "merit", "place", "price", "price_points"))
_CANDIDATE = frozenset(("bid", "bidder", "items", "merit", "name", "price", "rank"))


def _member(fields: Fields) -> ReportedMember:
    return ReportedMember(fields.hash("member"), fields.hash_or_none("sheet"), Stand(fields.text("stand")))


def _rejected(fields: Fields) -> RejectedBid:
    return RejectedBid(fields.hash("bid"), fields.party("bidder"), fields.text("ground"))


def _valid(fields: Fields) -> ValidBid:
    return ValidBid(
        bid=fields.hash("bid"),
        bidder=fields.party("bidder"),
        price=Money.parse(fields.text("price")),
        factors={key: number(points) for key, points in fields.object("factors").items()},
        price_points=_number_or_none(fields, "price_points"),
        merit=number(fields.text("merit")),
        place=fields.integer("place", 1),
        by=fields.text_or_none("by"),
    )


def _candidate(fields: Fields) -> CandidateResult:
    return CandidateResult(
        rank=fields.integer("rank", 1),
        bidder=fields.party("bidder"),
        name=fields.text("name"),
        bid=fields.hash("bid"),
        price=Money.parse(fields.text("price")),
        items=fields.texts_or_none("items") or {},
        merit=number(fields.text("merit")),
    )


def _lots(members: JsonObject) -> dict[str, int]:
    numbers = {bidder: value for bidder, value in members.items() if isinstance(value, int) and value > 0}
    if len(numbers) < len(members):
        raise FormatError("a number of a draw counts from 1")
    return numbers


def _coefficient(value: Json) -> DrawnCoefficient | None:
    if value is None:
        return None
    fields = Fields(value, ("draw", "number", "value"), "coefficient")
    return DrawnCoefficient(fields.uuid("draw"), DrawnNumber(fields.text("number")), number(fields.text("value")))


def _number_or_none(fields: Fields, name: str) -> Decimal | None:
    text = fields.text_or_none(name)
    return None if text is None else number(text)
