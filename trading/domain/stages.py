"""Stages, clock steps, outcomes, and the one function that moves a lot from stage to stage."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.domain.facts import (
    AnswerFacts,
    BoxFacts,
    ConfirmationFacts,
    DraftFacts,
    Facts,
    KeyFacts,
    ObjectionFacts,
    OutageFacts,
    ReviewFacts,
    TerminationFacts,
    WindowFacts,
)
from trading.domain.schedule import Instant, Schedule, lifted

if TYPE_CHECKING:  # the spec is made of the members below, so it imports this module
    from trading.domain.kinds.spec import KindSpec, Transition


class Stage(StrEnum):
    """Where a lot stands."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    BIDDING = "bidding"
    SUSPENDED = "suspended"
    HELD = "held"
    CLOSED = "closed"
    DECRYPTING = "decrypting"
    UNLOCKING = "unlocking"
    OBJECTIONS = "objections"
    CONFIRMING = "confirming"
    OPENED = "opened"
    FAILED = "failed"
    TERMINATED = "terminated"
    PREQ_ANNOUNCED = "preq_announced"
    APPLYING = "applying"
    PREQ_SUSPENDED = "preq_suspended"
    PREQ_HELD = "preq_held"
    REVIEWING = "reviewing"
    QUALIFIED = "qualified"
    EVALUATING = "evaluating"
    EVALUATED = "evaluated"
    CANDIDATES = "candidates"
    DISPUTED = "disputed"
    AWARDED = "awarded"
    CONTRACTED = "contracted"
    ARCHIVED = "archived"


class Step(StrEnum):
    """What the clock does when it is due."""

    OFFER_DOCUMENTS = "offer_documents"
    CLOSE_BOX = "close_box"
    START_OPENING = "start_opening"
    CLOSE_WINDOW = "close_window"
    GIVE_UP_KEYS = "give_up_keys"
    CLOSE_OBJECTIONS = "close_objections"
    CLOSE_CONFIRMATION = "close_confirmation"
    CLOSE_APPLICATIONS = "close_applications"
    ARCHIVE = "archive"


class Outcome(StrEnum):
    """What happened; an outcome and a stage give the next stage."""

    ANNOUNCED = "announced"
    DOCUMENTS_OFFERED = "documents_offered"
    CLARIFIED = "clarified"
    OBJECTED = "objected"
    ANSWERED = "answered"
    TERMINATED = "terminated"
    OUTAGE = "outage"
    EXTENDED = "extended"
    BOX_CLOSED = "box_closed"
    OPENING_STARTED = "opening_started"
    TOO_FEW_BIDS = "too_few_bids"
    WINDOW_CLOSED = "window_closed"
    KEYS_PUBLISHED = "keys_published"
    KEYS_MISSING = "keys_missing"
    OBJECTIONS_CLOSED = "objections_closed"
    RECORD_CONFIRMED = "record_confirmed"
    PREQUALIFICATION_ANNOUNCED = "prequalification_announced"
    APPLICATIONS_CLOSED = "applications_closed"
    REVIEWED = "reviewed"
    TOO_FEW_QUALIFIED = "too_few_qualified"
    EVALUATION_STARTED = "evaluation_started"
    EVALUATION_REPORTED = "evaluation_reported"
    ALL_REJECTED = "all_rejected"
    COMPETITION_MISSING = "competition_missing"
    VALIDITY_EXTENDED = "validity_extended"
    CANDIDATES_SHOWN = "candidates_shown"
    CANDIDATES_OBJECTED = "candidates_objected"
    CANDIDATES_ANSWERED = "candidates_answered"
    LOOK_ASKED = "look_asked"
    LOOK_GIVEN = "look_given"
    LOOK_WITHDRAWN = "look_withdrawn"
    CANDIDATES_FELL = "candidates_fell"
    AWARDED = "awarded"
    AWARD_REPORTED = "award_reported"
    CONTRACTED = "contracted"
    ARCHIVED = "archived"
    VOIDED = "voided"


