"""The values of one edition of the law, each with its articles."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from trading.domain.award import CommitteeShape, FallGround
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.domain.duties import Duty
from trading.domain.experts import Ground as RecusalGround
from trading.domain.experts import Title
from trading.domain.facts import TerminationCause
from trading.domain.kinds.values import Choice, Value
from trading.domain.matters import Matter
from trading.domain.notices import NoticeType
from trading.domain.periods import Period
from trading.domain.phases import Reviewer
from trading.domain.scoring_methods import DrawnNumber, PriceFormula, ScoringMethod, TieBreak
from trading.domain.stages import Outcome, Stage


class SignupGate(StrEnum):
    """What a bidder must pass before it may fetch the documents."""

    NONE = "none"


class NamesFrom(StrEnum):
    """The entry of the ledger after which the experts' names may be known."""

    AWARD = "lot.awarded"
    RESULT_NOTICE = "result.published"


@dataclass(frozen=True)
class Law:
    """The values of one edition. None: this kind has no such rule."""

    bids_are_sealed: Value[bool]
    minimum_bidders: Value[int]
    equal_to_deadline_is_late: Value[bool] | None = None
    signup_gate: Value[SignupGate] | None = None
    document_offer: Value[Period] | None = None
    bid_period: Value[Period] | None = None
    full_days: Value[bool] | None = None
    clarification_before: Value[Period] | None = None
    objection_before: Value[Period] | None = None
    objection_answer: Value[Period] | None = None
    received_while_suspended: Value[bool] | None = None
    termination_causes: Value[tuple[TerminationCause, ...]] | None = None
    failures_before_leave: Value[int] | None = None
    deposit_share: Value[Decimal] | None = None
    deposit_cap: Value[Decimal] | None = None
    window: Value[Choice[timedelta]] | None = None
    window_ends_when_all_released: Value[bool] | None = None
    keys_allowance: Value[Choice[timedelta]] | None = None
    objections: Value[Choice[timedelta]] | None = None
    confirmation: Value[Choice[timedelta]] | None = None
    extension: Value[Choice[timedelta]] | None = None
    extension_decision: Value[timedelta] | None = None
    document_files: Value[Choice[int]] | None = None
    document_bytes: Value[Choice[int]] | None = None
    bid_files: Value[Choice[int]] | None = None
    bid_bytes: Value[Choice[int]] | None = None
    archive_term: Value[Period] | None = None
    prequal_minimum: Value[int] | None = None
    prequal_document_offer: Value[Period] | None = None
    prequal_after_offer: Value[Period] | None = None
    prequal_clarification_before: Value[Period] | None = None
    prequal_objection_before: Value[Period] | None = None
    prequal_committee: Value[Reviewer] | None = None
    committee: Value[CommitteeShape] | None = None
    experts_to_trim: Value[int] | None = None
    scoring_methods: Value[tuple[ScoringMethod, ...]] | None = None
    price_formulas: Value[tuple[PriceFormula, ...]] | None = None
    score_places: Value[int] | None = None
    tie_breaks: Value[tuple[TieBreak, ...]] | None = None
    competition_least: Value[int] | None = None
    candidates_most: Value[int] | None = None
    bid_validity_days: Value[Choice[int]] | None = None
    award_in_validity: Value[bool] | None = None
    candidates_within: Value[Period] | None = None
    candidates_display: Value[Period] | None = None
    candidates_answer: Value[Period] | None = None
    first_wins: Value[bool] | None = None
    fall_grounds: Value[tuple[FallGround, ...]] | None = None
    award_report: Value[Period] | None = None
    contract_within: Value[Period] | None = None
    performance_bond_share: Value[Decimal] | None = None
    payment_guarantee: Value[bool] | None = None
    deposit_back_after_contract: Value[Period] | None = None
    medium_notices: Value[tuple[NoticeType, ...]] | None = None
    medium_within: Value[timedelta] | None = None
    complaint_within: Value[Period] | None = None
    complaint_objection_first: Value[tuple[Matter, ...]] | None = None
    complaint_accept: Value[Period] | None = None
    complaint_decide: Value[Period] | None = None
    complaint_published: Value[Period] | None = None
    never_stopped: Value[tuple[Stage, ...]] | None = None
    stop_lets: Value[tuple[Outcome, ...]] | None = None
    stop_may_let: Value[tuple[Outcome, ...]] | None = None
    received_while_stopped: Value[bool] | None = None
    deposit_forms: Value[tuple[DepositForm, ...]] | None = None
    deposit_from_basic_account: Value[bool] | None = None
    deposit_valid_as_bid: Value[bool] | None = None
    deposit_back_after_withdrawal: Value[Period] | None = None
    deposit_back_after_end: Value[Period] | None = None
    deposit_interest: Value[Decimal] | None = None
    deposit_interest_year: Value[int] | None = None
    deposit_kept_for: Value[tuple[KeepCause, ...]] | None = None
    joint_by_default: Value[bool] | None = None
    joint_most: Value[int] | None = None
    staff_items: Value[tuple[str, ...]] | None = None
    retender_after_analysis: Value[bool] | None = None
    termination_duties: Value[tuple[Duty, ...]] | None = None
    failure_duties: Value[tuple[Duty, ...]] | None = None
    expert_years: Value[int] | None = None
    expert_titles: Value[tuple[Title, ...]] | None = None
    drawn_at_random: Value[bool] | None = None
    recusal_grounds: Value[tuple[RecusalGround, ...]] | None = None
    recusal_look_back: Value[Period] | None = None
    expert_calls_before: Value[Choice[timedelta]] | None = None
    expert_answer: Value[Choice[timedelta]] | None = None
    expert_names_from: Value[NamesFrom] | None = None
    chair_may_be_named: Value[bool] | None = None
    more_time_share: Value[Fraction] | None = None
    draw_acknowledgement: Value[timedelta] | None = None
    drawn_numbers: Value[tuple[DrawnNumber, ...]] | None = None
    window_after_outage: Value[bool] | None = None
    lost_form_again: Value[bool] | None = None

    def cited(self) -> frozenset[str]:
        """Every article that some value stands on."""
        values = (getattr(self, entry.name) for entry in fields(self))
        return frozenset(article for value in values if isinstance(value, Value) for article in value.articles)
