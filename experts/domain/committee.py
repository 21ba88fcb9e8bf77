"""Who may sit on an evaluation committee together: rule EX-1 (TL 37, O12 9). The numbers are those of the spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from trading.domain.award import CommitteeFacts, CommitteeShape


class Seat(StrEnum):
    """As what a member sits: drawn from the pool, or sent by the tenderer."""

    EXPERT = "expert"
    REPRESENTATIVE = "representative"


class Fault(StrEnum):
    """What is wrong with a committee."""

    TOO_FEW = "too_few"
    EVEN = "even"
    TOO_FEW_EXPERTS = "too_few_experts"
    TWICE = "twice"


@dataclass(frozen=True, slots=True)
class Member:
    """`person` is the same text for the same person, and nothing more is known of it here."""

    person: str
    seat: Seat


def faults(shape: CommitteeShape, members: Collection[Member]) -> tuple[Fault, ...]:
    """Everything that is wrong with the committee, in the order of `Fault`; empty if it is lawful."""
    facts = facts_of(members)
    found = {
        Fault.TOO_FEW: facts.members < shape.least,
        Fault.EVEN: shape.odd and facts.members % 2 == 0,
        Fault.TOO_FEW_EXPERTS: facts.experts < shape.experts_needed(facts.members),
        Fault.TWICE: any(count > 1 for count in Counter(member.person for member in members).values()),
    }
    return tuple(fault for fault, holds in found.items() if holds)


def facts_of(members: Collection[Member]) -> CommitteeFacts:
    """What the guard of the stage looks at."""
    return CommitteeFacts(len(members), sum(member.seat is Seat.EXPERT for member in members))


def most_representatives(shape: CommitteeShape, members: int) -> int:
    """How many of so many members the tenderer may send itself."""
    return members - shape.experts_needed(members)


def may_ask_for_time(asked: int, members: int, share: Fraction) -> bool:
    """Whether so many find the time too short that the tenderer extends it: more than `share` of all (TR 48)."""
    return asked > share * members
