"""The method of evaluation as the notice says it (评标办法): TL 19, TR 49, O12 30 to 37. `experts.domain` reckons by it.

The documents name every number; what they may name is the law of the kind.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar, assert_never

from trading.domain.canonical import FormatError, JsonObject
from trading.domain.fields import Fields
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak

if TYPE_CHECKING:
    from trading.domain.kinds.law import Law
    from trading.domain.kinds.values import Value

T = TypeVar("T")
WHOLE = Decimal(100)
MOST_FACTORS = 30
MOST_PLACES = 4
LONGEST_TEXT = 500
MOST_CANDIDATES = 200
_NUMBER = re.compile(r"(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FactorTerms:
    """What experts give points for: from nothing to `most`. `looks_at`: by what, in the words of the documents.

    By the lowest evaluated price it is a deviation: each member counts it, up to `most`, and each one counted adds to the
    price of the bid, as it is compared, an `amount` in 元, or `rate` of the price (a share of one); one of the two.
    """

    key: str
    label: str
    most: Decimal
    looks_at: str = ""
    weight: Decimal = Decimal(1)
    amount: Decimal | None = None
    rate: Decimal | None = None

    @property
    def is_deviation(self) -> bool:
        return self.amount is not None or self.rate is not None


@dataclass(frozen=True, slots=True)
class PriceTerms:
    """The numbers of the price formula; `experts.domain.benchmark.BenchmarkRule` says what each of them does."""

    full: Decimal
    above: Decimal
    below: Decimal
    least: Decimal = Decimal(0)
    trim_high: int = 0
    trim_low: int = 0
    trim_from: int = 1
    discount: Decimal = Decimal(0)
    mean_share: Decimal = Decimal(1)
    ceiling_discount: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class DrawnTerms:
    """A number of the price formula that is drawn when the bids are sealed (docs/spec/draw.md), and from what: ascending."""

    number: DrawnNumber
    candidates: tuple[Decimal, ...]

    def members(self) -> dict[str, object]:
        return {"candidates": list(self.texts), "number": self.number.value}

    @property
    def texts(self) -> tuple[str, ...]:
        """The candidates as the draw's list has them."""
        return tuple(map(written, self.candidates))


@dataclass(frozen=True, slots=True)
class SchemeTerms:
    """`price` is None where prices are compared as they are. `trim_from`: from so many experts on the highest and the
    lowest points of a factor do not count; None: all count.

    `drawn`: a number of the price that is drawn; `coefficient` is what came of that, and not of the notice.
    """

    method: ScoringMethod
    tie_breaks: tuple[TieBreak, ...]
    factors: tuple[FactorTerms, ...] = ()
    formula: PriceFormula | None = None
    price: PriceTerms | None = None
    trim_from: int | None = None
    places: int = 2
    drawn: DrawnTerms | None = None
    coefficient: Decimal | None = None

    @property
    def counts(self) -> bool:
        """Whether members count deviations, instead of giving points."""
        return self.price is None and bool(self.factors)

    def with_coefficient(self, value: Decimal) -> SchemeTerms:
        """The same with the number that was drawn in its place."""
        assert self.price is not None and self.drawn is not None
        return replace(self, price=_with_number(self.price, self.drawn.number, value), coefficient=value)

    def members(self) -> dict[str, object]:
        """As `trade.announced` says it (docs/spec/evaluation.md)."""
        return {
            "drawn": None if self.drawn is None else self.drawn.members(),
            "factors": [_factor_members(factor) for factor in self.factors],
            "formula": None if self.formula is None else self.formula.value,
            "method": self.method.value,
            "places": self.places,
            "price": None if self.price is None else _price_members(self.price, self.drawn),
            "tie_breaks": [each.value for each in self.tie_breaks],
            "trim_from": self.trim_from,
        }


class SchemeProblem(StrEnum):
    """What is wrong with a method of evaluation."""

    NOT_IN_THE_LAW = "not_in_the_law"
    METHOD = "method"
    FORMULA = "formula"
    NO_FACTORS = "no_factors"
    FACTOR_TWICE = "factor_twice"
    WEIGHTS = "weights"
    PRICE_NUMBERS = "price_numbers"
    NO_CEILING = "no_ceiling"
    TRIMMING = "trimming"
    TIE_BREAKS = "tie_breaks"
    DRAWN = "drawn"
    DEVIATIONS = "deviations"


class SchemeUnlawful(Exception):
    """The documents may not evaluate like this. `found`: the sum of the points, where that is what is wrong."""

    def __init__(self, problem: SchemeProblem, articles: tuple[str, ...] = (), found: Decimal | None = None) -> None:
        super().__init__(problem)
        self.problem = problem
        self.articles = articles
        self.found = found


