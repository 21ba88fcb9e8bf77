"""The shape of a trade kind: plain data with the article beside each value."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NoReturn, TypeVar

from trading.domain.award import AwardDuty, CommitteeShape, FallGround
from trading.domain.deposit_terms import DepositForm, KeepCause
from trading.domain.duties import Duty
from trading.domain.experts import Ground as RecusalGround
from trading.domain.experts import Title
from trading.domain.facts import TerminationCause
from trading.domain.kinds.findings import FindingKind, FindingRule, Ground, GroundRule
from trading.domain.matters import Matter
from trading.domain.notices import NoticeRule
from trading.domain.periods import Period
from trading.domain.phases import PREQUALIFYING, Periods, Phase, Reviewer
from trading.domain.schedule import Instant
from trading.domain.scoring_methods import PriceFormula, ScoringMethod, TieBreak
from trading.domain.stages import Guard, Outcome, Stage, Step

T = TypeVar("T")


class Confidence(StrEnum):
    """How sure we are of a value of the law."""

    READ = "R"
    QUOTED = "S"
    MEMORY = "M"
    DECIDED = "D"


@dataclass(frozen=True)
class Value(Generic[T]):
    """One value of the law with the articles it stands on."""

    value: T
    articles: tuple[str, ...]
    confidence: Confidence
    note: str = ""

    def __bool__(self) -> NoReturn:
        raise TypeError("a Value is not true or false: ask for .value")


@dataclass(frozen=True)
class Choice(Generic[T]):
    """What the documents may choose: a default inside a range that includes both ends."""

    default: T
    least: T
    most: T


class SignupGate(StrEnum):
    """What a bidder must pass before it may fetch the documents."""

    NONE = "none"


class NamesFrom(StrEnum):
    """The entry of the ledger after which the experts' names may be known."""

    AWARD = "lot.awarded"
    RESULT_NOTICE = "result.published"


class ItemKind(StrEnum):
    """How the text of an opening item is written; docs/spec/bid.md has the grammar."""

    MONEY = "money"
    INTEGER = "integer"
    TEXT = "text"
    MEMBERS = "members"


@dataclass(frozen=True)
class OpeningItem:
    """Something that every bid states and that is announced at the opening."""

    key: str
    kind: ItemKind
    label: str
    label_en: str

    def form(self) -> dict[str, str]:
        """As the notice writes it (docs/spec/bid.md)."""
        return {"key": self.key, "kind": self.kind.value, "label": self.label, "label_en": self.label_en}