class Guard(StrEnum):
    """A condition that a transition may carry."""

    FAIRLY_REVIEWED = "fairly_reviewed"
    DOCUMENTS_DUE = "documents_due"
    BEFORE_DEADLINE = "before_deadline"
    OBJECTION_IN_TIME = "objection_in_time"
    ALL_ANSWERED = "all_answered"
    LAWFUL_CAUSE = "lawful_cause"
    DEADLINE_PASSED = "deadline_passed"
    OUTAGE = "outage"
    DECISION_OPEN = "decision_open"
    DECISION_OVER = "decision_over"
    ENOUGH_BIDS = "enough_bids"
    TOO_FEW_BIDS = "too_few_bids"
    WINDOW_OVER = "window_over"
    KEYS_COMPLETE = "keys_complete"
    KEYS_OVERDUE = "keys_overdue"
    OBJECTIONS_OVER = "objections_over"
    CONFIRMATION_OVER = "confirmation_over"
    ALL_DECIDED = "all_decided"
    ENOUGH_QUALIFIED = "enough_qualified"
    TOO_FEW_QUALIFIED = "too_few_qualified"
    COMMITTEE_LAWFUL = "committee_lawful"
    REPORT_COMPLETE = "report_complete"
    CANDIDATES_RANKED = "candidates_ranked"
    ALL_REJECTED = "all_rejected"
    COMPETITION_MISSING = "competition_missing"
    VALIDITY_GROWS = "validity_grows"
    DISPLAY_LONG_ENOUGH = "display_long_enough"
    DISPLAY_COUNTED = "display_counted"
    DISPLAY_OVER = "display_over"
    NOTHING_OPEN = "nothing_open"
    AWARD_IN_VALIDITY = "award_in_validity"
    RANK_IN_ORDER = "rank_in_order"
    FIRST_HAS_FALLEN = "first_has_fallen"
    CONTRACT_IN_VALIDITY = "contract_in_validity"
    TERMS_EQUAL = "terms_equal"
    BOND_IN_BOUNDS = "bond_in_bounds"
    GUARANTEE_GIVEN = "guarantee_given"
    DUTIES_DONE = "duties_done"


class Reason(StrEnum):
    """Why a guard said no."""

    NOT_REVIEWED = "not_reviewed"
    NOT_YET = "not_yet"
    TOO_FEW_BIDS = "too_few_bids"
    ENOUGH_BIDS = "enough_bids"
    BIDS_STILL_SEALED = "bids_still_sealed"
    KEYS_INCOMPLETE = "keys_incomplete"
    KEYS_COMPLETE = "keys_complete"
    NOT_ALL_CONFIRMED = "not_all_confirmed"
    NO_OUTAGE = "no_outage"
    NO_EXTENSION_AGREED = "no_extension_agreed"
    TERM_OVER = "term_over"
    STILL_OPEN = "still_open"
    NO_LAWFUL_CAUSE = "no_lawful_cause"
    NOT_ALL_DECIDED = "not_all_decided"
    TOO_FEW_QUALIFIED = "too_few_qualified"
    ENOUGH_QUALIFIED = "enough_qualified"
    COMMITTEE_UNLAWFUL = "committee_unlawful"
    REPORT_INCOMPLETE = "report_incomplete"
    CANDIDATES_NOT_RANKED = "candidates_not_ranked"
    VALID_BIDS_LEFT = "valid_bids_left"
    COMPETITION_LEFT = "competition_left"
    VALIDITY_NOT_LONGER = "validity_not_longer"
    DISPLAY_TOO_SHORT = "display_too_short"
    YEAR_NOT_PUBLISHED = "year_not_published"
    DISPLAY_RUNNING = "display_running"
    VALIDITY_OVER = "validity_over"
    RANK_PASSED_OVER = "rank_passed_over"
    FIRST_STANDS = "first_stands"
    TERMS_DIFFER = "terms_differ"
    BOND_TOO_HIGH = "bond_too_high"
    GUARANTEE_MISSING = "guarantee_missing"
    DUTIES_LEFT = "duties_left"


