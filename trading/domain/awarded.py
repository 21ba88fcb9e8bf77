"""The entries between the evaluation report and the archive: docs/spec/ledger.md, "After the evaluation".

Bodies are written and read here; whether they may be is decided by the guards of the spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final, cast
from uuid import UUID

from trading.domain.award import FallGround
from trading.domain.bodies import FILE_MEMBERS, LOT_FAILED, DocumentFile, read_file
from trading.domain.canonical import FormatError, JsonObject, at_text, parse_base64
from trading.domain.fields import Fields
from trading.domain.money import Money, MoneyMalformed

CANDIDATES_SHOWN: Final = "candidates.shown"
CANDIDATES_OBJECTED: Final = "candidates.objected"
CANDIDATES_ANSWERED: Final = "candidates.answered"
AWARDED: Final = "lot.awarded"
CANDIDATES_FELL: Final = "candidates_fell"
"""The reason that `lot.failed` gives where the first candidate fell and nobody takes its place."""
AWARD_REPORTED: Final = "award.reported"
CONTRACT_OFFERED: Final = "contract.offered"
CONTRACT_SIGNED: Final = "contract.signed"
ARCHIVED: Final = "lot.archived"
VALIDITY_ASKED: Final = "validity.asked"
VALIDITY_EXTENDED: Final = "validity.extended"

PRICE: Final = "price"
"""The opening item that is the price."""

_STANDING: Final = frozenset(("bid", "bidder", "items", "name", "rank", "score"))


@dataclass(frozen=True, slots=True)
class Standing:
    """A bid that was not rejected, by rank. `items`: what it states at the opening; `bid`: its hash in the box."""

    rank: int
    bidder: str
    name: str
    bid: str
    items: Mapping[str, str]
    score: Decimal

    @property
    def price(self) -> Money:
        """Raises `FormatError` where the bid states none."""
        return price_of(self.items)

    def members(self) -> dict[str, object]:
        return {
            "bid": self.bid,
            "bidder": self.bidder,
            "items": dict(self.items),
            "name": self.name,
            "rank": self.rank,
            "score": str(self.score),
        }


@dataclass(frozen=True, slots=True)
class Ranking:
    """What the committee's report (`report`: its SHA-256) says: every valid bid by rank, the first of them candidates."""

    report: str
    standings: tuple[Standing, ...]
    candidates: int

    @property
    def valid(self) -> int:
        return len(self.standings)

    @property
    def shown(self) -> tuple[Standing, ...]:
        """The candidates, by rank."""
        return self.standings[: self.candidates]

    def members(self) -> dict[str, object]:
        standings = [standing.members() for standing in self.standings]
        return {"candidates": self.candidates, "report": self.report, "standings": standings}


@dataclass(frozen=True, slots=True)
class Shown:
    """The candidates as they are shown. `until` is the last day of the display."""

    lot: UUID
    report: str
    until: date
    candidates: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """A candidate that was passed over. `evidence`: the paper that shows the ground."""

    rank: int
    ground: FallGround
    reason: str
    evidence: DocumentFile

    def members(self) -> dict[str, object]:
        return {
            "evidence": self.evidence.members(),
            "ground": self.ground.value,
            "rank": self.rank,
            "reason": self.reason,
        }


@dataclass(frozen=True, slots=True)
class Awarded:
    """The winner, and whoever stood before it. `number` counts the decisions of the lot from 1."""

    lot: UUID
    number: int
    winner: Standing
    passed: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class ContractTerms:
    """The main terms of a contract: the opening items as the contract has them, and what secures it."""

    items: Mapping[str, str]
    bond: Money | None
    guarantee: bool

    def members(self) -> dict[str, object]:
        bond = None if self.bond is None else self.bond.text
        return {"bond": bond, "guarantee": self.guarantee, "items": dict(self.items)}


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract that both signed. `statement`: the winner's signed statement, whole; `text` is not public."""

    lot: UUID
    bidder: str
    name: str
    terms: ContractTerms
    text: DocumentFile
    statement: bytes


@dataclass(frozen=True, slots=True)
class Signing:
    """What the winner signs: this text and these terms for this lot."""

    trade: UUID
    lot: UUID
    party: str
    text: str
    terms: ContractTerms

    def statement(self) -> dict[str, object]:
        """As it is signed (docs/spec/conventions.md, "Signed statement")."""
        return {
            "lot": str(self.lot),
            "party": self.party,
            "terms": self.terms.members(),
            "text": self.text,
            "trade": str(self.trade),
            "type": "mingzheng/contract/v1",
        }


def differing(bid: Mapping[str, str], contract: Mapping[str, str]) -> tuple[str, ...]:
    """The main terms in which the contract differs from the bid (TL 46, TR 57)."""
    return tuple(sorted(name for name in bid.keys() | contract.keys() if not _same(name, bid, contract)))


def price_of(items: Mapping[str, str]) -> Money:
    """Raises `FormatError`."""
    try:
        return Money.parse(items[PRICE])
    except (KeyError, MoneyMalformed) as error:
        raise FormatError(f"no price: {error}") from None


def shown_body(lot: UUID, result: Ranking, said: Mapping[str, object], until: date) -> dict[str, object]:
    """`said`: what the agency adds in words. No expert is named in it."""
    return {
        **said,
        "candidates": [standing.members() for standing in result.shown],
        "lot": str(lot),
        "report": result.report,
        "until": until.isoformat(),
        "valid": result.valid,
    }


