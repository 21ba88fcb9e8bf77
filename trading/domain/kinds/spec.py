"""The shape of a trade kind: plain data with the article beside each value."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Generic, NoReturn, TypeVar

from trading.domain.periods import Period
from trading.domain.schedule import Instant
from trading.domain.stages import Guard, Outcome, Stage, Step, TerminationCause

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
        if self.bids_are_sealed and (self.law.window is None or not self.envelopes):
            raise SpecBroken("sealed bids need an envelope and a window to open it in")

    def transition(self, stage: Stage, outcome: Outcome) -> Transition | None:
        return self._ways.get((stage, outcome))

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
    def receiving_stages(self) -> tuple[Stage, ...]:
        """The stages in which bids are received."""
        rule = self.law.received_while_suspended
        return (Stage.BIDDING, Stage.SUSPENDED) if rule is not None and rule.value else (Stage.BIDDING,)

    @property
    def equal_to_deadline_is_late(self) -> bool:
        return self.law.equal_to_deadline_is_late is None or self.law.equal_to_deadline_is_late.value

    @property
    def window_ends_when_all_released(self) -> bool:
        rule = self.law.window_ends_when_all_released
        return rule is not None and rule.value
