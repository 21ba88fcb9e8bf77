"""Who may be drawn for a committee, and who may not for which reason: rules EX-4, EX-7, EX-9."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from experts.domain.recusal import Bodies, Employment, day_before, worked_for, works_for
from trading.domain.experts import Title
from trading.domain.kinds.law import Law
from trading.domain.periods import Period, Unit


class Exclusion(StrEnum):
    """Why somebody in the pool is not drawn. The first that holds, in this order, is the one that is said."""

    STATUS = "status"
    PUNISHED = "punished"
    STANDING = "standing"
    AUTHORITY = "authority"
    EMPLOYER = "employer"
    REGION = "region"
    MAJOR = "major"
    BUSY = "busy"


@dataclass(frozen=True, slots=True)
class Span:
    """From `start` until before `end`."""

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Group:
    """So many places for experts of these majors: codes of any level, which stand for all below them."""

    number: int
    majors: tuple[str, ...]
    places: int

    def nearness(self, majors: Collection[str]) -> int:
        """How exactly one of the majors is asked for: the length of the code that it stands below; 0: not at all."""
        return max((len(code) for code in self.majors for major in majors if major.startswith(code)), default=0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody in the pool, as far as a draw looks at it. `busy`: when it sits on other committees."""

    id: UUID
    available: bool
    title: Title
    working_since: date
    region: str
    majors: frozenset[str]
    employments: tuple[Employment, ...] = ()
    punished: bool = False
    busy: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a request asks for. `region`: the beginning of a region code, "" for any. `on`: the day of the evaluation."""

    groups: tuple[Group, ...]
    region: str
    evaluation: Span
    on: date
    parties: Bodies
    authorities: Bodies


@dataclass(frozen=True, slots=True)
class Rules:
    """The values of the law that decide."""

    years: int
    titles: tuple[Title, ...]
    look_back: Period


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list that is frozen for the draw. `group`: whose places it may be drawn for; None if excluded."""

    expert: UUID
    group: int | None
    excluded: Exclusion | None


class NoCommittees(Exception):
    """The kind knows no drawn committees."""


def rules_of(law: Law) -> Rules:
    """Raises `NoCommittees` where the law of the kind has no experts."""
    if law.expert_years is None or law.expert_titles is None or law.recusal_look_back is None:
        raise NoCommittees
    return Rules(law.expert_years.value, law.expert_titles.value, law.recusal_look_back.value)


def listed(candidates: Iterable[Candidate], wanted: Wanted, rules: Rules) -> tuple[Listed, ...]:
    """The whole pool, each with its group or the reason why not, by id: nobody is left out without a reason."""
    lines = [_line(candidate, wanted, rules) for candidate in candidates]
    return tuple(sorted(lines, key=lambda line: line.expert.int))


def exclusion_of(candidate: Candidate, wanted: Wanted, rules: Rules) -> Exclusion | None:
    """Why the candidate may not sit on this committee, or None."""
    if not candidate.available:
        return Exclusion.STATUS
    if candidate.punished:
        return Exclusion.PUNISHED
    years = Period(rules.years, Unit.YEAR)
    if candidate.title not in rules.titles or candidate.working_since > day_before(wanted.on, years):
        return Exclusion.STANDING
    if works_for(candidate.employments, wanted.authorities, wanted.on):
        return Exclusion.AUTHORITY
    if worked_for(candidate.employments, wanted.parties, wanted.on, rules.look_back) is not None:
        return Exclusion.EMPLOYER
    return _unfit(candidate, wanted)


def group_of(candidate: Candidate, wanted: Wanted) -> int | None:
    """The group that asks most exactly for a major of the candidate, the first of several; None if none does.

    One, not all that fit: a draw walks one order, in which everybody stands once.
    """
    near = {group.number: group.nearness(candidate.majors) for group in wanted.groups}
    best = max(near, key=lambda number: (near[number], -number), default=None)
    return best if best is not None and near[best] else None


def articles_of(exclusion: Exclusion, law: Law) -> tuple[str, ...]:
    """The articles that a reason stands on; none where it is plain from the request."""
    by_reason = {
        Exclusion.PUNISHED: law.recusal_grounds,
        Exclusion.STANDING: law.expert_years,
        Exclusion.AUTHORITY: law.recusal_grounds,
        Exclusion.EMPLOYER: law.recusal_look_back,
        Exclusion.MAJOR: law.drawn_at_random,
    }
    value = by_reason.get(exclusion)
    return () if value is None else value.articles


def _line(candidate: Candidate, wanted: Wanted, rules: Rules) -> Listed:
    excluded = exclusion_of(candidate, wanted, rules)
    return Listed(candidate.id, None if excluded else group_of(candidate, wanted), excluded)


def _unfit(candidate: Candidate, wanted: Wanted) -> Exclusion | None:
    if not candidate.region.startswith(wanted.region):
        return Exclusion.REGION
    if group_of(candidate, wanted) is None:
        return Exclusion.MAJOR
    return Exclusion.BUSY if any(span.overlaps(wanted.evaluation) for span in candidate.busy) else None
