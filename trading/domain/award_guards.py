"""The guards between the opening record and the archive: each with its facts, its condition and its refusal."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from trading.domain import award
from trading.domain.award import (
    ArchiveFacts,
    AwardFacts,
    CommitteeFacts,
    ContractFacts,
    DisplayFacts,
    EvaluationFacts,
    FallenFacts,
    ReportFacts,
    ValidityFacts,
)
from trading.domain.facts import Facts
from trading.domain.stages import Guard, Reason, WrongFacts

if TYPE_CHECKING:
    from trading.domain.kinds.spec import KindSpec

F = TypeVar("F")
Condition = Callable[["KindSpec", Facts, datetime], Reason | None]


def refusal(guard: Guard, spec: KindSpec, facts: Facts, now: datetime) -> Reason | None:
    """Why the guard refuses, or None when it lets pass."""
    try:
        return CONDITIONS[guard](spec, facts, now)
    except _OtherFacts as wrong:
        raise WrongFacts(guard, facts) from wrong


def _unless(kind: type[F], holds: Callable[[KindSpec, F, datetime], bool], reason: Reason) -> Condition:
    """The condition on facts of one kind, and what is said where it does not hold."""

    def refuse(spec: KindSpec, facts: Facts, now: datetime) -> Reason | None:
        if not isinstance(facts, kind):
            raise _OtherFacts
        return None if holds(spec, facts, now) else reason

    return refuse


class _OtherFacts(Exception):
    """The facts are those of another outcome."""


CONDITIONS: Final[dict[Guard, Condition]] = {
    Guard.COMMITTEE_LAWFUL: _unless(CommitteeFacts, award.committee_is_lawful, Reason.COMMITTEE_UNLAWFUL),
    Guard.REPORT_COMPLETE: _unless(ReportFacts, award.report_is_complete, Reason.REPORT_INCOMPLETE),
    Guard.CANDIDATES_RANKED: _unless(ReportFacts, award.candidates_are_ranked, Reason.CANDIDATES_NOT_RANKED),
    Guard.ALL_REJECTED: _unless(EvaluationFacts, award.all_are_rejected, Reason.VALID_BIDS_LEFT),
    Guard.COMPETITION_MISSING: _unless(EvaluationFacts, award.competition_is_missing, Reason.COMPETITION_LEFT),
    Guard.VALIDITY_GROWS: _unless(ValidityFacts, award.validity_grows, Reason.VALIDITY_NOT_LONGER),
    Guard.DISPLAY_LONG_ENOUGH: _unless(DisplayFacts, award.display_is_long_enough, Reason.DISPLAY_TOO_SHORT),
    Guard.DISPLAY_COUNTED: _unless(DisplayFacts, award.display_can_be_counted, Reason.YEAR_NOT_PUBLISHED),
    Guard.DISPLAY_OVER: _unless(AwardFacts, award.display_is_over, Reason.DISPLAY_RUNNING),
    Guard.NOTHING_OPEN: _unless(AwardFacts, award.nothing_is_open, Reason.STILL_OPEN),
    Guard.AWARD_IN_VALIDITY: _unless(AwardFacts, award.bids_still_bind, Reason.VALIDITY_OVER),
    Guard.RANK_IN_ORDER: _unless(AwardFacts, award.rank_is_in_order, Reason.RANK_PASSED_OVER),
    Guard.FIRST_HAS_FALLEN: _unless(FallenFacts, award.first_has_fallen, Reason.FIRST_STANDS),
    Guard.CONTRACT_IN_VALIDITY: _unless(ContractFacts, award.bids_still_bind, Reason.VALIDITY_OVER),
    Guard.TERMS_EQUAL: _unless(ContractFacts, award.terms_are_equal, Reason.TERMS_DIFFER),
    Guard.BOND_IN_BOUNDS: _unless(ContractFacts, award.bond_is_in_bounds, Reason.BOND_TOO_HIGH),
    Guard.GUARANTEE_GIVEN: _unless(ContractFacts, award.guarantee_answers_bond, Reason.GUARANTEE_MISSING),
    Guard.DUTIES_DONE: _unless(ArchiveFacts, award.duties_are_done, Reason.DUTIES_LEFT),
}
