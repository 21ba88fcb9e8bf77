"""What a tenderer makes sure of before a notice: that nothing in it shuts bidders out without need (TR 32, rules 9.3)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a spec is made of these, so it imports this module
    from trading.domain.kinds.spec import Names
    from trading.domain.kinds.values import Confidence


class Concern(StrEnum):
    """Something by which documents or a notice would shut out bidders."""

    DIFFERENT_INFORMATION = "different_information"
    NEEDLESS_CONDITIONS = "needless_conditions"
    LOCAL_RECORD = "local_record"
    DIFFERENT_STANDARDS = "different_standards"
    NAMED_PRODUCT = "named_product"
    OWNERSHIP = "ownership"
    SCALE = "scale"
    BRANCH_OFFICE = "branch_office"
    GATE = "gate"
    MINIMUM_PRICE = "minimum_price"
    HIDDEN_PREFERENCE = "hidden_preference"
    NOT_APPROVED = "not_approved"
    OTHER_TEXT = "other_text"


@dataclass(frozen=True)
class FairnessRule:
    """A concern with its wording, as what must not be there, and its articles."""

    concern: Concern
    wording: Names
    articles: tuple[str, ...]
    confidence: Confidence