def awarded_body(awarded: Awarded, valid_until: datetime, reason: str) -> dict[str, object]:
    """The decision: the candidate's own words, and the ground of each one passed over."""
    return {
        **awarded.winner.members(),
        "amount": awarded.winner.price.text,
        "lot": str(awarded.lot),
        "number": awarded.number,
        "passed": [passed.members() for passed in awarded.passed],
        "reason": reason,
        "valid_until": at_text(valid_until),
    }


def read_result(body: JsonObject) -> Ranking:
    """Raises `FormatError`: the ranks are 1, 2, …, and no bid stands twice."""
    fields = Fields(body, ("candidates", "report", "standings"), "evaluation result")
    standings = _ranked(fields, "standings")
    return Ranking(fields.hash("report"), standings, fields.integer("candidates", 1, len(standings)))


def read_shown(body: JsonObject) -> Shown:
    """Raises `FormatError`."""
    fields = Fields(body, ("candidates", "lot", "report", "until"), CANDIDATES_SHOWN, more=True)
    until = _day(fields.text("until"))
    return Shown(fields.uuid("lot"), fields.hash("report"), until, _ranked(fields, "candidates"))


def read_awarded(body: JsonObject) -> Awarded:
    """Raises `FormatError`."""
    fields = Fields(body, (*_STANDING, "lot", "number", "passed"), AWARDED, more=True)
    return Awarded(fields.uuid("lot"), fields.integer("number", 1), _standing(fields), read_passed(fields))


def read_passed(fields: Fields) -> tuple[Passed, ...]:
    """The candidates that an entry passes over. Raises `FormatError`."""
    members = ("evidence", "ground", "rank", "reason")
    return tuple(_passed(one) for one in fields.each("passed", members))


def passed_in(type_: str, body: JsonObject) -> tuple[Passed, ...]:
    """The candidates that an entry of this type passes over; none where it is no decision. Raises `FormatError`."""
    if type_ not in (AWARDED, LOT_FAILED) or "passed" not in body:
        return ()
    return read_passed(Fields(body, ("passed",), type_, more=True))


def read_contract(body: JsonObject) -> Contract:
    """Raises `FormatError`."""
    names = ("bidder", "lot", "name", "statement", "terms", "text")
    fields = Fields(body, names, CONTRACT_SIGNED, more=True)
    return Contract(
        fields.uuid("lot"),
        fields.party("bidder"),
        fields.text("name"),
        read_terms(fields.inner("terms", ("bond", "guarantee", "items"))),
        read_file(fields.inner("text", FILE_MEMBERS)),
        parse_base64(fields.text("statement")),
    )


def read_terms(fields: Fields) -> ContractTerms:
    """Raises `FormatError`."""
    bond = fields.text_or_none("bond")
    try:
        amount = None if bond is None else Money.parse(bond)
    except MoneyMalformed as error:
        raise FormatError(f"bond: {error}") from None
    return ContractTerms(_items(fields), amount, fields.boolean("guarantee"))


def parse_signing(statement: JsonObject) -> Signing:
    """The winner's statement. Raises `FormatError`."""
    names = ("lot", "party", "terms", "text", "trade", "type")
    fields = Fields(statement, names, "contract statement")
    fields.exactly("type", "mingzheng/contract/v1")
    terms = read_terms(fields.inner("terms", ("bond", "guarantee", "items")))
    return Signing(fields.uuid("trade"), fields.uuid("lot"), fields.party("party"), fields.hash("text"), terms)


def _same(name: str, bid: Mapping[str, str], contract: Mapping[str, str]) -> bool:
    """Prices as money, all else as it is written."""
    if name not in bid or name not in contract:
        return False
    if name != PRICE:
        return bid[name].strip() == contract[name].strip()
    try:
        return price_of(bid) == price_of(contract)
    except FormatError:
        return False


def _ranked(fields: Fields, name: str) -> tuple[Standing, ...]:
    standings = tuple(_standing(one) for one in fields.each(name, _STANDING))
    if [standing.rank for standing in standings] != list(range(1, len(standings) + 1)):
        raise FormatError("the ranks are 1, 2, …")
    if not standings or len({standing.bid for standing in standings}) != len(standings):
        raise FormatError("no bid stands twice")
    return standings


def _standing(fields: Fields) -> Standing:
    return Standing(
        fields.integer("rank", 1),
        fields.party("bidder"),
        fields.text("name"),
        fields.hash("bid"),
        _items(fields),
        _score(fields.text("score")),
    )


def _items(fields: Fields) -> dict[str, str]:
    items = fields.object("items")
    if not all(isinstance(value, str) for value in items.values()):
        raise FormatError("items are texts")
    return cast(dict[str, str], items)


def _score(text: str) -> Decimal:
    try:
        score = Decimal(text)
    except InvalidOperation:
        raise FormatError("a score is a decimal number") from None
    if not score.is_finite():
        raise FormatError("a score is a decimal number")
    return score


def _passed(fields: Fields) -> Passed:
    try:
        ground = FallGround(fields.text("ground"))
    except ValueError as error:
        raise FormatError(str(error)) from None
    evidence = read_file(fields.inner("evidence", FILE_MEMBERS))
    return Passed(fields.integer("rank", 1), ground, fields.text("reason"), evidence)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise FormatError(str(error)) from None