class OutcomeNotAllowed(Exception):
    """The kind knows no way from this stage by this outcome."""

    def __init__(self, stage: Stage, outcome: Outcome) -> None:
        super().__init__(f"{outcome} cannot happen in stage {stage}")
        self.stage = stage
        self.outcome = outcome


class LotStopped(OutcomeNotAllowed):
    """The supervisor has ordered a stop (TR 62), and the order does not let this happen."""


class GuardRefused(Exception):
    """The way exists, but its condition does not hold."""

    def __init__(self, guard: Guard, reason: Reason, articles: tuple[str, ...] = ()) -> None:
        super().__init__(f"{guard}: {reason}")
        self.guard = guard
        self.reason = reason
        self.articles = articles


class WrongFacts(Exception):
    """The caller gave facts of another outcome: a mistake in a program, not of a person."""

    def __init__(self, guard: Guard, facts: Facts) -> None:
        super().__init__(f"{guard} cannot be judged by {type(facts).__name__}")


def advance(spec: KindSpec, stage: Stage, outcome: Outcome, facts: Facts, now: datetime, schedule: Schedule) -> Stage:
    """The stage that follows; raises `OutcomeNotAllowed` or `GuardRefused`. `now` is trade time."""
    transition = spec.transition(stage, outcome)
    if transition is None:
        raise OutcomeNotAllowed(stage, outcome)
    if schedule.stopped_at is not None and outcome not in (*spec.allowed_while_stopped, *schedule.stop_allows):
        raise LotStopped(stage, outcome)
    schedule = lifted(schedule, now)  # what an order allows is judged as if the stop ended now
    for guard in transition.guards:
        reason = refusal_of(guard, spec, facts, now, schedule)
        if reason is not None:
            raise GuardRefused(guard, reason, transition.articles)
    return transition.end


def allowed_outcomes(spec: KindSpec, stage: Stage) -> tuple[Outcome, ...]:
    """What may happen next, guards left aside."""
    return tuple(transition.outcome for transition in ways_from(spec, stage))


def ways_from(spec: KindSpec, stage: Stage) -> tuple[Transition, ...]:
    return tuple(transition for transition in spec.transitions if transition.start is stage)


def refusal_of(guard: Guard, spec: KindSpec, facts: Facts, now: datetime, schedule: Schedule) -> Reason | None:
    """Why the guard refuses, or None when it lets pass."""
    match guard:
        case Guard.DOCUMENTS_DUE | Guard.DEADLINE_PASSED | Guard.DECISION_OVER | Guard.OBJECTIONS_OVER:
            return _until(_WAITS_FOR[guard], now, schedule)
        case Guard.BEFORE_DEADLINE | Guard.DECISION_OPEN:
            return Reason.TERM_OVER if now >= schedule.instant(_ENDS_WITH[guard]) else None
        case Guard.FAIRLY_REVIEWED | Guard.OBJECTION_IN_TIME | Guard.ALL_ANSWERED | Guard.LAWFUL_CAUSE:
            return _before_opening(guard, spec, facts, now)
        case Guard.OUTAGE:
            return _outage(facts, schedule)
        case Guard.ENOUGH_BIDS | Guard.TOO_FEW_BIDS:
            return _enough(guard, spec, facts)
        case Guard.WINDOW_OVER:
            return _window_over(spec, facts, now, schedule)
        case Guard.KEYS_COMPLETE:
            return None if _keys_complete(guard, facts) else Reason.KEYS_INCOMPLETE
        case Guard.KEYS_OVERDUE:
            return Reason.KEYS_COMPLETE if _keys_complete(guard, facts) else _until(Instant.KEYS_END, now, schedule)
        case Guard.CONFIRMATION_OVER:
            return _confirmation_over(facts, now, schedule)
        case Guard.ALL_DECIDED | Guard.ENOUGH_QUALIFIED | Guard.TOO_FEW_QUALIFIED:
            return _review(guard, spec, facts)
        case _:
            return _after_opening(guard, spec, facts, now)


def _after_opening(guard: Guard, spec: KindSpec, facts: Facts, now: datetime) -> Reason | None:
    from trading.domain import award_guards  # its table is made of the members above

    return award_guards.refusal(guard, spec, facts, now)


