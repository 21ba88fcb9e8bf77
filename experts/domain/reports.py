"""From sheets and prices to the report: what its entry says, and whether an entry says what can be reckoned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from experts.domain.derivation import Derived, Term
from experts.domain.methods import (
    Bid,
    Comprehensive,
    Points,
    Scheme,
    benchmark_of,
    entrants,
    evaluate,
    prices_of_units,
    totals_of_means,
)
from experts.domain.ranking import Ranking, candidates, rank
from experts.domain.schemes import scheme_by
from experts.domain.sheets import Cells
from trading.domain import awarded
from trading.domain.evaluation_results import (
    CandidateResult,
    DrawnCoefficient,
    EvaluationResult,
    RejectedBid,
    ReportedMember,
    ReportResult,
    ValidBid,
)
from trading.domain.money import Money
from trading.domain.scheme_terms import SchemeTerms, written

BENCHMARK_SHOWN: Final = Decimal("0.000001")
"""A benchmark price is not rounded where it is reckoned with; where it is shown it has six places."""


@dataclass(frozen=True, slots=True)
class BidToEvaluate:
    """An opened bid: `items` as they were announced."""

    bid: str
    bidder: str
    name: str
    price: Money
    items: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Reckoned:
    """`results` by bidder, with their derivations."""

    valid: tuple[ValidBid, ...]
    benchmark: Decimal | None
    ranking: Ranking
    results: Mapping[str, Derived]


def majority(ballots: Sequence[str | None], members: int) -> str | None:
    """The ground on which more than half of all members reject a bid; None: it stays (TR 51, O12 27). A ballot that
    says nothing, or that was not cast, rejects nothing."""
    counted = Counter(ground for ground in ballots if ground)
    ground, votes = counted.most_common(1)[0] if counted else ("", 0)
    return ground if votes * 2 > members else None


def reckon_sheets(
    terms: SchemeTerms,
    bids: Sequence[BidToEvaluate],
    sheets: Mapping[str, Cells],
    *,
    ceiling: Decimal | None,
    lots: Mapping[str, int],
) -> Reckoned:
    """Totals and places of the valid bids; `sheets` by blinded member. Raises as `evaluate`."""
    scheme, plain = scheme_by(terms), [Bid(each.bidder, each.price.amount) for each in bids]
    cells = [
        Points(member, bidder, key, points)
        for member, sheet in sheets.items()
        for bidder, row in sheet.items()
        for key, points in row.items()
    ]
    results = evaluate(scheme, plain, cells, ceiling=ceiling)
    return _reckoned(terms, scheme, bids, plain, results, ceiling, lots)


def reckon_means(
    terms: SchemeTerms,
    bids: Sequence[BidToEvaluate],
    means: Mapping[tuple[str, str], Decimal],
    *,
    ceiling: Decimal | None,
    lots: Mapping[str, int],
) -> Reckoned:
    """The same from the points that count, by bidder and factor."""
    scheme, plain = scheme_by(terms), [Bid(each.bidder, each.price.amount) for each in bids]
    if isinstance(scheme, Comprehensive):
        results = totals_of_means(scheme, plain, means, ceiling=ceiling)
    else:
        results = prices_of_units(scheme, plain, means)
    return _reckoned(terms, scheme, bids, plain, results, ceiling, lots)


def chosen(reckoned: Reckoned, bids: Sequence[BidToEvaluate], most: int) -> tuple[CandidateResult, ...]:
    """The candidates in order (TR 53). Raises `TieUndecided`."""
    by_bidder = {each.bidder: each for each in bids}
    names = candidates(reckoned.ranking, most)
    return tuple(
        CandidateResult(
            rank=place,
            bidder=bidder,
            name=by_bidder[bidder].name,
            bid=by_bidder[bidder].bid,
            price=by_bidder[bidder].price,
            items=by_bidder[bidder].items,
            merit=reckoned.results[bidder].value,
        )
        for place, bidder in enumerate(names, start=1)
    )


def standing_order(result: EvaluationResult, bids: Sequence[BidToEvaluate]) -> awarded.Ranking:
    """What the award starts from: the candidates, then the other valid bids by their places, ranked 1 to n."""
    by_hash, chosen_bids = {each.bid: each for each in bids}, [each.bid for each in result.candidates]
    merits = {each.bid: each.merit for each in result.valid}
    others = sorted((each for each in result.valid if each.bid not in chosen_bids), key=lambda each: each.place)
    order = [*chosen_bids, *(each.bid for each in others)]
    standings = (_standing(place, by_hash[bid], merits[bid]) for place, bid in enumerate(order, start=1))
    return awarded.Ranking(result.report, tuple(standings), len(chosen_bids))


def _standing(rank: int, bid: BidToEvaluate, merit: Decimal) -> awarded.Standing:
    return awarded.Standing(rank, bid.bidder, bid.name, bid.bid, bid.items, merit)


def members_of_entry(result: EvaluationResult) -> dict[str, object]:
    """The body of `evaluation.reported`."""
    return {
        "benchmark": None if result.benchmark is None else written(result.benchmark),
        "candidates": [_candidate(each) for each in result.candidates],
        "coefficient": _coefficient(result.coefficient),
        "lot": str(result.lot),
        "lots": dict(result.lots),
        "lottery": None if result.lottery is None else str(result.lottery),
        "members": [_member(each) for each in result.members],
        "rejected": [_rejected(each) for each in result.rejected],
        "report": result.report,
        "result": result.result.value,
        "valid": [_valid(each) for each in result.valid],
    }


def result_for(valid: int, *, no_competition: bool) -> ReportResult:
    """What the committee comes to; whether the law lets it is the guard's business."""
    if valid == 0:
        return ReportResult.ALL_REJECTED
    return ReportResult.COMPETITION_MISSING if no_competition else ReportResult.RANKED


