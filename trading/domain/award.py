"""What decides between the opening record and the archive: facts of each outcome, and what must hold of them.

Every number and every yes or no of the law is asked from the spec. `trading.domain.stages` names the guards.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from trading.domain.money import Money

if TYPE_CHECKING:  # the spec is made of the members of this package, so it imports them
    from trading.domain.kinds.spec import KindSpec


class FallGround(StrEnum):
    """Why a candidate may be passed over (TR 55); the spec says which of them the law takes. `unable`: the committee has
    looked again, and does not confirm it (TR 56)."""

    GAVE_UP = "gave_up"
    FORCE_MAJEURE = "force_majeure"
    NO_PERFORMANCE_BOND = "no_performance_bond"
    UNLAWFUL = "unlawful"
    UNABLE = "unable"


@dataclass(frozen=True)
class CommitteeShape:
    """How many may sit on a committee, and how many of them are experts in technology or economics."""

    least: int
    odd: bool
    experts: Fraction

    def __str__(self) -> str:
        odd = "an odd number of members" if self.odd else "members"
        return f"{odd}, at least {self.least}, {self.experts} of them experts"

    def experts_needed(self, members: int) -> int:
        """A share "not less than" is rounded up to whole people."""
        return ceil(self.experts * members)

    def allows(self, members: int, experts: int) -> bool:
        """Whether a committee of so many, so many of them experts, may evaluate."""
        right_number = members >= self.least and (members % 2 == 1 or not self.odd)
        return right_number and self.experts_needed(members) <= experts <= members


class AwardDuty(StrEnum):
    """What somebody has to do by a day after the evaluation. Late is a breach, and still has to be done."""

    SHOW_CANDIDATES = "show_candidates"
    ANSWER_OBJECTION = "answer_objection"
    REPORT_AWARD = "report_award"
    SIGN_CONTRACT = "sign_contract"
    RETURN_DEPOSITS = "return_deposits"


@dataclass(frozen=True)
class Fallen:
    """The candidate of that rank cannot win, and why."""

    rank: int
    ground: FallGround


@dataclass(frozen=True)
class CommitteeFacts:
    """The members that will sit, and how many of them are experts in technology or economics."""

    members: int
    experts: int


@dataclass(frozen=True)
class ReportFacts:
    """The report of the committee (O12 42, 43).

    `valid`: bids that were not rejected; `candidates` are ranked 1, 2, …; `accounted`: members who signed, wrote down
    why they differ, or were recorded as agreeing because they did neither.
    """

    valid: int
    candidates: int
    members: int
    accounted: int


@dataclass(frozen=True)
class EvaluationFacts:
    """`valid`: bids not rejected whose validity goes on; `no_competition`: the committee says so in writing (O12 27)."""

    valid: int
    no_competition: bool = False


@dataclass(frozen=True)
class ValidityFacts:
    """The end of the bids' validity before and after the extension that was asked for (O12 40)."""

    until: datetime
    extended: datetime


@dataclass(frozen=True)
class DisplayFacts:
    """`until`: the end of the display in its notice; `least`: the end of the shortest lawful one, by the calendar.

    `provisional`: that end hangs on a year whose calendar is not published.
    """

    until: datetime
    least: datetime
    provisional: bool


@dataclass(frozen=True)
class AwardFacts:
    """What stands at the moment of the decision.

    `display_until`, `valid_until`: the ends of the display and of the bids' validity. `open`: objections, orders to
    stop (TR 62) and second looks of the committee (TR 56) that still wait. `state_controlled`: state money is in
    control, so that the order of rank binds (TR 55).
    """

    display_until: datetime
    valid_until: datetime
    open: int
    state_controlled: bool
    candidates: int
    rank: int
    fallen: tuple[Fallen, ...] = ()


@dataclass(frozen=True)
class FallenFacts:
    """The candidates that cannot win; nobody else shall (TR 55: or a new tender)."""

    fallen: tuple[Fallen, ...]


@dataclass(frozen=True)
class ContractFacts:
    """The contract that both signed. `bond`: the performance bond that the documents ask of the winner, if they do.

    `guarantee`: the tenderer gives a payment guarantee; `terms_equal`: its main terms are those of documents and bid.
    """

    valid_until: datetime
    price: Money
    bond: Money | None
    guarantee: bool
    terms_equal: bool


@dataclass(frozen=True)
class ArchiveFacts:
    """`reported` to the supervisor (TL 47), and `deposits` not yet returned to winner and losers (TR 57)."""

    reported: bool
    deposits: int


AfterOpeningFacts = (
    CommitteeFacts
    | ReportFacts
    | EvaluationFacts
    | ValidityFacts
    | DisplayFacts
    | AwardFacts
    | FallenFacts
    | ContractFacts
    | ArchiveFacts
)