@dataclass(frozen=True)
class Names:
    """A name in Chinese and in English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Edition:
    """A state of the law, in force for notices published on or after `since`."""

    since: date

    @property
    def id(self) -> str:
        return self.since.isoformat()


@dataclass(frozen=True)
class Transition:
    """From `start` by `outcome` to `end`, if all guards let pass."""

    start: Stage
    outcome: Outcome
    end: Stage
    guards: tuple[Guard, ...] = ()
    articles: tuple[str, ...] = ()


@dataclass(frozen=True)
class TimedStep:
    """In `stage` the clock does `step` at the moment `due`."""

    stage: Stage
    step: Step
    due: Instant


@dataclass(frozen=True)
class DutyRule:
    """After `since` somebody has the period of the law to do it; `done_by` says that it was done.

    None: that is not an outcome of the lot.
    """

    duty: AwardDuty
    since: Outcome
    period: Value[Period]
    done_by: Outcome | None = None


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
    draw_acknowledgement: Value[timedelta] | None = None

    def cited(self) -> frozenset[str]:
        """Every article that some value stands on."""
        values = (getattr(self, entry.name) for entry in fields(self))
        return frozenset(article for value in values if isinstance(value, Value) for article in value.articles)


class SpecBroken(Exception):
    """The data of a kind contradict each other."""


@dataclass(frozen=True)
class KindSpec:
    """A kind of trade in one edition. Code reads its values and never asks which kind it is."""

    kind: str
    names: Names
    edition: Edition
    stages: tuple[Stage, ...]
    transitions: tuple[Transition, ...]
    timed_steps: tuple[TimedStep, ...]
    law: Law
    envelopes: tuple[str, ...] = ()
    opening_items: tuple[OpeningItem, ...] = ()
    code_class: str = ""  # first letter of the trade classes it may use (standards: A01 … A99)
    qualification_items: tuple[OpeningItem, ...] = ()  # what an application to be let in states
    duties: tuple[DutyRule, ...] = ()
    notices: tuple[NoticeRule, ...] = ()
    rests_in: tuple[Stage, ...] = ()  # ways lead on from here, but a trade may end here: its archive term runs
    grounds: tuple[GroundRule, ...] = ()
    findings: tuple[FindingRule, ...] = ()
    members_item: OpeningItem | None = None  # what a form has besides where the notice takes joint bids
    _ways: dict[tuple[Stage, Outcome], Transition] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        ways = {(way.start, way.outcome): way for way in self.transitions}
        object.__setattr__(self, "_ways", ways)
        used = {way.start for way in self.transitions} | {way.end for way in self.transitions}
        if len(ways) != len(self.transitions):
            raise SpecBroken("two ways from one stage by one outcome")
        if used != set(self.stages):
            raise SpecBroken(f"stages and transitions differ: {sorted(used ^ set(self.stages))}")
        if not {timed.stage for timed in self.timed_steps} <= used:
            raise SpecBroken("a timed step in a stage that the kind does not have")
        said = {each for rule in self.notices for each in rule.outcomes} | {rule.since for rule in self.duties}
        said |= {rule.done_by for rule in self.duties if rule.done_by is not None}
        if not said <= {way.outcome for way in self.transitions}:
            raise SpecBroken("a notice or a duty of an outcome that the kind does not have")
        if self.bids_are_sealed and (self.law.window is None or not self.envelopes):
            raise SpecBroken("sealed bids need an envelope and a window to open it in")
        if used & set(PREQUALIFYING) and (self.law.prequal_minimum is None or not self.qualification_items):
            raise SpecBroken("a pre-qualification needs a minimum and something to state")
        if len({rule.ground for rule in self.grounds}) != len(self.grounds):
            raise SpecBroken("a ground of rejection twice")
        if not {rule.ground for rule in self.findings} <= {rule.ground for rule in self.grounds}:
            raise SpecBroken("a finding without its ground of rejection")

    def transition(self, stage: Stage, outcome: Outcome) -> Transition | None:
        return self._ways.get((stage, outcome))

    @property
    def ends(self) -> tuple[Stage, ...]:
        """The stages in which a lot may be over."""
        left = {way.start for way in self.transitions}
        return tuple(stage for stage in self.stages if stage not in left or stage in self.rests_in)

    @property
    def bids_are_sealed(self) -> bool:
        return self.law.bids_are_sealed.value

    @property
    def minimum_bidders(self) -> int:
        return self.law.minimum_bidders.value

    @property
    def termination_causes(self) -> tuple[TerminationCause, ...]:
        """Why an announced trade may be ended before its time; none: never."""
        rule = self.law.termination_causes
        return () if rule is None else rule.value

    @property
    def may_prequalify(self) -> bool:
        """Whether the kind knows pre-qualification."""
        return Stage.APPLYING in self.stages

    @property
    def minimum_qualified(self) -> int:
        rule = self.law.prequal_minimum
        return self.minimum_bidders if rule is None else rule.value

    def reviewer(self, *, state_controlled: bool) -> Reviewer:
        """Who reviews the applications: for money that the state controls, what the law says (TR 18)."""
        rule = self.law.prequal_committee
        return rule.value if state_controlled and rule is not None else Reviewer.TENDERER

    def periods(self, phase: Phase) -> Periods:
        """What is counted in the phase."""
        law = self.law
        match phase:
            case Phase.BIDDING:
                return Periods(law.document_offer, law.bid_period, None, law.clarification_before, law.objection_before)
            case Phase.PREQUALIFICATION:
                return Periods(
                    law.prequal_document_offer,
                    None,
                    law.prequal_after_offer,
                    law.prequal_clarification_before,
                    law.prequal_objection_before,
                )

    def receiving(self, phase: Phase) -> tuple[Stage, ...]:
        """The stages in which bids, or applications, are received."""
        rule, stages = self.law.received_while_suspended, phase.stages
        return (stages.open, stages.suspended) if rule is not None and rule.value else (stages.open,)

    @property
    def receiving_stages(self) -> tuple[Stage, ...]:
        """The stages in which bids are received."""
        return self.receiving(Phase.BIDDING)

    @property
    def equal_to_deadline_is_late(self) -> bool:
        return self.law.equal_to_deadline_is_late is None or self.law.equal_to_deadline_is_late.value

    @property
    def window_ends_when_all_released(self) -> bool:
        rule = self.law.window_ends_when_all_released
        return rule is not None and rule.value

    @property
    def stoppable(self) -> tuple[Stage, ...]:
        """The stages in which the supervisor may stop a lot; none where the kind has no such rule."""
        rule = self.law.never_stopped
        return () if rule is None else tuple(stage for stage in self.stages if stage not in rule.value)

    @property
    def allowed_while_stopped(self) -> tuple[Outcome, ...]:
        """What no stop order hinders."""
        rule = self.law.stop_lets
        return () if rule is None else rule.value

    @property
    def order_may_allow(self) -> tuple[Outcome, ...]:
        """What a stop order may let happen besides."""
        rule = self.law.stop_may_let
        return () if rule is None else rule.value

    @property
    def receives_while_stopped(self) -> bool:
        """Whether bids are received while a stop order stands."""
        rule = self.law.received_while_stopped
        return rule is not None and rule.value

    @property
    def joint_most(self) -> int:
        """The most members that a notice may let a joint bid have; 0: this kind takes none."""
        rule = self.law.joint_most
        return 0 if rule is None or self.members_item is None else rule.value

    @property
    def staff_items(self) -> tuple[str, ...]:
        """The opening items that name a person of the project's management."""
        rule = self.law.staff_items
        return () if rule is None else rule.value

    def ground(self, ground: Ground) -> GroundRule | None:
        return next((rule for rule in self.grounds if rule.ground is ground), None)

    def finding(self, kind: FindingKind) -> FindingRule | None:
        return next((rule for rule in self.findings if rule.kind is kind), None)