def check_terms(law: Law, terms: SchemeTerms, *, has_ceiling: bool) -> None:
    """Raise `SchemeUnlawful` unless a notice of this kind may say so; `has_ceiling`: every lot has one."""
    rule = law.scoring_methods
    if rule is None:
        raise SchemeUnlawful(SchemeProblem.NOT_IN_THE_LAW)
    if terms.method not in rule.value:
        raise SchemeUnlawful(SchemeProblem.METHOD, rule.articles)
    if not terms.tie_breaks or not set(terms.tie_breaks) <= set(() if law.tie_breaks is None else law.tie_breaks.value):
        raise SchemeUnlawful(SchemeProblem.TIE_BREAKS, _articles(law.tie_breaks))
    if len(set(terms.tie_breaks)) < len(terms.tie_breaks) or not 0 <= terms.places <= MOST_PLACES:
        raise SchemeUnlawful(SchemeProblem.TIE_BREAKS)
    if terms.method is ScoringMethod.COMPREHENSIVE:
        _check_points(law, terms, rule.articles, has_ceiling=has_ceiling)
    elif terms.price is not None or terms.trim_from is not None or terms.drawn is not None:
        raise SchemeUnlawful(SchemeProblem.METHOD, rule.articles)
    else:
        _check_deviations(terms.factors, rule.articles)


def points_together(terms: SchemeTerms) -> Decimal:
    """What all factors and the price are worth."""
    price = Decimal(0) if terms.price is None else terms.price.full
    return sum((factor.most * factor.weight for factor in terms.factors), price)


def read_scheme(value: object) -> SchemeTerms | None:
    """The member `scheme` of `trade.announced`; null, or nothing in an older entry: evaluated elsewhere."""
    if value is None:
        return None
    names = ("factors", "formula", "method", "places", "price", "tie_breaks", "trim_from")
    members = Fields(value if isinstance(value, dict) else None, names, "scheme", more=True)
    try:
        formula, drawn = members.text_or_none("formula"), _read_drawn(members.value_or("drawn", None))
        return SchemeTerms(
            method=ScoringMethod(members.text("method")),
            tie_breaks=tuple(TieBreak(str(each)) for each in members.array("tie_breaks")),
            factors=tuple(_read_factor(each) for each in members.each("factors", _FACTOR, more=True)),
            formula=None if formula is None else PriceFormula(formula),
            price=_read_price(members.value_or("price", None), drawn),
            trim_from=None if members.value_or("trim_from", None) is None else members.integer("trim_from", 1, 99),
            places=members.integer("places", 0, MOST_PLACES),
            drawn=drawn,
        )
    except ValueError as error:
        if isinstance(error, FormatError):
            raise
        raise FormatError(f"scheme: {error}") from None


def scheme_in(body: JsonObject) -> SchemeTerms | None:
    """The method in the body of `trade.announced`."""
    return read_scheme(body.get("scheme"))


def number(text: object) -> Decimal:
    """A number as these entries write it: no sign, no exponent, at most six decimals. Raises `FormatError`."""
    if not isinstance(text, str) or _NUMBER.fullmatch(text) is None:
        raise FormatError(f"not a number: {text!r}")
    return Decimal(text)


