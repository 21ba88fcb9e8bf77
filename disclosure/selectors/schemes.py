"""A method of evaluation as notices show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from experts.domain.derivation import WRITTEN, Formula
from trading.domain.scheme_terms import FactorTerms, SchemeTerms
from trading.domain.scoring_methods import DrawnNumber
from trading.scheme_words import DRAWN_WORDS, METHOD_WORDS, TIE_WORDS, adds, price_rows, share


@dataclass(frozen=True, slots=True)
class DrawnNotice:
    """A number of the formula that is drawn, by its name, and from what."""

    word: str
    candidates: Sequence[str]


@dataclass(frozen=True, slots=True)
class SchemeNotice:
    """How bids are compared. `factors` and `price` (a name and its value) are empty where prices are compared alone.

    `deviations`: where they are counted instead, each with what it adds.

    `full`: what a price is worth at most, None without points; `formulas` as they are written, the benchmark's first.
    """

    method: str
    factors: Sequence[FactorTerms]
    price: Sequence[tuple[str, str]]
    ties: Sequence[str]
    trim_from: int | None
    full: Decimal | None = None
    weighted: bool = False
    formulas: Sequence[str] = ()
    drawn: DrawnNotice | None = None
    deviations: Sequence[tuple[FactorTerms, str]] = ()


def scheme_notice(terms: SchemeTerms | None) -> SchemeNotice | None:
    """None where bids are evaluated elsewhere."""
    if terms is None:
        return None
    return SchemeNotice(
        method=str(METHOD_WORDS[terms.method]),
        factors=() if terms.counts else terms.factors,
        price=() if terms.price is None else price_rows(terms.price, terms.drawn),
        ties=[str(TIE_WORDS[each]) for each in terms.tie_breaks],
        trim_from=terms.trim_from,
        full=None if terms.price is None else terms.price.full,
        weighted=any(factor.weight != 1 for factor in terms.factors),
        formulas=_formulas(terms),
        drawn=_drawn(terms),
        deviations=[(each, adds(each)) for each in terms.factors] if terms.counts else (),
    )


def _formulas(terms: SchemeTerms) -> list[str]:
    """Of the benchmark price, of a deviation from it, and of the points over and under it."""
    if terms.price is None:
        return []
    mixed = terms.price.mean_share < 1 or (terms.drawn is not None and terms.drawn.number is DrawnNumber.MEAN_SHARE)
    standard = Formula.BENCHMARK_WITH_CEILING if mixed else Formula.BENCHMARK_OF_MEAN
    return [WRITTEN[each] for each in (standard, Formula.DEVIATION, Formula.SCORE_ABOVE, Formula.SCORE_BELOW)]


def _drawn(terms: SchemeTerms) -> DrawnNotice | None:
    drawn = terms.drawn
    return None if drawn is None else DrawnNotice(str(DRAWN_WORDS[drawn.number]), list(map(share, drawn.candidates)))
