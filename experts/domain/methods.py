"""The two methods of evaluation of works: comprehensive (O12 34 to 37) and lowest evaluated price (O12 30 to 33)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import assert_never

from experts.domain.benchmark import BenchmarkRule, benchmark, price_points
from experts.domain.derivation import HUNDRED, Derived, Formula, Term, derive, given
from experts.domain.ranking import Entrant
from trading.domain.kinds.spec import KindSpec
from trading.domain.scoring_methods import PriceFormula, ScoringMethod


@dataclass(frozen=True, slots=True)
class Bid:
    """A bid as the committee has it before it. A rejected one (否决投标) is compared with none."""

    bidder: str
    price: Decimal
    rejected: bool = False


@dataclass(frozen=True, slots=True)
class Factor:
    """What experts give points for: from 0 to `most`, times `weight`."""

    key: str
    most: Decimal
    weight: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class Comprehensive:
    """The scheme of the documents: factors, and how a price gets its points.

    All factors and the price together are worth a hundred points. From `trim_from` experts on, the highest and the
    lowest points of a factor are dropped; None: never.
    """

    factors: tuple[Factor, ...]
    price: BenchmarkRule
    price_weight: Decimal = Decimal(1)
    trim_from: int | None = None
    places: int = 2

    def __post_init__(self) -> None:
        parts = [factor.most * factor.weight for factor in self.factors]
        if sum(parts, self.price.full * self.price_weight) != HUNDRED or min(parts, default=HUNDRED) <= 0:
            raise WeightsBroken("factors and price together are worth a hundred points, each of them something")
        if self.trim_from is not None and self.trim_from <= len(TRIMMED):
            raise WeightsBroken("no score would be left for the mean")
        if len({factor.key for factor in self.factors}) < len(self.factors):
            raise WeightsBroken("a factor twice")


@dataclass(frozen=True, slots=True)
class Deviation:
    """What the documents count in a bid (weeks of delay), up to `most`, and what each adds to its price: an `amount`, or
    `rate` of the price."""

    key: str
    most: Decimal
    amount: Decimal | None = None
    rate: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.amount is None) == (self.rate is None):
            raise DeviationBroken(self.key)


@dataclass(frozen=True, slots=True)
class LowestEvaluated:
    """The scheme of the documents: what is added to a price for what. Places of the evaluated price."""

    deviations: tuple[Deviation, ...] = ()
    places: int = 2


@dataclass(frozen=True, slots=True)
class Points:
    """One cell of a score sheet; for a deviation, how many the expert counts."""

    expert: str
    bidder: str
    factor: str
    points: Decimal


TRIMMED = ("highest", "lowest")
Scheme = Comprehensive | LowestEvaluated
Part = Factor | Deviation
"""What a column of a sheet is for."""


class WeightsBroken(Exception):
    """The factors of the documents do not make a whole."""


class DeviationBroken(Exception):
    """A deviation adds an amount or a rate, one of the two."""


class PointsOutOfRange(Exception):
    """More points than the factor has, or less than none."""


class SheetBroken(Exception):
    """An expert left a cell out, filled one twice, or one that is not on the sheet."""


class TrimmingNotAllowed(Exception):
    """Scores are dropped with fewer experts than the rule of the kind asks for."""


class MethodNotAllowed(Exception):
    """The kind does not know the method."""


def scheme_of(method: ScoringMethod) -> type[Scheme]:
    """What the documents have to fill in for a method."""
    match method:
        case ScoringMethod.COMPREHENSIVE:
            return Comprehensive
        case ScoringMethod.LOWEST_EVALUATED_PRICE:
            return LowestEvaluated
        case _:
            assert_never(method)


def price_rule_of(formula: PriceFormula) -> type[BenchmarkRule]:
    """What the documents have to fill in for a price formula."""
    match formula:
        case PriceFormula.BENCHMARK:
            return BenchmarkRule
        case _:
            assert_never(formula)


def check_scheme(spec: KindSpec, scheme: Scheme) -> None:
    """Raises `MethodNotAllowed` or `TrimmingNotAllowed` where the documents leave the law of the kind."""
    methods = spec.law.scoring_methods
    if methods is None or type(scheme) not in map(scheme_of, methods.value):
        raise MethodNotAllowed
    least = spec.law.experts_to_trim
    trim_from = scheme.trim_from if isinstance(scheme, Comprehensive) else None
    if trim_from is not None and (least is None or trim_from < least.value):
        raise TrimmingNotAllowed


def evaluate(
    scheme: Scheme, bids: Sequence[Bid], sheet: Iterable[Points] = (), *, ceiling: Decimal | None = None
) -> dict[str, Derived]:
    """The total or the evaluated price of every valid bid, by bidder, with its derivation."""
    match scheme:
        case Comprehensive():
            return total_points(scheme, bids, sheet, ceiling=ceiling)
        case LowestEvaluated():
            return evaluated_prices(scheme, bids, sheet)
        case _:
            assert_never(scheme)


def entrants(scheme: Scheme, bids: Sequence[Bid], results: Mapping[str, Derived]) -> tuple[Entrant, ...]:
    """The valid bids for `rank`: the most points are best, or the lowest evaluated price."""
    sign = 1 if isinstance(scheme, Comprehensive) else -1
    return tuple(Entrant(bid.bidder, sign * results[bid.bidder].value, bid.price) for bid in _valid(bids))


def total_points(
    scheme: Comprehensive, bids: Sequence[Bid], sheet: Iterable[Points], *, ceiling: Decimal | None = None
) -> dict[str, Derived]:
    """O12 34 to 37: the sum of weighted points. Experts score alone; their mean counts."""
    prices = _prices(bids)
    if not prices:
        return {}
    cells = _cells(scheme.factors, prices, sheet, Term.EXPERT_POINTS)
    most = {factor.key: factor for factor in scheme.factors}
    means = {place: _mean(most[place[1]], points, scheme) for place, points in cells.items()}
    return _totals(scheme, prices, means, ceiling)


def totals_of_means(
    scheme: Comprehensive, bids: Sequence[Bid], means: Mapping[tuple[str, str], Decimal], *, ceiling: Decimal | None
) -> dict[str, Derived]:
    """The same from the points that count, by bidder and factor: what anybody reckons who has not seen the sheets.

    Raises `SheetBroken` or `PointsOutOfRange`.
    """
    prices = _prices(bids)
    _check_counted(scheme.factors, prices, means)
    given_means = {place: given(Term.FACTOR_POINTS, points, place[1]) for place, points in means.items()}
    return _totals(scheme, prices, given_means, ceiling) if prices else {}


def benchmark_of(scheme: Scheme, bids: Sequence[Bid], *, ceiling: Decimal | None) -> Derived | None:
    """The benchmark price of the valid bids; None where the method has none, or no bid is left."""
    prices = _prices(bids)
    return benchmark(prices, scheme.price, ceiling) if prices and isinstance(scheme, Comprehensive) else None


def _totals(
    scheme: Comprehensive,
    prices: Mapping[str, Derived],
    means: Mapping[tuple[str, str], Derived],
    ceiling: Decimal | None,
) -> dict[str, Derived]:
    standard = benchmark(prices, scheme.price, ceiling)
    return {
        bidder: derive(
            Term.TOTAL,
            Formula.SUM,
            [
                *(_times(means[bidder, factor.key], factor.weight, factor.key) for factor in scheme.factors),
                _times(price_points(price, standard, scheme.price), scheme.price_weight, Term.PRICE.value),
            ],
            places=scheme.places,
            label=bidder,
        )
        for bidder, price in prices.items()
    }


def evaluated_prices(scheme: LowestEvaluated, bids: Sequence[Bid], sheet: Iterable[Points] = ()) -> dict[str, Derived]:
    """O12 30 to 33: the bid and what the documents add for what it lacks. The contract is at the bid price.

    Experts count alone; the middle of what they count is added for: what more than half of them count alike, is that.
    """
    prices = _prices(bids)
    cells = _cells(scheme.deviations, prices, sheet, Term.EXPERT_UNITS)
    counted = {place: derive(Term.UNITS, Formula.MEDIAN, units, label=place[1]) for place, units in cells.items()}
    return _evaluated(scheme, prices, counted)


def prices_of_units(
    scheme: LowestEvaluated, bids: Sequence[Bid], units: Mapping[tuple[str, str], Decimal]
) -> dict[str, Derived]:
    """The same from the numbers that count, by bidder and deviation: for whoever has not seen the sheets.

    Raises `SheetBroken` or `PointsOutOfRange`.
    """
    prices = _prices(bids)
    _check_counted(scheme.deviations, prices, units)
    return _evaluated(scheme, prices, {place: given(Term.UNITS, each, place[1]) for place, each in units.items()})


def _evaluated(
    scheme: LowestEvaluated, prices: Mapping[str, Derived], units: Mapping[tuple[str, str], Derived]
) -> dict[str, Derived]:
    return {
        bidder: derive(
            Term.EVALUATED_PRICE,
            Formula.SUM,
            [price, *(_added(price, deviation, units[bidder, deviation.key]) for deviation in scheme.deviations)],
            places=scheme.places,
            label=bidder,
        )
        for bidder, price in prices.items()
    }


def _check_counted(
    parts: Sequence[Part], prices: Mapping[str, Derived], counted: Mapping[tuple[str, str], Decimal]
) -> None:
    most = {part.key: part.most for part in parts}
    if counted.keys() != {(bidder, key) for bidder in prices for key in most}:
        raise SheetBroken("points for what is no factor of a valid bid, or none for what is")
    for (bidder, key), points in counted.items():
        if not 0 <= points <= most[key]:
            raise PointsOutOfRange(f"{bidder}, {key}")


def _valid(bids: Sequence[Bid]) -> list[Bid]:
    return [bid for bid in bids if not bid.rejected]


def _prices(bids: Sequence[Bid]) -> dict[str, Derived]:
    return {bid.bidder: given(Term.PRICE, bid.price, bid.bidder) for bid in _valid(bids)}


def _cells(
    parts: Sequence[Part], prices: Mapping[str, Derived], sheet: Iterable[Points], term: Term
) -> dict[tuple[str, str], list[Derived]]:
    """The points of each bidder and factor. All experts must have filled in every cell of a valid bid, once."""
    most = {part.key: part.most for part in parts}
    found: dict[tuple[str, str], dict[str, Derived]] = defaultdict(dict)
    experts = set()
    for cell in sheet:
        if cell.bidder not in prices:
            continue  # whatever was written before a bid was rejected
        if cell.factor not in most or cell.expert in found[cell.bidder, cell.factor]:
            raise SheetBroken(f"{cell.expert}: {cell.bidder}, {cell.factor}")
        if not 0 <= cell.points <= most[cell.factor]:
            raise PointsOutOfRange(f"{cell.expert}: {cell.bidder}, {cell.factor}")
        experts.add(cell.expert)
        found[cell.bidder, cell.factor][cell.expert] = given(term, cell.points, cell.expert)
    for bidder in prices:
        for factor in most:
            if not experts or found[bidder, factor].keys() != experts:
                raise SheetBroken(f"not every expert has scored {bidder}, {factor}")
    return {place: [points[expert] for expert in sorted(points)] for place, points in found.items()}


def _mean(factor: Factor, cells: list[Derived], scheme: Comprehensive) -> Derived:
    left = cells
    if scheme.trim_from is not None and len(cells) >= scheme.trim_from:
        left = sorted(cells, key=lambda cell: (cell.value, cell.label))[1:-1]
    return derive(Term.FACTOR_POINTS, Formula.MEAN, left, places=scheme.places, label=factor.key)


def _times(points: Derived, weight: Decimal, label: str) -> Derived:
    return derive(Term.WEIGHTED_POINTS, Formula.PRODUCT, [points, given(Term.WEIGHT, weight)], label=label)


def _added(price: Derived, deviation: Deviation, units: Derived) -> Derived:
    each = [] if deviation.amount is None else [given(Term.AMOUNT, deviation.amount)]
    each += [] if deviation.rate is None else [price, given(Term.RATE, deviation.rate)]
    return derive(Term.ADJUSTMENT, Formula.PRODUCT, [*each, units], label=deviation.key)
