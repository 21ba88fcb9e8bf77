"""A number together with how it came about, so that a page can unfold it and anybody can reckon it again.

Decimals are reckoned with 60 digits, which holds every sum of money and points exactly; only a division can be cut by
that. Where the documents round, the step says to how many places. It is half up, by way of 35 places: so that what
is 12.345, but 12.3449… since a third was cut before it, becomes 12.35.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from enum import StrEnum
from statistics import median
from typing import Final

EXACT: Final = Context(prec=60, rounding=ROUND_HALF_UP)
CLEAN: Final = Decimal(1).scaleb(-35)
HUNDRED: Final = Decimal(100)


class Formula(StrEnum):
    """How a number is made of its inputs, in their order."""

    GIVEN = "given"
    SUM = "sum"
    MEAN = "mean"
    MEDIAN = "median"
    PRODUCT = "product"
    BENCHMARK_OF_MEAN = "benchmark_of_mean"
    BENCHMARK_WITH_CEILING = "benchmark_with_ceiling"
    DEVIATION = "deviation"
    SCORE_ABOVE = "score_above"
    SCORE_BELOW = "score_below"


class Term(StrEnum):
    """What a number is."""

    PRICE = "price"
    CEILING = "ceiling"
    MEAN_PRICE = "mean_price"
    DISCOUNT = "discount"
    CEILING_DISCOUNT = "ceiling_discount"
    MEAN_SHARE = "mean_share"
    BENCHMARK = "benchmark"
    DEVIATION = "deviation"
    FULL_POINTS = "full_points"
    LEAST_POINTS = "least_points"
    POINTS_PER_PERCENT = "points_per_percent"
    PRICE_POINTS = "price_points"
    EXPERT_POINTS = "expert_points"
    FACTOR_POINTS = "factor_points"
    WEIGHT = "weight"
    WEIGHTED_POINTS = "weighted_points"
    TOTAL = "total"
    RATE = "rate"
    EXPERT_UNITS = "expert_units"
    UNITS = "units"
    AMOUNT = "amount"
    ADJUSTMENT = "adjustment"
    EVALUATED_PRICE = "evaluated_price"


@dataclass(frozen=True, slots=True)
class Derived:
    """`value` is `formula` of `inputs`, rounded half up to `places` if there are any. `label` tells equals apart."""

    term: Term
    value: Decimal
    formula: Formula = Formula.GIVEN
    inputs: tuple[Derived, ...] = ()
    places: int | None = None
    label: str = ""


class NotFinite(Exception):
    """A number that is none."""


def given(term: Term, value: Decimal, label: str = "") -> Derived:
    """A number that was not reckoned here: from a bid, the documents or a score sheet."""
    if not value.is_finite():
        raise NotFinite(f"{term}: {value}")
    return Derived(term, value, label=label)


def derive(
    term: Term, formula: Formula, inputs: Sequence[Derived], *, places: int | None = None, label: str = ""
) -> Derived:
    """The number that the formula makes of the inputs."""
    value = reckon(formula, [each.value for each in inputs], places)
    return Derived(term, value, formula, tuple(inputs), places, label)


def reckon(formula: Formula, values: Sequence[Decimal], places: int | None) -> Decimal:
    """The value of a formula, rounded half up where the documents round."""
    with localcontext(EXACT):
        value = FORMULAS[formula](values)
        return value if places is None else value.quantize(CLEAN).quantize(Decimal(1).scaleb(-places))


def reckons(derived: Derived) -> bool:
    """Whether every step of the tree gives its value again."""
    return all(
        step.value == reckon(step.formula, [each.value for each in step.inputs], step.places)
        for step in steps(derived)
        if step.formula is not Formula.GIVEN
    )


def steps(derived: Derived) -> Iterator[Derived]:
    """Every step of the tree once, also where several numbers rest on it."""
    seen: set[int] = set()
    waiting = [derived]
    while waiting:
        step = waiting.pop()
        if id(step) not in seen:
            seen.add(id(step))
            waiting.extend(step.inputs)
            yield step


def _product(values: Sequence[Decimal]) -> Decimal:
    result = Decimal(1)
    for value in values:
        result *= value
    return result


def _benchmark_of_mean(values: Sequence[Decimal]) -> Decimal:
    mean, discount = values
    return mean * (1 - discount)


def _benchmark_with_ceiling(values: Sequence[Decimal]) -> Decimal:
    mean, discount, share, ceiling, ceiling_discount = values
    return share * mean * (1 - discount) + (1 - share) * ceiling * (1 - ceiling_discount)


def _deviation(values: Sequence[Decimal]) -> Decimal:
    price, benchmark = values
    return (price - benchmark) / benchmark * HUNDRED


def _score_above(values: Sequence[Decimal]) -> Decimal:
    full, deviation, lost, least = values
    return max(least, full - deviation * lost)


def _score_below(values: Sequence[Decimal]) -> Decimal:
    full, deviation, lost, least = values
    return max(least, full + deviation * lost)


FORMULAS: Final[dict[Formula, Callable[[Sequence[Decimal]], Decimal]]] = {
    Formula.SUM: lambda values: sum(values, Decimal(0)),
    Formula.MEAN: lambda values: sum(values, Decimal(0)) / len(values),
    Formula.MEDIAN: median,
    Formula.PRODUCT: _product,
    Formula.BENCHMARK_OF_MEAN: _benchmark_of_mean,
    Formula.BENCHMARK_WITH_CEILING: _benchmark_with_ceiling,
    Formula.DEVIATION: _deviation,
    Formula.SCORE_ABOVE: _score_above,
    Formula.SCORE_BELOW: _score_below,
}

WRITTEN: Final[dict[Formula, str]] = {
    Formula.GIVEN: "x",
    Formula.SUM: "x₁ + x₂ + …",
    Formula.MEAN: "(x₁ + x₂ + …) ÷ n",
    Formula.MEDIAN: "median(x₁, x₂, …)",
    Formula.PRODUCT: "x₁ × x₂ × …",
    Formula.BENCHMARK_OF_MEAN: "B = A × (1 − d)",
    Formula.BENCHMARK_WITH_CEILING: "B = w × A × (1 − d) + (1 − w) × C × (1 − c)",
    Formula.DEVIATION: "p = (x − B) ÷ B × 100",
    Formula.SCORE_ABOVE: "max(least, F − p × E₁)",
    Formula.SCORE_BELOW: "max(least, F + p × E₂)",
}
"""The formulas as the documents write them, their letters in the order of the inputs as `Derived.inputs` has them."""
