"""What a guard is told besides the time: the facts of an outcome, each known to whoever lets it happen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from trading.domain.award import AfterOpeningFacts
from trading.domain.outages import Silence

if TYPE_CHECKING:  # a kind is made of what is defined here
    from trading.domain.kinds.fairness import Concern


@dataclass(frozen=True)
class NoFacts:
    """The outcome needs nothing but the time."""


@dataclass(frozen=True)
class DraftFacts:
    """`cleared`: of what a reviewer has made sure that nothing of the kind is in the draft as it is now."""

    cleared: frozenset[Concern]


@dataclass(frozen=True)
class ObjectionFacts:
    """`until`: the end of the last day on which the documents may be objected to."""

    until: datetime


@dataclass(frozen=True)
class AnswerFacts:
    """`open`: the objections that still wait for their answer."""

    open: int


class TerminationCause(StrEnum):
    """Why a trade ends before its time; the spec says which of them the law takes."""

    FORCE_MAJEURE = "force_majeure"
    MAJOR_CHANGE = "major_change"


@dataclass(frozen=True)
class TerminationFacts:
    cause: TerminationCause


@dataclass(frozen=True)
class OutageFacts:
    """The silence of the platform's clock around `due`, the moment of the step that the clock now takes. Real time."""

    silence: Silence
    due: datetime


@dataclass(frozen=True)
class BoxFacts:
    """`bids`: the bidders that count. Revoked (撤销) counts, withdrawn (撤回) does not: rules 2.4-6."""

    bids: int


@dataclass(frozen=True)
class WindowFacts:
    """`live` bids in the closed box, and how many of them have an acknowledged release."""

    live: int
    released: int


@dataclass(frozen=True)
class KeyFacts:
    """`keyholders` of the lot, and how many of them have published their window key."""

    keyholders: int
    published: int


@dataclass(frozen=True)
class ConfirmationFacts:
    """`expected` signatures under the opening record, and how many were given."""

    expected: int
    confirmed: int


@dataclass(frozen=True)
class ReviewFacts:
    """The live `applications`, how many of them are `decided`, and how many of those passed."""

    applications: int
    decided: int
    passed: int


Facts = (
    NoFacts
    | DraftFacts
    | ObjectionFacts
    | AnswerFacts
    | TerminationFacts
    | OutageFacts
    | BoxFacts
    | WindowFacts
    | KeyFacts
    | ConfirmationFacts
    | ReviewFacts
    | AfterOpeningFacts
)
