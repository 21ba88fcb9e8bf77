"""Points for a price by its deviation from a benchmark price (评标基准价). The documents name every number.

The benchmark is `w·A·(1-d) + (1-w)·C·(1-c)`: A the mean of the valid prices, the highest and lowest left out where
there are enough of them, C the ceiling. It is not rounded unless the documents say so; a deviation has two decimals.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from experts.domain.derivation import Derived, Formula, Term, derive, given

ZERO = Decimal(0)
ONE = Decimal(1)
DRAWN = "drawn"
"""The label of a number that a draw has decided, where the documents only named its candidates."""


@dataclass(frozen=True, slots=True)
class BenchmarkRule:
    """The numbers of the documents.

    `full` points at the benchmark; `above` and `below`: points lost for each per cent over and under it; never less
    than `least`. From `trim_from` prices on the `trim_high` highest and `trim_low` lowest are left out of the mean.
    `mean_share` is w, `discount` d, `ceiling_discount` c. `drawn`: which of them a draw has decided, "" for none.
    """

    full: Decimal
    above: Decimal
    below: Decimal
    least: Decimal = ZERO
    trim_high: int = 0
    trim_low: int = 0
    trim_from: int = 1
    discount: Decimal = ZERO
    mean_share: Decimal = ONE
    ceiling_discount: Decimal = ZERO
    benchmark_places: int | None = None
    deviation_places: int = 2
    score_places: int = 2
    drawn: str = ""

    def __post_init__(self) -> None:
        shares = (self.discount, self.ceiling_discount)
        if not (ZERO <= self.mean_share <= ONE and all(ZERO <= share < ONE for share in shares)):
            raise RuleBroken("a share lies between nothing and the whole")
        if not (ZERO <= self.least <= self.full and self.above >= ZERO and self.below >= ZERO):
            raise RuleBroken("points are lost, not won, and not below the least")
        if self.trim_high < 0 or self.trim_low < 0 or self.trim_from <= self.trim_high + self.trim_low:
            raise RuleBroken("no price would be left for the mean")


class RuleBroken(Exception):
    """The numbers of the documents contradict each other."""


class NoPrices(Exception):
    """No valid bid is left to make a benchmark of."""


class CeilingMissing(Exception):
    """The benchmark is made with a ceiling, and there is none."""


def benchmark(prices: Mapping[str, Derived], rule: BenchmarkRule, ceiling: Decimal | None = None) -> Derived:
    """The benchmark price of the valid bids, by bidder. Rejected ones must not be among them (O12 28)."""
    mean = derive(Term.MEAN_PRICE, Formula.MEAN, _left(prices, rule))
    discount = given(Term.DISCOUNT, rule.discount, _by_draw(rule, "discount"))
    if rule.mean_share == ONE and rule.drawn != "mean_share":
        inputs, formula = [mean, discount], Formula.BENCHMARK_OF_MEAN
    elif ceiling is None:
        raise CeilingMissing
    else:
        inputs = [
            mean,
            discount,
            given(Term.MEAN_SHARE, rule.mean_share, _by_draw(rule, "mean_share")),
            given(Term.CEILING, ceiling),
            given(Term.CEILING_DISCOUNT, rule.ceiling_discount, _by_draw(rule, "ceiling_discount")),
        ]
        formula = Formula.BENCHMARK_WITH_CEILING
    return derive(Term.BENCHMARK, formula, inputs, places=rule.benchmark_places)


def price_points(price: Derived, standard: Derived, rule: BenchmarkRule) -> Derived:
    """The points of one price. `standard` is the benchmark: once fixed, later corrections do not change it."""
    deviation = derive(Term.DEVIATION, Formula.DEVIATION, [price, standard], places=rule.deviation_places)
    above = price.value > standard.value
    inputs = [
        given(Term.FULL_POINTS, rule.full),
        deviation,
        given(Term.POINTS_PER_PERCENT, rule.above if above else rule.below),
        given(Term.LEAST_POINTS, rule.least),
    ]
    formula = Formula.SCORE_ABOVE if above else Formula.SCORE_BELOW
    return derive(Term.PRICE_POINTS, formula, inputs, places=rule.score_places)


def _by_draw(rule: BenchmarkRule, name: str) -> str:
    return DRAWN if rule.drawn == name else ""


def _left(prices: Mapping[str, Derived], rule: BenchmarkRule) -> list[Derived]:
    """The prices that enter the mean, lowest first. Of equal ones it does not matter which is left out."""
    if not prices:
        raise NoPrices
    ordered = sorted(prices.values(), key=lambda price: (price.value, price.label))
    if len(ordered) < rule.trim_from:
        return ordered
    return ordered[rule.trim_low : len(ordered) - rule.trim_high]
