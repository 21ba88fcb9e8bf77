"""From the method that a notice names to what reckons by it."""

from typing import assert_never

from experts.domain.benchmark import BenchmarkRule
from experts.domain.methods import Comprehensive, Deviation, Factor, LowestEvaluated, Scheme
from trading.domain.scheme_terms import PriceTerms, SchemeTerms
from trading.domain.scoring_methods import ScoringMethod


class CoefficientMissing(Exception):
    """A number of the price formula is drawn, and is not drawn yet."""


def scheme_by(terms: SchemeTerms) -> Scheme:
    """Raises `WeightsBroken` or `RuleBroken` for terms that no check has let pass, `CoefficientMissing` before the draw."""
    if terms.drawn is not None and terms.coefficient is None:
        raise CoefficientMissing
    match terms.method:
        case ScoringMethod.COMPREHENSIVE:
            assert terms.price is not None
            return Comprehensive(
                factors=tuple(Factor(each.key, each.most, each.weight) for each in terms.factors),
                price=_price_rule(terms.price, "" if terms.drawn is None else terms.drawn.number.value),
                trim_from=terms.trim_from,
                places=terms.places,
            )
        case ScoringMethod.LOWEST_EVALUATED_PRICE:
            deviations = (Deviation(each.key, each.most, each.amount, each.rate) for each in terms.factors)
            return LowestEvaluated(tuple(deviations), places=terms.places)
        case _:
            assert_never(terms.method)


def _price_rule(price: PriceTerms, drawn: str) -> BenchmarkRule:
    return BenchmarkRule(**{name: getattr(price, name) for name in PriceTerms.__dataclass_fields__}, drawn=drawn)
