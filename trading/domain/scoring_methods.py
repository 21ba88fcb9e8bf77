"""How bids are compared, by name. `experts.domain` knows the formula of each."""

from enum import StrEnum


class ScoringMethod(StrEnum):
    """A method of evaluation that the law knows (O12 30, 34)."""

    COMPREHENSIVE = "comprehensive"
    LOWEST_EVALUATED_PRICE = "lowest_evaluated_price"


class PriceFormula(StrEnum):
    """How a price becomes points. The law has none; the documents name it and its numbers."""

    BENCHMARK = "benchmark"


class TieBreak(StrEnum):
    """What decides between equal bids, one after the other."""

    LOWER_PRICE = "lower_price"
    LOT = "lot"


class DrawnNumber(StrEnum):
    """A number of the price formula that the documents may leave to a draw: they say from which candidates."""

    DISCOUNT = "discount"
    MEAN_SHARE = "mean_share"
    CEILING_DISCOUNT = "ceiling_discount"