def written(value: Decimal) -> str:
    """The one way to write it: without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _check_points(law: Law, terms: SchemeTerms, articles: tuple[str, ...], *, has_ceiling: bool) -> None:
    formulas = law.price_formulas
    if terms.price is None or terms.formula is None or formulas is None or terms.formula not in formulas.value:
        raise SchemeUnlawful(SchemeProblem.FORMULA, _articles(formulas))
    if not 0 < len(terms.factors) <= MOST_FACTORS:
        raise SchemeUnlawful(SchemeProblem.NO_FACTORS, articles)
    if len({factor.key for factor in terms.factors}) < len(terms.factors):
        raise SchemeUnlawful(SchemeProblem.FACTOR_TWICE, articles)
    if any(factor.is_deviation for factor in terms.factors):
        raise SchemeUnlawful(SchemeProblem.METHOD, articles)
    if points_together(terms) != WHOLE or min(factor.most * factor.weight for factor in terms.factors) <= 0:
        raise SchemeUnlawful(SchemeProblem.WEIGHTS, articles, points_together(terms))
    _check_price(terms.price, has_ceiling=has_ceiling)
    if terms.drawn is not None:
        _check_drawn(law, terms.price, terms.drawn, has_ceiling=has_ceiling)
    least = law.experts_to_trim
    if terms.trim_from is not None and (least is None or terms.trim_from < least.value):
        raise SchemeUnlawful(SchemeProblem.TRIMMING, _articles(least))


def _check_price(price: PriceTerms, *, has_ceiling: bool) -> None:
    shares = (price.discount, price.ceiling_discount)
    in_bounds = (
        0 <= price.mean_share <= 1
        and all(0 <= share < 1 for share in shares)
        and 0 <= price.least <= price.full
        and price.full > 0
        and price.above >= 0
        and price.below >= 0
        and price.trim_high >= 0
        and price.trim_low >= 0
        and price.trim_from > price.trim_high + price.trim_low
    )
    if not in_bounds:
        raise SchemeUnlawful(SchemeProblem.PRICE_NUMBERS)
    if price.mean_share < 1 and not has_ceiling:
        raise SchemeUnlawful(SchemeProblem.NO_CEILING)


def _check_deviations(factors: tuple[FactorTerms, ...], articles: tuple[str, ...]) -> None:
    """O12 31: by the documents alone is a price adjusted. None of them, and prices are compared as they are."""
    if len({factor.key for factor in factors}) < len(factors):
        raise SchemeUnlawful(SchemeProblem.FACTOR_TWICE, articles)
    if len(factors) > MOST_FACTORS or not all(map(_is_reckonable, factors)):
        raise SchemeUnlawful(SchemeProblem.DEVIATIONS, articles)


def _is_reckonable(deviation: FactorTerms) -> bool:
    adds = [each for each in (deviation.amount, deviation.rate) if each is not None]
    return (
        len(adds) == 1
        and adds[0] > 0
        and (deviation.rate is None or deviation.rate < 1)
        and deviation.most > 0
        and deviation.weight == 1
    )


def _check_drawn(law: Law, price: PriceTerms, drawn: DrawnTerms, *, has_ceiling: bool) -> None:
    """Candidates that the law leaves to a draw, each of them a number that the formula could have."""
    rule = law.drawn_numbers
    if rule is None or drawn.number not in rule.value:
        raise SchemeUnlawful(SchemeProblem.DRAWN, _articles(rule))
    ascending = all(before < after for before, after in pairwise(drawn.candidates))
    idle = drawn.number is DrawnNumber.CEILING_DISCOUNT and price.mean_share == 1
    if not 2 <= len(drawn.candidates) <= MOST_CANDIDATES or not ascending or idle:
        raise SchemeUnlawful(SchemeProblem.DRAWN, rule.articles)
    for candidate in drawn.candidates:
        _check_price(_with_number(price, drawn.number, candidate), has_ceiling=has_ceiling)


def _with_number(price: PriceTerms, name: DrawnNumber, value: Decimal) -> PriceTerms:
    match name:
        case DrawnNumber.DISCOUNT:
            return replace(price, discount=value)
        case DrawnNumber.MEAN_SHARE:
            return replace(price, mean_share=value)
        case DrawnNumber.CEILING_DISCOUNT:
            return replace(price, ceiling_discount=value)
        case _:
            assert_never(name)


_FACTOR = frozenset(("key", "label", "looks_at", "most", "weight"))
_ADDS = ("amount", "rate")
_COUNTS = ("trim_from", "trim_high", "trim_low")
_PRICE = tuple(each.name for each in fields(PriceTerms))


def _factor_members(factor: FactorTerms) -> dict[str, str]:
    numbers = {"most": written(factor.most), "weight": written(factor.weight)}
    numbers |= {name: written(value) for name in _ADDS if (value := getattr(factor, name)) is not None}
    return {"key": factor.key, "label": factor.label, "looks_at": factor.looks_at} | numbers


def _price_members(price: PriceTerms, drawn: DrawnTerms | None) -> dict[str, object]:
    """What is drawn is null, for the notice does not know it."""
    values = {name: getattr(price, name) for name in _PRICE}
    members: dict[str, object] = {
        name: value if isinstance(value, int) else written(value) for name, value in values.items()
    }
    return members if drawn is None else members | {drawn.number.value: None}


def _read_factor(factor: Fields) -> FactorTerms:
    key = factor.text("key")
    if _KEY.fullmatch(key) is None:
        raise FormatError(f"not the key of a factor: {key!r}")
    most, weight = number(factor.text("most")), number(factor.text("weight"))
    adds = {name: number(factor.text(name)) for name in _ADDS if factor.value_or(name, None) is not None}
    return FactorTerms(key, factor.text("label"), most, factor.text("looks_at"), weight, **adds)


def _read_drawn(value: object) -> DrawnTerms | None:
    if value is None:
        return None
    members = Fields(value if isinstance(value, dict) else None, ("candidates", "number"), "scheme.drawn")
    return DrawnTerms(DrawnNumber(members.text("number")), tuple(map(number, members.array("candidates"))))


def _read_price(value: object, drawn: DrawnTerms | None) -> PriceTerms | None:
    if value is None:
        return None
    members = Fields(value if isinstance(value, dict) else None, _PRICE, "scheme.price")
    left_open = None if drawn is None else drawn.number.value
    if left_open is not None and members.value_or(left_open, "") is not None:
        raise FormatError("scheme.price: what is drawn is null")
    counts: Mapping[str, int] = {name: members.integer(name, 0, 9999) for name in _COUNTS}
    texts = [name for name in _PRICE if name not in (*_COUNTS, left_open)]
    numbers = {name: number(members.text(name)) for name in texts}
    return PriceTerms(**numbers, **counts)  # type: ignore[arg-type]  # each name has the kind of its table


def _articles(rule: Value[T] | None) -> tuple[str, ...]:
    return () if rule is None else rule.articles
