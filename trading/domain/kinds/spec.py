"""The shape of a trade kind: plain data with the article beside each value."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from trading.domain.award import AwardDuty
from trading.domain.facts import TerminationCause
from trading.domain.kinds.fairness import FairnessRule
from trading.domain.kinds.findings import FindingKind, FindingRule, Ground, GroundRule
from trading.domain.kinds.law import Law
from trading.domain.kinds.values import Value
from trading.domain.notices import NoticeRule
from trading.domain.periods import Period
from trading.domain.phases import PREQUALIFYING, Periods, Phase, Reviewer
from trading.domain.schedule import Instant
from trading.domain.stages import Guard, Outcome, Stage, Step


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
    fairness: tuple[FairnessRule, ...] = ()  # what is made sure of before a notice
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
        if len({rule.concern for rule in self.fairness}) != len(self.fairness):
            raise SpecBroken("a concern about fairness twice")
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
    def window_after_outage(self) -> bool:
        """Whether an outage of the platform in the decryption window gives its time back (O20 31)."""
        rule = self.law.window_after_outage
        return rule is not None and rule.value

    @property
    def lost_form_again(self) -> bool:
        """Whether a sealed form that the platform lost may be handed in again (O20 31)."""
        rule = self.law.lost_form_again
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