def committee_is_lawful(spec: KindSpec, facts: CommitteeFacts, now: datetime) -> bool:
    """TL 37, O12 9."""
    rule = spec.law.committee
    return rule is None or rule.value.allows(facts.members, facts.experts)


def report_is_complete(spec: KindSpec, facts: ReportFacts, now: datetime) -> bool:
    """TR 53, O12 43: nobody's silence is overlooked."""
    return 0 < facts.members <= facts.accounted


def candidates_are_ranked(spec: KindSpec, facts: ReportFacts, now: datetime) -> bool:
    """TR 53: some, not more than the law allows, and each with a valid bid."""
    rule = spec.law.candidates_most
    most = facts.valid if rule is None else min(rule.value, facts.valid)
    return 0 < facts.candidates <= most


def all_are_rejected(spec: KindSpec, facts: EvaluationFacts, now: datetime) -> bool:
    """TL 42, O12 27."""
    return facts.valid == 0


def competition_is_missing(spec: KindSpec, facts: EvaluationFacts, now: datetime) -> bool:
    """O12 27: too few valid bids alone do not end the tender; the committee must find that competition is missing."""
    rule = spec.law.competition_least
    return rule is not None and 0 < facts.valid < rule.value and facts.no_competition


def validity_grows(spec: KindSpec, facts: ValidityFacts, now: datetime) -> bool:
    """O12 40, O30 29."""
    return facts.extended > facts.until


def display_is_long_enough(spec: KindSpec, facts: DisplayFacts, now: datetime) -> bool:
    """TR 54: not less than the days of the law."""
    return facts.until >= facts.least


def display_can_be_counted(spec: KindSpec, facts: DisplayFacts, now: datetime) -> bool:
    """A day in a year without calendar binds nobody and is not announced."""
    return not facts.provisional


def display_is_over(spec: KindSpec, facts: AwardFacts, now: datetime) -> bool:
    """TR 54: until 24:00 of its last day somebody may still object."""
    return now >= facts.display_until


def nothing_is_open(spec: KindSpec, facts: AwardFacts, now: datetime) -> bool:
    """TR 54, 56, 62: the trade stands still until it is answered, looked at again, or let go on."""
    return facts.open == 0


def bids_still_bind(spec: KindSpec, facts: AwardFacts | ContractFacts, now: datetime) -> bool:
    """O12 40 and 49, O30 62: award and contract come inside the validity of the bids, or it is extended first."""
    rule = spec.law.award_in_validity
    return rule is None or not rule.value or now < facts.valid_until


def rank_is_in_order(spec: KindSpec, facts: AwardFacts, now: datetime) -> bool:
    """TR 55: with state money the first wins; each one passed over must have a ground of the law."""
    fallen = _lawfully(spec, facts.fallen)
    if not 1 <= facts.rank <= facts.candidates or facts.rank in fallen:
        return False
    rule = spec.law.first_wins
    binds = rule is not None and rule.value and facts.state_controlled
    return not binds or fallen >= set(range(1, facts.rank))


def first_has_fallen(spec: KindSpec, facts: FallenFacts, now: datetime) -> bool:
    """TR 55, O12 48, O30 58: a new tender instead of the next in order needs the same ground."""
    return 1 in _lawfully(spec, facts.fallen)


def may_be_replaced(spec: KindSpec, winner: int, fallen: tuple[Fallen, ...]) -> bool:
    """TR 55: whoever won stays the winner unless it fell for a ground of the law."""
    return winner in _lawfully(spec, fallen)


def terms_are_equal(spec: KindSpec, facts: ContractFacts, now: datetime) -> bool:
    """TL 46, TR 57."""
    return facts.terms_equal


def bond_is_in_bounds(spec: KindSpec, facts: ContractFacts, now: datetime) -> bool:
    """TR 58."""
    rule = spec.law.performance_bond_share
    return rule is None or facts.bond is None or facts.bond.amount <= facts.price.amount * rule.value


def guarantee_answers_bond(spec: KindSpec, facts: ContractFacts, now: datetime) -> bool:
    """O30 62: who asks for a performance bond gives a payment guarantee."""
    rule = spec.law.payment_guarantee
    return rule is None or not rule.value or facts.bond is None or facts.guarantee


def duties_are_done(spec: KindSpec, facts: ArchiveFacts, now: datetime) -> bool:
    """TL 47, TR 57."""
    return facts.reported and facts.deposits == 0


def _lawfully(spec: KindSpec, fallen: tuple[Fallen, ...]) -> set[int]:
    """The ranks that fell for a ground of the law."""
    rule = spec.law.fall_grounds
    grounds = () if rule is None else rule.value
    return {each.rank for each in fallen if each.ground in grounds}