_WAITS_FOR = {
    Guard.DOCUMENTS_DUE: Instant.DOCUMENTS_FROM,
    Guard.DEADLINE_PASSED: Instant.DEADLINE,
    Guard.DECISION_OVER: Instant.DECISION_END,
    Guard.OBJECTIONS_OVER: Instant.OBJECTIONS_END,
}


_ENDS_WITH = {Guard.BEFORE_DEADLINE: Instant.DEADLINE, Guard.DECISION_OPEN: Instant.DECISION_END}


def _until(instant: Instant, now: datetime, schedule: Schedule) -> Reason | None:
    return None if now >= schedule.instant(instant) else Reason.NOT_YET


def _before_opening(guard: Guard, spec: KindSpec, facts: Facts, now: datetime) -> Reason | None:
    match guard, facts:
        case Guard.FAIRLY_REVIEWED, DraftFacts(cleared):
            return None if {rule.concern for rule in spec.fairness} <= cleared else Reason.NOT_REVIEWED
        case Guard.OBJECTION_IN_TIME, ObjectionFacts(until):
            return Reason.TERM_OVER if now >= until else None
        case Guard.ALL_ANSWERED, AnswerFacts(waiting):
            return Reason.STILL_OPEN if waiting else None
        case Guard.LAWFUL_CAUSE, TerminationFacts(cause):
            return None if cause in spec.termination_causes else Reason.NO_LAWFUL_CAUSE
        case _:
            raise WrongFacts(guard, facts)


def _outage(facts: Facts, schedule: Schedule) -> Reason | None:
    if not isinstance(facts, OutageFacts):
        raise WrongFacts(Guard.OUTAGE, facts)
    if not schedule.extension:
        return Reason.NO_EXTENSION_AGREED
    return None if facts.silence.crosses(facts.due) else Reason.NO_OUTAGE


def _enough(guard: Guard, spec: KindSpec, facts: Facts) -> Reason | None:
    if not isinstance(facts, BoxFacts):
        raise WrongFacts(guard, facts)
    enough = facts.bids >= spec.minimum_bidders
    if guard is Guard.ENOUGH_BIDS:
        return None if enough else Reason.TOO_FEW_BIDS
    return Reason.ENOUGH_BIDS if enough else None


def _window_over(spec: KindSpec, facts: Facts, now: datetime, schedule: Schedule) -> Reason | None:
    if not isinstance(facts, WindowFacts):
        raise WrongFacts(Guard.WINDOW_OVER, facts)
    # With no live bid "all have released" would hold at once; then the time decides.
    if spec.window_ends_when_all_released and 0 < facts.live <= facts.released:
        return None
    return None if now >= schedule.instant(Instant.WINDOW_END) else Reason.BIDS_STILL_SEALED


def _keys_complete(guard: Guard, facts: Facts) -> bool:
    if not isinstance(facts, KeyFacts):
        raise WrongFacts(guard, facts)
    return facts.published >= facts.keyholders > 0


def _confirmation_over(facts: Facts, now: datetime, schedule: Schedule) -> Reason | None:
    if not isinstance(facts, ConfirmationFacts):
        raise WrongFacts(Guard.CONFIRMATION_OVER, facts)
    if 0 < facts.expected <= facts.confirmed:
        return None
    return None if now >= schedule.instant(Instant.CONFIRMATION_END) else Reason.NOT_ALL_CONFIRMED


def _review(guard: Guard, spec: KindSpec, facts: Facts) -> Reason | None:
    if not isinstance(facts, ReviewFacts):
        raise WrongFacts(guard, facts)
    if guard is Guard.ALL_DECIDED:
        return None if facts.decided >= facts.applications else Reason.NOT_ALL_DECIDED
    enough = facts.passed >= spec.minimum_qualified
    if guard is Guard.ENOUGH_QUALIFIED:
        return None if enough else Reason.TOO_FEW_QUALIFIED
    return Reason.ENOUGH_QUALIFIED if enough else None