def _reckoned(
    terms: SchemeTerms,
    scheme: Scheme,
    bids: Sequence[BidToEvaluate],
    plain: Sequence[Bid],
    results: Mapping[str, Derived],
    ceiling: Decimal | None,
    lots: Mapping[str, int],
) -> Reckoned:
    ranking = rank(entrants(scheme, plain, results), terms.tie_breaks, lots)
    standard = benchmark_of(scheme, plain, ceiling=ceiling)
    by_bidder = {each.bidder: each for each in bids}
    valid = tuple(
        ValidBid(
            bid=by_bidder[placed.bidder].bid,
            bidder=placed.bidder,
            price=by_bidder[placed.bidder].price,
            factors=_factors(results[placed.bidder]),
            price_points=_price_points(results[placed.bidder]),
            merit=results[placed.bidder].value,
            place=placed.place,
            by=None if placed.by is None else placed.by.value,
        )
        for placed in ranking.placed
    )
    shown = None if standard is None else standard.value.quantize(BENCHMARK_SHOWN, rounding=ROUND_HALF_UP)
    return Reckoned(valid, shown, ranking, results)


def _factors(merit: Derived) -> dict[str, Decimal]:
    """What counts of each factor or deviation: by them and by the prices anybody reckons again."""
    counted = (each for part in merit.inputs for each in part.inputs)
    return {each.label: each.value for each in counted if each.term in (Term.FACTOR_POINTS, Term.UNITS)}


def _price_points(total: Derived) -> Decimal | None:
    points = (weighted.inputs[0] for weighted in total.inputs if weighted.inputs)
    return next((each.value for each in points if each.term is Term.PRICE_POINTS), None)


def _member(each: ReportedMember) -> dict[str, object]:
    return {"member": each.member, "sheet": each.sheet, "stand": each.stand.value}


def _rejected(each: RejectedBid) -> dict[str, object]:
    return {"bid": each.bid, "bidder": each.bidder, "ground": each.ground}


def _valid(each: ValidBid) -> dict[str, object]:
    return {
        "bid": each.bid,
        "bidder": each.bidder,
        "by": each.by,
        "factors": {key: written(points) for key, points in each.factors.items()},
        "merit": written(each.merit),
        "place": each.place,
        "price": each.price.text,
        "price_points": None if each.price_points is None else written(each.price_points),
    }


def _coefficient(drawn: DrawnCoefficient | None) -> dict[str, object] | None:
    if drawn is None:
        return None
    return {"draw": str(drawn.draw), "number": drawn.number.value, "value": written(drawn.value)}


def _candidate(each: CandidateResult) -> dict[str, object]:
    return {
        "bid": each.bid,
        "bidder": each.bidder,
        "items": dict(each.items),
        "merit": written(each.merit),
        "name": each.name,
        "price": each.price.text,
        "rank": each.rank,
    }
