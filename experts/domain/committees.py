"""What a committee request (组建申请) must be, and what is still to be done for it: rules EX-1, EX-5, EX-6, EX-11."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from experts.domain.eligibility import Group, Span
from trading.domain.kinds.values import Choice


class Shape(Protocol):
    """How many may sit on a committee, and how many of them are experts (EX-1); the spec of a kind has it."""

    @property
    def least(self) -> int: ...

    @property
    def odd(self) -> bool: ...

    def experts_needed(self, members: int) -> int: ...


@dataclass(frozen=True, slots=True)
class RequestDraft:
    """What the agency asks for. `representatives`: names of the tenderer's own people, who are no experts here.

    `direct_reason`: why the experts should be chosen and not drawn; "" as a rule.
    """

    groups: tuple[Group, ...]
    representatives: tuple[str, ...]
    region: str
    evaluation: Span
    place: str
    calls_before: timedelta
    direct_reason: str = ""

    @property
    def experts(self) -> int:
        return sum(group.places for group in self.groups)

    @property
    def members(self) -> int:
        return self.experts + len(self.representatives)


class Fault(StrEnum):
    """What is wrong with a request."""

    TOO_FEW = "too_few"
    EVEN = "even"
    TOO_FEW_EXPERTS = "too_few_experts"
    EMPTY_GROUP = "empty_group"
    TWICE = "twice"
    BEFORE_OPENING = "before_opening"
    ENDS_BEFORE_IT_BEGINS = "ends_before_it_begins"
    CALLS_OUT_OF_RANGE = "calls_out_of_range"
    DIRECT_CHOICE = "direct_choice"


def faults(
    draft: RequestDraft, shape: Shape, calls: Choice[timedelta], deadline: datetime, *, drawn: bool
) -> tuple[Fault, ...]:
    """Everything that is wrong, in the order of `Fault`. `drawn`: the law demands the draw, and nobody has consented."""
    groups = draft.groups
    found = {
        Fault.TOO_FEW: draft.members < shape.least,
        Fault.EVEN: shape.odd and draft.members % 2 == 0,
        Fault.TOO_FEW_EXPERTS: draft.experts < shape.experts_needed(draft.members),
        Fault.EMPTY_GROUP: not groups or any(group.places < 1 or not group.majors for group in groups),
        Fault.TWICE: len(set(draft.representatives)) < len(draft.representatives),
        Fault.BEFORE_OPENING: draft.evaluation.start < deadline,
        Fault.ENDS_BEFORE_IT_BEGINS: draft.evaluation.end <= draft.evaluation.start,
        Fault.CALLS_OUT_OF_RANGE: not calls.least <= draft.calls_before <= calls.most,
        Fault.DIRECT_CHOICE: drawn and bool(draft.direct_reason),
    }
    return tuple(fault for fault, holds in found.items() if holds)


def calls_from(deadline: datetime, before: timedelta) -> datetime:
    """EX-6: as late as possible, but as a rule before the opening."""
    return deadline - before


class Reply(StrEnum):
    """How a call ended."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    RECUSED = "recused"
    NO_ANSWER = "no_answer"


class Departure(StrEnum):
    """Why somebody who had accepted does not sit on the committee after all (EX-11)."""

    RECUSED = "recused"
    ILL = "ill"
    LEFT = "left"
    EMPLOYER = "employer"


@dataclass(frozen=True, slots=True)
class CallState:
    """One call: for which group, how it ended (None: it waits), and whether the member left later."""

    group: int
    reply: Reply | None = None
    departed: bool = False

    @property
    def sits(self) -> bool:
        return self.reply is Reply.ACCEPTED and not self.departed


def to_call(groups: Collection[Group], calls: Collection[CallState]) -> Mapping[int, int]:
    """How many more have to be called for each group: nobody sits there and nobody has been asked."""
    taken = dict.fromkeys((group.number for group in groups), 0)
    for call in calls:
        taken[call.group] += call.sits or call.reply is None
    return {group.number: max(group.places - taken[group.number], 0) for group in groups}


def seated(groups: Collection[Group], calls: Collection[CallState]) -> Mapping[int, int]:
    """How many sit in each group."""
    sitting = dict.fromkeys((group.number for group in groups), 0)
    for call in calls:
        sitting[call.group] += call.sits
    return sitting


def is_formed(groups: Collection[Group], calls: Collection[CallState]) -> bool:
    """Whether every place is filled."""
    sitting = seated(groups, calls)
    return all(sitting[group.number] >= group.places for group in groups)
