"""What may be found between the bids of one lot, and grounds of rejection: members that editions give articles to."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a spec is made of these, so it imports this module
    from trading.domain.kinds.spec import Names
    from trading.domain.kinds.values import Confidence


class Ground(StrEnum):
    """A ground on which a bid is rejected (否决)."""

    NOT_SIGNED = "not_signed"
    NO_JOINT_AGREEMENT = "no_joint_agreement"
    NOT_QUALIFIED = "not_qualified"
    TWO_BIDS = "two_bids"
    BELOW_COST = "below_cost"
    ABOVE_CEILING = "above_ceiling"
    NOT_RESPONSIVE = "not_responsive"
    COLLUSION = "collusion"
    FRAUD = "fraud"
    BRIBERY = "bribery"
    INTEREST = "interest"
    SAME_PERSON = "same_person"
    CONTROL = "control"
    OPERATOR_AFFILIATE = "operator_affiliate"
    MEMBERS_CHANGED = "members_changed"
    MEMBER_TWICE = "member_twice"
    BIDDER_CHANGED = "bidder_changed"
    CLARIFICATION_REFUSED = "clarification_refused"
    DEPOSIT_DEFECTIVE = "deposit_defective"
    PERIOD_TOO_LONG = "period_too_long"
    TECHNICAL_MISSED = "technical_missed"
    PACKING_OR_INSPECTION = "packing_or_inspection"
    UNACCEPTABLE_CONDITIONS = "unacceptable_conditions"
    OTHER_SUBSTANCE = "other_substance"
    IN_THE_DOCUMENTS = "in_the_documents"


class Raiser(StrEnum):
    """Who may raise a ground. Only the evaluation committee decides on it."""

    COMMITTEE = "committee"
    PLATFORM = "platform"
    SUPERVISOR = "supervisor"


@dataclass(frozen=True)
class GroundRule:
    """A ground with its wording and articles. `must` is false where the law says that a bid may be rejected."""

    ground: Ground
    wording: Names
    articles: tuple[str, ...]
    confidence: Confidence
    raisers: tuple[Raiser, ...] = (Raiser.COMMITTEE,)
    must: bool = True
    note: str = ""


class FindingKind(StrEnum):
    """Something that bids of one lot have in common, or a bidder with the operator."""

    MEMBER_TWICE = "member_twice"
    SAME_PERSON = "same_person"
    CONTROL = "control"
    OPERATOR_AFFILIATE = "operator_affiliate"
    SAME_AGENT = "same_agent"
    SAME_STAFF = "same_staff"
    EQUAL_PRICES = "equal_prices"
    STEPPED_PRICES = "stepped_prices"
    RATIO_PRICES = "ratio_prices"
    IDENTICAL_TEXT = "identical_text"
    ONE_ACCOUNT = "one_account"
    MEMBERS_CHANGED = "members_changed"
    SAME_PAPER = "same_paper"
    SAME_SIZE_FILES = "same_size_files"
    NAMES_ANOTHER = "names_another"


@dataclass(frozen=True)
class FindingRule:
    """What a finding stands on, and the ground that people may see in it. `least`: what is fewer or shorter is none."""

    kind: FindingKind
    wording: Names
    articles: tuple[str, ...]
    confidence: Confidence
    ground: Ground
    least: int = 2
    note: str = ""
