"""The evaluation of a small trade, by pure code: five blinded members score the opened bids and report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from uuid import UUID

from bidding.domain.opening import BidOutcome, Result
from experts.domain.reports import BidToEvaluate, chosen, members_of_entry, reckon_sheets
from experts.domain.sheets import commitment, sheet_bytes
from tests.vectors.cast import PLACE, Fixed
from trading.domain.canonical import JsonObject, decode, encode, sha256_hex
from trading.domain.evaluation_results import (
    DrawnCoefficient,
    EvaluationResult,
    RejectedBid,
    ReportedMember,
    ReportResult,
    Stand,
)
from trading.domain.money import Money
from trading.domain.scheme_terms import FactorTerms, PriceTerms, SchemeTerms
from trading.domain.scoring_methods import PriceFormula, ScoringMethod, TieBreak

SCHEME = SchemeTerms(
    ScoringMethod.COMPREHENSIVE,
    (TieBreak.LOWER_PRICE, TieBreak.LOT),
    (
        FactorTerms("f1", "施工方案与技术措施", Decimal(35), "针对性、完整性"),
        FactorTerms("f2", "项目管理机构", Decimal(25), "人员与业绩"),
    ),
    PriceFormula.BENCHMARK,
    PriceTerms(Decimal(40), Decimal(1), Decimal("0.5")),
)
COUNTED = SchemeTerms(
    ScoringMethod.LOWEST_EVALUATED_PRICE,
    (TieBreak.LOWER_PRICE, TieBreak.LOT),
    (
        FactorTerms("d1", "工期延长", Decimal(8), "每晚一周计 1", rate=Decimal("0.005")),
        FactorTerms("d2", "清单漏项", Decimal(20), "每漏一项计 1", amount=Decimal("1200.5")),
    ),
)
MEMBERS = tuple(sha256(f"member {number}".encode()).hexdigest() for number in range(5))


@dataclass(frozen=True)
class SmallEvaluation:
    """What the ledger says of it. `sheets`: by member the bytes and the commitment."""

    started: JsonObject
    sheets: Mapping[str, tuple[bytes, str]]
    reported: JsonObject

    @property
    def committed(self) -> list[JsonObject]:
        return [{"lot": str(PLACE.lot), "member": member, "sheet": sheet} for member, (_, sheet) in self.sheets.items()]


def bids_in(outcomes: tuple[BidOutcome, ...]) -> list[BidToEvaluate]:
    return [
        BidToEvaluate(each.bid, each.bidder, each.name, Money.parse(each.items["price"]), each.items)
        for each in outcomes
        if each.result is Result.OPENED and each.items is not None
    ]


def small_evaluation(
    outcomes: tuple[BidOutcome, ...],
    rejected: int = 0,
    *,
    terms: SchemeTerms = SCHEME,
    members: Sequence[str] = MEMBERS,
    coefficient: DrawnCoefficient | None = None,
    lots: Mapping[str, int] | None = None,
    lottery: UUID | None = None,
) -> SmallEvaluation:
    """Of the opened bids, the last `rejected` ones are rejected."""
    if coefficient is not None:
        terms = terms.with_coefficient(coefficient.value)
    bids = bids_in(outcomes)
    valid = bids[: len(bids) - rejected]
    sheets = {}
    cells = {}
    for number, member in enumerate(members):
        cells[member] = {bid.bidder: _cells(terms, number, place) for place, bid in enumerate(valid)}
        content = sheet_bytes(PLACE.lot, member, cells[member], {})
        sheets[member] = (content, commitment(Fixed(f"sheet {number}")(32), content))
    reckoned = reckon_sheets(terms, valid, cells, ceiling=None, lots=lots or {})
    result = EvaluationResult(
        lot=PLACE.lot,
        result=ReportResult.RANKED,
        report=sha256_hex(b"the report"),
        benchmark=reckoned.benchmark,
        members=tuple(ReportedMember(member, sheet, Stand.SIGNED) for member, (_, sheet) in sheets.items()),
        rejected=tuple(RejectedBid(bid.bid, bid.bidder, "not_responsive") for bid in bids[len(valid) :]),
        valid=reckoned.valid,
        candidates=chosen(reckoned, valid, 3),
        lots=lots or {},
        coefficient=coefficient,
        lottery=lottery,
    )
    started = {"experts": 4, "lot": str(PLACE.lot), "members": list(members)}
    return SmallEvaluation(decode(encode(started)), sheets, decode(encode(members_of_entry(result))))


def _cells(terms: SchemeTerms, member: int, place: int) -> dict[str, Decimal]:
    if terms.counts:
        return {"d1": Decimal(place + (member > 2)), "d2": Decimal(12 * place)}
    return {"f1": Decimal(30 - member - place), "f2": Decimal(20 - member)}
